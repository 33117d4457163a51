#include "ui/spill-waterfall-menu.h"

#include <glib/gi18n.h>

#include "model/spill-command.h"
#include "model/spill-log.h"
#include "ui/spill-actions.h"
#include "ui/spill-overview-wishes.h"
#include "util/spill-plain.h"

#define MAX_LOGS 12

static SpillBuild *
get_build (SpillWaterfallBoard  *board,
           const SpillBoardCell *cell)
{
  SpillBuild *build = spill_waterfall_board_get_build (board, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);

  return build != NULL || builder == NULL || cell->row >= 0
             ? build
             : spill_builder_get_last_build (builder);
}

/* Of the build where there is one, else of the builder. */
static char *
dup_url (SpillWaterfallBoard  *board,
         const SpillBoardCell *cell)
{
  SpillBuild *build = spill_waterfall_board_get_build (board, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);

  if (build != NULL)
    return spill_build_dup_url (build);
  return builder != NULL ? spill_overview_wishes_dup_url (builder) : NULL;
}

static void
on_action (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  SpillWaterfallBoard *board = user_data;
  GtkWidget *widget = GTK_WIDGET (board);
  const char *name = g_action_get_name (G_ACTION (action));
  g_autoptr(GPtrArray) builders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *url = NULL;
  SpillBoardCell cell;
  SpillBuilder *builder;
  SpillBuild *build;

  if (!spill_board_get_focus_cell (SPILL_BOARD (board), &cell))
    return;
  builder = spill_waterfall_board_get_builder (board, &cell);
  build = get_build (board, &cell);
  if (builder == NULL)
    return;
  g_ptr_array_add (builders, g_object_ref (builder));
  url = dup_url (board, &cell);

  if (g_str_equal (name, "open") && build != NULL)
    spill_actions_open_build (widget, build);
  else if (g_str_equal (name, "force"))
    spill_overview_wishes_force (widget, builders);
  else if (g_str_equal (name, "stop"))
    spill_overview_wishes_stop (widget, builders);
  else if (g_str_equal (name, "cancel"))
    spill_overview_wishes_cancel (widget, builders);
  else if (g_str_equal (name, "browse") && url != NULL)
    spill_actions_open_uri (widget, url);
  else if (g_str_equal (name, "copy-link") && url != NULL)
    spill_actions_copy (widget, url);
}

static void
on_log (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  SpillWaterfallBoard *board = user_data;
  SpillBoardCell cell;
  SpillStep *step;
  SpillLog *log;

  if (!spill_board_get_focus_cell (SPILL_BOARD (board), &cell))
    return;
  step = spill_waterfall_board_get_step (board, &cell);
  log = step != NULL ? spill_list_find (spill_step_get_logs (step), g_variant_get_int64 (parameter))
                     : NULL;
  if (log != NULL)
    spill_actions_open_log (GTK_WIDGET (board), log);
}

void
spill_waterfall_menu_install (SpillWaterfallBoard *board)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = on_action },
    { .name = "log", .activate = on_log, .parameter_type = "x" },
    { .name = "force", .activate = on_action },
    { .name = "stop", .activate = on_action },
    { .name = "cancel", .activate = on_action },
    { .name = "browse", .activate = on_action },
    { .name = "copy-link", .activate = on_action },
  };
  g_autoptr(GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), board);
  gtk_widget_insert_action_group (GTK_WIDGET (board), "waterfall", G_ACTION_GROUP (group));
}

static void
add_section (GMenu *menu,
             GMenu *section)   /* taken */
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

/* Underscores of a name are no mnemonics. */
static void
add_logs (GMenu     *menu,
          SpillStep *step)
{
  SpillList *logs = spill_step_get_logs (step);

  for (guint i = 0; logs != NULL && i < MIN (spill_list_get_length (logs), MAX_LOGS); i++)
    {
      SpillLog *log = spill_list_peek (logs, i);
      g_autofree char *plain = spill_plain_one_line (spill_log_get_name (log), 60);
      g_auto(GStrv) parts = g_strsplit (plain, "_", -1);
      g_autofree char *name = g_strjoinv ("__", parts);
      g_autofree char *label = g_strdup_printf (_("Open Log %s"), name);
      g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "waterfall.log", "x", spill_log_get_id (log));
      g_menu_append_item (menu, item);
    }
}

static gboolean
can (GPtrArray        *builders,
     SpillCommandKind  kind)
{
  return spill_overview_wishes_why_not (builders, kind) == NULL;
}

GMenuModel *
spill_waterfall_menu_new (SpillWaterfallBoard  *board,
                          const SpillBoardCell *cell)
{
  g_autoptr(GPtrArray) builders = g_ptr_array_new_with_free_func (g_object_unref);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);
  SpillStep *step = spill_waterfall_board_get_step (board, cell);
  g_autofree char *url = dup_url (board, cell);
  GMenu *menu;
  GMenu *section;

  if (builder == NULL)
    return NULL;
  g_ptr_array_add (builders, g_object_ref (builder));
  menu = g_menu_new ();
  section = g_menu_new ();
  if (get_build (board, cell) != NULL)
    g_menu_append (section, cell->row < 0 ? _("_Open Last Build") : _("_Open Build"),
                   "waterfall.open");
  if (step != NULL)
    add_logs (section, step);
  add_section (menu, section);

  section = g_menu_new ();
  if (can (builders, SPILL_COMMAND_FORCE))
    g_menu_append (section, _("_Force…"), "waterfall.force");
  if (can (builders, SPILL_COMMAND_STOP_ALL))
    g_menu_append (section, _("_Stop…"), "waterfall.stop");
  if (can (builders, SPILL_COMMAND_CANCEL_ALL))
    g_menu_append (section, _("_Cancel Waiting Requests…"), "waterfall.cancel");
  add_section (menu, section);

  section = g_menu_new ();
  if (url != NULL && g_str_has_prefix (url, "http"))
    {
      g_menu_append (section, _("Open in _Browser"), "waterfall.browse");
      g_menu_append (section, _("Copy _Link"), "waterfall.copy-link");
    }
  add_section (menu, section);
  return G_MENU_MODEL (menu);
}
