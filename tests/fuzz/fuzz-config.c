#include "protocols/nine/spill-nine-config.h"

#include "fuzz.h"
#include "protocols/nine/spill-nine-version.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *exact = g_memdup2 (data, size);
  g_autoptr(SpillNineConfig) config = spill_nine_config_read (exact, size, report, &error);
  g_autofree char *text = text_from (data, MIN (size, 40));

  g_assert ((config == NULL) == (error != NULL));
  if (config != NULL)
    {
      check_text (config->title);
      check_text (config->username);
      g_assert (config->groups != NULL);
      g_assert (config->buildbot_url == NULL || g_str_has_suffix (config->buildbot_url, "/"));
    }

  spill_nine_version_has (spill_nine_version_parse (text), size % (SPILL_NINE_TRUNCATES + 1));
  spill_nine_version_parse (NULL);
  return 0;
}
