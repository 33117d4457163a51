#include "overview-fill.h"

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"

#define MINUTE 60.0
#define HOUR 3600.0

static const char * const systems[] = { "linux", "windows", "macos", "freebsd", "android" };
static const char * const tools[] = { "gcc", "clang", "asan", "release", "docs", "coverage", "arm64" };
static const char * const people[] = { "Ann Example <ann@example.org>", "Bob <bob@example.org>",
                                       "carol@example.org" };

/* Results of the @i-th builder's builds, oldest first; "." runs. */
static const char *
get_results (guint i)
{
  static const char * const kinds[10] = {
    "SSSSSSSSSS", "SSSSSSFFFF", "SWSSSSSSSW", "SSSFSSSSSS", "SSSSSSSSS.",
    "SSFSSSSSSF", "SSSSSCSSSE", "SSSSSSSSSS", "SSSKSSSSSS", "FFFFFFFFF."
  };

  if (i % 40 == 27)
    return "";
  return kinds[i % 10];
}

static void
add_step (SpillBuild *build,
          guint       number,
          const char *name,
          double      started,
          double      finished,   /* 0: runs */
          SpillResult result)
{
  SpillStep *step = spill_build_add_step (build, number, name);

  spill_step_begin (step);
  spill_step_set_started (step, started);
  if (finished > 0)
    spill_step_set_finished (step, finished, result);
  spill_step_end (step);
}

static void
add_build (SpillBuilder *builder,
           guint         i,
           guint         number,
           char          letter,
           double        started,
           double        finished)
{
  static const char letters[] = "SWFKERC";
  SpillBuild *build = spill_builder_add_build (builder, i * 1000 + number, number);
  SpillResult result = SPILL_RESULT_NONE;
  const char *names[3] = { people[number % 3], number % 2 == 0 ? people[(number + 1) % 3] : NULL, NULL };

  for (guint k = 0; letters[k] != '\0'; k++)
    {
      if (letters[k] == letter)
        result = k;
    }
  spill_build_begin (build);
  spill_build_set_started (build, started);
  spill_build_set_worker_name (build, "ant");
  spill_build_set_people (build, names);
  spill_build_set_revision (build, "4f2a91c04f2a91c04f2a91c04f2a91c04f2a91c0", NULL);
  if (letter == '.')
    {
      add_step (build, 0, "git", started, started + MINUTE, SPILL_RESULT_SUCCESS);
      add_step (build, 1, "compile", started + MINUTE, 0, SPILL_RESULT_NONE);
    }
  else if (letter == 'F')
    {
      add_step (build, 0, "git", started, started + MINUTE, SPILL_RESULT_SUCCESS);
      add_step (build, 1, i % 20 == 5 ? "compile" : "test", started + MINUTE, finished, result);
    }
  if (letter == 'E')
    spill_build_set_text (build, "exception git (worker lost)");
  if (letter == 'W')
    spill_build_set_text (build, "3 warnings compile");
  if (letter != '.')
    spill_build_set_finished (build, finished, result);
  spill_build_end (build);
}

void
overview_fill (SpillMaster *master,
               guint        n,
               double       now)
{
  SpillWorker *worker = spill_master_add_worker (master, 1, "ant");

  spill_worker_set_connected (worker, TRUE);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%s-%u", systems[i % 5], tools[i % 7], i);
      const char *tags[] = { systems[i % 5], tools[i % 7], NULL };
      SpillBuilder *builder = spill_master_add_builder (master, i + 1, name);
      const char *results = get_results (i);
      double last = now - (i * 7 % 90) * MINUTE - (i % 10 == 1 ? 30 * HOUR : 0);

      spill_builder_set_tags (builder, tags);
      spill_builder_set_description (builder, "Builds <everything> & tests it");
      spill_builder_set_state (builder, i % 40 == 13 ? SPILL_BUILDER_OFFLINE : SPILL_BUILDER_IDLE);
      if (i % 40 == 33)
        continue;
      spill_builder_set_known (builder);
      if (i % 10 == 4 || i % 20 == 9)
        spill_builder_set_n_pending (builder, 1 + i % 3);
      for (guint k = 0; results[k] != '\0'; k++)
        {
          double ago = (9 - k) * HOUR;
          double length = (6 + i % 9) * MINUTE;

          if (results[k] == '.')
            add_build (builder, i, 101 + k, '.', now - (1 + i % 12) * MINUTE, 0);
          else
            add_build (builder, i, 101 + k, results[k], last - ago - length, last - ago);
        }
    }
  spill_master_settle (master);
}

void
overview_event (SpillMaster *master,
                guint        i,
                double       now)
{
  SpillBuilder *builder = spill_list_find (spill_master_get_builders (master), i + 1);
  SpillBuild *running = spill_list_peek (spill_builder_get_running (builder), 0);
  SpillBuild *last = spill_builder_get_last_build (builder);
  guint number = last != NULL ? spill_build_get_number (last) + 1 : 101;

  if (running != NULL)
    {
      spill_build_set_finished (running, now,
                                last != NULL && spill_build_get_result (last) == SPILL_RESULT_FAILURE
                                  ? SPILL_RESULT_SUCCESS : SPILL_RESULT_FAILURE);
      return;
    }
  running = spill_builder_add_build (builder, i * 1000 + number, number);
  spill_build_set_started (running, now);
}
