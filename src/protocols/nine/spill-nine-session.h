#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SpillNineSession: what the session cookie of a master says of itself. Not verified: it only
 * tells whose it is and when to log in again. */
typedef struct
{
  gboolean   anonymous;
  char      *username;    /* (nullable) hostile */
  char      *full_name;   /* (nullable) */
  char      *email;       /* (nullable) */
  gint64     expires;     /* epoch seconds, 0: not told */
} SpillNineSession;

/* @token: value of the cookie, a JWT. Errors never quote it. */
SpillNineSession *spill_nine_session_read (const char          *token,
                                           GError             **error);
void              spill_nine_session_free (SpillNineSession    *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineSession, spill_nine_session_free)

/* Picks the session cookie from the Set-Cookie headers of one answer: TWISTED_SESSION or
 * TWISTED_SECURE_SESSION, with or without the "_part" of a path prefix. /auth/login sends an
 * anonymous one and then the user's: the last counts. FALSE: none. (transfer full) */
gboolean          spill_nine_cookie_pick  (const char * const  *set_cookies,
                                           char               **name,
                                           char               **value);
/* What a user pasted: "Cookie: a=b; TWISTED_SESSION=x", "TWISTED_SESSION=x" or the bare token. In
 * the latter case the name is TWISTED_SESSION, or TWISTED_SECURE_SESSION when @secure. */
gboolean          spill_nine_cookie_parse (const char          *text,
                                           gboolean             secure,
                                           char               **name,
                                           char               **value,
                                           GError             **error);

G_END_DECLS
