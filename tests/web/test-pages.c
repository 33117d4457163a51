#include "../layout/world.h"

#include "page.h"

static void
test_waterfall (void)
{
  g_autoptr(SpillMaster) master = world_new ("a + linux\n"
                                             "a #5 100-160 failure master r1\n"
                                             "a #5 s 100-110 success git\n"
                                             "a #5 s 110-160 failure test_failed\n"
                                             "b offline\n"
                                             "* 7 90 ann master r1\n");
  g_autoptr(SpillPages) pages = pages_of (master);
  g_autoptr(Page) page = page_get (pages, "/waterfall");

  g_assert_cmpuint (page->status, ==, 200);
  g_assert_cmpuint (page_count (page, "<th scope=\"col\" class=\"builder\">"), ==, 2);
  g_assert_cmpuint (page_count (page, "<td class=\"step success\""), ==, 1);
  g_assert_cmpuint (page_count (page, "<td class=\"step failure\""), ==, 1);
  g_assert_cmpuint (page_count (page, "test<br>failed"), ==, 1);
  g_assert_cmpuint (page_count (page, "href=\"./builders/a/builds/5\""), ==, 2);
  g_assert_cmpuint (page_count (page, "href=\"./changes/7\""), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/pages/waterfall", test_waterfall);

  return g_test_run ();
}
