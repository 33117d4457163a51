#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SpillVisitor: one connection that a SpillAcceptor took, for as long as somebody asks. What became of
 * the connection itself is the business of whoever was given its stream; this is the leash. */
#define SPILL_TYPE_VISITOR (spill_visitor_get_type ())
G_DECLARE_FINAL_TYPE (SpillVisitor, spill_visitor, SPILL, VISITOR, GObject)

typedef enum
{
  SPILL_VISITOR_ASKING,      /* its request is not all here: dropped soon, and first when there are too many */
  SPILL_VISITOR_ANSWERED,    /* is being answered: dropped if it does not take the answer in time */
  SPILL_VISITOR_LISTENING,   /* stays, and may be silent; who made it so drops it */
  SPILL_VISITOR_DROPPED,     /* its end is not yet seen by whoever has its stream */
  SPILL_VISITOR_GONE,        /* the connection is no more */
} SpillVisitorState;

/* The visitor behind the remote address object that came with its stream. (transfer none) (nullable) */
SpillVisitor     *spill_visitor_find       (GSocketAddress    *remote);
SpillVisitorState spill_visitor_get_state  (SpillVisitor      *self);
/* Only forth: asking, answered, listening. */
void              spill_visitor_set_state  (SpillVisitor      *self,
                                            SpillVisitorState  state);
GSocket          *spill_visitor_get_socket (SpillVisitor      *self);   /* (nullable): gone */
/* Ends the connection now, whatever is pending on its streams. */
void              spill_visitor_drop       (SpillVisitor      *self);

G_END_DECLS
