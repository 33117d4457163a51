#include "model/spill-text-private.h"

#include "util/spill-util.h"

static const char *
make_valid (const char  *value,
            char       **made)
{
  *made = NULL;
  if (value == NULL || g_utf8_validate (value, -1, NULL))
    return value;

  return *made = g_utf8_make_valid (value, -1);
}

gboolean
spill_text_set (char       **where,
                const char  *value)
{
  g_autofree char *made = NULL;

  return spill_set_str (where, make_valid (value, &made));
}

gboolean
spill_text_set_ref (char       **where,
                    const char  *value)
{
  g_autofree char *made = NULL;

  return spill_set_ref_str (where, make_valid (value, &made));
}

gboolean
spill_text_set_strv (char             ***where,
                     const char * const *value)
{
  guint n = value != NULL ? g_strv_length ((char **) value) : 0;
  g_auto(GStrv) copy = n > 0 ? g_new0 (char *, n + 1) : NULL;

  for (guint i = 0; i < n; i++)
    copy[i] = spill_text_dup (value[i]);
  if (g_strv_equal (spill_text_strv (*where), spill_text_strv (copy)))
    return FALSE;

  g_strfreev (*where);
  *where = g_steal_pointer (&copy);
  return TRUE;
}

char *
spill_text_dup (const char *value)
{
  return value != NULL ? g_utf8_make_valid (value, -1) : NULL;
}

const char * const *
spill_text_strv (char **strv)
{
  static const char *const none[] = { NULL };

  return strv != NULL ? (const char * const *) strv : none;
}
