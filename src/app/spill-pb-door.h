#pragma once

#include "model/spill-status.h"
#include "targets/spill-pb-listener.h"

G_BEGIN_DECLS

/* What the command line says of the port for old status clients. */
typedef struct
{
  char             *port;            /* (nullable): none */
  char             *user;            /* (nullable): as in 0.8, "statusClient" */
  char             *password_file;   /* (nullable) */
  char            **builders;        /* (nullable): all */
  char            **categories;      /* (nullable): all */
  SpillPbListener  *listener;        /* (nullable) */
} SpillPbDoor;

void     spill_pb_door_add_options (SpillPbDoor     *self,
                                    GOptionContext  *context);
/* Opens it, if a port was given, to the first master of @status. */
gboolean spill_pb_door_open        (SpillPbDoor     *self,
                                    SpillStatus     *status,
                                    GError         **error);
void     spill_pb_door_clear       (SpillPbDoor     *self);

G_END_DECLS
