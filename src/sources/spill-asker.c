#include "sources/spill-asker.h"

#include "sources/spill-net-thread.h"

#define MAX_CONNECTIONS 8

struct _SpillAsker
{
  gatomicrefcount  refs;
  gint64           last;      /* main context only: the last number given out */
  SpillAskQueue   *queue;
  gboolean         is_shut;   /* network thread only */
};

typedef enum { ASK, DROP, FORGET, RESUME, SECRETS, TRUST, SHUT } Op;

typedef struct
{
  SpillAsker *asker;
  Op          op;
  gint64      number;
  char       *text;
  SpillAsk   *ask;
} Message;

static void
asker_unref (SpillAsker *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  spill_ask_queue_free (self->queue);
  g_free (self);
}

static void
on_message (gpointer data,
            gpointer unused)
{
  Message *message = data;
  SpillAsker *self = message->asker;

  if (self->is_shut)
    return;

  switch (message->op)
    {
    case ASK:
      spill_ask_queue_add (self->queue, g_steal_pointer (&message->ask));
      break;
    case DROP:
      spill_ask_queue_drop (self->queue, message->number);
      break;
    case FORGET:
      spill_ask_queue_forget (self->queue);
      break;
    case RESUME:
      spill_ask_queue_resume (self->queue, message->number);
      break;
    case SECRETS:
      spill_ask_queue_set_login (self->queue, g_steal_pointer (&message->text));
      break;
    case TRUST:
      spill_ask_queue_set_fingerprint (self->queue, g_steal_pointer (&message->text));
      break;
    case SHUT:
      self->is_shut = TRUE;
      spill_ask_queue_shut (self->queue);
      break;
    }
}

static void
message_free (gpointer data)
{
  Message *message = data;

  g_clear_pointer (&message->ask, spill_ask_free);
  g_free (message->text);
  asker_unref (message->asker);
  g_free (message);
}

static void
send_message (SpillAsker *self,
              Op          op,
              gint64      number,
              char       *text,   /* (transfer full) (nullable) */
              SpillAsk   *ask)    /* (transfer full) (nullable) */
{
  Message *message = g_new (Message, 1);

  g_atomic_ref_count_inc (&self->refs);
  *message = (Message) { self, op, number, text, ask };
  spill_net_thread_call (on_message, message, message_free);
}

/**
 * spill_asker_new:
 * @url: a normalized address
 * @limits: copied
 *
 * Returns: (transfer full): an asker, to be given back by spill_asker_shut()
 */
SpillAsker *
spill_asker_new (const char              *url,
                 const SpillSourceLimits *limits,
                 guint                    max_questions)
{
  SpillAsker *self = g_new0 (SpillAsker, 1);

  g_atomic_ref_count_init (&self->refs);
  self->queue = spill_ask_queue_new (url, limits, max_questions, MAX_CONNECTIONS);
  return self;
}

void
spill_asker_shut (SpillAsker *self)
{
  send_message (self, SHUT, 0, NULL, NULL);
  asker_unref (self);
}

void
spill_asker_set_secrets (SpillAsker             *self,
                         const SpillCredentials *credentials)
{
  char *login = credentials != NULL
                ? spill_ask_dup_basic (credentials->proxy_user, credentials->proxy_password) : NULL;

  send_message (self, SECRETS, 0, login, NULL);
}

void
spill_asker_trust (SpillAsker *self,
                   const char *fingerprint)
{
  send_message (self, TRUST, 0, g_strdup (fingerprint), NULL);
}

/**
 * spill_asker_ask:
 * @spec: copied; its data is freed in the network thread when the question is over or forgotten
 *
 * Returns: a number that no other question of @self has
 */
gint64
spill_asker_ask (SpillAsker         *self,
                 const SpillAskSpec *spec)
{
  gint64 number = ++self->last;

  send_message (self, ASK, 0, NULL, spill_ask_new (number, spec));
  return number;
}

void
spill_asker_drop (SpillAsker *self,
                  gint64      number)
{
  send_message (self, DROP, number, NULL, NULL);
}

void
spill_asker_forget (SpillAsker *self)
{
  send_message (self, FORGET, 0, NULL, NULL);
}

void
spill_asker_resume (SpillAsker *self,
                    gint64      number)
{
  send_message (self, RESUME, number, NULL, NULL);
}

const char *
spill_asker_get_host (SpillAsker *self)
{
  return spill_ask_queue_get_host (self->queue);
}
