#pragma once

#include "net/spill-visitor.h"

G_BEGIN_DECLS

typedef struct
{
  GQueue      in_state[SPILL_VISITOR_GONE];   /* of SpillVisitor, the oldest first; not owned */
  GHashTable *per_address;                    /* (element-type utf8 guint): how many are here */
} SpillVisitors;

void          spill_visitors_init          (SpillVisitors     *all);
void          spill_visitors_clear         (SpillVisitors     *all);
guint         spill_visitors_count         (SpillVisitors     *all);
guint         spill_visitors_count_address (SpillVisitors     *all,
                                            const char        *address);
/* Drops all and forgets them. */
void          spill_visitors_drop_all      (SpillVisitors     *all);
/* Drops those that have been in @state for @seconds. */
void          spill_visitors_drop_old      (SpillVisitors     *all,
                                            SpillVisitorState  state,
                                            guint              seconds);
/* Drops who has been asking for longest, of @address if that is not NULL. FALSE: nobody asks. */
gboolean      spill_visitors_drop_one      (SpillVisitors     *all,
                                            const char        *address);

/* Is in @all to the end of @connection. (transfer none) */
SpillVisitor *spill_visitor_new            (GSocketConnection *connection,
                                            GSocketAddress    *remote,
                                            const char        *address,
                                            SpillVisitors     *all);

G_END_DECLS
