#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What context menus are put together with. */

/* @section: (transfer full) */
void  spill_menu_add_section (GMenu      *menu,
                              GMenu      *section);
/* A label of @text as it is: its underscores are no mnemonics. (transfer full) */
char *spill_menu_dup_label   (const char *text);

G_END_DECLS
