#include "util/spill-natural.h"

/* In this order. */
static const char *const names[] = {
  "", "0", "00", "1", "2", "10", "18446744073709551616", "18446744073709551617", "A", "a", "a-2", "a-10", "a1", "a01b",
  "a1c", "a02", "a10", "b", "\303\244",
};

static void
test_order (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      {
        int order = spill_natural_compare (names[i], names[k]);

        g_test_message ("“%s” and “%s”", names[i], names[k]);
        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > k) - (i < k));
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/util/natural/order", test_order);

  return g_test_run ();
}
