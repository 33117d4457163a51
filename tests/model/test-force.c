#include "model/spill-force.h"

static SpillForceScheduler *
scheduler_with (SpillForceField *field)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);

  g_ptr_array_add (fields, field);
  return spill_force_scheduler_new ("force", NULL, NULL, NULL, TRUE, fields);
}

typedef struct
{
  const char     *name;
  SpillForceType  type;
  const char     *flags;   /* r required, m multiple, s strict, h hidden, e need_email */
  guint           max_size;
  const char     *value;   /* GVariant text; NULL: none */
  const char     *fault;   /* NULL: none */
} CheckCase;

#define REQUIRED "This is required."
#define NUMBER "This must be a whole number."
#define CHOICE "This is not one of the choices."
#define EMAIL "This must contain an e-mail address."

/* Lists have the choices "a" and "b". */
static const CheckCase cases[] = {
  { "text",               SPILL_FORCE_TEXT, "", 0, "'x'", NULL },
  { "text-empty",         SPILL_FORCE_TEXT, "", 0, "''", NULL },
  { "text-missing",       SPILL_FORCE_TEXT, "", 0, NULL, NULL },
  { "required",           SPILL_FORCE_TEXT, "r", 0, "'x'", NULL },
  { "required-empty",     SPILL_FORCE_TEXT, "r", 0, "''", REQUIRED },
  { "required-missing",   SPILL_FORCE_TEXT, "r", 0, NULL, REQUIRED },
  { "required-list",      SPILL_FORCE_LIST, "rm", 0, "@as []", REQUIRED },
  { "required-false",     SPILL_FORCE_BOOL, "r", 0, "false", NULL },
  { "hidden",             SPILL_FORCE_TEXT, "rh", 0, "''", NULL },
  { "fixed",              SPILL_FORCE_FIXED, "r", 0, "''", NULL },
  { "int",                SPILL_FORCE_INT, "", 0, "int64 -12", NULL },
  { "int-text",           SPILL_FORCE_INT, "", 0, "' 12 '", NULL },
  { "int-empty",          SPILL_FORCE_INT, "", 0, "''", NULL },
  { "int-fraction",       SPILL_FORCE_INT, "", 0, "'1.5'", NUMBER },
  { "int-letters",        SPILL_FORCE_INT, "", 0, "'12a'", NUMBER },
  { "int-huge",           SPILL_FORCE_INT, "", 0, "'99999999999999999999'", NUMBER },
  { "int-bool",           SPILL_FORCE_INT, "", 0, "true", NUMBER },
  { "choice",             SPILL_FORCE_LIST, "s", 0, "'b'", NULL },
  { "choice-other",       SPILL_FORCE_LIST, "s", 0, "'c'", CHOICE },
  { "choice-loose",       SPILL_FORCE_LIST, "", 0, "'c'", NULL },
  { "choices",            SPILL_FORCE_LIST, "sm", 0, "['a', 'b']", NULL },
  { "choices-other",      SPILL_FORCE_LIST, "sm", 0, "['a', 'c']", CHOICE },
  { "choices-none",       SPILL_FORCE_LIST, "sm", 0, "@as []", NULL },
  { "email",              SPILL_FORCE_USERNAME, "e", 0, "'Ann <ann@example.org>'", NULL },
  { "email-missing",      SPILL_FORCE_USERNAME, "e", 0, "'Ann'", EMAIL },
  { "email-half",         SPILL_FORCE_USERNAME, "e", 0, "'ann@'", EMAIL },
  { "email-not-needed",   SPILL_FORCE_USERNAME, "", 0, "'Ann'", NULL },
  { "size",               SPILL_FORCE_FILE, "", 3, "'abc'", NULL },
  { "size-over",          SPILL_FORCE_FILE, "", 3, "'abcd'", "This is longer than 3 bytes." },
  { "size-in-bytes",      SPILL_FORCE_TEXT, "", 3, "'ää'", "This is longer than 3 bytes." },
  { "worker",             SPILL_FORCE_WORKER, "s", 0, "'-any-'", NULL },
};

static SpillForceField *
field_of (const CheckCase *c)
{
  static const char *const choices[] = { "a", "b", NULL };
  SpillForceField *field = spill_force_field_new (c->type, "f", "group_f", "A field");

  for (const char *flag = c->flags; *flag != '\0'; flag++)
    {
      field->required |= *flag == 'r';
      field->multiple |= *flag == 'm';
      field->strict |= *flag == 's';
      field->hidden |= *flag == 'h';
      field->need_email |= *flag == 'e';
    }
  field->max_size = c->max_size;
  if (c->type == SPILL_FORCE_LIST)
    field->choices = g_strdupv ((char **) choices);

  return field;
}

static void
test_check (gconstpointer data)
{
  const CheckCase *c = data;
  g_autoptr(GHashTable) errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autoptr(GVariant) values = NULL;
  SpillForceField *group = spill_force_field_new (SPILL_FORCE_NESTED, "", NULL, "");
  GVariantBuilder builder;

  /* Inside a group: it is walked. */
  group->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
  g_ptr_array_add (group->fields, field_of (c));
  scheduler = scheduler_with (group);
  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  if (c->value != NULL)
    g_variant_builder_add (&builder, "{sv}", "group_f",
                           g_variant_new_parsed (c->value));
  values = g_variant_ref_sink (g_variant_builder_end (&builder));

  g_assert_cmpint (spill_force_scheduler_check (scheduler, values, errors), ==, c->fault == NULL);
  g_assert_cmpstr (g_hash_table_lookup (errors, "group_f"), ==, c->fault);
  g_assert_cmpint (spill_force_scheduler_check (scheduler, values, NULL), ==, c->fault == NULL);
}

static void
add_field (GPtrArray      *fields,
           SpillForceType  type,
           const char     *full_name,
           GVariant       *value)
{
  SpillForceField *field = spill_force_field_new (type, full_name, full_name, NULL);

  field->default_value = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_ptr_array_add (fields, field);
}

/* What a form begins with is what may be sent. */
static void
test_defaults (void)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
  g_autoptr(SpillForceScheduler) scheduler = NULL;
  g_autoptr(GVariant) values = NULL;
  g_autofree char *text = NULL;
  SpillForceField *group;

  add_field (fields, SPILL_FORCE_TEXT, "reason", g_variant_new_string ("force build"));
  add_field (fields, SPILL_FORCE_BOOL, "clean", NULL);
  add_field (fields, SPILL_FORCE_INT, "jobs", g_variant_new_int64 (4));
  add_field (fields, SPILL_FORCE_FIXED, "fixed", g_variant_new_string ("not sent"));
  add_field (fields, SPILL_FORCE_WORKER, "worker", NULL);
  add_field (fields, SPILL_FORCE_TEXT, "reason", g_variant_new_string ("said twice"));
  group = spill_force_field_new (SPILL_FORCE_NESTED, "app", "app", "App");
  group->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
  add_field (group->fields, SPILL_FORCE_TEXT, "app_branch", g_variant_new_string ("master"));
  add_field (group->fields, SPILL_FORCE_TEXT, "app_hidden", g_variant_new_string ("not sent"));
  ((SpillForceField *) group->fields->pdata[1])->hidden = TRUE;
  g_ptr_array_add (fields, group);

  scheduler = spill_force_scheduler_new ("force", "", NULL, NULL, TRUE, fields);
  g_assert_cmpstr (spill_force_scheduler_get_label (scheduler), ==, "force");
  g_assert_cmpstr (spill_force_scheduler_get_button_name (scheduler), ==, "force");
  values = g_variant_ref_sink (spill_force_scheduler_dup_defaults (scheduler));
  text = g_variant_print (values, FALSE);
  g_assert_cmpstr (text, ==, "{'reason': <'force build'>, 'clean': <false>, 'jobs': <int64 4>, "
                             "'worker': <'-any-'>, 'app_branch': <'master'>}");
  g_assert_true (spill_force_scheduler_check (scheduler, values, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/force/check/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_check);
    }
  g_test_add_func ("/model/force/defaults", test_defaults);

  return g_test_run ();
}
