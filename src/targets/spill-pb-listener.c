#define G_LOG_DOMAIN "spillway-targets"

#include "targets/spill-pb-private.h"

#include <string.h>

#include "util/spill-natural.h"

/* For what is done later, in one turn of the loop. */
#define SLICE_US 2000

/**
 * SpillPbListener:
 *
 * Offers a master to the status clients of 0.8.
 */
struct _SpillPbListener
{
  GObject         parent_instance;

  SpillMaster    *master;
  char           *user;
  char           *password;
  char          **builders;      /* (nullable) */
  char          **categories;    /* (nullable) */
  SpillAcceptor  *acceptor;      /* (nullable) while it listens */
  GTlsCertificate *certificate;  /* (nullable): of the port */
  char           *address;       /* (nullable): of the port, for people */
  SpillStatus    *status;        /* (nullable) while it listens */
  gulong          on_event;
  gboolean        is_known;      /* what the master has: before, nothing is told of it */
  guint64         n_told;
  GQueue          jobs;          /* of Job */
  guint           turn;          /* source id, while there are jobs */
  GPtrArray      *visitors;      /* of SpillPbVisitor */
  GHashTable     *feeds;         /* SpillBuild -> SpillPbFeed */
  GHashTable     *told;          /* SpillBuilder -> its state as clients know it */
};

typedef struct
{
  GDestroyNotify  func;
  gpointer        data;
} Job;

G_DEFINE_FINAL_TYPE (SpillPbListener, spill_pb_listener, G_TYPE_OBJECT)

SpillMaster *
spill_pb_listener_get_master (SpillPbListener *self)
{
  return self->master;
}

GPtrArray *
spill_pb_listener_get_visitors (SpillPbListener *self)
{
  return self->visitors;
}

gboolean
spill_pb_listener_shows (SpillPbListener *self,
                         SpillBuilder    *builder)
{
  const char *const *tags = spill_builder_get_tags (builder);
  const char *category = spill_builder_get_category (builder);

  if (self->builders != NULL && !g_strv_contains ((const char * const *) self->builders, spill_builder_get_name (builder)))
    return FALSE;
  if (self->categories == NULL)
    return TRUE;
  if (category != NULL && g_strv_contains ((const char * const *) self->categories, category))
    return TRUE;
  for (; *tags != NULL; tags++)
    if (g_strv_contains ((const char * const *) self->categories, *tags))
      return TRUE;
  return FALSE;
}

SpillBuilder *
spill_pb_listener_find_builder (SpillPbListener *self,
                                const char      *name)
{
  SpillBuilder *builder = spill_master_find_builder (self->master, name);

  return builder != NULL && spill_pb_listener_shows (self, builder) ? builder : NULL;
}

static int
compare_builders (gconstpointer a,
                  gconstpointer b)
{
  return spill_natural_compare (spill_builder_get_name (*(SpillBuilder **) a), spill_builder_get_name (*(SpillBuilder **) b));
}

GPtrArray *
spill_pb_listener_dup_builders (SpillPbListener *self)
{
  SpillList *all = spill_master_get_builders (self->master);
  GPtrArray *builders = g_ptr_array_new ();

  for (guint i = 0; i < spill_list_get_length (all); i++)
    if (spill_pb_listener_shows (self, spill_list_peek (all, i)))
      g_ptr_array_add (builders, spill_list_peek (all, i));
  g_ptr_array_sort (builders, compare_builders);
  return builders;
}

static gboolean
on_turn (gpointer user_data)
{
  g_autoptr(SpillPbListener) self = g_object_ref (SPILL_PB_LISTENER (user_data));
  gint64 end = g_get_monotonic_time () + SLICE_US;
  g_autofree Job *job = NULL;

  do
    {
      g_clear_pointer (&job, g_free);
      job = g_queue_pop_head (&self->jobs);
      if (job != NULL)
        job->func (job->data);
    }
  while (job != NULL && g_get_monotonic_time () < end);

  if (self->jobs.length > 0)
    return G_SOURCE_CONTINUE;
  self->turn = 0;
  return G_SOURCE_REMOVE;
}

void
spill_pb_listener_later (SpillPbListener *self,
                         GDestroyNotify   func,
                         gpointer         data)
{
  Job *job = g_new (Job, 1);

  *job = (Job) { func, data };
  g_queue_push_tail (&self->jobs, job);
  if (self->turn == 0)
    self->turn = g_idle_add_full (SPILL_PB_PRIORITY, on_turn, self, NULL);
}

void
spill_pb_listener_forget (SpillPbListener *self,
                          gpointer         data)
{
  for (GList *link = self->jobs.head, *next; link != NULL; link = next)
    {
      Job *job = link->data;

      next = link->next;
      if (job->data != data)
        continue;
      g_free (job);
      g_queue_delete_link (&self->jobs, link);
    }
}

SpillPbFeed *
spill_pb_listener_find_feed (SpillPbListener *self,
                             SpillBuild      *build)
{
  return g_hash_table_lookup (self->feeds, build);
}

static const char *
get_state (SpillBuilder *builder)
{
  switch (spill_builder_get_state (builder))
    {
    case SPILL_BUILDER_IDLE:
      return "idle";
    case SPILL_BUILDER_BUILDING:
      return "building";
    default:
      return "offline";
    }
}

const char *
spill_pb_listener_get_told (SpillPbListener *self,
                            SpillBuilder    *builder)
{
  const char *told = g_hash_table_lookup (self->told, builder);

  if (told != NULL)
    return told;
  told = get_state (builder);
  g_hash_table_insert (self->told, g_object_ref (builder), (gpointer) told);
  return told;
}

static void
tell_state (SpillPbListener *self,
            SpillBuilder    *builder,
            const char      *state)
{
  if (g_str_equal (spill_pb_listener_get_told (self, builder), state))
    return;

  g_hash_table_insert (self->told, g_object_ref (builder), (gpointer) state);
  for (guint i = 0; i < self->visitors->len; i++)
    {
      SpillPbVisitor *visitor = self->visitors->pdata[i];

      if (visitor->mode >= SPILL_PB_BUILDS)
        spill_pb_call (visitor, visitor->observer, "builderChangedState", "ssn", spill_builder_get_name (builder), state);
    }
}

/* Whether a build of it has still to be told to its end. */
static gboolean
has_feed (SpillPbListener *self,
          SpillBuilder    *builder)
{
  GHashTableIter iter;
  gpointer build;

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, &build, NULL))
    if (spill_build_get_builder (build) == builder && spill_build_is_finished (build))
      return TRUE;
  return FALSE;
}

static SpillPbMode
get_mode (SpillPbListener *self,
          SpillBuild      *build)
{
  SpillPbMode mode = SPILL_PB_NOTHING;

  for (guint i = 0; i < self->visitors->len; i++)
    {
      SpillPbVisitor *visitor = self->visitors->pdata[i];

      mode = MAX (mode, visitor->mode);
      for (guint j = 0; j < visitor->watches->len; j++)
        {
          const SpillPbWatch *watch = visitor->watches->pdata[j];

          if (watch->build == build)
            mode = MAX (mode, SPILL_PB_STEPS);
        }
    }
  return mode >= SPILL_PB_BUILDS ? mode : SPILL_PB_NOTHING;
}

static void
follow (SpillPbListener *self,
        SpillBuild      *build,
        gboolean         is_fresh)
{
  SpillPbMode mode = get_mode (self, build);
  SpillPbFeed *feed = g_hash_table_lookup (self->feeds, build);

  if (mode == SPILL_PB_NOTHING || spill_build_get_builder (build) == NULL)
    {
      g_hash_table_remove (self->feeds, build);
      return;
    }
  if (feed == NULL)
    {
      feed = spill_pb_feed_new (self, build, is_fresh);
      g_hash_table_insert (self->feeds, spill_pb_feed_get_build (feed), feed);
    }
  spill_pb_feed_set_mode (feed, mode);
}

void
spill_pb_listener_adapt (SpillPbListener *self)
{
  g_autoptr(GPtrArray) builders = spill_pb_listener_dup_builders (self);
  g_autoptr(GList) followed = g_hash_table_get_keys (self->feeds);

  for (GList *link = followed; link != NULL; link = link->next)
    follow (self, link->data, FALSE);
  for (guint i = 0; self->is_known && i < builders->len; i++)
    {
      SpillList *running = spill_builder_get_running (builders->pdata[i]);

      for (guint j = 0; j < spill_list_get_length (running); j++)
        follow (self, spill_list_peek (running, j), FALSE);
    }
}

gboolean
spill_pb_listener_knows (SpillPbListener *self)
{
  return self->is_known;
}

void
spill_pb_listener_catch_up (SpillPbListener *self,
                            SpillPbVisitor  *visitor)
{
  GHashTableIter iter;
  gpointer feed;

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &feed))
    spill_pb_feed_catch_up (feed, visitor);
}

void
spill_pb_listener_tell_etas (SpillPbListener *self,
                             SpillPbVisitor  *visitor)
{
  GHashTableIter iter;
  gpointer feed;

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &feed))
    spill_pb_feed_tell_eta (feed, visitor, visitor->observer, visitor->mode >= SPILL_PB_LOGS);
}

void
spill_pb_listener_build_over (SpillPbListener *self,
                              SpillPbFeed     *feed)
{
  g_autoptr(SpillBuilder) builder = spill_build_get_builder (spill_pb_feed_get_build (feed));

  if (builder != NULL)
    g_object_ref (builder);
  g_hash_table_remove (self->feeds, spill_pb_feed_get_build (feed));
  if (builder != NULL && !has_feed (self, builder))
    tell_state (self, builder, get_state (builder));
}

/* Observers of requests: their build is there. */
static void
tell_requests (SpillPbListener *self,
               SpillBuild      *build)
{
  gint64 id = spill_build_get_request_id (build);

  for (guint i = 0; i < self->visitors->len; i++)
    {
      SpillPbVisitor *visitor = self->visitors->pdata[i];

      for (guint j = 0; id != 0 && j < visitor->watches->len; j++)
        {
          const SpillPbWatch *watch = visitor->watches->pdata[j];

          if (watch->request_id == id)
            spill_pb_call (visitor, watch->observer, "newbuild", "os", &spill_pb_build_class, build,
                           spill_builder_get_name (spill_build_get_builder (build)));
        }
    }
}

static void
tell_builder (SpillPbListener *self,
              SpillBuilder    *builder,
              gboolean         is_added)
{
  for (guint i = 0; i < self->visitors->len; i++)
    {
      SpillPbVisitor *visitor = self->visitors->pdata[i];

      if (visitor->mode < SPILL_PB_BUILDERS)
        continue;
      if (is_added)
        spill_pb_visitor_tell_builder (visitor, builder);
      else
        spill_pb_call (visitor, visitor->observer, "builderRemoved", "s", spill_builder_get_name (builder));
    }
  if (!is_added)
    g_hash_table_remove (self->told, builder);
}

/* The first picture of the master is complete: who has subscribed before hears now what others hear when
 * they subscribe. */
static void
introduce (SpillPbListener *self)
{
  if (self->is_known)
    return;

  self->is_known = TRUE;
  g_hash_table_remove_all (self->told);
  for (guint i = 0; i < self->visitors->len; i++)
    {
      SpillPbVisitor *visitor = self->visitors->pdata[i];

      if (visitor->mode >= SPILL_PB_BUILDERS)
        spill_pb_visitor_introduce (visitor);
    }
  spill_pb_listener_adapt (self);
}

static void
on_event (SpillStatus     *status,
          SpillEvent      *event,
          SpillPbListener *self)
{
  SpillPbFeed *feed;

  if (event->master == self->master && event->kind == SPILL_EVENT_MASTER_CONNECTED)
    introduce (self);
  if (event->master != self->master || event->builder == NULL || !spill_pb_listener_shows (self, event->builder))
    return;

  switch (event->kind)
    {
    case SPILL_EVENT_BUILDER_ADDED:
    case SPILL_EVENT_BUILDER_REMOVED:
      tell_builder (self, event->builder, event->kind == SPILL_EVENT_BUILDER_ADDED);
      break;
    case SPILL_EVENT_BUILDER_CHANGED_STATE:
      if (!has_feed (self, event->builder))
        tell_state (self, event->builder, get_state (event->builder));
      break;
    case SPILL_EVENT_BUILD_STARTED:
      tell_requests (self, event->build);
      tell_state (self, event->builder, "building");
      follow (self, event->build, TRUE);
      break;
    case SPILL_EVENT_BUILD_FINISHED:
      feed = g_hash_table_lookup (self->feeds, event->build);
      if (feed != NULL)
        spill_pb_feed_finish (feed);
      break;
    default:
      break;
    }
}

void
spill_pb_listener_left (SpillPbListener *self,
                        SpillPbVisitor  *visitor,
                        const GError    *why)
{
  GHashTableIter iter;
  gpointer feed;

  if (why != NULL && g_error_matches (why, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL))
    g_message ("A status client at %s was dropped: %s", visitor->address, why->message);
  else if (why != NULL)
    g_debug ("%s: %s", visitor->address, why->message);

  g_hash_table_iter_init (&iter, self->feeds);
  while (g_hash_table_iter_next (&iter, NULL, &feed))
    spill_pb_feed_forget (feed, visitor);
  g_ptr_array_remove (self->visitors, visitor);
  if (self->acceptor != NULL)
    spill_pb_listener_adapt (self);
}

static void
on_incoming (SpillAcceptor     *acceptor,
             GSocketConnection *connection,
             GSocketAddress    *local,
             GSocketAddress    *remote,
             SpillPbListener   *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GIOStream) stream = spill_pb_port_wrap (connection, self->certificate, &error);

  if (stream == NULL)
    {
      g_message ("A status client was not let in: %s", error->message);
      return;
    }
  g_ptr_array_add (self->visitors, spill_pb_visitor_new (self, stream, connection, spill_visitor_find (remote), self->user, self->password));
}

static void
spill_pb_listener_dispose (GObject *object)
{
  SpillPbListener *self = SPILL_PB_LISTENER (object);

  spill_pb_listener_stop (self);
  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_pb_listener_parent_class)->dispose (object);
}

static void
spill_pb_listener_finalize (GObject *object)
{
  SpillPbListener *self = SPILL_PB_LISTENER (object);

  g_ptr_array_unref (self->visitors);
  g_hash_table_unref (self->feeds);
  g_hash_table_unref (self->told);
  g_strfreev (self->builders);
  g_strfreev (self->categories);
  g_free (self->user);
  g_free (self->password);

  G_OBJECT_CLASS (spill_pb_listener_parent_class)->finalize (object);
}

static void
spill_pb_listener_class_init (SpillPbListenerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_pb_listener_dispose;
  object_class->finalize = spill_pb_listener_finalize;
}

static void
unref_visitor (gpointer data)
{
  spill_pb_visitor_unref (data);
}

static void
free_feed (gpointer data)
{
  spill_pb_feed_free (data);
}

static void
spill_pb_listener_init (SpillPbListener *self)
{
  self->visitors = g_ptr_array_new_with_free_func (unref_visitor);
  self->feeds = g_hash_table_new_full (NULL, NULL, NULL, free_feed);
  self->told = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * spill_pb_listener_new:
 * @master: whom it offers
 * @options: who gets in, and what they see; copied
 *
 * Returns: (transfer full): a listener that does not listen yet
 */
SpillPbListener *
spill_pb_listener_new (SpillMaster          *master,
                       const SpillPbOptions *options)
{
  SpillPbListener *self;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (SPILL_TYPE_PB_LISTENER, NULL);
  self->master = g_object_ref (master);
  self->user = g_strdup (options->user);
  self->password = g_strdup (options->password);
  self->builders = g_strdupv ((char **) options->builders);
  self->categories = g_strdupv ((char **) options->categories);
  return self;
}

/**
 * spill_pb_listener_start:
 * @self: a listener
 * @port: a number, or Twisted's description of a port
 * @error: says why not
 *
 * The master must be one of a #SpillStatus.
 *
 * Returns: whether it listens
 */
gboolean
spill_pb_listener_start (SpillPbListener  *self,
                         const char       *port,
                         GError          **error)
{
  g_return_val_if_fail (SPILL_IS_PB_LISTENER (self), FALSE);
  g_return_val_if_fail (self->acceptor == NULL, FALSE);
  g_return_val_if_fail (spill_master_get_status (self->master) != NULL, FALSE);

  self->acceptor = spill_pb_port_open (port, &self->certificate, &self->address, error);
  if (self->acceptor == NULL)
    return FALSE;

  g_signal_connect (self->acceptor, "incoming", G_CALLBACK (on_incoming), self);
  self->status = g_object_ref (spill_master_get_status (self->master));
  self->is_known = spill_master_has_synced (self->master);
  self->on_event = g_signal_connect (self->status, "event", G_CALLBACK (on_event), self);
  return TRUE;
}

void
spill_pb_listener_stop (SpillPbListener *self)
{
  g_return_if_fail (SPILL_IS_PB_LISTENER (self));

  if (self->acceptor == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->acceptor, self);
  spill_acceptor_stop (self->acceptor);
  g_clear_object (&self->acceptor);
  g_clear_object (&self->certificate);
  g_clear_pointer (&self->address, g_free);
  g_signal_handler_disconnect (self->status, self->on_event);
  g_clear_object (&self->status);
  while (self->visitors->len > 0)
    spill_pb_visitor_drop (self->visitors->pdata[0], NULL);
  g_hash_table_remove_all (self->feeds);
  g_hash_table_remove_all (self->told);
  g_clear_handle_id (&self->turn, g_source_remove);
  g_queue_clear_full (&self->jobs, g_free);
}

guint16
spill_pb_listener_get_port (SpillPbListener *self)
{
  g_return_val_if_fail (SPILL_IS_PB_LISTENER (self), 0);

  return self->acceptor != NULL ? spill_acceptor_get_port (self->acceptor) : 0;
}

/**
 * spill_pb_listener_get_address:
 * @self: a listener
 *
 * Returns: (nullable): where it listens, as "localhost:9988", "ssl:192.0.2.1:9988" or "unix:/run/pb"
 */
const char *
spill_pb_listener_get_address (SpillPbListener *self)
{
  g_return_val_if_fail (SPILL_IS_PB_LISTENER (self), NULL);

  return self->address;
}

guint
spill_pb_listener_get_n_clients (SpillPbListener *self)
{
  guint n = 0;

  g_return_val_if_fail (SPILL_IS_PB_LISTENER (self), 0);

  for (guint i = 0; i < self->visitors->len; i++)
    n += ((SpillPbVisitor *) self->visitors->pdata[i])->is_in;
  return n;
}

void
spill_pb_listener_count (SpillPbListener *self)
{
  self->n_told++;
}

void
spill_pb_listener_read_statistics (SpillPbListener   *self,
                                   SpillPbStatistics *statistics)
{
  g_return_if_fail (SPILL_IS_PB_LISTENER (self));
  g_return_if_fail (statistics != NULL);

  *statistics = (SpillPbStatistics) { .n_told = self->n_told };
  for (guint i = 0; i < self->visitors->len; i++)
    {
      const SpillPbVisitor *visitor = self->visitors->pdata[i];

      statistics->n_unanswered += spill_broker_get_n_calls (visitor->broker);
      statistics->n_objects += spill_broker_get_n_objects (visitor->broker);
    }
}
