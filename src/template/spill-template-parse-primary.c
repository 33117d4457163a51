#include <string.h>

#include "template/spill-builtin.h"
#include "template/spill-template-eval.h"
#include "template/spill-template-parser.h"

#define S  SPILL_SIGN
#define S2 SPILL_SIGN2

static SpillNode *
make_constant (SpillParser *self,
               guint        line,
               SpillValue  *value)
{
  SpillNode *node = spill_parser_node (self, SPILL_NODE_CONSTANT, line);

  node->value = spill_parser_keep (self, value);
  return node;
}

SpillValue *
spill_parser_keep_name (SpillParser      *self,
                        const SpillToken *token)
{
  return spill_parser_keep (self, spill_string_new (token->text, token->length, FALSE));
}

SpillNode *
spill_parser_name (SpillParser      *self,
                   const SpillToken *token)
{
  SpillNode *node = spill_parser_node (self, SPILL_NODE_NAME, token->line);

  node->symbol = spill_template_symbol (self->template, token->text, token->length);
  node->value = g_ptr_array_index (self->template->symbols, node->symbol);
  if (node->symbol == SPILL_SYMBOL_CALLER)
    self->uses |= SPILL_FLAG_CALLER;
  else if (node->symbol == SPILL_SYMBOL_LOOP)
    self->uses |= SPILL_FLAG_LOOP;
  else if (node->symbol == SPILL_SYMBOL_VARARGS)
    self->uses |= SPILL_FLAG_VARARGS;
  else if (node->symbol == SPILL_SYMBOL_KWARGS)
    self->uses |= SPILL_FLAG_KWARGS;
  return node;
}

/* Reads items up to @close, which is taken; the opening sign is behind us. */
static SpillNode *
parse_items (SpillParser   *self,
             SpillNodeKind  kind,
             guint          line,
             char           close)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  SpillNode *node = spill_parser_node (self, kind, line), *item;

  while (!spill_parser_is_sign (self, S (close)))
    {
      if (items->len > 0 && !spill_parser_expect_sign (self, S (',')))
        return NULL;
      if (spill_parser_is_sign (self, S (close)))
        break;

      if ((item = spill_parse_expression (self)) == NULL)
        return NULL;
      g_ptr_array_add (items, item);
      if (kind == SPILL_NODE_DICT)
        {
          if (!spill_parser_expect_sign (self, S (':')) || (item = spill_parse_expression (self)) == NULL)
            return NULL;
          g_ptr_array_add (items, item);
        }
    }

  self->at++;
  spill_parser_set_list (self, node, items);
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_strings (SpillParser *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint line = self->at->line;

  for (; self->at->type == SPILL_TOKEN_STRING; self->at++)
    g_string_append (text, spill_value_get_string (self->at->value));
  return make_constant (self, line, spill_string_new (text->str, text->len, FALSE));
}

static SpillNode *
parse_word (SpillParser *self)
{
  static const struct { const char *word; int value; } words[] = {
    { "true", 1 }, { "True", 1 }, { "false", 0 }, { "False", 0 }, { "none", -1 }, { "None", -1 },
  };
  const SpillToken *token = self->at++;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (token->length == strlen (words[i].word) && memcmp (token->text, words[i].word, token->length) == 0)
      return make_constant (self, token->line, words[i].value < 0 ? spill_value_new_none ()
                                                                  : spill_value_new_boolean (words[i].value));
  return spill_parser_name (self, token);
}

static SpillNode *
parse_parentheses (SpillParser *self)
{
  guint line = self->at->line;
  SpillNode *node;

  self->at++;
  if (spill_parser_skip_sign (self, S (')')))
    return spill_parser_node (self, SPILL_NODE_TUPLE, line);

  node = spill_parse_tuple (self, TRUE, NULL);
  return node != NULL && spill_parser_expect_sign (self, S (')')) ? node : NULL;
}

static SpillNode *
parse_primary (SpillParser *self)
{
  SpillToken *token = self->at;

  switch (token->type)
    {
    case SPILL_TOKEN_NAME:
      return parse_word (self);

    case SPILL_TOKEN_STRING:
      return parse_strings (self);

    case SPILL_TOKEN_INTEGER:
    case SPILL_TOKEN_FLOAT:
      self->at++;
      return make_constant (self, token->line, spill_value_ref (token->value));

    case SPILL_TOKEN_OPERATOR:
      if (token->op == '(')
        return parse_parentheses (self);
      if (token->op == '[' || token->op == '{')
        {
          self->at++;
          return token->op == '[' ? parse_items (self, SPILL_NODE_LIST, token->line, ']')
                                  : parse_items (self, SPILL_NODE_DICT, token->line, '}');
        }
      break;

    case SPILL_TOKEN_END:
    case SPILL_TOKEN_DATA:
    case SPILL_TOKEN_VARIABLE_BEGIN:
    case SPILL_TOKEN_VARIABLE_END:
    case SPILL_TOKEN_BLOCK_BEGIN:
    case SPILL_TOKEN_BLOCK_END:
      break;
    }

  return spill_parser_fail (self, "a value is missing before '%.*s'", (int) MIN (token->length, 20), token->text);
}

/* One of "a[1, 2:3]" */
static SpillNode *
parse_subscript (SpillParser *self)
{
  guint line = self->at->line;
  SpillNode *parts[3] = { NULL }, *slice;
  guint n = 0;

  if (!spill_parser_is_sign (self, S (':')))
    {
      if ((parts[0] = spill_parse_expression (self)) == NULL)
        return NULL;
      if (!spill_parser_is_sign (self, S (':')))
        return parts[0];
    }

  while (n < 2 && spill_parser_skip_sign (self, S (':')))
    {
      n++;
      if (!spill_parser_is_sign (self, S (':')) && !spill_parser_is_sign (self, S (']')) && !spill_parser_is_sign (self, S (',')) &&
          (parts[n] = spill_parse_expression (self)) == NULL)
        return NULL;
    }

  slice = spill_parser_node (self, SPILL_NODE_SLICE, line);
  slice->a = parts[0];
  slice->b = parts[1];
  slice->c = parts[2];
  return spill_parser_finish (self, slice);
}

static SpillNode *
parse_brackets (SpillParser *self,
                SpillNode   *of)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  guint line = self->at->line;
  SpillNode *item, *tuple;

  self->at++;
  do
    {
      if ((item = parse_subscript (self)) == NULL)
        return NULL;
      g_ptr_array_add (items, item);
    }
  while (spill_parser_skip_sign (self, S (',')));

  if (!spill_parser_expect_sign (self, S (']')))
    return NULL;
  if (items->len == 1)
    return spill_parser_join (self, SPILL_NODE_GET_ITEM, line, of, item);

  for (guint i = 0; i < items->len; i++)
    if (((SpillNode *) items->pdata[i])->kind == SPILL_NODE_SLICE)
      return spill_parser_fail (self, "a slice cannot be part of a key");
  tuple = spill_parser_node (self, SPILL_NODE_TUPLE, line);
  spill_parser_set_list (self, tuple, items);
  tuple = spill_parser_finish (self, tuple);
  return tuple != NULL ? spill_parser_join (self, SPILL_NODE_GET_ITEM, line, of, tuple) : NULL;
}

static SpillNode *
parse_dot (SpillParser *self,
           SpillNode   *of)
{
  SpillToken *token = ++self->at;
  SpillNode *node;

  if (token->type == SPILL_TOKEN_INTEGER)
    {
      self->at++;
      return spill_parser_join (self, SPILL_NODE_GET_ITEM, token->line, of,
                   make_constant (self, token->line, spill_value_ref (token->value)));
    }
  if (spill_parser_take_name (self) == NULL)
    return NULL;

  node = spill_parser_node (self, SPILL_NODE_GET_ATTR, token->line);
  node->a = of;
  node->value = spill_parser_keep_name (self, token);
  node->builtin = spill_builtin_find_dictionary_method (spill_str (node->value));
  return spill_parser_finish (self, node);
}

/* In the order that Python wants: plain ones, then those with names, stars after plain ones. */
static gboolean
parse_argument (SpillParser *self,
                GPtrArray   *arguments,
                gboolean    *named,
                gboolean    *all_named)
{
  guint line = self->at->line;
  SpillNode *node, *value;
  SpillToken *name = NULL;

  if (spill_parser_is_sign (self, S ('*')) || spill_parser_is_sign (self, S2 ('*', '*')))
    {
      gboolean twice = spill_parser_is_sign (self, S2 ('*', '*'));

      self->at++;
      if (*all_named)
        return spill_parser_fail (self, "an argument follows '**'") != NULL;
      if ((value = spill_parse_expression (self)) == NULL)
        return FALSE;
      *named = TRUE;
      *all_named |= twice;
      node = spill_parser_join (self, twice ? SPILL_NODE_DOUBLE_STAR : SPILL_NODE_STAR, line, value, NULL);
    }
  else
    {
      if (self->at->type == SPILL_TOKEN_NAME && self->at[1].type == SPILL_TOKEN_OPERATOR && self->at[1].op == '=')
        {
          name = self->at;
          self->at += 2;
        }
      if (*all_named || (name == NULL && *named))
        return spill_parser_fail (self, "a plain argument follows one with a name or a star") != NULL;
      if ((value = spill_parse_expression (self)) == NULL)
        return FALSE;
      node = value;
      if (name != NULL)
        {
          node = spill_parser_node (self, SPILL_NODE_KEYWORD, line);
          node->value = spill_parser_keep_name (self, name);
          node->a = value;
          node = spill_parser_finish (self, node);
          *named = TRUE;
        }
    }

  if (node == NULL)
    return FALSE;
  g_ptr_array_add (arguments, node);
  return TRUE;
}

/* At "(": sets the arguments of @node. */
static gboolean
parse_arguments (SpillParser *self,
                 SpillNode   *node)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  gboolean named = FALSE, all_named = FALSE;

  self->at++;
  while (!spill_parser_is_sign (self, S (')')))
    {
      if (arguments->len > 0)
        {
          if (!spill_parser_expect_sign (self, S (',')))
            return FALSE;
          if (spill_parser_is_sign (self, S (')')))
            break;
        }
      if (!parse_argument (self, arguments, &named, &all_named))
        return FALSE;
    }

  self->at++;
  spill_parser_set_list (self, node, arguments);
  return TRUE;
}

static SpillNode *
parse_call (SpillParser *self,
            SpillNode   *of)
{
  SpillNode *node = spill_parser_node (self, SPILL_NODE_CALL, self->at->line);

  node->a = of;
  return parse_arguments (self, node) ? spill_parser_finish (self, node) : NULL;
}

static SpillNode *
parse_postfix (SpillParser *self,
               SpillNode   *node)
{
  while (node != NULL && self->at->type == SPILL_TOKEN_OPERATOR)
    if (self->at->op == '.')
      node = parse_dot (self, node);
    else if (self->at->op == '[')
      node = parse_brackets (self, node);
    else if (self->at->op == '(')
      node = parse_call (self, node);
    else
      break;
  return node;
}

/* The name of a filter or test, with dots in it. */
static gboolean
parse_builtin_name (SpillParser *self,
                    SpillNode   *node,
                    gboolean     is_test)
{
  g_autoptr(GString) name = g_string_new (NULL);
  SpillToken *token = spill_parser_take_name (self);

  if (token == NULL)
    return FALSE;

  g_string_append_len (name, token->text, (gssize) token->length);
  while (spill_parser_skip_sign (self, S ('.')))
    {
      if ((token = spill_parser_take_name (self)) == NULL)
        return FALSE;
      g_string_append_c (name, '.');
      g_string_append_len (name, token->text, (gssize) token->length);
    }

  node->value = spill_parser_keep (self, spill_string_new (name->str, name->len, FALSE));
  node->builtin = is_test ? spill_builtin_find_test (name->str) : spill_builtin_find_filter (name->str);
  if (node->builtin == NULL && self->soft == 0 &&
      (is_test || spill_template_env_get_filter (self->env, name->str) == NULL))
    g_ptr_array_add (self->unknown, node);
  return TRUE;
}

static SpillNode *
parse_filter (SpillParser *self,
              SpillNode   *of)
{
  SpillNode *node = spill_parser_node (self, SPILL_NODE_FILTER, self->at->line);

  node->a = of;
  if (!parse_builtin_name (self, node, FALSE))
    return NULL;
  if (spill_parser_is_sign (self, S ('(')) && !parse_arguments (self, node))
    return NULL;
  return spill_parser_finish (self, node);
}

SpillNode *
spill_parse_filters (SpillParser *self,
                     SpillNode   *of,
                     gboolean     inline_start)
{
  SpillNode *node = of;

  while (inline_start || spill_parser_skip_sign (self, S ('|')))
    {
      inline_start = FALSE;
      if ((node = parse_filter (self, node)) == NULL)
        return NULL;
    }
  return node;
}

static gboolean
starts_test_argument (SpillParser *self)
{
  switch (self->at->type)
    {
    case SPILL_TOKEN_NAME:
      return !spill_parser_is_name (self, "else") && !spill_parser_is_name (self, "or") && !spill_parser_is_name (self, "and");

    case SPILL_TOKEN_STRING:
    case SPILL_TOKEN_INTEGER:
    case SPILL_TOKEN_FLOAT:
      return TRUE;

    case SPILL_TOKEN_OPERATOR:
      return self->at->op == '[' || self->at->op == '{';

    case SPILL_TOKEN_END:
    case SPILL_TOKEN_DATA:
    case SPILL_TOKEN_VARIABLE_BEGIN:
    case SPILL_TOKEN_VARIABLE_END:
    case SPILL_TOKEN_BLOCK_BEGIN:
    case SPILL_TOKEN_BLOCK_END:
      break;
    }
  return FALSE;
}

/* Behind "is" */
static SpillNode *
parse_test (SpillParser *self,
            SpillNode   *of)
{
  SpillNode *node = spill_parser_node (self, SPILL_NODE_TEST, self->at->line);
  gboolean not = spill_parser_skip_name (self, "not");

  node->a = of;
  if (!parse_builtin_name (self, node, TRUE))
    return NULL;

  if (spill_parser_is_sign (self, S ('(')))
    {
      if (!parse_arguments (self, node))
        return NULL;
    }
  else if (starts_test_argument (self))
    {
      g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
      SpillNode *argument;

      if (spill_parser_is_name (self, "is"))
        return spill_parser_fail (self, "tests cannot be chained with 'is'");
      argument = parse_postfix (self, parse_primary (self));
      if (argument == NULL)
        return NULL;
      g_ptr_array_add (arguments, argument);
      spill_parser_set_list (self, node, arguments);
    }

  node = spill_parser_finish (self, node);
  return node != NULL && not ? spill_parser_join (self, SPILL_NODE_NOT, node->line, node, NULL) : node;
}

static SpillNode *
parse_filters_and_tests (SpillParser *self,
                         SpillNode   *node)
{
  while (node != NULL)
    if (spill_parser_skip_sign (self, S ('|')))
      node = parse_filter (self, node);
    else if (spill_parser_skip_name (self, "is"))
      node = parse_test (self, node);
    else if (spill_parser_is_sign (self, S ('(')))
      node = parse_call (self, node);
    else
      break;
  return node;
}

SpillNode *
spill_parse_unary (SpillParser *self,
                   gboolean     filters)
{
  SpillNode *node;
  guint line = self->at->line;

  if (!spill_parser_enter (self))
    return NULL;

  if (spill_parser_is_sign (self, S ('-')) || spill_parser_is_sign (self, S ('+')))
    {
      SpillOp op = self->at->op == '-' ? SPILL_OP_SUB : SPILL_OP_ADD;

      self->at++;
      node = spill_parse_unary (self, FALSE);
      if (node != NULL && (node = spill_parser_join (self, SPILL_NODE_UNARY, line, node, NULL)) != NULL)
        node->op = op;
    }
  else
    node = parse_primary (self);

  node = parse_postfix (self, node);
  if (filters)
    node = parse_filters_and_tests (self, node);
  spill_parser_leave (self);
  return node;
}
