#include "ui/spill-waterfall-feed.h"

#include "layout/spill-columns.h"
#include "ui/spill-overview-facts.h"
#include "ui/spill-quick-filter.h"
#include "util/spill-clock.h"
#include "util/spill-natural.h"

#define SLICE_USEC   4000
/* So many builders share their rows; of more, those in sight and some at either side.
 *
 * The page has rows of all builders, and so could the window: of 1,200 builders they take the thread
 * 25 ms. But who looks at eight of them would look at empty rows: there nearly every row is of
 * somebody else. Of the demo's first eight builders the first screen shows 13 boxes if they share the
 * rows with each other, 7 with 48 builders, 2 with 300 and none with 1,200. So the rows are of what is
 * in sight, the view says so, and where they are others because one has scrolled sideways, the moment
 * in sight stays where it is. Who wants rows of certain builders filters. */
#define ALL_TOGETHER 48
#define BESIDE       12
#define NEAR         4
/* Between two pictures, and at least twice what the last one took. */
#define PAUSE_MS     60
/* Pictures to scale move with the time. */
#define TICK_SECONDS 10
#define STEP_ROWS    SPILL_WATERFALL_NUM_EVENTS
#define MAX_ROWS     5000
#define STEP_SECONDS (24 * 3600.0)
#define MAX_SECONDS  (90 * STEP_SECONDS)

struct _SpillWaterfallFeed
{
  GObject            parent_instance;

  SpillMaster       *master;      /* (nullable) */
  SpillColumns      *columns;     /* (nullable) */
  char              *filter;
  GPtrArray         *builders;    /* that match, by name */
  gboolean           builders_are_old;
  guint              sight;       /* first column in sight … */
  guint              n_sight;     /* … and how many */
  guint              n_made;      /* columns of the next picture, from query.first on */
  SpillPictureQuery  query;
  SpillPicture      *picture;     /* (nullable) */
  GHashTable        *places;      /* column + 1 by the builder's id, of the picture */

  gboolean           is_active;
  gboolean           is_old;      /* something has changed since the picture was begun */
  gboolean           is_busy;     /* a thread makes one */
  guint              n_sliced;    /* builders whose column is here */
  guint              source_id;   /* next slice, or the pause before it */
  guint              tick_id;
  double             last_ms;     /* that the last picture took */
};

enum
{
  SIGNAL_PICTURE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillWaterfallFeed, spill_waterfall_feed, G_TYPE_OBJECT)

/* What a thread makes a picture of. */
typedef struct
{
  SpillWaterfallFeed *feed;       /* (nullable) weak; of the main thread only */
  SpillMaster        *master;     /* only compared */
  GPtrArray          *columns;
  GPtrArray          *changes;
  gint64             *ids;
  SpillPictureQuery   query;
  double              ms;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_weak_pointer (&job->feed);
  g_ptr_array_unref (job->columns);
  g_ptr_array_unref (job->changes);
  g_free (job->ids);
  g_free (job);
}

static void queue (SpillWaterfallFeed *self);

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return spill_natural_compare (spill_builder_get_name (*(SpillBuilder * const *) a),
                                spill_builder_get_name (*(SpillBuilder * const *) b));
}

static gboolean
matches (SpillQuickFilter *filter,
         SpillBuilder     *builder)
{
  SpillOverviewFacts facts;
  g_autofree char *haystack = NULL;

  if (spill_quick_filter_is_empty (filter))
    return TRUE;
  spill_overview_facts_read (builder, &facts);
  haystack = spill_quick_filter_haystack (builder, &facts);
  return spill_quick_filter_matches (filter, haystack);
}

static void
list_builders (SpillWaterfallFeed *self)
{
  SpillList *all = self->master != NULL ? spill_master_get_builders (self->master) : NULL;
  g_autoptr(SpillQuickFilter) filter = spill_quick_filter_new (self->filter);

  g_ptr_array_set_size (self->builders, 0);
  for (guint i = 0; all != NULL && i < spill_list_get_length (all); i++)
    if (matches (filter, spill_list_peek (all, i)))
      g_ptr_array_add (self->builders, g_object_ref (spill_list_peek (all, i)));
  g_ptr_array_sort (self->builders, compare_names);
  self->builders_are_old = FALSE;
  self->n_sliced = 0;
}

static void
take_picture (SpillWaterfallFeed *self,
              SpillPicture       *picture)
{
  g_autoptr(SpillPicture) before = g_steal_pointer (&self->picture);

  self->picture = picture;
  g_hash_table_remove_all (self->places);
  for (guint i = 0; picture != NULL && i < picture->n_columns; i++)
    g_hash_table_insert (self->places, &picture->ids[i], GUINT_TO_POINTER (i + 1));
  g_signal_emit (self, signals[SIGNAL_PICTURE], 0, before);
}

/* In a thread: everything it touches is a value of its own. */
static void
run_job (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  Job *job = data;
  gint64 start = g_get_monotonic_time ();
  SpillPicture *picture = spill_picture_new (job->columns, job->changes, job->ids, &job->query);

  job->ms = (g_get_monotonic_time () - start) / 1e3;
  g_task_return_pointer (task, picture, (GDestroyNotify) spill_picture_unref);
}

static void
on_job_done (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(SpillPicture) picture = g_task_propagate_pointer (G_TASK (result), NULL);
  SpillWaterfallFeed *self = job->feed;

  /* Here, for the thread may be the one that frees the job. */
  g_clear_weak_pointer (&job->feed);
  if (self == NULL)
    return;
  self->is_busy = FALSE;
  self->last_ms = job->ms;
  if (job->master == self->master && job->query.scale == self->query.scale)
    take_picture (self, g_steal_pointer (&picture));
  if (self->is_old)
    queue (self);
}

static void
start_job (SpillWaterfallFeed *self)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, on_job_done, NULL);
  Job *job = g_new0 (Job, 1);

  self->query.now = spill_now ();
  self->is_old = FALSE;
  self->is_busy = TRUE;
  g_set_weak_pointer (&job->feed, self);
  job->master = self->master;
  job->query = self->query;
  job->query.n_all = self->builders->len;
  job->ids = g_new (gint64, MAX (self->builders->len, 1));
  for (guint i = 0; i < self->builders->len; i++)
    job->ids[i] = spill_builder_get_id (self->builders->pdata[i]);
  job->columns = g_ptr_array_new_full (self->n_made, (GDestroyNotify) spill_column_unref);
  for (guint i = 0; i < self->n_made; i++)
    g_ptr_array_add (job->columns, spill_column_ref (spill_columns_get (
      self->columns, self->builders->pdata[self->query.first + i], job->query.now)));
  job->changes = spill_columns_get_changes (self->columns, SPILL_WATERFALL_MAX_CHANGES * 5);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_job);
}

/* The columns to be made: all, or what is in sight with some at either side. FALSE: the same as
 * before. */
static gboolean
choose_columns (SpillWaterfallFeed *self)
{
  guint n = self->builders->len;
  guint first = self->query.first, end = first + self->n_made;
  guint sight = MIN (self->sight, n), sight_end = MIN (self->sight + self->n_sight, n);

  if (n <= ALL_TOGETHER)
    {
      first = 0;
      end = n;
    }
  else if (end > n || (first > 0 && sight < first + NEAR) || (end < n && sight_end + NEAR > end))
    {
      first = sight > BESIDE ? sight - BESIDE : 0;
      end = MIN (MAX (sight_end, first + BESIDE) + BESIDE, n);
    }
  if (first == self->query.first && end == first + self->n_made)
    return FALSE;
  self->query.first = first;
  self->n_made = end - first;
  self->n_sliced = 0;
  return TRUE;
}

static gboolean
on_slice (gpointer user_data)
{
  SpillWaterfallFeed *self = user_data;
  gint64 end = g_get_monotonic_time () + SLICE_USEC;
  double now = spill_now ();

  if (self->builders_are_old)
    list_builders (self);
  choose_columns (self);
  for (; self->n_sliced < self->n_made; self->n_sliced++)
    {
      if (g_get_monotonic_time () >= end)
        return G_SOURCE_CONTINUE;
      spill_columns_get (self->columns, self->builders->pdata[self->query.first + self->n_sliced],
                         now);
    }
  self->source_id = 0;
  self->n_sliced = 0;
  start_job (self);
  return G_SOURCE_REMOVE;
}

static gboolean
on_pause_over (gpointer user_data)
{
  SpillWaterfallFeed *self = user_data;

  self->source_id = g_idle_add (on_slice, self);
  return G_SOURCE_REMOVE;
}

static void
queue (SpillWaterfallFeed *self)
{
  self->is_old = TRUE;
  if (!self->is_active || self->columns == NULL || self->is_busy || self->source_id != 0)
    return;
  self->n_sliced = 0;
  if (self->picture == NULL)
    self->source_id = g_idle_add (on_slice, self);
  else
    self->source_id = g_timeout_add ((guint) MAX (PAUSE_MS, 2 * self->last_ms), on_pause_over,
                                     self);
}

static void
on_builders_changed (SpillWaterfallFeed *self)
{
  self->builders_are_old = TRUE;
  queue (self);
}

static gboolean
on_tick (gpointer user_data)
{
  SpillWaterfallFeed *self = user_data;

  if (self->query.scale != SPILL_SCALE_COMPACT)
    queue (self);
  return G_SOURCE_CONTINUE;
}

static void
drop_master (SpillWaterfallFeed *self)
{
  g_clear_handle_id (&self->source_id, g_source_remove);
  if (self->columns != NULL)
    g_signal_handlers_disconnect_by_data (self->columns, self);
  if (self->master != NULL)
    g_signal_handlers_disconnect_by_data (spill_master_get_builders (self->master), self);
  g_clear_object (&self->columns);
  g_clear_object (&self->master);
  g_ptr_array_set_size (self->builders, 0);
}

static void
spill_waterfall_feed_dispose (GObject *object)
{
  SpillWaterfallFeed *self = SPILL_WATERFALL_FEED (object);

  drop_master (self);
  g_clear_handle_id (&self->tick_id, g_source_remove);

  G_OBJECT_CLASS (spill_waterfall_feed_parent_class)->dispose (object);
}

static void
spill_waterfall_feed_finalize (GObject *object)
{
  SpillWaterfallFeed *self = SPILL_WATERFALL_FEED (object);

  g_ptr_array_unref (self->builders);
  g_hash_table_unref (self->places);
  g_clear_pointer (&self->picture, spill_picture_unref);
  g_free (self->filter);

  G_OBJECT_CLASS (spill_waterfall_feed_parent_class)->finalize (object);
}

static void
spill_waterfall_feed_class_init (SpillWaterfallFeedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_waterfall_feed_dispose;
  G_OBJECT_CLASS (klass)->finalize = spill_waterfall_feed_finalize;

  signals[SIGNAL_PICTURE] =
    g_signal_new ("picture", SPILL_TYPE_WATERFALL_FEED, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
spill_waterfall_feed_init (SpillWaterfallFeed *self)
{
  self->filter = g_strdup ("");
  self->builders = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->query.n_rows = STEP_ROWS;
  self->query.seconds = STEP_SECONDS;
}

SpillWaterfallFeed *
spill_waterfall_feed_new (void)
{
  return g_object_new (SPILL_TYPE_WATERFALL_FEED, NULL);
}

void
spill_waterfall_feed_set_master (SpillWaterfallFeed *self,
                                 SpillMaster        *master)
{
  g_return_if_fail (SPILL_IS_WATERFALL_FEED (self));

  if (self->master == master)
    return;
  drop_master (self);
  self->query.n_rows = STEP_ROWS;
  self->query.seconds = STEP_SECONDS;
  if (master != NULL)
    {
      self->master = g_object_ref (master);
      self->columns = spill_columns_new (master);
      g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (queue), self);
      g_signal_connect_swapped (self->columns, "changes-changed", G_CALLBACK (queue), self);
      g_signal_connect_swapped (spill_master_get_builders (master), "items-changed",
                                G_CALLBACK (on_builders_changed), self);
    }
  take_picture (self, NULL);
  self->builders_are_old = TRUE;
  queue (self);
}

/**
 * spill_waterfall_feed_set_filter:
 * @self: the feed
 * @filter: (nullable): words; builders that have them all are shown
 */
void
spill_waterfall_feed_set_filter (SpillWaterfallFeed *self,
                                 const char         *filter)
{
  g_return_if_fail (SPILL_IS_WATERFALL_FEED (self));

  g_free (self->filter);
  self->filter = g_strdup (filter != NULL ? filter : "");
  on_builders_changed (self);
}

SpillScale
spill_waterfall_feed_get_scale (SpillWaterfallFeed *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), SPILL_SCALE_COMPACT);

  return self->query.scale;
}

void
spill_waterfall_feed_set_scale (SpillWaterfallFeed *self,
                                SpillScale          scale)
{
  g_return_if_fail (SPILL_IS_WATERFALL_FEED (self));

  if (self->query.scale == scale)
    return;
  self->query.scale = scale;
  queue (self);
}

void
spill_waterfall_feed_set_active (SpillWaterfallFeed *self,
                                 gboolean            is_active)
{
  g_return_if_fail (SPILL_IS_WATERFALL_FEED (self));

  if (self->is_active == is_active)
    return;
  self->is_active = is_active;
  if (!is_active)
    {
      g_clear_handle_id (&self->source_id, g_source_remove);
      g_clear_handle_id (&self->tick_id, g_source_remove);
      return;
    }
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  if (self->is_old || self->query.scale != SPILL_SCALE_COMPACT)
    queue (self);
}

void
spill_waterfall_feed_set_sight (SpillWaterfallFeed *self,
                                guint               first,
                                guint               n)
{
  g_return_if_fail (SPILL_IS_WATERFALL_FEED (self));

  self->sight = first;
  self->n_sight = n;
  if (self->builders_are_old || self->picture == NULL || !choose_columns (self))
    return;
  /* At once: there is nothing in sight. */
  self->is_old = TRUE;
  if (!self->is_active || self->columns == NULL || self->is_busy)
    return;
  g_clear_handle_id (&self->source_id, g_source_remove);
  self->source_id = g_idle_add (on_slice, self);
}

gboolean
spill_waterfall_feed_show_more (SpillWaterfallFeed *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), FALSE);

  if (self->picture == NULL || !self->picture->has_more)
    return FALSE;
  if (self->is_busy || self->is_old)
    return TRUE;
  if (self->query.scale == SPILL_SCALE_COMPACT)
    self->query.n_rows = MIN (self->query.n_rows + STEP_ROWS, MAX_ROWS);
  else
    self->query.seconds = MIN (self->query.seconds + STEP_SECONDS, MAX_SECONDS);
  queue (self);
  return TRUE;
}

SpillPicture *
spill_waterfall_feed_get_picture (SpillWaterfallFeed *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), NULL);

  return self->picture;
}

SpillBuilder *
spill_waterfall_feed_get_builder (SpillWaterfallFeed *self,
                                  guint               column)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), NULL);

  if (self->picture == NULL || self->master == NULL || column >= self->picture->n_columns)
    return NULL;
  return spill_list_find (spill_master_get_builders (self->master), self->picture->ids[column]);
}

int
spill_waterfall_feed_find_column (SpillWaterfallFeed *self,
                                  gint64              builder_id)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), -1);

  return GPOINTER_TO_INT (g_hash_table_lookup (self->places, &builder_id)) - 1;
}

guint
spill_waterfall_feed_get_n_matches (SpillWaterfallFeed *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (self), 0);

  if (self->builders_are_old)
    list_builders (self);
  return self->builders->len;
}
