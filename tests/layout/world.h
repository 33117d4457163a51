#pragma once

#include "layout/spill-columns.h"
#include "layout/spill-waterfall.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"

G_BEGIN_DECLS

/* A master written down in lines, each "BUILDER WHAT …":
 *
 *   b + linux fast              a builder with tags
 *   b #5 100-160 failure        a build: "100-" runs; then "master r1 p" for branch, revision
 *                               and project
 *   b #5 s 100-110 success x_y  a step of the build above, with its words; "h" instead of "s": hidden
 *   b ! 130 connect_w           an event
 *   b offline, b next 500       its state, the next start
 *   b #5 ~ master r1           what nobody held of the build above: only branch and revision
 *   b #5 * 7                    the build above has this change
 *   * 7 120 ann master r1       a change: number, time, author, branch ("-": none), revision; then
 *                               repository, project, codebase and category */
SpillMaster *world_new    (const char *lines);
/* Boxes of a lane, from the top: "gap 20-30, step x y 10-20 success, build 5 10-20, …". */
char        *lane_to_text (const SpillLane *lane);
/* "12:30:00 rows 2 | 0+1 step x, 1+1 build 5 | …": labels, then each lane's cells. */
char        *rows_to_text (const SpillRows *rows);

G_END_DECLS
