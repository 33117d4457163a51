#include "bench.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define PAUSE_US 2000   /* that watch_pauses() asks for */

static BenchLoop loop_time;
static gint64 loop_woke;

static void
print_row (const char *name,
           double      value,
           const char *unit,
           double      budget,
           gboolean    ok)
{
  if (budget > 0)
    printf ("%s\t%.4g\t%s\t%.4g\t%.2f\t%s\n", name, value, unit, budget, value / budget, ok ? "ok" : "OVER");
  else
    printf ("%s\t%.4g\t%s\t-\t-\t-\n", name, value, unit);
  fflush (stdout);
}

void
bench_row (const char *name,
           double      value,
           const char *unit,
           double      budget)
{
  print_row (name, value, unit, budget, value <= budget);
}

void
bench_row_floor (const char *name,
                 double      value,
                 const char *unit,
                 double      floor)
{
  print_row (name, value, unit, floor, value >= floor);
}

static int
timed_poll (GPollFD *fds,
            guint    n_fds,
            int      timeout)
{
  int n;

  if (loop_woke != 0)
    {
      double spent = (double) (g_get_monotonic_time () - loop_woke) / 1000;

      loop_time.busy += spent;
      loop_time.longest = MAX (loop_time.longest, spent);
      loop_time.turns++;
    }

  n = g_poll (fds, n_fds, timeout);
  loop_woke = g_get_monotonic_time ();
  return n;
}

void
bench_loop_watch (void)
{
  g_main_context_set_poll_func (NULL, timed_poll);
}

void
bench_loop_reset (void)
{
  loop_time = (BenchLoop) { 0 };
}

void
bench_loop_read (BenchLoop *loop)
{
  *loop = loop_time;
}

static gint longest_pause;   /* us */

static gpointer
watch_pauses (gpointer unused)
{
  struct sched_param first = { .sched_priority = 1 };
  gint64 last = g_get_monotonic_time ();

  pthread_setschedparam (pthread_self (), SCHED_FIFO, &first);   /* if we may */
  for (;;)
    {
      gint64 now;
      gint pause;

      g_usleep (PAUSE_US);
      now = g_get_monotonic_time ();
      pause = (gint) (now - last) - PAUSE_US;
      last = now;
      if (pause > g_atomic_int_get (&longest_pause))
        g_atomic_int_set (&longest_pause, pause);
    }
  return NULL;
}

void
bench_pauses_watch (void)
{
  g_thread_unref (g_thread_new ("pauses", watch_pauses, NULL));
}

double
bench_pauses_read (void)
{
  return (double) g_atomic_int_exchange (&longest_pause, 0) / 1000;
}

static gboolean
on_deadline (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
bench_wait (gboolean  (*done) (gpointer user_data),
            gpointer    user_data,
            double      seconds,
            const char *what)
{
  gboolean late = FALSE;
  guint source = g_timeout_add ((guint) (seconds * 1000), on_deadline, &late);

  while (!done (user_data))
    {
      if (late)
        {
          fprintf (stderr, "bench: no %s within %g s\n", what, seconds);
          exit (1);
        }
      g_main_context_iteration (NULL, TRUE);
    }
  if (!late)
    g_source_remove (source);
}

void
bench_run (double seconds)
{
  gboolean over = FALSE;

  g_timeout_add ((guint) (seconds * 1000), on_deadline, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

double
bench_pss (int pid)
{
  g_autofree char *path = pid != 0 ? g_strdup_printf ("/proc/%d/smaps_rollup", pid) : g_strdup ("/proc/self/smaps_rollup");
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "\nPss:")) == NULL)
    return 0;
  return atof (line + strlen ("\nPss:")) / 1024;
}

double
bench_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / G_USEC_PER_SEC;
}

BenchGenerator *
bench_generator_start (const char *const *size)
{
  const char *path = g_getenv ("SPILL_BENCH_GENERATOR");
  BenchGenerator *self = g_new0 (BenchGenerator, 1);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  g_ptr_array_add (argv, (char *) (path != NULL ? path : SPILL_BENCH_GENERATOR));
  for (guint i = 0; size != NULL && size[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) size[i]);
  g_ptr_array_add (argv, NULL);

  self->process = g_subprocess_newv ((const char * const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (self->process == NULL)
    g_error ("The generator does not start: %s", error->message);
  self->input = g_subprocess_get_stdin_pipe (self->process);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (self->output, NULL, NULL, &error);
  if (line == NULL || !g_str_has_prefix (line, "port "))
    g_error ("The generator does not listen");
  self->url = g_strdup_printf ("http://127.0.0.1:%s/", line + strlen ("port "));
  return self;
}

void
bench_generator_tell (BenchGenerator *self,
                      const char     *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);

  g_output_stream_write_all (self->input, line, strlen (line), NULL, NULL, NULL);
}

static void
on_done_line (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  *(gboolean *) user_data = line != NULL;
}

static gboolean
is_set (gpointer user_data)
{
  return *(gboolean *) user_data;
}

void
bench_generator_await (BenchGenerator *self,
                       double          seconds)
{
  gboolean done = FALSE;

  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, NULL, on_done_line, &done);
  bench_wait (is_set, &done, seconds, "answer of the generator");
}

void
bench_generator_stop (BenchGenerator *self)
{
  bench_generator_tell (self, "quit");
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self);
}
