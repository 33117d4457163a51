#pragma once

#include "sources/eight/spill-eight-source-private.h"
#include "sources/spill-wish.h"

G_BEGIN_DECLS

/* SpillEightForms: what is done by the forms of a master's pages, which JSON knows nothing of. */
struct _SpillEightForms
{
  /* spill-eight-session.c */
  char       *session;         /* (nullable) the cookie of the login */
  char       *left;            /* (nullable) of a login that the user has left */
  gboolean    is_old;          /* there are no sessions: the login goes with each form */
  gboolean    is_logging_in;
  GPtrArray  *waiting;         /* of what the login holds up */

  /* spill-eight-force.c */
  GHashTable *pages;           /* name of a builder -> SpillHtml08Page */
  GPtrArray  *batch;           /* of SpillWish: of several builders at once, perhaps */
  guint       batch_idle;
};

/* spill-eight-page.c. @form: (nullable) makes it a POST; @session: (nullable). A page comes as PAGE,
 * then END. */
void   spill_eight_ask_page (SpillEightSource *self,
                             const char       *path,
                             const char       *form,
                             const char       *session,
                             SpillEightTake    take,
                             gpointer          data,
                             GDestroyNotify    free_data);
/* Where a link on a page leads, as a path for the asker. NULL: not below the master's address.
 * (transfer full) */
char  *spill_eight_resolve  (SpillEightSource *self,
                             const char       *path,      /* of the page */
                             const char       *link);
char  *spill_eight_builder_path (SpillBuilder *builder,
                                 const char   *action);   /* "" or "/force" */

/* spill-eight-session.c */

/* @failure: (nullable): nobody can be logged in */
typedef void (*SpillEightLoggedIn)  (SpillEightSource   *self,
                                     const SpillFailure *failure,
                                     gpointer            data);
/* @expired: (nullable): the session that is of no use any more. Nobody to log in is no failure. */
void   spill_eight_log_in   (SpillEightSource   *self,
                             const char         *expired,
                             SpillEightLoggedIn  done,
                             gpointer            data,
                             GDestroyNotify      free_data);
gboolean spill_eight_can_log_in (SpillEightSource *self);

/* What came of a form. @error: (nullable) (transfer full): a refusal, or no answer; @alert: (nullable):
 * the master's words if it did not do it; @status: of HTTP */
typedef void (*SpillEightSubmitted) (SpillEightSource   *self,
                                     GError             *error,
                                     const char         *alert,
                                     guint               status,
                                     gpointer            data);
/* Sends a form, logged in if possible; logs in anew once if the session has expired.
 * @home: a part of the address that success leads to; @body: (transfer full) */
void   spill_eight_submit   (SpillEightSource    *self,
                             const char          *path,
                             GString             *body,
                             const char          *home,
                             SpillEightSubmitted  done,
                             gpointer             data,
                             GDestroyNotify       free_data);
/* The master's words as an error. */
GError *spill_eight_alert_to_error (const char   *alert);

/* spill-eight-force.c */
/* The page of a builder, logged in if possible. @page: NULL: @failure tells why */
typedef void (*SpillEightTakePage)  (SpillEightSource   *self,
                                     SpillHtml08Page    *page,
                                     const SpillFailure *failure,
                                     gpointer            data);
void   spill_eight_read_builder (SpillEightSource   *self,
                                 SpillBuilder       *builder,
                                 SpillEightTakePage  take,
                                 gpointer            data,
                                 GDestroyNotify      free_data);
/* Reads what is held and not here for who is logged in now. */
void   spill_eight_force_anew   (SpillEightSource   *self);
/* @wish: (transfer full), as the next two: its answer is expected. */
void   spill_eight_force        (SpillEightSource   *self,
                                 SpillWish          *wish);
/* Commands to several builders that come at once are sent as one. */
void   spill_eight_batch        (SpillEightSource   *self,
                                 SpillWish          *wish);
void   spill_eight_batch_stop   (SpillEightSource   *self);

/* spill-eight-commands.c */
void   spill_eight_send_one     (SpillEightSource   *self,
                                 SpillWish          *wish);

G_END_DECLS
