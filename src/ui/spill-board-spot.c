#include "ui/spill-board-spot.h"

#include "util/spill-util.h"

struct _SpillBoardSpot
{
  GtkWidget  parent_instance;

  char      *words;   /* (nullable) */
};

G_DEFINE_FINAL_TYPE (SpillBoardSpot, spill_board_spot, GTK_TYPE_WIDGET)

static void
spill_board_spot_finalize (GObject *object)
{
  g_free (SPILL_BOARD_SPOT (object)->words);

  G_OBJECT_CLASS (spill_board_spot_parent_class)->finalize (object);
}

static void
spill_board_spot_class_init (SpillBoardSpotClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = spill_board_spot_finalize;
  gtk_widget_class_set_css_name (widget_class, "spill-board-spot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID_CELL);
}

static void
spill_board_spot_init (SpillBoardSpot *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  /* What is under it is clicked. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
spill_board_spot_new (void)
{
  return g_object_new (SPILL_TYPE_BOARD_SPOT, NULL);
}

/**
 * spill_board_spot_say:
 * @self: the spot
 * @words: what it says when it has the focus
 *
 * Returns: whether it said something else before
 */
gboolean
spill_board_spot_say (SpillBoardSpot *self,
                      const char     *words)
{
  g_return_val_if_fail (SPILL_IS_BOARD_SPOT (self), FALSE);

  if (!spill_set_str (&self->words, words))
    return FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return TRUE;
}

const char *
spill_board_spot_get_words (SpillBoardSpot *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_SPOT (self), NULL);

  return self->words;
}
