#include "protocols/nine/spill-nine-decode.h"

#include "fuzz.h"
#include "protocols/nine/spill-nine-field.h"

static void
check_properties (GPtrArray *properties)
{
  const SpillNineProperty *none;
  g_autofree char *no_text = NULL;
  g_auto(GStrv) no_strv = NULL;

  for (guint i = 0; properties != NULL && i < properties->len; i++)
    {
      const SpillNineProperty *property = g_ptr_array_index (properties, i);
      g_autofree char *text = spill_nine_properties_dup_text (properties, property->name);
      g_auto(GStrv) strv = spill_nine_properties_dup_strv (properties, property->name);

      check_text (property->name);
      check_text (property->value);
      check_text (property->source);
      check_text (text);
      if (i == 4)
        break;
    }

  /* No name is one that a fuzzer does not find. */
  none = spill_nine_properties_find (properties, "none");
  no_text = spill_nine_properties_dup_text (properties, "none");
  no_strv = spill_nine_properties_dup_strv (properties, "none");
  g_assert (none != NULL || (no_text == NULL && no_strv == NULL));
}

static void
check_fields (GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const SpillNineField *field = g_ptr_array_index (fields, i);

      check_text (field->name);
      check_text (field->full_name);
      check_text (field->label);
      check_text (field->tooltip);
      if (field->default_value != NULL)
        g_assert (g_variant_is_of_type (field->default_value, G_VARIANT_TYPE_STRING) ||
                  g_variant_is_of_type (field->default_value, G_VARIANT_TYPE_INT64) ||
                  g_variant_is_of_type (field->default_value, G_VARIANT_TYPE_BOOLEAN) ||
                  g_variant_is_of_type (field->default_value, G_VARIANT_TYPE_STRING_ARRAY));
      if (field->fields != NULL)
        check_fields (field->fields);
    }
}

static void
check_thing (SpillNineKind kind,
             gpointer      thing)
{
  if (kind == SPILL_NINE_BUILD)
    {
      const SpillNineBuild *build = thing;

      g_assert (build->id >= 0 && build->number >= 0 && build->started_at >= 0);
      check_text (build->state_string);
      check_properties (build->properties);
    }
  else if (kind == SPILL_NINE_PROPERTIES)
    {
      check_properties (thing);
    }
  else if (kind == SPILL_NINE_CHANGE)
    {
      g_assert (((SpillNineChange *) thing)->files != NULL);
      check_text (((SpillNineChange *) thing)->comments);
    }
  else if (kind == SPILL_NINE_LOG_CHUNK)
    {
      g_assert (strlen (((SpillNineLogChunk *) thing)->content) == ((SpillNineLogChunk *) thing)->length);
    }
  else if (kind == SPILL_NINE_FORCE_SCHEDULER)
    {
      check_fields (((SpillNineForceScheduler *) thing)->fields);
    }
}

/* The first byte says what is due. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(GPtrArray) things = NULL;
  g_autoptr(GError) error = NULL;
  SpillNineKind kind;
  gint64 total;

  if (size == 0)
    return 0;

  kind = 1 + data[0] % (SPILL_NINE_N_KINDS - 1);
  g_assert (spill_nine_kind_get_plural (kind) != NULL);
  spill_nine_entity_free (kind, NULL);
  things = spill_nine_decode (kind, (const char *) data + 1, size - 1, &total, report, &error);
  g_assert ((things == NULL) == (error != NULL));
  for (guint i = 0; things != NULL && i < things->len; i++)
    check_thing (kind, g_ptr_array_index (things, i));
  return 0;
}
