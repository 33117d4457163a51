#pragma once

#include "config/spill-config.h"

G_BEGIN_DECLS

/* The key file of spillwayd: the keys of the settings, a group "spillway" for what is said of the
 * program, a group "masters/ID" for each master. Values are GVariant's text; a pb-port
 * that is a number alone needs no quotes.
 *
 *   [spillway]
 *   masters=['main']
 *   web-enabled=true
 *   web-port=8010
 *
 *   [masters/main]
 *   url='https://buildbot.example.org/'
 *   pb-enabled=true
 *   pb-password-file='pb.password' */
SpillConfig *spill_config_new_for_file   (const char       *path,
                                          GError          **error);

/* Where a master's login is, in such a file. Paths are absolute. */
typedef struct
{
  char *user;                  /* all (nullable) */
  char *password_file;
  char *cookie_file;
  char *proxy_user;
  char *proxy_password_file;
  char *status_password_file;   /* of its PBListener, where pages are watched as well */
} SpillLoginFiles;

void         spill_config_read_login_files (SpillConfig      *self,
                                            const char       *id,
                                            SpillLoginFiles  *files);
void         spill_login_files_clear       (SpillLoginFiles  *files);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpillLoginFiles, spill_login_files_clear)
/* @path as such a file has it: relative to its folder. "": NULL. (transfer full) (nullable) */
char        *spill_config_resolve_path     (SpillConfig      *self,
                                            const char       *path);

G_END_DECLS
