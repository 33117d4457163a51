#pragma once

#include <gio/gio.h>

#include "model/spill-list.h"
#include "model/spill-types.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *url;     /* hostile: only http and https may be opened */
} SpillUrl;

/* 0.8: "expectations": metric, current, target. */
typedef struct
{
  char   *metric;
  double  current;
  double  target;
} SpillExpectation;

/* SpillStep. Properties (notify): "build", "number", "name" (construct-only); "id", "result",
 * "text", "started", "finished", "is-hidden", "eta", "parts" (those here). Signal "changed". */
#define SPILL_TYPE_STEP (spill_step_get_type ())
G_DECLARE_FINAL_TYPE (SpillStep, spill_step, SPILL, STEP, GObject)

SpillBuild  *spill_step_get_build          (SpillStep *self);
gint64       spill_step_get_id             (SpillStep *self);
guint        spill_step_get_number         (SpillStep *self);
const char  *spill_step_get_name           (SpillStep *self);
SpillResult  spill_step_get_result         (SpillStep *self);
const char  *spill_step_get_text           (SpillStep *self);   /* (nullable) all words in one line */
const char * const *spill_step_get_words   (SpillStep *self);   /* never NULL; modern masters: one */
/* 0.8: what it adds to its build's text; NULL where the master does not tell. */
const char * const *spill_step_get_text2   (SpillStep *self);
double       spill_step_get_started        (SpillStep *self);   /* 0: not started */
double       spill_step_get_finished       (SpillStep *self);   /* 0: not finished */
gboolean     spill_step_is_started         (SpillStep *self);
gboolean     spill_step_is_finished        (SpillStep *self);
gboolean     spill_step_is_hidden          (SpillStep *self);
double       spill_step_get_locks_acquired (SpillStep *self);   /* 3.10+: 0 unknown */
double       spill_step_get_duration       (SpillStep *self, double now);
double       spill_step_get_eta            (SpillStep *self, double now);   /* seconds left; NAN unknown */
GPtrArray   *spill_step_get_urls           (SpillStep *self);   /* (nullable) of SpillUrl */
GPtrArray   *spill_step_get_expectations   (SpillStep *self);   /* (nullable) of SpillExpectation; 0.8 */
const char  *spill_step_get_statistics     (SpillStep *self);   /* (nullable) JSON text; 0.8 */
SpillList   *spill_step_get_logs           (SpillStep *self);   /* by id (0.8: by position); LOGS */
void           spill_step_hold             (SpillStep *self, SpillParts parts);
void           spill_step_release          (SpillStep *self, SpillParts parts);
SpillParts     spill_step_get_held         (SpillStep *self);
SpillPartState spill_step_get_part_state   (SpillStep *self, SpillParts part);
const char    *spill_step_get_part_error   (SpillStep *self, SpillParts part);
void           spill_step_refresh          (SpillStep *self, SpillParts parts);

/* For sources only; bracket like a build's. */
void         spill_step_begin              (SpillStep *self);
void         spill_step_end                (SpillStep *self);
void         spill_step_set_id             (SpillStep *self, gint64 id);
void         spill_step_set_started        (SpillStep *self, double when);
void         spill_step_set_finished       (SpillStep *self, double when, SpillResult result);
void         spill_step_set_text           (SpillStep *self, const char *text);
void         spill_step_set_words          (SpillStep *self, const char * const *words);
void         spill_step_set_text2          (SpillStep *self, const char * const *words);
void         spill_step_set_hidden         (SpillStep *self, gboolean hidden);
void         spill_step_set_locks_acquired (SpillStep *self, double when);
void         spill_step_set_master_eta     (SpillStep *self, double when);
void         spill_step_set_urls           (SpillStep *self, GPtrArray *urls);           /* takes */
void         spill_step_set_expectations   (SpillStep *self, GPtrArray *expectations);   /* takes */
void         spill_step_set_statistics     (SpillStep *self, const char *json);
SpillLog    *spill_step_add_log            (SpillStep *self, gint64 id, const char *name);   /* adds or finds */
void         spill_step_set_part_state     (SpillStep *self, SpillParts parts, SpillPartState state, const char *error);

SpillUrl         *spill_url_new            (const char *name, const char *url);
void              spill_url_free           (SpillUrl *self);
SpillExpectation *spill_expectation_new    (const char *metric, double current, double target);
void              spill_expectation_free   (SpillExpectation *self);

G_END_DECLS
