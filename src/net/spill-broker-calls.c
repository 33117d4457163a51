#include "net/spill-broker-private.h"

#include <glib/gi18n.h>

/* What either side asks of the other: objects offered, answers, calls. */

static gint64 *
key_new (gint64 number)
{
  return g_memdup2 (&number, sizeof number);
}

/* Where to put what comes next; what cannot be sent any more is put aside. */
static GByteArray *
get_output (SpillBroker *self,
            gboolean     is_wanted)
{
  if (is_wanted && spill_broker_can_send (self))
    return self->out;
  g_byte_array_set_size (self->scratch, 0);
  return self->scratch;
}

/**
 * spill_broker_offer:
 * @self: a broker
 * @method: called for each call of the peer's
 * @object: (nullable): for @method
 * @destroy: (nullable): frees @object when the peer let go of it, or at the end
 *
 * Counts as sent once: put the number with spill_jelly_put_remote() in what is being put.
 *
 * Returns: its number
 */
gint64
spill_broker_offer (SpillBroker       *self,
                    SpillBrokerMethod  method,
                    gpointer           object,
                    GDestroyNotify     destroy)
{
  SpillBrokerObject *offered;
  gint64 number;

  g_return_val_if_fail (SPILL_IS_BROKER (self), 0);
  g_return_val_if_fail (method != NULL, 0);

  number = ++self->last_object;
  if (self->is_closed)
    {
      if (destroy != NULL)
        destroy (object);
      return number;
    }

  offered = g_new0 (SpillBrokerObject, 1);
  *offered = (SpillBrokerObject) { method, object, destroy, 1 };
  g_hash_table_insert (self->objects, key_new (number), offered);
  if (g_hash_table_size (self->objects) > self->limits.max_objects)
    spill_broker_doom (self, g_error_new (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL,
                                          _("The other side holds more than %u objects"), self->limits.max_objects));
  return number;
}

gboolean
spill_broker_offer_again (SpillBroker *self,
                          gint64       number)
{
  SpillBrokerObject *offered;

  g_return_val_if_fail (SPILL_IS_BROKER (self), FALSE);

  offered = g_hash_table_lookup (self->objects, &number);
  if (offered == NULL)
    return FALSE;
  offered->count++;
  return TRUE;
}

void
spill_broker_set_root (SpillBroker       *self,
                       SpillBrokerMethod  method,
                       gpointer           object,
                       GDestroyNotify     destroy)
{
  SpillBrokerObject old;

  g_return_if_fail (SPILL_IS_BROKER (self));

  old = self->root;
  self->root = (SpillBrokerObject) { method, object, destroy, 1 };
  if (old.destroy != NULL)
    old.destroy (old.object);
}

static gboolean
begin_reply (SpillBroker *self,
             gint64       id)
{
  if (self->request != 0 && self->request == id)
    self->request = 0;
  else if (id != 0 && self->n_deferred > 0)
    self->n_deferred--;
  return id != 0;
}

/**
 * spill_broker_begin_answer:
 * @self: a broker
 * @id: of the request
 *
 * Returns: (transfer none): where to put one object, before spill_broker_end_answer()
 */
GByteArray *
spill_broker_begin_answer (SpillBroker *self,
                           gint64       id)
{
  GByteArray *out;

  g_return_val_if_fail (SPILL_IS_BROKER (self), NULL);

  out = get_output (self, begin_reply (self, id));
  spill_banana_put_list (out, 3);
  spill_banana_put_string (out, self->profile, "answer");
  spill_banana_put_int (out, id);
  return out;
}

void
spill_broker_end_answer (SpillBroker *self)
{
  g_return_if_fail (SPILL_IS_BROKER (self));

  spill_broker_sent (self);
}

/**
 * spill_broker_fail:
 * @self: a broker
 * @id: of the request
 * @type: class of the exception, as Python names it
 * @message: what it says
 * @parents: (nullable): its classes, itself first; NULL for @type alone
 *
 * Answers with an exception.
 */
void
spill_broker_fail (SpillBroker        *self,
                   gint64              id,
                   const char         *type,
                   const char         *message,
                   const char * const *parents)
{
  const char *const alone[] = { type, NULL };
  GByteArray *out;

  g_return_if_fail (SPILL_IS_BROKER (self));

  out = get_output (self, begin_reply (self, id));
  spill_banana_put_list (out, 3);
  spill_banana_put_string (out, self->profile, "error");
  spill_banana_put_int (out, id);
  spill_jelly_put_failure (out, self->profile, type, message, parents != NULL ? parents : alone);
  spill_broker_sent (self);
}

void
spill_broker_defer (SpillBroker              *self,
                    const SpillBrokerRequest *request)
{
  g_return_if_fail (SPILL_IS_BROKER (self));

  if (request->id == 0 || self->request != request->id)
    return;
  self->request = 0;
  if (++self->n_deferred > self->limits.max_requests)
    spill_broker_doom (self, g_error_new (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL,
                                          _("The other side waits for more than %u answers"), self->limits.max_requests));
}

/**
 * spill_broker_take_remote:
 * @self: a broker that is in a method or an answer's function
 * @sexp: (nullable): a part of the request or answer
 *
 * Returns: number of the peer's object, to be released; -1 if @sexp is no reference
 */
gint64
spill_broker_take_remote (SpillBroker     *self,
                          const SpillSexp *sexp)
{
  g_return_val_if_fail (SPILL_IS_BROKER (self), -1);

  if (spill_jelly_get_type (sexp) != SPILL_JELLY_REMOTE)
    return -1;
  for (guint i = 0; i < self->remotes->len; i++)
    {
      guint place = (self->next_remote + i) % self->remotes->len;
      SpillBrokerRemote *remote = &g_array_index (self->remotes, SpillBrokerRemote, place);

      if (!remote->is_taken && remote->number == sexp->items[1].integer)
        {
          remote->is_taken = TRUE;
          self->next_remote = place + 1;
          return remote->number;
        }
    }
  return -1;
}

void
spill_broker_release (SpillBroker *self,
                      gint64       number)
{
  GByteArray *out;

  g_return_if_fail (SPILL_IS_BROKER (self));

  if (number < 0)
    return;
  out = get_output (self, TRUE);
  spill_banana_put_list (out, 2);
  spill_banana_put_string (out, self->profile, "decref");
  spill_banana_put_int (out, number);
  spill_broker_sent (self);
}

/**
 * spill_broker_begin_call:
 * @self: a broker
 * @target: number of the peer's object, -1 for its root
 * @name: of the method
 * @n_args: objects that will be put
 *
 * Returns: (transfer none): where to put them, before spill_broker_end_call()
 */
GByteArray *
spill_broker_begin_call (SpillBroker *self,
                         gint64       target,
                         const char  *name,
                         guint        n_args)
{
  GByteArray *out;

  g_return_val_if_fail (SPILL_IS_BROKER (self), NULL);

  out = get_output (self, TRUE);
  spill_banana_put_list (out, 7);
  spill_banana_put_string (out, self->profile, "message");
  spill_banana_put_int (out, ++self->last_call);
  if (target < 0)
    spill_banana_put_string (out, self->profile, "root");
  else
    spill_banana_put_int (out, target);
  spill_banana_put_string (out, self->profile, name);
  spill_banana_put_int (out, 1);
  spill_jelly_put_tuple (out, self->profile, n_args);
  return out;
}

typedef struct
{
  SpillBroker           *broker;
  SpillBrokerAnswerFunc  func;
  gpointer               user_data;
} LateAnswer;

static gboolean
on_late_answer (gpointer user_data)
{
  LateAnswer *late = user_data;
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, _("There is no connection"));

  late->func (late->broker, NULL, error, late->user_data);
  return G_SOURCE_REMOVE;
}

static void
free_late_answer (gpointer data)
{
  LateAnswer *late = data;

  g_object_unref (late->broker);
  g_free (late);
}

/* Never from within the call itself: callers are not ready for that. */
static void
fail_late (SpillBroker           *self,
           SpillBrokerAnswerFunc  func,
           gpointer               user_data)
{
  g_autoptr(GSource) source = g_idle_source_new ();
  LateAnswer *late = g_new0 (LateAnswer, 1);

  *late = (LateAnswer) { g_object_ref (self), func, user_data };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, on_late_answer, late, free_late_answer);
  g_source_attach (source, self->context);
}

/**
 * spill_broker_end_call:
 * @self: a broker
 * @timeout: ms for the answer to come, 0 for no limit
 * @func: (nullable) (scope async): gets the answer, or why there is none; once
 * @user_data: for @func
 *
 * Sends the call.
 */
void
spill_broker_end_call (SpillBroker           *self,
                       guint                  timeout,
                       SpillBrokerAnswerFunc  func,
                       gpointer               user_data)
{
  SpillBrokerCall *call;

  g_return_if_fail (SPILL_IS_BROKER (self));

  if (!self->is_ready || self->is_closed)
    {
      if (func != NULL)
        fail_late (self, func, user_data);
      return;
    }

  spill_jelly_put_dictionary (get_output (self, TRUE), self->profile, 0);
  call = g_new0 (SpillBrokerCall, 1);
  *call = (SpillBrokerCall) { func, user_data, 0 };
  if (timeout > 0)
    {
      call->deadline = g_get_monotonic_time () + timeout * G_TIME_SPAN_MILLISECOND;
      spill_broker_set_timer (self, call->deadline);
    }
  g_hash_table_insert (self->calls, key_new (self->last_call), call);
  if (g_hash_table_size (self->calls) > self->limits.max_calls)
    spill_broker_doom (self, g_error_new (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_FULL,
                                          _("The other side leaves more than %u calls without an answer"),
                                          self->limits.max_calls));
  spill_broker_sent (self);
}

/* Those that are due, and all others' earliest. The functions may call again. */
void
spill_broker_expire_calls (SpillBroker *self,
                           gint64       now)
{
  g_autoptr(GArray) late = g_array_new (FALSE, FALSE, sizeof (SpillBrokerCall));
  g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _("No answer came in time"));
  gint64 next = 0;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->calls);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const SpillBrokerCall *call = value;

      if (call->deadline == 0)
        continue;
      if (call->deadline > now)
        {
          next = next == 0 ? call->deadline : MIN (next, call->deadline);
          continue;
        }
      g_array_append_vals (late, call, 1);
      g_hash_table_iter_remove (&iter);
    }

  if (next != 0)
    spill_broker_set_timer (self, next);
  for (guint i = 0; i < late->len; i++)
    {
      SpillBrokerCall *call = &g_array_index (late, SpillBrokerCall, i);

      if (call->func != NULL)
        call->func (self, NULL, error, call->user_data);
    }
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* In the order that they were made. */
void
spill_broker_fail_calls (SpillBroker  *self,
                         const GError *why)
{
  g_autoptr(GHashTable) calls = g_steal_pointer (&self->calls);
  g_autoptr(GList) ids = g_list_sort (g_hash_table_get_keys (calls), compare_ids);

  self->calls = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (GList *link = ids; link != NULL; link = link->next)
    {
      SpillBrokerCall *call = g_hash_table_lookup (calls, link->data);

      if (call->func != NULL)
        call->func (self, NULL, why, call->user_data);
    }
}
