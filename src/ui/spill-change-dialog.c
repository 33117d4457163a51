#include "ui/spill-change-dialog.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "config.h"
#include "model/spill-command.h"
#include "ui/spill-actions.h"
#include "ui/spill-form.h"
#include "util/spill-plain.h"

#define PORT 9989          /* of a PBChangeSource, unless told otherwise */
#define MAX_WORDS 1000     /* characters of a master's words */
#define MARGIN 6           /* px around a field that is shown */

/**
 * SpillChangeDialog:
 *
 * Asks for a change and waits for the master's answer to it.
 */
struct _SpillChangeDialog
{
  AdwWindow          parent_instance;

  GtkWindow         *parent;       /* (nullable) weak */
  SpillMaster       *master;
  SpillCommand      *command;      /* (nullable): on its way */
  GtkWidget         *wrong;        /* (nullable) (unowned): the field that is marked */
  guint              showing;      /* source id */

  /* Template children: owned by the template, which has the rows of the table below as well */
  AdwWindowTitle    *title;
  GtkWidget         *submit;
  GtkSpinner        *spinner;
  GtkLabel          *problem;
  GtkScrolledWindow *scroller;
  GtkWidget         *body;
  GtkTextView       *comments;
  GtkTextView       *files;
  GtkTextView       *properties;
  AdwComboRow       *vc;
};

G_DEFINE_FINAL_TYPE (SpillChangeDialog, spill_change_dialog, ADW_TYPE_WINDOW)

/* Rows of one line: name in the template -> value of the command. */
static const struct
{
  const char *row, *value;
} texts[] = {
  { "author", "author" },
  { "branch", "branch" },
  { "revision", "revision" },
  { "revlink", "revlink" },
  { "repository", "repository" },
  { "project", "project" },
  { "codebase", "codebase" },
  { "category", "category" },
  { "address", "pb" },
  { "user", "pb-user" },
  { "password", "pb-password" },
  { "when", NULL },            /* a number */
};

static AdwEntryRow *
get_row (SpillChangeDialog *self,
         const char        *name)
{
  return ADW_ENTRY_ROW (gtk_widget_get_template_child (GTK_WIDGET (self), SPILL_TYPE_CHANGE_DIALOG,
                                                       name));
}

/* What is in a row, without the space around it; a password may end in one. */
static char *
dup_text (SpillChangeDialog *self,
          const char        *name)
{
  AdwEntryRow *row = get_row (self, name);
  char *text = g_strdup (spill_form_get_text (row));

  return ADW_IS_PASSWORD_ENTRY_ROW (row) ? text : g_strstrip (text);
}

static char *
dup_lines (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_problem (SpillChangeDialog *self,
             GtkWidget         *field,   /* (nullable): where the focus goes */
             const char        *text)    /* (nullable) */
{
  if (self->wrong != NULL)
    spill_form_set_error (self->wrong, self->problem, NULL);
  self->wrong = text != NULL ? field : NULL;
  if (self->wrong != NULL)
    spill_form_set_error (self->wrong, self->problem, text);
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* The words that tell what is wrong take room from the form: what they are about stays in sight. */
static gboolean
show_wrong (gpointer user_data)
{
  SpillChangeDialog *self = user_data;
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (self->scroller);
  GtkWidget *form = gtk_widget_get_parent (self->body);
  graphene_rect_t bounds;

  self->showing = 0;
  if (self->wrong != NULL && gtk_widget_compute_bounds (self->wrong, form, &bounds))
    {
      double top = bounds.origin.y + gtk_widget_get_margin_top (form) - MARGIN;
      double least = top + bounds.size.height + 2 * MARGIN - gtk_adjustment_get_page_size (vertical);

      /* Also ends the slide to where the focus was to be before. */
      gtk_adjustment_set_value (vertical, CLAMP (gtk_adjustment_get_value (vertical),
                                                 MIN (least, top), top));
    }

  return G_SOURCE_REMOVE;
}

/* What has just got its room cannot move yet. */
static void
on_resized (SpillChangeDialog *self)
{
  if (self->wrong != NULL && self->showing == 0)
    self->showing = g_idle_add (show_wrong, self);
}

/* Whoever writes mends it. */
static void
on_changed (SpillChangeDialog *self)
{
  set_problem (self, NULL, NULL);
}

static void
update_running (SpillChangeDialog *self)
{
  gboolean running = self->command != NULL;

  /* An entry that has the focus must not become insensitive in GTK 4.8. */
  if (running)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->body, !running);
  gtk_widget_set_sensitive (self->submit, !running);
  gtk_spinner_set_spinning (self->spinner, running);
}

/* A date and a time of the day, here unless they tell where, or seconds since 1970. */
static gboolean
parse_when (const char *text,
            double     *when)
{
  g_autoptr(GTimeZone) here = g_time_zone_new_local ();
  g_autofree char *with_seconds = g_strconcat (text, ":00", NULL);
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, here);
  char *end;

  if (time == NULL)
    time = g_date_time_new_from_iso8601 (with_seconds, here);
  if (time != NULL)
    {
      *when = g_date_time_to_unix (time);
      return TRUE;
    }

  *when = g_ascii_strtod (text, &end);
  return *text != '\0' && *end == '\0' && isfinite (*when) && *when >= 0;
}

/* "name: value", one a line. NULL if a line is none. (nullable) (transfer floating) */
static GVariant *
parse_properties (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (g_strstrip (lines[i]), ':');

      if (*lines[i] == '\0')
        continue;
      if (colon == NULL || colon == lines[i])
        return NULL;
      *colon = '\0';
      g_variant_builder_add (&builder, "{ss}", g_strchomp (lines[i]), g_strchug (colon + 1));
    }

  return g_variant_builder_end (&builder);
}

static GVariant *
parse_files (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_variant_builder_add (&builder, "s", lines[i]);

  return g_variant_builder_end (&builder);
}

static void
add_texts (SpillChangeDialog *self,
           GVariantDict      *values)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = dup_text (self, texts[i].row);

      if (texts[i].value != NULL && *text != '\0')
        g_variant_dict_insert (values, texts[i].value, "s", text);
    }
}

/* The values of the command, or NULL with what is wrong shown. (nullable) (transfer floating) */
static GVariant *
make_values (SpillChangeDialog *self)
{
  g_autofree char *comments = dup_lines (self->comments);
  g_autofree char *files = dup_lines (self->files);
  g_autofree char *lines = dup_lines (self->properties);
  g_autofree char *author = dup_text (self, "author");
  g_autofree char *time = dup_text (self, "when");
  g_autoptr(GVariant) properties = parse_properties (lines);
  g_auto(GVariantDict) values = G_VARIANT_DICT_INIT (NULL);
  GtkStringObject *vc = adw_combo_row_get_selected_item (self->vc);
  double when = 0;

  if (properties != NULL)
    g_variant_ref_sink (properties);
  if (*author == '\0')
    {
      set_problem (self, GTK_WIDGET (get_row (self, "author")), _("An author is missing"));
      return NULL;
    }
  if (*time != '\0' && !parse_when (time, &when))
    {
      set_problem (self, GTK_WIDGET (get_row (self, "when")),
                   _("A time looks like 2026-03-01 14:30, or is a number of seconds since 1970"));
      return NULL;
    }
  if (properties == NULL)
    {
      set_problem (self, GTK_WIDGET (self->properties), _("A property looks like “name: value”"));
      return NULL;
    }

  add_texts (self, &values);
  if (*comments != '\0')
    g_variant_dict_insert (&values, "comments", "s", comments);
  if (*time != '\0')
    g_variant_dict_insert (&values, "when", "d", when);
  if (adw_combo_row_get_selected (self->vc) > 0 && vc != NULL)
    g_variant_dict_insert (&values, "vc", "s", gtk_string_object_get_string (vc));
  g_variant_dict_insert_value (&values, "files", parse_files (files));
  g_variant_dict_insert_value (&values, "properties", properties);

  return g_variant_dict_end (&values);
}

/* With the focus where it can be mended. */
static void
show_failure (SpillChangeDialog *self,
              const GError      *error)
{
  g_autofree char *words = spill_plain_cut (error != NULL ? error->message
                                            : _("The master gave no reason"), MAX_WORDS);
  GtkWidget *field = NULL;

  if (g_error_matches (error, SPILL_ERROR, SPILL_ERROR_REFUSED))
    field = GTK_WIDGET (get_row (self, "password"));
  else if (g_error_matches (error, SPILL_ERROR, SPILL_ERROR_UNREACHABLE))
    field = GTK_WIDGET (get_row (self, "address"));
  set_problem (self, field, words);
  if (field == NULL)
    gtk_widget_grab_focus (self->submit);
}

static void
on_ended (SpillChangeDialog *self)
{
  g_autoptr(SpillCommand) command = g_steal_pointer (&self->command);

  update_running (self);
  if (spill_command_get_state (command) == SPILL_COMMAND_FAILED)
    {
      show_failure (self, spill_command_get_error (command));
      gtk_window_present (GTK_WINDOW (self));
      return;
    }

  if (self->parent != NULL)
    spill_actions_tell (GTK_WIDGET (self->parent), command);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_submit (SpillChangeDialog *self)
{
  g_autoptr(SpillChangeDialog) alive = g_object_ref (self);
  GVariant *values;

  if (self->command != NULL)
    return;

  set_problem (self, NULL, NULL);
  values = make_values (self);
  if (values == NULL)
    return;

  self->command = spill_command_new (SPILL_COMMAND_ADD_CHANGE, self->master);
  spill_command_set_values (self->command, values);
  g_signal_connect_object (self->command, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
  update_running (self);
  /* A source may end it at once. */
  spill_master_run (self->master, self->command);
}

/* Closed while it runs: out of the way, but still there to tell how it ends. */
static gboolean
spill_change_dialog_close_request (GtkWindow *window)
{
  if (SPILL_CHANGE_DIALOG (window)->command == NULL)
    return GTK_WINDOW_CLASS (spill_change_dialog_parent_class)->close_request (window);

  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return GDK_EVENT_STOP;
}

static void
spill_change_dialog_dispose (GObject *object)
{
  SpillChangeDialog *self = SPILL_CHANGE_DIALOG (object);

  g_clear_handle_id (&self->showing, g_source_remove);
  self->wrong = NULL;
  g_clear_weak_pointer (&self->parent);
  g_clear_object (&self->command);
  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_change_dialog_parent_class)->dispose (object);
}

static void
spill_change_dialog_class_init (SpillChangeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = spill_change_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = spill_change_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-change-dialog.ui");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_widget_class_bind_template_child_full (widget_class, texts[i].row, FALSE, 0);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, title);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, submit);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, scroller);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, body);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, comments);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, files);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, properties);
  gtk_widget_class_bind_template_child (widget_class, SpillChangeDialog, vc);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
}

static void
spill_change_dialog_init (SpillChangeDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      AdwEntryRow *row = get_row (self, texts[i].row);

      g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (on_submit), self);
      g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
    }
  g_signal_connect_swapped (gtk_text_view_get_buffer (self->properties), "changed",
                            G_CALLBACK (on_changed), self);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "changed",
                           G_CALLBACK (on_resized), self, G_CONNECT_SWAPPED);
  spill_form_name_buttons (GTK_WIDGET (self));
  spill_form_close_on_escape (GTK_WINDOW (self));
}

/* Where a PBChangeSource mostly is: where the master is. */
static char *
dup_address (SpillMaster *master)
{
  g_autoptr(GUri) uri = g_uri_parse (spill_master_get_url (master), G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0')
    host = "127.0.0.1";
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%d" : "%s:%d", host, PORT);
}

/**
 * spill_change_dialog_new:
 * @parent: the main window, which tells how it ended
 * @master: whom to tell of a change; it need not be connected
 *
 * Returns: (transfer none): the dialog, not yet shown
 */
GtkWidget *
spill_change_dialog_new (GtkWindow   *parent,
                         SpillMaster *master)
{
  SpillChangeDialog *self;
  g_autofree char *address = NULL;

  g_return_val_if_fail (parent == NULL || GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  self = g_object_new (SPILL_TYPE_CHANGE_DIALOG, "transient-for", parent, NULL);
  g_set_weak_pointer (&self->parent, parent);
  self->master = g_object_ref (master);
  address = dup_address (master);
  gtk_editable_set_text (GTK_EDITABLE (get_row (self, "address")), address);
  adw_window_title_set_subtitle (self->title, spill_master_get_name (master));
  spill_form_focus (GTK_WINDOW (self), GTK_WIDGET (get_row (self, "author")));
  return GTK_WIDGET (self);
}
