#include "ui/spill-waterfall-board.h"

#include <glib/gi18n.h>

#include "model/spill-log.h"
#include "ui/spill-actions.h"
#include "ui/spill-cell-menu.h"
#include "ui/spill-waterfall-card.h"
#include "ui/spill-waterfall-draw.h"
#include "ui/spill-waterfall-failures.h"
#include "ui/spill-waterfall-holds.h"

#define GUTTER         64
#define NARROW_GUTTER  48
#define NARROW_COLUMN  72.0
#define FOOT           24     /* below the last row */
#define OLDER          20     /* builds asked for at once */
#define OLDER_PAUSE    1.0    /* seconds between two questions about the same end */

struct _SpillWaterfallBoard
{
  SpillBoard           parent_instance;

  SpillWaterfallFeed  *feed;
  SpillWaterfallHolds *holds;
  gboolean             is_narrow;
  double               row_height;   /* 0: not known yet */
  double               asked_at;     /* for older builds */
};

/* The kinds of ids. */
enum
{
  ID_HEAD = 100,
  ID_MOMENT,     /* at the margin */
  ID_BOX,        /* + kind of box */
};

G_DEFINE_FINAL_TYPE (SpillWaterfallBoard, spill_waterfall_board, SPILL_TYPE_BOARD)

static SpillPicture *
get_picture (SpillBoard *board)
{
  return spill_waterfall_feed_get_picture (SPILL_WATERFALL_BOARD (board)->feed);
}

gboolean
spill_waterfall_board_is_compact_scale (SpillWaterfallBoard *self)
{
  SpillPicture *picture = get_picture (SPILL_BOARD (self));

  return picture == NULL || picture->scale == SPILL_SCALE_COMPACT;
}

double
spill_waterfall_board_get_unit (SpillWaterfallBoard *self)
{
  if (!spill_waterfall_board_is_compact_scale (self))
    return spill_board_get_zoom (SPILL_BOARD (self));
  if (self->row_height <= 0)
    self->row_height = spill_waterfall_draw_get_row_height (SPILL_BOARD (self));
  return self->row_height;
}

/* Sizes */

static void
get_size (SpillBoard     *board,
          SpillBoardSize *size)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  SpillPicture *picture = get_picture (board);
  double x, width;

  if (picture == NULL)
    return;
  size->n_columns = picture->n_columns + 1;
  SPILL_BOARD_GET_CLASS (board)->get_column (board, size->n_columns - 1, &x, &width);
  size->width = x + width + 4;
  size->height = picture->height * spill_waterfall_board_get_unit (self) + FOOT;
  size->head = spill_waterfall_draw_get_head_height (board);
  size->gutter = (self->is_narrow ? NARROW_GUTTER : GUTTER) * spill_board_get_zoom (board);
}

static void
get_column (SpillBoard *board,
            int         column,
            double     *x,
            double     *width)
{
  double own = spill_board_get_column_width (board);

  if (SPILL_WATERFALL_BOARD (board)->is_narrow)
    own = MIN (own, NARROW_COLUMN);
  *width = own * spill_board_get_zoom (board);
  *x = column * *width;
}

static int
get_n_rows (SpillBoard *board,
            int         column)
{
  SpillPicture *picture = get_picture (board);

  if (picture == NULL)
    return 0;
  return column < 0 ? picture->n_labels : picture->lanes[column].n_cells;
}

/* To scale, steps stand in their build beside what is said of it: at least its symbol and number,
 * where its steps keep half of it. */
double
spill_waterfall_board_get_title_width (SpillWaterfallBoard *self,
                                       guint                build,
                                       double               build_width)
{
  SpillBoard *board = SPILL_BOARD (self);
  double zoom = spill_board_get_zoom (board);
  double width = CLAMP (build_width * 0.41, 24 * zoom, 72 * zoom);

  return MIN (MAX (width, spill_waterfall_draw_measure_number (board, build)), build_width / 2);
}

static void
get_bounds (SpillBoard           *board,
            const SpillBoardCell *cell,
            graphene_rect_t      *bounds)
{
  SpillPicture *picture = get_picture (board);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (board));
  const SpillPictureCell *it;
  double x, width;

  if (cell->column < 0)
    {
      const SpillPictureLabel *label = &picture->labels[cell->row];

      *bounds = GRAPHENE_RECT_INIT (0, label->y * unit, 0, label->height * unit);
      return;
    }
  it = &picture->lanes[cell->column].cells[cell->row];
  get_column (board, cell->column, &x, &width);
  x += width * it->place / it->n_places;
  width /= it->n_places;
  if (spill_picture_is_step_to_scale (picture, it))
    {
      double title = spill_waterfall_board_get_title_width (SPILL_WATERFALL_BOARD (board),
                                                            it->build->number, width);

      x += title;
      width -= title + 2;   /* of the build some is seen on all sides */
    }
  *bounds = GRAPHENE_RECT_INIT (x, it->y * unit, width, it->height * unit);
}

static int
find_rows (SpillBoard *board,
           int         column,
           double      top,
           double      bottom,
           int        *n)
{
  SpillPicture *picture = get_picture (board);
  double unit = spill_waterfall_board_get_unit (SPILL_WATERFALL_BOARD (board));
  guint first, n_found;

  *n = 0;
  if (picture == NULL)
    return 0;
  if (column >= 0)
    {
      first = spill_picture_find (picture, column, top / unit, bottom / unit, &n_found);
      *n = n_found;
      return first;
    }
  for (first = 0; first < picture->n_labels
                  && (picture->labels[first].y + picture->labels[first].height) * unit <= top;
       first++)
    ;
  while (first + *n < picture->n_labels && picture->labels[first + *n].y * unit < bottom)
    (*n)++;
  return first;
}

/* What cells show */

const SpillPictureCell *
spill_waterfall_board_get_cell (SpillWaterfallBoard  *self,
                                const SpillBoardCell *cell)
{
  SpillPicture *picture = get_picture (SPILL_BOARD (self));

  if (picture == NULL || cell->row < 0 || cell->column < 0
      || cell->column > (int) picture->n_columns
      || cell->row >= (int) picture->lanes[cell->column].n_cells)
    return NULL;
  return &picture->lanes[cell->column].cells[cell->row];
}

const SpillPictureLabel *
spill_waterfall_board_get_label (SpillWaterfallBoard *self,
                                 int                  row)
{
  return &get_picture (SPILL_BOARD (self))->labels[row];
}

SpillBuilder *
spill_waterfall_board_get_builder (SpillWaterfallBoard  *self,
                                   const SpillBoardCell *cell)
{
  return cell->column > 0 ? spill_waterfall_feed_get_builder (self->feed, cell->column - 1) : NULL;
}

SpillBuild *
spill_waterfall_board_get_build (SpillWaterfallBoard  *self,
                                 const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (self, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (self, cell);

  return it != NULL && it->build != NULL && builder != NULL
           ? spill_builder_get_build (builder, it->build->number) : NULL;
}

SpillStep *
spill_waterfall_board_get_step (SpillWaterfallBoard  *self,
                                const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (self, cell);
  SpillBuild *build = spill_waterfall_board_get_build (self, cell);
  SpillList *steps = build != NULL ? spill_build_peek_steps (build) : NULL;

  return steps != NULL && it->box->kind == SPILL_BOX_STEP ? spill_list_find (steps, it->box->step)
                                                          : NULL;
}

/* Of steps to scale those that are high enough. */
static gboolean
is_focusable (SpillBoard           *board,
              const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (SPILL_WATERFALL_BOARD (board), cell);

  return cell->column >= 0
         && (it == NULL || !spill_picture_is_step_to_scale (get_picture (board), it)
             || it->height * spill_board_get_zoom (board) >= SPILL_PICTURE_MIN_STEP);
}

static void
get_id (SpillBoard           *board,
        const SpillBoardCell *cell,
        SpillBoardId         *id)
{
  SpillPicture *picture = get_picture (board);
  const SpillPictureCell *it = spill_waterfall_board_get_cell (SPILL_WATERFALL_BOARD (board), cell);

  if (picture != NULL && cell->column < 0 && cell->row >= 0 && cell->row < (int) picture->n_labels)
    *id = (SpillBoardId) { ID_MOMENT, 0, (gint64) (picture->labels[cell->row].time * 1000) };
  if (picture == NULL || cell->column < 0 || cell->column > (int) picture->n_columns)
    return;
  id->a = it != NULL ? ID_BOX + it->box->kind : ID_HEAD;
  id->b = cell->column > 0 ? picture->ids[cell->column - 1] : G_MININT64;
  if (it == NULL)
    return;
  if (it->box->kind == SPILL_BOX_CHANGE)
    id->c = it->box->id;
  else if (it->box->kind == SPILL_BOX_EVENT)
    id->c = (gint64) (it->box->start * 1000);
  else
    id->c = ((gint64) it->box->build << 32) | it->box->step;
}

/* The moment itself, or the next older one: other builders may share the rows by now. */
static gboolean
find_moment (SpillPicture   *picture,
             double          time,
             SpillBoardCell *cell)
{
  guint row = 0;

  while (row + 1 < picture->n_labels && picture->labels[row].time > time + 0.001)
    row++;
  *cell = (SpillBoardCell) { SPILL_BOARD_HEAD, row };
  return picture->n_labels > 0;
}

static gboolean
find_id (SpillBoard         *board,
         const SpillBoardId *id,
         SpillBoardCell     *cell)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  SpillPicture *picture = get_picture (board);
  int column = id->b == G_MININT64 ? 0 : spill_waterfall_feed_find_column (self->feed, id->b) + 1;
  int stand_in = -1;

  if (picture != NULL && id->a == ID_MOMENT)
    return find_moment (picture, id->c / 1000.0, cell);
  if (picture == NULL || (column == 0 && id->b != G_MININT64))
    return FALSE;
  *cell = (SpillBoardCell) { column, SPILL_BOARD_HEAD };
  if (id->a == ID_HEAD)
    return TRUE;
  for (guint i = 0; i < picture->lanes[column].n_cells; i++)
    {
      SpillBoardId other = { 0 };
      SpillBoardCell there = { column, i };

      if (!is_focusable (board, &there))
        continue;
      get_id (board, &there, &other);
      if (other.a == id->a && other.c == id->c)
        {
          *cell = there;
          return TRUE;
        }
      /* A build's steps have come, or it is drawn in another way. */
      if (stand_in < 0 && other.c >> 32 == id->c >> 32 && other.a >= ID_BOX + SPILL_BOX_STEP
          && other.a <= ID_BOX + SPILL_BOX_BUILD && id->a >= ID_BOX + SPILL_BOX_STEP
          && id->a <= ID_BOX + SPILL_BOX_BUILD)
        stand_in = i;
    }
  cell->row = stand_in;
  return stand_in >= 0;
}

static char *
dup_words (SpillBoard           *board,
           const SpillBoardCell *cell)
{
  return spill_waterfall_card_dup_words (SPILL_WATERFALL_BOARD (board), cell);
}

/* Drawing and hands */

static void
draw_cell (SpillBoard            *board,
           const SpillBoardCell  *cell,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *bounds,
           double                 top)
{
  spill_waterfall_draw_cell (SPILL_WATERFALL_BOARD (board), cell, snapshot, bounds, top);
}

static void
draw_back (SpillBoard            *board,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *area)
{
  spill_waterfall_back_draw (SPILL_WATERFALL_BOARD (board), snapshot, area);
}

static void
open_link (SpillWaterfallBoard  *self,
           const SpillBoardCell *cell,
           int                   link)
{
  const SpillBox *box = spill_waterfall_board_get_cell (self, cell)->box;
  SpillStep *step = spill_waterfall_board_get_step (self, cell);
  SpillList *logs = step != NULL ? spill_step_get_logs (step) : NULL;

  if (box->links[link].url != NULL)
    {
      spill_actions_open_uri (GTK_WIDGET (self), box->links[link].url);
      return;
    }
  for (guint i = 0; logs != NULL && i < spill_list_get_length (logs); i++)
    if (g_strcmp0 (spill_log_get_name (spill_list_peek (logs, i)), box->links[link].name) == 0)
      {
        spill_actions_open_log (GTK_WIDGET (self), spill_list_peek (logs, i));
        return;
      }
}

static void
activate (SpillBoard           *board,
          const SpillBoardCell *cell,
          double                x,
          double                y)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  SpillBuilder *builder = spill_waterfall_board_get_builder (self, cell);
  SpillBuild *build = spill_waterfall_board_get_build (self, cell);
  const SpillPictureCell *it = spill_waterfall_board_get_cell (self, cell);
  SpillStep *step = it != NULL ? spill_waterfall_board_get_step (self, cell) : NULL;
  int link = x >= 0 ? spill_waterfall_draw_find_link (self, cell, x, y) : -1;

  if (link >= 0)
    {
      open_link (self, cell, link);
      return;
    }
  if (step != NULL)
    {
      spill_actions_open_step (GTK_WIDGET (self), step);
      return;
    }
  if (it == NULL && builder != NULL)
    {
      SpillList *running = spill_builder_get_running (builder);

      build = spill_list_get_length (running) > 0
                ? spill_list_peek (running, spill_list_get_length (running) - 1)
                : spill_builder_get_last_build (builder);
    }
  if (build != NULL)
    spill_actions_open_build (GTK_WIDGET (self), build);
}

static gboolean
is_link (SpillBoard           *board,
         const SpillBoardCell *cell,
         double                x,
         double                y)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  const SpillPictureCell *it = spill_waterfall_board_get_cell (self, cell);

  return cell->column > 0 && (it == NULL || it->build != NULL);
}

static GMenuModel *
dup_menu (SpillBoard           *board,
          const SpillBoardCell *cell)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);

  return spill_cell_menu_new (GTK_WIDGET (self), &(SpillCellSubject) {
    .builder = spill_waterfall_board_get_builder (self, cell),
    .build = spill_waterfall_board_get_build (self, cell),
    .step = spill_waterfall_board_get_step (self, cell),
  });
}

static SpillCard *
make_card (SpillBoard           *board,
           const SpillBoardCell *cell)
{
  return spill_waterfall_card_new (SPILL_WATERFALL_BOARD (board), cell);
}

/* Holds */

/* The builders in sight whose history ends in sight, or above. */
static void
ask_for_older (SpillWaterfallBoard *self,
               int                  first,
               int                  n)
{
  double now = g_get_monotonic_time () / 1e6;

  if (now < self->asked_at + OLDER_PAUSE)
    return;
  self->asked_at = now;
  for (int i = 0; i < n; i++)
    {
      SpillBuilder *builder =
        spill_waterfall_board_get_builder (self, &(SpillBoardCell) { first + i, 0 });

      if (builder != NULL && spill_builder_may_ask_older (builder))
        spill_builder_request_older (builder, OLDER);
    }
}

static void
in_sight (SpillBoard *board,
          int         first,
          int         n,
          double      top,
          double      bottom)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (board);
  SpillPicture *picture = get_picture (board);

  if (self->holds == NULL)
    return;
  if (n == 0 || picture == NULL)
    {
      spill_waterfall_holds_release (self->holds);
      return;
    }
  spill_waterfall_feed_set_sight (self->feed, MAX (first - 1, 0), n);
  spill_waterfall_holds_begin (self->holds);
  for (int i = 0; i < n; i++)
    spill_waterfall_holds_add_column (self->holds, self, first + i, top, bottom);
  spill_waterfall_holds_end (self->holds);

  if (bottom + (bottom - top) / 2 > picture->height * spill_waterfall_board_get_unit (self)
      && !spill_waterfall_feed_show_more (self->feed))
    ask_for_older (self, first, n);
}

static void
resized (SpillBoard *board)
{
  SPILL_WATERFALL_BOARD (board)->row_height = 0;
}

/* GObject */

static void
on_picture (SpillWaterfallBoard *self,
            SpillPicture        *before)
{
  SpillPicture *picture = get_picture (SPILL_BOARD (self));

  if (before == NULL || picture == NULL || !spill_picture_has_same_shape (picture, before))
    {
      spill_board_changed (SPILL_BOARD (self));
      return;
    }
  for (guint lane = 0; lane <= picture->n_columns; lane++)
    if (!spill_picture_has_same_lane (picture, before, lane))
      spill_board_column_changed (SPILL_BOARD (self), lane);
    else if (lane > 0 && picture->columns[lane - 1] != before->columns[lane - 1])
      spill_board_head_changed (SPILL_BOARD (self), lane);
  /* There may be other builds in the same places. */
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
spill_waterfall_board_dispose (GObject *object)
{
  SpillWaterfallBoard *self = SPILL_WATERFALL_BOARD (object);

  g_clear_pointer (&self->holds, spill_waterfall_holds_free);

  G_OBJECT_CLASS (spill_waterfall_board_parent_class)->dispose (object);
}

static void
spill_waterfall_board_finalize (GObject *object)
{
  g_object_unref (SPILL_WATERFALL_BOARD (object)->feed);

  G_OBJECT_CLASS (spill_waterfall_board_parent_class)->finalize (object);
}

static void
spill_waterfall_board_class_init (SpillWaterfallBoardClass *klass)
{
  SpillBoardClass *board_class = SPILL_BOARD_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = spill_waterfall_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = spill_waterfall_board_finalize;

  board_class->get_size = get_size;
  board_class->get_column = get_column;
  board_class->get_n_rows = get_n_rows;
  board_class->get_bounds = get_bounds;
  board_class->find_rows = find_rows;
  board_class->draw_cell = draw_cell;
  board_class->draw_back = draw_back;
  board_class->is_focusable = is_focusable;
  board_class->dup_words = dup_words;
  board_class->get_id = get_id;
  board_class->find_id = find_id;
  board_class->find_failure = spill_waterfall_find_failure;
  board_class->activate = activate;
  board_class->is_link = is_link;
  board_class->dup_menu = dup_menu;
  board_class->make_card = make_card;
  board_class->in_sight = in_sight;
  board_class->resized = resized;
}

static void
spill_waterfall_board_init (SpillWaterfallBoard *self)
{
  self->holds = spill_waterfall_holds_new ();
}

/**
 * spill_waterfall_board_new:
 * @feed: where the pictures come from
 *
 * Returns: (transfer floating): what shows them
 */
GtkWidget *
spill_waterfall_board_new (SpillWaterfallFeed *feed)
{
  SpillWaterfallBoard *self;

  g_return_val_if_fail (SPILL_IS_WATERFALL_FEED (feed), NULL);

  self = g_object_new (SPILL_TYPE_WATERFALL_BOARD, NULL);
  self->feed = g_object_ref (feed);
  g_signal_connect_object (feed, "picture", G_CALLBACK (on_picture), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Waterfall"), -1);
  return GTK_WIDGET (self);
}

SpillWaterfallFeed *
spill_waterfall_board_get_feed (SpillWaterfallBoard *self)
{
  g_return_val_if_fail (SPILL_IS_WATERFALL_BOARD (self), NULL);

  return self->feed;
}

void
spill_waterfall_board_set_narrow (SpillWaterfallBoard *self,
                                  gboolean             is_narrow)
{
  g_return_if_fail (SPILL_IS_WATERFALL_BOARD (self));

  if (self->is_narrow == is_narrow)
    return;
  self->is_narrow = is_narrow;
  spill_board_changed (SPILL_BOARD (self));
}

void
spill_waterfall_board_tick (SpillWaterfallBoard *self)
{
  int n;
  int first;

  g_return_if_fail (SPILL_IS_WATERFALL_BOARD (self));

  first = spill_board_get_columns (SPILL_BOARD (self), &n);
  for (int i = 0; i < n; i++)
    {
      SpillBuilder *builder =
        spill_waterfall_board_get_builder (self, &(SpillBoardCell) { first + i, 0 });

      if (builder != NULL && spill_list_get_length (spill_builder_get_running (builder)) > 0)
        spill_board_column_changed (SPILL_BOARD (self), first + i);
    }
}
