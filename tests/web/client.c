#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <gio/gio.h>

#include "util/spill-clock.h"

#define PATIENCE (60 * G_TIME_SPAN_SECOND)

static SpillBuild *
add_build (SpillBuilder *builder,
           gint64        id,
           guint         number,
           const char   *text,
           double        start)
{
  SpillBuild *build = spill_builder_add_build (builder, id, number);

  spill_build_begin (build);
  spill_build_set_started (build, start);
  spill_build_set_text (build, text);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_build_set_finished (build, start + 60, SPILL_RESULT_SUCCESS);
  spill_build_end (build);

  return build;
}

static void
fill (Site *site)
{
  SpillBuilder *builder = spill_master_add_builder (site->master, 1, "linux");

  for (guint number = 1; number <= 25; number++)
    site->build = add_build (builder, number, number, "build successful", spill_now () - (26 - number) * 100);
  spill_master_set_connection (site->master, SPILL_CONNECTION_LIVE);
}

void
site_start (Site                 *site,
            const SpillWebLimits *limits)
{
  g_autoptr(SpillPages) pages = NULL;
  g_autoptr(GError) error = NULL;

  *site = (Site) { .status = spill_status_new (), .master = spill_master_new ("1", "http://master/") };
  spill_status_add_master (site->status, site->master);
  fill (site);
  pages = spill_pages_new (site->status);
  site->server = spill_web_server_new (pages, limits);
  spill_web_server_start (site->server, 0, &error);
  g_assert_no_error (error);
}

static gboolean
is_alone (gpointer server)
{
  return G_OBJECT (server)->ref_count == 1;
}

void
site_stop (Site *site)
{
  spill_web_server_stop (site->server);
  /* Who waited for a page has a reference until it is made. */
  wait_until (is_alone, site->server);
  g_assert_finalize_object (site->server);
  g_object_unref (site->master);
  g_object_unref (site->status);
}

void
site_change (Site *site)
{
  g_autofree char *text = g_strdup_printf ("changed %u", ++site->n_changes);

  spill_build_set_text (site->build, text);
  spill_master_settle (site->master);
}

void
site_fill_more (Site  *site,
                guint  n)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("more-%u", i);
      SpillBuilder *builder = spill_master_add_builder (site->master, 100 + i, name);

      for (guint number = 1; number <= 20; number++)
        add_build (builder, 1000 + i * 20 + number, number, "build successful", spill_now () - (21 - number) * 100);
    }
  spill_master_settle (site->master);
}

Client *
client_new_narrow (Site *site,
                   int   buffer)
{
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address =
    g_inet_socket_address_new (loopback, spill_web_server_get_port (site->server));
  Client *client = g_new0 (Client, 1);
  g_autoptr(GError) error = NULL;

  client->in = g_string_new (NULL);
  client->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  /* Before it is connected: what is told first counts. */
  if (buffer > 0)
    g_socket_set_option (client->socket, SOL_SOCKET, SO_RCVBUF, buffer, NULL);
  g_socket_connect (client->socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (client->socket, FALSE);
  return client;
}

Client *
client_new (Site *site)
{
  return client_new_narrow (site, 0);
}

void
client_free (Client *client)
{
  g_object_unref (client->socket);
  g_string_free (client->in, TRUE);
  g_free (client);
}

void
client_read (Client *client)
{
  char buffer[65536];
  gssize n;

  while (!client->is_over)
    {
      g_autoptr(GError) error = NULL;

      n = g_socket_receive (client->socket, buffer, sizeof buffer, NULL, &error);
      if (n > 0)
        g_string_append_len (client->in, buffer, n);
      else if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      else
        client->is_over = TRUE;
    }
}

static void
turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (500);
}

void
client_send (Client     *client,
             const char *text,
             gssize      length)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;
  gsize left = length < 0 ? strlen (text) : (gsize) length;

  while (left > 0)
    {
      g_autoptr(GError) error = NULL;
      gssize n = g_socket_send (client->socket, text, left, NULL, &error);

      /* A server that has heard enough closes. */
      if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      if (n > 0)
        {
          text += n;
          left -= n;
        }
      else
        turn ();
    }
}

void
client_shut (Client *client)
{
  g_socket_shutdown (client->socket, FALSE, TRUE, NULL);
}

void
client_wait (Client     *client,
             const char *text)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  for (;;)
    {
      client_read (client);
      if (text != NULL ? strstr (client->in->str, text) != NULL : client->is_over)
        return;
      if (client->is_over || g_get_monotonic_time () >= end)
        g_error ("%s did not come, but: %s", text, client->in->str);
      turn ();
    }
}

void
wait_until (gboolean (*condition) (gpointer),
            gpointer   user_data)
{
  gint64 end = g_get_monotonic_time () + PATIENCE;

  while (!condition (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      turn ();
    }
}

Client *
ask (Site       *site,
     const char *request)
{
  Client *client = client_new (site);

  client_send (client, request, -1);
  client_wait (client, NULL);
  return client;
}

Client *
get (Site       *site,
     const char *path,
     const char *lines)
{
  g_autofree char *request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path,
                                              lines != NULL ? lines : "");

  return ask (site, request);
}

guint
status_of (Client *client)
{
  return g_str_has_prefix (client->in->str, "HTTP/1.") ? atoi (client->in->str + strlen ("HTTP/1.1 ")) : 0;
}

const char *
body_of (Client *client)
{
  const char *end = strstr (client->in->str, "\r\n\r\n");

  return end != NULL ? end + 4 : client->in->str + client->in->len;
}

gsize
body_length (Client *client)
{
  return client->in->str + client->in->len - body_of (client);
}

char *
header_of (Client     *client,
           const char *name)
{
  g_autofree char *head = g_strndup (client->in->str, body_of (client) - client->in->str);
  g_auto(GStrv) lines = g_strsplit (head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && g_str_has_prefix (lines[i] + length, ": "))
        return g_strdup (lines[i] + length + 2);
    }

  return NULL;
}
