#include "pb-peer.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gunixinputstream.h>

#include "../targets/pb-world.h"
#include "bench.h"

#define BUILDERS    150
#define LOGS        2       /* a step's */
#define TICK_MS     10
#define STEP_TICKS  300     /* then the next step begins; builders take turns */
#define STEPS       2       /* then the next build begins */
#define KEEP        25      /* builds of a builder, as sources do it */
#define PATIENCE_S  60

typedef struct
{
  SpillBuild *build;
  SpillStep  *step;
  SpillLog   *logs[LOGS];
  guint       n_steps;
} Run;

typedef struct
{
  World      world;
  GMainLoop *loop;
  Run        runs[BUILDERS];
  guint      ticks, n_ticks;     /* done, to do */
  double     rate;               /* events a second */
  guint64    n_before;           /* told before this time */
  guint      next;               /* log to write to */
  gint64     start;
  double     early, early_used;  /* MB */
} Producer;

/* MB that were allocated and not freed: without the holes between them. */
static double
get_used (void)
{
  return (double) mallinfo2 ().uordblks / 1e6;
}

static double
get_now (void)
{
  return (double) g_get_real_time () / G_USEC_PER_SEC;
}

static void
begin_step (Producer *self,
            guint     i)
{
  static const char *const names[STEPS] = { "compile", "test" };
  static const char *const logs[LOGS] = { "stdio", "warnings" };
  Run *run = &self->runs[i];

  run->step = world_start_step (run->build, names[run->n_steps]);
  spill_step_begin (run->step);
  spill_step_set_started (run->step, get_now ());
  spill_step_end (run->step);
  for (guint j = 0; j < LOGS; j++)
    run->logs[j] = world_start_log (&self->world, run->step, logs[j]);
  run->n_steps++;
}

static void
begin_build (Producer *self,
             guint     i)
{
  g_autofree char *name = g_strdup_printf ("builder-%u", i);
  Run *run = &self->runs[i];

  run->build = world_start_build (&self->world, name);
  spill_build_begin (run->build);
  spill_build_set_started (run->build, get_now ());
  spill_build_end (run->build);
  spill_builder_set_state (world_builder (&self->world, name), SPILL_BUILDER_BUILDING);
  run->n_steps = 0;
  begin_step (self, i);
}

static void
end_step (Producer *self,
          guint     i)
{
  Run *run = &self->runs[i];

  for (guint j = 0; j < LOGS; j++)
    spill_log_set_complete (run->logs[j]);
  spill_step_begin (run->step);
  spill_step_set_finished (run->step, get_now (), SPILL_RESULT_SUCCESS);
  spill_step_end (run->step);
  if (run->n_steps < STEPS)
    {
      begin_step (self, i);
      return;
    }

  spill_build_begin (run->build);
  spill_build_set_finished (run->build, get_now (), i % 7 == 0 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS);
  spill_build_end (run->build);
  spill_builder_trim (spill_build_get_builder (run->build), KEEP);
  begin_build (self, i);
}

static void
write_line (Producer *self)
{
  static const char line[] = "[ 42%] Building C object src/parser/token.c.o\n";
  Run *run = &self->runs[self->next % BUILDERS];
  SpillLog *log = run->logs[self->next / BUILDERS % LOGS];

  self->next++;
  if (spill_log_is_held (log))
    world_add_text (log, 'o', line, strlen (line));
}

static gboolean
is_answered (gpointer user_data)
{
  Producer *self = user_data;
  SpillPbStatistics now;

  spill_pb_listener_read_statistics (self->world.listener, &now);
  return now.n_unanswered == 0;
}

static gboolean
on_told (gpointer user_data)
{
  Producer *self = user_data;
  SpillPbStatistics now;

  if (!is_answered (self) && g_get_monotonic_time () < self->start + PATIENCE_S * G_TIME_SPAN_SECOND)
    return G_SOURCE_CONTINUE;
  spill_pb_listener_read_statistics (self->world.listener, &now);
  printf ("done %" G_GUINT64_FORMAT " %u %u %.3f %.3f %.3f %.3f\n", now.n_told - self->n_before, now.n_unanswered, now.n_objects,
          self->early, bench_pss (0), self->early_used, get_used ());
  fflush (stdout);
  return G_SOURCE_REMOVE;
}

/* As many as are due by now: a process that was held up makes up for it, but not all at once. */
static gboolean
on_tick (gpointer user_data)
{
  Producer *self = user_data;
  SpillPbStatistics now;
  double due = self->rate * (double) (g_get_monotonic_time () - self->start) / G_USEC_PER_SEC;
  guint64 told;

  for (guint i = 0; i < BUILDERS; i++)
    if ((self->ticks + i * (STEP_TICKS / BUILDERS)) % STEP_TICKS == 0)
      end_step (self, i);
  spill_pb_listener_read_statistics (self->world.listener, &now);
  told = now.n_told - self->n_before;
  for (guint i = 0; told + i < due && i < BUILDERS * LOGS; i++)
    write_line (self);

  self->ticks++;
  if (self->ticks == self->n_ticks / 10)
    {
      self->early = bench_pss (0);
      self->early_used = get_used ();
    }
  if (g_get_monotonic_time () < self->start + (gint64) self->n_ticks * TICK_MS * 1000)
    return G_SOURCE_CONTINUE;
  self->start = g_get_monotonic_time ();
  g_timeout_add (TICK_MS, on_told, self);
  return G_SOURCE_REMOVE;
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Producer *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  SpillPbStatistics now;
  double seconds;

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  if (sscanf (line, "run %lf %lf", &self->rate, &seconds) == 2)
    {
      spill_pb_listener_read_statistics (self->world.listener, &now);
      self->n_before = now.n_told;
      self->ticks = 0;
      self->n_ticks = (guint) (seconds * 1000 / TICK_MS);
      self->start = g_get_monotonic_time ();
      g_timeout_add (TICK_MS, on_tick, self);
    }
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, NULL, on_line, self);
}

int
pb_peer_produce (void)
{
  const SpillPbOptions options = { "user", "secret", NULL, NULL };
  g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (input);
  Producer self = { 0 };

  self.loop = g_main_loop_new (NULL, FALSE);
  world_init (&self.world, &options);
  for (guint i = 0; i < BUILDERS; i++)
    begin_build (&self, i);
  printf ("port %u\n", spill_pb_listener_get_port (self.world.listener));
  fflush (stdout);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line, &self);
  g_main_loop_run (self.loop);
  return 0;
}

/* Those who listen */

typedef struct
{
  GMainLoop *loop;
  guint64    n_events;
  guint      n_ready, n_wanted;
} Consumer;

static void
count_event (SpillBroker              *broker,
             const SpillBrokerRequest *request,
             gpointer                  object)
{
  ((Consumer *) object)->n_events++;
}

static void
on_subscribed (SpillBroker     *broker,
               const SpillSexp *answer,
               const GError    *error,
               gpointer         user_data)
{
  Consumer *self = user_data;

  if (error != NULL)
    g_error ("%s", error->message);
  if (++self->n_ready < self->n_wanted)
    return;
  printf ("ready\n");
  fflush (stdout);
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  SpillBroker *broker = SPILL_BROKER (source);
  g_autoptr(GError) error = NULL;
  gint64 perspective = spill_broker_login_finish (broker, result, &error);
  gint64 observer;
  GByteArray *out;

  if (perspective < 0)
    g_error ("%s", error->message);
  observer = spill_broker_offer (broker, count_event, user_data, NULL);
  out = spill_broker_begin_call (broker, perspective, "subscribe", 3);
  spill_banana_put_string (out, spill_broker_get_profile (broker), "full");
  spill_banana_put_int (out, 1);
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), observer);
  spill_broker_end_call (broker, 0, on_subscribed, user_data);
}

static void
on_question (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Consumer *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  printf ("done %" G_GUINT64_FORMAT "\n", self->n_events);
  fflush (stdout);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, NULL, on_question, self);
}

int
pb_peer_consume (int port,
                 int n)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (input);
  Consumer self = { .loop = g_main_loop_new (NULL, FALSE), .n_wanted = (guint) n };

  for (int i = 0; i < n; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSocketConnection) connection = g_socket_client_connect_to_host (client, "127.0.0.1", (guint16) port, NULL, &error);

      if (connection == NULL)
        g_error ("%s", error->message);
      spill_broker_login_async (spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_CLIENT, NULL), "user", "secret", 60000,
                                on_login, &self);
    }
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_question, &self);
  g_main_loop_run (self.loop);
  return 0;
}
