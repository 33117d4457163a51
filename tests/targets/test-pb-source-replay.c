/* A stand-in for a real 0.8.14 plays the master's side of each recording to our source: the model that
 * results is compared with what the recording tells. Like the real one it answers with a new number
 * each time, and cannot send chunks of logs. */

#include <string.h>

#include "pb-recording.h"
#include "pb-world.h"
#include "sources/eight/spill-eight-pb-source.h"
#include "sources/spill-sources.h"

typedef struct _Stand Stand;

typedef struct
{
  char    *name;
  GString *text, *text_with_headers;
  gboolean is_finished;
} StandLog;

typedef struct
{
  char      *name;
  int        result;       /* -1: runs */
  GStrv      text2;
  GPtrArray *logs;         /* of StandLog */
} StandStep;

typedef struct
{
  Stand     *stand;
  char      *builder;
  guint      number;
  int        result;       /* -1: runs */
  GPtrArray *steps;        /* of StandStep */
} StandBuild;

typedef struct
{
  char      *name;
  char      *state;
  GPtrArray *builds;       /* of StandBuild, by number */
} StandBuilder;

struct _Stand
{
  GSocketService *service;
  guint16         port;
  SpillBroker    *broker;     /* (nullable) */
  gint64          observer;   /* -1: nobody has subscribed */
  GPtrArray      *builders;   /* of StandBuilder */
  guint           n_logins;
  guint           level;      /* of the last mode */
  GString        *modes;      /* that were subscribed to, each with a blank after it */
};

typedef void (*Answer) (SpillBroker *broker, GByteArray *out, const char *name, gpointer item);

typedef struct
{
  Stand   *stand;
  gpointer item;
  Answer   answer;
} Object;

static const char *const modes[] = { "builds", "steps", "logs", "full" };

static void
on_called (SpillBroker              *broker,
           const SpillBrokerRequest *request,
           gpointer                  data)
{
  Object *object = data;
  g_autofree char *mode = NULL;
  GByteArray *out;

  if (g_str_equal (request->name, "subscribe"))
    {
      object->stand->observer = spill_broker_take_remote (broker, spill_jelly_get_item (request->args, 2));
      mode = spill_jelly_dup_text (spill_jelly_get_item (request->args, 0));
      g_string_append_printf (object->stand->modes, "%s ", mode);
      for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
        if (g_str_equal (modes[i], mode))
          object->stand->level = i;
      return;
    }
  if (g_str_equal (request->name, "getBuilder") || g_str_equal (request->name, "getBuild"))
    {
      /* The argument decides what is answered: put where the function finds it. */
      g_object_set_data (G_OBJECT (broker), "argument", (gpointer) spill_jelly_get_item (request->args, 0));
    }
  out = spill_broker_begin_answer (broker, request->id);
  object->answer (broker, out, request->name, object->item);
  spill_broker_end_answer (broker);
}

static void
put_object (SpillBroker *broker,
            GByteArray  *out,
            Stand       *stand,
            Answer       answer,
            gpointer     item)
{
  Object *object;

  if (item == NULL)
    {
      spill_jelly_put_none (out, spill_broker_get_profile (broker));
      return;
    }
  object = g_new0 (Object, 1);
  *object = (Object) { stand, item, answer };
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), spill_broker_offer (broker, on_called, object, g_free));
}

static Stand *stand;   /* one at a time */

static void
answer_log (SpillBroker *broker,
            GByteArray  *out,
            const char  *name,
            gpointer     item)
{
  StandLog *log = item;
  SpillBananaProfile profile = spill_broker_get_profile (broker);

  if (g_str_equal (name, "isFinished"))
    spill_jelly_put_boolean (out, profile, log->is_finished);
  else if (g_str_equal (name, "getText"))
    spill_banana_put_bytes (out, profile, log->text->str, log->text->len);
  else if (g_str_equal (name, "getTextWithHeaders"))
    spill_banana_put_bytes (out, profile, log->text_with_headers->str, log->text_with_headers->len);
  else
    spill_jelly_put_unpersistable (out, profile, "instance of class __builtin__.generator deemed insecure");
}

static void
put_words (SpillBroker        *broker,
           GByteArray         *out,
           const char * const *words)
{
  spill_jelly_put_list (out, spill_broker_get_profile (broker), words != NULL ? g_strv_length ((char **) words) : 0);
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    spill_banana_put_string (out, spill_broker_get_profile (broker), words[i]);
}

static void
put_result (SpillBroker *broker,
            GByteArray  *out,
            int          result)
{
  if (result < 0)
    spill_jelly_put_none (out, spill_broker_get_profile (broker));
  else
    spill_banana_put_int (out, result);
}

static void
put_times (SpillBroker *broker,
           GByteArray  *out,
           gboolean     is_over)
{
  spill_jelly_put_tuple (out, spill_broker_get_profile (broker), 2);
  spill_banana_put_float (out, 1795289135.5);
  if (is_over)
    spill_banana_put_float (out, 1795289139.125);
  else
    spill_jelly_put_none (out, spill_broker_get_profile (broker));
}

static void
answer_step (SpillBroker *broker,
             GByteArray  *out,
             const char  *name,
             gpointer     item)
{
  StandStep *step = item;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  const char *const words[] = { step->name, "text", NULL };

  if (g_str_equal (name, "getName"))
    spill_banana_put_string (out, profile, step->name);
  else if (g_str_equal (name, "getTimes"))
    put_times (broker, out, step->result >= 0);
  else if (g_str_equal (name, "getText"))
    put_words (broker, out, words);
  else if (g_str_equal (name, "getResults"))
    {
      spill_jelly_put_tuple (out, profile, 2);
      put_result (broker, out, step->result);
      put_words (broker, out, (const char * const *) step->text2);
    }
  else
    {
      g_assert_cmpstr (name, ==, "getLogs");
      spill_jelly_put_dictionary (out, profile, step->logs->len);
      for (guint i = 0; i < step->logs->len; i++)
        {
          StandLog *log = step->logs->pdata[i];

          spill_jelly_put_pair (out);
          spill_banana_put_string (out, profile, log->name);
          put_object (broker, out, stand, answer_log, log);
        }
    }
}

static void
answer_build (SpillBroker *broker,
              GByteArray  *out,
              const char  *name,
              gpointer     item)
{
  StandBuild *build = item;
  const char *const words[] = { "build", "text", NULL };

  if (g_str_equal (name, "getNumber"))
    spill_banana_put_int (out, build->number);
  else if (g_str_equal (name, "getTimes"))
    put_times (broker, out, build->result >= 0);
  else if (g_str_equal (name, "getText"))
    put_words (broker, out, words);
  else if (g_str_equal (name, "getResults"))
    put_result (broker, out, build->result);
  else
    {
      g_assert_cmpstr (name, ==, "getSteps");
      spill_jelly_put_list (out, spill_broker_get_profile (broker), build->steps->len);
      for (guint i = 0; i < build->steps->len; i++)
        put_object (broker, out, stand, answer_step, build->steps->pdata[i]);
    }
}

static void
answer_builder (SpillBroker *broker,
                GByteArray  *out,
                const char  *name,
                gpointer     item)
{
  StandBuilder *builder = item;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  StandBuild *last = NULL;
  gint64 number;

  for (guint i = 0; i < builder->builds->len; i++)
    if (((StandBuild *) builder->builds->pdata[i])->result >= 0)
      last = builder->builds->pdata[i];
  if (g_str_equal (name, "getCategory"))
    spill_jelly_put_none (out, profile);
  else if (g_str_equal (name, "getLastFinishedBuild"))
    put_object (broker, out, stand, answer_build, last);
  else if (g_str_equal (name, "getBuild"))
    {
      number = spill_jelly_get_integer (g_object_get_data (G_OBJECT (broker), "argument"), -1);
      put_object (broker, out, stand, answer_build,
                  number >= 0 && number < builder->builds->len ? builder->builds->pdata[number] : NULL);
    }
  else
    {
      g_assert_cmpstr (name, ==, "getState");
      spill_jelly_put_tuple (out, profile, 3);
      spill_banana_put_string (out, profile, builder->state);
      spill_jelly_put_none (out, profile);
      last = builder->builds->len > 0 ? builder->builds->pdata[builder->builds->len - 1] : NULL;
      spill_jelly_put_list (out, profile, last != NULL && last->result < 0);
      if (last != NULL && last->result < 0)
        put_object (broker, out, stand, answer_build, last);
    }
}

static StandBuilder *
find_builder (const char *name)
{
  for (guint i = 0; i < stand->builders->len; i++)
    if (g_str_equal (((StandBuilder *) stand->builders->pdata[i])->name, name))
      return stand->builders->pdata[i];
  return NULL;
}

static void
answer_perspective (SpillBroker *broker,
                    GByteArray  *out,
                    const char  *name,
                    gpointer     item)
{
  SpillBananaProfile profile = spill_broker_get_profile (broker);

  if (g_str_equal (name, "ping"))
    spill_banana_put_string (out, profile, "pong");
  else if (g_str_equal (name, "getBuilder"))
    {
      g_autofree char *wanted = spill_jelly_dup_text (g_object_get_data (G_OBJECT (broker), "argument"));

      put_object (broker, out, stand, answer_builder, find_builder (wanted));
    }
  else
    {
      g_assert_cmpstr (name, ==, "getBuilderNames");
      spill_jelly_put_list (out, profile, stand->builders->len);
      for (guint i = 0; i < stand->builders->len; i++)
        spill_banana_put_string (out, profile, ((StandBuilder *) stand->builders->pdata[i])->name);
    }
}

static gint64
enter (SpillBroker *broker,
       const char  *user,
       gpointer     user_data)
{
  Object *object = g_new0 (Object, 1);

  g_assert_cmpstr (user, ==, "statusClient");
  stand->n_logins++;
  *object = (Object) { stand, stand, answer_perspective };
  return spill_broker_offer (broker, on_called, object, g_free);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

static void
drop (void)
{
  stand->observer = -1;
  if (stand->broker != NULL)
    spill_broker_close (stand->broker, NULL);
  g_clear_object (&stand->broker);
}

static void
on_left (SpillBroker  *broker,
         const GError *why,
         gpointer      user_data)
{
  if (stand->broker == broker)
    stand->observer = -1;
}

static gboolean
on_incoming (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             gpointer           user_data)
{
  drop ();
  stand->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_SERVER, NULL);
  g_signal_connect (stand->broker, "closed", G_CALLBACK (on_left), NULL);
  spill_broker_serve_login (stand->broker, "statusClient", "clientpw", FALSE, enter, NULL);
  spill_broker_open_async (stand->broker, 60000, on_open, NULL);
  return TRUE;
}

/* What the recording tells, as the stand-in's own state. */
static StandBuild *
last_build (const char *builder)
{
  StandBuilder *found = find_builder (builder);

  return found->builds->pdata[found->builds->len - 1];
}

static StandStep *
find_step (StandBuild *build,
           const char *name)
{
  for (guint i = 0; i < build->steps->len; i++)
    if (g_str_equal (((StandStep *) build->steps->pdata[i])->name, name))
      return build->steps->pdata[i];
  g_assert_not_reached ();
}

static StandLog *
find_log (StandStep  *step,
          const char *name)
{
  for (guint i = 0; i < step->logs->len; i++)
    if (g_str_equal (((StandLog *) step->logs->pdata[i])->name, name))
      return step->logs->pdata[i];
  g_assert_not_reached ();
}

static GStrv
dup_words (const SpillSexp *list)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < spill_jelly_get_length (list); i++)
    {
      g_autofree char *word = spill_jelly_dup_text (spill_jelly_get_item (list, i));

      g_strv_builder_add (builder, word);
    }
  return g_strv_builder_end (builder);
}

static void
apply (const SpillSexp *event)
{
  g_autofree char *name = recording_arg_text (event, 0);
  g_autofree char *third = recording_arg_text (event, 2);
  g_autofree char *fifth = recording_arg_text (event, 4);
  StandBuilder *builder = find_builder (name);

  if (recording_is (event, "builderAdded") && builder == NULL)
    {
      builder = g_new0 (StandBuilder, 1);
      builder->name = g_strdup (name);
      builder->state = g_strdup ("offline");
      builder->builds = g_ptr_array_new ();
      g_ptr_array_add (stand->builders, builder);
    }
  else if (recording_is (event, "builderChangedState"))
    {
      g_free (builder->state);
      builder->state = recording_arg_text (event, 1);
    }
  else if (recording_is (event, "buildStarted"))
    {
      StandBuild *build = g_new0 (StandBuild, 1);

      *build = (StandBuild) { stand, builder->name, builder->builds->len, -1, g_ptr_array_new () };
      g_ptr_array_add (builder->builds, build);
    }
  else if (recording_is (event, "buildFinished"))
    last_build (name)->result = (int) spill_jelly_get_integer (recording_arg (event, 2), -1);
  else if (recording_is (event, "stepStarted"))
    {
      StandStep *step = g_new0 (StandStep, 1);

      *step = (StandStep) { g_strdup (third), -1, NULL, g_ptr_array_new () };
      g_ptr_array_add (last_build (name)->steps, step);
    }
  else if (recording_is (event, "stepFinished"))
    {
      StandStep *step = find_step (last_build (name), third);

      step->result = (int) spill_jelly_get_integer (spill_jelly_get_item (recording_arg (event, 4), 0), -1);
      step->text2 = dup_words (spill_jelly_get_item (recording_arg (event, 4), 1));
    }
  else if (recording_is (event, "logStarted"))
    {
      StandLog *log = g_new0 (StandLog, 1);

      *log = (StandLog) { g_strdup (fifth), g_string_new (NULL), g_string_new (NULL), FALSE };
      g_ptr_array_add (find_step (last_build (name), third)->logs, log);
    }
  else if (recording_is (event, "logChunk"))
    {
      StandLog *log = find_log (find_step (last_build (name), third), fifth);
      gsize length;
      const char *text = spill_jelly_get_bytes (recording_arg (event, 7), &length);

      g_string_append_len (log->text_with_headers, text, (gssize) length);
      if (spill_jelly_get_integer (recording_arg (event, 6), 0) != 2)
        g_string_append_len (log->text, text, (gssize) length);
    }
  else if (recording_is (event, "logFinished"))
    find_log (find_step (last_build (name), third), fifth)->is_finished = TRUE;
}

/* The least mode in which a real master tells that. */
static guint
get_level (const char *event)
{
  if (g_str_equal (event, "logChunk"))
    return 3;
  if (g_str_has_prefix (event, "log") || g_str_equal (event, "stepETAUpdate"))
    return 2;
  return g_str_has_prefix (event, "step") || g_str_equal (event, "buildETAUpdate") ? 1 : 0;
}

/* The event as it was recorded, with references to the stand-in's objects. */
static void
tell (const SpillSexp *event)
{
  g_autofree char *name = recording_arg_text (event, 0);
  g_autofree char *third = recording_arg_text (event, 2);
  g_autofree char *fifth = recording_arg_text (event, 4);
  const SpillSexp *args = event->items + 5;
  guint n = spill_jelly_get_length (args);
  SpillBroker *broker = stand->broker;
  gboolean is_builder = g_str_has_prefix (event->items[3].bytes, "builder");
  GByteArray *out;

  if (get_level (event->items[3].bytes) > stand->level)
    return;
  out = spill_broker_begin_call (broker, stand->observer, event->items[3].bytes, n);
  for (guint i = 0; i < n; i++)
    {
      const SpillSexp *arg = spill_jelly_get_item (args, i);

      if (spill_jelly_get_type (arg) != SPILL_JELLY_REMOTE)
        spill_banana_put_sexp (out, arg);
      else if (is_builder)
        put_object (broker, out, stand, answer_builder, find_builder (name));
      else if (i == 1)
        put_object (broker, out, stand, answer_build, last_build (name));
      else if (i == 3)
        put_object (broker, out, stand, answer_step, find_step (last_build (name), third));
      else
        put_object (broker, out, stand, answer_log, find_log (find_step (last_build (name), third), fifth));
    }
  spill_broker_end_call (broker, 0, NULL, NULL);
}

/* Lets our side ask what it wants to know of what it was told: there and back some times, with an
 * event that nobody knows. */
static void
give_time (void)
{
  for (guint i = 0; i < 8 && stand->observer >= 0; i++)
    {
      spill_broker_begin_call (stand->broker, stand->observer, "nothing", 0);
      spill_broker_end_call (stand->broker, 0, NULL, NULL);
      while (stand->broker != NULL && spill_broker_get_n_calls (stand->broker) > 0)
        g_main_context_iteration (NULL, TRUE);
      world_settle ();
    }
}

/* Our side */

typedef struct
{
  SpillStatus *status;
  SpillMaster *master;
  SpillSource *source;
  GPtrArray   *held;      /* of SpillBuild, SpillStep and SpillLog */
  guint        n_build_etas, n_step_etas, n_chunks;
} Ours;

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Ours             *self)
{
  self->n_build_etas += event->kind == SPILL_EVENT_BUILD_ETA_UPDATE;
  self->n_step_etas += event->kind == SPILL_EVENT_STEP_ETA_UPDATE;
  self->n_chunks += event->kind == SPILL_EVENT_LOG_CHUNK;
}

/* A view that follows all: each build's steps; each step's logs and each log's text. */
static void
hold_all (Ours     *self,
          gboolean  has_logs)
{
  for (guint i = 0; i < stand->builders->len; i++)
    {
      StandBuilder *builder = stand->builders->pdata[i];
      SpillBuilder *ours = spill_master_find_builder (self->master, builder->name);
      SpillList *builds = ours != NULL ? spill_builder_get_builds (ours) : NULL;

      for (guint j = 0; builds != NULL && j < spill_list_get_length (builds); j++)
        {
          SpillBuild *build = spill_list_peek (builds, j);
          SpillList *steps = spill_build_peek_steps (build);

          if (!g_ptr_array_find (self->held, build, NULL))
            {
              g_ptr_array_add (self->held, g_object_ref (build));
              spill_build_hold (build, SPILL_PART_STEPS);
            }
          for (guint k = 0; has_logs && steps != NULL && k < spill_list_get_length (steps); k++)
            {
              SpillStep *step = spill_list_peek (steps, k);
              SpillList *logs = spill_step_get_logs (step);

              if (!g_ptr_array_find (self->held, step, NULL))
                {
                  g_ptr_array_add (self->held, g_object_ref (step));
                  spill_step_hold (step, SPILL_PART_LOGS);
                }
              for (guint l = 0; l < spill_list_get_length (logs); l++)
                if (!g_ptr_array_find (self->held, spill_list_peek (logs, l), NULL))
                  {
                    g_ptr_array_add (self->held, g_object_ref (spill_list_peek (logs, l)));
                    spill_log_hold (spill_list_peek (logs, l));
                  }
            }
        }
    }
}

static void
release_all (Ours *self)
{
  for (guint i = 0; i < self->held->len; i++)
    if (SPILL_IS_LOG (self->held->pdata[i]))
      spill_log_release (self->held->pdata[i]);
    else if (SPILL_IS_BUILD (self->held->pdata[i]))
      spill_build_release (self->held->pdata[i], SPILL_PART_STEPS);
    else
      spill_step_release (self->held->pdata[i], SPILL_PART_LOGS);
  g_ptr_array_set_size (self->held, 0);
}

static char *
dup_text (SpillLog *log)
{
  GString *text = g_string_new (NULL);

  for (guint64 i = 0; i < spill_log_get_n_lines (log); i++)
    {
      gsize length;
      char channel;
      const char *line = spill_log_get_line (log, i, &length, &channel);

      g_assert_nonnull (line);
      g_string_append_len (text, line, (gssize) length);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static SpillLog *
find_our_log (SpillStep  *step,
              const char *name)
{
  SpillList *logs = spill_step_get_logs (step);

  for (guint i = 0; i < spill_list_get_length (logs); i++)
    if (g_strcmp0 (spill_log_get_name (spill_list_peek (logs, i)), name) == 0)
      return spill_list_peek (logs, i);
  return NULL;
}

static void
check_logs (Ours            *self,
            const StandStep *theirs,
            SpillStep       *ours)
{
  for (guint i = 0; i < theirs->logs->len; i++)
    {
      StandLog *log = theirs->logs->pdata[i];
      SpillLog *our_log;
      g_autofree char *text = NULL;

      AWAIT ((hold_all (self, TRUE), find_our_log (ours, log->name) != NULL));
      our_log = find_our_log (ours, log->name);
      AWAIT (spill_log_is_complete (our_log) && spill_log_get_part_state (our_log) == SPILL_PART_HERE);
      text = dup_text (our_log);
      g_assert_cmpstr (text, ==, log->text_with_headers->str);
    }
}

static void
check_build (Ours             *self,
             const StandBuild *theirs,
             SpillBuild       *ours,
             gboolean          has_logs)
{
  SpillList *steps;

  if (has_logs)
    AWAIT ((hold_all (self, TRUE), spill_build_get_part_state (ours, SPILL_PART_STEPS) == SPILL_PART_HERE));
  steps = spill_build_peek_steps (ours);
  g_assert_cmpuint (spill_build_get_number (ours), ==, theirs->number);
  g_assert_cmpint (spill_build_get_result (ours), ==, theirs->result);
  g_assert_cmpuint (steps != NULL ? spill_list_get_length (steps) : 0, ==, theirs->steps->len);
  for (guint i = 0; i < theirs->steps->len; i++)
    {
      const StandStep *step = theirs->steps->pdata[i];
      SpillStep *our_step = spill_list_peek (steps, i);
      g_autofree char *words = g_strdup_printf ("%s text", step->name);

      g_assert_cmpstr (spill_step_get_name (our_step), ==, step->name);
      g_assert_cmpint (spill_step_get_result (our_step), ==, step->result);
      g_assert_true (g_strv_equal (spill_step_get_text2 (our_step), (const char * const *) step->text2));
      AWAIT (g_strcmp0 (spill_step_get_text (our_step), words) == 0);
      if (has_logs)
        check_logs (self, step, our_step);
    }
}

static void
free_stand (void)
{
  drop ();
  world_settle ();
  g_socket_service_stop (stand->service);
  g_object_unref (stand->service);
  for (guint i = 0; i < stand->builders->len; i++)
    {
      StandBuilder *builder = stand->builders->pdata[i];

      for (guint j = 0; j < builder->builds->len; j++)
        {
          StandBuild *build = builder->builds->pdata[j];

          for (guint k = 0; k < build->steps->len; k++)
            {
              StandStep *step = build->steps->pdata[k];

              for (guint l = 0; l < step->logs->len; l++)
                {
                  StandLog *log = step->logs->pdata[l];

                  g_string_free (log->text, TRUE);
                  g_string_free (log->text_with_headers, TRUE);
                  g_free (log->name);
                  g_free (log);
                }
              g_ptr_array_unref (step->logs);
              g_strfreev (step->text2);
              g_free (step->name);
              g_free (step);
            }
          g_ptr_array_unref (build->steps);
          g_free (build);
        }
      g_ptr_array_unref (builder->builds);
      g_free (builder->name);
      g_free (builder->state);
      g_free (builder);
    }
  g_ptr_array_unref (stand->builders);
  g_string_free (stand->modes, TRUE);
  g_clear_pointer (&stand, g_free);
}

static void
start (Ours *self)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  g_socket_listener_add_address (G_SOCKET_LISTENER (stand->service), address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  g_signal_connect (stand->service, "incoming", G_CALLBACK (on_incoming), NULL);
  url = g_strdup_printf ("pb://statusClient@127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->status = spill_status_new ();
  self->master = spill_master_new ("replay", url);
  spill_status_add_master (self->status, self->master);
  g_signal_connect (self->status, "event", G_CALLBACK (on_event), self);
  self->source = spill_sources_new (self->master, &error);
  g_assert_no_error (error);
  credentials->password = g_strdup ("clientpw");
  spill_source_set_credentials (self->source, credentials);
  spill_source_start (self->source);
  AWAIT (spill_master_get_connection (self->master) == SPILL_CONNECTION_LIVE);
}

typedef struct
{
  const char *name;
  gboolean    has_steps;  /* they are looked at */
  gboolean    has_logs;   /* these as well */
} Case;

static const Case cases[] = {
  { "text-builds", FALSE, FALSE },
  { "text-steps", TRUE, FALSE },
  { "text-logs", TRUE, FALSE },
  { "text-full", TRUE, FALSE },
  { "text-full", TRUE, TRUE },
  { "cli-statuslog", FALSE, FALSE },
};

static void
test_replay (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(GArray) said = recording_load (c->name);
  Ours ours = { 0 };
  guint i;
  gboolean has_begun = FALSE;

  stand = g_new0 (Stand, 1);
  stand->service = g_socket_service_new ();
  stand->observer = -1;
  stand->builders = g_ptr_array_new ();
  stand->modes = g_string_new (NULL);
  for (i = 0; i < said->len; i++)
    {
      const Said *line = &g_array_index (said, Said, i);

      if (!line->is_client && (recording_is (line->sexp, "builderAdded") || recording_is (line->sexp, "builderChangedState")))
        {
          apply (line->sexp);
          has_begun = TRUE;
        }
      else if (has_begun)
        break;
    }
  start (&ours);
  for (; i < said->len; i++)
    {
      const Said *line = &g_array_index (said, Said, i);

      if (line->is_client || !spill_sexp_is_form (line->sexp, "message"))
        continue;
      AWAIT (stand->observer >= 0 && spill_master_get_connection (ours.master) == SPILL_CONNECTION_LIVE);
      apply (line->sexp);
      tell (line->sexp);
      world_settle ();
      if (c->has_steps)
        {
          give_time ();
          hold_all (&ours, c->has_logs);
        }
    }

  for (guint j = 0; j < stand->builders->len; j++)
    {
      StandBuilder *builder = stand->builders->pdata[j];
      SpillBuilder *our_builder;

      AWAIT (spill_master_find_builder (ours.master, builder->name) != NULL);
      our_builder = spill_master_find_builder (ours.master, builder->name);
      for (guint k = 0; k < builder->builds->len; k++)
        {
          const StandBuild *build = builder->builds->pdata[k];

          AWAIT (spill_builder_get_build (our_builder, k) != NULL &&
                 spill_build_is_finished (spill_builder_get_build (our_builder, k)) == (build->result >= 0));
          check_build (&ours, build, spill_builder_get_build (our_builder, k), c->has_logs);
        }
      AWAIT (g_str_equal (builder->state, spill_builder_get_state (our_builder) == SPILL_BUILDER_IDLE ? "idle"
                                          : spill_builder_get_state (our_builder) == SPILL_BUILDER_BUILDING ? "building" : "offline"));
    }
  /* As much as is looked at, and not more. */
  if (c->has_logs)
    {
      g_assert_true (g_str_has_prefix (stand->modes->str, "builds steps "));
      g_assert_nonnull (strstr (stand->modes->str, "full "));
    }
  else if (c->has_steps)
    g_assert_cmpstr (stand->modes->str, ==, "builds steps ");
  else
    g_assert_cmpstr (stand->modes->str, ==, "builds ");

  /* Estimates and chunks have reached the model. */
  g_assert_cmpint (ours.n_build_etas > 0, ==, c->has_steps);
  if (c->has_logs)
    {
      g_assert_cmpuint (ours.n_step_etas, >, 0);
      g_assert_cmpuint (ours.n_chunks, >, 0);
    }

  release_all (&ours);
  g_ptr_array_unref (ours.held);
  g_signal_handlers_disconnect_by_data (ours.status, &ours);
  spill_source_stop (ours.source);
  world_settle ();
  spill_status_remove_master (ours.status, ours.master);
  g_assert_finalize_object (ours.source);
  g_assert_finalize_object (ours.master);
  g_assert_finalize_object (ours.status);
  free_stand ();
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/targets/pb-source-replay/%s%s", cases[i].name, cases[i].has_logs ? "/logs" : "");

      g_test_add_data_func (path, &cases[i], test_replay);
    }
  return g_test_run ();
}
