#include "ui/spill-view.h"

#include "model/spill-master.h"

G_DEFINE_INTERFACE (SpillView, spill_view, GTK_TYPE_WIDGET)

static void
spill_view_default_init (SpillViewInterface *iface)
{
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  g_object_interface_install_property (iface,
    g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, rw));
  g_object_interface_install_property (iface,
    g_param_spec_string ("filter", NULL, NULL, "", rw));
}

void
spill_view_focus_filter (SpillView *self)
{
  g_return_if_fail (SPILL_IS_VIEW (self));

  SPILL_VIEW_GET_IFACE (self)->focus_filter (self);
}

gboolean
spill_view_focus_content (SpillView *self)
{
  g_return_val_if_fail (SPILL_IS_VIEW (self), FALSE);

  return SPILL_VIEW_GET_IFACE (self)->focus_content (self);
}
