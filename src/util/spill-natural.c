#include "util/spill-natural.h"

#include <string.h>

static int
digits_compare (const char **a,
                const char **b)
{
  gsize n_a, n_b;
  int order;

  while (**a == '0')
    (*a)++;
  while (**b == '0')
    (*b)++;
  n_a = strspn (*a, "0123456789");
  n_b = strspn (*b, "0123456789");
  order = n_a != n_b ? (n_a < n_b ? -1 : 1) : strncmp (*a, *b, n_a);
  *a += n_a;
  *b += n_b;

  return order;
}

/**
 * spill_natural_compare:
 * @a: a name
 * @b: another one
 *
 * The order in which a 0.8 master lists builders (recorded of 0.8.14): ASCII, and digits by their number.
 *
 * Returns: negative if @a comes first, positive if @b does, 0 if they are the same
 */
int
spill_natural_compare (const char *a,
                       const char *b)
{
  const char *x = a;
  const char *y = b;

  while (*x != '\0' && *y != '\0')
    {
      int order;

      if (g_ascii_isdigit (*x) && g_ascii_isdigit (*y))
        order = digits_compare (&x, &y);
      else
        order = (int) (guchar) *x++ - (int) (guchar) *y++;
      if (order != 0)
        return order;
    }
  if (*x != *y)
    return *x == '\0' ? -1 : 1;

  return strcmp (a, b);
}
