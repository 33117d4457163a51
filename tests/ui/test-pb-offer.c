#include "ui/spill-pb-offer-row.h"

/* How names of builders are written into one row of the preferences. */
static void
test_names (void)
{
  static const struct { const char *text; const char *names[4]; const char *again; } rows[] = {
    { "", { NULL }, "" },
    { " , ,", { NULL }, "" },
    { "linux", { "linux" }, "linux" },
    { " linux ,win 64/debug & <x>", { "linux", "win 64/debug & <x>" }, "linux, win 64/debug & <x>" },
    { "a\\, b, c\\\\d", { "a, b", "c\\d" }, "a\\, b, c\\\\d" },
    { "end\\", { "end\\" }, "end\\\\" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(GStrv) names = spill_pb_offer_row_split (rows[i].text);
      g_autofree char *again = spill_pb_offer_row_join ((const char * const *) names);

      g_assert_cmpstrv (names, rows[i].names);
      g_assert_cmpstr (again, ==, rows[i].again);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/pb-offer/names", test_names);
  return g_test_run ();
}
