#include <string.h>

#include "template/spill-loop.h"
#include "template/spill-template-eval.h"

gboolean
spill_eval_assign (SpillEval  *self,
                   SpillNode  *target,
                   SpillValue *value)
{
  g_autoptr(SpillValue) list = NULL, namespace = NULL;

  if (target->kind == SPILL_NODE_NAME)
    {
      spill_eval_set_variable (self, target->symbol, value);
      return TRUE;
    }

  if (target->kind == SPILL_NODE_MEMBER)
    {
      namespace = spill_eval_get_variable (self, target->symbol, g_ptr_array_index (self->template->symbols, target->symbol));
      return namespace != NULL && spill_namespace_set (self, namespace, target->value, value);
    }

  if ((list = spill_eval_iterate (self, value)) == NULL)
    return FALSE;
  if (SPILL_SEQUENCE (list)->n != target->n)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "%u values do not fit %u names", SPILL_SEQUENCE (list)->n, target->n) != NULL;
  for (guint i = 0; i < target->n; i++)
    if (!spill_eval_assign (self, target->list[i], SPILL_SEQUENCE (list)->items[i]))
      return FALSE;
  return TRUE;
}

/* Runs @list with names of its own. */
static gboolean
run_inside (SpillEval  *self,
            SpillNode **list,
            guint       n)
{
  SpillFrame *outer = self->frame;
  g_autoptr(SpillFrame) frame = spill_frame_new (outer);
  gboolean ok;

  self->frame = frame;
  ok = spill_eval_run (self, list, n);
  self->frame = outer;
  return ok;
}

/* The items that the loop's condition lets through. */
static SpillValue *
filter_items (SpillEval  *self,
              SpillNode  *node,
              SpillValue *items)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  SpillFrame *outer = self->frame;
  gboolean ok = TRUE;

  for (guint i = 0; i < SPILL_SEQUENCE (items)->n && ok; i++)
    {
      g_autoptr(SpillFrame) frame = spill_frame_new (outer);
      g_autoptr(SpillValue) truth = NULL;

      self->frame = frame;
      ok = spill_eval_assign (self, node->a, SPILL_SEQUENCE (items)->items[i]) &&
           (truth = spill_eval_node (self, node->c)) != NULL;
      self->frame = outer;
      if (ok && spill_value_is_true (truth))
        ok = spill_eval_add (self, list, spill_value_ref (SPILL_SEQUENCE (items)->items[i]));
    }
  return ok ? spill_list_builder_end (g_steal_pointer (&list)) : NULL;
}

static gboolean
run_iterations (SpillEval  *self,
                SpillNode  *node,
                SpillValue *items,
                guint       depth)
{
  SpillFrame *outer = self->frame;
  g_autoptr(SpillFrame) frame = NULL;
  g_autoptr(SpillValue) loop = node->flags & SPILL_FLAG_LOOP ? spill_loop_new (self, node, items, depth) : NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < SPILL_SEQUENCE (items)->n && ok; i++)
    {
      /* A macro may have kept the frame of the iteration before. */
      if (frame != NULL && frame->ref_count == 1)
        spill_frame_clear (frame);
      else
        {
          g_clear_pointer (&frame, spill_frame_unref);
          frame = spill_frame_new (outer);
        }
      self->frame = frame;
      ok = spill_eval_assign (self, node->a, SPILL_SEQUENCE (items)->items[i]);
      if (ok)
        {
          if (loop != NULL)
            {
              spill_loop_set_index (loop, i);
              spill_frame_set (frame, SPILL_SYMBOL_LOOP, loop);
            }
          ok = spill_eval_spend (self, 2) && spill_eval_run (self, node->list, node->n);
        }
      self->frame = outer;
    }
  return ok;
}

gboolean
spill_eval_loop (SpillEval  *self,
                 SpillNode  *node,
                 SpillValue *over,
                 guint       depth)
{
  g_autoptr(SpillValue) items = spill_eval_iterate (self, over);

  if (items != NULL && node->c != NULL)
    {
      g_autoptr(SpillValue) all = g_steal_pointer (&items);

      items = filter_items (self, node, all);
    }
  if (items == NULL)
    return FALSE;
  if (SPILL_SEQUENCE (items)->n == 0)
    return run_inside (self, node->other, node->n_other);
  return run_iterations (self, node, items, depth);
}

static gboolean
run_for (SpillEval *self,
         SpillNode *node)
{
  g_autoptr(SpillValue) over = spill_eval_node (self, node->b);

  return over != NULL && spill_eval_loop (self, node, over, 0);
}

static gboolean
run_if (SpillEval *self,
        SpillNode *node)
{
  for (guint i = 0; i < node->n; i++)
    {
      SpillNode *branch = node->list[i];
      gboolean taken = branch->a == NULL;

      if (branch->a != NULL)
        {
          g_autoptr(SpillValue) condition = spill_eval_node (self, branch->a);

          if (condition == NULL)
            return FALSE;
          taken = spill_value_is_true (condition);
        }
      if (taken)
        return spill_eval_run (self, branch->list, branch->n);
    }
  return TRUE;
}

/* What the body of @node prints, through its filter if it has one. */
static SpillValue *
capture (SpillEval *self,
         SpillNode *node)
{
  g_autoptr(SpillValue) captured = NULL;
  SpillState state;

  spill_eval_begin_capture (self, &state);
  captured = spill_eval_end_capture (self, &state, run_inside (self, node->list, node->n));
  if (captured == NULL || node->b == NULL)
    return g_steal_pointer (&captured);
  return spill_eval_filter (self, node->b, captured);
}

static gboolean
run_set (SpillEval *self,
         SpillNode *node)
{
  g_autoptr(SpillValue) value = node->kind == SPILL_NODE_SET ? spill_eval_node (self, node->b) : capture (self, node);

  if (value == NULL)
    return FALSE;
  self->line = node->line;
  /* A block's text is markup whatever its filter made of it. */
  if (node->kind == SPILL_NODE_SET_BLOCK && node->b != NULL && self->autoescape && spill_value_is_string (value) && !value->is_safe)
    {
      SpillValue *safe = spill_eval_string (self, spill_str (value), spill_str_size (value), TRUE);

      if (safe == NULL)
        return FALSE;
      spill_value_unref (value);
      value = safe;
    }
  return spill_eval_assign (self, node->a, value);
}

static gboolean
run_filter_block (SpillEval *self,
                  SpillNode *node)
{
  g_autoptr(SpillValue) value = capture (self, node);

  return value != NULL && spill_eval_emit (self, value);
}

static gboolean
run_with (SpillEval *self,
          SpillNode *node)
{
  SpillFrame *outer = self->frame;
  g_autoptr(SpillFrame) frame = spill_frame_new (outer);
  gboolean ok = TRUE;

  /* The values do not see each other's names. */
  for (guint i = 0; i < node->n_other && ok; i += 2)
    {
      g_autoptr(SpillValue) value = NULL;

      self->frame = outer;
      value = spill_eval_node (self, node->other[i + 1]);
      self->frame = frame;
      ok = value != NULL && spill_eval_assign (self, node->other[i], value);
    }
  self->frame = frame;
  ok = ok && spill_eval_run (self, node->list, node->n);
  self->frame = outer;
  return ok;
}

static gboolean
run_autoescape (SpillEval *self,
                SpillNode *node)
{
  g_autoptr(SpillValue) on = spill_eval_node (self, node->a);
  gboolean before = self->autoescape, ok;

  if (on == NULL)
    return FALSE;
  self->autoescape = spill_value_is_true (on);
  ok = run_inside (self, node->list, node->n);
  self->autoescape = before;
  return ok;
}

static gboolean
run_output (SpillEval *self,
            SpillNode *node)
{
  g_autoptr(SpillValue) value = spill_eval_node (self, node->a);

  return value != NULL && spill_eval_emit (self, value);
}

static gboolean
run_macro (SpillEval *self,
           SpillNode *node)
{
  g_autoptr(SpillValue) macro = spill_macro_new (self, node);

  spill_eval_set_variable (self, node->symbol, macro);
  return TRUE;
}

static gboolean
run_call_block (SpillEval *self,
                SpillNode *node)
{
  g_autoptr(SpillValue) caller = spill_macro_new (self, node->b);
  g_autoptr(SpillValue) value = spill_eval_call_node (self, node->a, caller);

  return value != NULL && spill_eval_emit (self, value);
}

static gboolean
run_node (SpillEval *self,
          SpillNode *node)
{
  switch ((int) node->kind)
    {
    case SPILL_NODE_TEXT:
      return spill_eval_emit_text (self, spill_str (node->value), spill_str_size (node->value));

    case SPILL_NODE_OUTPUT:
      return run_output (self, node);

    case SPILL_NODE_FOR:
      return run_for (self, node);

    case SPILL_NODE_IF:
      return run_if (self, node);

    case SPILL_NODE_BRANCH:
      return spill_eval_run (self, node->list, node->n);

    case SPILL_NODE_SET:
    case SPILL_NODE_SET_BLOCK:
      return run_set (self, node);

    case SPILL_NODE_BLOCK:
      return self->is_silent || spill_eval_block (self, spill_str (node->value), 0, (node->flags & SPILL_FLAG_SCOPED) != 0);

    case SPILL_NODE_EXTENDS:
      return spill_eval_extends (self, node);

    case SPILL_NODE_INCLUDE:
      return spill_eval_include (self, node);

    case SPILL_NODE_IMPORT:
    case SPILL_NODE_FROM:
      return spill_eval_import (self, node);

    case SPILL_NODE_MACRO:
      return run_macro (self, node);

    case SPILL_NODE_CALL_BLOCK:
      return run_call_block (self, node);

    case SPILL_NODE_FILTER_BLOCK:
      return run_filter_block (self, node);

    case SPILL_NODE_WITH:
      return run_with (self, node);

    case SPILL_NODE_AUTOESCAPE:
      return run_autoescape (self, node);

    default:
      g_assert_not_reached ();
    }
}

gboolean
spill_eval_run (SpillEval  *self,
                SpillNode **list,
                guint       n)
{
  gboolean ok = TRUE;

  if (self->depth >= SPILL_EVAL_MAX_DEPTH)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "this is nested too deeply") != NULL;

  self->depth++;
  for (guint i = 0; i < n && ok; i++)
    {
      self->line = list[i]->line;
      ok = spill_eval_spend (self, 1) && run_node (self, list[i]);
    }
  self->depth--;
  return ok;
}
