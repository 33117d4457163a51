#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* SpillJsonReport: what a master sends in a wrong type, each key once. Thread-safe. Keys have no
 * positions, so "builds[].number" is told once however many builds there are; at most 100 are
 * kept. */
typedef struct _SpillJsonReport SpillJsonReport;

typedef struct
{
  char *key;         /* "builds[].number" */
  char *expected;    /* "a number" */
  char *found;       /* "a text", "nothing": never the value */
} SpillJsonProblem;

SpillJsonReport *spill_json_report_new      (void);
SpillJsonReport *spill_json_report_ref      (SpillJsonReport *self);
void             spill_json_report_unref    (SpillJsonReport *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillJsonReport, spill_json_report_unref)

guint            spill_json_report_get_n    (SpillJsonReport *self);
/* @position counts from 0 in order of arrival and stays. (nullable): none there. Lives as long as
 * the report. */
const SpillJsonProblem *spill_json_report_get (SpillJsonReport *self,
                                               guint            position);
/* "builds[].number: expected a number, found a text". (transfer full) */
char            *spill_json_problem_to_text (const SpillJsonProblem *problem);

/* Reports a member once. @expected: untranslated, "a number"; @found: what is there instead. */
void             spill_json_report_add      (SpillJsonReport *self,
                                             const char      *key,
                                             const char      *expected,
                                             JsonNode        *found);

G_END_DECLS
