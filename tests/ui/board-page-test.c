#include "board-page-test.h"

#include <math.h>

#include "board-test.h"

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("waited too long for %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

static void
on_updated (SpillBoardFeed *feed,
            guint          *n)
{
  (*n)++;
}

void
board_test_settle (BoardTest *self)
{
  SpillBoardFeed *feed = spill_board_page_get_feed (self->page);
  guint n = 0;
  gulong handler = g_signal_connect (feed, "updated", G_CALLBACK (on_updated), &n);
  guint deadline = g_timeout_add_seconds (60, on_deadline, (gpointer) "an update");
  const char *tag = spill_board_feed_get_tag (feed);
  g_autofree char *before = g_strdup (tag);

  /* Whatever has been asked for before comes with it. */
  spill_board_feed_set_tag (feed, "no such tag");
  spill_board_feed_set_tag (feed, before);
  while (n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  g_signal_handler_disconnect (feed, handler);
  ui_settle (self->window);
}

void
board_test_open (BoardTest     *self,
                 BoardTestMake  make,
                 SpillMaster   *master,
                 int            width,
                 int            height)
{
  GtkWidget *page;

  self->status = spill_status_new ();
  self->master = master;
  page = make (self->status);
  self->page = SPILL_BOARD_PAGE (page);
  self->board = spill_board_page_get_board (self->page);
  g_object_set (page, "master", master, NULL);
  self->window = ui_show (page, width, height);
  board_test_settle (self);
}

void
board_test_close (BoardTest *self)
{
  guint deadline = g_timeout_add_seconds (60, on_deadline, (gpointer) "the end of page and board");

  g_object_add_weak_pointer (G_OBJECT (self->page), (gpointer *) &self->page);
  g_object_add_weak_pointer (G_OBJECT (self->board), (gpointer *) &self->board);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (self->page != NULL || self->board != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (board_test_count_held (self), ==, 0);
  g_assert_finalize_object (self->master);
  g_clear_object (&self->status);
}

char *
board_test_words (BoardTest *self,
                  int        column,
                  int        row)
{
  SpillBoardCell cell = { column, row };

  return SPILL_BOARD_GET_CLASS (self->board)->dup_words (self->board, &cell);
}

guint
board_test_count_held (BoardTest *self)
{
  SpillList *builders = spill_master_get_builders (self->master);
  guint n = 0;

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillList *builds = spill_builder_get_builds (spill_list_peek (builders, i));

      for (guint b = 0; b < spill_list_get_length (builds); b++)
        n += spill_build_get_held (spill_list_peek (builds, b)) != 0;
    }
  return n;
}

static GskRenderNode *
find_repeat (GskRenderNode *node)
{
  GskRenderNode *found = NULL;

  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_REPEAT_NODE:
      return node;
    case GSK_TRANSFORM_NODE:
      return find_repeat (gsk_transform_node_get_child (node));
    case GSK_CLIP_NODE:
      return find_repeat (gsk_clip_node_get_child (node));
    case GSK_CONTAINER_NODE:
      for (guint i = 0; found == NULL && i < gsk_container_node_get_n_children (node); i++)
        found = find_repeat (gsk_container_node_get_child (node, i));
      return found;
    default:
      return NULL;
    }
}

/* One tile is repeated, and what draws it knows only whole pixels. */
void
board_test_check_lines (BoardTest *self)
{
  for (double zoom = 0.5; zoom <= 3; zoom *= 1.2)
    {
      g_autoptr(GskRenderNode) node = NULL;
      GskRenderNode *repeat;
      const graphene_rect_t *tile;
      graphene_rect_t second;

      spill_board_set_zoom (self->board, zoom);
      ui_settle (self->window);
      node = board_draw (self->board);
      g_assert_nonnull (node);
      repeat = find_repeat (node);
      g_assert_nonnull (repeat);
      tile = gsk_repeat_node_get_child_bounds (repeat);
      g_test_message ("zoom %g: rows of %g pixels", zoom, tile->size.height);
      g_assert_cmpfloat (tile->size.height, ==, round (tile->size.height));
      SPILL_BOARD_GET_CLASS (self->board)->get_bounds (self->board, &(SpillBoardCell) { 0, 1 }, &second);
      g_assert_cmpfloat (tile->size.height, ==, second.origin.y);
    }
}
