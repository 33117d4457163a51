#include "board-test.h"

#include "ui-test.h"
#include "ui/spill-board-private.h"

static void
press (GtkWidget        *widget,
       const char       *key,
       GtkShortcutScope  scope)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_autoptr(GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (key);

  g_assert_nonnull (wanted);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GListModel) shortcuts = g_list_model_get_item (controllers, i);

      for (guint j = 0;
           GTK_IS_SHORTCUT_CONTROLLER (shortcuts)
           && gtk_shortcut_controller_get_scope (GTK_SHORTCUT_CONTROLLER (shortcuts)) == scope
           && j < g_list_model_get_n_items (shortcuts);
           j++)
        {
          g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, j);

          if (!gtk_shortcut_trigger_equal (gtk_shortcut_get_trigger (shortcut), wanted))
            continue;
          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                        gtk_shortcut_get_arguments (shortcut));
          return;
        }
    }
  g_error ("%s is not bound", key);
}

void
board_press (SpillBoard *board,
             const char *key)
{
  press (GTK_WIDGET (board), key, GTK_SHORTCUT_SCOPE_LOCAL);
}

void
board_press_anywhere (GtkWidget  *view,
                      const char *key)
{
  press (view, key, GTK_SHORTCUT_SCOPE_GLOBAL);
}

void
board_click (SpillBoard *board,
             double      x,
             double      y)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (board));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
        g_signal_emit_by_name (controller, "released", 1, x, y);
    }
}

const char *
board_get_spoken (SpillBoard *board)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (board));

  return child != NULL ? spill_board_spot_get_words (SPILL_BOARD_SPOT (child)) : NULL;
}

GskRenderNode *
board_draw (SpillBoard *board)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (board)->snapshot (GTK_WIDGET (board), snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static GskRenderNode *
get_child (GskRenderNode *node)
{
  switch (gsk_render_node_get_node_type (node))
    {
    case GSK_TRANSFORM_NODE:
      return gsk_transform_node_get_child (node);
    case GSK_CLIP_NODE:
      return gsk_clip_node_get_child (node);
    case GSK_ROUNDED_CLIP_NODE:
      return gsk_rounded_clip_node_get_child (node);
    case GSK_OPACITY_NODE:
      return gsk_opacity_node_get_child (node);
    case GSK_DEBUG_NODE:
      return gsk_debug_node_get_child (node);
    default:
      return NULL;
    }
}

guint
board_count_nodes (GskRenderNode *node)
{
  guint n = 1;

  if (node == NULL)
    return 0;
  if (gsk_render_node_get_node_type (node) != GSK_CONTAINER_NODE)
    return n + board_count_nodes (get_child (node));
  for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
    n += board_count_nodes (gsk_container_node_get_child (node, i));
  return n;
}

GtkWidget *
board_show (SpillBoard *board,
            int         width,
            int         height)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (board));
  return ui_show (scrolled, width, height);
}
