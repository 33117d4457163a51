#include "ui/spill-force-dialog.h"

#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-command.h"
#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "ui/spill-force-form.h"
#include "ui/spill-force-target.h"
#include "ui/spill-part-view.h"
#include "util/spill-plain.h"

#define WIDTH 520        /* px */
#define HEIGHT 640
#define LEAST_WIDTH 340
#define LEAST_HEIGHT 240
#define FORM_WIDTH 600
#define MAX_WORDS 1000   /* characters of a master's words */

struct _SpillForceDialog
{
  AdwWindow          parent_instance;

  SpillForceTarget  *target;
  GtkWindow         *parent;       /* (nullable) weak */
  GPtrArray         *commands;     /* of SpillCommand: on their way */

  /* Owned by the widget tree */
  AdwWindowTitle    *title;
  GtkWidget         *force;
  GtkLabel          *force_label;
  GtkSpinner        *spinner;
  GtkWidget         *reset;
  GtkWidget         *chooser_box;
  GtkDropDown       *chooser;
  GtkLabel          *left_out;
  GtkWidget         *problem;
  GtkLabel          *problem_text;
  GtkWidget         *log_in;
  SpillPartView     *part;
  GtkWidget         *form_box;
  SpillForceForm    *form;         /* (nullable) */
  GtkWidget         *body;
  GtkScrolledWindow *scroller;
};

G_DEFINE_FINAL_TYPE (SpillForceDialog, spill_force_dialog, ADW_TYPE_WINDOW)

static SpillForceScheduler *
get_scheduler (SpillForceDialog *self)
{
  return gtk_drop_down_get_selected_item (self->chooser);   /* lent */
}

static void
set_problem (SpillForceDialog *self,
             const char       *text,
             gboolean          offer_login)
{
  g_autofree char *cut = spill_plain_cut (text, MAX_WORDS);

  gtk_label_set_text (self->problem_text, cut);
  gtk_widget_set_visible (self->log_in, offer_login);
  gtk_widget_set_visible (self->problem, text != NULL);
  if (text != NULL)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
update_running (SpillForceDialog *self)
{
  gboolean running = self->commands->len > 0;
  gboolean ready = self->form != NULL && !running;

  /* GTK does not tell a text that what is around it has become insensitive: its cursor goes on
   * blinking, and warns of it. */
  if (running)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->body, !running);
  gtk_widget_set_sensitive (self->force, ready);
  gtk_widget_set_sensitive (self->reset, ready);
  gtk_widget_set_visible (self->reset, self->form != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  gtk_spinner_set_spinning (self->spinner, running);
}

static void
update_left_out (SpillForceDialog *self)
{
  SpillForceScheduler *scheduler = get_scheduler (self);
  g_autoptr(GPtrArray) out = NULL;

  if (scheduler != NULL)
    out = spill_force_target_list_builders (self->target, scheduler, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), out != NULL && out->len > 0);
  if (out != NULL && out->len > 0)
    {
      g_autofree char *names = spill_force_target_join_names (out);
      g_autofree char *text =
        g_strdup_printf (_("Left out, because this scheduler does not force them: %s"), names);

      gtk_label_set_text (self->left_out, text);
    }
}

static void
fill (SpillForceDialog *self)
{
  g_autoptr(GVariant) values = spill_force_target_dup_values (self->target);

  if (self->form != NULL)
    spill_force_form_set_values (self->form, values);
}

static void
make_form (SpillForceDialog *self)
{
  SpillForceScheduler *scheduler = get_scheduler (self);
  g_autofree char *label = NULL;

  if (self->form != NULL)
    gtk_box_remove (GTK_BOX (self->form_box), GTK_WIDGET (self->form));
  self->form = NULL;
  update_left_out (self);
  if (scheduler != NULL)
    {
      const char *button = spill_force_scheduler_get_button_name (scheduler);

      label = spill_plain_one_line (button != NULL && *button != '\0' ? button : _("Force"), 30);
      gtk_label_set_text (self->force_label, label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->force), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      label, -1);
      self->form =
        SPILL_FORCE_FORM (spill_force_form_new (scheduler,
                                                spill_force_target_get_first (self->target)));
      gtk_box_append (GTK_BOX (self->form_box), GTK_WIDGET (self->form));
      fill (self);
      spill_force_form_focus_first (self->form);
    }
  update_running (self);
}

/* A 0.8 master may show its forms only to who is logged in. What else failed may be tried again. */
static void
offer_login (SpillForceDialog *self,
             SpillPartState    state,
             const char       *error)   /* (nullable) */
{
  SpillMaster *master = spill_force_target_get_master (self->target);
  gboolean wants = state == SPILL_PART_DENIED && master != NULL && spill_master_is_fresh (master)
                   && spill_master_get_user (master) == NULL;

  if (wants)
    set_problem (self, error, TRUE);
  else if (self->form == NULL)
    set_problem (self, NULL, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->part), !wants);
}

static void
update (SpillForceDialog *self)
{
  GListModel *schedulers = spill_force_target_get_schedulers (self->target);
  const char *error;
  SpillPartState state = spill_force_target_get_state (self->target, &error);

  if (state == SPILL_PART_HERE && self->form == NULL)
    {
      gtk_drop_down_set_selected (self->chooser, 0);
      make_form (self);
    }
  gtk_widget_set_visible (self->chooser_box, g_list_model_get_n_items (schedulers) > 1);
  spill_part_view_set (self->part, state, error, self->form != NULL);
  offer_login (self, state, error);
  update_running (self);
}

static void
on_scheduler_selected (SpillForceDialog *self)
{
  if (self->form != NULL)
    make_form (self);
}

static void
on_reset_clicked (SpillForceDialog *self)
{
  set_problem (self, NULL, FALSE);
  spill_force_form_set_values (self->form, NULL);
  g_free (spill_force_form_set_errors (self->form, NULL));
}

static void
on_retry (SpillForceDialog *self)
{
  spill_force_target_retry (self->target);
}

/* Whoever logs in has answered a refusal. */
static void
on_user (SpillForceDialog *self)
{
  if (gtk_widget_get_visible (self->log_in))
    {
      set_problem (self, NULL, FALSE);
      if (gtk_widget_get_sensitive (self->force))
        gtk_widget_grab_focus (self->force);
    }
}

static void
on_log_in_clicked (SpillForceDialog *self)
{
  if (self->parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self->parent), "win.log-in", "s",
                                spill_master_get_id (spill_force_target_get_master (self->target)));
}

/* Tells the window how it went, with the way to the new build. */
static void
tell_done (SpillForceDialog *self,
           GPtrArray        *done)
{
  g_autoptr(GPtrArray) builders = g_ptr_array_new ();
  g_autofree char *names = NULL;
  g_autofree char *text = NULL;

  if (self->parent == NULL)
    return;
  if (done->len == 1)
    {
      spill_actions_tell (GTK_WIDGET (self->parent), done->pdata[0]);
      return;
    }

  for (guint i = 0; i < done->len; i++)
    g_ptr_array_add (builders, spill_command_get_target (done->pdata[i]));
  names = spill_force_target_join_names (builders);
  text = g_strdup_printf (_("Forced: %s"), names);
  spill_actions_toast (GTK_WIDGET (self->parent), text);
}

static void
show_failure (SpillForceDialog *self,
              SpillCommand     *command,
              guint             n_done)
{
  const GError *error = spill_command_get_error (command);
  GHashTable *fields = spill_command_get_field_errors (command);
  g_autofree char *rest = spill_force_form_set_errors (self->form, fields);
  gboolean refused = g_error_matches (error, SPILL_ERROR, SPILL_ERROR_REFUSED);
  SpillBuilder *builder = spill_command_get_target (command);
  g_autofree char *name = spill_plain_isolated (spill_builder_get_name (builder), 80);
  g_autofree char *text = NULL;
  const char *words = rest != NULL ? rest
                      : error != NULL ? error->message : _("The master gave no reason");

  /* The field says it all. */
  if (fields != NULL && g_hash_table_size (fields) > 0 && rest == NULL && n_done == 0)
    {
      set_problem (self, NULL, FALSE);
      return;
    }

  if (n_done > 0)
    text = g_strdup_printf (ngettext ("%u builder was forced, but not %s: %s",
                                      "%u builders were forced, but not %s: %s", n_done),
                            n_done, name, words);
  else
    text = g_strdup (words);
  set_problem (self, text, refused);
  gtk_widget_grab_focus (refused ? self->log_in : self->force);
}

static void
on_ended (SpillForceDialog *self)
{
  g_autoptr(GPtrArray) commands = NULL;
  g_autoptr(GPtrArray) done = g_ptr_array_new ();
  SpillCommand *failed = NULL;

  for (guint i = 0; i < self->commands->len; i++)
    if (!spill_command_has_ended (self->commands->pdata[i]))
      return;

  commands = g_steal_pointer (&self->commands);
  self->commands = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < commands->len; i++)
    if (spill_command_get_state (commands->pdata[i]) != SPILL_COMMAND_FAILED)
      g_ptr_array_add (done, commands->pdata[i]);
    else if (failed == NULL)
      failed = commands->pdata[i];

  if (done->len > 0)
    spill_force_target_remember (self->target, get_scheduler (self),
                                 spill_command_get_values (done->pdata[0]));
  update_running (self);
  if (failed == NULL)
    {
      tell_done (self, done);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  /* What was forced is not forced again by the next try. */
  for (guint i = 0; i < done->len; i++)
    spill_force_target_drop (self->target, spill_command_get_target (done->pdata[i]));
  show_failure (self, failed, done->len);
  gtk_window_present (GTK_WINDOW (self));
}

static void
run (SpillForceDialog    *self,
     SpillForceScheduler *scheduler,
     GVariant            *values)
{
  g_autoptr(GPtrArray) builders = spill_force_target_list_builders (self->target, scheduler, TRUE);
  g_autoptr(GPtrArray) commands = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(SpillForceDialog) alive = g_object_ref (self);
  SpillMaster *master = spill_force_target_get_master (self->target);

  for (guint i = 0; i < builders->len; i++)
    {
      SpillCommand *command = spill_command_new (SPILL_COMMAND_FORCE, builders->pdata[i]);

      spill_command_set_scheduler (command, spill_force_scheduler_get_name (scheduler));
      spill_command_set_values (command, values);
      g_signal_connect_object (command, "ended", G_CALLBACK (on_ended), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->commands, command);
      g_ptr_array_add (commands, g_object_ref (command));
    }
  update_running (self);

  /* From a copy: a source may end a command at once, and the last to end takes them all away. */
  for (guint i = 0; i < commands->len; i++)
    spill_master_run (master, commands->pdata[i]);
}

static void
on_force_clicked (SpillForceDialog *self)
{
  SpillForceScheduler *scheduler = get_scheduler (self);
  g_autoptr(GHashTable) errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GVariant) values = NULL;
  g_autofree char *rest = NULL;
  gboolean right;

  if (self->form == NULL || self->commands->len > 0)
    return;

  values = g_variant_ref_sink (spill_force_form_get_values (self->form));
  right = spill_force_scheduler_check (scheduler, values, errors);
  rest = spill_force_form_set_errors (self->form, errors);
  set_problem (self, rest, FALSE);
  if (right)
    run (self, scheduler, values);
}

/* Closed while it runs: out of the way, but still there to tell how it ends. */
static gboolean
spill_force_dialog_close_request (GtkWindow *window)
{
  SpillForceDialog *self = SPILL_FORCE_DIALOG (window);

  if (self->commands->len == 0)
    return GTK_WINDOW_CLASS (spill_force_dialog_parent_class)->close_request (window);

  gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  return GDK_EVENT_STOP;
}

static void
on_scheduler_setup (GtkSignalListItemFactory *factory,
                    GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_item_set_child (item, label);
}

static void
on_scheduler_bind (GtkSignalListItemFactory *factory,
                   GtkListItem              *item)
{
  SpillForceScheduler *scheduler = gtk_list_item_get_item (item);
  const char *label = spill_force_scheduler_get_label (scheduler);
  g_autofree char *text = NULL;

  if (label == NULL || *label == '\0')
    label = spill_force_scheduler_get_name (scheduler);
  text = spill_plain_one_line (label, 200);
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

static GtkWidget *
make_wrapping_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
make_chooser (SpillForceDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *label = gtk_label_new_with_mnemonic (_("_Scheduler"));
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_scheduler_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_scheduler_bind), NULL);
  self->chooser = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_drop_down_set_factory (self->chooser, factory);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), GTK_WIDGET (self->chooser));
  gtk_widget_add_css_class (label, "spill-field-label");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chooser), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Scheduler"), -1);
  g_signal_connect_swapped (self->chooser, "notify::selected", G_CALLBACK (on_scheduler_selected),
                            self);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->chooser));
  self->chooser_box = box;

  return box;
}

static GtkWidget *
make_problem (SpillForceDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  GtkWidget *text = make_wrapping_label (NULL);

  self->problem_text = GTK_LABEL (text);
  gtk_label_set_selectable (self->problem_text, TRUE);
  self->log_in = gtk_button_new_with_mnemonic (_("_Log In…"));
  gtk_widget_set_valign (self->log_in, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->log_in, "clicked", G_CALLBACK (on_log_in_clicked), self);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), text);
  gtk_box_append (GTK_BOX (box), self->log_in);
  gtk_widget_add_css_class (box, "spill-problem");
  gtk_widget_set_visible (box, FALSE);
  self->problem = box;

  return box;
}

static GtkWidget *
make_header (SpillForceDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->title = ADW_WINDOW_TITLE (adw_window_title_new (_("Force"), NULL));
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->force_label = GTK_LABEL (gtk_label_new (_("Force")));
  gtk_label_set_ellipsize (self->force_label, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (self->force_label, 20);
  self->force = gtk_button_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->force_label));
  gtk_button_set_child (GTK_BUTTON (self->force), box);
  gtk_widget_add_css_class (self->force, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->force, "clicked", G_CALLBACK (on_force_clicked), self);

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), GTK_WIDGET (self->title));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->force);

  return header;
}

static GtkWidget *
make_body (SpillForceDialog *self)
{
  const char *empty = _("Nothing can force this builder: the master has no force scheduler "
                        "for it.");
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *viewport = gtk_viewport_new (NULL, NULL);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  self->left_out = GTK_LABEL (make_wrapping_label ("dim-label"));
  self->form_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  self->part = SPILL_PART_VIEW (spill_part_view_new (self->form_box, empty));
  self->reset = gtk_button_new_with_mnemonic (_("_Reset to Defaults"));
  gtk_widget_set_halign (self->reset, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->reset, "flat");
  g_signal_connect_swapped (self->reset, "clicked", G_CALLBACK (on_reset_clicked), self);
  g_signal_connect_swapped (self->part, "retry", G_CALLBACK (on_retry), self);

  gtk_box_append (GTK_BOX (box), make_problem (self));
  gtk_box_append (GTK_BOX (box), make_chooser (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->left_out));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->part));
  gtk_box_append (GTK_BOX (box), self->reset);
  gtk_widget_add_css_class (box, "spill-page");
  self->body = box;

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), FORM_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  /* A list of choices has its natural height, not the least that it can be scrolled in. */
  gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (viewport), GTK_SCROLL_NATURAL);
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), TRUE);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), clamp);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), viewport);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->scroller = GTK_SCROLLED_WINDOW (scroller);

  return scroller;
}

static void
spill_force_dialog_dispose (GObject *object)
{
  SpillForceDialog *self = SPILL_FORCE_DIALOG (object);

  g_clear_object (&self->target);
  g_clear_weak_pointer (&self->parent);
  g_ptr_array_set_size (self->commands, 0);

  G_OBJECT_CLASS (spill_force_dialog_parent_class)->dispose (object);
}

static void
spill_force_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (SPILL_FORCE_DIALOG (object)->commands);

  G_OBJECT_CLASS (spill_force_dialog_parent_class)->finalize (object);
}

static void
spill_force_dialog_class_init (SpillForceDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_force_dialog_dispose;
  object_class->finalize = spill_force_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = spill_force_dialog_close_request;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
spill_force_dialog_init (SpillForceDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->commands = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), make_body (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->force);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_widget_set_size_request (GTK_WIDGET (self), LEAST_WIDTH, LEAST_HEIGHT);
}

/* As large as it likes, but on a phone no larger than its parent. */
static void
fit_parent (SpillForceDialog *self)
{
  int width = self->parent != NULL ? gtk_widget_get_width (GTK_WIDGET (self->parent)) : 0;
  int height = self->parent != NULL ? gtk_widget_get_height (GTK_WIDGET (self->parent)) : 0;

  gtk_window_set_default_size (GTK_WINDOW (self),
                               width > 0 ? CLAMP (width, LEAST_WIDTH, WIDTH) : WIDTH,
                               height > 0 ? CLAMP (height, LEAST_HEIGHT, HEIGHT) : HEIGHT);
}

void
spill_force_dialog_present (GtkWindow  *parent,
                            GListModel *builders,
                            SpillBuild *again)
{
  SpillForceDialog *self;
  g_autofree char *names = NULL;

  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_LIST_MODEL (builders) && g_list_model_get_n_items (builders) > 0);
  g_return_if_fail (again == NULL || SPILL_IS_BUILD (again));

  self = g_object_new (SPILL_TYPE_FORCE_DIALOG, "transient-for", parent, "title", _("Force"), NULL);
  g_set_weak_pointer (&self->parent, parent);
  fit_parent (self);
  self->target = spill_force_target_new (builders, again);
  g_signal_connect_object (self->target, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->target, "filled", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (spill_force_target_get_master (self->target), "notify::user",
                           G_CALLBACK (on_user), self, G_CONNECT_SWAPPED);
  gtk_drop_down_set_model (self->chooser, spill_force_target_get_schedulers (self->target));
  names = spill_force_target_dup_names (self->target);
  adw_window_title_set_subtitle (self->title, names);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
