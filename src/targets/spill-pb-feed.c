#include "targets/spill-pb-private.h"

#include <math.h>

/* The events of one running build, in the order in which 0.8 tells them: a log begins, gives its
 * chunks and ends before its step ends, steps end before the next begins, and all before the build
 * ends. Masters and sources tell in any order, so this reads the model and tells what is due. */

#define MAX_AHEAD    (4 * 1024 * 1024)   /* bytes that wait for a client: with more it falls behind in a log */
#define MAX_REPEATED (8 * 1024 * 1024)   /* the same when the log ends: no more of it is told */
#define PATIENCE 10   /* seconds after the build's end for what is missing */

typedef struct
{
  SpillPbFeed   *feed;        /* borrowed */
  SpillLog      *log;
  SpillStep     *step;        /* borrowed: its FeedStep has it */
  SpillPbReader *reader;      /* (nullable) mode full */
  GPtrArray     *late;        /* who is behind in it */
  gboolean       is_ended;
  gulong         completed;
} FeedLog;

typedef struct
{
  SpillStep *step;
  GPtrArray *logs;            /* of FeedLog */
  gboolean   is_begun, is_ended;
  gboolean   is_held;
  gulong     changed, notified;
} FeedStep;

struct _SpillPbFeed
{
  SpillPbListener *listener;  /* borrowed: it owns us */
  SpillBuild      *build;
  SpillBuilder    *builder;
  SpillPbMode      mode;
  gboolean         is_fresh;  /* seen from its beginning */
  gboolean         has_begun;
  GPtrArray       *steps;     /* of FeedStep, in order */
  gulong           changed, notified;
  guint            timeout;
  gboolean         is_queued; /* to be advanced */
  gboolean         is_over;   /* the build has ended */
  gboolean         is_late;   /* what is missing by now is left out */
};

static void
free_log (gpointer data)
{
  FeedLog *self = data;

  g_ptr_array_unref (self->late);
  g_clear_pointer (&self->reader, spill_pb_reader_free);
  g_signal_handler_disconnect (self->log, self->completed);
  g_object_unref (self->log);
  g_free (self);
}

static void
free_step (gpointer data)
{
  FeedStep *self = data;

  g_ptr_array_unref (self->logs);
  g_signal_handler_disconnect (self->step, self->changed);
  g_signal_handler_disconnect (self->step, self->notified);
  if (self->is_held)
    spill_step_release (self->step, SPILL_PART_LOGS);
  g_object_unref (self->step);
  g_free (self);
}

static double
get_now (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

/* Who wants to know of @build in @mode or more. @is_watch: also its own observers. */
typedef void (*TellFunc) (SpillPbVisitor *visitor, gint64 observer, gpointer user_data);

static void
tell (SpillPbFeed *self,
      SpillPbMode  mode,
      gboolean     is_watch,
      TellFunc     func,
      gpointer     user_data)
{
  GPtrArray *visitors = spill_pb_listener_get_visitors (self->listener);

  for (guint i = 0; i < visitors->len; i++)
    {
      SpillPbVisitor *visitor = visitors->pdata[i];

      if (visitor->mode >= mode)
        func (visitor, visitor->observer, user_data);
      for (guint j = 0; is_watch && j < visitor->watches->len; j++)
        {
          const SpillPbWatch *watch = visitor->watches->pdata[j];

          if (watch->build == self->build)
            func (visitor, watch->observer, user_data);
        }
    }
}

static const char *
get_name (SpillPbFeed *self)
{
  return spill_builder_get_name (self->builder);
}

static void
tell_started (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  SpillPbFeed *self = user_data;

  spill_pb_call (visitor, observer, "buildStarted", "so", get_name (self), &spill_pb_build_class, self->build);
}

static void
tell_eta (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  SpillPbFeed *self = user_data;
  double eta = spill_build_get_eta (self->build, get_now ());

  if (!isnan (eta))
    spill_pb_call (visitor, observer, "buildETAUpdate", "sof", get_name (self), &spill_pb_build_class, self->build, eta);
}

static void
tell_finished (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  SpillPbFeed *self = user_data;

  spill_pb_call (visitor, observer, "buildFinished", "soR", get_name (self), &spill_pb_build_class, self->build,
                 (int) spill_build_get_result (self->build));
}

typedef struct
{
  SpillPbFeed *feed;
  SpillStep   *step;
  SpillLog    *log;
  int          channel;
  const char  *text;
  gsize        length;
  GPtrArray   *late;      /* (nullable): they are not told yet */
} Told;

static void
tell_step_started (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  const Told *told = user_data;

  spill_pb_call (visitor, observer, "stepStarted", "soso", get_name (told->feed), &spill_pb_build_class, told->feed->build,
                 spill_step_get_name (told->step), &spill_pb_step_class, told->step);
}

static void
tell_step_eta (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  const Told *told = user_data;

  spill_pb_call (visitor, observer, "stepETAUpdate", "sosofe", get_name (told->feed), &spill_pb_build_class, told->feed->build,
                 spill_step_get_name (told->step), &spill_pb_step_class, told->step,
                 spill_step_get_eta (told->step, get_now ()), told->step);
}

static void
tell_step_finished (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  const Told *told = user_data;

  spill_pb_call (visitor, observer, "stepFinished", "sosor", get_name (told->feed), &spill_pb_build_class, told->feed->build,
                 spill_step_get_name (told->step), &spill_pb_step_class, told->step, told->step);
}

static void
tell_log (SpillPbVisitor *visitor,
          gint64          observer,
          const Told     *told,
          const char     *event)
{
  spill_pb_call (visitor, observer, event, "sososo", get_name (told->feed), &spill_pb_build_class, told->feed->build,
                 spill_step_get_name (told->step), &spill_pb_step_class, told->step,
                 spill_log_get_name (told->log), &spill_pb_log_class, told->log);
}

static void
tell_log_started (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  tell_log (visitor, observer, user_data, "logStarted");
}

static void
tell_log_finished (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  tell_log (visitor, observer, user_data, "logFinished");
}

static void
tell_chunk (SpillPbVisitor *visitor, gint64 observer, gpointer user_data)
{
  const Told *told = user_data;

  if (told->late != NULL && spill_pb_late_skip (told->late, visitor, told->length))
    return;
  spill_pb_call (visitor, observer, "logChunk", "sososoiy", get_name (told->feed), &spill_pb_build_class, told->feed->build,
                 spill_step_get_name (told->step), &spill_pb_step_class, told->step,
                 spill_log_get_name (told->log), &spill_pb_log_class, told->log,
                 (gint64) told->channel, told->text, told->length);
}

static void
take_chunk (int         channel,
            const char *text,
            gsize       length,
            gpointer    user_data)
{
  FeedLog *log = user_data;
  Told told = { log->feed, log->step, log->log, channel, text, length, log->late };

  tell (log->feed, SPILL_PB_FULL, FALSE, tell_chunk, &told);
}

static void
on_changed (SpillPbFeed *self)
{
  spill_pb_feed_advance (self);
}

static FeedLog *
add_log (SpillPbFeed *self,
         FeedStep    *step,
         SpillLog    *log)
{
  FeedLog *added = g_new0 (FeedLog, 1);
  Told told = { self, step->step, log };

  *added = (FeedLog) { self, g_object_ref (log), step->step, .late = spill_pb_late_new () };
  added->completed = g_signal_connect_swapped (log, "notify::is-complete", G_CALLBACK (on_changed), self);
  g_ptr_array_add (step->logs, added);
  tell (self, SPILL_PB_LOGS, FALSE, tell_log_started, &told);
  return added;
}

/* Pages have no lines that anybody could read: 0.8 gives no chunks of them. */
static gboolean
has_chunks (SpillLog *log)
{
  return spill_log_get_log_type (log) == SPILL_LOG_STDIO || spill_log_get_log_type (log) == SPILL_LOG_TEXT;
}

static void
repeat_chunk (SpillPbVisitor *visitor,
              int             channel,
              const char     *text,
              gsize           length,
              gpointer        user_data)
{
  const FeedLog *log = user_data;
  Told told = { log->feed, log->step, log->log, channel, text, length };

  tell_chunk (visitor, visitor->observer, &told);
}

/* Whoever has too much waiting for it falls behind; it is waited for if nobody else is told anything.
 * TRUE: all has been told. */
static gboolean
read_log (SpillPbFeed *self,
          FeedLog     *log)
{
  GPtrArray *visitors = spill_pb_listener_get_visitors (self->listener);
  gboolean has_prompt = FALSE;

  if (spill_pb_late_serve (log->late, log->reader, repeat_chunk, log))
    spill_pb_feed_advance (self);
  for (guint i = 0; i < visitors->len; i++)
    {
      SpillPbVisitor *visitor = visitors->pdata[i];

      if (visitor->mode >= SPILL_PB_FULL && !spill_pb_late_has (log->late, visitor) &&
          spill_broker_get_output_size (visitor->broker) >= MAX_AHEAD)
        spill_pb_late_add (log->late, visitor, log->reader, spill_pb_reader_get_next (log->reader), G_CALLBACK (on_changed), self);
      has_prompt |= (visitor->mode != SPILL_PB_NOTHING || visitor->watches->len > 0) && !spill_pb_late_has (log->late, visitor);
    }
  return (has_prompt || log->late->len == 0) && spill_pb_reader_read (log->reader, take_chunk, log);
}

static void
advance_log (SpillPbFeed *self,
             FeedLog     *log)
{
  Told told = { self, log->step, log->log };
  gboolean is_read = TRUE;

  if (log->is_ended)
    return;
  if (self->mode >= SPILL_PB_FULL && log->reader == NULL && has_chunks (log->log))
    log->reader = spill_pb_reader_new (log->log, G_CALLBACK (on_changed), self);
  if (log->reader != NULL)
    is_read = read_log (self, log);
  if (!self->is_late && (!is_read || !spill_log_is_complete (log->log)))
    return;

  log->is_ended = TRUE;
  if (log->reader != NULL)
    spill_pb_late_end (log->late, log->reader, MAX_REPEATED, repeat_chunk, log);
  g_clear_pointer (&log->reader, spill_pb_reader_free);
  tell (self, SPILL_PB_LOGS, FALSE, tell_log_finished, &told);
}

/* TRUE: all logs of the step have been told to their end. */
static gboolean
advance_logs (SpillPbFeed *self,
              FeedStep    *step)
{
  SpillList *logs = spill_step_get_logs (step->step);
  SpillPartState state = spill_step_get_part_state (step->step, SPILL_PART_LOGS);
  gboolean is_ended = TRUE;

  for (guint i = step->logs->len; i < spill_list_get_length (logs); i++)
    add_log (self, step, spill_list_peek (logs, i));
  for (guint i = 0; i < step->logs->len; i++)
    {
      FeedLog *log = step->logs->pdata[i];

      advance_log (self, log);
      is_ended &= log->is_ended;
    }
  return is_ended && (state == SPILL_PART_HERE || state == SPILL_PART_FAILED);
}

static FeedStep *
add_step (SpillPbFeed *self,
          SpillStep   *step)
{
  FeedStep *added = g_new0 (FeedStep, 1);

  added->step = g_object_ref (step);
  added->logs = g_ptr_array_new_with_free_func (free_log);
  added->changed = g_signal_connect_swapped (step, "changed", G_CALLBACK (on_changed), self);
  added->notified = g_signal_connect_swapped (step, "notify::parts", G_CALLBACK (on_changed), self);
  /* What was over before anybody asked is not news. */
  added->is_begun = added->is_ended = !self->is_fresh && spill_step_is_finished (step);
  g_ptr_array_add (self->steps, added);
  return added;
}

/* TRUE: told to its end. */
static gboolean
advance_step (SpillPbFeed *self,
              FeedStep    *step)
{
  Told told = { self, step->step };
  gboolean wants_logs = self->mode >= SPILL_PB_LOGS;

  if (step->is_ended || !spill_step_is_started (step->step))
    return step->is_ended;

  if (!step->is_begun)
    {
      step->is_begun = TRUE;
      tell (self, SPILL_PB_STEPS, TRUE, tell_step_started, &told);
      tell (self, SPILL_PB_LOGS, FALSE, tell_step_eta, &told);
    }
  if (wants_logs && !step->is_held)
    {
      step->is_held = TRUE;
      spill_step_hold (step->step, SPILL_PART_LOGS);
    }
  if (wants_logs && !advance_logs (self, step) && !self->is_late)
    return FALSE;
  if (!spill_step_is_finished (step->step) && !self->is_over)
    return FALSE;

  step->is_ended = TRUE;
  g_ptr_array_set_size (step->logs, 0);
  if (step->is_held)
    {
      step->is_held = FALSE;
      spill_step_release (step->step, SPILL_PART_LOGS);
    }
  tell (self, SPILL_PB_STEPS, TRUE, tell_step_finished, &told);
  return TRUE;
}

/* TRUE: nothing of the steps is missing. */
static gboolean
advance_steps (SpillPbFeed *self)
{
  SpillList *steps = spill_build_get_steps (self->build);
  SpillPartState state = spill_build_get_part_state (self->build, SPILL_PART_STEPS);

  if (state != SPILL_PART_HERE && state != SPILL_PART_FAILED && !self->is_late)
    return FALSE;

  for (guint i = self->steps->len; i < spill_list_get_length (steps); i++)
    add_step (self, spill_list_peek (steps, i));
  self->is_fresh = TRUE;   /* steps that come from now on do */
  for (guint i = 0; i < self->steps->len; i++)
    {
      FeedStep *step = self->steps->pdata[i];

      if (!advance_step (self, step) && spill_step_is_finished (step->step))
        return FALSE;
    }
  return TRUE;
}

static void
advance (gpointer user_data)
{
  SpillPbFeed *self = user_data;

  self->is_queued = FALSE;
  if (!self->has_begun)
    {
      self->has_begun = TRUE;
      if (self->is_fresh)
        {
          tell (self, SPILL_PB_BUILDS, FALSE, tell_started, self);
          tell (self, SPILL_PB_STEPS, TRUE, tell_eta, self);
        }
    }
  if (self->mode >= SPILL_PB_STEPS && !advance_steps (self))
    return;
  if (self->is_over)
    {
      tell (self, SPILL_PB_BUILDS, FALSE, tell_finished, self);
      spill_pb_listener_build_over (self->listener, self);
    }
}

void
spill_pb_feed_advance (SpillPbFeed *self)
{
  if (self->is_queued)
    return;
  self->is_queued = TRUE;
  spill_pb_listener_later (self->listener, advance, self);
}

static gboolean
on_late (gpointer user_data)
{
  SpillPbFeed *self = user_data;

  self->timeout = 0;
  self->is_late = TRUE;
  spill_pb_feed_advance (self);
  return G_SOURCE_REMOVE;
}

void
spill_pb_feed_finish (SpillPbFeed *self)
{
  self->is_over = TRUE;
  if (self->timeout == 0)
    self->timeout = g_timeout_add_seconds (PATIENCE, on_late, self);
  spill_pb_feed_advance (self);
}

SpillPbFeed *
spill_pb_feed_new (SpillPbListener *listener,
                   SpillBuild      *build,
                   gboolean         is_fresh)
{
  SpillPbFeed *self = g_new0 (SpillPbFeed, 1);

  self->listener = listener;
  self->build = g_object_ref (build);
  self->builder = g_object_ref (spill_build_get_builder (build));
  self->is_fresh = is_fresh;
  self->steps = g_ptr_array_new_with_free_func (free_step);
  self->changed = g_signal_connect_swapped (build, "changed", G_CALLBACK (on_changed), self);
  self->notified = g_signal_connect_swapped (build, "notify::parts", G_CALLBACK (on_changed), self);
  spill_pb_feed_advance (self);
  return self;
}

void
spill_pb_feed_free (SpillPbFeed *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_signal_handler_disconnect (self->build, self->changed);
  g_signal_handler_disconnect (self->build, self->notified);
  g_ptr_array_unref (self->steps);
  spill_pb_feed_set_mode (self, SPILL_PB_NOTHING);
  if (self->is_queued)
    spill_pb_listener_forget (self->listener, self);
  g_object_unref (self->build);
  g_object_unref (self->builder);
  g_free (self);
}

SpillBuild *
spill_pb_feed_get_build (SpillPbFeed *self)
{
  return self->build;
}

void
spill_pb_feed_forget (SpillPbFeed    *self,
                      SpillPbVisitor *visitor)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const FeedStep *step = self->steps->pdata[i];

      for (guint j = 0; j < step->logs->len; j++)
        spill_pb_late_remove (((const FeedLog *) step->logs->pdata[j])->late, visitor);
    }
}

void
spill_pb_feed_set_mode (SpillPbFeed *self,
                        SpillPbMode  mode)
{
  gboolean had_steps = self->mode >= SPILL_PB_STEPS, has_steps = mode >= SPILL_PB_STEPS;

  self->mode = mode;
  if (has_steps && !had_steps)
    {
      spill_builder_hold (self->builder, SPILL_PART_EXPECTATIONS);
      spill_build_hold (self->build, SPILL_PART_STEPS);
    }
  else if (had_steps && !has_steps)
    {
      spill_build_release (self->build, SPILL_PART_STEPS);
      spill_builder_release (self->builder, SPILL_PART_EXPECTATIONS);
    }
  if (mode != SPILL_PB_NOTHING)
    spill_pb_feed_advance (self);
}

/**
 * spill_pb_feed_tell_eta:
 * @self: a feed
 * @visitor: who has waited long enough
 * @observer: number of its object
 * @has_steps: also of the step that runs
 */
void
spill_pb_feed_tell_eta (SpillPbFeed    *self,
                        SpillPbVisitor *visitor,
                        gint64          observer,
                        gboolean        has_steps)
{
  if (!self->has_begun || self->is_over)
    return;

  tell_eta (visitor, observer, self);
  for (guint i = 0; has_steps && i < self->steps->len; i++)
    {
      FeedStep *step = self->steps->pdata[i];
      Told told = { self, step->step };

      if (step->is_begun && !step->is_ended)
        tell_step_eta (visitor, observer, &told);
    }
}

static void
catch_up_log (SpillPbFeed    *self,
              FeedLog        *log,
              SpillPbVisitor *visitor)
{
  Told told = { self, log->step, log->log };

  tell_log_started (visitor, visitor->observer, &told);
  if (visitor->mode >= SPILL_PB_FULL && log->reader != NULL)
    {
      spill_pb_late_add (log->late, visitor, log->reader, 0, G_CALLBACK (on_changed), self);
      spill_pb_feed_advance (self);
    }
  if (log->is_ended)
    tell_log_finished (visitor, visitor->observer, &told);
}

void
spill_pb_feed_catch_up (SpillPbFeed    *self,
                        SpillPbVisitor *visitor)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      FeedStep *step = self->steps->pdata[i];
      Told told = { self, step->step };

      if (!step->is_begun || step->is_ended || visitor->mode < SPILL_PB_STEPS)
        continue;
      tell_step_started (visitor, visitor->observer, &told);
      if (visitor->mode < SPILL_PB_LOGS)
        continue;
      tell_step_eta (visitor, visitor->observer, &told);
      for (guint j = 0; j < step->logs->len; j++)
        catch_up_log (self, step->logs->pdata[j], visitor);
    }
}
