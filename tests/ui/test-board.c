#include "config.h"

#include <string.h>

#include "board-test.h"
#include "ui-test.h"
#include "ui/spill-board-private.h"

#define N_COLUMNS 1000
#define WIDTH     100
#define HEAD      40
#define GUTTER    50
#define HEIGHT    30

/* A board of 1,000 columns whose column i has i % 50 rows, in every third of which nothing can be
 * focused; in column 3 all are bad. New rows come on top. */
#define TOY_TYPE_BOARD (toy_board_get_type ())
G_DECLARE_FINAL_TYPE (ToyBoard, toy_board, TOY, BOARD, SpillBoard)

struct _ToyBoard
{
  SpillBoard parent_instance;

  int        n_columns;
  int        n_new;        /* rows above row 0 of the beginning */
  guint      n_cells;      /* drawn */
  guint      n_heads;
  guint      n_activated;
  int        first;        /* in sight */
  int        n;
};

G_DEFINE_FINAL_TYPE (ToyBoard, toy_board, SPILL_TYPE_BOARD)

static void
toy_board_get_size (SpillBoard     *board,
                    SpillBoardSize *size)
{
  ToyBoard *self = TOY_BOARD (board);
  double zoom = spill_board_get_zoom (board);

  *size = (SpillBoardSize) { self->n_columns, self->n_columns * WIDTH * zoom,
                             (49 + self->n_new) * HEIGHT * zoom, HEAD, GUTTER };
}

static void
toy_board_get_column (SpillBoard *board,
                      int         column,
                      double     *x,
                      double     *width)
{
  *width = WIDTH * spill_board_get_zoom (board);
  *x = column * *width;
}

static int
toy_board_get_n_rows (SpillBoard *board,
                      int         column)
{
  return (column < 0 ? 49 : column % 50) + TOY_BOARD (board)->n_new;
}

static void
toy_board_get_bounds (SpillBoard           *board,
                      const SpillBoardCell *cell,
                      graphene_rect_t      *bounds)
{
  double zoom = spill_board_get_zoom (board);

  *bounds = GRAPHENE_RECT_INIT (cell->column * WIDTH * zoom, cell->row * HEIGHT * zoom, WIDTH * zoom,
                                HEIGHT * zoom);
}

static int
toy_board_find_rows (SpillBoard *board,
                     int         column,
                     double      top,
                     double      bottom,
                     int        *n)
{
  double height = HEIGHT * spill_board_get_zoom (board);
  int n_rows = toy_board_get_n_rows (board, column);
  int first = CLAMP ((int) (top / height), 0, n_rows);

  *n = CLAMP ((int) (bottom / height) + 1, first, n_rows) - first;
  return first;
}

static void
toy_board_draw_cell (SpillBoard            *board,
                     const SpillBoardCell  *cell,
                     GtkSnapshot           *snapshot,
                     const graphene_rect_t *bounds,
                     double                 top)
{
  ToyBoard *self = TOY_BOARD (board);

  g_assert_true (top >= bounds->origin.y);
  if (cell->row < 0)
    self->n_heads++;
  else
    self->n_cells++;
  spill_palette_draw_box (spill_board_get_palette (board), SPILL_LOOK_SUCCESS, snapshot, bounds,
                          spill_board_is_rtl (board), 1);
  spill_board_draw_text (board, snapshot, "words", SPILL_TEXT_PLAIN, SPILL_TEXT_END,
                         bounds->origin.x, bounds->origin.y, bounds->size.width,
                         &spill_board_get_palette (board)->text);
}

static gboolean
toy_board_is_focusable (SpillBoard           *board,
                        const SpillBoardCell *cell)
{
  return cell->column >= 0 && (cell->row < 0 || (cell->row - TOY_BOARD (board)->n_new) % 3 != 2);
}

static char *
toy_board_dup_words (SpillBoard           *board,
                     const SpillBoardCell *cell)
{
  if (cell->row < 0)
    return g_strdup_printf ("head %d", cell->column);
  return g_strdup_printf ("%d/%d", cell->column, cell->row - TOY_BOARD (board)->n_new);
}

static void
toy_board_get_id (SpillBoard           *board,
                  const SpillBoardCell *cell,
                  SpillBoardId         *id)
{
  *id = (SpillBoardId) { cell->column + 1, cell->row < 0 ? -1000 : cell->row - TOY_BOARD (board)->n_new };
}

static gboolean
toy_board_find_id (SpillBoard         *board,
                   const SpillBoardId *id,
                   SpillBoardCell     *cell)
{
  cell->column = id->a - 1;
  cell->row = id->b == -1000 ? SPILL_BOARD_HEAD : id->b + TOY_BOARD (board)->n_new;
  return cell->column < TOY_BOARD (board)->n_columns;
}

static gboolean
toy_board_find_failure (SpillBoard           *board,
                        const SpillBoardCell *from,
                        gboolean              forward,
                        SpillBoardCell       *found)
{
  *found = (SpillBoardCell) { 3, from->column == 3 ? from->row + (forward ? 1 : -1) : 0 };
  return found->row >= 0 && found->row < toy_board_get_n_rows (board, 3);
}

static void
toy_board_activate (SpillBoard           *board,
                    const SpillBoardCell *cell,
                    double                x,
                    double                y)
{
  TOY_BOARD (board)->n_activated++;
}

static SpillCard *
toy_board_make_card (SpillBoard           *board,
                     const SpillBoardCell *cell)
{
  SpillCard *card = spill_card_new ("more about it", NULL);

  spill_card_add (card, "what nobody says", NULL);
  return card;
}

static GMenuModel *
toy_board_dup_menu (SpillBoard           *board,
                    const SpillBoardCell *cell)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, "Do", "toy.do");
  return G_MENU_MODEL (menu);
}

static void
toy_board_in_sight (SpillBoard *board,
                    int         first,
                    int         n,
                    double      top,
                    double      bottom)
{
  TOY_BOARD (board)->first = first;
  TOY_BOARD (board)->n = n;
}

static void
toy_board_class_init (ToyBoardClass *klass)
{
  SpillBoardClass *board_class = SPILL_BOARD_CLASS (klass);

  board_class->get_size = toy_board_get_size;
  board_class->get_column = toy_board_get_column;
  board_class->get_n_rows = toy_board_get_n_rows;
  board_class->get_bounds = toy_board_get_bounds;
  board_class->find_rows = toy_board_find_rows;
  board_class->draw_cell = toy_board_draw_cell;
  board_class->is_focusable = toy_board_is_focusable;
  board_class->dup_words = toy_board_dup_words;
  board_class->get_id = toy_board_get_id;
  board_class->find_id = toy_board_find_id;
  board_class->find_failure = toy_board_find_failure;
  board_class->activate = toy_board_activate;
  board_class->dup_menu = toy_board_dup_menu;
  board_class->make_card = toy_board_make_card;
  board_class->in_sight = toy_board_in_sight;
}

static void
toy_board_init (ToyBoard *self)
{
  self->n_columns = N_COLUMNS;
}

typedef struct
{
  ToyBoard  *toy;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->toy = g_object_ref_sink (g_object_new (TOY_TYPE_BOARD, NULL));
  self->window = board_show (SPILL_BOARD (self->toy), 600, 400);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_assert_finalize_object (self->toy);
}

static void
draw (Fixture *self)
{
  g_autoptr(GskRenderNode) node = board_draw (SPILL_BOARD (self->toy));

  g_assert_nonnull (node);
}

static double
get_top (Fixture *self)
{
  return gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->toy)));
}

static void
scroll_to (Fixture *self,
           double   start,
           double   top)
{
  gtk_adjustment_set_value (gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (self->toy)), start);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->toy)), top);
  ui_settle (self->window);
}

/* Of 1,000 columns, what is in sight. */
static void
test_culls (Fixture       *self,
            gconstpointer  data)
{
  scroll_to (self, 30000, 300);
  spill_board_changed (SPILL_BOARD (self->toy));
  self->toy->n_cells = self->toy->n_heads = 0;
  draw (self);
  g_assert_cmpuint (self->toy->n_cells, >, 0);
  g_assert_cmpuint (self->toy->n_cells, <=, 7 * 13 + 14);
  g_assert_cmpuint (self->toy->n_heads, <=, 8);
  g_assert_cmpint (self->toy->first, ==, 300);
  g_assert_cmpint (self->toy->n, <=, 7);
}

/* What has not changed is not drawn again. */
static void
test_keeps_drawings (Fixture       *self,
                     gconstpointer  data)
{
  scroll_to (self, 3000, 0);
  draw (self);
  self->toy->n_cells = self->toy->n_heads = 0;
  draw (self);
  g_assert_cmpuint (self->toy->n_cells, <=, 13);   /* the gutter */
  g_assert_cmpuint (self->toy->n_heads, ==, 1);    /* the corner */

  spill_board_head_changed (SPILL_BOARD (self->toy), 31);
  self->toy->n_cells = self->toy->n_heads = 0;
  draw (self);
  g_assert_cmpuint (self->toy->n_cells, <=, 13);
  g_assert_cmpuint (self->toy->n_heads, ==, 2);

  spill_board_column_changed (SPILL_BOARD (self->toy), 31);
  self->toy->n_cells = self->toy->n_heads = 0;
  draw (self);
  g_assert_cmpuint (self->toy->n_cells, >, 13);
  g_assert_cmpuint (self->toy->n_cells, <=, 26);
  g_assert_cmpuint (self->toy->n_heads, ==, 2);

  spill_board_column_changed (SPILL_BOARD (self->toy), 500);
  self->toy->n_cells = 0;
  draw (self);
  g_assert_cmpuint (self->toy->n_cells, <=, 13);
}

/* Each key, and what is said after it. */
static void
test_keys (Fixture       *self,
           gconstpointer  data)
{
  static const struct { const char *key; const char *words; } steps[] = {
    { "Right", "2/0" },
    { "Right", "3/0" },
    { "Right", "4/0" },
    { "Down", "4/1" },
    { "Down", "4/3" },              /* over one that cannot be focused */
    { "Left", "3/1" },              /* where this column ends */
    { "Right", "4/3" },             /* the height is kept */
    { "Down", "4/3" },              /* the end */
    { "Up", "4/1" },
    { "<Control>Up", "head 4" },     /* and to the top */
    { "Left", "head 3" },
    { "Down", "3/0" },
    { "Up", "head 3" },
    { "Up", "head 3" },
    { "Home", "head 0" },
    { "Down", "head 0" },           /* column 0 has no rows */
    { "End", "head 999" },
    { "Down", "999/0" },
    { "<Control>Down", "999/48" },
    { "<Control>Home", "head 0" },
    { "<Control>End", "999/48" },
    { "Page_Up", "999/37" },
    { "Page_Down", "999/48" },
    { "n", "3/0" },
    { "n", "3/1" },
    { "p", "3/0" },
    { "p", "3/0" },
  };
  SpillBoard *board = SPILL_BOARD (self->toy);

  gtk_widget_grab_focus (GTK_WIDGET (board));
  g_assert_cmpstr (board_get_spoken (board), ==, "1/0");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkWidget *before = gtk_widget_get_focus_child (GTK_WIDGET (board));
      g_autofree char *words = g_strdup (board_get_spoken (board));

      board_press (board, steps[i].key);
      ui_settle (self->window);
      g_test_message ("%s: %s", steps[i].key, board_get_spoken (board));
      g_assert_cmpstr (board_get_spoken (board), ==, steps[i].words);
      /* Only a focus that moves is spoken. */
      if (!g_str_equal (words, steps[i].words))
        g_assert_true (before != gtk_widget_get_focus_child (GTK_WIDGET (board)));
    }
  board_press (board, "Return");
  g_assert_cmpuint (self->toy->n_activated, ==, 1);
}

/* New rows come on top: what one looks at stays, and so does the focus; who is at the top follows. */
static void
test_keeps_place (Fixture       *self,
                  gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);

  self->toy->n_new = 1;
  spill_board_changed (board);
  ui_settle (self->window);
  g_assert_cmpfloat (get_top (self), ==, 0);
  g_assert_true (spill_board_is_at_top (board));

  scroll_to (self, 3000, 300);
  g_assert_false (spill_board_is_at_top (board));
  self->toy->n_new += 4;
  spill_board_changed (board);
  ui_settle (self->window);
  g_assert_cmpfloat (get_top (self), ==, 300 + 4 * HEIGHT);

  spill_board_set_focus_cell (board, &(SpillBoardCell) { 33, 20 });
  gtk_widget_grab_focus (GTK_WIDGET (board));
  g_assert_cmpstr (board_get_spoken (board), ==, "33/15");
  self->toy->n_new += 2;
  spill_board_changed (board);
  ui_settle (self->window);
  g_assert_cmpstr (board_get_spoken (board), ==, "33/15");
  g_assert_cmpfloat (get_top (self), ==, 300 + 6 * HEIGHT);

  spill_board_scroll_to_top (board);
  ui_settle (self->window);
  g_assert_true (spill_board_is_at_top (board));

  /* Its column goes. */
  self->toy->n_columns = 10;
  spill_board_changed (board);
  ui_settle (self->window);
  g_assert_nonnull (board_get_spoken (board));
  g_assert_true (g_str_has_prefix (board_get_spoken (board), "9/"));
}

static void
test_picks (Fixture       *self,
            gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);
  SpillBoardCell cell;
  graphene_point_t inner;

  scroll_to (self, 3050, 45);
  for (guint i = 0; i < 2; i++)
    {
      double width = gtk_widget_get_width (GTK_WIDGET (board));

      g_assert_true (spill_board_pick (board, i == 0 ? GUTTER + 5 : width - GUTTER - 5, HEAD + 5,
                                       &cell, &inner));
      g_assert_cmpint (cell.column, ==, 30);
      g_assert_cmpint (cell.row, ==, 1);
      g_assert_cmpfloat_with_epsilon (inner.x, 55, 0.1);
      g_assert_cmpfloat_with_epsilon (inner.y, 20, 0.1);
      g_assert_true (
        spill_board_pick (board, i == 0 ? GUTTER + 5 : width - GUTTER - 5, 5, &cell, NULL));
      g_assert_cmpint (cell.row, ==, SPILL_BOARD_HEAD);
      g_assert_true (spill_board_pick (board, i == 0 ? 5 : width - 5, HEAD + 5, &cell, NULL));
      g_assert_cmpint (cell.column, ==, SPILL_BOARD_HEAD);
      g_assert_cmpint (cell.row, ==, 1);
      g_assert_false (spill_board_pick (board, -1, 5, &cell, NULL));

      /* The same from right to left: adjustments count from the left. */
      gtk_widget_set_direction (GTK_WIDGET (board), GTK_TEXT_DIR_RTL);
      scroll_to (self, N_COLUMNS * WIDTH - 3050 - (width - GUTTER), 45);
    }
}

static void
test_zoom (Fixture       *self,
           gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);

  board_press (board, "<Control>plus");
  g_assert_cmpfloat (spill_board_get_zoom (board), >, 1.1);
  board_press (board, "<Control>0");
  g_assert_cmpfloat (spill_board_get_zoom (board), ==, 1);
  for (guint i = 0; i < 40; i++)
    board_press (board, "<Control>minus");
  g_assert_cmpfloat (spill_board_get_zoom (board), ==, 0.5);
  ui_settle (self->window);
  board_press (board, "<Control><Shift>Right");
  g_assert_cmpfloat (spill_board_get_column_width (board), >, 132);
}

static void
test_card (Fixture       *self,
           gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);

  gtk_widget_grab_focus (GTK_WIDGET (board));
  board_press (board, "<Control>i");
  ui_settle (self->window);
  g_assert_nonnull (ui_find_text (GTK_WIDGET (board), "more about it"));
  /* It does not take the keyboard. */
  g_assert_cmpstr (board_get_spoken (board), ==, "1/0");
  board_press (board, "Escape");
  ui_settle (self->window);
  g_assert_null (ui_find_text (GTK_WIDGET (board), "more about it"));
  board_press (board, "<Control>i");
  board_press (board, "Right");
  ui_settle (self->window);
  g_assert_null (ui_find_text (GTK_WIDGET (board), "more about it"));
}

/* A line is cut to its room, stays one run, and hostile text costs no more than other text. */
static void
test_texts (void)
{
  static const char *const texts[] = {
    "short", "a rather long name of a builder in the middle of it", "", "two\nlines", "<b>not bold</b> & so on",
    "\u202eright to left override", "\u05d0\u05d1\u05d2 \u05d3\u05d4\u05d5 \u05d6\u05d7\u05d8 \u05d9\u05db\u05dc \u05de\u05e0\u05e1", "\xff\xfe broken",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301 combining",
  };
  SpillTextCache *cache = spill_text_cache_new ();
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  g_autofree char *huge = g_strnfill (100000, 'x');
  PangoLayout *layout;

  spill_text_cache_set_context (cache, gtk_widget_get_pango_context (label), 1);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (guint fit = 0; fit < 2; fit++)
      for (int width = 0; width < 400; width += 7)
        {
          int used;

          layout = spill_text_cache_get (cache, texts[i], SPILL_TEXT_PLAIN, fit, width);
          pango_layout_get_pixel_size (layout, &used, NULL);
          if (width > 30)
            g_assert_cmpint (used, <=, width);
          g_assert_cmpint (pango_layout_get_line_count (layout), ==, 1);
          g_assert_true (spill_text_cache_get (cache, texts[i], SPILL_TEXT_PLAIN, fit, width)
                         == layout);
        }
  layout = spill_text_cache_get (cache, texts[1], SPILL_TEXT_PLAIN, SPILL_TEXT_MIDDLE, 150);
  g_assert_true (g_str_has_prefix (pango_layout_get_text (layout), "a r"));
  g_assert_true (g_str_has_suffix (pango_layout_get_text (layout), "it"));
  g_assert_nonnull (strstr (pango_layout_get_text (layout), "…"));
  g_assert_false (pango_layout_is_ellipsized (layout));
  layout = spill_text_cache_get (cache, huge, SPILL_TEXT_PLAIN, SPILL_TEXT_END, 1000000);
  g_assert_cmpuint (strlen (pango_layout_get_text (layout)), <, 300);

  for (guint i = 0; i < 3 * SPILL_TEXT_CACHE_SIZE; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      spill_text_cache_get (cache, text, SPILL_TEXT_PLAIN, SPILL_TEXT_END, 100);
      spill_text_cache_get (cache, "always", SPILL_TEXT_PLAIN, SPILL_TEXT_END, 100);
    }
  g_assert_cmpuint (spill_text_cache_get_size (cache), <=, SPILL_TEXT_CACHE_SIZE);
  spill_text_cache_free (cache);
  g_object_unref (label);
}

/* Fingers. X's test servers have none: here the real controllers tell of them; what a browser's touches
 * do to the window was tried by hand. */

static GtkEventController *
find_controller (Fixture *self,
                 GType    type)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->toy));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;   /* the widget has it */
    }
  g_assert_not_reached ();
}

/* What is under the fingers stays there; at the top one stays at the top. */
static void
test_pinch (Fixture       *self,
            gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);
  GtkEventController *pinch = find_controller (self, GTK_TYPE_GESTURE_ZOOM);
  GtkEventController *motion = find_controller (self, GTK_TYPE_EVENT_CONTROLLER_MOTION);
  SpillBoardCell before, after;
  graphene_point_t a, b;

  scroll_to (self, 3000, 300);
  g_signal_emit_by_name (motion, "motion", 400.0, 300.0);
  g_assert_true (spill_board_pick (board, 400, 300, &before, &a));
  g_signal_emit_by_name (pinch, "begin", NULL);
  g_signal_emit_by_name (pinch, "scale-changed", 1.2);
  g_signal_emit_by_name (pinch, "scale-changed", 1.6);
  ui_settle (self->window);
  g_assert_cmpfloat_with_epsilon (spill_board_get_zoom (board), 1.6, 1e-6);
  g_assert_true (spill_board_pick (board, 400, 300, &after, &b));
  g_assert_cmpint (after.column, ==, before.column);
  g_assert_cmpint (after.row, ==, before.row);
  g_assert_cmpfloat_with_epsilon (b.x, a.x * 1.6, 3);
  g_assert_cmpfloat_with_epsilon (b.y, a.y * 1.6, 3);

  /* From where it is, and not beyond what can be read. */
  g_signal_emit_by_name (pinch, "begin", NULL);
  g_signal_emit_by_name (pinch, "scale-changed", 0.01);
  ui_settle (self->window);
  g_assert_cmpfloat (spill_board_get_zoom (board), ==, 0.5);

  scroll_to (self, 0, 0);
  g_signal_emit_by_name (pinch, "begin", NULL);
  g_signal_emit_by_name (pinch, "scale-changed", 4.0);
  ui_settle (self->window);
  g_assert_cmpfloat (get_top (self), ==, 0);
}

static void
test_long_press (Fixture       *self,
                 gconstpointer  data)
{
  SpillBoard *board = SPILL_BOARD (self->toy);
  GtkEventController *press = find_controller (self, GTK_TYPE_GESTURE_LONG_PRESS);
  SpillBoardCell cell, focused;
  GtkWidget *menu;

  g_assert_true (gtk_gesture_single_get_touch_only (GTK_GESTURE_SINGLE (press)));
  scroll_to (self, 3000, 0);
  g_assert_true (spill_board_pick (board, 300, 60, &cell, NULL));
  g_signal_emit_by_name (press, "pressed", 300.0, 60.0);
  ui_settle (self->window);
  menu = ui_find_type (GTK_WIDGET (board), GTK_TYPE_POPOVER_MENU);
  g_assert_nonnull (menu);
  g_assert_true (gtk_widget_get_visible (menu));
  g_assert_true (spill_board_get_focus_cell (board, &focused));
  g_assert_cmpint (focused.column, ==, cell.column);
  g_assert_cmpint (focused.row, ==, cell.row);
  gtk_popover_popdown (GTK_POPOVER (menu));
  ui_settle (self->window);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(name) g_test_add ("/ui/board/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (culls);
  ADD (keeps_drawings);
  ADD (keys);
  ADD (keeps_place);
  ADD (picks);
  ADD (zoom);
  ADD (card);
  ADD (pinch);
  ADD (long_press);
  g_test_add_func ("/ui/board/texts", test_texts);

  return g_test_run ();
}
