#pragma once

#include "model/spill-log.h"
#include "sources/demo/spill-demo-run.h"

G_BEGIN_DECLS

#define SPILL_DEMO_MAX_LOGS 3

typedef struct
{
  const char   *name;
  const char   *slug;
  SpillLogType  type;
  guint         n_lines;
} SpillDemoLog;

/* All logs that a step has in the end. The first one is its stdio, the only one while it runs. */
guint spill_demo_text_list   (const SpillDemoRun *run,
                              guint               step,
                              SpillDemoLog        logs[SPILL_DEMO_MAX_LOGS]);
/* Appends line @line, from 0, of log @log of a step as the model wants it: with its channel letter
 * if it has any, and its line end. */
void  spill_demo_text_append (const SpillDemoRun *run,
                              guint               step,
                              guint               log,
                              guint               line,
                              GString            *text);

G_END_DECLS
