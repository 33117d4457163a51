#include "template/spill-template-statements.h"

#include <string.h>

#define S SPILL_SIGN

/* Reads up to one of the tags @ends (words with spaces between, NULL: the end of the text), whose
 * word is not taken, into the list of @node. */
static gboolean parse_body (SpillParser *self, SpillNode *node, const char *ends);

static gboolean
end_block (SpillParser *self)
{
  if (self->at->type != SPILL_TOKEN_BLOCK_END)
    return spill_parser_fail (self, "the tag should end before '%.*s'", (int) MIN (self->at->length, 20), self->at->text) != NULL;

  self->at++;
  return TRUE;
}

/* The body of a statement and its one closing word, which is taken. */
static gboolean
parse_block_body (SpillParser *self,
                  SpillNode   *node,
                  const char  *end)
{
  spill_parser_skip_sign (self, S (':'));
  return end_block (self) && parse_body (self, node, end) && spill_parser_expect_name (self, end);
}

static SpillNode *
parse_for (SpillParser *self,
           SpillNode   *node)
{
  guint uses = self->uses;
  SpillNode *other;

  self->uses &= ~(guint) SPILL_FLAG_LOOP;
  if ((node->a = spill_parse_target (self, "in", FALSE)) == NULL || !spill_parser_expect_name (self, "in") ||
      (node->b = spill_parse_tuple (self, FALSE, "recursive")) == NULL)
    return NULL;
  if (spill_parser_skip_name (self, "if") && (node->c = spill_parse_expression (self)) == NULL)
    return NULL;
  if (spill_parser_skip_name (self, "recursive"))
    node->flags |= SPILL_FLAG_RECURSIVE;

  spill_parser_skip_sign (self, S (':'));
  if (!end_block (self) || !parse_body (self, node, "endfor else"))
    return NULL;
  if (self->uses & SPILL_FLAG_LOOP || node->flags & SPILL_FLAG_RECURSIVE)
    node->flags |= SPILL_FLAG_LOOP;
  self->uses |= uses;
  if (spill_parser_skip_name (self, "endfor"))
    return spill_parser_finish (self, node);

  self->at++;
  other = spill_parser_node (self, SPILL_NODE_BRANCH, node->line);
  if (!parse_block_body (self, other, "endfor"))
    return NULL;
  node->other = other->list;
  node->n_other = other->n;
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_branches (SpillParser *self,
                SpillNode   *node)
{
  g_autoptr(GPtrArray) branches = g_ptr_array_new ();
  SpillNode *branch;

  do
    {
      branch = spill_parser_node (self, SPILL_NODE_BRANCH, self->at->line);
      if ((branch->a = spill_parse_tuple (self, FALSE, NULL)) == NULL)
        return NULL;
      spill_parser_skip_sign (self, S (':'));
      if (!end_block (self) || !parse_body (self, branch, "elif else endif") ||
          (branch = spill_parser_finish (self, branch)) == NULL)
        return NULL;
      g_ptr_array_add (branches, branch);
    }
  while (spill_parser_skip_name (self, "elif"));

  if (spill_parser_skip_name (self, "else"))
    {
      branch = spill_parser_node (self, SPILL_NODE_BRANCH, self->at->line);
      if (!parse_block_body (self, branch, "endif") || (branch = spill_parser_finish (self, branch)) == NULL)
        return NULL;
      g_ptr_array_add (branches, branch);
    }
  else
    self->at++;

  spill_parser_set_list (self, node, branches);
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_if (SpillParser *self,
          SpillNode   *node)
{
  self->soft++;
  node = parse_branches (self, node);
  self->soft--;
  return node;
}

static SpillNode *
parse_set (SpillParser *self,
           SpillNode   *node)
{
  if ((node->a = spill_parse_target (self, NULL, TRUE)) == NULL)
    return NULL;
  if (spill_parser_skip_sign (self, S ('=')))
    {
      if ((node->b = spill_parse_tuple (self, TRUE, NULL)) == NULL)
        return NULL;
      return spill_parser_finish (self, node);
    }

  node->kind = SPILL_NODE_SET_BLOCK;
  if (spill_parser_is_sign (self, S ('|')) && (node->b = spill_parse_filters (self, NULL, FALSE)) == NULL)
    return NULL;
  return parse_block_body (self, node, "endset") ? spill_parser_finish (self, node) : NULL;
}

static gboolean
is_blank (const SpillNode *node)
{
  if (node->kind != SPILL_NODE_TEXT)
    return FALSE;

  for (const char *at = spill_value_get_string (node->value); *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isspace (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static SpillNode *
parse_block (SpillParser *self,
             SpillNode   *node)
{
  SpillToken *name = spill_parser_take_name (self);
  const char *text;

  if (name == NULL)
    return NULL;

  node->value = spill_parser_keep_name (self, name);
  text = spill_value_get_string (node->value);
  if (spill_parser_skip_name (self, "scoped"))
    {
      node->flags |= SPILL_FLAG_SCOPED;
      self->uses |= SPILL_FLAG_LOOP;
    }
  if (spill_parser_skip_name (self, "required"))
    node->flags |= SPILL_FLAG_REQUIRED;
  if (!g_hash_table_insert (self->template->blocks, (char *) text, node))
    return spill_parser_fail (self, "block '%s' is there twice", text);
  if (!parse_block_body (self, node, "endblock"))
    return NULL;

  if (node->flags & SPILL_FLAG_REQUIRED)
    for (guint i = 0; i < node->n; i++)
      if (!is_blank (node->list[i]))
        return spill_parser_fail (self, "block '%s' is required and cannot have anything in it", text);
  if (self->at->type == SPILL_TOKEN_NAME && self->at->length == spill_value_get_string_size (node->value) &&
      memcmp (self->at->text, text, self->at->length) == 0)
    self->at++;
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_extends (SpillParser *self,
               SpillNode   *node)
{
  if (self->inside > 1)
    return spill_parser_fail (self, "extends stands inside of something");
  node->a = spill_parse_expression (self);
  return node->a != NULL ? spill_parser_finish (self, node) : NULL;
}

/* "with context", "without context" */
static gboolean
parse_context (SpillParser *self,
               SpillNode   *node)
{
  gboolean with = spill_parser_is_name (self, "with");

  if ((!with && !spill_parser_is_name (self, "without")) || self->at[1].type != SPILL_TOKEN_NAME ||
      self->at[1].length != strlen ("context") || memcmp (self->at[1].text, "context", self->at[1].length) != 0)
    return FALSE;

  self->at += 2;
  node->flags = with ? node->flags | SPILL_FLAG_CONTEXT : node->flags & ~SPILL_FLAG_CONTEXT;
  return TRUE;
}

static SpillNode *
parse_include (SpillParser *self,
               SpillNode   *node)
{
  node->flags |= SPILL_FLAG_CONTEXT;
  if ((node->a = spill_parse_expression (self)) == NULL)
    return NULL;
  if (spill_parser_skip_name (self, "ignore"))
    {
      if (!spill_parser_expect_name (self, "missing"))
        return NULL;
      node->flags |= SPILL_FLAG_IGNORE_MISSING;
    }
  parse_context (self, node);
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_import (SpillParser *self,
              SpillNode   *node)
{
  SpillNode *target;

  if ((node->a = spill_parse_expression (self)) == NULL || !spill_parser_expect_name (self, "as") ||
      (target = spill_parse_name_target (self)) == NULL)
    return NULL;

  node->symbol = target->symbol;
  parse_context (self, node);
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_imported_name (SpillParser *self)
{
  SpillNode *name = spill_parse_name_target (self), *alias = name, *param;

  if (name == NULL)
    return NULL;
  if (spill_value_get_string (name->value)[0] == '_')
    return spill_parser_fail (self, "a name that begins with '_' cannot be imported");
  if (spill_parser_skip_name (self, "as") && (alias = spill_parse_name_target (self)) == NULL)
    return NULL;

  param = spill_parser_node (self, SPILL_NODE_PARAM, name->line);
  param->symbol = alias->symbol;
  param->value = name->value;
  return param;
}

static SpillNode *
parse_from (SpillParser *self,
            SpillNode   *node)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  SpillNode *name;

  if ((node->a = spill_parse_expression (self)) == NULL || !spill_parser_expect_name (self, "import"))
    return NULL;

  do
    {
      if (parse_context (self, node))
        break;
      if ((name = parse_imported_name (self)) == NULL)
        return NULL;
      g_ptr_array_add (names, name);
      if (parse_context (self, node))
        break;
    }
  while (spill_parser_skip_sign (self, S (',')));

  spill_parser_set_other (self, node, names);
  return spill_parser_finish (self, node);
}

/* At "(": the parameters of a macro. */
static gboolean
parse_signature (SpillParser *self,
                 SpillNode   *node)
{
  g_autoptr(GPtrArray) params = g_ptr_array_new ();
  gboolean defaults = FALSE;

  if (!spill_parser_expect_sign (self, S ('(')))
    return FALSE;

  while (!spill_parser_is_sign (self, S (')')))
    {
      SpillNode *target, *param;

      if (params->len > 0 && !spill_parser_expect_sign (self, S (',')))
        return FALSE;
      if ((target = spill_parse_name_target (self)) == NULL)
        return FALSE;

      for (guint i = 0; i < params->len; i++)
        if (((SpillNode *) params->pdata[i])->symbol == target->symbol)
          return spill_parser_fail (self, "a macro has two parameters of one name") != NULL;
      param = spill_parser_node (self, SPILL_NODE_PARAM, target->line);
      param->symbol = target->symbol;
      param->value = target->value;
      if (spill_parser_skip_sign (self, S ('=')))
        {
          defaults = TRUE;
          if ((param->a = spill_parse_expression (self)) == NULL)
            return FALSE;
        }
      else if (defaults)
        return spill_parser_fail (self, "a parameter without a default follows one with it") != NULL;
      if ((param = spill_parser_finish (self, param)) == NULL)
        return FALSE;
      g_ptr_array_add (params, param);
    }

  self->at++;
  spill_parser_set_other (self, node, params);
  return TRUE;
}

/* Finds out, too, which of caller, varargs and kwargs the body names. */
static gboolean
parse_macro_body (SpillParser *self,
                  SpillNode   *node,
                  const char  *end)
{
  guint uses = self->uses;

  self->uses = 0;
  if (!parse_block_body (self, node, end))
    return FALSE;
  node->flags |= self->uses & (SPILL_FLAG_CALLER | SPILL_FLAG_VARARGS | SPILL_FLAG_KWARGS);
  self->uses |= uses;
  return TRUE;
}

static SpillNode *
parse_macro (SpillParser *self,
             SpillNode   *node)
{
  SpillNode *target = spill_parse_name_target (self);

  if (target == NULL || !parse_signature (self, node))
    return NULL;

  node->symbol = target->symbol;
  node->value = target->value;
  return parse_macro_body (self, node, "endmacro") ? spill_parser_finish (self, node) : NULL;
}

static SpillNode *
parse_call (SpillParser *self,
            SpillNode   *node)
{
  SpillNode *macro = spill_parser_node (self, SPILL_NODE_MACRO, node->line);

  macro->symbol = SPILL_SYMBOL_CALLER;
  macro->value = g_ptr_array_index (self->template->symbols, SPILL_SYMBOL_CALLER);
  if (spill_parser_is_sign (self, S ('(')) && !parse_signature (self, macro))
    return NULL;
  if ((node->a = spill_parse_expression (self)) == NULL)
    return NULL;
  if (node->a->kind != SPILL_NODE_CALL)
    return spill_parser_fail (self, "a call block wants a call");

  if (!parse_macro_body (self, macro, "endcall") || (node->b = spill_parser_finish (self, macro)) == NULL)
    return NULL;
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_filter_block (SpillParser *self,
                    SpillNode   *node)
{
  if ((node->b = spill_parse_filters (self, NULL, TRUE)) == NULL)
    return NULL;
  return parse_block_body (self, node, "endfilter") ? spill_parser_finish (self, node) : NULL;
}

static SpillNode *
parse_with (SpillParser *self,
            SpillNode   *node)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();
  SpillNode *part;

  while (self->at->type != SPILL_TOKEN_BLOCK_END)
    {
      if (pairs->len > 0 && !spill_parser_expect_sign (self, S (',')))
        return NULL;
      /* One name, or several in parentheses: a comma begins the next pair. */
      if (spill_parser_skip_sign (self, S ('(')))
        {
          part = spill_parse_target (self, NULL, FALSE);
          if (part != NULL && !spill_parser_expect_sign (self, S (')')))
            return NULL;
        }
      else
        part = spill_parse_name_target (self);
      if (part == NULL)
        return NULL;
      g_ptr_array_add (pairs, part);
      if (!spill_parser_expect_sign (self, S ('=')) || (part = spill_parse_expression (self)) == NULL)
        return NULL;
      g_ptr_array_add (pairs, part);
    }

  spill_parser_set_other (self, node, pairs);
  return parse_block_body (self, node, "endwith") ? spill_parser_finish (self, node) : NULL;
}

static SpillNode *
parse_autoescape (SpillParser *self,
                  SpillNode   *node)
{
  if ((node->a = spill_parse_expression (self)) == NULL || !parse_block_body (self, node, "endautoescape"))
    return NULL;
  return spill_parser_finish (self, node);
}

static SpillNode *
parse_print (SpillParser *self,
             SpillNode   *node)
{
  g_autoptr(GPtrArray) outputs = g_ptr_array_new ();

  /* Several outputs: a branch that is always taken. */
  while (self->at->type != SPILL_TOKEN_BLOCK_END)
    {
      SpillNode *output = spill_parser_node (self, SPILL_NODE_OUTPUT, node->line);

      if (outputs->len > 0 && !spill_parser_expect_sign (self, S (',')))
        return NULL;
      if ((output->a = spill_parse_expression (self)) == NULL || (output = spill_parser_finish (self, output)) == NULL)
        return NULL;
      g_ptr_array_add (outputs, output);
    }

  spill_parser_set_list (self, node, outputs);
  return spill_parser_finish (self, node);
}

static const struct
{
  const char    *word;
  SpillNodeKind  kind;
  SpillNode   *(*parse) (SpillParser *self, SpillNode *node);
} statements[] = {
  { "for", SPILL_NODE_FOR, parse_for },
  { "if", SPILL_NODE_IF, parse_if },
  { "set", SPILL_NODE_SET, parse_set },
  { "block", SPILL_NODE_BLOCK, parse_block },
  { "extends", SPILL_NODE_EXTENDS, parse_extends },
  { "include", SPILL_NODE_INCLUDE, parse_include },
  { "import", SPILL_NODE_IMPORT, parse_import },
  { "from", SPILL_NODE_FROM, parse_from },
  { "macro", SPILL_NODE_MACRO, parse_macro },
  { "call", SPILL_NODE_CALL_BLOCK, parse_call },
  { "filter", SPILL_NODE_FILTER_BLOCK, parse_filter_block },
  { "with", SPILL_NODE_WITH, parse_with },
  { "autoescape", SPILL_NODE_AUTOESCAPE, parse_autoescape },
  { "print", SPILL_NODE_BRANCH, parse_print },
};

/* Behind "{%" */
static SpillNode *
parse_statement (SpillParser *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    if (spill_parser_is_name (self, statements[i].word))
      {
        SpillNode *node = spill_parser_node (self, statements[i].kind, self->at->line);

        self->at++;
        if (!spill_parser_enter (self))
          return NULL;
        self->inside += statements[i].kind != SPILL_NODE_IF;
        node = statements[i].parse (self, node);
        self->inside -= statements[i].kind != SPILL_NODE_IF;
        spill_parser_leave (self);
        return node != NULL && end_block (self) ? node : NULL;
      }

  return spill_parser_fail (self, "there is no tag '%.*s' here", (int) MIN (self->at->length, 20), self->at->text);
}

static gboolean
is_end (SpillParser *self,
        const char  *ends)
{
  g_auto(GStrv) words = g_strsplit (ends, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (spill_parser_is_name (self, words[i]))
      return TRUE;
  return FALSE;
}

static SpillNode *
parse_part (SpillParser *self)
{
  SpillToken *token = self->at++;
  SpillNode *node;

  if (token->type == SPILL_TOKEN_DATA)
    {
      node = spill_parser_node (self, SPILL_NODE_TEXT, token->line);
      node->value = spill_parser_keep_name (self, token);
      return node;
    }
  if (token->type == SPILL_TOKEN_BLOCK_BEGIN)
    return parse_statement (self);

  node = spill_parser_node (self, SPILL_NODE_OUTPUT, token->line);
  if ((node->a = spill_parse_tuple (self, TRUE, NULL)) == NULL)
    return NULL;
  if (self->at->type != SPILL_TOKEN_VARIABLE_END)
    return spill_parser_fail (self, "'}}' is missing before '%.*s'", (int) MIN (self->at->length, 20), self->at->text);
  self->at++;
  return spill_parser_finish (self, node);
}

static gboolean
parse_body (SpillParser *self,
            SpillNode   *node,
            const char  *ends)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  while (self->at->type != SPILL_TOKEN_END)
    {
      SpillNode *part;

      if (ends != NULL && self->at->type == SPILL_TOKEN_BLOCK_BEGIN)
        {
          self->at++;
          if (is_end (self, ends))
            {
              spill_parser_set_list (self, node, parts);
              return TRUE;
            }
          self->at--;
        }

      if ((part = parse_part (self)) == NULL)
        return FALSE;
      g_ptr_array_add (parts, part);
    }

  if (ends != NULL)
    return spill_parser_fail (self, "the text ends before '%s'", ends) != NULL;
  spill_parser_set_list (self, node, parts);
  return TRUE;
}

SpillNode *
spill_parse_template (SpillParser *self)
{
  SpillNode *root = spill_parser_node (self, SPILL_NODE_BRANCH, 1);

  return parse_body (self, root, NULL) ? spill_parser_finish (self, root) : NULL;
}
