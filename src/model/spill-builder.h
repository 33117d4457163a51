#pragma once

#include <gio/gio.h>

#include "model/spill-force.h"
#include "model/spill-list.h"
#include "model/spill-types.h"

G_BEGIN_DECLS

/* How long a builder has been bad or good. Exception, retry, cancelled and skipped neither begin
 * nor end a streak. */
typedef struct
{
  SpillResult  result;       /* SUCCESS (good), FAILURE (bad) or NONE: no telling build known */
  guint        n_builds;     /* telling builds in it */
  gboolean     open_ended;   /* TRUE: the oldest known build is still in it, so it may be longer */
  double       since;        /* end of its first build */
  SpillBuild  *first;        /* (nullable) (unowned) its first build */
  SpillBuild  *last_other;   /* (nullable) (unowned) the last build before it: last good, or last bad */
} SpillStreak;

/* What happened to a builder besides builds: a worker came or went, the master read its
 * configuration. */
typedef struct
{
  double   when;
  char   **words;   /* "connect", "linux-1": a line of a box each */
} SpillBuilderEvent;
#define SPILL_BUILDER_MAX_EVENTS 50

/* SpillBuilder.
 *
 * Properties (notify): "master", "id", "name" (construct-only); "description" (plain text, hostile:
 * escape), "tags" (strv), "category" (0.8; else the first tag), "basedir", "state", "n-pending",
 * "project" , "last-build" (newest finished, nullable), "last-result" (NONE: not known yet),
 * "known" (FALSE until the master said what the last result is, even if it is "never built"),
 * "parts" changes notify "parts". Properties follow the builds by themselves.
 * Signal "changed": anything that a one-line row of it shows has changed; at most once per build
 * event. */
#define SPILL_TYPE_BUILDER (spill_builder_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuilder, spill_builder, SPILL, BUILDER, GObject)

SpillBuilder       *spill_builder_new              (SpillMaster  *master, gint64 id, const char *name);
SpillMaster        *spill_builder_get_master       (SpillBuilder *self);   /* (nullable) weak */
gint64              spill_builder_get_id           (SpillBuilder *self);
const char         *spill_builder_get_name         (SpillBuilder *self);
const char         *spill_builder_get_description  (SpillBuilder *self);
const char * const *spill_builder_get_tags         (SpillBuilder *self);   /* never NULL */
const char         *spill_builder_get_category     (SpillBuilder *self);
const char         *spill_builder_get_basedir      (SpillBuilder *self);
const char         *spill_builder_get_project      (SpillBuilder *self);
const char * const *spill_builder_get_schedulers   (SpillBuilder *self);   /* never NULL */
SpillBuilderState   spill_builder_get_state        (SpillBuilder *self);
guint               spill_builder_get_n_pending    (SpillBuilder *self);
gboolean            spill_builder_is_known         (SpillBuilder *self);
GPtrArray          *spill_builder_get_events       (SpillBuilder *self);   /* (nullable) of SpillBuilderEvent, oldest first */
double              spill_builder_get_next_start   (SpillBuilder *self);   /* when a scheduler wants a build; 0: not known */

SpillList          *spill_builder_get_builds       (SpillBuilder *self);   /* by number, newest first; running and finished */
SpillList          *spill_builder_get_running      (SpillBuilder *self);   /* by number */
SpillList          *spill_builder_get_workers      (SpillBuilder *self);   /* configured ones, by id */
SpillList          *spill_builder_get_requests     (SpillBuilder *self);   /* waiting, by id */
SpillBuild         *spill_builder_get_build        (SpillBuilder *self, guint number);
SpillBuild         *spill_builder_get_last_build   (SpillBuilder *self);   /* newest finished, any result */
SpillResult         spill_builder_get_last_result  (SpillBuilder *self);   /* of the newest telling one, else of the newest */
void                spill_builder_get_streak       (SpillBuilder *self, SpillStreak *streak);   /* cached */
/* People of the builds of the streak, each once, in order of blame. (transfer full) */
GStrv               spill_builder_dup_streak_people (SpillBuilder *self);

/* Needs */
void                spill_builder_hold             (SpillBuilder *self, SpillParts parts);
void                spill_builder_release          (SpillBuilder *self, SpillParts parts);
SpillPartState      spill_builder_get_part_state   (SpillBuilder *self, SpillParts part);
const char         *spill_builder_get_part_error   (SpillBuilder *self, SpillParts part);
SpillParts          spill_builder_get_held         (SpillBuilder *self);
void                spill_builder_refresh          (SpillBuilder *self, SpillParts parts);
void                spill_builder_request_older    (SpillBuilder *self, guint n);
/* "older": UNKNOWN: there may be more; LOADING; HERE: this is all there ever was; FAILED */
SpillPartState      spill_builder_get_older_state  (SpillBuilder *self);
gboolean            spill_builder_may_ask_older    (SpillBuilder *self);
gint64              spill_builder_get_older_from   (SpillBuilder *self);

GListModel         *spill_builder_get_force_schedulers (SpillBuilder *self);   /* of SpillForceScheduler; part FORCE */
/* Median seconds of recent good builds; <= 0: not known. Per step by name. */
double              spill_builder_get_expected_duration      (SpillBuilder *self);
double              spill_builder_get_expected_step_duration (SpillBuilder *self, const char *step_name);

/* For sources only */
void                spill_builder_set_description  (SpillBuilder *self, const char *description);
void                spill_builder_set_tags         (SpillBuilder *self, const char * const *tags);
void                spill_builder_set_category     (SpillBuilder *self, const char *category);
void                spill_builder_set_basedir      (SpillBuilder *self, const char *basedir);
void                spill_builder_set_project      (SpillBuilder *self, const char *project);
void                spill_builder_set_schedulers   (SpillBuilder *self, const char * const *schedulers);
void                spill_builder_set_state        (SpillBuilder *self, SpillBuilderState state);
void                spill_builder_set_n_pending    (SpillBuilder *self, guint n);   /* masters that tell only the number */
void                spill_builder_set_known        (SpillBuilder *self);
void                spill_builder_set_newest       (SpillBuilder *self,
                                                    guint         number);
/* Keeps the newest SPILL_BUILDER_MAX_EVENTS. The model adds workers' coming and going by itself. */
void                spill_builder_add_event        (SpillBuilder *self, double when, const char * const *words);
void                spill_builder_set_next_start   (SpillBuilder *self, double when);
void                spill_builder_set_older_state  (SpillBuilder *self, SpillPartState state);
void                spill_builder_set_whole        (SpillBuilder *self, gint64 low, gint64 high);
/* Adds or finds. A new build joins lists, and events are emitted by the rule of SpillStatus:
 * started (and finished) if the master has synced and @number is above all known before. */
SpillBuild         *spill_builder_add_build        (SpillBuilder *self, gint64 id, guint number);
void                spill_builder_remove_build     (SpillBuilder *self, guint number);
/* Forgets finished builds beyond the @keep newest that nobody holds. */
void                spill_builder_trim             (SpillBuilder *self, guint keep);
void                spill_builder_set_workers      (SpillBuilder *self, GPtrArray *workers);
void                spill_builder_set_force_schedulers (SpillBuilder *self, GPtrArray *schedulers);
void                spill_builder_set_part_state   (SpillBuilder *self, SpillParts parts, SpillPartState state, const char *error);
void                spill_builder_set_expected     (SpillBuilder *self, const char *step_name /* NULL: the build */, double seconds);
void                spill_builder_changed          (SpillBuilder *self);   /* emits "changed" and invalidates the streak */

/* How many builders are bad, new bad, building … is the views' business: they count at "settled". */

G_END_DECLS
