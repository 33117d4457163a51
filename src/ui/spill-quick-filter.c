#include "ui/spill-quick-filter.h"

#include <string.h>

#include "model/spill-master.h"
#include "model/spill-worker.h"

struct _SpillQuickFilter
{
  char **words;   /* folded */
};

/* For comparing whatever the case; most names are ASCII, for which this need not be slow. */
static char *
fold (const char *text)
{
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  else
    {
      g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

      return g_utf8_casefold (normal != NULL ? normal : text, -1);
    }
}

/**
 * spill_quick_filter_new:
 * @text: (nullable): what was typed
 *
 * Returns: (transfer full): a filter for the words of @text
 */
SpillQuickFilter *
spill_quick_filter_new (const char *text)
{
  SpillQuickFilter *self = g_new0 (SpillQuickFilter, 1);
  g_autofree char *folded = fold (text != NULL ? text : "");
  g_auto(GStrv) words = g_strsplit_set (folded, " \t\n", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] != '\0')
        g_strv_builder_add (builder, words[i]);
    }
  self->words = g_strv_builder_end (builder);
  return self;
}

/**
 * spill_quick_filter_free:
 * @self: (transfer full): a filter
 */
void
spill_quick_filter_free (SpillQuickFilter *self)
{
  g_strfreev (self->words);
  g_free (self);
}

/**
 * spill_quick_filter_is_empty:
 * @self: a filter
 *
 * Returns: whether it lets everything through
 */
gboolean
spill_quick_filter_is_empty (const SpillQuickFilter *self)
{
  return self->words[0] == NULL;
}

/**
 * spill_quick_filter_matches:
 * @self: a filter
 * @haystack: a folded text
 *
 * Returns: whether @haystack has all its words
 */
gboolean
spill_quick_filter_matches (const SpillQuickFilter *self,
                            const char             *haystack)
{
  for (guint i = 0; self->words[i] != NULL; i++)
    {
      if (strstr (haystack, self->words[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* A line each, so that no word is found across two of them. */
static void
add (GString    *text,
     const char *words)
{
  if (words == NULL || *words == '\0')
    return;
  g_string_append (text, words);
  g_string_append_c (text, '\n');
}

static void
add_all (GString            *text,
         const char * const *words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    add (text, words[i]);
}

/* Both the words on screen and Buildbot's own. */
static void
add_states (GString                  *text,
            SpillBuilder             *builder,
            const SpillOverviewFacts *facts)
{
  add (text, spill_look_word (facts->look));
  add (text, spill_look_word (spill_look_of_builder (builder)));
  add (text, spill_overview_section_to_nick (facts->section));
  add (text, spill_overview_section_to_title (facts->section));
  if (spill_builder_get_last_build (builder) != NULL)
    add (text, spill_result_to_nick (spill_build_get_result (spill_builder_get_last_build (builder))));
  if (facts->n_running > 0)
    add (text, spill_overview_section_to_title (SPILL_OVERVIEW_BUILDING));
  if (facts->n_pending > 0)
    add (text, spill_look_word (SPILL_LOOK_PENDING));
  if (facts->is_new)
    add (text, "new");
}

/**
 * spill_quick_filter_haystack:
 * @builder: a builder
 * @facts: what was read from it
 *
 * Returns: (transfer full): what a filter is looked for in
 */
char *
spill_quick_filter_haystack (SpillBuilder             *builder,
                             const SpillOverviewFacts *facts)
{
  g_autoptr(GString) text = NULL;
  g_auto(GStrv) people = NULL;
  SpillBuild *last_build;
  SpillMaster *master;
  SpillList *workers;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), NULL);

  text = g_string_sized_new (256);
  add (text, spill_builder_get_name (builder));
  add_all (text, spill_builder_get_tags (builder));
  add (text, spill_builder_get_project (builder));
  master = spill_builder_get_master (builder);
  if (master != NULL)
    add (text, spill_master_get_name (master));

  workers = spill_builder_get_workers (builder);
  for (guint i = 0; i < spill_list_get_length (workers); i++)
    add (text, spill_worker_get_name (spill_list_peek (workers, i)));

  if (facts->section == SPILL_OVERVIEW_BROKEN)
    {
      people = spill_builder_dup_streak_people (builder);
      add_all (text, (const char * const *) people);
    }
  last_build = spill_builder_get_last_build (builder);
  if (last_build != NULL)
    add_all (text, spill_build_get_people (last_build));

  add_states (text, builder, facts);
  return fold (text->str);
}

char *
spill_quick_filter_haystack_of_names (const char         *name,
                                      const char * const *tags)
{
  g_autoptr(GString) text = g_string_sized_new (64);

  add (text, name);
  add_all (text, tags);
  return fold (text->str);
}
