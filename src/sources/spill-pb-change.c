#include "sources/spill-pb-change.h"

#include <glib/gi18n.h>
#include <string.h>

#include "net/spill-broker-login.h"

#define TIMEOUT_MS 30000
#define PORT 9989              /* where workers connect, and what PBChangeSource has unless told otherwise */

/* Name of the value -> key of 0.8's addChange; modern masters still take these. */
static const struct
{
  const char *value, *key;
  gboolean    is_always;       /* sent also if it is not known */
  gboolean    is_empty;        /* then as "", not as None */
} texts[] = {
  { "author", "who", TRUE, FALSE },
  { "comments", "comments", TRUE, TRUE },
  { "branch", "branch", TRUE, FALSE },
  { "revision", "revision", TRUE, FALSE },
  { "category", "category", TRUE, FALSE },
  { "repository", "repository", TRUE, TRUE },
  { "project", "project", TRUE, TRUE },
  { "revlink", "revlink", TRUE, TRUE },
  { "vc", "src", TRUE, FALSE },
  { "codebase", "codebase", FALSE, FALSE },   /* unknown to masters before 0.8.7 */
};

typedef struct
{
  SpillCommand *command;
  SpillBroker  *broker;        /* (nullable) */
  GVariant     *values;        /* (nullable) */
  char         *host;
} Sending;

static void
end (Sending      *self,
     const GError *error)
{
  if (error == NULL)
    spill_command_accepted (self->command, 0);
  else if (!spill_command_has_ended (self->command))
    spill_command_fail (self->command, error);
  if (self->broker != NULL)
    spill_broker_close (self->broker, NULL);
  g_clear_object (&self->broker);
  g_object_unref (self->command);
  g_clear_pointer (&self->values, g_variant_unref);
  g_free (self->host);
  g_free (self);
}

/* The error in the model's domain, with the master's words. */
static void
fail (Sending      *self,
      const GError *why)
{
  SpillError code = SPILL_ERROR_UNREACHABLE;
  g_autoptr(GError) error = NULL;

  if (g_error_matches (why, SPILL_BROKER_ERROR, SPILL_BROKER_ERROR_REFUSED))
    code = SPILL_ERROR_REFUSED;
  else if (why->domain == SPILL_BROKER_ERROR)
    code = SPILL_ERROR_FAILED;
  error = g_error_new (SPILL_ERROR, code, "%s: %s", self->host, why->message);
  end (self, error);
}

static const char *
get_text (GVariant   *values,
          const char *name)
{
  const char *text = NULL;

  return values != NULL && g_variant_lookup (values, name, "&s", &text) ? text : NULL;
}

/* Keys are text: a modern master finds bytes to be others. */
static void
put_key (GByteArray         *out,
         SpillBananaProfile  profile,
         const char         *key)
{
  spill_jelly_put_pair (out);
  spill_jelly_put_text (out, profile, key);
}

static void
put_files (GByteArray         *out,
           SpillBananaProfile  profile,
           GVariant           *values)
{
  g_autofree const char **files = NULL;
  guint n;

  if (values != NULL)
    g_variant_lookup (values, "files", "^a&s", &files);
  n = files != NULL ? g_strv_length ((char **) files) : 0;
  put_key (out, profile, "files");
  spill_jelly_put_list (out, profile, n);
  for (guint i = 0; i < n; i++)
    spill_jelly_put_text (out, profile, files[i]);
}

static void
put_properties (GByteArray         *out,
                SpillBananaProfile  profile,
                GVariant           *values)
{
  g_autoptr(GVariant) properties = values != NULL ? g_variant_lookup_value (values, "properties", G_VARIANT_TYPE ("a{ss}")) : NULL;
  GVariantIter iter;
  const char *name, *value;

  put_key (out, profile, "properties");
  spill_jelly_put_dictionary (out, profile, properties != NULL ? g_variant_n_children (properties) : 0);
  if (properties == NULL)
    return;
  g_variant_iter_init (&iter, properties);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    {
      put_key (out, profile, name);
      spill_jelly_put_text (out, profile, value);
    }
}

static void
put_change (GByteArray         *out,
            SpillBananaProfile  profile,
            GVariant           *values)
{
  guint n = 3;
  double when;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    n += texts[i].is_always || get_text (values, texts[i].value) != NULL;

  spill_jelly_put_dictionary (out, profile, n);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = get_text (values, texts[i].value);

      if (text == NULL && !texts[i].is_always)
        continue;
      put_key (out, profile, texts[i].key);
      spill_jelly_put_text (out, profile, text != NULL ? text : texts[i].is_empty ? "" : NULL);
    }
  put_files (out, profile, values);
  put_properties (out, profile, values);
  put_key (out, profile, "when");
  if (values != NULL && g_variant_lookup (values, "when", "d", &when))
    spill_banana_put_float (out, when);
  else
    spill_jelly_put_none (out, profile);
}

static void
on_added (SpillBroker     *broker,
          const SpillSexp *answer,
          const GError    *error,
          gpointer         user_data)
{
  if (error != NULL)
    fail (user_data, error);
  else
    end (user_data, NULL);
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Sending *self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 perspective = spill_broker_login_finish (self->broker, result, &error);
  GByteArray *out;

  if (error != NULL)
    {
      fail (self, error);
      return;
    }
  out = spill_broker_begin_call (self->broker, perspective, "addChange", 1);
  put_change (out, spill_broker_get_profile (self->broker), self->values);
  spill_broker_end_call (self->broker, TIMEOUT_MS, on_added, self);
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Sending *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_host_finish (G_SOCKET_CLIENT (source), result, &error);
  const char *user = get_text (self->values, "pb-user"), *password = get_text (self->values, "pb-password");

  if (connection == NULL)
    {
      fail (self, error);
      return;
    }
  /* The broker has its own timeouts. */
  g_socket_set_timeout (g_socket_connection_get_socket (connection), 0);
  self->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_CLIENT, NULL);
  spill_broker_login_async (self->broker, user != NULL ? user : "change", password != NULL ? password : "changepw",
                            TIMEOUT_MS, on_login, self);
}

/* "HOST:PORT", "PORT" or nothing, at the master's host. */
static char *
dup_address (SpillMaster  *master,
             const char   *pb)
{
  g_autoptr(GUri) uri = g_uri_parse (spill_master_get_url (master), G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (pb != NULL && *pb != '\0' && strspn (pb, "0123456789") != strlen (pb))
    return g_strdup (pb);
  if (host == NULL)
    host = "127.0.0.1";
  return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%s" : "%s:%s", host,
                          pb != NULL && *pb != '\0' ? pb : G_STRINGIFY (PORT));
}

/**
 * spill_pb_change_run:
 * @master: to whom the change goes
 * @command: an ADD_CHANGE
 *
 * Connects, logs in, adds the change and leaves. The master need not be connected otherwise.
 */
void
spill_pb_change_run (SpillMaster  *master,
                     SpillCommand *command)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  GVariant *values = spill_command_get_values (command);
  g_autofree char *who = NULL;
  Sending *self;

  g_return_if_fail (SPILL_IS_MASTER (master));
  g_return_if_fail (spill_command_get_kind (command) == SPILL_COMMAND_ADD_CHANGE);

  if (get_text (values, "author") == NULL)
    {
      g_autoptr(GError) error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_INVALID, _("A change has an author."));

      spill_command_fail_field (command, "author", error->message);
      spill_command_fail (command, error);
      return;
    }

  self = g_new0 (Sending, 1);
  self->command = g_object_ref (command);
  self->values = g_variant_ref (values);
  self->host = dup_address (master, get_text (values, "pb"));
  spill_command_sent (command);
  g_socket_client_set_timeout (client, TIMEOUT_MS / 1000);
  g_socket_client_connect_to_host_async (client, self->host, PORT, NULL, on_connected, self);
}
