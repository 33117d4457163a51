#pragma once

#include "net/spill-broker.h"

G_BEGIN_DECLS

/* Login to a Perspective Broker by challenge and response: the password itself never travels. What
 * does is MD5 (MD5 (password) + challenge), so whoever listens in can try passwords at leisure: over
 * a network this wants TLS or a tunnel. */

/* @user: NULL to come in without a name. The broker may be new or open. */
void     spill_broker_login_async  (SpillBroker          *self,
                                    const char           *user,
                                    const char           *password,
                                    guint                 timeout,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
/* Returns: number of the peer's perspective, to be released; -1 on error */
gint64   spill_broker_login_finish (SpillBroker          *self,
                                    GAsyncResult         *result,
                                    GError              **error);

/* Somebody is let in. @user: NULL without a name. Returns: number of the perspective that was offered */
typedef gint64 (*SpillBrokerEnterFunc) (SpillBroker *self,
                                        const char  *user,
                                        gpointer     user_data);

/* @user, @password: NULL if nobody gets in by them; @is_open: also those without a name get in. */
void     spill_broker_serve_login  (SpillBroker          *self,
                                    const char           *user,
                                    const char           *password,
                                    gboolean              is_open,
                                    SpillBrokerEnterFunc  enter,
                                    gpointer              user_data);

G_END_DECLS
