#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of time. @end G_MAXDOUBLE: it goes on. */
typedef struct
{
  double start;
  double end;
} SpillSpan;

/* How time becomes height. */
typedef struct
{
  double newest;         /* epoch seconds at the top */
  double oldest;         /* at the bottom */
  double scale;          /* pixels a second, > 0 */
  double fold_after;     /* idle seconds beyond which time is folded; 0: never */
  double fold_height;    /* pixels of a fold */
} SpillTimeScale;

/* A piece of the map: time between @newest and @oldest takes @height from @top on. */
typedef struct
{
  double   newest;
  double   oldest;
  double   top;
  double   height;
  gboolean is_folded;
} SpillTimeStretch;

/* SpillTimeMap: moments to pixels and back, newest on top. A value of as many stretches as there are
 * folds, twice: one without any. */
typedef struct
{
  SpillTimeStretch *stretches;   /* from the top; at least one */
  guint             n_stretches;
  double            height;
} SpillTimeMap;

/* @busy: when anything went on, newest first, none touching another. (transfer full) */
SpillTimeMap *spill_time_map_new      (const SpillTimeScale *scale,
                                       const SpillSpan      *busy,
                                       guint                 n_busy);
void          spill_time_map_free     (SpillTimeMap         *self);
/* Beyond either end it goes on as at that end. */
double        spill_time_map_get_y    (const SpillTimeMap   *self,
                                       double                time);
double        spill_time_map_get_time (const SpillTimeMap   *self,
                                       double                y);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillTimeMap, spill_time_map_free)

G_END_DECLS
