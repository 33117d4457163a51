#include "sources/nine/spill-nine-fetch.h"

#include <string.h>

#include "sources/nine/spill-nine-net.h"

#define MAX_REDIRECTS 5
#define BUFFER_SIZE   (64 * 1024)
#define IN_EARNEST    (256 * 1024)   /* that much more of an answer buys more time */

struct _SpillNineFetch
{
  grefcount             refs;
  SoupSession          *session;
  SpillNineLimits       limits;
  SpillNineFetchDone    done;
  gpointer              user_data;       /* not owned */

  GUri                 *uri;
  char                 *body;
  char                 *authorization;
  char                 *fingerprint;
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
  gboolean              has_ended;
  gint64                started_at;      /* microseconds, monotonic */
  gint64                ended_at;

  GError               *error;
  GTlsCertificate      *certificate;
  GTlsCertificateFlags  flags;
};

G_DEFINE_QUARK (spill-nine-fetch-error-quark, spill_nine_fetch_error)

static void attempt (SpillNineFetch *self);

/**
 * spill_nine_fingerprint:
 *
 * Returns: (transfer full): the SHA-256 of the certificate's DER form in lower-case hex
 */
char *
spill_nine_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr(GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der == NULL ? g_strdup ("")
                     : g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

gboolean
spill_nine_fingerprint_equal (const char *a,
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
stop_timer (SpillNineFetch *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
end (SpillNineFetch *self,
     GError         *error)   /* (transfer full) (nullable) */
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
  g_autoptr(SpillNineFetch) self = spill_nine_fetch_ref (user_data);

  if (self->has_headers)
    end (self, g_error_new (SPILL_NINE_FETCH_ERROR, SPILL_NINE_FETCH_ERROR_SLOW,
                            "%u bytes", self->answer->len));
  else
    end (self, g_error_new (SPILL_NINE_FETCH_ERROR, SPILL_NINE_FETCH_ERROR_SILENT,
                            "%u ms", self->limits.headers_ms));

  return G_SOURCE_REMOVE;
}

static void
start_timer (SpillNineFetch *self,
             gint64          at)
{
  if (self->timer == NULL)
    {
      self->timer = g_timeout_source_new (0);
      g_source_set_callback (self->timer, on_time_over, self, NULL);
      g_source_set_ready_time (self->timer, at);
      g_source_attach (self->timer, spill_nine_net_get_context ());
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
  SpillNineFetch *self = user_data;
  g_autofree char *fingerprint = spill_nine_fingerprint (certificate);

  if (self->fingerprint != NULL && spill_nine_fingerprint_equal (fingerprint, self->fingerprint))
    return TRUE;

  g_set_object (&self->certificate, certificate);
  self->flags = flags;
  return FALSE;
}

static gboolean
try_again (SpillNineFetch *self,
           const GError   *error)
{
  /* Masters from 4.2.0 to 4.3.0 cut answers short (buildbot issue 9065), and any may close an
   * idle connection just when it is used again. */
  gboolean is_cut = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
                    || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);

  if (!is_cut || self->is_second_try || self->body != NULL)
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
  g_autoptr(SpillNineFetch) self = user_data;
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
    end (self, g_error_new (SPILL_NINE_FETCH_ERROR, SPILL_NINE_FETCH_ERROR_TOO_LARGE,
                            "%" G_GSIZE_FORMAT " bytes", self->limits.max_body));
  else
    {
      g_byte_array_append (self->answer, self->buffer, n);
      if (self->answer->len >= self->earnest)
        {
          gint64 at = g_get_monotonic_time () + self->limits.stall_ms * G_TIME_SPAN_MILLISECOND;

          self->earnest = self->answer->len + IN_EARNEST;
          if (at > g_source_get_ready_time (self->timer))
            start_timer (self, at);
        }
      g_input_stream_read_async (self->stream, self->buffer, BUFFER_SIZE, G_PRIORITY_DEFAULT,
                                 self->cancellable, on_read, spill_nine_fetch_ref (self));
    }
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
redirect (SpillNineFetch *self,
          const char     *location)
{
  g_autoptr(GUri) uri = g_uri_parse_relative (self->uri, location, SOUP_HTTP_URI_FLAGS, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || self->body != NULL
      || strcmp (g_uri_get_scheme (uri), g_uri_get_scheme (self->uri)) != 0
      || g_ascii_strcasecmp (g_uri_get_host (uri), g_uri_get_host (self->uri)) != 0
      || g_uri_get_port (uri) != g_uri_get_port (self->uri))
    {
      g_autofree char *shown = uri == NULL ? g_strdup ("?") : g_uri_to_string_partial (uri,
        G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);

      end (self, g_error_new_literal (SPILL_NINE_FETCH_ERROR, SPILL_NINE_FETCH_ERROR_ELSEWHERE,
                                      shown));
    }
  else if (++self->n_redirects > MAX_REDIRECTS)
    end (self, g_error_new_literal (SPILL_NINE_FETCH_ERROR, SPILL_NINE_FETCH_ERROR_CIRCLE, ""));
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
  g_autoptr(SpillNineFetch) self = user_data;
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
  start_timer (self, MAX (g_get_monotonic_time (),
                          self->started_at + self->limits.total_ms * G_TIME_SPAN_MILLISECOND));
  if (self->buffer == NULL)
    self->buffer = g_malloc (BUFFER_SIZE);
  g_input_stream_read_async (self->stream, self->buffer, BUFFER_SIZE, G_PRIORITY_DEFAULT,
                             self->cancellable, on_read, spill_nine_fetch_ref (self));
}

static void
attempt (SpillNineFetch *self)
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
  if (self->body != NULL)
    {
      g_autoptr(GBytes) body = g_bytes_new (self->body, strlen (self->body));

      soup_message_set_request_body_from_bytes (self->message, "application/json", body);
    }

  start_timer (self, g_get_monotonic_time ()
               + self->limits.headers_ms * G_TIME_SPAN_MILLISECOND);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->cancellable,
                           on_sent, spill_nine_fetch_ref (self));
}

/**
 * spill_nine_fetch_new:
 * @session: made in the network thread
 * @spec: copied
 * @done: called once, from the main context of the network thread, unless cancelled before
 *
 * Returns: (transfer full): a request that is not yet sent
 */
SpillNineFetch *
spill_nine_fetch_new (SoupSession              *session,
                      const SpillNineFetchSpec *spec,
                      const SpillNineLimits    *limits,
                      SpillNineFetchDone        done,
                      gpointer                  user_data)
{
  SpillNineFetch *self = g_new0 (SpillNineFetch, 1);

  g_ref_count_init (&self->refs);
  self->session = g_object_ref (session);
  self->limits = *limits;
  self->done = done;
  self->user_data = user_data;
  self->uri = g_uri_ref (spec->uri);
  self->body = g_strdup (spec->body);
  self->authorization = g_strdup (spec->authorization);
  self->fingerprint = g_strdup (spec->fingerprint);
  self->no_redirect = spec->no_redirect;
  self->cancellable = g_cancellable_new ();
  self->answer = g_byte_array_new ();

  return self;
}

void
spill_nine_fetch_start (SpillNineFetch *self)
{
  g_return_if_fail (self->message == NULL);

  self->started_at = g_get_monotonic_time ();
  attempt (self);
}

void
spill_nine_fetch_cancel (SpillNineFetch *self)
{
  self->done = NULL;
  end (self, NULL);
}

SpillNineFetch *
spill_nine_fetch_ref (SpillNineFetch *self)
{
  g_ref_count_inc (&self->refs);
  return self;
}

void
spill_nine_fetch_unref (SpillNineFetch *self)
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
  g_free (self->fingerprint);
  g_free (self->buffer);
  g_free (self);
}

const GError *
spill_nine_fetch_get_error (SpillNineFetch *self)
{
  return self->error;
}

guint
spill_nine_fetch_get_status (SpillNineFetch *self)
{
  return self->message != NULL ? soup_message_get_status (self->message) : 0;
}

const char *
spill_nine_fetch_get_reason (SpillNineFetch *self)
{
  return soup_status_get_phrase (spill_nine_fetch_get_status (self));
}

const char *
spill_nine_fetch_get_body (SpillNineFetch *self,
                           gsize          *length)
{
  *length = self->answer->len;
  return (const char *) self->answer->data;
}

const char *
spill_nine_fetch_get_header (SpillNineFetch *self,
                             const char     *name)
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
 * spill_nine_fetch_dup_set_cookies:
 *
 * Returns: (transfer full): the values of all Set-Cookie headers, in the master's order
 */
char **
spill_nine_fetch_dup_set_cookies (SpillNineFetch *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  soup_message_headers_foreach (soup_message_get_response_headers (self->message),
                                collect_cookie, builder);
  return g_strv_builder_end (builder);
}

double
spill_nine_fetch_get_seconds (SpillNineFetch *self)
{
  return (double) (self->ended_at - self->started_at) / G_USEC_PER_SEC;
}

GTlsCertificate *
spill_nine_fetch_get_certificate (SpillNineFetch       *self,
                                  GTlsCertificateFlags *flags)
{
  *flags = self->flags;
  return self->certificate;
}
