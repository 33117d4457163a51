#include "util/spill-discard.h"

#define SLICE_USEC 4000
#define AT_ONCE    16   /* between two looks at the clock */

/* FALSE: nothing is left. */
static gboolean
discard_some (gpointer user_data)
{
  GPtrArray *items = user_data;
  gint64 deadline = g_get_monotonic_time () + SLICE_USEC;

  while (items->len > 0 && g_get_monotonic_time () < deadline)
    g_ptr_array_set_size (items, (int) (items->len - MIN (items->len, AT_ONCE)));

  return items->len > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/**
 * spill_discard:
 * @items: (transfer full) (nullable): an array that frees its elements and that nobody else holds
 *
 * Frees what has become useless without keeping the main loop from its work: those of the first 4 ms at once, so
 * that few are gone on return, the rest in slices of as much while the loop has nothing else to do.
 * In no order that counts.
 */
void
spill_discard (GPtrArray *items)
{
  if (items == NULL)
    return;
  if (discard_some (items))
    g_idle_add_full (G_PRIORITY_LOW, discard_some, items, (GDestroyNotify) g_ptr_array_unref);
  else
    g_ptr_array_unref (items);
}
