#include "ui/spill-ansi-colors.h"

#include <math.h>

#define LEAST_CONTRAST 4.5   /* WCAG 2, level AA */

/* The 16 colours of ECMA-48 and xterm, in hues that are kept and lightness for each page. */
static const guint32 light[16] = {
  0x1e1e1e, 0xb01722, 0x146c43, 0x8a5000, 0x1a5fb4, 0x813d9c, 0x0e6a75, 0x5e5c64,
  0x5e5c64, 0xc01c28, 0x1a7a4c, 0x9a5b00, 0x1c65c8, 0x9141ac, 0x12737f, 0x3d3846,
};
static const guint32 dark_page[16] = {
  0x9a9996, 0xff7b78, 0x57e389, 0xf8c35a, 0x78aeed, 0xdc8add, 0x5bd3e0, 0xdeddda,
  0xb6b4b0, 0xff9c99, 0x8ff0a4, 0xf9e07a, 0x99c1f1, 0xe7aee8, 0x93e6ef, 0xffffff,
};

static GdkRGBA
unpack (guint32 rgb)
{
  return (GdkRGBA) { (rgb >> 16 & 0xff) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0,
                     1 };
}

/* xterm's 256: 16 named, a cube of 6 x 6 x 6, 24 greys. */
static GdkRGBA
look_up (gint32   color,
         gboolean dark)
{
  static const guint8 steps[6] = { 0, 95, 135, 175, 215, 255 };

  if (color & 0x1000000)
    return unpack (color & 0xffffff);
  if (color < 16)
    return unpack (dark ? dark_page[color] : light[color]);
  if (color < 232)
    return unpack ((guint32) steps[(color - 16) / 36] << 16
                   | (guint32) steps[(color - 16) / 6 % 6] << 8 | steps[(color - 16) % 6]);
  return unpack ((guint32) (8 + (MIN (color, 255) - 232) * 10) * 0x010101);
}

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const GdkRGBA *c)
{
  return 0.2126 * linear (c->red) + 0.7152 * linear (c->green) + 0.0722 * linear (c->blue);
}

double
spill_ansi_colors_contrast (const GdkRGBA *a,
                            const GdkRGBA *b)
{
  double la = luminance (a);
  double lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* Moves @text towards black or white until it can be read. */
static void
make_readable (GdkRGBA       *text,
               const GdkRGBA *behind)
{
  static const GdkRGBA black = { 0, 0, 0, 1 };
  static const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA *goal = spill_ansi_colors_contrast (&black, behind)
                          > spill_ansi_colors_contrast (&white, behind) ? &black : &white;

  for (guint i = 0; i < 20 && spill_ansi_colors_contrast (text, behind) < LEAST_CONTRAST; i++)
    {
      text->red += (goal->red - text->red) * 0.15;
      text->green += (goal->green - text->green) * 0.15;
      text->blue += (goal->blue - text->blue) * 0.15;
    }
  if (spill_ansi_colors_contrast (text, behind) < LEAST_CONTRAST)
    *text = *goal;
}

void
spill_ansi_colors_resolve (gint32    foreground,
                           gint32    background,
                           gboolean  dark,
                           GdkRGBA  *text,
                           GdkRGBA  *behind)
{
  *behind = background >= 0 ? look_up (background, dark) : unpack (dark ? 0x1e1e1e : 0xffffff);
  *text = foreground >= 0 ? look_up (foreground, dark) : unpack (dark ? 0xffffff : 0x000000);
  make_readable (text, behind);
}

static void
insert (PangoAttrList       *list,
        PangoAttribute      *attribute,
        const SpillAnsiSpan *span,
        gsize                limit)
{
  attribute->start_index = span->start;
  attribute->end_index = MIN (span->end, limit);
  pango_attr_list_insert (list, attribute);
}

#define CHANNEL(value) ((guint16) CLAMP ((value) * 65535, 0, 65535))

static void
insert_colors (PangoAttrList       *list,
               const SpillAnsiSpan *span,
               gsize                limit,
               gboolean             dark)
{
  const SpillAnsiStyle *style = &span->style;
  gint32 foreground = style->inverse ? style->background : style->foreground;
  gint32 background = style->inverse ? style->foreground : style->background;
  GdkRGBA text, behind;

  /* The page's own two colours, turned round, have no number: black and white do. */
  if (style->inverse && background < 0)
    background = 0x1000000 | (dark ? 0xffffff : 0x000000);
  if (style->inverse && foreground < 0)
    foreground = 0x1000000 | (dark ? 0x1e1e1e : 0xffffff);
  if (foreground < 0 && background < 0)
    return;

  spill_ansi_colors_resolve (foreground, background, dark, &text, &behind);
  insert (list, pango_attr_foreground_new (CHANNEL (text.red), CHANNEL (text.green),
                                           CHANNEL (text.blue)), span, limit);
  /* Else GTK gives it the transparency of the page's own text. */
  insert (list, pango_attr_foreground_alpha_new (G_MAXUINT16), span, limit);
  if (background < 0)
    return;

  insert (list, pango_attr_background_new (CHANNEL (behind.red), CHANNEL (behind.green),
                                           CHANNEL (behind.blue)), span, limit);
  insert (list, pango_attr_background_alpha_new (G_MAXUINT16), span, limit);
}

PangoAttrList *
spill_ansi_colors_make (GArray   *spans,
                        gsize     limit,
                        gboolean  dark)
{
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < spans->len; i++)
    {
      const SpillAnsiSpan *span = &g_array_index (spans, SpillAnsiSpan, i);

      if (span->start >= limit)
        break;
      insert_colors (list, span, limit, dark);
      if (span->style.bold)
        insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span, limit);
      if (span->style.italic)
        insert (list, pango_attr_style_new (PANGO_STYLE_ITALIC), span, limit);
      if (span->style.underline)
        insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span, limit);
      if (span->style.strikethrough)
        insert (list, pango_attr_strikethrough_new (TRUE), span, limit);
    }

  return list;
}
