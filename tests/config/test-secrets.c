#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>

#include "config/spill-secrets.h"

typedef struct
{
  gboolean        is_done;
  gboolean        is_ok;
  SpillSecretSet *set;
  GError         *error;
} Answer;

static void
answer_clear (Answer *answer)
{
  g_clear_pointer (&answer->set, spill_secret_set_free);
  g_clear_error (&answer->error);
  answer->is_done = FALSE;
}

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Answer *answer = user_data;

  answer->is_ok = spill_secrets_store_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static void
on_looked_up (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Answer *answer = user_data;

  answer->set = spill_secrets_lookup_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Answer *answer = user_data;

  answer->is_ok = spill_secrets_clear_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static gboolean
on_deadline (gpointer user_data)
{
  g_assert_not_reached ();
}

static void
wait_for (Answer *answer)
{
  guint deadline = g_timeout_add_seconds (20, on_deadline, NULL);

  while (!answer->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
lookup (const char *id,
        Answer     *answer)
{
  answer_clear (answer);
  spill_secrets_lookup_async (id, NULL, on_looked_up, answer);
  wait_for (answer);
}

static void
store (const char           *id,
       const SpillSecretSet *set,
       Answer               *answer)
{
  answer_clear (answer);
  spill_secrets_store_async (id, "python", set, NULL, on_stored, answer);
  wait_for (answer);
}

/* libsecret's own file backend takes the place of a daemon. */
static void
test_round_trip (void)
{
  g_autoptr(SpillSecretSet) set = spill_secret_set_new ();
  Answer answer = { 0 };

  spill_secret_set_put (set, SPILL_SECRET_LOGIN, "ann", "pass wörd");
  spill_secret_set_put (set, SPILL_SECRET_PROXY, "door", "knock");
  spill_secret_set_put (set, SPILL_SECRET_PB, NULL, "listen");
  store ("one", set, &answer);
  g_assert_no_error (answer.error);
  g_assert_true (answer.is_ok);

  lookup ("one", &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_LOGIN].user, ==, "ann");
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_LOGIN].secret, ==, "pass wörd");
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_PROXY].secret, ==, "knock");
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_PB].secret, ==, "listen");
  g_assert_null (answer.set->secrets[SPILL_SECRET_COOKIE].secret);

  lookup ("another", &answer);
  g_assert_no_error (answer.error);
  g_assert_true (spill_secret_set_is_empty (answer.set));
  answer_clear (&answer);
}

static void
test_another_user_replaces (void)
{
  g_autoptr(SpillSecretSet) set = spill_secret_set_new ();
  Answer answer = { 0 };

  spill_secret_set_put (set, SPILL_SECRET_LOGIN, "ann", "a");
  store ("two", set, &answer);
  g_assert_no_error (answer.error);
  spill_secret_set_put (set, SPILL_SECRET_LOGIN, "bob", "b");
  store ("two", set, &answer);
  g_assert_no_error (answer.error);

  lookup ("two", &answer);
  g_assert_no_error (answer.error);
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_LOGIN].user, ==, "bob");
  g_assert_cmpstr (answer.set->secrets[SPILL_SECRET_LOGIN].secret, ==, "b");
  answer_clear (&answer);
}

static void
test_clear (void)
{
  g_autoptr(SpillSecretSet) set = spill_secret_set_new ();
  Answer answer = { 0 };

  spill_secret_set_put (set, SPILL_SECRET_COOKIE, NULL, "TWISTED_SESSION=abc");
  store ("three", set, &answer);
  g_assert_no_error (answer.error);
  answer_clear (&answer);
  spill_secrets_clear_async ("three", NULL, on_cleared, &answer);
  wait_for (&answer);
  g_assert_no_error (answer.error);

  lookup ("three", &answer);
  g_assert_no_error (answer.error);
  g_assert_true (spill_secret_set_is_empty (answer.set));
  answer_clear (&answer);
}

/* In a process of its own: which backend libsecret uses is decided once. */
static void
test_no_keyring (void)
{
  g_autoptr(SpillSecretSet) set = spill_secret_set_new ();
  Answer answer = { 0 };

  if (!g_test_subprocess ())
    {
      g_unsetenv ("SECRET_BACKEND");
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }

  spill_secret_set_put (set, SPILL_SECRET_LOGIN, "ann", "s3cret");
  store ("four", set, &answer);
  g_assert_nonnull (answer.error);
  g_assert_true (g_str_has_prefix (answer.error->message, "The keyring cannot be used: "));
  g_assert_null (strstr (answer.error->message, "s3cret"));

  lookup ("four", &answer);
  g_assert_nonnull (answer.error);
  g_assert_null (answer.set);
  answer_clear (&answer);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *dir = g_dir_make_tmp ("spill-secrets-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "keyring", NULL);
  int result;

  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ())
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
    }

  g_test_add_func ("/secrets/round-trip", test_round_trip);
  g_test_add_func ("/secrets/another-user-replaces", test_another_user_replaces);
  g_test_add_func ("/secrets/clear", test_clear);
  g_test_add_func ("/secrets/no-keyring", test_no_keyring);

  result = g_test_run ();
  g_unlink (path);
  g_rmdir (dir);
  return result;
}
