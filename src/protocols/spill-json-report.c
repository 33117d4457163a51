#include "protocols/spill-json-report.h"

#include <glib/gi18n.h>

/* A master that is wrong in more ways than this is no better known by the rest. */
#define MAX_PROBLEMS 100

struct _SpillJsonReport
{
  gatomicrefcount  ref_count;
  GMutex           mutex;
  GPtrArray       *problems;   /* of SpillJsonProblem */
  GHashTable      *keys;       /* borrowed keys of problems */
};

static void
problem_free (SpillJsonProblem *problem)
{
  g_free (problem->key);
  g_free (problem->expected);
  g_free (problem->found);
  g_free (problem);
}

/**
 * spill_json_report_new:
 *
 * Returns: (transfer full): an empty report
 */
SpillJsonReport *
spill_json_report_new (void)
{
  SpillJsonReport *self = g_new0 (SpillJsonReport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) problem_free);
  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

SpillJsonReport *
spill_json_report_ref (SpillJsonReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
spill_json_report_unref (SpillJsonReport *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->problems);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * spill_json_report_get_n:
 * @self: a report
 *
 * Returns: how many problems there are so far
 */
guint
spill_json_report_get_n (SpillJsonReport *self)
{
  guint n;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->mutex);
  n = self->problems->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

/**
 * spill_json_report_get:
 * @self: a report
 * @position: which, from 0 in order of arrival
 *
 * Returns: (transfer none) (nullable): a problem that lives as long as the report, or %NULL if
 *   there are not so many
 */
const SpillJsonProblem *
spill_json_report_get (SpillJsonReport *self,
                       guint            position)
{
  const SpillJsonProblem *problem = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->mutex);
  if (position < self->problems->len)
    problem = g_ptr_array_index (self->problems, position);
  g_mutex_unlock (&self->mutex);
  return problem;
}

/**
 * spill_json_problem_to_text:
 * @problem: a problem
 *
 * Returns: (transfer full): one line for the user
 */
char *
spill_json_problem_to_text (const SpillJsonProblem *problem)
{
  g_return_val_if_fail (problem != NULL, NULL);

  return g_strdup_printf (_("%s: expected %s, found %s"),
                          problem->key, _(problem->expected), _(problem->found));
}

static const char *
name_found (JsonNode *node)
{
  if (node == NULL)
    return N_("nothing");

  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      return N_("an object");
    case JSON_NODE_ARRAY:
      return N_("a list");
    case JSON_NODE_NULL:
      return N_("null");
    case JSON_NODE_VALUE:
      break;
    }

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return N_("a text");
    case G_TYPE_BOOLEAN:
      return N_("true or false");
    default:
      return N_("another number");
    }
}

/**
 * spill_json_report_add:
 * @self: a report
 * @key: the path of a member
 * @expected: untranslated: "a number"
 * @found: (nullable): what is there instead
 *
 * Reports a member once, whatever the number of objects that have it wrong.
 */
void
spill_json_report_add (SpillJsonReport *self,
                       const char      *key,
                       const char      *expected,
                       JsonNode        *found)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  if (self->problems->len < MAX_PROBLEMS && !g_hash_table_contains (self->keys, key))
    {
      SpillJsonProblem *problem = g_new0 (SpillJsonProblem, 1);

      problem->key = g_strdup (key);
      problem->expected = g_strdup (expected);
      problem->found = g_strdup (name_found (found));
      g_ptr_array_add (self->problems, problem);
      g_hash_table_add (self->keys, problem->key);
    }
  g_mutex_unlock (&self->mutex);
}
