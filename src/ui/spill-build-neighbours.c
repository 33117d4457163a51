#include "ui/spill-build-neighbours.h"

#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-list.h"
#include "model/spill-master.h"

struct _SpillBuildNeighbours
{
  GtkWidget   parent_instance;

  SpillBuild *build;
  GtkWidget  *box;      /* parented here; the rest is owned by the widget tree */
  GtkWidget  *older;
  GtkWidget  *newer;
};

G_DEFINE_FINAL_TYPE (SpillBuildNeighbours, spill_build_neighbours, GTK_TYPE_WIDGET)

static void
open_number (SpillBuildNeighbours *self,
             guint                 number)
{
  SpillBuilder *builder = spill_build_get_builder (self->build);

  /* By number: the window fetches a build that is not here. */
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-build", "(sxu)",
                              spill_master_get_id (spill_builder_get_master (builder)),
                              spill_builder_get_id (builder), number);
}

static void
on_newer_clicked (SpillBuildNeighbours *self)
{
  open_number (self, spill_build_get_number (self->build) + 1);
}

static void
on_older_clicked (SpillBuildNeighbours *self)
{
  open_number (self, spill_build_get_number (self->build) - 1);
}

static void
update_button (GtkWidget  *button,
               gboolean    exists,
               guint       number,
               const char *format,
               const char *none)
{
  g_autofree char *text = exists ? g_strdup_printf (format, number) : g_strdup (none);

  gtk_widget_set_sensitive (button, exists);
  if (g_strcmp0 (gtk_widget_get_tooltip_text (button), text) != 0)
    {
      gtk_widget_set_tooltip_text (button, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      text, -1);
    }
}

static void
update (SpillBuildNeighbours *self)
{
  SpillBuilder *builder = spill_build_get_builder (self->build);
  SpillBuild *newest = spill_list_peek (spill_builder_get_builds (builder), 0);
  guint number = spill_build_get_number (self->build);

  update_button (self->older, number > 1, number - 1, _("Older build, #%u"),
                 _("This is the first build"));
  update_button (self->newer, newest != NULL && spill_build_get_number (newest) > number,
                 number + 1, _("Newer build, #%u"), _("This is the newest build"));
}

static GtkWidget *
append_button (SpillBuildNeighbours *self,
               const char           *icon_name,
               GCallback             callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  g_signal_connect_swapped (button, "clicked", callback, self);

  gtk_box_append (GTK_BOX (self->box), button);

  return button;
}

static void
spill_build_neighbours_dispose (GObject *object)
{
  SpillBuildNeighbours *self = SPILL_BUILD_NEIGHBOURS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_build_neighbours_parent_class)->dispose (object);
}

static void
spill_build_neighbours_class_init (SpillBuildNeighboursClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_build_neighbours_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_build_neighbours_init (SpillBuildNeighbours *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->older = append_button (self, "go-previous-symbolic", G_CALLBACK (on_older_clicked));
  self->newer = append_button (self, "go-next-symbolic", G_CALLBACK (on_newer_clicked));
  gtk_widget_add_css_class (self->older, "flat");
  gtk_widget_add_css_class (self->newer, "flat");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_build_neighbours_new (SpillBuild *build)
{
  SpillBuildNeighbours *self = g_object_new (SPILL_TYPE_BUILD_NEIGHBOURS, NULL);
  SpillBuilder *builder = spill_build_get_builder (build);

  self->build = g_object_ref (build);
  g_signal_connect_object (spill_builder_get_builds (builder), "items-changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
