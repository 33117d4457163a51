#pragma once

#include "model/spill-source.h"
#include "sources/spill-fetch.h"

G_BEGIN_DECLS

/* SpillAskQueue: the requests to one master, over one libsoup session: questions in their order, a few
 * at a time, and streams and commands besides, which never wait for them. Lives in the network thread,
 * but for what is said to be for any. */
typedef struct _SpillAskQueue SpillAskQueue;

/* SpillAsk: one request. */
typedef struct _SpillAsk SpillAsk;

typedef struct
{
  const char     *path;        /* below the master's address, with its query */
  const char     *body;        /* (nullable) makes it a POST */
  gboolean        is_form;     /* the body is a web form, and the redirect after it the answer */
  gboolean        is_aside;    /* waits for no other question */
  /* All in the network thread. @number is that of the request. */
  void          (*start)       (SpillFetchSpec *spec, gpointer data);   /* (nullable) last changes to it */
  gboolean      (*more)        (SpillFetch *fetch, gint64 number, gpointer data);   /* (nullable) */
  void          (*done)        (SpillFetch *fetch, gint64 number, gpointer data);
  gpointer        data;        /* (transfer full) */
  GDestroyNotify  free_data;
} SpillAskSpec;

/* Any thread. */
SpillAsk      *spill_ask_new                    (gint64                   number,
                                                 const SpillAskSpec      *spec);
void           spill_ask_free                   (SpillAsk                *self);
/* Authorization of a user; NULL if there is none. (transfer full) (nullable) */
char          *spill_ask_dup_basic              (const char              *user,
                                                 const char              *password);

/* Any thread. @max_questions: at the same time, of @max_connections */
SpillAskQueue *spill_ask_queue_new              (const char              *url,
                                                 const SpillSourceLimits *limits,
                                                 guint                    max_questions,
                                                 guint                    max_connections);
/* Any thread, once it is shut or was never used. */
void           spill_ask_queue_free             (SpillAskQueue           *self);
/* Any thread: how the master is called in texts, host and port; and its address. */
const char    *spill_ask_queue_get_host         (SpillAskQueue           *self);
GUri          *spill_ask_queue_get_base         (SpillAskQueue           *self);

/* Ends everything. */
void           spill_ask_queue_shut             (SpillAskQueue           *self);
/* (transfer none) */
SoupSession   *spill_ask_queue_ensure_session   (SpillAskQueue           *self);
/* Of requests that start from now on. @login: (nullable) (transfer full): Authorization;
 * @fingerprint: (nullable) (transfer full) */
void           spill_ask_queue_set_login        (SpillAskQueue           *self,
                                                 char                    *login);
void           spill_ask_queue_set_fingerprint  (SpillAskQueue           *self,
                                                 char                    *fingerprint);
const char    *spill_ask_queue_get_login        (SpillAskQueue           *self);
const char    *spill_ask_queue_get_fingerprint  (SpillAskQueue           *self);
void           spill_ask_queue_add              (SpillAskQueue           *self,
                                                 SpillAsk                *ask);   /* (transfer full) */
/* Forgets one, or all questions, or really all; nothing is heard of them. */
void           spill_ask_queue_drop             (SpillAskQueue           *self,
                                                 gint64                   number);
void           spill_ask_queue_forget_questions (SpillAskQueue           *self);
void           spill_ask_queue_forget           (SpillAskQueue           *self);
/* A stream that was told to wait goes on. */
void           spill_ask_queue_resume           (SpillAskQueue           *self,
                                                 gint64                   number);

G_END_DECLS
