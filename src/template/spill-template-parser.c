#include "template/spill-template-parser.h"

#include <string.h>

#include "template/spill-template-statements.h"

#define CHUNK 8192

gpointer
spill_parser_fail (SpillParser *self,
                   const char  *format,
                   ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->error == NULL)
    spill_template_fail (&self->error, SPILL_TEMPLATE_ERROR_SYNTAX, self->template->name, self->at->line, "%s", message);
  return NULL;
}

gboolean
spill_parser_enter (SpillParser *self)
{
  if (self->nesting >= SPILL_PARSER_MAX_NESTING)
    return spill_parser_fail (self, "this is nested too deeply") != NULL;

  self->nesting++;
  return TRUE;
}

void
spill_parser_leave (SpillParser *self)
{
  self->nesting--;
}

/* Nodes live and die together. */
gpointer
spill_template_alloc (SpillTemplate *self,
                      gsize          size)
{
  gpointer memory;

  size = (size + 7) & ~(gsize) 7;
  if (size > CHUNK / 4)
    {
      memory = g_malloc0 (size);
      g_ptr_array_insert (self->chunks, 0, memory);
      return memory;
    }

  if (self->used + size > self->size)
    {
      g_ptr_array_add (self->chunks, g_malloc0 (CHUNK));
      self->used = 0;
      self->size = CHUNK;
    }
  memory = (char *) g_ptr_array_index (self->chunks, self->chunks->len - 1) + self->used;
  self->used += size;
  return memory;
}

guint
spill_template_symbol (SpillTemplate *self,
                       const char    *name,
                       gsize          length)
{
  g_autofree char *key = g_strndup (name, length);
  gpointer id;

  if (g_hash_table_lookup_extended (self->symbol_ids, key, NULL, &id))
    return GPOINTER_TO_UINT (id);

  g_ptr_array_add (self->values, spill_string_new (name, length, FALSE));
  g_ptr_array_add (self->symbols, g_ptr_array_index (self->values, self->values->len - 1));
  g_hash_table_insert (self->symbol_ids, g_steal_pointer (&key), GUINT_TO_POINTER (self->symbols->len - 1));
  return self->symbols->len - 1;
}

SpillNode *
spill_parser_node (SpillParser   *self,
                   SpillNodeKind  kind,
                   guint          line)
{
  SpillNode *node = spill_template_alloc (self->template, sizeof *node);

  node->kind = kind;
  node->line = line;
  node->depth = 1;
  return node;
}

static guint
get_depth (SpillNode **nodes,
           guint       n)
{
  guint depth = 0;

  for (guint i = 0; i < n; i++)
    if (nodes[i] != NULL)
      depth = MAX (depth, nodes[i]->depth);
  return depth;
}

SpillNode *
spill_parser_finish (SpillParser *self,
                     SpillNode   *node)
{
  SpillNode *parts[] = { node->a, node->b, node->c };
  guint depth = get_depth (parts, G_N_ELEMENTS (parts));

  depth = MAX (depth, MAX (get_depth (node->list, node->n), get_depth (node->other, node->n_other))) + 1;
  if (depth > SPILL_TEMPLATE_MAX_TREE)
    return spill_parser_fail (self, "this is nested too deeply");

  node->depth = depth;
  return node;
}

static SpillNode **
keep_nodes (SpillParser *self,
            GPtrArray   *nodes)
{
  SpillNode **kept = spill_template_alloc (self->template, nodes->len * sizeof *kept);

  if (nodes->len > 0)
    memcpy (kept, nodes->pdata, nodes->len * sizeof *kept);
  return kept;
}

void
spill_parser_set_list (SpillParser *self,
                       SpillNode   *node,
                       GPtrArray   *list)
{
  node->n = list->len;
  node->list = keep_nodes (self, list);
}

void
spill_parser_set_other (SpillParser *self,
                        SpillNode   *node,
                        GPtrArray   *other)
{
  node->n_other = other->len;
  node->other = keep_nodes (self, other);
}

SpillNode *
spill_parser_join (SpillParser   *self,
                   SpillNodeKind  kind,
                   guint          line,
                   SpillNode     *a,
                   SpillNode     *b)
{
  SpillNode *node = spill_parser_node (self, kind, line);

  node->a = a;
  node->b = b;
  return spill_parser_finish (self, node);
}

SpillValue *
spill_parser_keep (SpillParser *self,
                   SpillValue  *value)
{
  g_ptr_array_add (self->template->values, value);
  return value;
}

gboolean
spill_parser_is_sign (SpillParser *self,
                      guint        op)
{
  return self->at->type == SPILL_TOKEN_OPERATOR && self->at->op == op;
}

gboolean
spill_parser_is_name (SpillParser *self,
                      const char  *name)
{
  return self->at->type == SPILL_TOKEN_NAME && self->at->length == strlen (name) &&
         memcmp (self->at->text, name, self->at->length) == 0;
}

gboolean
spill_parser_skip_sign (SpillParser *self,
                        guint        op)
{
  if (!spill_parser_is_sign (self, op))
    return FALSE;

  self->at++;
  return TRUE;
}

gboolean
spill_parser_skip_name (SpillParser *self,
                        const char  *name)
{
  if (!spill_parser_is_name (self, name))
    return FALSE;

  self->at++;
  return TRUE;
}

gboolean
spill_parser_expect_sign (SpillParser *self,
                          guint        op)
{
  return spill_parser_skip_sign (self, op) ||
         spill_parser_fail (self, "'%c' is missing before '%.*s'", (char) op, (int) MIN (self->at->length, 20), self->at->text) != NULL;
}

gboolean
spill_parser_expect_name (SpillParser *self,
                          const char  *name)
{
  return spill_parser_skip_name (self, name) ||
         spill_parser_fail (self, "'%s' is missing before '%.*s'", name, (int) MIN (self->at->length, 20), self->at->text) != NULL;
}

SpillToken *
spill_parser_take_name (SpillParser *self)
{
  if (self->at->type != SPILL_TOKEN_NAME)
    return spill_parser_fail (self, "a name is missing before '%.*s'", (int) MIN (self->at->length, 20), self->at->text);
  return self->at++;
}

static SpillTemplate *
template_new (const char *name)
{
  static const char *const symbols[SPILL_N_SYMBOLS] = { "loop", "caller", "varargs", "kwargs", "super", "self" };
  SpillTemplate *self = g_new0 (SpillTemplate, 1);

  self->ref_count = 1;
  self->name = g_strdup (name);
  self->chunks = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_value_unref);
  self->symbols = g_ptr_array_new ();
  self->symbol_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->blocks = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < SPILL_N_SYMBOLS; i++)
    spill_template_symbol (self, symbols[i], strlen (symbols[i]));
  return self;
}

SpillTemplate *
spill_template_ref (SpillTemplate *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
spill_template_unref (SpillTemplate *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_hash_table_unref (self->blocks);
  g_hash_table_unref (self->symbol_ids);
  g_ptr_array_unref (self->symbols);
  g_ptr_array_unref (self->values);
  g_ptr_array_unref (self->chunks);
  g_free (self->name);
  g_free (self);
}

static SpillNode *
parse_whole_expression (SpillParser *self)
{
  SpillNode *root = spill_parser_node (self, SPILL_NODE_OUTPUT, 1);

  root->a = spill_parse_expression (self);
  if (root->a == NULL)
    return NULL;
  if (self->at->type != SPILL_TOKEN_END)
    return spill_parser_fail (self, "the expression ends before '%.*s'", (int) MIN (self->at->length, 20), self->at->text);
  return spill_parser_finish (self, root);
}

/**
 * spill_template_parse:
 * @env: for its options and filters
 * @name: of the template, for errors
 * @text: any bytes
 * @length: of @text
 * @is_expression: @text is one expression
 *
 * Returns: (transfer full): the compiled template; %NULL and an error if it is none
 */
SpillTemplate *
spill_template_parse (SpillTemplateEnv  *env,
                      const char        *name,
                      const char        *text,
                      gsize              length,
                      gboolean           is_expression,
                      GError           **error)
{
  guint flags = (spill_template_env_get_trim_blocks (env) ? SPILL_LEX_TRIM_BLOCKS : 0) |
                (spill_template_env_get_lstrip_blocks (env) ? SPILL_LEX_LSTRIP_BLOCKS : 0) |
                (is_expression ? SPILL_LEX_EXPRESSION : 0);
  g_autoptr(SpillTokens) tokens = spill_tokens_new (name, text, length, flags, error);
  g_autoptr(SpillTemplate) template = NULL;
  g_autoptr(GPtrArray) unknown = g_ptr_array_new ();
  SpillParser parser = { .env = env, .unknown = unknown };

  if (tokens == NULL)
    return NULL;

  template = template_new (name);
  parser.template = template;
  parser.at = &g_array_index (tokens->tokens, SpillToken, 0);
  template->root = is_expression ? parse_whole_expression (&parser) : spill_parse_template (&parser);
  if (template->root != NULL && unknown->len > 0)
    {
      SpillNode *node = unknown->pdata[0];

      spill_template_fail (&parser.error, SPILL_TEMPLATE_ERROR_SYNTAX, name, node->line, "there is no %s '%s'",
                           node->kind == SPILL_NODE_TEST ? "test" : "filter", spill_value_get_string (node->value));
    }
  if (parser.error != NULL)
    {
      g_propagate_error (error, parser.error);
      return NULL;
    }
  return g_steal_pointer (&template);
}
