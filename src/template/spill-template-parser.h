#pragma once

#include "template/spill-template-lexer.h"
#include "template/spill-template-private.h"

G_BEGIN_DECLS

/* Between the two halves of the parser: expressions and statements. Functions that return a node
 * return NULL with the parser's error set. */

typedef struct
{
  SpillTemplateEnv *env;
  SpillTemplate    *template;
  SpillToken       *at;
  guint             nesting;
  guint             soft;       /* in what may never run: unknown filters are no error yet */
  GPtrArray        *unknown;    /* (element-type SpillNode) filters and tests that must be there, and are not */
  guint             uses;       /* SPILL_FLAG_CALLER … and SPILL_FLAG_LOOP that are named around here */
  guint             inside;     /* statements other than if */
  GError           *error;
} SpillParser;

#define SPILL_PARSER_MAX_NESTING 60

gpointer    spill_parser_fail          (SpillParser    *self,
                                        const char     *format,
                                        ...) G_GNUC_PRINTF (2, 3);
/* Adds one level; FALSE: too many. Each success wants a spill_parser_leave(). */
gboolean    spill_parser_enter         (SpillParser    *self);
void        spill_parser_leave         (SpillParser    *self);
SpillNode  *spill_parser_node          (SpillParser    *self,
                                        SpillNodeKind   kind,
                                        guint           line);
/* Once its parts are set; NULL: the tree gets too deep. */
SpillNode  *spill_parser_finish        (SpillParser    *self,
                                        SpillNode      *node);
void        spill_parser_set_list      (SpillParser    *self,
                                        SpillNode      *node,
                                        GPtrArray      *list);
void        spill_parser_set_other     (SpillParser    *self,
                                        SpillNode      *node,
                                        GPtrArray      *other);
/* (transfer none) kept by the template */
SpillValue *spill_parser_keep          (SpillParser    *self,
                                        SpillValue     *value);

gboolean    spill_parser_is_sign       (SpillParser    *self,
                                        guint           op);
gboolean    spill_parser_is_name       (SpillParser    *self,
                                        const char     *name);
gboolean    spill_parser_skip_sign     (SpillParser    *self,
                                        guint           op);
gboolean    spill_parser_skip_name     (SpillParser    *self,
                                        const char     *name);
gboolean    spill_parser_expect_sign   (SpillParser    *self,
                                        guint           op);
gboolean    spill_parser_expect_name   (SpillParser    *self,
                                        const char     *name);
/* A name of any kind; NULL: there is none. */
SpillToken *spill_parser_take_name     (SpillParser    *self);

SpillValue *spill_parser_keep_name     (SpillParser      *self,
                                        const SpillToken *token);
SpillNode  *spill_parser_name          (SpillParser      *self,
                                        const SpillToken *token);
/* A finished node of two */
SpillNode  *spill_parser_join          (SpillParser    *self,
                                        SpillNodeKind   kind,
                                        guint           line,
                                        SpillNode      *a,
                                        SpillNode      *b);

SpillNode  *spill_parse_unary          (SpillParser    *self,
                                        gboolean        filters);
SpillNode  *spill_parse_expression     (SpillParser    *self);
/* Of several with commas a tuple. @condition: an inline if may be in it. @end: a name that ends it,
 * or NULL */
SpillNode  *spill_parse_tuple          (SpillParser    *self,
                                        gboolean        condition,
                                        const char     *end);
/* @flags of what may be assigned to */
SpillNode  *spill_parse_target         (SpillParser    *self,
                                        const char     *end,
                                        gboolean        member);
SpillNode  *spill_parse_name_target    (SpillParser    *self);
/* "a | b" behind what a block captures; @inline_start: the first "|" is not written */
SpillNode  *spill_parse_filters        (SpillParser    *self,
                                        SpillNode      *of,
                                        gboolean        inline_start);

G_END_DECLS
