#include "ui/spill-grid-board-private.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "ui/spill-actions.h"
#include "ui/spill-cell-card.h"
#include "ui/spill-cell-draw.h"
#include "ui/spill-cell-menu.h"
#include "ui/spill-cell-words.h"
#include "util/spill-clock.h"

#define COLUMN_WIDTH   150
#define GUTTER         220
#define NARROW_GUTTER  124
#define NARROW         500    /* a widget of less width has the narrow gutter */
#define MIN_ROW        28
#define MIN_COLUMN     96
#define FIRST_STAMPS   10     /* so many are asked for, and so many more each time */
#define FIRST_BUILDERS 30
#define HOLD_MS        120    /* what is scrolled past is not asked for */
#define TICK_SECONDS   5      /* what runs goes on */

enum
{
  PROP_0,
  PROP_TRANSPOSED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  REBUILT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillGridBoard, spill_grid_board, SPILL_TYPE_BOARD)

const SpillColumnBuild *
spill_grid_board_get_build (SpillGridBoard       *self,
                            const SpillBoardCell *cell)
{
  int builder, stamp;

  g_return_val_if_fail (SPILL_IS_GRID_BOARD (self), NULL);

  builder = builder_of (self, cell);
  stamp = stamp_of (self, cell);
  if (builder < 0 || stamp < 0 || builder >= get_n_builders (self) || stamp >= get_n_stamps (self))
    return NULL;
  return spill_grid_get_cell (self->picture->grid, (guint) builder, (guint) stamp);
}

SpillBuild *
spill_grid_board_find_live (SpillGridBoard         *self,
                            const SpillColumn      *column,
                            const SpillColumnBuild *build)
{
  return build->finished <= 0 ? spill_board_feed_find_build (self->feed, column, build) : NULL;
}

/* Sizes */

static void
measure (SpillGridBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);
  double zoom = spill_board_get_zoom (board);
  gboolean is_compact = spill_board_is_compact (board);

  if (self->row_height > 0)
    return;
  self->row_height = MAX (spill_cell_draw_height (board, spill_grid_builder_lines, is_compact ? 1 : 2),
                          MIN_ROW * zoom);
  self->head_height = self->is_transposed
                      ? spill_cell_draw_height (board, spill_grid_builder_lines, 2)
                      : spill_cell_draw_height (board, spill_grid_stamp_lines,
                                                G_N_ELEMENTS (spill_grid_stamp_lines));
}

static void
resized (SpillBoard *board)
{
  SPILL_GRID_BOARD (board)->row_height = 0;
}

static gboolean
is_narrow (SpillGridBoard *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) < NARROW;
}

static double
get_gutter (SpillGridBoard *self)
{
  return (is_narrow (self) ? NARROW_GUTTER : GUTTER) * spill_board_get_zoom (SPILL_BOARD (self));
}

/* Where there is little room at least two columns are seen whole. */
static double
get_width (SpillGridBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);
  double zoom = spill_board_get_zoom (board);
  double width = spill_board_get_column_width (board) * zoom;
  double room = gtk_widget_get_width (GTK_WIDGET (self)) - get_gutter (self);

  return is_narrow (self) ? MIN (width, MAX (room / 2, MIN_COLUMN * zoom)) : width;
}

static int
get_n_rows (SpillBoard *board,
            int         column)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);

  return self->is_transposed ? get_n_stamps (self) : get_n_builders (self);
}

static int
get_n_columns (SpillGridBoard *self)
{
  return self->is_transposed ? get_n_builders (self) : get_n_stamps (self);
}

static void
get_size (SpillBoard     *board,
          SpillBoardSize *size)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);

  measure (self);
  size->n_columns = get_n_columns (self);
  size->width = size->n_columns * get_width (self);
  size->height = get_n_rows (board, 0) * self->row_height;
  size->head = self->head_height;
  size->gutter = get_gutter (self);
}

static void
get_column (SpillBoard *board,
            int         column,
            double     *x,
            double     *width)
{
  *width = get_width (SPILL_GRID_BOARD (board));
  *x = column * *width;
}

static void
get_bounds (SpillBoard           *board,
            const SpillBoardCell *cell,
            graphene_rect_t      *bounds)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  double width = get_width (self);

  measure (self);
  *bounds = GRAPHENE_RECT_INIT (cell->column * width, cell->row * self->row_height, width,
                                self->row_height);
}

static int
find_rows (SpillBoard *board,
           int         column,
           double      top,
           double      bottom,
           int        *n)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int n_rows = get_n_rows (board, column), first, end;

  measure (self);
  first = CLAMP ((int) (top / self->row_height), 0, n_rows);
  end = CLAMP ((int) (bottom / self->row_height) + 1, first, n_rows);
  *n = end - first;
  return first;
}

/* What cells are */

static void
get_id (SpillBoard           *board,
        const SpillBoardCell *cell,
        SpillBoardId         *id)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder = builder_of (self, cell), stamp = stamp_of (self, cell);

  /* A header has no builder, but an id must not be nothing. */
  id->a = builder >= 0 && builder < get_n_builders (self) ? get_column_of (self, builder)->id : -1;
  id->b = stamp >= 0 && stamp < get_n_stamps (self) ? get_stamp (self, stamp)->id : 0;
  id->c = 0;
}

static gboolean
find_id (SpillBoard         *board,
         const SpillBoardId *id,
         SpillBoardCell     *cell)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder, stamp;

  if (self->picture == NULL)
    return FALSE;
  builder = spill_grid_picture_find_builder (self->picture, id->a);
  stamp = spill_grid_picture_find_stamp (self->picture, id->b);
  if ((builder < 0 && id->a != -1) || (stamp < 0 && id->b != 0))
    return FALSE;
  set_cell (self, cell, builder, stamp);
  /* What was the header is the gutter when the grid is turned over: no place for the keyboard. */
  return cell->column >= 0;
}

static gboolean
is_failure (SpillGridBoard       *self,
            const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = spill_grid_board_get_build (self, cell);

  return build != NULL && build->finished > 0
         && (spill_result_is_bad (build->result) || build->result == SPILL_RESULT_EXCEPTION);
}

/* Column by column, each from its top. */
static gboolean
find_failure (SpillBoard           *board,
              const SpillBoardCell *from,
              gboolean              forward,
              SpillBoardCell       *found)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int n_rows = get_n_rows (board, 0), step = forward ? 1 : -1;
  gint64 n = (gint64) n_rows * get_n_columns (self);
  gint64 at = (gint64) MAX (from->column, 0) * n_rows
              + (from->column < 0 ? -1 : MAX (from->row, forward ? -1 : 0));

  for (at += step; at >= 0 && at < n; at += step)
    {
      SpillBoardCell cell = { (int) (at / n_rows), (int) (at % n_rows) };

      if (is_failure (self, &cell))
        {
          *found = cell;
          return TRUE;
        }
    }
  return FALSE;
}

/* What hands do */

static SpillBuild *
find_build_of (SpillGridBoard       *self,
               const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = spill_grid_board_get_build (self, cell);
  int builder = builder_of (self, cell);

  return build != NULL
         ? spill_board_feed_find_build (self->feed, get_column_of (self, builder), build) : NULL;
}

static SpillBuilder *
find_builder_of (SpillGridBoard       *self,
                 const SpillBoardCell *cell)
{
  int builder = builder_of (self, cell);

  return builder >= 0 && builder < get_n_builders (self)
         ? spill_board_feed_find_builder (self->feed, get_column_of (self, builder)) : NULL;
}

static void
activate (SpillBoard           *board,
          const SpillBoardCell *cell,
          double                x,
          double                y)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int stamp = stamp_of (self, cell);
  SpillBuilder *builder = find_builder_of (self, cell);
  SpillBuild *build = find_build_of (self, cell);

  if (build == NULL && stamp < 0 && builder != NULL)
    build = spill_builder_get_last_build (builder);
  if (build != NULL)
    spill_actions_open_build (GTK_WIDGET (self), build);
  else if (builder == NULL && stamp >= 0 && get_stamp (self, stamp)->revlink != NULL)
    spill_actions_open_uri (GTK_WIDGET (self), get_stamp (self, stamp)->revlink);
}

static gboolean
is_link (SpillBoard           *board,
         const SpillBoardCell *cell,
         double                x,
         double                y)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder = builder_of (self, cell), stamp = stamp_of (self, cell);

  if (builder >= 0 && stamp >= 0)
    return spill_grid_board_get_build (self, cell) != NULL;
  if (builder >= 0)
    return get_column_of (self, builder)->n_builds > 0;
  return stamp >= 0 && get_stamp (self, stamp)->revlink != NULL;
}

static GMenuModel *
dup_menu (SpillBoard           *board,
          const SpillBoardCell *cell)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int stamp = stamp_of (self, cell);

  return spill_cell_menu_new (GTK_WIDGET (self), find_builder_of (self, cell),
                              find_build_of (self, cell),
                              stamp >= 0 ? get_stamp (self, stamp)->revlink : NULL);
}

static GtkWidget *
make_stamp_card (SpillGridBoard *self,
                 int             place)
{
  const SpillGridStamp *stamp = get_stamp (self, place);
  const char *lines[] = { stamp->comment, stamp->author, stamp->branch, NULL };

  return spill_cell_card_new (stamp->revision, NULL, lines);
}

static GtkWidget *
make_builder_card (SpillGridBoard *self,
                   int             place)
{
  const SpillColumn *column = get_column_of (self, place);
  SpillLook look = spill_cell_words_look_of_column (column);
  g_autofree char *activity = spill_cell_words_dup_activity (column, spill_now ());
  g_autofree char *tags = g_strjoinv (", ", (char **) column->tags);
  const char *lines[] = { spill_look_word (look), activity, tags, NULL };

  return spill_cell_card_new (column->name, &look, lines);
}

static GtkWidget *
make_card (SpillBoard           *board,
           const SpillBoardCell *cell)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);
  int builder = builder_of (self, cell), stamp = stamp_of (self, cell);
  const SpillColumnBuild *build = spill_grid_board_get_build (self, cell);
  const SpillColumn *column;
  g_autofree char *what = NULL;

  if (builder < 0)
    return stamp >= 0 ? make_stamp_card (self, stamp) : NULL;
  if (stamp < 0)
    return make_builder_card (self, builder);
  if (build == NULL)
    return NULL;
  column = get_column_of (self, builder);
  what = spill_grid_stamp_dup_spoken (get_stamp (self, stamp));
  return spill_cell_card_of_build (column, build, spill_grid_board_find_live (self, column, build), what,
                                   spill_now ());
}

/* What is in sight */

/* While it is not known what any of them built, no cell is in sight, but the first of them are. */
static int
find_builders_in_sight (SpillGridBoard *self,
                        int            *n)
{
  if (get_n_stamps (self) == 0)
    {
      *n = FIRST_BUILDERS;
      return 0;
    }
  if (!self->is_transposed)
    return find_rows (SPILL_BOARD (self), 0, self->top, self->bottom, n);
  *n = self->n;
  return self->first;
}

static void
drop_holds (SpillGridBoard *self)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  spill_hold_set_begin (self->holds);
  spill_hold_set_end (self->holds);
}

static gboolean
on_hold (gpointer user_data)
{
  SpillGridBoard *self = user_data;
  int n, first = find_builders_in_sight (self, &n);

  self->hold_id = 0;
  spill_grid_picture_hold (self->picture, self->feed, self->holds, first, n, self->n_stamps);
  /* Whether there is more to come is known only now. */
  g_signal_emit (self, signals[REBUILT], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_holds (SpillGridBoard *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && get_n_builders (self) > 0 && self->hold_id == 0)
    self->hold_id = g_timeout_add (HOLD_MS, on_hold, self);
}

/* Whether the end of what is known is in sight. */
static gboolean
is_at_end (SpillGridBoard *self)
{
  return self->is_transposed ? self->bottom >= get_n_stamps (self) * self->row_height
                             : self->first + self->n >= get_n_stamps (self);
}

static void
mark_changed (SpillGridBoard   *self,
              SpillGridPicture *before)
{
  SpillBoard *board = SPILL_BOARD (self);
  const SpillGrid *old = before->grid, *new = self->picture->grid;

  for (guint builder = 0; builder < new->n_columns; builder++)
    {
      if (old->columns[builder] == new->columns[builder])
        continue;
      if (self->is_transposed)
        {
          spill_board_column_changed (board, (int) builder);
          continue;
        }
      gtk_widget_queue_draw (GTK_WIDGET (self));
      for (guint stamp = 0; stamp < new->n_stamps; stamp++)
        {
          if (spill_grid_get_cell (old, builder, stamp) != spill_grid_get_cell (new, builder, stamp))
            spill_board_column_changed (board, (int) stamp);
        }
    }
}

static void
rebuild (SpillGridBoard *self)
{
  SpillGridPicture *before = self->picture;

  self->picture = spill_grid_picture_new (self->feed, self->n_stamps);
  if (spill_grid_picture_is_alike (self->picture, before))
    mark_changed (self, before);
  else
    spill_board_changed (SPILL_BOARD (self));
  spill_grid_picture_free (before);
  queue_holds (self);
  g_signal_emit (self, signals[REBUILT], 0);
}

static gboolean
on_more (gpointer user_data)
{
  SpillGridBoard *self = user_data;

  self->more_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
in_sight (SpillBoard *board,
          int         first,
          int         n,
          double      top,
          double      bottom)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);

  self->first = first;
  self->n = n;
  self->top = top;
  self->bottom = bottom;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  queue_holds (self);
  if (n > 0 && self->more_id == 0 && get_n_stamps (self) == (int) self->n_stamps && is_at_end (self)
      && self->n_stamps < SPILL_GRID_MAX_STAMPS)
    {
      self->n_stamps = MIN (self->n_stamps + FIRST_STAMPS, SPILL_GRID_MAX_STAMPS);
      self->more_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_more, self, NULL);
    }
}

/* What runs */

static gboolean
on_tick (gpointer user_data)
{
  SpillGridBoard *self = user_data;
  int n_columns, first = spill_board_get_columns (SPILL_BOARD (self), &n_columns);
  int n_rows, row = find_rows (SPILL_BOARD (self), 0, self->top, self->bottom, &n_rows);

  for (int column = first; column < first + n_columns; column++)
    for (int i = row; i < row + n_rows; i++)
      {
        SpillBoardCell cell = { column, i };
        const SpillColumnBuild *build = spill_grid_board_get_build (self, &cell);

        if (build != NULL && build->finished <= 0)
          {
            spill_board_column_changed (SPILL_BOARD (self), column);
            break;
          }
      }
  return G_SOURCE_CONTINUE;
}

static void
spill_grid_board_map (GtkWidget *widget)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (widget);

  GTK_WIDGET_CLASS (spill_grid_board_parent_class)->map (widget);

  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  queue_holds (self);
}

static void
spill_grid_board_unmap (GtkWidget *widget)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (widget);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  drop_holds (self);

  GTK_WIDGET_CLASS (spill_grid_board_parent_class)->unmap (widget);
}

static void
spill_grid_board_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TRANSPOSED:
      g_value_set_boolean (value, SPILL_GRID_BOARD (object)->is_transposed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_grid_board_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_TRANSPOSED:
      spill_grid_board_set_transposed (SPILL_GRID_BOARD (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_grid_board_dispose (GObject *object)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (object);

  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  g_clear_handle_id (&self->hold_id, g_source_remove);
  g_clear_handle_id (&self->more_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->holds, spill_hold_set_free);

  G_OBJECT_CLASS (spill_grid_board_parent_class)->dispose (object);
}

static void
spill_grid_board_finalize (GObject *object)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (object);

  g_clear_pointer (&self->picture, spill_grid_picture_free);
  g_clear_object (&self->feed);

  G_OBJECT_CLASS (spill_grid_board_parent_class)->finalize (object);
}

static void
set_board_class (SpillBoardClass *board_class)
{
  board_class->get_size = get_size;
  board_class->get_column = get_column;
  board_class->get_n_rows = get_n_rows;
  board_class->get_bounds = get_bounds;
  board_class->find_rows = find_rows;
  board_class->draw_cell = spill_grid_draw_cell;
  board_class->draw_back = spill_grid_draw_back;
  board_class->dup_words = spill_grid_dup_words;
  board_class->get_id = get_id;
  board_class->find_id = find_id;
  board_class->find_failure = find_failure;
  board_class->activate = activate;
  board_class->is_link = is_link;
  board_class->dup_menu = dup_menu;
  board_class->make_card = make_card;
  board_class->in_sight = in_sight;
  board_class->resized = resized;
}

static void
spill_grid_board_class_init (SpillGridBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = spill_grid_board_get_property;
  object_class->set_property = spill_grid_board_set_property;
  object_class->dispose = spill_grid_board_dispose;
  object_class->finalize = spill_grid_board_finalize;
  widget_class->map = spill_grid_board_map;
  widget_class->unmap = spill_grid_board_unmap;
  set_board_class (SPILL_BOARD_CLASS (klass));

  properties[PROP_TRANSPOSED] =
    g_param_spec_boolean ("transposed", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REBUILT] = g_signal_new ("rebuilt", SPILL_TYPE_GRID_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_grid_board_init (SpillGridBoard *self)
{
  self->holds = spill_hold_set_new ();
  self->n_stamps = FIRST_STAMPS;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Grid of builders and revisions"),
                                  -1);
}

/**
 * spill_grid_board_new:
 * @feed: what it is made of
 *
 * Returns: (transfer floating): the grid
 */
GtkWidget *
spill_grid_board_new (SpillBoardFeed *feed)
{
  SpillGridBoard *self;

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (feed), NULL);

  self = g_object_new (SPILL_TYPE_GRID_BOARD, "column-width", (double) COLUMN_WIDTH, NULL);
  self->feed = g_object_ref (feed);
  self->picture = spill_grid_picture_new (feed, self->n_stamps);
  g_signal_connect_swapped (feed, "updated", G_CALLBACK (rebuild), self);
  return GTK_WIDGET (self);
}

SpillGrid *
spill_grid_board_get_grid (SpillGridBoard *self)
{
  g_return_val_if_fail (SPILL_IS_GRID_BOARD (self), NULL);

  return self->picture->grid;
}

gboolean
spill_grid_board_is_loading (SpillGridBoard *self)
{
  g_return_val_if_fail (SPILL_IS_GRID_BOARD (self), FALSE);

  return (get_n_stamps (self) == 0 && self->hold_id != 0) || spill_hold_set_is_loading (self->holds);
}

void
spill_grid_board_set_transposed (SpillGridBoard *self,
                                 gboolean        is_transposed)
{
  g_return_if_fail (SPILL_IS_GRID_BOARD (self));

  is_transposed = !!is_transposed;
  if (self->is_transposed == is_transposed)
    return;
  self->is_transposed = is_transposed;
  self->row_height = 0;
  spill_board_changed (SPILL_BOARD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRANSPOSED]);
}
