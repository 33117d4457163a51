#include "protocols/nine/spill-nine-version.h"

/**
 * spill_nine_version_parse:
 * @text: (nullable): "3.7.0", "3.7.0-2", "4.3.0.dev10", "0.9.0rc1"
 *
 * Returns: SPILL_NINE_VERSION() of it, 0 if it is no version
 */
guint
spill_nine_version_parse (const char *text)
{
  guint numbers[3] = { 0 };

  if (text == NULL)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (!g_ascii_isdigit (*text))
        return 0;

      for (; g_ascii_isdigit (*text); text++)
        {
          numbers[i] = numbers[i] * 10 + (*text - '0');
          if (numbers[i] > 999)
            return 0;
        }

      if (*text != '.' || !g_ascii_isdigit (text[1]))
        break;
      text++;
    }

  return SPILL_NINE_VERSION (numbers[0], numbers[1], numbers[2]);
}

/**
 * spill_nine_version_has:
 * @version: a version, 0 if it is not known
 * @feature: what is asked for
 *
 * Returns: %TRUE if masters of that version have it; %FALSE for unknown versions
 */
gboolean
spill_nine_version_has (guint            version,
                        SpillNineFeature feature)
{
  static const guint since[] = {
    [SPILL_NINE_HAS_SCHEDULER_ENABLE] = SPILL_NINE_VERSION (0, 9, 5),
    [SPILL_NINE_HAS_BUILDER_UPDATE] = SPILL_NINE_VERSION (0, 9, 9),
    [SPILL_NINE_HAS_WORKER_CONTROL] = SPILL_NINE_VERSION (0, 9, 15),
    [SPILL_NINE_HAS_CHANGE_BUILDS] = SPILL_NINE_VERSION (2, 6, 0),
    [SPILL_NINE_HAS_PROPERTY_LIST] = SPILL_NINE_VERSION (3, 4, 0),
    [SPILL_NINE_HAS_CONFIG] = SPILL_NINE_VERSION (3, 7, 0),
    [SPILL_NINE_HAS_CHANGE_FILTERS] = SPILL_NINE_VERSION (3, 9, 0),
    [SPILL_NINE_HAS_PROJECTS] = SPILL_NINE_VERSION (3, 9, 0),
    [SPILL_NINE_HAS_LOCKS] = SPILL_NINE_VERSION (3, 10, 0),
    [SPILL_NINE_HAS_BUILDSET_STAMPS] = SPILL_NINE_VERSION (3, 11, 0),
    [SPILL_NINE_HAS_NAMES_IN_PATHS] = SPILL_NINE_VERSION (4, 1, 0),
    [SPILL_NINE_HAS_COMPRESSION] = SPILL_NINE_VERSION (4, 1, 0),
    [SPILL_NINE_HAS_TRIGGERED_BUILDS] = SPILL_NINE_VERSION (4, 3, 0),
    [SPILL_NINE_HAS_EVENT_LOGIN] = SPILL_NINE_VERSION (4, 3, 0),
    [SPILL_NINE_TRUNCATES] = SPILL_NINE_VERSION (4, 2, 0),
  };

  g_return_val_if_fail (feature < G_N_ELEMENTS (since), FALSE);

  if (feature == SPILL_NINE_TRUNCATES && version > SPILL_NINE_VERSION (4, 3, 0))
    return FALSE;

  return version >= since[feature];
}
