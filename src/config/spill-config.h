#pragma once

#include "config/spill-pb-settings.h"

G_BEGIN_DECLS

#define SPILL_CONFIG_SCHEMA "io.github.spillway.Spillway"

typedef enum
{
  SPILL_DENSITY_COMFORTABLE,
  SPILL_DENSITY_COMPACT,
} SpillDensity;

#define SPILL_TYPE_DENSITY (spill_density_get_type ())
GType spill_density_get_type (void);

typedef enum
{
  SPILL_COLOR_SCHEME_SYSTEM,
  SPILL_COLOR_SCHEME_LIGHT,
  SPILL_COLOR_SCHEME_DARK,
} SpillColorScheme;

#define SPILL_TYPE_COLOR_SCHEME (spill_color_scheme_get_type ())
GType spill_color_scheme_get_type (void);

/* SpillConfig: what is remembered, but for secrets (SpillSecrets has those). The only place that
 * knows the keys of the settings.
 *
 * Properties (notify, read and write, kept at once): "window-width", "window-height" (int),
 * "window-maximized", "sidebar-visible" (boolean), "last-view" (a master's id, "" for all),
 * "view" (how its builders are shown), "overview-sort", "overview-group" (strings), "overview-folds" (strv), "density", "color-scheme",
 * "web-enabled" (boolean), "web-port" (int). */
#define SPILL_TYPE_CONFIG (spill_config_get_type ())
G_DECLARE_FINAL_TYPE (SpillConfig, spill_config, SPILL, CONFIG, GObject)

SpillConfig     *spill_config_new                    (GSettingsBackend *backend);   /* (nullable): the default one */
SpillDensity     spill_config_get_density            (SpillConfig *self);
SpillColorScheme spill_config_get_color_scheme       (SpillConfig *self);
gboolean         spill_config_get_web_enabled        (SpillConfig *self);           /* whether pages are served */
int              spill_config_get_web_port           (SpillConfig *self);
char            *spill_config_dup_last_view          (SpillConfig *self);

/* Masters, in the user's order. */
GStrv            spill_config_dup_masters            (SpillConfig *self);           /* their ids */
gboolean         spill_config_has_master             (SpillConfig *self, const char *id);
char            *spill_config_add_master             (SpillConfig *self, const char *url, const char *name);   /* its id */
void             spill_config_remove_master          (SpillConfig *self, const char *id);   /* forgets all about it */
char            *spill_config_dup_master_url         (SpillConfig *self, const char *id);
void             spill_config_set_master_url         (SpillConfig *self, const char *id, const char *url);
char            *spill_config_dup_master_name        (SpillConfig *self, const char *id);   /* (nullable) */
void             spill_config_set_master_name        (SpillConfig *self, const char *id, const char *name);
char            *spill_config_dup_master_certificate (SpillConfig *self, const char *id);   /* (nullable) SHA-256, hex */
void             spill_config_set_master_certificate (SpillConfig *self, const char *id, const char *fingerprint);
/* Whether to ask the keyring for a login to it. */
gboolean         spill_config_get_master_has_login   (SpillConfig *self, const char *id);
void             spill_config_set_master_has_login   (SpillConfig *self, const char *id, gboolean has_login);
/* How it is offered to old status clients. (transfer none) */
SpillPbSettings *spill_config_get_pb                 (SpillConfig *self, const char *id);

/* Keeps "scale", "transposed", "zoom" and "column-width" of a view, as far as it has them. */
void             spill_config_bind_view              (SpillConfig *self, const char *view, GObject *object);
/* What was chosen of a master's branches and tags. @what: "grid-branch", "console-tag" … */
char            *spill_config_dup_choice             (SpillConfig *self, const char *master_id, const char *what);   /* (nullable) */
void             spill_config_set_choice             (SpillConfig *self, const char *master_id, const char *what,
                                                      const char *chosen);   /* (nullable) all */
GStrv            spill_config_dup_console_folds      (SpillConfig *self, const char *master_id);
void             spill_config_set_console_folds      (SpillConfig *self, const char *master_id, const char * const *folds);

/* Last values of the force dialog: a{sv}. (nullable) (transfer full) */
GVariant        *spill_config_get_force_values       (SpillConfig *self, const char *master_id, const char *builder_name);
/* Sinks @values; NULL forgets. At most 500 builders a master are remembered, and 64 KiB each. */
void             spill_config_set_force_values       (SpillConfig *self, const char *master_id, const char *builder_name,
                                                      GVariant *values);

G_END_DECLS
