#pragma once

#include "ui/spill-board.h"
#include "ui/spill-board-spot.h"

G_BEGIN_DECLS

/* What the files of the board share. */
typedef struct _SpillBoardHands SpillBoardHands;

/* Something in sight by which the place is kept. */
typedef struct
{
  SpillBoardId id;
  double       x;
  double       y;
} SpillBoardPlace;

typedef struct
{
  GtkAdjustment       *adjustments[2];   /* (nullable) by GtkOrientation */
  GtkScrollablePolicy  policies[2];
  gboolean             is_configuring;

  SpillBoardSize       size;
  int                  width;            /* when it was allocated last */
  gboolean             has_size;
  double               zoom;
  double               column_width;
  gboolean             is_compact;
  gboolean             is_stale;
  gboolean             was_at_top;

  SpillPalette         palette;
  gboolean             has_palette;
  SpillTextCache      *texts;
  gboolean             has_texts;
  GHashTable          *drawn;            /* what was drawn, by column */
  double               drawn_top;
  double               drawn_height;

  gboolean             has_cell;
  SpillBoardCell       cell;             /* the focused one */
  SpillBoardId         cell_id;
  double               anchor;           /* y at which one moves sideways */
  GtkWidget           *spots[2];         /* parented here */
  guint                spot;             /* the one in use */
  SpillBoardPlace      place;

  guint                sight_id;         /* source id */
  SpillBoardHands     *hands;
} SpillBoardPrivate;

SpillBoardPrivate    *spill_board_get_private  (SpillBoard           *self);

/* spill-board-places.c */
const SpillBoardSize *spill_board_ensure_size  (SpillBoard           *self);
double                spill_board_get_room     (SpillBoard           *self);   /* width of the body */
double                spill_board_get_page     (SpillBoard           *self);   /* height of the body */
double                spill_board_get_start    (SpillBoard           *self);   /* scrolled so far from the start */
/* Offsets that are not there become the nearest that are. */
void                  spill_board_configure    (SpillBoard           *self,
                                                double                start,
                                                double                top);
/* Where a cell is among all cells; the header stands above them, the gutter at x 0. */
void                  spill_board_get_bounds   (SpillBoard           *self,
                                                const SpillBoardCell *cell,
                                                graphene_rect_t      *bounds);
/* Where it is in the widget, in sight or not. */
void                  spill_board_to_widget    (SpillBoard           *self,
                                                const SpillBoardCell *cell,
                                                graphene_rect_t      *bounds);
/* The part of the widget where it may be: body, header, gutter or corner. */
void                  spill_board_get_part     (SpillBoard           *self,
                                                const SpillBoardCell *cell,
                                                graphene_rect_t      *part);
void                  spill_board_remember_place (SpillBoard         *self);

/* spill-board-draw.c */
void                  spill_board_forget_drawn (SpillBoard           *self);
gboolean              spill_board_forget_column (SpillBoard          *self,
                                                int                   column,
                                                gboolean              is_head_only);
void                  spill_board_draw         (SpillBoard           *self,
                                                GtkSnapshot          *snapshot);
void                  spill_board_drawn_init   (SpillBoard           *self);

/* spill-board-focus.c */
SpillBoardSpot       *spill_board_get_spot     (SpillBoard           *self);
gboolean              spill_board_has_keyboard (SpillBoard           *self);
gboolean              spill_board_ensure_cell  (SpillBoard           *self);
gboolean              spill_board_take_focus   (SpillBoard           *self);
void                  spill_board_find_focus   (SpillBoard           *self);
void                  spill_board_say_cell     (SpillBoard           *self);
void                  spill_board_move_to      (SpillBoard           *self,
                                                const SpillBoardCell *cell,
                                                double                anchor);
/* The cell of @column that is nearest to @y; FALSE: it has none. */
gboolean              spill_board_nearest      (SpillBoard           *self,
                                                int                   column,
                                                double                y,
                                                SpillBoardCell       *found);

/* spill-board-keys.c */
void                  spill_board_keys_install (GtkWidgetClass       *widget_class);

/* spill-board-hands.c: pointer, fingers, menu, card */
SpillBoardHands      *spill_board_hands_new       (SpillBoard           *board);
void                  spill_board_hands_free      (SpillBoardHands      *self);
void                  spill_board_hands_allocate  (SpillBoardHands      *self);
gboolean              spill_board_hands_popup     (SpillBoardHands      *self,
                                                   const SpillBoardCell *cell,
                                                   double                x,
                                                   double                y);
void                  spill_board_hands_show_card (SpillBoardHands      *self,
                                                   const SpillBoardCell *cell);
gboolean              spill_board_hands_has_card  (SpillBoardHands      *self);
void                  spill_board_hands_hide_card (SpillBoardHands      *self);

G_END_DECLS
