#include "model/spill-worker.h"

#include "model/spill-builder-private.h"
#include "model/spill-master-private.h"
#include "model/spill-text-private.h"
#include "model/spill-worker-private.h"
#include "util/spill-clock.h"

/**
 * SpillWorker:
 *
 * One worker of a master: what builds run on.
 */
struct _SpillWorker
{
  GObject      parent_instance;

  SpillMaster *master;        /* weak pointer */
  gint64       id;
  char        *name;
  char        *pause_reason;
  char        *admin;
  char        *host;
  char        *access_uri;
  char        *version;
  double       last_heard;
  double       missing_since;
  GArray      *builder_ids;   /* of gint64, ascending */
  gboolean     is_connected;
  gboolean     is_paused;
  gboolean     is_graceful;
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_ID,
  PROP_NAME,
  PROP_IS_CONNECTED,
  PROP_IS_PAUSED,
  PROP_IS_GRACEFUL,
  PROP_PAUSE_REASON,
  PROP_ADMIN,
  PROP_HOST,
  PROP_ACCESS_URI,
  PROP_VERSION,
  PROP_LAST_HEARD,
  PROP_MISSING_SINCE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillWorker, spill_worker, G_TYPE_OBJECT)

static void
notify (SpillWorker *self,
        guint        prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
emit_event (SpillWorker    *self,
            SpillEventKind  kind)
{
  if (self->master != NULL)
    spill_master_emit (self->master, kind, self);
}

/* The first of its builders that is not below @id. */
static guint
lower_bound (SpillWorker *self,
             gint64       id)
{
  guint low = 0;
  guint high = self->builder_ids->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->builder_ids, gint64, middle) < id)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static SpillBuilder *
builder_of (SpillWorker *self,
            gint64       id)
{
  return self->master != NULL ? spill_list_find (spill_master_get_builders (self->master), id)
                              : NULL;
}

static void
spill_worker_dispose (GObject *object)
{
  g_clear_weak_pointer (&SPILL_WORKER (object)->master);

  G_OBJECT_CLASS (spill_worker_parent_class)->dispose (object);
}

static void
spill_worker_finalize (GObject *object)
{
  SpillWorker *self = SPILL_WORKER (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->pause_reason, g_free);
  g_clear_pointer (&self->admin, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->access_uri, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->builder_ids, g_array_unref);

  G_OBJECT_CLASS (spill_worker_parent_class)->finalize (object);
}

static void
spill_worker_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpillWorker *self = SPILL_WORKER (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_IS_CONNECTED:
      g_value_set_boolean (value, self->is_connected);
      break;
    case PROP_IS_PAUSED:
      g_value_set_boolean (value, self->is_paused);
      break;
    case PROP_IS_GRACEFUL:
      g_value_set_boolean (value, self->is_graceful);
      break;
    case PROP_PAUSE_REASON:
      g_value_set_string (value, self->pause_reason);
      break;
    case PROP_ADMIN:
      g_value_set_string (value, self->admin);
      break;
    case PROP_HOST:
      g_value_set_string (value, self->host);
      break;
    case PROP_ACCESS_URI:
      g_value_set_string (value, self->access_uri);
      break;
    case PROP_VERSION:
      g_value_set_string (value, self->version);
      break;
    case PROP_LAST_HEARD:
      g_value_set_double (value, self->last_heard);
      break;
    case PROP_MISSING_SINCE:
      g_value_set_double (value, self->missing_since);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_worker_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpillWorker *self = SPILL_WORKER (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_set_weak_pointer (&self->master, g_value_get_object (value));
      break;
    case PROP_ID:
      self->id = g_value_get_int64 (value);
      break;
    case PROP_NAME:
      self->name = spill_text_dup (g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_worker_class_init (SpillWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_worker_dispose;
  object_class->finalize = spill_worker_finalize;
  object_class->get_property = spill_worker_get_property;
  object_class->set_property = spill_worker_set_property;

  properties[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, once);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, once);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, once);
  properties[PROP_IS_CONNECTED] =
    g_param_spec_boolean ("is-connected", NULL, NULL, FALSE, r);
  properties[PROP_IS_PAUSED] =
    g_param_spec_boolean ("is-paused", NULL, NULL, FALSE, r);
  properties[PROP_IS_GRACEFUL] =
    g_param_spec_boolean ("is-graceful", NULL, NULL, FALSE, r);
  properties[PROP_PAUSE_REASON] =
    g_param_spec_string ("pause-reason", NULL, NULL, NULL, r);
  properties[PROP_ADMIN] =
    g_param_spec_string ("admin", NULL, NULL, NULL, r);
  properties[PROP_HOST] =
    g_param_spec_string ("host", NULL, NULL, NULL, r);
  properties[PROP_ACCESS_URI] =
    g_param_spec_string ("access-uri", NULL, NULL, NULL, r);
  properties[PROP_VERSION] =
    g_param_spec_string ("version", NULL, NULL, NULL, r);
  properties[PROP_LAST_HEARD] =
    g_param_spec_double ("last-heard", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_MISSING_SINCE] =
    g_param_spec_double ("missing-since", NULL, NULL, 0, G_MAXDOUBLE, 0, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_worker_init (SpillWorker *self)
{
  self->builder_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * spill_worker_new:
 * @master: its master; known weakly
 * @id: its id there
 * @name: its name
 *
 * Sources call spill_master_add_worker() instead.
 *
 * Returns: (transfer full): a worker that is on no list
 */
SpillWorker *
spill_worker_new (SpillMaster *master,
                  gint64       id,
                  const char  *name)
{
  return g_object_new (SPILL_TYPE_WORKER,
                       "master", master,
                       "id", id,
                       "name", name != NULL ? name : "",
                       NULL);
}

SpillMaster *
spill_worker_get_master (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->master;
}

gint64
spill_worker_get_id (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), 0);

  return self->id;
}

const char *
spill_worker_get_name (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->name;
}

gboolean
spill_worker_is_connected (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), FALSE);

  return self->is_connected;
}

gboolean
spill_worker_is_paused (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), FALSE);

  return self->is_paused;
}

gboolean
spill_worker_is_graceful (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), FALSE);

  return self->is_graceful;
}

const char *
spill_worker_get_pause_reason (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->pause_reason;
}

const char *
spill_worker_get_admin (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->admin;
}

const char *
spill_worker_get_host (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->host;
}

const char *
spill_worker_get_access_uri (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->access_uri;
}

const char *
spill_worker_get_version (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->version;
}

double
spill_worker_get_last_heard (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), 0);

  return self->last_heard;
}

/**
 * spill_worker_get_builder_ids:
 * @self: a worker
 *
 * Returns: (transfer none) (element-type gint64): ids of the builders that may use it, ascending
 */
GArray *
spill_worker_get_builder_ids (SpillWorker *self)
{
  g_return_val_if_fail (SPILL_IS_WORKER (self), NULL);

  return self->builder_ids;
}

gboolean
spill_worker_serves (SpillWorker *self,
                     gint64       builder_id)
{
  guint index = lower_bound (self, builder_id);

  return index < self->builder_ids->len
         && g_array_index (self->builder_ids, gint64, index) == builder_id;
}

void
spill_worker_link (SpillWorker *self,
                   gint64       builder_id)
{
  if (!spill_worker_serves (self, builder_id))
    g_array_insert_val (self->builder_ids, lower_bound (self, builder_id), builder_id);
}

void
spill_worker_unlink (SpillWorker *self,
                     gint64       builder_id)
{
  if (spill_worker_serves (self, builder_id))
    g_array_remove_index (self->builder_ids, lower_bound (self, builder_id));
}

/**
 * spill_worker_set_connected:
 * @self: a worker
 * @connected: whether it is connected to its master
 *
 * Also keeps the state of each of its builders right.
 */
void
spill_worker_set_connected (SpillWorker *self,
                            gboolean     connected)
{
  g_return_if_fail (SPILL_IS_WORKER (self));

  connected = !!connected;
  if (self->is_connected == connected)
    return;

  self->is_connected = connected;
  g_object_freeze_notify (G_OBJECT (self));
  notify (self, PROP_IS_CONNECTED);
  if (self->missing_since > 0 || !connected)
    {
      self->missing_since = connected ? 0 : spill_now ();
      notify (self, PROP_MISSING_SINCE);
    }
  g_object_thaw_notify (G_OBJECT (self));
  emit_event (self, connected ? SPILL_EVENT_WORKER_CONNECTED : SPILL_EVENT_WORKER_DISCONNECTED);
  for (guint i = 0; i < self->builder_ids->len; i++)
    {
      SpillBuilder *builder = builder_of (self, g_array_index (self->builder_ids, gint64, i));
      const char *const words[] = { connected ? "connect" : "disconnect", self->name, NULL };

      if (builder == NULL)
        continue;
      spill_builder_update (builder);
      if (spill_master_has_synced (self->master))
        spill_builder_add_event (builder, spill_now (), words);
    }
}

void
spill_worker_set_paused (SpillWorker *self,
                         gboolean     paused,
                         const char  *reason)
{
  g_return_if_fail (SPILL_IS_WORKER (self));

  paused = !!paused;
  if (spill_text_set (&self->pause_reason, paused ? reason : NULL))
    notify (self, PROP_PAUSE_REASON);
  if (self->is_paused == paused)
    return;

  self->is_paused = paused;
  notify (self, PROP_IS_PAUSED);
  emit_event (self, paused ? SPILL_EVENT_WORKER_PAUSED : SPILL_EVENT_WORKER_UNPAUSED);
}

void
spill_worker_set_graceful (SpillWorker *self,
                           gboolean     graceful)
{
  g_return_if_fail (SPILL_IS_WORKER (self));

  if (self->is_graceful == !!graceful)
    return;

  self->is_graceful = !!graceful;
  notify (self, PROP_IS_GRACEFUL);
}

void
spill_worker_set_info (SpillWorker *self,
                       const char  *admin,
                       const char  *host,
                       const char  *access_uri,
                       const char  *version)
{
  g_return_if_fail (SPILL_IS_WORKER (self));

  if (spill_text_set (&self->admin, admin))
    notify (self, PROP_ADMIN);
  if (spill_text_set (&self->host, host))
    notify (self, PROP_HOST);
  if (spill_text_set (&self->access_uri, access_uri))
    notify (self, PROP_ACCESS_URI);
  if (spill_text_set (&self->version, version))
    notify (self, PROP_VERSION);
}

void
spill_worker_set_last_heard (SpillWorker *self,
                             double       when)
{
  g_return_if_fail (SPILL_IS_WORKER (self));

  if (self->last_heard == when)
    return;

  self->last_heard = when;
  notify (self, PROP_LAST_HEARD);
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/**
 * spill_worker_set_builder_ids:
 * @self: a worker
 * @ids: (array length=n) (nullable): ids of all builders that may use it, in any order; those that
 *   are not known yet are linked when they are added
 * @n: how many
 */
void
spill_worker_set_builder_ids (SpillWorker  *self,
                              const gint64 *ids,
                              guint         n)
{
  g_autoptr(GArray) old = NULL;

  g_return_if_fail (SPILL_IS_WORKER (self));
  g_return_if_fail (ids != NULL || n == 0);

  old = self->builder_ids;
  self->builder_ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  if (n > 0)
    g_array_append_vals (self->builder_ids, ids, n);
  g_array_sort (self->builder_ids, compare_ids);
  for (guint i = self->builder_ids->len; i-- > 1; )
    if (g_array_index (self->builder_ids, gint64, i)
        == g_array_index (self->builder_ids, gint64, i - 1))
      g_array_remove_index (self->builder_ids, i);

  for (guint i = 0; i < old->len; i++)
    {
      gint64 id = g_array_index (old, gint64, i);
      SpillBuilder *builder = builder_of (self, id);

      if (builder != NULL && !spill_worker_serves (self, id)
          && spill_list_remove (spill_builder_get_workers (builder), self->id))
        spill_builder_update (builder);
    }
  for (guint i = 0; i < self->builder_ids->len; i++)
    {
      SpillBuilder *builder = builder_of (self, g_array_index (self->builder_ids, gint64, i));

      if (builder != NULL
          && spill_list_insert (spill_builder_get_workers (builder), self->id, self))
        spill_builder_update (builder);
    }
}
