#include "sources/spill-fetch.h"

#include <string.h>

#include "sources/spill-net-thread.h"

#define MAX_REDIRECTS 5
#define BUFFER_SIZE   (64 * 1024)
#define IN_EARNEST    (256 * 1024)   /* that much more of an answer buys more time */

struct _SpillFetch
{
  grefcount             refs;
  SoupSession          *session;
  SpillSourceLimits     limits;
  SpillFetchDone        done;
  SpillFetchMore        more;            /* (nullable) */
  gpointer              user_data;       /* not owned */

  GUri                 *uri;
  char                 *body;
  char                 *authorization;
  char                 *cookie;
  char                 *fingerprint;
  gboolean              is_form;
  gboolean              no_redirect;

  SoupMessage          *message;
  GInputStream         *stream;
  GCancellable         *cancellable;
  GSource              *timer;
  GByteArray           *answer;
  guint8               *buffer;
  gsize                 earnest;         /* size of the answer that buys more time */
  guint                 n_redirects;
  gboolean              is_second_try;
  gboolean              has_headers;
  gboolean              is_stream;       /* a success of one that was asked for as such */
  gboolean              is_paused;
  gboolean              has_ended;
  gint64                started_at;      /* microseconds, monotonic */
  gint64                ended_at;

  GError               *error;
  GTlsCertificate      *certificate;
  GTlsCertificateFlags  flags;
};

G_DEFINE_QUARK (spill-fetch-error-quark, spill_fetch_error)

static void attempt   (SpillFetch *self);
static void read_more (SpillFetch *self);

/**
 * spill_fingerprint:
 *
 * Returns: (transfer full): the SHA-256 of the certificate's DER form in lower-case hex
 */
char *
spill_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der == NULL ? g_strdup ("")
                     : g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

gboolean
spill_fingerprint_equal (const char *a,
                         const char *b)
{
  while (TRUE)
    {
      while (*a == ':' || *a == ' ')
        a++;
      while (*b == ':' || *b == ' ')
        b++;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      if (*a == '\0')
        return TRUE;
      a++;
      b++;
    }
}

static void
stop_timer (SpillFetch *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
end (SpillFetch *self,
     GError     *error)   /* (transfer full) (nullable) */
{
  g_autoptr(GError) owned = error;

  if (self->has_ended)
    return;

  self->has_ended = TRUE;
  self->ended_at = g_get_monotonic_time ();
  self->error = g_steal_pointer (&owned);
  stop_timer (self);
  g_cancellable_cancel (self->cancellable);
  if (self->done != NULL)
    self->done (self, self->user_data);
}

static gboolean
on_time_over (gpointer user_data)
{
  g_autoptr(SpillFetch) self = spill_fetch_ref (user_data);

  if (self->has_headers)
    end (self, g_error_new (SPILL_FETCH_ERROR, SPILL_FETCH_ERROR_SLOW,
                            "%u bytes", self->answer->len));
  else
    end (self, g_error_new (SPILL_FETCH_ERROR, SPILL_FETCH_ERROR_SILENT,
                            "%u ms", self->limits.headers_ms));

  return G_SOURCE_REMOVE;
}

static void
start_timer (SpillFetch *self,
             gint64      at)
{
  if (self->timer == NULL)
    {
      self->timer = g_timeout_source_new (0);
      g_source_set_callback (self->timer, on_time_over, self, NULL);
      g_source_set_ready_time (self->timer, at);
      g_source_attach (self->timer, spill_net_thread_get_context ());
    }
  else
    g_source_set_ready_time (self->timer, at);
}

static gboolean
on_accept_certificate (SoupMessage          *message,
                       GTlsCertificate      *certificate,
                       GTlsCertificateFlags  flags,
                       gpointer              user_data)
{
  SpillFetch *self = user_data;
  g_autofree char *fingerprint = spill_fingerprint (certificate);

  if (self->fingerprint != NULL && spill_fingerprint_equal (fingerprint, self->fingerprint))
    return TRUE;

  g_set_object (&self->certificate, certificate);
  self->flags = flags;
  return FALSE;
}

static gboolean
try_again (SpillFetch   *self,
           const GError *error)
{
  /* Masters from 4.2.0 to 4.3.0 cut answers short (buildbot issue 9065), and any may close an
   * idle connection just when it is used again. */
  gboolean is_cut = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);

  if (!is_cut || self->is_second_try || self->is_stream || self->body != NULL)
    return FALSE;

  self->is_second_try = TRUE;
  attempt (self);
  return TRUE;
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpillFetch) self = user_data;
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (self->has_ended || (GInputStream *) source != self->stream)
    return;

  if (n < 0)
    {
      if (!try_again (self, error))
        end (self, g_steal_pointer (&error));
    }
  else if (n == 0)
    end (self, NULL);
  else if ((gsize) n > self->limits.max_body - self->answer->len)
    end (self, g_error_new (SPILL_FETCH_ERROR, SPILL_FETCH_ERROR_TOO_LARGE,
                            "%" G_GSIZE_FORMAT " bytes", self->limits.max_body));
  else
    {
      g_byte_array_append (self->answer, self->buffer, n);
      if (self->is_stream)
        self->is_paused = !self->more (self, self->user_data);
      else if (self->answer->len >= self->earnest)
        {
          gint64 at = g_get_monotonic_time () + self->limits.stall_ms * G_TIME_SPAN_MILLISECOND;

          self->earnest = self->answer->len + IN_EARNEST;
          if (at > g_source_get_ready_time (self->timer))
            start_timer (self, at);
        }
      read_more (self);
    }
}

static void
read_more (SpillFetch *self)
{
  if (!self->is_paused && !self->has_ended)
    g_input_stream_read_async (self->stream, self->buffer, BUFFER_SIZE, G_PRIORITY_DEFAULT,
                               self->cancellable, on_read, spill_fetch_ref (self));
}

static gboolean
is_redirect (guint status)
{
  return status == SOUP_STATUS_MOVED_PERMANENTLY || status == SOUP_STATUS_FOUND
         || status == SOUP_STATUS_SEE_OTHER || status == SOUP_STATUS_TEMPORARY_REDIRECT
         || status == SOUP_STATUS_PERMANENT_REDIRECT;
}

/* Cookies and passwords must not leave for another place: only the same one is followed to. */
static void
redirect (SpillFetch *self,
          const char *location)
{
  g_autoptr(GUri) uri = g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || self->body != NULL
      || strcmp (g_uri_get_scheme (uri), g_uri_get_scheme (self->uri)) != 0
      || g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->uri)) != 0
      || g_uri_get_port (uri) != g_uri_get_port (self->uri))
    {
      g_autofree char *shown = uri == NULL ? g_strdup ("?") : g_uri_to_string_partial (uri,
        G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);

      end (self, g_error_new_literal (SPILL_FETCH_ERROR, SPILL_FETCH_ERROR_ELSEWHERE,
                                      shown));
    }
  else if (++self->n_redirects > MAX_REDIRECTS)
    end (self, g_error_new_literal (SPILL_FETCH_ERROR, SPILL_FETCH_ERROR_CIRCLE, ""));
  else
    {
      g_uri_unref (self->uri);
      self->uri = g_steal_pointer (&uri);
      attempt (self);
    }
}

static void
on_sent (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpillFetch) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) stream = NULL;
  const char *location;

  stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (self->has_ended)
    return;
  if (stream == NULL)
    {
      if (!try_again (self, error))
        end (self, g_steal_pointer (&error));
      return;
    }

  location = soup_message_headers_get_one (soup_message_get_response_headers (self->message),
                                           "Location");
  if (!self->no_redirect && location != NULL
      && is_redirect (soup_message_get_status (self->message)))
    {
      redirect (self, location);
      return;
    }

  self->has_headers = TRUE;
  g_set_object (&self->stream, stream);
  g_byte_array_set_size (self->answer, 0);
  self->earnest = IN_EARNEST;
  self->is_stream = self->more != NULL
                    && SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (self->message));
  if (self->is_stream)
    stop_timer (self);
  else
    start_timer (self, MAX (g_get_monotonic_time (),
                            self->started_at + self->limits.total_ms * G_TIME_SPAN_MILLISECOND));
  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_SIZE);
  read_more (self);
}

static void
attempt (SpillFetch *self)
{
  SoupMessageHeaders *headers;
  /* A POST is not repeated by libsoup when an idle connection turns out to be closed. */
  gboolean is_new = self->is_second_try || self->body != NULL;

  g_clear_object (&self->stream);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  self->has_headers = FALSE;

  self->message = soup_message_new_from_uri (self->body != NULL ? "POST" : "GET", self->uri);
  soup_message_set_flags (self->message, SOUP_MESSAGE_NO_REDIRECT
                          | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE
                          | (is_new ? SOUP_MESSAGE_NEW_CONNECTION : 0));
  g_signal_connect (self->message, "accept-certificate",
                    G_CALLBACK (on_accept_certificate), self);
  headers = soup_message_get_request_headers (self->message);
  soup_message_headers_replace (headers, "Accept", "application/json");
  if (self->authorization != NULL)
    soup_message_headers_replace (headers, "Authorization", self->authorization);
  if (self->cookie != NULL)
    soup_message_headers_replace (headers, "Cookie", self->cookie);
  if (self->body != NULL)
    {
      g_autoptr(GBytes) body = g_bytes_new (self->body, strlen (self->body));

      soup_message_set_request_body_from_bytes (self->message,
                                                self->is_form ? "application/x-www-form-urlencoded"
                                                              : "application/json", body);
    }

  start_timer (self, g_get_monotonic_time ()
               + self->limits.headers_ms * G_TIME_SPAN_MILLISECOND);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_sent, spill_fetch_ref (self));
}

/**
 * spill_fetch_new:
 * @session: made in the network thread
 * @spec: copied
 * @done: called once, from the main context of the network thread, unless cancelled before
 *
 * Returns: (transfer full): a request that is not yet sent
 */
SpillFetch *
spill_fetch_new (SoupSession             *session,
                 const SpillFetchSpec    *spec,
                 const SpillSourceLimits *limits,
                 SpillFetchDone           done,
                 gpointer                 user_data)
{
  SpillFetch *self = g_new0 (SpillFetch, 1);

  g_ref_count_init (&self->refs);
  self->session = g_object_ref (session);
  self->limits = *limits;
  self->done = done;
  self->user_data = user_data;
  self->uri = g_uri_ref (spec->uri);
  self->body = g_strdup (spec->body);
  self->authorization = g_strdup (spec->authorization);
  self->cookie = g_strdup (spec->cookie);
  self->fingerprint = g_strdup (spec->fingerprint);
  self->is_form = spec->is_form;
  self->no_redirect = spec->no_redirect;
  self->more = spec->more;
  self->cancellable = g_cancellable_new ();
  self->answer = g_byte_array_new ();

  return self;
}

void
spill_fetch_start (SpillFetch *self)
{
  g_return_if_fail (self->message == NULL);

  self->started_at = g_get_monotonic_time ();
  attempt (self);
}

void
spill_fetch_cancel (SpillFetch *self)
{
  self->done = NULL;
  end (self, NULL);
}

/**
 * spill_fetch_take_body:
 *
 * Returns: (transfer full): what has come of a stream since the last call
 */
GByteArray *
spill_fetch_take_body (SpillFetch *self)
{
  GByteArray *body = g_steal_pointer (&self->answer);

  self->answer = g_byte_array_new ();
  return body;
}

void
spill_fetch_resume (SpillFetch *self)
{
  if (!self->is_paused)
    return;

  self->is_paused = FALSE;
  read_more (self);
}

SpillFetch *
spill_fetch_ref (SpillFetch *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
spill_fetch_unref (SpillFetch *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  stop_timer (self);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->stream);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->certificate);
  g_clear_error (&self->error);
  g_byte_array_unref (self->answer);
  g_uri_unref (self->uri);
  g_free (self->body);
  g_free (self->authorization);
  g_free (self->cookie);
  g_free (self->fingerprint);
  g_free (self->buffer);
  g_free (self);
}

const GError *
spill_fetch_get_error (SpillFetch *self)
{
  return self->error;
}

guint
spill_fetch_get_status (SpillFetch *self)
{
  return self->message != NULL ? soup_message_get_status (self->message) : 0;
}

gboolean
spill_fetch_has_login (SpillFetch *self)
{
  return self->authorization != NULL;
}

const char *
spill_fetch_get_reason (SpillFetch *self)
{
  return soup_status_get_phrase (spill_fetch_get_status (self));
}

const char *
spill_fetch_get_body (SpillFetch *self,
                      gsize      *length)
{
  *length = self->answer->len;
  return (const char *) self->answer->data;
}

const char *
spill_fetch_get_header (SpillFetch *self,
                        const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

static void
collect_cookie (const char *name,
                const char *value,
                gpointer    user_data)
{
  if (g_ascii_strcasecmp (name, "Set-Cookie") == 0)
    g_strv_builder_add (user_data, value);
}

/**
 * spill_fetch_dup_set_cookies:
 *
 * Returns: (transfer full): the values of all Set-Cookie headers, in the master's order
 */
char **
spill_fetch_dup_set_cookies (SpillFetch *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  soup_message_headers_foreach (soup_message_get_response_headers (self->message),
                                collect_cookie, builder);
  return g_strv_builder_end (builder);
}

double
spill_fetch_get_seconds (SpillFetch *self)
{
  return (double) (self->ended_at - self->started_at) / G_USEC_PER_SEC;
}

GTlsCertificate *
spill_fetch_get_certificate (SpillFetch           *self,
                             GTlsCertificateFlags *flags)
{
  *flags = self->flags;
  return self->certificate;
}
