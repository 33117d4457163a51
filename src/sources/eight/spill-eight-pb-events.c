#include "sources/eight/spill-eight-pb-need.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What the master tells. It does not say which build of a builder it means but by a reference to it:
 * where more than one can be meant its number is asked for, and what follows waits. */

#define PRIORITY  130        /* below GTK's redraw, as all that is applied */
#define SLICE_US  4000
#define MAX_QUEUE 300        /* events; then the master has to wait */
#define LOW_QUEUE 50
#define MAX_BYTES (16 * 1024 * 1024)   /* of memory of events, likewise */
#define LOW_BYTES (2 * 1024 * 1024)

typedef struct
{
  SpillSexpTree   *tree;
  const SpillSexp *args;
  char            *name;
  gint64           build;    /* references that were taken; -1: none */
  gint64           step;     /* of one that has finished: its text is asked for */
  SpillEightPbAnswer *text;  /* (nullable) no event, but an answer that has to come after those before */
  gsize            size;     /* bytes of memory */
  gsize           *count;    /* (nullable) of the queue that it is in; not owned */
} Event;

/* @count: (nullable) NULL: it is in no queue */
static void
count_in (Event *event,
          gsize *count)
{
  if (event->count != NULL)
    *event->count -= event->size;
  event->count = count;
  if (count != NULL)
    *count += event->size;
}

void
spill_eight_pb_free_event (gpointer data)
{
  Event *event = data;

  count_in (event, NULL);
  g_clear_pointer (&event->tree, spill_sexp_tree_unref);
  g_clear_pointer (&event->text, spill_eight_pb_free_text);
  g_free (event->name);
  g_free (event);
}

/* Done with: what was taken for it goes back. */
static void
end_event (SpillEightPbSource *self,
           Event              *event)
{
  spill_eight_pb_release (self, event->step);
  spill_eight_pb_release (self, event->build);
  spill_eight_pb_free_event (event);
}

static double
get_now (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

static char *
dup_arg (const Event *event,
         guint        i)
{
  return spill_jelly_dup_text (spill_jelly_get_item (event->args, i));
}

static GQuark
get_known_quark (void)
{
  return g_quark_from_static_string ("spill-eight-pb-known");
}

void
spill_eight_pb_set_steps_known (SpillEightPbSource *self,
                                SpillBuild         *build)
{
  g_object_set_qdata (G_OBJECT (build), get_known_quark (), GUINT_TO_POINTER (self->n_connections));
}

SpillStep *
spill_eight_pb_find_step (SpillBuild *build,
                          const char *name)
{
  SpillList *steps = spill_build_peek_steps (build);

  for (guint i = 0; steps != NULL && i < spill_list_get_length (steps); i++)
    if (g_strcmp0 (spill_step_get_name (spill_list_peek (steps, i)), name) == 0)
      return spill_list_peek (steps, i);
  return NULL;
}

/* Of a build that one came to in its midst only the steps that are known are followed. */
static void
start_step (SpillEightPbSource *self,
            SpillBuild         *build,
            const char         *name)
{
  gboolean is_known = g_object_get_qdata (G_OBJECT (build), get_known_quark ()) == GUINT_TO_POINTER (self->n_connections)
                      || (self->is_light && spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE);
  SpillStep *step = spill_eight_pb_find_step (build, name);
  SpillList *steps = is_known ? spill_build_get_steps (build) : NULL;
  guint n = is_known ? spill_list_get_length (steps) : 0;

  if (step == NULL && is_known && n < 10000)
    step = spill_build_add_step (build, n > 0 ? spill_step_get_number (spill_list_peek (steps, n - 1)) + 1 : 0, name);
  if (step == NULL || spill_step_is_started (step))
    return;
  spill_step_begin (step);
  spill_step_set_started (step, get_now ());
  spill_step_end (step);
}

static void
take_text (SpillEightPbSource *self,
           const SpillSexp    *answer,
           gpointer            data)
{
  g_autoptr(SpillStep) step = data;
  g_auto(GStrv) words = spill_eight_pb_dup_words (answer);

  if (answer != NULL)
    spill_step_set_words (step, (const char * const *) words);
}

static void
finish_step (SpillEightPbSource *self,
             SpillStep          *step,
             const Event        *event)
{
  const SpillSexp *result = spill_jelly_get_item (event->args, 4);
  g_auto(GStrv) text2 = spill_eight_pb_dup_words (spill_jelly_get_item (result, 1));

  spill_step_begin (step);
  spill_step_set_text2 (step, (const char * const *) text2);
  spill_step_set_finished (step, get_now (), spill_result_from_number (spill_jelly_get_integer (spill_jelly_get_item (result, 0), -1)));
  spill_step_end (step);
  if (event->step >= 0)
    spill_eight_pb_ask (self, event->step, "getText", NULL, NULL, take_text, g_object_ref (step));
}

static void
estimate_step (SpillStep   *step,
               const Event *event)
{
  const SpillSexp *list = spill_jelly_get_item (event->args, 5);
  double eta = spill_jelly_get_double (spill_jelly_get_item (event->args, 4), NAN);
  GPtrArray *expectations = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_expectation_free);

  for (guint i = 0; i < MIN (spill_jelly_get_length (list), 100); i++)
    {
      const SpillSexp *item = spill_jelly_get_item (list, i);
      g_autofree char *metric = spill_jelly_dup_text (spill_jelly_get_item (item, 0));

      if (metric != NULL)
        g_ptr_array_add (expectations, spill_expectation_new (metric, spill_jelly_get_double (spill_jelly_get_item (item, 1), NAN),
                                                              spill_jelly_get_double (spill_jelly_get_item (item, 2), NAN)));
    }
  spill_step_begin (step);
  spill_step_set_expectations (step, expectations);
  if (!isnan (eta))
    spill_step_set_master_eta (step, get_now () + eta);
  spill_step_end (step);
}

static void
apply_log (SpillEightPbSource *self,
           SpillStep          *step,
           const Event        *event)
{
  g_autofree char *name = dup_arg (event, 4);
  SpillLog *log = name != NULL ? spill_eight_pb_find_log (step, name) : NULL;
  const char *text;
  gsize length;

  if (log == NULL)
    return;
  spill_eight_pb_stream (self, log, g_str_equal (event->name, "logStarted"));
  if (g_str_equal (event->name, "logFinished"))
    {
      spill_eight_pb_end_text (self, log);
      spill_log_set_complete (log);
    }
  else if (g_str_equal (event->name, "logChunk") &&
           (text = spill_jelly_get_bytes (spill_jelly_get_item (event->args, 7), &length)) != NULL)
    spill_eight_pb_add_text (self, log, (int) spill_jelly_get_integer (spill_jelly_get_item (event->args, 6), 0), text, length);
}

/* All that concerns a build that runs. */
static void
apply_to_build (SpillEightPbBuilder *b,
                SpillBuild          *build,
                const Event         *event)
{
  g_autofree char *name = NULL;
  SpillStep *step;
  double eta;

  if (g_str_equal (event->name, "buildETAUpdate"))
    {
      eta = spill_jelly_get_double (spill_jelly_get_item (event->args, 2), NAN);
      spill_build_set_master_eta (build, isnan (eta) ? 0 : get_now () + eta);
      /* It may have begun logs meanwhile, of which this mode tells nothing. */
      if (b->source->is_light && spill_build_get_held (build) != 0)
        spill_eight_look_at (b->source->web, build);
      return;
    }

  name = dup_arg (event, 2);
  if (name == NULL || spill_build_is_finished (build))
    return;
  /* What pages say of a step, and its logs, is read there. */
  if (b->source->is_light && spill_build_get_held (build) != 0 && g_str_has_prefix (event->name, "step"))
    spill_eight_pb_look (b->source, b->builder, build);
  if (g_str_equal (event->name, "stepStarted"))
    {
      start_step (b->source, build, name);
      return;
    }
  step = spill_eight_pb_find_step (build, name);
  if (step == NULL || !spill_step_is_started (step) || spill_step_is_finished (step))
    return;
  if (g_str_equal (event->name, "stepFinished"))
    finish_step (b->source, step, event);
  else if (g_str_equal (event->name, "stepETAUpdate"))
    estimate_step (step, event);
  else if (g_str_has_prefix (event->name, "log") && !b->source->is_light)
    apply_log (b->source, step, event);
}

static void advance (SpillEightPbBuilder *b);

/* It has got more of them while it ran. */
static void
reread (SpillEightPbSource *self,
        SpillBuild         *build)
{
  static const SpillParts parts[] = { SPILL_PART_PROPERTIES, SPILL_PART_CHANGES };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (spill_build_get_held (build) & parts[i])
      spill_eight_pb_ask_for (self, G_OBJECT (build), parts[i]);
}

static void
on_build (SpillEightPbSource  *self,
          SpillEightPbBuilder *b,
          SpillBuild          *build,
          gpointer             data)
{
  Event *event = b != NULL ? g_queue_pop_head (&b->events) : NULL;

  if (b != NULL)
    b->is_asking = FALSE;
  if (event == NULL)
    return;
  if (build != NULL && g_str_equal (event->name, "buildStarted"))
    spill_eight_pb_set_steps_known (b->source, build);
  else if (build != NULL && !g_str_equal (event->name, "buildFinished"))
    apply_to_build (b, build, event);
  if (build != NULL && g_str_equal (event->name, "buildStarted"))
    spill_eight_pb_look (b->source, b->builder, build);
  else if (g_str_equal (event->name, "buildFinished"))
    {
      spill_eight_pb_look (b->source, b->builder, build);
      if (build != NULL)
        reread (b->source, build);
      spill_eight_pb_ended (b);
      spill_eight_pb_trim (b);
    }
  end_event (b->source, event);
  advance (b);
}

static gboolean
is_of_build (const Event *event)
{
  return !g_str_has_prefix (event->name, "builder");
}

/* Applies what it can; the rest waits for an answer. */
static void
advance (SpillEightPbBuilder *b)
{
  SpillEightPbSource *self = b->source;
  Event *event;

  while (!b->is_asking && (event = g_queue_peek_head (&b->events)) != NULL)
    {
      SpillList *running = spill_builder_get_running (b->builder);
      gboolean is_edge = g_str_equal (event->name, "buildStarted") || g_str_equal (event->name, "buildFinished");

      if (is_of_build (event) && event->build >= 0 && (is_edge || spill_list_get_length (running) != 1))
        {
          gint64 reference = event->build;

          event->build = -1;
          b->is_asking = TRUE;
          spill_eight_pb_read_build (b, reference, !g_str_equal (event->name, "buildFinished"), on_build, NULL);
          return;
        }

      g_queue_pop_head (&b->events);
      if (g_str_equal (event->name, "builderChangedState"))
        {
          SpillBuilderState was = spill_builder_get_state (b->builder);
          SpillBuilderState state = spill_eight_pb_read_state (spill_jelly_get_item (event->args, 1));

          /* At the beginning the states that are known are told as well. */
          if (state != was)
            spill_eight_pb_look (self, b->builder, NULL);
          spill_builder_set_state (b->builder, state);
          if (self->is_light && (was == SPILL_BUILDER_OFFLINE) != (state == SPILL_BUILDER_OFFLINE))
            spill_eight_look_at_slaves (self->web);
        }
      else if (is_of_build (event) && spill_list_get_length (running) == 1)
        apply_to_build (b, spill_list_peek (running, 0), event);
      end_event (self, event);
    }
}

/* The answers may be on their way, behind all that it tells: reading on is no way out, and waiting would
 * be for ever. On a new connection it is asked how things are. */
static void
give_up (SpillEightPbSource *self)
{
  g_autoptr(GError) why = g_error_new (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL,
                                       _("The other side tells much, but does not answer: %zu bytes wait for that"),
                                       self->n_unanswered);

  if (self->broker != NULL)
    spill_broker_close (self->broker, why);
}

static void
apply (SpillEightPbSource *self,
       Event              *event)
{
  g_autofree char *name = dup_arg (event, 0);
  SpillEightPbBuilder *b = name != NULL ? spill_eight_pb_find (self, name) : NULL;

  if (event->text != NULL)
    spill_eight_pb_apply_text (self, g_steal_pointer (&event->text));
  else if (name != NULL && g_str_equal (event->name, "builderAdded"))
    {
      gboolean is_new = b == NULL && (self->phase == SPILL_EIGHT_PB_READY || self->has_names);

      b = spill_eight_pb_learn (self, name);
      if (b != NULL)
        b->is_seen = TRUE;
      /* The other one learns of it with all others. */
      if (is_new && self->is_light)
        {
          spill_eight_look (self->web, name);
          spill_eight_look_at_slaves (self->web);
          is_new = FALSE;
        }
      if (b != NULL && is_new)
        {
          self->n_syncing++;
          spill_eight_pb_sync_builder (b, -1);
        }
    }
  else if (b != NULL && g_str_equal (event->name, "builderRemoved"))
    {
      if (self->web != NULL)
        spill_eight_forget (self->web, name);
      spill_master_remove_builder (spill_eight_pb_master (self), spill_builder_get_id (b->builder));
      g_hash_table_remove (self->builders, name);
    }
  else if (b != NULL)
    {
      count_in (event, &self->n_unanswered);
      g_queue_push_tail (&b->events, event);
      advance (b);
      if (self->n_unanswered > self->limits.max_unanswered)
        give_up (self);
      return;
    }
  end_event (self, event);
}

static gboolean
on_pump (gpointer user_data)
{
  SpillEightPbSource *self = user_data;
  g_autoptr(SpillEightPbSource) alive = g_object_ref (self);
  gint64 end = g_get_monotonic_time () + SLICE_US;
  Event *event;

  while (!self->is_waiting && g_get_monotonic_time () < end && (event = g_queue_pop_head (&self->events)) != NULL)
    {
      count_in (event, NULL);
      apply (self, event);
    }
  if (self->broker != NULL && self->events.length < LOW_QUEUE && self->n_queued < LOW_BYTES)
    spill_broker_set_paused (self->broker, FALSE);
  if (spill_eight_pb_master (self) != NULL)
    {
      spill_master_touch (spill_eight_pb_master (self));
      spill_master_settle (spill_eight_pb_master (self));
    }
  if (self->events.length > 0 && !self->is_waiting)
    return G_SOURCE_CONTINUE;
  self->pump = 0;
  return G_SOURCE_REMOVE;
}

void
spill_eight_pb_pump (SpillEightPbSource *self)
{
  if (self->pump == 0 && !self->is_waiting && self->events.length > 0)
    self->pump = g_idle_add_full (PRIORITY, on_pump, self, NULL);
}

static void
push (SpillEightPbSource *self,
      Event              *event)
{
  count_in (event, &self->n_queued);
  g_queue_push_tail (&self->events, event);
  spill_eight_pb_pump (self);
  if (self->broker != NULL && (self->events.length > MAX_QUEUE || self->n_queued > MAX_BYTES))
    spill_broker_set_paused (self->broker, TRUE);
}

void
spill_eight_pb_push_text (SpillEightPbSource *self,
                          SpillEightPbAnswer *text)
{
  Event *event = g_new0 (Event, 1);

  event->text = text;
  event->size = sizeof *event + spill_eight_pb_get_text_size (text);
  event->build = event->step = -1;
  push (self, event);
}

/* Whether somebody reads a log of that builder. All that others write is not even queued: what a log
 * has by the time that it is held is asked for as a whole. */
static gboolean
is_read (SpillEightPbSource *self,
         const SpillSexp    *args)
{
  GHashTableIter iter;
  gpointer log;
  gsize length;
  const char *name = spill_jelly_get_bytes (spill_jelly_get_item (args, 0), &length);

  if (name == NULL)
    return TRUE;
  g_hash_table_iter_init (&iter, self->logs);
  while (g_hash_table_iter_next (&iter, &log, NULL))
    {
      SpillStep *step = spill_log_get_step (log);
      SpillBuild *build = step != NULL ? spill_step_get_build (step) : NULL;
      SpillBuilder *builder = build != NULL ? spill_build_get_builder (build) : NULL;

      if (builder != NULL && strlen (spill_builder_get_name (builder)) == length
          && memcmp (spill_builder_get_name (builder), name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The master calls our object. The build's reference is kept where it may be needed. */
void
spill_eight_pb_on_event (SpillBroker              *broker,
                         const SpillBrokerRequest *request,
                         gpointer                  object)
{
  SpillEightPbSource *self = object;
  Event *event;

  if (self->broker != broker)
    return;

  self->heard = g_get_monotonic_time ();
  if (g_str_equal (request->name, "logChunk") && !is_read (self, request->args))
    return;

  event = g_new0 (Event, 1);
  event->tree = spill_sexp_tree_ref (request->tree);
  event->args = request->args;
  event->size = sizeof *event + spill_sexp_tree_get_size (event->tree);
  event->name = g_strdup (request->name);
  event->build = event->step = -1;
  if (g_str_equal (event->name, "stepFinished"))
    event->step = spill_broker_take_remote (broker, spill_jelly_get_item (event->args, 3));
  if (is_of_build (event))
    {
      g_autofree char *name = dup_arg (event, 0);
      SpillEightPbBuilder *b = name != NULL ? g_hash_table_lookup (self->builders, name) : NULL;

      if (b == NULL || b->is_asking || self->events.length > 0 || g_str_has_prefix (event->name, "build") ||
          spill_list_get_length (spill_builder_get_running (b->builder)) != 1)
        event->build = spill_broker_take_remote (broker, spill_jelly_get_item (event->args, 1));
    }
  push (self, event);
}

void
spill_eight_pb_drop_events (SpillEightPbSource *self)
{
  g_autoptr(GPtrArray) wanting = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer b;

  g_clear_handle_id (&self->pump, g_source_remove);
  g_queue_clear_full (&self->events, spill_eight_pb_free_event);
  g_hash_table_iter_init (&iter, self->builders);
  while (g_hash_table_iter_next (&iter, NULL, &b))
    {
      SpillEightPbBuilder *builder = b;

      g_queue_clear_full (&builder->events, spill_eight_pb_free_event);
      builder->is_asking = FALSE;
      if (builder->n_older > 0)
        g_ptr_array_add (wanting, g_object_ref (builder->builder));
      builder->n_older = 0;
    }
  /* Who hears of it may ask, so that the table changes. */
  for (guint i = 0; i < wanting->len; i++)
    spill_builder_set_older_state (wanting->pdata[i], SPILL_PART_UNKNOWN);
}
