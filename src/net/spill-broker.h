#pragma once

#include "protocols/pb/spill-jelly.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* SpillBroker: one connection of Twisted's Perspective Broker, version 6, over any stream. Both sides
 * offer objects by number and call methods of the other's. Works in the thread-default context that it
 * was made in, never blocks, and lives until it is closed. Source: Twisted's own broker on Python 3,
 * and recordings of a real 0.8.14. */

#define SPILL_BROKER_ERROR (spill_broker_error_quark ())
GQuark spill_broker_error_quark (void);

typedef enum
{
  SPILL_BROKER_ERROR_PROTOCOL,   /* what came is no Perspective Broker that we speak */
  SPILL_BROKER_ERROR_REMOTE,     /* the peer answered with an exception */
  SPILL_BROKER_ERROR_REFUSED,    /* the login */
  SPILL_BROKER_ERROR_FULL,       /* the peer does not read, answer or let go fast enough */
} SpillBrokerError;

typedef struct
{
  SpillBananaLimits banana;
  gsize             max_output;     /* bytes waiting to be sent */
  guint             max_objects;    /* of ours that the peer holds */
  guint             max_requests;   /* of the peer's without an answer yet */
  guint             max_calls;      /* of ours without an answer yet */
} SpillBrokerLimits;

#define SPILL_BROKER_LIMITS_DEFAULT \
  ((SpillBrokerLimits) { SPILL_BANANA_LIMITS_DEFAULT, 16 * 1024 * 1024, 200000, 10000, 50000 })

#define SPILL_TYPE_BROKER (spill_broker_get_type ())
G_DECLARE_FINAL_TYPE (SpillBroker, spill_broker, SPILL, BROKER, GObject)

typedef enum
{
  SPILL_BROKER_CLIENT,
  SPILL_BROKER_SERVER,
} SpillBrokerSide;

/* Signal "closed" (const GError *why): once; every call without an answer has failed with @why before.
 * Signal "written": some of what was put is on its way; comes again as long as there is more. */
SpillBroker        *spill_broker_new             (GIOStream               *stream,
                                                  SpillBrokerSide          side,
                                                  const SpillBrokerLimits *limits);
/* Agrees on a dialect. @timeout: in ms */
void                spill_broker_open_async      (SpillBroker             *self,
                                                  guint                    timeout,
                                                  GAsyncReadyCallback      callback,
                                                  gpointer                 user_data);
gboolean            spill_broker_open_finish     (SpillBroker             *self,
                                                  GAsyncResult            *result,
                                                  GError                 **error);
/* @why: NULL if it was our wish. What waits to be sent is dropped. */
void                spill_broker_close           (SpillBroker             *self,
                                                  const GError            *why);
gboolean            spill_broker_is_open         (SpillBroker             *self);
/* Of the dialect agreed on: give it to spill_jelly_put_…() and spill_banana_put_…(). */
SpillBananaProfile  spill_broker_get_profile     (SpillBroker             *self);
/* While paused nothing more is read, so that the peer has to wait. */
/* Before it is opened: reads and writes at @priority, and reads at most @piece bytes in one turn of the
 * loop, so that many peers together do not hold up what comes before. */
void                spill_broker_set_priority    (SpillBroker             *self,
                                                  int                      priority,
                                                  gsize                    piece);
void                spill_broker_set_paused      (SpillBroker             *self,
                                                  gboolean                 is_paused);
gsize               spill_broker_get_output_size (SpillBroker             *self);
guint               spill_broker_get_n_objects   (SpillBroker             *self);
guint               spill_broker_get_n_calls     (SpillBroker             *self);

/* Objects of ours. What the peer calls: valid until the function returns. */
typedef struct
{
  gint64           id;         /* for the answer */
  gint64           target;     /* number of the object that is called; 0: the root */
  const char      *name;       /* of the method */
  const SpillSexp *args;       /* a tuple, references resolved */
  const SpillSexp *keywords;   /* a dictionary */
  SpillSexpTree   *tree;       /* ref it to keep @args */
} SpillBrokerRequest;

/* Answers, fails or defers @request; if it does none of these, the answer is None. */
typedef void (*SpillBrokerMethod) (SpillBroker              *self,
                                   const SpillBrokerRequest *request,
                                   gpointer                  object);

/* Returns the number to be put with spill_jelly_put_remote(), once; @destroy when the peer let go. */
gint64      spill_broker_offer         (SpillBroker              *self,
                                        SpillBrokerMethod         method,
                                        gpointer                  object,
                                        GDestroyNotify            destroy);
/* The same object put once more. FALSE if the peer let go of it meanwhile. */
gboolean    spill_broker_offer_again   (SpillBroker              *self,
                                        gint64                    number);
/* What a peer that knows no number yet calls as "root". */
void        spill_broker_set_root      (SpillBroker              *self,
                                        SpillBrokerMethod         method,
                                        gpointer                  object,
                                        GDestroyNotify            destroy);

/* Put exactly one object between begin and end. */
GByteArray *spill_broker_begin_answer  (SpillBroker              *self,
                                        gint64                    id);
void        spill_broker_end_answer    (SpillBroker              *self);
void        spill_broker_fail          (SpillBroker              *self,
                                        gint64                    id,
                                        const char               *type,
                                        const char               *message,
                                        const char * const       *parents);
/* The answer comes later, by @request's id. */
void        spill_broker_defer         (SpillBroker              *self,
                                        const SpillBrokerRequest *request);

/* Objects of the peer's. In a method or an answer's function: makes the (remote N) in @sexp ours until
 * it is released; what is not taken is released by itself. Returns: its number, -1 if it is none. */
gint64      spill_broker_take_remote   (SpillBroker              *self,
                                        const SpillSexp          *sexp);
void        spill_broker_release       (SpillBroker              *self,
                                        gint64                    number);

/* @answer: what came, also with an error of the peer's (a failure), else NULL. */
typedef void (*SpillBrokerAnswerFunc) (SpillBroker     *self,
                                       const SpillSexp *answer,
                                       const GError    *error,
                                       gpointer         user_data);

/* Put exactly @n_args objects between begin and end. @target: -1 for "root". */
GByteArray *spill_broker_begin_call    (SpillBroker              *self,
                                        gint64                    target,
                                        const char               *name,
                                        guint                     n_args);
/* @func: (nullable): called once, whatever happens; @timeout: ms, 0 for none. */
void        spill_broker_end_call      (SpillBroker              *self,
                                        guint                     timeout,
                                        SpillBrokerAnswerFunc     func,
                                        gpointer                  user_data);

G_END_DECLS
