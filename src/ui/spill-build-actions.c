#include "ui/spill-build-actions.h"

#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "ui/spill-force-dialog.h"

struct _SpillBuildActions
{
  GtkWidget   parent_instance;

  SpillBuild *build;
  GtkWidget  *box;          /* parented here; the rest is owned by the widget tree */
  GtkWidget  *stop;
  GtkWidget  *stop_popover;
  GtkEditable *reason;
  GtkWidget  *force;
  GtkWidget  *rebuild;
  GtkWidget  *older;
  GtkWidget  *newer;
};

G_DEFINE_FINAL_TYPE (SpillBuildActions, spill_build_actions, GTK_TYPE_WIDGET)

static void
run (SpillBuildActions *self,
     SpillCommandKind   kind,
     const char        *reason)
{
  g_autoptr(SpillCommand) command = spill_command_new (kind, self->build);

  if (reason != NULL && *reason != '\0')
    spill_command_set_reason (command, reason);
  spill_actions_run (GTK_WIDGET (self), command);
}

static void
on_stop_clicked (SpillBuildActions *self)
{
  run (self, SPILL_COMMAND_STOP, gtk_editable_get_text (self->reason));
  gtk_popover_popdown (GTK_POPOVER (self->stop_popover));
  gtk_editable_set_text (self->reason, "");
}

static void
on_rebuild_clicked (SpillBuildActions *self)
{
  run (self, SPILL_COMMAND_REBUILD, NULL);
}

static void
on_force_clicked (SpillBuildActions *self)
{
  g_autoptr(GListStore) builders = g_list_store_new (SPILL_TYPE_BUILDER);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  g_list_store_append (builders, spill_build_get_builder (self->build));
  spill_force_dialog_present (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                              G_LIST_MODEL (builders), self->build);
}

static void
update_command (SpillBuildActions *self,
                GtkWidget         *button,
                SpillCommandKind   kind,
                const char        *tooltip)
{
  SpillMaster *master = spill_build_get_master (self->build);
  const char *why = NULL;
  gboolean can = master != NULL && spill_master_can (master, kind, &why);

  gtk_widget_set_sensitive (button, can);
  gtk_widget_set_tooltip_text (button, can || why == NULL ? tooltip : why);
}

void
spill_build_actions_update (SpillBuildActions *self)
{
  gboolean finished;

  g_return_if_fail (SPILL_IS_BUILD_ACTIONS (self));

  finished = spill_build_is_finished (self->build);
  update_command (self, self->stop, SPILL_COMMAND_STOP, _("Stop this build"));
  update_command (self, self->force, SPILL_COMMAND_FORCE,
                  _("Force a build with this build’s parameters, after editing them"));
  update_command (self, self->rebuild, SPILL_COMMAND_REBUILD, _("Build the same once more"));
  gtk_widget_set_visible (self->stop, !finished);
  if (!finished)
    {
      gtk_widget_set_sensitive (self->rebuild, FALSE);
      gtk_widget_set_tooltip_text (self->rebuild, _("This build is still running"));
    }
}

static GtkWidget *
make_stop (SpillBuildActions *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *label = gtk_label_new_with_mnemonic (_("_Reason (may stay empty)"));
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *stop = gtk_button_new_with_mnemonic (_("_Stop Build"));

  self->reason = GTK_EDITABLE (entry);
  self->stop_popover = popover;
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Reason for stopping"), -1);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_width_chars (self->reason, 28);
  gtk_widget_add_css_class (stop, "destructive-action");
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (on_stop_clicked), self);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), stop);
  gtk_widget_add_css_class (box, "spill-popover");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_popover_set_default_widget (GTK_POPOVER (popover), stop);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _("_Stop"));
  gtk_menu_button_set_use_underline (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), FALSE);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);

  return button;
}

static GtkWidget *
make_button (SpillBuildActions *self,
             const char        *label,
             GCallback          callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_signal_connect_swapped (button, "clicked", callback, self);

  return button;
}

static GtkWidget *
make_menu (void)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  g_menu_append (menu, _("_Open in Browser"), "build.open-in-browser");
  g_menu_append (menu, _("_Copy Link"), "build.copy-link");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_set_tooltip_text (button, _("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("More"), -1);

  return button;
}

static void
spill_build_actions_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (spill_build_actions_parent_class)->map (widget);

  spill_build_actions_update (SPILL_BUILD_ACTIONS (widget));
}

static void
spill_build_actions_dispose (GObject *object)
{
  SpillBuildActions *self = SPILL_BUILD_ACTIONS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_build_actions_parent_class)->dispose (object);
}

static void
spill_build_actions_class_init (SpillBuildActionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = spill_build_actions_dispose;
  widget_class->map = spill_build_actions_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_build_actions_init (SpillBuildActions *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->stop = make_stop (self);
  self->force = make_button (self, _("_Force…"), G_CALLBACK (on_force_clicked));
  self->rebuild = make_button (self, _("Re_build"), G_CALLBACK (on_rebuild_clicked));

  gtk_box_append (GTK_BOX (self->box), self->stop);
  gtk_box_append (GTK_BOX (self->box), self->force);
  gtk_box_append (GTK_BOX (self->box), self->rebuild);
  gtk_box_append (GTK_BOX (self->box), make_menu ());
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_build_actions_new (SpillBuild *build)
{
  SpillBuildActions *self = g_object_new (SPILL_TYPE_BUILD_ACTIONS, NULL);

  g_return_val_if_fail (SPILL_IS_BUILD (build), NULL);

  self->build = g_object_ref (build);

  return GTK_WIDGET (self);
}
