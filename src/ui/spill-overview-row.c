#include "ui/spill-overview-row-private.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-strip.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-util.h"

enum
{
  PROP_0,
  PROP_COMPACT,
  PROP_SHOW_MASTER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillOverviewRow, spill_overview_row, GTK_TYPE_WIDGET)

static void
measure_line (SpillOverviewRow *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
}

static GtkSizeRequestMode
spill_overview_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
spill_overview_row_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  SpillOverviewRow *self = SPILL_OVERVIEW_ROW (widget);
  gboolean is_heading = self->item != NULL && spill_overview_item_is_heading (self->item);

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 200;
      *natural = 700;
      return;
    }

  measure_line (self);
  if (for_size > 0 && for_size < SPILL_ROW_WIDTH_ONE_LINE && !is_heading)
    *minimum = 2 * self->line_height + (self->is_compact ? 8 : 16);
  else
    *minimum = self->is_compact ? MAX (24, self->line_height + 4) : MAX (36, self->line_height + 12);
  *natural = *minimum;
}

/* Texts */

static gboolean
set_text (SpillOverviewRow  *self,
          SpillOverviewPart  part,
          char              *text)   /* (nullable), taken */
{
  SpillRowText *place = &self->texts[part];

  if (g_strcmp0 (place->text, text) == 0)
    {
      g_free (text);
      return FALSE;
    }
  g_free (place->text);
  place->text = text;
  g_clear_object (&place->layout);
  return TRUE;
}

static void
clear_texts (SpillOverviewRow *self)
{
  for (guint i = 0; i < SPILL_ROW_N_TEXTS; i++)
    set_text (self, i, NULL);
}

/* The list's own widget around the row is what gets the focus, so it must have the name. */
static void
set_spoken (SpillOverviewRow *self,
            char             *spoken)   /* taken */
{
  g_autofree char *text = spoken;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent == NULL || !spill_set_str (&self->spoken, text))
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static gboolean
refresh_heading (SpillOverviewRow *self)
{
  guint n = spill_overview_item_get_n (self->item);
  guint n_broken = spill_overview_item_get_n_broken (self->item);
  const char *title = spill_overview_item_get_title (self->item);
  gboolean has_changed;
  g_autofree char *number = g_strdup_printf (ngettext ("%u builder", "%u builders", n), n);

  has_changed = set_text (self, SPILL_ROW_NAME, g_strdup (title));
  if (n_broken > 0 && n_broken < n)
    has_changed |= set_text (self, SPILL_ROW_WORDS,
                             g_strdup_printf (ngettext ("%u · %u broken", "%u · %u broken", n_broken),
                                              n, n_broken));
  else
    has_changed |= set_text (self, SPILL_ROW_WORDS, g_strdup_printf ("%u", n));

  /* Translators: a heading: its title, "5 builders", whether it is open */
  set_spoken (self, g_strdup_printf (_("%s, %s, %s"), title, number,
                                     spill_overview_item_is_expanded (self->item)
                                       ? _("expanded") : _("collapsed")));
  return has_changed;
}

static gboolean
get_is_stale (SpillBuilder *builder)
{
  SpillMaster *master = spill_builder_get_master (builder);

  return master != NULL && spill_master_has_synced (master) && !spill_master_is_fresh (master);
}

static char *
make_words (SpillOverviewRow *self,
            SpillBuilder     *builder,
            double            now)
{
  SpillMaster *master = spill_builder_get_master (builder);
  g_autofree char *words =
    spill_overview_text_words (builder, spill_overview_item_get_facts (self->item), now);

  if (!self->shows_master || master == NULL)
    return g_steal_pointer (&words);
  return g_strdup_printf ("%s · %s", spill_master_get_name (master), words);
}

static char *
make_spoken (SpillOverviewRow *self,
             SpillBuilder     *builder,
             double            now)
{
  g_autofree char *spoken =
    spill_overview_text_spoken (builder, spill_overview_item_get_facts (self->item), now);
  SpillMaster *master = spill_builder_get_master (builder);
  g_autofree char *strip = spill_strip_describe (builder, 10);
  g_autoptr(GString) text = g_string_new (spoken);

  if (strip != NULL)
    g_string_append_printf (text, "; %s", strip);
  if (self->shows_master && master != NULL)
    g_string_append_printf (text, "; %s", spill_master_get_name (master));
  if (self->is_stale)
    g_string_append_printf (text, "; %s", _("not up to date"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
refresh_builder (SpillOverviewRow *self,
                 SpillBuilder     *builder)
{
  const SpillOverviewFacts *facts = spill_overview_item_get_facts (self->item);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  gboolean is_stale = get_is_stale (builder);
  SpillBuild *running = get_running (self);
  double now = spill_now ();
  gboolean has_changed = self->is_stale != is_stale;

  self->is_stale = is_stale;
  has_changed |= set_text (self, SPILL_ROW_NAME, g_strdup (spill_builder_get_name (builder)));
  has_changed |= set_text (self, SPILL_ROW_WORDS, make_words (self, builder, now));
  has_changed |= set_text (self, SPILL_ROW_ACTIVITY,
                           running == NULL ? NULL
                           : spill_overview_text_activity (running, now,
                                                           width < SPILL_ROW_WIDTH_ONE_LINE
                                                             ? SPILL_ACTIVITY_SHORT
                                                           : width < SPILL_ROW_WIDTH_LONG
                                                             ? SPILL_ACTIVITY_MEDIUM
                                                             : SPILL_ACTIVITY_LONG));
  has_changed |= set_text (self, SPILL_ROW_WAITING,
                           facts->n_pending == 0 ? NULL
                           : spill_overview_text_waiting (facts->n_pending));
  set_spoken (self, make_spoken (self, builder, now));
  return has_changed;
}

/**
 * spill_overview_row_refresh:
 * @self: a row
 *
 * Nothing if it is not in view.
 */
void
spill_overview_row_refresh (SpillOverviewRow *self)
{
  gboolean has_changed;

  g_return_if_fail (SPILL_IS_OVERVIEW_ROW (self));

  if (!self->is_shown || self->item == NULL)
    return;
  if (spill_overview_item_is_heading (self->item))
    has_changed = refresh_heading (self);
  else
    has_changed = refresh_builder (self, get_builder (self));
  if (has_changed)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The strip and the symbol may be different though no text is. */
static void
on_changed (SpillOverviewRow *self)
{
  if (!self->is_shown)
    return;
  spill_overview_row_clear_layouts (self);
  spill_overview_row_refresh (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->holds != NULL)
    spill_overview_holds_update (self->holds, spill_overview_item_get_facts (self->item));
}

/* Tooltips */

static gboolean
is_in (const graphene_rect_t *box,
       double                 x,
       double                 y)
{
  return graphene_rect_contains_point (box, &GRAPHENE_POINT_INIT (x, y));
}

static char *
describe_build (SpillBuild *build)
{
  g_autofree char *finished = spill_format_time (spill_build_get_finished (build));
  g_autofree char *duration = spill_format_duration (spill_build_get_duration (build, spill_now ()));
  const char *word = spill_look_word (spill_look_of_build (build));

  if (!spill_build_is_finished (build))
    {
      g_autofree char *started = spill_format_time (spill_build_get_started (build));

      return g_strdup_printf (_("Build #%u, started %s"), spill_build_get_number (build), started);
    }
  /* Translators: number of a build, its result in a word, when it ended, how long it took */
  return g_strdup_printf (_("Build #%u: %s\nEnded %s, took %s"), spill_build_get_number (build), word,
                          finished, duration);
}

static char *
describe_builder (SpillBuilder *builder)
{
  const char *description = spill_builder_get_description (builder);
  g_autofree char *tags = g_strjoinv (", ", (char **) spill_builder_get_tags (builder));
  GString *text = g_string_new (spill_builder_get_name (builder));

  if (description != NULL && *description != '\0')
    g_string_append_printf (text, "\n%s", description);
  if (*tags != '\0')
    g_string_append_printf (text, _("\nTags: %s"), tags);
  return g_string_free (text, FALSE);
}

static gboolean
spill_overview_row_query_tooltip (GtkWidget  *widget,
                                  int         x,
                                  int         y,
                                  gboolean    keyboard_mode,
                                  GtkTooltip *tooltip)
{
  SpillOverviewRow *self = SPILL_OVERVIEW_ROW (widget);
  SpillBuilder *builder = get_builder (self);
  g_autofree char *text = NULL;
  graphene_rect_t boxes[SPILL_ROW_N_PARTS];
  SpillBuild *build;

  if (builder == NULL)
    return FALSE;

  spill_overview_row_place_parts (self, boxes);
  build = keyboard_mode ? NULL : spill_overview_row_pick_build (self, x, y);
  if (build != NULL)
    text = describe_build (build);
  else if (!keyboard_mode && is_in (&boxes[SPILL_ROW_WORDS], x, y)
           && self->texts[SPILL_ROW_WORDS].text != NULL)
    {
      SpillBuild *last = spill_builder_get_last_build (builder);
      g_autofree char *more = last != NULL ? describe_build (last) : NULL;

      text = g_strjoin ("\n", self->texts[SPILL_ROW_WORDS].text, more, NULL);
    }
  else
    text = describe_builder (builder);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* GtkWidget, GObject */

static void
spill_overview_row_snapshot (GtkWidget   *widget,
                             GtkSnapshot *snapshot)
{
  spill_overview_row_draw (SPILL_OVERVIEW_ROW (widget), snapshot);
}

static void
spill_overview_row_css_changed (GtkWidget         *widget,
                                GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (spill_overview_row_parent_class)->css_changed (widget, change);

  spill_overview_row_clear_layouts (SPILL_OVERVIEW_ROW (widget));
  gtk_widget_queue_draw (widget);
}

static void
spill_overview_row_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  measure_line (SPILL_OVERVIEW_ROW (widget));
  /* A short text may do now, or no longer. */
  spill_overview_row_refresh (SPILL_OVERVIEW_ROW (widget));
}

static void
spill_overview_row_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  SpillOverviewRow *self = SPILL_OVERVIEW_ROW (object);

  switch (prop_id)
    {
    case PROP_COMPACT:
      g_value_set_boolean (value, self->is_compact);
      break;
    case PROP_SHOW_MASTER:
      g_value_set_boolean (value, self->shows_master);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_overview_row_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  SpillOverviewRow *self = SPILL_OVERVIEW_ROW (object);
  gboolean *field = prop_id == PROP_COMPACT ? &self->is_compact : &self->shows_master;

  if (prop_id == PROP_0 || prop_id >= N_PROPS)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (*field == g_value_get_boolean (value))
    return;
  *field = g_value_get_boolean (value);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  spill_overview_row_refresh (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
spill_overview_row_dispose (GObject *object)
{
  spill_overview_row_set_item (SPILL_OVERVIEW_ROW (object), NULL);

  G_OBJECT_CLASS (spill_overview_row_parent_class)->dispose (object);
}

static void
spill_overview_row_finalize (GObject *object)
{
  SpillOverviewRow *self = SPILL_OVERVIEW_ROW (object);

  clear_texts (self);
  g_free (self->spoken);

  G_OBJECT_CLASS (spill_overview_row_parent_class)->finalize (object);
}

static void
spill_overview_row_class_init (SpillOverviewRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = spill_overview_row_get_property;
  object_class->set_property = spill_overview_row_set_property;
  object_class->dispose = spill_overview_row_dispose;
  object_class->finalize = spill_overview_row_finalize;

  widget_class->get_request_mode = spill_overview_row_get_request_mode;
  widget_class->measure = spill_overview_row_measure;
  widget_class->size_allocate = spill_overview_row_size_allocate;
  widget_class->snapshot = spill_overview_row_snapshot;
  widget_class->css_changed = spill_overview_row_css_changed;
  widget_class->query_tooltip = spill_overview_row_query_tooltip;

  properties[PROP_COMPACT] = g_param_spec_boolean ("compact", NULL, NULL, FALSE, rw);
  properties[PROP_SHOW_MASTER] = g_param_spec_boolean ("show-master", NULL, NULL, FALSE, rw);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "spill-overview-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
spill_overview_row_init (SpillOverviewRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
spill_overview_row_new (void)
{
  return g_object_new (SPILL_TYPE_OVERVIEW_ROW, NULL);
}

SpillOverviewItem *
spill_overview_row_get_item (SpillOverviewRow *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ROW (self), NULL);

  return self->item;
}

/**
 * spill_overview_row_set_item:
 * @self: a row
 * @item: (nullable): what it shall show
 *
 * It is not in view until spill_overview_row_set_shown() says so.
 */
void
spill_overview_row_set_item (SpillOverviewRow  *self,
                             SpillOverviewItem *item)
{
  gboolean was_heading;

  g_return_if_fail (SPILL_IS_OVERVIEW_ROW (self));

  if (self->item == item)
    return;
  was_heading = self->item != NULL && spill_overview_item_is_heading (self->item);
  spill_overview_row_set_shown (self, FALSE);
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (on_changed), self);
  /* GTK 4.8 gives the focus to what can be selected, or to a child of it. */
  gtk_widget_set_focusable (GTK_WIDGET (self), spill_overview_item_is_heading (item));
  if (was_heading != spill_overview_item_is_heading (item))
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
spill_overview_row_is_shown (SpillOverviewRow *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ROW (self), FALSE);

  return self->is_shown;
}

/**
 * spill_overview_row_set_shown:
 * @self: a row
 * @is_shown: whether it is in view
 *
 * A row that goes out of view forgets its texts and releases what it holds.
 */
void
spill_overview_row_set_shown (SpillOverviewRow *self,
                              gboolean          is_shown)
{
  g_return_if_fail (SPILL_IS_OVERVIEW_ROW (self));

  if (self->is_shown == is_shown)
    return;
  self->is_shown = is_shown;
  if (is_shown)
    {
      spill_overview_row_refresh (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else
    {
      spill_overview_row_set_needed (self, FALSE);
      clear_texts (self);
    }
}

/**
 * spill_overview_row_set_needed:
 * @self: a row
 * @is_needed: whether somebody looks at it
 */
void
spill_overview_row_set_needed (SpillOverviewRow *self,
                               gboolean          is_needed)
{
  SpillBuilder *builder;

  g_return_if_fail (SPILL_IS_OVERVIEW_ROW (self));

  builder = get_builder (self);
  if (!is_needed || builder == NULL)
    {
      g_clear_pointer (&self->holds, spill_overview_holds_free);
      return;
    }
  if (self->holds == NULL)
    self->holds = spill_overview_holds_new (builder);
  spill_overview_holds_update (self->holds, spill_overview_item_get_facts (self->item));
}

/**
 * spill_overview_row_is_ticking:
 * @self: a row
 *
 * What has just begun to build is no news to a row: it is told with all else that happened.
 *
 * Returns: whether it is in view and tells how its builder builds
 */
gboolean
spill_overview_row_is_ticking (SpillOverviewRow *self)
{
  g_return_val_if_fail (SPILL_IS_OVERVIEW_ROW (self), FALSE);

  return self->is_shown && get_running (self) != NULL
         && spill_overview_item_get_facts (self->item)->n_running > 0;
}

/**
 * spill_overview_row_pick_build:
 * @self: a row
 * @x: in pixels of the row
 * @y: in pixels of the row
 *
 * Returns: (transfer none) (nullable): the build whose cell of the strip or whose progress is there
 */
SpillBuild *
spill_overview_row_pick_build (SpillOverviewRow *self,
                               double            x,
                               double            y)
{
  graphene_rect_t boxes[SPILL_ROW_N_PARTS];
  SpillBuilder *builder;

  g_return_val_if_fail (SPILL_IS_OVERVIEW_ROW (self), NULL);

  builder = get_builder (self);
  if (builder == NULL)
    return NULL;
  spill_overview_row_place_parts (self, boxes);
  if (is_in (&boxes[SPILL_ROW_ACTIVITY], x, y))
    return get_running (self);
  if (is_in (&boxes[SPILL_ROW_STRIP], x, y))
    return spill_strip_pick (builder, GTK_WIDGET (self), &boxes[SPILL_ROW_STRIP], x);
  return NULL;
}
