#pragma once

#include "template/spill-builtin.h"
#include "template/spill-template-private.h"

G_BEGIN_DECLS

#define SPILL_EVAL_MAX_DEPTH 1500    /* nodes being evaluated in each other */

/* One rendering, in one thread. Functions that return a value return NULL, and those that return
 * a gboolean FALSE, exactly when the error is set; the first error ends the rendering. */

typedef struct
{
  guint       symbol;
  SpillValue *value;
} SpillVariable;

/* Names that a loop, macro, block or with binds. The top of a template has none: its names are the
 * context's. */
typedef struct _SpillFrame SpillFrame;
struct _SpillFrame
{
  guint          ref_count;
  gboolean       is_captured;    /* by a macro; kept until the end */
  SpillFrame    *parent;
  guint          n, size;
  SpillVariable *variables;
  SpillVariable  own[4];
};

/* What all templates of one inheritance share, and an included or imported one has of its own. */
typedef struct _SpillContext SpillContext;
struct _SpillContext
{
  guint         ref_count;
  gboolean      is_captured;
  SpillContext *parent;          /* (nullable) where names are looked up next */
  SpillValue   *data;            /* (nullable) what the page was given */
  GHashTable   *variables;       /* name -> SpillValue */
  GHashTable   *blocks;          /* name -> GPtrArray of SpillBlock, the one that wins first */
};

typedef struct
{
  SpillTemplate *template;
  SpillNode     *node;
} SpillBlock;

struct _SpillEval
{
  SpillTemplateEnv    *env;
  SpillTemplateLimits  limits;
  SpillTemplate       *template;
  SpillContext        *context;
  SpillFrame          *frame;      /* (nullable) */
  GString             *out;
  GString             *page;       /* the first out */
  SpillTemplate       *extended;   /* (nullable) what the running template extends */
  gboolean             autoescape;
  gboolean             is_silent;  /* what is printed behind extends is not seen */
  guint                line;
  guint                depth;      /* of C functions, about */
  guint                recursion;
  guint                includes;
  guint64              steps;
  gsize                memory;
  GPtrArray           *templates;  /* kept until the end, as these */
  GPtrArray           *frames;
  GPtrArray           *contexts;
  GPtrArray           *changing;   /* (element-type SpillValue) objects that are cleared at the end */
  GError              *error;
};

/* What a statement changes while it runs something else, to be put back. */
typedef struct
{
  SpillTemplate *template;
  SpillContext  *context;
  SpillFrame    *frame;
  GString       *out;
  SpillTemplate *extended;
  gboolean       autoescape, is_silent;
} SpillState;

/* Keep what is changed meanwhile, and put it back. @state has no references. */
void          spill_eval_save          (SpillEval          *self,
                                        SpillState         *state);
void          spill_eval_restore       (SpillEval          *self,
                                        const SpillState   *state);

/* Sets the error, with the name and line of what runs, unless there is one. Always NULL. */
gpointer      spill_eval_fail          (SpillEval          *self,
                                        SpillTemplateError  code,
                                        const char         *format,
                                        ...) G_GNUC_PRINTF (3, 4);
/* If it is undefined, says so; else that it does not fit: "a list has no …" */
gpointer      spill_eval_fail_kind     (SpillEval          *self,
                                        const SpillValue   *value,
                                        const char         *sentence);
/* Count steps, and bytes of memory. FALSE: the limit is reached, and the error set. */
gboolean      spill_eval_spend         (SpillEval          *self,
                                        guint64             steps);
gboolean      spill_eval_charge        (SpillEval          *self,
                                        gsize               bytes);
/* Whether a list may be so long. FALSE: the error is set. */
gboolean      spill_eval_check_items   (SpillEval          *self,
                                        guint64             items);
/* Steps and bytes of printing a value or comparing it */
gboolean      spill_eval_weigh         (SpillEval          *self,
                                        const SpillValue   *value);

/* New values, within the limits. Texts must be valid. */
SpillValue   *spill_eval_string        (SpillEval          *self,
                                        const char         *text,
                                        gsize               length,
                                        gboolean            is_safe);
/* Takes @text. */
SpillValue   *spill_eval_take          (SpillEval          *self,
                                        GString            *text,
                                        gboolean            is_safe);
/* Takes @value, which may be NULL */
gboolean      spill_eval_add           (SpillEval          *self,
                                        SpillListBuilder   *list,
                                        SpillValue         *value);
/* Takes @key and @value. */
gboolean      spill_eval_put           (SpillEval          *self,
                                        SpillDictBuilder   *dictionary,
                                        SpillValue         *key,
                                        SpillValue         *value);
/* str(): a string, itself if it is one */
SpillValue   *spill_eval_to_string     (SpillEval          *self,
                                        SpillValue         *value);
/* As markup, escaped unless it is that */
SpillValue   *spill_eval_escape        (SpillEval          *self,
                                        SpillValue         *value);
/* What a loop goes over, as a list or tuple */
SpillValue   *spill_eval_iterate       (SpillEval          *self,
                                        SpillValue         *value);
/* Print. FALSE: the error is set. */
gboolean      spill_eval_emit          (SpillEval          *self,
                                        SpillValue         *value);
gboolean      spill_eval_emit_text     (SpillEval          *self,
                                        const char         *text,
                                        gsize               length);
/* Starts to collect what is printed; ends it, giving a string that is markup if autoescape is on */
void          spill_eval_begin_capture (SpillEval          *self,
                                        SpillState         *state);
SpillValue   *spill_eval_end_capture   (SpillEval          *self,
                                        const SpillState   *state,
                                        gboolean            succeeded);

SpillFrame   *spill_frame_new          (SpillFrame         *parent);
SpillFrame   *spill_frame_ref          (SpillFrame         *self);
void          spill_frame_unref        (SpillFrame         *self);
void          spill_frame_clear        (SpillFrame         *self);
/* Gives a variable of this frame a value, which it references. */
void          spill_frame_set          (SpillFrame         *self,
                                        guint               symbol,
                                        SpillValue         *value);
SpillContext *spill_context_new        (SpillContext       *parent,
                                        SpillValue         *data);
SpillContext *spill_context_ref        (SpillContext       *self);
void          spill_context_unref      (SpillContext       *self);
void          spill_context_set        (SpillContext       *self,
                                        SpillValue         *name,
                                        SpillValue         *value);
void          spill_eval_capture       (SpillEval          *self);
/* An object that may come to hold itself. */
void          spill_eval_remember      (SpillEval          *self,
                                        gpointer            object);
/* A context that sees this one and the variables of all frames */
SpillContext *spill_eval_derive        (SpillEval          *self);
/* In the innermost frame; outside of any, in the context. */
void          spill_eval_set_variable  (SpillEval          *self,
                                        guint               symbol,
                                        SpillValue         *value);
/* Looks in frames and contexts from inside out, then among what every template has. (transfer full) */
SpillValue   *spill_eval_get_variable  (SpillEval          *self,
                                        guint               symbol,
                                        SpillValue         *name);

/* -expression.c */
SpillValue   *spill_eval_node          (SpillEval          *self,
                                        SpillNode          *node);
SpillValue   *spill_eval_filter        (SpillEval          *self,
                                        SpillNode          *node,
                                        SpillValue         *captured);
SpillValue   *spill_eval_call          (SpillEval          *self,
                                        SpillValue         *callee,
                                        const SpillArgs    *args);
/* As CALL, with a keyword argument "caller" more, or NULL */
SpillValue   *spill_eval_call_node     (SpillEval          *self,
                                        SpillNode          *node,
                                        SpillValue         *caller);
/* -access.c */
SpillValue   *spill_eval_get_attr      (SpillEval          *self,
                                        SpillValue         *value,
                                        SpillValue         *name);
SpillValue   *spill_eval_get_item      (SpillEval          *self,
                                        SpillValue         *value,
                                        SpillValue         *key);
SpillValue   *spill_eval_slice         (SpillEval          *self,
                                        SpillValue         *value,
                                        SpillValue *const  *bounds);
SpillValue   *spill_eval_builtin       (SpillEval          *self,
                                        const SpillBuiltin *builtin,
                                        SpillValue         *of,
                                        const SpillArgs    *args);
/* A filter or test by its name; @builtin NULL: look */
SpillValue   *spill_eval_named         (SpillEval          *self,
                                        const char         *name,
                                        const SpillBuiltin *builtin,
                                        gboolean            is_test,
                                        SpillValue         *of,
                                        const SpillArgs    *args);
/* -operators.c */
SpillValue   *spill_eval_binary        (SpillEval          *self,
                                        SpillOp             op,
                                        SpillValue         *a,
                                        SpillValue         *b);
SpillValue   *spill_eval_unary         (SpillEval          *self,
                                        SpillOp             op,
                                        SpillValue         *value);
/* -1: the error is set */
int           spill_eval_compare       (SpillEval          *self,
                                        SpillOp             op,
                                        SpillValue         *a,
                                        SpillValue         *b);
/* -statement.c */
gboolean      spill_eval_run           (SpillEval          *self,
                                        SpillNode         **list,
                                        guint               n);
gboolean      spill_eval_assign        (SpillEval          *self,
                                        SpillNode          *target,
                                        SpillValue         *value);
gboolean      spill_eval_loop          (SpillEval          *self,
                                        SpillNode          *node,
                                        SpillValue         *over,
                                        guint               depth);
/* -inherit.c */
gboolean      spill_eval_template      (SpillEval          *self,
                                        SpillTemplate      *template);
gboolean      spill_eval_block         (SpillEval          *self,
                                        const char         *name,
                                        guint               level,
                                        gboolean            scoped);
gboolean      spill_eval_extends       (SpillEval          *self,
                                        SpillNode          *node);
gboolean      spill_eval_include       (SpillEval          *self,
                                        SpillNode          *node);
gboolean      spill_eval_import        (SpillEval          *self,
                                        SpillNode          *node);
/* self, and super at the level above the running block's */
SpillValue   *spill_self_new           (SpillEval          *self);
SpillValue   *spill_super_new          (SpillEval          *self,
                                        const char         *name,
                                        guint               level);
/* -objects.c, -macro.c */
SpillValue   *spill_method_new         (SpillValue         *of,
                                        const SpillBuiltin *builtin);
SpillValue   *spill_macro_new          (SpillEval          *self,
                                        SpillNode          *node);
gboolean      spill_namespace_set      (SpillEval          *self,
                                        SpillValue         *namespace,
                                        SpillValue         *name,
                                        SpillValue         *value);
/* Adds text from a format, as Python's "%" and str.format */
SpillValue   *spill_eval_percent       (SpillEval          *self,
                                        SpillValue         *format,
                                        SpillValue         *values);

static inline const char *
spill_str (const SpillValue *string)
{
  return ((const SpillString *) string)->text;
}

static inline gsize
spill_str_size (const SpillValue *string)
{
  return ((const SpillString *) string)->length;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillFrame, spill_frame_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillContext, spill_context_unref)

G_END_DECLS
