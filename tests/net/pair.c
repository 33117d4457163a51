#include "pair.h"

#include <sys/socket.h>

void
pair_new (GIOStream **a,
          GIOStream **b)
{
  GIOStream **ends[] = { a, b };
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GSocket) socket = g_socket_new_from_fd (fds[i], &error);

      g_assert_no_error (error);
      *ends[i] = G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
    }
}

static gboolean
is_set (gpointer user_data)
{
  return *(const gboolean *) user_data;
}

void
pair_wait (const gboolean *flag)
{
  pair_until (is_set, (gpointer) flag);
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
pair_until (gboolean (*done) (gpointer user_data),
            gpointer   user_data)
{
  gint64 deadline = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;
  guint tick = g_timeout_add (100, on_tick, NULL);   /* so that the deadline is seen */

  while (!done (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (tick);
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
pair_end (gpointer object)
{
  gpointer left = object;

  g_object_add_weak_pointer (object, &left);
  g_object_unref (object);
  pair_until (is_gone, &left);
}
