#include "ui/spill-build-header.h"

#include <math.h>
#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "ui/spill-build-actions.h"
#include "ui/spill-build-neighbours.h"
#include "ui/spill-links.h"
#include "ui/spill-look.h"
#include "ui/spill-sides.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define TITLE_ROOM 320      /* px left to the title before the buttons go below it */
#define MAX_NAME 300        /* characters */
#define MAX_TEXT 500
#define MAX_PEOPLE 5

struct _SpillBuildHeader
{
  GtkWidget          parent_instance;

  SpillBuild        *build;
  GtkWidget         *box;         /* parented here; all others are owned by the widget tree */
  GtkImage          *symbol;
  GtkLabel          *name;
  GtkLabel          *word;
  GtkLabel          *times;
  GtkLabel          *text;
  GtkWidget         *progress_box;
  GtkProgressBar    *progress;
  GtkLabel          *left;
  GtkLabel          *why;
  SpillLinks        *parent;
  GtkWidget         *parent_box;
  SpillLinks        *children;
  GtkWidget         *children_box;
  SpillBuildActions *actions;
};

G_DEFINE_FINAL_TYPE (SpillBuildHeader, spill_build_header, GTK_TYPE_WIDGET)

/* Sets only what is new: a label that is set anew loses its selection and is laid out again. */
static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
update_times (SpillBuildHeader *self,
              double            now)
{
  g_autoptr(GString) text = g_string_new (NULL);
  double started = spill_build_get_started (self->build);
  double finished = spill_build_get_finished (self->build);
  g_autofree char *exact_start = started > 0 ? spill_format_time (started) : NULL;
  g_autofree char *exact_end = finished > 0 ? spill_format_time (finished) : NULL;
  g_autofree char *tooltip = NULL;

  if (started > 0)
    {
      double seconds = spill_build_get_duration (self->build, now);
      g_autofree char *duration = spill_format_duration (seconds);

      g_string_append (text, duration);
    }
  if (finished > 0)
    {
      g_autofree char *ago = spill_format_ago (finished, now);

      g_string_append_printf (text, _(" · finished %s"), ago);
    }
  else if (started > 0)
    {
      g_autofree char *ago = spill_format_ago (started, now);

      g_string_append_printf (text, _(" · started %s"), ago);
    }

  if (exact_end != NULL)
    tooltip = g_strdup_printf (_("Started %s\nFinished %s"), exact_start, exact_end);
  else if (exact_start != NULL)
    tooltip = g_strdup_printf (_("Started %s"), exact_start);
  set_text (self->times, text->str);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (GTK_WIDGET (self->times)), tooltip) != 0)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->times), tooltip);
}

static void
update_progress (SpillBuildHeader *self,
                 double            now)
{
  double progress = spill_build_get_progress (self->build, now);
  gboolean running = !spill_build_is_finished (self->build);

  gtk_widget_set_visible (self->progress_box, running && progress >= 0);
  if (running && progress >= 0)
    {
      double eta = spill_build_get_eta (self->build, now);
      g_autofree char *left = isnan (eta) ? g_strdup ("") : spill_format_eta (eta);

      gtk_progress_bar_set_fraction (self->progress, progress);
      set_text (self->left, left);
    }
}

static void
append_people (GString    *why,
               SpillBuild *build)
{
  const char *const *people = spill_build_get_people (build);
  guint n = g_strv_length ((char **) people);

  for (guint i = 0; i < MIN (n, MAX_PEOPLE); i++)
    {
      g_autofree char *name = spill_person_short_name (people[i]);
      g_autofree char *isolated = spill_plain_isolated (name, 60);

      g_string_append (why, i > 0 ? ", " : why->len > 0 ? " · " : "");
      g_string_append (why, isolated);
    }
  if (n > MAX_PEOPLE)
    g_string_append_printf (why, ngettext (" and %u other", " and %u others", n - MAX_PEOPLE),
                            n - MAX_PEOPLE);
}

static void
append_part (GString    *why,
             const char *part)
{
  if (why->len > 0)
    g_string_append (why, " · ");
  g_string_append (why, part);
}

/* "r4f2a91c on main"; "" if nothing is known. */
static char *
describe_revision (SpillBuild *build)
{
  const char *revision = spill_build_get_revision (build);
  const char *branch = spill_build_get_branch (build);
  g_autofree char *short_revision = revision != NULL ? spill_format_revision (revision) : NULL;
  g_autofree char *shown = NULL;
  g_autofree char *shown_branch = NULL;

  if (short_revision == NULL)
    return g_strdup ("");

  shown = spill_plain_isolated (short_revision, 60);
  if (branch == NULL || *branch == '\0')
    return g_steal_pointer (&shown);

  shown_branch = spill_plain_isolated (branch, 80);
  return g_strdup_printf (_("%s on %s"), shown, shown_branch);
}

static void
update_why (SpillBuildHeader *self)
{
  g_autoptr(GString) why = g_string_new (NULL);
  const char *reason = spill_build_get_reason (self->build);
  const char *worker = spill_build_get_worker_name (self->build);
  g_autofree char *revision = describe_revision (self->build);

  if (reason != NULL && *reason != '\0')
    {
      g_autofree char *part = spill_plain_isolated (reason, MAX_TEXT);

      append_part (why, part);
    }
  append_people (why, self->build);
  if (*revision != '\0')
    append_part (why, revision);
  if (worker != NULL && *worker != '\0')
    {
      g_autofree char *name = spill_plain_isolated (worker, 80);
      g_autofree char *part = g_strdup_printf (_("worker %s"), name);

      append_part (why, part);
    }

  set_text (self->why, why->str);
}

static void
update_family (SpillBuildHeader *self)
{
  SpillMaster *master = spill_build_get_master (self->build);
  const SpillBuildLink *parent = spill_build_get_parent (self->build);
  GPtrArray *children = spill_build_get_children (self->build);

  spill_links_begin (self->parent);
  if (parent != NULL && master != NULL)
    spill_links_add_build (self->parent, master, parent);
  spill_links_end (self->parent);
  gtk_widget_set_visible (self->parent_box, spill_links_get_n (self->parent) > 0);

  spill_links_begin (self->children);
  for (guint i = 0; children != NULL && master != NULL && i < children->len; i++)
    if (!spill_links_is_superseded (master, children, children->pdata[i]))
      spill_links_add_build (self->children, master, children->pdata[i]);
  spill_links_end (self->children);
  gtk_widget_set_visible (self->children_box, spill_links_get_n (self->children) > 0);
}

void
spill_build_header_update (SpillBuildHeader *self,
                           double            now)
{
  SpillLook look;
  const char *text;
  g_autofree char *line = NULL;

  g_return_if_fail (SPILL_IS_BUILD_HEADER (self));

  look = spill_look_of_build (self->build);
  text = spill_build_get_text (self->build);
  line = spill_plain_one_line (text, MAX_TEXT);

  gtk_image_set_from_icon_name (self->symbol, spill_look_icon_name (look));
  spill_look_apply (look, GTK_WIDGET (self->symbol));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->symbol), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spill_look_word (look), -1);
  spill_look_apply (look, GTK_WIDGET (self->word));
  set_text (self->word, spill_look_word (look));
  set_text (self->text, line);
  update_times (self, now);
  update_progress (self, now);
  update_why (self);
  update_family (self);
  spill_build_actions_update (self->actions);
}

static GtkLabel *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return GTK_LABEL (label);
}

static GtkLabel *
make_wrapping (const char *css_class)
{
  GtkLabel *label = make_label (css_class);

  gtk_label_set_wrap (label, TRUE);
  gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (label, TRUE);

  return label;
}

static GtkWidget *
make_title (SpillBuildHeader *self,
            SpillBuild       *build)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *result = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->symbol = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->symbol, 24);
  gtk_widget_add_css_class (GTK_WIDGET (self->symbol), "spill-symbol");
  self->name = make_label ("title-2");
  gtk_label_set_wrap (self->name, TRUE);
  gtk_label_set_wrap_mode (self->name, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (self->name, GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (title), GTK_WIDGET (self->symbol));
  gtk_box_append (GTK_BOX (title), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (title), spill_build_neighbours_new (build));

  self->word = make_label ("spill-pill");
  gtk_widget_set_valign (GTK_WIDGET (self->word), GTK_ALIGN_CENTER);
  self->times = make_label ("numeric");
  gtk_label_set_ellipsize (self->times, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (result), GTK_WIDGET (self->word));
  gtk_box_append (GTK_BOX (result), GTK_WIDGET (self->times));

  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), result);

  return box;
}

/* The number follows the name, wherever that wraps, and stands back a little. */
static void
set_title (SpillBuildHeader *self)
{
  SpillBuilder *builder = spill_build_get_builder (self->build);
  g_autofree char *name = spill_plain_isolated (spill_builder_get_name (builder), MAX_NAME);
  g_autofree char *escaped = g_markup_escape_text (name, -1);
  g_autofree char *markup = g_strdup_printf ("%s <span alpha=\"65%%\">#%u</span>", escaped,
                                             spill_build_get_number (self->build));

  gtk_label_set_markup (self->name, markup);
}

static GtkWidget *
make_progress (SpillBuildHeader *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->progress), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Progress of the build"), -1);
  self->left = make_label ("numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->left));
  self->progress_box = box;

  return box;
}

static GtkWidget *
make_relation (const char  *title,
               SpillLinks **links)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkLabel *label = make_label ("dim-label");
  GtkWidget *widget = spill_links_new ();

  gtk_label_set_text (label, title);
  gtk_widget_set_valign (GTK_WIDGET (label), GTK_ALIGN_START);
  gtk_widget_set_hexpand (widget, TRUE);
  *links = SPILL_LINKS (widget);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (label));
  gtk_box_append (GTK_BOX (box), widget);

  return box;
}

static void
spill_build_header_dispose (GObject *object)
{
  SpillBuildHeader *self = SPILL_BUILD_HEADER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_build_header_parent_class)->dispose (object);
}

static void
spill_build_header_class_init (SpillBuildHeaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_build_header_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_build_header_init (SpillBuildHeader *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_build_header_new (SpillBuild *build)
{
  SpillBuildHeader *self = g_object_new (SPILL_TYPE_BUILD_HEADER, NULL);
  GtkBox *box = GTK_BOX (self->box);
  GtkWidget *title = make_title (self, build);

  g_return_val_if_fail (SPILL_IS_BUILD (build), NULL);

  self->build = g_object_ref (build);
  self->actions = SPILL_BUILD_ACTIONS (spill_build_actions_new (build));
  set_title (self);

  gtk_box_append (box, spill_sides_new (title, GTK_WIDGET (self->actions), TITLE_ROOM));
  gtk_box_append (box, make_progress (self));
  self->text = make_wrapping ("spill-build-text");
  gtk_box_append (box, GTK_WIDGET (self->text));
  self->why = make_wrapping ("dim-label");
  gtk_box_append (box, GTK_WIDGET (self->why));
  self->parent_box = make_relation (_("Triggered by"), &self->parent);
  gtk_box_append (box, self->parent_box);
  self->children_box = make_relation (_("Triggered"), &self->children);
  gtk_box_append (box, self->children_box);
  spill_build_header_update (self, spill_now ());

  return GTK_WIDGET (self);
}
