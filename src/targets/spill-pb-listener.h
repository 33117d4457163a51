#pragma once

#include "model/spill-master.h"

G_BEGIN_DECLS

/* SpillPbListener: offers a master, old or modern, to the status clients of 0.8 (`buildbot statuslog`,
 * `statusgui`, scripts) on a Perspective Broker port: the classes, methods, types and order of events
 * of 0.8.14's PBListener (buildbot.status.client). Main context only.
 *
 * Better than there: clients are told apart, so that two in mode "full" do no harm; slaves, changes,
 * events and chunks of logs can be had; who reads too slowly is dropped. */
#define SPILL_TYPE_PB_LISTENER (spill_pb_listener_get_type ())
G_DECLARE_FINAL_TYPE (SpillPbListener, spill_pb_listener, SPILL, PB_LISTENER, GObject)

typedef struct
{
  const char         *user;         /* nobody gets in without user and password */
  const char         *password;
  const char * const *builders;     /* (nullable) only these */
  const char * const *categories;   /* (nullable) only builders with one of these tags */
} SpillPbOptions;

SpillPbListener *spill_pb_listener_new           (SpillMaster          *master,
                                                  const SpillPbOptions *options);
/* @port: a number, "tcp:9988:interface=0.0.0.0", "ssl:9988:privateKey=FILE:certKey=FILE" or
 * "unix:PATH:mode=660"; 0: any that is free. Loopback if it does not say. */
gboolean         spill_pb_listener_start         (SpillPbListener      *self,
                                                  const char           *port,
                                                  GError              **error);
void             spill_pb_listener_stop          (SpillPbListener      *self);
guint16          spill_pb_listener_get_port      (SpillPbListener      *self);   /* 0: at none */
const char      *spill_pb_listener_get_address   (SpillPbListener      *self);   /* (nullable): does not listen */
guint            spill_pb_listener_get_n_clients (SpillPbListener      *self);   /* logged in */
/* What there is to do and was done for clients, for those who measure. */
typedef struct
{
  guint64 n_told;         /* events, to clients of now and before */
  guint   n_unanswered;   /* of them, to clients of now */
  guint   n_objects;      /* that clients of now hold */
} SpillPbStatistics;
void             spill_pb_listener_read_statistics (SpillPbListener   *self,
                                                    SpillPbStatistics *statistics);

G_END_DECLS
