#define G_LOG_DOMAIN "spillway-model"

#include "model/spill-master.h"

#include <glib/gi18n.h>

#include "model/spill-master-private.h"
#include "model/spill-text-private.h"
#include "util/spill-clock.h"

/* A master that breaks every rule must not fill our memory with remarks about it. */
#define MAX_REPORTS 1000

enum
{
  PROP_0,
  PROP_ID,
  PROP_URL,
  PROP_NAME,
  PROP_TITLE,
  PROP_TITLE_URL,
  PROP_BASE_URL,
  PROP_VERSION,
  PROP_KIND,
  PROP_USER,
  PROP_CONNECTION,
  PROP_SINCE,
  PROP_LAST_CONTACT,
  PROP_RETRY_AT,
  PROP_PROBLEM,
  PROP_PROBLEM_TEXT,
  PROP_CERTIFICATE,
  PROP_NOTICE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_SETTLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * SpillMaster:
 *
 * One Buildbot master as we know it. Written by its source alone.
 */
G_DEFINE_FINAL_TYPE (SpillMaster, spill_master, G_TYPE_OBJECT)

static void
notify (SpillMaster *self,
        guint        prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
set_text (SpillMaster  *self,
          char        **where,
          const char   *value,
          guint         prop_id)
{
  if (spill_text_set (where, value))
    notify (self, prop_id);
}

static void
set_time (SpillMaster *self,
          double      *where,
          double       when,
          guint        prop_id)
{
  if (*where == when)
    return;

  *where = when;
  notify (self, prop_id);
}

/* The host, with a port that tells two masters of one host apart; else the URL as it is. */
static char *
name_from_url (const char *url)
{
  g_autoptr(GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return g_strdup (url != NULL ? url : "");
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));

  return g_strdup (g_uri_get_host (uri));
}

static gboolean
is_fresh (SpillConnection connection)
{
  return connection == SPILL_CONNECTION_LIVE || connection == SPILL_CONNECTION_POLLING;
}

static void
fail_commands (SpillMaster *self)
{
  g_autoptr(GPtrArray) commands = g_steal_pointer (&self->commands);
  g_autoptr(GError) error = NULL;

  if (commands == NULL || commands->len == 0)
    return;

  error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_GONE, _("The master was removed."));
  for (guint i = 0; i < commands->len; i++)
    {
      SpillCommand *command = commands->pdata[i];

      g_signal_handlers_disconnect_by_data (command, self);
      if (!spill_command_has_ended (command))
        spill_command_fail (command, error);
    }
}

static void
spill_master_dispose (GObject *object)
{
  SpillMaster *self = SPILL_MASTER (object);

  fail_commands (self);
  spill_master_dispose_objects (self);
  g_clear_object (&self->certificate);
  g_clear_weak_pointer (&self->status);
  g_clear_weak_pointer (&self->source);

  G_OBJECT_CLASS (spill_master_parent_class)->dispose (object);
}

static void
spill_master_finalize (GObject *object)
{
  SpillMaster *self = SPILL_MASTER (object);

  spill_master_finalize_objects (self);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->title_url, g_free);
  g_clear_pointer (&self->base_url, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->fallback_name, g_free);
  g_clear_pointer (&self->problem_text, g_free);
  g_clear_pointer (&self->notice, g_free);
  g_clear_pointer (&self->changes_untold, g_free);
  g_clear_pointer (&self->reported, g_hash_table_unref);

  G_OBJECT_CLASS (spill_master_parent_class)->finalize (object);
}

static void
spill_master_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpillMaster *self = SPILL_MASTER (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_NAME:
      g_value_set_string (value, spill_master_get_name (self));
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_TITLE_URL:
      g_value_set_string (value, self->title_url);
      break;
    case PROP_BASE_URL:
      g_value_set_string (value, spill_master_get_base_url (self));
      break;
    case PROP_VERSION:
      g_value_set_string (value, self->version);
      break;
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_USER:
      g_value_set_string (value, self->user);
      break;
    case PROP_CONNECTION:
      g_value_set_enum (value, self->connection);
      break;
    case PROP_SINCE:
      g_value_set_double (value, self->since);
      break;
    case PROP_LAST_CONTACT:
      g_value_set_double (value, self->last_contact);
      break;
    case PROP_RETRY_AT:
      g_value_set_double (value, self->retry_at);
      break;
    case PROP_PROBLEM:
      g_value_set_enum (value, self->problem);
      break;
    case PROP_PROBLEM_TEXT:
      g_value_set_string (value, self->problem_text);
      break;
    case PROP_CERTIFICATE:
      g_value_set_object (value, self->certificate);
      break;
    case PROP_NOTICE:
      g_value_set_string (value, self->notice);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_master_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpillMaster *self = SPILL_MASTER (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_dup_string (value);
      break;
    case PROP_URL:
      self->url = g_value_dup_string (value);
      self->fallback_name = name_from_url (self->url);
      break;
    case PROP_NAME:
      spill_master_set_name (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_master_class_init (SpillMasterClass *klass)
{
  static const struct { guint prop_id; const char *name; } texts[] = {
    { PROP_TITLE, "title" },
    { PROP_TITLE_URL, "title-url" },
    { PROP_BASE_URL, "base-url" },
    { PROP_VERSION, "version" },
    { PROP_KIND, "kind" },
    { PROP_USER, "user" },
    { PROP_PROBLEM_TEXT, "problem-text" },
    { PROP_NOTICE, "notice" },
  };
  static const struct { guint prop_id; const char *name; } times[] = {
    { PROP_SINCE, "since" },
    { PROP_LAST_CONTACT, "last-contact" },
    { PROP_RETRY_AT, "retry-at" },
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags rw = r | G_PARAM_WRITABLE;
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_master_dispose;
  object_class->finalize = spill_master_finalize;
  object_class->get_property = spill_master_get_property;
  object_class->set_property = spill_master_set_property;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, once);
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, once);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, rw);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    properties[texts[i].prop_id] = g_param_spec_string (texts[i].name, NULL, NULL, NULL, r);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    properties[times[i].prop_id] =
      g_param_spec_double (times[i].name, NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_CONNECTION] =
    g_param_spec_enum ("connection", NULL, NULL, SPILL_TYPE_CONNECTION, SPILL_CONNECTION_OFF, r);
  properties[PROP_PROBLEM] =
    g_param_spec_enum ("problem", NULL, NULL, SPILL_TYPE_PROBLEM, SPILL_PROBLEM_NONE, r);
  properties[PROP_CERTIFICATE] =
    g_param_spec_object ("certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillMaster::settled:
   *
   * A slice of changes has been applied; what aggregates recomputes now.
   */
  signals[SIGNAL_SETTLED] =
    g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_master_init (SpillMaster *self)
{
  self->since = spill_now ();
  self->commands = g_ptr_array_new_with_free_func (g_object_unref);
  spill_master_init_objects (self);
}

/**
 * spill_master_new:
 * @id: what the user's settings call it
 * @url: its address
 *
 * Returns: (transfer full): a master of which nothing is known yet
 */
SpillMaster *
spill_master_new (const char *id,
                  const char *url)
{
  return g_object_new (SPILL_TYPE_MASTER, "id", id, "url", url, NULL);
}

void
spill_master_set_name (SpillMaster *self,
                       const char  *name)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_text (self, &self->name, name, PROP_NAME);
}

static void
on_command_ended (SpillCommand *command,
                  SpillMaster  *self)
{
  g_signal_handlers_disconnect_by_func (command, on_command_ended, self);
  if (self->commands != NULL)
    g_ptr_array_remove_fast (self->commands, command);
}

/**
 * spill_master_run:
 * @self: a master
 * @command: (transfer none): a new command
 *
 * Hands @command to the master's source and keeps it alive until it has ended. Without a source it
 * fails at once.
 */
void
spill_master_run (SpillMaster  *self,
                  SpillCommand *command)
{
  g_autoptr(GError) error = NULL;

  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (SPILL_IS_COMMAND (command));
  g_return_if_fail (spill_command_get_state (command) == SPILL_COMMAND_NEW);

  if (self->source != NULL && self->commands != NULL)
    {
      g_ptr_array_add (self->commands, g_object_ref (command));
      g_signal_connect (command, "ended", G_CALLBACK (on_command_ended), self);
      spill_command_sent (command);
      SPILL_SOURCE_GET_CLASS (self->source)->run (self->source, command);
      return;
    }

  error = g_error_new (SPILL_ERROR, SPILL_ERROR_UNREACHABLE, _("“%s” is not connected."),
                       spill_master_get_name (self));
  spill_command_fail (command, error);
}

/**
 * spill_master_can:
 * @self: a master
 * @kind: a kind of command
 * @why: (out) (optional) (transfer none): a sentence why not
 *
 * Returns: whether this kind of master knows such commands; it may still refuse one
 */
gboolean
spill_master_can (SpillMaster       *self,
                  SpillCommandKind   kind,
                  const char       **why)
{
  const char *ignored;

  g_return_val_if_fail (SPILL_IS_MASTER (self), FALSE);

  if (why == NULL)
    why = &ignored;
  *why = NULL;
  if (self->source != NULL)
    return SPILL_SOURCE_GET_CLASS (self->source)->can (self->source, kind, why);

  *why = _("Not connected.");
  return FALSE;
}

void
spill_master_set_title (SpillMaster *self,
                        const char  *title)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  if (!spill_text_set (&self->title, title))
    return;

  notify (self, PROP_TITLE);
  if (self->name == NULL || *self->name == '\0')
    notify (self, PROP_NAME);
}

void
spill_master_set_title_url (SpillMaster *self,
                            const char  *url)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_text (self, &self->title_url, url, PROP_TITLE_URL);
}

void
spill_master_set_base_url (SpillMaster *self,
                           const char  *url)
{
  g_autofree char *ended = NULL;

  g_return_if_fail (SPILL_IS_MASTER (self));

  if (url != NULL && *url != '\0' && !g_str_has_suffix (url, "/"))
    url = ended = g_strconcat (url, "/", NULL);
  set_text (self, &self->base_url, url != NULL && *url != '\0' ? url : NULL, PROP_BASE_URL);
}

void
spill_master_set_version (SpillMaster *self,
                          const char  *version)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_text (self, &self->version, version, PROP_VERSION);
}

void
spill_master_set_kind (SpillMaster *self,
                       const char  *kind)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_text (self, &self->kind, kind, PROP_KIND);
}

void
spill_master_set_user (SpillMaster *self,
                       const char  *user)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_text (self, &self->user, user, PROP_USER);
}

/**
 * spill_master_set_connection:
 * @self: a master
 * @connection: its source's connection
 *
 * Clears the problem unless @connection is one that has a problem. The first `LIVE` or `POLLING`
 * is the end of the first sync: from then on there are events.
 */
void
spill_master_set_connection (SpillMaster     *self,
                             SpillConnection  connection)
{
  gboolean was_fresh;

  g_return_if_fail (SPILL_IS_MASTER (self));

  if (connection != SPILL_CONNECTION_RECONNECTING && connection != SPILL_CONNECTION_FAILED)
    spill_master_set_problem (self, SPILL_PROBLEM_NONE, NULL);
  if (connection != SPILL_CONNECTION_RECONNECTING)
    spill_master_set_retry_at (self, 0);
  if (self->connection == connection)
    return;

  was_fresh = is_fresh (self->connection);
  self->connection = connection;
  if (is_fresh (connection) && !self->has_synced)
    {
      spill_master_update_builders (self);
      self->has_synced = TRUE;
    }
  set_time (self, &self->since, spill_now (), PROP_SINCE);
  notify (self, PROP_CONNECTION);
  if (is_fresh (connection) && !was_fresh)
    spill_master_emit (self, SPILL_EVENT_MASTER_CONNECTED, NULL);
  else if (!is_fresh (connection) && was_fresh)
    spill_master_emit (self, SPILL_EVENT_MASTER_DISCONNECTED, NULL);
}

/**
 * spill_master_set_changes_untold:
 * @self: a master
 * @why: (nullable): a sentence for people, if it never tells what was committed
 */
void
spill_master_set_changes_untold (SpillMaster *self,
                                 const char  *why)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  g_free (self->changes_untold);
  self->changes_untold = g_strdup (why);
}

/**
 * spill_master_set_problem:
 * @self: a master
 * @problem: why it is not live
 * @text: (nullable): a sentence about it for people; never holds a secret
 */
void
spill_master_set_problem (SpillMaster  *self,
                          SpillProblem  problem,
                          const char   *text)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->problem != problem)
    {
      self->problem = problem;
      notify (self, PROP_PROBLEM);
    }
  set_text (self, &self->problem_text, text, PROP_PROBLEM_TEXT);
  if (problem == SPILL_PROBLEM_NONE)
    spill_master_set_certificate (self, NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

void
spill_master_set_certificate (SpillMaster     *self,
                              GTlsCertificate *certificate)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  if (g_set_object (&self->certificate, certificate))
    notify (self, PROP_CERTIFICATE);
}

void
spill_master_set_retry_at (SpillMaster *self,
                           double       when)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_time (self, &self->retry_at, when, PROP_RETRY_AT);
}

void
spill_master_touch (SpillMaster *self)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  set_time (self, &self->last_contact, spill_now (), PROP_LAST_CONTACT);
}

/**
 * spill_master_set_source:
 * @self: a master
 * @source: (nullable) (transfer none): what writes it from now on; not kept alive
 */
void
spill_master_set_source (SpillMaster *self,
                         SpillSource *source)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  g_set_weak_pointer (&self->source, source);
}

void
spill_master_set_status (SpillMaster *self,
                         SpillStatus *status)
{
  g_set_weak_pointer (&self->status, status);
}

/**
 * spill_master_report_once:
 * @self: a master
 * @key: what it is about, as "builds: number"
 * @text: a sentence for people
 *
 * Shows and logs @text unless @key was reported before.
 */
void
spill_master_report_once (SpillMaster *self,
                          const char  *key,
                          const char  *text)
{
  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (key != NULL);

  if (self->reported == NULL)
    self->reported = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_hash_table_size (self->reported) >= MAX_REPORTS || g_hash_table_contains (self->reported, key))
    return;

  g_hash_table_insert (self->reported, g_strdup (key), g_strdup (text));
  g_message ("%s: %s", spill_master_get_name (self), text);
  set_text (self, &self->notice, text, PROP_NOTICE);
}

/**
 * spill_master_withdraw:
 * @self: a master
 * @key: of what was reported
 *
 * Says that it is so no more. It may be reported again.
 */
void
spill_master_withdraw (SpillMaster *self,
                       const char  *key)
{
  const char *text;

  g_return_if_fail (SPILL_IS_MASTER (self));
  g_return_if_fail (key != NULL);

  text = self->reported != NULL ? g_hash_table_lookup (self->reported, key) : NULL;
  if (text == NULL)
    return;

  if (g_strcmp0 (self->notice, text) == 0)
    set_text (self, &self->notice, NULL, PROP_NOTICE);
  g_hash_table_remove (self->reported, key);
}

/**
 * spill_master_settle:
 * @self: a master
 *
 * Says that a slice of changes has been applied.
 */
void
spill_master_settle (SpillMaster *self)
{
  g_return_if_fail (SPILL_IS_MASTER (self));

  g_signal_emit (self, signals[SIGNAL_SETTLED], 0);
}
