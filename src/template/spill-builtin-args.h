#pragma once

#include "template/spill-template-eval.h"

G_BEGIN_DECLS

/* What builtins need to read their arguments. Each fails with the error set. */

/* @value may be NULL or, if @none, none: then @otherwise. */
gboolean    spill_arg_integer (SpillEval        *eval,
                               const SpillValue *value,
                               gint64            otherwise,
                               gint64           *integer);
static inline gboolean
spill_arg_is_true (const SpillValue *value)
{
  return value != NULL && spill_value_is_true (value);
}

static inline gboolean
spill_arg_is_set (const SpillValue *value)
{
  return value != NULL && value->kind != SPILL_VALUE_NONE;
}

/* A number of characters that is added, within what memory there is. */
gboolean    spill_arg_pad     (SpillEval        *eval,
                               gint64            characters);
/* Text functions; new values, markup if @like is */
SpillValue *spill_text_end    (SpillEval        *eval,
                               GString          *text,
                               const SpillValue *like);
SpillValue *spill_text_strip  (SpillEval        *eval,
                               SpillValue       *text,
                               const SpillValue *characters,
                               gboolean          left,
                               gboolean          right);
SpillValue *spill_text_replace (SpillEval       *eval,
                               SpillValue       *text,
                               SpillValue       *old,
                               SpillValue       *with,
                               gint64            count);
typedef enum { SPILL_CASE_UPPER, SPILL_CASE_LOWER, SPILL_CASE_CAPITALIZE, SPILL_CASE_TITLE, SPILL_CASE_SWAP } SpillCase;
SpillValue *spill_text_case   (SpillEval        *eval,
                               SpillValue       *text,
                               SpillCase         which);
/* @align: '<', '>' or '^' as str.ljust, rjust, center */
SpillValue *spill_text_justify (SpillEval       *eval,
                               SpillValue       *text,
                               gint64            width,
                               char              align,
                               const char       *fill);
SpillValue *spill_text_join   (SpillEval        *eval,
                               SpillValue       *separator,
                               SpillValue       *list,
                               gboolean          markup,
                               gboolean          strings_only);
SpillValue *spill_text_lines  (SpillEval        *eval,
                               SpillValue       *text,
                               gboolean          keep_ends);
gboolean    spill_is_space    (gunichar          c);

/* Python's format specification, as in f"{value:spec}" */
gboolean    spill_format_spec (SpillEval        *eval,
                               SpillValue       *value,
                               const char       *spec,
                               GString          *into);

/* str.format */
SpillValue *spill_method_format (SpillEval         *eval,
                                 SpillValue        *self,
                                 SpillValue *const *a,
                                 const SpillArgs   *args);

G_END_DECLS
