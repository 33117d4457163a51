#pragma once

#include "model/spill-source.h"
#include "util/spill-clock.h"

G_BEGIN_DECLS

/* SpillDemo: a master that exists only here, with people, machines and builds that come and go. It
 * needs no network, answers every need and every command, and is the same for the same address
 * (see spill_demo_options_parse()) and the same clock. Log in as demo with the password demo. */
#define SPILL_TYPE_DEMO (spill_demo_get_type ())
G_DECLARE_FINAL_TYPE (SpillDemo, spill_demo, SPILL, DEMO, SpillSource)

/* @clock: (nullable): the wall clock. NULL and an error if the master's URL is not right. */
SpillSource *spill_demo_new (SpillMaster  *master,
                             SpillClock   *clock,
                             GError      **error);

G_END_DECLS
