#include "sources/eight/spill-eight-pb-private.h"

#include <math.h>

char **
spill_eight_pb_dup_words (const SpillSexp *list)
{
  guint n = spill_jelly_get_length (list);
  char **words = g_new0 (char *, n + 1);
  guint n_words = 0;

  for (guint i = 0; i < n; i++)
    {
      char *word = spill_jelly_dup_text (spill_jelly_get_item (list, i));

      if (word != NULL)
        words[n_words++] = word;
    }
  return words;
}

/* One build: four questions at once. A master answers them in this order; what only says that it is one
 * may do so in any. */
#define N_QUESTIONS 4

typedef struct
{
  SpillBuilder          *builder;
  gint64                 reference;
  gboolean               is_start;
  guint                  n_open;      /* questions */
  gint64                 number;
  double                 started, finished;
  char                 **words;
  gboolean               has_result;
  SpillResult            result;
  SpillEightPbBuildFunc  done;
  gpointer               data;
} Reading;

static void
apply (SpillBuild    *build,
       const Reading *reading)
{
  spill_build_begin (build);
  if (reading->started > 0)
    spill_build_set_started (build, reading->started);
  if (reading->words != NULL && !reading->is_start)
    spill_build_set_words (build, (const char * const *) reading->words);
  if (reading->finished > 0 && !reading->is_start && !spill_build_is_finished (build))
    spill_build_set_finished (build, reading->finished, reading->result);
  spill_build_end (build);
}

/* After each answer: does what is to be done after the last. */
static void
advance (SpillEightPbSource *self,
         Reading            *reading)
{
  SpillEightPbBuilder *b;
  SpillBuild *build = NULL;

  if (--reading->n_open > 0)
    return;

  b = spill_eight_pb_find_known (self, reading->builder);
  spill_eight_pb_release (self, reading->reference);
  if (reading->has_result && b != NULL && reading->number >= 0 && reading->number < G_MAXINT32)
    {
      build = spill_builder_add_build (reading->builder, 0, (guint) reading->number);
      /* What is over does not change, unless the master began its history anew. */
      if (spill_build_is_finished (build) && reading->started > 0
          && fabs (spill_build_get_started (build) - reading->started) >= 1)
        {
          spill_builder_remove_build (reading->builder, (guint) reading->number);
          build = spill_builder_add_build (reading->builder, 0, (guint) reading->number);
        }
      apply (build, reading);
    }
  if (!self->is_stale)
    reading->done (self, b, build, reading->data);
  g_strfreev (reading->words);
  g_object_unref (reading->builder);
  g_free (reading);
}

static void
take_number (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  Reading *reading = data;

  reading->number = spill_jelly_get_integer (answer, -1);
  advance (self, reading);
}

static void
take_times (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  Reading *reading = data;

  reading->started = spill_jelly_get_double (spill_jelly_get_item (answer, 0), 0);
  reading->finished = spill_jelly_get_double (spill_jelly_get_item (answer, 1), 0);
  advance (self, reading);
}

static void
take_words (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  Reading *reading = data;

  reading->words = spill_eight_pb_dup_words (answer);
  advance (self, reading);
}

static void
take_result (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  Reading *reading = data;

  reading->has_result = answer != NULL;
  reading->result = spill_result_from_number (spill_jelly_get_integer (answer, -1));
  advance (self, reading);
}

void
spill_eight_pb_read_build (SpillEightPbBuilder   *b,
                           gint64                 reference,
                           gboolean               is_start,
                           SpillEightPbBuildFunc  done,
                           gpointer               data)
{
  SpillEightPbSource *self = b->source;
  Reading *reading = g_new0 (Reading, 1);

  *reading = (Reading) { .builder = g_object_ref (b->builder), .reference = reference, .is_start = is_start,
                          .n_open = N_QUESTIONS, .number = -1, .done = done, .data = data };
  spill_eight_pb_ask (self, reference, "getNumber", NULL, NULL, take_number, reading);
  spill_eight_pb_ask (self, reference, "getTimes", NULL, NULL, take_times, reading);
  spill_eight_pb_ask (self, reference, "getText", NULL, NULL, take_words, reading);
  spill_eight_pb_ask (self, reference, "getResults", NULL, NULL, take_result, reading);
}
