#pragma once

#include "template/spill-value.h"

G_BEGIN_DECLS

/* Cuts a template's text into tokens: what stands between tags, and the words and signs in them. */

typedef enum
{
  SPILL_TOKEN_END,
  SPILL_TOKEN_DATA,
  SPILL_TOKEN_VARIABLE_BEGIN,
  SPILL_TOKEN_VARIABLE_END,
  SPILL_TOKEN_BLOCK_BEGIN,
  SPILL_TOKEN_BLOCK_END,
  SPILL_TOKEN_NAME,
  SPILL_TOKEN_STRING,       /* value */
  SPILL_TOKEN_INTEGER,      /* value */
  SPILL_TOKEN_FLOAT,        /* value */
  SPILL_TOKEN_OPERATOR,     /* op: its characters, the first in the low byte */
} SpillTokenType;

#define SPILL_SIGN(a)     ((guint) (a))
#define SPILL_SIGN2(a, b) ((guint) (a) | (guint) (b) << 8)

typedef struct
{
  SpillTokenType type;
  guint          line;
  guint          op;
  const char    *text;      /* into the lexer's text */
  gsize          length;
  SpillValue    *value;     /* (nullable) owned */
} SpillToken;

typedef struct
{
  char    *text;            /* with newlines of one kind */
  GArray  *tokens;          /* SpillToken, the last one an END */
} SpillTokens;

enum
{
  SPILL_LEX_TRIM_BLOCKS = 1,
  SPILL_LEX_LSTRIP_BLOCKS = 2,
  SPILL_LEX_EXPRESSION = 4,     /* the whole text is one expression */
};

SpillTokens *spill_tokens_new  (const char   *name,
                                const char   *text,
                                gsize         length,
                                guint         flags,
                                GError      **error);
void         spill_tokens_free (SpillTokens  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillTokens, spill_tokens_free)

G_END_DECLS
