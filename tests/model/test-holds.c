#include <string.h>

#include "model-fixture.h"
#include "model/spill-builder-private.h"

#define assert_asked(fixture, text) \
  G_STMT_START { \
    g_assert_cmpstr ((fixture)->asked->str, ==, text); \
    g_string_truncate ((fixture)->asked, 0); \
  } G_STMT_END

/* Counted a part: only the first and the last of each are the source's business. */
static void
test_counted (void)
{
  Fixture fixture;
  SpillBuild *build;

  fixture_init (&fixture);
  build = add_finished (&fixture, 7, SPILL_RESULT_SUCCESS);
  spill_build_hold (build, SPILL_PART_STEPS);
  assert_asked (&fixture, "hold build:7 steps");
  spill_build_hold (build, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  assert_asked (&fixture, "hold build:7 changes");
  spill_build_release (build, SPILL_PART_STEPS);
  assert_asked (&fixture, "");
  g_assert_cmpint (spill_build_get_held (build), ==, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  spill_build_release (build, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  assert_asked (&fixture, "release build:7 steps+changes");
  g_assert_cmpint (spill_build_get_held (build), ==, 0);

  /* Parts that a build does not have. */
  spill_build_hold (build, SPILL_PART_CONTENT | SPILL_PART_FORCE);
  assert_asked (&fixture, "");
  spill_build_release (build, SPILL_PART_CONTENT | SPILL_PART_FORCE);
  assert_asked (&fixture, "");
  fixture_clear (&fixture);
}

static void
test_each_object (void)
{
  Fixture fixture;
  SpillStep *step;
  SpillLog *log;

  fixture_init (&fixture);
  step = spill_build_add_step (add_running (&fixture, 7), 2, "test");
  log = spill_step_add_log (step, 1, "stdio");
  spill_builder_hold (fixture.builder, SPILL_PART_FORCE | SPILL_PART_STREAK);
  assert_asked (&fixture, "hold builder force+streak");
  spill_step_hold (step, SPILL_PART_LOGS);
  assert_asked (&fixture, "hold step:2 logs");
  spill_log_hold (log);
  spill_log_hold (log);
  assert_asked (&fixture, "hold log content");
  spill_log_request_lines (log, 100, 50);
  assert_asked (&fixture, "lines log 100+50");
  spill_log_release (log);
  assert_asked (&fixture, "");
  spill_log_release (log);
  assert_asked (&fixture, "release log content");
  spill_step_release (step, SPILL_PART_LOGS);
  assert_asked (&fixture, "release step:2 logs");
  spill_builder_release (fixture.builder, SPILL_PART_FORCE | SPILL_PART_STREAK);
  assert_asked (&fixture, "release builder force+streak");
  fixture_clear (&fixture);
}

static void
test_refresh (void)
{
  Fixture fixture;
  SpillBuild *build;

  fixture_init (&fixture);
  build = add_running (&fixture, 7);
  spill_build_refresh (build, SPILL_PART_STEPS);
  assert_asked (&fixture, "");
  spill_build_hold (build, SPILL_PART_STEPS);
  g_string_truncate (fixture.asked, 0);
  spill_build_refresh (build, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  assert_asked (&fixture, "release build:7 steps; hold build:7 steps");
  spill_build_release (build, SPILL_PART_STEPS);
  fixture_clear (&fixture);
}

static void
test_older (void)
{
  Fixture fixture;

  fixture_init (&fixture);
  g_assert_true (spill_builder_may_ask_older (fixture.builder));
  spill_builder_request_older (fixture.builder, 25);
  assert_asked (&fixture, "older builder 25");
  spill_builder_set_older_state (fixture.builder, SPILL_PART_LOADING);
  spill_builder_request_older (fixture.builder, 25);
  assert_asked (&fixture, "");
  g_assert_false (spill_builder_may_ask_older (fixture.builder));
  spill_builder_set_older_state (fixture.builder, SPILL_PART_FAILED);
  spill_builder_request_older (fixture.builder, 25);
  assert_asked (&fixture, "older builder 25");
  g_assert_false (spill_builder_may_ask_older (fixture.builder));
  fixture.builder->older_failed_at -= 61 * G_TIME_SPAN_SECOND;
  g_assert_true (spill_builder_may_ask_older (fixture.builder));
  spill_builder_set_older_state (fixture.builder, SPILL_PART_HERE);
  spill_builder_request_older (fixture.builder, 25);
  assert_asked (&fixture, "");
  fixture_clear (&fixture);
}

static void
list_held (GObject    *object,
           SpillParts  parts,
           gpointer    user_data)
{
  GString *text = user_data;

  g_string_append_printf (text, "%s:%d ", G_OBJECT_TYPE_NAME (object), (int) parts);
}

/* A source that comes later asks what is held, from the outside in. */
static void
test_foreach (void)
{
  Fixture fixture;
  g_autoptr(GString) text = g_string_new (NULL);
  SpillBuild *build;
  SpillStep *step;
  SpillLog *log;

  fixture_init (&fixture);
  spill_master_set_source (fixture.master, NULL);
  build = add_running (&fixture, 7);
  step = spill_build_add_step (build, 0, "test");
  log = spill_step_add_log (step, 1, "stdio");
  spill_log_hold (log);
  spill_step_hold (step, SPILL_PART_LOGS);
  spill_build_hold (build, SPILL_PART_STEPS);
  spill_builder_hold (fixture.builder, SPILL_PART_FORCE);
  assert_asked (&fixture, "");
  spill_master_set_source (fixture.master, fixture.source);
  spill_master_foreach_held (fixture.master, list_held, text);
  g_assert_cmpstr (text->str, ==,
                   "SpillBuilder:32 SpillBuild:1 SpillStep:8 SpillLog:16 ");

  spill_step_release (step, SPILL_PART_LOGS);
  spill_builder_release (fixture.builder, SPILL_PART_FORCE);
  g_string_truncate (text, 0);
  spill_master_foreach_held (fixture.master, list_held, text);
  g_assert_cmpstr (text->str, ==, "SpillBuild:1 SpillLog:16 ");
  spill_log_release (log);
  spill_build_release (build, SPILL_PART_STEPS);
  g_string_truncate (text, 0);
  spill_master_foreach_held (fixture.master, list_held, text);
  g_assert_cmpstr (text->str, ==, "");
  fixture_clear (&fixture);
}

/* What is held outlives its master's interest in it, and knows where it is from. */
static void
test_keeps_alive (void)
{
  Fixture fixture;
  SpillBuilder *builder;
  SpillBuild *build;
  SpillLog *log;

  fixture_init (&fixture);
  builder = spill_master_add_builder (fixture.master, 50, "other");
  build = spill_builder_add_build (builder, 0, 1);
  log = spill_step_add_log (spill_build_add_step (build, 0, "test"), 1, "stdio");
  spill_log_hold (log);
  g_object_add_weak_pointer (G_OBJECT (builder), (gpointer *) &builder);
  g_object_add_weak_pointer (G_OBJECT (build), (gpointer *) &build);
  spill_builder_remove_build (builder, 1);
  spill_master_remove_builder (fixture.master, 50);
  g_assert_true (spill_step_get_build (spill_log_get_step (log)) == build);
  g_assert_true (spill_build_get_builder (build) == builder);
  g_assert_true (spill_build_get_master (build) == fixture.master);
  spill_log_release (log);
  g_assert_null (build);
  g_assert_null (builder);
  fixture_clear (&fixture);
}

/* A build that somebody has a reference to, but holds no part of. */
static void
test_orphan (void)
{
  Fixture fixture;
  SpillBuild *build, *other;
  SpillBuilder *builder;

  fixture_init (&fixture);
  builder = spill_master_add_builder (fixture.master, 50, "other");
  build = g_object_ref (spill_builder_add_build (builder, 5, 1));
  other = g_object_ref (spill_builder_add_build (builder, 6, 2));
  spill_builder_remove_build (builder, 1);
  g_assert_null (spill_master_find_build (fixture.master, 5));
  g_assert_true (spill_master_find_build (fixture.master, 6) == other);
  spill_master_remove_builder (fixture.master, 50);
  g_assert_null (spill_master_find_build (fixture.master, 6));
  g_assert_true (spill_build_get_builder (build) == builder);
  spill_build_set_text (build, "still settable");
  spill_build_set_finished (build, 10, SPILL_RESULT_SUCCESS);
  g_assert_finalize_object (build);
  g_assert_null (spill_build_get_builder (other));
  spill_build_set_text (other, "still settable");
  g_assert_null (spill_build_dup_url (other));
  g_assert_finalize_object (other);
  fixture_clear (&fixture);
}

/* Parts say how far they have come; released, a running build's are not followed any more. */
static void
test_part_states (void)
{
  Fixture fixture;
  SpillBuild *build;
  SpillParts here;
  guint n_changed = 0;

  fixture_init (&fixture);
  build = add_running (&fixture, 7);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_UNKNOWN);
  spill_build_hold (build, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  g_signal_connect_swapped (build, "changed", G_CALLBACK (count), &n_changed);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_LOADING, NULL);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_LOADING, NULL);
  g_assert_cmpuint (n_changed, ==, 1);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_build_set_part_state (build, SPILL_PART_CHANGES, SPILL_PART_FAILED, "It is gone \xff");
  g_assert_cmpstr (spill_build_get_part_error (build, SPILL_PART_CHANGES), ==, "It is gone \uFFFD");
  g_assert_null (spill_build_get_part_error (build, SPILL_PART_STEPS));
  g_object_get (build, "parts", &here, NULL);
  g_assert_cmpint (here, ==, SPILL_PART_STEPS);
  spill_build_release (build, SPILL_PART_STEPS);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_UNKNOWN);

  spill_build_hold (build, SPILL_PART_STEPS);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  finish_build (&fixture, 7, SPILL_RESULT_SUCCESS);
  spill_build_release (build, SPILL_PART_STEPS | SPILL_PART_CHANGES);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_STEPS), ==, SPILL_PART_HERE);
  g_assert_cmpint (spill_build_get_part_state (build, SPILL_PART_CHANGES), ==, SPILL_PART_UNKNOWN);
  g_assert_null (spill_build_get_part_error (build, SPILL_PART_CHANGES));
  fixture_clear (&fixture);
}

typedef struct
{
  gpointer   object;   /* borrowed: held */
  SpillParts parts;
} Hold;

static void
take_hold (GArray     *holds,
           gpointer    object,
           SpillParts  parts)
{
  Hold hold = { object, parts };

  if (SPILL_IS_BUILDER (object))
    spill_builder_hold (object, parts);
  else if (SPILL_IS_BUILD (object))
    spill_build_hold (object, parts);
  else if (SPILL_IS_STEP (object))
    spill_step_hold (object, parts);
  else
    spill_log_hold (object);
  g_array_append_val (holds, hold);
}

static void
drop_hold (GArray *holds,
           guint   index)
{
  Hold hold = g_array_index (holds, Hold, index);

  g_array_remove_index_fast (holds, index);
  if (SPILL_IS_BUILDER (hold.object))
    spill_builder_release (hold.object, hold.parts);
  else if (SPILL_IS_BUILD (hold.object))
    spill_build_release (hold.object, hold.parts);
  else if (SPILL_IS_STEP (hold.object))
    spill_step_release (hold.object, hold.parts);
  else
    spill_log_release (hold.object);
}

/* Views come and go while builds and builders do: nothing is left, nothing is used too late. */
static void
test_random (void)
{
  for (guint round = 0; round < 30; round++)
    {
      Fixture fixture;
      g_autoptr(GArray) holds = g_array_new (FALSE, FALSE, sizeof (Hold));

      fixture_init (&fixture);
      spill_master_set_connection (fixture.master, SPILL_CONNECTION_LIVE);
      for (guint i = 0; i < 300; i++)
        {
          SpillBuilder *builder = spill_master_add_builder (fixture.master,
                                                            g_test_rand_int_range (50, 53), "b");
          SpillBuild *build = spill_builder_add_build (builder, 0, g_test_rand_int_range (1, 9));
          SpillStep *step = spill_build_add_step (build, g_test_rand_int_range (0, 3), "s");

          switch (g_test_rand_int_range (0, 10))
            {
            case 0:
              take_hold (holds, builder, SPILL_PART_FORCE | SPILL_PART_STREAK);
              break;
            case 1:
              take_hold (holds, build, SPILL_PART_STEPS);
              break;
            case 2:
              take_hold (holds, step, SPILL_PART_LOGS);
              break;
            case 3:
              take_hold (holds, spill_step_add_log (step, 1, "stdio"), SPILL_PART_CONTENT);
              break;
            case 4:
              spill_builder_remove_build (builder, spill_build_get_number (build));
              break;
            case 5:
              spill_master_remove_builder (fixture.master, spill_builder_get_id (builder));
              break;
            case 6:
              spill_build_set_finished (build, 10, SPILL_RESULT_FAILURE);
              spill_builder_trim (builder, 2);
              break;
            default:
              if (holds->len > 0)
                drop_hold (holds, g_test_rand_int_range (0, holds->len));
              break;
            }
        }
      while (holds->len > 0)
        drop_hold (holds, g_test_rand_int_range (0, holds->len));
      fixture_clear (&fixture);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/holds/counted", test_counted);
  g_test_add_func ("/model/holds/each-object", test_each_object);
  g_test_add_func ("/model/holds/refresh", test_refresh);
  g_test_add_func ("/model/holds/older", test_older);
  g_test_add_func ("/model/holds/foreach", test_foreach);
  g_test_add_func ("/model/holds/keeps-alive", test_keeps_alive);
  g_test_add_func ("/model/holds/orphan", test_orphan);
  g_test_add_func ("/model/holds/part-states", test_part_states);
  g_test_add_func ("/model/holds/random", test_random);

  return g_test_run ();
}
