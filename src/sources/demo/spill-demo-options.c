#include "sources/demo/spill-demo-options.h"

#include <glib/gi18n.h>

/**
 * spill_demo_options_init:
 *
 * Sets the sizes of an address that names none.
 */
void
spill_demo_options_init (SpillDemoOptions *self)
{
  g_return_if_fail (self != NULL);

  *self = (SpillDemoOptions) {
    .seed = 1, .n_builders = 40, .n_builds = 25, .n_workers = 12, .n_events = 5, .n_lines = 2000,
  };
}

static gboolean
parse_one (SpillDemoOptions  *self,
           const char        *name,
           const char        *value,
           GError           **error)
{
  const struct { const char *name; guint *where; guint min, max; } numbers[] = {
    { "builders", &self->n_builders, 1, 4000 },
    { "builds",   &self->n_builds,   1, 1000 },
    { "workers",  &self->n_workers,  1, 1000 },
    { "events",   &self->n_events,   0, 20000 },
    { "log",      &self->n_lines,    10, 10000000 },
  };
  guint64 number;

  if (g_str_equal (name, "seed"))
    return g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT64, &self->seed, error);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_str_equal (name, numbers[i].name))
      {
        if (!g_ascii_string_to_unsigned (value, 10, numbers[i].min, numbers[i].max, &number, error))
          return FALSE;
        *numbers[i].where = number;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("The demo has no setting “%s”"), name);
  return FALSE;
}

/**
 * spill_demo_options_parse:
 * @self: where to put them; what @url does not name keeps its default
 * @url: `demo:`, or `demo:?NAME=NUMBER&…` with seed, builders, builds, workers, events and log
 * @error: (out): what is wrong with it
 *
 * Returns: %FALSE on error
 */
gboolean
spill_demo_options_parse (SpillDemoOptions  *self,
                          const char        *url,
                          GError           **error)
{
  const char *query;
  GUriParamsIter iter;

  g_return_val_if_fail (self != NULL && url != NULL, FALSE);

  spill_demo_options_init (self);
  query = strchr (url, '?');
  if (query == NULL)
    return TRUE;

  g_uri_params_iter_init (&iter, query + 1, -1, "&", G_URI_PARAMS_NONE);
  for (;;)
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;
      g_autoptr(GError) problem = NULL;

      if (!g_uri_params_iter_next (&iter, &name, &value, &problem))
        {
          if (problem == NULL)
            return TRUE;
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!parse_one (self, name, value, error))
        {
          g_prefix_error (error, "%s: ", name);
          return FALSE;
        }
    }
}
