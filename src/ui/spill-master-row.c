#include "ui/spill-master-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "config.h"
#include "ui/spill-connection.h"
#include "ui/spill-window.h"
#include "util/spill-clock.h"

/**
 * SpillMasterRow:
 *
 * A master in the sidebar. Without a master it stands for all of them.
 */
struct _SpillMasterRow
{
  GtkListBoxRow  parent_instance;

  SpillMaster   *master;        /* (nullable) */
  guint          n_broken;
  gboolean       is_ambiguous;  /* another master is called the same */
  guint          tick;          /* source id: counts the seconds to the next try */

  /* Template children: owned by the template */
  GtkImage      *icon;
  GtkLabel      *name;
  GtkLabel      *age;
  GtkWidget     *broken;
  GtkLabel      *n_broken_label;
  GtkMenuButton *menu_button;
};

enum
{
  PROP_0,
  PROP_MASTER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillMasterRow, spill_master_row, GTK_TYPE_LIST_BOX_ROW)

static gboolean on_tick (gpointer user_data);

/* What a screen reader says: everything that the row shows. */
static void
update_accessible (SpillMasterRow *self)
{
  g_autoptr(GString) text = g_string_new (gtk_label_get_text (self->name));

  if (self->master != NULL)
    g_string_append_printf (text, ", %s", gtk_label_get_text (self->age));
  if (self->n_broken > 0)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%u broken builder", "%u broken builders",
                                              self->n_broken), self->n_broken);
    }

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text->str, -1);
}

/* With its address where the name alone does not tell it from another. */
static char *
dup_name (SpillMasterRow *self)
{
  const char *name = spill_master_get_name (self->master);
  const char *address = strstr (spill_master_get_url (self->master), "://");
  g_autofree char *host = g_strdup (address != NULL ? address + strlen ("://")
                                                    : spill_master_get_url (self->master));

  if (g_str_has_suffix (host, "/"))
    host[strlen (host) - 1] = '\0';
  /* Translators: a master's name and its address, where two have the same name. */
  return self->is_ambiguous ? g_strdup_printf (_("%s (%s)"), name, host) : g_strdup (name);
}

static void
update (SpillMasterRow *self)
{
  g_autofree char *age = spill_connection_dup_age (self->master, spill_now ());
  const char *user = spill_master_get_user (self->master);
  g_autofree char *name = NULL;
  g_autofree char *as_user = NULL;
  const char *css_class = spill_connection_css_class (self->master);
  const char *classes[] = { css_class, NULL };
  g_autofree char *label = NULL;

  name = dup_name (self);
  gtk_label_set_text (self->name, name);
  /* Translators: “Live, as ann”: the state of the connection and who is logged in. */
  as_user = user != NULL && spill_master_is_fresh (self->master)
            ? g_strdup_printf (_("%s, as %s"), age, user) : NULL;
  gtk_label_set_text (self->age, as_user != NULL ? as_user : age);
  gtk_image_set_from_icon_name (self->icon, spill_connection_icon_name (self->master));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), spill_master_get_url (self->master));
  update_accessible (self);

  /* Translators: %s is a master's name. */
  label = g_strdup_printf (_("Actions for %s"), spill_master_get_name (self->master));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->menu_button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  if (spill_connection_counts_down (self->master))
    {
      if (self->tick == 0)
        self->tick = g_timeout_add_seconds (1, on_tick, self);
    }
  else
    {
      g_clear_handle_id (&self->tick, g_source_remove);
    }
}

static gboolean
on_tick (gpointer user_data)
{
  SpillMasterRow *self = user_data;

  update (self);
  return self->tick != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
append_item (GMenu      *menu,
             const char *label,
             const char *action,
             const char *id)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
  g_menu_append_item (menu, item);
}

static gboolean
has_login (SpillMasterRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return spill_master_get_user (self->master) != NULL
         || (SPILL_IS_WINDOW (root)
             && spill_host_has_login (spill_window_get_host (SPILL_WINDOW (root)), self->master));
}

static GMenuModel *
menu_new (SpillMasterRow *self)
{
  const char *id = spill_master_get_id (self->master);
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) connection = g_menu_new ();
  g_autoptr(GMenu) control = g_menu_new ();
  g_autoptr(GMenu) master = g_menu_new ();

  append_item (connection, _("_Reconnect Now"), "win.reconnect", id);
  append_item (connection, _("_Log In…"), "win.log-in", id);
  if (has_login (self))
    append_item (connection, _("Log _Out"), "win.log-out", id);
  append_item (connection, _("_Open in Browser"), "win.open-in-browser", id);
  append_item (control, _("_Add Change…"), "win.add-change", id);
  if (spill_master_can (self->master, SPILL_COMMAND_CLEAN_SHUTDOWN, NULL))
    {
      append_item (control, _("_Shut the Master Down…"), "win.shut-down", id);
      append_item (control, _("_Do Not Shut It Down"), "win.cancel-shutdown", id);
    }
  append_item (master, _("_Edit…"), "win.edit-master", id);
  append_item (master, _("Re_move…"), "win.remove-master", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (connection));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (control));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (master));
  return G_MENU_MODEL (menu);
}

/* What there is depends on who is logged in. */
static void
on_popup (GtkMenuButton *button,
          gpointer       user_data)
{
  g_autoptr(GMenuModel) menu = menu_new (user_data);

  gtk_menu_button_set_menu_model (button, menu);
}

static void
on_secondary_pressed (GtkGestureClick *gesture,
                      int              n_press,
                      double           x,
                      double           y,
                      SpillMasterRow  *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (self->menu_button);
}

static void
on_long_pressed (GtkGestureLongPress *gesture,
                 double               x,
                 double               y,
                 SpillMasterRow      *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (self->menu_button);
}

static void
on_popup_menu (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  SpillMasterRow *self = SPILL_MASTER_ROW (widget);

  if (self->master != NULL)
    gtk_menu_button_popup (self->menu_button);
}

static void
add_menu (SpillMasterRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();

  gtk_menu_button_set_create_popup_func (self->menu_button, on_popup, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), TRUE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_secondary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect (press, "pressed", G_CALLBACK (on_long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

static void
on_master_notify (SpillMaster    *master,
                  GParamSpec     *pspec,
                  SpillMasterRow *self)
{
  /* Every answer of a live master moves its last contact; nothing of that is shown. */
  if (g_str_equal (pspec->name, "last-contact") && spill_master_is_fresh (master))
    return;

  update (self);
}

static void
spill_master_row_constructed (GObject *object)
{
  SpillMasterRow *self = SPILL_MASTER_ROW (object);

  G_OBJECT_CLASS (spill_master_row_parent_class)->constructed (object);

  if (self->master == NULL)
    {
      gtk_label_set_text (self->name, _("All Masters"));
      gtk_image_set_from_icon_name (self->icon, "spill-masters-symbolic");
      gtk_widget_set_visible (GTK_WIDGET (self->age), FALSE);
      update_accessible (self);
      return;
    }

  g_signal_connect_object (self->master, "notify", G_CALLBACK (on_master_notify), self, 0);
  add_menu (self);
  update (self);
}

static void
spill_master_row_dispose (GObject *object)
{
  SpillMasterRow *self = SPILL_MASTER_ROW (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->master != NULL)
    g_signal_handlers_disconnect_by_data (self->master, self);

  G_OBJECT_CLASS (spill_master_row_parent_class)->dispose (object);
}

static void
spill_master_row_finalize (GObject *object)
{
  SpillMasterRow *self = SPILL_MASTER_ROW (object);

  g_clear_object (&self->master);

  G_OBJECT_CLASS (spill_master_row_parent_class)->finalize (object);
}

static void
spill_master_row_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, SPILL_MASTER_ROW (object)->master);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_master_row_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_MASTER:
      SPILL_MASTER_ROW (object)->master = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_master_row_class_init (SpillMasterRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = spill_master_row_constructed;
  object_class->dispose = spill_master_row_dispose;
  object_class->finalize = spill_master_row_finalize;
  object_class->get_property = spill_master_row_get_property;
  object_class->set_property = spill_master_row_set_property;

  properties[PROP_MASTER] =
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-master-row.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillMasterRow, icon);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterRow, name);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterRow, age);
  gtk_widget_class_bind_template_child (widget_class, SpillMasterRow, broken);
  gtk_widget_class_bind_template_child_full (widget_class, "n_broken", FALSE,
                                             G_STRUCT_OFFSET (SpillMasterRow, n_broken_label));
  gtk_widget_class_bind_template_child (widget_class, SpillMasterRow, menu_button);

  gtk_widget_class_install_action (widget_class, "row.popup-menu", NULL, on_popup_menu);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "row.popup-menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK,
                                       "row.popup-menu", NULL);
}

static void
spill_master_row_init (SpillMasterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
spill_master_row_new (SpillMaster *master)
{
  g_return_val_if_fail (master == NULL || SPILL_IS_MASTER (master), NULL);

  return g_object_new (SPILL_TYPE_MASTER_ROW, "master", master, NULL);
}

/**
 * spill_master_row_get_master:
 * @self: a row
 *
 * Returns: (nullable) (transfer none): the master; %NULL for all of them
 */
SpillMaster *
spill_master_row_get_master (SpillMasterRow *self)
{
  g_return_val_if_fail (SPILL_IS_MASTER_ROW (self), NULL);

  return self->master;
}

void
spill_master_row_set_n_broken (SpillMasterRow *self,
                               guint           n)
{
  g_autofree char *text = NULL;

  g_return_if_fail (SPILL_IS_MASTER_ROW (self));

  if (self->n_broken == n)
    return;

  self->n_broken = n;
  text = g_strdup_printf ("%u", n);
  gtk_label_set_text (self->n_broken_label, text);
  gtk_widget_set_visible (self->broken, n > 0);
  update_accessible (self);
}

/**
 * spill_master_row_set_ambiguous:
 * @self: a row of a master
 * @is_ambiguous: whether another master is called the same, so that its name alone does not do
 */
void
spill_master_row_set_ambiguous (SpillMasterRow *self,
                                gboolean        is_ambiguous)
{
  g_return_if_fail (SPILL_IS_MASTER_ROW (self));

  if (self->is_ambiguous == is_ambiguous)
    return;

  self->is_ambiguous = is_ambiguous;
  update (self);
}
