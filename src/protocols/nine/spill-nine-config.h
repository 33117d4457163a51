#pragma once

#include "protocols/spill-json-report.h"

G_BEGIN_DECLS

/* SpillNineConfig: what a master says about itself to everybody. */
typedef struct
{
  char      *title;             /* (nullable) hostile */
  char      *title_url;         /* (nullable) hostile */
  char      *buildbot_url;      /* (nullable) where the master believes to be; ends in "/" */
  char      *buildbot_version;  /* (nullable) "3.7.0-2" */
  guint      version;           /* spill_nine_version_parse() of it; 0: unknown */
  gboolean   multi_master;
  char      *auth_name;         /* (nullable) "NoAuth", "UserPasswordAuth", … */
  gboolean   auth_oauth2;
  gboolean   auth_autologin;
  gboolean   anonymous;         /* nobody is logged in */
  char      *username;          /* (nullable) */
  char      *full_name;         /* (nullable) */
  char      *email;             /* (nullable) */
  char     **groups;            /* never NULL */
} SpillNineConfig;

/* Reads the body of /config (3.7 and later), or the page of "/" which has the same inside: which
 * of them is seen from the text. */
SpillNineConfig *spill_nine_config_read (const char       *data,
                                         gsize             length,
                                         SpillJsonReport  *report,
                                         GError          **error);
void             spill_nine_config_free (SpillNineConfig  *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineConfig, spill_nine_config_free)

G_END_DECLS
