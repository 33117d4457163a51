#pragma once

#include <gio/gio.h>

#include "model/spill-list.h"
#include "model/spill-source-stamp.h"
#include "model/spill-types.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *value;    /* as JSON text: strings in quotes */
  char *source;
} SpillProperty;

/* A link of a build to another one or to a request. Number 0: only the request is known. */
typedef struct
{
  char   *relationship;   /* "Triggered from", name of the URL at the step … */
  gint64  builder_id;     /* 0 if not known */
  guint   number;
  gint64  build_id;       /* 0 if not known */
  gint64  request_id;     /* 0 if not known */
} SpillBuildLink;

/* SpillBuild: small, for there are tens of thousands. What only a build's page shows is in an
 * extra block that exists once a part was held.
 *
 * Properties (notify): "builder", "id", "number" (construct-only); "result" (NONE while running),
 * "text" (one line, hostile), "started", "finished" (epoch seconds, 0: not yet), "is-finished",
 * "worker-name", "request-id", "eta" (epoch seconds of the expected end, 0: not known; computed),
 * "progress" (0 to 1, -1: not known; computed), "reason", "current-step" (nullable), "parts".
 * Signal "changed": once per applied change. */
#define SPILL_TYPE_BUILD (spill_build_get_type ())
G_DECLARE_FINAL_TYPE (SpillBuild, spill_build, SPILL, BUILD, GObject)

SpillBuilder       *spill_build_get_builder        (SpillBuild *self);
SpillMaster        *spill_build_get_master         (SpillBuild *self);
gint64              spill_build_get_id             (SpillBuild *self);   /* global; 0 where the master has none (0.8) */
guint               spill_build_get_number         (SpillBuild *self);
SpillResult         spill_build_get_result         (SpillBuild *self);
gboolean            spill_build_is_finished        (SpillBuild *self);
const char         *spill_build_get_text           (SpillBuild *self);   /* (nullable) all words in one line */
const char * const *spill_build_get_words          (SpillBuild *self);   /* never NULL; modern masters: one */
double              spill_build_get_started        (SpillBuild *self);
double              spill_build_get_finished       (SpillBuild *self);
double              spill_build_get_duration       (SpillBuild *self, double now);   /* running: so far */
const char         *spill_build_get_worker_name    (SpillBuild *self);
gint64              spill_build_get_request_id     (SpillBuild *self);
double              spill_build_get_eta            (SpillBuild *self, double now);   /* seconds left, negative: over; NAN: unknown */
double              spill_build_get_progress       (SpillBuild *self, double now);   /* 0 to 1, -1 unknown */
/* The first revision that tells: got_revision, else a stamp's; NULL: not known; "": latest */
const char         *spill_build_get_revision       (SpillBuild *self);
const char         *spill_build_get_branch         (SpillBuild *self);
char               *spill_build_dup_url            (SpillBuild *self);   /* page at the master, for the browser */

/* Parts */
void                spill_build_hold               (SpillBuild *self, SpillParts parts);
void                spill_build_release            (SpillBuild *self, SpillParts parts);
SpillParts          spill_build_get_held           (SpillBuild *self);
SpillPartState      spill_build_get_part_state     (SpillBuild *self, SpillParts part);
const char         *spill_build_get_part_error     (SpillBuild *self, SpillParts part);
void                spill_build_refresh            (SpillBuild *self, SpillParts parts);

SpillList          *spill_build_get_steps          (SpillBuild *self);   /* by number; STEPS. Creates the block. */
SpillStep          *spill_build_get_current_step   (SpillBuild *self);
SpillList          *spill_build_peek_steps         (SpillBuild *self);   /* (nullable) what is there: creates nothing */
/* First step with the worst bad result: what the build failed at. (nullable) */
SpillStep          *spill_build_get_failed_step    (SpillBuild *self);
const char         *spill_build_get_reason         (SpillBuild *self);   /* CHANGES */
const char * const *spill_build_get_people         (SpillBuild *self);   /* blame list; never NULL; CHANGES */
GListModel         *spill_build_get_changes        (SpillBuild *self);   /* of SpillChange; CHANGES */
GListModel         *spill_build_get_source_stamps  (SpillBuild *self);   /* of SpillSourceStamp; CHANGES */
/* What is there of these two: (nullable), creates nothing. */
GListModel         *spill_build_peek_changes       (SpillBuild *self);
GListModel         *spill_build_peek_source_stamps (SpillBuild *self);
GPtrArray          *spill_build_get_properties     (SpillBuild *self);   /* (nullable) of SpillProperty by name; PROPERTIES */
const char         *spill_build_get_property_value (SpillBuild *self, const char *name);   /* JSON text */
const SpillBuildLink *spill_build_get_parent       (SpillBuild *self);   /* (nullable) CHANGES */
GPtrArray          *spill_build_get_children       (SpillBuild *self);   /* (nullable) of SpillBuildLink: from steps' URLs */
const char         *spill_build_get_scheduler      (SpillBuild *self);   /* (nullable) */
double              spill_build_get_locks_duration (SpillBuild *self);   /* 4.0+; < 0: not told */
const char * const *spill_build_get_logs           (SpillBuild *self);   /* 0.8: pairs name, url; never NULL */

/* For sources only. Bracket several setters with begin/end: one "changed", and the events
 * (started, finished) when the outermost end is reached. */
void                spill_build_begin              (SpillBuild *self);
void                spill_build_end                (SpillBuild *self);
void                spill_build_set_started        (SpillBuild *self, double when);
void                spill_build_set_finished       (SpillBuild *self, double when, SpillResult result);   /* moves it off the running lists */
void                spill_build_set_text           (SpillBuild *self, const char *text);
void                spill_build_set_words          (SpillBuild *self, const char * const *words);
void                spill_build_set_worker_name    (SpillBuild *self, const char *name);
void                spill_build_set_request_id     (SpillBuild *self, gint64 id);
void                spill_build_set_reason         (SpillBuild *self, const char *reason);
void                spill_build_set_people         (SpillBuild *self, const char * const *people);
void                spill_build_set_changes        (SpillBuild *self, GPtrArray *changes);
void                spill_build_set_source_stamps  (SpillBuild *self, GPtrArray *stamps);
void                spill_build_set_revision       (SpillBuild *self, const char *revision, const char *branch);
void                spill_build_set_property       (SpillBuild *self, const char *name, const char *value, const char *source);
void                spill_build_set_parent         (SpillBuild *self, const SpillBuildLink *parent);
void                spill_build_add_child          (SpillBuild *self, const SpillBuildLink *child);   /* once each */
void                spill_build_set_scheduler      (SpillBuild *self, const char *scheduler);
void                spill_build_set_locks_duration (SpillBuild *self, double seconds);
void                spill_build_set_logs           (SpillBuild *self, const char * const *logs);
void                spill_build_set_master_eta     (SpillBuild *self, double when);   /* 0.8 tells its own; 0: compute */
void                spill_build_set_part_state     (SpillBuild *self, SpillParts parts, SpillPartState state, const char *error);
SpillStep          *spill_build_add_step           (SpillBuild *self, guint number, const char *name);   /* adds or finds */

G_END_DECLS
