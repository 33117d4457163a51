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
#define MIN_ROW        28
#define MIN_COLUMN     96
#define FIRST_STAMPS   10     /* so many are asked for, and so many more each time */
#define FIRST_BUILDERS 30

enum
{
  PROP_0,
  PROP_TRANSPOSED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillGridBoard, spill_grid_board, SPILL_TYPE_TABLE_BOARD)

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
  return build->finished <= 0 ? spill_board_feed_find_build (get_feed (self), column, build) : NULL;
}

/* Sizes */

static void
measure (SpillTableBoard *table,
         double          *row_height,
         double          *head_height)
{
  SpillBoard *board = SPILL_BOARD (table);
  double zoom = spill_board_get_zoom (board);
  gboolean is_compact = spill_board_is_compact (board);

  *row_height = MAX (spill_cell_draw_height (board, spill_grid_builder_lines, is_compact ? 1 : 2),
                     MIN_ROW * zoom);
  *head_height = SPILL_GRID_BOARD (table)->is_transposed
                 ? spill_cell_draw_height (board, spill_grid_builder_lines, 2)
                 : spill_cell_draw_height (board, spill_grid_stamp_lines,
                                           G_N_ELEMENTS (spill_grid_stamp_lines));
}

/* Where there is little room at least two columns are seen whole. */
static double
get_width (SpillGridBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);
  SpillTableBoard *table = SPILL_TABLE_BOARD (self);
  double zoom = spill_board_get_zoom (board);
  double width = spill_board_get_column_width (board) * zoom;
  double room = gtk_widget_get_width (GTK_WIDGET (self)) - spill_table_board_get_gutter (table);

  return spill_table_board_is_narrow (table) ? MIN (width, MAX (room / 2, MIN_COLUMN * zoom)) : width;
}

static int
get_n_rows (SpillBoard *board,
            int         column)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (board);

  return self->is_transposed ? get_n_stamps (self) : get_n_builders (self);
}

static int
get_n_columns (SpillTableBoard *table)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (table);

  return self->is_transposed ? get_n_builders (self) : get_n_stamps (self);
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

static const SpillColumnBuild *
get_build (SpillTableBoard      *table,
           const SpillBoardCell *cell)
{
  return spill_grid_board_get_build (SPILL_GRID_BOARD (table), cell);
}

/* What hands do */

static SpillBuild *
find_build_of (SpillGridBoard       *self,
               const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = spill_grid_board_get_build (self, cell);
  int builder = builder_of (self, cell);

  return build != NULL
         ? spill_board_feed_find_build (get_feed (self), get_column_of (self, builder), build) : NULL;
}

static SpillBuilder *
find_builder_of (SpillGridBoard       *self,
                 const SpillBoardCell *cell)
{
  int builder = builder_of (self, cell);

  return builder >= 0 && builder < get_n_builders (self)
         ? spill_board_feed_find_builder (get_feed (self), get_column_of (self, builder)) : NULL;
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

  return spill_cell_menu_new (GTK_WIDGET (self), &(SpillCellSubject) {
    .builder = find_builder_of (self, cell),
    .build = find_build_of (self, cell),
    .revlink = stamp >= 0 ? get_stamp (self, stamp)->revlink : NULL,
  });
}

static SpillCard *
make_stamp_card (SpillGridBoard *self,
                 int             place)
{
  const SpillGridStamp *stamp = get_stamp (self, place);
  const char *lines[] = { stamp->comment, stamp->author, stamp->branch, NULL };

  return spill_cell_card_new (stamp->revision, NULL, lines, 3);
}

static SpillCard *
make_builder_card (SpillGridBoard *self,
                   int             place)
{
  const SpillColumn *column = get_column_of (self, place);
  SpillLook look = spill_cell_words_look_of_column (column);
  g_autofree char *activity = spill_cell_words_dup_activity (column, spill_now ());
  g_autofree char *tags = g_strjoinv (", ", (char **) column->tags);
  const char *lines[] = { spill_look_word (look), activity, tags, NULL };

  return spill_cell_card_new (column->name, &look, lines, 2);
}

static SpillCard *
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
find_builders_in_sight (SpillGridBoard        *self,
                        const SpillTableSight *sight,
                        int                   *n)
{
  SpillBoard *board = SPILL_BOARD (self);

  if (get_n_stamps (self) == 0)
    {
      *n = FIRST_BUILDERS;
      return 0;
    }
  if (!self->is_transposed)
    return SPILL_BOARD_GET_CLASS (board)->find_rows (board, 0, sight->top, sight->bottom, n);
  *n = sight->n;
  return sight->first;
}

static gboolean
has_needs (SpillTableBoard       *table,
           const SpillTableSight *sight)
{
  return get_n_builders (SPILL_GRID_BOARD (table)) > 0;
}

static void
hold (SpillTableBoard       *table,
      const SpillTableSight *sight,
      SpillHoldSet          *holds)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (table);
  int n, first = find_builders_in_sight (self, sight, &n);

  spill_grid_picture_hold (self->picture, get_feed (self), holds, first, n, self->n_stamps);
}

static gboolean
want_more (SpillTableBoard       *table,
           const SpillTableSight *sight)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (table);
  int n_stamps = get_n_stamps (self);
  double height = spill_table_board_get_row_height (table);
  gboolean is_at_end = self->is_transposed ? sight->bottom >= n_stamps * height
                                           : sight->first + sight->n >= n_stamps;

  if (n_stamps != (int) self->n_stamps || !is_at_end || self->n_stamps >= SPILL_GRID_MAX_STAMPS)
    return FALSE;
  self->n_stamps = MIN (self->n_stamps + FIRST_STAMPS, SPILL_GRID_MAX_STAMPS);
  return TRUE;
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
rebuild (SpillTableBoard *table)
{
  SpillGridBoard *self = SPILL_GRID_BOARD (table);
  SpillGridPicture *before = self->picture;

  self->picture = spill_grid_picture_new (get_feed (self), self->n_stamps);
  if (spill_grid_picture_is_alike (self->picture, before))
    mark_changed (self, before);
  else
    spill_board_changed (SPILL_BOARD (self));
  spill_grid_picture_free (before);
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
spill_grid_board_finalize (GObject *object)
{
  g_clear_pointer (&SPILL_GRID_BOARD (object)->picture, spill_grid_picture_free);

  G_OBJECT_CLASS (spill_grid_board_parent_class)->finalize (object);
}

static void
set_board_class (SpillBoardClass *board_class)
{
  board_class->get_column = get_column;
  board_class->get_n_rows = get_n_rows;
  board_class->draw_cell = spill_grid_draw_cell;
  board_class->dup_words = spill_grid_dup_words;
  board_class->get_id = get_id;
  board_class->find_id = find_id;
  board_class->activate = activate;
  board_class->is_link = is_link;
  board_class->dup_menu = dup_menu;
  board_class->make_card = make_card;
}

static void
set_table_class (SpillTableBoardClass *table_class)
{
  table_class->gutter = GUTTER;
  table_class->narrow_gutter = NARROW_GUTTER;
  table_class->get_n_columns = get_n_columns;
  table_class->measure = measure;
  table_class->get_build = get_build;
  table_class->rebuild = rebuild;
  table_class->has_needs = has_needs;
  table_class->hold = hold;
  table_class->want_more = want_more;
}

static void
spill_grid_board_class_init (SpillGridBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = spill_grid_board_get_property;
  object_class->set_property = spill_grid_board_set_property;
  object_class->finalize = spill_grid_board_finalize;
  set_board_class (SPILL_BOARD_CLASS (klass));
  set_table_class (SPILL_TABLE_BOARD_CLASS (klass));

  properties[PROP_TRANSPOSED] =
    g_param_spec_boolean ("transposed", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_grid_board_init (SpillGridBoard *self)
{
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

  self = g_object_new (SPILL_TYPE_GRID_BOARD, "feed", feed, "column-width", (double) COLUMN_WIDTH,
                       NULL);
  self->picture = spill_grid_picture_new (feed, self->n_stamps);
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

  return (get_n_stamps (self) == 0 && spill_table_board_is_waiting (SPILL_TABLE_BOARD (self)))
         || spill_table_board_is_loading (SPILL_TABLE_BOARD (self));
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
  spill_table_board_forget_heights (SPILL_TABLE_BOARD (self));
  spill_board_changed (SPILL_BOARD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRANSPOSED]);
}
