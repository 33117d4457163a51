#include "ui/spill-sidebar.h"

#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-master-row.h"

/* Counting is cheap but not free at 12 masters of 4,000 builders: not more often than this. */
#define RECOUNT_MS 250

/**
 * SpillSidebar:
 *
 * The list of masters. It follows the status by itself; which view is shown is the window's.
 */
struct _SpillSidebar
{
  AdwBin          parent_instance;

  SpillStatus    *status;
  SpillMasterRow *all;        /* owned by the list */
  GtkListBox     *list;       /* owned by the bin */
  guint           recount;    /* source id */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillSidebar, spill_sidebar, ADW_TYPE_BIN)

static guint
count_broken (SpillMaster *master)
{
  SpillList *builders = spill_master_get_builders (master);
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      if (spill_result_is_bad (spill_builder_get_last_result (spill_list_peek (builders, i))))
        n++;
    }

  return n;
}

static SpillMasterRow *
get_row (SpillSidebar *self,
         guint         position)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, position);

  return row != NULL ? SPILL_MASTER_ROW (row) : NULL;
}

/* Masters with the same name need more than that to be told from each other. */
static void
tell_apart (SpillSidebar *self)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);   /* to how many */
  SpillMasterRow *row;

  for (guint i = 1; (row = get_row (self, i)) != NULL; i++)
    {
      const char *name = spill_master_get_name (spill_master_row_get_master (row));
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (names, name));

      g_hash_table_insert (names, (gpointer) name, GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 1; (row = get_row (self, i)) != NULL; i++)
    {
      const char *name = spill_master_get_name (spill_master_row_get_master (row));

      spill_master_row_set_ambiguous (row, GPOINTER_TO_UINT (g_hash_table_lookup (names, name)) > 1);
    }
}

static gboolean
on_recount (gpointer user_data)
{
  SpillSidebar *self = user_data;
  SpillMasterRow *row;
  guint sum = 0;

  self->recount = 0;
  for (guint i = 1; (row = get_row (self, i)) != NULL; i++)
    {
      guint n = count_broken (spill_master_row_get_master (row));

      spill_master_row_set_n_broken (row, n);
      sum += n;
    }

  spill_master_row_set_n_broken (self->all, sum);
  return G_SOURCE_REMOVE;
}

static void
queue_recount (SpillSidebar *self)
{
  if (self->recount == 0)
    self->recount = g_timeout_add (RECOUNT_MS, on_recount, self);
}

static void
on_masters_changed (GListModel   *masters,
                    guint         position,
                    guint         removed,
                    guint         added,
                    SpillSidebar *self)
{
  for (guint i = 0; i < removed; i++)
    {
      SpillMasterRow *row = get_row (self, position + 1);

      g_signal_handlers_disconnect_by_data (spill_master_row_get_master (row), self);
      gtk_list_box_remove (self->list, GTK_WIDGET (row));
    }

  for (guint i = 0; i < added; i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, position + i);

      gtk_list_box_insert (self->list, spill_master_row_new (master), position + 1 + i);
      g_signal_connect_object (master, "settled", G_CALLBACK (queue_recount), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (master, "notify::name", G_CALLBACK (tell_apart), self,
                               G_CONNECT_SWAPPED);
    }

  gtk_widget_set_visible (GTK_WIDGET (self->all), g_list_model_get_n_items (masters) > 1);
  tell_apart (self);
  queue_recount (self);
}

static void
on_row_activated (GtkListBox    *list,
                  GtkListBoxRow *row,
                  SpillSidebar  *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, spill_master_row_get_master (SPILL_MASTER_ROW (row)));
}

static void
spill_sidebar_dispose (GObject *object)
{
  SpillSidebar *self = SPILL_SIDEBAR (object);

  g_clear_handle_id (&self->recount, g_source_remove);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (spill_status_get_masters (self->status), self);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_sidebar_parent_class)->dispose (object);
}

static void
spill_sidebar_class_init (SpillSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_sidebar_dispose;

  signals[CHOSEN] =
    g_signal_new ("chosen", SPILL_TYPE_SIDEBAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SPILL_TYPE_MASTER);
}

static void
spill_sidebar_init (SpillSidebar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *all = spill_master_row_new (NULL);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->all = SPILL_MASTER_ROW (all);
  gtk_list_box_append (self->list, all);
  gtk_widget_set_visible (all, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Masters"), -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scroller, TRUE);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

void
spill_sidebar_set_status (SpillSidebar *self,
                          SpillStatus  *status)
{
  GListModel *masters;

  g_return_if_fail (SPILL_IS_SIDEBAR (self));
  g_return_if_fail (SPILL_IS_STATUS (status));
  g_return_if_fail (self->status == NULL);

  self->status = g_object_ref (status);
  masters = spill_status_get_masters (status);
  g_signal_connect_object (masters, "items-changed", G_CALLBACK (on_masters_changed), self, 0);
  on_masters_changed (masters, 0, 0, g_list_model_get_n_items (masters), self);
}

/**
 * spill_sidebar_select:
 * @self: a sidebar
 * @master: (nullable): the master that is looked at; %NULL for all
 *
 * Marks a row as the one looked at.
 */
void
spill_sidebar_select (SpillSidebar *self,
                      SpillMaster  *master)
{
  SpillMasterRow *row;

  g_return_if_fail (SPILL_IS_SIDEBAR (self));
  g_return_if_fail (master == NULL || SPILL_IS_MASTER (master));

  for (guint i = 0; (row = get_row (self, i)) != NULL; i++)
    {
      if (spill_master_row_get_master (row) == master)
        gtk_list_box_select_row (self->list, GTK_LIST_BOX_ROW (row));
    }
}
