#pragma once

#include "model/spill-master.h"

G_BEGIN_DECLS

/* What the pictures of a big master are measured with: 1,200 builders with 25 builds of 8 steps each. */
#define BENCH_MASTER_BUILDERS 1200
#define BENCH_MASTER_BUILDS   25
#define BENCH_MASTER_NOW      1e9

/* @n_builds: of each builder, the newest of them the same moments ago. (transfer full) */
SpillMaster *bench_master_new (guint n_builders,
                               guint n_builds);

G_END_DECLS
