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
      N_("Offer the first master to clients of Buildbot 0.8 on PORT: a number, or tcp:PORT:interface=ADDRESS"), N_("PORT") },
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

/**
 * spill_pb_door_open:
 * @self: what the command line said
 * @status: with at least one master
 * @error: says what is missing or in the way
 *
 * Returns: whether all is as it was wished
 */
gboolean
spill_pb_door_open (SpillPbDoor  *self,
                    SpillStatus  *status,
                    GError      **error)
{
  g_autoptr(SpillMaster) master = g_list_model_get_item (spill_status_get_masters (status), 0);
  g_autofree char *password = NULL;
  SpillPbOptions options = { 0 };

  if (self->port == NULL)
    return TRUE;
  if (self->password_file == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                           _("--pb-port needs --pb-password-file: nobody gets in without a password"));
      return FALSE;
    }
  if (!spill_secret_files_read_line (self->password_file, &password, error))
    return FALSE;

  options.user = self->user != NULL ? self->user : "statusClient";
  options.password = password;
  options.builders = (const char * const *) self->builders;
  options.categories = (const char * const *) self->categories;
  self->listener = spill_pb_listener_new (master, &options);
  if (!spill_pb_listener_start (self->listener, self->port, error))
    return FALSE;
  g_printerr (_("spillwayd: status clients of 0.8 at port %u\n"), spill_pb_listener_get_port (self->listener));
  return TRUE;
}

void
spill_pb_door_clear (SpillPbDoor *self)
{
  if (self->listener != NULL)
    spill_pb_listener_stop (self->listener);
  g_clear_object (&self->listener);
  g_clear_pointer (&self->port, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password_file, g_free);
  g_clear_pointer (&self->builders, g_strfreev);
  g_clear_pointer (&self->categories, g_strfreev);
}
