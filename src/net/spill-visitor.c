#include "net/spill-visitor-private.h"

#define ADDRESS_KEY "spill-visitor"

struct _SpillVisitor
{
  GObject            parent_instance;

  GSocketConnection *connection;   /* not owned: its end is the visitor's */
  SpillVisitors     *all;          /* not owned; NULL: gone */
  char              *address;
  GList              link;         /* in a queue of all */
  gint64             since;
  SpillVisitorState  state;
};

G_DEFINE_FINAL_TYPE (SpillVisitor, spill_visitor, G_TYPE_OBJECT)

static void
count (SpillVisitors *all,
       const char    *address,
       int            more)
{
  guint n = spill_visitors_count_address (all, address) + more;

  if (n == 0)
    g_hash_table_remove (all->per_address, address);
  else
    g_hash_table_replace (all->per_address, g_strdup (address), GUINT_TO_POINTER (n));
}

static void
enter (SpillVisitor      *self,
       SpillVisitorState  state)
{
  SpillVisitors *all = self->all;

  if (all != NULL)
    g_queue_unlink (&all->in_state[self->state], &self->link);
  self->state = state;
  self->since = g_get_monotonic_time ();

  if (all != NULL && state == SPILL_VISITOR_GONE)
    {
      count (all, self->address, -1);
      self->all = NULL;
    }
  else if (all != NULL)
    g_queue_push_tail_link (&all->in_state[state], &self->link);
}

static void
on_connection_gone (gpointer  user_data,
                    GObject  *where_it_was)
{
  g_autoptr(SpillVisitor) self = user_data;

  enter (self, SPILL_VISITOR_GONE);
  self->connection = NULL;
}

static void
spill_visitor_finalize (GObject *object)
{
  SpillVisitor *self = SPILL_VISITOR (object);

  g_free (self->address);

  G_OBJECT_CLASS (spill_visitor_parent_class)->finalize (object);
}

static void
spill_visitor_class_init (SpillVisitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_visitor_finalize;
}

static void
spill_visitor_init (SpillVisitor *self)
{
  self->link.data = self;
}

SpillVisitor *
spill_visitor_new (GSocketConnection *connection,
                   GSocketAddress    *remote,
                   const char        *address,
                   SpillVisitors     *all)
{
  SpillVisitor *self = g_object_new (SPILL_TYPE_VISITOR, NULL);

  self->connection = connection;
  self->all = all;
  self->address = g_strdup (address);
  self->since = g_get_monotonic_time ();
  g_queue_push_tail_link (&all->in_state[SPILL_VISITOR_ASKING], &self->link);
  count (all, address, 1);
  g_object_weak_ref (G_OBJECT (connection), on_connection_gone, g_object_ref (self));
  g_object_set_data_full (G_OBJECT (remote), ADDRESS_KEY, self, g_object_unref);

  return self;
}

/**
 * spill_visitor_find:
 * @remote: the remote address that came with an accepted stream, that very object
 *
 * Libraries that are handed a stream keep the object of its remote address, but not the socket.
 *
 * Returns: (transfer none) (nullable): whose address it is
 */
SpillVisitor *
spill_visitor_find (GSocketAddress *remote)
{
  g_return_val_if_fail (G_IS_SOCKET_ADDRESS (remote), NULL);

  return g_object_get_data (G_OBJECT (remote), ADDRESS_KEY);
}

SpillVisitorState
spill_visitor_get_state (SpillVisitor *self)
{
  g_return_val_if_fail (SPILL_IS_VISITOR (self), SPILL_VISITOR_GONE);

  return self->state;
}

void
spill_visitor_set_state (SpillVisitor      *self,
                         SpillVisitorState  state)
{
  g_return_if_fail (SPILL_IS_VISITOR (self));
  g_return_if_fail (state < SPILL_VISITOR_DROPPED);

  if (state <= self->state)
    return;

  enter (self, state);
  if (state == SPILL_VISITOR_LISTENING)
    g_socket_set_timeout (g_socket_connection_get_socket (self->connection), 0);
}

/**
 * spill_visitor_get_socket:
 * @self: a visitor
 *
 * Returns: (transfer none) (nullable): its socket, to watch; %NULL once the connection is gone
 */
GSocket *
spill_visitor_get_socket (SpillVisitor *self)
{
  g_return_val_if_fail (SPILL_IS_VISITOR (self), NULL);

  return self->connection != NULL ? g_socket_connection_get_socket (self->connection) : NULL;
}

void
spill_visitor_drop (SpillVisitor *self)
{
  g_return_if_fail (SPILL_IS_VISITOR (self));

  if (self->state >= SPILL_VISITOR_DROPPED)
    return;

  /* Not closed: a stream with something pending refuses that. Who reads or writes sees its end. */
  g_socket_shutdown (spill_visitor_get_socket (self), TRUE, TRUE, NULL);
  enter (self, SPILL_VISITOR_DROPPED);
}

void
spill_visitors_init (SpillVisitors *all)
{
  for (guint state = 0; state < SPILL_VISITOR_GONE; state++)
    g_queue_init (&all->in_state[state]);
  all->per_address = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

void
spill_visitors_clear (SpillVisitors *all)
{
  spill_visitors_drop_all (all);
  g_hash_table_unref (all->per_address);
}

guint
spill_visitors_count (SpillVisitors *all)
{
  guint n = 0;

  for (guint state = 0; state < SPILL_VISITOR_GONE; state++)
    n += g_queue_get_length (&all->in_state[state]);

  return n;
}

guint
spill_visitors_count_address (SpillVisitors *all,
                              const char    *address)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (all->per_address, address));
}

void
spill_visitors_drop_all (SpillVisitors *all)
{
  for (guint state = 0; state < SPILL_VISITOR_GONE; state++)
    {
      SpillVisitor *visitor;

      while ((visitor = g_queue_peek_head (&all->in_state[state])) != NULL)
        {
          spill_visitor_drop (visitor);
          enter (visitor, SPILL_VISITOR_GONE);
        }
    }
}

void
spill_visitors_drop_old (SpillVisitors     *all,
                         SpillVisitorState  state,
                         guint              seconds)
{
  gint64 limit = g_get_monotonic_time () - seconds * G_TIME_SPAN_SECOND;
  SpillVisitor *visitor;

  while ((visitor = g_queue_peek_head (&all->in_state[state])) != NULL && visitor->since <= limit)
    spill_visitor_drop (visitor);
}

gboolean
spill_visitors_drop_one (SpillVisitors *all,
                         const char    *address)
{
  for (GList *l = all->in_state[SPILL_VISITOR_ASKING].head; l != NULL; l = l->next)
    {
      SpillVisitor *visitor = l->data;

      if (address != NULL && !g_str_equal (visitor->address, address))
        continue;
      spill_visitor_drop (visitor);
      return TRUE;
    }

  return FALSE;
}
