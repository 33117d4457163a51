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

static char *
dup_filter (SpillView *self)
{
  char *filter;

  g_object_get (self, "filter", &filter, NULL);
  return filter;
}

/* Keys */

static gboolean
on_filter_key (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  spill_view_focus_filter (SPILL_VIEW (widget));
  return TRUE;
}

/* One thing after the other. */
static gboolean
on_escape_key (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  SpillView *self = SPILL_VIEW (widget);
  SpillViewInterface *iface = SPILL_VIEW_GET_IFACE (self);
  g_autofree char *filter = dup_filter (self);

  if (iface->undo != NULL && iface->undo (self))
    return TRUE;
  if (filter == NULL || *filter == '\0')
    return FALSE;
  g_object_set (self, "filter", "", NULL);
  return TRUE;
}

void
spill_view_class_add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_filter_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_slash, 0, on_filter_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Divide, 0, on_filter_key, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape_key, NULL);
}

/* The entry */

static void
on_entry_changed (SpillView   *self,
                  GtkEditable *entry)
{
  g_object_set (self, "filter", gtk_editable_get_text (entry), NULL);
}

static void
on_filter_changed (SpillView   *self,
                   GParamSpec  *pspec,
                   GtkEditable *entry)
{
  g_autofree char *filter = dup_filter (self);

  if (filter == NULL || g_str_equal (gtk_editable_get_text (entry), filter))
    return;
  /* An entry empties itself, and says so, before it takes a new text. */
  g_signal_handlers_block_by_func (entry, on_entry_changed, self);
  gtk_editable_set_text (entry, filter);
  g_signal_handlers_unblock_by_func (entry, on_entry_changed, self);
}

static void
focus_match (SpillView *self)
{
  SpillViewInterface *iface = SPILL_VIEW_GET_IFACE (self);

  if (iface->focus_match != NULL)
    iface->focus_match (self);
  else
    iface->focus_content (self);
}

static void
on_entry_stopped (SpillView *self)
{
  g_object_set (self, "filter", "", NULL);
  spill_view_focus_content (self);
}

static gboolean
on_entry_key (SpillView       *self,
              guint            keyval,
              guint            keycode,
              GdkModifierType  state)
{
  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down)
    return FALSE;
  focus_match (self);
  return TRUE;
}

void
spill_view_adopt_entry (SpillView      *self,
                        GtkSearchEntry *entry)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (SPILL_IS_VIEW (self));
  g_return_if_fail (GTK_IS_SEARCH_ENTRY (entry));

  g_signal_connect_object (entry, "changed", G_CALLBACK (on_entry_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "activate", G_CALLBACK (focus_match), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (on_entry_stopped), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self, "notify::filter", G_CALLBACK (on_filter_changed), entry, 0);
  /* An entry sees its keys before the view does. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_entry_key), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), keys);
}
