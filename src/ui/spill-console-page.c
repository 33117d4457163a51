#include "ui/spill-console-page.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-board-page.h"
#include "ui/spill-console-board.h"

static void
on_rebuilt (SpillConsoleBoard *board,
            SpillBoardPage    *page)
{
  const SpillConsole *console = spill_console_board_get_console (board);
  SpillBoardFeed *feed = spill_board_page_get_feed (page);
  g_autofree char *builders = g_strdup_printf (ngettext ("%u builder", "%u builders",
                                                         console->n_columns), console->n_columns);
  g_autofree char *changes = g_strdup_printf (ngettext ("%u change", "%u changes", console->n_changes),
                                              console->n_changes);
  SpillMaster *master = spill_board_feed_get_master (feed);
  gboolean is_loading = master != NULL && spill_master_is_fresh (master)
                        && spill_table_board_is_loading (SPILL_TABLE_BOARD (board));
  SpillBoardPageState state = {
    .summary = is_loading && console->n_changes > 0
               /* Translators: “40 changes”, “10 builders” */
               ? g_strdup_printf (_("%s · %s · loading…"), changes, builders)
               : g_strdup_printf ("%s · %s", changes, builders),
    .n_builders = console->n_columns,
  };

  if (console->n_changes == 0 && spill_board_feed_get_branch (feed) != NULL)
    {
      state.title = _("No Changes of This Branch");
      state.description = _("What is committed to the branch will be here.");
    }
  else if (console->n_changes == 0 && master != NULL && spill_master_get_changes_untold (master) != NULL)
    {
      state.title = _("Changes Are Not Told");
      state.description = spill_master_get_changes_untold (master);
    }
  else if (console->n_changes == 0)
    {
      state.title = _("No Changes Yet");
      state.description = _("What is committed will be here, with what became of it on each builder.");
    }
  spill_board_page_tell (page, &state);
}

GtkWidget *
spill_console_page_new (SpillStatus *status)
{
  g_autoptr(SpillBoardFeed) feed = spill_board_feed_new ();
  GtkWidget *board = spill_console_board_new (feed);
  GtkWidget *page = spill_board_page_new (feed, SPILL_BOARD (board));

  g_signal_connect_object (board, "rebuilt", G_CALLBACK (on_rebuilt), page, 0);
  return page;
}
