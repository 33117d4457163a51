#include "ui/spill-cell-menu.h"

#include <glib/gi18n.h>

#include "ui/spill-actions.h"
#include "ui/spill-overview-wishes.h"

/* What the menu that was opened last is about. */
typedef struct
{
  GtkWidget    *widget;    /* borrowed: has the actions */
  SpillBuilder *builder;   /* (nullable) */
  SpillBuild   *build;     /* (nullable) */
  char         *revlink;   /* (nullable) */
} Target;

static void
target_free (gpointer data)
{
  Target *target = data;

  g_clear_object (&target->builder);
  g_clear_object (&target->build);
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

  if (g_str_equal (name, "open") && target->build != NULL)
    spill_actions_open_build (target->widget, target->build);
  else if (g_str_equal (name, "force"))
    spill_overview_wishes_force (target->widget, builders);
  else if (g_str_equal (name, "stop") && target->build != NULL)
    spill_overview_wishes_stop_build (target->widget, target->build);
  else if (g_str_equal (name, "stop"))
    spill_overview_wishes_stop (target->widget, builders);
  else if (g_str_equal (name, "browse") && url != NULL)
    spill_actions_open_uri (target->widget, url);
  else if (g_str_equal (name, "copy-link") && url != NULL)
    spill_actions_copy (target->widget, url);
  else if (g_str_equal (name, "browse-change") && target->revlink != NULL)
    spill_actions_open_uri (target->widget, target->revlink);
}

static void
add_section (GMenu *menu,
             GMenu *section)   /* taken */
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
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
add_actions (Target *target)
{
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr(GPtrArray) builders = dup_builders (target);
  g_autofree char *url = dup_url (target);

  add_action (group, target, "open", target->build != NULL);
  add_action (group, target, "force",
              spill_overview_wishes_why_not (builders, SPILL_COMMAND_FORCE) == NULL);
  add_action (group, target, "stop", can_stop (target, builders));
  add_action (group, target, "browse", url != NULL);
  add_action (group, target, "copy-link", url != NULL);
  add_action (group, target, "browse-change", target->revlink != NULL);
  g_object_set_data_full (G_OBJECT (group), "spill-cell-target", target, target_free);
  gtk_widget_insert_action_group (target->widget, "cell", G_ACTION_GROUP (group));
}

static void
add_builder (GMenu  *menu,
             Target *target)
{
  GMenu *section = g_menu_new ();

  if (target->build != NULL)
    g_menu_append (section, _("_Open Build"), "cell.open");
  add_section (menu, section);
  section = g_menu_new ();
  g_menu_append (section, _("_Force…"), "cell.force");
  g_menu_append (section, _("_Stop…"), "cell.stop");
  add_section (menu, section);
  section = g_menu_new ();
  g_menu_append (section, _("Open in _Browser"), "cell.browse");
  g_menu_append (section, _("Copy _Link"), "cell.copy-link");
  add_section (menu, section);
}

GMenuModel *
spill_cell_menu_new (GtkWidget    *widget,
                     SpillBuilder *builder,
                     SpillBuild   *build,
                     const char   *revlink)
{
  Target *target;
  GMenu *menu;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  if (revlink != NULL && *revlink == '\0')
    revlink = NULL;
  if (builder == NULL && revlink == NULL)
    return NULL;

  target = g_new0 (Target, 1);
  target->widget = widget;
  g_set_object (&target->builder, builder);
  g_set_object (&target->build, build);
  target->revlink = g_strdup (revlink);
  add_actions (target);
  menu = g_menu_new ();
  if (builder != NULL)
    add_builder (menu, target);
  if (revlink != NULL)
    {
      GMenu *section = g_menu_new ();

      g_menu_append (section, _("Open _Change in Browser"), "cell.browse-change");
      add_section (menu, section);
    }
  return G_MENU_MODEL (menu);
}
