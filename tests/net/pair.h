#pragma once

#include <gio/gio.h>

/* Two ends of one UNIX socket, both in this process. */
void     pair_new     (GIOStream **a,
                       GIOStream **b);
/* Runs the default context until *@flag, at most a minute. */
void     pair_wait    (const gboolean *flag);
/* Runs it until @done, at most a minute. */
void     pair_until   (gboolean (*done) (gpointer user_data),
                       gpointer   user_data);
/* Gives up @object, a GObject, which must be the last reference but for what still ends: TLS closes in a
 * thread of its own. Waits until it is gone. */
void     pair_end     (gpointer object);
