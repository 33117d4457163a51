#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"
#include "sources/eight/spill-eight-told.h"

#include <stdlib.h>
#include <string.h>

#include "model/spill-list.h"

/* Builds by their numbers: those that somebody wants, and older ones, gently. A build that is not
 * in its memory a master reads from disk first. */

#define WANTED_MS   30
#define MAX_WANTED  5000   /* a master that runs more is not believed */
#define MAX_PAGE    50     /* builds in one question */
#define MAX_OLDER   100
#define KEEP_MIN    25
#define KEEP_MAX    100    /* as many as the pages of the master itself show */
#define KEEP_TOTAL  3000
#define N_MISSING   10     /* so many in a row: there are none before either */

guint
spill_eight_get_keep (guint n_builders)
{
  return CLAMP (KEEP_TOTAL / MAX (n_builders, 1), KEEP_MIN, KEEP_MAX);
}

/* Some builds of one builder that were asked for, from @low on. */
typedef struct
{
  char *name;
  int   low;
  int   high;
  guint n_found;
} Range;

static void
range_clear (gpointer data)
{
  g_free (((Range *) data)->name);
}

static GArray *
page_new (void)
{
  GArray *page = g_array_new (FALSE, FALSE, sizeof (Range));

  g_array_set_clear_func (page, range_clear);
  return page;
}

static void
page_free (gpointer page)
{
  g_array_unref (page);
}

static void
count_found (GArray         *page,
             SpillEightItem *item)
{
  for (guint i = 0; i < page->len; i++)
    {
      Range *range = &g_array_index (page, Range, i);

      if (g_str_equal (range->name, item->name) && item->build_number >= range->low
          && item->build_number <= range->high)
        range->n_found++;
    }
}

static void
end_range (SpillEightSource *self,
           const Range      *range,
           gboolean          has_failed)
{
  SpillEightBuilder *b = spill_eight_find (self, range->name);

  if (b == NULL)
    return;

  if (has_failed)
    b->next_older = MAX (b->next_older, range->high + 1);
  else if (range->low == 0 || (range->n_found == 0 && range->high - range->low + 1 >= N_MISSING))
    {
      b->has_oldest = TRUE;
      spill_builder_set_known (b->builder);
      spill_builder_set_older_state (b->builder, SPILL_PART_HERE);
    }
}

static guint
add_range (SpillEightBuilder *b,
           guint              n,
           GString           *path,
           const char        *name,    /* (nullable) where @path is not below the builder */
           GArray            *page)
{
  int from = b->next_older;
  Range range = { .low = from, .high = from - 1 };
  guint n_added = 0;

  for (int number = from - 1; number >= 0 && n_added < n; number--)
    {
      g_autofree char *child = name != NULL ? g_strdup_printf ("builds/%d", number)
                                            : g_strdup_printf ("%d", number);

      if (!spill_eight_path_select (path, name, child))
        break;
      range.low = number;
      n_added++;
    }
  if (n_added == 0)
    return 0;

  range.name = g_strdup (b->name);
  b->next_older = range.low;
  g_array_append_val (page, range);
  return n_added;
}

/* What somebody wants */

static void
take_wanted (SpillEightSource *self,
             SpillEightItem   *item,
             gpointer          data)
{
  if (item->type == SPILL_EIGHT_ITEM_END && item->failure != NULL)
    spill_eight_lost (self, item->failure);
}

static gboolean
on_wanted (gpointer user_data)
{
  SpillEightSource *self = user_data;

  self->wanted_timer = 0;
  /* A poll asks for it when it ends, and waits for that. */
  if (self->phase == SPILL_EIGHT_READY && self->n_syncing == 0)
    spill_eight_ask_wanted (self, take_wanted);
  return G_SOURCE_REMOVE;
}

void
spill_eight_want_later (SpillEightSource  *self,
                        SpillEightBuilder *b,
                        int                number)
{
  if (g_hash_table_size (self->wanted) < MAX_WANTED)
    g_hash_table_add (self->wanted, g_strdup_printf ("%d %s", number, b->name));
}

void
spill_eight_want (SpillEightSource  *self,
                  SpillEightBuilder *b,
                  int                number)
{
  spill_eight_want_later (self, b, number);
  if (self->phase == SPILL_EIGHT_READY && self->wanted_timer == 0)
    self->wanted_timer = g_timeout_add (WANTED_MS, on_wanted, self);
}

/* Another answer may have brought it meanwhile. */
static gboolean
is_here (SpillEightSource *self,
         const char       *name,
         int               number)
{
  SpillEightBuilder *b = spill_eight_find (self, name);
  SpillBuild *build = b != NULL ? spill_builder_get_build (b->builder, (guint) number) : NULL;

  return b == NULL || (build != NULL && spill_eight_is_final (build));
}

static int
compare_keys (const void *a,
              const void *b)
{
  return atoi (*(char * const *) a) - atoi (*(char * const *) b);
}

guint
spill_eight_ask_wanted (SpillEightSource *self,
                        SpillEightTake    take)
{
  g_autoptr(GHashTable) wanted = g_steal_pointer (&self->wanted);
  guint n_keys;
  g_autofree char **keys = (char **) g_hash_table_get_keys_as_array (wanted, &n_keys);
  GString *path = NULL;
  guint n = 0, n_asks = 0;

  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  qsort (keys, n_keys, sizeof *keys, compare_keys);
  for (guint i = 0; i < n_keys; i++)
    {
      const char *key = keys[i];
      const char *name = strchr (key, ' ') + 1;
      int number = atoi (key);
      g_autofree char *child = g_strdup_printf ("builds/%d", number);

      if (is_here (self, name, number))
        continue;
      if (path != NULL && (n == MAX_PAGE || !spill_eight_path_select (path, name, child)))
        {
          spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDERS, g_steal_pointer (&path), NULL, take, NULL,
                           NULL);
          n_asks++;
        }
      if (path == NULL)
        {
          path = spill_eight_path (NULL, NULL);
          n = 0;
          spill_eight_path_select (path, name, child);
        }
      n++;
    }
  if (path != NULL)
    {
      spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDERS, path, NULL, take, NULL, NULL);
      n_asks++;
    }

  return n_asks;
}

/* In the background */

static void fill (SpillEightSource *self);

static gboolean
on_fill (gpointer user_data)
{
  SpillEightSource *self = user_data;

  self->fill_timer = 0;
  fill (self);
  return G_SOURCE_REMOVE;
}

static void
fill_later (SpillEightSource *self,
            double            seconds)
{
  guint wait = self->limits.fill_ms;

  if (seconds * 1000 > self->limits.slow_ms / 2)
    wait = MAX (wait, (guint) (seconds * 20000));
  g_clear_handle_id (&self->fill_timer, g_source_remove);
  self->fill_timer = g_timeout_add (wait, on_fill, self);
}

static void
take_page (SpillEightSource *self,
           SpillEightItem   *item,
           gpointer          data)
{
  GArray *page = data;

  if (item->type == SPILL_EIGHT_ITEM_BUILD)
    count_found (page, item);
  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  self->is_filling = FALSE;
  if (item->failure != NULL && item->failure->problem == SPILL_PROBLEM_UNREACHABLE)
    {
      spill_eight_lost (self, item->failure);
      return;
    }
  /* Too large, or one of them is broken: alone the others are told. */
  for (guint i = 0; i < page->len; i++)
    end_range (self, &g_array_index (page, Range, i),
               item->failure != NULL && self->page > 1);
  if (item->failure != NULL || item->seconds * 1000 > self->limits.slow_ms / 2)
    self->page = MAX (1, self->page / 2);
  fill_later (self, item->seconds);
}

static void
fill (SpillEightSource *self)
{
  GString *path;
  GArray *page;
  guint keep = spill_eight_get_keep (self->builders->len);
  guint left = self->page;

  if (self->phase != SPILL_EIGHT_READY || self->is_filling)
    return;

  path = spill_eight_path (NULL, NULL);
  page = page_new ();
  for (guint i = 0; i < self->builders->len && left > 0; i++)
    {
      SpillEightBuilder *b = self->builders->pdata[i];
      guint n = spill_list_get_length (spill_builder_get_builds (b->builder));

      if (!b->has_oldest && b->newest >= 0 && n < keep)
        left -= add_range (b, MIN (left, keep - n), path, b->name, page);
    }
  if (page->len == 0)
    {
      g_string_free (path, TRUE);
      page_free (page);
      return;
    }

  self->is_filling = TRUE;
  spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDERS, path, NULL, take_page, page, page_free);
}

void
spill_eight_fill_begin (SpillEightSource *self)
{
  self->page = MAX_PAGE;
  fill_later (self, 0);
}

void
spill_eight_fill_stop (SpillEightSource *self)
{
  g_clear_handle_id (&self->fill_timer, g_source_remove);
  g_clear_handle_id (&self->wanted_timer, g_source_remove);
  g_hash_table_remove_all (self->wanted);
  self->is_filling = FALSE;
}

/* Older builds that somebody scrolled to */

typedef struct
{
  SpillEightSource *source;    /* not owned: it owns the question */
  SpillBuilder     *builder;
  GArray           *page;
  gboolean          is_answered;
} Older;

/* Without an answer the connection was lost: it may be asked again. */
static void
older_free (gpointer data)
{
  Older *older = data;

  if (!older->is_answered)
    spill_builder_set_older_state (older->builder, SPILL_PART_UNKNOWN);
  g_object_unref (older->builder);
  page_free (older->page);
  g_free (older);
}

static void
take_older (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  Older *older = data;
  const Range *range = &g_array_index (older->page, Range, 0);
  SpillEightBuilder *b = spill_eight_find (self, range->name);

  if (item->type == SPILL_EIGHT_ITEM_BUILD)
    count_found (older->page, item);
  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  older->is_answered = TRUE;
  end_range (self, range, item->failure != NULL);
  if (item->failure != NULL)
    spill_builder_set_older_state (older->builder, SPILL_PART_FAILED);
  else
    spill_builder_set_older_state (older->builder, b == NULL || b->has_oldest ? SPILL_PART_HERE
                                                                              : SPILL_PART_UNKNOWN);
  spill_eight_parts_older (self, older->builder);
}

void
spill_eight_request_older (SpillSource  *source,
                           SpillBuilder *builder,
                           guint         n)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);
  SpillEightBuilder *b = spill_eight_find (self, spill_builder_get_name (builder));
  GString *path;
  GArray *page;
  Older *older;

  if (b == NULL || self->phase != SPILL_EIGHT_READY
      || spill_builder_get_older_state (builder) == SPILL_PART_LOADING)
    return;

  path = spill_eight_path (b->name, "builds");
  page = page_new ();
  if (add_range (b, CLAMP (n, 1, MAX_OLDER), path, NULL, page) == 0)
    {
      spill_builder_set_older_state (builder, SPILL_PART_HERE);
      g_string_free (path, TRUE);
      page_free (page);
      return;
    }

  older = g_new (Older, 1);
  *older = (Older) { self, g_object_ref (builder), page, FALSE };
  spill_builder_set_older_state (builder, SPILL_PART_LOADING);
  spill_eight_ask (self, SPILL_EIGHT_ASK_BUILDS, path, b->name, take_older, older, older_free);
}
