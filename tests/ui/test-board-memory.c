#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include <gio/gsettingsbackend.h>

#include "ui-test.h"
#include "ui/spill-board-memory.h"
#include "ui/spill-console-board.h"
#include "ui/spill-console-page.h"
#include "ui/spill-grid-board.h"
#include "ui/spill-grid-page.h"
#include "ui/spill-waterfall-view.h"

/* What is chosen in grid and console is there again in the next run, for each master its own. */

typedef struct
{
  SpillConfig *config;
  SpillStatus *status;
  SpillMaster *a;
  SpillMaster *b;
} Fixture;

static SpillMaster *
add_master (Fixture    *self,
            const char *id)
{
  const char *const tags[] = { "fast", NULL };
  SpillMaster *master = spill_master_new (id, "http://127.0.0.1:9/");

  spill_builder_set_tags (spill_master_add_builder (master, 1, "one"), tags);
  spill_master_add_builder (master, 2, "two");
  spill_status_add_master (self->status, master);
  return master;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();

  self->config = spill_config_new (backend);
  self->status = spill_status_new ();
  self->a = add_master (self, "a");
  self->b = add_master (self, "b");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  spill_status_remove_master (self->status, self->a);
  spill_status_remove_master (self->status, self->b);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_object_unref (self->status);
  g_assert_finalize_object (self->config);
}

/* As the window does when a view is made. */
static SpillBoardPage *
open_page (Fixture    *self,
           GtkWidget  *page,
           const char *name)
{
  g_object_ref_sink (page);
  g_object_set (page, "master", self->a, NULL);
  spill_config_bind_view (self->config, name,
                          G_OBJECT (spill_board_page_get_board (SPILL_BOARD_PAGE (page))));
  spill_board_memory_attach (SPILL_BOARD_PAGE (page), self->config, name);
  return SPILL_BOARD_PAGE (page);
}

static void
assert_chosen (SpillBoardPage *page,
               const char     *branch,
               const char     *tag)
{
  SpillBoardFeed *feed = spill_board_page_get_feed (page);
  const char * const *branches = spill_board_feed_get_branches (feed);

  g_assert_cmpstr (branches != NULL ? branches[0] : NULL, ==, branch);
  g_assert_cmpstr (spill_board_feed_get_tag (feed), ==, tag);
}

static void
test_choices (Fixture       *self,
              gconstpointer  data)
{
  SpillBoardPage *page = open_page (self, spill_grid_page_new (self->status), "grid");
  SpillBoardPage *console;

  assert_chosen (page, NULL, NULL);
  spill_board_feed_set_branch (spill_board_page_get_feed (page), "main");
  spill_board_feed_set_tag (spill_board_page_get_feed (page), "fast");
  g_object_set (page, "master", self->b, NULL);
  assert_chosen (page, NULL, NULL);
  spill_board_feed_set_tag (spill_board_page_get_feed (page), "slow");
  g_object_set (page, "master", NULL, NULL);
  g_object_set (page, "master", self->a, NULL);
  assert_chosen (page, "main", "fast");
  g_assert_finalize_object (page);

  /* Another run; the console has its own. */
  page = open_page (self, spill_grid_page_new (self->status), "grid");
  console = open_page (self, spill_console_page_new (self->status), "console");
  assert_chosen (page, "main", "fast");
  assert_chosen (console, NULL, NULL);
  g_object_set (page, "master", self->b, NULL);
  assert_chosen (page, NULL, "slow");
  spill_board_feed_set_tag (spill_board_page_get_feed (page), NULL);
  g_object_set (page, "master", self->a, NULL);
  g_object_set (page, "master", self->b, NULL);
  assert_chosen (page, NULL, NULL);
  g_assert_finalize_object (console);
  g_assert_finalize_object (page);
}

static GStrv
dup_folds (SpillBoardPage *page)
{
  GStrv folds;

  g_object_get (spill_board_page_get_board (page), "folds", &folds, NULL);
  return folds;
}

static void
test_folds (Fixture       *self,
            gconstpointer  data)
{
  SpillBoardPage *page = open_page (self, spill_console_page_new (self->status), "console");
  g_auto(GStrv) kept = NULL;
  g_auto(GStrv) others = NULL;
  g_auto(GStrv) again = NULL;

  spill_console_board_fold (SPILL_CONSOLE_BOARD (spill_board_page_get_board (page)), "fast", TRUE);
  kept = dup_folds (page);
  g_assert_cmpuint (g_strv_length (kept), ==, 1);
  g_assert_cmpstr (kept[0], ==, "-fast");
  g_object_set (page, "master", self->b, NULL);
  others = dup_folds (page);
  g_assert_cmpuint (g_strv_length (others), ==, 0);
  g_assert_finalize_object (page);

  page = open_page (self, spill_console_page_new (self->status), "console");
  again = dup_folds (page);
  g_assert_cmpuint (g_strv_length (again), ==, 1);
  g_assert_cmpstr (again[0], ==, "-fast");
  g_assert_finalize_object (page);
}

static void
test_sizes (Fixture       *self,
            gconstpointer  data)
{
  SpillBoardPage *page = open_page (self, spill_grid_page_new (self->status), "grid");
  SpillBoard *board = spill_board_page_get_board (page);
  GtkWidget *waterfall = g_object_ref_sink (spill_waterfall_view_new (self->status));
  gboolean is_transposed;
  g_autofree char *scale = NULL;
  double zoom;

  g_assert_cmpfloat (spill_board_get_column_width (board), ==, 150);
  g_object_set (board, "transposed", TRUE, NULL);
  spill_board_set_zoom (board, 1.5);
  spill_board_set_column_width (board, 200);
  g_assert_finalize_object (page);
  spill_config_bind_view (self->config, "waterfall", G_OBJECT (waterfall));
  /* As by key: the board's own. */
  spill_board_set_zoom (SPILL_BOARD (spill_waterfall_view_get_board (
    SPILL_WATERFALL_VIEW (waterfall))), 2);
  g_object_set (waterfall, "scale", "folded", NULL);
  g_assert_finalize_object (waterfall);

  page = open_page (self, spill_grid_page_new (self->status), "grid");
  board = spill_board_page_get_board (page);
  g_object_get (board, "transposed", &is_transposed, NULL);
  g_assert_true (is_transposed);
  g_assert_cmpfloat (spill_board_get_zoom (board), ==, 1.5);
  g_assert_cmpfloat (spill_board_get_column_width (board), ==, 200);
  g_assert_finalize_object (page);
  page = open_page (self, spill_console_page_new (self->status), "console");
  g_assert_cmpfloat (spill_board_get_zoom (spill_board_page_get_board (page)), ==, 1);
  g_assert_cmpfloat (spill_board_get_column_width (spill_board_page_get_board (page)), ==, 48);
  g_assert_finalize_object (page);
  waterfall = g_object_ref_sink (spill_waterfall_view_new (self->status));
  spill_config_bind_view (self->config, "waterfall", G_OBJECT (waterfall));
  g_object_get (waterfall, "zoom", &zoom, "scale", &scale, NULL);
  g_assert_cmpfloat (zoom, ==, 2);
  g_assert_cmpstr (scale, ==, "folded");
  g_assert_finalize_object (waterfall);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

#define ADD(name) \
  g_test_add ("/ui/board-memory/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (choices);
  ADD (folds);
  ADD (sizes);

  return g_test_run ();
}
