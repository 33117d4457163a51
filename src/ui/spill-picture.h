#pragma once

#include "layout/spill-waterfall.h"

G_BEGIN_DECLS

/* The three ways in which time becomes height. */
typedef enum
{
  SPILL_SCALE_COMPACT,    /* rows, as on the page */
  SPILL_SCALE_TIME,
  SPILL_SCALE_FOLDED,     /* time, but what is idle for long takes little room */
} SpillScale;
#define SPILL_N_SCALES 3

const char *spill_scale_to_nick   (SpillScale  scale);
SpillScale  spill_scale_from_nick (const char *nick);   /* anything else: compact */

/* What is wanted of a picture. */
typedef struct
{
  SpillScale scale;
  guint      n_rows;      /* compact: stretches of rows */
  double     seconds;     /* else: so far back */
  double     now;
  guint      first;       /* of all builders, the first whose column is given */
  guint      n_all;       /* builders side by side */
} SpillPictureQuery;

/* To scale, a step is a cell from so many pixels on; what is thinner is drawn, but cannot be reached. */
#define SPILL_PICTURE_MIN_STEP 8

/* A box that is drawn. To scale, a build is a cell with those of its steps in it: they follow it,
 * newest first, and its box is its start. */
typedef struct
{
  const SpillBox         *box;
  const SpillColumnBuild *build;     /* (nullable) that it belongs to */
  float                   y;         /* compact: rows; else pixels */
  float                   height;
  guint8                  place;     /* beside others at the same time: 0 is at the start … */
  guint8                  n_places;  /* … of so many */
  float                   tallest;   /* of a build to scale: height of its tallest step, else 0 */
} SpillPictureCell;

typedef struct
{
  SpillPictureCell *cells;     /* from the top; to scale: builds and events */
  guint             n_cells;
  float            *reach;     /* greatest bottom of each and those before: rises, for bisection */
  float            *begin;     /* least top of each and those after: rises as well */
} SpillPictureLane;

/* A moment, or a fold, at the margin. */
typedef struct
{
  float    y;
  float    height;
  double   time;          /* a fold: its newer end */
  double   folded;        /* seconds; 0: no fold */
  gboolean has_date;      /* another day than the label above */
} SpillPictureLabel;

/* SpillPicture: a waterfall as it is drawn: where each box of each builder is. Lane 0 is the
 * changes, lane i + 1 belongs to columns[i]. A value: may be made and read in any thread.
 *
 * Of very many builders it is made of those in sight and some beside them only: rows that hundreds
 * of builders share would be empty nearly everywhere. Lanes of the others are empty. */
typedef struct
{
  SpillScale         scale;
  SpillColumn      **columns;      /* (nullable) each: not made */
  gint64            *ids;          /* of the builders */
  guint              n_columns;
  guint              first;        /* of those that are made … */
  guint              n_made;       /* … so many */
  SpillPictureLane  *lanes;        /* n_columns + 1 */
  SpillPictureLabel *labels;
  guint              n_labels;
  double             height;       /* compact: rows; else pixels */
  double             newest;       /* moments, not compact */
  double             oldest;
  gboolean           has_more;     /* more is known than was wanted */
  SpillWaterfall    *waterfall;    /* (nullable) compact: what it was made of */
  SpillBox         **changes;      /* else: of lane 0 */
  guint              n_changes;
} SpillPicture;

/* @columns: (element-type SpillColumn): what is made, in order; @changes: (element-type
 * SpillChangeFacts), newest first; @ids: of all builders (query->n_all). (transfer full) */
SpillPicture *spill_picture_new       (GPtrArray               *columns,
                                       GPtrArray               *changes,
                                       const gint64            *ids,
                                       const SpillPictureQuery *query);
SpillPicture *spill_picture_ref       (SpillPicture            *self);
void          spill_picture_unref     (SpillPicture            *self);
/* The cells of a lane that touch top to bottom: the first, and in @n how many. May be a few too
 * many. */
guint         spill_picture_find      (const SpillPicture      *self,
                                       guint                    lane,
                                       double                   top,
                                       double                   bottom,
                                       guint                   *n);
/* The next cell of a step or build that failed, row by row; @from_cell -1: from above the first.
 * FALSE: none. */
gboolean      spill_picture_find_failure (const SpillPicture   *self,
                                       guint                    from_lane,
                                       int                      from_cell,
                                       gboolean                 forward,
                                       guint                   *lane,
                                       guint                   *cell);
/* Where in a build a step is: 0 is its end, 1 its start. */
void          spill_picture_place_step (const SpillColumnBuild *build,
                                       const SpillBox         *step,
                                       double                  end,
                                       float                  *top,
                                       float                  *bottom);
/* Whether a cell is of a step that stands in the cell of its build. */
static inline gboolean
spill_picture_is_step_to_scale (const SpillPicture     *self,
                                const SpillPictureCell *cell)
{
  return self->scale != SPILL_SCALE_COMPACT && cell->box->kind == SPILL_BOX_STEP;
}
/* Whether rows and labels are where they are in @other, so that lanes can be compared. */
gboolean      spill_picture_has_same_shape (const SpillPicture *self,
                                       const SpillPicture      *other);
gboolean      spill_picture_has_same_lane  (const SpillPicture *self,
                                       const SpillPicture      *other,
                                       guint                    lane);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPicture, spill_picture_unref)

G_END_DECLS
