#include <glib/gi18n.h>
#include <locale.h>

#include "app/spill-application.h"
#include "config.h"

int
main (int    argc,
      char **argv)
{
  g_autoptr(SpillApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SPILL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Spillway");

  application = spill_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
