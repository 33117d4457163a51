#include "net/spill-broker-login.h"

#include "net/spill-broker-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#define MD5_SIZE 16
#define MAX_TRIES 10   /* on one connection */

static void
md5 (const void *first,
     gsize       first_length,
     const void *second,
     gsize       second_length,
     guint8     *digest)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_MD5);
  gsize length = MD5_SIZE;

  g_checksum_update (checksum, first, (gssize) first_length);
  g_checksum_update (checksum, second, (gssize) second_length);
  g_checksum_get_digest (checksum, digest, &length);
}

static void
respond (const char *password,
         const void *challenge,
         gsize       challenge_length,
         guint8     *response)
{
  guint8 secret[MD5_SIZE];

  md5 (password, strlen (password), "", 0, secret);
  md5 (secret, sizeof secret, challenge, challenge_length, response);
}

typedef struct
{
  char   *user;
  char   *password;
  guint   timeout;
  gint64  perspective;
} Login;

static void
free_login (gpointer data)
{
  Login *login = data;

  g_free (login->user);
  g_free (login->password);
  g_free (login);
}

static void
return_error (GTask           *task,
              const SpillSexp *failure,
              const GError    *error)
{
  g_autofree char *type = spill_jelly_dup_class (failure);
  g_autofree char *message = spill_jelly_dup_message (failure);

  if (type == NULL || !g_str_has_prefix (type, "twisted.cred.error."))
    g_task_return_error (task, g_error_copy (error));
  else if (message != NULL && *message != '\0')
    g_task_return_new_error (task, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED,
                             _("The name or the password is wrong: %s"), message);
  else
    g_task_return_new_error (task, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED,
                             _("The name or the password is wrong"));
}

static void
on_let_in (SpillBroker     *self,
           const SpillSexp *answer,
           const GError    *error,
           gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;
  Login *login = g_task_get_task_data (task);

  if (error != NULL)
    {
      return_error (task, answer, error);
      return;
    }

  login->perspective = spill_broker_take_remote (self, answer);
  if (login->perspective < 0)
    g_task_return_new_error (task, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_PROTOCOL,
                             _("The login was answered without a perspective"));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_challenge (SpillBroker     *self,
              const SpillSexp *answer,
              const GError    *error,
              gpointer         user_data)
{
  g_autoptr(GTask) task = user_data;
  Login *login = g_task_get_task_data (task);
  SpillBananaProfile profile = spill_broker_get_profile (self);
  const SpillSexp *challenger = spill_jelly_get_item (answer, 1);
  guint8 response[MD5_SIZE];
  const char *challenge;
  gsize length;
  GByteArray *out;

  if (error != NULL)
    {
      return_error (task, answer, error);
      return;
    }
  challenge = spill_jelly_get_bytes (spill_jelly_get_item (answer, 0), &length);
  if (challenge == NULL || spill_jelly_get_type (challenger) != SPILL_JELLY_REMOTE)
    {
      g_task_return_new_error (task, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_PROTOCOL,
                               _("The login was answered without a challenge"));
      return;
    }

  respond (login->password, challenge, length, response);
  out = spill_broker_begin_call (self, spill_jelly_get_reference (challenger), "respond", 2);
  spill_banana_put_bytes (out, profile, (const char *) response, sizeof response);
  spill_jelly_put_none (out, profile);
  spill_broker_end_call (self, login->timeout, on_let_in, g_steal_pointer (&task));
}

static void
say_hello (GTask *task)
{
  SpillBroker *self = g_task_get_source_object (task);
  Login *login = g_task_get_task_data (task);
  SpillBananaProfile profile = spill_broker_get_profile (self);
  GByteArray *out;

  if (login->user == NULL)
    {
      out = spill_broker_begin_call (self, -1, "loginAnonymous", 1);
      spill_jelly_put_none (out, profile);
      spill_broker_end_call (self, login->timeout, on_let_in, g_object_ref (task));
      return;
    }
  out = spill_broker_begin_call (self, -1, "login", 1);
  spill_banana_put_string (out, profile, login->user);
  spill_broker_end_call (self, login->timeout, on_challenge, g_object_ref (task));
}

static void
on_open (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (spill_broker_open_finish (SPILL_BROKER (source), result, &error))
    say_hello (task);
  else
    g_task_return_error (task, error);
}

/**
 * spill_broker_login_async:
 * @self: a broker of the client's side, new or open
 * @user: (nullable): name, or NULL to come in without one
 * @password: (nullable): of @user
 * @timeout: ms for each step, 0 for no limit
 * @callback: called when it is decided
 * @user_data: for @callback
 *
 * Opens the connection if need be, and logs in. Source: twisted.spread.pb's login of twisted.cred.
 */
void
spill_broker_login_async (SpillBroker         *self,
                          const char          *user,
                          const char          *password,
                          guint                timeout,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task;
  Login *login;

  g_return_if_fail (SPILL_IS_BROKER (self));

  login = g_new0 (Login, 1);
  *login = (Login) { g_strdup (user), g_strdup (password != NULL ? password : ""), timeout, -1 };
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, spill_broker_login_async);
  g_task_set_task_data (task, login, free_login);
  if (!spill_broker_is_open (self))
    {
      spill_broker_open_async (self, timeout, on_open, task);
      return;
    }
  say_hello (task);
  g_object_unref (task);
}

gint64
spill_broker_login_finish (SpillBroker   *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  const Login *login;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return -1;
  login = g_task_get_task_data (G_TASK (result));
  return login->perspective;
}

/* Server: the root that lets people in. */
typedef struct
{
  gatomicrefcount       ref_count;
  char                 *user;
  char                 *password;
  gboolean              is_open;
  guint                 n_tries;
  SpillBrokerEnterFunc  enter;
  gpointer              user_data;
} Door;

typedef struct
{
  Door     *door;
  char     *user;
  guint8    challenge[MD5_SIZE];
  gboolean  is_used;   /* each is good for one response */
} Challenger;

static void
unref_door (gpointer data)
{
  Door *door = data;

  if (!g_atomic_ref_count_dec (&door->ref_count))
    return;
  g_free (door->user);
  g_free (door->password);
  g_free (door);
}

static void
free_challenger (gpointer data)
{
  Challenger *self = data;

  unref_door (self->door);
  g_free (self->user);
  g_free (self);
}

/* The same for a wrong name and a wrong password. */
static void
refuse (SpillBroker              *broker,
        const SpillBrokerRequest *request)
{
  static const char *const parents[] = {
    "twisted.cred.error.UnauthorizedLogin", "twisted.cred.error.LoginFailed", "twisted.cred.error.Unauthorized",
    "exceptions.Exception", "exceptions.BaseException", "__builtin__.object", NULL
  };

  spill_broker_fail (broker, request->id, parents[0], "", parents);
}

static void
let_in (SpillBroker              *broker,
        const SpillBrokerRequest *request,
        const Door               *door,
        const char               *user)
{
  gint64 perspective = door->enter (broker, user, door->user_data);
  GByteArray *out = spill_broker_begin_answer (broker, request->id);

  spill_jelly_put_remote (out, spill_broker_get_profile (broker), perspective);
  spill_broker_end_answer (broker);
}

/* Takes as long whatever differs. */
static gboolean
is_same (const guint8 *a,
         const guint8 *b)
{
  guint8 difference = 0;

  for (guint i = 0; i < MD5_SIZE; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

static void
answer_challenger (SpillBroker              *broker,
                   const SpillBrokerRequest *request,
                   gpointer                  object)
{
  Challenger *self = object;
  const Door *door = self->door;
  guint8 expected[MD5_SIZE];
  gboolean is_first = !self->is_used;
  const char *response;
  gsize length;
  gboolean is_right;

  if (g_strcmp0 (request->name, "respond") != 0)
    {
      spill_broker_fail (broker, request->id, "exceptions.AttributeError", request->name, NULL);
      return;
    }

  response = spill_jelly_get_bytes (spill_jelly_get_item (request->args, 0), &length);
  respond (door->password != NULL ? door->password : "", self->challenge, MD5_SIZE, expected);
  is_right = response != NULL && length == MD5_SIZE && is_same ((const guint8 *) response, expected);
  self->is_used = TRUE;
  if (is_right && is_first && door->password != NULL && g_strcmp0 (self->user, door->user) == 0)
    let_in (broker, request, door, door->user);
  else
    refuse (broker, request);
}

static void
challenge (SpillBroker              *broker,
           const SpillBrokerRequest *request,
           Door                     *door)
{
  Challenger *challenger = g_new0 (Challenger, 1);
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  gint64 number;
  GByteArray *out;

  if (getrandom (challenger->challenge, MD5_SIZE, 0) != MD5_SIZE)
    for (guint i = 0; i < MD5_SIZE; i++)
      challenger->challenge[i] = (guint8) g_random_int ();
  g_atomic_ref_count_inc (&door->ref_count);
  challenger->door = door;
  challenger->user = spill_jelly_dup_text (spill_jelly_get_item (request->args, 0));
  number = spill_broker_offer (broker, answer_challenger, challenger, free_challenger);

  out = spill_broker_begin_answer (broker, request->id);
  spill_jelly_put_tuple (out, profile, 2);
  spill_banana_put_bytes (out, profile, (const char *) challenger->challenge, MD5_SIZE);
  spill_jelly_put_remote (out, profile, number);
  spill_broker_end_answer (broker);
}

static void
answer_root (SpillBroker              *broker,
             const SpillBrokerRequest *request,
             gpointer                  object)
{
  Door *door = object;

  if (++door->n_tries > MAX_TRIES)
    spill_broker_doom (broker, g_error_new_literal (SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED,
                                                    _("Too many logins were tried")));
  else if (g_strcmp0 (request->name, "login") == 0)
    challenge (broker, request, door);
  else if (g_strcmp0 (request->name, "loginAnonymous") != 0)
    spill_broker_fail (broker, request->id, "exceptions.AttributeError", request->name, NULL);
  else if (door->is_open)
    let_in (broker, request, door, NULL);
  else
    refuse (broker, request);
}

/**
 * spill_broker_serve_login:
 * @self: a broker of the server's side, not opened yet
 * @user: (nullable): the name that gets in with @password
 * @password: (nullable): its password
 * @is_open: whether people without a name get in as well
 * @enter: offers a perspective to who got in
 * @user_data: for @enter; must live as long as @self is open
 *
 * Sets the root object that logs people in. Ten tries a connection.
 */
void
spill_broker_serve_login (SpillBroker          *self,
                          const char           *user,
                          const char           *password,
                          gboolean              is_open,
                          SpillBrokerEnterFunc  enter,
                          gpointer              user_data)
{
  Door *door;

  g_return_if_fail (SPILL_IS_BROKER (self));
  g_return_if_fail (enter != NULL);

  door = g_new0 (Door, 1);
  g_atomic_ref_count_init (&door->ref_count);
  door->user = g_strdup (user);
  door->password = user != NULL ? g_strdup (password) : NULL;
  door->is_open = is_open;
  door->enter = enter;
  door->user_data = user_data;
  spill_broker_set_root (self, answer_root, door, unref_door);
}
