#include "ui/spill-build-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "ui/spill-build-header.h"
#include "ui/spill-change-list.h"
#include "ui/spill-part-view.h"
#include "ui/spill-property-list.h"
#include "ui/spill-section.h"
#include "ui/spill-sides.h"
#include "ui/spill-stamp-list.h"
#include "util/spill-clock.h"

#define PARTS (SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES)
#define WIDTH 1100          /* px: longer lines are hard to follow */
#define OPEN_CHANGES 5      /* up to so many are open from the start */

struct _SpillBuildPage
{
  GtkWidget          parent_instance;

  SpillBuild        *build;
  GtkWidget         *scroller;        /* parented here; all others are owned by the widget tree */
  SpillBuildHeader  *header;
  GtkWidget         *show_hidden;
  SpillStepList     *steps;
  SpillPartView     *steps_part;
  SpillSection      *changes;
  SpillChangeList   *change_list;
  SpillSection      *stamps;
  SpillStampList    *stamp_list;
  SpillSection      *properties;
  SpillPropertyList *property_list;
  guint              clock;           /* source id: once a second while the build runs */
  gboolean           held;
  gboolean           changes_seen;
};

enum
{
  PROP_0,
  PROP_BUILD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillBuildPage, spill_build_page, GTK_TYPE_WIDGET)

static void
update_steps (SpillBuildPage *self)
{
  guint n = spill_list_get_length (spill_build_get_steps (self->build));
  GtkAdjustment *scrolled =
    gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));

  spill_part_view_set (self->steps_part,
                       spill_build_get_part_state (self->build, SPILL_PART_STEPS),
                       spill_build_get_part_error (self->build, SPILL_PART_STEPS), n > 0);
  /* Who has scrolled is reading: nothing may open above and push it away. */
  if (gtk_adjustment_get_value (scrolled) <= 0)
    spill_step_list_open_failed (self->steps);
}

static void
update_changes (SpillBuildPage *self)
{
  SpillPartState state = spill_build_get_part_state (self->build, SPILL_PART_CHANGES);
  const char *error = spill_build_get_part_error (self->build, SPILL_PART_CHANGES);
  GListModel *changes = spill_build_get_changes (self->build);
  GListModel *stamps = spill_build_get_source_stamps (self->build);
  guint n_changes = changes != NULL ? g_list_model_get_n_items (changes) : 0;
  guint n_stamps = stamps != NULL ? g_list_model_get_n_items (stamps) : 0;

  spill_change_list_set_master (self->change_list, spill_build_get_master (self->build));
  spill_change_list_set_model (self->change_list, changes);
  spill_section_set (self->changes, state, error, n_changes);
  spill_stamp_list_set_model (self->stamp_list, stamps);
  spill_section_set (self->stamps, state, error, n_stamps);

  if (!self->changes_seen && n_changes > 0)
    {
      self->changes_seen = TRUE;
      spill_section_set_expanded (self->changes, n_changes <= OPEN_CHANGES);
    }
}

static void
update_properties (SpillBuildPage *self)
{
  GPtrArray *all = spill_build_get_properties (self->build);

  /* Rows cost; a closed section needs only their number. */
  if (spill_section_get_expanded (self->properties))
    spill_property_list_update (self->property_list);
  spill_section_set (self->properties,
                     spill_build_get_part_state (self->build, SPILL_PART_PROPERTIES),
                     spill_build_get_part_error (self->build, SPILL_PART_PROPERTIES),
                     all != NULL ? all->len : 0);
}

static gboolean
on_second (gpointer user_data)
{
  SpillBuildPage *self = user_data;
  double now = spill_now ();

  spill_build_header_update (self->header, now);
  spill_step_list_tick (self->steps, now);

  return G_SOURCE_CONTINUE;
}

static void
sync_clock (SpillBuildPage *self)
{
  gboolean wanted = self->held && !spill_build_is_finished (self->build);

  if (wanted && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, on_second, self);
  else if (!wanted)
    g_clear_handle_id (&self->clock, g_source_remove);
}

static void
update (SpillBuildPage *self)
{
  spill_build_header_update (self->header, spill_now ());
  update_steps (self);
  update_changes (self);
  update_properties (self);
  sync_clock (self);
}

static void
on_counted (SpillBuildPage *self)
{
  guint n = spill_step_list_get_n_hidden (self->steps);
  g_autofree char *label = g_strdup_printf (ngettext ("Show %u _hidden", "Show %u _hidden", n), n);

  gtk_check_button_set_label (GTK_CHECK_BUTTON (self->show_hidden), label);
  gtk_widget_set_visible (self->show_hidden, n > 0);
}

static void
on_show_hidden_toggled (SpillBuildPage *self)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (self->show_hidden);

  spill_step_list_set_show_hidden (self->steps, gtk_check_button_get_active (check));
}

static void
on_retry_steps (SpillBuildPage *self)
{
  spill_build_refresh (self->build, SPILL_PART_STEPS);
}

static void
on_retry_changes (SpillBuildPage *self)
{
  spill_build_refresh (self->build, SPILL_PART_CHANGES);
}

static void
on_retry_properties (SpillBuildPage *self)
{
  spill_build_refresh (self->build, SPILL_PART_PROPERTIES);
}

static void
open_in_browser (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  g_autofree char *url = spill_build_dup_url (SPILL_BUILD_PAGE (widget)->build);

  spill_actions_open_uri (widget, url);
}

static void
copy_link (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  g_autofree char *url = spill_build_dup_url (SPILL_BUILD_PAGE (widget)->build);

  spill_actions_copy (widget, url);
}

static void
sync_hold (SpillBuildPage *self,
           gboolean        wanted)
{
  SpillBuilder *builder;

  if (self->held == wanted)
    return;

  self->held = wanted;
  builder = spill_build_get_builder (self->build);
  if (wanted)
    {
      spill_build_hold (self->build, PARTS);
      spill_builder_hold (builder, SPILL_PART_EXPECTATIONS);
    }
  else
    {
      spill_build_release (self->build, PARTS);
      spill_builder_release (builder, SPILL_PART_EXPECTATIONS);
    }
  sync_clock (self);
}

static void
spill_build_page_map (GtkWidget *widget)
{
  SpillBuildPage *self = SPILL_BUILD_PAGE (widget);

  GTK_WIDGET_CLASS (spill_build_page_parent_class)->map (widget);

  sync_hold (self, TRUE);
  update (self);
}

static void
spill_build_page_unmap (GtkWidget *widget)
{
  sync_hold (SPILL_BUILD_PAGE (widget), FALSE);

  GTK_WIDGET_CLASS (spill_build_page_parent_class)->unmap (widget);
}

static GtkWidget *
make_steps (SpillBuildPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_("Steps"));
  GtkWidget *steps = spill_step_list_new (self->build);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  self->show_hidden = gtk_check_button_new_with_mnemonic ("");
  g_signal_connect_swapped (self->show_hidden, "toggled", G_CALLBACK (on_show_hidden_toggled),
                            self);
  gtk_box_append (GTK_BOX (box), spill_sides_new (title, self->show_hidden, 100));

  self->steps = SPILL_STEP_LIST (steps);
  g_signal_connect_swapped (steps, "counted", G_CALLBACK (on_counted), self);
  self->steps_part =
    SPILL_PART_VIEW (spill_part_view_new (steps, _("This build has no steps yet.")));
  g_signal_connect_swapped (self->steps_part, "retry", G_CALLBACK (on_retry_steps), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->steps_part));
  on_counted (self);

  return box;
}

static SpillSection *
make_section (SpillBuildPage *self,
              const char     *title,
              GtkWidget      *child,
              const char     *empty,
              GCallback       on_retry)
{
  GtkWidget *section = spill_section_new (title, child, empty);

  g_signal_connect_swapped (section, "retry", on_retry, self);

  return SPILL_SECTION (section);
}

static void
make_sections (SpillBuildPage *self,
               GtkBox         *box)
{
  self->change_list = SPILL_CHANGE_LIST (spill_change_list_new ());
  self->changes = make_section (self, _("Changes"), GTK_WIDGET (self->change_list),
                                _("No changes: the build was not started by any."),
                                G_CALLBACK (on_retry_changes));
  self->stamp_list = SPILL_STAMP_LIST (spill_stamp_list_new ());
  self->stamps = make_section (self, _("Source Stamps"), GTK_WIDGET (self->stamp_list),
                               _("The master names no source for this build."),
                               G_CALLBACK (on_retry_changes));
  self->property_list = SPILL_PROPERTY_LIST (spill_property_list_new (self->build));
  self->properties = make_section (self, _("Properties"), GTK_WIDGET (self->property_list),
                                   _("This build has no properties."),
                                   G_CALLBACK (on_retry_properties));
  g_signal_connect_swapped (self->properties, "expanded", G_CALLBACK (update_properties), self);

  gtk_box_append (box, GTK_WIDGET (self->changes));
  gtk_box_append (box, GTK_WIDGET (self->stamps));
  gtk_box_append (box, GTK_WIDGET (self->properties));
}

static void
spill_build_page_constructed (GObject *object)
{
  SpillBuildPage *self = SPILL_BUILD_PAGE (object);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  G_OBJECT_CLASS (spill_build_page_parent_class)->constructed (object);

  g_return_if_fail (SPILL_IS_BUILD (self->build));

  self->header = SPILL_BUILD_HEADER (spill_build_header_new (self->build));
  gtk_widget_add_css_class (box, "spill-page");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->header));
  gtk_box_append (GTK_BOX (box), make_steps (self));
  make_sections (self, GTK_BOX (box));

  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), clamp);

  g_signal_connect_object (self->build, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->build, "notify::parts", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (spill_build_get_steps (self->build), "items-changed",
                           G_CALLBACK (update_steps), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
spill_build_page_dispose (GObject *object)
{
  SpillBuildPage *self = SPILL_BUILD_PAGE (object);

  if (self->build != NULL)
    sync_hold (self, FALSE);
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_build_page_parent_class)->dispose (object);
}

static void
spill_build_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_BUILD:
      g_value_set_object (value, SPILL_BUILD_PAGE (object)->build);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_build_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_BUILD:
      SPILL_BUILD_PAGE (object)->build = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_build_page_class_init (SpillBuildPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = spill_build_page_constructed;
  object_class->dispose = spill_build_page_dispose;
  object_class->get_property = spill_build_page_get_property;
  object_class->set_property = spill_build_page_set_property;
  widget_class->map = spill_build_page_map;
  widget_class->unmap = spill_build_page_unmap;

  properties[PROP_BUILD] =
    g_param_spec_object ("build", NULL, NULL, SPILL_TYPE_BUILD,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "build.open-in-browser", NULL, open_in_browser);
  gtk_widget_class_install_action (widget_class, "build.copy-link", NULL, copy_link);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_build_page_init (SpillBuildPage *self)
{
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller),
                                  GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
spill_build_page_new (SpillBuild *build)
{
  g_return_val_if_fail (SPILL_IS_BUILD (build), NULL);

  return g_object_new (SPILL_TYPE_BUILD_PAGE, "build", build, NULL);
}

SpillBuild *
spill_build_page_get_build (SpillBuildPage *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD_PAGE (self), NULL);

  return self->build;
}

SpillStepList *
spill_build_page_get_steps (SpillBuildPage *self)
{
  g_return_val_if_fail (SPILL_IS_BUILD_PAGE (self), NULL);

  return self->steps;
}
