#pragma once

#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "layout/spill-waterfall.h"
#include "template/spill-value.h"

G_BEGIN_DECLS

/* Pictures as values for templates. Pure: any thread may do it. Keys are what the templates in
 * data/web/ call things; words are those of 0.8, in English, whoever looks at them.
 *
 * Whatever comes from a master is a plain text, which templates escape; it is cut where it could not
 * be read anyway. An "href" is an address that may be followed: one of our own pages, or http or
 * https; where there is none the key holds nothing. */

#define SPILL_VALUES_MAX_WORD 300     /* characters of a word, a name, a revision */
#define SPILL_VALUES_MAX_TEXT 2000    /* of a reason, a comment */

typedef struct
{
  const char *root;     /* from the page to the master's pages: "./", "../../" */
  double      now;      /* epoch seconds */
  GTimeZone  *zone;     /* that times are told in: finding it reads files, so that it is done once */
} SpillValuesScope;

/* A build that is shown, so that somebody may hold what it lacks. */
typedef struct
{
  gint64 builder;       /* id */
  guint  build;         /* number */
} SpillValuesShown;

/* @branches: (nullable) those of the query. @shown: (nullable) (element-type SpillValuesShown) gets
 * the builds, from the top. (transfer full) */
SpillValue *spill_values_waterfall (const SpillWaterfall    *waterfall,
                                    const char * const      *branches,
                                    const SpillValuesScope  *scope,
                                    GArray                  *shown);
SpillValue *spill_values_grid      (const SpillGrid         *grid,
                                    const SpillValuesScope  *scope);
SpillValue *spill_values_console   (const SpillConsole      *console,
                                    const SpillValuesScope  *scope);
SpillValue *spill_values_builder   (const SpillColumn       *column,
                                    guint                    n_builds,
                                    const SpillValuesScope  *scope);
SpillValue *spill_values_build     (const SpillColumn       *column,
                                    const SpillColumnBuild  *build,
                                    const SpillValuesScope  *scope);
SpillValue *spill_values_change    (const SpillChangeFacts  *change,
                                    const SpillValuesScope  *scope);
/* "clock" 14:05:09, "day" Sat, "date" 21 Nov 2026, "iso" with the zone. */
SpillValue *spill_values_time      (double                   when,
                                    GTimeZone               *zone);
/* http or https, without control characters, not endless */
gboolean    spill_values_is_web_url (const char             *url);

G_END_DECLS
