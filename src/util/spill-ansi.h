#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* SGR state carried from line to line: ECMA-48 SGR 0-9, 21-29, 30-37, 38;5, 38;2, 39, 40-49, 90-97, 100-107. */
typedef struct
{
  gint32  foreground;   /* -1 default, 0-255 palette, 0x1000000 | rgb */
  gint32  background;
  guint   bold : 1, faint : 1, italic : 1, underline : 1, inverse : 1, strikethrough : 1, hidden : 1;
} SpillAnsiStyle;

typedef struct
{
  gsize          start, end;   /* bytes in the plain text */
  SpillAnsiStyle style;
} SpillAnsiSpan;

#define SPILL_ANSI_STYLE_INIT ((SpillAnsiStyle) { .foreground = -1, .background = -1 })

/* Strips every escape sequence and control character but tab from one line of valid UTF-8, returns
 * the plain text and appends a span for each run whose style is not the default. @style is read and
 * updated. Never fails: what is malformed is dropped. */
char *spill_ansi_strip_line (const char     *line,
                             gssize          length,
                             SpillAnsiStyle *style,
                             GArray         *spans);   /* (nullable) (element-type SpillAnsiSpan) */

G_END_DECLS
