#include "ui/spill-look.h"

#include <glib/gi18n.h>

/* Indexed by SpillLook. The colour is the middle of the names in data/style.css. */
static const struct
{
  const char *icon_name;
  const char *css_class;
  const char *color;
  const char *word;
} looks[SPILL_N_LOOKS] = {
  { "spill-success-symbolic",       "spill-success",       "success",       N_("Success") },
  { "spill-warnings-symbolic",      "spill-warnings",      "warnings",      N_("Warnings") },
  { "spill-failure-symbolic",       "spill-failure",       "failure",       N_("Failed") },
  { "spill-failure-again-symbolic", "spill-failure-again", "failure_again", N_("Failed again") },
  { "spill-exception-symbolic",     "spill-exception",     "exception",     N_("Exception") },
  { "spill-retry-symbolic",         "spill-retry",         "retry",         N_("Retry") },
  { "spill-cancelled-symbolic",     "spill-cancelled",     "cancelled",     N_("Cancelled") },
  { "spill-skipped-symbolic",       "spill-skipped",       "skipped",       N_("Skipped") },
  { "spill-running-symbolic",       "spill-running",       "running",       N_("Running") },
  { "spill-pending-symbolic",       "spill-pending",       "pending",       N_("Waiting") },
  { "spill-offline-symbolic",       "spill-offline",       "offline",       N_("Offline") },
  { "spill-unknown-symbolic",       "spill-unknown",       "unknown",       N_("Not known yet") },
};

static const char * const parts[] = { "bg", "fg", "edge" };

/**
 * spill_look_of_result:
 * @result: a result
 *
 * Returns: how @result looks without knowing what was before it; unknown for %SPILL_RESULT_NONE
 */
SpillLook
spill_look_of_result (SpillResult result)
{
  switch (result)
    {
    case SPILL_RESULT_SUCCESS:
      return SPILL_LOOK_SUCCESS;
    case SPILL_RESULT_WARNINGS:
      return SPILL_LOOK_WARNINGS;
    case SPILL_RESULT_FAILURE:
      return SPILL_LOOK_FAILURE;
    case SPILL_RESULT_SKIPPED:
      return SPILL_LOOK_SKIPPED;
    case SPILL_RESULT_EXCEPTION:
      return SPILL_LOOK_EXCEPTION;
    case SPILL_RESULT_RETRY:
      return SPILL_LOOK_RETRY;
    case SPILL_RESULT_CANCELLED:
      return SPILL_LOOK_CANCELLED;
    case SPILL_RESULT_NONE:
    default:
      return SPILL_LOOK_UNKNOWN;
    }
}

/* Whether the newest telling build older than @build is known and bad. */
static gboolean
failed_before (SpillBuild *build)
{
  SpillBuilder *builder = spill_build_get_builder (build);
  SpillList *builds;
  SpillBuild *older;
  guint position;

  if (builder == NULL)
    return FALSE;

  builds = spill_builder_get_builds (builder);
  if (spill_list_find_position (builds, spill_build_get_number (build), &position))
    position++;
  for (; (older = spill_list_peek (builds, position)) != NULL; position++)
    {
      SpillResult result = spill_build_get_result (older);

      if (spill_result_is_bad (result) || spill_result_is_good (result))
        return spill_result_is_bad (result);
    }
  return FALSE;
}

/**
 * spill_look_of_build:
 * @build: a build
 *
 * Returns: running, or its result; a failure after a failure is %SPILL_LOOK_FAILURE_AGAIN
 */
SpillLook
spill_look_of_build (SpillBuild *build)
{
  SpillLook look;

  g_return_val_if_fail (SPILL_IS_BUILD (build), SPILL_LOOK_UNKNOWN);

  if (!spill_build_is_finished (build))
    return spill_build_get_started (build) > 0 ? SPILL_LOOK_RUNNING : SPILL_LOOK_PENDING;

  look = spill_look_of_result (spill_build_get_result (build));
  return look == SPILL_LOOK_FAILURE && failed_before (build) ? SPILL_LOOK_FAILURE_AGAIN : look;
}

/**
 * spill_look_of_builder:
 * @builder: a builder
 *
 * Returns: the look of its last telling result, %SPILL_LOOK_UNKNOWN if the master has not told it
 *   or there was no build yet
 */
SpillLook
spill_look_of_builder (SpillBuilder *builder)
{
  SpillStreak streak;
  SpillLook look;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), SPILL_LOOK_UNKNOWN);

  look = spill_look_of_result (spill_builder_get_last_result (builder));
  if (look != SPILL_LOOK_FAILURE)
    return look;

  spill_builder_get_streak (builder, &streak);
  return spill_result_is_bad (streak.result) && streak.n_builds > 1 ? SPILL_LOOK_FAILURE_AGAIN : look;
}

/**
 * spill_look_of_last_build:
 * @builder: a builder
 *
 * What 0.8 has in the box of the last build: to be shown beside its number.
 *
 * Returns: the look of its newest finished build, telling or not; %SPILL_LOOK_UNKNOWN if none is known
 */
SpillLook
spill_look_of_last_build (SpillBuilder *builder)
{
  SpillBuild *last;
  SpillLook look;

  g_return_val_if_fail (SPILL_IS_BUILDER (builder), SPILL_LOOK_UNKNOWN);

  last = spill_builder_get_last_build (builder);
  look = last != NULL ? spill_look_of_result (spill_build_get_result (last)) : SPILL_LOOK_UNKNOWN;
  /* The streak knows better than the builds at hand whether it failed before. */
  return look == SPILL_LOOK_FAILURE ? spill_look_of_builder (builder) : look;
}

/**
 * spill_look_of_step:
 * @step: a step
 *
 * Returns: pending, running, or its result; a step that its build ended without was skipped
 */
SpillLook
spill_look_of_step (SpillStep *step)
{
  SpillBuild *build;

  g_return_val_if_fail (SPILL_IS_STEP (step), SPILL_LOOK_UNKNOWN);

  if (spill_step_is_finished (step))
    return spill_look_of_result (spill_step_get_result (step));
  build = spill_step_get_build (step);
  if (!spill_step_is_started (step) && build != NULL && spill_build_is_finished (build))
    return SPILL_LOOK_SKIPPED;
  return spill_step_is_started (step) ? SPILL_LOOK_RUNNING : SPILL_LOOK_PENDING;
}

/**
 * spill_look_icon_name:
 * @look: a look
 *
 * Returns: the name of its symbolic icon
 */
const char *
spill_look_icon_name (SpillLook look)
{
  g_return_val_if_fail (look < SPILL_N_LOOKS, NULL);

  return looks[look].icon_name;
}

/**
 * spill_look_word:
 * @look: a look
 *
 * Returns: what it is in a word, translated, beginning with a capital
 */
const char *
spill_look_word (SpillLook look)
{
  g_return_val_if_fail (look < SPILL_N_LOOKS, NULL);

  return _(looks[look].word);
}

/**
 * spill_look_apply:
 * @look: a look
 * @widget: the widget that shall show it
 *
 * Gives @widget the style class of @look and takes away those of all others.
 */
void
spill_look_apply (SpillLook  look,
                  GtkWidget *widget)
{
  g_return_if_fail (look < SPILL_N_LOOKS);
  g_return_if_fail (GTK_IS_WIDGET (widget));

  for (guint i = 0; i < SPILL_N_LOOKS; i++)
    {
      if (i == look)
        gtk_widget_add_css_class (widget, looks[i].css_class);
      else if (gtk_widget_has_css_class (widget, looks[i].css_class))
        gtk_widget_remove_css_class (widget, looks[i].css_class);
    }
}

/**
 * spill_look_show:
 * @look: a look
 * @image: an image of class "spill-symbol"
 *
 * Shows the symbol of @look in its colour, with its word as the image's accessible name and tooltip.
 */
void
spill_look_show (SpillLook  look,
                 GtkImage  *image)
{
  g_return_if_fail (look < SPILL_N_LOOKS);
  g_return_if_fail (GTK_IS_IMAGE (image));

  gtk_image_set_from_icon_name (image, looks[look].icon_name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), spill_look_word (look));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spill_look_word (look), -1);
  spill_look_apply (look, GTK_WIDGET (image));
}

/**
 * spill_look_get_color:
 * @look: a look
 * @part: what is drawn with it
 * @widget: the widget that draws
 * @color: (out): the colour in the theme of now
 *
 * For widgets that draw by themselves: the colour of the same name as in the style sheet, so that
 * dark and high contrast follow.
 */
void
spill_look_get_color (SpillLook      look,
                      SpillLookPart  part,
                      GtkWidget     *widget,
                      GdkRGBA       *color)
{
  g_autofree char *name = NULL;
  GtkStyleContext *context;

  g_return_if_fail (look < SPILL_N_LOOKS);
  g_return_if_fail (part < G_N_ELEMENTS (parts));
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (color != NULL);

  name = g_strdup_printf ("spill_%s_%s", looks[look].color, parts[part]);
  context = gtk_widget_get_style_context (widget);
  if (!gtk_style_context_lookup_color (context, name, color))
    gtk_style_context_get_color (context, color);
}
