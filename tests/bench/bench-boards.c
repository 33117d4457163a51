/* Grid, either way round, and console at the size of a big master, fed through its real socket while
 * 100 events a second arrive: what a frame costs us (measure, allocate, snapshot; processor time of
 * the main thread), how many nodes it has, and what a picture costs. */

#include "config.h"

#include <adwaita.h>

#include "app/spill-engine.h"
#include "bench-board.h"
#include "model/spill-master.h"
#include "spill-resources.h"
#include "ui/spill-board-page.h"
#include "ui/spill-console-board.h"
#include "ui/spill-console-page.h"
#include "ui/spill-grid-board.h"
#include "ui/spill-grid-page.h"

#define WIDTH  1280
#define HEIGHT 900
#define FLOOD  "flood 100 600"

typedef struct
{
  SpillEngine    *engine;
  SpillMaster    *master;
  GtkWidget      *window;
  GtkWidget      *stack;     /* as in the window of the app: what was seen stays */
  SpillBoardPage *page;
  BenchBoard      bench;
} Bench;

static gboolean
is_live (gpointer user_data)
{
  return spill_master_is_fresh (((Bench *) user_data)->master);
}

static guint
count_rows (SpillBoard *board)
{
  return SPILL_BOARD_GET_CLASS (board)->get_n_rows (board, 0);
}

static gboolean
has_picture (gpointer user_data)
{
  Bench *self = user_data;
  SpillBoardSize size;

  SPILL_BOARD_GET_CLASS (self->bench.board)->get_size (self->bench.board, &size);
  return size.n_columns > 0 && count_rows (self->bench.board) > 0;
}

/* Cells, empty ones too, headers, and lines of the gutter. */
static guint
count_cells (gpointer owner)
{
  Bench *self = owner;
  SpillBoard *board = self->bench.board;
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (board));
  double top = gtk_adjustment_get_value (adjustment);
  int n, n_rows;

  spill_board_get_columns (board, &n);
  SPILL_BOARD_GET_CLASS (board)->find_rows (board, 0, top, top + gtk_adjustment_get_page_size (adjustment),
                                            &n_rows);

  return n * n_rows + n + n_rows;
}

static void
open_page (Bench      *self,
           const char *name,
           GtkWidget  *page)
{
  g_autofree char *row = g_strdup_printf ("%s, first picture of 1,200 builders: main thread", name);
  g_autofree char *turn = g_strdup_printf ("%s, first picture of 1,200 builders: longest turn of the "
                                           "main loop", name);
  BenchLoop loop;
  double start;

  self->page = SPILL_BOARD_PAGE (page);
  self->bench = (BenchBoard) {
    .name = name, .view = page, .board = spill_board_page_get_board (self->page), .owner = self,
    .count_cells = count_cells,
  };
  bench_run (0.1);   /* what came before is not part of a turn */
  bench_loop_reset ();
  start = bench_thread_time ();
  g_object_set (page, "master", self->master, NULL);
  gtk_stack_add_child (GTK_STACK (self->stack), page);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
  bench_wait (has_picture, self, 60, "first picture");
  bench_row (row, bench_thread_time () - start, "ms", 0);
  bench_run (5);
  bench_loop_read (&loop);
  bench_row (turn, loop.longest, "ms", 0);
}

static void
bench_all (Bench *self)
{
  bench_board_nodes (&self->bench, "1,200 builders");
  bench_board_scroll (&self->bench, "scrolling by 120 px", 120, 60, 8);
  bench_board_scroll (&self->bench, "jump by a page", HEIGHT - 120, 20, 16);
  bench_board_change (&self->bench, 2);
}

/* What making the picture anew costs, ten times a second at most. */
static void
bench_updates (Bench *self)
{
  g_autofree char *name = g_strdup_printf ("%s, picture anew at 100 events/s: mean", self->bench.name);
  SpillBoardFeed *feed = spill_board_page_get_feed (self->page);
  double sum = 0;

  for (guint i = 0; i < 20; i++)
    {
      double start;

      bench_run (0.2);
      start = bench_thread_time ();
      g_signal_emit_by_name (feed, "updated");
      sum += bench_thread_time () - start;
    }
  bench_row (name, sum / 20, "ms", 0);
}

/* Another master is looked at, in the view that is open. */
static void
leave_master (Bench *self)
{
  g_autoptr(SpillMaster) other = spill_master_new ("other", "http://127.0.0.1:1/");
  BenchLoop loop;
  double start;

  bench_run (0.1);   /* what came before is not part of a turn */
  bench_loop_reset ();
  start = bench_thread_time ();
  g_object_set (self->page, "master", other, NULL);
  bench_row ("console, leaving 1,200 builders: at once", bench_thread_time () - start, "ms", 0);
  bench_run (2);
  bench_loop_read (&loop);
  bench_row ("console, leaving 1,200 builders: longest turn of the main loop", loop.longest, "ms", 0);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };
  BenchGenerator *generator;
  g_autoptr(GError) error = NULL;

  adw_init ();
  g_resources_register (spill_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");
  self.engine = spill_engine_new ();
  self.window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  self.stack = gtk_stack_new ();
  gtk_window_set_child (GTK_WINDOW (self.window), self.stack);
  gtk_window_present (GTK_WINDOW (self.window));
  bench_loop_watch ();
  bench_run (1);

  generator = bench_generator_start (NULL);
  self.master = spill_engine_add (self.engine, "generator", generator->url, NULL, &error);
  if (self.master == NULL)
    g_error ("%s", error->message);
  spill_engine_connect (self.engine, self.master);
  bench_wait (is_live, &self, 60, "complete picture");
  bench_generator_tell (generator, FLOOD);

  open_page (&self, "grid", spill_grid_page_new (spill_engine_get_status (self.engine)));
  bench_all (&self);
  bench_updates (&self);
  self.bench.name = "grid, transposed";
  g_object_set (self.bench.board, "transposed", TRUE, NULL);
  bench_run (2);
  bench_all (&self);
  open_page (&self, "console", spill_console_page_new (spill_engine_get_status (self.engine)));
  bench_all (&self);
  bench_updates (&self);
  leave_master (&self);

  bench_generator_stop (generator);
  return 0;
}
