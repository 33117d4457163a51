#include "template/spill-loop.h"

#include <string.h>

typedef struct
{
  SpillObject    base;
  SpillValue    *items;
  guint          index;
  guint          depth;
  SpillValue    *changed;     /* (nullable) what changed() was asked last */
  SpillNode     *node;        /* kept by the template, which the rendering keeps */
  SpillTemplate *template;
  SpillContext  *context;
  SpillFrame    *frame;       /* (nullable) around the loop */
} SpillLoop;

static SpillValue *
call_cycle (SpillEval         *eval,
            SpillValue        *of,
            SpillValue *const *a,
            const SpillArgs   *args)
{
  SpillLoop *self = (SpillLoop *) of;

  if (args->n == 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "there is nothing to cycle through");
  return spill_value_ref (args->args[self->index % args->n]);
}

static SpillValue *
call_changed (SpillEval         *eval,
              SpillValue        *of,
              SpillValue *const *a,
              const SpillArgs   *args)
{
  SpillLoop *self = (SpillLoop *) of;
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();
  g_autoptr(SpillValue) now = NULL;
  int same;

  for (guint i = 0; i < args->n; i++)
    if (!spill_eval_add (eval, list, spill_value_ref (args->args[i])))
      return NULL;
  now = spill_list_builder_end_tuple (g_steal_pointer (&list));
  same = self->changed != NULL ? spill_eval_compare (eval, SPILL_OP_EQ, self->changed, now) : FALSE;
  if (same < 0)
    return NULL;
  if (!same)
    {
      if (self->changed == NULL)
        spill_eval_remember (eval, self);
      g_clear_pointer (&self->changed, spill_value_unref);
      self->changed = g_steal_pointer (&now);
    }
  return spill_value_new_boolean (!same);
}

static const SpillBuiltin methods[] = {
  { "changed", call_changed },
  { "cycle", call_cycle },
};

static SpillValue *
get_neighbour (SpillLoop  *self,
               gboolean    next)
{
  guint n = SPILL_SEQUENCE (self->items)->n;

  if (next ? self->index + 1 >= n : self->index == 0)
    return spill_value_new_undefined (next ? "loop.nextitem" : "loop.previtem");
  return spill_value_ref (SPILL_SEQUENCE (self->items)->items[next ? self->index + 1 : self->index - 1]);
}

static SpillValue *
loop_get (SpillEval   *eval,
          SpillObject *object,
          const char  *name)
{
  SpillLoop *self = (SpillLoop *) object;
  guint n = SPILL_SEQUENCE (self->items)->n;
  const struct { const char *name; gint64 value; } numbers[] = {
    { "index", self->index + 1 }, { "index0", self->index }, { "length", n },
    { "revindex", (gint64) n - self->index }, { "revindex0", (gint64) n - self->index - 1 },
    { "depth", self->depth + 1 }, { "depth0", self->depth },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (name, numbers[i].name) == 0)
      return spill_value_new_integer (numbers[i].value);
  if (strcmp (name, "first") == 0)
    return spill_value_new_boolean (self->index == 0);
  if (strcmp (name, "last") == 0)
    return spill_value_new_boolean (self->index + 1 == n);
  if (strcmp (name, "previtem") == 0 || strcmp (name, "nextitem") == 0)
    return get_neighbour (self, *name == 'n');
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (strcmp (name, methods[i].name) == 0)
      return spill_method_new (&object->base, &methods[i]);
  return NULL;
}

static SpillValue *
loop_call (SpillEval       *eval,
           SpillObject     *object,
           const SpillArgs *args)
{
  SpillLoop *self = (SpillLoop *) object;
  g_autoptr(SpillFrame) frame = self->frame != NULL ? spill_frame_ref (self->frame) : NULL;
  SpillState state;
  gboolean ok;

  if (!(self->node->flags & SPILL_FLAG_RECURSIVE))
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "a loop that is not recursive cannot be called");
  if (args->n != 1 || args->n_named > 0)
    return spill_eval_fail (eval, SPILL_TEMPLATE_ERROR_VALUE, "a recursive loop takes one argument");

  spill_eval_begin_capture (eval, &state);
  eval->template = self->template;
  eval->context = self->context;
  eval->frame = frame;
  ok = spill_eval_loop (eval, self->node, args->args[0], self->depth + 1);
  return spill_eval_end_capture (eval, &state, ok);
}

static void
loop_print (const SpillObject *object,
            GString           *into)
{
  const SpillLoop *self = (const SpillLoop *) object;

  g_string_append_printf (into, "<LoopContext %u/%u>", self->index + 1, SPILL_SEQUENCE (self->items)->n);
}

static void
loop_clear (SpillObject *object)
{
  g_clear_pointer (&((SpillLoop *) object)->changed, spill_value_unref);
}

static void
loop_finalize (SpillObject *object)
{
  SpillLoop *self = (SpillLoop *) object;

  spill_value_unref (self->items);
  g_clear_pointer (&self->changed, spill_value_unref);
  g_clear_pointer (&self->frame, spill_frame_unref);
  spill_context_unref (self->context);
}

static const SpillObjectClass loop_class = {
  .type_name = "loop", .get = loop_get, .call = loop_call, .print = loop_print,
  .clear = loop_clear, .finalize = loop_finalize,
};

SpillValue *
spill_loop_new (SpillEval  *eval,
                SpillNode  *node,
                SpillValue *items,
                guint       depth)
{
  SpillLoop *self = spill_object_new (sizeof *self, &loop_class);

  spill_object_hold (self, items);
  self->items = spill_value_ref (items);
  self->depth = depth;
  self->node = node;
  self->template = eval->template;
  self->context = spill_context_ref (eval->context);
  self->frame = eval->frame != NULL ? spill_frame_ref (eval->frame) : NULL;
  return &self->base.base;
}

void
spill_loop_set_index (SpillValue *self,
                      guint       index)
{
  ((SpillLoop *) self)->index = index;
}
