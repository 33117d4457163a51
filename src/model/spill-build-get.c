#include "model/spill-build.h"

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-master.h"

SpillBuilder *
spill_build_get_builder (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->builder;
}

SpillMaster *
spill_build_get_master (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->builder != NULL ? self->builder->master : NULL;
}

gint64
spill_build_get_id (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->id;
}

guint
spill_build_get_number (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->number;
}

SpillResult
spill_build_get_result (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), SPILL_RESULT_NONE);

  return self->result;
}

gboolean
spill_build_is_finished (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), FALSE);

  return self->is_finished;
}

const char *
spill_build_get_text (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return spill_words_text (self->words);
}

const char * const *
spill_build_get_words (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return spill_words_strv (self->words);
}

double
spill_build_get_started (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->started;
}

double
spill_build_get_finished (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->finished;
}

/**
 * spill_build_get_duration:
 * @self: a build
 * @now: epoch seconds
 *
 * Returns: seconds that it took, or has taken until @now; 0 if it is not known when it began
 */
double
spill_build_get_duration (SpillBuild *self,
                          double      now)
{
  double end;

  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  end = self->is_finished ? self->finished : now;
  return self->started > 0 && end > self->started ? end - self->started : 0;
}

const char *
spill_build_get_worker_name (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  return self->worker_name;
}

gint64
spill_build_get_request_id (SpillBuild *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD (self), 0);

  return self->request_id;
}

/**
 * spill_build_dup_url:
 * @self: a build
 *
 * Returns: (nullable) (transfer full): the address of its page at the master, for a browser; NULL
 *   if the master has none
 */
char *
spill_build_dup_url (SpillBuild *self)
{
  SpillMaster *master;
  const char *base, *kind;

  g_return_val_if_fail (SPILL_IS_BUILD (self), NULL);

  master = spill_build_get_master (self);
  if (master == NULL)
    return NULL;

  base = spill_master_get_base_url (master);
  kind = spill_master_get_kind (master);
  if (base == NULL || g_strcmp0 (kind, "demo") == 0)
    return NULL;
  if (g_strcmp0 (kind, "eight") == 0)
    {
      g_autofree char *name = g_uri_escape_string (spill_builder_get_name (self->builder),
                                                   NULL, FALSE);

      return g_strdup_printf ("%sbuilders/%s/builds/%u", base, name, self->number);
    }

  return g_strdup_printf ("%s#/builders/%" G_GINT64_FORMAT "/builds/%u", base,
                          spill_builder_get_id (self->builder), self->number);
}
