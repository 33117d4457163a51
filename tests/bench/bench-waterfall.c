/* The waterfall at the size of a big master, fed through its real socket while 100 events a second
 * arrive: what a frame costs us (measure, allocate, snapshot; processor time of the main thread), how
 * many nodes it has, and what is drawn anew after one build's change. */

#include "config.h"

#include <adwaita.h>

#include "app/spill-engine.h"
#include "bench-board.h"
#include "model/spill-build.h"
#include "model/spill-master.h"
#include "spill-resources.h"
#include "ui/spill-waterfall-view.h"

#define WIDTH  1280
#define HEIGHT 900
#define FLOOD  "flood 100 600"

typedef struct
{
  SpillEngine        *engine;
  SpillMaster        *master;
  SpillWaterfallView *view;
  SpillBoard         *board;
  GtkWidget          *window;
} Bench;

static SpillPicture *
get_picture (Bench *self)
{
  return spill_waterfall_feed_get_picture (
    spill_waterfall_board_get_feed (SPILL_WATERFALL_BOARD (self->board)));
}

static gboolean
is_live (gpointer user_data)
{
  return spill_master_is_fresh (((Bench *) user_data)->master);
}

static gboolean
has_picture (gpointer user_data)
{
  SpillPicture *picture = get_picture (user_data);

  return picture != NULL && picture->n_columns == 1200;
}

static gboolean
has_few (gpointer user_data)
{
  return get_picture (user_data)->n_columns < 100;
}

/* Steps of what is in sight come one answer at a time. */
static guint
count_steps (Bench *self)
{
  SpillPicture *picture = get_picture (self);
  guint n = 0;

  for (guint lane = 1; lane <= 10; lane++)
    for (guint i = 0; i < picture->lanes[lane].n_cells; i++)
      n += picture->lanes[lane].cells[i].box->kind == SPILL_BOX_STEP;
  return n;
}

static void
wait_for_steps (Bench *self)
{
  guint same = 0, n = 0;

  for (guint i = 0; i < 60 && same < 4; i++)
    {
      guint now = count_steps (self);

      same = now == n && n > 0 ? same + 1 : 0;
      n = now;
      bench_run (1);
    }
}

/* Cells that a person sees: boxes, headers, and moments at the margin. */
static guint
count_cells (gpointer owner)
{
  Bench *self = owner;
  SpillPicture *picture = get_picture (self);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (self->board));
  double top = spill_board_get_top (self->board);
  int n, n_labels;
  int first = spill_board_get_columns (self->board, &n);
  guint n_cells = n;

  SPILL_BOARD_GET_CLASS (self->board)
      ->find_rows (self->board, SPILL_BOARD_HEAD, top, top + HEIGHT, &n_labels);
  n_cells += n_labels;
  for (int i = 0; i < n; i++)
    {
      guint found;
      guint row = spill_picture_find (picture, first + i, top / unit, (top + HEIGHT) / unit, &found);

      /* What is too thin for a cell is of its build. */
      for (guint j = 0; j < found; j++)
        n_cells += spill_board_is_focusable (self->board, &(SpillBoardCell) { first + i, row + j });
    }
  return n_cells;
}

/* Nobody touches it: what the events cost, with the frames that show them. */
static void
bench_calm (void)
{
  double start = bench_thread_time ();

  bench_run (10);
  bench_row ("waterfall, 1,200 builders, 100 events/s: main thread",
             (bench_thread_time () - start) / 10, "ms/s", 0);
}

static void
bench_first (Bench      *self,
             const char *url)
{
  g_autoptr(GError) error = NULL;
  double start;

  self->master = spill_engine_add (self->engine, "generator", url, NULL, &error);
  if (self->master == NULL)
    g_error ("%s", error->message);
  spill_engine_connect (self->engine, self->master);
  bench_wait (is_live, self, 60, "complete picture");
  start = bench_thread_time ();
  g_object_set (self->view, "master", self->master, NULL);
  bench_wait (has_picture, self, 60, "first picture");
  bench_row ("waterfall, first picture of 1,200 builders: main thread",
             bench_thread_time () - start, "ms", 0);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };
  BenchBoard bench = { .name = "waterfall", .owner = &self, .count_cells = count_cells };
  BenchGenerator *generator;

  adw_init ();
  g_resources_register (spill_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");
  self.engine = spill_engine_new ();
  self.view = SPILL_WATERFALL_VIEW (
    spill_waterfall_view_new (spill_engine_get_status (self.engine)));
  self.board = SPILL_BOARD (spill_waterfall_view_get_board (self.view));
  bench.view = GTK_WIDGET (self.view);
  bench.board = self.board;
  self.window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self.window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self.window), GTK_WIDGET (self.view));
  gtk_window_present (GTK_WINDOW (self.window));
  bench_run (1);

  generator = bench_generator_start (NULL);
  bench_first (&self, generator->url);
  wait_for_steps (&self);
  bench_generator_tell (generator, FLOOD);
  bench_calm ();
  bench_board_nodes (&bench, "1,200 builders");
  bench_board_scroll (&bench, "1,200 builders, scrolling by 120 px", 120, 60, 8);
  bench_board_scroll (&bench, "1,200 builders, jump by a page", HEIGHT - 120, 20, 16);
  bench_board_change (&bench, 2);

  /* Rows are shared by all: of few builders they are full. */
  g_object_set (self.view, "filter", "freebsd-asan", "compact", TRUE, "zoom", 0.7, NULL);
  bench_wait (has_few, &self, 30, "picture of few builders");
  wait_for_steps (&self);
  bench_board_nodes (&bench, "filtered, small");
  bench_board_scroll (&bench, "filtered, small, scrolling by 120 px", 120, 60, 8);
  bench_board_scroll (&bench, "filtered, small, jump by a page", HEIGHT - 120, 20, 16);
  bench_board_change (&bench, 2);
  g_object_set (self.view, "filter", "", "scale", "folded", NULL);
  bench_wait (has_picture, &self, 30, "picture to scale");
  bench_run (3);
  bench_board_nodes (&bench, "idle folded, small");
  bench_board_scroll (&bench, "idle folded, small, scrolling by 120 px", 120, 60, 8);
  bench_generator_stop (generator);
  return 0;
}
