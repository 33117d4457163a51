#include "ui/spill-log-header.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-step.h"
#include "ui/spill-links.h"
#include "ui/spill-sides.h"
#include "util/spill-plain.h"

#define TITLE_ROOM 260   /* px */

struct _SpillLogHeader
{
  GtkWidget   parent_instance;

  SpillLog   *log;
  GtkWidget  *box;       /* parented here; the rest is owned by the widget tree */
  GtkLabel   *title;
  SpillLinks *place;
  GtkLabel   *facts;
  GtkWidget  *note;
  GtkWidget  *wrap;
};

enum
{
  PROP_0,
  PROP_WRAP,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillLogHeader, spill_log_header, GTK_TYPE_WIDGET)

static const char *
describe_type (SpillLogType type)
{
  switch (type)
    {
    case SPILL_LOG_DELETED:
      return _("The master has deleted this log.");
    case SPILL_LOG_HTML:
      return _("This log is a web page. Here is its source; open it in the browser to see it.");
    case SPILL_LOG_STDIO:
    case SPILL_LOG_TEXT:
    default:
      return "";
    }
}

static void
update_place (SpillLogHeader *self)
{
  SpillStep *step = spill_log_get_step (self->log);
  SpillBuild *build = step != NULL ? spill_step_get_build (step) : NULL;
  SpillBuildLink link = { 0 };

  spill_links_begin (self->place);
  if (build != NULL && spill_build_get_master (build) != NULL)
    {
      link.builder_id = spill_builder_get_id (spill_build_get_builder (build));
      link.number = spill_build_get_number (build);
      spill_links_add_build (self->place, spill_build_get_master (build), &link);
      spill_links_add_text (self->place, spill_step_get_name (step));
    }
  spill_links_end (self->place);
}

static void
update (SpillLogHeader *self)
{
  guint64 n = spill_log_get_n_lines (self->log);
  g_autofree char *lines = g_strdup_printf (g_dngettext (NULL, "%" G_GUINT64_FORMAT " line",
                                                         "%" G_GUINT64_FORMAT " lines", n), n);
  g_autofree char *facts = spill_log_is_complete (self->log)
                             ? g_strdup (lines) : g_strdup_printf (_("%s, still growing"), lines);
  const char *note = describe_type (spill_log_get_log_type (self->log));

  gtk_label_set_text (self->facts, facts);
  gtk_label_set_text (GTK_LABEL (self->note), note);
  gtk_widget_set_visible (self->note, *note != '\0');
}

static void
on_wrap_toggled (SpillLogHeader *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WRAP]);
}

static GtkWidget *
make_button (const char *icon_name,
             const char *label,
             const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return button;
}

static GtkWidget *
make_tools (SpillLogHeader *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *jumps = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->wrap = gtk_toggle_button_new_with_mnemonic (_("_Wrap"));
  gtk_widget_set_tooltip_text (self->wrap, _("Break lines that do not fit"));
  g_signal_connect_swapped (self->wrap, "toggled", G_CALLBACK (on_wrap_toggled), self);
  gtk_widget_add_css_class (jumps, "linked");
  gtk_box_append (GTK_BOX (jumps),
                  make_button ("go-top-symbolic", _("Jump to the top"), "log.top"));
  gtk_box_append (GTK_BOX (jumps),
                  make_button ("go-bottom-symbolic", _("Jump to the end and follow"), "log.end"));
  gtk_box_append (GTK_BOX (box), self->wrap);
  gtk_box_append (GTK_BOX (box), jumps);
  gtk_box_append (GTK_BOX (box), make_button ("edit-copy-symbolic", _("Copy the selected lines"),
                                              "log.copy"));
  gtk_box_append (GTK_BOX (box), make_button ("adw-external-link-symbolic", _("Open in browser"),
                                              "log.open-in-browser"));

  return box;
}

static GtkWidget *
make_title (SpillLogHeader *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *name = spill_plain_one_line (spill_log_get_name (self->log), 200);

  self->title = GTK_LABEL (gtk_label_new (name));
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "title-3");
  self->facts = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->facts, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->facts), "numeric");
  self->place = SPILL_LINKS (spill_links_new ());
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->facts));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->place));

  return box;
}

static void
spill_log_header_dispose (GObject *object)
{
  SpillLogHeader *self = SPILL_LOG_HEADER (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (spill_log_header_parent_class)->dispose (object);
}

static void
spill_log_header_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_WRAP:
      g_value_set_boolean (value, spill_log_header_get_wrap (SPILL_LOG_HEADER (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_log_header_class_init (SpillLogHeaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_log_header_dispose;
  object_class->get_property = spill_log_header_get_property;

  properties[PROP_WRAP] =
    g_param_spec_boolean ("wrap", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_log_header_init (SpillLogHeader *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "spill-log-head");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_log_header_new (SpillLog *log)
{
  SpillLogHeader *self = g_object_new (SPILL_TYPE_LOG_HEADER, NULL);
  GtkWidget *title;

  g_return_val_if_fail (SPILL_IS_LOG (log), NULL);

  self->log = g_object_ref (log);
  title = make_title (self);
  gtk_box_append (GTK_BOX (self->box), spill_sides_new (title, make_tools (self), TITLE_ROOM));
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_box_append (GTK_BOX (self->box), self->note);

  g_signal_connect_object (log, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update_place (self);
  update (self);

  return GTK_WIDGET (self);
}

gboolean
spill_log_header_get_wrap (SpillLogHeader *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_HEADER (self), FALSE);

  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->wrap));
}
