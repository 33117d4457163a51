#define G_LOG_DOMAIN "spillway-sources"

#include "sources/spill-ask-queue.h"

#include <string.h>

/* Below the 60 s after which masters close idle connections. */
#define IDLE_SECONDS 50

struct _SpillAsk
{
  SpillAskQueue *queue;   /* not owned: the queue owns its requests */
  gint64         number;
  char          *path;
  char          *body;
  SpillAskSpec   spec;
  SpillFetch    *fetch;   /* (nullable): it waits */
};

struct _SpillAskQueue
{
  SpillSourceLimits  limits;
  guint              max_questions;
  guint              max_connections;
  GUri              *base;
  char              *host;

  SoupSession       *session;
  GHashTable        *asks;          /* number -> SpillAsk: unfinished ones */
  GQueue             waiting;       /* of SpillAsk, not owned */
  guint              n_questions;
  char              *login;         /* (nullable) Authorization */
  char              *fingerprint;
};

static void start_waiting (SpillAskQueue *self);

SpillAsk *
spill_ask_new (gint64              number,
               const SpillAskSpec *spec)
{
  SpillAsk *self = g_new0 (SpillAsk, 1);

  self->number = number;
  self->path = g_strdup (spec->path);
  self->body = g_strdup (spec->body);
  self->spec = *spec;
  self->spec.path = NULL;
  self->spec.body = NULL;
  return self;
}

void
spill_ask_free (SpillAsk *self)
{
  if (self->fetch != NULL)
    spill_fetch_cancel (self->fetch);
  g_clear_pointer (&self->fetch, spill_fetch_unref);
  self->spec.free_data (self->spec.data);
  g_free (self->path);
  g_free (self->body);
  g_free (self);
}

char *
spill_ask_dup_basic (const char *user,
                     const char *password)
{
  g_autofree char *pair = NULL;
  g_autofree char *encoded = NULL;

  if (user == NULL || *user == '\0')
    return NULL;

  pair = g_strdup_printf ("%s:%s", user, password != NULL ? password : "");
  encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  return g_strconcat ("Basic ", encoded, NULL);
}

static void
remove_ask (SpillAskQueue *self,
            SpillAsk      *ask)
{
  if (!ask->spec.is_aside && ask->fetch != NULL)
    self->n_questions--;
  g_queue_remove (&self->waiting, ask);
  g_hash_table_remove (self->asks, &ask->number);
}

static void
on_done (SpillFetch *fetch,
         gpointer    user_data)
{
  SpillAsk *ask = user_data;
  SpillAskQueue *self = ask->queue;

  g_debug ("%.200s: %u in %.0f ms", ask->path, spill_fetch_get_status (fetch),
           spill_fetch_get_seconds (fetch) * 1000);
  ask->spec.done (fetch, ask->number, ask->spec.data);
  remove_ask (self, ask);
  start_waiting (self);
}

static gboolean
on_more (SpillFetch *fetch,
         gpointer    user_data)
{
  SpillAsk *ask = user_data;

  return ask->spec.more (fetch, ask->number, ask->spec.data);
}

static void
start (SpillAsk *ask)
{
  SpillAskQueue *self = ask->queue;
  /* Two slashes would lead to another host (RFC 3986, section 4.2), and our secrets with them. */
  g_autofree char *path = g_strconcat (g_str_has_prefix (ask->path, "//") ? "/." : "", ask->path, NULL);
  g_autoptr(GUri) uri = g_uri_parse_relative (self->base, path, SOUP_HTTP_URI_FLAGS, NULL);
  SpillFetchSpec spec = {
    .uri = uri,
    .authorization = self->login,
    .fingerprint = self->fingerprint,
    .more = ask->spec.more != NULL ? on_more : NULL,
    .body = ask->body,
    .is_form = ask->spec.is_form,
    .no_redirect = ask->spec.is_form,
  };

  if (ask->spec.start != NULL)
    ask->spec.start (&spec, ask->spec.data);
  ask->fetch = spill_fetch_new (self->session, &spec, &self->limits, on_done, ask);
  spill_fetch_start (ask->fetch);
}

static void
start_waiting (SpillAskQueue *self)
{
  SpillAsk *ask;

  while (self->n_questions < self->max_questions
         && (ask = g_queue_pop_head (&self->waiting)) != NULL)
    {
      self->n_questions++;
      start (ask);
    }
}

/**
 * spill_ask_queue_new:
 * @url: a normalized address
 * @limits: copied
 *
 * Returns: (transfer full): a queue
 */
SpillAskQueue *
spill_ask_queue_new (const char              *url,
                     const SpillSourceLimits *limits,
                     guint                    max_questions,
                     guint                    max_connections)
{
  SpillAskQueue *self = g_new0 (SpillAskQueue, 1);
  int port;

  self->limits = *limits;
  self->max_questions = max_questions;
  self->max_connections = max_connections;
  self->base = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert (self->base != NULL);
  port = g_uri_get_port (self->base);
  self->host = port == 80 || port == 443 || port <= 0
               ? g_strdup (g_uri_get_host (self->base))
               : g_strdup_printf ("%s:%d", g_uri_get_host (self->base), port);
  self->asks = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                      (GDestroyNotify) spill_ask_free);
  g_queue_init (&self->waiting);
  return self;
}

void
spill_ask_queue_free (SpillAskQueue *self)
{
  g_assert (self->session == NULL);
  g_hash_table_unref (self->asks);
  g_uri_unref (self->base);
  g_free (self->host);
  g_free (self->login);
  g_free (self->fingerprint);
  g_free (self);
}

const char *
spill_ask_queue_get_host (SpillAskQueue *self)
{
  return self->host;
}

GUri *
spill_ask_queue_get_base (SpillAskQueue *self)
{
  return self->base;
}

void
spill_ask_queue_shut (SpillAskQueue *self)
{
  spill_ask_queue_forget (self);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->login, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
}

/* Times are kept by SpillFetch. */
SoupSession *
spill_ask_queue_ensure_session (SpillAskQueue *self)
{
  if (self->session == NULL)
    self->session = soup_session_new_with_options ("max-conns", self->max_connections,
                                                   "max-conns-per-host", self->max_connections,
                                                   "timeout", 0,
                                                   "idle-timeout", IDLE_SECONDS,
                                                   "user-agent", "Spillway ",
                                                   NULL);
  return self->session;
}

void
spill_ask_queue_set_login (SpillAskQueue *self,
                           char          *login)
{
  g_free (self->login);
  self->login = login;
}

void
spill_ask_queue_set_fingerprint (SpillAskQueue *self,
                                 char          *fingerprint)
{
  g_free (self->fingerprint);
  self->fingerprint = fingerprint;
}

const char *
spill_ask_queue_get_login (SpillAskQueue *self)
{
  return self->login;
}

const char *
spill_ask_queue_get_fingerprint (SpillAskQueue *self)
{
  return self->fingerprint;
}

void
spill_ask_queue_add (SpillAskQueue *self,
                     SpillAsk      *ask)
{
  spill_ask_queue_ensure_session (self);
  ask->queue = self;
  g_hash_table_insert (self->asks, &ask->number, ask);
  if (ask->spec.is_aside)
    start (ask);
  else
    {
      g_queue_push_tail (&self->waiting, ask);
      start_waiting (self);
    }
}

void
spill_ask_queue_drop (SpillAskQueue *self,
                      gint64         number)
{
  SpillAsk *ask = g_hash_table_lookup (self->asks, &number);

  if (ask == NULL)
    return;

  remove_ask (self, ask);
  start_waiting (self);
}

static gboolean
is_question (gpointer key,
             gpointer value,
             gpointer unused)
{
  return !((SpillAsk *) value)->spec.is_aside;
}

void
spill_ask_queue_forget_questions (SpillAskQueue *self)
{
  g_queue_clear (&self->waiting);
  g_hash_table_foreach_remove (self->asks, is_question, NULL);
  self->n_questions = 0;
}

void
spill_ask_queue_forget (SpillAskQueue *self)
{
  g_queue_clear (&self->waiting);
  g_hash_table_remove_all (self->asks);
  self->n_questions = 0;
}

void
spill_ask_queue_resume (SpillAskQueue *self,
                        gint64         number)
{
  SpillAsk *ask = g_hash_table_lookup (self->asks, &number);

  if (ask != NULL && ask->fetch != NULL)
    spill_fetch_resume (ask->fetch);
}
