#include "sources/eight/spill-eight-pb-private.h"

#include "sources/eight/spill-eight-expect.h"
#include "sources/spill-held.h"

/* Builders and builds, asked for. References are released as soon as they have served: a 0.8 master
 * gives a client no more than about a thousand. */

#define MAX_BUILDERS 4000
#define MAX_MISSED 100       /* builds of a builder that happened while there was no connection */
#define MAX_STREAK 100
#define STREAK_STEP 25
#define KEEP 10              /* finished builds of each builder that are fetched unasked */

SpillEightPbBuilder *
spill_eight_pb_find (SpillEightPbSource *self,
                     const char         *name)
{
  SpillEightPbBuilder *b = g_hash_table_lookup (self->builders, name);
  SpillBuilder *builder = spill_master_find_builder (spill_eight_pb_master (self), name);

  if (self->web == NULL)
    return b;
  if (b == NULL || b->builder == builder)
    return b == NULL && builder != NULL ? spill_eight_pb_learn (self, name) : b;
  /* The other one took it away; perhaps there is one of this name again. */
  g_hash_table_remove (self->builders, name);
  return builder != NULL ? spill_eight_pb_learn (self, name) : NULL;
}

SpillEightPbBuilder *
spill_eight_pb_learn (SpillEightPbSource *self,
                      const char         *name)
{
  SpillEightPbBuilder *b = g_hash_table_lookup (self->builders, name);

  if (b != NULL)
    return b;
  if (g_hash_table_size (self->builders) >= MAX_BUILDERS)
    return NULL;
  b = g_new0 (SpillEightPbBuilder, 1);
  b->source = self;
  b->builder = g_object_ref (spill_eight_add_builder (spill_eight_pb_master (self), name));
  b->next_older = -1;
  g_queue_init (&b->events);
  g_hash_table_insert (self->builders, g_strdup (name), b);
  return b;
}

void
spill_eight_pb_builder_free (gpointer data)
{
  SpillEightPbBuilder *b = data;

  g_queue_clear_full (&b->events, spill_eight_pb_free_event);
  g_object_unref (b->builder);
  g_free (b);
}

SpillEightPbBuilder *
spill_eight_pb_find_known (SpillEightPbSource *self,
                           SpillBuilder       *builder)
{
  SpillEightPbBuilder *b = spill_eight_pb_find (self, spill_builder_get_name (builder));

  return b != NULL && b->builder == builder ? b : NULL;
}

/* Older builds, one after the other: the master answers all from one thread. */
static void ask_older (SpillEightPbBuilder *b);

static void
on_older (SpillEightPbSource  *self,
          SpillEightPbBuilder *b,
          SpillBuild          *build,
          gpointer             data)
{
  if (b == NULL)
    return;
  b->next_older--;
  if (b->n_older > 0)
    b->n_older--;
  ask_older (b);
}

/* There was no answer: no more come, unless they are asked for again. */
static void
fail_older (SpillEightPbBuilder *b)
{
  b->n_older = 0;
  spill_builder_set_older_state (b->builder, SPILL_PART_FAILED);
}

static void
take_older (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b == NULL || answer == NULL)
    {
      spill_eight_pb_release (self, reference);
      if (b != NULL && !self->is_stale)
        fail_older (b);
    }
  else if (reference < 0)
    on_older (self, b, NULL, NULL);   /* a number that the master has no build of */
  else
    spill_eight_pb_read_build (b, reference, FALSE, on_older, NULL);
}

static void
take_builder_of_older (SpillEightPbSource *self,
                       const SpillSexp    *answer,
                       gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b == NULL || reference < 0)
    {
      spill_eight_pb_release (self, reference);
      if (b != NULL && !self->is_stale)
        fail_older (b);
      return;
    }
  spill_eight_pb_ask (self, reference, "getBuild", NULL, &b->next_older, take_older, g_object_ref (builder));
  spill_eight_pb_release (self, reference);   /* after the call, in this order */
}

static void
ask_older (SpillEightPbBuilder *b)
{
  SpillList *builds = spill_builder_get_builds (b->builder);

  while (b->next_older >= 0 && b->next_older < G_MAXUINT && spill_builder_get_build (b->builder, (guint) b->next_older) != NULL)
    b->next_older--;
  if (b->n_older == 0 || b->next_older < 0 || spill_list_get_length (builds) >= 100000)
    {
      b->n_older = 0;
      spill_builder_set_older_state (b->builder, b->next_older < 0 ? SPILL_PART_HERE : SPILL_PART_UNKNOWN);
      spill_builder_set_known (b->builder);
      spill_eight_pb_ended (b);
      return;
    }
  spill_builder_set_older_state (b->builder, SPILL_PART_LOADING);
  spill_eight_pb_ask (b->source, b->source->perspective, "getBuilder", spill_builder_get_name (b->builder), NULL,
                      take_builder_of_older, g_object_ref (b->builder));
}

static void
want_older (SpillEightPbBuilder *b,
            guint                n)
{
  gboolean is_asking = b->n_older > 0;

  b->n_older += n;
  if (!is_asking)
    ask_older (b);
}

void
spill_eight_pb_request_older (SpillSource  *source,
                              SpillBuilder *builder,
                              guint         n)
{
  SpillEightPbBuilder *b = spill_eight_pb_find_known (SPILL_EIGHT_PB_SOURCE (source), builder);

  if (b != NULL && b->source->broker != NULL)
    want_older (b, n);
}

/* A builder: its category, its state and its newest builds. */
static void
on_newest (SpillEightPbSource  *self,
           SpillEightPbBuilder *b,
           SpillBuild          *build,
           gpointer             data)
{
  guint n = b != NULL ? spill_list_get_length (spill_builder_get_builds (b->builder))
                        - spill_list_get_length (spill_builder_get_running (b->builder)) : 0;

  if (build != NULL && n <= KEEP)
    {
      b->next_older = (gint64) spill_build_get_number (build) - 1;
      want_older (b, KEEP + 1 - n);
    }
  if (b != NULL)
    spill_builder_set_known (b->builder);
  spill_eight_pb_synced (self);
}

static void
on_running (SpillEightPbSource  *self,
            SpillEightPbBuilder *b,
            SpillBuild          *build,
            gpointer             data)
{
  spill_eight_pb_synced (self);
}

static void
take_category (SpillEightPbSource *self,
               const SpillSexp    *answer,
               gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  g_autofree char *category = spill_jelly_dup_text (answer);
  const char *const tags[] = { category, NULL };

  if (answer == NULL)
    return;
  spill_builder_set_category (builder, category);
  spill_builder_set_tags (builder, tags);
}

SpillBuilderState
spill_eight_pb_read_state (const SpillSexp *sexp)
{
  return spill_jelly_is_text (sexp, "idle") ? SPILL_BUILDER_IDLE
         : spill_jelly_is_text (sexp, "building") ? SPILL_BUILDER_BUILDING : SPILL_BUILDER_OFFLINE;
}

/* Builds that ran when we last looked and do not now have ended without our seeing it. */
static void
take_state (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  const SpillSexp *running = spill_jelly_get_item (answer, 2);
  guint n = spill_jelly_get_length (running);

  if (answer != NULL && b != NULL)
    {
      spill_builder_set_state (builder, spill_eight_pb_read_state (spill_jelly_get_item (answer, 0)));
      for (guint i = 0; i < n; i++)
        {
          gint64 reference = spill_eight_pb_take (self, spill_jelly_get_item (running, i));

          if (reference < 0)
            continue;
          self->n_syncing++;
          spill_eight_pb_read_build (b, reference, FALSE, on_running, NULL);
        }
    }
}

static void
take_newest (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b == NULL)
    spill_eight_pb_release (self, reference);
  else if (reference >= 0)
    {
      spill_eight_pb_read_build (b, reference, FALSE, on_newest, NULL);
      return;
    }
  else if (answer != NULL)
    {
      spill_builder_set_known (builder);
      spill_builder_set_older_state (builder, SPILL_PART_HERE);
    }
  spill_eight_pb_synced (self);
}

static void
on_stale (SpillEightPbSource  *self,
          SpillEightPbBuilder *b,
          SpillBuild          *build,
          gpointer             data)
{
}

/* A build that ran before the connection was lost: what has become of it. */
static void
take_stale (SpillEightPbSource *self,
            const SpillSexp    *answer,
            gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b != NULL && reference >= 0)
    spill_eight_pb_read_build (b, reference, FALSE, on_stale, NULL);
  else
    spill_eight_pb_release (self, reference);
}

static void
ask_state (SpillEightPbBuilder *b,
           gint64               reference)
{
  SpillEightPbSource *self = b->source;
  SpillList *running = spill_builder_get_running (b->builder);

  spill_eight_pb_ask (self, reference, "getCategory", NULL, NULL, take_category, g_object_ref (b->builder));
  spill_eight_pb_ask (self, reference, "getState", NULL, NULL, take_state, g_object_ref (b->builder));
  for (guint i = 0; i < spill_list_get_length (running); i++)
    {
      gint64 number = spill_build_get_number (spill_list_peek (running, i));

      spill_eight_pb_ask (self, reference, "getBuild", NULL, &number, take_stale, g_object_ref (b->builder));
    }
  spill_eight_pb_ask (self, reference, "getLastFinishedBuild", NULL, NULL, take_newest, g_object_ref (b->builder));
  spill_eight_pb_release (self, reference);
}

/* What happened while there was no connection: builds after those that are known, in their order, or
 * the last of them would make the others old ones, of which nobody is told. */

typedef struct
{
  SpillBuilder *builder;
  gint64        reference;   /* to it */
  gint64        build;       /* to its newest build */
} Missing;

static void
take_missed (SpillEightPbSource *self,
             const SpillSexp    *answer,
             gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b != NULL && reference >= 0)
    {
      spill_eight_pb_read_build (b, reference, FALSE, on_running, NULL);
      return;
    }
  spill_eight_pb_release (self, reference);
  spill_eight_pb_synced (self);
}

static void
begin_anew (SpillBuilder *builder,
            gint64        newest)
{
  SpillList *builds = spill_builder_get_builds (builder);

  while (spill_list_get_length (builds) > 0 && spill_build_get_number (spill_list_peek (builds, 0)) > newest)
    spill_builder_remove_build (builder, spill_build_get_number (spill_list_peek (builds, 0)));
}

static void
take_newest_number (SpillEightPbSource *self,
                    const SpillSexp    *answer,
                    gpointer            data)
{
  Missing *missing = data;
  g_autoptr(SpillBuilder) builder = missing->builder;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  SpillList *builds = spill_builder_get_builds (builder);
  gint64 known = spill_list_get_length (builds) > 0 ? (gint64) spill_build_get_number (spill_list_peek (builds, 0)) : -1;
  gint64 newest = spill_jelly_get_integer (answer, -1);

  spill_eight_pb_release (self, missing->build);
  if (b != NULL && newest >= 0 && newest < known)
    begin_anew (builder, newest);
  if (b != NULL && newest - MAX_MISSED > known)
    {
      b->next_older = newest - MAX_MISSED;
      spill_builder_set_older_state (builder, SPILL_PART_UNKNOWN);
    }
  for (gint64 i = MAX (known + 1, newest - MAX_MISSED + 1); b != NULL && i <= newest; i++)
    {
      self->n_syncing++;
      spill_eight_pb_ask (self, missing->reference, "getBuild", NULL, &i, take_missed, g_object_ref (builder));
    }
  if (b != NULL && !self->is_stale)
    ask_state (b, missing->reference);
  else
    {
      spill_eight_pb_release (self, missing->reference);
      spill_eight_pb_synced (self);
    }
  g_free (missing);
}

static void
take_newest_build (SpillEightPbSource *self,
                   const SpillSexp    *answer,
                   gpointer            data)
{
  Missing *missing = data;

  missing->build = spill_eight_pb_take (self, answer);
  spill_eight_pb_ask (self, missing->build >= 0 ? missing->build : self->perspective,
                      missing->build >= 0 ? "getNumber" : "ping", NULL, NULL, take_newest_number, missing);
}

static void
ask_builder (SpillEightPbBuilder *b,
             gint64               reference)
{
  gint64 newest = -1;
  Missing *missing;

  if (spill_list_get_length (spill_builder_get_builds (b->builder)) == 0)
    {
      ask_state (b, reference);
      return;
    }
  missing = g_new (Missing, 1);
  *missing = (Missing) { g_object_ref (b->builder), reference, -1 };
  spill_eight_pb_ask (b->source, reference, "getBuild", NULL, &newest, take_newest_build, missing);
}

static void
take_builder (SpillEightPbSource *self,
              const SpillSexp    *answer,
              gpointer            data)
{
  g_autoptr(SpillBuilder) builder = data;
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  gint64 reference = spill_eight_pb_take (self, answer);

  if (b != NULL && reference >= 0)
    {
      ask_builder (b, reference);
      return;
    }
  spill_eight_pb_release (self, reference);
  spill_eight_pb_synced (self);
}

/**
 * spill_eight_pb_sync_builder:
 * @b: a builder
 * @reference: to it; -1: it is asked for
 *
 * Ends with one spill_eight_pb_synced().
 */
void
spill_eight_pb_sync_builder (SpillEightPbBuilder *b,
                             gint64               reference)
{
  if (reference >= 0)
    ask_builder (b, reference);
  else
    spill_eight_pb_ask (b->source, b->source->perspective, "getBuilder", spill_builder_get_name (b->builder), NULL,
                        take_builder, g_object_ref (b->builder));
}

/* What is known of its builds tells how long one takes, and how long they have been bad. */
void
spill_eight_pb_fetch_builder (SpillEightPbSource *self,
                              SpillBuilder       *builder,
                              SpillParts          part)
{
  SpillEightPbBuilder *b = spill_eight_pb_find_known (self, builder);
  SpillStreak streak;

  if (part == SPILL_PART_EXPECTATIONS)
    spill_eight_expect (builder, FALSE);
  spill_builder_get_streak (builder, &streak);
  if (part == SPILL_PART_STREAK && b != NULL && b->n_older == 0 && spill_result_is_bad (streak.result)
      && streak.open_ended && spill_list_get_length (spill_builder_get_builds (builder)) < MAX_STREAK
      && spill_builder_get_older_state (builder) == SPILL_PART_UNKNOWN)
    want_older (b, STREAK_STEP);
  spill_held_set_state (builder, part, SPILL_PART_HERE, NULL);
}

void
spill_eight_pb_ended (SpillEightPbBuilder *b)
{
  static const SpillParts parts[] = { SPILL_PART_EXPECTATIONS, SPILL_PART_STREAK };

  spill_eight_pb_adapt (b->source);
  for (guint i = 0; i < G_N_ELEMENTS (parts) && spill_eight_pb_is_alone (b->source); i++)
    if (spill_builder_get_held (b->builder) & parts[i])
      spill_eight_pb_fetch_builder (b->source, b->builder, parts[i]);
}

void
spill_eight_pb_trim (SpillEightPbBuilder *b)
{
  SpillList *builds = spill_builder_get_builds (b->builder);
  guint n = spill_list_get_length (builds);

  if (!spill_eight_pb_is_alone (b->source) || b->n_older > 0)
    return;
  spill_builder_trim (b->builder, spill_eight_get_keep (g_hash_table_size (b->source->builders)));
  if (spill_list_get_length (builds) < n)
    b->next_older = MAX (b->next_older, spill_builder_get_older_from (b->builder) - 1);
}
