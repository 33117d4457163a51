#include "ui/spill-views.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"

struct _SpillViews
{
  AdwBin               parent_instance;

  SpillStatus         *status;
  const SpillViewKind *kinds;       /* unowned */
  guint                n_kinds;
  SpillMaster         *master;      /* (nullable): all */
  char                *filter;
  char                *view;        /* what is wanted in front */
  gboolean             is_turning;  /* it is us who changes what is in front */

  /* Owned by the bin */
  AdwViewStack        *stack;       /* of AdwBin, each with a view once that is made */
  AdwViewSwitcherBar  *bar;
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_FILTER,
  PROP_VIEW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  MADE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillViews, spill_views, ADW_TYPE_BIN)

static const SpillViewKind *
find_kind (SpillViews *self,
           const char *name)   /* (nullable) */
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      if (g_strcmp0 (self->kinds[i].name, name) == 0)
        return &self->kinds[i];
    }
  return NULL;
}

static gboolean
can_show (SpillViews          *self,
          const SpillViewKind *kind)
{
  return self->master != NULL || kind->shows_all;
}

/* Fills the page in front if this is its first time there. */
static void
make_front (SpillViews *self)
{
  GtkWidget *bin = adw_view_stack_get_visible_child (self->stack);
  const SpillViewKind *kind = find_kind (self,
                                         adw_view_stack_get_visible_child_name (self->stack));
  GtkWidget *view;

  if (bin == NULL || kind == NULL || adw_bin_get_child (ADW_BIN (bin)) != NULL)
    return;
  view = kind->make (self->status);
  g_object_set (view, "master", self->master, NULL);
  g_object_bind_property (self, "filter", view, "filter",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_emit (self, signals[MADE], 0, view);
  adw_bin_set_child (ADW_BIN (bin), view);
}

/* Brings to front what is wanted if it can be, else the first. */
static void
turn (SpillViews *self)
{
  const SpillViewKind *wanted = find_kind (self, self->view);

  self->is_turning = TRUE;
  if (wanted == NULL || !can_show (self, wanted))
    wanted = &self->kinds[0];
  /* First this: a page that hides while it is in front would make the stack choose another. */
  adw_view_stack_page_set_visible (
    adw_view_stack_get_page (self->stack,
                             adw_view_stack_get_child_by_name (self->stack, wanted->name)), TRUE);
  adw_view_stack_set_visible_child_name (self->stack, wanted->name);
  for (guint i = 0; i < self->n_kinds; i++)
    {
      GtkWidget *bin = adw_view_stack_get_child_by_name (self->stack, self->kinds[i].name);

      adw_view_stack_page_set_visible (adw_view_stack_get_page (self->stack, bin),
                                       can_show (self, &self->kinds[i]));
    }
  self->is_turning = FALSE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_front (self);
}

static void
set_view (SpillViews *self,
          const char *name)
{
  if (g_strcmp0 (self->view, name) == 0 || find_kind (self, name) == NULL)
    return;
  g_free (self->view);
  self->view = g_strdup (name);
  turn (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}

static void
set_filter (SpillViews *self,
            const char *filter)
{
  if (g_strcmp0 (self->filter, filter != NULL ? filter : "") == 0)
    return;
  g_free (self->filter);
  self->filter = g_strdup (filter != NULL ? filter : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

static void
set_master (SpillViews  *self,
            SpillMaster *master)
{
  if (!g_set_object (&self->master, master))
    return;
  for (guint i = 0; i < self->n_kinds; i++)
    {
      SpillView *view = spill_views_find (self, self->kinds[i].name);

      if (view != NULL)
        g_object_set (view, "master", can_show (self, &self->kinds[i]) ? master : NULL, NULL);
    }
  turn (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MASTER]);
}

static void
on_visible_child (SpillViews *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  if (self->is_turning || self->kinds == NULL || name == NULL)
    return;
  set_view (self, name);
}

static void
spill_views_map (GtkWidget *widget)
{
  make_front (SPILL_VIEWS (widget));

  GTK_WIDGET_CLASS (spill_views_parent_class)->map (widget);
}

static void
spill_views_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpillViews *self = SPILL_VIEWS (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      g_value_set_object (value, self->master);
      break;
    case PROP_FILTER:
      g_value_set_string (value, self->filter);
      break;
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_views_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  SpillViews *self = SPILL_VIEWS (object);

  switch (prop_id)
    {
    case PROP_MASTER:
      set_master (self, g_value_get_object (value));
      break;
    case PROP_FILTER:
      set_filter (self, g_value_get_string (value));
      break;
    case PROP_VIEW:
      set_view (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_views_dispose (GObject *object)
{
  SpillViews *self = SPILL_VIEWS (object);

  /* What comes to front as its neighbours go is not to be made. */
  self->is_turning = TRUE;
  g_clear_object (&self->master);
  g_clear_object (&self->status);

  G_OBJECT_CLASS (spill_views_parent_class)->dispose (object);
}

static void
spill_views_finalize (GObject *object)
{
  SpillViews *self = SPILL_VIEWS (object);

  g_free (self->filter);
  g_free (self->view);

  G_OBJECT_CLASS (spill_views_parent_class)->finalize (object);
}

static void
spill_views_class_init (SpillViewsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_views_get_property;
  object_class->set_property = spill_views_set_property;
  object_class->dispose = spill_views_dispose;
  object_class->finalize = spill_views_finalize;

  GTK_WIDGET_CLASS (klass)->map = spill_views_map;

  properties[PROP_MASTER] = g_param_spec_object ("master", NULL, NULL, SPILL_TYPE_MASTER, rw);
  properties[PROP_FILTER] = g_param_spec_string ("filter", NULL, NULL, "", rw);
  properties[PROP_VIEW] = g_param_spec_string ("view", NULL, NULL, "", rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MADE] = g_signal_new ("made", SPILL_TYPE_VIEWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, SPILL_TYPE_VIEW);
}

static void
spill_views_init (SpillViews *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->filter = g_strdup ("");
  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  self->bar = ADW_VIEW_SWITCHER_BAR (adw_view_switcher_bar_new ());
  adw_view_stack_set_hhomogeneous (self->stack, FALSE);
  adw_view_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  adw_view_switcher_bar_set_stack (self->bar, self->stack);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (on_visible_child),
                            self);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
spill_views_new (SpillStatus         *status,
                 const SpillViewKind *kinds,
                 guint                n_kinds)
{
  SpillViews *self;

  g_return_val_if_fail (SPILL_IS_STATUS (status), NULL);
  g_return_val_if_fail (kinds != NULL && n_kinds > 0 && kinds[0].shows_all, NULL);

  self = g_object_new (SPILL_TYPE_VIEWS, NULL);
  self->status = g_object_ref (status);
  self->is_turning = TRUE;
  for (guint i = 0; i < n_kinds; i++)
    adw_view_stack_page_set_icon_name (
      adw_view_stack_add_titled (self->stack, adw_bin_new (), kinds[i].name,
                                 gettext (kinds[i].title)), kinds[i].icon_name);
  self->kinds = kinds;
  self->n_kinds = n_kinds;
  self->view = g_strdup (kinds[0].name);
  turn (self);
  return GTK_WIDGET (self);
}

AdwViewStack *
spill_views_get_stack (SpillViews *self)
{
  g_return_val_if_fail (SPILL_IS_VIEWS (self), NULL);

  return self->stack;
}

SpillView *
spill_views_get_front (SpillViews *self)
{
  g_return_val_if_fail (SPILL_IS_VIEWS (self), NULL);

  return spill_views_find (self, adw_view_stack_get_visible_child_name (self->stack));
}

SpillView *
spill_views_find (SpillViews *self,
                  const char *name)
{
  GtkWidget *bin;

  g_return_val_if_fail (SPILL_IS_VIEWS (self), NULL);

  if (find_kind (self, name) == NULL)
    return NULL;
  bin = adw_view_stack_get_child_by_name (self->stack, name);
  return (SpillView *) adw_bin_get_child (ADW_BIN (bin));
}

gboolean
spill_views_show (SpillViews *self,
                  const char *name)
{
  const SpillViewKind *kind;

  g_return_val_if_fail (SPILL_IS_VIEWS (self), FALSE);

  kind = find_kind (self, name);
  if (kind == NULL || !can_show (self, kind))
    return FALSE;
  set_view (self, name);
  spill_views_focus_content (self);
  return TRUE;
}

void
spill_views_focus_filter (SpillViews *self)
{
  SpillView *front;

  g_return_if_fail (SPILL_IS_VIEWS (self));

  front = spill_views_get_front (self);
  if (front != NULL)
    spill_view_focus_filter (front);
}

gboolean
spill_views_focus_content (SpillViews *self)
{
  SpillView *front;

  g_return_val_if_fail (SPILL_IS_VIEWS (self), FALSE);

  front = spill_views_get_front (self);
  return front != NULL && spill_view_focus_content (front);
}

void
spill_views_set_narrow (SpillViews *self,
                        gboolean    is_narrow)
{
  g_return_if_fail (SPILL_IS_VIEWS (self));

  adw_view_switcher_bar_set_reveal (self->bar, is_narrow);
}
