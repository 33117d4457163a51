#include "config.h"

#include <string.h>

#include "board-test.h"
#include "demo-fixture.h"
#include "frozen.h"
#include "layout/spill-columns.h"
#include "model/spill-change.h"
#include "ui-test.h"
#include "ui/spill-waterfall-card.h"
#include "ui/spill-waterfall-draw.h"
#include "util/spill-clock.h"
#include "waterfall-test.h"

/* The widget's boxes are those of the layout, each where the layout has it. */

static gboolean
is_same (WaterfallShown          *shown,
         SpillWaterfall *wanted)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (shown->board);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (shown->board));
  guint n_boxes = 0;

  if (waterfall_get_picture (shown)->n_columns != wanted->n_columns)
    return FALSE;
  for (guint lane = 0; lane <= wanted->n_columns; lane++)
    {
      int row = 0;

      for (guint i = 0; i < wanted->rows->n_cells[lane]; i++)
        {
          const SpillRowCell *cell = &wanted->rows->cells[lane][i];
          const SpillPictureCell *it;
          graphene_rect_t bounds;

          if (cell->box == NULL || cell->box->kind == SPILL_BOX_GAP)
            continue;
          if (row >= klass->get_n_rows (shown->board, lane))
            return FALSE;
          it = spill_waterfall_board_get_cell (SPILL_WATERFALL_BOARD (shown->board),
                                               &(SpillBoardCell) { lane, row });
          klass->get_bounds (shown->board, &(SpillBoardCell) { lane, row }, &bounds);
          if (!spill_box_equal (it->box, cell->box)
              || (int) (bounds.origin.y / unit + 0.5) != (int) cell->row
              || (int) (bounds.size.height / unit + 0.5) != (int) cell->span)
            return FALSE;
          if (cell->box->kind <= SPILL_BOX_BUILD)
            g_assert_cmpuint (it->build->number, ==, cell->box->build);
          row++;
          n_boxes++;
        }
      if (row != klass->get_n_rows (shown->board, lane))
        return FALSE;
    }
  g_test_message ("%u boxes in %u columns", n_boxes, wanted->n_columns);
  return n_boxes > 0;
}

typedef struct
{
  WaterfallShown *shown;
  SpillColumns   *columns;
  const char     *word;      /* (nullable) of names or tags of those that are shown */
} Comparison;

static gboolean
has_word (const SpillColumn *column,
          const char        *word)
{
  return strstr (column->name, word) != NULL || g_strv_contains (column->tags, word);
}

/* Made here and now from the model; the widget's picture may be a moment older. */
static gboolean
is_as_laid_out (gpointer data)
{
  Comparison *comparison = data;
  double now = spill_now ();
  g_autoptr(GPtrArray) columns = spill_columns_get_all (comparison->columns, now);
  g_autoptr(GPtrArray) changes = spill_columns_get_changes (comparison->columns, 200);
  SpillWaterfallQuery query = { .num_events = SPILL_WATERFALL_NUM_EVENTS };
  g_autoptr(SpillWaterfall) wanted = NULL;

  for (guint i = columns->len; comparison->word != NULL && i > 0; i--)
    if (!has_word (columns->pdata[i - 1], comparison->word))
      g_ptr_array_remove_index (columns, i - 1);
  wanted = spill_waterfall_new (columns, changes, &query, now);
  return is_same (comparison->shown, wanted);
}

static void
compare (WaterfallShown *shown,
         SpillMaster    *master,
         const char     *word)
{
  g_autoptr(SpillColumns) columns = spill_columns_new (master);
  Comparison comparison = { shown, columns, word };

  ui_wait (is_as_laid_out, &comparison);
}

static void
test_same_boxes_demo (void)
{
  Demo demo;
  WaterfallShown shown;

  demo_init (&demo, "demo:?seed=7", NULL);
  waterfall_show (&shown, demo.status, demo.master);
  compare (&shown, demo.master, NULL);
  waterfall_hide (&shown);
  demo_clear (&demo);
}

/* What 0.8.14 said; that the layout is what its page showed is tested there. */
static void
test_same_boxes_frozen (void)
{
  static const char *const words[] = { "linux", "windows", "gcc" };
  g_autoptr(SpillMaster) master = frozen_master_new ();
  g_autoptr(SpillStatus) status = spill_status_new ();
  WaterfallShown shown;

  spill_status_add_master (status, master);
  waterfall_show (&shown, status, master);
  compare (&shown, master, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_object_set (shown.view, "filter", words[i], NULL);
      compare (&shown, master, words[i]);
      g_assert_cmpuint (waterfall_get_picture (&shown)->n_columns, >, 0);
      g_assert_cmpuint (waterfall_get_picture (&shown)->n_columns, <, 13);
    }
  waterfall_hide (&shown);
  spill_status_remove_master (status, master);
}

/* What the model says of the focused cell, put into words by other means than the widget's. */
static char *
dup_expected (WaterfallShown       *shown,
              SpillMaster *master)
{
  SpillWaterfallBoard *board = SPILL_WATERFALL_BOARD (shown->board);
  SpillBoardCell cell;
  const SpillPictureCell *it;
  SpillBuilder *builder;
  SpillBuild *build;
  SpillStep *step;

  g_assert_true (spill_board_get_focus_cell (shown->board, &cell));
  it = spill_waterfall_board_get_cell (board, &cell);
  if (cell.column == 0)
    return g_strdup (it != NULL ? "change by " : "Changes");
  builder = spill_waterfall_board_get_builder (board, &cell);
  g_assert_true (
    spill_list_find (spill_master_get_builders (master), spill_builder_get_id (builder))
      == builder);
  if (it == NULL || it->box->kind == SPILL_BOX_EVENT)
    return g_strdup (spill_builder_get_name (builder));
  build = spill_builder_get_build (builder, it->box->build);
  g_assert_nonnull (build);
  if (it->box->kind != SPILL_BOX_STEP)
    return g_strdup_printf ("%s, build %u, ", spill_builder_get_name (builder),
                            spill_build_get_number (build));
  step = spill_list_find (spill_build_get_steps (build), it->box->step);
  g_assert_nonnull (step);
  return g_strdup_printf ("%s, build %u, step %s, %s", spill_builder_get_name (builder),
                          spill_build_get_number (build), spill_step_get_name (step),
                          spill_look_word (spill_look_of_step (step)));
}

static void
test_walk_demo (void)
{
  static const char *const keys[] = { "Right", "Down", "Left", "Up",
                                      "Right", "Down", "n",    "Page_Down" };
  Demo demo;
  WaterfallShown shown;
  guint n_steps = 0;

  demo_init (&demo, "demo:?seed=7", NULL);
  waterfall_show (&shown, demo.status, demo.master);
  gtk_widget_grab_focus (GTK_WIDGET (shown.board));
  for (guint i = 0; i < 200; i++)
    {
      const char *key = keys[g_test_rand_int_range (0, G_N_ELEMENTS (keys))];
      g_autofree char *expected = NULL;

      waterfall_press (&shown, key);
      expected = dup_expected (&shown, demo.master);
      g_test_message ("%s: %s", key, board_get_spoken (shown.board));
      g_assert_true (g_str_has_prefix (board_get_spoken (shown.board), expected));
      n_steps += strstr (expected, ", step ") != NULL;
    }
  g_assert_cmpuint (n_steps, >, 5);
  waterfall_hide (&shown);
  demo_clear (&demo);
}

/* Older builds come where the end of what is known comes in sight. */

typedef struct
{
  WaterfallShown        *shown;
  SpillClock   *clock;
  SpillBuilder *builder;
  guint         n_builds;
} Older;

static gboolean
has_older (gpointer data)
{
  Older *older = data;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (older->shown->board));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  spill_clock_advance (older->clock, 0.1);
  return spill_list_get_length (spill_builder_get_builds (older->builder)) > older->n_builds;
}

static void
test_older (void)
{
  Demo demo;
  WaterfallShown shown;
  Older older = { &shown };

  demo_init (&demo, "demo:?seed=7&builders=6", NULL);
  older.clock = demo.clock;
  waterfall_show (&shown, demo.status, demo.master);
  for (guint i = 0; i < waterfall_get_picture (&shown)->n_columns && older.builder == NULL; i++)
    {
      older.builder = spill_waterfall_board_get_builder (SPILL_WATERFALL_BOARD (shown.board),
                                                         &(SpillBoardCell) { i + 1, 0 });
      if (spill_builder_get_older_state (older.builder) != SPILL_PART_UNKNOWN)
        older.builder = NULL;
    }
  g_assert_nonnull (older.builder);
  older.n_builds = spill_list_get_length (spill_builder_get_builds (older.builder));
  ui_wait (has_older, &older);
  waterfall_hide (&shown);
  demo_clear (&demo);
}

/* A model made by hand */

typedef struct
{
  UiFixture  model;
  WaterfallShown      shown;
  SpillStep *compile;
  SpillStep *test;
} Fixture;

static void
add_build (SpillBuilder *builder,
           guint         number,
           double        started,
           double        finished,
           SpillResult   result)
{
  SpillBuild *build = spill_builder_add_build (
    builder, 1000 * spill_builder_get_id (builder) + number, number);

  spill_build_begin (build);
  spill_build_set_started (build, started);
  if (finished > 0)
    spill_build_set_finished (build, finished, result);
  spill_build_set_text (build, result == SPILL_RESULT_FAILURE ? "failed test" : "build successful");
  spill_build_end (build);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  double now = spill_now ();
  SpillBuilder *other;

  ui_fixture_set_up (&self->model);
  self->compile = ui_add_step (self->model.build, 0, "compile", SPILL_RESULT_SUCCESS,
                               "compile done");
  self->test = ui_add_step (self->model.build, 1, "test", SPILL_RESULT_FAILURE, "3 tests failed");
  spill_step_add_log (self->test, 7, "stdio");
  other = spill_master_add_builder (self->model.master, 2, "windows");
  for (guint i = 0; i < 40; i++)
    add_build (other, i + 1, now - 4000 + i * 100, now - 3950 + i * 100,
               i % 10 == 5 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS);
  waterfall_show (&self->shown, self->model.status, self->model.master);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  SpillBuilder *other = spill_list_find (spill_master_get_builders (self->model.master), 2);

  waterfall_hide (&self->shown);
  for (guint i = 0; i < spill_list_get_length (spill_builder_get_builds (other)); i++)
    g_assert_cmpint (spill_build_get_held (spill_list_peek (spill_builder_get_builds (other), i)),
                     ==, 0);
  ui_fixture_tear_down (&self->model);
}

static void
test_speaks (Fixture       *self,
             gconstpointer  data)
{
  static const struct { const char *key; const char *begin; const char *within; } steps[] = {
    { "<Control>Home", "Changes", "" },
    { "Right", "linux-gcc", "" },
    { "Down", "linux-gcc, build 128, step test", "Failed" },
    { "Down", "linux-gcc, build 128, step compile", "Success" },
    { "Down", "linux-gcc, build 128, start", "running for" },
    { "Up", "linux-gcc, build 128, step compile", "compile done" },
    { "Up", "linux-gcc, build 128, step test", "link stdio" },
    { "Right", "windows, build 40", "Success" },
    { "n", "windows, build 36", "failed test" },
    { "n", "windows, build 26", "Failed" },
    { "p", "windows, build 36", "took 50 seconds" },
  };

  gtk_widget_grab_focus (GTK_WIDGET (self->shown.board));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      waterfall_press (&self->shown, steps[i].key);
      g_test_message ("%s: %s", steps[i].key, board_get_spoken (self->shown.board));
      g_assert_true (g_str_has_prefix (board_get_spoken (self->shown.board), steps[i].begin));
      g_assert_nonnull (strstr (board_get_spoken (self->shown.board), steps[i].within));
    }
}

/* The header tells of the build whose number it has, not of the last that was good or bad. */
static void
test_last_build (Fixture       *self,
                 gconstpointer  data)
{
  static const struct { SpillResult result; SpillLook look; const char *words; } builds[] = {
    { SPILL_RESULT_SUCCESS, SPILL_LOOK_SUCCESS, "windows: Success" },
    { SPILL_RESULT_EXCEPTION, SPILL_LOOK_EXCEPTION, "windows: Exception" },
    { SPILL_RESULT_CANCELLED, SPILL_LOOK_CANCELLED, "last result Cancelled" },
    { SPILL_RESULT_FAILURE, SPILL_LOOK_FAILURE, "windows: failing" },
    { SPILL_RESULT_EXCEPTION, SPILL_LOOK_EXCEPTION, "last result Exception" },
  };
  SpillBuilder *builder = spill_list_find (spill_master_get_builders (self->model.master), 2);
  const SpillBoardCell head = { 2, SPILL_BOARD_HEAD };
  double now = spill_now ();

  for (guint i = 0; i < G_N_ELEMENTS (builds); i++)
    {
      g_autofree char *words = NULL;

      add_build (builder, 41 + i, now - 20 + 2 * i, now - 19 + 2 * i, builds[i].result);
      words = spill_waterfall_card_dup_words (SPILL_WATERFALL_BOARD (self->shown.board), &head);
      g_test_message ("%s", words);
      g_assert_nonnull (strstr (words, builds[i].words));
      g_assert_cmpint (spill_look_of_last_build (builder), ==, builds[i].look);
    }
}

static gboolean
has_keyboard (SpillBoard *board)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (board)));

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (board));
}

/* The zoom has its keys whatever has the keyboard; a click beside all cells gives it to the board. */
static void
test_without_keyboard (Fixture       *self,
                       gconstpointer  data)
{
  static const struct { const char *key; double zoom; } keys[] = {
    { "<Control>plus", 1.2 }, { "<Control>0", 1 }, { "<Control>minus", 1 / 1.2 }, { "<Control>KP_0", 1 },
  };
  GtkWidget *view = GTK_WIDGET (self->shown.view);

  spill_view_focus_filter (SPILL_VIEW (view));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      board_press_anywhere (view, keys[i].key);
      g_assert_cmpfloat_with_epsilon (spill_board_get_zoom (self->shown.board), keys[i].zoom, 0.001);
      g_assert_false (has_keyboard (self->shown.board));
    }
  board_click (self->shown.board, 800, 400);
  g_assert_true (has_keyboard (self->shown.board));

  gtk_widget_set_visible (view, FALSE);
  board_press_anywhere (view, "<Control>plus");
  g_assert_cmpfloat (spill_board_get_zoom (self->shown.board), ==, 1);
}

/* The inner button has the keyboard, so it is what must have the name. */
static void
test_names_scale (Fixture       *self,
                  gconstpointer  data)
{
  GtkWidget *scales = ui_find_type (GTK_WIDGET (self->shown.view), GTK_TYPE_DROP_DOWN);
  GtkAccessible *button = GTK_ACCESSIBLE (ui_find_type (scales, GTK_TYPE_TOGGLE_BUTTON));
  g_autofree char *name = NULL;
  g_autofree char *chosen = NULL;

  g_object_set (self->shown.view, "scale", "time", NULL);
  name = gtk_test_accessible_check_property (button, GTK_ACCESSIBLE_PROPERTY_LABEL, "Scale");
  g_assert_cmpstr (name, ==, NULL);
  chosen = gtk_test_accessible_check_property (button, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "To Scale");
  g_assert_cmpstr (chosen, ==, NULL);
}

/* What happens while one looks elsewhere does not move it; at the top it is seen. */
static void
test_follows (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *words = NULL;
  double top;
  SpillStep *step;

  g_assert_true (spill_board_is_at_top (self->shown.board));
  step = ui_add_step (self->model.build, 2, "upload", SPILL_RESULT_NONE, NULL);
  spill_build_begin (self->model.build);
  spill_build_end (self->model.build);
  waterfall_wait_for_step (&self->shown, "upload", 1);
  g_assert_true (spill_board_is_at_top (self->shown.board));
  gtk_widget_grab_focus (GTK_WIDGET (self->shown.board));
  waterfall_press (&self->shown, "<Control>Home");
  waterfall_press (&self->shown, "Right");
  waterfall_press (&self->shown, "Down");
  g_assert_nonnull (strstr (board_get_spoken (self->shown.board), "step upload"));

  waterfall_press (&self->shown, "n");
  waterfall_press (&self->shown, "n");
  waterfall_press (&self->shown, "n");
  waterfall_press (&self->shown, "n");
  words = g_strdup (board_get_spoken (self->shown.board));
  g_assert_true (g_str_has_prefix (words, "windows, build 16"));
  top = spill_board_get_top (self->shown.board);
  g_assert_cmpfloat (top, >, 0);
  spill_step_begin (step);
  spill_step_set_finished (step, spill_now (), SPILL_RESULT_SUCCESS);
  spill_step_end (step);
  for (guint i = 0; i < 3; i++)
    ui_add_step (self->model.build, 3 + i, "more", SPILL_RESULT_SUCCESS, NULL);
  waterfall_wait_for_step (&self->shown, "more", 3);
  g_assert_cmpstr (board_get_spoken (self->shown.board), ==, words);
  g_assert_cmpfloat (spill_board_get_top (self->shown.board), >, top);

  g_assert_nonnull (ui_find_button (GTK_WIDGET (self->shown.view), "Back to what happens now"));
  ui_click (GTK_WIDGET (self->shown.view), "Back to what happens now");
  ui_settle (self->shown.window);
  g_assert_true (spill_board_is_at_top (self->shown.board));
}

/* What is in sight is held, a few at a time, and nothing else; a view that is not seen holds nothing. */

static gboolean
has_held (gpointer data)
{
  Fixture *self = data;
  SpillBuilder *other = spill_list_find (spill_master_get_builders (self->model.master), 2);

  return spill_build_get_held (self->model.build) != 0
         && spill_build_get_held (spill_builder_get_build (other, 40)) != 0;
}

static gboolean
has_let_go (gpointer data)
{
  Fixture *self = data;

  return spill_build_get_held (self->model.build) == 0
         && spill_builder_get_held (self->model.builder) == 0;
}

static void
test_holds (Fixture       *self,
            gconstpointer  data)
{
  SpillBuilder *other = spill_list_find (spill_master_get_builders (self->model.master), 2);

  ui_wait (has_held, self);
  g_assert_cmpint (spill_build_get_held (self->model.build), ==,
                   SPILL_PART_STEPS | SPILL_PART_CHANGES);
  g_assert_cmpint (spill_builder_get_held (self->model.builder), ==, SPILL_PART_EXPECTATIONS);
  g_assert_cmpint (spill_build_get_held (spill_builder_get_build (other, 1)), ==, 0);

  gtk_widget_set_visible (GTK_WIDGET (self->shown.view), FALSE);
  ui_wait (has_let_go, self);
  gtk_widget_set_visible (GTK_WIDGET (self->shown.view), TRUE);
  ui_wait (has_held, self);
}

static void
test_filters (Fixture       *self,
              gconstpointer  data)
{
  GtkWidget *view = GTK_WIDGET (self->shown.view);

  ui_check_controls (view);
  g_object_set (view, "filter", "wind", NULL);
  waterfall_wait_for_columns (&self->shown, 1);
  g_assert_nonnull (ui_find_text (view, "1 of 2 builders"));
  g_object_set (view, "filter", "<b>no</b> & \"such\"", NULL);
  ui_settle (self->shown.window);
  g_assert_nonnull (ui_find_text (view, "<b>no</b> & \"such\""));
  ui_click (view, "Clear");
  waterfall_wait_for_columns (&self->shown, 2);
}

static void
test_offers (Fixture       *self,
             gconstpointer  data)
{
  SpillBoard *board = self->shown.board;
  g_autoptr(GMenuModel) menu = NULL;
  g_autoptr(SpillCard) card = NULL;
  SpillBoardCell cell = { 1, 0 };
  guint n_links = 0;

  spill_board_set_focus_cell (board, &cell);
  menu = SPILL_BOARD_GET_CLASS (board)->dup_menu (board, &cell);
  g_assert_cmpint (g_menu_model_get_n_items (menu), ==, 3);
  card = SPILL_BOARD_GET_CLASS (board)->make_card (board, &cell);
  g_assert_nonnull (card);
  /* The log of the failed step is a link at a place of its own, below the name and beside the text. */
  for (double y = 1; y < 38; y += 2)
    for (double x = 1; x < 130; x += 2)
      {
        gboolean is_link = spill_waterfall_draw_find_link (SPILL_WATERFALL_BOARD (board), &cell, x,
                                                           y)
                           == 0;

        g_assert_false (is_link && (y < 14 || x < 20));
        n_links += is_link;
      }
  g_assert_cmpuint (n_links, >, 20);
  g_assert_cmpuint (n_links, <, 300);
  gtk_widget_grab_focus (GTK_WIDGET (board));
  waterfall_press (&self->shown, "<Control>i");
  g_assert_nonnull (ui_find_text (GTK_WIDGET (board), "linux-gcc"));
  waterfall_press (&self->shown, "Escape");
}

/* Every way to draw it, and to say it. */
static void
exercise (WaterfallShown *shown)
{
  static const char *const scales[] = { "time", "folded", "compact" };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    for (guint zoom = 0; zoom < 3; zoom++)
      {
        g_autoptr(GskRenderNode) node = NULL;
        g_autoptr(GdkTexture) texture = NULL;

        g_object_set (shown->view, "scale", scales[i], "zoom", 0.5 + zoom, "compact", zoom == 1,
                      NULL);
        if (zoom == 0)
          waterfall_wait_for_scale (shown, spill_scale_from_nick (scales[i]));
        ui_settle (shown->window);
        node = board_draw (shown->board);
        g_assert_nonnull (node);
        texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (shown->window)),
                                               node, &GRAPHENE_RECT_INIT (0, 0, 900, 600));
        g_assert_nonnull (texture);
      }
}

static void
say_all (WaterfallShown *shown)
{
  SpillPicture *picture = waterfall_get_picture (shown);

  for (guint lane = 0; lane <= picture->n_columns; lane++)
    for (int row = -1; row < (int) picture->lanes[lane].n_cells; row++)
      {
        SpillBoardCell cell = { lane, row };
        g_autofree char *words = spill_waterfall_card_dup_words (
          SPILL_WATERFALL_BOARD (shown->board), &cell);
        g_autoptr(GMenuModel) menu =
          SPILL_BOARD_GET_CLASS (shown->board)->dup_menu (shown->board, &cell);
        g_autoptr(SpillCard) card = spill_waterfall_card_new (SPILL_WATERFALL_BOARD (shown->board),
                                                              &cell);

        g_assert_true (g_utf8_validate (words, -1, NULL));
        g_assert_cmpuint (strlen (words), <, 8000);
        if (card != NULL)
          g_object_unref (g_object_ref_sink (spill_card_make_widget (card, 300)));
      }
}

/* The label of what a menu does by that action; NULL: it does not. */
static char *
dup_label (GMenuModel *menu,
           const char *action)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr(GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; j < g_menu_model_get_n_items (section); j++)
        {
          g_autofree char *name = NULL;
          g_autofree char *label = NULL;

          g_menu_model_get_item_attribute (section, j, G_MENU_ATTRIBUTE_ACTION, "s", &name);
          g_menu_model_get_item_attribute (section, j, G_MENU_ATTRIBUTE_LABEL, "s", &label);
          if (g_strcmp0 (name, action) == 0)
            return g_steal_pointer (&label);
        }
    }
  return NULL;
}

static void
test_menu (Fixture       *self,
           gconstpointer  data)
{
  static const struct { const char *key; const char *open; const char *log; } cells[] = {
    { "<Control>Home", NULL, NULL },
    { "Right", NULL, NULL },
    { "Down", "_Open Build", "Open Log stdio" },
    { "Down", "_Open Build", NULL },
    { "Right", "_Open Build", NULL },
    { "<Control>Up", "_Open Last Build", NULL },
  };

  gtk_widget_grab_focus (GTK_WIDGET (self->shown.board));
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      g_autoptr(GMenuModel) menu = NULL;
      g_autofree char *open = NULL;
      g_autofree char *log = NULL;
      SpillBoardCell cell;

      waterfall_press (&self->shown, cells[i].key);
      g_assert_true (spill_board_get_focus_cell (self->shown.board, &cell));
      menu = SPILL_BOARD_GET_CLASS (self->shown.board)->dup_menu (self->shown.board, &cell);
      open = menu != NULL ? dup_label (menu, "cell.open") : NULL;
      log = menu != NULL ? dup_label (menu, "cell.log") : NULL;
      g_assert_cmpstr (open, ==, cells[i].open);
      g_assert_cmpstr (log, ==, cells[i].log);
    }
}

static void
test_hostile (Fixture       *self,
              gconstpointer  data)
{
  static const char *const names[] = {
    "<script>alert(1)</script>", "a\"b'c&amp;", "two\nlines\r\n\tand tabs", "\u202eright to left",
    "\u2066isolate\u2067s", "", " ", "__mnemonics_", "%s%n%d", "\u0301\u0301\u0301\u0301",
  };
  g_autofree char *huge = g_strnfill (100000, 'w');
  double now = spill_now ();
  SpillChange *change;

  for (guint i = 0; i <= G_N_ELEMENTS (names); i++)
    {
      const char *name = i < G_N_ELEMENTS (names) ? names[i] : huge;
      SpillBuilder *builder = spill_master_add_builder (self->model.master, 10 + i, name);
      SpillBuild *build = spill_builder_add_build (builder, 50000 + i, 1);
      const char *people[] = { name, "<b>@x", NULL };
      SpillStep *step;

      spill_build_begin (build);
      spill_build_set_started (build, now - 300);
      spill_build_set_text (build, name);
      spill_build_set_people (build, people);
      spill_build_set_reason (build, name);
      spill_build_end (build);
      step = ui_add_step (build, 0, name, SPILL_RESULT_FAILURE, name);
      spill_step_add_log (step, 900 + i, name);
      /* Times that make no sense. */
      add_build (builder, 2, now + 1e6, now - 1e6, SPILL_RESULT_EXCEPTION);
      add_build (builder, 3, 1e-3, 1e18, SPILL_RESULT_NONE);
      change = g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) i + 1, "author", name, "comments",
                             name, "when", now - 200, NULL);
      spill_master_add_change (self->model.master, change);
      g_object_unref (change);
    }
  waterfall_wait_for_columns (&self->shown, 3 + G_N_ELEMENTS (names));
  exercise (&self->shown);
  say_all (&self->shown);
  gtk_widget_set_direction (GTK_WIDGET (self->shown.board), GTK_TEXT_DIR_RTL);
  exercise (&self->shown);
}

/* Each build is there once, none over another. */
static void
test_to_scale (Fixture       *self,
               gconstpointer  data)
{
  SpillBuilder *builder = spill_master_add_builder (self->model.master, 3, "parallel");
  double now = spill_now ();

  for (guint i = 0; i < 60; i++)
    {
      double start = now - g_test_rand_double_range (10, 20000);

      add_build (builder, i + 1, start, start + g_test_rand_double_range (1, 3000),
                 SPILL_RESULT_SUCCESS);
    }
  for (guint s = SPILL_SCALE_TIME; s <= SPILL_SCALE_FOLDED; s++)
    {
      SpillPicture *picture;
      const SpillPictureLane *lane;
      g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

      g_object_set (self->shown.view, "scale", spill_scale_to_nick (s), NULL);
      waterfall_wait_for_scale (&self->shown, s);
      waterfall_wait_for_columns (&self->shown, 3);
      picture = waterfall_get_picture (&self->shown);
      lane = &picture->lanes[1 + spill_waterfall_feed_find_column (
        spill_waterfall_board_get_feed (SPILL_WATERFALL_BOARD (self->shown.board)), 3)];
      g_assert_cmpuint (lane->n_cells, ==, 60);
      for (guint i = 0; i < lane->n_cells; i++)
        {
          const SpillPictureCell *a = &lane->cells[i];

          g_assert_true (g_hash_table_add (seen, GUINT_TO_POINTER (a->build->number)));
          for (guint j = i + 1; j < lane->n_cells; j++)
            {
              const SpillPictureCell *b = &lane->cells[j];

              if (b->y < a->y + a->height && a->n_places < 6)
                g_assert_cmpuint (a->place, !=, b->place);
            }
        }
    }
}

/* Of many builders the boxes of those in sight are made, and of others when one comes there. */

static gboolean
says_far_build (gpointer data)
{
  WaterfallShown *shown = data;

  board_press (shown->board, "Down");
  return g_strcmp0 (board_get_spoken (shown->board), "") != 0
         && g_str_has_prefix (board_get_spoken (shown->board), "x199, build 1,");
}

static void
test_many (Fixture       *self,
           gconstpointer  data)
{
  double now = spill_now ();
  SpillPicture *picture;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%u", i);
      SpillBuilder *builder = spill_master_add_builder (self->model.master, 1000 + i, name);

      add_build (builder, 1, now - 500 - i, now - 400 - i,
                 i == 150 ? SPILL_RESULT_FAILURE : SPILL_RESULT_SUCCESS);
    }
  waterfall_wait_for_columns (&self->shown, 202);
  picture = waterfall_get_picture (&self->shown);
  g_assert_cmpuint (picture->n_made, <, 60);
  gtk_widget_grab_focus (GTK_WIDGET (self->shown.board));
  waterfall_press (&self->shown, "<Control>Up");
  waterfall_press (&self->shown, "End");
  g_assert_true (g_str_has_prefix (board_get_spoken (self->shown.board), "x199"));
  ui_wait (says_far_build, &self->shown);
  g_assert_cmpuint (waterfall_get_picture (&self->shown)->n_made, <, 60);

  /* Failures are found where nothing is made yet. */
  waterfall_press (&self->shown, "p");
  g_assert_true (g_str_has_prefix (board_get_spoken (self->shown.board), "x150"));
}

/* Where other builders share the rows, the moment in sight stays in sight. */

static gboolean
has_turned (gpointer data)
{
  WaterfallShown *shown = data;
  SpillPicture *picture = waterfall_get_picture (shown);

  return picture->first > 60;
}

/* Of the label at the top. */
static double
get_top_moment (WaterfallShown *shown)
{
  SpillPicture *picture = waterfall_get_picture (shown);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (shown->board));
  double top = spill_board_get_top (shown->board);

  for (guint i = 0; i < picture->n_labels; i++)
    if (picture->labels[i].y * unit >= top - 1)
      return picture->labels[i].time;
  g_assert_not_reached ();
}

static void
test_keeps_moment (Fixture       *self,
                   gconstpointer  data)
{
  double now = spill_now (), moment, width, x;
  SpillBoard *board;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("x%03u", i);
      SpillBuilder *builder = spill_master_add_builder (self->model.master, 1000 + i, name);

      /* The later ones have more to show for the same time. */
      for (guint b = 0; b < 20; b++)
        add_build (builder, b + 1, now - 8100 + b * 400 + (i > 60 ? i * 30 % 400 : 0),
                   now - 8090 + b * 400 + (i > 60 ? i * 30 % 400 : 0), SPILL_RESULT_SUCCESS);
    }
  waterfall_wait_for_columns (&self->shown, 122);
  board = self->shown.board;
  g_assert_nonnull (ui_find_text (GTK_WIDGET (self->shown.view), "rows of those in sight"));
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (board)), 1500);
  ui_settle (self->shown.window);
  moment = get_top_moment (&self->shown);
  SPILL_BOARD_GET_CLASS (board)->get_column (board, 100, &x, &width);
  gtk_adjustment_set_value (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (board)), x);
  ui_wait (has_turned, &self->shown);
  ui_settle (self->shown.window);
  g_test_message ("%.0f s, then %.0f s before", now - moment, now - get_top_moment (&self->shown));
  g_assert_cmpfloat_with_epsilon (get_top_moment (&self->shown), moment, 400);
}

/* Wherever one looks the margin says of which day the first moment is, unless it is of today. */

static char *
dup_local (double      time,
           const char *format)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local ((gint64) time);

  return g_date_time_format (local, format);
}

static gboolean
is_of_today (double time)
{
  g_autofree char *then = dup_local (time, "%F");
  g_autofree char *today = dup_local (spill_now (), "%F");

  return g_str_equal (then, today);
}

/* More comes where the end comes in sight. */
static gboolean
has_yesterday (gpointer data)
{
  WaterfallShown *shown = data;
  SpillPicture *picture = waterfall_get_picture (shown);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (shown->board));

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return picture->n_labels > 10 && !is_of_today (picture->labels[picture->n_labels - 8].time);
}

/* Whether the first moment there is of another day. */
static gboolean
check_first_moment (WaterfallShown *shown,
                    double          top)
{
  SpillPicture *picture = waterfall_get_picture (shown);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (shown->board));

  for (guint i = 0; i < picture->n_labels; i++)
    {
      const SpillPictureLabel *label = &picture->labels[i];
      g_autofree char *day = NULL;
      g_autofree char *time = NULL;
      g_autofree char *expected = dup_local (label->time, "%a");

      if (label->folded > 0 || (label->y + label->height) * unit <= top)
        continue;
      spill_waterfall_margin_read (SPILL_WATERFALL_BOARD (shown->board), i, &day, &time);
      if (time == NULL)
        continue;
      if (!is_of_today (label->time))
        g_assert_true (g_str_has_prefix (day != NULL ? day : time, expected));
      return !is_of_today (label->time);
    }
  return FALSE;
}

static void
test_day (Fixture       *self,
          gconstpointer  data)
{
  SpillBuilder *builder = spill_master_add_builder (self->model.master, 3, "daily");
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->shown.board));
  double now = spill_now ();

  for (guint i = 0; i < 36; i++)
    add_build (builder, i + 1, now - (36 - i) * 7200, now - (36 - i) * 7200 + 1500, SPILL_RESULT_SUCCESS);
  waterfall_wait_for_columns (&self->shown, 3);
  for (guint scale = 0; scale < SPILL_N_SCALES; scale++)
    {
      guint n = 0;

      g_object_set (self->shown.view, "scale", spill_scale_to_nick (scale), NULL);
      waterfall_wait_for_scale (&self->shown, scale);
      ui_wait (has_yesterday, &self->shown);
      ui_settle (self->shown.window);
      for (double y = 0; y < gtk_adjustment_get_upper (adjustment); y += 7)
        {
          gtk_adjustment_set_value (adjustment, y);
          n += check_first_moment (&self->shown, spill_board_get_top (self->shown.board));
        }
      g_test_message ("%s: %u places of another day", spill_scale_to_nick (scale), n);
      g_assert_cmpuint (n, >, 10);
    }
}

static void
test_narrow (Fixture       *self,
             gconstpointer  data)
{
  double x, width;
  WaterfallShown small;

  waterfall_show_sized (&small, self->model.status, self->model.master, 360, 500);
  ui_settle (small.window);
  SPILL_BOARD_GET_CLASS (small.board)->get_column (small.board, 1, &x, &width);
  g_assert_cmpfloat (width, ==, 72);
  g_assert_cmpint (gtk_widget_get_width (small.window), <=, 380);
  waterfall_hide (&small);
}

static void
test_empty (void)
{
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillMaster) master = spill_master_new ("m9", "http://127.0.0.1:9/");
  WaterfallShown shown;

  spill_status_add_master (status, master);
  spill_master_set_connection (master, SPILL_CONNECTION_LIVE);
  waterfall_show (&shown, status, master);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (shown.view), "No Builders"));
  /* Without a master at all there is nothing, and no harm. */
  g_object_set (shown.view, "master", NULL, NULL);
  ui_settle (shown.window);
  waterfall_hide (&shown);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/ui/waterfall/same-boxes/demo", test_same_boxes_demo);
  g_test_add_func ("/ui/waterfall/same-boxes/frozen", test_same_boxes_frozen);
  g_test_add_func ("/ui/waterfall/walk/demo", test_walk_demo);
  g_test_add_func ("/ui/waterfall/older", test_older);
#define ADD(name) g_test_add ("/ui/waterfall/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (speaks);
  ADD (last_build);
  ADD (without_keyboard);
  ADD (names_scale);
  ADD (follows);
  ADD (holds);
  ADD (filters);
  ADD (offers);
  ADD (menu);
  ADD (hostile);
  ADD (to_scale);
  ADD (many);
  ADD (keeps_moment);
  ADD (day);
  ADD (narrow);
  g_test_add_func ("/ui/waterfall/empty", test_empty);

  return g_test_run ();
}
