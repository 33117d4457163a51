#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SpillPbSettings: how one master is offered to the status clients of Buildbot 0.8.
 *
 * Properties (notify, read and write, kept at once): "enabled" (boolean), "port" (string: a number or
 * Twisted's description of a port), "user" (string), "builders", "categories" (strv, empty: all),
 * "has-password" (boolean: the keyring has it), "password-file" (string, of spillwayd, "": none). */
#define SPILL_TYPE_PB_SETTINGS (spill_pb_settings_get_type ())
G_DECLARE_FINAL_TYPE (SpillPbSettings, spill_pb_settings, SPILL, PB_SETTINGS, GObject)

/* @settings: of the master */
SpillPbSettings    *spill_pb_settings_new               (GSettings       *settings);
gboolean            spill_pb_settings_get_enabled       (SpillPbSettings *self);
const char         *spill_pb_settings_get_port          (SpillPbSettings *self);
const char         *spill_pb_settings_get_user          (SpillPbSettings *self);
const char * const *spill_pb_settings_get_builders      (SpillPbSettings *self);
const char * const *spill_pb_settings_get_categories    (SpillPbSettings *self);
gboolean            spill_pb_settings_get_has_password  (SpillPbSettings *self);
void                spill_pb_settings_set_has_password  (SpillPbSettings *self,
                                                         gboolean         has_password);
const char         *spill_pb_settings_get_password_file (SpillPbSettings *self);
void                spill_pb_settings_forget            (SpillPbSettings *self);   /* all of it */
/* Whose secret it is, for SpillSecrets. */
char               *spill_pb_settings_dup_secret_id     (const char      *master_id);

G_END_DECLS
