/* The window beside Perspective Broker, over a real socket to another process: first the window
 * watches a master that our own listener offers there, 20,000 events a second for 10 minutes; then it
 * offers a busy master itself to 50 clients in mode full.
 *
 * SPILL_BENCH_SECONDS shortens the 10 minutes (600) and the time with clients (60) for a quick look;
 * the rows then say so. */

#include <adwaita.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/spill-application.h"
#include "bench.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-step.h"
#include "pb-peer.h"
#include "targets/spill-pb-listener.h"
#include "ui/spill-window.h"

#define WIDTH     1200
#define HEIGHT    800
#define EVENTS_S  20000
#define FRAME_MS  16
#define BEAT_MS   5
#define CLIENTS   50
/* A big master, as busy as a demo can be. */
#define BUSY      "demo:?seed=5&builders=400&workers=190&events=100"

typedef struct
{
  GtkApplication   *application;
  SpillWindow      *window;
  SpillMaster      *master;
  GSubprocess      *peer;
  GDataInputStream *answers;
  gboolean          has_painted, is_logged_in;
  gint64            frame;        /* when the frame began; 0: none is drawn */
  double            worst_frame;  /* ms to draw one */
  double            frame_cpu;    /* CPU seconds when the frame began */
  double            worst_work;   /* ms of CPU to draw one */
  double            cpu;          /* CPU seconds when watching began */
  guint             n_frames, n_slow_frames;
  gint64            due;
  guint             n_beats, n_late_beats;
  double            worst_wait;   /* ms that a callback of default priority came late */
  double            beat_cpu;     /* CPU seconds of this thread at the last beat */
  double            worst_turn;   /* ms of CPU between two beats */
  SpillLog         *log;          /* (nullable): that is being read */
  SpillStep        *step;
  SpillBuild       *build;
} Bench;

static double
seconds_or (double full)
{
  const char *text = g_getenv ("SPILL_BENCH_SECONDS");

  return text != NULL ? MIN (full, atof (text)) : full;
}

G_GNUC_PRINTF (5, 6) static void
row (double      value,
     const char *unit,
     double      budget,
     double      floor,
     const char *format,
     ...)
{
  g_autofree char *name = NULL;
  va_list args;

  va_start (args, format);
  name = g_strdup_vprintf (format, args);
  va_end (args);
  if (floor > 0)
    bench_row_floor (name, value, unit, floor);
  else
    bench_row (name, value, unit, budget);
}

/* From the beginning of a frame to the end of drawing it; "after-paint" comes more than once. */
static void
on_before_paint (Bench *self)
{
  self->frame = g_get_monotonic_time ();
  self->frame_cpu = bench_cpu ();
}

static void
on_after_paint (Bench *self)
{
  double spent;

  if (self->frame == 0)
    return;
  spent = (double) (g_get_monotonic_time () - self->frame) / 1000;
  self->frame = 0;
  self->has_painted = TRUE;
  self->n_frames++;
  self->n_slow_frames += spent > FRAME_MS;
  self->worst_frame = MAX (self->worst_frame, spent);
  self->worst_work = MAX (self->worst_work, (bench_cpu () - self->frame_cpu) * 1000);
}

static double
get_thread_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static gboolean
on_beat (gpointer user_data)
{
  Bench *self = user_data;
  gint64 now = g_get_monotonic_time ();
  double late = (double) (now - self->due) / 1000;

  double cpu = get_thread_cpu ();

  self->worst_turn = MAX (self->worst_turn, (cpu - self->beat_cpu) * 1000);
  self->beat_cpu = cpu;
  self->n_beats++;
  self->n_late_beats += late > FRAME_MS;
  self->worst_wait = MAX (self->worst_wait, late);
  self->due = now + BEAT_MS * 1000;
  return G_SOURCE_CONTINUE;
}

static guint
begin_watch (Bench *self)
{
  self->worst_frame = self->worst_wait = self->worst_work = self->worst_turn = 0;
  self->beat_cpu = get_thread_cpu ();
  self->cpu = bench_cpu ();
  self->n_frames = self->n_slow_frames = self->n_beats = self->n_late_beats = 0;
  self->due = g_get_monotonic_time () + BEAT_MS * 1000;
  bench_loop_reset ();
  bench_pauses_read ();
  return g_timeout_add (BEAT_MS, on_beat, self);
}

static void
tell_watch (Bench      *self,
            const char *what,
            double      seconds)
{
  row (self->worst_frame, "ms", FRAME_MS, 0, "%s (%.0f s): longest frame", what, seconds);
  row (self->n_slow_frames, "frames", 0, 0, "%s (%.0f s): longer than 16 ms, of %u", what, seconds, self->n_frames);
  row (bench_pauses_read (), "ms", 0, 0, "%s (%.0f s): longest pause of the machine itself", what, seconds);
  row (self->worst_work, "ms", FRAME_MS, 0, "%s (%.0f s): most CPU for a frame", what, seconds);
  row (self->worst_turn, "ms", FRAME_MS, 0, "%s (%.0f s): most CPU before an answer", what, seconds);
  row ((bench_cpu () - self->cpu) / seconds * 100, "%", 0, 0, "%s (%.0f s): CPU", what, seconds);
  row (self->n_frames / seconds, "1/s", 0, 0, "%s (%.0f s): frames per second", what, seconds);
  row (self->worst_wait, "ms", 50, 0, "%s (%.0f s): longest wait for an answer", what, seconds);
  row (100.0 * self->n_late_beats / MAX (self->n_beats, 1), "%", 1, 0, "%s (%.0f s): answers later than a frame", what, seconds);
}

static gboolean
has_painted (gpointer user_data)
{
  return ((Bench *) user_data)->has_painted;
}

static gboolean
is_live (gpointer user_data)
{
  return spill_master_get_connection (((Bench *) user_data)->master) == SPILL_CONNECTION_LIVE;
}

static gboolean
is_logged_in (gpointer user_data)
{
  return ((Bench *) user_data)->is_logged_in;
}

static void
open_window (Bench *self)
{
  GdkFrameClock *clock;
  g_autoptr(GError) error = NULL;

  self->application = GTK_APPLICATION (spill_application_new ());
  g_application_set_flags (G_APPLICATION (self->application),
                           g_application_get_flags (G_APPLICATION (self->application)) | G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (self->application), NULL, &error))
    g_error ("%s", error->message);
  g_application_activate (G_APPLICATION (self->application));
  self->window = SPILL_WINDOW (gtk_application_get_active_window (self->application));
  gtk_window_set_default_size (GTK_WINDOW (self->window), WIDTH, HEIGHT);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->window));
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (on_before_paint), self);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_after_paint), self);
  bench_wait (has_painted, self, 20, "paint of the window");
}

static void
watch_master (Bench      *self,
              const char *url)
{
  SpillHost *host = spill_window_get_host (self->window);
  g_autoptr(GError) error = NULL;

  self->master = spill_host_add_master (host, url, NULL, &error);
  if (self->master == NULL)
    g_error ("%s", error->message);
  spill_window_show_master (self->window, self->master);
}

static void
on_logged_in (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!spill_host_log_in_finish (SPILL_HOST (source), result, &error))
    g_error ("%s", error->message);
  ((Bench *) user_data)->is_logged_in = TRUE;
}

/* Returns: (transfer full): its first line */
static char *
start_peer (Bench             *self,
            const char *const *argv)
{
  g_autoptr(GError) error = NULL;
  char *line;

  self->peer = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (self->peer == NULL)
    g_error ("%s", error->message);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->peer));
  line = g_data_input_stream_read_line (self->answers, NULL, NULL, &error);
  return line != NULL ? line : g_strdup ("");
}

static void
stop_peer (Bench *self)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->peer), NULL, NULL);
  g_subprocess_wait (self->peer, NULL, NULL);
  g_clear_object (&self->answers);
  g_clear_object (&self->peer);
}

static void
on_answer (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  char **line = user_data;

  *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  if (*line == NULL)
    g_error ("the other process ended");
}

static gboolean
is_there (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

/* Returns: (transfer full): the answer, while the window goes on */
static char *
ask_peer (Bench      *self,
          const char *question,
          double      seconds)
{
  g_autofree char *text = g_strconcat (question, "\n", NULL);
  char *line = NULL;

  if (*question != '\0')
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->peer), text, strlen (text), NULL, NULL, NULL);
  g_data_input_stream_read_line_async (self->answers, G_PRIORITY_DEFAULT, NULL, on_answer, &line);
  bench_wait (is_there, &line, seconds, "answer of the other process");
  return line;
}

/* Somebody reads a log that grows, so that the master is asked to tell all; when its step is over,
 * the next one. */
static gboolean
read_a_log (gpointer user_data)
{
  Bench *self = user_data;
  SpillList *running = spill_master_get_running (self->master);
  SpillBuild *build = self->build;
  SpillStep *step;

  if (build == NULL || spill_build_is_finished (build))
    {
      if (build != NULL)
        spill_build_release (build, SPILL_PART_STEPS);
      g_clear_object (&self->build);
      if (spill_list_get_length (running) == 0)
        return G_SOURCE_CONTINUE;
      build = self->build = g_object_ref (spill_list_peek (running, 0));
      spill_build_hold (build, SPILL_PART_STEPS);
    }
  step = spill_build_get_current_step (build);
  if (step != self->step)
    {
      if (self->log != NULL)
        spill_log_release (self->log);
      if (self->step != NULL)
        spill_step_release (self->step, SPILL_PART_LOGS);
      g_clear_object (&self->log);
      g_clear_object (&self->step);
      if (step != NULL)
        spill_step_hold (self->step = g_object_ref (step), SPILL_PART_LOGS);
    }
  if (self->step != NULL && self->log == NULL && spill_list_get_length (spill_step_get_logs (self->step)) > 0)
    spill_log_hold (self->log = g_object_ref (spill_list_peek (spill_step_get_logs (self->step), 0)));
  return G_SOURCE_CONTINUE;
}

static void
stop_reading (Bench *self)
{
  if (self->log != NULL)
    spill_log_release (self->log);
  if (self->step != NULL)
    spill_step_release (self->step, SPILL_PART_LOGS);
  if (self->build != NULL)
    spill_build_release (self->build, SPILL_PART_STEPS);
  g_clear_object (&self->log);
  g_clear_object (&self->step);
  g_clear_object (&self->build);
}

/* The window watches what another process offers. */
static void
bench_events (Bench      *self,
              const char *program,
              double      seconds)
{
  const char *argv[] = { program, "--produce", NULL };
  SpillCredentials *credentials = spill_credentials_new ();
  double settle = MIN (180, seconds / 2), first, last, early, late, early_used, late_used;   /* 25 builds of each builder take 150 s */
  g_autofree char *port = start_peer (self, argv);
  g_autofree char *url = g_strdup_printf ("pb://user@127.0.0.1:%s/", port + strlen ("port "));
  g_autofree char *warm = g_strdup_printf ("run %d %g", EVENTS_S, settle);
  g_autofree char *command = g_strdup_printf ("run %d %g", EVENTS_S, seconds);
  g_autofree char *ignored = NULL;
  g_autofree char *answer = NULL;
  guint64 told;
  guint unanswered, held, beat, reader;

  watch_master (self, url);
  credentials->user = g_strdup ("user");
  credentials->password = g_strdup ("secret");
  spill_host_log_in (spill_window_get_host (self->window), self->master, credentials, FALSE, on_logged_in, self);
  spill_credentials_free (credentials);
  bench_wait (is_logged_in, self, 60, "login");
  bench_wait (is_live, self, 60, "complete picture");
  reader = g_timeout_add (200, read_a_log, self);
  bench_run (3);

  /* The 25 newest builds of each builder are there, and what is kept of them. */
  ignored = ask_peer (self, warm, settle + 120);
  first = bench_pss (0);
  beat = begin_watch (self);
  answer = ask_peer (self, command, seconds + 120);
  g_source_remove (beat);
  last = bench_pss (0);
  if (sscanf (answer, "done %" G_GUINT64_FORMAT " %u %u %lf %lf %lf %lf", &told, &unanswered, &held, &early, &late,
              &early_used, &late_used) != 7)
    g_error ("%s", answer);

  row ((double) told / seconds, "events/s", 0, EVENTS_S * 0.99, "pb events to the window (%.0f s)", seconds);
  row (unanswered, "events", 0.5, 0, "pb events without an answer in the end");
  row (held, "objects", 0, 0, "pb references not given back in the end");
  tell_watch (self, "20,000 events/s", seconds);
  row ((last - first) / first * 100, "%", 5, 0, "20,000 events/s (%.0f s): memory, growth of the window's", seconds);
  row ((late - early) / early * 100, "%", 0, 0, "20,000 events/s (%.0f s): memory, growth of the listener's", seconds);
  row ((late_used - early_used) / early_used * 100, "%", 5, 0, "20,000 events/s (%.0f s): allocated, growth of the listener's", seconds);

  g_source_remove (reader);
  stop_reading (self);
  spill_host_remove_master (spill_window_get_host (self->window), self->master);
  stop_peer (self);
}

/* The window offers what it watches. */
static void
bench_clients (Bench      *self,
               const char *program,
               double      seconds)
{
  const SpillPbOptions options = { "user", "secret", NULL, NULL };
  g_autofree char *n = g_strdup_printf ("%d", CLIENTS);
  g_autofree char *port = NULL;
  const char *argv[] = { program, "--consume", NULL, n, NULL };
  g_autoptr(SpillPbListener) listener = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *ready = NULL;
  g_autofree char *answer = NULL;
  guint64 heard = 0;
  guint beat;

  watch_master (self, BUSY);
  bench_wait (is_live, self, 60, "complete picture");
  bench_run (3);
  beat = begin_watch (self);
  bench_run (seconds);
  g_source_remove (beat);
  tell_watch (self, "no client", seconds);

  listener = spill_pb_listener_new (self->master, &options);
  if (!spill_pb_listener_start (listener, "0", &error))
    g_error ("%s", error->message);
  port = g_strdup_printf ("%u", spill_pb_listener_get_port (listener));
  argv[2] = port;
  beat = begin_watch (self);
  self->peer = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  self->answers = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->peer));
  ready = ask_peer (self, "", 120);
  g_source_remove (beat);
  row (self->worst_wait, "ms", 50, 0, "50 clients in full log in: longest wait for an answer");

  beat = begin_watch (self);
  bench_run (seconds);
  g_source_remove (beat);
  answer = ask_peer (self, "count", 60);
  sscanf (answer, "done %" G_GUINT64_FORMAT, &heard);
  row (spill_pb_listener_get_n_clients (listener), "clients", 0, CLIENTS, "50 clients in full: still there");
  row ((double) heard / seconds, "events/s", 0, 0, "50 clients in full (%.0f s): told to all of them", seconds);
  tell_watch (self, "50 clients in full", seconds);
  spill_pb_listener_stop (listener);
  stop_peer (self);
}

int
main (int   argc,
      char *argv[])
{
  Bench self = { 0 };

  if (argc > 1 && g_str_equal (argv[1], "--produce"))
    return pb_peer_produce ();
  if (argc > 3 && g_str_equal (argv[1], "--consume"))
    return pb_peer_consume (atoi (argv[2]), atoi (argv[3]));

  bench_loop_watch ();
  bench_pauses_watch ();
  open_window (&self);
  bench_clients (&self, argv[0], seconds_or (60));
  bench_events (&self, argv[0], seconds_or (600));
  return 0;
}
