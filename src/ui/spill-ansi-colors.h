#pragma once

#include <gtk/gtk.h>

#include "util/spill-ansi.h"

G_BEGIN_DECLS

/* Colours of terminal text on a light or a dark page, each readable on what is behind it. */

/* Attributes for the @spans (of SpillAnsiSpan) of a text, up to @limit bytes. (transfer full) */
PangoAttrList *spill_ansi_colors_make (GArray   *spans,
                                       gsize     limit,
                                       gboolean  dark);
/* What a foreground (-1: the page's) on a background comes out as. */
void           spill_ansi_colors_resolve (gint32    foreground,
                                          gint32    background,
                                          gboolean  dark,
                                          GdkRGBA  *text,
                                          GdkRGBA  *behind);
/* WCAG 2 contrast ratio, 1 to 21. */
double         spill_ansi_colors_contrast (const GdkRGBA *a,
                                           const GdkRGBA *b);

G_END_DECLS
