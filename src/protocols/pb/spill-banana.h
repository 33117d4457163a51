#pragma once

#include "protocols/pb/spill-sexp.h"

G_BEGIN_DECLS

/* Banana: the bytes of Twisted's Perspective Broker. An element is base-128 digits, lowest first,
 * then a type byte with the high bit set, then for strings and floats their bytes. Source: Twisted's
 * "Banana Protocol Specification" and recordings of a real 0.8.14. */

#define SPILL_BANANA_ERROR (spill_banana_error_quark ())
GQuark spill_banana_error_quark (void);

typedef enum
{
  SPILL_BANANA_ERROR_PREFIX,     /* more digits before a type byte than allowed */
  SPILL_BANANA_ERROR_TYPE,       /* an unknown type byte */
  SPILL_BANANA_ERROR_TOO_LONG,   /* string or list */
  SPILL_BANANA_ERROR_TOO_DEEP,
  SPILL_BANANA_ERROR_TOO_LARGE,  /* the whole expression */
  SPILL_BANANA_ERROR_WORD,       /* not in the vocabulary, or no vocabulary agreed on */
} SpillBananaError;

/* Both profiles that exist: "pb" has the vocabulary, "none" has not. */
typedef enum
{
  SPILL_BANANA_NONE,
  SPILL_BANANA_PB,
} SpillBananaProfile;

typedef struct
{
  gsize max_string;   /* bytes */
  gsize max_list;     /* items */
  guint max_depth;    /* lists within lists */
  gsize max_size;     /* memory of one expression */
} SpillBananaLimits;

/* Twisted's own: 640 KiB for strings and lists; depth and size are ours. */
#define SPILL_BANANA_LIMITS_DEFAULT \
  ((SpillBananaLimits) { 640 * 1024, 640 * 1024, 100, 16 * 1024 * 1024 })

typedef struct _SpillBananaDecoder SpillBananaDecoder;

/* Ref @tree to keep it. FALSE stops: feed() returns FALSE with *@error as it was set. */
typedef gboolean (*SpillBananaFunc) (SpillSexpTree *tree,
                                     gpointer       user_data,
                                     GError       **error);

SpillBananaDecoder *spill_banana_decoder_new         (const SpillBananaLimits *limits);
void                spill_banana_decoder_free        (SpillBananaDecoder      *self);
/* VOCAB elements are refused while the profile is NONE, which it is at first. */
void                spill_banana_decoder_set_profile (SpillBananaDecoder      *self,
                                                      SpillBananaProfile       profile);
gboolean            spill_banana_decoder_feed        (SpillBananaDecoder      *self,
                                                      const guint8            *data,
                                                      gsize                    length,
                                                      SpillBananaFunc          func,
                                                      gpointer                 user_data,
                                                      GError                 **error);
/* Nothing half received. */
gboolean            spill_banana_decoder_is_idle     (SpillBananaDecoder      *self);
/* Bytes and nodes held of what is half received. */
gsize               spill_banana_decoder_get_size    (SpillBananaDecoder      *self);

/* Encoding appends to @out. Strings that are words of the vocabulary become tokens in profile PB. */
void spill_banana_put_list   (GByteArray *out, gsize length);
void spill_banana_put_int    (GByteArray *out, gint64 value);
void spill_banana_put_float  (GByteArray *out, double value);
void spill_banana_put_bytes  (GByteArray *out, SpillBananaProfile profile, const char *bytes, gsize length);
void spill_banana_put_string (GByteArray *out, SpillBananaProfile profile, const char *text);
/* Exactly the bytes it came as: tokens stay tokens, plain strings plain. */
void spill_banana_put_sexp   (GByteArray *out, const SpillSexp *sexp);

/* The vocabulary: 1 to 31. NULL and 0 for what is not in it. */
const char *spill_banana_get_word  (guint number);
guint       spill_banana_find_word (const char *bytes, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillBananaDecoder, spill_banana_decoder_free)

G_END_DECLS
