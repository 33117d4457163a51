#include "sources/demo/spill-demo-force.h"

static SpillForceField *
add (GPtrArray      *fields,
     SpillForceType  type,
     const char     *name,
     const char     *label,
     GVariant       *default_value)
{
  SpillForceField *field = spill_force_field_new (type, name, name, label);

  field->default_value = default_value != NULL ? g_variant_ref_sink (default_value) : NULL;
  g_ptr_array_add (fields, field);

  return field;
}

/* @full_name NULL: it only groups and has no say in its fields' names. */
static SpillForceField *
add_group (GPtrArray  *fields,
           const char *full_name,
           const char *label,
           const char *layout,
           guint       columns)
{
  const char *name = full_name != NULL ? full_name : "";
  SpillForceField *group = spill_force_field_new (SPILL_FORCE_NESTED, name, full_name, label);

  group->layout = g_strdup (layout);
  group->columns = columns;
  group->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
  g_ptr_array_add (fields, group);

  return group;
}

static void
set_choices (SpillForceField    *field,
             const char * const *choices)
{
  field->choices = g_strdupv ((char **) choices);
}

static GPtrArray *
new_fields (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);
}

static void
add_who_and_why (GPtrArray *fields)
{
  SpillForceField *field;

  field = add (fields, SPILL_FORCE_USERNAME, "username", "Your name:", g_variant_new_string (""));
  field->need_email = TRUE;
  field->size = 30;
  field = add (fields, SPILL_FORCE_TEXT, "reason", "reason", g_variant_new_string ("force build"));
  field->tooltip = g_strdup ("Shown on the build's page");
  field->size = 20;
}

/* What Buildbot's own scheduler asks for, with one codebase. */
static GPtrArray *
make_plain_fields (const SpillDemoBuilder *builder)
{
  GPtrArray *fields = new_fields ();
  SpillForceField *group, *field;

  add_who_and_why (fields);
  field = add (fields, SPILL_FORCE_INT, "priority", "priority", g_variant_new_int64 (0));
  field->size = 10;
  group = add_group (fields, NULL, "Codebase", "vertical", 2);
  field = add (group->fields, SPILL_FORCE_TEXT, "branch", "Branch:",
               g_variant_new_string (spill_demo_project_branch (builder->project)));
  field->size = 10;
  field = add (group->fields, SPILL_FORCE_TEXT, "revision", "Revision:", g_variant_new_string (""));
  field->size = 10;
  field->tooltip = g_strdup ("Empty: the newest one");
  add (group->fields, SPILL_FORCE_FIXED, "repository", "Repository:",
       g_variant_new_string (spill_demo_project_repository (builder->project)));
  add (group->fields, SPILL_FORCE_FIXED, "project", "Project:",
       g_variant_new_string (builder->project));

  return fields;
}

static void
add_worker_choice (GPtrArray              *fields,
                   const SpillDemoWorld   *world,
                   const SpillDemoBuilder *builder)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  SpillForceField *field;

  g_ptr_array_add (names, (char *) "-any-");
  for (guint i = 0; i < builder->n_workers; i++)
    g_ptr_array_add (names, world->workers[builder->workers[i]].name);
  g_ptr_array_add (names, NULL);
  field = add (fields, SPILL_FORCE_WORKER, "workername", "Worker", g_variant_new_string ("-any-"));
  set_choices (field, (const char * const *) names->pdata);
  field->strict = FALSE;
}

/* Every type of field there is, in nested groups and tabs. */
static GPtrArray *
make_release_fields (const SpillDemoWorld   *world,
                     const SpillDemoBuilder *builder)
{
  static const char * const channels[] = { "stable", "beta", "nightly", NULL };
  static const char * const formats[] = { "deb", "rpm", "flatpak", "msi", "dmg", NULL };
  static const char * const chosen[] = { "deb", "flatpak", NULL };
  GPtrArray *fields = new_fields ();
  SpillForceField *tabs, *tab, *inner, *field;

  add_who_and_why (fields);
  tabs = add_group (fields, NULL, "", "tabs", 1);

  tab = add_group (tabs->fields, NULL, "What", "vertical", 2);
  field = add (tab->fields, SPILL_FORCE_TEXT, "version", "Version", g_variant_new_string (""));
  field->required = TRUE;
  field->regex = g_strdup ("^[0-9]+\\.[0-9]+(\\.[0-9]+)?$");
  field->tooltip = g_strdup ("Like 1.2 or 1.2.3");
  field = add (tab->fields, SPILL_FORCE_LIST, "channel", "Channel", g_variant_new_string ("beta"));
  set_choices (field, channels);
  field->strict = TRUE;
  field = add (tab->fields, SPILL_FORCE_TEXTAREA, "notes", "Release notes",
               g_variant_new_string (""));
  field->columns = 60;
  field->rows = 6;

  tab = add_group (tabs->fields, NULL, "How", "vertical", 1);
  field = add (tab->fields, SPILL_FORCE_LIST, "formats", "Formats",
               g_variant_new_strv (chosen, -1));
  set_choices (field, formats);
  field->multiple = TRUE;
  field->strict = TRUE;
  inner = add_group (tab->fields, "options", "Options", "simple", 2);
  add (inner->fields, SPILL_FORCE_BOOL, "sign", "Sign it", g_variant_new_boolean (TRUE));
  field = add (inner->fields, SPILL_FORCE_INT, "jobs", "Parallel jobs", g_variant_new_int64 (8));
  field->required = TRUE;
  for (guint i = 0; i < inner->fields->len; i++)
    {
      SpillForceField *it = g_ptr_array_index (inner->fields, i);
      char *full_name = g_strconcat ("options_", it->name, NULL);

      g_free (it->full_name);
      it->full_name = full_name;
    }
  field = add (tab->fields, SPILL_FORCE_FILE, "patch", "Patch to apply", NULL);
  field->max_size = 1024 * 1024;
  add_worker_choice (tab->fields, world, builder);
  field = add (tab->fields, SPILL_FORCE_FIXED, "origin", "Origin", g_variant_new_string ("demo"));
  field->hidden = TRUE;

  return fields;
}

GPtrArray *
spill_demo_force_make (const SpillDemoWorld   *world,
                       const SpillDemoBuilder *builder)
{
  const char *names[] = { builder->name, NULL };
  GPtrArray *schedulers = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (schedulers,
                   spill_force_scheduler_new ("force", "Force a build", "Force build", names, TRUE,
                                              make_plain_fields (builder)));
  if (builder->recipe == SPILL_DEMO_RECIPE_RELEASE || builder->index == 0)
    g_ptr_array_add (schedulers,
                     spill_force_scheduler_new ("force-release", "Make a release", "Release", names,
                                                TRUE, make_release_fields (world, builder)));

  return schedulers;
}

static const char *
lookup_text (GVariant   *values,
             const char *name)
{
  const char *text = NULL;

  if (values != NULL)
    g_variant_lookup (values, name, "&s", &text);

  return text != NULL ? text : "";
}

void
spill_demo_force_check (const char *scheduler,
                        GVariant   *values,
                        GHashTable *errors)
{
  const char *branch = lookup_text (values, "branch");
  const char *version = lookup_text (values, "version");

  if (!g_regex_match_simple ("^[\\w./-]*$", branch, 0, 0))
    g_hash_table_insert (errors, g_strdup ("branch"),
                         g_strdup_printf ("branch '%s' doesn't match '^[\\w./-]*$'", branch));
  if (g_str_equal (scheduler, "force-release")
      && !g_regex_match_simple ("^[0-9]+\\.[0-9]+(\\.[0-9]+)?$", version, 0, 0))
    g_hash_table_insert (errors, g_strdup ("version"),
                         g_strdup_printf ("version '%s' is not like 1.2 or 1.2.3", version));
}
