#include "standin.h"

#include <glib/gstdio.h>
#include <string.h>

struct _Standin
{
  GSubprocess *process;
  char        *url;
  char        *log;
};

Standin *
standin_new (const char         *folder,
             const char * const *args)
{
  Standin *self = g_new0 (Standin, 1);
  const char *data = g_getenv ("SPILL_TEST_DATA");
  g_autofree char *program = g_build_filename (data, "..", "support", "eight-standin", NULL);
  g_autofree char *path = g_build_filename (data, "eight", folder, NULL);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(GError) error = NULL;
  int fd = g_file_open_tmp ("standin-XXXXXX", &self->log, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_ptr_array_add (argv, (char *) "/usr/bin/python3");
  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, path);
  g_ptr_array_add (argv, (char *) "--until-eof");
  g_ptr_array_add (argv, (char *) "--log");
  g_ptr_array_add (argv, self->log);
  for (guint i = 0; args != NULL && args[i] != NULL; i++)
    g_ptr_array_add (argv, (char *) args[i]);
  g_ptr_array_add (argv, NULL);
  self->process = g_subprocess_newv ((const char * const *) argv->pdata,
                                     G_SUBPROCESS_FLAGS_STDIN_PIPE
                                     | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);

  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->url = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->url);

  return self;
}

void
standin_free (Standin *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_object_unref (self->process);
  g_unlink (self->log);
  g_free (self->log);
  g_free (self->url);
  g_free (self);
}

const char *
standin_get_url (Standin *self)
{
  return self->url;
}

char **
standin_dup_log (Standin *self)
{
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (self->log, &text, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strchomp (text), "\n", -1);
}
