#include "layout/spill-console.h"

#include <string.h>

#include "layout/spill-waterfall-query.h"

static const char *const default_group[] = { "default", NULL };

/* The lines: which change stands where, by its number and by its revision. */
typedef struct
{
  SpillConsole            *console;
  const SpillConsoleQuery *query;
  GHashTable              *by_id;         /* of line + 1 by pointer to the number */
  GHashTable              *by_revision;   /* likewise by text */
} Lines;

static gboolean
matches (const char *wanted,
         const char *text)
{
  return wanted == NULL || *wanted == '\0' || strcmp (wanted, text) == 0;
}

static gboolean
has_change (const SpillConsoleQuery *query,
            const SpillChangeFacts  *change)
{
  return spill_query_matches_branch (query->branches, change->branch)
         && spill_query_matches (query->names, change->author)
         && matches (query->repository, change->repository)
         && matches (query->project, change->project)
         && matches (query->codebase, change->codebase);
}

static int
compare_id (const SpillChangeFacts *a,
            const SpillChangeFacts *b)
{
  return a->id < b->id ? 1 : a->id > b->id ? -1 : 0;
}

/* Newest on top. */
static int
compare_time (gconstpointer a,
              gconstpointer b)
{
  const SpillChangeFacts *x = *(SpillChangeFacts * const *) a;
  const SpillChangeFacts *y = *(SpillChangeFacts * const *) b;

  return x->when < y->when ? 1 : x->when > y->when ? -1 : compare_id (x, y);
}

static int
compare_revision (gconstpointer a,
                  gconstpointer b)
{
  const SpillChangeFacts *x = *(SpillChangeFacts * const *) a;
  const SpillChangeFacts *y = *(SpillChangeFacts * const *) b;
  int order = strcmp (y->revision, x->revision);

  return order != 0 ? order : compare_id (x, y);
}

/* Of neighbours with the same revision the oldest stands for all of them. */
static void
place_changes (Lines     *lines,
               GPtrArray *changes)
{
  SpillConsole *self = lines->console;
  const SpillConsoleQuery *query = lines->query;
  guint limit = query->n_changes > 0 ? MIN (query->n_changes, SPILL_CONSOLE_MAX_CHANGES)
                                     : SPILL_CONSOLE_N_CHANGES;
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();

  for (guint i = 0; i < changes->len && chosen->len < limit; i++)
    if (has_change (query, changes->pdata[i]))
      g_ptr_array_add (chosen, changes->pdata[i]);
  g_ptr_array_sort (chosen, query->by_time ? compare_time : compare_revision);

  self->changes = g_new0 (SpillChangeFacts *, MAX (chosen->len, 1));
  for (guint i = 0; i < chosen->len; i++)
    {
      SpillChangeFacts *change = chosen->pdata[i];
      SpillChangeFacts **last = self->n_changes > 0 ? &self->changes[self->n_changes - 1] : NULL;

      if (last != NULL && strcmp ((*last)->revision, change->revision) == 0)
        {
          spill_change_facts_unref (*last);
          *last = spill_change_facts_ref (change);
        }
      else
        self->changes[self->n_changes++] = spill_change_facts_ref (change);
      if (change->id > 0)
        g_hash_table_insert (lines->by_id, &change->id, GUINT_TO_POINTER (self->n_changes));
      if (*change->revision != '\0' && !g_hash_table_contains (lines->by_revision, change->revision))
        g_hash_table_insert (lines->by_revision, (char *) change->revision,
                             GUINT_TO_POINTER (self->n_changes));
    }
}

static void
place_columns (Lines     *lines,
               GPtrArray *columns)
{
  SpillConsole *self = lines->console;

  self->columns = g_new0 (SpillColumn *, MAX (columns->len, 1));
  for (guint i = 0; i < columns->len; i++)
    if (spill_query_matches (lines->query->builders, ((SpillColumn *) columns->pdata[i])->name)
        && spill_column_has_tag (columns->pdata[i], lines->query->tags))
      self->columns[self->n_columns++] = spill_column_ref (columns->pdata[i]);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static void
place_groups (SpillConsole *self)
{
  g_autoptr(GHashTable) groups = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                        (GDestroyNotify) g_array_unref);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  for (guint c = 0; c < self->n_columns; c++)
    {
      const char * const *tags = self->columns[c]->tags[0] != NULL ? self->columns[c]->tags : default_group;

      for (guint i = 0; tags[i] != NULL; i++)
        {
          GArray *members = g_hash_table_lookup (groups, tags[i]);

          if (members == NULL)
            {
              members = g_array_new (FALSE, FALSE, sizeof (guint));
              g_hash_table_insert (groups, (char *) tags[i], members);
            }
          g_array_append_val (members, c);
        }
    }
  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, compare_texts);

  self->n_groups = names->len;
  self->groups = g_new0 (SpillConsoleGroup, MAX (names->len, 1));
  for (guint i = 0; i < names->len; i++)
    {
      GArray *members = g_hash_table_lookup (groups, names->pdata[i]);

      self->groups[i].name = names->pdata[i];   /* a column's, which we keep */
      self->groups[i].n_columns = members->len;
      self->groups[i].columns = g_memdup2 (members->data, members->len * sizeof (guint));
    }
}

static SpillConsoleState
state_of (const SpillColumnBuild *build,
          SpillResult             before)
{
  if (build->finished <= 0)
    return SPILL_CONSOLE_RUNNING;
  switch (build->result)
    {
    case SPILL_RESULT_SUCCESS:
      return SPILL_CONSOLE_SUCCESS;
    case SPILL_RESULT_WARNINGS:
      return SPILL_CONSOLE_WARNINGS;
    case SPILL_RESULT_FAILURE:
      return spill_result_is_bad (before) ? SPILL_CONSOLE_FAILURE_AGAIN : SPILL_CONSOLE_FAILURE;
    case SPILL_RESULT_NONE:
    case SPILL_RESULT_SKIPPED:
    case SPILL_RESULT_EXCEPTION:
    case SPILL_RESULT_RETRY:
    case SPILL_RESULT_CANCELLED:
    default:
      return SPILL_CONSOLE_EXCEPTION;
    }
}

/* The first build with the change; one that was retried makes room for the next. */
static void
fill_box (Lines                  *lines,
          gpointer                line,
          guint                   column,
          const SpillColumnBuild *build,
          SpillResult             before)
{
  SpillConsole *self = lines->console;
  SpillConsoleBox *box;

  if (line == NULL)
    return;
  box = &self->boxes[(GPOINTER_TO_UINT (line) - 1) * self->n_columns + column];
  if (box->build != NULL && box->build->result != SPILL_RESULT_RETRY)
    return;

  box->build = build;
  box->state = state_of (build, before);
}

static void
fill_column (Lines *lines,
             guint  column)
{
  const SpillColumn *c = lines->console->columns[column];
  SpillResult before = SPILL_RESULT_NONE;   /* of the last build that tells anything */

  for (guint i = c->n_builds; i > 0; i--)
    {
      const SpillColumnBuild *build = c->builds[i - 1];

      if (!spill_column_build_has_branch (build, lines->query->branches))
        continue;
      for (guint j = 0; j < build->n_changes; j++)
        {
          const SpillColumnChange *change = &build->changes[j];
          gpointer line = change->id > 0 ? g_hash_table_lookup (lines->by_id, &change->id)
                          : change->revision != NULL
                            ? g_hash_table_lookup (lines->by_revision, change->revision) : NULL;

          fill_box (lines, line, column, build, before);
        }
      for (guint j = 0; !build->has_changes && j < build->n_stamps; j++)
        if (build->stamps[j].revision != NULL)
          fill_box (lines, g_hash_table_lookup (lines->by_revision, build->stamps[j].revision), column,
                    build, before);
      if (spill_result_is_good (build->result) || spill_result_is_bad (build->result))
        before = build->result;
    }
}

/* A builder whose builds are all of other codebases will never build the change. */
static gboolean
builds_codebase (const SpillColumn *column,
                 const char        *codebase)
{
  gboolean has_stamps = FALSE;

  for (guint i = 0; i < column->n_builds; i++)
    {
      const SpillColumnBuild *build = column->builds[i];

      for (guint j = 0; build->has_changes && j < build->n_stamps; j++)
        {
          if (strcmp (build->stamps[j].codebase, codebase) == 0)
            return TRUE;
          has_stamps = TRUE;
        }
    }

  return !has_stamps;
}

static void
mark_codebases (SpillConsole *self,
                guint         column)
{
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->n_changes; i++)
    {
      SpillConsoleBox *box = &self->boxes[i * self->n_columns + column];
      char *codebase = (char *) self->changes[i]->codebase;
      gpointer builds;

      if (box->build != NULL)
        continue;
      if (!g_hash_table_lookup_extended (known, codebase, NULL, &builds))
        {
          builds = GINT_TO_POINTER (builds_codebase (self->columns[column], codebase));
          g_hash_table_insert (known, codebase, builds);
        }
      if (builds == NULL)
        box->state = SPILL_CONSOLE_NOT_IN_BUILDER;
    }
}

static void
fill_states (SpillConsole *self)
{
  self->states = g_new0 (SpillConsoleState, MAX (self->n_columns, 1));
  for (guint c = 0; c < self->n_columns; c++)
    {
      const SpillColumnBuild *last = spill_column_get_last (self->columns[c], NULL);

      if (self->columns[c]->activity == SPILL_ACTIVITY_OFFLINE)
        self->states[c] = SPILL_CONSOLE_OFFLINE;
      else if (last != NULL)
        self->states[c] = state_of (last, SPILL_RESULT_NONE);
    }
}

/**
 * spill_console_new:
 * @columns: (element-type SpillColumn): the columns of all builders, in order
 * @changes: (element-type SpillChangeFacts): changes, newest first
 * @query: what is wanted
 *
 * A build whose changes are not known counts by its revision.
 *
 * Returns: (transfer full): the console
 */
SpillConsole *
spill_console_new (GPtrArray               *columns,
                   GPtrArray               *changes,
                   const SpillConsoleQuery *query)
{
  SpillConsole *self = g_atomic_rc_box_new0 (SpillConsole);
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GHashTable) by_revision = g_hash_table_new (g_str_hash, g_str_equal);
  Lines lines = { self, query, by_id, by_revision };

  place_columns (&lines, columns);
  place_groups (self);
  place_changes (&lines, changes);
  fill_states (self);
  self->boxes = g_new0 (SpillConsoleBox, MAX (self->n_changes * self->n_columns, 1));
  for (guint c = 0; c < self->n_columns; c++)
    {
      fill_column (&lines, c);
      mark_codebases (self, c);
    }

  return self;
}

SpillConsole *
spill_console_ref (SpillConsole *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
console_clear (gpointer data)
{
  SpillConsole *self = data;

  for (guint i = 0; i < self->n_groups; i++)
    g_free (self->groups[i].columns);
  for (guint i = 0; i < self->n_changes; i++)
    spill_change_facts_unref (self->changes[i]);
  for (guint i = 0; i < self->n_columns; i++)
    spill_column_unref (self->columns[i]);
  g_free (self->groups);
  g_free (self->changes);
  g_free (self->columns);
  g_free (self->states);
  g_free (self->boxes);
}

void
spill_console_unref (SpillConsole *self)
{
  g_atomic_rc_box_release_full (self, console_clear);
}

const char *
spill_console_state_to_nick (SpillConsoleState state)
{
  static const char *const nicks[] = { "notstarted", "notinbuilder", "running", "success", "warnings",
                                       "failure", "failure-again", "exception", "offline" };

  g_return_val_if_fail (state < G_N_ELEMENTS (nicks), "notstarted");

  return nicks[state];
}
