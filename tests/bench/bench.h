#pragma once

#include <gio/gio.h>

/* What the benches share: rows, the main loop's time, memory, and the generator beside them. */

/* One row: name, value, unit, budget, ratio, verdict. @budget: the value may be at most that; 0: none. */
void   bench_row         (const char *name,
                          double      value,
                          const char *unit,
                          double      budget);
/* The value must be at least @floor. */
void   bench_row_floor   (const char *name,
                          double      value,
                          const char *unit,
                          double      floor);

/* Time that the default main context spends outside poll(), in ms. */
typedef struct
{
  double busy;       /* sum */
  double longest;    /* longest single turn */
  guint  turns;
} BenchLoop;

void   bench_loop_watch  (void);              /* once, before the loop runs */
void   bench_loop_reset  (void);
void   bench_loop_read   (BenchLoop *loop);

/* Runs the default context until @done returns TRUE; dies with @what after @seconds. */
void   bench_wait        (gboolean  (*done) (gpointer user_data),
                          gpointer    user_data,
                          double      seconds,
                          const char *what);
/* Runs the default context for @seconds. */
void   bench_run         (double      seconds);

/* A thread before all others that only sleeps: how long the machine itself kept it from waking. What
 * waits no longer than that waited for the machine. */
void   bench_pauses_watch (void);             /* once */
/* Returns: the longest since the last call, in ms */
double bench_pauses_read  (void);

double bench_pss         (int         pid);   /* MB; 0: this process */
double bench_cpu         (void);              /* CPU seconds of this process so far */

typedef struct
{
  GSubprocess      *process;
  GOutputStream    *input;
  GDataInputStream *output;
  char             *url;
} BenchGenerator;

/* @size: more arguments of the generator, NULL-terminated, or NULL */
BenchGenerator *bench_generator_start (const char *const *size);
/* Sends a command; its "done" line is not waited for. */
void            bench_generator_tell  (BenchGenerator *self,
                                       const char     *command);
/* Runs the default context until the generator says "done …". */
void            bench_generator_await (BenchGenerator *self,
                                       double          seconds);
void            bench_generator_stop  (BenchGenerator *self);
