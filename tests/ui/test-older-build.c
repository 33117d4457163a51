#include "ui/spill-older-build.h"

#include "model-fixture.h"

/* A search for build 100, and what came of it. */
typedef struct
{
  Fixture     fixture;
  gboolean    is_over;
  SpillBuild *found;   /* (nullable) */
  GError     *error;   /* (nullable) */
} Search;

static void
on_found (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Search *search = user_data;

  search->found = spill_older_build_finish (result, &search->error);
  search->is_over = TRUE;
}

/* @first to @last, as a page that the master tells. */
static void
tell (Search *search,
      guint   first,
      guint   last)
{
  for (guint number = first; number <= last; number++)
    add_finished (&search->fixture, number, SPILL_RESULT_SUCCESS);
}

/* The recorder says nothing by itself. */
static void
take_question (Search     *search,
               const char *asked)
{
  while (search->fixture.asked->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (search->fixture.asked->str, ==, asked);
  g_string_truncate (search->fixture.asked, 0);
  spill_builder_set_older_state (search->fixture.builder, SPILL_PART_LOADING);
}

static void
search_start (Search *search,
              guint   number)
{
  spill_older_build_async (search->fixture.builder, number, on_found, search);
}

/* @code: of the error, or -1 where it is found */
static void
search_end (Search *search,
            int     code)
{
  wait_for (&search->is_over);
  if (code < 0)
    g_assert_no_error (search->error);
  else
    g_assert_error (search->error, G_IO_ERROR, code);
  g_assert_cmpint (search->found != NULL, ==, code < 0);
  g_clear_error (&search->error);
  g_clear_object (&search->found);
  fixture_clear (&search->fixture);
}

/* Some that a row keeps lie between; the master tells fewer at once than it was asked for. */
static void
test_pages (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 276, 300);
  tell (&search, 50, 51);
  search_start (&search, 100);
  take_question (&search, "older builder 176");
  tell (&search, 200, 275);
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_UNKNOWN);
  g_assert_false (search.is_over);
  take_question (&search, "older builder 100");
  tell (&search, 90, 199);
  g_assert_nonnull (build_of (&search.fixture, 100));
  search_end (&search, -1);
}

static void
test_gone (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 276, 300);
  search_start (&search, 100);
  take_question (&search, "older builder 176");
  tell (&search, 150, 275);
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_HERE);
  search_end (&search, G_IO_ERROR_NOT_FOUND);
}

/* The master left it out. */
static void
test_left_out (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 101, 300);
  search_start (&search, 100);
  take_question (&search, "older builder 1");
  tell (&search, 90, 99);
  spill_builder_set_whole (search.fixture.builder, 90, 101);
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_UNKNOWN);
  search_end (&search, G_IO_ERROR_NOT_FOUND);
}

static void
test_failed (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 276, 300);
  search_start (&search, 100);
  take_question (&search, "older builder 176");
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_FAILED);
  search_end (&search, G_IO_ERROR_FAILED);
}

/* Somebody else has asked for a few. */
static void
test_asked_already (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 276, 300);
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_LOADING);
  search_start (&search, 100);
  g_assert_cmpstr (search.fixture.asked->str, ==, "");
  tell (&search, 251, 275);
  spill_builder_set_older_state (search.fixture.builder, SPILL_PART_UNKNOWN);
  take_question (&search, "older builder 151");
  tell (&search, 100, 250);
  search_end (&search, -1);
}

/* A master that tells nothing and says that there is more is not asked for ever. */
static void
test_stubborn (void)
{
  Search search = { 0 };
  guint n = 0;

  fixture_init (&search.fixture);
  tell (&search, 276, 300);
  search_start (&search, 100);
  for (; !search.is_over; g_main_context_iteration (NULL, TRUE))
    if (search.fixture.asked->len > 0)
      {
        take_question (&search, "older builder 176");
        spill_builder_set_older_state (search.fixture.builder, SPILL_PART_UNKNOWN);
        n++;
      }
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <, 50);
  search_end (&search, G_IO_ERROR_NOT_FOUND);
}

static void
test_too_far (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 2000, 2010);
  search_start (&search, 100);
  search_end (&search, G_IO_ERROR_NOT_FOUND);
}

/* A link to a build that began just now. */
static void
test_news (void)
{
  Search search = { 0 };

  fixture_init (&search.fixture);
  tell (&search, 50, 99);
  search_start (&search, 100);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (search.is_over);
  g_assert_cmpstr (search.fixture.asked->str, ==, "");
  tell (&search, 100, 100);
  search_end (&search, -1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ui/older-build/pages", test_pages);
  g_test_add_func ("/ui/older-build/gone", test_gone);
  g_test_add_func ("/ui/older-build/left-out", test_left_out);
  g_test_add_func ("/ui/older-build/failed", test_failed);
  g_test_add_func ("/ui/older-build/asked-already", test_asked_already);
  g_test_add_func ("/ui/older-build/stubborn", test_stubborn);
  g_test_add_func ("/ui/older-build/too-far", test_too_far);
  g_test_add_func ("/ui/older-build/news", test_news);

  return g_test_run ();
}
