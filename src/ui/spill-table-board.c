#include "ui/spill-table-board.h"

#include <math.h>

#include "ui/spill-cell-draw.h"

#define NARROW         500    /* a widget of less width has the narrow gutter */
#define HOLD_MS        120    /* what is scrolled past is not asked for */
#define TICK_SECONDS   5      /* what runs goes on */

typedef struct
{
  SpillBoardFeed  *feed;
  SpillHoldSet    *holds;
  guint            hold_id;       /* source */
  guint            more_id;       /* source */
  guint            tick_id;       /* source */
  SpillTableSight  sight;
  double           row_height;    /* at the zoom of now; 0: not known */
  double           head_height;
} SpillTableBoardPrivate;

enum
{
  PROP_0,
  PROP_FEED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  REBUILT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SpillTableBoard, spill_table_board, SPILL_TYPE_BOARD)

static SpillTableBoardPrivate *
get_private (gpointer self)
{
  return spill_table_board_get_instance_private (SPILL_TABLE_BOARD (self));
}

/* Sizes */

static void
ensure_heights (SpillTableBoard *self)
{
  SpillTableBoardPrivate *priv = get_private (self);

  if (priv->row_height > 0)
    return;
  SPILL_TABLE_BOARD_GET_CLASS (self)->measure (self, &priv->row_height, &priv->head_height);
  /* The line between rows is one tile that is repeated, and a renderer rounds tiles to pixels. */
  priv->row_height = MAX (round (priv->row_height), 1);
  priv->head_height = round (priv->head_height);
}

static void
resized (SpillBoard *board)
{
  spill_table_board_forget_heights (SPILL_TABLE_BOARD (board));
}

static void
get_size (SpillBoard     *board,
          SpillBoardSize *size)
{
  SpillTableBoard *self = SPILL_TABLE_BOARD (board);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (board);
  double x = 0, width = 0;

  size->n_columns = SPILL_TABLE_BOARD_GET_CLASS (self)->get_n_columns (self);
  if (size->n_columns > 0)
    klass->get_column (board, size->n_columns - 1, &x, &width);
  size->width = x + width;
  size->height = klass->get_n_rows (board, 0) * spill_table_board_get_row_height (self);
  size->head = get_private (self)->head_height;
  size->gutter = spill_table_board_get_gutter (self);
}

static void
get_bounds (SpillBoard           *board,
            const SpillBoardCell *cell,
            graphene_rect_t      *bounds)
{
  SpillTableBoard *self = SPILL_TABLE_BOARD (board);
  double height = spill_table_board_get_row_height (self);
  double x = 0, width = spill_table_board_get_gutter (self);

  if (cell->column >= 0)
    SPILL_BOARD_GET_CLASS (board)->get_column (board, cell->column, &x, &width);
  *bounds = GRAPHENE_RECT_INIT (x, cell->row * height, width, height);
}

static int
find_rows (SpillBoard *board,
           int         column,
           double      top,
           double      bottom,
           int        *n)
{
  double height = spill_table_board_get_row_height (SPILL_TABLE_BOARD (board));
  int n_rows = SPILL_BOARD_GET_CLASS (board)->get_n_rows (board, column);
  int first = CLAMP ((int) (top / height), 0, n_rows);
  int end = CLAMP ((int) (bottom / height) + 1, first, n_rows);

  *n = end - first;
  return first;
}

/* Lines between rows: of what was not built there is nothing else to go by. */
static void
draw_back (SpillBoard            *board,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *area)
{
  spill_cell_draw_lines (board, snapshot, area,
                         spill_table_board_get_row_height (SPILL_TABLE_BOARD (board)),
                         SPILL_BOARD_GET_CLASS (board)->get_n_rows (board, 0));
}

/* Failures */

static gboolean
is_failure (SpillTableBoard      *self,
            const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = SPILL_TABLE_BOARD_GET_CLASS (self)->get_build (self, cell);

  return build != NULL && build->finished > 0
         && (spill_result_is_bad (build->result) || build->result == SPILL_RESULT_EXCEPTION);
}

/* Line by line, a row or a column each, from its first cell on. */
static gboolean
find_failure (SpillBoard           *board,
              const SpillBoardCell *from,
              gboolean              forward,
              SpillBoardCell       *found)
{
  SpillTableBoard *self = SPILL_TABLE_BOARD (board);
  gboolean by_row = SPILL_TABLE_BOARD_GET_CLASS (self)->is_read_by_row;
  gint64 n_columns = SPILL_TABLE_BOARD_GET_CLASS (self)->get_n_columns (self);
  gint64 n_rows = SPILL_BOARD_GET_CLASS (board)->get_n_rows (board, 0);
  gint64 length = by_row ? n_columns : n_rows;
  int line = by_row ? from->row : from->column, place = by_row ? from->column : from->row;
  gint64 at = line < 0 ? -1 : line * length + MAX (place, forward ? -1 : 0);
  int step = forward ? 1 : -1;

  for (at += step; at >= 0 && at < n_columns * n_rows; at += step)
    {
      int major = (int) (at / length), minor = (int) (at % length);
      SpillBoardCell cell = { by_row ? minor : major, by_row ? major : minor };

      if (is_failure (self, &cell))
        {
          *found = cell;
          return TRUE;
        }
    }
  return FALSE;
}

/* What is in sight */

static gboolean
on_hold (gpointer user_data)
{
  SpillTableBoard *self = user_data;
  SpillTableBoardPrivate *priv = get_private (self);

  priv->hold_id = 0;
  SPILL_TABLE_BOARD_GET_CLASS (self)->hold (self, &priv->sight, priv->holds);
  /* Whether there is more to come is known only now. */
  g_signal_emit (self, signals[REBUILT], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_holds (SpillTableBoard *self)
{
  SpillTableBoardPrivate *priv = get_private (self);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && priv->hold_id == 0
      && SPILL_TABLE_BOARD_GET_CLASS (self)->has_needs (self, &priv->sight))
    priv->hold_id = g_timeout_add (HOLD_MS, on_hold, self);
}

static void
drop_holds (SpillTableBoard *self)
{
  SpillTableBoardPrivate *priv = get_private (self);

  g_clear_handle_id (&priv->hold_id, g_source_remove);
  spill_hold_set_begin (priv->holds);
  spill_hold_set_end (priv->holds);
}

static gboolean
on_more (gpointer user_data)
{
  SpillTableBoard *self = user_data;

  get_private (self)->more_id = 0;
  spill_table_board_rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
in_sight (SpillBoard *board,
          int         first,
          int         n,
          double      top,
          double      bottom)
{
  SpillTableBoard *self = SPILL_TABLE_BOARD (board);
  SpillTableBoardPrivate *priv = get_private (self);

  priv->sight = (SpillTableSight) { first, n, top, bottom };
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  queue_holds (self);
  if (n > 0 && priv->more_id == 0
      && SPILL_TABLE_BOARD_GET_CLASS (self)->want_more (self, &priv->sight))
    priv->more_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_more, self, NULL);
}

/* What runs */

static gboolean
runs_in (SpillTableBoard *self,
         int              column,
         int              row,
         int              n_rows)
{
  for (int i = row; i < row + n_rows; i++)
    {
      SpillBoardCell cell = { column, i };
      const SpillColumnBuild *build = SPILL_TABLE_BOARD_GET_CLASS (self)->get_build (self, &cell);

      if (build != NULL && build->finished <= 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
on_tick (gpointer user_data)
{
  SpillTableBoard *self = user_data;
  SpillBoard *board = SPILL_BOARD (self);
  const SpillTableSight *sight = &get_private (self)->sight;
  int n_columns, first = spill_board_get_columns (board, &n_columns);
  int n_rows, row = find_rows (board, 0, sight->top, sight->bottom, &n_rows);

  for (int column = first; column < first + n_columns; column++)
    {
      if (runs_in (self, column, row, n_rows))
        spill_board_column_changed (board, column);
    }
  if (SPILL_TABLE_BOARD_GET_CLASS (self)->tells_ages)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

/* GtkWidget, GObject */

static void
spill_table_board_map (GtkWidget *widget)
{
  SpillTableBoardPrivate *priv = get_private (widget);

  GTK_WIDGET_CLASS (spill_table_board_parent_class)->map (widget);

  if (priv->tick_id == 0)
    priv->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, widget);
  queue_holds (SPILL_TABLE_BOARD (widget));
}

static void
spill_table_board_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&get_private (widget)->tick_id, g_source_remove);

  GTK_WIDGET_CLASS (spill_table_board_parent_class)->unmap (widget);

  /* Only then: the board says that nothing is in sight while it is still mapped. */
  drop_holds (SPILL_TABLE_BOARD (widget));
}

static void
spill_table_board_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FEED:
      g_value_set_object (value, get_private (object)->feed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_table_board_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_FEED:
      get_private (object)->feed = g_value_dup_object (value);
      g_signal_connect_swapped (get_private (object)->feed, "updated",
                                G_CALLBACK (spill_table_board_rebuild), object);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_table_board_dispose (GObject *object)
{
  SpillTableBoardPrivate *priv = get_private (object);

  if (priv->feed != NULL)
    g_signal_handlers_disconnect_by_data (priv->feed, object);
  g_clear_handle_id (&priv->hold_id, g_source_remove);
  g_clear_handle_id (&priv->more_id, g_source_remove);
  g_clear_handle_id (&priv->tick_id, g_source_remove);
  g_clear_pointer (&priv->holds, spill_hold_set_free);

  G_OBJECT_CLASS (spill_table_board_parent_class)->dispose (object);
}

static void
spill_table_board_finalize (GObject *object)
{
  g_clear_object (&get_private (object)->feed);

  G_OBJECT_CLASS (spill_table_board_parent_class)->finalize (object);
}

static void
spill_table_board_class_init (SpillTableBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  SpillBoardClass *board_class = SPILL_BOARD_CLASS (klass);

  object_class->get_property = spill_table_board_get_property;
  object_class->set_property = spill_table_board_set_property;
  object_class->dispose = spill_table_board_dispose;
  object_class->finalize = spill_table_board_finalize;
  widget_class->map = spill_table_board_map;
  widget_class->unmap = spill_table_board_unmap;
  board_class->get_size = get_size;
  board_class->get_bounds = get_bounds;
  board_class->find_rows = find_rows;
  board_class->draw_back = draw_back;
  board_class->find_failure = find_failure;
  board_class->in_sight = in_sight;
  board_class->resized = resized;

  properties[PROP_FEED] =
    g_param_spec_object ("feed", NULL, NULL, SPILL_TYPE_BOARD_FEED,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[REBUILT] = g_signal_new ("rebuilt", SPILL_TYPE_TABLE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_table_board_init (SpillTableBoard *self)
{
  get_private (self)->holds = spill_hold_set_new ();
}

/* What subclasses ask for */

SpillBoardFeed *
spill_table_board_get_feed (SpillTableBoard *self)
{
  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), NULL);

  return get_private (self)->feed;
}

double
spill_table_board_get_row_height (SpillTableBoard *self)
{
  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), 1);

  ensure_heights (self);
  return get_private (self)->row_height;
}

void
spill_table_board_forget_heights (SpillTableBoard *self)
{
  g_return_if_fail (SPILL_IS_TABLE_BOARD (self));

  get_private (self)->row_height = 0;
}

gboolean
spill_table_board_is_narrow (SpillTableBoard *self)
{
  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), FALSE);

  return gtk_widget_get_width (GTK_WIDGET (self)) < NARROW;
}

double
spill_table_board_get_gutter (SpillTableBoard *self)
{
  SpillTableBoardClass *klass = SPILL_TABLE_BOARD_GET_CLASS (self);

  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), 0);

  return (spill_table_board_is_narrow (self) ? klass->narrow_gutter : klass->gutter)
         * spill_board_get_zoom (SPILL_BOARD (self));
}

/**
 * spill_table_board_rebuild:
 * @self: the board
 *
 * Makes its picture anew, of what the feed says now, and emits "rebuilt".
 */
void
spill_table_board_rebuild (SpillTableBoard *self)
{
  g_return_if_fail (SPILL_IS_TABLE_BOARD (self));

  SPILL_TABLE_BOARD_GET_CLASS (self)->rebuild (self);
  queue_holds (self);
  g_signal_emit (self, signals[REBUILT], 0);
}

gboolean
spill_table_board_is_waiting (SpillTableBoard *self)
{
  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), FALSE);

  return get_private (self)->hold_id != 0;
}

gboolean
spill_table_board_is_loading (SpillTableBoard *self)
{
  g_return_val_if_fail (SPILL_IS_TABLE_BOARD (self), FALSE);

  return spill_hold_set_is_loading (get_private (self)->holds);
}
