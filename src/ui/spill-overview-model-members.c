#include "ui/spill-overview-model-private.h"

void
spill_overview_model_collect_members (SpillOverviewModel *self)
{
  GHashTableIter iter;
  gpointer value;

  self->members_changed = FALSE;
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((SpillOverviewEntry *) value)->is_here = FALSE;

  for (guint i = 0; i < self->watched->len; i++)
    {
      SpillList *builders = spill_master_get_builders (self->watched->pdata[i]);

      for (guint k = 0; k < spill_list_get_length (builders); k++)
        {
          SpillBuilder *builder = spill_list_peek (builders, k);
          SpillOverviewEntry *entry = g_hash_table_lookup (self->entries, builder);

          if (entry == NULL)
            {
              entry = spill_overview_entry_new (builder, self, G_CALLBACK (spill_overview_model_mark_entry));
              g_hash_table_insert (self->entries, builder, entry);
              spill_overview_model_mark_entry (entry);
            }
          entry->is_here = TRUE;
        }
    }

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (!((SpillOverviewEntry *) value)->is_here)
        {
          self->rows_changed = TRUE;
          g_ptr_array_remove_fast (self->dirty, value);
          g_hash_table_iter_remove (&iter);
        }
    }
}

static void
on_members_changed (SpillOverviewModel *self)
{
  self->members_changed = TRUE;
  spill_overview_model_schedule (self);
}

static void
on_master_renamed (SpillOverviewModel *self)
{
  GHashTableIter iter;
  gpointer entry;

  /* What is found by the master's name is found by another one now. */
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    spill_overview_model_mark_entry (entry);
  self->rows_changed = TRUE;
  spill_overview_model_schedule (self);
}

void
spill_overview_model_unwatch (SpillOverviewModel *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      SpillMaster *master = self->watched->pdata[i];

      g_signal_handlers_disconnect_by_data (master, self);
      g_signal_handlers_disconnect_by_data (spill_master_get_builders (master), self);
    }
  g_ptr_array_set_size (self->watched, 0);
}

static void
watch (SpillOverviewModel *self,
       SpillMaster        *master)
{
  g_ptr_array_add (self->watched, g_object_ref (master));
  g_signal_connect_swapped (master, "settled", G_CALLBACK (spill_overview_model_schedule), self);
  g_signal_connect_swapped (master, "notify::connection",
                            G_CALLBACK (spill_overview_model_schedule), self);
  g_signal_connect_swapped (master, "notify::name", G_CALLBACK (on_master_renamed), self);
  g_signal_connect_swapped (spill_master_get_builders (master), "items-changed",
                            G_CALLBACK (on_members_changed), self);
}

void
spill_overview_model_watch_masters (SpillOverviewModel *self)
{
  GListModel *masters = spill_status_get_masters (self->status);

  spill_overview_model_unwatch (self);
  if (self->master != NULL)
    watch (self, self->master);
  for (guint i = 0; self->master == NULL && i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      watch (self, master);
    }
  spill_overview_folds_forget_alone (self->folds);
  self->rows_changed = TRUE;
  on_members_changed (self);
}
