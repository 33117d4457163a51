#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-request.h"
#include "model/spill-step.h"
#include "model/spill-worker.h"
#include "net/spill-acceptor.h"
#include "net/spill-broker-login.h"
#include "net/spill-strports.h"
#include "net/spill-visitor.h"
#include "targets/spill-pb-listener.h"

G_BEGIN_DECLS

/* What a client wants to be told; each mode includes those before it. */
#define SPILL_PB_PRIORITY 130   /* below GTK's redraw, as sources apply */
#define SPILL_PB_LOW      (1024 * 1024)   /* bytes that wait for a client: with more it gets no long text */

typedef enum
{
  SPILL_PB_NOTHING,
  SPILL_PB_BUILDERS,
  SPILL_PB_BUILDS,
  SPILL_PB_STEPS,
  SPILL_PB_LOGS,
  SPILL_PB_FULL,
} SpillPbMode;

typedef struct _SpillPbVisitor SpillPbVisitor;
typedef struct _SpillPbObject  SpillPbObject;
typedef struct _SpillPbFeed    SpillPbFeed;
typedef struct _SpillPbReader  SpillPbReader;

/* A remote class: its name in Python, and what can be called. */
typedef struct
{
  const char *name;
  guint       min_args, max_args;
  void      (*call) (SpillPbObject            *self,
                     const SpillBrokerRequest *request);
} SpillPbMethod;

typedef struct
{
  const char          *name;      /* "RemoteBuilder" */
  const char          *prefix;    /* "remote_" */
  const SpillPbMethod *methods;   /* up to one without a name */
} SpillPbClass;

extern const SpillPbClass spill_pb_perspective_class, spill_pb_builder_class, spill_pb_build_class,
                          spill_pb_step_class, spill_pb_log_class, spill_pb_set_class,
                          spill_pb_request_class, spill_pb_slave_class, spill_pb_change_class,
                          spill_pb_event_class;

/* One object that a client holds. Lives until it lets go, or while an answer is awaited. */
struct _SpillPbObject
{
  guint               ref_count;
  const SpillPbClass *class;
  SpillPbVisitor     *visitor;
  GObject            *item;     /* (nullable) of the model */
  GObject            *owner;    /* (nullable) what @item needs: a step's build, a log's step, a request's builder */
  GObject            *owner_of_owner;
  double              when;     /* event */
  char              **words;    /* event */
  SpillParts          held;     /* of @item, while it lives */
  SpillParts          owner_held;
};

/* An observer of one build, or of one request. */
typedef struct
{
  SpillPbVisitor *visitor;      /* borrowed: it owns us */
  gint64          observer;
  SpillBuild     *build;        /* (nullable) */
  gint64          request_id;
  guint           timer;
} SpillPbWatch;

/* One client. */
struct _SpillPbVisitor
{
  guint            ref_count;
  SpillPbListener *listener;    /* NULL once it is over */
  SpillBroker     *broker;
  SpillVisitor    *leash;       /* (nullable) */
  char            *address;
  gboolean         is_in;       /* logged in */
  SpillPbMode      mode;
  gint64           observer;    /* -1: none */
  guint            timer;
  gboolean         is_eta_due;
  gboolean         is_subscribing;
  gint64           next_request; /* whose answer is due then */
  SpillPbMode      next_mode;
  gint64           next_observer;
  guint            next_interval;
  GPtrArray       *watches;     /* of SpillPbWatch */
  GPtrArray       *held;        /* of SpillBuilder: their requests */
  GHashTable      *pending;     /* what is awaited -> how it is given up */
  GQueue           texts;       /* of what is awaited, the long texts: each in its turn */
};

SpillPbVisitor *spill_pb_visitor_ref   (SpillPbVisitor *self);
void            spill_pb_visitor_unref (SpillPbVisitor *self);

/* object */
SpillPbObject  *spill_pb_object_ref    (SpillPbObject      *self);
void            spill_pb_object_unref  (gpointer            self);
gint64          spill_pb_offer         (SpillPbVisitor     *visitor,
                                        const SpillPbClass *class,
                                        gpointer            item);    /* (nullable) */
gint64          spill_pb_offer_event   (SpillPbVisitor     *visitor,
                                        double              when,
                                        char              **words);
/* Answers when @parts of the object's item are here, or cannot be had. */
typedef void  (*SpillPbAnswerFunc)     (SpillPbObject      *self,
                                        gint64              id);
void            spill_pb_answer_with   (SpillPbObject            *self,
                                        const SpillBrokerRequest *request,
                                        SpillParts                parts,
                                        SpillPbAnswerFunc         func);
/* Answers once @is_over: asked at each notify and "changed" of @item. @number: the question's own, since
 * one object may be asked much at once. */
typedef gboolean (*SpillPbOverFunc)    (SpillPbObject      *self,
                                        GObject            *item,
                                        gint64              number);
typedef void  (*SpillPbOverAnswerFunc) (SpillPbObject      *self,
                                        gint64              id,
                                        gint64              number);
void            spill_pb_answer_when   (SpillPbObject            *self,
                                        const SpillBrokerRequest *request,
                                        GObject                  *item,
                                        guint                     seconds,   /* at most; 0: for ever */
                                        gint64                    number,
                                        SpillPbOverFunc           is_over,
                                        SpillPbOverAnswerFunc     func);
/* The object itself, under the number that it has. */
void            spill_pb_answer_self   (SpillPbObject      *self,
                                        gint64              id,
                                        gint64              number);
/* One object as an answer, or arguments of a call. @format, a letter each:
 *   s text as plain string (NULL: None) · u as unicode · w words as list of plain strings
 *   v words as list of unicode · i int · b boolean · f double (NAN: None) · n None
 *   o SpillPbClass and item (NULL: None): a new reference · r SpillStep's result
 *   R SpillResult (NONE: None) · e SpillStep's expectations · t two doubles, start and end, 0: None
 *   y bytes, gsize */
void            spill_pb_answer        (SpillPbObject      *self,
                                        gint64              id,
                                        const char         *format,
                                        ...);
void            spill_pb_put           (SpillPbVisitor     *visitor,
                                        GByteArray         *out,
                                        const char         *format,
                                        va_list             args);
void            spill_pb_fail          (SpillPbObject      *self,
                                        gint64              id,
                                        const char         *type,     /* "KeyError" */
                                        const char         *message);
/* A list of references to all @items. */
void            spill_pb_answer_list   (SpillPbObject      *self,
                                        gint64              id,
                                        const SpillPbClass *class,
                                        GListModel         *items);
void            spill_pb_call          (SpillPbVisitor     *visitor,
                                        gint64              target,
                                        const char         *name,
                                        const char         *format,
                                        ...);
char           *spill_pb_arg_text      (const SpillBrokerRequest *request, guint i);
gint64          spill_pb_arg_integer   (const SpillBrokerRequest *request, guint i, gint64 fallback);

/* port */
SpillAcceptor  *spill_pb_port_open     (const char         *text,
                                        GTlsCertificate   **certificate,
                                        char              **address,
                                        GError            **error);
GIOStream      *spill_pb_port_wrap     (GSocketConnection  *connection,
                                        GTlsCertificate    *certificate,
                                        GError            **error);

/* visitor */
SpillPbVisitor *spill_pb_visitor_new   (SpillPbListener    *listener,
                                        GIOStream          *stream,
                                        GSocketConnection  *connection,   /* below @stream */
                                        SpillVisitor       *leash,
                                        const char         *user,
                                        const char         *password);
void            spill_pb_visitor_drop  (SpillPbVisitor     *self,
                                        const GError       *why);
void            spill_pb_visitor_add_watch (SpillPbVisitor *self,
                                        SpillBuild         *build,
                                        gint64              request_id,
                                        gint64              observer,
                                        guint               interval);
gboolean        spill_pb_visitor_remove_watch (SpillPbVisitor *self,
                                        SpillBuild         *build,
                                        gint64              request_id,
                                        gint64              observer);
/* @give_up frees @data and takes it off; called if the client leaves before. */
void            spill_pb_visitor_await (SpillPbVisitor     *self,
                                        gpointer            data,
                                        GDestroyNotify      give_up);
void            spill_pb_visitor_awaited (SpillPbVisitor   *self,
                                        gpointer            data);
/* All that there is, to who has subscribed. */
void            spill_pb_visitor_introduce (SpillPbVisitor *self);
/* builderAdded, and its state to who wants that. */
void            spill_pb_visitor_tell_builder (SpillPbVisitor *self,
                                        SpillBuilder       *builder);

/* listener */
SpillMaster    *spill_pb_listener_get_master   (SpillPbListener *self);
gboolean        spill_pb_listener_shows        (SpillPbListener *self,
                                                SpillBuilder    *builder);
SpillBuilder   *spill_pb_listener_find_builder (SpillPbListener *self,
                                                const char      *name);
/* Those that it shows, by name, numbers in them as numbers. (transfer container) */
GPtrArray      *spill_pb_listener_dup_builders (SpillPbListener *self);
GPtrArray      *spill_pb_listener_get_visitors (SpillPbListener *self);
SpillPbFeed    *spill_pb_listener_find_feed    (SpillPbListener *self,
                                                SpillBuild      *build);   /* (nullable) */
/* The state that clients know: "idle", "building", "offline". */
const char     *spill_pb_listener_get_told     (SpillPbListener *self,
                                                SpillBuilder    *builder);
/* @func (@data) below the priority at which windows redraw, as many as a moment allows at a time:
 * what concerns all clients or all builds must not hold up the window. */
void            spill_pb_listener_later        (SpillPbListener *self,
                                                GDestroyNotify   func,
                                                gpointer         data);
/* Nothing of @data any more. */
void            spill_pb_listener_forget       (SpillPbListener *self,
                                                gpointer         data);
/* One more event was told. */
void            spill_pb_listener_count        (SpillPbListener *self);
/* FALSE: the master's first picture is not complete. */
gboolean        spill_pb_listener_knows        (SpillPbListener *self);
/* Of all builds that are followed already. */
void            spill_pb_listener_catch_up     (SpillPbListener *self,
                                                SpillPbVisitor  *visitor);
void            spill_pb_listener_tell_etas    (SpillPbListener *self,
                                                SpillPbVisitor  *visitor);
/* What somebody wants to know changed: feeds are adapted. */
void            spill_pb_listener_adapt        (SpillPbListener *self);
void            spill_pb_listener_left         (SpillPbListener *self,
                                                SpillPbVisitor  *visitor,
                                                const GError    *why);
void            spill_pb_listener_build_over   (SpillPbListener *self,
                                                SpillPbFeed     *feed);

/* feed: the events of one build in the order of 0.8 */
SpillPbFeed    *spill_pb_feed_new       (SpillPbListener *listener,
                                         SpillBuild      *build,
                                         gboolean         is_fresh);
void            spill_pb_feed_free      (SpillPbFeed     *self);
SpillBuild     *spill_pb_feed_get_build (SpillPbFeed     *self);
/* @visitor has left. */
void            spill_pb_feed_forget    (SpillPbFeed     *self,
                                         SpillPbVisitor  *visitor);
void            spill_pb_feed_set_mode  (SpillPbFeed     *self,
                                         SpillPbMode      mode);
/* In the next turn of the loop. */
void            spill_pb_feed_advance   (SpillPbFeed     *self);
void            spill_pb_feed_tell_eta  (SpillPbFeed     *self,
                                         SpillPbVisitor  *visitor,
                                         gint64           observer,
                                         gboolean         has_steps);
/* What a client that subscribes in the midst of the build has to know to understand the rest. */
void            spill_pb_feed_catch_up  (SpillPbFeed     *self,
                                         SpillPbVisitor  *visitor);
/* The build that ended: tells all that is known by now. */
void            spill_pb_feed_finish    (SpillPbFeed     *self);

/* reader: the text of one log from its beginning */
typedef void  (*SpillPbChunkFunc)       (int              channel,   /* 0 stdout, 1 stderr, 2 header */
                                         const char      *text,
                                         gsize            length,
                                         gpointer         user_data);
SpillPbReader  *spill_pb_reader_new     (SpillLog        *log,
                                         GCallback        changed,   /* (gpointer): look again */
                                         gpointer         user_data);
void            spill_pb_reader_free    (SpillPbReader   *self);
/* Gives what is here and not given yet. TRUE: all that there is, as far as is known. */
gboolean        spill_pb_reader_read    (SpillPbReader   *self,
                                         SpillPbChunkFunc func,
                                         gpointer         user_data);
/* The line that is read next. */
guint64         spill_pb_reader_get_next (SpillPbReader  *self);
/* The first from @line on that was read and is still here. */
guint64         spill_pb_reader_find    (SpillPbReader   *self,
                                         guint64          line);
/* Of what was given until now some once more, from @line on. Returns: the line after that */
guint64         spill_pb_reader_repeat  (SpillPbReader   *self,
                                         guint64          line,
                                         SpillPbChunkFunc func,
                                         gpointer         user_data);

/* late: those who are behind in a log, as a list of their own */
GPtrArray      *spill_pb_late_new       (void);
gboolean        spill_pb_late_has       (GPtrArray       *all,
                                         SpillPbVisitor  *visitor);
gboolean        spill_pb_late_skip      (GPtrArray       *all,
                                         SpillPbVisitor  *visitor,
                                         gsize            length);
void            spill_pb_late_remove    (GPtrArray       *all,
                                         SpillPbVisitor  *visitor);
/* @written: (gpointer): it may take more */
void            spill_pb_late_add       (GPtrArray       *all,
                                         SpillPbVisitor  *visitor,
                                         SpillPbReader   *reader,
                                         guint64          line,
                                         GCallback        written,
                                         gpointer         user_data);
typedef void  (*SpillPbLateFunc)        (SpillPbVisitor  *visitor,
                                         int              channel,
                                         const char      *text,
                                         gsize            length,
                                         gpointer         user_data);
/* Gives some to those who can take it. Returns: whether there is more that can be given at once */
gboolean        spill_pb_late_serve     (GPtrArray       *all,
                                         SpillPbReader   *reader,
                                         SpillPbLateFunc  func,
                                         gpointer         user_data);
/* Gives all the rest, up to @size bytes that wait; then nobody is behind. */
void            spill_pb_late_end       (GPtrArray       *all,
                                         SpillPbReader   *reader,
                                         gsize            size,
                                         SpillPbLateFunc  func,
                                         gpointer         user_data);

G_END_DECLS
