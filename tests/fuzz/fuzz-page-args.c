#include "web/spill-page-args.h"

#include "fuzz.h"

static const char *const names[] = { "builder", "show", "branch", "num_events", "last_time", "failures_only", "x" };

static void
check_error (gboolean  ok,
             GError  **error)
{
  g_assert (ok == (*error == NULL));
  if (*error != NULL)
    check_text ((*error)->message);
  g_clear_error (error);
}

/* What was read and is written again reads the same. */
static void
check_again (SpillPageArgs *args)
{
  GString *query = g_string_new (NULL);
  g_autoptr(SpillPageArgs) again = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    spill_page_args_print (args, names[i], query);
  g_assert (g_str_is_ascii (query->str));
  /* Escaped, it may be three times as long. */
  if (query->len <= SPILL_PAGE_ARGS_MAX_SIZE)
    {
      again = spill_page_args_new (query->str, NULL);
      g_assert (again != NULL);
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          const char * const *a = spill_page_args_get_list (args, names[i], NULL);
          const char * const *b = spill_page_args_get_list (again, names[i], NULL);

          g_assert ((a == NULL) == (b == NULL));
          g_assert (a == NULL || g_strv_equal (a, b));
        }
    }
  g_string_free (query, TRUE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *query = text_from (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillPageArgs) args = spill_page_args_new (query, &error);
  const char * const *both;
  gboolean flag;
  guint count;
  double time;

  check_error (args != NULL, &error);
  if (args == NULL)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      check_text (spill_page_args_get (args, names[i]));
      check_error (spill_page_args_get_flag (args, names[i], &flag, &error), &error);
      check_error (spill_page_args_get_count (args, names[i], 1, 5000, &count, &error), &error);
      check_error (spill_page_args_get_time (args, names[i], &time, &error), &error);
    }
  both = spill_page_args_get_list (args, "builder", "show");
  for (guint i = 0; both != NULL && both[i] != NULL; i++)
    check_text (both[i]);
  check_again (args);

  return 0;
}
