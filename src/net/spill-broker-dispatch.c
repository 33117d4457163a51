#define G_LOG_DOMAIN "spillway-net"

#include "net/spill-broker-private.h"

#include <glib/gi18n.h>

/* What the peer sends: each command is a list, its name first. */

static gboolean
break_off (GError     **error,
           const char  *what)
{
  g_set_error (error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_PROTOCOL,
               _("The other side broke the protocol: %s"), what);
  return FALSE;
}

static void
release_cache (SpillBroker *self,
               gint64       number)
{
  if (!spill_broker_can_send (self))
    return;
  spill_banana_put_list (self->out, 2);
  spill_banana_put_string (self->out, self->profile, "decache");
  spill_banana_put_int (self->out, number);
  spill_broker_sent (self);
}

/* Notes what @sexp lends us. Before references are written out, so that each counts as often as it was
 * sent. A cached object is given back at once: none is kept. */
static void
note_remotes (SpillBroker     *self,
              const SpillSexp *sexp)
{
  SpillBrokerRemote remote = { 0 };
  const SpillSexp *number = spill_sexp_get (sexp, 1);
  gboolean is_dictionary;

  if (sexp->type != SPILL_SEXP_LIST || number == NULL)
    return;
  if (number->type == SPILL_SEXP_INT && number->integer >= 0)
    {
      if (sexp->length == 2 && spill_sexp_is_string (sexp->items, "remote"))
        {
          remote.number = number->integer;
          g_array_append_val (self->remotes, remote);
          return;
        }
      /* A class with a number is a cached object that comes for the first time. */
      if (spill_sexp_is_string (sexp->items, "cached") ||
          (sexp->length == 3 && spill_jelly_get_type (sexp) == SPILL_JELLY_INSTANCE))
        release_cache (self, number->integer);
    }

  is_dictionary = spill_sexp_is_string (sexp->items, "dictionary");
  for (guint i = 1; i < sexp->length; i++)
    {
      const SpillSexp *item = sexp->items + i;

      if (item->type != SPILL_SEXP_LIST)
        continue;
      if (!is_dictionary)
        note_remotes (self, item);
      else
        for (guint j = 0; j < item->length; j++)
          note_remotes (self, item->items + j);
    }
}

/* The last first, as Python's tuples do. */
static void
release_untaken (SpillBroker *self)
{
  for (guint i = self->remotes->len; i-- > 0;)
    {
      const SpillBrokerRemote *remote = &g_array_index (self->remotes, SpillBrokerRemote, i);

      if (!remote->is_taken)
        spill_broker_release (self, remote->number);
    }
  g_array_set_size (self->remotes, 0);
  self->next_remote = 0;
}

static void
answer_none (SpillBroker *self,
             gint64       id)
{
  spill_jelly_put_none (spill_broker_begin_answer (self, id), self->profile);
  spill_broker_end_answer (self);
}

static void
call_method (SpillBroker              *self,
             const SpillBrokerObject  *object,
             const SpillBrokerRequest *request)
{
  self->request = request->id;
  object->method (self, request, object->object);
  release_untaken (self);
  if (self->request != 0)
    answer_none (self, self->request);
}

/* (message ID OBJECT NAME ANSWER-REQUIRED ARGS KEYWORDS) */
static gboolean
take_message (SpillBroker      *self,
              SpillSexpTree    *tree,
              const SpillSexp  *sexp,
              GError          **error)
{
  SpillBrokerRequest request = { .tree = tree };
  const SpillSexp *id = spill_sexp_get (sexp, 1), *target = spill_sexp_get (sexp, 2);
  const SpillSexp *name = spill_sexp_get (sexp, 3);
  SpillBrokerObject object = { 0 };
  SpillBrokerObject *found = NULL;

  if (sexp->length != 7 || id->type != SPILL_SEXP_INT || id->integer <= 0 || name->type != SPILL_SEXP_STRING)
    return break_off (error, "message");
  if (spill_jelly_get_boolean (sexp->items + 4))
    request.id = id->integer;
  request.name = name->bytes;
  request.args = sexp->items + 5;
  request.keywords = sexp->items + 6;

  note_remotes (self, request.args);
  note_remotes (self, request.keywords);
  if (!spill_jelly_resolve (tree, request.args, error) || !spill_jelly_resolve (tree, request.keywords, error))
    return FALSE;
  if (spill_jelly_get_type (request.args) != SPILL_JELLY_TUPLE ||
      spill_jelly_get_type (request.keywords) != SPILL_JELLY_DICTIONARY)
    return break_off (error, "message");

  if (target->type == SPILL_SEXP_INT)
    found = g_hash_table_lookup (self->objects, &target->integer);
  else if (spill_sexp_is_string (target, "root") && self->root.method != NULL)
    found = &self->root;
  if (found == NULL)
    {
      self->request = request.id;
      release_untaken (self);
      spill_broker_fail (self, request.id, "twisted.spread.pb.Error", "Invalid Object ID", NULL);
      return TRUE;
    }

  request.target = target->type == SPILL_SEXP_INT ? target->integer : 0;
  /* It may go while it is called. */
  object = *found;
  if (found != &self->root)
    found->count++;
  call_method (self, &object, &request);
  if (target->type == SPILL_SEXP_INT && (found = g_hash_table_lookup (self->objects, &target->integer)) != NULL &&
      --found->count == 0)
    g_hash_table_remove (self->objects, &target->integer);
  return TRUE;
}

static void
set_remote_error (const SpillSexp  *failure,
                  GError          **error)
{
  g_autofree char *type = spill_jelly_dup_class (failure);
  g_autofree char *message = spill_jelly_dup_message (failure);

  if (message == NULL)
    message = spill_jelly_dup_text (failure);
  if (message != NULL && *message != '\0')
    g_set_error_literal (error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE, message);
  else
    g_set_error_literal (error, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REMOTE,
                         type != NULL ? type : _("The other side failed without a word"));
}

/* (answer ID OBJECT) and (error ID FAILURE) */
static gboolean
take_reply (SpillBroker      *self,
            SpillSexpTree    *tree,
            const SpillSexp  *sexp,
            gboolean          is_error,
            GError          **error)
{
  const SpillSexp *id = spill_sexp_get (sexp, 1);
  g_autoptr(GError) failure = NULL;
  g_autofree SpillBrokerCall *call = NULL;
  gpointer key = NULL;

  if (sexp->length != 3 || id->type != SPILL_SEXP_INT || id->integer <= 0 || id->integer > self->last_call)
    return break_off (error, is_error ? "error" : "answer");

  note_remotes (self, sexp->items + 2);
  if (!spill_jelly_resolve (tree, sexp->items + 2, error))
    return FALSE;

  /* One that came too late is not there any more. */
  if (g_hash_table_steal_extended (self->calls, &id->integer, &key, (gpointer *) &call))
    {
      g_free (key);
      if (is_error)
        set_remote_error (sexp->items + 2, &failure);
      if (call->func != NULL)
        call->func (self, sexp->items + 2, failure, call->user_data);
    }
  release_untaken (self);
  return TRUE;
}

static gboolean
take_decref (SpillBroker      *self,
             const SpillSexp  *sexp,
             GError          **error)
{
  const SpillSexp *number = spill_sexp_get (sexp, 1);
  SpillBrokerObject *object;

  if (sexp->length != 2 || number->type != SPILL_SEXP_INT)
    return break_off (error, "decref");

  object = g_hash_table_lookup (self->objects, &number->integer);
  if (object == NULL)
    g_debug ("The other side lets go of %" G_GINT64_FORMAT ", which it does not hold", number->integer);
  else if (--object->count == 0)
    g_hash_table_remove (self->objects, &number->integer);
  return TRUE;
}

/* We cache nothing and have nothing cached. */
static gboolean
take_cache_message (SpillBroker      *self,
                    const SpillSexp  *sexp,
                    GError          **error)
{
  const SpillSexp *id = spill_sexp_get (sexp, 1);

  if (sexp->length != 7 || id->type != SPILL_SEXP_INT || id->integer <= 0)
    return break_off (error, "cachemessage");

  note_remotes (self, sexp->items + 5);
  note_remotes (self, sexp->items + 6);
  release_untaken (self);
  self->request = spill_jelly_get_boolean (sexp->items + 4) ? id->integer : 0;
  spill_broker_fail (self, self->request, "twisted.spread.pb.Error", "Invalid Object ID", NULL);
  return TRUE;
}

gboolean
spill_broker_dispatch (SpillBroker    *self,
                       SpillSexpTree  *tree,
                       GError        **error)
{
  const SpillSexp *sexp = spill_sexp_tree_get_root (tree);
  const SpillSexp *name = spill_sexp_get (sexp, 0);

  if (name == NULL || name->type != SPILL_SEXP_STRING)
    return break_off (error, _("what came is no command"));

  if (spill_sexp_is_string (name, "message"))
    return take_message (self, tree, sexp, error);
  if (spill_sexp_is_string (name, "answer"))
    return take_reply (self, tree, sexp, FALSE, error);
  if (spill_sexp_is_string (name, "error"))
    return take_reply (self, tree, sexp, TRUE, error);
  if (spill_sexp_is_string (name, "decref"))
    return take_decref (self, sexp, error);
  if (spill_sexp_is_string (name, "cachemessage"))
    return take_cache_message (self, sexp, error);
  if (spill_sexp_is_string (name, "decache") || spill_sexp_is_string (name, "uncache"))
    return TRUE;
  if (spill_sexp_is_string (name, "version"))
    {
      if (sexp->length == 2 && sexp->items[1].type == SPILL_SEXP_INT && sexp->items[1].integer == 6)
        return TRUE;
      return break_off (error, _("it speaks another version"));
    }
  if (spill_sexp_is_string (name, "didNotUnderstand"))
    {
      g_debug ("The other side did not understand a command");
      return TRUE;
    }

  spill_banana_put_list (self->out, 2);
  spill_banana_put_string (self->out, self->profile, "didNotUnderstand");
  spill_banana_put_bytes (self->out, self->profile, name->bytes, name->length);
  spill_broker_sent (self);
  return TRUE;
}
