#include "protocols/nine/spill-nine-frame.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineFrame) frame = spill_nine_frame_read ((const char *) data, size, report, &error);
  g_autofree char *text = text_from (data, MIN (size, 100));
  g_autofree char *path = g_utf8_make_valid (text, -1);
  g_autofree char *subscribe = spill_nine_command_subscribe (size, path);
  g_autofree char *unsubscribe = spill_nine_command_unsubscribe (size, path);
  g_autofree char *ping = spill_nine_command_ping (size);
  SpillNineKey key;

  g_assert ((frame == NULL) == (error != NULL));
  if (frame != NULL)
    {
      check_text (frame->text);
      g_assert (frame->kind == SPILL_NINE_NONE || frame->kind == spill_nine_key_get_kind (&frame->key));
    }

  if (!spill_nine_key_parse (text, &key))
    g_assert (key.topic == SPILL_NINE_TOPIC_OTHER);
  return 0;
}
