#include <string.h>

#include "model-fixture.h"

/* Builds as letters, oldest first: s success, w warnings, f failure, k skipped, x exception,
 * r retry, c cancelled, > running, . not known (a gap). */
typedef struct
{
  const char  *name;
  const char  *builds;
  guint        first_number;
  SpillResult  result;
  guint        n_builds;
  gboolean     open_ended;
  int          first;        /* number, -1: none */
  int          last_other;
  SpillResult  last_result;
} StreakCase;

#define NONE SPILL_RESULT_NONE
#define GOOD SPILL_RESULT_SUCCESS
#define BAD SPILL_RESULT_FAILURE

static const StreakCase cases[] = {
  { "never-built",       "",           1, NONE, 0, TRUE,  -1, -1, NONE },
  { "first-runs",        ">",          1, NONE, 0, FALSE, -1, -1, NONE },
  { "one-good",          "s",          1, GOOD, 1, FALSE,  1, -1, GOOD },
  { "one-bad",           "f",          1, BAD,  1, FALSE,  1, -1, BAD },
  { "one-bad-of-many",   "f",        500, BAD,  1, TRUE, 500, -1, BAD },
  { "broke",             "ssf",       10, BAD,  1, FALSE, 12, 11, BAD },
  { "still-bad",         "sfff",      10, BAD,  3, FALSE, 11, 10, BAD },
  { "fixed",             "sffs",      10, GOOD, 1, FALSE, 13, 12, GOOD },
  { "warnings-are-good", "fsws",      10, GOOD, 3, FALSE, 11, 10, GOOD },
  { "broke-by-warnings", "wf",        10, BAD,  1, FALSE, 11, 10, BAD },
  { "exception-inside",  "sfxf",      10, BAD,  2, FALSE, 11, 10, BAD },
  { "retry-inside",      "sfrf",      10, BAD,  2, FALSE, 11, 10, BAD },
  { "cancelled-inside",  "sfcf",      10, BAD,  2, FALSE, 11, 10, BAD },
  { "skipped-inside",    "fsks",      10, GOOD, 2, FALSE, 11, 10, GOOD },
  { "exception-last",    "sfx",       10, BAD,  1, FALSE, 11, 10, BAD },
  { "cancelled-last",    "fsc",       10, GOOD, 1, FALSE, 11, 10, GOOD },
  { "exception-between", "sxf",       10, BAD,  1, FALSE, 12, 10, BAD },
  { "only-exceptions",   "xrx",       10, NONE, 0, TRUE,  -1, -1, SPILL_RESULT_EXCEPTION },
  { "only-cancelled",    "xc",         1, NONE, 0, FALSE, -1, -1, SPILL_RESULT_CANCELLED },
  { "running-last",      "sff>",      10, BAD,  2, FALSE, 11, 10, BAD },
  { "running-inside",    "sf>f",      10, BAD,  2, FALSE, 11, 10, BAD },
  { "open-ended",        "xfff",      10, BAD,  3, TRUE,  11, -1, BAD },
  { "good-open-ended",   "ssss",      10, GOOD, 4, TRUE,  10, -1, GOOD },
  { "all-of-history",    "xfff",       1, BAD,  3, FALSE,  2, -1, BAD },
  { "not-known-inside",  "sff.ff",    10, BAD,  2, TRUE,  14, -1, BAD },
  { "not-known-before",  "s.ff",      10, BAD,  2, TRUE,  12, -1, BAD },
  { "not-known-after",   "sf.>",      10, BAD,  1, FALSE, 11, 10, BAD },
};

static const struct { char letter; SpillResult result; } letters[] = {
  { 's', SPILL_RESULT_SUCCESS },
  { 'w', SPILL_RESULT_WARNINGS },
  { 'f', SPILL_RESULT_FAILURE },
  { 'k', SPILL_RESULT_SKIPPED },
  { 'x', SPILL_RESULT_EXCEPTION },
  { 'r', SPILL_RESULT_RETRY },
  { 'c', SPILL_RESULT_CANCELLED },
};

static void
add_build (Fixture *fixture,
           char     letter,
           guint    number)
{
  const char *people[] = { NULL, NULL };
  g_autofree char *person = g_strdup_printf ("p%u", number % 3);

  if (letter == '>')
    add_running (fixture, number);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (letters[i].letter == letter)
      {
        people[0] = person;
        spill_build_set_people (add_finished (fixture, number, letters[i].result), people);
      }
}

static void
check_streak (Fixture          *fixture,
              const StreakCase *c)
{
  SpillStreak streak;

  spill_builder_get_streak (fixture->builder, &streak);
  g_assert_cmpint (streak.result, ==, c->result);
  g_assert_cmpuint (streak.n_builds, ==, c->n_builds);
  g_assert_cmpint (streak.open_ended, ==, c->open_ended);
  if (c->first < 0)
    g_assert_null (streak.first);
  else
    {
      g_assert_cmpuint (spill_build_get_number (streak.first), ==, c->first);
      g_assert_cmpfloat (streak.since, ==, spill_build_get_finished (streak.first));
    }
  if (c->last_other < 0)
    g_assert_null (streak.last_other);
  else
    g_assert_cmpuint (spill_build_get_number (streak.last_other), ==, c->last_other);
  g_assert_cmpint (spill_builder_get_last_result (fixture->builder), ==, c->last_result);
}

/* The order in which builds are learned does not matter: upwards, downwards, outside in. */
static guint
nth (guint order,
     guint i,
     guint n)
{
  if (order == 0)
    return i;
  if (order == 1)
    return n - 1 - i;
  return i % 2 == 0 ? i / 2 : n - 1 - i / 2;
}

static void
test_streak (gconstpointer data)
{
  const StreakCase *c = data;
  guint n = strlen (c->builds);

  for (guint order = 0; order < 3; order++)
    {
      Fixture fixture;

      fixture_init (&fixture);
      for (guint i = 0; i < n; i++)
        {
          SpillStreak streak;

          add_build (&fixture, c->builds[nth (order, i, n)], c->first_number + nth (order, i, n));
          spill_builder_get_streak (fixture.builder, &streak);
        }
      check_streak (&fixture, c);
      fixture_clear (&fixture);
    }
}

/* Once the master said that there is nothing older, what is known is all. */
static void
test_all_known (void)
{
  static const StreakCase all = { "", "", 10, BAD, 2, FALSE, 10, -1, BAD };
  Fixture fixture;

  fixture_init (&fixture);
  add_build (&fixture, 'f', 10);
  add_build (&fixture, 'f', 11);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  check_streak (&fixture, &all);
  fixture_clear (&fixture);
}

static void
test_eight_begins_at_0 (void)
{
  static const StreakCase from_1 = { "", "", 1, BAD, 1, TRUE, 1, -1, BAD };
  static const StreakCase from_0 = { "", "", 1, BAD, 2, FALSE, 0, -1, BAD };
  Fixture fixture;

  fixture_init (&fixture);
  spill_master_set_kind (fixture.master, "eight");
  add_build (&fixture, 'f', 1);
  check_streak (&fixture, &from_1);
  add_build (&fixture, 'f', 0);
  check_streak (&fixture, &from_0);
  fixture_clear (&fixture);
}

/* A result that changes afterwards counts as it is now. */
static void
test_follows (void)
{
  static const StreakCase bad = { "", "", 10, BAD, 1, FALSE, 11, 10, BAD };
  static const StreakCase good =
    { "", "", 10, GOOD, 2, TRUE, 10, -1, SPILL_RESULT_WARNINGS };
  Fixture fixture;

  fixture_init (&fixture);
  add_build (&fixture, 's', 10);
  add_build (&fixture, 'f', 11);
  check_streak (&fixture, &bad);
  finish_build (&fixture, 11, SPILL_RESULT_WARNINGS);
  check_streak (&fixture, &good);
  finish_build (&fixture, 11, SPILL_RESULT_FAILURE);
  check_streak (&fixture, &bad);
  spill_builder_remove_build (fixture.builder, 11);
  g_assert_cmpint (spill_builder_get_last_result (fixture.builder), ==, GOOD);
  fixture_clear (&fixture);
}

static char *
people_of (Fixture *fixture)
{
  g_auto(GStrv) people = spill_builder_dup_streak_people (fixture->builder);

  return g_strjoinv (" ", people);
}

static void
test_people (void)
{
  static const struct { const char *builds, *people; } rows[] = {
    { "", "" },
    { "sf", "p2" },               /* of 11, not of 10 */
    { "sff", "p2 p0" },           /* 11 began it, then 12 */
    { "sffffff", "p2 p0 p1" },
    { "sxf", "p2 p0" },           /* what an exception hid is in the next one */
    { "ff", "p1 p2" },
    { "sfs", "p0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture;
      g_autofree char *people = NULL;

      fixture_init (&fixture);
      for (guint k = 0; rows[i].builds[k] != '\0'; k++)
        add_build (&fixture, rows[i].builds[k], 10 + k);
      people = people_of (&fixture);
      g_assert_cmpstr (people, ==, rows[i].people);
      fixture_clear (&fixture);
    }
}

static char *
numbers_of (Fixture *fixture)
{
  SpillList *builds = spill_builder_get_builds (fixture->builder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spill_list_get_length (builds); i++)
    g_string_append_printf (text, i > 0 ? " %u" : "%u",
                            spill_build_get_number (spill_list_peek (builds, i)));
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *builds;   /* from 10 on */
  guint       keep;
  const char *left;
} TrimCase;

static const TrimCase trims[] = {
  { "none",             "",           2, "" },
  { "few",              "ss",         2, "11 10" },
  { "good",             "fssss",      2, "14 13" },
  { "running-stay",     ">ssss>",     2, "15 14 13 10" },
  { "bad-streak",       "ssfffff",    2, "16 15 12 11" },
  { "bad-open-ended",   "xfffff",     2, "15 14 11" },
  { "telling-stays",    "ssxxxx",     2, "15 14 11" },
  { "nothing-kept",     "sss",        0, "12" },
};

static void
test_trim (gconstpointer data)
{
  const TrimCase *c = data;
  Fixture fixture;
  SpillStreak before, after;
  g_autofree char *left = NULL;
  g_autofree char *people = NULL;
  g_autofree char *people_after = NULL;
  SpillResult result;

  fixture_init (&fixture);
  for (guint i = 0; c->builds[i] != '\0'; i++)
    add_build (&fixture, c->builds[i], 10 + i);
  spill_builder_get_streak (fixture.builder, &before);
  result = spill_builder_get_last_result (fixture.builder);
  people = people_of (&fixture);

  spill_builder_trim (fixture.builder, c->keep);
  left = numbers_of (&fixture);
  g_assert_cmpstr (left, ==, c->left);
  g_assert_cmpint (spill_builder_get_last_result (fixture.builder), ==, result);
  if (before.result == BAD)
    {
      people_after = people_of (&fixture);
      spill_builder_get_streak (fixture.builder, &after);
      g_assert_cmpuint (after.n_builds, ==, before.n_builds);
      g_assert_true (after.first == before.first);
      g_assert_true (after.last_other == before.last_other);
      g_assert_cmpint (after.open_ended, ==, before.open_ended);
      g_assert_cmpstr (people_after, ==, people);
    }
  fixture_clear (&fixture);
}

/* A bad streak that goes on for long, trimmed all the time, is still told right. */
static void
test_trim_again (void)
{
  Fixture fixture;
  SpillStreak streak;
  g_autofree char *people = NULL;

  fixture_init (&fixture);
  add_build (&fixture, 's', 10);
  for (guint number = 11; number < 1011; number++)
    {
      add_build (&fixture, number % 10 == 0 ? 'x' : 'f', number);
      spill_builder_trim (fixture.builder, 5);
      spill_builder_get_streak (fixture.builder, &streak);
      g_assert_cmpuint (spill_build_get_number (streak.first), ==, 11);
      g_assert_cmpuint (spill_build_get_number (streak.last_other), ==, 10);
    }
  g_assert_cmpuint (streak.n_builds, ==, 900);
  g_assert_cmpuint (spill_list_get_length (spill_builder_get_builds (fixture.builder)), ==, 7);
  people = people_of (&fixture);
  g_assert_cmpstr (people, ==, "p2 p0 p1");

  /* One that comes back is not counted twice. */
  add_build (&fixture, 'f', 501);
  spill_builder_get_streak (fixture.builder, &streak);
  g_assert_cmpuint (streak.n_builds, ==, 900);

  add_build (&fixture, 's', 1011);
  add_build (&fixture, 'f', 1012);
  spill_builder_get_streak (fixture.builder, &streak);
  g_assert_cmpuint (streak.n_builds, ==, 1);
  g_assert_cmpuint (spill_build_get_number (streak.last_other), ==, 1011);
  fixture_clear (&fixture);
}

/* What was forgotten explains its own gap, not one before it. */
static void
test_trim_then_look_back (void)
{
  static const StreakCase bad = { "", "", 100, BAD, 11, TRUE, 100, -1, BAD };
  Fixture fixture;

  fixture_init (&fixture);
  for (guint number = 100; number <= 110; number++)
    add_build (&fixture, 'f', number);
  spill_builder_trim (fixture.builder, 2);
  check_streak (&fixture, &bad);
  add_build (&fixture, 's', 50);
  check_streak (&fixture, &bad);
  fixture_clear (&fixture);
}

static void
test_trim_leaves_held (void)
{
  Fixture fixture;
  SpillBuild *build;
  SpillStep *step;
  g_autofree char *left = NULL;
  g_autofree char *left_after = NULL;

  fixture_init (&fixture);
  for (guint number = 10; number < 20; number++)
    add_build (&fixture, 's', number);
  build = build_of (&fixture, 11);
  spill_build_hold (build, SPILL_PART_CHANGES);
  step = spill_build_add_step (build_of (&fixture, 12), 0, "s");
  spill_step_hold (step, SPILL_PART_LOGS);
  spill_builder_trim (fixture.builder, 2);
  left = numbers_of (&fixture);
  g_assert_cmpstr (left, ==, "19 18 17 16 15 14 13 12 11");

  spill_build_release (build, SPILL_PART_CHANGES);
  spill_step_release (step, SPILL_PART_LOGS);
  spill_builder_trim (fixture.builder, 2);
  left_after = numbers_of (&fixture);
  g_assert_cmpstr (left_after, ==, "19 18");
  fixture_clear (&fixture);
}

/* Somebody looks back, but not all that far. */
static void
test_trim_far_back (void)
{
  Fixture fixture;
  SpillBuild *build;
  SpillList *builds;

  fixture_init (&fixture);
  builds = spill_builder_get_builds (fixture.builder);
  for (guint number = 1; number <= 1000; number++)
    add_build (&fixture, 's', number);
  spill_build_hold (build_of (&fixture, 1), SPILL_PART_STEPS);
  build = g_object_ref (build_of (&fixture, 801));
  spill_build_hold (build, SPILL_PART_STEPS);
  spill_builder_trim (fixture.builder, 2);
  g_assert_cmpuint (spill_list_get_length (builds), ==, 201);
  g_assert_nonnull (build_of (&fixture, 1));
  spill_build_release (build, SPILL_PART_STEPS);
  spill_build_release (build_of (&fixture, 1), SPILL_PART_STEPS);
  spill_builder_trim (fixture.builder, 2);
  g_assert_cmpuint (spill_list_get_length (builds), ==, 2);
  g_object_unref (build);
  fixture_clear (&fixture);
}

/* Where older builds are to be asked for. */
static void
test_older_from (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, -1);
  for (guint number = 20; number <= 25; number++)
    add_build (&fixture, 's', number);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 20);

  /* One that somebody looked at. */
  add_build (&fixture, 's', 3);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 20);
  /* The master has none from 11 to 14, and then 10. */
  for (guint number = 15; number < 20; number++)
    add_build (&fixture, 's', number);
  add_build (&fixture, 's', 10);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 15);
  spill_builder_set_whole (fixture.builder, 10, 20);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 10);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_UNKNOWN);
  /* That was all. */
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 3);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_HERE);

  /* Nobody saw 26 to 29. */
  add_build (&fixture, 's', 30);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 30);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_UNKNOWN);
  for (guint number = 26; number < 30; number++)
    add_build (&fixture, 's', number);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_HERE);

  /* What was forgotten can be asked for again, in the end and in the middle. */
  spill_builder_trim (fixture.builder, 4);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 27);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_UNKNOWN);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  for (guint number = 31; number < 50; number++)
    add_build (&fixture, 'f', number);
  spill_builder_trim (fixture.builder, 4);   /* 31 began it */
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 46);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_UNKNOWN);

  /* Some are forgotten while it is asked: what it tells then says nothing about them. */
  for (guint number = 31; number < 46; number++)
    add_build (&fixture, 'f', number);
  for (guint number = 20; number < 31; number++)
    add_build (&fixture, 's', number);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 20);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_LOADING);
  spill_builder_trim (fixture.builder, 4);
  for (guint number = 10; number < 20; number++)
    add_build (&fixture, 's', number);
  spill_builder_set_whole (fixture.builder, 10, 46);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 46);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_UNKNOWN);
  for (guint number = 31; number < 46; number++)
    add_build (&fixture, 'f', number);
  for (guint number = 20; number < 31; number++)
    add_build (&fixture, 's', number);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_LOADING);
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  g_assert_cmpint (spill_builder_get_older_state (fixture.builder), ==, SPILL_PART_HERE);
  spill_builder_trim (fixture.builder, 4);

  /* The master began anew: it may have builds by any number. */
  spill_builder_remove_build (fixture.builder, 49);
  add_build (&fixture, 's', 15);
  add_build (&fixture, 's', 10);
  g_assert_cmpint (spill_builder_get_older_from (fixture.builder), ==, 46);
  fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/streak/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_streak);
    }
  for (guint i = 0; i < G_N_ELEMENTS (trims); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/trim/%s", trims[i].name);

      g_test_add_data_func (path, &trims[i], test_trim);
    }
  g_test_add_func ("/model/streak/all-known", test_all_known);
  g_test_add_func ("/model/streak/eight-begins-at-0", test_eight_begins_at_0);
  g_test_add_func ("/model/streak/follows", test_follows);
  g_test_add_func ("/model/streak/people", test_people);
  g_test_add_func ("/model/trim/again", test_trim_again);
  g_test_add_func ("/model/trim/then-look-back", test_trim_then_look_back);
  g_test_add_func ("/model/trim/leaves-held", test_trim_leaves_held);
  g_test_add_func ("/model/trim/far-back", test_trim_far_back);
  g_test_add_func ("/model/older-from", test_older_from);

  return g_test_run ();
}
