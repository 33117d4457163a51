#pragma once

#include "protocols/pb/spill-banana.h"

G_BEGIN_DECLS

/* Jelly: Python's objects as expressions. Read in place: the functions look at a node and say what
 * it stands for. Source: Twisted's jelly, and recordings of a real 0.8.14 (Python 2) and of
 * Twisted on Python 3. */
typedef enum
{
  SPILL_JELLY_INVALID,         /* no form of Jelly, or NULL */
  SPILL_JELLY_NONE,
  SPILL_JELLY_BOOLEAN,
  SPILL_JELLY_INTEGER,         /* also one beyond 64 bits */
  SPILL_JELLY_FLOAT,
  SPILL_JELLY_BYTES,           /* Python 2's str, Python 3's bytes */
  SPILL_JELLY_TEXT,            /* unicode */
  SPILL_JELLY_TUPLE,
  SPILL_JELLY_LIST,
  SPILL_JELLY_SET,             /* also frozenset */
  SPILL_JELLY_DICTIONARY,
  SPILL_JELLY_REMOTE,          /* an object of the sender's */
  SPILL_JELLY_LOCAL,           /* an object of the receiver's */
  SPILL_JELLY_PERSISTENT,
  SPILL_JELLY_UNPERSISTABLE,   /* what the sender could not or would not send */
  SPILL_JELLY_FAILURE,         /* an exception: twisted.spread.pb.CopyableFailure */
  SPILL_JELLY_INSTANCE,        /* any other class with its state */
  SPILL_JELLY_OTHER,           /* dates, decimals, classes, functions, modules, methods, caches */
} SpillJellyType;

#define SPILL_JELLY_ERROR (spill_jelly_error_quark ())
GQuark spill_jelly_error_quark (void);

typedef enum
{
  SPILL_JELLY_ERROR_FORM,        /* no form of Jelly */
  SPILL_JELLY_ERROR_REFERENCE,   /* to nothing, twice the same, or in a circle */
  SPILL_JELLY_ERROR_TOO_LARGE,   /* what references stand for, written out */
} SpillJellyError;

/* Must come before the functions below wherever an expression from outside may hold references:
 * puts in place of each (reference …) and (dereference …) what it stands for, and checks every form
 * below @sexp. Circles are refused; Twisted's own status objects have none. */
gboolean         spill_jelly_resolve       (SpillSexpTree   *tree,
                                            const SpillSexp *sexp,
                                            GError         **error);

SpillJellyType   spill_jelly_get_type      (const SpillSexp *sexp);
gboolean         spill_jelly_is_none       (const SpillSexp *sexp);
gboolean         spill_jelly_get_boolean   (const SpillSexp *sexp);                    /* truth, as Python sees it */
gint64           spill_jelly_get_integer   (const SpillSexp *sexp, gint64 fallback);   /* also of a float or boolean */
double           spill_jelly_get_double    (const SpillSexp *sexp, double fallback);
/* Valid UTF-8 of bytes or text; NULL for all else. (transfer full) (nullable) */
char            *spill_jelly_dup_text      (const SpillSexp *sexp);
/* The bytes themselves, in @sexp. (transfer none) (nullable) */
const char      *spill_jelly_get_bytes     (const SpillSexp *sexp, gsize *length);
gboolean         spill_jelly_is_text       (const SpillSexp *sexp, const char *text);
/* Tuple, list, set: items; dictionary: pairs; else 0. */
guint            spill_jelly_get_length    (const SpillSexp *sexp);
const SpillSexp *spill_jelly_get_item      (const SpillSexp *sexp, guint i);
gboolean         spill_jelly_get_pair      (const SpillSexp *sexp, guint i, const SpillSexp **key, const SpillSexp **value);
/* Of a dictionary, or of the state of an instance or failure. (nullable) */
const SpillSexp *spill_jelly_lookup        (const SpillSexp *sexp, const char *key);
/* Number of a remote or local object; -1 for all else. */
gint64           spill_jelly_get_reference (const SpillSexp *sexp);
/* Instance: name of its class. Failure: of the exception ("exceptions.KeyError"). (transfer full) (nullable) */
char            *spill_jelly_dup_class     (const SpillSexp *sexp);
/* Failure: what the exception said, else the reason of an unpersistable. (transfer full) (nullable) */
char            *spill_jelly_dup_message   (const SpillSexp *sexp);

/* Writing. A container says how many items follow; each is then put. */
void             spill_jelly_put_none          (GByteArray *out, SpillBananaProfile profile);
void             spill_jelly_put_boolean       (GByteArray *out, SpillBananaProfile profile, gboolean value);
void             spill_jelly_put_text          (GByteArray *out, SpillBananaProfile profile, const char *text);   /* NULL: None */
void             spill_jelly_put_tuple         (GByteArray *out, SpillBananaProfile profile, gsize n);
void             spill_jelly_put_list          (GByteArray *out, SpillBananaProfile profile, gsize n);
void             spill_jelly_put_dictionary    (GByteArray *out, SpillBananaProfile profile, gsize n);
void             spill_jelly_put_pair          (GByteArray *out);   /* then its key and value */
void             spill_jelly_put_remote        (GByteArray *out, SpillBananaProfile profile, gint64 number);
void             spill_jelly_put_local         (GByteArray *out, SpillBananaProfile profile, gint64 number);
void             spill_jelly_put_unpersistable (GByteArray *out, SpillBananaProfile profile, const char *reason);
/* As a 0.8.14 sends an exception. @type: its class; @parents: its bases, itself first (nullable). */
void             spill_jelly_put_failure       (GByteArray *out, SpillBananaProfile profile, const char *type,
                                                const char *message, const char * const *parents);

G_END_DECLS
