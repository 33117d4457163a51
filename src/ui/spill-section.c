#include "ui/spill-section.h"

#include <glib/gi18n.h>

struct _SpillSection
{
  GtkWidget      parent_instance;

  char          *title;
  GtkExpander   *expander;   /* parented here */
  GtkLabel      *label;      /* owned by the widget tree */
  SpillPartView *part;       /* owned by the widget tree */
};

enum
{
  EXPANDED,
  RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillSection, spill_section, GTK_TYPE_WIDGET)

static void
on_expanded (SpillSection *self)
{
  g_signal_emit (self, signals[EXPANDED], 0);
}

static void
on_retry (SpillSection *self)
{
  g_signal_emit (self, signals[RETRY], 0);
}

static void
set_title (SpillSection *self,
           const char   *title)
{
  gtk_label_set_text (self->label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
}

static void
spill_section_dispose (GObject *object)
{
  SpillSection *self = SPILL_SECTION (object);

  if (self->expander != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->expander));
  self->expander = NULL;

  G_OBJECT_CLASS (spill_section_parent_class)->dispose (object);
}

static void
spill_section_finalize (GObject *object)
{
  g_free (SPILL_SECTION (object)->title);

  G_OBJECT_CLASS (spill_section_parent_class)->finalize (object);
}

static void
spill_section_class_init (SpillSectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_section_dispose;
  object_class->finalize = spill_section_finalize;

  signals[EXPANDED] = g_signal_new ("expanded", SPILL_TYPE_SECTION, G_SIGNAL_RUN_LAST,
                                    0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RETRY] = g_signal_new ("retry", SPILL_TYPE_SECTION, G_SIGNAL_RUN_LAST,
                                 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_section_init (SpillSection *self)
{
  self->expander = GTK_EXPANDER (gtk_expander_new (NULL));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "heading");
  gtk_expander_set_label_widget (self->expander, GTK_WIDGET (self->label));
  gtk_widget_add_css_class (GTK_WIDGET (self->expander), "spill-section");
  g_signal_connect_swapped (self->expander, "notify::expanded", G_CALLBACK (on_expanded), self);
  gtk_widget_set_parent (GTK_WIDGET (self->expander), GTK_WIDGET (self));
}

/**
 * spill_section_new:
 * @title: translated
 * @child: (transfer floating): what is inside
 * @empty: sentence for when the master has nothing
 *
 * Returns: (transfer floating): a new section, closed
 */
GtkWidget *
spill_section_new (const char *title,
                   GtkWidget  *child,
                   const char *empty)
{
  SpillSection *self = g_object_new (SPILL_TYPE_SECTION, NULL);

  self->title = g_strdup (title);
  self->part = SPILL_PART_VIEW (spill_part_view_new (child, empty));
  g_signal_connect_swapped (self->part, "retry", G_CALLBACK (on_retry), self);
  gtk_widget_set_margin_top (GTK_WIDGET (self->part), 8);
  gtk_expander_set_child (self->expander, GTK_WIDGET (self->part));
  /* GTK 4.8 asks it for the focus even while it is nowhere. */
  g_object_bind_property (self->expander, "expanded", self->part, "can-focus",
                          G_BINDING_SYNC_CREATE);
  set_title (self, title);

  return GTK_WIDGET (self);
}

void
spill_section_set (SpillSection   *self,
                   SpillPartState  state,
                   const char     *error,
                   guint           n)
{
  g_autofree char *title = NULL;

  g_return_if_fail (SPILL_IS_SECTION (self));

  if (n > 0)
    title = g_strdup_printf (_("%s (%u)"), self->title, n);
  else if (state == SPILL_PART_FAILED)
    title = g_strdup_printf (_("%s (not loaded)"), self->title);
  else
    title = g_strdup (self->title);

  if (g_strcmp0 (gtk_label_get_text (self->label), title) != 0)
    set_title (self, title);
  spill_part_view_set (self->part, state, error, n > 0);
}

gboolean
spill_section_get_expanded (SpillSection *self)
{
  g_return_val_if_fail (SPILL_IS_SECTION (self), FALSE);

  return gtk_expander_get_expanded (self->expander);
}

void
spill_section_set_expanded (SpillSection *self,
                            gboolean      expanded)
{
  g_return_if_fail (SPILL_IS_SECTION (self));

  gtk_expander_set_expanded (self->expander, expanded);
}
