#include <string.h>

#include "web/spill-page-args.h"

typedef struct
{
  const char *name;
  const char *query;
  const char *list;      /* what "x" and "y" hold, with "|" between; NULL: an error */
  const char *message;   /* part of the error */
} ReadCase;

static const ReadCase read_cases[] = {
  { "none",          NULL,                  "" },
  { "empty",         "",                    "" },
  { "one",           "x=1",                 "1" },
  { "two",           "x=1&x=2",             "1|2" },
  { "another-name",  "x=1&y=2&x=3",         "1|3|2" },
  { "without-value", "x&x=&x=1",            "1" },
  { "separators",    "&&x=1&&",             "1" },
  { "plus",          "x=a+b",               "a b" },
  { "percent",       "x=a%2Bb%26c%3Dd",     "a+b&c=d" },
  { "name-encoded",  "%78=1",               "1" },
  { "equals",        "x=a=b",               "a=b" },
  { "utf-8",         "x=%C3%A9",            "\xc3\xa9" },
  { "raw-utf-8",     "x=\xc3\xa9",          "\xc3\xa9" },
  { "markup",        "x=%3Cb%3E\"'",        "<b>\"'" },
  { "semicolon",     "x=1;y=2",             "1;y=2" },
  { "not-utf-8",     "x=%FF",               NULL, "“x”" },
  { "nul",           "x=a%00b",             NULL, "“x”" },
  { "half-escape",   "x=%4",                NULL, "“x”" },
  { "bad-name",      "%FF=1",               NULL, "name of an argument" },
};

static void
test_read (gconstpointer data)
{
  const ReadCase *c = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillPageArgs) args = spill_page_args_new (c->query, &error);
  const char * const *values;
  g_autofree char *list = NULL;

  if (c->list == NULL)
    {
      g_assert_error (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT);
      g_assert_null (args);
      g_assert_nonnull (strstr (error->message, c->message));
      return;
    }

  g_assert_no_error (error);
  values = spill_page_args_get_list (args, "x", "y");
  list = values != NULL ? g_strjoinv ("|", (char **) values) : g_strdup ("");
  g_assert_cmpstr (list, ==, c->list);
}

static void
test_limits (void)
{
  g_autofree char *long_value = g_strnfill (SPILL_PAGE_ARGS_MAX_SIZE - 2, 'a');
  g_autofree char *largest = g_strconcat ("x=", long_value, NULL);
  g_autofree char *too_large = g_strconcat (largest, "a", NULL);
  GString *many = g_string_new (NULL);
  g_autoptr(SpillPageArgs) args = spill_page_args_new (largest, NULL);
  g_autoptr(SpillPageArgs) most = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (args);
  g_assert_cmpuint (strlen (spill_page_args_get (args, "x")), ==, SPILL_PAGE_ARGS_MAX_SIZE - 2);
  g_assert_null (spill_page_args_new (too_large, &error));
  g_assert_error (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT);
  g_clear_error (&error);

  for (guint i = 0; i < SPILL_PAGE_ARGS_MAX_NUMBER; i++)
    g_string_append (many, "&x=1");
  most = spill_page_args_new (many->str, NULL);
  g_assert_nonnull (most);
  g_string_append (many, "&x=1");
  g_assert_null (spill_page_args_new (many->str, &error));
  g_assert_error (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT);
  g_string_free (many, TRUE);
}

/* The page as it is linked is the page as it was asked for. */
static void
test_print (void)
{
  g_autoptr(SpillPageArgs) args = spill_page_args_new ("a=1%202&b=x&a=%26&c=&a=%C3%A9", NULL);
  GString *text = g_string_new (NULL);

  spill_page_args_print (args, "b", text);
  spill_page_args_print (args, "a", text);
  spill_page_args_print (args, "c", text);
  g_assert_cmpstr (text->str, ==, "b=x&a=1%202&a=%26&a=%C3%A9");
  g_string_free (text, TRUE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (read_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/web/page-args/read/%s", read_cases[i].name);

      g_test_add_data_func (path, &read_cases[i], test_read);
    }
  g_test_add_func ("/web/page-args/limits", test_limits);
  g_test_add_func ("/web/page-args/print", test_print);

  return g_test_run ();
}
