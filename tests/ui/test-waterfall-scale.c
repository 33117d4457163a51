#include "config.h"

#include <string.h>

#include "board-test.h"
#include "ui-test.h"
#include "ui/spill-waterfall-draw.h"
#include "util/spill-clock.h"
#include "waterfall-test.h"

/* A waterfall whose height is time: builds with their steps in them. */

typedef struct
{
  UiFixture       model;
  WaterfallShown  shown;
  double          now;
} Fixture;

static void
add_step (Fixture     *self,
          SpillBuild  *build,
          guint        number,
          const char  *name,
          double       from,     /* seconds ago */
          double       to,
          SpillResult  result)
{
  SpillStep *step = spill_build_add_step (build, number, name);

  spill_step_begin (step);
  spill_step_set_started (step, self->now - from);
  spill_step_set_text (step, result == SPILL_RESULT_FAILURE ? "3 tests failed" : "done");
  spill_step_set_finished (step, self->now - to, result);
  spill_step_end (step);
}

/* At a zoom of 1 ten pixels are a minute. */
static void
add_long_build (Fixture      *self,
                SpillBuilder *builder)
{
  SpillBuild *build = spill_builder_add_build (builder, 3001, 1);

  spill_build_begin (build);
  spill_build_set_started (build, self->now - 3600);
  spill_build_set_finished (build, self->now - 600, SPILL_RESULT_FAILURE);
  spill_build_set_text (build, "failed test");
  spill_build_set_reason (build, "somebody asked for it");
  add_step (self, build, 0, "setup", 3600, 3595, SPILL_RESULT_SUCCESS);
  add_step (self, build, 1, "compile", 3595, 2400, SPILL_RESULT_SUCCESS);
  add_step (self, build, 2, "test", 2400, 1500, SPILL_RESULT_FAILURE);
  add_step (self, build, 3, "clean", 1500, 1480, SPILL_RESULT_SUCCESS);
  add_step (self, build, 4, "upload", 1480, 1400, SPILL_RESULT_SUCCESS);
  spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
  spill_build_end (build);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  static const char *const words[] = { "connect", "worker-7", NULL };
  SpillBuilder *builder;

  self->now = spill_now ();
  ui_fixture_set_up (&self->model);
  builder = spill_master_add_builder (self->model.master, 3, "long");
  add_long_build (self, builder);
  spill_builder_add_event (builder, self->now - 300, words);
  waterfall_show_sized (&self->shown, self->model.status, self->model.master, 900, 800);
  g_object_set (self->shown.view, "scale", data, NULL);
  waterfall_wait_for_scale (&self->shown, spill_scale_from_nick (data));
  gtk_widget_grab_focus (GTK_WIDGET (self->shown.board));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  waterfall_hide (&self->shown);
  ui_fixture_tear_down (&self->model);
}

static void
assert_says (Fixture    *self,
             const char *begin,
             const char *within)
{
  const char *said = board_get_spoken (self->shown.board);

  g_test_message ("%s", said);
  g_assert_true (g_str_has_prefix (said, begin));
  g_assert_nonnull (strstr (said, within));
}

/* Each step that is high enough is reached by itself; what is too thin is passed over. */
static void
test_keys (Fixture       *self,
           gconstpointer  data)
{
  static const struct { const char *key; const char *begin; const char *within; } steps[] = {
    { "<Control>Home", "Changes", "" },
    { "Right", "linux-gcc", "" },
    { "Right", "long: failing", "" },
    { "<Control>Up", "long: failing", "" },
    { "Down", "long, connect worker-7", "at " },
    { "Down", "long, build 1, somebody asked for it, Failed", "3 tests failed" },
    { "Down", "long, build 1, step upload, Success", "1 minute 20 seconds" },
    { "Down", "long, build 1, step test, Failed", "3 tests failed" },
    { "Down", "long, build 1, step compile, Success", "" },
    { "Down", "long, build 1, step compile, Success", "" },
    { "p", "long, build 1, step test, Failed", "" },
    { "Up", "long, build 1, step upload", "" },
    { "n", "long, build 1, step test", "" },
    { "Up", "long, build 1, step upload", "" },
    { "Up", "long, build 1, somebody", "" },
    { "n", "long, build 1, step test", "" },
    { "Up", "long, build 1, step upload", "" },
    { "Up", "long, build 1, somebody", "" },
    { "Up", "long, connect", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      waterfall_press (&self->shown, steps[i].key);
      assert_says (self, steps[i].begin, steps[i].within);
    }
}

static void
test_zoom (Fixture       *self,
           gconstpointer  data)
{
  waterfall_press (&self->shown, "n");
  waterfall_press (&self->shown, "Up");
  assert_says (self, "long, build 1, step upload", "");
  /* Twenty seconds are ten pixels there. */
  g_object_set (self->shown.view, "zoom", 3.0, NULL);
  ui_settle (self->shown.window);
  assert_says (self, "long, build 1, step upload", "");
  waterfall_press (&self->shown, "Down");
  assert_says (self, "long, build 1, step clean", "20 seconds");
  /* What had the focus is too thin now: its build has it. */
  g_object_set (self->shown.view, "zoom", 0.5, NULL);
  ui_settle (self->shown.window);
  assert_says (self, "long, build 1, somebody", "Failed");
  waterfall_press (&self->shown, "Down");
  assert_says (self, "long, build 1, step test", "");
}

/* Where in the widget a step is. */
static void
find_step (Fixture          *self,
           const char       *name,
           SpillBoardCell   *cell,
           graphene_rect_t  *area)
{
  for (int column = 1; column < 3; column++)
    for (int row = 0; row < SPILL_BOARD_GET_CLASS (self->shown.board)
                              ->get_n_rows (self->shown.board, column);
         row++)
      {
        *cell = (SpillBoardCell) { column, row };
        if (g_str_equal (spill_waterfall_board_get_cell (
                           SPILL_WATERFALL_BOARD (self->shown.board), cell)->box->name, name))
          {
            g_assert_true (spill_board_get_area (self->shown.board, cell, area));
            return;
          }
      }
  g_assert_not_reached ();
}

/* The pointer finds a step in its build, and the build beside it. */
static void
test_pointer (Fixture       *self,
              gconstpointer  data)
{
  SpillBoard *board = self->shown.board;
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (board);
  SpillBoardCell cell, picked;
  graphene_rect_t area;
  graphene_point_t inner;
  SpillStep *step;
  g_autoptr(SpillCard) card = NULL;
  g_autoptr(GMenuModel) menu = NULL;
  g_autofree char *text = NULL;

  find_step (self, "test", &cell, &area);
  g_assert_true (spill_board_pick (board, area.origin.x + area.size.width / 2,
                                   area.origin.y + area.size.height / 2, &picked, &inner));
  g_assert_cmpint (picked.row, ==, cell.row);
  g_assert_true (klass->is_link (board, &picked, inner.x, inner.y));
  step = spill_waterfall_board_get_step (SPILL_WATERFALL_BOARD (board), &picked);
  g_assert_cmpstr (spill_step_get_name (step), ==, "test");

  card = klass->make_card (board, &picked);
  text = spill_card_dup_text (card);
  g_assert_nonnull (strstr (text, "test"));
  g_assert_nonnull (strstr (text, "3 tests failed"));
  menu = klass->dup_menu (board, &picked);
  g_assert_cmpint (g_menu_model_get_n_items (menu), >, 1);

  g_assert_true (spill_board_pick (board, area.origin.x - 12, area.origin.y + area.size.height / 2,
                                   &picked, NULL));
  g_assert_cmpint (spill_waterfall_board_get_cell (SPILL_WATERFALL_BOARD (board), &picked)->box->kind,
                   ==, SPILL_BOX_BUILD);
  g_assert_null (spill_waterfall_board_get_step (SPILL_WATERFALL_BOARD (board), &picked));
  g_assert_nonnull (spill_waterfall_board_get_build (SPILL_WATERFALL_BOARD (board), &picked));

  /* What is too thin to be a cell is of its build. */
  find_step (self, "clean", &cell, &area);
  g_assert_false (spill_board_is_focusable (board, &cell));
  g_assert_true (spill_board_pick (board, area.origin.x + area.size.width / 2,
                                   area.origin.y + area.size.height / 2, &picked, NULL));
  g_assert_cmpint (spill_waterfall_board_get_cell (SPILL_WATERFALL_BOARD (board), &picked)->box->kind,
                   ==, SPILL_BOX_BUILD);
}

/* Each pixel of a build's steps costs a few nodes. */
static void
test_nodes (Fixture       *self,
            gconstpointer  data)
{
  static const double zooms[] = { 0.5, 1, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      g_autoptr(GskRenderNode) node = NULL;
      guint n_cells = 3 + 16;   /* headers, and moments at the margin */

      g_object_set (self->shown.view, "zoom", zooms[i], NULL);
      ui_settle (self->shown.window);
      for (int column = 0; column < 3; column++)
        for (int row = 0; row < SPILL_BOARD_GET_CLASS (self->shown.board)
                                  ->get_n_rows (self->shown.board, column);
             row++)
          n_cells += spill_board_is_focusable (self->shown.board, &(SpillBoardCell) { column, row });
      node = board_draw (self->shown.board);
      g_test_message ("zoom %g: %u nodes, %u cells", zooms[i], board_count_nodes (node), n_cells);
      g_assert_cmpuint (board_count_nodes (node), <=, 4 * n_cells + 20);
    }
}

/* Beside its steps a build of a column of usual width has its number, however short it is. */
static void
test_numbers (Fixture       *self,
              gconstpointer  data)
{
  static const guint numbers[] = { 7, 628, 1249 };
  SpillWaterfallBoard *board = SPILL_WATERFALL_BOARD (self->shown.board);

  for (double zoom = 1; zoom < 3; zoom *= 1.2)
    {
      double width, x;

      spill_board_set_zoom (self->shown.board, zoom);
      SPILL_BOARD_GET_CLASS (board)->get_column (self->shown.board, 1, &x, &width);
      for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
        {
          double title = spill_waterfall_board_get_title_width (board, numbers[i], width);
          double needed = spill_waterfall_draw_measure_number (self->shown.board, numbers[i]);

          g_test_message ("zoom %g: #%u needs %g and has %g of %g", zoom, numbers[i], needed, title,
                          width);
          g_assert_cmpfloat (title, <=, width / 2);
          if (numbers[i] < 1000)
            g_assert_cmpfloat (title, >=, needed);
        }
    }
}

/* Of many builds at the same time each has next to no room. */
static void
test_crowd (Fixture       *self,
            gconstpointer  data)
{
  SpillBuilder *builder = spill_list_find (spill_master_get_builders (self->model.master), 3);
  static const double zooms[] = { 0.5, 0.7, 1, 3 };

  for (guint i = 0; i < 8; i++)
    {
      SpillBuild *build = spill_builder_add_build (builder, 4000 + i, 10 + i);

      spill_build_begin (build);
      spill_build_set_started (build, self->now - 3000 + i);
      add_step (self, build, 0, "make", 3000 - i, 1000, SPILL_RESULT_SUCCESS);
      spill_build_set_finished (build, self->now - 1000 + i, SPILL_RESULT_SUCCESS);
      spill_build_set_part_state (build, SPILL_PART_STEPS, SPILL_PART_HERE, NULL);
      spill_build_end (build);
    }
  g_object_set (self->shown.view, "column-width", 40.0, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      g_autoptr(GskRenderNode) node = NULL;
      g_autoptr(GdkTexture) texture = NULL;

      g_object_set (self->shown.view, "zoom", zooms[i], NULL);
      ui_settle (self->shown.window);
      node = board_draw (self->shown.board);
      texture = gsk_renderer_render_texture (
        gtk_native_get_renderer (GTK_NATIVE (self->shown.window)), node,
        &GRAPHENE_RECT_INIT (0, 0, 900, 800));
      g_assert_nonnull (texture);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const scales[] = { "time", "folded" };

  g_test_init (&argc, &argv, NULL);
  adw_init ();

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      g_autofree char *keys = g_strdup_printf ("/ui/waterfall-scale/%s/keys", scales[i]);
      g_autofree char *zoom = g_strdup_printf ("/ui/waterfall-scale/%s/zoom", scales[i]);
      g_autofree char *pointer = g_strdup_printf ("/ui/waterfall-scale/%s/pointer", scales[i]);
      g_autofree char *crowd = g_strdup_printf ("/ui/waterfall-scale/%s/crowd", scales[i]);
      g_autofree char *numbers = g_strdup_printf ("/ui/waterfall-scale/%s/numbers", scales[i]);
      g_autofree char *nodes = g_strdup_printf ("/ui/waterfall-scale/%s/nodes", scales[i]);

      g_test_add (keys, Fixture, scales[i], set_up, test_keys, tear_down);
      g_test_add (zoom, Fixture, scales[i], set_up, test_zoom, tear_down);
      g_test_add (pointer, Fixture, scales[i], set_up, test_pointer, tear_down);
      g_test_add (crowd, Fixture, scales[i], set_up, test_crowd, tear_down);
      g_test_add (numbers, Fixture, scales[i], set_up, test_numbers, tear_down);
      g_test_add (nodes, Fixture, scales[i], set_up, test_nodes, tear_down);
    }

  return g_test_run ();
}
