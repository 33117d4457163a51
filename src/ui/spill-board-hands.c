#include "ui/spill-board-private.h"

#include <math.h>

/* A pointer that rests so long wants to know more. */
#define CARD_DELAY_MS 600

struct _SpillBoardHands
{
  SpillBoard     *board;        /* unowned: it owns this */
  GtkWidget      *menu;         /* (nullable) a child of the board */
  GtkWidget      *card;         /* (nullable) a child of the board */
  SpillBoardCell  card_cell;
  guint           card_id;      /* source id: shows the card of card_cell */
  gboolean        is_by_key;    /* the card was asked for by key */
  double          x;            /* where the pointer was last */
  double          y;
  gboolean        had_keyboard; /* before the menu */
  double          zoom;         /* when the fingers came down */
};

static gboolean
has_tree (SpillBoardHands *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (self->board));
}

/* Card */

gboolean
spill_board_hands_has_card (SpillBoardHands *self)
{
  return self->card != NULL && gtk_widget_get_visible (self->card);
}

void
spill_board_hands_hide_card (SpillBoardHands *self)
{
  if (self == NULL)
    return;
  g_clear_handle_id (&self->card_id, g_source_remove);
  if (spill_board_hands_has_card (self))
    gtk_popover_popdown (GTK_POPOVER (self->card));
}

/* It takes neither keys nor clicks: it only tells. */
static GtkWidget *
card_new (SpillBoard *board)
{
  GtkWidget *card = gtk_popover_new ();

  gtk_popover_set_autohide (GTK_POPOVER (card), FALSE);
  gtk_popover_set_position (GTK_POPOVER (card), GTK_POS_BOTTOM);
  gtk_widget_set_can_focus (card, FALSE);
  gtk_widget_set_can_target (card, FALSE);
  gtk_widget_add_css_class (card, "spill-board-card");
  gtk_widget_set_parent (card, GTK_WIDGET (board));
  return card;
}

void
spill_board_hands_show_card (SpillBoardHands      *self,
                             const SpillBoardCell *cell)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self->board);
  graphene_rect_t area;
  g_autoptr(SpillCard) inside = NULL;

  if (klass->make_card == NULL || !has_tree (self)
      || !spill_board_get_area (self->board, cell, &area))
    return;
  inside = klass->make_card (self->board, cell);
  if (inside == NULL)
    return;
  if (self->card == NULL)
    self->card = card_new (self->board);
  self->card_cell = *cell;
  self->is_by_key = TRUE;
  gtk_popover_set_child (GTK_POPOVER (self->card),
                         spill_card_make_widget (inside,
                                                 gtk_widget_get_width (GTK_WIDGET (self->board))));
  gtk_popover_set_pointing_to (GTK_POPOVER (self->card),
                               &(GdkRectangle) { (int) area.origin.x, (int) area.origin.y,
                                                 (int) MAX (area.size.width, 1),
                                                 (int) MAX (area.size.height, 1) });
  gtk_popover_popup (GTK_POPOVER (self->card));
}

static gboolean
on_card_due (gpointer user_data)
{
  SpillBoardHands *self = user_data;
  SpillBoardCell cell = self->card_cell;

  self->card_id = 0;
  if (self->menu == NULL || !gtk_widget_get_visible (self->menu))
    spill_board_hands_show_card (self, &cell);
  self->is_by_key = FALSE;
  return G_SOURCE_REMOVE;
}

static gboolean
is_link (SpillBoardHands        *self,
         const SpillBoardCell   *cell,
         const graphene_point_t *inner)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self->board);

  return klass->is_link != NULL ? klass->is_link (self->board, cell, inner->x, inner->y)
                                : spill_board_is_focusable (self->board, cell);
}

static void
on_motion (SpillBoardHands *self,
           double           x,
           double           y)
{
  SpillBoardCell cell;
  graphene_point_t inner;
  gboolean is_cell = spill_board_pick (self->board, x, y, &cell, &inner);

  /* A surface that comes or goes tells again of a pointer that rests. */
  if (self->x == x && self->y == y)
    return;
  self->x = x;
  self->y = y;

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->board),
                                   is_cell && is_link (self, &cell, &inner) ? "pointer" : NULL);
  if (is_cell && (self->card_id != 0 || spill_board_hands_has_card (self))
      && cell.column == self->card_cell.column && cell.row == self->card_cell.row)
    return;
  spill_board_hands_hide_card (self);
  if (!is_cell)
    return;
  self->card_cell = cell;
  self->card_id = g_timeout_add (CARD_DELAY_MS, on_card_due, self);
}

static void
on_leave (SpillBoardHands *self)
{
  if (!self->is_by_key || !spill_board_hands_has_card (self))
    spill_board_hands_hide_card (self);
}

/* Menu */

/* GTK gives the focus to the first widget of the window when a menu closes. */
static void
on_menu_closed (SpillBoardHands *self)
{
  if (self->had_keyboard && has_tree (self))
    gtk_widget_grab_focus (GTK_WIDGET (self->board));
}

gboolean
spill_board_hands_popup (SpillBoardHands      *self,
                         const SpillBoardCell *cell,
                         double                x,
                         double                y)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self->board);
  g_autoptr(GMenuModel) menu = NULL;

  if (klass->dup_menu == NULL || !spill_board_is_focusable (self->board, cell))
    return FALSE;
  spill_board_hands_hide_card (self);
  spill_board_set_focus_cell (self->board, cell);
  menu = klass->dup_menu (self->board, cell);
  if (menu == NULL)
    return FALSE;
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self->board));
      g_signal_connect_swapped (self->menu, "closed", G_CALLBACK (on_menu_closed), self);
    }
  self->had_keyboard = TRUE;
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
  return TRUE;
}

/* Clicks and fingers */

static gboolean
popup_at (SpillBoardHands *self,
          double           x,
          double           y)
{
  SpillBoardCell cell;

  return spill_board_pick (self->board, x, y, &cell, NULL)
         && spill_board_hands_popup (self, &cell, x, y);
}

static void
on_secondary_pressed (SpillBoardHands *self,
                      int              n_press,
                      double           x,
                      double           y,
                      GtkGesture      *gesture)
{
  if (popup_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (SpillBoardHands *self,
                 double           x,
                 double           y,
                 GtkGesture      *gesture)
{
  if (popup_at (self, x, y))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_released (SpillBoardHands *self,
             int              n_press,
             double           x,
             double           y)
{
  SpillBoardClass *klass = SPILL_BOARD_GET_CLASS (self->board);
  SpillBoardCell cell;
  graphene_point_t inner;

  spill_board_hands_hide_card (self);
  if (n_press != 1)
    return;
  /* Beside all cells the board has the keyboard for the cell that had it. */
  if (!spill_board_pick (self->board, x, y, &cell, &inner))
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->board));
      return;
    }
  if (spill_board_is_focusable (self->board, &cell))
    spill_board_set_focus_cell (self->board, &cell);
  gtk_widget_grab_focus (GTK_WIDGET (self->board));
  if (klass->activate != NULL && is_link (self, &cell, &inner))
    klass->activate (self->board, &cell, inner.x, inner.y);
}

static double
from_start (SpillBoardHands *self,
            double           x)
{
  return spill_board_is_rtl (self->board) ? gtk_widget_get_width (GTK_WIDGET (self->board)) - x : x;
}

/* What is under the fingers, or the pointer, stays there; but what is at the top goes on to follow. */
static void
set_size_at (SpillBoardHands *self,
             double           zoom,
             double           column_width,
             double           x,
             double           y)
{
  const SpillBoardSize before = *spill_board_ensure_size (self->board);
  double start = spill_board_get_start (self->board), top = spill_board_get_top (self->board);
  const SpillBoardSize *after;

  x = from_start (self, x);
  spill_board_set_zoom (self->board, zoom);
  spill_board_set_column_width (self->board, column_width);
  after = spill_board_ensure_size (self->board);
  if (x > before.gutter && before.width > 0)
    start = (start + x - before.gutter) * after->width / before.width - (x - after->gutter);
  if (top > 0 && y > before.head && before.height > 0)
    top = (top + y - before.head) * after->height / before.height - (y - after->head);
  spill_board_configure (self->board, start, top);
  gtk_widget_queue_allocate (GTK_WIDGET (self->board));
}

static void
zoom_by (SpillBoardHands *self,
         double           factor,
         gboolean         is_width)
{
  set_size_at (self, spill_board_get_zoom (self->board) * (is_width ? 1 : factor),
               spill_board_get_column_width (self->board) * (is_width ? factor : 1), self->x,
               self->y);
}

static gboolean
on_scroll (SpillBoardHands    *self,
           double              dx,
           double              dy,
           GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);

  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  /* X turns it around where Shift is held. */
  zoom_by (self, pow (1.1, -(dy != 0 ? dy : dx)), (state & GDK_SHIFT_MASK) != 0);
  return GDK_EVENT_STOP;
}

/* Two fingers are ours: else what scrolls would take them for one that moves. */
static void
on_pinch_begin (SpillBoardHands  *self,
                GdkEventSequence *sequence,
                GtkGesture       *gesture)
{
  self->zoom = spill_board_get_zoom (self->board);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_pinch (SpillBoardHands *self,
          double           scale,
          GtkGesture      *gesture)
{
  double x = self->x, y = self->y;

  if (gtk_gesture_is_active (gesture))
    gtk_gesture_get_bounding_box_center (gesture, &x, &y);
  set_size_at (self, self->zoom * scale, spill_board_get_column_width (self->board), x, y);
}

static void
add_pointer (SpillBoardHands *self)
{
  GtkWidget *widget = GTK_WIDGET (self->board);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (widget, motion);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), self);
  gtk_widget_add_controller (widget, scroll);
}

static void
add_gestures (SpillBoardHands *self)
{
  GtkWidget *widget = GTK_WIDGET (self->board);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (on_secondary_pressed), self);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_long_pressed), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

SpillBoardHands *
spill_board_hands_new (SpillBoard *board)
{
  SpillBoardHands *self = g_new0 (SpillBoardHands, 1);

  self->board = board;
  add_pointer (self);
  add_gestures (self);
  return self;
}

/* The controllers go with the board, which is just on its way out. */
void
spill_board_hands_free (SpillBoardHands *self)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->board));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GObject) controller = g_list_model_get_item (controllers, i);

      g_signal_handlers_disconnect_by_data (controller, self);
    }
  g_clear_handle_id (&self->card_id, g_source_remove);
  if (self->menu != NULL)
    g_signal_handlers_disconnect_by_data (self->menu, self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->card, gtk_widget_unparent);
  g_free (self);
}

void
spill_board_hands_allocate (SpillBoardHands *self)
{
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
  if (self->card != NULL)
    gtk_popover_present (GTK_POPOVER (self->card));
}
