#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* SpillChoice: one of many names, or all. Hidden while there is nothing to choose between. Names are
 * hostile.
 *
 * Property (notify): "chosen" (nullable: all). */
#define SPILL_TYPE_CHOICE (spill_choice_get_type ())
G_DECLARE_FINAL_TYPE (SpillChoice, spill_choice, SPILL, CHOICE, GtkWidget)

GtkWidget  *spill_choice_new        (const char         *all,        /* "All Branches" */
                                     const char         *label);     /* "Branch": its accessible name */
/* What is chosen stays chosen, though it may not be among @names. */
void        spill_choice_set_names  (SpillChoice        *self,
                                     const char * const *names);

/* Tells a screen reader what a drop-down of strings is for: its inner button, which has the keyboard, is named
 * @name, and described by what is chosen. */
void        spill_choice_name_drop_down (GtkDropDown    *drop_down,
                                     const char         *name);

G_END_DECLS
