#include "util/spill-ansi.h"

#include <string.h>

#define ESCAPE       0x1b
#define MAX_PARAMS   32
#define MAX_PARAM    9999

static gboolean
style_is_default (const SpillAnsiStyle *style)
{
  return style->foreground == -1 && style->background == -1 &&
         !style->bold && !style->faint && !style->italic && !style->underline &&
         !style->inverse && !style->strikethrough && !style->hidden;
}

/* 38 and 48: "5;N" or "2;R;G;B". Returns how many further parameters it took. */
static guint
take_extended_colour (const int *params,
                      guint      n_params,
                      gint32    *colour)
{
  if (n_params >= 2 && params[0] == 5)
    {
      if (params[1] <= 255)
        *colour = params[1];
      return 2;
    }
  if (n_params >= 4 && params[0] == 2)
    {
      if (params[1] <= 255 && params[2] <= 255 && params[3] <= 255)
        *colour = 0x1000000 | params[1] << 16 | params[2] << 8 | params[3];
      return 4;
    }
  return n_params;
}

static void
set_attribute (SpillAnsiStyle *style,
               int             param)
{
  switch (param)
    {
    case 0:  *style = SPILL_ANSI_STYLE_INIT; break;
    case 1:  style->bold = TRUE; break;
    case 2:  style->faint = TRUE; break;
    case 3:  style->italic = TRUE; break;
    case 4:
    case 21: style->underline = TRUE; break;   /* 21: doubly underlined */
    case 7:  style->inverse = TRUE; break;
    case 8:  style->hidden = TRUE; break;
    case 9:  style->strikethrough = TRUE; break;
    case 22: style->bold = style->faint = FALSE; break;
    case 23: style->italic = FALSE; break;
    case 24: style->underline = FALSE; break;
    case 27: style->inverse = FALSE; break;
    case 28: style->hidden = FALSE; break;
    case 29: style->strikethrough = FALSE; break;
    case 39: style->foreground = -1; break;
    case 49: style->background = -1; break;
    default:
      if (param >= 30 && param <= 37)
        style->foreground = param - 30;
      else if (param >= 40 && param <= 47)
        style->background = param - 40;
      else if (param >= 90 && param <= 97)
        style->foreground = param - 90 + 8;
      else if (param >= 100 && param <= 107)
        style->background = param - 100 + 8;
    }
}

static void
select_rendition (const char     *text,
                  gsize           length,
                  SpillAnsiStyle *style)
{
  int params[MAX_PARAMS] = { 0 };
  guint n = 1;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == ';' || text[i] == ':')
        {
          if (n == MAX_PARAMS)
            return;
          n++;
        }
      else if (g_ascii_isdigit (text[i]))
        params[n - 1] = MIN (params[n - 1] * 10 + (text[i] - '0'), MAX_PARAM);
      else
        return;   /* private parameters are not SGR */
    }

  for (guint i = 0; i < n; i++)
    {
      if (params[i] == 38)
        i += take_extended_colour (params + i + 1, n - i - 1, &style->foreground);
      else if (params[i] == 48)
        i += take_extended_colour (params + i + 1, n - i - 1, &style->background);
      else
        set_attribute (style, params[i]);
    }
}

/* Length of the escape sequence at @text, which begins with ESC. ECMA-48: CSI (ESC [), the strings
 * OSC, DCS, SOS, PM, APC up to BEL or ST, and two-byte escapes with intermediates. */
static gsize
skip_escape (const char     *text,
             gsize           length,
             SpillAnsiStyle *style)
{
  gsize i = 2;

  if (length < 2)
    return length;

  if (text[1] == '[')
    {
      while (i < length && (guchar) text[i] >= 0x20 && (guchar) text[i] <= 0x3f)
        i++;
      if (i == length)
        return length;
      if ((guchar) text[i] < 0x40 || (guchar) text[i] > 0x7e)
        return i;   /* malformed: the byte is text again */
      if (text[i] == 'm')
        select_rendition (text + 2, i - 2, style);
      return i + 1;
    }

  if (strchr ("]PX^_", text[1]) != NULL)
    {
      for (; i < length; i++)
        {
          if (text[i] == '\a')
            return i + 1;
          if (text[i] == ESCAPE && i + 1 < length && text[i + 1] == '\\')
            return i + 2;
        }
      return length;
    }

  for (i = 1; i < length && (guchar) text[i] >= 0x20 && (guchar) text[i] <= 0x2f; i++)
    ;
  if (i < length && (guchar) text[i] >= 0x30 && (guchar) text[i] <= 0x7e)
    i++;
  return i;
}

static void
close_span (GArray               *spans,
            const SpillAnsiStyle *style,
            gsize                 start,
            gsize                 end)
{
  SpillAnsiSpan span = { start, end, *style };

  if (spans != NULL && end > start && !style_is_default (style))
    g_array_append_val (spans, span);
}

/**
 * spill_ansi_strip_line:
 * @line: one line of valid UTF-8
 * @length: its bytes, or -1 if it ends with NUL
 * @style: (inout): the style at its start; afterwards the one at its end
 * @spans: (nullable) (element-type SpillAnsiSpan): gets the runs that are not in the default style
 *
 * Takes the escape sequences and control characters (but tab) out of a line. Nothing makes it fail:
 * what is malformed or unknown is dropped.
 *
 * Returns: (transfer full): the plain text
 */
char *
spill_ansi_strip_line (const char     *line,
                       gssize          length,
                       SpillAnsiStyle *style,
                       GArray         *spans)
{
  gsize n = length < 0 ? strlen (line) : (gsize) length;
  GString *plain = g_string_sized_new (n);
  SpillAnsiStyle current = *style;
  gsize start = 0;

  for (gsize i = 0; i < n;)
    {
      guchar c = (guchar) line[i];

      if (c == ESCAPE)
        {
          i += skip_escape (line + i, n - i, style);
          if (memcmp (style, &current, sizeof current) != 0)
            {
              close_span (spans, &current, start, plain->len);
              start = plain->len;
              current = *style;
            }
        }
      else if ((c < 0x20 && c != '\t') || c == 0x7f)
        i++;
      else if (c == 0xc2 && i + 1 < n && (guchar) line[i + 1] >= 0x80 && (guchar) line[i + 1] <= 0x9f)
        i += 2;   /* C1 controls */
      else
        {
          g_string_append_c (plain, line[i]);
          i++;
        }
    }

  close_span (spans, &current, start, plain->len);
  return g_string_free (plain, FALSE);
}
