#pragma once

#include "model/spill-source.h"

G_BEGIN_DECLS

/* Names of the files that logins are read from: never the command line, which others can see. */
typedef struct
{
  char *user;                  /* (nullable) */
  char *password_file;         /* (nullable) */
  char *cookie_file;           /* (nullable) */
  char *proxy_user;            /* (nullable) */
  char *proxy_password_file;   /* (nullable) */
  char *pb_password_file;      /* (nullable) */
  char *directory;             /* (nullable) $CREDENTIALS_DIRECTORY */
} SpillSecretFiles;

void              spill_secret_files_clear (SpillSecretFiles        *self);
/* For the master at @url. @credentials is NULL where there are none. FALSE and an error that names
 * the file, never what is in it. */
gboolean          spill_secret_files_read  (const SpillSecretFiles  *self,
                                            const char              *url,
                                            SpillCredentials       **credentials,
                                            GError                 **error);
/* The first line of one file. @line: (inout) (nullable): what it was is freed. */
gboolean          spill_secret_files_read_line (const char          *path,
                                            char                   **line,
                                            GError                 **error);

G_END_DECLS
