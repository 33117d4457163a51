#include "ui/spill-master-view.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-connection.h"
#include "ui/spill-form.h"
#include "ui/spill-master-bar.h"
#include "ui/spill-skeleton.h"
#include "util/spill-clock.h"

/* What is there sooner than this needs no skeleton. */
#define SKELETON_DELAY_MS 200

/**
 * SpillMasterView:
 *
 * The content of the window for a master, or for all of them.
 */
struct _SpillMasterView
{
  AdwBin         parent_instance;

  SpillStatus   *status;
  SpillMaster   *master;         /* (nullable): all */
  SpillMaster   *troubled;       /* (nullable): the one on the page for what failed */
  guint          skeleton;       /* source id */
  guint          tick;           /* source id: counts the seconds to the next try */

  /* Owned by the bin */
  GtkBox        *bars;           /* of SpillMasterBar */
  GtkStack      *stack;          /* "builders", "blank", "loading", "error" */
  GtkWidget     *builders;
  AdwStatusPage *error;
  GtkButton     *step;
  GtkButton     *other;
};

G_DEFINE_FINAL_TYPE (SpillMasterView, spill_master_view, ADW_TYPE_BIN)

static gboolean on_tick (gpointer user_data);

static gboolean
on_skeleton (gpointer user_data)
{
  SpillMasterView *self = user_data;

  self->skeleton = 0;
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
show_page (SpillMasterView *self,
           const char      *name)
{
  if (!g_str_equal (name, "loading"))
    {
      g_clear_handle_id (&self->skeleton, g_source_remove);
      gtk_stack_set_visible_child_name (self->stack, name);
    }
  else if (self->skeleton == 0
           && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "loading") != 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "blank");
      self->skeleton = g_timeout_add (SKELETON_DELAY_MS, on_skeleton, self);
    }
}

/* The page for a master that never showed its builders and now does not. */
static void
update_error (SpillMasterView *self,
              SpillMaster     *master)
{
  const char *words = spill_master_get_problem_text (master);
  gboolean is_wrong_address;
  g_autofree char *title = spill_connection_dup_title (master);
  g_autofree char *age = spill_connection_dup_age (master, spill_now ());
  g_autofree char *markup = NULL;

  g_set_object (&self->troubled, master);
  if (spill_master_get_connection (master) == SPILL_CONNECTION_RECONNECTING)
    markup = g_markup_printf_escaped ("%s\n<small>%s</small>", words != NULL ? words : "", age);
  else
    markup = g_markup_escape_text (words != NULL ? words : "", -1);

  adw_status_page_set_icon_name (self->error, spill_connection_icon_name (master));
  adw_status_page_set_title (self->error, title);
  adw_status_page_set_description (self->error, markup);
  spill_connection_set_step (master, self->step);

  /* The first button edits an address that is wrong. */
  is_wrong_address = spill_master_get_problem (master) == SPILL_PROBLEM_NOT_A_MASTER;
  gtk_button_set_label (self->other, is_wrong_address ? _("_Retry Now") : _("_Edit Master…"));
  spill_form_name_buttons (GTK_WIDGET (self->other));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->other), "s", spill_master_get_id (master));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->other),
                                  is_wrong_address ? "win.reconnect" : "win.edit-master");
}

static gboolean
is_loading (SpillMaster *master)
{
  SpillConnection connection = spill_master_get_connection (master);

  return connection == SPILL_CONNECTION_CONNECTING || connection == SPILL_CONNECTION_SYNCING;
}

static gboolean
is_stale (SpillMaster *master)
{
  return spill_master_has_synced (master) && !spill_master_is_fresh (master);
}

/* One master: its builders once there were any, else why there are none. */
static void
update_one (SpillMasterView *self)
{
  if (spill_master_has_synced (self->master))
    {
      show_page (self, "builders");
    }
  else if (is_loading (self->master))
    {
      show_page (self, "loading");
    }
  else
    {
      update_error (self, self->master);
      show_page (self, "error");
    }

  if (is_stale (self->master))
    gtk_widget_add_css_class (self->builders, "spill-stale");
  else
    gtk_widget_remove_css_class (self->builders, "spill-stale");
}

/* All masters: the builders of those that have any; with none, the first one's trouble. */
static void
update_all (SpillMasterView *self)
{
  GListModel *masters = spill_status_get_masters (self->status);
  guint n = g_list_model_get_n_items (masters);
  gboolean has_any = FALSE;
  gboolean any_loading = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      has_any = has_any || spill_master_has_synced (master);
      any_loading = any_loading || is_loading (master);
    }

  if (has_any || n == 0)
    {
      show_page (self, "builders");
    }
  else if (any_loading)
    {
      show_page (self, "loading");
    }
  else
    {
      g_autoptr(SpillMaster) first = g_list_model_get_item (masters, 0);

      update_error (self, first);
      show_page (self, "error");
    }

  gtk_widget_remove_css_class (self->builders, "spill-stale");
}

static void
update (SpillMasterView *self)
{
  gboolean is_error;

  if (self->master != NULL)
    update_one (self);
  else
    update_all (self);

  /* The page says it already. */
  is_error = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "error") == 0;
  gtk_widget_set_visible (GTK_WIDGET (self->bars), !is_error);

  if (!is_error || !spill_connection_counts_down (self->troubled))
    g_clear_handle_id (&self->tick, g_source_remove);
  else if (self->tick == 0)
    self->tick = g_timeout_add_seconds (1, on_tick, self);
}

static gboolean
on_tick (gpointer user_data)
{
  SpillMasterView *self = user_data;

  update (self);
  return self->tick != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
on_master_notify (SpillMaster     *master,
                  GParamSpec      *pspec,
                  SpillMasterView *self)
{
  static const char *const telling[] = {
    "connection", "problem", "problem-text", "retry-at", "name", NULL
  };

  if (g_strv_contains (telling, pspec->name))
    update (self);
}

/* Bars for the masters that are looked at, and nothing else. */
static void
rebuild (SpillMasterView *self)
{
  GListModel *masters = spill_status_get_masters (self->status);
  GtkWidget *bar;

  while ((bar = gtk_widget_get_first_child (GTK_WIDGET (self->bars))) != NULL)
    {
      g_signal_handlers_disconnect_by_data (spill_master_bar_get_master (SPILL_MASTER_BAR (bar)),
                                            self);
      gtk_box_remove (self->bars, bar);
    }

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      if (self->master != NULL && self->master != master)
        continue;
      gtk_box_append (self->bars, spill_master_bar_new (master, self->master != NULL));
      g_signal_connect_object (master, "notify", G_CALLBACK (on_master_notify), self, 0);
    }

  update (self);
}

static void
spill_master_view_dispose (GObject *object)
{
  SpillMasterView *self = SPILL_MASTER_VIEW (object);

  g_clear_handle_id (&self->skeleton, g_source_remove);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (spill_status_get_masters (self->status), self);
  g_clear_object (&self->troubled);
  g_clear_object (&self->master);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_master_view_parent_class)->dispose (object);
}

static void
spill_master_view_class_init (SpillMasterViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_master_view_dispose;
}

static GtkButton *
pill_new (void)
{
  GtkWidget *button = gtk_button_new_with_mnemonic ("");

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  return GTK_BUTTON (button);
}

static void
spill_master_view_init (SpillMasterView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *error = adw_status_page_new ();

  self->bars = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->stack = GTK_STACK (gtk_stack_new ());
  self->error = ADW_STATUS_PAGE (error);
  self->step = pill_new ();
  self->other = pill_new ();

  gtk_widget_add_css_class (GTK_WIDGET (self->step), "suggested-action");
  gtk_button_set_label (self->other, _("_Edit Master…"));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->step));
  gtk_box_append (GTK_BOX (buttons), GTK_WIDGET (self->other));
  adw_status_page_set_child (self->error, buttons);

  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_stack_add_named (self->stack, adw_bin_new (), "blank");
  gtk_stack_add_named (self->stack, spill_skeleton_new (), "loading");
  gtk_stack_add_named (self->stack, error, "error");

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bars));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * spill_master_view_new:
 * @status: the status
 * @builders: shows the builders of the same master
 *
 * Returns: (transfer floating): a view of all masters
 */
GtkWidget *
spill_master_view_new (SpillStatus *status,
                       GtkWidget   *builders)
{
  SpillMasterView *self;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);
  g_return_val_if_fail (GTK_IS_WIDGET (builders), NULL);

  self = g_object_new (SPILL_TYPE_MASTER_VIEW, NULL);
  self->status = g_object_ref (status);
  self->builders = builders;
  gtk_stack_add_named (self->stack, builders, "builders");
  g_signal_connect_object (spill_status_get_masters (status), "items-changed",
                           G_CALLBACK (rebuild), self, G_CONNECT_SWAPPED);
  rebuild (self);
  return GTK_WIDGET (self);
}

void
spill_master_view_set_master (SpillMasterView *self,
                              SpillMaster     *master)
{
  g_return_if_fail (SPILL_IS_MASTER_VIEW (self));
  g_return_if_fail (master == NULL || SPILL_IS_MASTER (master));

  if (!g_set_object (&self->master, master))
    return;

  g_clear_handle_id (&self->skeleton, g_source_remove);
  rebuild (self);
}
