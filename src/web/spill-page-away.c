#include "web/spill-page-away.h"

#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-step.h"
#include "values/spill-values.h"

static SpillStep *
find_step (SpillBuild *build,
           const char *name)
{
  SpillList *steps = spill_build_peek_steps (build);

  for (guint i = 0; steps != NULL && i < spill_list_get_length (steps); i++)
    if (g_strcmp0 (spill_step_get_name (spill_list_peek (steps, i)), name) == 0)
      return spill_list_peek (steps, i);

  return NULL;
}

static const char *
find_slug (SpillStep  *step,
           const char *name)
{
  SpillList *logs = spill_step_get_logs (step);

  for (guint i = 0; name != NULL && i < spill_list_get_length (logs); i++)
    if (g_strcmp0 (spill_log_get_name (spill_list_peek (logs, i)), name) == 0)
      return spill_log_get_slug (spill_list_peek (logs, i));

  return NULL;
}

static char *
dup_eight (const char *url,
           const char *step,
           const char *log)
{
  g_autofree char *step_segment = g_uri_escape_string (step, NULL, FALSE);
  g_autofree char *log_segment = log != NULL ? g_uri_escape_string (log, NULL, FALSE) : NULL;

  return g_strconcat (url, "/steps/", step_segment, log != NULL ? "/logs/" : NULL, log_segment, NULL);
}

/* Modern masters know steps by number and logs by their slug, and show a step on its build's page. */
static char *
dup_nine (SpillBuild *build,
          const char *url,
          const char *step,
          const char *log)
{
  SpillStep *its = find_step (build, step);
  const char *slug = its != NULL ? find_slug (its, log) : NULL;
  g_autofree char *segment = slug != NULL ? g_uri_escape_string (slug, NULL, FALSE) : NULL;

  if (segment == NULL)
    return g_strdup (url);

  return g_strdup_printf ("%s/steps/%u/logs/%s", url, spill_step_get_number (its), segment);
}

/**
 * spill_page_away_dup_url:
 * @build: a build
 * @step: name of one of its steps
 * @log: (nullable): name of one of the step's logs
 *
 * Returns: (transfer full) (nullable): an address for a browser, or %NULL if the master has no pages
 */
char *
spill_page_away_dup_url (SpillBuild *build,
                         const char *step,
                         const char *log)
{
  g_autofree char *url = spill_build_dup_url (build);

  if (!spill_values_is_web_url (url))
    return NULL;
  if (g_strcmp0 (spill_master_get_kind (spill_build_get_master (build)), "eight") == 0)
    return dup_eight (url, step, log);

  return dup_nine (build, url, step, log);
}
