#include "ui/spill-strip.h"

#include <glib/gi18n.h>

#include "ui/spill-look-draw.h"

#define CELL_WIDTH  13
#define SYMBOL_SIZE 9

/* The @n newest finished builds, newest first; returns how many there are. */
static guint
collect (SpillBuilder  *builder,
         SpillBuild   **builds,
         guint          n)
{
  SpillList *list = spill_builder_get_builds (builder);
  guint found = 0;
  SpillBuild *build;

  for (guint i = 0; found < n && (build = spill_list_peek (list, i)) != NULL; i++)
    {
      if (spill_build_is_finished (build))
        builds[found++] = build;
    }
  return found;
}

static guint
get_n (const graphene_rect_t *bounds)
{
  return MIN ((guint) ((bounds->size.width + SPILL_STRIP_PITCH - CELL_WIDTH) / SPILL_STRIP_PITCH), 25);
}

/* Left edge of the @i-th newest. */
static double
get_x (GtkWidget             *widget,
       const graphene_rect_t *bounds,
       guint                  i)
{
  double offset = i * SPILL_STRIP_PITCH;

  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    return bounds->origin.x + offset;
  return bounds->origin.x + bounds->size.width - CELL_WIDTH - offset;
}

/**
 * spill_strip_draw:
 * @builder: a builder
 * @widget: the widget that draws
 * @snapshot: where to
 * @bounds: room for the strip, in pixels of the widget
 * @is_stale: whether fills fade
 */
void
spill_strip_draw (SpillBuilder          *builder,
                  GtkWidget             *widget,
                  GtkSnapshot           *snapshot,
                  const graphene_rect_t *bounds,
                  gboolean               is_stale)
{
  SpillBuild *builds[25];
  guint n = collect (builder, builds, get_n (bounds));

  for (guint i = 0; i < n; i++)
    spill_look_draw_cell (spill_look_of_build (builds[i]), widget, snapshot,
                          &GRAPHENE_RECT_INIT (get_x (widget, bounds, i), bounds->origin.y,
                                               CELL_WIDTH, bounds->size.height),
                          SYMBOL_SIZE, is_stale);
}

/**
 * spill_strip_pick:
 * @builder: a builder
 * @widget: the widget that drew its strip
 * @bounds: where it is
 * @x: in pixels of the widget
 *
 * Returns: (transfer none) (nullable): the build there
 */
SpillBuild *
spill_strip_pick (SpillBuilder          *builder,
                  GtkWidget             *widget,
                  const graphene_rect_t *bounds,
                  double                 x)
{
  SpillBuild *builds[25];
  guint n = collect (builder, builds, get_n (bounds));

  for (guint i = 0; i < n; i++)
    {
      double left = get_x (widget, bounds, i);

      if (x >= left && x < left + CELL_WIDTH)
        return builds[i];
    }
  return NULL;
}

/**
 * spill_strip_describe:
 * @builder: a builder
 * @n: at most so many builds
 *
 * Returns: (transfer full) (nullable): its recent results in words, newest first; %NULL if it has none
 */
char *
spill_strip_describe (SpillBuilder *builder,
                      guint         n)
{
  SpillBuild *builds[25];
  g_autoptr(GString) text = g_string_new (NULL);
  guint found = collect (builder, builds, MIN (n, G_N_ELEMENTS (builds)));

  for (guint i = 0; i < found;)
    {
      SpillLook look = spill_look_of_build (builds[i]);
      guint same = 1;

      while (i + same < found && spill_look_of_build (builds[i + same]) == look)
        same++;
      if (i > 0)
        g_string_append (text, ", ");
      if (same > 1)
        /* Translators: "3 × Success" */
        g_string_append_printf (text, _("%u × %s"), same, spill_look_word (look));
      else
        g_string_append (text, spill_look_word (look));
      i += same;
    }
  if (found == 0)
    return NULL;
  /* Translators: newest first */
  return g_strdup_printf (_("last results: %s"), text->str);
}
