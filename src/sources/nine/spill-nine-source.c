#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include "sources/nine/spill-nine-socket.h"

typedef struct
{
  SpillNineTake   take;
  gpointer        data;
  GDestroyNotify  free_data;
  gboolean        is_command;
} Ask;

/* Families of events that are always followed. The same event under a longer key is not. */
static const char * const base_paths[] = {
  "builds/*/*", "buildrequests/*/*", "builders/*/*", "workers/*/*", "changes/*/*", "masters/*/*",
  "schedulers/*/*",
};

G_DEFINE_FINAL_TYPE (SpillNineSource, spill_nine_source, SPILL_TYPE_SOURCE)

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->free_data != NULL)
    ask->free_data (ask->data);
  g_free (ask);
}

SpillMaster *
spill_nine_master (SpillNineSource *self)
{
  return spill_source_get_master (SPILL_SOURCE (self));
}

void
spill_nine_ask (SpillNineSource *self,
                SpillNineAsk     kind_of_ask,
                SpillNineKind    kind,
                GString         *path,
                const char      *body,
                SpillNineTake    take,
                gpointer         data,
                GDestroyNotify   free_data)
{
  g_autofree char *text = g_string_free (path, FALSE);
  Ask *ask = g_new (Ask, 1);
  gint64 number;

  *ask = (Ask) { take, data, free_data, kind_of_ask == SPILL_NINE_ASK_COMMAND };
  if (self->client == NULL)
    {
      ask_free (ask);
      return;
    }

  number = spill_nine_client_ask (self->client, kind_of_ask, kind, text, body);
  g_hash_table_insert (self->asks, g_memdup2 (&number, sizeof number), ask);
  self->n_requests++;
}

void
spill_nine_ask_things (SpillNineSource *self,
                       SpillNineKind    kind,
                       GString         *path,
                       SpillNineTake    take,
                       gpointer         data,
                       GDestroyNotify   free_data)
{
  spill_nine_ask (self, SPILL_NINE_ASK_THINGS, kind, path, NULL, take, data, free_data);
}

/* Age of the data: a notification a second is enough. */
static void
touch (SpillNineSource *self)
{
  gint64 now = g_get_monotonic_time ();

  if (now - self->touched_at < G_TIME_SPAN_SECOND)
    return;

  self->touched_at = now;
  spill_master_touch (spill_nine_master (self));
}

static void
report_news (SpillNineSource *self)
{
  guint n = spill_json_report_get_n (self->report);

  for (; self->n_reported < n; self->n_reported++)
    {
      const SpillJsonProblem *problem = spill_json_report_get (self->report, self->n_reported);
      g_autofree char *text = NULL;

      if (problem == NULL)
        continue;
      text = spill_json_problem_to_text (problem);
      spill_master_report_once (spill_nine_master (self), problem->key, text);
    }
}

static void
take_answer (SpillNineSource *self,
             SpillNineItem   *item)
{
  Ask *ask = g_hash_table_lookup (self->asks, &item->number);
  g_autofree gint64 *number = NULL;

  if (ask == NULL)
    return;

  if (item->type == SPILL_NINE_ITEM_PART)
    {
      ask->take (self, item, ask->data);
      return;
    }

  if (item->failure == NULL)
    touch (self);
  report_news (self);
  g_hash_table_steal_extended (self->asks, &item->number, (gpointer *) &number, NULL);
  if (g_hash_table_size (self->asks) == 0)
    g_hash_table_remove_all (self->newest);
  ask->take (self, item, ask->data);
  ask_free (ask);
}

static void
take_open (SpillNineSource *self)
{
  self->is_polling = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (base_paths); i++)
    {
      g_hash_table_add (self->subscribing, g_strdup (base_paths[i]));
      spill_nine_client_subscribe (self->client, base_paths[i]);
    }
  /* A proxy may open the way and then let nothing through. */
  spill_nine_client_check (self->client);
}

static void
take_subscribed (SpillNineSource *self,
                 const char      *path)
{
  if (!g_hash_table_remove (self->subscribing, path))
    spill_nine_parts_subscribed (self, path);
  else if (g_hash_table_size (self->subscribing) == 0
           && (self->phase == SPILL_NINE_OPENING || self->phase == SPILL_NINE_READY))
    spill_nine_sync (self);
}

static void
take_closed (SpillNineSource *self,
             SpillNineItem   *item)
{
  self->socket = 0;
  g_hash_table_remove_all (self->subscribing);
  if (item->is_flooded)
    {
      /* Until it calms down the picture is asked for, at the leisure of both sides. */
      self->is_polling = TRUE;
      self->n_polls = 0;
      spill_master_report_once (spill_nine_master (self), "flood", item->failure->text);
      spill_nine_sync (self);
    }
  else if (item->is_refused || self->phase == SPILL_NINE_OPENING)
    {
      /* HTTP has just worked; if it does no more, the next question will tell. */
      self->is_polling = TRUE;
      if (self->phase == SPILL_NINE_OPENING)
        spill_nine_sync (self);
      else
        spill_nine_poll_later (self);
    }
  else
    spill_nine_lost (self, item->failure);
}

static void
on_item (gpointer data,
         gpointer user_data)
{
  SpillNineItem *item = data;
  g_autoptr(SpillNineSource) self = g_object_ref (user_data);

  switch (item->type)
    {
    case SPILL_NINE_ITEM_PART:
    case SPILL_NINE_ITEM_END:
      take_answer (self, item);
      return;
    case SPILL_NINE_ITEM_EVENT:
    case SPILL_NINE_ITEM_OPEN:
    case SPILL_NINE_ITEM_SUBSCRIBED:
    case SPILL_NINE_ITEM_CLOSED:
      break;
    }

  if (item->number != self->socket)
    return;

  if (item->type != SPILL_NINE_ITEM_CLOSED)
    touch (self);
  if (item->type == SPILL_NINE_ITEM_EVENT)
    spill_nine_apply_event (self, item);
  else if (item->type == SPILL_NINE_ITEM_OPEN)
    take_open (self);
  else if (item->type == SPILL_NINE_ITEM_SUBSCRIBED)
    take_subscribed (self, item->path);
  else
    take_closed (self, item);
}

static gboolean
is_question (gpointer key,
             gpointer value,
             gpointer unused)
{
  return !((Ask *) value)->is_command;
}

/* Ends all that is under way but commands; keeps what is known and held. */
static void
interrupt (SpillNineSource *self)
{
  spill_pace_stop (&self->pace);
  g_clear_handle_id (&self->login_timer, g_source_remove);
  spill_nine_sync_stop (self);
  spill_nine_fill_stop (self);
  g_hash_table_foreach_remove (self->asks, is_question, NULL);
  g_hash_table_remove_all (self->newest);
  g_hash_table_remove_all (self->subscribing);
  g_hash_table_remove_all (self->paths);
  g_hash_table_remove_all (self->lines);
  self->socket = 0;
  if (self->client == NULL)
    return;

  spill_nine_client_close (self->client);
  spill_nine_client_forget (self->client);
}

static gboolean
needs_user (SpillNineSource    *self,
            const SpillFailure *failure)
{
  /* The master may have forgotten us: it happens when it gets a new secret. Once. */
  if (failure->problem == SPILL_PROBLEM_LOGIN_REQUIRED && !self->is_second_login
      && self->credentials != NULL && self->credentials->user != NULL)
    {
      self->is_second_login = TRUE;
      return FALSE;
    }

  return spill_failure_needs_user (failure, spill_master_has_synced (spill_nine_master (self)));
}

/**
 * spill_nine_lost:
 *
 * Leaves the connection and says why; tries again after a while unless the user is needed.
 */
void
spill_nine_lost (SpillNineSource *self,
                 SpillFailure    *failure)
{
  g_debug ("%s: %s", spill_master_get_url (spill_nine_master (self)), failure->text);
  interrupt (self);
  if (needs_user (self, failure))
    {
      self->phase = SPILL_NINE_STUCK;
      self->is_stranger = failure->problem == SPILL_PROBLEM_NOT_A_MASTER
                          && self->on_stranger != NULL
                          && self->on_stranger (SPILL_SOURCE (self), self->stranger_data);
      if (self->is_stranger)
        return;
      spill_pace_give_up (&self->pace, failure);
      return;
    }

  self->phase = SPILL_NINE_WAITING;
  spill_pace_retry (&self->pace, failure);
}

static void
connect_now (SpillSource *source)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  SpillMaster *master = spill_nine_master (self);

  interrupt (self);
  /* What was wrong has been changed by the user; whether it is right now has to be told anew. */
  if (self->phase == SPILL_NINE_STUCK)
    {
      spill_master_set_problem (master, SPILL_PROBLEM_NONE, NULL);
      if (spill_master_has_synced (master))
        spill_master_set_connection (master, SPILL_CONNECTION_RECONNECTING);
    }

  self->phase = SPILL_NINE_GREETING;
  if (!spill_master_has_synced (master) && self->pace.n_failures == 0)
    spill_master_set_connection (master, SPILL_CONNECTION_CONNECTING);
  spill_nine_greet (self);
}

static void
connect_anew (SpillNineSource *self)
{
  self->is_second_login = FALSE;
  spill_pace_anew (&self->pace);
}

void
spill_nine_try_events (SpillNineSource *self)
{
  self->socket = spill_nine_client_open (self->client);
  self->n_requests++;
}

void
spill_nine_greeted (SpillNineSource *self)
{
  SpillMaster *master = spill_nine_master (self);

  if (!spill_master_has_synced (master))
    spill_master_set_connection (master, SPILL_CONNECTION_SYNCING);
  self->phase = SPILL_NINE_OPENING;
  spill_nine_try_events (self);
}

void
spill_nine_ready (SpillNineSource *self)
{
  SpillMaster *master = spill_nine_master (self);
  gboolean was_ready = self->phase == SPILL_NINE_READY;
  gboolean is_fresh = spill_master_is_fresh (master);

  self->phase = SPILL_NINE_READY;
  self->is_second_login = FALSE;
  spill_pace_reset (&self->pace);
  spill_master_set_connection (master, self->is_polling ? SPILL_CONNECTION_POLLING
                                                        : SPILL_CONNECTION_LIVE);
  if (self->is_polling)
    spill_nine_poll_later (self);
  if (!was_ready || !is_fresh || !self->is_polling)
    {
      spill_nine_parts_begin (self);
      spill_nine_fill_begin (self);
    }
  else
    spill_nine_parts_poll (self);
}

static void
spill_nine_source_start (SpillSource *source)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  SpillMaster *master = spill_nine_master (self);

  if (self->phase != SPILL_NINE_OFF || master == NULL)
    return;

  self->report = spill_json_report_new ();
  self->n_reported = 0;
  self->is_stranger = FALSE;
  self->n_requests = 0;
  self->pace.n_failures = 0;
  self->is_second_login = FALSE;
  self->queue = spill_apply_queue_new (master, self->limits.max_queue, on_item,
                                       (GDestroyNotify) spill_nine_item_free, self);
  self->client = spill_nine_client_new (spill_master_get_url (master), &self->limits, self->queue,
                                        self->report);
  spill_nine_client_set_secrets (self->client, self->credentials);
  spill_nine_client_trust (self->client, self->fingerprint);
  spill_master_set_kind (master, "nine");
  connect_now (source);
}

static void
spill_nine_source_stop (SpillSource *source)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);
  SpillMaster *master = spill_nine_master (self);

  if (self->phase == SPILL_NINE_OFF)
    return;

  interrupt (self);
  g_hash_table_remove_all (self->asks);
  self->phase = SPILL_NINE_OFF;
  spill_apply_queue_shut (self->queue);
  g_clear_pointer (&self->client, spill_nine_client_shut);
  g_clear_pointer (&self->queue, spill_apply_queue_unref);
  g_clear_pointer (&self->report, spill_json_report_unref);
  /* Somebody else goes on. */
  if (master != NULL && !self->is_stranger)
    {
      spill_master_set_retry_at (master, 0);
      spill_master_set_connection (master, SPILL_CONNECTION_OFF);
    }
}

static void
spill_nine_source_retry (SpillSource *source)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  switch (self->phase)
    {
    case SPILL_NINE_WAITING:
    case SPILL_NINE_STUCK:
      connect_anew (self);
      break;
    case SPILL_NINE_READY:
      if (self->is_polling)
        spill_nine_sync (self);
      else
        spill_nine_client_check (self->client);
      break;
    case SPILL_NINE_OFF:
    case SPILL_NINE_GREETING:
    case SPILL_NINE_OPENING:
    case SPILL_NINE_SYNCING:
      break;
    }
}

static void
spill_nine_source_set_credentials (SpillSource            *source,
                                   const SpillCredentials *credentials)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  g_clear_pointer (&self->credentials, spill_credentials_free);
  self->credentials = credentials != NULL ? spill_credentials_copy (credentials) : NULL;
  if (self->phase == SPILL_NINE_OFF)
    return;

  spill_master_set_user (spill_nine_master (self), NULL);
  spill_nine_client_set_secrets (self->client, self->credentials);
  /* A picture that is complete stays so: only the login is made anew. */
  if (self->phase == SPILL_NINE_READY && self->credentials != NULL
      && self->credentials->user != NULL && self->credentials->proxy_user == NULL)
    spill_nine_login (self, TRUE);
  else
    connect_anew (self);
}

static void
spill_nine_source_trust (SpillSource *source,
                         const char  *fingerprint)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (source);

  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
  if (self->phase == SPILL_NINE_OFF)
    return;

  spill_nine_client_trust (self->client, fingerprint);
  spill_master_set_certificate (spill_nine_master (self), NULL);
  if (self->phase == SPILL_NINE_STUCK || self->phase == SPILL_NINE_WAITING)
    connect_anew (self);
}

static void
spill_nine_source_dispose (GObject *object)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (object);

  spill_nine_source_stop (SPILL_SOURCE (self));
  spill_nine_parts_clear (self);
  spill_nine_apply_clear (self);

  G_OBJECT_CLASS (spill_nine_source_parent_class)->dispose (object);
}

static void
spill_nine_source_finalize (GObject *object)
{
  SpillNineSource *self = SPILL_NINE_SOURCE (object);

  g_clear_pointer (&self->credentials, spill_credentials_free);
  g_clear_pointer (&self->asks, g_hash_table_unref);
  g_clear_pointer (&self->subscribing, g_hash_table_unref);
  g_clear_pointer (&self->newest, g_hash_table_unref);
  g_clear_pointer (&self->masters, g_hash_table_unref);
  g_clear_pointer (&self->builder_masters, g_hash_table_unref);
  g_clear_pointer (&self->doubtful, g_hash_table_unref);
  g_clear_pointer (&self->strange, g_hash_table_unref);
  g_clear_pointer (&self->holds, g_hash_table_unref);
  g_clear_pointer (&self->paths, g_hash_table_unref);
  g_clear_pointer (&self->logs, g_hash_table_unref);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_free (self->buildbot_url);
  g_free (self->fingerprint);

  G_OBJECT_CLASS (spill_nine_source_parent_class)->finalize (object);
}

static void
spill_nine_source_class_init (SpillNineSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  object_class->dispose = spill_nine_source_dispose;
  object_class->finalize = spill_nine_source_finalize;

  source_class->start = spill_nine_source_start;
  source_class->stop = spill_nine_source_stop;
  source_class->retry = spill_nine_source_retry;
  source_class->hold = spill_nine_hold;
  source_class->release = spill_nine_release;
  source_class->refresh = spill_nine_refresh;
  source_class->request_older = spill_nine_request_older;
  source_class->request_lines = spill_nine_request_lines;
  source_class->run = spill_nine_run;
  source_class->can = spill_nine_can;
  source_class->set_credentials = spill_nine_source_set_credentials;
  source_class->trust = spill_nine_source_trust;
}

static void
spill_nine_source_init (SpillNineSource *self)
{
  self->limits = SPILL_SOURCE_LIMITS_INIT;
  spill_pace_init (&self->pace, SPILL_SOURCE (self), &self->limits, connect_now);
  self->asks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, ask_free);
  self->subscribing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  spill_nine_apply_init (self);
  spill_nine_parts_init (self);
}

/**
 * spill_nine_source_new:
 * @master: what the source will write to; its URL is normalized
 *
 * Returns: (transfer full): a source that is not started
 */
SpillNineSource *
spill_nine_source_new (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  return g_object_new (SPILL_TYPE_NINE_SOURCE, "master", master, NULL);
}

/**
 * spill_nine_source_set_stranger:
 * @func: called when what answers is no modern master and never was; %TRUE: somebody else sees to it
 * @user_data: for @func
 */
void
spill_nine_source_set_stranger (SpillNineSource   *self,
                                SpillStrangerFunc  func,
                                gpointer           user_data)
{
  g_return_if_fail (SPILL_IS_NINE_SOURCE (self));

  self->on_stranger = func;
  self->stranger_data = user_data;
}

void
spill_nine_source_set_limits (SpillNineSource       *self,
                              const SpillSourceLimits *limits)
{
  g_return_if_fail (SPILL_IS_NINE_SOURCE (self));
  g_return_if_fail (self->phase == SPILL_NINE_OFF);

  self->limits = *limits;
}

guint
spill_nine_source_get_n_requests (SpillNineSource *self)
{
  g_return_val_if_fail (SPILL_IS_NINE_SOURCE (self), 0);

  return self->n_requests;
}

gboolean
spill_nine_source_is_idle (SpillNineSource *self)
{
  g_return_val_if_fail (SPILL_IS_NINE_SOURCE (self), FALSE);

  return self->phase == SPILL_NINE_READY && g_hash_table_size (self->asks) == 0
         && self->fill_timer == 0 && self->pace.timer == 0 && !self->is_filling
         && self->doubt_timer == 0;
}
