#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_LOG_STDIO,     /* each line begins with its channel: o, e or h */
  SPILL_LOG_TEXT,
  SPILL_LOG_HTML,
  SPILL_LOG_DELETED,   /* the master threw its text away */
} SpillLogType;

#define SPILL_TYPE_LOG_TYPE (spill_log_type_get_type ())
GType spill_log_type_get_type (void);

/* SpillLog. Properties (notify): "step", "id", "name" (construct-only); "slug", "type", "n-lines",
 * "is-complete", "url" (0.8), "parts". While it is held, lines are kept in blocks of up to 1,000,
 * at most 16 MiB (the least recently read blocks are forgotten). Signal "lines-changed" (guint64
 * first, guint64 n). */
#define SPILL_TYPE_LOG (spill_log_get_type ())
G_DECLARE_FINAL_TYPE (SpillLog, spill_log, SPILL, LOG, GObject)

SpillStep     *spill_log_get_step       (SpillLog *self);
gint64         spill_log_get_id         (SpillLog *self);
const char    *spill_log_get_name       (SpillLog *self);
const char    *spill_log_get_slug       (SpillLog *self);
const char    *spill_log_get_url        (SpillLog *self);
SpillLogType   spill_log_get_log_type   (SpillLog *self);
guint64        spill_log_get_n_lines    (SpillLog *self);
gboolean       spill_log_knows_n_lines  (SpillLog *self);
gboolean       spill_log_is_complete    (SpillLog *self);
/* One line without its line end. NULL: not here (request it). @channel: 'o', 'e', 'h', or 't' for plain. */
const char    *spill_log_get_line       (SpillLog *self, guint64 line, gsize *length, char *channel);
/* TRUE if all of them are here. */
gboolean       spill_log_has_lines      (SpillLog *self, guint64 first, guint64 n);
void           spill_log_request_lines  (SpillLog *self, guint64 first, guint n);
void           spill_log_hold           (SpillLog *self);    /* CONTENT: the last 1,000 lines, then follows */
void           spill_log_release        (SpillLog *self);
gboolean       spill_log_is_held        (SpillLog *self);
SpillPartState spill_log_get_part_state (SpillLog *self);
const char    *spill_log_get_part_error (SpillLog *self);
void           spill_log_refresh        (SpillLog *self);

/* For sources only */
void           spill_log_set_slug       (SpillLog *self, const char *slug);
void           spill_log_set_url        (SpillLog *self, const char *url);
void           spill_log_set_log_type   (SpillLog *self, SpillLogType type);
void           spill_log_set_n_lines    (SpillLog *self, guint64 n);
void           spill_log_set_complete   (SpillLog *self);
/* @content: whole lines, each ended by \n, with channel letters if STDIO. Emits log-chunk if it
 * continues what was known to exist and the log is live. */
void           spill_log_add_lines      (SpillLog *self, guint64 first, const char *content, gsize length);
void           spill_log_set_part_state (SpillLog *self, SpillPartState state, const char *error);

G_END_DECLS
