#include <string.h>

#include "template/spill-template-eval.h"

/* A macro, or the body of a call block: sees what stood around it where it was written. */
typedef struct
{
  SpillObject    base;
  SpillNode     *node;          /* kept by the template, which the rendering keeps */
  SpillTemplate *template;
  SpillContext  *context;
  SpillFrame    *frame;         /* (nullable) */
  gboolean       autoescape;
} SpillMacro;

static const char *
get_name (const SpillMacro *self)
{
  return spill_str (self->node->value);
}

static SpillValue *
find_named (const SpillArgs *args,
            const char      *name)
{
  for (guint i = 0; i < args->n_named; i++)
    if (strcmp (spill_str (args->names[i]), name) == 0)
      return args->values[i];
  return NULL;
}

static gboolean
is_param (const SpillMacro *self,
          const SpillValue *name)
{
  for (guint i = 0; i < self->node->n_other; i++)
    if (spill_value_equal (self->node->other[i]->value, name))
      return TRUE;
  return FALSE;
}

static gboolean
bind_params (SpillEval       *eval,
             SpillMacro      *self,
             const SpillArgs *args)
{
  for (guint i = 0; i < self->node->n_other; i++)
    {
      SpillNode *param = self->node->other[i];
      SpillValue *named = find_named (args, spill_str (param->value));
      g_autoptr(SpillValue) value = NULL;

      if (named != NULL && i < args->n)
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "macro '%s' was given '%s' twice", get_name (self), spill_str (param->value)) != NULL;
      if (i < args->n)
        value = spill_value_ref (args->args[i]);
      else if (named != NULL)
        value = spill_value_ref (named);
      else if (param->a != NULL)
        value = spill_eval_node (eval, param->a);
      else
        value = spill_undefined_new (param->value, NULL);
      if (value == NULL)
        return FALSE;
      spill_frame_set (eval->frame, param->symbol, value);
    }
  return TRUE;
}

/* varargs, kwargs and caller, if the body names them; else there must be none left over. */
static gboolean
bind_rest (SpillEval       *eval,
           SpillMacro      *self,
           const SpillArgs *args)
{
  g_autoptr(SpillListBuilder) plain = spill_list_builder_new ();
  g_autoptr(SpillDictBuilder) named = spill_dict_builder_new ();
  g_autoptr(SpillValue) value = NULL, dictionary = NULL, caller = NULL;
  guint flags = self->node->flags;

  for (guint i = self->node->n_other; i < args->n; i++)
    if (!spill_eval_add (eval, plain, spill_value_ref (args->args[i])))
      return FALSE;
  if (args->n > self->node->n_other && !(flags & SPILL_FLAG_VARARGS))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "macro '%s' takes at most %u arguments", get_name (self), self->node->n_other) != NULL;

  for (guint i = 0; i < args->n_named; i++)
    {
      if (is_param (self, args->names[i]))
        continue;
      if (flags & SPILL_FLAG_CALLER && strcmp (spill_str (args->names[i]), "caller") == 0)
        {
          g_clear_pointer (&caller, spill_value_unref);
          caller = spill_value_ref (args->values[i]);
          continue;
        }
      if (!(flags & SPILL_FLAG_KWARGS))
        return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "macro '%s' has no argument '%.100s'", get_name (self), spill_str (args->names[i])) != NULL;
      if (!spill_eval_put (eval, named, spill_value_ref (args->names[i]), spill_value_ref (args->values[i])))
        return FALSE;
    }

  value = spill_list_builder_end_tuple (g_steal_pointer (&plain));
  if (flags & SPILL_FLAG_VARARGS)
    spill_frame_set (eval->frame, SPILL_SYMBOL_VARARGS, value);
  dictionary = spill_dict_builder_end (g_steal_pointer (&named));
  if (flags & SPILL_FLAG_KWARGS)
    spill_frame_set (eval->frame, SPILL_SYMBOL_KWARGS, dictionary);
  if (caller == NULL)
    caller = spill_value_new_undefined ("caller");
  if (flags & SPILL_FLAG_CALLER && !is_param (self, g_ptr_array_index (self->template->symbols, SPILL_SYMBOL_CALLER)))
    spill_frame_set (eval->frame, SPILL_SYMBOL_CALLER, caller);
  return TRUE;
}

static SpillValue *
macro_call (SpillEval       *eval,
            SpillObject     *object,
            const SpillArgs *args)
{
  SpillMacro *self = (SpillMacro *) object;
  g_autoptr(SpillFrame) frame = spill_frame_new (self->frame);
  SpillState state;
  gboolean ok;

  spill_eval_begin_capture (eval, &state);
  eval->template = self->template;
  eval->context = self->context;
  eval->frame = frame;
  eval->extended = NULL;
  eval->autoescape = self->autoescape;
  ok = bind_rest (eval, self, args) && bind_params (eval, self, args) &&
       spill_eval_run (eval, self->node->list, self->node->n);
  return spill_eval_end_capture (eval, &state, ok);
}

static SpillValue *
macro_get (SpillEval   *eval,
           SpillObject *object,
           const char  *name)
{
  SpillMacro *self = (SpillMacro *) object;
  g_autoptr(SpillListBuilder) list = NULL;

  if (strcmp (name, "name") == 0)
    return self->node->symbol != SPILL_SYMBOL_CALLER ? spill_value_ref (self->node->value) : spill_value_new_none ();
  if (strcmp (name, "catch_kwargs") == 0)
    return spill_value_new_boolean ((self->node->flags & SPILL_FLAG_KWARGS) != 0);
  if (strcmp (name, "catch_varargs") == 0)
    return spill_value_new_boolean ((self->node->flags & SPILL_FLAG_VARARGS) != 0);
  if (strcmp (name, "caller") == 0)
    return spill_value_new_boolean ((self->node->flags & SPILL_FLAG_CALLER) != 0);
  if (strcmp (name, "arguments") != 0)
    return NULL;

  list = spill_list_builder_new ();
  for (guint i = 0; i < self->node->n_other; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (self->node->other[i]->value)))
      return NULL;
  return spill_list_builder_end_tuple (g_steal_pointer (&list));
}

static void
macro_print (const SpillObject *object,
             GString           *into)
{
  g_string_append_printf (into, "<Macro '%s'>", get_name ((const SpillMacro *) object));
}

static void
macro_finalize (SpillObject *object)
{
  SpillMacro *self = (SpillMacro *) object;

  g_clear_pointer (&self->frame, spill_frame_unref);
  spill_context_unref (self->context);
}

static const SpillObjectClass macro_class = {
  .type_name = "Macro", .get = macro_get, .call = macro_call, .print = macro_print, .finalize = macro_finalize,
};

SpillValue *
spill_macro_new (SpillEval *eval,
                 SpillNode *node)
{
  SpillMacro *self = spill_object_new (sizeof *self, &macro_class);

  self->node = node;
  self->template = eval->template;
  self->context = spill_context_ref (eval->context);
  self->frame = eval->frame != NULL ? spill_frame_ref (eval->frame) : NULL;
  self->autoescape = eval->autoescape;
  spill_eval_capture (eval);
  return &self->base.base;
}
