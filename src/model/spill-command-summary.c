#include "model/spill-command.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-command-effect-private.h"
#include "model/spill-master.h"
#include "model/spill-worker.h"

/* What people call the target: "linux-gcc", "linux-gcc #128", "worker-3". */
static char *
name_target (gpointer target)
{
  SpillBuilder *builder = spill_command_target_builder (target);
  const char *name = builder != NULL ? spill_builder_get_name (builder) : "";

  if (SPILL_IS_BUILD (target))
    return g_strdup_printf ("%s #%u", name, spill_build_get_number (target));
  if (SPILL_IS_WORKER (target))
    return g_strdup (spill_worker_get_name (target));
  if (SPILL_IS_MASTER (target))
    return g_strdup (spill_master_get_name (target));
  if (SPILL_IS_CHANGE (target) && spill_change_get_revision (target) != NULL)
    return g_strdup (spill_change_get_revision (target));
  return g_strdup (name);
}

/**
 * spill_command_dup_summary:
 * @self: a command
 *
 * Returns: (transfer full): a translated line on what it does: "Stopping linux-gcc #128"
 */
char *
spill_command_dup_summary (SpillCommand *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (SPILL_IS_COMMAND (self), NULL);

  name = name_target (spill_command_get_target (self));
  switch (spill_command_get_kind (self))
    {
    case SPILL_COMMAND_FORCE:
      return g_strdup_printf (_("Forcing %s"), name);
    case SPILL_COMMAND_STOP:
      return g_strdup_printf (_("Stopping %s"), name);
    case SPILL_COMMAND_REBUILD:
      return g_strdup_printf (_("Rebuilding %s"), name);
    case SPILL_COMMAND_CANCEL:
      return g_strdup_printf (_("Cancelling a request for %s"), name);
    case SPILL_COMMAND_CANCEL_ALL:
      return g_strdup_printf (_("Cancelling all requests for %s"), name);
    case SPILL_COMMAND_STOP_ALL:
      return g_strdup_printf (_("Stopping all builds of %s"), name);
    case SPILL_COMMAND_WORKER_PAUSE:
      return g_strdup_printf (_("Pausing %s"), name);
    case SPILL_COMMAND_WORKER_UNPAUSE:
      return g_strdup_printf (_("Unpausing %s"), name);
    case SPILL_COMMAND_WORKER_GRACEFUL:
      return g_strdup_printf (_("Shutting down %s once it is idle"), name);
    case SPILL_COMMAND_WORKER_KILL:
      return g_strdup_printf (_("Shutting down %s"), name);
    case SPILL_COMMAND_PING:
      return g_strdup_printf (_("Pinging %s"), name);
    case SPILL_COMMAND_STOP_CHANGE:
      return g_strdup_printf (_("Stopping all builds of change %s"), name);
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      return g_strdup_printf (_("Shutting down %s once it is idle"), name);
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
      return g_strdup_printf (_("Cancelling the shutdown of %s"), name);
    case SPILL_COMMAND_ADD_CHANGE:
    default:
      return g_strdup_printf (_("Adding a change to %s"), name);
    }
}
