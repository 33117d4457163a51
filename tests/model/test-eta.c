#include <math.h>

#include "model/spill-eta.h"

#include "model-fixture.h"

typedef struct
{
  const char *name;
  double      values[6];
  guint       n;
  double      median;
} MedianCase;

static const MedianCase medians[] = {
  { "none",      { 0 }, 0, 0 },
  { "one",       { 7 }, 1, 7 },
  { "odd",       { 9, 1, 5 }, 3, 5 },
  { "even",      { 4, 1, 3, 2 }, 4, 2.5 },
  { "zeros",     { 0, 0, 6, -1 }, 4, 6 },
  { "only-bad",  { 0, -5 }, 2, 0 },
  { "outlier",   { 10, 11, 12, 9000 }, 4, 11.5 },
  { "not-a-number", { NAN, INFINITY, 3 }, 3, 3 },
};

static void
test_median (gconstpointer data)
{
  const MedianCase *c = data;
  g_autofree double *exact = g_memdup2 (c->values, c->n * sizeof (double));

  g_assert_cmpfloat (spill_eta_median (exact, c->n), ==, c->median);
}

typedef struct
{
  const char   *name;
  SpillEtaStep  steps[4];   /* expected, elapsed, finished */
  guint         n;
  double        expected, elapsed;
  double        left;       /* NAN: nothing to go by */
  double        progress;
} EtaCase;

static const EtaCase cases[] = {
  { "nothing",        { { 0 } }, 0, 0, 10, NAN, -1 },
  { "build-alone",    { { 0 } }, 0, 100, 25, 75, 0.25 },
  { "build-over",     { { 0 } }, 0, 100, 130, -30, 0.99 },
  { "not-begun",      { { 0 } }, 0, 100, 0, 100, 0 },
  { "steps",          { { 10, 10, TRUE }, { 20, 5 }, { 30, -1 } }, 3, 100, 15, 45, 0.25 },
  { "steps-to-come",  { { 10, -1 }, { 30, -1 } }, 2, 0, 0, 40, 0 },
  { "step-over",      { { 20, 50 }, { 30, -1 } }, 2, 100, 70, 30, 0.7 },
  { "last-over",      { { 20, 20, TRUE }, { 30, 40 } }, 2, 100, 60, -10, 0.99 },
  { "all-finished",   { { 20, 20, TRUE } }, 1, 100, 60, 40, 0.6 },
  { "steps-unknown",  { { 0, 5 }, { 0, -1 } }, 2, 100, 60, 40, 0.6 },
  { "one-unknown",    { { 0, 5 }, { 30, -1 } }, 2, 0, 10, 30, 0.25 },
  { "all-unknown",    { { 0, 5 } }, 1, 0, 10, NAN, -1 },
  { "nearly",         { { 100000, 99999.9 } }, 1, 0, 99999.9, 0.1, 0.99 },
};

static void
test_left (gconstpointer data)
{
  const EtaCase *c = data;
  g_autofree SpillEtaStep *exact = g_memdup2 (c->steps, c->n * sizeof (SpillEtaStep));
  double left = spill_eta_left (exact, c->n, c->expected, c->elapsed);

  if (isnan (c->left))
    g_assert_true (isnan (left));
  else
    g_assert_cmpfloat_with_epsilon (left, c->left, 1e-6);
  g_assert_cmpfloat_with_epsilon (spill_eta_progress (left, c->elapsed), c->progress, 1e-6);
}

/* From builds in memory, then from what the source found, then from steps, then as told. */
static void
test_build (void)
{
  Fixture fixture;
  SpillBuild *build;
  double now = 1010;   /* 10 s after it began */

  fixture_init (&fixture);
  build = add_running (&fixture, 10);
  g_assert_true (isnan (spill_build_get_eta (build, now)));
  g_assert_cmpfloat (spill_build_get_progress (build, now), ==, -1);

  add_finished (&fixture, 8, SPILL_RESULT_SUCCESS);
  add_finished (&fixture, 7, SPILL_RESULT_FAILURE);
  g_assert_cmpfloat (spill_builder_get_expected_duration (fixture.builder), ==, 50);
  g_assert_cmpfloat (spill_build_get_eta (build, now), ==, 40);
  g_assert_cmpfloat (spill_build_get_progress (build, now), ==, 0.2);

  spill_builder_set_expected (fixture.builder, NULL, 100);
  g_assert_cmpfloat (spill_build_get_eta (build, now), ==, 90);

  /* "test" ran for 4 of 5 s; "pack" is still to come, and not known to the master yet. */
  set_step (spill_build_add_step (build, 0, "compile"), 1000, 1006);
  set_step (spill_build_add_step (build, 1, "test"), 1006, 0);
  spill_builder_set_expected (fixture.builder, "compile", 7);
  spill_builder_set_expected (fixture.builder, "test", 5);
  spill_builder_set_expected (fixture.builder, "pack", 20);
  g_assert_cmpfloat (spill_build_get_eta (build, now), ==, 21);
  g_assert_cmpfloat (spill_step_get_eta (spill_build_add_step (build, 1, NULL), now), ==, 1);
  g_assert_true (isnan (spill_step_get_eta (spill_build_add_step (build, 0, NULL), now)));

  spill_build_set_master_eta (build, 1500);
  g_assert_cmpfloat (spill_build_get_eta (build, now), ==, 490);

  finish_build (&fixture, 10, SPILL_RESULT_SUCCESS);
  g_assert_true (isnan (spill_build_get_eta (build, now)));
  g_assert_cmpfloat (spill_build_get_progress (build, now), ==, 1);
  fixture_clear (&fixture);
}

static void
on_notify (GObject    *object,
           GParamSpec *pspec,
           guint      *n)
{
  (*n)++;
}

/* Expectations that arrive are news for the builds that run. */
static void
test_update (void)
{
  Fixture fixture;
  SpillBuild *build;
  guint n = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 10);
  spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
  g_string_truncate (fixture.events, 0);
  g_signal_connect (build, "notify::eta", G_CALLBACK (on_notify), &n);
  spill_builder_set_expected (fixture.builder, NULL, 100);
  spill_builder_set_expected (fixture.builder, NULL, 100);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (fixture.events->str, ==, "build-eta-update:10");
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (medians); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/eta/median/%s", medians[i].name);

      g_test_add_data_func (path, &medians[i], test_median);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/eta/left/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_left);
    }
  g_test_add_func ("/model/eta/build", test_build);
  g_test_add_func ("/model/eta/update", test_update);

  return g_test_run ();
}
