#include "util/spill-discard.h"

#define N 200

static guint freed;

/* Takes 1 ms: more than a slice can take of all. */
static void
free_slowly (gpointer element)
{
  gint64 end = g_get_monotonic_time () + 1000;

  freed++;
  while (g_get_monotonic_time () < end)
    ;
}

static void
test_slices (void)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (free_slowly);
  guint n_turns = 0;

  for (guint i = 1; i <= N; i++)
    g_ptr_array_add (items, GUINT_TO_POINTER (i));
  freed = 0;
  spill_discard (items);
  g_assert_cmpuint (freed, >, 0);
  g_assert_cmpuint (freed, <, N);
  for (; freed < N; n_turns++)
    {
      guint before = freed;

      g_assert_true (g_main_context_iteration (NULL, FALSE));
      g_assert_cmpuint (freed - before, <, N / 2);
    }
  g_assert_cmpuint (n_turns, >, 1);
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_little (void)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (items, g_strdup ("gone on return"));
  spill_discard (items);
  spill_discard (g_ptr_array_new ());
  spill_discard (NULL);
  g_assert_false (g_main_context_pending (NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/util/discard/slices", test_slices);
  g_test_add_func ("/util/discard/little", test_little);

  return g_test_run ();
}
