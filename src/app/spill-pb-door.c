#include "config.h"

#include "app/spill-pb-door.h"

#include <glib/gi18n.h>

#include "app/spill-secret-files.h"
#include "model/spill-master.h"

void
spill_pb_door_add_options (SpillPbDoor    *self,
                           GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "pb-port", 0, 0, G_OPTION_ARG_STRING, &self->port,
      N_("Offer the master to clients of Buildbot 0.8 on PORT: a number, or as Twisted has it, "
         "tcp:PORT:interface=ADDRESS, ssl:PORT:privateKey=FILE or unix:FILE"), N_("PORT") },
    { "pb-user", 0, 0, G_OPTION_ARG_STRING, &self->user,
      N_("They log in as NAME (statusClient)"), N_("NAME") },
    { "pb-password-file", 0, 0, G_OPTION_ARG_FILENAME, &self->password_file,
      N_("Read their password from FILE"), N_("FILE") },
    { "pb-builder", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->builders,
      N_("Show them only this builder; may be given again"), N_("NAME") },
    { "pb-category", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->categories,
      N_("Show them only builders with this tag; may be given again"), N_("TAG") },
    { NULL }
  };
  GOptionGroup *group = g_option_group_new ("pb", _("Perspective Broker options:"),
                                            _("Show the options of the port for old status clients"), NULL, NULL);

  g_option_group_add_entries (group, entries);
  g_option_group_set_translation_domain (group, GETTEXT_PACKAGE);
  g_option_context_add_group (context, group);
}

/* (transfer full): @listener */
static void
keep (SpillPbDoor     *self,
      SpillMaster     *master,
      SpillPbListener *listener)
{
  g_ptr_array_add (self->listeners, listener);
  /* Translators: a master’s name and an address, as “localhost:9988”. */
  g_printerr (_("spillwayd: %s: status clients of 0.8 at %s\n"), spill_master_get_name (master),
              spill_pb_listener_get_address (listener));
}

/**
 * spill_pb_door_listen:
 * @master: one of a status
 * @settings: where, and who sees what
 * @password: of the user
 * @error: a sentence
 *
 * Returns: (transfer full) (nullable): what offers @master from now on
 */
SpillPbListener *
spill_pb_door_listen (SpillMaster      *master,
                      SpillPbSettings  *settings,
                      const char       *password,
                      GError          **error)
{
  const char *const *builders = spill_pb_settings_get_builders (settings);
  const char *const *categories = spill_pb_settings_get_categories (settings);
  const SpillPbOptions options = {
    .user = spill_pb_settings_get_user (settings),
    .password = password,
    .builders = builders != NULL && builders[0] != NULL ? builders : NULL,
    .categories = categories != NULL && categories[0] != NULL ? categories : NULL,
  };
  g_autoptr(SpillPbListener) listener = NULL;

  g_return_val_if_fail (password != NULL && *password != '\0', NULL);

  listener = spill_pb_listener_new (master, &options);
  if (!spill_pb_listener_start (listener, spill_pb_settings_get_port (settings), error))
    return NULL;
  return g_steal_pointer (&listener);
}

static gboolean
read_password (const char  *path,
               char       **password,
               GError     **error)
{
  if (!spill_secret_files_read_line (path, password, error))
    return FALSE;
  if (**password != '\0')
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s: there is no password in it"), path);
  return FALSE;
}

/* What is there is for one port. */
static gboolean
check_options (SpillPbDoor  *self,
               guint         n_masters,
               GError      **error)
{
  const struct { const char *name; gboolean is_given; } rows[] = {
    { "--pb-user", self->user != NULL },
    { "--pb-password-file", self->password_file != NULL },
    { "--pb-builder", self->builders != NULL },
    { "--pb-category", self->categories != NULL },
  };

  for (guint i = 0; self->port == NULL && i < G_N_ELEMENTS (rows); i++)
    if (rows[i].is_given)
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("%s is of no use without --pb-port"), rows[i].name);
        return FALSE;
      }
  if (self->port != NULL && n_masters > 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--pb-port is for one master. With several, write a file for --config: it has a "
                             "pb-port for each."));
      return FALSE;
    }
  return TRUE;
}

/* As the command line says. */
static gboolean
open_only (SpillPbDoor  *self,
           SpillMaster  *master,
           GError      **error)
{
  g_autofree char *password = NULL;
  g_autoptr(SpillPbListener) listener = NULL;
  SpillPbOptions options = { 0 };

  if (self->password_file == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--pb-port needs --pb-password-file: nobody gets in without a password"));
      return FALSE;
    }
  if (!read_password (self->password_file, &password, error))
    {
      g_prefix_error (error, "--pb-password-file: ");
      return FALSE;
    }

  options.user = self->user != NULL ? self->user : "statusClient";
  options.password = password;
  options.builders = (const char * const *) self->builders;
  options.categories = (const char * const *) self->categories;
  listener = spill_pb_listener_new (master, &options);
  if (!spill_pb_listener_start (listener, self->port, error))
    {
      g_prefix_error (error, "--pb-port: ");
      return FALSE;
    }
  keep (self, master, g_steal_pointer (&listener));
  return TRUE;
}

/* As the key file says. */
static gboolean
open_configured (SpillPbDoor  *self,
                 SpillMaster  *master,
                 SpillConfig  *config,
                 const char   *directory,
                 GError      **error)
{
  const char *id = spill_master_get_id (master);
  SpillPbSettings *settings = spill_config_get_pb (config, id);
  g_autofree char *path = spill_config_resolve_path (config, spill_pb_settings_get_password_file (settings));
  g_autofree char *name = g_strconcat (id, ".pb-password", NULL);
  g_autofree char *password = NULL;
  g_autoptr(SpillPbListener) listener = NULL;

  if (!spill_pb_settings_get_enabled (settings))
    return TRUE;
  if (path == NULL && directory != NULL)
    path = g_build_filename (directory, name, NULL);
  if (path == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("[masters/%s] pb-enabled needs pb-password-file: nobody gets in without a password"), id);
      return FALSE;
    }
  if (!read_password (path, &password, error))
    {
      g_prefix_error (error, "[masters/%s] pb-password-file: ", id);
      return FALSE;
    }
  listener = spill_pb_door_listen (master, settings, password, error);
  if (listener == NULL)
    {
      g_prefix_error (error, "[masters/%s] pb-port: ", id);
      return FALSE;
    }
  keep (self, master, g_steal_pointer (&listener));
  return TRUE;
}

/**
 * spill_pb_door_open:
 * @self: what the command line said
 * @status: the masters
 * @config: (nullable): what the key file says
 * @config_file: (nullable): how that is called
 * @directory: (nullable): for secrets without a file of their own
 * @error: says what is missing or in the way
 *
 * Returns: whether all is as it was wished
 */
gboolean
spill_pb_door_open (SpillPbDoor  *self,
                    SpillStatus  *status,
                    SpillConfig  *config,
                    const char   *config_file,
                    const char   *directory,
                    GError      **error)
{
  GListModel *masters = spill_status_get_masters (status);
  g_autoptr(SpillMaster) first = g_list_model_get_item (masters, 0);

  if (!check_options (self, g_list_model_get_n_items (masters), error))
    return FALSE;
  self->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  if (self->port != NULL && first != NULL && !open_only (self, first, error))
    return FALSE;
  for (guint i = 0; config != NULL && i < g_list_model_get_n_items (masters); i++)
    {
      g_autoptr(SpillMaster) master = g_list_model_get_item (masters, i);

      if (!open_configured (self, master, config, directory, error))
        {
          g_prefix_error (error, "%s: ", config_file);
          return FALSE;
        }
    }
  return TRUE;
}

void
spill_pb_door_clear (SpillPbDoor *self)
{
  for (guint i = 0; self->listeners != NULL && i < self->listeners->len; i++)
    spill_pb_listener_stop (self->listeners->pdata[i]);
  g_clear_pointer (&self->listeners, g_ptr_array_unref);
  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->builders, g_strfreev);
  g_clear_pointer (&self->categories, g_strfreev);
}
