#define G_LOG_DOMAIN "spillway-net"

#include "net/spill-broker-private.h"

#include <glib/gi18n.h>

#define INPUT_SIZE  (64 * 1024)
#define KEPT_OUTPUT (256 * 1024)   /* a buffer that grew beyond is not kept */

enum { CLOSED, WRITTEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_QUARK (spill-broker-error-quark, spill_broker_error)
G_DEFINE_FINAL_TYPE (SpillBroker, spill_broker, G_TYPE_OBJECT)

/* In order of preference. */
static const struct { const char *name; SpillBananaProfile profile; } dialects[] = {
  { "pb", SPILL_BANANA_PB },
  { "none", SPILL_BANANA_NONE },
};

static void start_reading (SpillBroker *self);
static void flush (SpillBroker *self);

static void
free_object (gpointer data)
{
  SpillBrokerObject *object = data;

  if (object->destroy != NULL)
    object->destroy (object->object);
  g_free (object);
}

static void
on_stream_closed (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(SpillBroker) self = user_data;

  g_io_stream_close_finish (G_IO_STREAM (source), result, NULL);
}

/* A stream cannot be closed while it reads or writes: the last to end comes here. */
static void
end_stream (SpillBroker *self)
{
  if (!self->is_closed || self->is_reading || self->is_writing || self->is_ending)
    return;

  self->is_ending = TRUE;
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, on_stream_closed, g_object_ref (self));
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/**
 * spill_broker_close:
 * @self: a broker
 * @why: (nullable): why; NULL if it was our wish
 *
 * Fails every call without an answer, lets go of all objects and closes the stream: at once, or from
 * within a method or an answer's function as soon as that is over. A second time does nothing.
 */
void
spill_broker_close (SpillBroker  *self,
                    const GError *why)
{
  g_autoptr(GError) wish = NULL;
  g_autoptr(GHashTable) objects = NULL;
  SpillBrokerObject root;

  g_return_if_fail (SPILL_IS_BROKER (self));

  if (self->is_closed)
    return;
  if (self->is_dispatching)
    {
      /* What is being called must not go meanwhile. */
      spill_broker_doom (self, why != NULL ? g_error_copy (why) : g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED,
                                                                                       _("The connection was closed")));
      return;
    }
  if (why == NULL)
    why = wish = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("The connection was closed"));

  g_object_ref (self);
  self->is_closed = TRUE;
  clear_source (&self->timer);
  clear_source (&self->flusher);
  g_cancellable_cancel (self->cancellable);
  if (self->opening != NULL)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->opening);

      g_task_return_error (task, g_error_copy (why));
    }
  spill_broker_fail_calls (self, why);
  objects = g_steal_pointer (&self->objects);
  self->objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_object);
  g_hash_table_remove_all (objects);
  root = self->root;
  self->root = (SpillBrokerObject) { 0 };
  if (root.destroy != NULL)
    root.destroy (root.object);
  g_signal_emit (self, signals[CLOSED], 0, why);
  end_stream (self);
  g_object_unref (self);
}

static gboolean
on_timer (gpointer user_data)
{
  SpillBroker *self = user_data;
  gint64 now = g_get_monotonic_time ();

  g_object_ref (self);
  self->timer_due = 0;
  g_source_set_ready_time (self->timer, -1);
  if (self->doom != NULL)
    {
      spill_broker_close (self, self->doom);
    }
  else if (self->opening != NULL && self->open_due != 0 && now >= self->open_due)
    {
      g_autoptr(GError) late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                                    _("There is no Perspective Broker at this address: no greeting came"));

      spill_broker_close (self, late);
    }
  else
    {
      if (self->opening != NULL && self->open_due != 0)
        spill_broker_set_timer (self, self->open_due);
      spill_broker_expire_calls (self, now);
    }
  g_object_unref (self);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  return callback (user_data);
}

void
spill_broker_set_timer (SpillBroker *self,
                        gint64       due)
{
  static GSourceFuncs funcs = { .dispatch = dispatch_timer };

  if (self->is_closed || (self->timer_due != 0 && self->timer_due <= due))
    return;

  if (self->timer == NULL)
    {
      self->timer = g_source_new (&funcs, sizeof (GSource));
      g_source_set_static_name (self->timer, "SpillBroker timer");
      g_source_set_callback (self->timer, on_timer, self, NULL);
      g_source_attach (self->timer, self->context);
    }
  self->timer_due = due;
  g_source_set_ready_time (self->timer, due);
}

void
spill_broker_doom (SpillBroker *self,
                   GError      *why)
{
  if (self->is_closed || self->doom != NULL)
    {
      g_error_free (why);
      return;
    }
  self->doom = why;
  spill_broker_set_timer (self, 1);
}

gboolean
spill_broker_can_send (SpillBroker *self)
{
  return self->is_ready && !self->is_closed && self->doom == NULL;
}

static void
on_written (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(SpillBroker) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error);

  self->is_writing = FALSE;
  if (self->in_flight->len > KEPT_OUTPUT)
    {
      g_byte_array_unref (self->in_flight);
      self->in_flight = g_byte_array_new ();
    }
  g_byte_array_set_size (self->in_flight, 0);
  if (self->is_closed)
    end_stream (self);
  else if (ok)
    {
      flush (self);
      g_signal_emit (self, signals[WRITTEN], 0);
    }
  else
    spill_broker_close (self, error);
}

static void
flush (SpillBroker *self)
{
  GByteArray *full = self->out;

  if (self->is_writing || self->is_closed || full->len == 0)
    return;

  self->out = self->in_flight;
  self->in_flight = full;
  self->is_writing = TRUE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), full->data, full->len,
                                   self->priority, self->cancellable, on_written, g_object_ref (self));
}

static gboolean
on_flush (gpointer user_data)
{
  SpillBroker *self = user_data;

  clear_source (&self->flusher);
  flush (self);
  return G_SOURCE_REMOVE;
}

void
spill_broker_sent (SpillBroker *self)
{
  if (self->is_closed)
    return;
  if (spill_broker_get_output_size (self) > self->limits.max_output)
    {
      spill_broker_doom (self, g_error_new (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL,
                                            _("The other side does not read: %zu bytes wait for it"),
                                            spill_broker_get_output_size (self)));
      return;
    }
  if (self->flusher != NULL || self->is_writing)
    return;

  self->flusher = g_idle_source_new ();
  g_source_set_priority (self->flusher, self->priority);
  g_source_set_static_name (self->flusher, "SpillBroker flush");
  g_source_set_callback (self->flusher, on_flush, self, NULL);
  g_source_attach (self->flusher, self->context);
}

static void
get_ready (SpillBroker        *self,
           SpillBananaProfile  profile)
{
  self->is_ready = TRUE;
  self->profile = profile;
  spill_banana_decoder_set_profile (self->decoder, profile);
  spill_banana_put_list (self->out, 2);
  spill_banana_put_string (self->out, profile, "version");
  spill_banana_put_int (self->out, 6);
  spill_broker_sent (self);
  if (self->opening != NULL)
    {
      g_autoptr(GTask) task = g_steal_pointer (&self->opening);

      g_task_return_boolean (task, TRUE);
    }
}

/* The server says what dialects it has, as a list of strings; the client answers one of them, as a
 * string. Both in the dialect "none". */
static gboolean
take_greeting (SpillBroker     *self,
               const SpillSexp *sexp,
               GError         **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      if (self->side == SPILL_BROKER_SERVER)
        {
          if (!spill_sexp_is_string (sexp, dialects[i].name))
            continue;
          get_ready (self, dialects[i].profile);
          return TRUE;
        }

      for (guint j = 0; spill_sexp_get (sexp, j) != NULL; j++)
        if (spill_sexp_is_string (sexp->items + j, dialects[i].name))
          {
            spill_banana_put_string (self->out, SPILL_BANANA_NONE, dialects[i].name);
            get_ready (self, dialects[i].profile);
            return TRUE;
          }
    }

  g_set_error_literal (error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_PROTOCOL,
                       _("The other side speaks no dialect of Perspective Broker that is known here"));
  return FALSE;
}

static gboolean
take_expression (SpillSexpTree *tree,
                 gpointer       user_data,
                 GError       **error)
{
  SpillBroker *self = user_data;

  if (self->is_closed || self->doom != NULL)
    return TRUE;
  if (!self->is_ready)
    return take_greeting (self, spill_sexp_tree_get_root (tree), error);
  return spill_broker_dispatch (self, tree, error);
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(SpillBroker) self = user_data;
  g_autoptr(GError) error = NULL;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);
  gboolean ok = length > 0;

  self->is_reading = FALSE;
  if (self->is_closed)
    {
      end_stream (self);
      return;
    }

  if (length == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, _("The other side closed the connection"));
  if (ok)
    {
      self->is_dispatching = TRUE;
      ok = spill_banana_decoder_feed (self->decoder, self->input, (gsize) length, take_expression, self, &error);
      self->is_dispatching = FALSE;
    }
  if (!ok || self->doom != NULL)
    spill_broker_close (self, self->doom != NULL ? self->doom : error);
  else
    start_reading (self);
  end_stream (self);
}

static void
start_reading (SpillBroker *self)
{
  if (self->is_reading || self->is_paused || self->is_closed)
    return;

  self->is_reading = TRUE;
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), self->input, self->piece,
                             self->priority, self->cancellable, on_read, g_object_ref (self));
}

void
spill_broker_set_priority (SpillBroker *self,
                           int          priority,
                           gsize        piece)
{
  g_return_if_fail (SPILL_IS_BROKER (self));
  g_return_if_fail (!self->is_reading && piece > 0);

  self->priority = priority;
  self->piece = MIN (piece, INPUT_SIZE);
}

void
spill_broker_set_paused (SpillBroker *self,
                         gboolean     is_paused)
{
  g_return_if_fail (SPILL_IS_BROKER (self));

  self->is_paused = is_paused;
  if (!is_paused && (self->opening != NULL || self->is_ready))
    start_reading (self);
}

/**
 * spill_broker_open_async:
 * @self: a broker, not opened yet
 * @timeout: ms for the greeting to come, 0 for no limit
 * @callback: called when calls can be made
 * @user_data: for @callback
 *
 * Agrees on a dialect. If this fails the broker is closed; closing it makes it fail.
 */
void
spill_broker_open_async (SpillBroker         *self,
                         guint                timeout,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_return_if_fail (SPILL_IS_BROKER (self));
  g_return_if_fail (self->opening == NULL && !self->is_ready && !self->is_closed);

  self->opening = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->opening, spill_broker_open_async);
  if (timeout > 0)
    {
      self->open_due = g_get_monotonic_time () + timeout * G_TIME_SPAN_MILLISECOND;
      spill_broker_set_timer (self, self->open_due);
    }

  if (self->side == SPILL_BROKER_SERVER)
    {
      spill_banana_put_list (self->out, G_N_ELEMENTS (dialects));
      for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
        spill_banana_put_string (self->out, SPILL_BANANA_NONE, dialects[i].name);
      spill_broker_sent (self);
    }
  start_reading (self);
}

gboolean
spill_broker_open_finish (SpillBroker   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
spill_broker_finalize (GObject *object)
{
  SpillBroker *self = SPILL_BROKER (object);

  clear_source (&self->timer);
  clear_source (&self->flusher);
  if (self->root.destroy != NULL)
    self->root.destroy (self->root.object);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->calls);
  g_array_unref (self->remotes);
  g_byte_array_unref (self->out);
  g_byte_array_unref (self->in_flight);
  g_byte_array_unref (self->scratch);
  g_free (self->input);
  g_clear_error (&self->doom);
  spill_banana_decoder_free (self->decoder);
  g_object_unref (self->cancellable);
  g_object_unref (self->stream);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (spill_broker_parent_class)->finalize (object);
}

static void
spill_broker_class_init (SpillBrokerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = spill_broker_finalize;

  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[WRITTEN] = g_signal_new ("written", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
spill_broker_init (SpillBroker *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->cancellable = g_cancellable_new ();
  self->input = g_malloc (INPUT_SIZE);
  self->priority = G_PRIORITY_DEFAULT;
  self->piece = INPUT_SIZE;
  self->out = g_byte_array_new ();
  self->in_flight = g_byte_array_new ();
  self->scratch = g_byte_array_new ();
  self->objects = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_object);
  self->calls = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->remotes = g_array_new (FALSE, FALSE, sizeof (SpillBrokerRemote));
}

/**
 * spill_broker_new:
 * @stream: a connection: TCP, TLS, UNIX socket
 * @side: who speaks first: the server
 * @limits: (nullable): what is borne; NULL for %SPILL_BROKER_LIMITS_DEFAULT
 *
 * Returns: (transfer full): a broker; open it, and close it in the end
 */
SpillBroker *
spill_broker_new (GIOStream               *stream,
                  SpillBrokerSide          side,
                  const SpillBrokerLimits *limits)
{
  SpillBroker *self;

  g_return_val_if_fail (G_IS_IO_STREAM (stream), NULL);

  self = g_object_new (SPILL_TYPE_BROKER, NULL);
  self->stream = g_object_ref (stream);
  self->side = side;
  self->limits = limits != NULL ? *limits : SPILL_BROKER_LIMITS_DEFAULT;
  self->decoder = spill_banana_decoder_new (&self->limits.banana);
  return self;
}

gboolean
spill_broker_is_open (SpillBroker *self)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), FALSE);

  return spill_broker_can_send (self);
}

SpillBananaProfile
spill_broker_get_profile (SpillBroker *self)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), SPILL_BANANA_NONE);

  return self->profile;
}

gsize
spill_broker_get_output_size (SpillBroker *self)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), 0);

  return self->out->len + self->in_flight->len;
}

guint
spill_broker_get_n_objects (SpillBroker *self)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), 0);

  return g_hash_table_size (self->objects);
}

guint
spill_broker_get_n_calls (SpillBroker *self)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), 0);

  return g_hash_table_size (self->calls);
}
