#define G_LOG_DOMAIN "spillway-sources"

#include "sources/spill-asker.h"

#include <string.h>

#include "sources/spill-net-thread.h"

#define MAX_CONNECTIONS 8

struct _SpillAsker
{
  gatomicrefcount    refs;
  SpillSourceLimits  limits;
  guint              max_questions;
  GUri              *base;
  char              *host;
  gint64             last;          /* main context only: the last number given out */

  /* Network thread only. */
  SoupSession       *session;
  GHashTable        *jobs;          /* number -> Job: unfinished ones */
  GQueue             waiting;       /* of Job, not owned */
  guint              n_questions;
  char              *login;         /* (nullable) Authorization */
  char              *fingerprint;
  gboolean           is_shut;
};

typedef struct
{
  SpillAsker   *asker;   /* not owned: the asker owns its jobs */
  gint64        number;
  char         *path;
  char         *form;
  SpillAskSpec  spec;
  SpillFetch   *fetch;
} Job;

typedef enum { ASK, DROP, FORGET, RESUME, SECRETS, TRUST, SHUT } Op;

typedef struct
{
  SpillAsker *asker;
  Op          op;
  gint64      number;
  char       *text;
  Job        *job;
} Message;

static void start_jobs (SpillAsker *self);

static void
asker_unref (SpillAsker *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_assert (self->session == NULL);
  g_hash_table_unref (self->jobs);
  g_uri_unref (self->base);
  g_free (self->host);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  if (job->fetch != NULL)
    spill_fetch_cancel (job->fetch);
  g_clear_pointer (&job->fetch, spill_fetch_unref);
  job->spec.free_data (job->spec.data);
  g_free (job->path);
  g_free (job->form);
  g_free (job);
}

static void
remove_job (SpillAsker *self,
            Job        *job)
{
  if (!job->spec.is_aside && job->fetch != NULL)
    self->n_questions--;
  g_queue_remove (&self->waiting, job);
  g_hash_table_remove (self->jobs, &job->number);
}

static void
on_done (SpillFetch *fetch,
         gpointer    user_data)
{
  Job *job = user_data;
  SpillAsker *self = job->asker;

  g_debug ("%.200s: %u in %.0f ms", job->path, spill_fetch_get_status (fetch),
           spill_fetch_get_seconds (fetch) * 1000);
  job->spec.done (fetch, job->number, job->spec.data);
  remove_job (self, job);
  start_jobs (self);
}

static gboolean
on_more (SpillFetch *fetch,
         gpointer    user_data)
{
  Job *job = user_data;

  return job->spec.more (fetch, job->number, job->spec.data);
}

static void
start_job (Job *job)
{
  SpillAsker *self = job->asker;
  g_autoptr(GUri) uri = g_uri_parse_relative (self->base, job->path, SOUP_HTTP_URI_FLAGS, NULL);
  SpillFetchSpec spec = {
    .uri = uri,
    .authorization = self->login,
    .fingerprint = self->fingerprint,
    .more = job->spec.more != NULL ? on_more : NULL,
    .body = job->form,
    .is_form = job->form != NULL,
    .no_redirect = job->form != NULL,
  };

  job->fetch = spill_fetch_new (self->session, &spec, &self->limits, on_done, job);
  spill_fetch_start (job->fetch);
}

static void
start_jobs (SpillAsker *self)
{
  Job *job;

  while (self->n_questions < self->max_questions
         && (job = g_queue_pop_head (&self->waiting)) != NULL)
    {
      self->n_questions++;
      start_job (job);
    }
}

static void
take_job (SpillAsker *self,
          Job        *job)
{
  /* Times are kept by SpillFetch. */
  if (self->session == NULL)
    self->session = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                                   "max-conns-per-host", MAX_CONNECTIONS,
                                                   "timeout", 0,
                                                   "idle-timeout", 50,
                                                   "user-agent", "Spillway ",
                                                   NULL);
  g_hash_table_insert (self->jobs, &job->number, job);
  if (job->spec.is_aside)
    start_job (job);
  else
    {
      g_queue_push_tail (&self->waiting, job);
      start_jobs (self);
    }
}

static void
forget (SpillAsker *self)
{
  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->jobs);
  self->n_questions = 0;
}

static void
drop (SpillAsker *self,
      gint64      number)
{
  Job *job = g_hash_table_lookup (self->jobs, &number);

  if (job == NULL)
    return;

  remove_job (self, job);
  start_jobs (self);
}

static void
resume (SpillAsker *self,
        gint64      number)
{
  Job *job = g_hash_table_lookup (self->jobs, &number);

  if (job != NULL && job->fetch != NULL)
    spill_fetch_resume (job->fetch);
}

static void
shut (SpillAsker *self)
{
  self->is_shut = TRUE;
  forget (self);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
}

static void
on_message (gpointer data,
            gpointer unused)
{
  Message *message = data;
  SpillAsker *self = message->asker;

  if (self->is_shut)
    return;

  switch (message->op)
    {
    case ASK:
      take_job (self, g_steal_pointer (&message->job));
      break;
    case DROP:
      drop (self, message->number);
      break;
    case FORGET:
      forget (self);
      break;
    case RESUME:
      resume (self, message->number);
      break;
    case SECRETS:
      g_free (self->login);
      self->login = g_steal_pointer (&message->text);
      break;
    case TRUST:
      g_free (self->fingerprint);
      self->fingerprint = g_steal_pointer (&message->text);
      break;
    case SHUT:
      shut (self);
      break;
    }
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_clear_pointer (&message->job, job_free);
  g_free (message->text);
  asker_unref (message->asker);
  g_free (message);
}

static void
send_message (SpillAsker *self,
              Op          op,
              gint64      number,
              char       *text,   /* (transfer full) (nullable) */
              Job        *job)    /* (transfer full) (nullable) */
{
  Message *message = g_new (Message, 1);

  g_atomic_ref_count_inc (&self->refs);
  *message = (Message) { self, op, number, text, job };
  spill_net_thread_call (on_message, message, message_free);
}

/**
 * spill_asker_new:
 * @url: a normalized address
 * @limits: copied
 *
 * Returns: (transfer full): an asker, to be given back by spill_asker_shut()
 */
SpillAsker *
spill_asker_new (const char              *url,
                 const SpillSourceLimits *limits,
                 guint                    max_questions)
{
  SpillAsker *self = g_new0 (SpillAsker, 1);
  int port;

  g_atomic_ref_count_init (&self->refs);
  self->limits = *limits;
  self->max_questions = max_questions;
  self->base = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert (self->base != NULL);
  port = g_uri_get_port (self->base);
  self->host = port == 80 || port == 443 || port <= 0
    ? g_strdup (g_uri_get_host (self->base))
    : g_strdup_printf ("%s:%d", g_uri_get_host (self->base), port);
  self->jobs = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, job_free);
  g_queue_init (&self->waiting);

  return self;
}

void
spill_asker_shut (SpillAsker *self)
{
  send_message (self, SHUT, 0, NULL, NULL);
  asker_unref (self);
}

void
spill_asker_set_secrets (SpillAsker             *self,
                         const SpillCredentials *credentials)
{
  char *login = NULL;

  if (credentials != NULL && credentials->proxy_user != NULL && *credentials->proxy_user != '\0')
    {
      g_autofree char *pair = g_strdup_printf ("%s:%s", credentials->proxy_user,
                                               credentials->proxy_password != NULL
                                               ? credentials->proxy_password : "");
      g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));

      login = g_strconcat ("Basic ", encoded, NULL);
    }
  send_message (self, SECRETS, 0, login, NULL);
}

void
spill_asker_trust (SpillAsker *self,
                   const char *fingerprint)
{
  send_message (self, TRUST, 0, g_strdup (fingerprint), NULL);
}

/**
 * spill_asker_ask:
 * @spec: copied; its data is freed in the network thread when the question is over or forgotten
 *
 * Returns: a number that no other question of @self has
 */
gint64
spill_asker_ask (SpillAsker         *self,
                 const SpillAskSpec *spec)
{
  Job *job = g_new0 (Job, 1);

  job->asker = self;
  job->number = ++self->last;
  job->path = g_strdup (spec->path);
  job->spec = *spec;
  job->form = g_strdup (spec->form);
  job->spec.path = NULL;
  job->spec.form = NULL;
  send_message (self, ASK, 0, NULL, job);

  return self->last;
}

void
spill_asker_drop (SpillAsker *self,
                  gint64      number)
{
  send_message (self, DROP, number, NULL, NULL);
}

void
spill_asker_forget (SpillAsker *self)
{
  send_message (self, FORGET, 0, NULL, NULL);
}

void
spill_asker_resume (SpillAsker *self,
                    gint64      number)
{
  send_message (self, RESUME, number, NULL, NULL);
}

const char *
spill_asker_get_host (SpillAsker *self)
{
  return self->host;
}
