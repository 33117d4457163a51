#include "ui/spill-board-private.h"

#include <adwaita.h>
#include <math.h>

#define MIN_ZOOM       0.5
#define MAX_ZOOM       3.0
#define MIN_COLUMN     40.0
#define DEFAULT_COLUMN 132.0
#define MAX_COLUMN     600.0

enum
{
  PROP_0,
  PROP_ZOOM,
  PROP_COLUMN_WIDTH,
  PROP_COMPACT,
  PROP_STALE,
  PROP_AT_TOP,
  N_PROPS,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (SpillBoard, spill_board, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (SpillBoard)
                                  G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

SpillBoardPrivate *
spill_board_get_private (SpillBoard *self)
{
  return spill_board_get_instance_private (self);
}

/* Changes */

/**
 * spill_board_changed:
 * @self: the board
 *
 * To be called when there are other cells, or when they are elsewhere. Keeps place and focus.
 */
void
spill_board_changed (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  double start = spill_board_get_start (self);
  double top = spill_board_get_top (self);
  SpillBoardCell cell;

  g_return_if_fail (SPILL_IS_BOARD (self));

  priv->has_size = FALSE;
  if (priv->place.id.a != 0 && (top > 0 || start > 0)
      && klass->find_id (self, &priv->place.id, &cell))
    {
      graphene_rect_t bounds;

      spill_board_get_bounds (self, &cell, &bounds);
      if (top > 0)
        top = bounds.origin.y - priv->place.y;
      if (start > 0)
        start = bounds.origin.x - priv->place.x;
    }
  if (gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    spill_board_configure (self, start, top);
  spill_board_find_focus (self);
  spill_board_forget_drawn (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
say_again (SpillBoard *self,
           int         column)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (priv->has_cell && priv->cell.column == column && spill_board_has_keyboard (self))
    spill_board_say_cell (self);
}

/**
 * spill_board_column_changed:
 * @self: the board
 * @column: whose cells, or header, look other than before; they are where they were
 */
void
spill_board_column_changed (SpillBoard *self,
                            int         column)
{
  g_return_if_fail (SPILL_IS_BOARD (self));

  say_again (self, column);
  if (spill_board_forget_column (self, column, FALSE))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * spill_board_head_changed:
 * @self: the board
 * @column: whose header looks other than before
 */
void
spill_board_head_changed (SpillBoard *self,
                          int         column)
{
  g_return_if_fail (SPILL_IS_BOARD (self));

  if (spill_board_forget_column (self, column, TRUE))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
resize (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);

  priv->has_texts = FALSE;
  if (klass->resized != NULL)
    klass->resized (self);
  spill_board_changed (self);
}

static void
on_theme (SpillBoard *self)
{
  spill_board_get_private (self)->has_palette = FALSE;
  spill_board_forget_drawn (self);
}

/* GtkScrollable */

static void
on_value_changed (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  gboolean is_at_top = spill_board_is_at_top (self);

  if (priv->was_at_top != is_at_top)
    {
      priv->was_at_top = is_at_top;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_TOP]);
    }
  if (priv->is_configuring)
    return;
  spill_board_hands_hide_card (priv->hands);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
set_adjustment (SpillBoard     *self,
                GtkOrientation  orientation,
                GtkAdjustment  *adjustment)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  GtkAdjustment **place = &priv->adjustments[orientation];

  if (*place == adjustment && adjustment != NULL)
    return;
  if (*place != NULL)
    g_signal_handlers_disconnect_by_func (*place, on_value_changed, self);
  g_clear_object (place);
  if (adjustment == NULL)
    adjustment = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  *place = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (*place, "value-changed", G_CALLBACK (on_value_changed), self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* GtkWidget */

static gboolean
on_sight (gpointer user_data)
{
  SpillBoard *self = user_data;
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  double top = spill_board_get_top (self);
  int n;
  int first = spill_board_get_columns (self, &n);

  spill_board_get_private (self)->sight_id = 0;
  klass->in_sight (self, first, n, top, top + spill_board_get_page (self));
  return G_SOURCE_REMOVE;
}

/* After the frame, for it may ask for much. */
static void
queue_sight (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  if (SPILL_BOARD_GET_CLASS (self)->in_sight != NULL && priv->sight_id == 0
      && gtk_widget_get_mapped (GTK_WIDGET (self)))
    priv->sight_id = g_idle_add (on_sight, self);
}

/* What of a cell is in sight, and a little more: its outline is not to end at the edge. */
static void
allocate_spot (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  GtkWidget *spot = GTK_WIDGET (spill_board_get_spot (self));
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0), part;

  if (priv->has_cell)
    {
      spill_board_to_widget (self, &priv->cell, &bounds);
      spill_board_get_part (self, &priv->cell, &part);
      graphene_rect_inset (&part, -4, -4);
      graphene_rect_intersection (&bounds, &part, &part);
      if (part.size.height > 0)
        bounds = part;
    }
  gtk_widget_measure (spot, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (spot,
                            &(GtkAllocation) { (int) bounds.origin.x, (int) bounds.origin.y,
                                               MAX ((int) bounds.size.width, 0),
                                               MAX ((int) bounds.size.height, 0) }, -1);
}

static void
spill_board_size_allocate (GtkWidget *widget,
                           int        width,
                           int        height,
                           int        baseline)
{
  SpillBoard *self = SPILL_BOARD (widget);
  SpillBoardPrivate *priv = spill_board_get_private (self);

  /* Gutter and columns may be as wide as there is room for. */
  priv->has_size = FALSE;
  if (priv->width != width)
    spill_board_forget_drawn (self);
  priv->width = width;
  spill_board_configure (self, spill_board_get_start (self), spill_board_get_top (self));
  allocate_spot (self);
  spill_board_remember_place (self);
  spill_board_hands_allocate (spill_board_get_private (self)->hands);
  queue_sight (self);
}

static void
spill_board_measure (GtkWidget      *widget,
                     GtkOrientation  orientation,
                     int             for_size,
                     int            *minimum,
                     int            *natural,
                     int            *minimum_baseline,
                     int            *natural_baseline)
{
  const SpillBoardSize *size = spill_board_ensure_size (SPILL_BOARD (widget));
  double whole = orientation == GTK_ORIENTATION_HORIZONTAL ? size->gutter + size->width
                                                           : size->head + size->height;

  *minimum = 0;
  *natural = (int) MIN (ceil (whole), 32767);
}

static void
spill_board_snapshot (GtkWidget   *widget,
                      GtkSnapshot *snapshot)
{
  spill_board_draw (SPILL_BOARD (widget), snapshot);
}

static gboolean
spill_board_grab_focus (GtkWidget *widget)
{
  return spill_board_take_focus (SPILL_BOARD (widget));
}

static gboolean
spill_board_focus (GtkWidget        *widget,
                   GtkDirectionType  direction)
{
  return !spill_board_has_keyboard (SPILL_BOARD (widget))
         && spill_board_take_focus (SPILL_BOARD (widget));
}

static void
spill_board_unmap (GtkWidget *widget)
{
  SpillBoard *self = SPILL_BOARD (widget);
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_clear_handle_id (&priv->sight_id, g_source_remove);
  spill_board_hands_hide_card (priv->hands);
  if (SPILL_BOARD_GET_CLASS (self)->in_sight != NULL)
    SPILL_BOARD_GET_CLASS (self)->in_sight (self, 0, 0, 0, 0);

  GTK_WIDGET_CLASS (spill_board_parent_class)->unmap (widget);
}

static void
spill_board_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (spill_board_parent_class)->map (widget);
  queue_sight (SPILL_BOARD (widget));
}

static void
spill_board_css_changed (GtkWidget         *widget,
                         GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (spill_board_parent_class)->css_changed (widget, change);
  on_theme (SPILL_BOARD (widget));
  resize (SPILL_BOARD (widget));
}

static void
spill_board_direction_changed (GtkWidget        *widget,
                               GtkTextDirection  before)
{
  resize (SPILL_BOARD (widget));
}

/* GObject */

static void
spill_board_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpillBoard *self = SPILL_BOARD (object);
  SpillBoardPrivate *priv = spill_board_get_private (self);

  switch (prop_id)
    {
    case PROP_ZOOM:
      g_value_set_double (value, priv->zoom);
      break;
    case PROP_COLUMN_WIDTH:
      g_value_set_double (value, priv->column_width);
      break;
    case PROP_COMPACT:
      g_value_set_boolean (value, priv->is_compact);
      break;
    case PROP_STALE:
      g_value_set_boolean (value, priv->is_stale);
      break;
    case PROP_AT_TOP:
      g_value_set_boolean (value, spill_board_is_at_top (self));
      break;
    case PROP_HADJUSTMENT:
    case PROP_VADJUSTMENT:
      g_value_set_object (value, priv->adjustments[prop_id == PROP_VADJUSTMENT]);
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, priv->policies[prop_id == PROP_VSCROLL_POLICY]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_board_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpillBoard *self = SPILL_BOARD (object);
  SpillBoardPrivate *priv = spill_board_get_private (self);

  switch (prop_id)
    {
    case PROP_ZOOM:
      spill_board_set_zoom (self, g_value_get_double (value));
      break;
    case PROP_COLUMN_WIDTH:
      spill_board_set_column_width (self, g_value_get_double (value));
      break;
    case PROP_COMPACT:
      spill_board_set_compact (self, g_value_get_boolean (value));
      break;
    case PROP_STALE:
      spill_board_set_stale (self, g_value_get_boolean (value));
      break;
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
    case PROP_VSCROLL_POLICY:
      priv->policies[prop_id == PROP_VSCROLL_POLICY] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_board_dispose (GObject *object)
{
  SpillBoard *self = SPILL_BOARD (object);
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_clear_handle_id (&priv->sight_id, g_source_remove);
  g_clear_pointer (&priv->hands, spill_board_hands_free);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&priv->spots[i], gtk_widget_unparent);
      if (priv->adjustments[i] != NULL)
        g_signal_handlers_disconnect_by_data (priv->adjustments[i], self);
      g_clear_object (&priv->adjustments[i]);
    }

  G_OBJECT_CLASS (spill_board_parent_class)->dispose (object);
}

static void
spill_board_finalize (GObject *object)
{
  SpillBoardPrivate *priv = spill_board_get_private (SPILL_BOARD (object));

  g_hash_table_unref (priv->drawn);
  spill_text_cache_free (priv->texts);

  G_OBJECT_CLASS (spill_board_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, MIN_ZOOM, MAX_ZOOM, 1, rw);
  properties[PROP_COLUMN_WIDTH] =
    g_param_spec_double ("column-width", NULL, NULL, MIN_COLUMN, MAX_COLUMN, DEFAULT_COLUMN, rw);
  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, rw);
  properties[PROP_STALE] = g_param_spec_boolean ("stale", NULL, NULL, FALSE, rw);
  properties[PROP_AT_TOP] =
    g_param_spec_boolean ("at-top", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
}

static void
spill_board_class_init (SpillBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = spill_board_get_property;
  object_class->set_property = spill_board_set_property;
  object_class->dispose = spill_board_dispose;
  object_class->finalize = spill_board_finalize;
  install_properties (object_class);

  widget_class->measure = spill_board_measure;
  widget_class->size_allocate = spill_board_size_allocate;
  widget_class->snapshot = spill_board_snapshot;
  widget_class->grab_focus = spill_board_grab_focus;
  widget_class->focus = spill_board_focus;
  widget_class->map = spill_board_map;
  widget_class->unmap = spill_board_unmap;
  widget_class->css_changed = spill_board_css_changed;
  widget_class->direction_changed = spill_board_direction_changed;

  gtk_widget_class_set_css_name (widget_class, "spill-board");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
  spill_board_keys_install (widget_class);
}

static void
spill_board_init (SpillBoard *self)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);
  AdwStyleManager *style = adw_style_manager_get_default ();

  priv->zoom = 1;
  priv->column_width = DEFAULT_COLUMN;
  priv->was_at_top = TRUE;
  priv->texts = spill_text_cache_new ();
  spill_board_drawn_init (self);
  for (guint i = 0; i < 2; i++)
    {
      set_adjustment (self, i, NULL);
      priv->spots[i] = spill_board_spot_new ();
      gtk_widget_set_child_visible (priv->spots[i], i == 0);
      gtk_widget_set_parent (priv->spots[i], GTK_WIDGET (self));
    }
  priv->hands = spill_board_hands_new (self);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (on_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (on_theme), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (on_theme), NULL);
}

/* What can be set */

double
spill_board_get_zoom (SpillBoard *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD (self), 1);

  return spill_board_get_private (self)->zoom;
}

void
spill_board_set_zoom (SpillBoard *self,
                      double      zoom)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_return_if_fail (SPILL_IS_BOARD (self));

  zoom = CLAMP (zoom, MIN_ZOOM, MAX_ZOOM);
  if (priv->zoom == zoom)
    return;
  priv->zoom = zoom;
  resize (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

double
spill_board_get_column_width (SpillBoard *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD (self), DEFAULT_COLUMN);

  return spill_board_get_private (self)->column_width;
}

void
spill_board_set_column_width (SpillBoard *self,
                              double      width)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_return_if_fail (SPILL_IS_BOARD (self));

  width = CLAMP (width, MIN_COLUMN, MAX_COLUMN);
  if (priv->column_width == width)
    return;
  priv->column_width = width;
  resize (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMN_WIDTH]);
}

gboolean
spill_board_is_compact (SpillBoard *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD (self), FALSE);

  return spill_board_get_private (self)->is_compact;
}

void
spill_board_set_compact (SpillBoard *self,
                         gboolean    is_compact)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_return_if_fail (SPILL_IS_BOARD (self));

  if (priv->is_compact == !!is_compact)
    return;
  priv->is_compact = !!is_compact;
  resize (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

gboolean
spill_board_is_stale (SpillBoard *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD (self), FALSE);

  return spill_board_get_private (self)->is_stale;
}

void
spill_board_set_stale (SpillBoard *self,
                       gboolean    is_stale)
{
  SpillBoardPrivate *priv = spill_board_get_private (self);

  g_return_if_fail (SPILL_IS_BOARD (self));

  if (priv->is_stale == !!is_stale)
    return;
  priv->is_stale = !!is_stale;
  spill_board_forget_drawn (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STALE]);
}

gboolean
spill_board_is_at_top (SpillBoard *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD (self), TRUE);

  return spill_board_get_top (self) < 1;
}

void
spill_board_scroll_to_top (SpillBoard *self)
{
  g_return_if_fail (SPILL_IS_BOARD (self));

  gtk_adjustment_set_value (spill_board_get_private (self)->adjustments[GTK_ORIENTATION_VERTICAL],
                            0);
}
