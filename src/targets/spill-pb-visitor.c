#define G_LOG_DOMAIN "spillway-targets"

#include "targets/spill-pb-private.h"

#include <string.h>

/* One client: its login, what it is told, and the perspective that it calls. */

static const struct { const char *name; SpillPbMode mode; } modes[] = {
  { "builders", SPILL_PB_BUILDERS },
  { "builds", SPILL_PB_BUILDS },
  { "steps", SPILL_PB_STEPS },
  { "logs", SPILL_PB_LOGS },
  { "full", SPILL_PB_FULL },
};

/* A client that does not answer or let go is dropped as well as one that does not read. */
static const SpillBrokerLimits limits = {
  .banana = { 640 * 1024, 64 * 1024, 50, 2 * 1024 * 1024 },
  .max_output = 16 * 1024 * 1024,
  .max_objects = 150000,   /* three an event */
  .max_requests = 1000,
  .max_calls = 50000,
};

#define GREETING_MS (30 * 1000)
#define MAX_WATCHES 1000
#define PIECE       (2 * 1024)   /* read of each client in a turn: answers are short */

SpillPbVisitor *
spill_pb_visitor_ref (SpillPbVisitor *self)
{
  self->ref_count++;
  return self;
}

void
spill_pb_visitor_unref (SpillPbVisitor *self)
{
  if (--self->ref_count > 0)
    return;
  g_ptr_array_unref (self->watches);
  g_ptr_array_unref (self->held);
  g_hash_table_unref (self->pending);
  g_clear_object (&self->leash);
  g_object_unref (self->broker);
  g_free (self->address);
  g_free (self);
}

static void
free_watch (gpointer data)
{
  SpillPbWatch *watch = data;

  g_clear_handle_id (&watch->timer, g_source_remove);
  spill_broker_release (watch->visitor->broker, watch->observer);
  g_clear_object (&watch->build);
  g_free (watch);
}

void
spill_pb_visitor_await (SpillPbVisitor *self,
                        gpointer        data,
                        GDestroyNotify  give_up)
{
  g_hash_table_insert (self->pending, data, give_up);
}

void
spill_pb_visitor_awaited (SpillPbVisitor *self,
                          gpointer        data)
{
  g_hash_table_remove (self->pending, data);
}

static gboolean
on_watch_timer (gpointer user_data)
{
  SpillPbWatch *watch = user_data;
  SpillPbFeed *feed = spill_pb_listener_find_feed (watch->visitor->listener, watch->build);

  if (feed != NULL)
    spill_pb_feed_tell_eta (feed, watch->visitor, watch->observer, FALSE);
  return G_SOURCE_CONTINUE;
}

void
spill_pb_visitor_add_watch (SpillPbVisitor *self,
                            SpillBuild     *build,
                            gint64          request_id,
                            gint64          observer,
                            guint           interval)
{
  SpillPbWatch *watch = g_new0 (SpillPbWatch, 1);

  *watch = (SpillPbWatch) { self, observer, build != NULL ? g_object_ref (build) : NULL, request_id };
  if (build != NULL && interval > 0)
    watch->timer = g_timeout_add_seconds (interval, on_watch_timer, watch);
  if (self->watches->len >= MAX_WATCHES)
    g_ptr_array_remove_index (self->watches, 0);
  g_ptr_array_add (self->watches, watch);
  spill_pb_listener_adapt (self->listener);
}

gboolean
spill_pb_visitor_remove_watch (SpillPbVisitor *self,
                               SpillBuild     *build,
                               gint64          request_id,
                               gint64          observer)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      const SpillPbWatch *watch = self->watches->pdata[i];

      if (watch->build != build || watch->request_id != request_id || watch->observer != observer)
        continue;
      g_ptr_array_remove_index (self->watches, i);
      spill_pb_listener_adapt (self->listener);
      return TRUE;
    }
  return FALSE;
}

void
spill_pb_visitor_tell_builder (SpillPbVisitor *self,
                               SpillBuilder   *builder)
{
  const char *name = spill_builder_get_name (builder);

  spill_pb_call (self, self->observer, "builderAdded", "so", name, &spill_pb_builder_class, builder);
  if (self->mode >= SPILL_PB_BUILDS)
    spill_pb_call (self, self->observer, "builderChangedState", "ssn", name, spill_pb_listener_get_told (self->listener, builder));
}

static void
tell_etas (gpointer user_data)
{
  SpillPbVisitor *self = user_data;

  self->is_eta_due = FALSE;
  spill_pb_listener_tell_etas (self->listener, self);
}

static gboolean
on_timer (gpointer user_data)
{
  SpillPbVisitor *self = user_data;

  if (!self->is_eta_due)
    spill_pb_listener_later (self->listener, tell_etas, self);
  self->is_eta_due = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
end_subscription (SpillPbVisitor *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->mode = SPILL_PB_NOTHING;
  if (self->observer >= 0)
    spill_broker_release (self->broker, self->observer);
  self->observer = -1;
}

void
spill_pb_visitor_introduce (SpillPbVisitor *self)
{
  g_autoptr(GPtrArray) builders = spill_pb_listener_dup_builders (self->listener);

  for (guint i = 0; i < builders->len; i++)
    spill_pb_visitor_tell_builder (self, builders->pdata[i]);
  spill_pb_listener_catch_up (self->listener, self);
}

/* The answer, and at once all that there is. */
static void
begin_subscription (gpointer user_data)
{
  SpillPbVisitor *self = user_data;
  GByteArray *out;

  self->is_subscribing = FALSE;
  end_subscription (self);
  self->observer = self->next_observer;
  self->next_observer = -1;
  out = spill_broker_begin_answer (self->broker, self->next_request);
  spill_jelly_put_none (out, spill_broker_get_profile (self->broker));
  spill_broker_end_answer (self->broker);
  self->mode = self->next_mode;
  if (self->next_interval > 0 && self->mode >= SPILL_PB_STEPS)
    self->timer = g_timeout_add (self->next_interval * 1000, on_timer, self);
  if (spill_pb_listener_knows (self->listener))
    spill_pb_visitor_introduce (self);
  spill_pb_listener_adapt (self->listener);
}

/* What was asked for before something else comes before it. */
static void
end_subscribing (SpillPbVisitor *self)
{
  if (!self->is_subscribing)
    return;
  spill_pb_listener_forget (self->listener, self);
  self->is_eta_due = FALSE;
  begin_subscription (self);
}

/* subscribe (mode, interval, target). Many may come at once: each in its turn. */
static void
subscribe (SpillPbObject *object, const SpillBrokerRequest *request)
{
  SpillPbVisitor *self = object->visitor;
  g_autofree char *name = spill_pb_arg_text (request, 0);
  gint64 interval = spill_pb_arg_integer (request, 1, 0);
  const SpillSexp *target = spill_jelly_get_item (request->args, 2);
  SpillPbMode mode = SPILL_PB_NOTHING;

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (name, modes[i].name))
      mode = modes[i].mode;
  if (mode == SPILL_PB_NOTHING || spill_jelly_get_type (target) != SPILL_JELLY_REMOTE)
    {
      spill_pb_fail (object, request->id, "AssertionError", "");
      return;
    }

  end_subscribing (self);
  self->is_subscribing = TRUE;
  self->next_request = request->id;
  self->next_mode = mode;
  self->next_observer = spill_broker_take_remote (self->broker, target);
  self->next_interval = (guint) CLAMP (interval, 0, 86400);
  spill_broker_defer (self->broker, request);
  spill_pb_listener_later (self->listener, begin_subscription, self);
}

static void
unsubscribe (SpillPbObject *object, const SpillBrokerRequest *request)
{
  SpillPbVisitor *self = object->visitor;

  end_subscribing (self);
  if (self->mode == SPILL_PB_NOTHING)
    {
      spill_pb_fail (object, request->id, "ValueError", "list.remove(x): x not in list");
      return;
    }
  end_subscription (self);
  spill_pb_listener_adapt (self->listener);
}

/* Whether it says that more waits than is known. */
static gboolean
lacks_requests (SpillBuilder *builder)
{
  SpillPartState state = spill_builder_get_part_state (builder, SPILL_PART_REQUESTS);

  return state != SPILL_PART_HERE && state != SPILL_PART_FAILED
         && spill_list_get_length (spill_builder_get_requests (builder)) < spill_builder_get_n_pending (builder);
}

static gboolean
has_all_requests (SpillPbObject *object, GObject *item, gint64 number)
{
  SpillPbVisitor *self = object->visitor;

  for (guint i = 0; i < self->held->len; i++)
    if (lacks_requests (self->held->pdata[i]))
      return FALSE;
  return TRUE;
}

/* From now on: a set is watched until it is complete. */
static SpillBuilder *
hold_requests (SpillPbVisitor *self)
{
  g_autoptr(GPtrArray) builders = spill_pb_listener_dup_builders (self->listener);
  SpillBuilder *last = NULL;

  for (guint i = 0; i < builders->len; i++)
    {
      SpillBuilder *builder = builders->pdata[i];

      if (!lacks_requests (builder))
        continue;
      last = builder;
      if (g_ptr_array_find (self->held, builder, NULL))
        continue;
      spill_builder_hold (builder, SPILL_PART_REQUESTS);
      g_ptr_array_add (self->held, g_object_ref (builder));
    }
  return last;
}

/* [(set, its id)] of those that are not complete. */
static void
answer_build_sets (SpillPbObject *object, gint64 id, gint64 number)
{
  SpillPbVisitor *self = object->visitor;
  SpillBananaProfile profile = spill_broker_get_profile (self->broker);
  SpillList *all = spill_master_get_requests (spill_pb_listener_get_master (self->listener));
  g_autoptr(GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GPtrArray) sets = g_ptr_array_new ();
  g_autoptr(GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), spill_list_get_length (all));
  GByteArray *out;

  for (guint i = 0; i < spill_list_get_length (all); i++)
    {
      SpillRequest *item = spill_list_peek (all, i);
      SpillBuilder *builder = spill_request_get_builder (item);
      gint64 set = spill_request_get_buildset_id (item);

      if (set == 0)
        set = spill_request_get_id (item);
      if (builder == NULL || !spill_pb_listener_shows (self->listener, builder) || g_hash_table_contains (seen, &set))
        continue;
      g_array_append_val (ids, set);   /* never moves: it has its full size */
      g_hash_table_add (seen, &g_array_index (ids, gint64, ids->len - 1));
      g_ptr_array_add (sets, item);
    }

  out = spill_broker_begin_answer (self->broker, id);
  spill_jelly_put_list (out, profile, sets->len);
  for (guint i = 0; i < sets->len; i++)
    {
      spill_jelly_put_tuple (out, profile, 2);
      spill_jelly_put_remote (out, profile, spill_pb_offer (self, &spill_pb_set_class, sets->pdata[i]));
      spill_banana_put_int (out, g_array_index (ids, gint64, i));
    }
  spill_broker_end_answer (self->broker);
}

/* Some masters tell what waits only when they are asked. */
static void
get_build_sets (SpillPbObject *object, const SpillBrokerRequest *request)
{
  SpillBuilder *lacking = hold_requests (object->visitor);

  if (lacking != NULL)
    spill_pb_answer_when (object, request, G_OBJECT (lacking), 10, 0, has_all_requests, answer_build_sets);
  else
    answer_build_sets (object, request->id, 0);
}

static void
get_builder_names (SpillPbObject *object, const SpillBrokerRequest *request)
{
  g_autoptr(GPtrArray) builders = spill_pb_listener_dup_builders (object->visitor->listener);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < builders->len; i++)
    g_ptr_array_add (names, (gpointer) spill_builder_get_name (builders->pdata[i]));
  g_ptr_array_add (names, NULL);
  spill_pb_answer (object, request->id, "w", names->pdata);
}

static void
fail_key (SpillPbObject            *object,
          const SpillBrokerRequest *request,
          const char               *name)
{
  g_autofree char *message = g_strdup_printf ("'%.200s'", name);

  spill_pb_fail (object, request->id, "KeyError", message);
}

static void
get_builder (SpillPbObject *object, const SpillBrokerRequest *request)
{
  g_autofree char *name = spill_pb_arg_text (request, 0);
  SpillBuilder *builder = spill_pb_listener_find_builder (object->visitor->listener, name);

  if (builder == NULL)
    fail_key (object, request, name);
  else
    spill_pb_answer (object, request->id, "o", &spill_pb_builder_class, builder);
}

static void
get_slave (SpillPbObject *object, const SpillBrokerRequest *request)
{
  g_autofree char *name = spill_pb_arg_text (request, 0);
  SpillList *workers = spill_master_get_workers (spill_pb_listener_get_master (object->visitor->listener));

  for (guint i = 0; i < spill_list_get_length (workers); i++)
    if (g_strcmp0 (spill_worker_get_name (spill_list_peek (workers, i)), name) == 0)
      {
        spill_pb_answer (object, request->id, "o", &spill_pb_slave_class, spill_list_peek (workers, i));
        return;
      }
  fail_key (object, request, name);
}

static void
ping (SpillPbObject *object, const SpillBrokerRequest *request)
{
  spill_pb_answer (object, request->id, "s", "pong");
}

static const SpillPbMethod perspective_methods[] = {
  { "subscribe", 3, 3, subscribe },
  { "unsubscribe", 0, 0, unsubscribe },
  { "getBuildSets", 0, 0, get_build_sets },
  { "getBuilderNames", 0, 0, get_builder_names },
  { "getBuilder", 1, 1, get_builder },
  { "getSlave", 1, 1, get_slave },
  { "ping", 0, 0, ping },
  { NULL },
};

const SpillPbClass spill_pb_perspective_class = { "StatusClientPerspective", "perspective_", perspective_methods };

static gint64
on_entered (SpillBroker *broker,
            const char  *user,
            gpointer     user_data)
{
  SpillPbVisitor *self = user_data;

  self->is_in = TRUE;
  /* From now on it may be silent for as long as it likes. */
  if (self->leash != NULL)
    spill_visitor_set_state (self->leash, SPILL_VISITOR_LISTENING);
  g_debug ("%s: logged in as %s", self->address, user);
  return spill_pb_offer (self, &spill_pb_perspective_class, NULL);
}

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  spill_pb_visitor_drop (user_data, why);
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  spill_broker_open_finish (SPILL_BROKER (source), result, NULL);
}

/* Also when the connection ended by itself: then the rest is to be cleared. */
void
spill_pb_visitor_drop (SpillPbVisitor *self,
                       const GError   *why)
{
  SpillPbListener *listener = self->listener;
  g_autoptr(GPtrArray) pending = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer data, give_up;

  if (listener == NULL)
    return;

  spill_pb_visitor_ref (self);
  self->listener = NULL;
  g_signal_handlers_disconnect_by_data (self->broker, self);
  spill_broker_close (self->broker, why);
  /* The farewell of TLS would wait for who does not read. */
  if (self->leash != NULL)
    spill_visitor_drop (self->leash);
  end_subscription (self);
  if (self->is_subscribing || self->is_eta_due)
    spill_pb_listener_forget (listener, self);
  g_ptr_array_set_size (self->watches, 0);
  g_ptr_array_set_size (self->held, 0);
  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &data, &give_up))
    {
      g_ptr_array_add (pending, data);
      g_ptr_array_add (pending, give_up);
    }
  for (guint i = 0; i < pending->len; i += 2)
    ((GDestroyNotify) pending->pdata[i + 1]) (pending->pdata[i]);
  spill_pb_listener_left (listener, self, why);
  spill_pb_visitor_unref (self);
}

static void
release_requests (gpointer builder)
{
  spill_builder_release (builder, SPILL_PART_REQUESTS);
  g_object_unref (builder);
}

SpillPbVisitor *
spill_pb_visitor_new (SpillPbListener   *listener,
                      GIOStream         *stream,
                      GSocketConnection *connection,
                      SpillVisitor      *leash,
                      const char        *user,
                      const char        *password)
{
  SpillPbVisitor *self = g_new0 (SpillPbVisitor, 1);
  g_autoptr(GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  self->ref_count = 1;
  self->listener = listener;
  self->leash = leash != NULL ? g_object_ref (leash) : NULL;
  self->address = remote != NULL && G_IS_INET_SOCKET_ADDRESS (remote)
                  ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (remote)) : g_strdup ("a socket");
  self->observer = self->next_observer = -1;
  self->watches = g_ptr_array_new_with_free_func (free_watch);
  self->held = g_ptr_array_new_with_free_func (release_requests);
  self->pending = g_hash_table_new (NULL, NULL);
  /* A client that vanished without a word is noticed in the end. */
  g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  self->broker = spill_broker_new (stream, SPILL_BROKER_SERVER, &limits);
  spill_broker_set_priority (self->broker, SPILL_PB_PRIORITY, PIECE);
  g_signal_connect (self->broker, "closed", G_CALLBACK (on_closed), self);
  spill_broker_serve_login (self->broker, user, password, FALSE, on_entered, self);
  spill_broker_open_async (self->broker, GREETING_MS, on_open, NULL);
  return self;
}
