#pragma once

#include "template/spill-template-env.h"
#include "template/spill-value-private.h"

G_BEGIN_DECLS

/* A compiled template: its tree, shared between the files of this folder. */

typedef struct _SpillNode SpillNode;

typedef enum
{
  SPILL_NODE_CONSTANT,       /* value */
  SPILL_NODE_NAME,           /* symbol, value: its name */
  SPILL_NODE_LIST,           /* list */
  SPILL_NODE_TUPLE,          /* list */
  SPILL_NODE_DICT,           /* list: key, value, key, … */
  SPILL_NODE_GET_ATTR,       /* a . value */
  SPILL_NODE_GET_ITEM,       /* a [ b ] */
  SPILL_NODE_SLICE,          /* a : b : c, each or NULL; only as b of GET_ITEM */
  SPILL_NODE_CALL,           /* a ( list ) */
  SPILL_NODE_FILTER,         /* a | value ( list ); a NULL: of what a block has captured */
  SPILL_NODE_TEST,           /* a is value ( list ) */
  SPILL_NODE_UNARY,          /* op a */
  SPILL_NODE_BINARY,         /* a op b */
  SPILL_NODE_CONCAT,         /* list */
  SPILL_NODE_COMPARE,        /* a, then list of OPERAND */
  SPILL_NODE_OPERAND,        /* op a */
  SPILL_NODE_AND,
  SPILL_NODE_OR,
  SPILL_NODE_NOT,
  SPILL_NODE_CONDITION,      /* b if a else c; c may be NULL */
  SPILL_NODE_KEYWORD,        /* value = a, in calls */
  SPILL_NODE_STAR,           /* *a, in calls */
  SPILL_NODE_DOUBLE_STAR,    /* **a, in calls */
  SPILL_NODE_MEMBER,         /* symbol . value, only as a target of set */

  SPILL_NODE_TEXT,           /* value */
  SPILL_NODE_OUTPUT,         /* a */
  SPILL_NODE_FOR,            /* a: target, b: of what, c: filter or NULL; list; other */
  SPILL_NODE_IF,             /* list of BRANCH */
  SPILL_NODE_BRANCH,         /* a: condition, NULL for else; list */
  SPILL_NODE_SET,            /* a = b */
  SPILL_NODE_SET_BLOCK,      /* a; b: filter or NULL; list */
  SPILL_NODE_BLOCK,          /* value; list */
  SPILL_NODE_EXTENDS,        /* a */
  SPILL_NODE_INCLUDE,        /* a */
  SPILL_NODE_IMPORT,         /* a as symbol */
  SPILL_NODE_FROM,           /* a; other: PARAM of symbol and value */
  SPILL_NODE_MACRO,          /* symbol, value; other: PARAM; list */
  SPILL_NODE_PARAM,          /* symbol, value, a: default or NULL */
  SPILL_NODE_CALL_BLOCK,     /* a: call, b: MACRO */
  SPILL_NODE_FILTER_BLOCK,   /* b: filter; list */
  SPILL_NODE_WITH,           /* other: target, value, …; list */
  SPILL_NODE_AUTOESCAPE,     /* a; list */
} SpillNodeKind;

enum
{
  SPILL_FLAG_RECURSIVE = 1,
  SPILL_FLAG_SCOPED = 2,
  SPILL_FLAG_LOOP = 2,              /* of for: something in it may ask for the loop */
  SPILL_FLAG_REQUIRED = 4,
  SPILL_FLAG_CONTEXT = 8,           /* of include and import */
  SPILL_FLAG_IGNORE_MISSING = 16,
  SPILL_FLAG_CALLER = 32,           /* of macros: the body names it */
  SPILL_FLAG_VARARGS = 64,
  SPILL_FLAG_KWARGS = 128,
};

typedef enum
{
  SPILL_OP_ADD, SPILL_OP_SUB, SPILL_OP_MUL, SPILL_OP_DIV, SPILL_OP_FLOOR_DIV, SPILL_OP_MOD, SPILL_OP_POW,
  SPILL_OP_EQ, SPILL_OP_NE, SPILL_OP_LT, SPILL_OP_LE, SPILL_OP_GT, SPILL_OP_GE, SPILL_OP_IN, SPILL_OP_NOT_IN,
} SpillOp;

/* Names that the language itself binds; each template counts its own ones from here. */
enum
{
  SPILL_SYMBOL_LOOP, SPILL_SYMBOL_CALLER, SPILL_SYMBOL_VARARGS, SPILL_SYMBOL_KWARGS,
  SPILL_SYMBOL_SUPER, SPILL_SYMBOL_SELF, SPILL_N_SYMBOLS
};

/* Lies in its template's memory and goes with it. */
struct _SpillNode
{
  guint8       kind;
  guint8       op;
  guint8       flags;
  guint8       depth;      /* of the tree below */
  guint        line;
  guint        symbol;
  guint        n;
  guint        n_other;
  SpillValue  *value;      /* owned by the template */
  const void  *builtin;    /* SpillBuiltin of a filter or test; NULL: the environment's, or none. Of
                           * GET_ATTR: the method of dictionaries that has this name, if one has */
  SpillNode   *a, *b, *c;
  SpillNode  **list;
  SpillNode  **other;
};

struct _SpillTemplate
{
  int         ref_count;   /* atomic */
  char       *name;
  GPtrArray  *chunks;      /* memory of nodes */
  gsize       used, size;  /* of the last chunk */
  GPtrArray  *values;      /* SpillValue of nodes */
  GPtrArray  *symbols;     /* (element-type SpillValue) names; owned by values */
  GHashTable *symbol_ids;  /* name -> id */
  GHashTable *blocks;      /* name -> BLOCK */
  SpillNode  *root;        /* list, or a: an expression */
};

#define SPILL_TEMPLATE_MAX_TREE 120    /* nodes in nodes: what evaluating may recurse */

void           spill_template_fail     (GError            **error,
                                        SpillTemplateError  code,
                                        const char         *name,
                                        guint               line,
                                        const char         *format,
                                        ...) G_GNUC_PRINTF (5, 6);
SpillTemplate *spill_template_parse    (SpillTemplateEnv   *env,
                                        const char         *name,
                                        const char         *text,
                                        gsize               length,
                                        gboolean            is_expression,
                                        GError            **error);
gpointer       spill_template_alloc    (SpillTemplate      *self,
                                        gsize               size);
guint          spill_template_symbol   (SpillTemplate      *self,
                                        const char         *name,
                                        gsize               length);

/* What the environment keeps for the others. */
gboolean       spill_template_env_get_autoescape           (SpillTemplateEnv *self);
gboolean       spill_template_env_get_trim_blocks          (SpillTemplateEnv *self);
gboolean       spill_template_env_get_lstrip_blocks        (SpillTemplateEnv *self);
SpillValue    *spill_template_env_get_global               (SpillTemplateEnv *self,
                                                            const SpillValue *name);
SpillValue    *spill_template_env_get_filter               (SpillTemplateEnv *self,
                                                            const char       *name);

G_END_DECLS
