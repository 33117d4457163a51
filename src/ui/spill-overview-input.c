#include "ui/spill-overview-input.h"

#include <glib/gi18n.h>

#include "ui/spill-actions.h"
#include "ui/spill-overview-menu.h"
#include "ui/spill-overview-row.h"

/* What hands do with the rows: clicks, fingers, keys, and the menu. */
struct _SpillOverviewInput
{
  GObject               parent_instance;

  GtkWidget            *widget;         /* unowned: it owns this */
  GtkListView          *view;           /* unowned: a child of @widget */
  SpillOverviewModel   *model;
  SpillOverviewList    *rows;
  SpillOverviewActions *actions;
  GtkWidget            *popover;        /* a child of @widget */
  GtkWidget            *popover_from;   /* (nullable) weak: gets the focus back from it */
};

G_DEFINE_FINAL_TYPE (SpillOverviewInput, spill_overview_input, G_TYPE_OBJECT)

static SpillBuild *
get_newest_running (SpillBuilder *builder)
{
  SpillList *running = spill_builder_get_running (builder);
  guint n = spill_list_get_length (running);

  return n > 0 ? spill_list_peek (running, n - 1) : NULL;
}

/* A build that runs now is what one wants to see; else what was last. */
static void
activate_item (SpillOverviewInput *self,
               SpillOverviewItem  *item)
{
  SpillBuilder *builder = spill_overview_item_get_builder (item);
  SpillBuild *build;

  if (builder == NULL)
    {
      spill_overview_model_toggle (self->model, item);
      return;
    }
  build = spill_builder_get_last_build (builder);
  if (build == NULL || spill_overview_item_get_facts (item)->section == SPILL_OVERVIEW_BUILDING)
    build = get_newest_running (builder) != NULL ? get_newest_running (builder) : build;
  if (build != NULL)
    spill_actions_open_build (self->widget, build);
  else
    spill_actions_toast (self->widget, _("This builder has no build yet"));
}

static void
on_row_activated (SpillOverviewInput *self,
                  guint               position)
{
  g_autoptr(SpillOverviewItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item != NULL)
    activate_item (self, item);
}

static SpillBuild *
pick_build (SpillOverviewInput *self,
            SpillOverviewRow   *row,
            double              x,
            double              y)
{
  double row_x, row_y;

  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (row), x, y, &row_x, &row_y);
  return spill_overview_row_pick_build (row, row_x, row_y);
}

/* One click opens and closes headings, and builds in the strip; fingers have no double click. */
static void
on_released (SpillOverviewInput *self,
             int                 n_press,
             double              x,
             double              y,
             GtkGestureClick    *gesture)
{
  SpillOverviewRow *row = spill_overview_list_pick (self->rows, x, y);
  GdkEventSequence *touch = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType modifiers =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;
  SpillBuild *build;

  if (item == NULL || n_press != 1 || (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    return;
  build = pick_build (self, row, x, y);
  if (build != NULL)
    spill_actions_open_build (self->widget, build);
  else if (spill_overview_item_is_heading (item) || touch != NULL)
    activate_item (self, item);
}

static void
on_motion (SpillOverviewInput *self,
           double              x,
           double              y)
{
  SpillOverviewRow *row = spill_overview_list_pick (self->rows, x, y);
  SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;
  gboolean is_link = item != NULL && (spill_overview_item_is_heading (item)
                                      || pick_build (self, row, x, y) != NULL);

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->view), is_link ? "pointer" : NULL);
}

static gboolean
popup_menu (SpillOverviewInput *self,
            SpillOverviewRow   *row,
            double              x,
            double              y)
{
  SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;
  g_autoptr(GPtrArray) builders = NULL;
  g_autoptr(GMenuModel) menu = NULL;
  double own_x, own_y;

  if (item == NULL || spill_overview_item_is_heading (item))
    return FALSE;

  spill_overview_list_select (self->rows, item);
  builders = spill_overview_list_get_selected (self->rows);
  menu = spill_overview_menu_new (builders);
  spill_overview_actions_update (self->actions);
  gtk_widget_translate_coordinates (GTK_WIDGET (self->view), self->widget, x, y, &own_x, &own_y);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover),
                               &(GdkRectangle) { (int) own_x, (int) own_y, 1, 1 });
  g_set_weak_pointer (&self->popover_from, gtk_widget_get_parent (GTK_WIDGET (row)));
  gtk_popover_popup (GTK_POPOVER (self->popover));
  return TRUE;
}

/* The focus goes back to where the menu was asked for, unless what was chosen leads away from there.
 * GTK has given it to the first widget of the window by now. */
static void
on_popover_closed (SpillOverviewInput *self)
{
  if (self->popover_from != NULL && gtk_widget_get_mapped (self->popover_from))
    gtk_widget_grab_focus (self->popover_from);
  g_clear_weak_pointer (&self->popover_from);
}

static void
on_secondary_pressed (SpillOverviewInput *self,
                      int                 n_press,
                      double              x,
                      double              y,
                      GtkGestureClick    *gesture)
{
  if (popup_menu (self, spill_overview_list_pick (self->rows, x, y), x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_long_pressed (SpillOverviewInput  *self,
                 double               x,
                 double               y,
                 GtkGestureLongPress *gesture)
{
  if (popup_menu (self, spill_overview_list_pick (self->rows, x, y), x, y))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* Right opens a heading, Left closes it, Space does either. */
static gboolean
on_key_pressed (SpillOverviewInput *self,
                guint               keyval,
                guint               keycode,
                GdkModifierType     state)
{
  gboolean is_rtl = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
  SpillOverviewRow *row = spill_overview_list_get_focused (self->rows);
  SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;
  gboolean wants_open;

  if (item == NULL || !spill_overview_item_is_heading (item))
    return FALSE;
  if (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right)
    wants_open = (keyval == GDK_KEY_Right) != is_rtl;
  else if (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space)
    wants_open = !spill_overview_item_is_expanded (item);
  else
    return FALSE;
  if (wants_open != spill_overview_item_is_expanded (item))
    spill_overview_model_toggle (self->model, item);
  return TRUE;
}

static void
add_gestures (SpillOverviewInput *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "released", G_CALLBACK (on_released), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (on_secondary_pressed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_long_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (press));

  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
}

static void
spill_overview_input_dispose (GObject *object)
{
  SpillOverviewInput *self = SPILL_OVERVIEW_INPUT (object);

  g_clear_weak_pointer (&self->popover_from);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->rows);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (spill_overview_input_parent_class)->dispose (object);
}

static void
spill_overview_input_class_init (SpillOverviewInputClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_overview_input_dispose;
}

static void
spill_overview_input_init (SpillOverviewInput *self)
{
}

/**
 * spill_overview_input_new:
 * @widget: the overview; outlives the input
 * @view: its list view
 * @model: what @view shows
 * @rows: the keeper of its rows
 * @actions: what the menu offers
 *
 * Returns: (transfer full): what listens to @view
 */
SpillOverviewInput *
spill_overview_input_new (GtkWidget            *widget,
                          GtkListView          *view,
                          SpillOverviewModel   *model,
                          SpillOverviewList    *rows,
                          SpillOverviewActions *actions)
{
  SpillOverviewInput *self = g_object_new (SPILL_TYPE_OVERVIEW_INPUT, NULL);

  self->widget = widget;
  self->view = view;
  self->model = g_object_ref (model);
  self->rows = g_object_ref (rows);
  self->actions = g_object_ref (actions);
  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, widget);
  g_signal_connect_object (self->popover, "closed", G_CALLBACK (on_popover_closed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_row_activated), self, G_CONNECT_SWAPPED);
  add_gestures (self);
  return self;
}

/**
 * spill_overview_input_popup:
 * @self: the input
 *
 * Opens the menu of the row that has the keyboard.
 *
 * Returns: whether there is one
 */
gboolean
spill_overview_input_popup (SpillOverviewInput *self)
{
  SpillOverviewRow *row;
  graphene_rect_t bounds;

  g_return_val_if_fail (SPILL_IS_OVERVIEW_INPUT (self), FALSE);

  row = spill_overview_list_get_focused (self->rows);
  if (row == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->view), &bounds))
    return FALSE;
  return popup_menu (self, row, bounds.origin.x + bounds.size.width / 3,
                     bounds.origin.y + bounds.size.height);
}

/**
 * spill_overview_input_present:
 * @self: the input
 *
 * To be called when the overview got its place.
 */
void
spill_overview_input_present (SpillOverviewInput *self)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_INPUT (self));

  gtk_popover_present (GTK_POPOVER (self->popover));
}
