#include "sources/spill-apply-queue.h"

#include "model/spill-master.h"

#define PRIORITY 130                           /* GTK redraws at 120 */
#define SLICE    (4 * G_TIME_SPAN_MILLISECOND)

typedef struct
{
  gpointer item;
  gsize    bytes;
} Entry;

struct _SpillApplyQueue
{
  gatomicrefcount  refs;
  GMutex           lock;        /* guards the fields down to is_shut */
  GQueue           entries;
  gsize            bytes;
  gboolean         is_blocked;
  gboolean         is_shut;

  gsize            max_bytes;
  SpillApplyFunc   apply;
  GDestroyNotify   free_item;
  gpointer         user_data;   /* not owned; not used once shut */
  GWeakRef         master;
  GSource         *source;
};

typedef struct
{
  GSource          source;
  SpillApplyQueue *queue;   /* not owned: shut () destroys the source first */
} ApplySource;

static Entry *
take_entry (SpillApplyQueue *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = self->is_shut ? NULL : g_queue_pop_head (&self->entries);

  if (entry != NULL)
    self->bytes -= entry->bytes;
  else
    {
      self->is_blocked = FALSE;
      if (!self->is_shut)
        g_source_set_ready_time (self->source, -1);
    }

  return entry;
}

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  g_autoptr(SpillApplyQueue) self = spill_apply_queue_ref (((ApplySource *) source)->queue);
  gint64 end = g_get_monotonic_time () + SLICE;
  g_autoptr(SpillMaster) master = NULL;
  gboolean any = FALSE;
  Entry *entry;

  while ((entry = take_entry (self)) != NULL)
    {
      self->apply (entry->item, self->user_data);
      self->free_item (entry->item);
      g_free (entry);
      any = TRUE;
      if (g_get_monotonic_time () >= end)
        break;
    }

  master = g_weak_ref_get (&self->master);
  if (any && master != NULL)
    spill_master_settle (master);

  return g_source_is_destroyed (source) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static void
drop_entries (SpillApplyQueue *self)
{
  GQueue entries = G_QUEUE_INIT;
  Entry *entry;

  g_mutex_lock (&self->lock);
  entries = self->entries;
  g_queue_init (&self->entries);
  self->bytes = 0;
  self->is_blocked = FALSE;
  g_mutex_unlock (&self->lock);

  while ((entry = g_queue_pop_head (&entries)) != NULL)
    {
      self->free_item (entry->item);
      g_free (entry);
    }
}

/**
 * spill_apply_queue_new:
 * @master: the master to settle after each slice; kept weakly
 * @max_bytes: how much may wait
 * @apply: called in the default main context with each item
 * @free_item: frees an item, in any thread
 * @user_data: for @apply; must live until spill_apply_queue_shut()
 *
 * Returns: (transfer full): a queue that applies in the default main context
 */
SpillApplyQueue *
spill_apply_queue_new (SpillMaster    *master,
                       gsize           max_bytes,
                       SpillApplyFunc  apply,
                       GDestroyNotify  free_item,
                       gpointer        user_data)
{
  SpillApplyQueue *self;

  g_return_val_if_fail (apply != NULL && free_item != NULL, NULL);

  self = g_new0 (SpillApplyQueue, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_queue_init (&self->entries);
  g_weak_ref_init (&self->master, master);
  self->max_bytes = max_bytes;
  self->apply = apply;
  self->free_item = free_item;
  self->user_data = user_data;

  self->source = g_source_new (&source_funcs, sizeof (ApplySource));
  ((ApplySource *) self->source)->queue = self;
  g_source_set_static_name (self->source, "spill-apply-queue");
  g_source_set_priority (self->source, PRIORITY);
  g_source_attach (self->source, NULL);

  return self;
}

SpillApplyQueue *
spill_apply_queue_ref (SpillApplyQueue *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
spill_apply_queue_unref (SpillApplyQueue *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  drop_entries (self);
  g_weak_ref_clear (&self->master);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * spill_apply_queue_push:
 * @item: (transfer full): what to apply
 * @bytes: about how much memory it holds; 0: of no account, such an item is always taken, so
 *   that the end of something bounded elsewhere is never lost
 *
 * Thread-safe.
 *
 * Returns: %FALSE, and @item freed, if there is no room: then nothing that counts is taken until
 *   all that waits was applied
 */
gboolean
spill_apply_queue_push (SpillApplyQueue *self,
                        gpointer         item,
                        gsize            bytes)
{
  gboolean is_taken;

  g_mutex_lock (&self->lock);
  if (bytes > 0 && self->bytes + bytes > self->max_bytes)
    self->is_blocked = TRUE;
  is_taken = !self->is_shut && (bytes == 0 || !self->is_blocked);
  if (is_taken)
    {
      Entry *entry = g_new (Entry, 1);

      *entry = (Entry) { item, bytes };
      g_queue_push_tail (&self->entries, entry);
      self->bytes += bytes;
      if (self->entries.length == 1)
        g_source_set_ready_time (self->source, 0);
    }
  g_mutex_unlock (&self->lock);

  if (!is_taken)
    self->free_item (item);
  return is_taken;
}

gsize
spill_apply_queue_get_bytes (SpillApplyQueue *self)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->bytes;
}

/**
 * spill_apply_queue_clear:
 *
 * Drops everything that waits. In the main context.
 */
void
spill_apply_queue_clear (SpillApplyQueue *self)
{
  drop_entries (self);
}

/**
 * spill_apply_queue_shut:
 *
 * From its return on nothing is applied, and every push is refused. In the main context.
 */
void
spill_apply_queue_shut (SpillApplyQueue *self)
{
  g_mutex_lock (&self->lock);
  self->is_shut = TRUE;
  g_mutex_unlock (&self->lock);

  g_source_destroy (self->source);
  drop_entries (self);
}
