#pragma once

#include "template/spill-template-eval.h"

G_BEGIN_DECLS

/* Filters that order, by attributes and without regard to case. @attribute may be NULL or none:
 * the item itself. */

/* "a.b.0" of @value, a name or a number */
SpillValue *spill_get_path        (SpillEval  *eval,
                                   SpillValue *value,
                                   SpillValue *path);
/* A sorted list. Items that are equal stay in their order. */
SpillValue *spill_sort            (SpillEval  *eval,
                                   SpillValue *of,
                                   SpillValue *attribute,
                                   gboolean    case_sensitive,
                                   gboolean    reverse);
/* The least item, or the greatest; undefined if there is none. (transfer full) */
SpillValue *spill_sort_end        (SpillEval  *eval,
                                   SpillValue *of,
                                   SpillValue *attribute,
                                   gboolean    case_sensitive,
                                   gboolean    greatest);
/* A list of the first of those that are equal. */
SpillValue *spill_sort_unique     (SpillEval  *eval,
                                   SpillValue *of,
                                   SpillValue *attribute,
                                   gboolean    case_sensitive);
/* A list of (grouper, list), by grouper. @otherwise: (nullable) the grouper of items without it */
SpillValue *spill_sort_group      (SpillEval  *eval,
                                   SpillValue *of,
                                   SpillValue *attribute,
                                   SpillValue *otherwise,
                                   gboolean    case_sensitive);
/* A list of (key, value). */
SpillValue *spill_sort_dictionary (SpillEval  *eval,
                                   SpillValue *dictionary,
                                   gboolean    by_value,
                                   gboolean    case_sensitive,
                                   gboolean    reverse);
/* A list of (key, value) */
SpillValue *spill_list_items      (SpillEval  *eval,
                                   SpillValue *dictionary);

G_END_DECLS
