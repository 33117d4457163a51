#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"
#include "model/spill-step.h"
#include "net/spill-broker-login.h"
#include "targets/spill-pb-listener.h"

/* A master that tests write by hand and whose parts are there when they are held; a listener that
 * offers it; clients of that. */
typedef struct
{
  SpillStatus     *status;
  SpillMaster     *master;
  SpillSource     *source;
  SpillPbListener *listener;
  gint64           last_id;
} World;

/* Its master has not told all that it has. */
void          world_init_early  (World               *self,
                                 const SpillPbOptions *options);
void          world_init        (World               *self,
                                 const SpillPbOptions *options);
void          world_clear       (World               *self);
SpillBuilder *world_builder     (World               *self,
                                 const char          *name);
SpillBuild   *world_start_build (World               *self,
                                 const char          *builder);
SpillStep    *world_start_step  (SpillBuild          *build,
                                 const char          *name);
SpillLog     *world_start_log   (World               *self,
                                 SpillStep           *step,
                                 const char          *name);
void          world_finish_step (SpillStep           *step,
                                 SpillResult          result,
                                 const char *const   *text2);
void          world_finish_build (SpillBuild         *build,
                                 SpillResult          result);
/* @text: whole lines; @channel as in Buildbot's logs: o, e, h */
void          world_add_text    (SpillLog            *log,
                                 char                 channel,
                                 const char          *text,
                                 gsize                length);
/* All that can be done at once. */
void          world_settle      (void);

/* Iterates the main context until @condition, at most a minute. */
#define AWAIT(condition) \
  do { \
    gint64 deadline_ = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND; \
    guint tick_ = g_timeout_add (50, world_tick, NULL); \
    while (!(condition)) \
      { \
        if (g_get_monotonic_time () > deadline_) \
          g_error ("%s:%d: waited a minute for %s", __FILE__, __LINE__, #condition); \
        g_main_context_iteration (NULL, TRUE); \
      } \
    g_source_remove (tick_); \
  } while (0)
gboolean      world_tick        (gpointer unused);

/* One client. What it is told is a line each in @events, as recording_event() prints it. */
typedef struct
{
  SpillBroker *broker;
  gint64       perspective;
  GPtrArray   *events;       /* of char* */
  gboolean     is_closed;
  gboolean     has_failed;   /* the login */
} Client;

void        client_init      (Client      *self,
                              World       *world,
                              const char  *password);   /* of "user" */
void        client_clear     (Client      *self);
void        client_subscribe (Client      *self,
                              const char  *mode,
                              gint64       interval);
/* Calls without arguments or with one; waits; prints the answer. @text: (nullable); @remote: number of
 * the first reference in the answer (nullable). (transfer full) */
char       *client_call      (Client      *self,
                              gint64       target,
                              const char  *method,
                              const char  *text,
                              gint64      *remote);
/* Waits until a line begins with @start. */
void        client_await     (Client      *self,
                              const char  *start);
