#pragma once

#include "nine-recording.h"
#include "protocols/nine/spill-nine-decode.h"
#include "protocols/spill-json.h"

/* Fails with the lines of the report, if there are any. */
static inline void
assert_no_report (SpillJsonReport *report,
                  const char      *what)
{
  if (spill_json_report_get_n (report) > 0)
    {
      g_autofree char *line = spill_json_problem_to_text (spill_json_report_get (report, 0));

      g_error ("%s: %s", what, line);
    }
}

static inline GPtrArray *
decode (SpillNineKind    kind,
        const char      *data,
        gsize            length,
        gint64          *total,
        SpillJsonReport *report)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *things = spill_nine_decode (kind, data, length, total, report, &error);

  g_assert_no_error (error);
  g_assert_nonnull (things);
  return things;
}

/* The kind of an answer, and the list it has. */
static inline SpillNineKind
find_list (JsonObject  *object,
           JsonArray  **list)
{
  *list = NULL;
  for (SpillNineKind kind = SPILL_NINE_NONE + 1; kind < SPILL_NINE_N_KINDS; kind++)
    {
      const char *plural = spill_nine_kind_get_plural (kind);

      if (json_object_has_member (object, plural))
        {
          *list = json_object_get_array_member (object, plural);
          return kind;
        }
    }

  if (json_object_has_member (object, "_properties"))
    {
      *list = json_object_get_array_member (object, "_properties");
      return SPILL_NINE_PROPERTIES;
    }

  return SPILL_NINE_NONE;
}

/* Answers to requests with field= miss what every thing needs. */
static inline gboolean
is_projection (const NineRecording *recording)
{
  return strstr (recording->target, "field=") != NULL;
}
