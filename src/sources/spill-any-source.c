#define G_LOG_DOMAIN "spillway-sources"

#include "sources/spill-any-source.h"

#include "sources/eight/spill-eight-source.h"
#include "sources/nine/spill-nine-source.h"

struct _SpillAnySource
{
  SpillSource        parent_instance;

  SpillSource       *nine;
  SpillSource       *eight;
  SpillSource       *inner;         /* not owned: one of these */
  guint              switching;     /* idle */
};

G_DEFINE_FINAL_TYPE (SpillAnySource, spill_any_source, SPILL_TYPE_SOURCE)

static SpillSourceClass *
class_of (SpillAnySource *self)
{
  return SPILL_SOURCE_GET_CLASS (self->inner);
}

/* Not from within a call of the source that is given up. */
static gboolean
on_switch (gpointer user_data)
{
  SpillAnySource *self = user_data;

  self->switching = 0;
  spill_source_stop (self->nine);
  self->inner = self->eight;
  spill_source_start (self->inner);
  return G_SOURCE_REMOVE;
}

static gboolean
on_stranger (SpillSource *source,
             gpointer     user_data)
{
  SpillAnySource *self = user_data;

  if (self->switching == 0)
    self->switching = g_idle_add_full (G_PRIORITY_DEFAULT, on_switch, self, NULL);
  return TRUE;
}

static void
spill_any_source_start (SpillSource *source)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  spill_source_start (self->inner);
}

static void
spill_any_source_stop (SpillSource *source)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  g_clear_handle_id (&self->switching, g_source_remove);
  spill_source_stop (self->inner);
  if (!spill_master_has_synced (spill_source_get_master (source)))
    self->inner = self->nine;
}

/* What was neither may be one of them by now. */
static void
spill_any_source_retry (SpillSource *source)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);
  SpillMaster *master = spill_source_get_master (source);

  if (self->inner == self->eight && !spill_master_has_synced (master)
      && spill_master_get_problem (master) == SPILL_PROBLEM_NOT_A_MASTER)
    {
      spill_any_source_stop (source);
      spill_any_source_start (source);
      return;
    }

  spill_source_retry (self->inner);
}

static void
spill_any_source_hold (SpillSource *source,
                       GObject     *object,
                       SpillParts   parts)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->hold (self->inner, object, parts);
}

static void
spill_any_source_release (SpillSource *source,
                          GObject     *object,
                          SpillParts   parts)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->release (self->inner, object, parts);
}

static void
spill_any_source_refresh (SpillSource *source,
                          GObject     *object,
                          SpillParts   parts)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->refresh (self->inner, object, parts);
}

static void
spill_any_source_request_older (SpillSource  *source,
                                SpillBuilder *builder,
                                guint         n)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->request_older (self->inner, builder, n);
}

static void
spill_any_source_request_lines (SpillSource *source,
                                SpillLog    *log,
                                guint64      first,
                                guint        n)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->request_lines (self->inner, log, first, n);
}

static void
spill_any_source_run (SpillSource  *source,
                      SpillCommand *command)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  class_of (self)->run (self->inner, command);
}

static gboolean
spill_any_source_can (SpillSource       *source,
                      SpillCommandKind   kind,
                      const char       **why)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  return class_of (self)->can (self->inner, kind, why);
}

/* Both get them: which one will be asked is not known before. */
static void
spill_any_source_set_credentials (SpillSource            *source,
                                  const SpillCredentials *credentials)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  spill_source_set_credentials (self->nine, credentials);
  spill_source_set_credentials (self->eight, credentials);
}

static void
spill_any_source_trust (SpillSource *source,
                        const char  *fingerprint)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (source);

  spill_source_trust (self->nine, fingerprint);
  spill_source_trust (self->eight, fingerprint);
}

static void
spill_any_source_constructed (GObject *object)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (object);
  SpillMaster *master = spill_source_get_master (SPILL_SOURCE (self));

  G_OBJECT_CLASS (spill_any_source_parent_class)->constructed (object);

  self->nine = SPILL_SOURCE (spill_nine_source_new (master));
  self->eight = SPILL_SOURCE (spill_eight_source_new (master));
  self->inner = self->nine;
  spill_nine_source_set_stranger (SPILL_NINE_SOURCE (self->nine), on_stranger, self);
}

static void
spill_any_source_dispose (GObject *object)
{
  SpillAnySource *self = SPILL_ANY_SOURCE (object);

  g_clear_handle_id (&self->switching, g_source_remove);
  if (self->nine != NULL)
    spill_nine_source_set_stranger (SPILL_NINE_SOURCE (self->nine), NULL, NULL);
  g_clear_object (&self->nine);
  g_clear_object (&self->eight);

  G_OBJECT_CLASS (spill_any_source_parent_class)->dispose (object);
}

static void
spill_any_source_class_init (SpillAnySourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  object_class->constructed = spill_any_source_constructed;
  object_class->dispose = spill_any_source_dispose;

  source_class->start = spill_any_source_start;
  source_class->stop = spill_any_source_stop;
  source_class->retry = spill_any_source_retry;
  source_class->hold = spill_any_source_hold;
  source_class->release = spill_any_source_release;
  source_class->refresh = spill_any_source_refresh;
  source_class->request_older = spill_any_source_request_older;
  source_class->request_lines = spill_any_source_request_lines;
  source_class->run = spill_any_source_run;
  source_class->can = spill_any_source_can;
  source_class->set_credentials = spill_any_source_set_credentials;
  source_class->trust = spill_any_source_trust;
}

static void
spill_any_source_init (SpillAnySource *self)
{
}

/**
 * spill_any_source_new:
 * @master: what the source will write to; its URL is normalized
 *
 * Returns: (transfer full): a source that is not started
 */
SpillSource *
spill_any_source_new (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  return g_object_new (SPILL_TYPE_ANY_SOURCE, "master", master, NULL);
}

SpillSource *
spill_any_source_get_inner (SpillAnySource *self)
{
  g_return_val_if_fail (SPILL_IS_ANY_SOURCE (self), NULL);

  return self->inner;
}

void
spill_any_source_set_limits (SpillAnySource          *self,
                             const SpillSourceLimits *limits)
{
  g_return_if_fail (SPILL_IS_ANY_SOURCE (self));

  spill_nine_source_set_limits (SPILL_NINE_SOURCE (self->nine), limits);
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (self->eight), limits);
}
