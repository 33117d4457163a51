#include "model/spill-eta.h"

#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *a,
                 const void *b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

/**
 * spill_eta_median:
 * @values: (array length=n): seconds
 * @n: how many
 *
 * Returns: the median of those that are positive and finite, 0 if there is none
 */
double
spill_eta_median (const double *values,
                  guint         n)
{
  g_autofree double *sorted = NULL;
  guint used = 0;

  if (n == 0)
    return 0;

  sorted = g_new (double, n);
  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]) && values[i] > 0)
      sorted[used++] = values[i];
  if (used == 0)
    return 0;

  qsort (sorted, used, sizeof *sorted, compare_doubles);
  if (used % 2 == 1)
    return sorted[used / 2];
  return (sorted[used / 2 - 1] + sorted[used / 2]) / 2;
}

/**
 * spill_eta_left:
 * @steps: (array length=n_steps) (nullable): the build's steps, with those still to come
 * @n_steps: how many
 * @build_expected: median seconds of the whole build; 0 or less: not known
 * @build_elapsed: seconds since the build began
 *
 * Adds up what the steps still need. A running step that is over its time needs nothing more as
 * long as others are to come; when nothing else is, its time over is the build's.
 *
 * Returns: seconds left; negative: over its time; NAN: nothing to go by
 */
double
spill_eta_left (const SpillEtaStep *steps,
                guint               n_steps,
                double              build_expected,
                double              build_elapsed)
{
  double left = 0;
  double over = 0;
  gboolean any = FALSE;

  for (guint i = 0; i < n_steps; i++)
    {
      double needs;

      if (steps[i].finished || !(steps[i].expected > 0))
        continue;

      any = TRUE;
      needs = steps[i].expected - MAX (steps[i].elapsed, 0);
      if (needs >= 0)
        left += needs;
      else
        over = MIN (over, needs);
    }
  if (any)
    return left > 0 ? left : over;
  if (build_expected > 0)
    return build_expected - MAX (build_elapsed, 0);

  return NAN;
}

/**
 * spill_eta_progress:
 * @left: seconds left, as from spill_eta_left()
 * @elapsed: seconds so far
 *
 * Returns: 0 to 0.99: only the master's word that it has ended makes it 1; -1: nothing to go by
 */
double
spill_eta_progress (double left,
                    double elapsed)
{
  if (isnan (left))
    return -1;

  elapsed = MAX (elapsed, 0);
  if (left <= 0)
    return 0.99;
  return CLAMP (elapsed / (elapsed + left), 0, 0.99);
}
