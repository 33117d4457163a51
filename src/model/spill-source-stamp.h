#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

/* SpillSourceStamp: what was built. Never changes; construct-only, readable: "id" (int64),
 * "branch", "revision" (nullable; "" is latest), "project", "repository", "codebase",
 * "has-patch", "patch-level" (int), "patch-body", "patch-subdir", "patch-author", "patch-comment",
 * "created" (epoch seconds), "changes" (GListModel of SpillChange, nullable). */
#define SPILL_TYPE_SOURCE_STAMP (spill_source_stamp_get_type ())
G_DECLARE_FINAL_TYPE (SpillSourceStamp, spill_source_stamp, SPILL, SOURCE_STAMP, GObject)

gint64      spill_source_stamp_get_id            (SpillSourceStamp *self);
const char *spill_source_stamp_get_branch        (SpillSourceStamp *self);
const char *spill_source_stamp_get_revision      (SpillSourceStamp *self);
const char *spill_source_stamp_get_project       (SpillSourceStamp *self);
const char *spill_source_stamp_get_repository    (SpillSourceStamp *self);
const char *spill_source_stamp_get_codebase      (SpillSourceStamp *self);
gboolean    spill_source_stamp_has_patch         (SpillSourceStamp *self);
int         spill_source_stamp_get_patch_level   (SpillSourceStamp *self);
const char *spill_source_stamp_get_patch_body    (SpillSourceStamp *self);
const char *spill_source_stamp_get_patch_subdir  (SpillSourceStamp *self);
const char *spill_source_stamp_get_patch_author  (SpillSourceStamp *self);
const char *spill_source_stamp_get_patch_comment (SpillSourceStamp *self);
double      spill_source_stamp_get_created       (SpillSourceStamp *self);
GListModel *spill_source_stamp_get_changes       (SpillSourceStamp *self);   /* (nullable) */

G_END_DECLS
