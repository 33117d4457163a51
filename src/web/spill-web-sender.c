#include "web/spill-web-sender.h"

#include <errno.h>
#include <sys/sendfile.h>
#include <sys/socket.h>

#include "net/spill-visitor.h"

typedef struct
{
  SpillPageEntry *entry;
  GIOStream      *stream;
  GSocket        *socket;
  GString        *head;
  gsize           head_sent;
  int             file;
  off_t           sent;
  off_t           size;
  GSource        *source;    /* (nullable): waits for room */
} Sender;

static void
sender_free (Sender *sender)
{
  if (sender->source != NULL)
    {
      g_source_destroy (sender->source);
      g_source_unref (sender->source);
    }
  /* The end of the last reference closes the connection. */
  g_object_unref (sender->stream);
  g_object_unref (sender->socket);
  g_string_free (sender->head, TRUE);
  spill_page_entry_unref (sender->entry);
  g_free (sender);
}

/* Whether more can be sent later; FALSE at the end, and if the asker is gone. @any: whether anything
 * was sent now. */
static gboolean
send_some (Sender   *sender,
           gboolean *any)
{
  int fd = g_socket_get_fd (sender->socket);

  while (sender->sent < sender->size)
    {
      gssize n;

      if (sender->head_sent < sender->head->len)
        {
          n = send (fd, sender->head->str + sender->head_sent, sender->head->len - sender->head_sent,
                    MSG_NOSIGNAL | MSG_MORE | MSG_DONTWAIT);
          sender->head_sent += MAX (n, 0);
        }
      else
        n = sendfile (fd, sender->file, &sender->sent, sender->size - sender->sent);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 && errno == EAGAIN;
      *any = TRUE;
    }

  return FALSE;
}

static gboolean
on_room (GSocket      *socket,
         GIOCondition  condition,
         gpointer      user_data)
{
  Sender *sender = user_data;
  gboolean any = FALSE;

  /* Nothing is sent if there was no room for as long as the socket may be idle. */
  if (send_some (sender, &any) && any)
    return G_SOURCE_CONTINUE;

  sender_free (sender);
  return G_SOURCE_REMOVE;
}

static GString *
head_of (SoupServerMessage *message)
{
  GString *head = g_string_sized_new (1024);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  g_string_append (head, "HTTP/1.1 200 OK\r\n");
  soup_message_headers_iter_init (&iter, soup_server_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_string_append (head, name);
      g_string_append (head, ": ");
      g_string_append (head, value);
      g_string_append (head, "\r\n");
    }
  g_string_append (head, "\r\n");

  return head;
}

gboolean
spill_web_sender_send (SoupServerMessage *message,
                       SpillPageEntry    *entry,
                       gboolean           gzip)
{
  SpillVisitor *visitor = spill_visitor_find (soup_server_message_get_remote_address (message));
  GSocket *socket = visitor != NULL ? spill_visitor_get_socket (visitor) : NULL;
  int file = socket != NULL ? spill_page_entry_get_file (entry, gzip) : -1;
  gboolean any = FALSE;
  Sender *sender;

  if (file < 0 || soup_server_message_get_method (message) != SOUP_METHOD_GET
      || entry->status != SOUP_STATUS_OK)
    return FALSE;

  sender = g_new0 (Sender, 1);
  sender->entry = spill_page_entry_ref (entry);
  sender->socket = g_object_ref (socket);
  sender->file = file;
  sender->size = g_bytes_get_size (gzip ? entry->gzip : entry->plain);
  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message), sender->size);
  sender->head = head_of (message);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  sender->stream = soup_server_message_steal_connection (message);

  if (!send_some (sender, &any))
    {
      sender_free (sender);
      return TRUE;
    }
  sender->source = g_socket_create_source (socket, G_IO_OUT, NULL);
  g_source_set_callback (sender->source, G_SOURCE_FUNC (on_room), sender, NULL);
  g_source_attach (sender->source, NULL);
  return TRUE;
}
