#include "protocols/nine/spill-nine-url.h"

#include "fuzz.h"
#include "protocols/nine/spill-nine-path.h"

static void
check_path (const char *text)
{
  const char *values[] = { text, "x", NULL };
  static const gint64 ids[] = { 1, 2 };
  g_autoptr(GString) path = spill_nine_path_new ("api/v2");

  spill_nine_path_add (path, text);
  spill_nine_path_add (path, "..");
  spill_nine_path_add_id (path, 5);
  spill_nine_path_query (path, text, text);
  spill_nine_path_query_id (path, "limit", 5);
  spill_nine_path_query_strv (path, "field", values);
  spill_nine_path_query_ids (path, "buildid", ids, 2);
  for (const char *c = path->str; *c != '\0'; c++)
    g_assert (g_ascii_isalnum (*c) || strchr ("/?&=%-._~", *c) != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = text_from (data, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = spill_nine_normalize_url (text, &error);
  g_autofree char *link_url = g_strconcat ("http://h/#", text, NULL);
  SpillNineLink link;

  if (url != NULL)
    {
      g_autofree char *again = spill_nine_normalize_url (url, NULL);

      g_assert (g_str_has_prefix (url, "http://") || g_str_has_prefix (url, "https://"));
      g_assert (g_str_has_suffix (url, "/"));
      g_assert (g_strcmp0 (url, again) == 0);
      g_assert (g_str_is_ascii (url));
    }
  else
    {
      g_assert (error != NULL);
    }

  if (spill_nine_link_match ("http://h/", text, &link) || spill_nine_link_match ("http://h/", link_url, &link))
    {
      g_autofree char *made = spill_nine_link_to_url ("http://h/", &link);
      SpillNineLink again;

      g_assert (spill_nine_link_match ("http://h/", made, &again));
      g_assert (memcmp (&link, &again, sizeof link) == 0);
    }

  check_path (valid);
  return 0;
}
