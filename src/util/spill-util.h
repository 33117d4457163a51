#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* g_set_str() arrived in GLib 2.76; drop this when that is our minimum. */
static inline gboolean
spill_set_str (char       **where,
               const char  *value)
{
  if (g_strcmp0 (*where, value) == 0)
    return FALSE;

  g_free (*where);
  *where = g_strdup (value);
  return TRUE;
}

/* The same for the interned, counted strings of objects that exist by the ten thousand. In the main
 * context only: GLib 2.74 may hand out an interned string that another thread is just freeing. */
static inline gboolean
spill_set_ref_str (char       **where,
                   const char  *value)
{
  if (g_strcmp0 (*where, value) == 0)
    return FALSE;

  g_clear_pointer (where, g_ref_string_release);
  *where = value != NULL ? g_ref_string_new_intern (value) : NULL;
  return TRUE;
}

G_END_DECLS
