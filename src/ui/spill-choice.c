#include "ui/spill-choice.h"

#include "util/spill-plain.h"

#define MAX_CHARS 60
#define WIDTH_CHARS 16

struct _SpillChoice
{
  GtkWidget    parent_instance;

  GtkDropDown *button;       /* owned by the widget tree */
  GStrv        names;        /* "" first: all */
  char        *all;
  char        *chosen;       /* (nullable) */
  gboolean     is_filling;
};

enum
{
  PROP_0,
  PROP_CHOSEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillChoice, spill_choice, GTK_TYPE_WIDGET)

static guint
find (SpillChoice *self,
      const char  *name)   /* (nullable) */
{
  for (guint i = 1; name != NULL && self->names[i] != NULL; i++)
    {
      if (g_str_equal (self->names[i], name))
        return i;
    }
  return 0;
}

static void
set_chosen (SpillChoice *self,
            const char  *name)
{
  if (g_strcmp0 (self->chosen, name) == 0)
    return;
  g_free (self->chosen);
  self->chosen = g_strdup (name);
  if (name != NULL && find (self, name) == 0)
    spill_choice_set_names (self, (const char * const *) self->names + 1);
  else
    gtk_drop_down_set_selected (self->button, find (self, name));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

static void
on_selected (SpillChoice *self)
{
  guint i = gtk_drop_down_get_selected (self->button);

  if (self->is_filling || i == GTK_INVALID_LIST_POSITION || i >= g_strv_length (self->names))
    return;
  set_chosen (self, i > 0 ? self->names[i] : NULL);
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH_CHARS);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkStringObject *string = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_text (GTK_LABEL (label), gtk_string_object_get_string (string));
  gtk_widget_set_tooltip_text (label, gtk_string_object_get_string (string));
}

static void
spill_choice_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOSEN:
      g_value_set_string (value, SPILL_CHOICE (object)->chosen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_choice_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOSEN:
      set_chosen (SPILL_CHOICE (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_choice_dispose (GObject *object)
{
  SpillChoice *self = SPILL_CHOICE (object);

  self->is_filling = TRUE;
  if (self->button != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->button));
  self->button = NULL;

  G_OBJECT_CLASS (spill_choice_parent_class)->dispose (object);
}

static void
spill_choice_finalize (GObject *object)
{
  SpillChoice *self = SPILL_CHOICE (object);

  g_strfreev (self->names);
  g_free (self->all);
  g_free (self->chosen);

  G_OBJECT_CLASS (spill_choice_parent_class)->finalize (object);
}

static void
spill_choice_class_init (SpillChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = spill_choice_get_property;
  object_class->set_property = spill_choice_set_property;
  object_class->dispose = spill_choice_dispose;
  object_class->finalize = spill_choice_finalize;

  properties[PROP_CHOSEN] =
    g_param_spec_string ("chosen", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_choice_init (SpillChoice *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->names = g_strdupv ((char *[]) { (char *) "", NULL });
  self->button = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  gtk_drop_down_set_factory (self->button, factory);
  gtk_drop_down_set_expression (self->button,
                                gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  g_signal_connect_swapped (self->button, "notify::selected", G_CALLBACK (on_selected), self);
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
describe (GtkDropDown *drop_down)
{
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop_down));
  gpointer item = gtk_drop_down_get_selected_item (drop_down);

  if (GTK_IS_STRING_OBJECT (item))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    gtk_string_object_get_string (item), -1);
}

void
spill_choice_name_drop_down (GtkDropDown *drop_down,
                             const char  *name)
{
  GtkWidget *button;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop_down));

  button = gtk_widget_get_first_child (GTK_WIDGET (drop_down));
  g_return_if_fail (GTK_IS_TOGGLE_BUTTON (button));

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  describe (drop_down);
  g_signal_connect (drop_down, "notify::selected-item", G_CALLBACK (describe), NULL);
}

GtkWidget *
spill_choice_new (const char *all,
                  const char *label)
{
  SpillChoice *self = g_object_new (SPILL_TYPE_CHOICE, NULL);

  self->all = g_strdup (all);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  spill_choice_name_drop_down (self->button, label);
  return GTK_WIDGET (self);
}

static GStrv
dup_all_names (SpillChoice        *self,
               const char * const *names)
{
  g_autoptr(GStrvBuilder) all = g_strv_builder_new ();

  g_strv_builder_add (all, "");
  for (guint i = 0; names[i] != NULL; i++)
    g_strv_builder_add (all, names[i]);
  if (self->chosen != NULL && !g_strv_contains (names, self->chosen))
    g_strv_builder_add (all, self->chosen);
  return g_strv_builder_end (all);
}

void
spill_choice_set_names (SpillChoice        *self,
                        const char * const *names)
{
  g_auto(GStrv) all = NULL;
  g_autoptr(GtkStringList) model = NULL;

  g_return_if_fail (SPILL_IS_CHOICE (self));

  all = dup_all_names (self, names);
  if (gtk_drop_down_get_model (self->button) != NULL
      && g_strv_equal ((const char * const *) all, (const char * const *) self->names))
    return;
  g_strfreev (self->names);
  self->names = g_steal_pointer (&all);
  model = gtk_string_list_new (NULL);
  gtk_string_list_append (model, self->all);
  for (guint i = 1; self->names[i] != NULL; i++)
    {
      g_autofree char *line = spill_plain_one_line (self->names[i], MAX_CHARS);

      gtk_string_list_append (model, line);
    }
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->button, G_LIST_MODEL (model));
  gtk_drop_down_set_selected (self->button, find (self, self->chosen));
  gtk_drop_down_set_enable_search (self->button, g_strv_length (self->names) > 12);
  self->is_filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self), g_strv_length (self->names) > 2);
}
