#include "web/spill-web-gate.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = text_from (data, size);
  g_autofree char *listed = g_strconcat (text, ", \"a-1\"", NULL);

  /* Nobody is let in by what a name contains: it begins with one of ours. */
  if (spill_web_is_local_host (text))
    g_assert (g_ascii_strncasecmp (text, "localhost", 9) == 0 || g_str_has_prefix (text, "127.0.0.1")
              || g_str_has_prefix (text, "[::1]"));
  spill_web_accepts_gzip (text);
  if (spill_web_matches_etag (text, "\"a-1\""))
    g_assert (strstr (text, "\"a-1\"") != NULL || strchr (text, '*') != NULL);
  spill_web_matches_etag (listed, "\"a-1\"");

  return 0;
}
