#include "web/spill-web-reply.h"

#include <string.h>

#include <glib/gi18n.h>

#include "net/spill-visitor.h"
#include "web/spill-web-gate.h"
#include "web/spill-web-sender.h"

static const struct
{
  const char *name;
  const char *value;
} constant[] = {
  /* Nothing but our own files runs, is shown or asked, and nobody frames it. */
  { "Content-Security-Policy",
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" },
  { "X-Content-Type-Options", "nosniff" },
  { "X-Frame-Options", "DENY" },
  { "Referrer-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  /* One request a connection: libsoup of Debian 12 loses the files of idle ones. */
  { "Connection", "close" },
};

/* Nobody is asked for an answer then. In English, as the pages are. */
static const char unreadable[] =
  "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>That cannot be shown</title>"
  "<link rel=\"stylesheet\" href=\"/static/spillway.css\"></head>\n"
  "<body class=\"text\"><main><h1>That cannot be shown</h1><p class=\"error\">This is no request for a page: "
  "its address may have a “%” that nothing follows.</p><p><a href=\"/\">Back to the first page</a></p></main>"
  "</body></html>\n";

void
spill_web_reply_prepare (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  for (guint i = 0; i < G_N_ELEMENTS (constant); i++)
    soup_message_headers_append (headers, constant[i].name, constant[i].value);
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_STATIC, unreadable,
                                    strlen (unreadable));
}

void
spill_web_reply_begin (SoupServerMessage *message)
{
  soup_message_body_truncate (soup_server_message_get_response_body (message));
  soup_message_headers_remove (soup_server_message_get_response_headers (message), "Content-Type");
}

static const char *
asked (SoupServerMessage *message,
       const char        *name)
{
  return soup_message_headers_get_list (soup_server_message_get_request_headers (message), name);
}

gboolean
spill_web_reply_same (SoupServerMessage *message,
                      const char        *version,
                      const char        *mark)
{
  const char *known = asked (message, "If-None-Match");
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *etag = NULL;
  g_autofree char *weak = NULL;

  if (known == NULL || version == NULL || *version == '\0')
    return FALSE;
  etag = g_strdup_printf ("\"%s-%s\"", mark, version);
  if (!spill_web_matches_etag (known, etag))
    return FALSE;

  weak = g_strconcat ("W/", etag, NULL);
  soup_message_headers_replace (headers, "ETag", weak);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_replace (headers, "Vary", "Accept-Encoding");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
  soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
  return TRUE;
}

void
spill_web_reply_entry (SoupServerMessage *message,
                       SpillPageEntry    *entry,
                       const char        *mark,
                       gboolean           is_kept)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gboolean gzip = entry->gzip != NULL && spill_web_accepts_gzip (asked (message, "Accept-Encoding"));

  if (entry->status == SOUP_STATUS_OK && spill_web_reply_same (message, entry->version, mark))
    return;

  if (entry->status == SOUP_STATUS_OK && *entry->version != '\0')
    {
      /* Weak: plain and compressed bytes have the same. */
      g_autofree char *etag = g_strdup_printf ("W/\"%s-%s\"", mark, entry->version);

      soup_message_headers_append (headers, "ETag", etag);
    }
  if (entry->location != NULL)
    soup_message_headers_append (headers, "Location", entry->location);
  if (gzip)
    soup_message_headers_append (headers, "Content-Encoding", "gzip");
  soup_message_headers_append (headers, "Vary", "Accept-Encoding");
  /* Kept, and asked for each time whether it is still the same. */
  soup_message_headers_append (headers, "Cache-Control", "no-cache");
  soup_message_headers_append (headers, "Content-Type", entry->type);
  if (is_kept && spill_web_sender_send (message, entry, gzip))
    return;

  soup_message_body_append_bytes (soup_server_message_get_response_body (message),
                                  gzip ? entry->gzip : entry->plain);
  soup_server_message_set_status (message, entry->status, NULL);
}

static const char *
phrase_of (guint status)
{
  switch (status)
    {
    case SOUP_STATUS_MISDIRECTED_REQUEST:
      return "Misdirected Request";
    case SPILL_WEB_HEAD_TOO_LARGE:
      return "Request Header Fields Too Large";
    default:
      return soup_status_get_phrase (status);
    }
}

static char *
page_of_error (guint       status,
               const char *text)
{
  g_autofree char *title = g_markup_printf_escaped ("%u %s", status, phrase_of (status));
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return g_strdup_printf ("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%s</title>"
                          "<link rel=\"stylesheet\" href=\"/static/spillway.css\"></head>\n"
                          "<body><main><h1>%s</h1><p>%s</p></main></body></html>\n",
                          title, title, escaped);
}

void
spill_web_reply_error (SoupServerMessage *message,
                       guint              status,
                       const char        *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  char *page = page_of_error (status, text);

  soup_server_message_set_status (message, status, phrase_of (status));
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    soup_message_headers_replace (headers, "Allow", "GET, HEAD");
  if (status == SOUP_STATUS_SERVICE_UNAVAILABLE)
    soup_message_headers_replace (headers, "Retry-After", "1");
  soup_server_message_set_response (message, "text/html; charset=utf-8", SOUP_MEMORY_TAKE, page, strlen (page));
}

/* The rest of what somebody sends who should not. Reading it lets them see the answer: to close with
 * bytes unread is to take it back. */
static void
on_skipped (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GIOStream) stream = user_data;
  gssize n = g_input_stream_skip_finish (G_INPUT_STREAM (source), result, NULL);

  /* How long is the visitor's business. */
  if (n > 0)
    g_input_stream_skip_async (G_INPUT_STREAM (source), 65536, G_PRIORITY_LOW, NULL, on_skipped,
                               g_steal_pointer (&stream));
}

void
spill_web_reply_refuse (SoupServerMessage *message,
                        guint              status)
{
  SpillVisitor *visitor = spill_visitor_find (soup_server_message_get_remote_address (message));
  GSocket *socket = visitor != NULL ? spill_visitor_get_socket (visitor) : NULL;
  g_autoptr(GString) head = g_string_new (NULL);
  GIOStream *stream;

  g_string_append_printf (head, "HTTP/1.1 %u %s\r\nContent-Length: 0\r\n", status,
                          phrase_of (status));
  if (status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    g_string_append (head, "Allow: GET, HEAD\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (constant); i++)
    g_string_append_printf (head, "%s: %s\r\n", constant[i].name, constant[i].value);
  g_string_append (head, "\r\n");

  stream = soup_server_message_steal_connection (message);
  if (stream == NULL)
    return;
  /* A head fits into the empty buffer of a new connection. */
  if (socket != NULL)
    {
      g_socket_send_with_blocking (socket, head->str, head->len, FALSE, NULL, NULL);
      g_socket_shutdown (socket, FALSE, TRUE, NULL);
    }
  g_input_stream_skip_async (g_io_stream_get_input_stream (stream), 65536, G_PRIORITY_LOW, NULL, on_skipped, stream);
}
