#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-source-private.h"
#include "sources/spill-pb-change.h"

#include <string.h>

#define MAX_QUESTIONS 2   /* a 0.8 master answers one after the other anyway */

typedef struct
{
  SpillEightTake  take;
  gpointer        data;
  GDestroyNotify  free_data;
} Ask;

G_DEFINE_FINAL_TYPE (SpillEightSource, spill_eight_source, SPILL_TYPE_SOURCE)

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  if (ask->free_data != NULL)
    ask->free_data (ask->data);
  g_free (ask);
}

SpillMaster *
spill_eight_master (SpillEightSource *self)
{
  return spill_source_get_master (SPILL_SOURCE (self));
}

const char *
spill_eight_get_url (SpillEightSource *self)
{
  return self->url != NULL ? self->url : spill_master_get_url (spill_eight_master (self));
}

/* Asking. What an answer becomes is decided in the network thread. */

typedef struct
{
  SpillEightAsk    ask;
  char            *name;
  char            *thing;
  char            *host;
  SpillJsonReport *report;
  SpillApplyQueue *queue;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->name);
  g_free (question->thing);
  g_free (question->host);
  spill_json_report_unref (question->report);
  spill_apply_queue_unref (question->queue);
  g_free (question);
}

static void
on_answer (SpillFetch *fetch,
           gint64      number,
           gpointer    data)
{
  const Question *question = data;

  spill_eight_answer (question->ask, fetch, number, question->name, question->host,
                      question->thing, question->report, question->queue);
}

gint64
spill_eight_ask_spec (SpillEightSource   *self,
                      const SpillAskSpec *spec,
                      SpillEightTake      take,
                      gpointer            data,
                      GDestroyNotify      free_data)
{
  Ask *ask = g_new (Ask, 1);
  gint64 number = spill_asker_ask (self->asker, spec);

  *ask = (Ask) { take, data, free_data };
  g_hash_table_insert (self->asks, g_memdup2 (&number, sizeof number), ask);
  self->n_requests++;
  return number;
}

void
spill_eight_ask (SpillEightSource *self,
                 SpillEightAsk     ask,
                 GString          *path,
                 const char       *name,
                 SpillEightTake    take,
                 gpointer          data,
                 GDestroyNotify    free_data)
{
  g_autofree char *text = g_string_free (path, FALSE);
  Question *question = g_new (Question, 1);
  SpillAskSpec spec = { .path = text, .done = on_answer, .data = question,
                        .free_data = question_free };

  *question = (Question) { ask, g_strdup (name), g_strndup (text, strcspn (text, "?")),
                           g_strdup (spill_asker_get_host (self->asker)),
                           spill_json_report_ref (self->report),
                           spill_apply_queue_ref (self->queue) };
  spill_eight_ask_spec (self, &spec, take, data, free_data);
}

void
spill_eight_drop (SpillEightSource *self,
                  gint64            number)
{
  if (self->asker == NULL || !g_hash_table_remove (self->asks, &number))
    return;

  spill_asker_drop (self->asker, number);
}

static void
report_news (SpillEightSource *self)
{
  guint n = spill_json_report_get_n (self->report);

  for (; self->n_reported < n; self->n_reported++)
    {
      const SpillJsonProblem *problem = spill_json_report_get (self->report, self->n_reported);
      g_autofree char *text = NULL;

      if (problem == NULL)
        continue;
      text = spill_json_problem_to_text (problem);
      spill_master_report_once (spill_eight_master (self), problem->key, text);
    }
}

static void
on_item (gpointer data,
         gpointer user_data)
{
  SpillEightItem *item = data;
  g_autoptr(SpillEightSource) self = g_object_ref (user_data);
  Ask *ask = g_hash_table_lookup (self->asks, &item->number);
  g_autofree gint64 *number = NULL;

  /* Forgotten meanwhile. */
  if (ask == NULL)
    return;

  spill_eight_apply (self, item);
  if (item->type != SPILL_EIGHT_ITEM_END)
    {
      ask->take (self, item, ask->data);
      return;
    }

  if (item->failure == NULL)
    spill_master_touch (spill_eight_master (self));
  report_news (self);
  g_hash_table_steal_extended (self->asks, &item->number, (gpointer *) &number, NULL);
  ask->take (self, item, ask->data);
  ask_free (ask);
}

/* Ends all that is under way; keeps what is known and held. */
static void
interrupt (SpillEightSource *self)
{
  spill_pace_stop (&self->pace);
  spill_eight_sync_stop (self);
  spill_eight_fill_stop (self);
  spill_eight_look_stop (self);
  g_hash_table_remove_all (self->asks);
  if (self->asker != NULL)
    spill_asker_forget (self->asker);
  spill_eight_forms_stop (self);
  spill_eight_parts_lost (self);
}

/**
 * spill_eight_lost:
 *
 * Leaves the connection and says why; tries again after a while unless the user is needed.
 */
void
spill_eight_lost (SpillEightSource *self,
                  SpillFailure     *failure)
{
  g_debug ("%s: %s", spill_eight_get_url (self), failure->text);
  interrupt (self);
  if (spill_failure_needs_user (failure, spill_master_has_synced (spill_eight_master (self))))
    {
      self->phase = SPILL_EIGHT_STUCK;
      spill_pace_give_up (&self->pace, failure);
      return;
    }

  self->phase = SPILL_EIGHT_WAITING;
  spill_pace_retry (&self->pace, failure);
}

static void
connect_now (SpillSource *source)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);
  SpillMaster *master = spill_eight_master (self);

  interrupt (self);
  if (self->phase == SPILL_EIGHT_STUCK && self->pace.func == NULL)
    spill_master_set_problem (master, SPILL_PROBLEM_NONE, NULL);
  if (!spill_master_has_synced (master) && self->pace.n_failures == 0)
    spill_pace_tell (&self->pace, SPILL_CONNECTION_CONNECTING);
  spill_eight_greet (self);
}

void
spill_eight_ready (SpillEightSource *self)
{
  gboolean was_ready = self->phase == SPILL_EIGHT_READY;

  self->phase = SPILL_EIGHT_READY;
  spill_pace_reset (&self->pace);
  spill_pace_tell (&self->pace, SPILL_CONNECTION_POLLING);
  if (was_ready)
    spill_eight_parts_poll (self);
  else
    {
      spill_eight_parts_begin (self);
      spill_eight_fill_begin (self);
    }
  spill_eight_poll_later (self);
}

static void
spill_eight_source_start (SpillSource *source)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);
  SpillMaster *master = spill_eight_master (self);

  if (self->phase != SPILL_EIGHT_OFF || master == NULL)
    return;

  self->report = spill_json_report_new ();
  self->n_reported = 0;
  self->n_requests = 0;
  self->pace.n_failures = 0;
  self->queue = spill_apply_queue_new (master, self->limits.max_queue, on_item,
                                       (GDestroyNotify) spill_eight_item_free, self);
  self->asker = spill_asker_new (spill_eight_get_url (self), &self->limits, MAX_QUESTIONS);
  spill_asker_set_secrets (self->asker, self->credentials);
  spill_asker_trust (self->asker, self->fingerprint);
  spill_master_set_kind (master, "eight");
  /* The way that led here also leads the browser here; the master's own idea of its address may
   * be a name that only it knows. */
  spill_master_set_base_url (master, spill_eight_get_url (self));
  connect_now (source);
}

static void
spill_eight_source_stop (SpillSource *source)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  if (self->phase == SPILL_EIGHT_OFF)
    return;

  interrupt (self);
  self->phase = SPILL_EIGHT_OFF;
  spill_apply_queue_shut (self->queue);
  g_clear_pointer (&self->asker, spill_asker_shut);
  g_clear_pointer (&self->queue, spill_apply_queue_unref);
  g_clear_pointer (&self->report, spill_json_report_unref);
  spill_pace_tell (&self->pace, SPILL_CONNECTION_OFF);
}

static void
spill_eight_source_retry (SpillSource *source)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  switch (self->phase)
    {
    case SPILL_EIGHT_WAITING:
    case SPILL_EIGHT_STUCK:
      spill_pace_anew (&self->pace);
      break;
    case SPILL_EIGHT_READY:
      if (self->n_syncing == 0)
        spill_eight_sync (self);
      break;
    case SPILL_EIGHT_OFF:
    case SPILL_EIGHT_SYNCING:
      break;
    }
}

static void
spill_eight_source_set_credentials (SpillSource            *source,
                                    const SpillCredentials *credentials)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  spill_eight_leave (self);
  g_clear_pointer (&self->credentials, spill_credentials_free);
  self->credentials = credentials != NULL ? spill_credentials_copy (credentials) : NULL;
  if (self->phase == SPILL_EIGHT_OFF)
    return;

  spill_asker_set_secrets (self->asker, self->credentials);
  spill_pace_anew (&self->pace);
}

static void
spill_eight_source_trust (SpillSource *source,
                          const char  *fingerprint)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (source);

  g_free (self->fingerprint);
  self->fingerprint = g_strdup (fingerprint);
  if (self->phase == SPILL_EIGHT_OFF)
    return;

  spill_asker_trust (self->asker, fingerprint);
  if (self->pace.func == NULL)
    spill_master_set_certificate (spill_eight_master (self), NULL);
  if (self->phase == SPILL_EIGHT_STUCK || self->phase == SPILL_EIGHT_WAITING)
    spill_pace_anew (&self->pace);
}

static void
spill_eight_source_dispose (GObject *object)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (object);

  spill_eight_source_stop (SPILL_SOURCE (self));
  spill_eight_parts_clear (self);

  G_OBJECT_CLASS (spill_eight_source_parent_class)->dispose (object);
}

static void
spill_eight_source_finalize (GObject *object)
{
  SpillEightSource *self = SPILL_EIGHT_SOURCE (object);

  g_clear_pointer (&self->credentials, spill_credentials_free);
  spill_eight_forms_clear (self);
  g_hash_table_unref (self->asks);
  g_hash_table_unref (self->strays);
  g_hash_table_unref (self->wanted);
  g_hash_table_unref (self->looked);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->builders);
  g_hash_table_unref (self->holds);
  g_hash_table_unref (self->requests);
  g_free (self->buildbot_url);
  g_free (self->fingerprint);
  g_free (self->url);

  G_OBJECT_CLASS (spill_eight_source_parent_class)->finalize (object);
}

static void
spill_eight_source_class_init (SpillEightSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  object_class->dispose = spill_eight_source_dispose;
  object_class->finalize = spill_eight_source_finalize;

  source_class->start = spill_eight_source_start;
  source_class->stop = spill_eight_source_stop;
  source_class->retry = spill_eight_source_retry;
  source_class->hold = spill_eight_hold;
  source_class->release = spill_eight_release;
  source_class->refresh = spill_eight_refresh;
  source_class->request_older = spill_eight_request_older;
  source_class->request_lines = spill_eight_request_lines;
  source_class->run = spill_eight_run;
  source_class->can = spill_eight_can;
  source_class->set_credentials = spill_eight_source_set_credentials;
  source_class->trust = spill_eight_source_trust;
}

static void
spill_eight_source_init (SpillEightSource *self)
{
  self->limits = SPILL_SOURCE_LIMITS_INIT;
  spill_pace_init (&self->pace, SPILL_SOURCE (self), &self->limits, connect_now);
  self->asks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, ask_free);
  self->builders = g_ptr_array_new_with_free_func (spill_eight_builder_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->strays = g_hash_table_new (NULL, NULL);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->looked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  spill_eight_parts_init (self);
  spill_eight_forms_init (self);
}

/**
 * spill_eight_source_new:
 * @master: what the source will write to; its URL is normalized
 *
 * Returns: (transfer full): a source that is not started
 */
SpillEightSource *
spill_eight_source_new (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  return g_object_new (SPILL_TYPE_EIGHT_SOURCE, "master", master, NULL);
}

void
spill_eight_source_set_limits (SpillEightSource        *self,
                               const SpillSourceLimits *limits)
{
  g_return_if_fail (SPILL_IS_EIGHT_SOURCE (self));
  g_return_if_fail (self->phase == SPILL_EIGHT_OFF);

  self->limits = *limits;
}

guint
spill_eight_source_get_n_requests (SpillEightSource *self)
{
  g_return_val_if_fail (SPILL_IS_EIGHT_SOURCE (self), 0);

  return self->n_requests;
}

gboolean
spill_eight_source_is_idle (SpillEightSource *self)
{
  g_return_val_if_fail (SPILL_IS_EIGHT_SOURCE (self), FALSE);

  return self->phase == SPILL_EIGHT_READY && g_hash_table_size (self->asks) == 0
         && self->fill_timer == 0 && self->wanted_timer == 0 && self->look_timer == 0
         && !self->is_filling;
}
