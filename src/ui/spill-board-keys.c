#include "ui/spill-board-private.h"

typedef enum
{
  MOVE_UP,
  MOVE_DOWN,
  MOVE_BACK,         /* to the column before */
  MOVE_ON,
  MOVE_PAGE_UP,
  MOVE_PAGE_DOWN,
  MOVE_HEAD,
  MOVE_LAST_ROW,
  MOVE_FIRST_COLUMN,
  MOVE_LAST_COLUMN,
  MOVE_FIRST,
  MOVE_LAST,
} Move;

#define ZOOM_STEP  1.2
#define WIDTH_STEP 1.15

static double
get_middle (SpillBoard           *self,
            const SpillBoardCell *cell)
{
  graphene_rect_t bounds;

  spill_board_get_bounds (self, cell, &bounds);
  return bounds.origin.y + MIN (bounds.size.height / 2, 16);
}

static gboolean
go (SpillBoard           *self,
    const SpillBoardCell *cell)
{
  spill_board_move_to (self, cell, cell->row >= 0 ? get_middle (self, cell)
                                                  : spill_board_get_private (self)->anchor);
  return TRUE;
}

/* From the header one comes to what is in sight. */
static void
move_up_or_down (SpillBoard     *self,
                 SpillBoardCell  cell,
                 int             direction)
{
  int n_rows = SPILL_BOARD_GET_CLASS (self)->get_n_rows (self, cell.column);

  if (cell.row < 0)
    {
      if (direction > 0
          && spill_board_nearest (self, cell.column, spill_board_get_top (self), &cell))
        go (self, &cell);
      return;
    }
  for (cell.row += direction; cell.row >= 0 && cell.row < n_rows; cell.row += direction)
    if (spill_board_is_focusable (self, &cell))
      {
        go (self, &cell);
        return;
      }
  cell.row = SPILL_BOARD_HEAD;
  if (direction < 0 && spill_board_is_focusable (self, &cell))
    go (self, &cell);
}

/* Sideways one stays at the same height, also over a column that has nothing there. */
static gboolean
move_to_column (SpillBoard     *self,
                SpillBoardCell  cell,
                int             column)
{
  double anchor = spill_board_get_private (self)->anchor;
  SpillBoardCell head = { column, SPILL_BOARD_HEAD };

  if (column >= spill_board_ensure_size (self)->n_columns || column < SPILL_BOARD_HEAD)
    return FALSE;
  if (cell.row < 0 && !spill_board_is_focusable (self, &head))
    return FALSE;
  if (cell.row < 0 || !spill_board_nearest (self, column, anchor, &cell))
    cell = head;
  if (!spill_board_is_focusable (self, &cell))
    return FALSE;
  spill_board_move_to (self, &cell, anchor);
  return TRUE;
}

static void
move_page (SpillBoard     *self,
           SpillBoardCell  cell,
           int             direction)
{
  double page = MAX (spill_board_get_page (self) - 40, 40);
  double y = spill_board_get_private (self)->anchor + direction * page;
  SpillBoardCell found;

  if (cell.row < 0)
    y = spill_board_get_top (self) + page;
  y = CLAMP (y, 0, spill_board_ensure_size (self)->height);
  if (!spill_board_nearest (self, cell.column, y, &found))
    return;
  if (found.row == cell.row)
    move_up_or_down (self, cell, direction);
  else
    go (self, &found);
}

static void
move_to_end (SpillBoard     *self,
             SpillBoardCell  cell,
             int             column)
{
  double y = spill_board_ensure_size (self)->height;

  cell.column = column;
  if (spill_board_nearest (self, column, y, &cell))
    go (self, &cell);
  else
    go (self, &(SpillBoardCell) { column, SPILL_BOARD_HEAD });
}

static void
move (SpillBoard     *self,
      SpillBoardCell  cell,
      Move            how)
{
  int last = spill_board_ensure_size (self)->n_columns - 1;

  switch (how)
    {
    case MOVE_UP:
    case MOVE_DOWN:
      move_up_or_down (self, cell, how == MOVE_UP ? -1 : 1);
      break;
    case MOVE_BACK:
      move_to_column (self, cell, cell.column - 1);
      break;
    case MOVE_ON:
      move_to_column (self, cell, cell.column + 1);
      break;
    case MOVE_PAGE_UP:
    case MOVE_PAGE_DOWN:
      move_page (self, cell, how == MOVE_PAGE_UP ? -1 : 1);
      break;
    case MOVE_HEAD:
      cell.row = SPILL_BOARD_HEAD;
      spill_board_scroll_to_top (self);
      if (spill_board_is_focusable (self, &cell))
        go (self, &cell);
      break;
    case MOVE_LAST_ROW:
      move_to_end (self, cell, cell.column);
      break;
    case MOVE_FIRST_COLUMN:
      if (cell.column > 0 && !move_to_column (self, cell, SPILL_BOARD_HEAD))
        move_to_column (self, cell, 0);
      break;
    case MOVE_LAST_COLUMN:
      move_to_column (self, cell, last);
      break;
    case MOVE_FIRST:
      if (!spill_board_nearest (self, 0, 0, &cell))
        cell = (SpillBoardCell) { 0, SPILL_BOARD_HEAD };
      go (self, &cell);
      break;
    case MOVE_LAST:
    default:
      move_to_end (self, cell, last);
      break;
    }
}

static gboolean
on_move (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);
  Move how = g_variant_get_int32 (args);
  gboolean is_rtl = spill_board_is_rtl (self);

  if (is_rtl && (how == MOVE_BACK || how == MOVE_ON))
    how = how == MOVE_BACK ? MOVE_ON : MOVE_BACK;
  if (spill_board_ensure_cell (self))
    move (self, spill_board_get_private (self)->cell, how);
  return TRUE;
}

static gboolean
on_activate (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self);
  SpillBoardCell cell;

  if (!spill_board_get_focus_cell (self, &cell) || klass->activate == NULL)
    return FALSE;
  spill_board_hands_hide_card (spill_board_get_private (self)->hands);
  klass->activate (self, &cell, -1, -1);
  return TRUE;
}

static gboolean
on_menu (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);
  SpillBoardCell cell;
  graphene_rect_t area;

  return spill_board_get_focus_cell (self, &cell) && spill_board_get_area (self, &cell, &area)
         && spill_board_hands_popup (spill_board_get_private (self)->hands, &cell,
                                     area.origin.x + area.size.width / 3,
                                     area.origin.y + MIN (area.size.height, 32));
}

static gboolean
on_card (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);
  SpillBoardHands *hands = spill_board_get_private (self)->hands;
  SpillBoardCell cell;

  if (spill_board_hands_has_card (hands))
    spill_board_hands_hide_card (hands);
  else if (spill_board_get_focus_cell (self, &cell))
    spill_board_hands_show_card (hands, &cell);
  return TRUE;
}

/* Escape closes the card, and else is for others. */
static gboolean
on_escape (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  SpillBoardHands *hands = spill_board_get_private (SPILL_BOARD (widget))->hands;

  if (!spill_board_hands_has_card (hands))
    return FALSE;
  spill_board_hands_hide_card (hands);
  return TRUE;
}

static gboolean
on_failure (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);

  if (!spill_board_go_to_failure (self, g_variant_get_int32 (args) > 0))
    gtk_widget_error_bell (widget);
  return TRUE;
}

static void
zoom (SpillBoard *self,
      int         how)
{
  double before = spill_board_get_zoom (self);

  spill_board_set_zoom (self, how == 0 ? 1 : how > 0 ? before * ZOOM_STEP : before / ZOOM_STEP);
}

static gboolean
on_zoom (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  zoom (SPILL_BOARD (widget), g_variant_get_int32 (args));
  return TRUE;
}

/* A view that is not seen is not asked to. */
static gboolean
on_view_zoom (GtkWidget *view,
              GVariant  *args,
              gpointer   user_data)
{
  SpillBoard *self = user_data;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  zoom (self, g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
on_width (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  SpillBoard *self = SPILL_BOARD (widget);
  double width = spill_board_get_column_width (self);

  spill_board_set_column_width (self, g_variant_get_int32 (args) > 0 ? width * WIDTH_STEP
                                                                     : width / WIDTH_STEP);
  return TRUE;
}

void
spill_board_keys_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint           key;
    guint           keypad;
    GdkModifierType modifiers;
    GtkShortcutFunc callback;
    int             argument;
  } keys[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, on_move, MOVE_UP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, on_move, MOVE_DOWN },
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, on_move, MOVE_BACK },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, on_move, MOVE_ON },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, 0, on_move, MOVE_PAGE_UP },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 0, on_move, MOVE_PAGE_DOWN },
    { GDK_KEY_Home, GDK_KEY_KP_Home, 0, on_move, MOVE_FIRST_COLUMN },
    { GDK_KEY_End, GDK_KEY_KP_End, 0, on_move, MOVE_LAST_COLUMN },
    { GDK_KEY_Up, GDK_KEY_KP_Up, GDK_CONTROL_MASK, on_move, MOVE_HEAD },
    { GDK_KEY_Down, GDK_KEY_KP_Down, GDK_CONTROL_MASK, on_move, MOVE_LAST_ROW },
    { GDK_KEY_Left, GDK_KEY_KP_Left, GDK_CONTROL_MASK, on_move, MOVE_FIRST_COLUMN },
    { GDK_KEY_Right, GDK_KEY_KP_Right, GDK_CONTROL_MASK, on_move, MOVE_LAST_COLUMN },
    { GDK_KEY_Home, GDK_KEY_KP_Home, GDK_CONTROL_MASK, on_move, MOVE_FIRST },
    { GDK_KEY_End, GDK_KEY_KP_End, GDK_CONTROL_MASK, on_move, MOVE_LAST },
    { GDK_KEY_Return, GDK_KEY_KP_Enter, 0, on_activate, 0 },
    { GDK_KEY_space, GDK_KEY_KP_Space, 0, on_activate, 0 },
    { GDK_KEY_Menu, GDK_KEY_Menu, 0, on_menu, 0 },
    { GDK_KEY_F10, GDK_KEY_F10, GDK_SHIFT_MASK, on_menu, 0 },
    { GDK_KEY_i, GDK_KEY_i, GDK_CONTROL_MASK, on_card, 0 },
    { GDK_KEY_Escape, GDK_KEY_Escape, 0, on_escape, 0 },
    { GDK_KEY_n, GDK_KEY_n, 0, on_failure, 1 },
    { GDK_KEY_p, GDK_KEY_p, 0, on_failure, -1 },
    { GDK_KEY_plus, GDK_KEY_KP_Add, GDK_CONTROL_MASK, on_zoom, 1 },
    { GDK_KEY_equal, GDK_KEY_equal, GDK_CONTROL_MASK, on_zoom, 1 },
    { GDK_KEY_minus, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, on_zoom, -1 },
    { GDK_KEY_0, GDK_KEY_KP_0, GDK_CONTROL_MASK, on_zoom, 0 },
    { GDK_KEY_Left, GDK_KEY_KP_Left, GDK_CONTROL_MASK | GDK_SHIFT_MASK, on_width, -1 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, GDK_CONTROL_MASK | GDK_SHIFT_MASK, on_width, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (widget_class, keys[i].key, keys[i].modifiers, keys[i].callback,
                                    "i", keys[i].argument);
      if (keys[i].keypad != keys[i].key)
        gtk_widget_class_add_binding (widget_class, keys[i].keypad, keys[i].modifiers,
                                      keys[i].callback, "i", keys[i].argument);
    }
}

/**
 * spill_board_add_zoom_keys:
 * @self: a board
 * @view: what it is in, which outlives it
 *
 * Has the keys of the zoom also where something else in the window has the keyboard, or nothing:
 * after a choice from a menu, or Escape. What has the keyboard comes first.
 */
void
spill_board_add_zoom_keys (SpillBoard *self,
                           GtkWidget  *view)
{
  static const struct { guint key; int how; } keys[] = {
    { GDK_KEY_plus, 1 }, { GDK_KEY_equal, 1 }, { GDK_KEY_KP_Add, 1 }, { GDK_KEY_minus, -1 },
    { GDK_KEY_KP_Subtract, -1 }, { GDK_KEY_0, 0 }, { GDK_KEY_KP_0, 0 },
  };
  GtkEventController *controller;

  g_return_if_fail (SPILL_IS_BOARD (self));
  g_return_if_fail (GTK_IS_WIDGET (view));

  controller = gtk_shortcut_controller_new ();
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (controller),
      gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (keys[i].key, GDK_CONTROL_MASK),
                                       gtk_callback_action_new (on_view_zoom, self, NULL), "i",
                                       keys[i].how));
  gtk_widget_add_controller (view, controller);
}
