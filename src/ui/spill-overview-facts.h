#pragma once

#include "model/spill-builder.h"
#include "ui/spill-look.h"

G_BEGIN_DECLS

/* Sections of the overview, in their order. A builder is in the first that fits. */
typedef enum
{
  SPILL_OVERVIEW_BROKEN,     /* its last telling result is bad */
  SPILL_OVERVIEW_BUILDING,
  SPILL_OVERVIEW_OTHER,      /* warnings, exception, retry, or nothing but builds that tell nothing */
  SPILL_OVERVIEW_OFFLINE,
  SPILL_OVERVIEW_UNKNOWN,    /* the master has not told its last result yet */
  SPILL_OVERVIEW_GOOD,
  SPILL_OVERVIEW_NEVER,      /* never built */
} SpillOverviewSection;
#define SPILL_N_OVERVIEW_SECTIONS 7

/* What the overview sorts, groups and counts by; read from a builder when it has changed. */
typedef struct
{
  SpillOverviewSection section;
  SpillLook            look;        /* of the row's symbol */
  gboolean             is_new;      /* broken, and by its last telling build */
  gboolean             is_good;     /* its last telling result is good, whatever it does now */
  double               since;       /* broken: end of the first bad build; else 0 */
  double               last;        /* end of the newest finished build; 0: none */
  guint                n_running;
  guint                n_pending;
} SpillOverviewFacts;

/* Of all builders of a view. */
typedef struct
{
  guint  n_builders;
  guint  n_broken;
  guint  n_new;
  guint  n_good;
  guint  n_building;
  guint  n_waiting;         /* requests */
  guint  n_offline;
  guint  n_unknown;
  double new_since;         /* when the oldest of the new ones broke; 0: none is new */
} SpillOverviewCounts;

void        spill_overview_facts_read (SpillBuilder             *builder,
                                       SpillOverviewFacts       *facts);
gboolean    spill_overview_facts_equal (const SpillOverviewFacts *a,
                                        const SpillOverviewFacts *b);
void        spill_overview_counts_add (SpillOverviewCounts      *counts,
                                       const SpillOverviewFacts *facts);
/* "broken": never translated */
const char *spill_overview_section_to_nick     (SpillOverviewSection      section);
/* "Broken": translated */
const char *spill_overview_section_to_title    (SpillOverviewSection      section);

/* Sentences about builders, translated. All return new strings. */

/* "failing for 5 builds, since Tuesday, r1234, 3 people"; NULL if it does not fail */
char       *spill_overview_text_streak   (SpillBuilder              *builder,
                                          double                     now);
/* What a row says beside the name. */
char       *spill_overview_text_words    (SpillBuilder              *builder,
                                          const SpillOverviewFacts  *facts,
                                          double                     now);
/* "62 %", "62 % · about 4 min left", "#128 · 62 % · about 4 min left" */
typedef enum
{
  SPILL_ACTIVITY_SHORT,
  SPILL_ACTIVITY_MEDIUM,
  SPILL_ACTIVITY_LONG,
} SpillActivityLength;
char       *spill_overview_text_activity (SpillBuild                *build,
                                          double                     now,
                                          SpillActivityLength        length);
/* All of a row in words, for screen readers. */
char       *spill_overview_text_spoken   (SpillBuilder              *builder,
                                          const SpillOverviewFacts  *facts,
                                          double                     now);
/* "4 broken · 2 new since 14:02 · 96 good · 3 building · 12 waiting" */
char       *spill_overview_text_summary  (const SpillOverviewCounts *counts,
                                          double                     now);
/* "2 waiting" */
char       *spill_overview_text_waiting  (guint                      n);
/* "Ann Example" of "Ann Example <ann@example.org>" */
char       *spill_overview_text_person   (const char                *who);

G_END_DECLS
