#define G_LOG_DOMAIN "spillway-sources"

#include "sources/nine/spill-nine-source-private.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"

static const char *
name_of_user (const char *full_name,
              const char *username,
              const char *email)
{
  if (full_name != NULL && *full_name != '\0')
    return full_name;
  if (username != NULL && *username != '\0')
    return username;

  return email;
}

static gboolean
on_renew (gpointer user_data)
{
  SpillNineSource *self = user_data;

  self->login_timer = 0;
  spill_nine_login (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* The cookie is not renewed by use: it is asked for anew when four fifths of its time are over. */
static void
renew_later (SpillNineSource *self,
             gint64           expires)
{
  gint64 left = expires - g_get_real_time () / G_USEC_PER_SEC;

  g_clear_handle_id (&self->login_timer, g_source_remove);
  if (expires > 0)
    self->login_timer = g_timeout_add_seconds (CLAMP (left * 4 / 5, 1, 24 * 3600 * 7), on_renew,
                                               self);
}

static void
take_login (SpillNineSource *self,
            SpillNineItem   *item,
            gpointer         data)
{
  gboolean is_renewal = GPOINTER_TO_INT (data);
  SpillMaster *master = spill_nine_master (self);
  const char *name;

  if (item->failure != NULL && is_renewal && item->failure->problem == SPILL_PROBLEM_UNREACHABLE)
    {
      g_clear_handle_id (&self->login_timer, g_source_remove);
      self->login_timer = g_timeout_add_seconds (60, on_renew, self);
      return;
    }
  if (item->failure != NULL)
    {
      spill_master_set_user (master, NULL);
      spill_nine_lost (self, item->failure);
      return;
    }

  name = name_of_user (item->session->full_name, item->session->username, item->session->email);
  spill_master_set_user (master, name != NULL ? name : self->credentials->user);
  renew_later (self, item->session->expires);
  if (!is_renewal)
    spill_nine_greeted (self);
}

void
spill_nine_login (SpillNineSource *self,
                  gboolean         is_renewal)
{
  spill_nine_ask (self, SPILL_NINE_ASK_LOGIN, SPILL_NINE_NONE,
                  spill_nine_path_new ("auth/login"), NULL, take_login,
                  GINT_TO_POINTER (is_renewal), NULL);
}

static void
show_config (SpillNineSource       *self,
             const SpillNineConfig *config)
{
  SpillMaster *master = spill_nine_master (self);

  spill_master_set_title (master, config->title);
  spill_master_set_title_url (master, config->title_url);
  /* The way that led here also leads the browser here; the master's own idea of its address may
   * be a name that only it knows. */
  spill_master_set_base_url (master, spill_master_get_url (master));
  spill_master_set_version (master, config->buildbot_version);
  self->version = config->version;
  g_free (self->buildbot_url);
  self->buildbot_url = g_strdup (config->buildbot_url);
}

static SpillFailure *
cannot_login (const SpillNineConfig *config)
{
  if (config->auth_oauth2)
    return spill_failure_new (SPILL_PROBLEM_LOGIN_REFUSED, SPILL_ERROR_REFUSED,
                              _("This master logs in through %s, in a browser. Paste the "
                                "cookie of a session there."),
                              config->auth_name != NULL ? config->auth_name : "OAuth");

  return NULL;
}

static void
take_config (SpillNineSource *self,
             SpillNineItem   *item,
             gpointer         data)
{
  gboolean is_page = GPOINTER_TO_INT (data);
  const SpillCredentials *secrets = self->credentials;
  g_autoptr(SpillFailure) failure = NULL;
  const SpillNineConfig *config = item->config;

  /* Before 3.7 there is no /config; the page of the master has the same in it. */
  if (item->failure != NULL && !is_page
      && (item->failure->code == SPILL_ERROR_GONE
          || item->failure->problem == SPILL_PROBLEM_NOT_A_MASTER)
      && item->failure->status != 0)
    {
      spill_nine_ask (self, SPILL_NINE_ASK_CONFIG, SPILL_NINE_NONE, spill_nine_path_new (""), NULL,
                      take_config, GINT_TO_POINTER (TRUE), NULL);
      return;
    }
  if (item->failure != NULL)
    {
      if (item->failure->code == SPILL_ERROR_GONE)
        item->failure->problem = SPILL_PROBLEM_NOT_A_MASTER;
      spill_nine_lost (self, item->failure);
      return;
    }

  show_config (self, config);
  if (secrets != NULL && secrets->user != NULL && g_strcmp0 (config->auth_name, "NoAuth") != 0)
    {
      failure = cannot_login (config);
      if (failure != NULL)
        spill_nine_lost (self, failure);
      else
        spill_nine_login (self, FALSE);
      return;
    }
  if (secrets != NULL && secrets->cookie != NULL && config->anonymous)
    {
      failure = spill_failure_new (SPILL_PROBLEM_LOGIN_REFUSED, SPILL_ERROR_REFUSED,
                                   _("The pasted cookie is not, or no longer, that of "
                                     "somebody who is logged in."));
      spill_nine_lost (self, failure);
      return;
    }

  spill_master_set_user (spill_nine_master (self), config->anonymous ? NULL
                         : name_of_user (config->full_name, config->username, config->email));
  spill_nine_greeted (self);
}

/**
 * spill_nine_greet:
 *
 * Learns who the master is and logs in if it can; calls spill_nine_greeted() or spill_nine_lost().
 */
void
spill_nine_greet (SpillNineSource *self)
{
  spill_nine_ask (self, SPILL_NINE_ASK_CONFIG, SPILL_NINE_NONE, spill_nine_path_new ("config"),
                  NULL, take_config, NULL, NULL);
}
