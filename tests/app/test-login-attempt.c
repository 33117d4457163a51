/* A login that is tried: what the master has said of it is what the user hears. Here of a 0.8 master with
 * both its pages, which can be read without, and its PBListener. */

#include <string.h>

#include "app/spill-login-attempt.h"
#include "old-master.h"
#include "pb-world.h"

typedef struct
{
  OldMaster   *old;
  World        world;
  SpillEngine *engine;
  SpillMaster *master;
} Fixture;

/* As a 0.8 does with a name and a password that it does not know. */
static gboolean
refuse (Call     *call,
        gpointer  data)
{
  return call_reply (call, "302 Found", "Location: ./authfail\r\n", "");
}

static gboolean
let_in (Call     *call,
        gpointer  data)
{
  return call_reply (call, "302 Found", "Location: ./\r\nSet-Cookie: BuildBotSession=0123456789abcdef; Path=/\r\n", "");
}

static void
fixture_init (Fixture *self)
{
  static const SpillPbOptions everybody = { "user", "secret", NULL, NULL };
  g_autofree char *url = NULL;
  g_autoptr(GError) error = NULL;

  world_init (&self->world, &everybody);
  world_builder (&self->world, "a");
  self->old = old_master_new ();
  old_master_set_builder (self->old, "a", "idle", "[]", "[]", 0);
  self->engine = spill_engine_new ();
  url = g_strdup_printf ("%s?pb=user@127.0.0.1:%u", old_master_get_url (self->old),
                         spill_pb_listener_get_port (self->world.listener));
  self->master = spill_engine_add (self->engine, "1", url, NULL, &error);
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *self)
{
  g_object_unref (self->engine);
  old_master_free (self->old);
  world_clear (&self->world);
}

static void
on_tried (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  GAsyncResult **where = data;

  *where = g_object_ref (result);
}

/* What it is told: NULL: it is in. (transfer full) */
static GError *
try_login (Fixture    *self,
           const char *user,
           const char *password,
           const char *pb_password)
{
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();
  g_autoptr(GAsyncResult) result = NULL;
  GError *error = NULL;

  credentials->user = g_strdup (user);
  credentials->password = g_strdup (password);
  credentials->pb_password = g_strdup (pb_password);
  spill_login_attempt_async (self->engine, self->master, credentials, NULL, on_tried, &result);
  AWAIT (result != NULL);
  spill_login_attempt_finish (result, &error);
  return error;
}

static void
assert_in (GError *error)
{
  g_assert_no_error (error);
}

static void
assert_refused (GError     *error,
                const char *words)
{
  g_assert_error (error, SPILL_ERROR, SPILL_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, words));
  g_error_free (error);
}

static SpillConnection
connection (Fixture *self)
{
  return spill_master_get_connection (self->master);
}

/* The port's answer counts, also where the pages were read before and after. */
static void
test_port (void)
{
  Fixture f;

  fixture_init (&f);
  spill_engine_connect (f.engine, f.master);
  AWAIT (connection (&f) == SPILL_CONNECTION_POLLING);
  assert_refused (try_login (&f, NULL, NULL, "wrong"), "password is wrong");
  spill_engine_set_credentials (f.engine, f.master, NULL);
  AWAIT (connection (&f) == SPILL_CONNECTION_POLLING);
  assert_in (try_login (&f, NULL, NULL, "secret"));
  g_assert_cmpint (connection (&f), ==, SPILL_CONNECTION_LIVE);
  /* It was in, and is not any more. */
  assert_refused (try_login (&f, NULL, NULL, "wrong again"), "password is wrong");
  assert_in (try_login (&f, NULL, NULL, "secret"));
  fixture_clear (&f);
}

/* Each has a password of its own, and both have to be right. */
static void
test_both (void)
{
  Fixture f;

  fixture_init (&f);
  old_master_set_answer (f.old, "/login", let_in, NULL);
  spill_engine_connect (f.engine, f.master);
  AWAIT (connection (&f) == SPILL_CONNECTION_POLLING);
  assert_in (try_login (&f, "bob", "right", NULL));
  assert_refused (try_login (&f, "bob", "right", "wrong"), "password is wrong");
  assert_in (try_login (&f, "bob", "right", "secret"));
  g_assert_cmpstr (spill_master_get_user (f.master), ==, "bob");
  g_assert_cmpint (connection (&f), ==, SPILL_CONNECTION_LIVE);

  /* The port is enough to watch, but not what was asked. */
  old_master_set_answer (f.old, "/login", refuse, NULL);
  assert_refused (try_login (&f, "bob", "wrong", "secret"), "refuses this user");
  fixture_clear (&f);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/login-attempt/port", test_port);
  g_test_add_func ("/login-attempt/both", test_both);
  return g_test_run ();
}
