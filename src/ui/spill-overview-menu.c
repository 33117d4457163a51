#include "ui/spill-overview-menu.h"

#include <glib/gi18n.h>

#include "model/spill-command.h"
#include "model/spill-worker.h"
#include "ui/spill-menu.h"
#include "ui/spill-overview-wishes.h"

/* A builder may run on any of hundreds of workers; a menu names so many. */
#define MAX_WORKERS 20

static void
add_wish (GMenu            *menu,
          const char       *label,
          SpillWorker      *worker,
          SpillCommandKind  kind)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "overview.worker", "(xi)",
                                     spill_worker_get_id (worker), (gint32) kind);
  g_menu_append_item (menu, item);
}

static GMenuModel *
worker_menu (SpillWorker *worker)
{
  GMenu *menu = g_menu_new ();

  if (spill_worker_is_paused (worker))
    add_wish (menu, _("_Unpause"), worker, SPILL_COMMAND_WORKER_UNPAUSE);
  else
    add_wish (menu, _("_Pause"), worker, SPILL_COMMAND_WORKER_PAUSE);
  add_wish (menu, _("_Shut Down When Idle"), worker, SPILL_COMMAND_WORKER_GRACEFUL);
  add_wish (menu, _("_Kill…"), worker, SPILL_COMMAND_WORKER_KILL);
  return G_MENU_MODEL (menu);
}

static void
add_workers (GMenu        *menu,
             SpillBuilder *builder)
{
  SpillList *workers = spill_builder_get_workers (builder);
  guint n = MIN (spill_list_get_length (workers), MAX_WORKERS);
  g_autoptr(GMenu) all = g_menu_new ();

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    {
      SpillWorker *worker = spill_list_peek (workers, i);
      g_autoptr(GMenuModel) one = worker_menu (worker);
      g_autofree char *name = spill_menu_dup_label (spill_worker_get_name (worker));
      g_autofree char *label = NULL;

      if (!spill_worker_is_connected (worker))
        label = g_strdup_printf (_("%s (offline)"), name);
      else if (spill_worker_is_paused (worker))
        label = g_strdup_printf (_("%s (paused)"), name);
      g_menu_append_submenu (all, label != NULL ? label : name, one);
    }
  g_menu_append_submenu (menu, _("_Workers"), G_MENU_MODEL (all));
}

/**
 * spill_overview_menu_new:
 * @builders: (element-type SpillBuilder): what is selected
 *
 * Returns: (transfer full): what can be done with it; what only one builder has is missing for several
 */
GMenuModel *
spill_overview_menu_new (GPtrArray *builders)
{
  GMenu *menu = g_menu_new ();
  GMenu *section;

  if (builders->len == 1)
    {
      section = g_menu_new ();
      g_menu_append (section, _("_Open Last Build"), "overview.open-last");
      g_menu_append (section, _("Open _Running Build"), "overview.open-running");
      spill_menu_add_section (menu, section);
    }
  section = g_menu_new ();
  g_menu_append (section, _("_Force…"), "overview.force");
  g_menu_append (section, _("_Stop…"), "overview.stop");
  g_menu_append (section, _("_Cancel Waiting Requests…"), "overview.cancel");
  spill_menu_add_section (menu, section);
  if (builders->len == 1)
    {
      section = g_menu_new ();
      add_workers (section, builders->pdata[0]);
      if (spill_overview_wishes_why_not (builders, SPILL_COMMAND_PING) == NULL)
        g_menu_append (section, _("_Ping Workers"), "overview.ping");
      spill_menu_add_section (menu, section);
      section = g_menu_new ();
      g_menu_append (section, _("Open in _Browser"), "overview.browse");
      g_menu_append (section, _("Copy _Link"), "overview.copy-link");
      spill_menu_add_section (menu, section);
    }
  return G_MENU_MODEL (menu);
}
