#pragma once

#include <gtk/gtk.h>

#include "ui/spill-card.h"
#include "ui/spill-palette.h"
#include "ui/spill-text-cache.h"

G_BEGIN_DECLS

/* SpillBoard: cells in two dimensions that scroll under a header that stays on top and beside a
 * gutter that stays at the start. Waterfall, grid and console are made of it. Put it into a
 * GtkScrolledWindow.
 *
 * A subclass says how much there is, which cells are in sight, and draws one. The board does the
 * rest: scrolling, culling, the keyboard in two dimensions, speaking, clicks, menu, hover card,
 * zoom.
 *
 * Coordinates. Columns stand side by side from the start on, each with its rows from the top; x and
 * y of a cell are in pixels from the start and the top of all cells, as they are at the zoom of now
 * (multiply by spill_board_get_zoom()). What is handed to draw functions is where to draw, mirrored
 * where people read from the right. Row SPILL_BOARD_HEAD of a column is its header, column
 * SPILL_BOARD_HEAD of a row its place in the gutter, both together the corner.
 *
 * What is drawn is kept, a node for each column, until it is told that it has changed or what is in
 * sight is something else. So: spill_board_column_changed() for one thing that happened,
 * spill_board_changed() when cells are other ones or elsewhere. With the latter the board keeps its
 * place: what is in sight, and the focused cell, stay where they are as long as they are there,
 * found again by their SpillBoardId; but at the top the board stays at the top.
 *
 * The focused cell is spoken: one of two children, in turn, lies over it, has the keyboard's focus
 * and the words of the cell as its name; what else its hover card tells is its description.
 *
 * Keys: arrows; Page Up, Page Down; Home and End: first and last column; Ctrl with Up and Down: top
 * and last row, with Home and End: first and last cell; Enter, Space: activate; Menu, Shift+F10:
 * menu; Ctrl+I: hover card; n and p: next and previous failure; Ctrl with +, - and 0: zoom;
 * Ctrl+Shift with Left and Right: narrower and wider columns.
 *
 * Properties (notify): "zoom" (0.5 to 3), "column-width" (at zoom 1, in pixels), "compact",
 * "stale", "at-top" (read-only). */
#define SPILL_TYPE_BOARD (spill_board_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpillBoard, spill_board, SPILL, BOARD, GtkWidget)

#define SPILL_BOARD_HEAD (-1)

typedef struct
{
  int column;
  int row;
} SpillBoardCell;

/* What a cell shows, whatever its place: a builder, a build and a step, say. All 0: nothing. */
typedef struct
{
  gint64 a;
  gint64 b;
  gint64 c;
} SpillBoardId;

typedef struct
{
  int    n_columns;
  double width;       /* of all columns */
  double height;      /* of all rows */
  double head;        /* height of the header; 0: none */
  double gutter;      /* width of the gutter; 0: none */
} SpillBoardSize;

struct _SpillBoardClass
{
  GtkWidgetClass parent_class;

  /* Sizes. Called often: cheap. @x rises with @column. */
  void        (*get_size)     (SpillBoard            *self,
                               SpillBoardSize        *size);
  void        (*get_column)   (SpillBoard            *self,
                               int                    column,
                               double                *x,
                               double                *width);
  /* Rows of a column, or of the gutter. */
  int         (*get_n_rows)   (SpillBoard            *self,
                               int                    column);
  /* Where a cell of a body or of the gutter is; @x of the gutter is of no interest. */
  void        (*get_bounds)   (SpillBoard            *self,
                               const SpillBoardCell  *cell,
                               graphene_rect_t       *bounds);
  /* The rows of a column (or the gutter) that touch top to bottom: the first, and in @n how many.
   * May say a few too many. */
  int         (*find_rows)    (SpillBoard            *self,
                               int                    column,
                               double                 top,
                               double                 bottom,
                               int                   *n);

  /* Drawing. @bounds: where; @top: text begins below it, so that it is in sight while its cell is.
   * Any cell: body, header, gutter, corner. */
  void        (*draw_cell)    (SpillBoard            *self,
                               const SpillBoardCell  *cell,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *bounds,
                               double                 top);
  /* (nullable) What is behind the cells in sight and the gutter beside them, in one go: lines,
   * shades. @area: of the cells in sight. */
  void        (*draw_back)    (SpillBoard            *self,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *area);
  /* (nullable) The same over the header: names of groups of columns. */
  void        (*draw_head)    (SpillBoard            *self,
                               GtkSnapshot           *snapshot,
                               const graphene_rect_t *area,
                               int                    first,
                               int                    n);

  /* What cells are. */
  gboolean    (*is_focusable) (SpillBoard            *self,
                               const SpillBoardCell  *cell);   /* (nullable): all but the gutter are */
  char       *(*dup_words)    (SpillBoard            *self,
                               const SpillBoardCell  *cell);   /* spoken; (transfer full) */
  void        (*get_id)       (SpillBoard            *self,
                               const SpillBoardCell  *cell,
                               SpillBoardId          *id);
  /* Where it is now; FALSE: nowhere. */
  gboolean    (*find_id)      (SpillBoard            *self,
                               const SpillBoardId    *id,
                               SpillBoardCell        *cell);
  /* (nullable) The next cell in that direction that failed, from @from on, which does not count. */
  gboolean    (*find_failure) (SpillBoard            *self,
                               const SpillBoardCell  *from,
                               gboolean               forward,
                               SpillBoardCell        *found);

  /* What hands do. @x, @y: within the cell from its start and top; -1: by key. */
  void        (*activate)     (SpillBoard            *self,
                               const SpillBoardCell  *cell,
                               double                 x,
                               double                 y);
  /* Whether a click there does something; NULL: every cell that can be focused. */
  gboolean    (*is_link)      (SpillBoard            *self,
                               const SpillBoardCell  *cell,
                               double                 x,
                               double                 y);
  /* (nullable) (transfer full) (nullable): its actions act on spill_board_get_focus_cell() */
  GMenuModel *(*dup_menu)     (SpillBoard            *self,
                               const SpillBoardCell  *cell);
  /* (nullable) (transfer full) (nullable): what the hover card tells, and a screen reader besides
   * the words. Called whenever the focused cell is said: cheap. */
  SpillCard  *(*make_card)    (SpillBoard            *self,
                               const SpillBoardCell  *cell);

  /* (nullable) Other cells are in sight: hold what they show, release the rest. @n 0:
   * nothing is. */
  void        (*in_sight)     (SpillBoard            *self,
                               int                    first,
                               int                    n,
                               double                 top,
                               double                 bottom);
  /* (nullable) Zoom, density or fonts are others: sizes are. The board asks for them
   * right after. */
  void        (*resized)      (SpillBoard            *self);
};

/* For subclasses: what has changed. */
void                  spill_board_changed        (SpillBoard           *self);
void                  spill_board_column_changed (SpillBoard           *self,
                                                  int                   column);   /* its body and header */
void                  spill_board_head_changed   (SpillBoard           *self,
                                                  int                   column);   /* its header */

/* For subclasses: drawing. */
const SpillPalette   *spill_board_get_palette    (SpillBoard           *self);
SpillTextCache       *spill_board_get_texts      (SpillBoard           *self);
gboolean              spill_board_is_rtl         (SpillBoard           *self);
/* A line of text, at the start of @width; returns how much of it was used. */
double                spill_board_draw_text      (SpillBoard           *self,
                                                  GtkSnapshot          *snapshot,
                                                  const char           *text,
                                                  SpillTextStyle        style,
                                                  SpillTextFit          fit,
                                                  double                x,
                                                  double                y,
                                                  double                width,
                                                  const GdkRGBA        *color);
void                  spill_board_draw_icon      (SpillBoard           *self,
                                                  GtkSnapshot          *snapshot,
                                                  const char           *icon_name,
                                                  double                x,
                                                  double                y,
                                                  int                   size,
                                                  const GdkRGBA        *color);
/* @width, which is at @offset of the start of a room of @room at @x: its left edge */
double                spill_board_place          (SpillBoard           *self,
                                                  double                x,
                                                  double                room,
                                                  double                offset,
                                                  double                width);

double                spill_board_get_zoom         (SpillBoard         *self);
/* Keys for the zoom wherever in the window of @view the keyboard is. */
void                  spill_board_add_zoom_keys    (SpillBoard         *self,
                                                    GtkWidget          *view);
void                  spill_board_set_zoom         (SpillBoard         *self,
                                                    double              zoom);
double                spill_board_get_column_width (SpillBoard         *self);
void                  spill_board_set_column_width (SpillBoard         *self,
                                                    double              width);
gboolean              spill_board_is_compact       (SpillBoard         *self);
void                  spill_board_set_compact      (SpillBoard         *self,
                                                    gboolean            is_compact);
gboolean              spill_board_is_stale         (SpillBoard         *self);
void                  spill_board_set_stale        (SpillBoard         *self,
                                                    gboolean            is_stale);
/* Whether the newest is in sight, so that it follows. */
gboolean              spill_board_is_at_top        (SpillBoard         *self);
void                  spill_board_scroll_to_top    (SpillBoard         *self);
/* How far it is scrolled down. */
double                spill_board_get_top          (SpillBoard         *self);

/* FALSE: there is none. */
gboolean              spill_board_get_focus_cell   (SpillBoard           *self,
                                                    SpillBoardCell       *cell);
/* Moves the focus, brings the cell in sight; speaks it if the board has the keyboard. */
void                  spill_board_set_focus_cell   (SpillBoard           *self,
                                                    const SpillBoardCell *cell);
gboolean              spill_board_is_focusable     (SpillBoard           *self,
                                                    const SpillBoardCell *cell);
/* The next or previous failure; FALSE if there is none. */
gboolean              spill_board_go_to_failure    (SpillBoard           *self,
                                                    gboolean              forward);
/* Which cell is at a point of the widget; FALSE: none. @inner: (optional): from the cell's start
 * and top */
gboolean              spill_board_pick             (SpillBoard           *self,
                                                    double                x,
                                                    double                y,
                                                    SpillBoardCell       *cell,
                                                    graphene_point_t     *inner);
/* Where the part of a cell in sight is in the widget; FALSE: it is out of sight. */
gboolean              spill_board_get_area         (SpillBoard           *self,
                                                    const SpillBoardCell *cell,
                                                    graphene_rect_t      *area);
/* Columns in sight. */
int                   spill_board_get_columns      (SpillBoard           *self,
                                                    int                  *n);

G_END_DECLS
