#include "ui/spill-cell-menu.h"

#include <glib/gi18n.h>

#include "model/spill-command.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "ui/spill-actions.h"
#include "ui/spill-menu.h"
#include "ui/spill-overview-wishes.h"
#include "util/spill-plain.h"

#define MAX_LOGS       12
#define MAX_LOG_CHARS  60

/* What the menu that was opened last is about. */
typedef struct
{
  GtkWidget    *widget;    /* borrowed: has the actions */
  SpillBuilder *builder;   /* (nullable) */
  SpillBuild   *build;     /* (nullable) */
  SpillStep    *step;      /* (nullable) */
  char         *revlink;   /* (nullable) */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_clear_object (&target->builder);
  g_clear_object (&target->build);
  g_clear_object (&target->step);
  g_free (target->revlink);
  g_free (target);
}

static GPtrArray *
dup_builders (Target *target)
{
  GPtrArray *builders = g_ptr_array_new ();

  if (target->builder != NULL)
    g_ptr_array_add (builders, target->builder);
  return builders;
}

/* Of a builder's cell, its last one. */
static SpillBuild *
get_build (Target *target)
{
  return target->build != NULL || target->builder == NULL
         ? target->build : spill_builder_get_last_build (target->builder);
}

/* Of the build, else of the builder. */
static char *
dup_url (Target *target)
{
  if (target->build != NULL)
    return spill_build_dup_url (target->build);
  return target->builder != NULL ? spill_overview_wishes_dup_url (target->builder) : NULL;
}

static void
on_action (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  Target *target = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  g_autoptr(GPtrArray) builders = dup_builders (target);
  g_autofree char *url = dup_url (target);

  if (g_str_equal (name, "open") && get_build (target) != NULL)
    spill_actions_open_build (target->widget, get_build (target));
  else if (g_str_equal (name, "force"))
    spill_overview_wishes_force (target->widget, builders);
  else if (g_str_equal (name, "stop") && target->build != NULL)
    spill_overview_wishes_stop_build (target->widget, target->build);
  else if (g_str_equal (name, "stop"))
    spill_overview_wishes_stop (target->widget, builders);
  else if (g_str_equal (name, "cancel"))
    spill_overview_wishes_cancel (target->widget, builders);
  else if (g_str_equal (name, "browse") && url != NULL)
    spill_actions_open_uri (target->widget, url);
  else if (g_str_equal (name, "copy-link") && url != NULL)
    spill_actions_copy (target->widget, url);
  else if (g_str_equal (name, "browse-change") && target->revlink != NULL)
    spill_actions_open_uri (target->widget, target->revlink);
}

static void
on_log (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  Target *target = user_data;
  SpillLog *log = spill_list_find (spill_step_get_logs (target->step), g_variant_get_int64 (parameter));

  if (log != NULL)
    spill_actions_open_log (target->widget, log);
}

static void
add_action (GSimpleActionGroup *group,
            Target             *target,
            const char         *name,
            gboolean            enabled)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new (name, NULL);

  g_simple_action_set_enabled (action, enabled);
  g_signal_connect (action, "activate", G_CALLBACK (on_action), target);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static gboolean
can_stop (Target    *target,
          GPtrArray *builders)
{
  if (target->build != NULL && spill_build_is_finished (target->build))
    return FALSE;
  return spill_overview_wishes_why_not (builders, SPILL_COMMAND_STOP_ALL) == NULL;
}

static void
add_log_action (GSimpleActionGroup *group,
                Target             *target)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new ("log", G_VARIANT_TYPE_INT64);

  g_signal_connect (action, "activate", G_CALLBACK (on_log), target);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
}

static void
add_actions (Target *target)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPtrArray) builders = dup_builders (target);
  g_autofree char *url = dup_url (target);

  add_action (group, target, "open", get_build (target) != NULL);
  if (target->step != NULL)
    add_log_action (group, target);
  add_action (group, target, "force",
              spill_overview_wishes_why_not (builders, SPILL_COMMAND_FORCE) == NULL);
  add_action (group, target, "stop", can_stop (target, builders));
  add_action (group, target, "cancel",
              spill_overview_wishes_why_not (builders, SPILL_COMMAND_CANCEL_ALL) == NULL);
  add_action (group, target, "browse", url != NULL);
  add_action (group, target, "copy-link", url != NULL);
  add_action (group, target, "browse-change", target->revlink != NULL);
  g_object_set_data_full (G_OBJECT (group), "spill-cell-target", target, target_free);
  gtk_widget_insert_action_group (target->widget, "cell", G_ACTION_GROUP (group));
}

static void
add_logs (GMenu     *menu,
          SpillStep *step)
{
  SpillList *logs = spill_step_get_logs (step);

  for (guint i = 0; logs != NULL && i < MIN (spill_list_get_length (logs), MAX_LOGS); i++)
    {
      SpillLog *log = spill_list_peek (logs, i);
      g_autofree char *plain = spill_plain_one_line (spill_log_get_name (log), MAX_LOG_CHARS);
      g_autofree char *name = spill_menu_dup_label (plain);
      g_autofree char *label = g_strdup_printf (_("Open Log %s"), name);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "cell.log", "x", spill_log_get_id (log));
      g_menu_append_item (menu, item);
    }
}

static void
add_builder (GMenu  *menu,
             Target *target)
{
  GMenu *section = g_menu_new ();

  if (get_build (target) != NULL)
    g_menu_append (section, target->build != NULL ? _("_Open Build") : _("_Open Last Build"),
                   "cell.open");
  if (target->step != NULL)
    add_logs (section, target->step);
  spill_menu_add_section (menu, section);
  section = g_menu_new ();
  g_menu_append (section, _("_Force…"), "cell.force");
  g_menu_append (section, _("_Stop…"), "cell.stop");
  g_menu_append (section, _("_Cancel Waiting Requests…"), "cell.cancel");
  spill_menu_add_section (menu, section);
  section = g_menu_new ();
  g_menu_append (section, _("Open in _Browser"), "cell.browse");
  g_menu_append (section, _("Copy _Link"), "cell.copy-link");
  spill_menu_add_section (menu, section);
}

/**
 * spill_cell_menu_new:
 * @widget: the board; gets the action group "cell" that the menu acts by
 * @subject: what the cell shows
 *
 * Returns: (transfer full) (nullable): the context menu of a cell; %NULL: nothing can be done
 */
GMenuModel *
spill_cell_menu_new (GtkWidget              *widget,
                     const SpillCellSubject *subject)
{
  const char *revlink = subject->revlink;
  Target *target;
  GMenu *menu;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  if (revlink != NULL && *revlink == '\0')
    revlink = NULL;
  if (subject->builder == NULL && revlink == NULL)
    return NULL;

  target = g_new0 (Target, 1);
  target->widget = widget;
  g_set_object (&target->builder, subject->builder);
  g_set_object (&target->build, subject->build);
  g_set_object (&target->step, subject->step);
  target->revlink = g_strdup (revlink);
  add_actions (target);
  menu = g_menu_new ();
  if (subject->builder != NULL)
    add_builder (menu, target);
  if (revlink != NULL)
    {
      GMenu *section = g_menu_new ();

      g_menu_append (section, _("Open _Change in Browser"), "cell.browse-change");
      spill_menu_add_section (menu, section);
    }
  return G_MENU_MODEL (menu);
}
