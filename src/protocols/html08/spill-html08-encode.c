#include "protocols/html08/spill-html08.h"

#include <string.h>

/**
 * spill_html08_add_pair:
 *
 * Adds a field to the body of a form, "application/x-www-form-urlencoded".
 */
void
spill_html08_add_pair (GString    *body,
                       const char *name,
                       const char *value)
{
  const char *const parts[] = { name, value };

  if (body->len > 0)
    g_string_append_c (body, '&');
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (i > 0)
        g_string_append_c (body, '=');
      for (const char *p = parts[i]; *p != '\0'; p++)
        if (g_ascii_isalnum (*p) || strchr ("-._~", *p) != NULL)
          g_string_append_c (body, *p);
        else if (*p == ' ')
          g_string_append_c (body, '+');
        else
          g_string_append_printf (body, "%%%02X", (guint) (guchar) *p);
    }
}

/* A browser ends the lines of a text so. */
static char *
dup_with_crlf (const char *text)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\n' && (p == text || p[-1] != '\r'))
        g_string_append_c (result, '\r');
      g_string_append_c (result, *p);
    }

  return g_string_free (result, FALSE);
}

static void
add_text (GString                *body,
          const SpillHtml08Field *field,
          const char             *text)
{
  g_autofree char *lines = NULL;

  if (field->type == SPILL_HTML08_TEXTAREA)
    lines = dup_with_crlf (text);
  spill_html08_add_pair (body, field->full_name, lines != NULL ? lines : text);
}

static gboolean
is_on (GVariant *value)
{
  return g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
}

static void
add_value (GString                *body,
           const SpillHtml08Field *field,
           GVariant               *value)
{
  g_autofree char *text = NULL;

  if (field->type == SPILL_HTML08_BOOL)
    {
      if (is_on (value))
        spill_html08_add_pair (body, field->wire_name, field->wire_value);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    add_text (body, field, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    {
      text = g_strdup_printf ("%" G_GINT64_FORMAT, g_variant_get_int64 (value));
      add_text (body, field, text);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **texts = g_variant_get_strv (value, NULL);

      for (guint i = 0; texts[i] != NULL; i++)
        add_text (body, field, texts[i]);
    }
}

static void
add_fields (GString   *body,
            GPtrArray *fields,
            GVariant  *values)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *field = fields->pdata[i];
      g_autoptr(GVariant) value = NULL;

      if (field->fields != NULL)
        {
          add_fields (body, field->fields, values);
          continue;
        }
      if (values != NULL)
        value = g_variant_lookup_value (values, field->full_name, NULL);
      if (value == NULL && field->default_value != NULL)
        value = g_variant_ref (field->default_value);
      if (value != NULL)
        add_value (body, field, value);
    }
}

/**
 * spill_html08_form_encode:
 * @values: (nullable): a{sv}: b, x, s or as by full name; other names are ignored
 *
 * Fields without a value are sent as the page shows them.
 *
 * Returns: (transfer full): a body for the form's address
 */
GString *
spill_html08_form_encode (const SpillHtml08Form *form,
                          GVariant              *values)
{
  GString *body = g_string_new (NULL);

  for (guint i = 0; i + 1 < form->hidden->len; i += 2)
    spill_html08_add_pair (body, form->hidden->pdata[i], form->hidden->pdata[i + 1]);
  add_fields (body, form->fields, values);

  return body;
}

/* Blame */

/* The words are made of labels as they were configured, with markup, and the page shows them without:
 * only letters and digits outside of tags are compared. Returns what follows in @words, NULL: they do
 * not begin with @label. */
static const char *
skip_label (const char *words,
            const char *label)
{
  gboolean has_any = FALSE;

  for (; *label != '\0'; label = g_utf8_next_char (label))
    {
      gunichar c = g_utf8_get_char (label);

      if (!g_unichar_isalnum (c))
        continue;
      for (; *words != '\0' && !g_unichar_isalnum (g_utf8_get_char (words));
           words = g_utf8_next_char (words))
        if (*words == '<' && strchr (words, '>') != NULL)
          words = strchr (words, '>');
      /* What is not ASCII the master leaves out. */
      if (c >= 0x80 && g_utf8_get_char (words) != c)
        continue;
      if (g_utf8_get_char (words) != c)
        return NULL;
      words = g_utf8_next_char (words);
      has_any = TRUE;
    }

  return has_any ? words : NULL;
}

static gboolean
is_about_label (const char *words,
                const char *label)
{
  const char *rest = skip_label (words, label);

  return rest != NULL
         && (strstr (rest, "needs to be specified") == rest + strspn (rest, ":' *")
             || (strchr (rest, '\'') == rest + strspn (rest, ": *")
                 && strstr (rest, "does not match pattern") != NULL));
}

static char *
dup_quoted (const char *words,
            const char *start)
{
  const char *from = strstr (words, start);
  const char *end;

  if (from == NULL)
    return NULL;

  from += strlen (start);
  end = strchr (from, '\'');
  return end != NULL && end > from ? g_strndup (from, end - from) : NULL;
}

static gboolean
has_value (const SpillHtml08Field *field,
           GVariant               *values,
           const char             *text)
{
  g_autoptr(GVariant) value = values != NULL && field->full_name != NULL
                                ? g_variant_lookup_value (values, field->full_name, NULL) : NULL;

  if (value == NULL && field->default_value != NULL)
    value = g_variant_ref (field->default_value);
  if (value == NULL)
    return FALSE;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_str_equal (g_variant_get_string (value, NULL), text);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **texts = g_variant_get_strv (value, NULL);

      return g_strv_contains (texts, text);
    }

  return FALSE;
}

typedef struct
{
  GVariant   *values;
  const char *words;
  char       *choice;     /* (nullable) that is none of the list's */
  char       *property;   /* (nullable) name that is not allowed */
} Blame;

static const char *
find_blamed (GPtrArray *fields,
             Blame     *blame)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *field = fields->pdata[i];
      const char *found = NULL;

      if (field->fields != NULL)
        found = find_blamed (field->fields, blame);
      else if (field->choices != NULL && blame->choice != NULL)
        found = has_value (field, blame->values, blame->choice) ? field->full_name : NULL;
      else if (blame->property != NULL)
        found = g_str_equal (field->name, "name") && has_value (field, blame->values, blame->property)
                  ? field->full_name : NULL;
      else if (is_about_label (blame->words, field->label))
        found = field->full_name;
      if (found != NULL)
        return found;
    }

  return NULL;
}

/**
 * spill_html08_form_blame:
 * @values: (nullable): what was sent
 * @words: what the master says
 *
 * Masters tell of a wrong value only in words for people (buildbot/schedulers/forcesched.py of 0.8).
 *
 * Returns: (nullable) (transfer none): the full name of the field that they are about
 */
const char *
spill_html08_form_blame (const SpillHtml08Form *form,
                         GVariant              *values,
                         const char            *words)
{
  Blame blame = { .values = values, .words = words };
  const char *found;

  if (strstr (words, "list of available choices") != NULL)
    blame.choice = dup_quoted (words, "'");
  else if (g_str_has_prefix (words, "bad property name="))
    blame.property = dup_quoted (words, "name='");
  found = find_blamed (form->fields, &blame);
  g_free (blame.choice);
  g_free (blame.property);

  return found;
}
