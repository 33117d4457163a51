#pragma once

#include "model/spill-status.h"

G_BEGIN_DECLS

/* Status events as single lines, without the line end. (transfer full) */

/* Six fields between tabs: time, master, kind, what it is about, words, result or state. */
char *spill_event_line_to_text (const SpillEvent *event);

/* One JSON object; its keys are in spill-event-line.c. */
char *spill_event_line_to_json (const SpillEvent *event);

/* Control characters, line ends and what changes the direction of writing as \n, \t or \uXXXX, and
 * the backslash as two: whatever a master says stays in its field and moves no cursor. */
char *spill_event_line_escape  (const char       *text);

G_END_DECLS
