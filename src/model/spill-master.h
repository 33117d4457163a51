#pragma once

#include <gio/gio.h>

#include "model/spill-command.h"
#include "model/spill-list.h"
#include "model/spill-status.h"
#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillMaster: one Buildbot master as we know it. Written by its source alone.
 *
 * Properties (all notify): "id", "url" (construct-only); "name" (the user's; falls back to title,
 * then host), "title", "title-url", "base-url" (for links in a browser), "version" ("3.7.0"),
 * "kind" ("nine", "eight", "demo"), "user" (logged in as, nullable),
 * "connection", "since" (when the connection state began), "last-contact" (age of the data),
 * "retry-at" (0 unless reconnecting), "problem", "problem-text" (a sentence, never a secret),
 * "certificate" (GTlsCertificate, with problem CERTIFICATE), "notice" (a remark that does not stop
 * anything: "builds/1 has no key number", once per master and key).
 * Signals: "settled" once per slice of applied changes: views that aggregate recompute here. */
#define SPILL_TYPE_MASTER (spill_master_get_type ())
G_DECLARE_FINAL_TYPE (SpillMaster, spill_master, SPILL, MASTER, GObject)

SpillMaster     *spill_master_new               (const char   *id,
                                                 const char   *url);
const char      *spill_master_get_id            (SpillMaster  *self);
const char      *spill_master_get_url           (SpillMaster  *self);
const char      *spill_master_get_name          (SpillMaster  *self);
void             spill_master_set_name          (SpillMaster  *self, const char *name);
const char      *spill_master_get_title         (SpillMaster  *self);
const char      *spill_master_get_title_url     (SpillMaster  *self);
const char      *spill_master_get_base_url      (SpillMaster  *self);   /* ends with "/" */
const char      *spill_master_get_version       (SpillMaster  *self);
const char      *spill_master_get_kind          (SpillMaster  *self);
const char      *spill_master_get_user          (SpillMaster  *self);
SpillConnection  spill_master_get_connection    (SpillMaster  *self);
double           spill_master_get_since         (SpillMaster  *self);
double           spill_master_get_last_contact  (SpillMaster  *self);
double           spill_master_get_retry_at      (SpillMaster  *self);
SpillProblem     spill_master_get_problem       (SpillMaster  *self);
const char      *spill_master_get_problem_text  (SpillMaster  *self);
GTlsCertificate *spill_master_get_certificate   (SpillMaster  *self);
const char      *spill_master_get_changes_untold (SpillMaster *self);
const char      *spill_master_get_notice        (SpillMaster  *self);
/* Whether a complete picture was ever held (it may be stale now). */
gboolean         spill_master_has_synced        (SpillMaster  *self);
/* Live or polling. */
gboolean         spill_master_is_fresh          (SpillMaster  *self);

SpillList       *spill_master_get_builders      (SpillMaster  *self);   /* by id; without removed ones */
SpillList       *spill_master_get_workers       (SpillMaster  *self);   /* by id */
SpillList       *spill_master_get_changes       (SpillMaster  *self);   /* newest first, 500 at most */
SpillList       *spill_master_get_requests      (SpillMaster  *self);   /* not complete, by id */
SpillList       *spill_master_get_running       (SpillMaster  *self);   /* unfinished builds, by id */
SpillBuilder    *spill_master_find_builder      (SpillMaster  *self, const char *name);
SpillBuild      *spill_master_find_build        (SpillMaster  *self, gint64 id);   /* by the master's global id */

SpillStatus     *spill_master_get_status        (SpillMaster  *self);   /* (nullable) */
SpillSource     *spill_master_get_source        (SpillMaster  *self);   /* (nullable) (transfer none) */

/* Wishes. The command is run by the source; NULL source: fails at once. Refs it while it runs. */
void             spill_master_run               (SpillMaster  *self, SpillCommand *command);
gboolean         spill_master_can               (SpillMaster  *self, SpillCommandKind kind, const char **why);

/* For sources only. */
void             spill_master_set_title         (SpillMaster  *self, const char *title);
void             spill_master_set_title_url     (SpillMaster  *self, const char *url);
void             spill_master_set_base_url      (SpillMaster  *self, const char *url);
void             spill_master_set_version       (SpillMaster  *self, const char *version);
void             spill_master_set_kind          (SpillMaster  *self, const char *kind);
void             spill_master_set_user          (SpillMaster  *self, const char *user);
/* Clears the problem unless @connection is RECONNECTING or FAILED; LIVE and POLLING set "synced". */
void             spill_master_set_connection    (SpillMaster  *self, SpillConnection connection);
void             spill_master_set_changes_untold (SpillMaster *self,
                                                 const char   *why);
void             spill_master_set_problem       (SpillMaster  *self, SpillProblem problem, const char *text);
void             spill_master_set_certificate   (SpillMaster  *self, GTlsCertificate *certificate);
void             spill_master_set_retry_at      (SpillMaster  *self, double when);
void             spill_master_touch             (SpillMaster  *self);   /* heard from it now */
/* Adding emits builder-added, request-submitted or change-added by the rule of SpillStatus. Builders
 * and workers are found first by id. Each refs. */
SpillBuilder    *spill_master_add_builder       (SpillMaster  *self, gint64 id, const char *name);
void             spill_master_remove_builder    (SpillMaster  *self, gint64 id);
SpillWorker     *spill_master_add_worker        (SpillMaster  *self, gint64 id, const char *name);
void             spill_master_remove_worker     (SpillMaster  *self, gint64 id);
SpillRequest    *spill_master_add_request       (SpillMaster  *self, gint64 id, SpillBuilder *builder);
void             spill_master_remove_request    (SpillMaster  *self, gint64 id);
void             spill_master_add_change        (SpillMaster  *self, SpillChange *change);
void             spill_master_add_old_change    (SpillMaster  *self, SpillChange *change);   /* history, no news */
void             spill_master_set_source        (SpillMaster  *self, SpillSource *source);   /* weak */
/* Once per @key; logged and shown, the rest goes on. */
void             spill_master_report_once       (SpillMaster  *self, const char *key, const char *text);
void             spill_master_withdraw          (SpillMaster  *self, const char *key);
/* What is held now, builders before builds before steps before logs: for a source that starts, or
 * has lost what it followed. @func may hold, release and change the model. */
typedef void   (*SpillHeldFunc)                 (GObject *object, SpillParts parts, gpointer user_data);
void             spill_master_foreach_held      (SpillMaster  *self, SpillHeldFunc func, gpointer user_data);
void             spill_master_settle            (SpillMaster  *self);   /* emits "settled" */
void             spill_master_emit              (SpillMaster  *self, SpillEventKind kind, gpointer object);

G_END_DECLS
