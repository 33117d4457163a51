#include "random.h"

#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"

/* GLib's own begins anew with each test. */
static GRand *source;

int
random_one_of (int n)
{
  return g_rand_int_range (source, 0, n);
}

static SpillBuilder *
any_builder (Random *random)
{
  SpillList *builders = spill_master_get_builders (random->master);
  guint n = spill_list_get_length (builders);

  return n > 0 ? spill_list_peek (builders, (guint) random_one_of ((int) n)) : NULL;
}

static SpillBuild *
any_build (Random   *random,
           gboolean  running)
{
  SpillBuilder *builder = any_builder (random);
  SpillList *builds = builder != NULL ? running ? spill_builder_get_running (builder)
                                                : spill_builder_get_builds (builder) : NULL;
  guint n = builds != NULL ? spill_list_get_length (builds) : 0;

  return n > 0 ? spill_list_peek (builds, (guint) random_one_of ((int) n)) : NULL;
}

/* What was built, and which changes are in it. */
static void
add_stamp (Random     *random,
           SpillBuild *build)
{
  SpillList *known = spill_master_get_changes (random->master);
  guint n = spill_list_get_length (known);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();
  g_autofree char *revision = g_strdup_printf ("r%d", random_one_of (4));

  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP,
                                         "branch", random_one_of (2) ? "master" : NULL,
                                         "revision", revision, "codebase", "", NULL));
  for (guint i = 0; i < n; i++)
    if (random_one_of (3) == 0)
      g_ptr_array_add (changes, spill_list_peek (known, i));
  spill_build_set_source_stamps (build, stamps);
  spill_build_set_changes (build, changes);
  spill_build_set_part_state (build, SPILL_PART_CHANGES, SPILL_PART_HERE, NULL);
}

static void
begin_build (Random *random)
{
  SpillBuilder *builder = any_builder (random);
  SpillBuild *build;

  if (builder == NULL)
    return;
  build = spill_builder_add_build (builder, 0,
                                   random->next_number[spill_builder_get_id (builder) - 1]++);
  spill_build_begin (build);
  spill_build_set_started (build, random->now);
  if (random_one_of (3) > 0)
    add_stamp (random, build);
  else
    spill_build_set_revision (build, random_one_of (2) ? "r1" : "r2",
                              random_one_of (2) ? "master" : NULL);
  if (random_one_of (3) > 0)
    spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_build_end (build);
}

static void
begin_step (Random *random)
{
  const char *const words[] = { "com", "pile", NULL };
  SpillBuild *build = any_build (random, TRUE);
  SpillStep *step;

  if (build == NULL)
    return;
  step = spill_build_add_step (build, spill_list_get_length (spill_build_get_steps (build)), "step");
  spill_step_begin (step);
  spill_step_set_words (step, words);
  if (random_one_of (5) > 0)
    spill_step_set_started (step, random->now);
  spill_step_end (step);
}

static void
change_step (Random *random)
{
  SpillBuild *build = any_build (random, random_one_of (2));
  SpillList *steps = build != NULL ? spill_build_peek_steps (build) : NULL;
  guint n = steps != NULL ? spill_list_get_length (steps) : 0;
  SpillStep *step;

  if (n == 0)
    return;
  step = spill_list_peek (steps, (guint) random_one_of ((int) n));
  switch (random_one_of (4))
    {
    case 0:
      spill_step_set_hidden (step, random_one_of (2));
      break;
    case 1:
      spill_step_set_text (step, random_one_of (2) ? "a" : "b");
      break;
    case 2:
      spill_step_add_log (step, random_one_of (4), "stdio");
      break;
    default:
      if (spill_step_is_started (step) && !spill_step_is_finished (step))
        spill_step_set_finished (step, random->now, random_one_of (7));
      break;
    }
}

static void
change_builder (Random *random)
{
  const char *const tags[] = { "t", NULL };
  const char *const words[] = { "connect", "w", NULL };
  SpillBuilder *builder = any_builder (random);
  guint n = spill_list_get_length (spill_master_get_builders (random->master));
  gint64 id = 1 + random_one_of (RANDOM_N_BUILDERS);

  switch (random_one_of (6))
    {
    case 0:
      if (builder != NULL && n > 1 && random_one_of (6) == 0)
        spill_master_remove_builder (random->master, spill_builder_get_id (builder));
      break;
    case 1:
      {
        g_autofree char *name = g_strdup_printf ("%c%d", "bx"[random_one_of (2)], (int) id);

        if (spill_list_find (spill_master_get_builders (random->master), id) == NULL)
          random->next_number[id - 1] = 0;
        spill_master_add_builder (random->master, id, name);
      }
      break;
    case 2:
      if (builder != NULL)
        spill_builder_set_tags (builder, random_one_of (2) ? tags : NULL);
      break;
    case 3:
      if (builder != NULL)
        spill_builder_trim (builder, 2 + (guint) random_one_of (8));
      break;
    case 4:
      if (builder != NULL)
        spill_builder_set_n_pending (builder, (guint) random_one_of (3));
      break;
    default:
      if (builder != NULL)
        spill_builder_add_event (builder, random->now, words);
      break;
    }
}

static void
add_change (Random *random)
{
  /* Neighbours of the same revision would be one line of a console. */
  g_autofree char *revision = g_strdup_printf ("r%d", (int) random->next_id);
  g_autoptr(SpillChange) change = g_object_new (SPILL_TYPE_CHANGE, "id", random->next_id++, "author", "ann",
                                                "revision", revision, "branch", "master",
                                                "when", random->now, NULL);

  spill_master_add_change (random->master, change);
}

void
random_happen (Random *random)
{
  SpillBuild *build;

  random->now += random_one_of (3) == 0 ? random_one_of (30) : random_one_of (10) / 10.0;
  switch (random_one_of (12))
    {
    case 0:
    case 1:
      begin_build (random);
      break;
    case 2:
    case 3:
    case 4:
      begin_step (random);
      break;
    case 5:
    case 6:
      change_step (random);
      break;
    case 7:
    case 8:
      build = any_build (random, TRUE);
      if (build != NULL)
        spill_build_set_finished (build, random->now, random_one_of (7));
      break;
    case 9:
      change_builder (random);
      break;
    default:
      add_change (random);
      break;
    }
}

void
random_init (Random *random,
             guint   turn)
{
  source = g_rand_new_with_seed ((guint32) g_test_rand_int () + turn);
  *random = (Random) { .now = 1e6, .next_id = 1 };
  random->master = spill_master_new ("random", "http://master/");
  random->columns = spill_columns_new (random->master);
  for (gint64 id = 1; id <= RANDOM_N_BUILDERS; id++)
    {
      g_autofree char *name = g_strdup_printf ("b%d", (int) id);

      spill_master_add_builder (random->master, id, name);
    }
  spill_master_set_connection (random->master, SPILL_CONNECTION_LIVE);
}

void
random_clear (Random *random)
{
  g_assert_finalize_object (random->columns);
  g_assert_finalize_object (random->master);
  g_clear_pointer (&source, g_rand_free);
}
