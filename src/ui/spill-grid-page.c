#include "ui/spill-grid-page.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-board-page.h"
#include "ui/spill-grid-board.h"

static void
on_state (SpillBoardPage *page,
          SpillGridBoard *board)
{
  const SpillGrid *grid = spill_grid_board_get_grid (board);
  SpillBoardFeed *feed = spill_board_page_get_feed (page);
  g_autofree char *builders = g_strdup_printf (ngettext ("%u builder", "%u builders", grid->n_columns),
                                               grid->n_columns);
  g_autofree char *revisions = g_strdup_printf (ngettext ("%u revision", "%u revisions",
                                                          grid->n_stamps), grid->n_stamps);
  SpillMaster *master = spill_board_feed_get_master (feed);
  gboolean is_loading = (master == NULL || spill_master_is_fresh (master))
                        && spill_grid_board_is_loading (board);
  SpillBoardPageState state = {
    .summary = is_loading && grid->n_stamps > 0
               /* Translators: “40 builders”, “10 revisions” */
               ? g_strdup_printf (_("%s · %s · loading…"), builders, revisions)
               : g_strdup_printf ("%s · %s", builders, revisions),
    .n_builders = grid->n_columns,
    .is_loading = is_loading,
  };

  if (grid->n_stamps == 0 && spill_board_feed_get_branch (feed) != NULL)
    {
      state.title = _("Nothing Built of This Branch");
      state.description = _("Builds of the branch will be here.");
    }
  else if (grid->n_stamps == 0)
    {
      state.title = _("Nothing Built Yet");
      state.description = _("What was built will be here: builders on one side, revisions on the "
                            "other.");
    }
  spill_board_page_tell (page, &state);
}

static void
on_rebuilt (SpillGridBoard *board,
            SpillBoardPage *page)
{
  on_state (page, board);
}

GtkWidget *
spill_grid_page_new (SpillStatus *status)
{
  g_autoptr(SpillBoardFeed) feed = spill_board_feed_new ();
  GtkWidget *board = spill_grid_board_new (feed);
  GtkWidget *page = spill_board_page_new (feed, SPILL_BOARD (board));
  GtkWidget *turn = gtk_toggle_button_new ();

  gtk_button_set_icon_name (GTK_BUTTON (turn), "spill-transpose-symbolic");
  gtk_widget_add_css_class (turn, "flat");
  gtk_widget_set_tooltip_text (turn, _("Builders across, revisions down"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (turn), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Builders across, revisions down"), -1);
  g_object_bind_property (board, "transposed", turn, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  spill_board_page_add_tool (SPILL_BOARD_PAGE (page), turn);
  g_signal_connect_object (board, "rebuilt", G_CALLBACK (on_rebuilt), page, 0);
  return page;
}
