#include "template/spill-template-lexer.h"

#include <errno.h>
#include <string.h>

#include "template/spill-template-private.h"

#define MAX_BRACKETS 200

typedef struct
{
  const char  *name;
  const char  *at;
  const char  *end;
  guint        line;
  guint        flags;
  gboolean     line_starting;    /* what came before ended a line */
  SpillTokens *tokens;
  char         brackets[MAX_BRACKETS];
  guint        n_brackets;
  GError     **error;
} Lexer;

static gboolean
fail (Lexer      *self,
      const char *message)
{
  spill_template_fail (self->error, SPILL_TEMPLATE_ERROR_SYNTAX, self->name, self->line, "%s", message);
  return FALSE;
}

static void
push (Lexer          *self,
      SpillTokenType  type,
      const char     *text,
      gsize           length,
      SpillValue     *value)
{
  SpillToken token = { type, self->line, 0, text, length, value };

  g_array_append_val (self->tokens->tokens, token);
}

/* Goes on to @to, counting lines. */
static void
advance (Lexer      *self,
         const char *to)
{
  if (to > self->at)
    self->line_starting = to[-1] == '\n';
  for (; self->at < to; self->at++)
    if (*self->at == '\n')
      self->line++;
}

static const char *
skip_space (const char *at)
{
  while (g_unichar_isspace (g_utf8_get_char (at)) || *at == '\v')
    at = g_utf8_next_char (at);
  return at;
}

/* After the "%}", "}}" or "#}" of a tag: what belongs to it of the white space that follows. */
static const char *
skip_after (Lexer      *self,
            const char *at,
            char        sign,
            gboolean    trims)
{
  if (sign == '-')
    return skip_space (at);
  if (trims && sign != '+' && (self->flags & SPILL_LEX_TRIM_BLOCKS) && *at == '\n')
    return at + 1;
  return at;
}

/* The text up to a tag at @to, with @sign behind the tag's opening. */
static void
take_data (Lexer      *self,
           const char *to,
           char        sign,
           gboolean    is_variable)
{
  const char *start = self->at, *end = to;

  if (sign == '-')
    {
      const char *before;

      while (end > start && (before = g_utf8_prev_char (end)) >= start &&
             (g_unichar_isspace (g_utf8_get_char (before)) || *before == '\v'))
        end = before;
    }
  else if (sign != '+' && !is_variable && (self->flags & SPILL_LEX_LSTRIP_BLOCKS))
    {
      const char *line = end;

      while (line > start && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
      if (line > start ? line[-1] == '\n' : self->line_starting)
        end = line;
    }

  if (end > start)
    push (self, SPILL_TOKEN_DATA, start, (gsize) (end - start), NULL);
  advance (self, to);
}

static char
get_sign (const char *at)
{
  return *at == '-' || *at == '+' ? *at : '\0';
}

/* Matches "WORD" and then the end of a block tag behind @at; @sign: the one before that end. */
static const char *
match_word_tag (const char *at,
                const char *word,
                char       *sign)
{
  at = skip_space (at);
  if (strncmp (at, word, strlen (word)) != 0)
    return NULL;

  at = skip_space (at + strlen (word));
  *sign = get_sign (at);
  if (*sign != '\0')
    at++;
  return strncmp (at, "%}", 2) == 0 ? at + 2 : NULL;
}

static gboolean
lex_comment (Lexer *self)
{
  const char *close = strstr (self->at + 2, "#}");

  if (close == NULL)
    return fail (self, "a comment has no end");

  advance (self, skip_after (self, close + 2, close > self->at + 2 ? get_sign (close - 1) : '\0', TRUE));
  return TRUE;
}

/* At "{% raw %}"; @body: what follows it. */
static gboolean
lex_raw (Lexer      *self,
         const char *body)
{
  advance (self, body);
  for (const char *tag = strstr (body, "{%"); tag != NULL; tag = strstr (tag + 2, "{%"))
    {
      char before = get_sign (tag + 2), after;
      const char *end = match_word_tag (tag + 2 + (before != '\0'), "endraw", &after);

      if (end != NULL)
        {
          take_data (self, tag, before, FALSE);
          advance (self, skip_after (self, end, after, TRUE));
          return TRUE;
        }
    }
  return fail (self, "a raw block has no end");
}

/* Python's escapes in a string; what is none stays with its backslash. */
static const char *
unescape (const char *at,
          const char *end,
          GString    *into)
{
  static const char letters[] = "abfnrtv", meant[] = "\a\b\f\n\r\t\v";
  const char *letter = strchr (letters, *at);
  guint digits = *at == 'x' ? 2 : *at == 'u' ? 4 : *at == 'U' ? 8 : 0;
  gunichar code = 0;

  if (letter != NULL)
    g_string_append_c (into, meant[letter - letters]);
  else if (*at == '\\' || *at == '\'' || *at == '"')
    g_string_append_c (into, *at);
  else if (digits > 0)
    {
      for (guint i = 1; i <= digits; i++)
        {
          if (at + i >= end || !g_ascii_isxdigit (at[i]))
            return NULL;
          code = code << 4 | (gunichar) g_ascii_xdigit_value (at[i]);
        }
      g_string_append_unichar (into, code == 0 || !g_unichar_validate (code) ? 0xfffd : code);
      return at + digits + 1;
    }
  else if (*at >= '0' && *at <= '7')
    {
      for (digits = 0; digits < 3 && at < end && *at >= '0' && *at <= '7'; digits++)
        code = code << 3 | (gunichar) (*at++ - '0');
      g_string_append_unichar (into, code == 0 ? 0xfffd : code);
      return at;
    }
  else if (*at == 'N')
    return NULL;
  else if (*at != '\n')
    {
      g_string_append_c (into, '\\');
      return at;
    }
  return at + 1;
}

static gboolean
lex_string (Lexer *self)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *start = self->at, *at = start + 1, *end = at;

  while (*end != *start)
    {
      if (*end == '\0' || (*end == '\\' && *++end == '\0'))
        return fail (self, "a string has no end");
      end++;
    }

  while (at < end)
    if (*at != '\\')
      g_string_append_c (text, *at++);
    else if ((at = unescape (at + 1, end, text)) == NULL)
      return fail (self, "an escape in a string is cut short or of no known kind");

  push (self, SPILL_TOKEN_STRING, start, (gsize) (end + 1 - start), spill_string_new (text->str, text->len, FALSE));
  advance (self, end + 1);
  return TRUE;
}

/* Digits of @base with single underscores between them; @digits gets them without. */
static const char *
scan_digits (const char *at,
             int         base,
             GString    *digits)
{
  while (TRUE)
    {
      const char *next = *at == '_' && digits->len > 0 ? at + 1 : at;

      if (!g_ascii_isxdigit (*next) || g_ascii_xdigit_value (*next) >= base)
        return at;
      g_string_append_c (digits, *next);
      at = next + 1;
    }
}

static gboolean
push_integer (Lexer      *self,
              const char *end,
              const char *digits,
              guint       base)
{
  gint64 value;

  errno = 0;
  value = g_ascii_strtoll (digits, NULL, base);
  if (errno != 0)
    return fail (self, "an integer does not fit into 64 bits");

  push (self, SPILL_TOKEN_INTEGER, self->at, (gsize) (end - self->at), spill_value_new_integer (value));
  advance (self, end);
  return TRUE;
}

static gboolean
lex_number (Lexer *self)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  const char *at = self->at, *whole, *more;
  char letter = g_ascii_tolower (at[1]);
  int base = *at != '0' ? 10 : letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
  gboolean is_float = FALSE, after_dot = at > self->tokens->text && at[-1] == '.';

  if (base != 10)
    {
      at = scan_digits (at + 2, base, digits);
      if (digits->len > 0)
        return push_integer (self, at, digits->str, (guint) base);
      at = self->at;
    }

  whole = at = scan_digits (at, 10, digits);
  if (*at == '.' && g_ascii_isdigit (at[1]) && !after_dot)
    {
      g_string_append_c (digits, '.');
      at = scan_digits (at + 1, 10, digits);
      is_float = TRUE;
    }
  more = *at == 'e' || *at == 'E' ? at + 1 + (at[1] == '+' || at[1] == '-') : at;
  if (more > at && g_ascii_isdigit (*more) && !after_dot)
    {
      g_string_append_len (digits, at, more - at);
      at = scan_digits (more, 10, digits);
      is_float = TRUE;
    }

  if (is_float)
    {
      push (self, SPILL_TOKEN_FLOAT, self->at, (gsize) (at - self->at),
            spill_value_new_float (g_ascii_strtod (digits->str, NULL)));
      advance (self, at);
      return TRUE;
    }

  /* "007" is none of Python's integers. */
  if (digits->str[0] == '0' && strspn (digits->str, "0") < digits->len)
    return fail (self, "an integer begins with 0");
  return push_integer (self, whole, digits->str, 10);
}

static gboolean
lex_operator (Lexer *self)
{
  static const char pairs[][3] = { "//", "**", "==", "!=", ">=", "<=" };
  const char *at = self->at;
  SpillToken token = { SPILL_TOKEN_OPERATOR, self->line, SPILL_SIGN (*at), at, 1, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (at[0] == pairs[i][0] && at[1] == pairs[i][1])
      {
        token.op = SPILL_SIGN2 (at[0], at[1]);
        token.length = 2;
      }

  if (token.length == 1 && strchr ("+-/*%~[](){}<>=.:|,;", *at) == NULL)
    return fail (self, "there is a character that no expression has");

  if (strchr ("([{", *at) != NULL)
    {
      if (self->n_brackets == MAX_BRACKETS)
        return fail (self, "brackets are nested too deeply");
      self->brackets[self->n_brackets++] = *at == '(' ? ')' : *at == '[' ? ']' : '}';
    }
  else if (strchr (")]}", *at) != NULL)
    {
      if (self->n_brackets == 0 || self->brackets[--self->n_brackets] != *at)
        return fail (self, "a bracket is closed that was not opened");
    }

  g_array_append_val (self->tokens->tokens, token);
  advance (self, at + token.length);
  return TRUE;
}

static gboolean
is_word (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c) || (c >= 0x80 && g_unichar_ismark (c));
}

static gboolean
lex_token (Lexer *self)
{
  gunichar c = g_utf8_get_char (self->at);
  const char *end = self->at;

  if (c == '"' || c == '\'')
    return lex_string (self);
  if (c < 0x80 && g_ascii_isdigit ((char) c))
    return lex_number (self);
  if (!is_word (c))
    return lex_operator (self);

  while (is_word (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  push (self, SPILL_TOKEN_NAME, self->at, (gsize) (end - self->at), NULL);
  advance (self, end);
  return TRUE;
}

/* In a tag, up to and with its @close; to the end of the text if that is NULL. */
static gboolean
lex_tag (Lexer          *self,
         const char     *close,
         SpillTokenType  type)
{
  self->n_brackets = 0;
  while (TRUE)
    {
      const char *at = skip_space (self->at);
      char sign;

      advance (self, at);
      if (at == self->end)
        return close == NULL || fail (self, "a tag has no end");

      sign = get_sign (at);
      if (sign == '+' && type == SPILL_TOKEN_VARIABLE_END)
        sign = '\0';
      if (close != NULL && self->n_brackets == 0 && strncmp (at + (sign != '\0'), close, 2) == 0)
        {
          push (self, type, at, 2, NULL);
          advance (self, skip_after (self, at + (sign != '\0') + 2, sign, type == SPILL_TOKEN_BLOCK_END));
          return TRUE;
        }
      if (!lex_token (self))
        return FALSE;
    }
}

static const char *
find_tag (const char *at)
{
  while ((at = strchr (at, '{')) != NULL && strchr ("{%#", at[1]) == NULL)
    at++;
  return at != NULL && at[1] != '\0' ? at : NULL;
}

static gboolean
lex_root (Lexer *self)
{
  const char *tag;

  while ((tag = find_tag (self->at)) != NULL)
    {
      gboolean is_variable = tag[1] == '{';
      char sign = get_sign (tag + 2), raw_sign;
      const char *body = tag[1] == '%' ? match_word_tag (tag + 2 + (sign != '\0'), "raw", &raw_sign) : NULL;
      gboolean done;

      take_data (self, tag, sign, is_variable);
      if (tag[1] == '#')
        done = lex_comment (self);
      else if (body != NULL && raw_sign != '+')
        done = lex_raw (self, raw_sign == '-' ? skip_space (body) : body);
      else
        {
          push (self, is_variable ? SPILL_TOKEN_VARIABLE_BEGIN : SPILL_TOKEN_BLOCK_BEGIN, tag, 2, NULL);
          advance (self, tag + 2 + (sign != '\0'));
          done = is_variable ? lex_tag (self, "}}", SPILL_TOKEN_VARIABLE_END) : lex_tag (self, "%}", SPILL_TOKEN_BLOCK_END);
        }
      if (!done)
        return FALSE;
    }

  take_data (self, self->end, '+', TRUE);
  return TRUE;
}

static void
clear_token (gpointer data)
{
  g_clear_pointer (&((SpillToken *) data)->value, spill_value_unref);
}

/* "\r\n" and "\r" are newlines too; the last newline of a text is its end, not part of it. */
static char *
normalize (const char *text,
           gsize       length)
{
  GString *normal = g_string_sized_new (length + 1);

  for (gsize i = 0; i < length; i++)
    if (text[i] != '\r')
      g_string_append_c (normal, text[i]);
    else if (i + 1 == length || text[i + 1] != '\n')
      g_string_append_c (normal, '\n');
  if (normal->len > 0 && normal->str[normal->len - 1] == '\n')
    g_string_truncate (normal, normal->len - 1);
  return g_string_free (normal, FALSE);
}

/**
 * spill_tokens_new:
 * @name: the template's, for errors
 * @text: its text, any bytes
 * @length: of @text
 * @flags: SPILL_LEX_*
 *
 * Returns: (transfer full): the tokens; %NULL and %SPILL_TEMPLATE_ERROR_SYNTAX if there are none
 */
SpillTokens *
spill_tokens_new (const char  *name,
                  const char  *text,
                  gsize        length,
                  guint        flags,
                  GError     **error)
{
  g_autoptr(SpillTokens) self = g_new0 (SpillTokens, 1);
  Lexer lexer = { .name = name, .line = 1, .flags = flags, .line_starting = TRUE, .tokens = self, .error = error };

  self->tokens = g_array_new (FALSE, FALSE, sizeof (SpillToken));
  g_array_set_clear_func (self->tokens, clear_token);
  if (!g_utf8_validate_len (text, length, NULL))
    {
      fail (&lexer, "the text is not UTF-8");
      return NULL;
    }

  self->text = normalize (text, length);
  lexer.at = self->text;
  lexer.end = self->text + strlen (self->text);
  if (flags & SPILL_LEX_EXPRESSION ? !lex_tag (&lexer, NULL, SPILL_TOKEN_END) : !lex_root (&lexer))
    return NULL;

  push (&lexer, SPILL_TOKEN_END, lexer.end, 0, NULL);
  return g_steal_pointer (&self);
}

void
spill_tokens_free (SpillTokens *self)
{
  g_clear_pointer (&self->tokens, g_array_unref);
  g_free (self->text);
  g_free (self);
}
