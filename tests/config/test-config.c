#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>

#include "config/spill-config.h"

static void
test_masters_in_order (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *first = spill_config_add_master (config, "https://a.example/", "A");
  g_autofree char *second = spill_config_add_master (config, "demo:", NULL);
  g_auto(GStrv) both = spill_config_dup_masters (config);
  g_auto(GStrv) one = NULL;
  g_autofree char *url = spill_config_dup_master_url (config, first);
  g_autofree char *name = spill_config_dup_master_name (config, first);
  g_autofree char *no_name = spill_config_dup_master_name (config, second);

  g_assert_cmpuint (g_strv_length (both), ==, 2);
  g_assert_cmpstr (both[0], ==, first);
  g_assert_cmpstr (both[1], ==, second);
  g_assert_cmpstr (url, ==, "https://a.example/");
  g_assert_cmpstr (name, ==, "A");
  g_assert_null (no_name);
  g_assert_true (spill_config_has_master (config, second));

  spill_config_remove_master (config, first);
  one = spill_config_dup_masters (config);
  g_assert_cmpuint (g_strv_length (one), ==, 1);
  g_assert_cmpstr (one[0], ==, second);
  g_assert_false (spill_config_has_master (config, first));
}

static void
test_removing_forgets (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *id = spill_config_add_master (config, "https://a.example/", "A");
  g_autofree char *url = NULL;
  g_autofree char *certificate = NULL;
  g_autofree char *view = NULL;

  spill_config_set_master_certificate (config, id, "abcd");
  spill_config_set_master_has_login (config, id, TRUE);
  g_object_set (config, "last-view", id, NULL);
  spill_config_remove_master (config, id);

  url = spill_config_dup_master_url (config, id);
  certificate = spill_config_dup_master_certificate (config, id);
  view = spill_config_dup_last_view (config);
  g_assert_cmpstr (url, ==, "");
  g_assert_null (certificate);
  g_assert_false (spill_config_get_master_has_login (config, id));
  g_assert_cmpstr (view, ==, "");
}

static GVariant *
values_of (const char *text)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "branch", g_variant_new_string (text));
  return g_variant_builder_end (&builder);
}

static char *
dup_branch (SpillConfig *config,
            const char  *id,
            const char  *builder)
{
  g_autoptr(GVariant) values = spill_config_get_force_values (config, id, builder);
  char *branch = NULL;

  if (values != NULL)
    g_variant_lookup (values, "branch", "s", &branch);
  return branch;
}

static void
test_force_values (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *id = spill_config_add_master (config, "demo:", NULL);
  g_autofree char *odd = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *huge = g_strnfill (100 * 1024, 'x');

  g_assert_null (spill_config_get_force_values (config, id, "linux"));
  spill_config_set_force_values (config, id, "linux", values_of ("main"));
  spill_config_set_force_values (config, id, "a/b \"ü\"", values_of ("dev"));
  spill_config_set_force_values (config, id, "linux", values_of ("next"));
  odd = dup_branch (config, id, "a/b \"ü\"");
  changed = dup_branch (config, id, "linux");
  g_assert_cmpstr (odd, ==, "dev");
  g_assert_cmpstr (changed, ==, "next");

  spill_config_set_force_values (config, id, "linux", NULL);
  g_assert_null (spill_config_get_force_values (config, id, "linux"));
  spill_config_set_force_values (config, id, "huge", values_of (huge));
  g_assert_null (spill_config_get_force_values (config, id, "huge"));
}

static void
test_force_values_are_bounded (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *id = spill_config_add_master (config, "demo:", NULL);
  g_autofree char *newest = NULL;

  for (guint i = 0; i <= 500; i++)
    {
      g_autofree char *name = g_strdup_printf ("b%u", i);

      spill_config_set_force_values (config, id, name, values_of ("main"));
    }

  newest = dup_branch (config, id, "b500");
  g_assert_cmpstr (newest, ==, "main");
  g_assert_null (spill_config_get_force_values (config, id, "b0"));
}

static void
test_key_file (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("spill-config-XXXXXX", &error);
  g_autofree char *path = g_build_filename (dir, "spillwayd.conf", NULL);
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  {
    g_autoptr(GSettingsBackend) backend =
      g_keyfile_settings_backend_new (path, "/io/github/spillway/Spillway/", "spillway");
    g_autoptr(SpillConfig) config = spill_config_new (backend);

    id = spill_config_add_master (config, "https://a.example/", "A");
    g_object_set (config, "density", SPILL_DENSITY_COMPACT, "window-width", 360, "web-enabled", TRUE,
                  "web-port", 9000, NULL);
    g_settings_sync ();
  }

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_nonnull (strstr (text, "url='https://a.example/'"));

  {
    g_autoptr(GSettingsBackend) backend =
      g_keyfile_settings_backend_new (path, "/io/github/spillway/Spillway/", "spillway");
    g_autoptr(SpillConfig) config = spill_config_new (backend);
    g_autofree char *name = spill_config_dup_master_name (config, id);
    int width = 0;

    g_object_get (config, "window-width", &width, NULL);
    g_assert_cmpstr (name, ==, "A");
    g_assert_cmpint (width, ==, 360);
    g_assert_cmpint (spill_config_get_density (config), ==, SPILL_DENSITY_COMPACT);
    g_assert_true (spill_config_get_web_enabled (config));
    g_assert_cmpint (spill_config_get_web_port (config), ==, 9000);
  }

  g_unlink (path);
  g_rmdir (dir);
}

static void
test_choices (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *id = spill_config_add_master (config, "https://a.example/", "A");
  g_autofree char *other = spill_config_add_master (config, "https://b.example/", "B");
  g_autofree char *long_name = g_strnfill (1001, 'b');
  g_autofree char *branch = NULL;
  g_autofree char *tag = NULL;

  spill_config_set_choice (config, id, "grid-branch", "main");
  spill_config_set_choice (config, id, "grid-tag", "a");
  spill_config_set_choice (config, id, "grid-tag", "b");
  g_assert_null (spill_config_dup_choice (config, other, "grid-branch"));
  g_assert_null (spill_config_dup_choice (config, id, "console-branch"));
  branch = spill_config_dup_choice (config, id, "grid-branch");
  tag = spill_config_dup_choice (config, id, "grid-tag");
  g_assert_cmpstr (branch, ==, "main");
  g_assert_cmpstr (tag, ==, "b");
  spill_config_set_choice (config, id, "grid-tag", NULL);
  g_assert_null (spill_config_dup_choice (config, id, "grid-tag"));
  spill_config_set_choice (config, id, "grid-branch", long_name);
  g_assert_null (spill_config_dup_choice (config, id, "grid-branch"));

  spill_config_set_choice (config, id, "grid-branch", "main");
  spill_config_remove_master (config, id);
  g_assert_null (spill_config_dup_choice (config, id, "grid-branch"));
}

static void
test_old_clients (void)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();
  g_autoptr(SpillConfig) config = spill_config_new (backend);
  g_autofree char *id = spill_config_add_master (config, "demo:", NULL);
  g_autofree char *other = spill_config_add_master (config, "demo:?seed=2", NULL);
  g_autofree char *secret = spill_pb_settings_dup_secret_id (id);
  g_autoptr(SpillPbSettings) settings = g_object_ref (spill_config_get_pb (config, id));
  static const char *const names[] = { "a, b", "c", NULL };

  g_assert_false (spill_pb_settings_get_enabled (settings));
  g_assert_cmpstr (spill_pb_settings_get_port (settings), ==, "9988");
  g_assert_cmpstr (spill_pb_settings_get_user (settings), ==, "statusClient");
  g_assert_cmpstr (spill_pb_settings_get_password_file (settings), ==, "");
  g_assert_false (spill_pb_settings_get_has_password (settings));
  g_assert_cmpstr (secret, !=, id);

  g_object_set (settings, "enabled", TRUE, "port", "unix:/run/pb", "builders", names, "has-password", TRUE, NULL);
  g_assert_true (settings == spill_config_get_pb (config, id));
  g_assert_false (spill_pb_settings_get_enabled (spill_config_get_pb (config, other)));
  g_assert_cmpstrv (spill_pb_settings_get_builders (settings), names);

  spill_config_remove_master (config, id);
  g_assert_false (spill_pb_settings_get_enabled (settings));
  g_assert_false (spill_pb_settings_get_has_password (settings));
  g_assert_cmpstr (spill_pb_settings_get_port (settings), ==, "9988");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/config/masters-in-order", test_masters_in_order);
  g_test_add_func ("/config/removing-forgets", test_removing_forgets);
  g_test_add_func ("/config/force-values", test_force_values);
  g_test_add_func ("/config/force-values-are-bounded", test_force_values_are_bounded);
  g_test_add_func ("/config/choices", test_choices);
  g_test_add_func ("/config/key-file", test_key_file);
  g_test_add_func ("/config/old-clients", test_old_clients);

  return g_test_run ();
}
