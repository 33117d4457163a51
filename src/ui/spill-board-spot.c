#include "ui/spill-board-spot.h"

#include "util/spill-util.h"

struct _SpillBoardSpot
{
  GtkWidget  parent_instance;

  char      *words;   /* (nullable) likewise below */
  char      *more;
};

G_DEFINE_FINAL_TYPE (SpillBoardSpot, spill_board_spot, GTK_TYPE_WIDGET)

static void
spill_board_spot_finalize (GObject *object)
{
  SpillBoardSpot *self = SPILL_BOARD_SPOT (object);

  g_free (self->words);
  g_free (self->more);

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
 * @words: what it says when it has the focus: its accessible name
 * @more: what there is besides: its description
 */
void
spill_board_spot_say (SpillBoardSpot *self,
                      const char     *words,
                      const char     *more)
{
  g_return_if_fail (SPILL_IS_BOARD_SPOT (self));

  if (spill_set_str (&self->words, words))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                    -1);
  if (spill_set_str (&self->more, more))
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    more, -1);
}

const char *
spill_board_spot_get_words (SpillBoardSpot *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_SPOT (self), NULL);

  return self->words;
}

const char *
spill_board_spot_get_more (SpillBoardSpot *self)
{
  g_return_val_if_fail (SPILL_IS_BOARD_SPOT (self), NULL);

  return self->more;
}
