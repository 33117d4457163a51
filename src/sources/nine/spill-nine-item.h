#pragma once

#include "protocols/nine/spill-nine-config.h"
#include "protocols/nine/spill-nine-entity.h"
#include "protocols/nine/spill-nine-key.h"
#include "protocols/nine/spill-nine-call.h"
#include "protocols/nine/spill-nine-session.h"
#include "sources/spill-failure.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_NINE_ITEM_PART,         /* some of the things of an answer */
  SPILL_NINE_ITEM_END,          /* an answer is over */
  SPILL_NINE_ITEM_EVENT,
  SPILL_NINE_ITEM_OPEN,         /* /ws is open */
  SPILL_NINE_ITEM_SUBSCRIBED,   /* the master took a subscription */
  SPILL_NINE_ITEM_CLOSED,       /* /ws was refused, lost, or closed because of too many events */
} SpillNineItemType;

/* SpillNineItem: what comes out of the network thread for the main context. */
typedef struct
{
  SpillNineItemType  type;
  gint64             number;        /* PART, END: of the request; else of the /ws connection */
  /* How many events had come when the request was sent, or of the event itself: what an event
   * brought after a request was sent is newer than the answer to it. */
  guint64            serial;

  SpillNineKind      kind;          /* PART, EVENT: of the entities */
  gpointer          *entities;      /* PART; EVENT: one, which may be NULL */
  guint              n_entities;    /* END: of the whole answer */
  SpillNineKey       key;           /* EVENT */

  double             seconds;       /* END: what the answer took */
  guint              status;        /* END: of HTTP; 0: no answer */
  SpillFailure      *failure;       /* (nullable) END, CLOSED */
  SpillNineConfig   *config;        /* (nullable) END */
  SpillNineSession  *session;       /* (nullable) END: of a login */
  SpillNineReply    *reply;         /* (nullable) END: of a command */
  char              *path;          /* SUBSCRIBED */
  gboolean           is_refused;    /* CLOSED: it never opened */
  gboolean           is_flooded;    /* CLOSED: more events than can be applied */
} SpillNineItem;

SpillNineItem *spill_nine_item_new  (SpillNineItemType  type,
                                     gint64             number,
                                     guint64            serial);
void           spill_nine_item_free (SpillNineItem     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineItem, spill_nine_item_free)

G_END_DECLS
