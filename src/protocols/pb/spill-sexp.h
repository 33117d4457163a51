#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SpillSexp: one node of a decoded Banana expression. All nodes and bytes of an expression live in
 * its SpillSexpTree; a node is never freed alone and never changes. */
typedef enum
{
  SPILL_SEXP_LIST,
  SPILL_SEXP_INT,
  SPILL_SEXP_BIG,      /* an integer that 64 bits cannot hold: base-128 digits, lowest first */
  SPILL_SEXP_FLOAT,
  SPILL_SEXP_STRING,   /* bytes, not text */
} SpillSexpType;

typedef struct _SpillSexp SpillSexp;
struct _SpillSexp
{
  guint8  type;
  guint8  word;          /* STRING: its number in the pb vocabulary if it came as a token, else 0 */
  guint8  is_negative;   /* BIG */
  guint32 length;        /* LIST: items; STRING, BIG: bytes */
  union
  {
    gint64           integer;
    double           number;
    const char      *bytes;   /* followed by a NUL that does not count */
    const SpillSexp *items;
  };
};

typedef struct _SpillSexpTree SpillSexpTree;

SpillSexpTree   *spill_sexp_tree_ref      (SpillSexpTree   *self);
void             spill_sexp_tree_unref    (SpillSexpTree   *self);
const SpillSexp *spill_sexp_tree_get_root (SpillSexpTree   *self);
gsize            spill_sexp_tree_get_size (SpillSexpTree   *self);   /* bytes of memory */

/* Item @i of a list; NULL if @sexp is NULL, no list, or shorter. */
const SpillSexp *spill_sexp_get           (const SpillSexp *sexp,
                                           guint            i);
gboolean         spill_sexp_is_string     (const SpillSexp *sexp,
                                           const char      *text);
/* A list whose first item is the string @head. */
gboolean         spill_sexp_is_form       (const SpillSexp *sexp,
                                           const char      *head);
gboolean         spill_sexp_equal         (const SpillSexp *a,
                                           const SpillSexp *b);
/* As Twisted people write it: (message 1 'root' …); words of the vocabulary bare, strings quoted as
 * Python does. */
void             spill_sexp_print         (const SpillSexp *sexp,
                                           GString         *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillSexpTree, spill_sexp_tree_unref)

G_END_DECLS
