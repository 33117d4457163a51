#include <string.h>

#include "layout/spill-waterfall.h"

#include "frozen.h"

static SpillMaster *master;
static GPtrArray *columns;
static GPtrArray *changes;

static char *
squeeze (const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set (text, " \n\t\r\f", -1);
  GString *line = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " " : "", parts[i]);

  return g_string_free (line, FALSE);
}

static void
append_line (GString    *text,
             const char *line,
             const char *link)
{
  g_autofree char *squeezed = squeeze (line);
  g_autofree char *plain = link != NULL ? g_uri_unescape_string (link, NULL) : NULL;

  if (*squeezed != '\0' || link != NULL)
    g_string_append_printf (text, " | %s", squeezed);
  if (link != NULL)
    g_string_append_printf (text, " -> %s", plain != NULL ? plain : link);
}

/* A box of a recorded page as a line of text. */
static char *
fact_to_text (JsonArray *box)
{
  GString *text = g_string_new (NULL);
  const char *kind = json_array_get_string_element (box, 3);
  JsonArray *lines = json_array_get_array_element (box, 4);

  g_string_append_printf (text, "%02d:%04d+%d %s", (int) json_array_get_int_element (box, 0),
                          (int) json_array_get_int_element (box, 1),
                          (int) json_array_get_int_element (box, 2), kind);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonNode *line = json_array_get_element (lines, i);

      if (JSON_NODE_HOLDS_ARRAY (line))
        append_line (text, json_array_get_string_element (json_node_get_array (line), 0),
                     json_array_get_string_element (json_node_get_array (line), 1));
      else
        append_line (text, json_node_get_string (line), NULL);
    }
  if (json_array_get_length (box) > 5)
    {
      g_autofree char *tip = squeeze (json_array_get_string_element (box, 5));

      g_string_append_printf (text, " (%s)", tip);
    }

  return g_string_free (text, FALSE);
}

/* Addresses stand on pages without their angle brackets. */
static char *
person (const char *author)
{
  g_auto(GStrv) parts = g_strsplit_set (author, "<>", -1);

  return g_strjoinv (" ", parts);
}

static void
append_links (GString        *text,
              const SpillBox *box,
              const char     *builder)
{
  for (guint i = 0; i < box->n_links; i++)
    if (box->links[i].url != NULL)
      {
        g_autofree char *url = g_strdup (box->links[i].url);

        /* 0.8 does not escape: its link ends at a quote. */
        if (strchr (url, '"') != NULL && frozen_differs ("waterfall/link-with-quote"))
          *strchr (url, '"') = '\0';
        append_line (text, box->links[i].name, url);
      }
    else
      {
        g_autofree char *url = g_strdup_printf ("builders/%s/builds/%u/steps/%s/logs/%s", builder,
                                                box->build, box->name, box->links[i].name);

        g_string_append_printf (text, " | %s -> %s", box->links[i].name, url);
      }
}

static char *
cell_to_text (const SpillWaterfall *waterfall,
              guint                 lane,
              const SpillRowCell   *cell)
{
  GString *text = g_string_new (NULL);
  const char *builder = lane > 0 ? waterfall->columns[lane - 1]->name : NULL;
  const SpillBox *box = cell->box;
  const char *kind = box != NULL ? spill_box_get_class (box) : "";
  g_autofree char *who = NULL;
  g_autofree char *link = NULL;

  kind = g_str_equal (kind, "gap") ? "" : g_str_equal (kind, "change") ? "Change"
         : g_str_equal (kind, "event") ? "Event" : kind;
  g_string_append_printf (text, "%02u:%04u+%u %s", lane + 1, cell->row, cell->span, kind);
  if (cell->is_unknown)
    append_line (text, "?", NULL);
  if (box == NULL)
    return g_string_free (text, FALSE);

  for (guint i = 0; box->words[i] != NULL; i++)
    append_line (text, box->words[i], NULL);
  append_links (text, box, builder);
  if (box->kind == SPILL_BOX_BUILD)
    {
      g_autofree char *tip = squeeze (box->tip);

      g_string_append_printf (text, " | Build %u -> builders/%s/builds/%u (Reason: %s)", box->build,
                              builder, box->build, tip);
    }
  if (box->kind == SPILL_BOX_CHANGE)
    {
      g_autofree char *tip = squeeze (box->tip);

      who = person (box->name);
      link = g_strdup_printf ("changes/%d", (int) box->id);
      append_line (text, who, link);
      g_string_append_printf (text, " (%s)", tip);
    }

  return g_string_free (text, FALSE);
}

static char *
label_to_text (const SpillRowLabel *label)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local ((gint64) label->time);
  g_autofree char *words = g_date_time_format (time, label->has_date ? "%a | %d %b %Y | %H:%M:%S"
                                                                     : "%H:%M:%S");

  return g_strdup_printf ("00:%04u+%u Time | %s", label->row, label->span, words);
}

static int
compare_text (gconstpointer a,
              gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

static void
compare_boxes (const SpillWaterfall *waterfall,
               JsonObject           *page)
{
  JsonArray *boxes = json_object_get_array_member (page, "boxes");
  g_autoptr(GPtrArray) theirs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) ours = g_ptr_array_new_with_free_func (g_free);
  guint n_bad = 0;

  for (guint i = 0; i < json_array_get_length (boxes); i++)
    g_ptr_array_add (theirs, fact_to_text (json_array_get_array_element (boxes, i)));
  for (guint i = 0; i < waterfall->rows->n_labels; i++)
    g_ptr_array_add (ours, label_to_text (&waterfall->rows->labels[i]));
  for (guint lane = 0; lane <= waterfall->n_columns; lane++)
    for (guint i = 0; i < waterfall->rows->n_cells[lane]; i++)
      g_ptr_array_add (ours, cell_to_text (waterfall, lane, &waterfall->rows->cells[lane][i]));
  g_ptr_array_sort (theirs, compare_text);
  g_ptr_array_sort (ours, compare_text);

  for (guint i = 0; i < MAX (ours->len, theirs->len) && n_bad < 10; i++)
    {
      const char *our = i < ours->len ? ours->pdata[i] : "(no more)";
      const char *their = i < theirs->len ? theirs->pdata[i] : "(no more)";

      if (!g_str_equal (our, their))
        {
          g_test_message ("ours:   %s", our);
          g_test_message ("theirs: %s", their);
          n_bad++;
        }
    }
  if (n_bad > 0)
    g_test_fail ();
}

static void
compare_heads (const SpillWaterfall *waterfall,
               JsonObject           *page,
               const char * const   *branches)
{
  JsonArray *names = json_object_get_array_member (page, "columns");
  JsonArray *last = json_object_get_array_member (page, "last");
  JsonArray *activity = json_object_get_array_member (page, "activity");

  g_assert_cmpuint (waterfall->n_columns, ==, json_array_get_length (names));
  for (guint i = 0; i < waterfall->n_columns; i++)
    {
      const SpillColumn *column = waterfall->columns[i];
      const SpillColumnBuild *build = spill_column_get_last (column, branches);
      JsonArray *fact = json_array_get_array_element (last, i);
      const char *nick = spill_activity_to_nick (column->activity);
      const char *its = json_array_get_string_element (json_array_get_array_element (activity, i), 0);
      GString *words = g_string_new (build != NULL ? NULL : "none");

      g_assert_cmpstr (column->name, ==, json_array_get_string_element (names, i));
      for (guint j = 0; build != NULL && build->words[j] != NULL; j++)
        g_string_append_printf (words, "%s%s", j > 0 ? " " : "", build->words[j]);
      g_assert_cmpstr (words->str, ==,
                       json_array_get_string_element (json_array_get_array_element (fact, 1), 0));
      if (build != NULL && build->n_failed_tests > 0)
        {
          g_autofree char *failed = g_strdup_printf ("Failed tests: %u", build->n_failed_tests);

          g_assert_cmpstr (failed, ==,
                           json_array_get_string_element (json_array_get_array_element (fact, 1), 1));
        }
      g_assert_cmpstr (build != NULL ? spill_result_to_nick (build->result) : "", ==,
                       json_array_get_string_element (fact, 0));
      /* The JSON does not tell what a scheduler is up to. */
      if (!(g_str_equal (its, "waiting") && g_str_equal (nick, "idle")
            && frozen_differs ("waterfall/waiting-not-told")))
        g_assert_cmpstr (nick, ==, its);
      g_string_free (words, TRUE);
    }
}

static gboolean
is_true (JsonObject *page,
         const char *name,
         const char *value)
{
  g_auto(GStrv) values = frozen_args (page, name);

  return values != NULL && g_str_equal (values[0], value);
}

static void
test_page (gconstpointer name)
{
  g_autoptr(JsonObject) page = frozen_load_page (name);
  g_auto(GStrv) builders = frozen_args (page, "builder");
  g_auto(GStrv) categories = frozen_args (page, "category");
  g_auto(GStrv) branches = frozen_args (page, "branch");
  g_auto(GStrv) num_events = frozen_args (page, "num_events");
  SpillWaterfallQuery query = {
    .builders = (const char * const *) builders,
    .tags = (const char * const *) categories,
    .categories = (const char * const *) categories,
    .branches = (const char * const *) branches,
    .failures_only = is_true (page, "failures_only", "true"),
    .hide_events = is_true (page, "show_events", "false"),
    .no_bubble = is_true (page, "nobubble", "1"),
    .num_events = num_events != NULL ? (guint) atoi (num_events[0]) : 0,
  };
  g_autoptr(GPtrArray) newest = g_ptr_array_new ();
  g_autoptr(SpillWaterfall) waterfall = NULL;

  for (guint i = 0; i < changes->len && i < SPILL_WATERFALL_MAX_CHANGES; i++)
    g_ptr_array_add (newest, changes->pdata[i]);
  waterfall = spill_waterfall_new (columns, newest, &query, FROZEN_NOW);
  compare_heads (waterfall, page, query.branches);
  compare_boxes (waterfall, page);
  g_assert_cmpuint (waterfall->rows->n_rows, ==, json_object_get_int_member (page, "rows"));
  if (json_object_has_member (page, "next"))
    {
      g_autofree char *next = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) waterfall->rows->oldest);

      g_assert_cmpstr (next, ==, json_object_get_string_member (page, "next"));
    }
}

static int
compare_fact_rows (gconstpointer a,
                   gconstpointer b)
{
  return (int) json_array_get_int_element (*(JsonArray * const *) a, 1)
         - (int) json_array_get_int_element (*(JsonArray * const *) b, 1);
}

/* What builds left in a column of the page, from the top, one line each. */
static GPtrArray *
lines_of_page (JsonObject *page,
               guint       column)
{
  JsonArray *boxes = json_object_get_array_member (page, "boxes");
  g_autoptr(GPtrArray) facts = g_ptr_array_new ();
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < json_array_get_length (boxes); i++)
    {
      JsonArray *box = json_array_get_array_element (boxes, i);
      const char *kind = json_array_get_string_element (box, 3);

      if (json_array_get_int_element (box, 0) == (gint64) column && *kind != '\0'
          && !g_str_equal (kind, "Event"))
        g_ptr_array_add (facts, box);
    }
  g_ptr_array_sort (facts, compare_fact_rows);
  for (guint i = 0; i < facts->len; i++)
    {
      g_autofree char *line = fact_to_text (facts->pdata[i]);

      g_ptr_array_add (lines, g_strdup (strchr (line, ' ')));
    }
  return lines;
}

static guint
compare_lane (const SpillWaterfall *waterfall,
              JsonObject           *page,
              guint                 lane)
{
  g_autoptr(GPtrArray) theirs = lines_of_page (page, lane + 1);
  double oldest = g_ascii_strtod (json_object_get_string_member (page, "next"), NULL);
  guint n = 0;

  for (guint i = 0; i < waterfall->lanes[lane]->n_boxes; i++)
    {
      SpillRowCell cell = { .box = waterfall->lanes[lane]->boxes[i] };
      g_autofree char *ours = NULL;

      if (cell.box->kind == SPILL_BOX_GAP || cell.box->start < oldest)
        continue;
      ours = cell_to_text (waterfall, lane, &cell);
      g_assert_cmpuint (n, <, theirs->len);
      g_assert_cmpstr (strchr (ours, ' '), ==, theirs->pdata[n++]);
    }
  g_assert_cmpuint (n, ==, theirs->len);
  return n;
}

/* The JSON does not tell of workers that came and went, nor when: where that page has such boxes, ours
 * has none. All else is there, in the same order. */
static void
test_page_with_events (void)
{
  g_autoptr(JsonObject) page = frozen_load_page ("waterfall-events");
  SpillWaterfallQuery query = { .hide_events = TRUE, .num_events = 100000 };
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  g_autoptr(SpillWaterfall) waterfall = spill_waterfall_new (columns, none, &query, FROZEN_NOW);
  guint n = 0;

  compare_heads (waterfall, page, NULL);
  for (guint lane = 1; lane <= waterfall->n_columns; lane++)
    n += compare_lane (waterfall, page, lane);
  g_assert_cmpuint (n, >, 1000);
}

int
main (int    argc,
      char **argv)
{
  static const char *const pages[] = { "waterfall", "waterfall-category",
                                       "waterfall-builders", "waterfall-failures",
                                       "waterfall-branch", "waterfall-50", "waterfall-nobubble" };
  int status;

  g_test_init (&argc, &argv, NULL);
  master = frozen_master_new ();
  columns = frozen_columns (master, &changes);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/layout/frozen/%s", pages[i]);

      g_test_add_data_func (path, pages[i], test_page);
    }

  g_test_add_func ("/layout/frozen/waterfall-events", test_page_with_events);

  status = g_test_run ();
  frozen_end ("waterfall/");
  g_ptr_array_unref (columns);
  g_ptr_array_unref (changes);
  g_object_unref (master);
  return status;
}
