#pragma once

#include "net/spill-broker.h"

G_BEGIN_DECLS

typedef struct
{
  gint64   number;
  gboolean is_taken;
} SpillBrokerRemote;

typedef struct
{
  SpillBrokerMethod method;
  gpointer          object;
  GDestroyNotify    destroy;
  guint             count;    /* how often it was sent and not released */
} SpillBrokerObject;

typedef struct
{
  SpillBrokerAnswerFunc func;
  gpointer              user_data;
  gint64                deadline;   /* monotonic, 0: none */
} SpillBrokerCall;

struct _SpillBroker
{
  GObject             parent_instance;

  GIOStream          *stream;
  GMainContext       *context;
  GCancellable       *cancellable;
  SpillBrokerSide     side;
  SpillBrokerLimits   limits;
  int                 priority;      /* of its sources */
  gsize               piece;         /* bytes read in one turn */
  SpillBananaDecoder *decoder;
  SpillBananaProfile  profile;

  GTask              *opening;       /* until there is a dialect */
  GSource            *timer;         /* for the earliest deadline */
  gint64              timer_due;     /* 0: not set */
  gint64              open_due;
  gboolean            is_ready;      /* a dialect is agreed on */
  gboolean            is_closed;
  gboolean            is_paused;
  gboolean            is_reading, is_writing, is_ending;
  gboolean            is_dispatching;
  GError             *doom;          /* why it is about to be closed; nothing is sent any more */

  guint8             *input;         /* INPUT_SIZE bytes */
  GByteArray         *out;           /* to be sent */
  GByteArray         *in_flight;
  GByteArray         *scratch;       /* what is put after the end */
  GSource            *flusher;

  GHashTable         *objects;       /* gint64 -> SpillBrokerObject */
  SpillBrokerObject   root;
  gint64              last_object;
  GHashTable         *calls;         /* gint64 -> SpillBrokerCall */
  gint64              last_call;
  GArray             *remotes;       /* of SpillBrokerRemote: in what is being handled */
  guint               next_remote;   /* behind the one taken last: they are taken about in order */
  gint64              request;       /* being handled and not answered yet; 0: none */
  guint               n_deferred;
};

/* The earliest of what is waited for. */
void     spill_broker_set_timer        (SpillBroker   *self,
                                        gint64         due);
/* Sends what was put, in the next turn of the loop. */
void     spill_broker_sent             (SpillBroker   *self);
/* Closes from the loop: callers go on as if nothing had happened. */
void     spill_broker_doom             (SpillBroker   *self,
                                        GError        *why);
gboolean spill_broker_can_send         (SpillBroker   *self);
void     spill_broker_expire_calls     (SpillBroker   *self,
                                        gint64         now);
void     spill_broker_fail_calls       (SpillBroker   *self,
                                        const GError  *why);
/* One command of the peer's after the greeting. */
gboolean spill_broker_dispatch         (SpillBroker   *self,
                                        SpillSexpTree *tree,
                                        GError       **error);

G_END_DECLS
