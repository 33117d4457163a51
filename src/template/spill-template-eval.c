#include "template/spill-template-eval.h"

#include <string.h>

void
spill_eval_save (SpillEval  *self,
                 SpillState *state)
{
  *state = (SpillState) { self->template, self->context, self->frame, self->out, self->extended,
                          self->autoescape, self->is_silent };
}

void
spill_eval_restore (SpillEval        *self,
                    const SpillState *state)
{
  self->template = state->template;
  self->context = state->context;
  self->frame = state->frame;
  self->out = state->out;
  self->extended = state->extended;
  self->autoescape = state->autoescape;
  self->is_silent = state->is_silent;
}

gpointer
spill_eval_fail (SpillEval          *self,
                 SpillTemplateError  code,
                 const char         *format,
                 ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->error != NULL)
    return NULL;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  spill_template_fail (&self->error, code, self->template->name, self->line, "%s", message);
  return NULL;
}

gpointer
spill_eval_fail_kind (SpillEval        *self,
                      const SpillValue *value,
                      const char       *sentence)
{
  g_autofree char *why = NULL;

  if (value->kind != SPILL_VALUE_UNDEFINED)
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "a value of type %s %s", spill_value_get_type_name (value), sentence);

  why = spill_undefined_explain (value);
  return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_UNDEFINED, "%.200s", why);
}

gboolean
spill_eval_spend (SpillEval *self,
                  guint64    steps)
{
  self->steps += steps;
  if (G_LIKELY (self->steps <= self->limits.steps))
    return TRUE;

  spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "this takes more than %" G_GUINT64_FORMAT " steps", self->limits.steps);
  return FALSE;
}

gboolean
spill_eval_charge (SpillEval *self,
                   gsize      bytes)
{
  if (G_LIKELY (bytes <= self->limits.memory - self->memory))
    {
      self->memory += bytes;
      return TRUE;
    }

  spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "this makes values of more than %" G_GSIZE_FORMAT " bytes", self->limits.memory);
  return FALSE;
}

gboolean
spill_eval_check_items (SpillEval *self,
                        guint64    items)
{
  if (items > self->limits.items)
    {
      spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "this makes a list of more than %u items", self->limits.items);
      return FALSE;
    }
  return spill_eval_spend (self, items) && spill_eval_charge (self, items * 2 * sizeof (gpointer));
}

gboolean
spill_eval_weigh (SpillEval        *self,
                  const SpillValue *value)
{
  return spill_eval_spend (self, value->weight / 16) && spill_eval_charge (self, value->weight);
}

SpillValue *
spill_eval_string (SpillEval  *self,
                   const char *text,
                   gsize       length,
                   gboolean    is_safe)
{
  if (!spill_eval_charge (self, length + sizeof (SpillString)))
    return NULL;
  return spill_string_new (text, length, is_safe);
}

SpillValue *
spill_eval_take (SpillEval *self,
                 GString   *text,
                 gboolean   is_safe)
{
  SpillValue *value = spill_eval_string (self, text->str, text->len, is_safe);

  g_string_free (text, TRUE);
  return value;
}

gboolean
spill_eval_add (SpillEval        *self,
                SpillListBuilder *list,
                SpillValue       *value)
{
  if (value == NULL)
    return FALSE;
  if (!spill_eval_check_items (self, 1))
    {
      spill_value_unref (value);
      return FALSE;
    }
  if (!spill_list_builder_add (list, value))
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "a value is nested too deeply") != NULL;
  return TRUE;
}

gboolean
spill_eval_put (SpillEval        *self,
                SpillDictBuilder *dictionary,
                SpillValue       *key,
                SpillValue       *value)
{
  guint hash;

  if (!spill_eval_check_items (self, 4) || !spill_eval_spend (self, key->weight / 16) || !spill_value_hash (key, &hash))
    {
      spill_eval_fail (self, SPILL_TEMPLATE_ERROR_VALUE, "a value of type %s is no key", spill_value_get_type_name (key));
      spill_value_unref (key);
      spill_value_unref (value);
      return FALSE;
    }
  if (!spill_dict_builder_set_value (dictionary, key, value))
    return spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "a value is nested too deeply") != NULL;
  return TRUE;
}

SpillValue *
spill_eval_to_string (SpillEval  *self,
                      SpillValue *value)
{
  GString *text;

  if (spill_value_is_string (value))
    return spill_value_ref (value);
  if (!spill_eval_weigh (self, value))
    return NULL;

  text = g_string_new (NULL);
  spill_value_print (value, text);
  return spill_eval_take (self, text, FALSE);
}

static const char *
entity_for (char c)
{
  switch (c)
    {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&#34;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void
spill_template_escape (const char *text,
                       GString    *into)
{
  const char *plain = text;

  for (; *text != '\0'; text++)
    {
      const char *entity = entity_for (*text);

      if (entity == NULL)
        continue;
      g_string_append_len (into, plain, text - plain);
      g_string_append (into, entity);
      plain = text + 1;
    }
  g_string_append_len (into, plain, text - plain);
}

SpillValue *
spill_eval_escape (SpillEval  *self,
                   SpillValue *value)
{
  g_autoptr(SpillValue) string = NULL;
  GString *text;

  if (value->is_safe)
    return spill_value_ref (value);
  string = spill_eval_to_string (self, value);
  if (string == NULL || !spill_eval_weigh (self, string))
    return NULL;

  text = g_string_sized_new (spill_str_size (string) + 16);
  spill_template_escape (spill_str (string), text);
  return spill_eval_take (self, text, TRUE);
}

static SpillValue *
split_characters (SpillEval  *self,
                  SpillValue *string)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (const char *at = spill_str (string); *at != '\0'; at = g_utf8_next_char (at))
    {
      gsize length = (gsize) (g_utf8_next_char (at) - at);

      if (!spill_eval_add (self, list, spill_eval_string (self, at, length, FALSE)))
        return NULL;
    }
  return spill_list_builder_end (g_steal_pointer (&list));
}

static SpillValue *
list_keys (SpillEval  *self,
           SpillValue *dictionary)
{
  g_autoptr(SpillListBuilder) list = spill_list_builder_new ();

  for (guint i = 0; i < SPILL_DICTIONARY (dictionary)->n; i++)
    if (!spill_eval_add (self, list, spill_value_ref (SPILL_DICTIONARY (dictionary)->entries[i].key)))
      return NULL;
  return spill_list_builder_end (g_steal_pointer (&list));
}

SpillValue *
spill_eval_iterate (SpillEval  *self,
                    SpillValue *value)
{
  switch ((SpillValueKind) value->kind)
    {
    case SPILL_VALUE_LIST:
    case SPILL_VALUE_TUPLE:
      return spill_eval_spend (self, SPILL_SEQUENCE (value)->n) ? spill_value_ref (value) : NULL;

    case SPILL_VALUE_STRING:
      return split_characters (self, value);

    case SPILL_VALUE_DICTIONARY:
      return list_keys (self, value);

    case SPILL_VALUE_UNDEFINED:
      return spill_list_builder_end (spill_list_builder_new ());

    case SPILL_VALUE_OBJECT:
      if (SPILL_OBJECT (value)->klass->iterate != NULL)
        return SPILL_OBJECT (value)->klass->iterate (SPILL_OBJECT (value));
      break;

    case SPILL_VALUE_NONE:
    case SPILL_VALUE_BOOLEAN:
    case SPILL_VALUE_INTEGER:
    case SPILL_VALUE_FLOAT:
    case SPILL_VALUE_FUNCTION:
      break;
    }

  return spill_eval_fail_kind (self, value, "has nothing to go over");
}

static gboolean
check_output (SpillEval *self,
              gsize      more)
{
  if (self->out != self->page)
    return spill_eval_charge (self, more);
  if (G_LIKELY (self->page->len + more <= self->limits.output))
    return TRUE;

  spill_eval_fail (self, SPILL_TEMPLATE_ERROR_LIMIT, "the page is longer than %" G_GSIZE_FORMAT " bytes", self->limits.output);
  return FALSE;
}

gboolean
spill_eval_emit_text (SpillEval  *self,
                      const char *text,
                      gsize       length)
{
  if (self->is_silent)
    return TRUE;
  if (!check_output (self, length))
    return FALSE;

  g_string_append_len (self->out, text, (gssize) length);
  return TRUE;
}

gboolean
spill_eval_emit (SpillEval  *self,
                 SpillValue *value)
{
  gsize before = self->out->len;

  if (self->is_silent)
    return TRUE;

  if (spill_value_is_string (value))
    {
      if (!self->autoescape || value->is_safe)
        return spill_eval_emit_text (self, spill_str (value), spill_str_size (value));
      if (!spill_eval_spend (self, value->weight / 64) || !check_output (self, spill_str_size (value)))
        return FALSE;
      spill_template_escape (spill_str (value), self->out);
      return check_output (self, 0);
    }

  if (!spill_eval_spend (self, value->weight / 16) || !check_output (self, value->weight))
    return FALSE;
  spill_value_print (value, self->out);
  if (self->autoescape && value->kind >= SPILL_VALUE_LIST && self->out->len > before &&
      !(value->kind == SPILL_VALUE_OBJECT && SPILL_OBJECT (value)->klass->is_markup))
    {
      g_autofree char *text = g_strdup (self->out->str + before);

      g_string_truncate (self->out, before);
      spill_template_escape (text, self->out);
    }
  return check_output (self, 0);
}

void
spill_eval_begin_capture (SpillEval  *self,
                          SpillState *state)
{
  spill_eval_save (self, state);
  self->out = g_string_new (NULL);
  self->is_silent = FALSE;
}

SpillValue *
spill_eval_end_capture (SpillEval        *self,
                        const SpillState *state,
                        gboolean          succeeded)
{
  GString *text = self->out;

  spill_eval_restore (self, state);
  if (succeeded)
    return spill_eval_take (self, text, self->autoescape);

  g_string_free (text, TRUE);
  return NULL;
}

SpillFrame *
spill_frame_new (SpillFrame *parent)
{
  SpillFrame *self = g_new0 (SpillFrame, 1);

  self->ref_count = 1;
  self->parent = parent != NULL ? spill_frame_ref (parent) : NULL;
  self->size = G_N_ELEMENTS (self->own);
  self->variables = self->own;
  return self;
}

SpillFrame *
spill_frame_ref (SpillFrame *self)
{
  self->ref_count++;
  return self;
}

void
spill_frame_clear (SpillFrame *self)
{
  while (self->n > 0)
    spill_value_unref (self->variables[--self->n].value);
}

void
spill_frame_unref (SpillFrame *self)
{
  if (--self->ref_count > 0)
    return;

  spill_frame_clear (self);
  if (self->variables != self->own)
    g_free (self->variables);
  g_clear_pointer (&self->parent, spill_frame_unref);
  g_free (self);
}

void
spill_frame_set (SpillFrame *self,
                 guint       symbol,
                 SpillValue *value)
{
  for (guint i = 0; i < self->n; i++)
    if (self->variables[i].symbol == symbol)
      {
        SpillValue *before = self->variables[i].value;

        self->variables[i].value = spill_value_ref (value);
        spill_value_unref (before);
        return;
      }

  if (self->n == self->size)
    {
      SpillVariable *more = g_new (SpillVariable, self->size * 2);

      memcpy (more, self->variables, self->n * sizeof *more);
      if (self->variables != self->own)
        g_free (self->variables);
      self->variables = more;
      self->size *= 2;
    }
  self->variables[self->n++] = (SpillVariable) { symbol, spill_value_ref (value) };
}

static guint
hash_name (gconstpointer name)
{
  return spill_value_string_hash (name);
}

static gboolean
equal_names (gconstpointer a,
             gconstpointer b)
{
  return a == b || spill_value_equal (a, b);
}

SpillContext *
spill_context_new (SpillContext *parent,
                   SpillValue   *data)
{
  SpillContext *self = g_new0 (SpillContext, 1);

  self->ref_count = 1;
  self->parent = parent != NULL ? spill_context_ref (parent) : NULL;
  self->data = data != NULL ? spill_value_ref (data) : NULL;
  self->variables = g_hash_table_new_full (hash_name, equal_names, (GDestroyNotify) spill_value_unref, (GDestroyNotify) spill_value_unref);
  self->blocks = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  return self;
}

SpillContext *
spill_context_ref (SpillContext *self)
{
  self->ref_count++;
  return self;
}

void
spill_context_unref (SpillContext *self)
{
  if (--self->ref_count > 0)
    return;

  g_hash_table_unref (self->variables);
  g_hash_table_unref (self->blocks);
  g_clear_pointer (&self->data, spill_value_unref);
  g_clear_pointer (&self->parent, spill_context_unref);
  g_free (self);
}

void
spill_context_set (SpillContext *self,
                   SpillValue   *name,
                   SpillValue   *value)
{
  g_hash_table_replace (self->variables, spill_value_ref (name), spill_value_ref (value));
}

/* A macro that is being made keeps what it sees; macros lie in what they see, so only the end of
 * the rendering can undo that. */
void
spill_eval_capture (SpillEval *self)
{
  for (SpillFrame *frame = self->frame; frame != NULL && !frame->is_captured; frame = frame->parent)
    {
      frame->is_captured = TRUE;
      g_ptr_array_add (self->frames, spill_frame_ref (frame));
    }
  for (SpillContext *context = self->context; context != NULL && !context->is_captured; context = context->parent)
    {
      context->is_captured = TRUE;
      g_ptr_array_add (self->contexts, spill_context_ref (context));
    }
}

void
spill_eval_remember (SpillEval *self,
                     gpointer   object)
{
  g_ptr_array_add (self->changing, spill_value_ref (object));
}

SpillContext *
spill_eval_derive (SpillEval *self)
{
  SpillContext *context = spill_context_new (self->context, NULL);

  for (SpillFrame *frame = self->frame; frame != NULL; frame = frame->parent)
    for (guint i = 0; i < frame->n; i++)
      {
        SpillValue *name = g_ptr_array_index (self->template->symbols, frame->variables[i].symbol);

        if (!g_hash_table_contains (context->variables, name))
          spill_context_set (context, name, frame->variables[i].value);
      }
  return context;
}

void
spill_eval_set_variable (SpillEval  *self,
                         guint       symbol,
                         SpillValue *value)
{
  if (self->frame != NULL)
    spill_frame_set (self->frame, symbol, value);
  else
    spill_context_set (self->context, g_ptr_array_index (self->template->symbols, symbol), value);
}

SpillValue *
spill_eval_get_variable (SpillEval  *self,
                         guint       symbol,
                         SpillValue *name)
{
  const SpillBuiltin *builtin;
  SpillValue *value;

  for (SpillFrame *frame = self->frame; frame != NULL; frame = frame->parent)
    for (guint i = 0; i < frame->n; i++)
      if (frame->variables[i].symbol == symbol)
        return spill_value_ref (frame->variables[i].value);

  if (symbol == SPILL_SYMBOL_SELF)
    return spill_self_new (self);

  for (SpillContext *context = self->context; context != NULL; context = context->parent)
    {
      value = g_hash_table_size (context->variables) > 0 ? g_hash_table_lookup (context->variables, name) : NULL;
      if (value == NULL && context->data != NULL)
        value = spill_value_lookup_value (context->data, name);
      if (value != NULL)
        return spill_value_ref (value);
    }

  value = spill_template_env_get_global (self->env, name);
  if (value != NULL)
    return spill_value_ref (value);
  builtin = spill_builtin_find_global (spill_str (name));
  return builtin != NULL ? spill_method_new (NULL, builtin) : spill_undefined_new (name, NULL);
}
