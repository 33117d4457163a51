#include "ui-test.h"

#include <string.h>

#include "ui/spill-ansi-colors.h"
#include "ui/spill-log-copy.h"
#include "ui/spill-log-lines.h"
#include "ui/spill-log-page.h"
#include "ui/spill-log-row.h"

static SpillLog *
add_log (UiFixture  *f,
         const char *content)
{
  SpillStep *step = ui_add_step (f->build, 0, "compile", SPILL_RESULT_NONE, NULL);

  return ui_add_log (step, 5, "stdio", content);
}

static void
test_lines_grow (UiFixture     *f,
                 gconstpointer  data)
{
  SpillLog *log = add_log (f, "oone\notwo\n");
  g_autoptr(SpillLogLines) lines = spill_log_lines_new (log);
  g_autoptr(SpillLogLine) line = g_list_model_get_item (G_LIST_MODEL (lines), 1);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lines)), ==, 2);
  g_assert_cmpuint (spill_log_line_get_number (line), ==, 1);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (lines), 2));

  spill_log_set_n_lines (log, 210000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lines)), ==, 210000);
  ui_forget_log (log);
}

typedef struct
{
  const char *name;
  const char *content;
  guint       line;
  const char *text;        /* start of what the row shows */
  const char *css_class;   /* (nullable) */
} RowCase;

static const RowCase rows[] = {
  { "stdout", "ohello\n", 0, "hello", NULL },
  { "stderr", "ebad\n", 0, "bad", "spill-log-stderr" },
  { "header", "hmake\n", 0, "make", "spill-log-header" },
  { "empty", "o\n", 0, "", NULL },
  { "markup", "o<b>&amp;</b>\n", 0, "<b>&amp;</b>", NULL },
  { "ansi", "o\033[31mred\033[0m plain\n", 0, "red plain", NULL },
  { "escapes", "o\033]0;title\007a\033[2Jb\n", 0, "ab", NULL },
};

static void
test_row (UiFixture     *f,
          gconstpointer  data)
{
  const RowCase *c = data;
  SpillLog *log = add_log (f, c->content);
  GtkWidget *row = g_object_ref_sink (spill_log_row_new ());

  g_assert_true (spill_log_row_set (SPILL_LOG_ROW (row), log, c->line, 3, FALSE));
  g_assert_cmpstr (spill_log_row_get_text (SPILL_LOG_ROW (row)), ==, c->text);
  if (c->css_class != NULL)
    g_assert_true (gtk_widget_has_css_class (row, c->css_class));
  else
    g_assert_false (gtk_widget_has_css_class (row, "spill-log-stderr"));

  ui_forget_log (log);
  g_assert_finalize_object (row);
}

static void
test_row_long (UiFixture     *f,
               gconstpointer  data)
{
  g_autoptr(GString) content = g_string_new ("o");
  GtkWidget *row = g_object_ref_sink (spill_log_row_new ());
  SpillLog *log;
  const char *text;

  for (guint i = 0; i < 20000; i++)
    g_string_append (content, "ä");
  g_string_append_c (content, '\n');
  log = add_log (f, content->str);

  g_assert_true (spill_log_row_set (SPILL_LOG_ROW (row), log, 0, 3, TRUE));
  text = spill_log_row_get_text (SPILL_LOG_ROW (row));
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), <, SPILL_LOG_ROW_MAX_CHARS + 40);
  g_assert_true (g_str_has_suffix (text, " … 15904 more characters"));

  ui_forget_log (log);
  g_assert_finalize_object (row);
}

/* A colour that a line switches on holds for the next ones. */
static void
test_row_carries_colour (UiFixture     *f,
                         gconstpointer  data)
{
  SpillLog *log = add_log (f, "o\033[31mred\nostill\no\033[0mplain\noplain\n");
  GtkWidget *row = g_object_ref_sink (spill_log_row_new ());
  static const gboolean coloured[] = { TRUE, TRUE, FALSE, FALSE };

  for (guint i = 0; i < G_N_ELEMENTS (coloured); i++)
    {
      GtkWidget *label = NULL;
      g_autoptr(GSList) attributes = NULL;
      PangoAttrList *list;

      spill_log_row_set (SPILL_LOG_ROW (row), log, i, 3, FALSE);
      label = gtk_widget_get_last_child (gtk_widget_get_first_child (row));
      list = gtk_label_get_attributes (GTK_LABEL (label));
      attributes = list != NULL ? pango_attr_list_get_attributes (list) : NULL;
      g_assert_cmpint (attributes != NULL, ==, coloured[i]);
      g_slist_free_full (g_steal_pointer (&attributes), (GDestroyNotify) pango_attribute_destroy);
    }

  ui_forget_log (log);
  g_assert_finalize_object (row);
}

static gboolean
has_requested (gpointer data)
{
  return ui_source_get_requests (data)->len > 0;
}

static void
test_asks_for_what_is_seen (UiFixture     *f,
                            gconstpointer  data)
{
  SpillLog *log = add_log (f, "oone\n");
  GtkWidget *page, *window;
  GArray *requests = ui_source_get_requests (f->source);
  GString *block = g_string_new (NULL);

  spill_log_set_n_lines (log, 210000);
  page = spill_log_page_new (log);
  window = ui_show (page, 600, 400);
  g_assert_true (spill_log_is_held (log));
  ui_forget_log (log);
  g_assert_true (spill_log_is_held (log));

  /* At the end first, and only what is there. */
  ui_wait (has_requested, f->source);
  ui_settle (window);
  g_assert_cmpuint (g_array_index (requests, guint64, requests->len - 1), ==, 209000);
  g_assert_cmpuint (requests->len, <=, 3);

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (block, "oline %u\n", 209001 + i);
  spill_log_add_lines (log, 209000, block->str, block->len);
  g_string_free (block, TRUE);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "line 210000"));

  g_array_set_size (requests, 0);
  gtk_widget_activate_action (page, "log.top", NULL);
  ui_wait (has_requested, f->source);
  g_assert_cmpuint (g_array_index (requests, guint64, 0), ==, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_false (spill_log_is_held (log));
}

static void
append_lines (SpillLog *log,
              guint     n)
{
  guint64 first = spill_log_get_n_lines (log);
  g_autoptr(GString) content = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (content, "oline %" G_GUINT64_FORMAT "\n", first + i + 1);
  spill_log_set_n_lines (log, first + n);
  spill_log_add_lines (log, first, content->str, content->len);
}

static GtkAdjustment *
get_adjustment (GtkWidget *page)
{
  GtkListView *view = spill_log_page_get_view (SPILL_LOG_PAGE (page));

  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
}

static gboolean
is_at_end (gpointer data)
{
  GtkAdjustment *adjustment = get_adjustment (data);

  return gtk_adjustment_get_value (adjustment) + gtk_adjustment_get_page_size (adjustment)
         >= gtk_adjustment_get_upper (adjustment) - 4;
}

static void
test_follows_the_end (UiFixture     *f,
                      gconstpointer  data)
{
  SpillLog *log = add_log (f, "oone\n");
  GtkWidget *page, *window;
  double value;

  append_lines (log, 500);
  page = spill_log_page_new (log);
  window = ui_show (page, 600, 400);
  ui_wait (is_at_end, page);
  g_assert_nonnull (ui_find_text (page, "line 501"));

  append_lines (log, 300);
  ui_settle (window);
  ui_wait (is_at_end, page);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "line 801"));

  /* Who scrolls away stays there. */
  gtk_widget_activate_action (page, "log.top", NULL);
  ui_settle (window);
  value = gtk_adjustment_get_value (get_adjustment (page));
  append_lines (log, 300);
  ui_settle (window);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (page)), ==, value);
  g_assert_false (is_at_end (page));

  ui_forget_log (log);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_copy (UiFixture     *f,
           gconstpointer  data)
{
  SpillLog *log = add_log (f, "oone\ne\033[31mtwo\033[0m\nhthree\n");
  g_autoptr(GtkBitset) some = gtk_bitset_new_range (1, 2);
  g_autoptr(GtkBitset) more = gtk_bitset_new_range (2, 2);
  g_autoptr(SpillLogCopy) copy = spill_log_copy_new (log, some);
  g_autoptr(SpillLogCopy) waiting = spill_log_copy_new (log, more);

  spill_log_copy_start (copy);
  g_assert_true (spill_log_copy_is_done (copy));
  g_assert_cmpstr (spill_log_copy_get_text (copy), ==, "two\nthree\n");

  /* Lines that are not here are fetched. */
  spill_log_set_n_lines (log, 4);
  spill_log_copy_start (waiting);
  g_assert_false (spill_log_copy_is_done (waiting));
  g_assert_cmpuint (ui_source_get_requests (f->source)->len, ==, 1);
  spill_log_add_lines (log, 3, "ofour\n", 6);
  g_assert_true (spill_log_copy_is_done (waiting));
  g_assert_cmpstr (spill_log_copy_get_text (waiting), ==, "three\nfour\n");
  g_assert_cmpuint (spill_log_copy_get_n (waiting), ==, 2);

  ui_forget_log (log);
}

static void
test_kinds (UiFixture     *f,
            gconstpointer  data)
{
  SpillLog *log = add_log (f, "o<h1>Title</h1>\n");
  GtkWidget *page, *window;

  spill_log_set_log_type (log, SPILL_LOG_HTML);
  page = spill_log_page_new (log);
  window = ui_show (page, 600, 400);
  ui_check_controls (page);
  g_assert_nonnull (ui_find_text (page, "<h1>Title</h1>"));
  g_assert_nonnull (ui_find_text (page, "This log is a web page"));

  spill_log_set_log_type (log, SPILL_LOG_DELETED);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "The master has deleted this log."));
  g_assert_null (ui_find_text (page, "<h1>Title</h1>"));

  ui_forget_log (log);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_states (UiFixture     *f,
             gconstpointer  data)
{
  SpillStep *step = ui_add_step (f->build, 0, "compile", SPILL_RESULT_NONE, NULL);
  SpillLog *log = spill_step_add_log (step, 5, "stdio");
  GtkWidget *page = spill_log_page_new (log);
  GtkWidget *window = ui_show (page, 600, 400);

  spill_log_set_part_state (log, SPILL_PART_FAILED, "The master is gone");
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "The master is gone"));
  g_assert_nonnull (ui_find_button (page, "Retry"));

  spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
  ui_settle (window);
  g_assert_nonnull (ui_find_text (page, "The log is empty."));

  gtk_window_destroy (GTK_WINDOW (window));
}

/* Every colour of the palette of 256, on the page and on each of the 16 backgrounds. */
static void
test_contrast (void)
{
  for (gint32 foreground = -1; foreground < 256; foreground++)
    for (gint32 background = -1; background < 16; background++)
      for (guint dark = 0; dark < 2; dark++)
        {
          GdkRGBA text, behind;

          spill_ansi_colors_resolve (foreground, background, dark, &text, &behind);
          g_assert_cmpfloat (spill_ansi_colors_contrast (&text, &behind), >=, 4.5);
        }
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ui_fixture_add_test ("/ui/log-page/lines-grow", NULL, test_lines_grow);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/log-page/row/%s", rows[i].name);

      ui_fixture_add_test (path, &rows[i], test_row);
    }
  ui_fixture_add_test ("/ui/log-page/row/long", NULL, test_row_long);
  ui_fixture_add_test ("/ui/log-page/row/carries-colour", NULL, test_row_carries_colour);
  ui_fixture_add_test ("/ui/log-page/asks-for-what-is-seen", NULL, test_asks_for_what_is_seen);
  ui_fixture_add_test ("/ui/log-page/follows-the-end", NULL, test_follows_the_end);
  ui_fixture_add_test ("/ui/log-page/copy", NULL, test_copy);
  ui_fixture_add_test ("/ui/log-page/kinds", NULL, test_kinds);
  ui_fixture_add_test ("/ui/log-page/states", NULL, test_states);
  g_test_add_func ("/ui/log-page/contrast", test_contrast);

  return g_test_run ();
}
