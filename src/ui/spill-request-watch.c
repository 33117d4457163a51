#include "ui/spill-request-watch.h"

#include "model/spill-builder.h"
#include "model/spill-list.h"
#include "model/spill-master.h"
#include "model/spill-status.h"

struct _SpillRequestWatch
{
  GObject   parent_instance;

  gint64    request_id;
  gboolean  started;
};

enum
{
  STARTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillRequestWatch, spill_request_watch, G_TYPE_OBJECT)

static void
on_build_started (SpillRequestWatch *self,
                  const SpillEvent  *event)
{
  g_autoptr(SpillRequestWatch) alive = g_object_ref (self);

  if (self->started || spill_build_get_request_id (event->build) != self->request_id)
    return;

  self->started = TRUE;
  g_signal_emit (self, signals[STARTED], 0, event->build);
}

static void
spill_request_watch_class_init (SpillRequestWatchClass *klass)
{
  signals[STARTED] = g_signal_new ("started", SPILL_TYPE_REQUEST_WATCH, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 1, SPILL_TYPE_BUILD);
}

static void
spill_request_watch_init (SpillRequestWatch *self)
{
}

SpillRequestWatch *
spill_request_watch_new (SpillRequest *request)
{
  SpillRequestWatch *self = g_object_new (SPILL_TYPE_REQUEST_WATCH, NULL);
  SpillMaster *master;
  SpillStatus *status;

  g_return_val_if_fail (SPILL_IS_REQUEST (request), NULL);

  self->request_id = spill_request_get_id (request);
  master = spill_request_get_master (request);
  status = master != NULL ? spill_master_get_status (master) : NULL;
  if (status != NULL)
    g_signal_connect_object (status, "event::build-started", G_CALLBACK (on_build_started), self,
                             G_CONNECT_SWAPPED);

  return self;
}
