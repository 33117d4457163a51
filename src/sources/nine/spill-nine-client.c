#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-client.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "protocols/nine/spill-nine-decode.h"
#include "sources/nine/spill-nine-socket.h"
#include "sources/spill-ask-queue.h"
#include "sources/spill-net-thread.h"

#define MAX_CONNECTIONS 4
#define MAX_QUESTIONS   3
#define PART_SIZE       64    /* things applied at once: well below a slice */

struct _SpillNineClient
{
  gatomicrefcount   refs;
  SpillApplyQueue  *queue;
  SpillJsonReport  *report;
  SpillSourceLimits limits;
  gint64            last;       /* main context only: the last number given out */

  /* Network thread only. */
  SpillAskQueue    *asks;
  SoupCookieJar    *jar;
  SpillNineSocket  *socket;
  guint64           serial;     /* events of the connections before */
  char             *login;      /* (nullable) Authorization for /auth/login */
  gboolean          is_shut;
};

typedef struct
{
  SpillNineClient *client;   /* not owned: the client owns its jobs */
  gint64           number;
  SpillNineAsk     ask;
  SpillNineKind    kind;
  char            *path;
  SpillFetch      *fetch;    /* not owned: when done */
  guint64          serial;
} Job;

static SpillNineClient *
client_ref (SpillNineClient *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
client_unref (gpointer data)
{
  SpillNineClient *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_assert (self->jar == NULL);
  spill_ask_queue_free (self->asks);
  spill_apply_queue_unref (self->queue);
  spill_json_report_unref (self->report);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job);
}

static const char *
get_host (SpillNineClient *self)
{
  return spill_ask_queue_get_host (self->asks);
}

static const char *
job_get_thing (Job *job)
{
  const char *path = job->path;

  return g_str_has_prefix (path, "api/v2/") ? path + strlen ("api/v2/") : path;
}

/* Things are handed over in parts, so that none of them takes a slice of its own. */
static void
push_parts (Job       *job,
            GPtrArray *things)
{
  for (guint first = 0; first < things->len; first += PART_SIZE)
    {
      guint n = MIN (PART_SIZE, things->len - first);
      SpillNineItem *item = spill_nine_item_new (SPILL_NINE_ITEM_PART, job->number, job->serial);

      item->kind = job->kind;
      item->n_entities = n;
      item->entities = g_memdup2 (things->pdata + first, n * sizeof (gpointer));
      spill_apply_queue_push (job->client->queue, item, 0);
    }

  /* The parts own them now. */
  g_ptr_array_set_free_func (things, NULL);
}

static void
take_things (Job           *job,
             SpillNineItem *end)
{
  SpillNineClient *self = job->client;
  g_autoptr(GPtrArray) things = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;
  const char *body = spill_fetch_get_body (job->fetch, &length);

  things = spill_nine_decode (job->kind, body, length, NULL, self->report, &error);
  if (things == NULL)
    {
      end->failure = spill_failure_from_error (error, get_host (self), job_get_thing (job));
      return;
    }

  end->n_entities = things->len;
  push_parts (job, things);
}

static void
take_config (Job           *job,
             SpillNineItem *end)
{
  SpillNineClient *self = job->client;
  gsize length;
  const char *body = spill_fetch_get_body (job->fetch, &length);

  end->config = spill_nine_config_read (body, length, self->report, NULL);
  if (end->config == NULL)
    end->failure = spill_failure_new (SPILL_PROBLEM_NOT_A_MASTER, SPILL_ERROR_FAILED,
                            _("%s answers, but not as a Buildbot master "
               "(0.9 or later) does. Perhaps the address is "
               "not complete."),
                            get_host (self));
  if (end->failure != NULL)
    end->failure->status = spill_fetch_get_status (job->fetch);
}

/* The cookie is in the jar already; here is looked whose it is. */
static void
take_login (Job           *job,
            SpillNineItem *end)
{
  SpillNineClient *self = job->client;
  guint status = spill_fetch_get_status (job->fetch);
  g_auto(GStrv) cookies = spill_fetch_dup_set_cookies (job->fetch);
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (SOUP_STATUS_IS_REDIRECTION (status)
      && spill_nine_cookie_pick ((const char * const *) cookies, &name, &value))
    {
      end->session = spill_nine_session_read (value, NULL);
      /* Before 0.9.4 a cookie was only a number; the master forgets it when it restarts. */
      if (end->session == NULL)
        end->session = g_new0 (SpillNineSession, 1);
    }

  if (end->session != NULL && !end->session->anonymous)
    return;

  if (status == SOUP_STATUS_UNAUTHORIZED)
    end->failure = spill_failure_new (SPILL_PROBLEM_LOGIN_REFUSED, SPILL_ERROR_REFUSED,
                            _("%s refuses this user and password."), get_host (self));
  else
    end->failure = spill_failure_new (SPILL_PROBLEM_LOGIN_REFUSED, SPILL_ERROR_REFUSED,
                            _("%s does not take a user and password."), get_host (self));
}

static void
take_reply (Job           *job,
            SpillNineItem *end)
{
  gsize length;
  const char *body = spill_fetch_get_body (job->fetch, &length);

  end->reply = spill_nine_reply_read (body, length, NULL);
  if (end->reply != NULL)
    g_clear_pointer (&end->failure, spill_failure_free);
  else if (end->failure == NULL)
    end->failure = spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                            _("The answer of %s makes no sense."),
                            get_host (job->client));
}

static void
on_done (SpillFetch *fetch,
         gint64      number,
         gpointer    data)
{
  Job *job = data;
  SpillNineClient *self = job->client;
  SpillNineItem *end = spill_nine_item_new (SPILL_NINE_ITEM_END, number, job->serial);
  gboolean has_answer = spill_fetch_get_error (fetch) == NULL;

  job->number = number;
  job->fetch = fetch;
  end->kind = SPILL_NINE_NONE;
  end->seconds = spill_fetch_get_seconds (fetch);
  end->status = spill_fetch_get_status (fetch);
  if (!has_answer || job->ask != SPILL_NINE_ASK_LOGIN)
    end->failure = spill_failure_from_fetch (fetch, get_host (self), job_get_thing (job));
  if (end->failure != NULL)
    g_debug ("%s: %s", job->path, end->failure->text);

  if (has_answer && job->ask == SPILL_NINE_ASK_COMMAND)
    take_reply (job, end);
  else if (has_answer && job->ask == SPILL_NINE_ASK_LOGIN)
    take_login (job, end);
  else if (end->failure == NULL && job->ask == SPILL_NINE_ASK_CONFIG)
    take_config (job, end);
  else if (end->failure == NULL)
    take_things (job, end);

  /* Not counted by the queue: they are bounded by the connections and the size of an answer. */
  spill_apply_queue_push (self->queue, end, 0);
}

/* What has happened until then is in the answer. */
static void
on_start (SpillFetchSpec *spec,
          gpointer        data)
{
  Job *job = data;
  SpillNineClient *self = job->client;

  if (job->ask == SPILL_NINE_ASK_LOGIN)
    {
      spec->authorization = self->login;
      spec->no_redirect = TRUE;
    }
  job->serial = self->socket != NULL ? spill_nine_socket_get_serial (self->socket) : self->serial;
}

static SoupSession *
ensure_session (SpillNineClient *self)
{
  SoupSession *session = spill_ask_queue_ensure_session (self->asks);

  if (self->jar == NULL)
    {
      self->jar = soup_cookie_jar_new ();
      soup_session_add_feature (session, SOUP_SESSION_FEATURE (self->jar));
    }
  return session;
}

/* Messages from the main context */

typedef enum
{
  OPEN, CLOSE, SUBSCRIBE, UNSUBSCRIBE, CHECK, ASK, FORGET, SECRETS, TRUST, SHUT
} Op;

typedef struct
{
  SpillNineClient  *client;
  Op                op;
  gint64            number;
  char             *text;
  SpillAsk         *ask;
  SpillCredentials *credentials;
} Message;

static void
message_free (gpointer data)
{
  Message *message = data;

  g_clear_pointer (&message->ask, spill_ask_free);
  g_clear_pointer (&message->credentials, spill_credentials_free);
  g_free (message->text);
  client_unref (message->client);
  g_free (message);
}

static void
forget_cookies (SpillNineClient *self)
{
  GSList *cookies = soup_cookie_jar_all_cookies (self->jar);

  for (GSList *l = cookies; l != NULL; l = l->next)
    soup_cookie_jar_delete_cookie (self->jar, l->data);
  g_slist_free_full (cookies, (GDestroyNotify) soup_cookie_free);
}

static void
take_secrets (SpillNineClient        *self,
              const SpillCredentials *credentials)
{
  GUri *base = spill_ask_queue_get_base (self->asks);
  gboolean is_secure = strcmp (g_uri_get_scheme (base), "https") == 0;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  ensure_session (self);
  forget_cookies (self);
  g_clear_pointer (&self->login, g_free);
  spill_ask_queue_set_login (self->asks, NULL);
  if (credentials == NULL)
    return;

  self->login = spill_ask_dup_basic (credentials->user, credentials->password);
  spill_ask_queue_set_login (self->asks, spill_ask_dup_basic (credentials->proxy_user,
                                                              credentials->proxy_password));
  if (credentials->cookie != NULL
      && spill_nine_cookie_parse (credentials->cookie, is_secure, &name, &value, NULL))
    soup_cookie_jar_add_cookie (self->jar, soup_cookie_new (name, value, g_uri_get_host (base),
                                                            "/", -1));
}

static void
drop_socket (SpillNineClient *self)
{
  if (self->socket != NULL)
    self->serial = spill_nine_socket_get_serial (self->socket);
  g_clear_pointer (&self->socket, spill_nine_socket_free);
}

static void
open_socket (SpillNineClient *self,
             gint64           number)
{
  g_autoptr(GUri) uri = g_uri_parse_relative (spill_ask_queue_get_base (self->asks), "ws",
                                              SOUP_HTTP_URI_FLAGS, NULL);

  drop_socket (self);
  self->socket = spill_nine_socket_new (number, self->serial, get_host (self), &self->limits,
                                        self->queue, self->report);
  spill_nine_socket_open (self->socket, ensure_session (self), uri,
                          spill_ask_queue_get_login (self->asks),
                          spill_ask_queue_get_fingerprint (self->asks));
}

static void
shut (SpillNineClient *self)
{
  self->is_shut = TRUE;
  drop_socket (self);
  spill_ask_queue_shut (self->asks);
  g_clear_object (&self->jar);
  g_clear_pointer (&self->login, g_free);
}

static void
on_message (gpointer data,
            gpointer unused)
{
  Message *message = data;
  SpillNineClient *self = message->client;

  if (self->is_shut)
    return;

  switch (message->op)
    {
    case OPEN:
      open_socket (self, message->number);
      break;
    case CLOSE:
      drop_socket (self);
      break;
    case SUBSCRIBE:
      if (self->socket != NULL)
        spill_nine_socket_subscribe (self->socket, message->text);
      break;
    case UNSUBSCRIBE:
      if (self->socket != NULL)
        spill_nine_socket_unsubscribe (self->socket, message->text);
      break;
    case CHECK:
      if (self->socket != NULL)
        spill_nine_socket_check (self->socket);
      break;
    case ASK:
      ensure_session (self);
      spill_ask_queue_add (self->asks, g_steal_pointer (&message->ask));
      break;
    case FORGET:
      spill_ask_queue_forget_questions (self->asks);
      break;
    case SECRETS:
      take_secrets (self, message->credentials);
      break;
    case TRUST:
      spill_ask_queue_set_fingerprint (self->asks, g_steal_pointer (&message->text));
      break;
    case SHUT:
      shut (self);
      break;
    }
}

static Message *
message_new (SpillNineClient *self,
             Op               op)
{
  Message *message = g_new0 (Message, 1);

  message->client = client_ref (self);
  message->op = op;
  return message;
}

static void
send_message (Message *message)
{
  spill_net_thread_call (on_message, message, message_free);
}

/**
 * spill_nine_client_new:
 * @url: a normalized address
 * @queue: gets SpillNineItems
 * @report: gets what has a wrong type
 *
 * Returns: (transfer full): a client, to be given back by spill_nine_client_shut()
 */
SpillNineClient *
spill_nine_client_new (const char            *url,
                       const SpillSourceLimits *limits,
                       SpillApplyQueue       *queue,
                       SpillJsonReport       *report)
{
  SpillNineClient *self = g_new0 (SpillNineClient, 1);

  g_atomic_ref_count_init (&self->refs);
  self->queue = spill_apply_queue_ref (queue);
  self->report = spill_json_report_ref (report);
  self->limits = *limits;
  self->asks = spill_ask_queue_new (url, limits, MAX_QUESTIONS, MAX_CONNECTIONS);
  return self;
}

void
spill_nine_client_shut (SpillNineClient *self)
{
  send_message (message_new (self, SHUT));
  client_unref (self);
}

void
spill_nine_client_set_secrets (SpillNineClient        *self,
                               const SpillCredentials *credentials)
{
  Message *message = message_new (self, SECRETS);

  message->credentials = credentials != NULL ? spill_credentials_copy (credentials) : NULL;
  send_message (message);
}

void
spill_nine_client_trust (SpillNineClient *self,
                         const char      *fingerprint)
{
  Message *message = message_new (self, TRUST);

  message->text = g_strdup (fingerprint);
  send_message (message);
}

gint64
spill_nine_client_ask (SpillNineClient *self,
                       SpillNineAsk     ask,
                       SpillNineKind    kind,
                       const char      *path,
                       const char      *body)
{
  Message *message = message_new (self, ASK);
  Job *job = g_new0 (Job, 1);
  SpillAskSpec spec = {
    .path = path,
    .body = body,
    .is_aside = ask == SPILL_NINE_ASK_COMMAND,
    .start = on_start,
    .done = on_done,
    .data = job,
    .free_data = job_free,
  };

  job->client = self;
  job->ask = ask;
  job->kind = kind;
  job->path = g_strdup (path);
  message->ask = spill_ask_new (++self->last, &spec);
  send_message (message);

  return self->last;
}

void
spill_nine_client_forget (SpillNineClient *self)
{
  send_message (message_new (self, FORGET));
}

gint64
spill_nine_client_open (SpillNineClient *self)
{
  Message *message = message_new (self, OPEN);

  message->number = ++self->last;
  send_message (message);
  return self->last;
}

void
spill_nine_client_close (SpillNineClient *self)
{
  send_message (message_new (self, CLOSE));
}

void
spill_nine_client_subscribe (SpillNineClient *self,
                             const char      *path)
{
  Message *message = message_new (self, SUBSCRIBE);

  message->text = g_strdup (path);
  send_message (message);
}

void
spill_nine_client_unsubscribe (SpillNineClient *self,
                               const char      *path)
{
  Message *message = message_new (self, UNSUBSCRIBE);

  message->text = g_strdup (path);
  send_message (message);
}

void
spill_nine_client_check (SpillNineClient *self)
{
  send_message (message_new (self, CHECK));
}
