#pragma once

#include "protocols/pb/spill-jelly.h"

/* A recorded Perspective Broker conversation, in order. */
typedef struct
{
  gboolean         is_client;   /* who says it */
  SpillSexpTree   *tree;
  const SpillSexp *sexp;
} Said;

/* (transfer full) (element-type Said): of tests/data/eight/pb/NAME.*, without the greeting and login */
GArray     *recording_load   (const char      *name);
/* A reference of Jelly's as "<remote>", all else as it is printed. */
void        recording_print  (const SpillSexp *sexp,
                              GString         *out);
/* The message's name and arguments; NULL for what is no message. (transfer full) */
char       *recording_event  (const SpillSexp *sexp);
/* Item @i of the arguments of a message. */
const SpillSexp *recording_arg (const SpillSexp *sexp,
                              guint            i);
char       *recording_arg_text (const SpillSexp *sexp,
                              guint            i);
gboolean    recording_is     (const SpillSexp *sexp,
                              const char      *name);   /* of the method */
