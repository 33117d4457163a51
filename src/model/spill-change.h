#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillChange: one change (commit). Never changes once made; made with g_object_new() and these
 * construct-only properties, all readable: "id" (int64), "author", "committer", "comments",
 * "files" (strv), "revision", "revlink", "branch", "category", "project", "repository",
 * "codebase", "when" (epoch seconds, double), "properties" (JSON text). Strings are nullable. */
#define SPILL_TYPE_CHANGE (spill_change_get_type ())
G_DECLARE_FINAL_TYPE (SpillChange, spill_change, SPILL, CHANGE, GObject)

gint64              spill_change_get_id         (SpillChange *self);
const char         *spill_change_get_author     (SpillChange *self);
const char         *spill_change_get_committer  (SpillChange *self);
const char         *spill_change_get_comments   (SpillChange *self);
const char * const *spill_change_get_files      (SpillChange *self);   /* never NULL */
const char         *spill_change_get_revision   (SpillChange *self);
const char         *spill_change_get_revlink    (SpillChange *self);
const char         *spill_change_get_branch     (SpillChange *self);
const char         *spill_change_get_category   (SpillChange *self);
const char         *spill_change_get_project    (SpillChange *self);
const char         *spill_change_get_repository (SpillChange *self);
const char         *spill_change_get_codebase   (SpillChange *self);
double              spill_change_get_when       (SpillChange *self);
const char         *spill_change_get_properties (SpillChange *self);

/* "Ann" of "Ann Example <ann@example.org>"; the part before @ of a bare address. (transfer full) */
char               *spill_person_short_name     (const char  *author);

G_END_DECLS
