#include "protocols/nine/spill-nine-session.h"

#include "fuzz.h"

static void
check_cookie (const char *name,
              const char *value)
{
  g_assert (g_str_has_prefix (name, "TWISTED_"));
  for (const char *c = value; *c != '\0'; c++)
    g_assert (g_ascii_isgraph (*c) && *c != ';');
}

/* A token, and as one, a pasted cookie; and every line a Set-Cookie header. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = text_from (data, size);
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *middle = g_base64_encode (data, size);
  g_autofree char *token = NULL;
  g_autoptr(SpillNineSession) session = spill_nine_session_read (text, NULL);
  g_autoptr(SpillNineSession) made = NULL;
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  g_autofree char *pasted_name = NULL;
  g_autofree char *pasted_value = NULL;
  g_autoptr(GError) error = NULL;

  /* The input as the readable part of a token, too. */
  g_strdelimit (g_strdelimit (g_strdelimit (middle, "+", '-'), "/", '_'), "=", '\0');
  token = g_strconcat ("a.", middle, ".c", NULL);
  made = spill_nine_session_read (token, NULL);
  if (made != NULL)
    {
      check_text (made->username);
      check_text (made->full_name);
      check_text (made->email);
      g_assert (made->expires >= 0);
    }

  if (spill_nine_cookie_pick ((const char * const *) lines, &name, &value))
    check_cookie (name, value);
  if (spill_nine_cookie_parse (text, size % 2, &pasted_name, &pasted_value, &error))
    check_cookie (pasted_name, pasted_value);
  else
    g_assert (error != NULL);
  return 0;
}
