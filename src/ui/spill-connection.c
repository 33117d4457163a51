#include "ui/spill-connection.h"

#include <glib/gi18n.h>

#include "ui/spill-form.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"

/* What each problem is called and what can be done about it. */
static const struct
{
  const char *icon_name;
  const char *word;
  const char *title;        /* %s is the master's name */
  const char *step_label;
  const char *step_action;
} problems[] = {
  [SPILL_PROBLEM_NONE] = {
    "spill-unreachable-symbolic", N_("Not connected"), N_("%s is not connected"),
    N_("_Retry Now"), "win.reconnect" },
  [SPILL_PROBLEM_UNREACHABLE] = {
    "spill-unreachable-symbolic", N_("Not reachable"), N_("%s cannot be reached"),
    N_("_Retry Now"), "win.reconnect" },
  [SPILL_PROBLEM_NOT_A_MASTER] = {
    "spill-unreachable-symbolic", N_("Not a Buildbot master"), N_("%s is not a Buildbot master"),
    N_("_Edit Master…"), "win.edit-master" },
  [SPILL_PROBLEM_LOGIN_REQUIRED] = {
    "spill-login-symbolic", N_("Login needed"), N_("%s wants a login"),
    N_("_Log In…"), "win.log-in" },
  [SPILL_PROBLEM_LOGIN_REFUSED] = {
    "spill-login-symbolic", N_("Login refused"), N_("%s refused the login"),
    N_("_Log In…"), "win.log-in" },
  [SPILL_PROBLEM_PROXY_LOGIN] = {
    "spill-login-symbolic", N_("Proxy login needed"), N_("A proxy in front of %s wants a login"),
    N_("_Log In…"), "win.log-in" },
  [SPILL_PROBLEM_CERTIFICATE] = {
    "spill-certificate-symbolic", N_("Certificate not trusted"),
    N_("The certificate of %s is not trusted"),
    N_("_Trust This Certificate…"), "win.show-certificate" },
  [SPILL_PROBLEM_BAD_ANSWER] = {
    "spill-unreachable-symbolic", N_("Answers cannot be read"),
    N_("The answers of %s cannot be read"),
    N_("_Retry Now"), "win.reconnect" },
};

/* The problem of a master that needs the user, else NONE. */
static SpillProblem
get_problem (SpillMaster *master)
{
  SpillProblem problem = spill_master_get_problem (master);

  return problem < G_N_ELEMENTS (problems) ? problem : SPILL_PROBLEM_NONE;
}

const char *
spill_connection_icon_name (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_OFF:
      return "spill-off-symbolic";
    case SPILL_CONNECTION_CONNECTING:
    case SPILL_CONNECTION_SYNCING:
      return "spill-connecting-symbolic";
    case SPILL_CONNECTION_LIVE:
      return "spill-live-symbolic";
    case SPILL_CONNECTION_POLLING:
      return "spill-polling-symbolic";
    case SPILL_CONNECTION_RECONNECTING:
      return "spill-stale-symbolic";
    case SPILL_CONNECTION_FAILED:
    default:
      return problems[get_problem (master)].icon_name;
    }
}

const char *
spill_connection_css_class (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_LIVE:
    case SPILL_CONNECTION_POLLING:
      return "success";
    case SPILL_CONNECTION_RECONNECTING:
      return "warning";
    case SPILL_CONNECTION_FAILED:
      return "error";
    case SPILL_CONNECTION_OFF:
    case SPILL_CONNECTION_CONNECTING:
    case SPILL_CONNECTION_SYNCING:
    default:
      return NULL;
    }
}

const char *
spill_connection_word (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  switch (spill_master_get_connection (master))
    {
    case SPILL_CONNECTION_OFF:
      return _("Off");
    case SPILL_CONNECTION_CONNECTING:
      return _("Connecting");
    case SPILL_CONNECTION_SYNCING:
      return _("Loading");
    case SPILL_CONNECTION_LIVE:
      return _("Live");
    case SPILL_CONNECTION_POLLING:
      return _("Polling");
    case SPILL_CONNECTION_RECONNECTING:
      return spill_master_has_synced (master) ? _("Stale") : _("Not reachable");
    case SPILL_CONNECTION_FAILED:
    default:
      return _(problems[get_problem (master)].word);
    }
}

/* "next try in 12 s" */
static char *
dup_next_try (SpillMaster *master,
              double       now)
{
  double left = spill_master_get_retry_at (master) - now;

  if (spill_master_get_retry_at (master) <= 0 || left < 1)
    return g_strdup (_("trying now"));

  /* Translators: %d is a number of seconds. */
  return g_strdup_printf (_("next try in %d s"), (int) left);
}

/**
 * spill_connection_dup_age:
 * @master: a master
 * @now: the time, in seconds since the epoch
 *
 * Tells how old what is shown of a master is, and what is being done about it.
 *
 * Returns: (transfer full): one sentence without a full stop
 */
char *
spill_connection_dup_age (SpillMaster *master,
                          double       now)
{
  SpillConnection connection;
  g_autofree char *since = NULL;
  g_autofree char *next = NULL;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  connection = spill_master_get_connection (master);
  if (spill_master_has_synced (master) && spill_master_get_last_contact (master) > 0)
    since = spill_format_since (spill_master_get_last_contact (master), now);

  switch (connection)
    {
    case SPILL_CONNECTION_RECONNECTING:
      next = dup_next_try (master, now);
      if (since == NULL)
        /* Translators: %s is “next try in 12 s” or “trying now”. */
        return g_strdup_printf (_("Not reachable, %s"), next);
      /* Translators: “Stale since 14:02, next try in 12 s”. */
      return g_strdup_printf (_("Stale %s, %s"), since, next);
    case SPILL_CONNECTION_FAILED:
    case SPILL_CONNECTION_OFF:
      if (since != NULL)
        /* Translators: “Login needed, stale since 14:02”. */
        return g_strdup_printf (_("%s, stale %s"), spill_connection_word (master), since);
      return g_strdup (spill_connection_word (master));
    case SPILL_CONNECTION_CONNECTING:
    case SPILL_CONNECTION_SYNCING:
    case SPILL_CONNECTION_LIVE:
    case SPILL_CONNECTION_POLLING:
    default:
      return g_strdup (spill_connection_word (master));
    }
}

/**
 * spill_connection_dup_title:
 * @master: a master that is not live
 *
 * Returns: (transfer full): what is wrong with it, as a heading
 */
char *
spill_connection_dup_title (SpillMaster *master)
{
  SpillProblem problem;

  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  problem = get_problem (master);
  if (problem == SPILL_PROBLEM_NONE
      && spill_master_get_connection (master) == SPILL_CONNECTION_RECONNECTING)
    problem = SPILL_PROBLEM_UNREACHABLE;

  return g_strdup_printf (_(problems[problem].title), spill_master_get_name (master));
}

/**
 * spill_connection_set_step:
 * @master: a master that is not live
 * @button: a button inside the window
 *
 * Makes a button what the user can do next about a master.
 */
void
spill_connection_set_step (SpillMaster *master,
                           GtkButton   *button)
{
  SpillProblem problem;

  g_return_if_fail (SPILL_IS_MASTER (master));
  g_return_if_fail (GTK_IS_BUTTON (button));

  problem = get_problem (master);
  gtk_button_set_use_underline (button, TRUE);
  gtk_button_set_label (button, _(problems[problem].step_label));
  spill_form_name_buttons (GTK_WIDGET (button));
  /* The target first: a name without it would be another action. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", spill_master_get_id (master));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), problems[problem].step_action);
}

gboolean
spill_connection_counts_down (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), FALSE);

  return spill_master_get_connection (master) == SPILL_CONNECTION_RECONNECTING
         && spill_master_get_retry_at (master) > spill_now ();
}
