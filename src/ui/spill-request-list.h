#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillRequestList: the waiting requests of builders, each with a check mark that is set at first.
 * Holds what it shows; hidden where nothing is known of them. Signal "changed". */
#define SPILL_TYPE_REQUEST_LIST (spill_request_list_get_type ())
G_DECLARE_FINAL_TYPE (SpillRequestList, spill_request_list, SPILL, REQUEST_LIST, GtkWidget)

/* @builders: of SpillBuilder */
GtkWidget *spill_request_list_new        (GPtrArray        *builders);
/* Nothing was unchecked: what has come meanwhile is meant as well. */
gboolean   spill_request_list_has_all    (SpillRequestList *self);
/* How many are meant. */
guint      spill_request_list_get_n      (SpillRequestList *self);
/* Of SpillRequest. (transfer full) */
GPtrArray *spill_request_list_get_chosen (SpillRequestList *self);

G_END_DECLS
