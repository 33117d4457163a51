#include "web/spill-page-args.h"

#include <errno.h>
#include <string.h>

#include "util/spill-plain.h"

/* Seconds since the epoch of the year 9999, and a length of time that is as good as forever. */
#define LATEST 253370764800.0

/* One argument, as often as it came. */
typedef struct
{
  char      *name;
  GPtrArray *values;   /* NULL-terminated; without empty ones */
} Arg;

struct _SpillPageArgs
{
  GPtrArray *args;
  GPtrArray *lists;    /* what get_list () made of two names */
};

G_DEFINE_QUARK (spill-page-error-quark, spill_page_error)

static void
arg_free (gpointer data)
{
  Arg *self = data;

  g_free (self->name);
  g_ptr_array_unref (self->values);
  g_free (self);
}

static void
args_clear (gpointer data)
{
  SpillPageArgs *self = data;

  g_ptr_array_unref (self->args);
  g_ptr_array_unref (self->lists);
}

static Arg *
find (SpillPageArgs *self,
      const char    *name)
{
  for (guint i = 0; i < self->args->len; i++)
    {
      Arg *arg = self->args->pdata[i];

      if (strcmp (arg->name, name) == 0)
        return arg;
    }

  return NULL;
}

/* application/x-www-form-urlencoded: blanks are "+". */
static char *
decode (const char *text,
        gsize       length)
{
  g_autofree char *blanks = g_strndup (text, length);
  g_autofree char *plain = NULL;

  g_strdelimit (blanks, "+", ' ');
  plain = g_uri_unescape_string (blanks, NULL);   /* NULL for "%00" too */

  return plain != NULL && g_utf8_validate (plain, -1, NULL) ? g_steal_pointer (&plain) : NULL;
}

static gboolean
fail (GError     **error,
      const char  *name,
      const char  *value,
      const char  *wanted)
{
  g_autofree char *cut = spill_plain_one_line (value, 60);

  g_set_error (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT,
               "The argument “%s” is %s, not “%s”.", name, wanted, cut);
  return FALSE;
}

static gboolean
add (SpillPageArgs  *self,
     const char     *pair,
     gsize           length,
     GError        **error)
{
  const char *equals = memchr (pair, '=', length);
  gsize n = equals != NULL ? (gsize) (equals - pair) : length;
  g_autofree char *name = decode (pair, n);
  g_autofree char *value = NULL;
  Arg *arg;

  if (name == NULL)
    {
      g_set_error_literal (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT,
                           "The name of an argument cannot be read: it is no text in UTF-8.");
      return FALSE;
    }
  if (equals == NULL || n + 1 == length)
    return TRUE;

  value = decode (equals + 1, length - n - 1);
  if (value == NULL)
    {
      g_autofree char *cut = spill_plain_one_line (name, 60);

      g_set_error (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT,
                   "The argument “%s” cannot be read: it is no text in UTF-8.", cut);
      return FALSE;
    }
  arg = find (self, name);
  if (arg == NULL)
    {
      arg = g_new0 (Arg, 1);
      arg->name = g_steal_pointer (&name);
      arg->values = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (arg->values, NULL);
      g_ptr_array_add (self->args, arg);
    }
  g_ptr_array_insert (arg->values, (int) arg->values->len - 1, g_steal_pointer (&value));

  return TRUE;
}

/**
 * spill_page_args_new:
 * @query: (nullable): what follows the "?" of an address
 * @error: a sentence that names the argument that cannot be read
 *
 * Returns: (transfer full): its arguments, or %NULL
 */
SpillPageArgs *
spill_page_args_new (const char  *query,
                     GError     **error)
{
  g_autoptr(SpillPageArgs) self = g_atomic_rc_box_new0 (SpillPageArgs);
  const char *at = query != NULL ? query : "";
  guint n = 0;

  self->args = g_ptr_array_new_with_free_func (arg_free);
  self->lists = g_ptr_array_new_with_free_func (g_free);
  if (strlen (at) > SPILL_PAGE_ARGS_MAX_SIZE)
    {
      g_set_error_literal (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT,
                           "The arguments are too long.");
      return NULL;
    }
  while (*at != '\0')
    {
      gsize length = strcspn (at, "&");

      if (length > 0 && ++n > SPILL_PAGE_ARGS_MAX_NUMBER)
        {
          g_set_error_literal (error, SPILL_PAGE_ERROR, SPILL_PAGE_ERROR_BAD_ARGUMENT,
                               "There are too many arguments.");
          return NULL;
        }
      if (length > 0 && !add (self, at, length, error))
        return NULL;
      at += length;
      if (*at == '&')
        at++;
    }

  return g_steal_pointer (&self);
}

SpillPageArgs *
spill_page_args_ref (SpillPageArgs *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
spill_page_args_unref (SpillPageArgs *self)
{
  g_atomic_rc_box_release_full (self, args_clear);
}

const char *
spill_page_args_get (SpillPageArgs *self,
                     const char    *name)
{
  Arg *arg = find (self, name);

  return arg != NULL ? arg->values->pdata[0] : NULL;
}

/**
 * spill_page_args_get_list:
 * @self: arguments
 * @name: one of them
 * @other: (nullable): another name for the same
 *
 * Returns: (transfer none) (nullable): all their values; %NULL if there are none
 */
const char * const *
spill_page_args_get_list (SpillPageArgs *self,
                          const char    *name,
                          const char    *other)
{
  Arg *first = find (self, name);
  Arg *second = other != NULL ? find (self, other) : NULL;
  char **both;
  guint n;

  if (first == NULL || second == NULL)
    {
      Arg *only = first != NULL ? first : second;

      return only != NULL ? (const char * const *) only->values->pdata : NULL;
    }

  n = first->values->len - 1;
  both = g_new0 (char *, n + second->values->len);
  memcpy (both, first->values->pdata, n * sizeof (char *));
  memcpy (both + n, second->values->pdata, second->values->len * sizeof (char *));
  g_ptr_array_add (self->lists, both);

  return (const char * const *) both;
}

gboolean
spill_page_args_get_flag (SpillPageArgs  *self,
                          const char     *name,
                          gboolean       *value,
                          GError        **error)
{
  static const char *const yes[] = { "true", "1", "yes", "on", NULL };
  static const char *const no[] = { "false", "0", "no", "off", NULL };
  const char *text = spill_page_args_get (self, name);
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  if (lower == NULL)
    return TRUE;
  if (!g_strv_contains (yes, lower) && !g_strv_contains (no, lower))
    return fail (error, name, text, "“true” or “false”");

  *value = g_strv_contains (yes, lower);
  return TRUE;
}

gboolean
spill_page_args_get_count (SpillPageArgs  *self,
                           const char     *name,
                           guint           least,
                           guint           most,
                           guint          *value,
                           GError        **error)
{
  const char *text = spill_page_args_get (self, name);
  guint64 number;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, least, most, &number, NULL))
    {
      g_autofree char *wanted = g_strdup_printf ("a whole number from %u to %u", least, most);

      return fail (error, name, text, wanted);
    }

  *value = (guint) number;
  return TRUE;
}

gboolean
spill_page_args_get_time (SpillPageArgs  *self,
                          const char     *name,
                          double         *value,
                          GError        **error)
{
  const char *text = spill_page_args_get (self, name);
  double number;

  if (text == NULL)
    return TRUE;
  /* Not what strtod () knows besides: signs, hexadecimal, infinities. */
  number = g_ascii_strtod (text, NULL);
  if (strspn (text, "0123456789.") != strlen (text) || strlen (text) > 30 || !g_ascii_isdigit (text[0])
      || (strchr (text, '.') != NULL && strchr (strchr (text, '.') + 1, '.') != NULL)
      || number <= 0 || number > LATEST)
    return fail (error, name, text, "a number of seconds greater than 0");

  *value = number;
  return TRUE;
}

void
spill_page_args_print (SpillPageArgs *self,
                       const char    *name,
                       GString       *into)
{
  Arg *arg = find (self, name);

  for (guint i = 0; arg != NULL && arg->values->pdata[i] != NULL; i++)
    {
      if (into->len > 0)
        g_string_append_c (into, '&');
      g_string_append_printf (into, "%s=", name);
      g_string_append_uri_escaped (into, arg->values->pdata[i], NULL, FALSE);
    }
}
