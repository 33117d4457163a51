#include "ui/spill-board-memory.h"

#include "model/spill-master.h"

static const char *const choices[] = { "branch", "tag" };

typedef struct
{
  SpillConfig    *config;
  SpillBoardFeed *feed;
  SpillBoard     *board;       /* unowned: of the page, as this is */
  char           *name;
  char           *master_id;   /* (nullable) whose choices the page has; NULL: it is given them */
} Memory;

static void
memory_free (gpointer data)
{
  Memory *self = data;

  g_signal_handlers_disconnect_by_data (self->feed, self);
  g_object_unref (self->feed);
  g_object_unref (self->config);
  g_free (self->name);
  g_free (self->master_id);
  g_free (self);
}

static gboolean
has_folds (Memory *self)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (self->board), "folds") != NULL;
}

static void
on_master (Memory *self)
{
  SpillMaster *master = spill_board_feed_get_master (self->feed);

  g_clear_pointer (&self->master_id, g_free);
  if (master == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *what = g_strdup_printf ("%s-%s", self->name, choices[i]);
      g_autofree char *chosen = spill_config_dup_choice (self->config,
                                                         spill_master_get_id (master), what);

      g_object_set (self->feed, choices[i], chosen, NULL);
    }
  if (has_folds (self))
    {
      g_auto(GStrv) folds = spill_config_dup_console_folds (self->config,
                                                            spill_master_get_id (master));

      g_object_set (self->board, "folds", folds, NULL);
    }
  self->master_id = g_strdup (spill_master_get_id (master));
}

/* While a feed turns to another master, it has that one and no choices yet. */
static gboolean
is_turning (Memory *self)
{
  SpillMaster *master = spill_board_feed_get_master (self->feed);

  return self->master_id == NULL || master == NULL
         || !g_str_equal (self->master_id, spill_master_get_id (master));
}

static void
on_choice (Memory     *self,
           GParamSpec *pspec)
{
  g_autofree char *what = g_strdup_printf ("%s-%s", self->name, pspec->name);
  g_autofree char *chosen = NULL;

  if (is_turning (self))
    return;
  g_object_get (self->feed, pspec->name, &chosen, NULL);
  spill_config_set_choice (self->config, self->master_id, what, chosen);
}

static void
on_folds (Memory *self)
{
  g_auto(GStrv) folds = NULL;

  if (is_turning (self))
    return;
  g_object_get (self->board, "folds", &folds, NULL);
  spill_config_set_console_folds (self->config, self->master_id, (const char * const *) folds);
}

void
spill_board_memory_attach (SpillBoardPage *page,
                           SpillConfig    *config,
                           const char     *name)
{
  Memory *self;

  g_return_if_fail (SPILL_IS_BOARD_PAGE (page));
  g_return_if_fail (SPILL_IS_CONFIG (config));
  g_return_if_fail (name != NULL);

  self = g_new0 (Memory, 1);
  self->config = g_object_ref (config);
  self->feed = g_object_ref (spill_board_page_get_feed (page));
  self->board = spill_board_page_get_board (page);
  self->name = g_strdup (name);
  g_signal_connect_swapped (self->feed, "notify::master", G_CALLBACK (on_master), self);
  g_signal_connect_swapped (self->feed, "notify::branch", G_CALLBACK (on_choice), self);
  g_signal_connect_swapped (self->feed, "notify::tag", G_CALLBACK (on_choice), self);
  /* The board goes with the page, and this with both. */
  if (has_folds (self))
    g_signal_connect_swapped (self->board, "notify::folds", G_CALLBACK (on_folds), self);
  g_object_set_data_full (G_OBJECT (page), "spill-board-memory", self, memory_free);
  on_master (self);
}
