#pragma once

#include "config/spill-config-file.h"
#include "model/spill-status.h"
#include "targets/spill-pb-listener.h"

G_BEGIN_DECLS

/* The ports of spillwayd for old status clients: what the command line says of the only master, and
 * the key file of each. */
typedef struct
{
  char       *port;            /* (nullable): none */
  char       *user;            /* (nullable): as in 0.8, "statusClient" */
  char       *password_file;   /* (nullable) */
  char      **builders;        /* (nullable): all */
  char      **categories;      /* (nullable): all */
  GPtrArray  *listeners;       /* (nullable) of SpillPbListener */
} SpillPbDoor;

void             spill_pb_door_add_options (SpillPbDoor      *self,
                                            GOptionContext   *context);
/* @config: (nullable), of @config_file; @directory: (nullable): ID.pb-password is there where no file is
 * named */
gboolean         spill_pb_door_open        (SpillPbDoor      *self,
                                            SpillStatus      *status,
                                            SpillConfig      *config,
                                            const char       *config_file,
                                            const char       *directory,
                                            GError          **error);
void             spill_pb_door_clear       (SpillPbDoor      *self);

/* One master's. @password: nobody gets in without. (transfer full) (nullable) */
SpillPbListener *spill_pb_door_listen      (SpillMaster      *master,
                                            SpillPbSettings  *settings,
                                            const char       *password,
                                            GError          **error);

G_END_DECLS
