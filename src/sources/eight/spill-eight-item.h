#pragma once

#include "protocols/html08/spill-html08.h"
#include "protocols/json08/spill-json08.h"
#include "sources/spill-apply-queue.h"
#include "sources/spill-failure.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_EIGHT_ITEM_PROJECT,
  SPILL_EIGHT_ITEM_SLAVES,
  SPILL_EIGHT_ITEM_BUILDER,
  SPILL_EIGHT_ITEM_NO_BUILDER,   /* the master has none of this name */
  SPILL_EIGHT_ITEM_BUILD,
  SPILL_EIGHT_ITEM_NO_BUILD,     /* the builder has none of this number */
  SPILL_EIGHT_ITEM_REQUESTS,
  SPILL_EIGHT_ITEM_LINES,        /* of a log */
  SPILL_EIGHT_ITEM_PAGE,         /* with forms */
  SPILL_EIGHT_ITEM_END,          /* an answer is over */
} SpillEightItemType;

/* SpillEightItem: what comes out of the network thread for the main context. */
typedef struct
{
  SpillEightItemType   type;
  gint64               number;         /* of the question */

  SpillJson08Project  *project;
  GPtrArray           *slaves;         /* of SpillJson08Slave */
  GPtrArray           *requests;       /* of SpillJson08Request */
  SpillJson08Builder  *builder;
  SpillJson08Build    *build;
  char                *name;           /* of the builder, except in END */
  int                  build_number;   /* BUILD, NO_BUILD: as it was asked for: -1: the newest */

  guint64              first;          /* LINES: number of the first one */
  GByteArray          *text;           /* LINES: whole lines */

  double               seconds;        /* END: what the answer took */
  guint                status;         /* END: of HTTP; 0: no answer */
  gboolean             is_strange;     /* END: there is an answer, but not such JSON */
  SpillFailure        *failure;        /* (nullable) END */
  gboolean             is_empty;       /* END: of a log: the master says that it has no text */
  char                *location;       /* (nullable) END: of a form: where it leads */
  char                *session;        /* (nullable) END: of a form: the cookie that it sets */
  SpillHtml08Page     *page;
} SpillEightItem;

SpillEightItem *spill_eight_item_new  (SpillEightItemType  type,
                                       gint64              number);
void            spill_eight_item_free (SpillEightItem     *self);

/* What an answer is expected to hold. */
typedef enum
{
  SPILL_EIGHT_ASK_ROOT,       /* below json: builders, slaves, project */
  SPILL_EIGHT_ASK_BUILDERS,   /* below json/builders: by name */
  SPILL_EIGHT_ASK_BUILDS,     /* below json/builders/NAME/builds: by number */
  SPILL_EIGHT_ASK_REQUESTS,   /* json/builders/NAME/pendingBuilds */
} SpillEightAsk;

/* Reads an answer and pushes its items, an END last. @name: (nullable) of the builder, where the
 * question was below one; @host, @thing: for the words of a failure. In any thread. */
void            spill_eight_answer    (SpillEightAsk       ask,
                                       SpillFetch         *fetch,
                                       gint64              number,
                                       const char         *name,
                                       const char         *host,
                                       const char         *thing,
                                       SpillJsonReport    *report,
                                       SpillApplyQueue    *queue);

G_END_DECLS
