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
