#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "model/spill-status.h"
#include "sources/eight/spill-eight-source.h"
#include "sources/nine/spill-nine-source.h"

G_BEGIN_DECLS

/* Watch: a master with its source, and what it told. */
typedef struct
{
  SpillStatus     *status;
  SpillMaster     *master;
  SpillSource     *any;
  SpillNineSource *source;    /* the same, where it is one */
  GPtrArray       *events;    /* of text: "build-finished linux-gcc 3" */
  guint            n_settled;
} Watch;

Watch       *watch_new         (const char            *url);   /* a modern master */
Watch       *watch_new_eight   (const char            *url);
Watch       *watch_new_both    (const char            *url);   /* both addresses of one of 0.8 */
Watch       *watch_new_any     (const char            *url);   /* whatever it turns out to be */
void         watch_free        (Watch                 *self);
void         watch_start       (Watch                 *self);
void         watch_log_in      (Watch                 *self,
                                const char            *user,
                                const char            *password);
gboolean     watch_is          (Watch                 *self,
                                SpillConnection        connection);
gboolean     watch_has_problem (Watch                 *self,
                                SpillProblem           problem);
gboolean     watch_saw         (Watch                 *self,
                                const char            *event);
SpillBuilder *watch_builder    (Watch                 *self,
                                const char            *name);   /* fails if there is none */

/* Patience of a test: everything that takes seconds takes tenths. */
extern const SpillSourceLimits watch_limits;
/* The same, but a busy machine is waited for. */
extern const SpillSourceLimits watch_patient;

/* Iterates the main context until @condition, at most 60 s. */
#define wait_for(condition) \
  G_STMT_START \
    { \
      guint tick_ = g_timeout_add (10, watch_tick, NULL); \
      gint64 end_ = g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND; \
      while (!(condition)) \
        { \
          g_main_context_iteration (NULL, TRUE); \
          if (g_get_monotonic_time () > end_) \
            g_error ("%s:%d: waited 60 s for %s", __FILE__, __LINE__, #condition); \
        } \
      g_source_remove (tick_); \
    } \
  G_STMT_END
/* Iterates it for some time, for what must not happen. */
void         watch_for_ms      (guint                  ms);
gboolean     watch_tick        (gpointer               unused);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

G_END_DECLS
