#include <string.h>

#include "template/spill-template-eval.h"

/* What makes pages of several templates: extends and blocks, include, import. */

typedef struct
{
  SpillObject   base;
  char         *name;      /* of the block; NULL: self */
  guint         level;     /* 0: what wins, 1: what it overrides … */
  SpillContext *context;
} SpillBlockRef;

/* The module that an import gives. */
typedef struct
{
  SpillObject   base;
  SpillContext *context;
  SpillValue   *body;
} SpillModule;

static gboolean
push_blocks (SpillEval     *self,
             SpillTemplate *template)
{
  GHashTableIter iter;
  gpointer name, node;

  g_hash_table_iter_init (&iter, template->blocks);
  while (g_hash_table_iter_next (&iter, &name, &node))
    {
      GPtrArray *stack = g_hash_table_lookup (self->context->blocks, name);
      SpillBlock *block = g_new (SpillBlock, 1);

      if (stack == NULL)
        {
          stack = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (self->context->blocks, name, stack);
        }
      *block = (SpillBlock) { template, node };
      g_ptr_array_add (stack, block);
      if (!spill_eval_spend (self, 4))
        return FALSE;
    }
  return TRUE;
}

/* Runs @template, and then what it extends, in the context that is set. */
gboolean
spill_eval_template (SpillEval     *self,
                     SpillTemplate *template)
{
  SpillState state;
  guint includes = self->includes;
  gboolean ok = TRUE;

  spill_eval_save (self, &state);
  self->frame = NULL;
  while (template != NULL && ok)
    {
      if (++self->includes > self->limits.includes)
        {
          spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "templates are nested more than %u deep", self->limits.includes);
          ok = FALSE;
          break;
        }
      g_ptr_array_add (self->templates, spill_template_ref (template));
      self->template = template;
      self->extended = NULL;
      self->autoescape = spill_template_env_get_autoescape (self->env);
      self->is_silent = state.is_silent;
      ok = push_blocks (self, template) && spill_eval_run (self, template->root->list, template->root->n);
      template = self->extended;
    }
  self->includes = includes;
  spill_eval_restore (self, &state);
  return ok;
}

/* The template that @name tells; kept until the end. */
static SpillTemplate *
load (SpillEval  *self,
      SpillValue *name)
{
  g_autoptr(GError) error = NULL;
  SpillTemplate *template;

  if (!spill_value_is_string (name))
    return spill_eval_fail_kind (self, name, "is no name of a template");
  if (!spill_eval_spend (self, 200))
    return NULL;

  template = spill_template_env_get (self->env, spill_str (name), &error);
  if (template != NULL)
    {
      g_ptr_array_add (self->templates, template);
      return template;
    }
  if (g_error_matches (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND))
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_NOT_FOUND, "%s", error->message);
  self->error = g_steal_pointer (&error);
  return NULL;
}

gboolean
spill_eval_extends (SpillEval *self,
                    SpillNode *node)
{
  g_autoptr(SpillValue) name = NULL;

  if (self->frame != NULL)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_SYNTAX, "extends stands inside of something") != NULL;
  if (self->extended != NULL)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "there are two extends") != NULL;
  if ((name = spill_eval_node (self, node->a)) == NULL || (self->extended = load (self, name)) == NULL)
    return FALSE;

  self->is_silent = TRUE;
  return TRUE;
}

static gboolean
run_block (SpillEval    *self,
           SpillBlock   *block,
           const char   *name,
           guint         level,
           SpillContext *context)
{
  g_autoptr(SpillFrame) frame = spill_frame_new (NULL);
  g_autoptr(SpillContext) kept = spill_context_ref (context);
  g_autoptr(SpillValue) super = NULL;
  SpillState state;
  gboolean ok;

  if (self->recursion >= self->limits.recursion)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "blocks are nested more than %u deep", self->limits.recursion) != NULL;

  spill_eval_save (self, &state);
  self->recursion++;
  self->template = block->template;
  self->context = kept;
  self->frame = frame;
  self->autoescape = spill_template_env_get_autoescape (self->env);
  super = spill_super_new (self, name, level + 1);
  spill_frame_set (frame, SPILL_SYMBOL_SUPER, super);
  ok = spill_eval_run (self, block->node->list, block->node->n);
  self->recursion--;
  spill_eval_restore (self, &state);
  return ok;
}

static GPtrArray *
find_blocks (SpillContext *context,
             const char   *name)
{
  GPtrArray *stack = NULL;

  for (; context != NULL && stack == NULL; context = context->parent)
    stack = g_hash_table_lookup (context->blocks, name);
  return stack;
}

gboolean
spill_eval_block (SpillEval  *self,
                  const char *name,
                  guint       level,
                  gboolean    scoped)
{
  GPtrArray *stack = find_blocks (self->context, name);
  g_autoptr(SpillContext) derived = NULL;
  SpillBlock *block;

  g_assert (stack != NULL && level < stack->len);
  block = stack->pdata[level];
  if (block->node->flags & SPILL_FLAG_REQUIRED && level == 0)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "block '%s' is required and nobody fills it", name) != NULL;
  if (scoped)
    derived = spill_eval_derive (self);
  return run_block (self, block, name, level, scoped ? derived : self->context);
}

static gboolean
include (SpillEval  *self,
         SpillNode  *node,
         SpillValue *name)
{
  SpillTemplate *template = load (self, name);
  g_autoptr(SpillContext) context = NULL;
  SpillState state;
  gboolean ok;

  if (template == NULL)
    return FALSE;

  context = node->flags & SPILL_FLAG_CONTEXT ? spill_eval_derive (self) : spill_context_new (NULL, NULL);
  spill_eval_save (self, &state);
  self->context = context;
  ok = spill_eval_template (self, template);
  spill_eval_restore (self, &state);
  return ok;
}

/* Whether the failure is that the template @name is not there. */
static gboolean
is_missing (SpillEval *self)
{
  return g_error_matches (self->error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND);
}

static SpillTemplate *
load_first (SpillEval  *self,
            SpillValue *names,
            SpillValue **found)
{
  for (guint i = 0; i < SPILL_SEQUENCE (names)->n; i++)
    {
      SpillTemplate *template;

      g_clear_error (&self->error);
      template = load (self, SPILL_SEQUENCE (names)->items[i]);
      *found = SPILL_SEQUENCE (names)->items[i];
      if (template != NULL || !is_missing (self))
        return template;
    }
  if (SPILL_SEQUENCE (names)->n == 0)
    spill_eval_fail (self, SPILL_TEMPLATE_ERROR_NOT_FOUND, "there is no name of a template");
  return NULL;
}

gboolean
spill_eval_include (SpillEval *self,
                    SpillNode *node)
{
  g_autoptr(SpillValue) name = spill_eval_node (self, node->a);
  SpillValue *found = name;
  SpillTemplate *template;

  if (name == NULL)
    return FALSE;

  template = spill_value_is_sequence (name) ? load_first (self, name, &found) : load (self, name);
  if (template != NULL)
    return include (self, node, found);
  if (!is_missing (self) || !(node->flags & SPILL_FLAG_IGNORE_MISSING))
    return FALSE;

  g_clear_error (&self->error);
  return TRUE;
}

static SpillValue *
module_get (SpillEval   *eval,
            SpillObject *object,
            const char  *name)
{
  g_autoptr(SpillValue) key = spill_value_new_string (name);
  SpillValue *value = name[0] != '_' ? g_hash_table_lookup (((SpillModule *) object)->context->variables, key) : NULL;

  return value != NULL ? spill_value_ref (value) : NULL;
}

static void
module_print (const SpillObject *object,
              GString           *into)
{
  spill_value_print (((const SpillModule *) object)->body, into);
}

static void
module_finalize (SpillObject *object)
{
  spill_context_unref (((SpillModule *) object)->context);
  spill_value_unref (((SpillModule *) object)->body);
}

static const SpillObjectClass module_class = {
  .type_name = "TemplateModule", .is_markup = TRUE, .get = module_get, .print = module_print, .finalize = module_finalize,
};

static SpillValue *
import (SpillEval *self,
        SpillNode *node)
{
  g_autoptr(SpillValue) name = spill_eval_node (self, node->a), body = NULL;
  SpillTemplate *template = name != NULL ? load (self, name) : NULL;
  g_autoptr(SpillContext) context = NULL;
  SpillModule *module;
  SpillState state;

  if (template == NULL)
    return NULL;

  context = node->flags & SPILL_FLAG_CONTEXT ? spill_eval_derive (self) : spill_context_new (NULL, NULL);
  spill_eval_begin_capture (self, &state);
  self->context = context;
  body = spill_eval_end_capture (self, &state, spill_eval_template (self, template));
  if (body == NULL)
    return NULL;

  module = spill_object_new (sizeof *module, &module_class);
  spill_object_hold (module, body);
  module->context = g_steal_pointer (&context);
  module->body = g_steal_pointer (&body);
  return &module->base.base;
}

gboolean
spill_eval_import (SpillEval *self,
                   SpillNode *node)
{
  g_autoptr(SpillValue) module = import (self, node);

  if (module == NULL)
    return FALSE;
  if (node->kind == SPILL_NODE_IMPORT)
    {
      spill_eval_set_variable (self, node->symbol, module);
      return TRUE;
    }

  for (guint i = 0; i < node->n_other; i++)
    {
      g_autoptr(SpillValue) value = spill_eval_get_attr (self, module, node->other[i]->value);

      if (value == NULL)
        return FALSE;
      spill_eval_set_variable (self, node->other[i]->symbol, value);
    }
  return TRUE;
}

static void
block_ref_finalize (SpillObject *object)
{
  g_free (((SpillBlockRef *) object)->name);
  spill_context_unref (((SpillBlockRef *) object)->context);
}

static SpillValue *
block_ref_call (SpillEval       *eval,
                SpillObject     *object,
                const SpillArgs *args)
{
  SpillBlockRef *self = (SpillBlockRef *) object;
  GPtrArray *stack = find_blocks (self->context, self->name);
  SpillState state;

  if (stack == NULL || self->level >= stack->len)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_UNDEFINED, "block '%s' overrides nothing that super() could give", self->name);

  spill_eval_begin_capture (eval, &state);
  return spill_eval_end_capture (eval, &state, run_block (eval, stack->pdata[self->level], self->name, self->level, self->context));
}

static SpillValue *block_ref_get (SpillEval *eval, SpillObject *object, const char *name);

static const SpillObjectClass block_ref_class = {
  .type_name = "BlockReference", .get = block_ref_get, .call = block_ref_call, .finalize = block_ref_finalize,
};

static SpillValue *
block_ref_new (const char   *name,
               guint         level,
               SpillContext *context)
{
  SpillBlockRef *self = spill_object_new (sizeof *self, &block_ref_class);

  self->name = g_strdup (name);
  self->level = level;
  self->context = spill_context_ref (context);
  return &self->base.base;
}

/* super.super() */
static SpillValue *
block_ref_get (SpillEval   *eval,
               SpillObject *object,
               const char  *name)
{
  SpillBlockRef *self = (SpillBlockRef *) object;

  return strcmp (name, "super") == 0 ? block_ref_new (self->name, self->level + 1, self->context) : NULL;
}

static SpillValue *
self_get (SpillEval   *eval,
          SpillObject *object,
          const char  *name)
{
  SpillContext *context = ((SpillBlockRef *) object)->context;

  return find_blocks (context, name) != NULL ? block_ref_new (name, 0, context) : NULL;
}

static const SpillObjectClass self_class = {
  .type_name = "TemplateReference", .get = self_get, .finalize = block_ref_finalize,
};

SpillValue *
spill_self_new (SpillEval *self)
{
  SpillBlockRef *object = spill_object_new (sizeof *object, &self_class);

  object->context = spill_context_ref (self->context);
  return &object->base.base;
}

SpillValue *
spill_super_new (SpillEval  *self,
                 const char *name,
                 guint       level)
{
  return block_ref_new (name, level, self->context);
}
