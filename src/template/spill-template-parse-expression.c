#include <string.h>

#include "template/spill-template-parser.h"

#define S  SPILL_SIGN
#define S2 SPILL_SIGN2

typedef struct
{
  guint   sign;
  SpillOp op;
} Sign;

static const Sign *
find_sign (SpillParser *self,
           const Sign  *signs,
           guint        n)
{
  for (guint i = 0; i < n; i++)
    if (spill_parser_is_sign (self, signs[i].sign))
      return &signs[i];
  return NULL;
}

/* Levels of signs that bind to the left: 0 "+", 1 "~", 2 "*", 3 "**" */
static SpillNode *
parse_math (SpillParser *self,
            guint        level)
{
  static const Sign sums[] = { { S ('+'), SPILL_OP_ADD }, { S ('-'), SPILL_OP_SUB } };
  static const Sign products[] = { { S ('*'), SPILL_OP_MUL }, { S ('/'), SPILL_OP_DIV },
                                   { S2 ('/', '/'), SPILL_OP_FLOOR_DIV }, { S ('%'), SPILL_OP_MOD } };
  static const Sign powers[] = { { S2 ('*', '*'), SPILL_OP_POW } };
  static const struct { const Sign *signs; guint n; } levels[] = {
    { sums, G_N_ELEMENTS (sums) }, { NULL, 0 }, { products, G_N_ELEMENTS (products) }, { powers, G_N_ELEMENTS (powers) },
  };
  SpillNode *left, *right;
  const Sign *sign;

  if (level == G_N_ELEMENTS (levels))
    return spill_parse_unary (self, TRUE);

  left = parse_math (self, level + 1);
  if (level == 1 && left != NULL && spill_parser_is_sign (self, S ('~')))
    {
      g_autoptr(GPtrArray) items = g_ptr_array_new ();
      SpillNode *node = spill_parser_node (self, SPILL_NODE_CONCAT, self->at->line);

      g_ptr_array_add (items, left);
      while (spill_parser_skip_sign (self, S ('~')))
        {
          if ((right = parse_math (self, level + 1)) == NULL)
            return NULL;
          g_ptr_array_add (items, right);
        }
      spill_parser_set_list (self, node, items);
      return spill_parser_finish (self, node);
    }

  while (left != NULL && (sign = find_sign (self, levels[level].signs, levels[level].n)) != NULL)
    {
      guint line = self->at++->line;

      if ((right = parse_math (self, level + 1)) == NULL)
        return NULL;
      if ((left = spill_parser_join (self, SPILL_NODE_BINARY, line, left, right)) != NULL)
        left->op = sign->op;
    }
  return left;
}

static gboolean
take_comparison (SpillParser *self,
                 SpillOp     *op)
{
  static const Sign signs[] = {
    { S2 ('=', '='), SPILL_OP_EQ }, { S2 ('!', '='), SPILL_OP_NE }, { S ('<'), SPILL_OP_LT },
    { S2 ('<', '='), SPILL_OP_LE }, { S ('>'), SPILL_OP_GT }, { S2 ('>', '='), SPILL_OP_GE },
  };
  const Sign *sign = find_sign (self, signs, G_N_ELEMENTS (signs));

  if (sign != NULL)
    {
      self->at++;
      *op = sign->op;
      return TRUE;
    }
  if (spill_parser_skip_name (self, "in"))
    {
      *op = SPILL_OP_IN;
      return TRUE;
    }
  if (spill_parser_is_name (self, "not") && self->at[1].type == SPILL_TOKEN_NAME &&
      self->at[1].length == 2 && memcmp (self->at[1].text, "in", 2) == 0)
    {
      self->at += 2;
      *op = SPILL_OP_NOT_IN;
      return TRUE;
    }
  return FALSE;
}

static SpillNode *
parse_compare (SpillParser *self)
{
  g_autoptr(GPtrArray) operands = NULL;
  SpillNode *left = parse_math (self, 0), *node, *right;
  guint line = self->at->line;
  SpillOp op;

  while (left != NULL && take_comparison (self, &op))
    {
      if (operands == NULL)
        operands = g_ptr_array_new ();
      right = parse_math (self, 0);
      if (right == NULL || (right = spill_parser_join (self, SPILL_NODE_OPERAND, line, right, NULL)) == NULL)
        return NULL;
      right->op = op;
      g_ptr_array_add (operands, right);
    }

  if (left == NULL || operands == NULL)
    return left;
  node = spill_parser_node (self, SPILL_NODE_COMPARE, line);
  node->a = left;
  spill_parser_set_list (self, node, operands);
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_not (SpillParser *self)
{
  SpillNode *node;
  guint line = self->at->line;

  if (!spill_parser_is_name (self, "not"))
    return parse_compare (self);
  if (!spill_parser_enter (self))
    return NULL;

  self->at++;
  node = parse_not (self);
  spill_parser_leave (self);
  return node != NULL ? spill_parser_join (self, SPILL_NODE_NOT, line, node, NULL) : NULL;
}

static SpillNode *
parse_and (SpillParser *self)
{
  SpillNode *left = parse_not (self), *right;

  while (left != NULL && spill_parser_skip_name (self, "and"))
    {
      if ((right = parse_not (self)) == NULL)
        return NULL;
      left = spill_parser_join (self, SPILL_NODE_AND, right->line, left, right);
    }
  return left;
}

static SpillNode *
parse_or (SpillParser *self)
{
  SpillNode *left = parse_and (self), *right;

  while (left != NULL && spill_parser_skip_name (self, "or"))
    {
      if ((right = parse_and (self)) == NULL)
        return NULL;
      left = spill_parser_join (self, SPILL_NODE_OR, right->line, left, right);
    }
  return left;
}

/* An unknown filter in what may never be reached is an error only when it is. */
static SpillNode *
parse_condition (SpillParser *self)
{
  guint unknown = self->unknown->len;
  SpillNode *node = parse_or (self);

  while (node != NULL && spill_parser_skip_name (self, "if"))
    {
      SpillNode *whole = spill_parser_node (self, SPILL_NODE_CONDITION, node->line);

      whole->b = node;
      if ((whole->a = parse_or (self)) == NULL)
        return NULL;
      if (spill_parser_skip_name (self, "else") && (whole->c = parse_condition (self)) == NULL)
        return NULL;
      g_ptr_array_set_size (self->unknown, (int) unknown);
      node = spill_parser_finish (self, whole);
    }
  return node;
}

SpillNode *
spill_parse_expression (SpillParser *self)
{
  SpillNode *node;

  if (!spill_parser_enter (self))
    return NULL;

  node = parse_condition (self);
  spill_parser_leave (self);
  return node;
}

static gboolean
ends_tuple (SpillParser *self,
            const char  *end)
{
  return self->at->type == SPILL_TOKEN_VARIABLE_END || self->at->type == SPILL_TOKEN_BLOCK_END ||
         self->at->type == SPILL_TOKEN_END || spill_parser_is_sign (self, S (')')) ||
         (end != NULL && spill_parser_is_name (self, end));
}

SpillNode *
spill_parse_tuple (SpillParser *self,
                   gboolean     condition,
                   const char  *end)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  guint line = self->at->line;
  gboolean is_tuple = FALSE;
  SpillNode *node;

  do
    {
      if (ends_tuple (self, end))
        break;
      node = condition ? spill_parse_expression (self) : parse_or (self);
      if (node == NULL)
        return NULL;
      g_ptr_array_add (items, node);
      if (!spill_parser_is_sign (self, S (',')))
        break;
      is_tuple = TRUE;
    }
  while (spill_parser_skip_sign (self, S (',')));

  if (items->len == 0)
    return spill_parser_fail (self, "an expression is missing");
  if (!is_tuple)
    return items->pdata[0];

  node = spill_parser_node (self, SPILL_NODE_TUPLE, line);
  spill_parser_set_list (self, node, items);
  return spill_parser_finish (self, node);
}

static gboolean
is_assignable (SpillParser      *self,
               const SpillToken *token)
{
  static const char *const words[] = { "true", "false", "none", "True", "False", "None" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (token->length == strlen (words[i]) && memcmp (token->text, words[i], token->length) == 0)
      return spill_parser_fail (self, "nothing can be assigned to '%s'", words[i]) != NULL;
  return TRUE;
}

SpillNode *
spill_parse_name_target (SpillParser *self)
{
  SpillToken *token = spill_parser_take_name (self);

  return token != NULL && is_assignable (self, token) ? spill_parser_name (self, token) : NULL;
}

static SpillNode *
parse_target_item (SpillParser *self)
{
  SpillNode *node;

  if (!spill_parser_skip_sign (self, S ('(')))
    return spill_parse_name_target (self);
  if (!spill_parser_enter (self))
    return NULL;
  node = spill_parse_target (self, NULL, FALSE);
  spill_parser_leave (self);
  return node != NULL && spill_parser_expect_sign (self, S (')')) ? node : NULL;
}

SpillNode *
spill_parse_target (SpillParser *self,
                    const char  *end,
                    gboolean     member)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  guint line = self->at->line, uses = self->uses;
  gboolean is_tuple = FALSE;
  SpillNode *node;

  if (member && self->at->type == SPILL_TOKEN_NAME && self->at[1].type == SPILL_TOKEN_OPERATOR && self->at[1].op == '.')
    {
      node = spill_parser_node (self, SPILL_NODE_MEMBER, line);
      node->symbol = spill_template_symbol (self->template, self->at->text, self->at->length);
      self->at += 2;
      if (spill_parser_take_name (self) == NULL)
        return NULL;
      node->value = spill_parser_keep_name (self, self->at - 1);
      return node;
    }

  do
    {
      if (is_tuple && (ends_tuple (self, end) || spill_parser_is_sign (self, S ('='))))
        break;
      if ((node = parse_target_item (self)) == NULL)
        return NULL;
      g_ptr_array_add (items, node);
      if (spill_parser_is_sign (self, S (',')))
        is_tuple = TRUE;
    }
  while (spill_parser_skip_sign (self, S (',')));

  self->uses = uses;
  if (!is_tuple)
    return items->pdata[0];
  node = spill_parser_node (self, SPILL_NODE_TUPLE, line);
  spill_parser_set_list (self, node, items);
  return spill_parser_finish (self, node);
}
