/* spillwayd: the engine without a window. Connects to masters and prints what happens there. */
#include "config.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/spill-engine.h"
#include "app/spill-event-line.h"
#include "app/spill-pb-door.h"
#include "app/spill-secret-files.h"
#include "config/spill-config-file.h"
#include "model/spill-build.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "util/spill-clock.h"
#include "web/spill-web-server.h"

#define EXIT_USAGE 2

typedef struct
{
  SpillEngine      *engine;
  SpillConfig      *config;        /* (nullable): what the key file says */
  SpillWebServer   *web;           /* (nullable): no port was given */
  GMainLoop        *loop;
  GPtrArray        *held_builds;   /* running ones, while steps are wanted */
  GPtrArray        *held_steps;    /* of them, while logs are wanted */
  GPtrArray        *held_logs;
  SpillPbDoor       pb;
  SpillSecretFiles  secrets;
  char             *config_file;
  char            **urls;
  int               seconds;       /* to run; 0: until told to end */
  int               port;          /* of the web pages; -1: none */
  gboolean          console_by_time;
  gboolean          json;
  gboolean          steps;
  gboolean          logs;
  gboolean          version;
  int               status;        /* to exit with */
} Daemon;

static void
end (Daemon *self,
     int     status)
{
  if (self->status == EXIT_SUCCESS)
    self->status = status;
  g_main_loop_quit (self->loop);
}

/* What happens there */

static void
hold_build (Daemon     *self,
            SpillBuild *build)
{
  if (!self->steps || g_ptr_array_find (self->held_builds, build, NULL))
    return;

  g_ptr_array_add (self->held_builds, g_object_ref (build));
  spill_build_hold (build, SPILL_PART_STEPS);
}

static void
hold_step (Daemon    *self,
           SpillStep *step)
{
  if (!self->logs || g_ptr_array_find (self->held_steps, step, NULL))
    return;

  g_ptr_array_add (self->held_steps, g_object_ref (step));
  spill_step_hold (step, SPILL_PART_LOGS);
}

static void
release_build (Daemon     *self,
               SpillBuild *build)
{
  for (guint i = self->held_logs->len; i-- > 0; )
    {
      SpillLog *log = g_ptr_array_index (self->held_logs, i);

      if (spill_step_get_build (spill_log_get_step (log)) != build)
        continue;
      spill_log_release (log);
      g_ptr_array_remove_index_fast (self->held_logs, i);
    }
  for (guint i = self->held_steps->len; i-- > 0; )
    {
      SpillStep *step = g_ptr_array_index (self->held_steps, i);

      if (spill_step_get_build (step) != build)
        continue;
      spill_step_release (step, SPILL_PART_LOGS);
      g_ptr_array_remove_index_fast (self->held_steps, i);
    }
  if (g_ptr_array_find (self->held_builds, build, NULL))
    {
      spill_build_release (build, SPILL_PART_STEPS);
      g_ptr_array_remove_fast (self->held_builds, build);
    }
}

static void
hold_log (Daemon   *self,
          SpillLog *log)
{
  if (!self->logs || g_ptr_array_find (self->held_logs, log, NULL))
    return;

  g_ptr_array_add (self->held_logs, g_object_ref (log));
  spill_log_hold (log);
}

static void
hold_running (Daemon      *self,
              SpillMaster *master)
{
  SpillList *running = spill_master_get_running (master);

  for (guint i = 0; i < spill_list_get_length (running); i++)
    hold_build (self, spill_list_peek (running, i));
}

static void
follow (Daemon           *self,
        const SpillEvent *event)
{
  switch (event->kind)
    {
    case SPILL_EVENT_MASTER_CONNECTED:
      hold_running (self, event->master);
      break;
    case SPILL_EVENT_BUILD_STARTED:
      hold_build (self, event->build);
      break;
    case SPILL_EVENT_BUILD_FINISHED:
      release_build (self, event->build);
      break;
    case SPILL_EVENT_STEP_STARTED:
      hold_step (self, event->step);
      break;
    case SPILL_EVENT_LOG_STARTED:
      hold_log (self, event->log);
      break;
    default:
      break;
    }
}

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Daemon           *self)
{
  g_autofree char *line = self->json ? spill_event_line_to_json (event)
                                     : spill_event_line_to_text (event);

  if (printf ("%s\n", line) < 0 || ferror (stdout))
    {
      /* Who read us is gone: nothing is left to do. */
      if (errno != EPIPE)
        g_printerr ("spillwayd: %s\n", g_strerror (errno));
      end (self, errno == EPIPE ? EXIT_SUCCESS : EXIT_FAILURE);
      return;
    }
  follow (self, event);
}

/* Connections, on stderr */

static const char *
connection_words (SpillMaster *master)
{
  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_OFF:
      return _("off");
    case SPILL_CONNECTION_CONNECTING:
      return _("connecting");
    case SPILL_CONNECTION_SYNCING:
      return _("reading the first picture");
    case SPILL_CONNECTION_LIVE:
      return _("connected");
    case SPILL_CONNECTION_POLLING:
      return _("connected, but it sends no events: asking from time to time");
    case SPILL_CONNECTION_RECONNECTING:
      return spill_master_has_synced (master) ? _("connection lost, trying again")
                                              : _("not reached, trying again");
    case SPILL_CONNECTION_FAILED:
      return _("failed");
    default:
      return "";
    }
}

static void
say (SpillMaster *master,
     const char  *words)
{
  g_autofree char *name = spill_event_line_escape (spill_master_get_name (master));
  g_autofree char *safe = spill_event_line_escape (words);

  /* An address of the demo ends with one itself. */
  g_printerr ("spillwayd: %s%s %s\n", name, g_str_has_suffix (name, ":") ? "" : ":", safe);
}

/* Failed is for good: only its user can mend it. */
static gboolean
all_have_failed (Daemon *self)
{
  GListModel *masters = spill_status_get_masters (spill_engine_get_status (self->engine));

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      if (spill_master_get_connection (master) != SPILL_CONNECTION_FAILED)
        return FALSE;
    }

  return TRUE;
}

static gboolean
on_give_up (gpointer user_data)
{
  Daemon *self = user_data;

  if (all_have_failed (self))
    end (self, EXIT_FAILURE);

  return G_SOURCE_REMOVE;
}

static void
on_connection (SpillMaster *master,
               GParamSpec  *pspec,
               Daemon      *self)
{
  say (master, connection_words (master));
  /* Later, so that the problem is told first. */
  if (all_have_failed (self))
    g_idle_add (on_give_up, self);
}

static void
on_problem (SpillMaster *master)
{
  const char *text = spill_master_get_problem_text (master);

  if (text != NULL)
    say (master, text);
}

static void
on_notice (SpillMaster *master)
{
  const char *text = spill_master_get_notice (master);

  if (text != NULL)
    say (master, text);
}

/* Beginning and end */

static gboolean
on_end (gpointer user_data)
{
  end (user_data, EXIT_SUCCESS);

  return G_SOURCE_CONTINUE;
}

static gboolean
add_master (Daemon                  *self,
            const char              *id,
            const char              *url,
            const char              *name,
            const SpillSecretFiles  *secrets,
            GError                 **error)
{
  g_autoptr(SpillCredentials) credentials = NULL;
  SpillMaster *master = spill_engine_add (self->engine, id, url, name, error);

  if (master == NULL
      || !spill_secret_files_read (secrets, spill_master_get_url (master), &credentials, error))
    return FALSE;

  g_signal_connect (master, "notify::connection", G_CALLBACK (on_connection), self);
  g_signal_connect (master, "notify::problem-text", G_CALLBACK (on_problem), NULL);
  g_signal_connect (master, "notify::notice", G_CALLBACK (on_notice), NULL);
  if (credentials != NULL)
    spill_engine_set_credentials (self->engine, master, credentials);

  return TRUE;
}

static void
connect_all (Daemon *self)
{
  GListModel *masters = spill_status_get_masters (spill_engine_get_status (self->engine));

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      spill_engine_connect (self->engine, master);
    }
}

static gboolean
parse_options (Daemon   *self,
               int      *argc,
               char   ***argv,
               GError  **error)
{
  double clock = 0;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &self->config_file,
      N_("Read masters and ports from the key file FILE"), N_("FILE") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &self->json,
      N_("Print each event as a JSON object"), NULL },
    { "steps", 's', 0, G_OPTION_ARG_NONE, &self->steps,
      N_("Follow the steps of running builds"), NULL },
    { "logs", 'l', 0, G_OPTION_ARG_NONE, &self->logs,
      N_("Follow their logs, too"), NULL },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &self->secrets.user,
      N_("Log in as NAME"), N_("NAME") },
    { "password-file", 'p', 0, G_OPTION_ARG_FILENAME, &self->secrets.password_file,
      N_("Read the password from FILE"), N_("FILE") },
    { "cookie-file", 0, 0, G_OPTION_ARG_FILENAME, &self->secrets.cookie_file,
      N_("Read a session cookie (NAME=VALUE) from FILE"), N_("FILE") },
    { "proxy-user", 0, 0, G_OPTION_ARG_STRING, &self->secrets.proxy_user,
      N_("Name for a proxy in front of the master"), N_("NAME") },
    { "proxy-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->secrets.proxy_password_file,
      N_("Read the password for that proxy from FILE"), N_("FILE") },
    { "status-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->secrets.pb_password_file,
      N_("Read the password for the PBListener of URL?pb=HOST:PORT from FILE"), N_("FILE") },
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port,
      N_("Serve web pages to this machine on port N; 0: any free one"), N_("N") },
    { "order-console-by-time", 0, 0, G_OPTION_ARG_NONE, &self->console_by_time,
      N_("Order the lines of the console by the time of their changes"), NULL },
    { "clock", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_DOUBLE, &clock, NULL, NULL },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &self->seconds,
      N_("End after N seconds"), N_("N") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, N_("Print the version and end"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->urls, NULL, N_("[URL…]") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(SpillClock) stopped = NULL;

  g_option_context_set_summary (context,
    _("Connects to Buildbot masters and prints what happens there, a line an event.\n"
      "Without a URL it plays the demo, “demo:”."));
  g_option_context_set_description (context,
    _("A line has six fields between tabs: time, master, kind of event, what it is about, words,\n"
      "and the result of what has ended. Control characters and backslashes in them are escaped.\n"
      "\n"
      "With --json, each object has “time” (epoch seconds), “master”, “url” and “kind”, and where\n"
      "they apply “builder”, “number” and “build” (its id), “started”, “finished”, “worker”,\n"
      "“step”, “step_number”, “log”, “request”, “change”, “author”, “revision”, “branch”,\n"
      "“files”, “text”, “result” and “state”.\n"
      "\n"
      "Logins are read from files. With several masters, or as a service, they are in the folder\n"
      "$CREDENTIALS_DIRECTORY: HOST.user, HOST.password, HOST.cookie, HOST.proxy-user,\n"
      "HOST.proxy-password and HOST.pb-password, where HOST is a master’s host name, or “demo”.\n"
      "\n"
      "The file of --config has the keys of the app’s settings: a group [spillway] with masters,\n"
      "web-enabled and web-port, and for each master a group [masters/ID] with url, name,\n"
      "certificate, user, password-file, cookie-file, proxy-user, proxy-password-file,\n"
      "status-password-file (of its own PBListener, for a url with ?pb=HOST:PORT), pb-enabled,\n"
      "pb-port, pb-user, pb-password-file, pb-builders and pb-categories. Paths are relative to it.\n"
      "\n"
      "States of connections and problems go to standard error. SIGTERM and SIGINT end it with\n"
      "status 0; it ends with status 1 when no master is left that it could connect to."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  spill_pb_door_add_options (&self->pb, context);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  /* Pages of a moment long past, for those who compare them. */
  if (clock > 0)
    {
      stopped = spill_clock_new_manual (clock);
      spill_clock_set_default (stopped);
    }
  if (self->port < -1 || self->port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%d is not a port"), self->port);
      return FALSE;
    }
  self->steps |= self->logs;
  self->secrets.directory = g_strdup (g_getenv ("CREDENTIALS_DIRECTORY"));
  if (self->urls != NULL && g_strv_length (self->urls) > 1
      && (self->secrets.user != NULL || self->secrets.password_file != NULL
          || self->secrets.cookie_file != NULL || self->secrets.proxy_user != NULL
          || self->secrets.proxy_password_file != NULL || self->secrets.pb_password_file != NULL))
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("A login on the command line is for one master. With several, put "
                             "them into $CREDENTIALS_DIRECTORY."));
      return FALSE;
    }

  return TRUE;
}

/* One of the key file. */
static gboolean
add_configured (Daemon      *self,
                const char  *id,
                GError     **error)
{
  g_autofree char *url = spill_config_dup_master_url (self->config, id);
  g_autofree char *name = spill_config_dup_master_name (self->config, id);
  g_autofree char *fingerprint = spill_config_dup_master_certificate (self->config, id);
  g_auto(SpillLoginFiles) files = { 0 };
  SpillSecretFiles secrets = { .directory = self->secrets.directory };

  spill_config_read_login_files (self->config, id, &files);
  secrets.user = files.user;
  secrets.password_file = files.password_file;
  secrets.cookie_file = files.cookie_file;
  secrets.proxy_user = files.proxy_user;
  secrets.proxy_password_file = files.proxy_password_file;
  secrets.pb_password_file = files.status_password_file;
  if (!add_master (self, id, url, name, &secrets, error))
    {
      g_prefix_error (error, "[masters/%s]: ", id);
      return FALSE;
    }
  if (fingerprint != NULL)
    spill_source_trust (spill_engine_get_source (self->engine,
                                                 spill_status_find_master (spill_engine_get_status (self->engine), id)),
                        fingerprint);
  return TRUE;
}

/* An address as it was given, without what may be a password in it. (transfer full) */
static char *
dup_harmless (const char *url)
{
  const char *at = strrchr (url, '@');

  return at != NULL ? g_strconcat ("…", at, NULL) : g_strdup (url);
}

static gboolean
add_masters (Daemon  *self,
             GError **error)
{
  g_auto(GStrv) ids = NULL;

  if (self->config_file != NULL && (self->config = spill_config_new_for_file (self->config_file, error)) == NULL)
    return FALSE;
  ids = self->config != NULL ? spill_config_dup_masters (self->config) : g_new0 (char *, 1);
  for (guint i = 0; ids[i] != NULL; i++)
    if (!add_configured (self, ids[i], error))
      {
        g_prefix_error (error, "%s: ", self->config_file);
        return FALSE;
      }

  if (self->urls == NULL)
    return self->config != NULL || add_master (self, "1", "demo:", NULL, &self->secrets, error);
  for (guint i = 0; self->urls[i] != NULL; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", g_strv_length (ids) + i + 1);

      if (!add_master (self, id, self->urls[i], NULL, &self->secrets, error))
        {
          g_autofree char *shown = dup_harmless (self->urls[i]);

          g_prefix_error (error, "%s: ", shown);
          return FALSE;
        }
    }

  return TRUE;
}

/* The pages of all masters, for this machine only. */
static gboolean
serve (Daemon  *self,
       GError **error)
{
  g_autoptr(SpillPages) pages = NULL;
  g_autofree char *url = NULL;

  if (self->port < 0 && self->config != NULL && spill_config_get_web_enabled (self->config))
    self->port = spill_config_get_web_port (self->config);
  if (self->port < 0)
    return TRUE;

  pages = spill_pages_new (spill_engine_get_status (self->engine));
  spill_pages_set_order_console_by_time (pages, self->console_by_time);
  self->web = spill_web_server_new (pages, NULL);
  if (!spill_web_server_start (self->web, self->port, error))
    return FALSE;

  url = spill_web_server_dup_url (self->web);
  g_printerr (_("spillwayd: web pages at %s\n"), url);
  return TRUE;
}

static gboolean
open_pb (Daemon  *self,
         GError **error)
{
  return spill_pb_door_open (&self->pb, spill_engine_get_status (self->engine), self->config, self->config_file,
                             self->secrets.directory, error);
}

static void
run (Daemon *self)
{
  SpillStatus *status = spill_engine_get_status (self->engine);

  g_unix_signal_add (SIGTERM, on_end, self);
  g_unix_signal_add (SIGINT, on_end, self);
  if (self->seconds > 0)
    g_timeout_add_seconds (self->seconds, on_end, self);
  g_signal_connect (status, "event", G_CALLBACK (on_event), self);
  connect_all (self);
  if (self->status == EXIT_SUCCESS)
    g_main_loop_run (self->loop);

  /* The disconnections at the end are no news. */
  g_signal_handlers_disconnect_by_data (status, self);
  while (self->held_builds->len > 0)
    release_build (self, g_ptr_array_index (self->held_builds, 0));
}

static void
daemon_clear (Daemon *self)
{
  GListModel *masters = spill_status_get_masters (spill_engine_get_status (self->engine));

  for (guint i = 0; i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      g_signal_handlers_disconnect_by_func (master, on_connection, self);
      g_signal_handlers_disconnect_by_func (master, on_problem, NULL);
      g_signal_handlers_disconnect_by_func (master, on_notice, NULL);
    }
  g_ptr_array_unref (self->held_logs);
  g_ptr_array_unref (self->held_steps);
  g_ptr_array_unref (self->held_builds);
  g_clear_object (&self->web);
  spill_pb_door_clear (&self->pb);
  g_object_unref (self->engine);
  g_main_loop_unref (self->loop);
  spill_secret_files_clear (&self->secrets);
  g_clear_object (&self->config);
  g_free (self->config_file);
  g_strfreev (self->urls);
}

int
main (int    argc,
      char **argv)
{
  Daemon self = { .port = -1 };
  g_autoptr(GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SPILL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  /* A reader at the other end of a pipe gets each event at once. */
  setvbuf (stdout, NULL, _IOLBF, 0);

  self.engine = spill_engine_new ();
  self.loop = g_main_loop_new (NULL, FALSE);
  self.held_builds = g_ptr_array_new_with_free_func (g_object_unref);
  self.held_steps = g_ptr_array_new_with_free_func (g_object_unref);
  self.held_logs = g_ptr_array_new_with_free_func (g_object_unref);

  if (!parse_options (&self, &argc, &argv, &error))
    self.status = EXIT_USAGE;
  else if (self.version)
    printf ("spillwayd %s\n", SPILL_VERSION);
  else if (!add_masters (&self, &error))
    self.status = EXIT_USAGE;
  else if (!serve (&self, &error) || !open_pb (&self, &error))
    self.status = EXIT_FAILURE;
  else
    run (&self);

  if (error != NULL)
    g_printerr ("spillwayd: %s\n", error->message);
  daemon_clear (&self);

  return self.status;
}
