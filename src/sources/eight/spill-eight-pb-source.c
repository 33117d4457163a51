#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-pb-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "sources/spill-pb-change.h"

#define DEFAULT_PORT 9988
#define DEFAULT_USER "statusClient"   /* as in 0.8's own client */
#define INTERVAL     5                /* seconds between estimates */

G_DEFINE_FINAL_TYPE (SpillEightPbSource, spill_eight_pb_source, SPILL_TYPE_SOURCE)

/* What a 0.8 master says is small: a log is the largest. */
static const SpillBrokerLimits broker_limits = {
  .banana = { 1024 * 1024, 100000, 100, 16 * 1024 * 1024 },
  .max_output = 8 * 1024 * 1024,
  .max_objects = 1000,
  .max_requests = 10000,
  .max_calls = 50000,
};

SpillMaster *
spill_eight_pb_master (SpillEightPbSource *self)
{
  return spill_source_get_master (SPILL_SOURCE (self));
}

/* Asking */

typedef struct
{
  SpillEightPbSource *self;
  SpillEightPbTake    take;
  gpointer            data;
} Ask;

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *answer,
           const GError    *error,
           gpointer         user_data)
{
  Ask *ask = user_data;
  g_autoptr(SpillEightPbSource) self = ask->self;

  if (error != NULL)
    g_debug ("%s", error->message);
  self->is_late = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  if (!self->is_late)
    self->heard = g_get_monotonic_time ();
  self->is_stale = self->broker != broker || !spill_broker_is_open (broker);
  ask->take (self, error == NULL && !self->is_stale ? answer : NULL, ask->data);
  self->is_stale = FALSE;
  g_free (ask);
}

void
spill_eight_pb_ask (SpillEightPbSource *self,
                    gint64              target,
                    const char         *method,
                    const char         *text,
                    const gint64       *number,
                    SpillEightPbTake    take,
                    gpointer            data)
{
  Ask *ask;
  GByteArray *out;

  if (self->broker == NULL)
    {
      take (self, NULL, data);
      return;
    }
  ask = g_new0 (Ask, 1);
  *ask = (Ask) { g_object_ref (self), take, data };
  out = spill_broker_begin_call (self->broker, target, method, text != NULL || number != NULL);
  if (text != NULL)
    spill_banana_put_string (out, spill_broker_get_profile (self->broker), text);
  else if (number != NULL)
    spill_banana_put_int (out, *number);
  spill_broker_end_call (self->broker, self->limits.total_ms, on_answer, ask);
}

gint64
spill_eight_pb_take (SpillEightPbSource *self,
                     const SpillSexp    *sexp)
{
  return self->broker != NULL ? spill_broker_take_remote (self->broker, sexp) : -1;
}

void
spill_eight_pb_release (SpillEightPbSource *self,
                        gint64              number)
{
  if (self->broker != NULL)
    spill_broker_release (self->broker, number);
}

/* Connecting */

static void
drop_broker (SpillEightPbSource *self)
{
  g_autoptr(SpillBroker) broker = g_steal_pointer (&self->broker);

  g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  g_clear_handle_id (&self->mode_timer, g_source_remove);
  g_clear_handle_id (&self->adapting, g_source_remove);
  g_clear_handle_id (&self->ping_timer, g_source_remove);
  g_clear_handle_id (&self->log_timer, g_source_remove);
  spill_eight_pb_drop_events (self);
  if (broker == NULL)
    return;
  g_signal_handlers_disconnect_by_data (broker, self);
  spill_broker_close (broker, NULL);
}

static void
lost (SpillEightPbSource *self,
      const GError       *why)
{
  const char *url = spill_eight_pb_get_url (self);
  const char *host = self->web == NULL ? spill_master_get_name (spill_eight_pb_master (self))
                     : strchr (url, '@') != NULL ? strchr (url, '@') + 1 : url + strlen ("pb://");
  gboolean is_refused = g_error_matches (why, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED);
  gboolean has_password = self->credentials != NULL && self->credentials->password != NULL;
  SpillProblem problem = SPILL_PROBLEM_UNREACHABLE;
  g_autoptr(SpillFailure) failure = NULL;

  drop_broker (self);
  self->phase = SPILL_EIGHT_PB_WAITING;
  self->is_waiting = FALSE;
  if (is_refused)
    problem = has_password ? SPILL_PROBLEM_LOGIN_REFUSED : SPILL_PROBLEM_LOGIN_REQUIRED;
  else if (why->domain == SPILL_BROKER_ERROR && why->code == SPILL_BROKER_ERROR_PROTOCOL)
    problem = SPILL_PROBLEM_NOT_A_MASTER;
  else if (why->domain == SPILL_BANANA_ERROR || why->domain == SPILL_JELLY_ERROR)
    problem = SPILL_PROBLEM_NOT_A_MASTER;

  if (problem == SPILL_PROBLEM_LOGIN_REQUIRED)
    failure = spill_failure_new (problem, SPILL_ERROR_REFUSED, _("%s wants a password."), host);
  else
    failure = spill_failure_new (problem, SPILL_ERROR_UNREACHABLE, "%s: %s", host, why->message);
  if (is_refused && self->web == NULL)
    spill_master_set_user (spill_eight_pb_master (self), NULL);
  if (problem == SPILL_PROBLEM_UNREACHABLE)
    spill_pace_retry (&self->pace, failure);
  else
    spill_pace_give_up (&self->pace, failure);
}

/* Without its main answer there is nothing to go on with. */
static void
fail (SpillEightPbSource *self,
      const char         *words)
{
  g_autoptr(GError) error = NULL;

  if (self->is_stale || self->broker == NULL || !spill_broker_is_open (self->broker))
    return;
  if (self->is_late)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("No answer came in time"));
  else
    error = g_error_new_literal (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_PROTOCOL, words);
  lost (self, error);
}

/* A connection may end without a word: where it is silent it is asked whether it lives. Whatever comes
 * is a yes. */

static void
on_pong (SpillBroker     *broker,
         const SpillSexp *answer,
         const GError    *error,
         gpointer         user_data)
{
  g_autoptr(SpillEightPbSource) self = user_data;

  if (self->broker != broker)
    return;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    lost (self, error);
  else
    self->heard = g_get_monotonic_time ();
}

static gboolean
on_ping (gpointer user_data)
{
  SpillEightPbSource *self = user_data;
  gint64 silence = g_get_monotonic_time () - self->heard;

  /* What waits to be applied keeps answers from being read. */
  if (silence < self->limits.ping_ms * G_TIME_SPAN_MILLISECOND || self->events.length > 0)
    return G_SOURCE_CONTINUE;
  spill_broker_begin_call (self->broker, self->perspective, "ping", 0);
  spill_broker_end_call (self->broker, self->limits.pong_ms, on_pong, g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  lost (user_data, why);
}

static void
remove_unseen (SpillEightPbSource *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->builders);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      SpillEightPbBuilder *b = value;

      if (b->is_seen)
        continue;
      spill_master_remove_builder (spill_eight_pb_master (self), spill_builder_get_id (b->builder));
      g_hash_table_iter_remove (&iter);
    }
}

void
spill_eight_pb_synced (SpillEightPbSource *self)
{
  if (self->is_stale || --self->n_syncing > 0 || self->phase != SPILL_EIGHT_PB_CONNECTING)
    return;

  self->phase = SPILL_EIGHT_PB_READY;
  if (self->web == NULL)
    remove_unseen (self);
  spill_pace_reset (&self->pace);
  spill_pace_tell (&self->pace, SPILL_CONNECTION_LIVE);
  spill_master_touch (spill_eight_pb_master (self));
  spill_eight_pb_hold_all (self);
  spill_eight_pb_adapt (self);
  spill_master_settle (spill_eight_pb_master (self));
}

/* The builders follow, each as an event. */
static void
on_names (SpillEightPbSource *self,
          const SpillSexp    *answer,
          gpointer            data)
{
  guint n = spill_jelly_get_length (answer);
  guint n_names = 0;
  gsize length;

  for (guint i = 0; i < n; i++)
    n_names += spill_jelly_get_bytes (spill_jelly_get_item (answer, i), &length) != NULL;
  if (spill_jelly_get_type (answer) != SPILL_JELLY_LIST || n_names < n)
    {
      fail (self, _("It does not tell its builders"));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = spill_jelly_dup_text (spill_jelly_get_item (answer, i));
      SpillEightPbBuilder *b = name != NULL ? spill_eight_pb_learn (self, name) : NULL;

      if (b == NULL)
        continue;
      b->is_seen = TRUE;
      self->n_syncing++;
      spill_eight_pb_sync_builder (b, -1);
    }
  self->has_names = TRUE;
  spill_eight_pb_synced (self);
}

static void
on_subscribed (SpillEightPbSource *self,
               const SpillSexp    *answer,
               gpointer            data)
{
  if (answer == NULL)
    fail (self, _("It does not let status be subscribed to"));
  else if (self->is_light)
    spill_eight_pb_wait (self);
}

/* The name that goes with the password: the user's, else the address's, else 0.8's own. (transfer full) */
static char *
dup_user (SpillEightPbSource *self)
{
  g_autoptr(GUri) uri = g_uri_parse (spill_eight_pb_get_url (self), G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (self->credentials != NULL && self->credentials->user != NULL)
    return g_strdup (self->credentials->user);
  return g_strdup (uri != NULL && g_uri_get_user (uri) != NULL ? g_uri_get_user (uri) : DEFAULT_USER);
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(SpillEightPbSource) self = user_data;
  SpillBroker *broker = SPILL_BROKER (source);
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  g_autoptr(GError) error = NULL;
  gint64 perspective = spill_broker_login_finish (broker, result, &error);
  g_autofree char *user = dup_user (self);
  GHashTableIter iter;
  gpointer b;
  GByteArray *out;
  Ask *ask;

  if (self->broker != broker)
    return;
  if (error != NULL)
    {
      lost (self, error);
      return;
    }

  g_hash_table_iter_init (&iter, self->builders);
  while (g_hash_table_iter_next (&iter, NULL, &b))
    ((SpillEightPbBuilder *) b)->is_seen = FALSE;
  if (spill_master_get_connection (spill_eight_pb_master (self)) == SPILL_CONNECTION_CONNECTING)
    spill_pace_tell (&self->pace, SPILL_CONNECTION_SYNCING);
  if (self->web == NULL)
    spill_master_set_user (spill_eight_pb_master (self), user);
  self->is_light = self->web != NULL && !spill_eight_is_down (self->web);
  self->mode = spill_eight_pb_needed_mode (self);
  self->perspective = perspective;
  self->heard = g_get_monotonic_time ();
  self->ping_timer = g_timeout_add (MAX (self->limits.ping_ms / 2, 1), on_ping, self);
  self->n_connections++;
  self->n_syncing = 1;
  self->has_names = FALSE;
  ask = g_new0 (Ask, 1);
  *ask = (Ask) { g_object_ref (self), on_subscribed };
  out = spill_broker_begin_call (broker, perspective, "subscribe", 3);
  spill_banana_put_string (out, profile, spill_eight_pb_mode_name (self->mode));
  spill_banana_put_int (out, INTERVAL);
  spill_jelly_put_remote (out, profile, spill_broker_offer (broker, spill_eight_pb_on_event, self, NULL));
  spill_broker_end_call (broker, self->limits.total_ms, on_answer, ask);
  if (!self->is_light)
    spill_eight_pb_ask (self, perspective, "getBuilderNames", NULL, NULL, on_names, NULL);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(SpillEightPbSource) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_uri_finish (G_SOCKET_CLIENT (source), result, &error);
  g_autofree char *user = dup_user (self);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->connecting);
  if (connection == NULL)
    {
      lost (self, error);
      return;
    }

  g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  self->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_CLIENT, &broker_limits);
  g_signal_connect (self->broker, "closed", G_CALLBACK (on_closed), self);
  spill_broker_login_async (self->broker, user,
                            self->credentials != NULL ? self->credentials->password : NULL,
                            self->limits.headers_ms, on_login, g_object_ref (self));
}

void
spill_eight_pb_connect (SpillSource *source)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);
  SpillMaster *master = spill_eight_pb_master (self);
  g_autoptr(GSocketClient) client = g_socket_client_new ();

  drop_broker (self);
  self->phase = SPILL_EIGHT_PB_CONNECTING;
  self->is_waiting = FALSE;
  self->connecting = g_cancellable_new ();
  if (!spill_master_has_synced (master) && self->pace.n_failures == 0)
    spill_pace_tell (&self->pace, SPILL_CONNECTION_CONNECTING);
  g_socket_client_set_timeout (client, MAX (self->limits.headers_ms / 1000, 1));
  g_socket_client_connect_to_uri_async (client, spill_eight_pb_get_url (self), DEFAULT_PORT, self->connecting,
                                        on_connected, g_object_ref (self));
}

/* SpillSource */

static void
spill_eight_pb_source_start (SpillSource *source)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  if (self->phase != SPILL_EIGHT_PB_OFF || spill_eight_pb_master (self) == NULL)
    return;
  self->pace.n_failures = 0;
  spill_master_set_kind (spill_eight_pb_master (self), "eight");
  if (self->web == NULL)
    spill_master_set_changes_untold (spill_eight_pb_master (self),
                                     _("By Perspective Broker a Buildbot 0.8 master does not tell what was "
                                       "committed. Its web pages do: give their address as well."));
  spill_eight_pb_connect (source);
}

static void
spill_eight_pb_source_stop (SpillSource *source)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  if (self->phase == SPILL_EIGHT_PB_OFF)
    return;
  self->phase = SPILL_EIGHT_PB_OFF;
  self->is_waiting = FALSE;
  spill_pace_stop (&self->pace);
  drop_broker (self);
  spill_pace_tell (&self->pace, SPILL_CONNECTION_OFF);
}

static void
spill_eight_pb_source_retry (SpillSource *source)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  if (self->phase == SPILL_EIGHT_PB_WAITING)
    spill_pace_anew (&self->pace);
}

static void
spill_eight_pb_source_set_credentials (SpillSource            *source,
                                       const SpillCredentials *credentials)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (source);

  g_clear_pointer (&self->credentials, spill_credentials_free);
  self->credentials = credentials != NULL ? spill_credentials_copy (credentials) : NULL;
  if (self->phase != SPILL_EIGHT_PB_OFF)
    spill_pace_anew (&self->pace);
}

static void
spill_eight_pb_source_run (SpillSource  *source,
                           SpillCommand *command)
{
  const char *why = NULL;
  g_autoptr(GError) error = NULL;

  if (spill_command_get_kind (command) == SPILL_COMMAND_ADD_CHANGE)
    {
      spill_pb_change_run (spill_eight_pb_master (SPILL_EIGHT_PB_SOURCE (source)), command);
      return;
    }
  SPILL_SOURCE_GET_CLASS (source)->can (source, spill_command_get_kind (command), &why);
  error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED, why);
  spill_command_fail (command, error);
}

static gboolean
spill_eight_pb_source_can (SpillSource       *source,
                           SpillCommandKind   kind,
                           const char       **why)
{
  if (kind == SPILL_COMMAND_ADD_CHANGE)
    return TRUE;
  if (why != NULL)
    *why = _("By Perspective Broker a Buildbot 0.8 master can be watched, but not steered.");
  return FALSE;
}

static void
spill_eight_pb_source_dispose (GObject *object)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (object);

  spill_eight_pb_source_stop (SPILL_SOURCE (self));
  g_hash_table_remove_all (self->builders);
  G_OBJECT_CLASS (spill_eight_pb_source_parent_class)->dispose (object);
}

static void
spill_eight_pb_source_finalize (GObject *object)
{
  SpillEightPbSource *self = SPILL_EIGHT_PB_SOURCE (object);

  g_clear_pointer (&self->credentials, spill_credentials_free);
  g_hash_table_unref (self->builders);
  g_hash_table_unref (self->logs);
  g_free (self->url);
  G_OBJECT_CLASS (spill_eight_pb_source_parent_class)->finalize (object);
}

static void
spill_eight_pb_source_class_init (SpillEightPbSourceClass *klass)
{
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = spill_eight_pb_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = spill_eight_pb_source_finalize;
  source_class->start = spill_eight_pb_source_start;
  source_class->stop = spill_eight_pb_source_stop;
  source_class->retry = spill_eight_pb_source_retry;
  source_class->hold = spill_eight_pb_hold;
  source_class->release = spill_eight_pb_unhold;
  source_class->request_older = spill_eight_pb_request_older;
  source_class->request_lines = spill_eight_pb_request_lines;
  source_class->run = spill_eight_pb_source_run;
  source_class->can = spill_eight_pb_source_can;
  source_class->set_credentials = spill_eight_pb_source_set_credentials;
}

static void
spill_eight_pb_source_init (SpillEightPbSource *self)
{
  self->limits = SPILL_SOURCE_LIMITS_INIT;
  self->builders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, spill_eight_pb_builder_free);
  self->logs = g_hash_table_new_full (NULL, NULL, NULL, spill_eight_pb_text_free);
  spill_pace_init (&self->pace, SPILL_SOURCE (self), &self->limits, spill_eight_pb_connect);
}

SpillSource *
spill_eight_pb_source_new (SpillMaster *master)
{
  return g_object_new (SPILL_TYPE_EIGHT_PB_SOURCE, "master", master, NULL);
}

void
spill_eight_pb_source_set_limits (SpillEightPbSource      *self,
                                  const SpillSourceLimits *limits)
{
  self->limits = *limits;
}

/**
 * spill_eight_pb_normalize_url:
 * @text: what a user typed: pb://USER@HOST:PORT, of which USER and PORT may be missing
 * @error: says what is wrong
 *
 * A password is refused: it would stand in the settings.
 *
 * Returns: (transfer full) (nullable): the address
 */
char *
spill_eight_pb_normalize_url (const char  *text,
                              GError     **error)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, error);
  g_autofree char *user = NULL;
  const char *host;

  if (uri == NULL)
    return NULL;
  host = g_uri_get_host (uri);
  if (g_strcmp0 (g_uri_get_scheme (uri), "pb") != 0 || host == NULL || *host == '\0' || g_uri_get_password (uri) != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           g_uri_get_password (uri) != NULL
                           ? _("A password does not belong into an address: it is part of the login.")
                           : _("An address of a Perspective Broker is like pb://statusClient@host:9988"));
      return NULL;
    }
  user = g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0'
         ? g_uri_escape_string (g_uri_get_user (uri), NULL, TRUE) : NULL;
  return g_strdup_printf (strchr (host, ':') != NULL ? "pb://%s%s[%s]:%d" : "pb://%s%s%s:%d",
                          user != NULL ? user : "", user != NULL ? "@" : "", host,
                          g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : DEFAULT_PORT);
}
