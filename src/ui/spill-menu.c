#include "ui/spill-menu.h"

void
spill_menu_add_section (GMenu *menu,
                        GMenu *section)
{
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

char *
spill_menu_dup_label (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}
