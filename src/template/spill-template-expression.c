#include <string.h>

#include "template/spill-template-eval.h"

/* Arguments of a call that is being made; owns them. */
typedef struct
{
  SpillArgs   args;
  GPtrArray  *plain, *names, *values;
} Arguments;

static void
arguments_clear (Arguments *self)
{
  g_clear_pointer (&self->plain, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

static void
arguments_name (Arguments  *self,
                SpillValue *name,
                SpillValue *value)
{
  if (self->names == NULL)
    {
      self->names = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_value_unref);
      self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_value_unref);
    }
  g_ptr_array_add (self->names, spill_value_ref (name));
  g_ptr_array_add (self->values, value);
}

static gboolean
add_starred (SpillEval  *eval,
             Arguments  *self,
             SpillValue *value,
             gboolean    twice)
{
  g_autoptr(SpillValue) list = NULL;

  if (twice)
    {
      if (value->kind != SPILL_VALUE_DICTIONARY)
        return spill_eval_fail_kind (eval, value, "cannot follow '**'") != NULL;
      for (guint i = 0; i < SPILL_DICTIONARY (value)->n; i++)
        {
          SpillEntry *entry = &SPILL_DICTIONARY (value)->entries[i];

          if (!spill_eval_check_items (eval, 1))
            return FALSE;
          if (!spill_value_is_string (entry->key))
            return spill_eval_fail_kind (eval, entry->key, "cannot name an argument") != NULL;
          arguments_name (self, entry->key, spill_value_ref (entry->value));
        }
      return TRUE;
    }

  if ((list = spill_eval_iterate (eval, value)) == NULL || !spill_eval_check_items (eval, SPILL_SEQUENCE (list)->n))
    return FALSE;
  for (guint i = 0; i < SPILL_SEQUENCE (list)->n; i++)
    g_ptr_array_add (self->plain, spill_value_ref (SPILL_SEQUENCE (list)->items[i]));
  return TRUE;
}

static gboolean
add_argument (SpillEval *eval,
              Arguments *self,
              SpillNode *node)
{
  gboolean wrapped = node->kind == SPILL_NODE_KEYWORD || node->kind == SPILL_NODE_STAR || node->kind == SPILL_NODE_DOUBLE_STAR;
  g_autoptr(SpillValue) value = spill_eval_node (eval, wrapped ? node->a : node);

  if (value == NULL)
    return FALSE;
  if (!wrapped)
    g_ptr_array_add (self->plain, g_steal_pointer (&value));
  else if (node->kind == SPILL_NODE_KEYWORD)
    arguments_name (self, node->value, g_steal_pointer (&value));
  else
    return add_starred (eval, self, value, node->kind == SPILL_NODE_DOUBLE_STAR);
  return TRUE;
}

static gboolean
arguments_eval (SpillEval  *eval,
                Arguments  *self,
                SpillNode **nodes,
                guint       n)
{
  if (n > 0)
    self->plain = g_ptr_array_new_full (n, (GDestroyNotify) spill_value_unref);
  for (guint i = 0; i < n; i++)
    if (!add_argument (eval, self, nodes[i]))
      return FALSE;
  return TRUE;
}

static const SpillArgs *
arguments_get (Arguments *self)
{
  self->args = (SpillArgs) { 0 };
  if (self->plain != NULL)
    {
      self->args.args = (SpillValue **) self->plain->pdata;
      self->args.n = self->plain->len;
    }
  if (self->names != NULL)
    {
      self->args.names = (SpillValue **) self->names->pdata;
      self->args.values = (SpillValue **) self->values->pdata;
      self->args.n_named = self->names->len;
    }
  return &self->args;
}

static SpillValue *
call_function (SpillEval          *self,
               SpillFunctionValue *function,
               const SpillArgs    *args)
{
  g_autoptr(SpillValue) named = NULL;
  g_autoptr(GError) error = NULL;
  SpillValue *result;

  if (!spill_eval_spend (self, 16))
    return NULL;
  if (args->n_named > 0)
    {
      SpillDictBuilder *builder = spill_dict_builder_new ();

      for (guint i = 0; i < args->n_named; i++)
        spill_dict_builder_set_value (builder, spill_value_ref (args->names[i]), spill_value_ref (args->values[i]));
      named = spill_dict_builder_end (builder);
    }

  result = function->function (args->args, args->n, named, function->user_data, &error);
  if (result != NULL)
    {
      if (spill_eval_charge (self, result->weight))
        return result;
      spill_value_unref (result);
      return NULL;
    }
  return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "%s: %.500s", function->name,
                          error != NULL ? error->message : "there is no answer");
}

SpillValue *
spill_eval_call (SpillEval       *self,
                 SpillValue      *callee,
                 const SpillArgs *args)
{
  SpillValue *result;

  if (callee->kind == SPILL_VALUE_FUNCTION)
    return call_function (self, (SpillFunctionValue *) callee, args);
  if (callee->kind != SPILL_VALUE_OBJECT || SPILL_OBJECT (callee)->klass->call == NULL)
    return spill_eval_fail_kind (self, callee, "cannot be called");
  if (self->recursion >= self->limits.recursion)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "calls are nested more than %u deep", self->limits.recursion);

  self->recursion++;
  result = SPILL_OBJECT (callee)->klass->call (self, SPILL_OBJECT (callee), args);
  self->recursion--;
  return result;
}

SpillValue *
spill_eval_call_node (SpillEval  *self,
                      SpillNode  *node,
                      SpillValue *caller)
{
  g_auto(Arguments) arguments = { { 0 } };
  g_autoptr(SpillValue) callee = NULL;
  const SpillBuiltin *method = NULL;

  /* "a.b()" without making the method a value */
  if (node->a->kind == SPILL_NODE_GET_ATTR)
    {
      callee = spill_eval_node (self, node->a->a);
      if (callee == NULL)
        return NULL;
      method = callee->kind != SPILL_VALUE_OBJECT ? spill_builtin_find_method (callee, spill_str (node->a->value)) : NULL;
      if (method == NULL)
        {
          g_autoptr(SpillValue) of = g_steal_pointer (&callee);

          self->line = node->line;
          callee = spill_eval_get_attr (self, of, node->a->value);
        }
    }
  else
    callee = spill_eval_node (self, node->a);

  if (callee == NULL || !arguments_eval (self, &arguments, node->list, node->n))
    return NULL;
  if (caller != NULL)
    arguments_name (&arguments, g_ptr_array_index (self->template->symbols, SPILL_SYMBOL_CALLER), spill_value_ref (caller));
  self->line = node->line;
  return method != NULL ? spill_eval_builtin (self, method, callee, arguments_get (&arguments))
                        : spill_eval_call (self, callee, arguments_get (&arguments));
}

SpillValue *
spill_eval_filter (SpillEval  *self,
                   SpillNode  *node,
                   SpillValue *captured)
{
  g_auto(Arguments) arguments = { { 0 } };
  g_autoptr(SpillValue) value = NULL;

  if (node->a == NULL)
    value = spill_value_ref (captured);
  else if (captured != NULL)
    value = spill_eval_filter (self, node->a, captured);
  else
    value = spill_eval_node (self, node->a);

  if (value == NULL || !arguments_eval (self, &arguments, node->list, node->n))
    return NULL;
  self->line = node->line;
  return spill_eval_named (self, spill_str (node->value), node->builtin, FALSE, value, arguments_get (&arguments));
}

static SpillValue *
eval_test (SpillEval *self,
           SpillNode *node)
{
  g_auto(Arguments) arguments = { { 0 } };
  g_autoptr(SpillValue) value = spill_eval_node (self, node->a);

  if (value == NULL || !arguments_eval (self, &arguments, node->list, node->n))
    return NULL;
  self->line = node->line;
  return spill_eval_named (self, spill_str (node->value), node->builtin, TRUE, value, arguments_get (&arguments));
}

static SpillValue *
eval_list (SpillEval *self,
           SpillNode *node)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (guint i = 0; i < node->n; i++)
    if (!spill_eval_add (self, list, spill_eval_node (self, node->list[i])))
      return NULL;
  return node->kind == SPILL_NODE_TUPLE ? spill_list_builder_end_tuple (g_steal_pointer (&list))
                                        : spill_list_builder_end (g_steal_pointer (&list));
}

static SpillValue *
eval_dict (SpillEval *self,
           SpillNode *node)
{
  g_autoptr(SpillDictBuilder) dictionary = spill_dict_builder_new ();

  for (guint i = 0; i < node->n; i += 2)
    {
      g_autoptr(SpillValue) key = spill_eval_node (self, node->list[i]);
      SpillValue *value = key != NULL ? spill_eval_node (self, node->list[i + 1]) : NULL;

      if (value == NULL || !spill_eval_put (self, dictionary, g_steal_pointer (&key), value))
        return NULL;
    }
  return spill_dict_builder_end (g_steal_pointer (&dictionary));
}

static SpillValue *
eval_slice (SpillEval  *self,
            SpillValue *value,
            SpillNode  *node)
{
  SpillNode *nodes[3] = { node->a, node->b, node->c };
  SpillValue *bounds[3] = { NULL }, *result = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < 3 && ok; i++)
    if (nodes[i] != NULL)
      ok = (bounds[i] = spill_eval_node (self, nodes[i])) != NULL;
  if (ok)
    result = spill_eval_slice (self, value, bounds);
  for (guint i = 0; i < 3; i++)
    g_clear_pointer (&bounds[i], spill_value_unref);
  return result;
}

static SpillValue *
eval_item (SpillEval *self,
           SpillNode *node)
{
  g_autoptr(SpillValue) value = spill_eval_node (self, node->a);
  g_autoptr(SpillValue) key = NULL;

  if (value == NULL)
    return NULL;
  self->line = node->line;
  if (node->b->kind == SPILL_NODE_SLICE)
    return eval_slice (self, value, node->b);
  key = spill_eval_node (self, node->b);
  return key != NULL ? spill_eval_get_item (self, value, key) : NULL;
}

static SpillValue *
eval_attr (SpillEval *self,
           SpillNode *node)
{
  g_autoptr(SpillValue) value = spill_eval_node (self, node->a);
  SpillValue *found;

  self->line = node->line;
  if (value == NULL)
    return NULL;
  /* Nearly all are of this kind, and need no search among the methods. */
  if (value->kind == SPILL_VALUE_DICTIONARY && node->builtin == NULL
      && (found = spill_value_lookup_value (value, node->value)) != NULL)
    return spill_value_ref (found);
  return spill_eval_get_attr (self, value, node->value);
}

static SpillValue *
eval_concat (SpillEval *self,
             SpillNode *node)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_value_unref);
  g_autoptr(GString) text = g_string_new (NULL);
  gboolean is_safe = FALSE;

  for (guint i = 0; i < node->n; i++)
    {
      SpillValue *part = spill_eval_node (self, node->list[i]);

      if (part == NULL)
        return NULL;
      g_ptr_array_add (parts, part);
      is_safe |= part->is_safe && self->autoescape;
    }

  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr(SpillValue) string = is_safe ? spill_eval_escape (self, parts->pdata[i]) : spill_eval_to_string (self, parts->pdata[i]);

      if (string == NULL || !spill_eval_charge (self, spill_str_size (string)))
        return NULL;
      g_string_append_len (text, spill_str (string), (gssize) spill_str_size (string));
    }
  return spill_eval_string (self, text->str, text->len, is_safe);
}

static SpillValue *
eval_compare (SpillEval *self,
              SpillNode *node)
{
  g_autoptr(SpillValue) left = spill_eval_node (self, node->a);
  int truth = TRUE;

  for (guint i = 0; i < node->n && truth == TRUE; i++)
    {
      g_autoptr(SpillValue) right = left != NULL ? spill_eval_node (self, node->list[i]->a) : NULL;

      if (right == NULL)
        return NULL;
      self->line = node->line;
      truth = spill_eval_compare (self, node->list[i]->op, left, right);
      spill_value_unref (left);
      left = g_steal_pointer (&right);
    }
  return truth < 0 ? NULL : spill_value_new_boolean (truth);
}

static SpillValue *
eval_binary (SpillEval *self,
             SpillNode *node)
{
  g_autoptr(SpillValue) a = spill_eval_node (self, node->a);
  g_autoptr(SpillValue) b = a != NULL ? spill_eval_node (self, node->b) : NULL;

  self->line = node->line;
  return b != NULL ? spill_eval_binary (self, node->op, a, b) : NULL;
}

static SpillValue *
eval_condition (SpillEval *self,
                SpillNode *node)
{
  g_autoptr(SpillValue) condition = spill_eval_node (self, node->a);

  if (condition == NULL)
    return NULL;
  if (spill_value_is_true (condition))
    return spill_eval_node (self, node->b);
  return node->c != NULL ? spill_eval_node (self, node->c) : spill_value_new_undefined (NULL);
}

static SpillValue *
eval_unary (SpillEval *self,
            SpillNode *node)
{
  g_autoptr(SpillValue) value = spill_eval_node (self, node->a);

  if (value == NULL)
    return NULL;
  if (node->kind == SPILL_NODE_NOT)
    return spill_value_new_boolean (!spill_value_is_true (value));
  return spill_eval_unary (self, node->op, value);
}

static SpillValue *
eval_inner (SpillEval *self,
            SpillNode *node)
{
  SpillValue *value;

  switch ((int) node->kind)
    {
    case SPILL_NODE_LIST:
    case SPILL_NODE_TUPLE:
      return eval_list (self, node);

    case SPILL_NODE_DICT:
      return eval_dict (self, node);

    case SPILL_NODE_GET_ATTR:
      return eval_attr (self, node);

    case SPILL_NODE_GET_ITEM:
      return eval_item (self, node);

    case SPILL_NODE_CALL:
      return spill_eval_call_node (self, node, NULL);

    case SPILL_NODE_FILTER:
      return spill_eval_filter (self, node, NULL);

    case SPILL_NODE_TEST:
      return eval_test (self, node);

    case SPILL_NODE_UNARY:
    case SPILL_NODE_NOT:
      return eval_unary (self, node);

    case SPILL_NODE_BINARY:
      return eval_binary (self, node);

    case SPILL_NODE_CONCAT:
      return eval_concat (self, node);

    case SPILL_NODE_COMPARE:
      return eval_compare (self, node);

    case SPILL_NODE_AND:
    case SPILL_NODE_OR:
      value = spill_eval_node (self, node->a);
      if (value == NULL || spill_value_is_true (value) == (node->kind == SPILL_NODE_OR))
        return value;
      spill_value_unref (value);
      return spill_eval_node (self, node->b);

    case SPILL_NODE_CONDITION:
      return eval_condition (self, node);

    default:
      g_assert_not_reached ();
    }
}

SpillValue *
spill_eval_node (SpillEval *self,
                 SpillNode *node)
{
  SpillValue *value;

  if (!spill_eval_spend (self, 1))
    return NULL;
  if (node->kind == SPILL_NODE_CONSTANT)
    return spill_value_ref (node->value);
  if (node->kind == SPILL_NODE_NAME)
    return spill_eval_get_variable (self, node->symbol, node->value);

  if (self->depth >= SPILL_EVAL_MAX_DEPTH)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "this is nested too deeply");
  self->depth++;
  value = eval_inner (self, node);
  self->depth--;
  return value;
}
