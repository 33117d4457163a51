#pragma once

#include "values/spill-values.h"

G_BEGIN_DECLS

/* What the files of this folder share. */

/* An address longer than this is none. */
#define SPILL_VALUES_MAX_HREF 4000

/* @key: a literal; each takes what it is given. NULL: none */
void        spill_values_set_text    (SpillDictBuilder       *into,
                                      const char             *key,
                                      const char             *text,
                                      guint                   max_chars);
void        spill_values_set_count   (SpillDictBuilder       *into,
                                      const char             *key,
                                      gint64                  number);
/* An address of ours: escaped already, or NULL */
void        spill_values_set_href    (SpillDictBuilder       *into,
                                      const char             *key,
                                      const char             *href);
/* The master's: only http and https get in. */
void        spill_values_set_url     (SpillDictBuilder       *into,
                                      const char             *key,
                                      const char             *url);
void        spill_values_set_words   (SpillDictBuilder       *into,
                                      const char             *key,
                                      const char * const     *words);
SpillValue *spill_values_new_text    (const char             *text,
                                      guint                   max_chars);
/* "Ann Smith <ann@example.org>" as pages show it: without the angle brackets. (transfer full) */
char       *spill_values_dup_person  (const char             *author);
/* "../builders/linux%20gcc"; NULL: too long. (transfer full) (nullable) */
char       *spill_values_builder_href (const SpillColumn     *column,
                                      const SpillValuesScope *scope);
/* NULL if @builder_href is. (transfer full) (nullable) */
char       *spill_values_build_href  (const char             *builder_href,
                                      guint                   number);
/* Its logs and URLs: a list of "name" and "href". @builder_href: (nullable) */
SpillValue *spill_values_new_links   (const SpillBox         *box,
                                      const char             *builder_href);
/* What a builder does, as a list of lines: "building", "ETA in", "~ 2 mins", "at 19:30" … */
SpillValue *spill_values_new_activity (const SpillColumn     *column,
                                      const SpillValuesScope *scope);
/* The build's words in one line; how many tests failed. Sets "state", "text", "failed_tests". */
void        spill_values_set_build   (SpillDictBuilder       *into,
                                      const SpillColumnBuild *build);
/* "running" while it runs */
const char *spill_values_build_state (const SpillColumnBuild *build);

G_END_DECLS
