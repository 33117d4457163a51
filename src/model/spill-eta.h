#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The estimate that modern masters no longer make: pure functions on durations in seconds. */

/* Median of the positive values; 0 if there is none. Does not keep or change @values. */
double spill_eta_median (const double *values, guint n);

typedef struct
{
  double expected;   /* median of recent durations; <= 0: not known */
  double elapsed;    /* so far; < 0: not started */
  gboolean finished;
} SpillEtaStep;

/* Seconds left of a build, from its steps (started, running, still to come) or, without, from the
 * build's own median. Negative: over its time. NAN: nothing to go by. */
double spill_eta_left     (const SpillEtaStep *steps, guint n_steps, double build_expected, double build_elapsed);
/* 0 to 1, held below 1 while running; -1: nothing to go by. */
double spill_eta_progress (double left, double elapsed);

G_END_DECLS
