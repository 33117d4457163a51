#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sizes of a demo master, from the query of its address. */
typedef struct
{
  guint64 seed;
  guint   n_builders;   /* 1 to 4,000 */
  guint   n_builds;     /* finished ones per builder that are there at the start, 1 to 1,000 */
  guint   n_workers;    /* 1 to 1,000 */
  guint   n_events;     /* a second, on top of what happens by itself; 0 to 20,000 */
  guint   n_lines;      /* of the longest log of a build, 10 to 10,000,000 */
} SpillDemoOptions;

void     spill_demo_options_init  (SpillDemoOptions  *self);
gboolean spill_demo_options_parse (SpillDemoOptions  *self,
                                   const char        *url,
                                   GError           **error);

G_END_DECLS
