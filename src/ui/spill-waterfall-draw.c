#include "ui/spill-waterfall-draw.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "ui/spill-look-draw.h"
#include "ui/spill-overview-facts.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define EDGE     3
#define PAD      5      /* from the edge to text */
#define TIGHT    3      /* the same where there is little room */
#define GAP      4      /* between words of a line */
#define ICON     12
#define BESIDE_STEPS (EDGE + 2 * TIGHT + 2)   /* of a build's box: no text there */
#define STRIP    7      /* of a build's steps, to scale */
#define MIN_SIGN 9
#define LEADING  3      /* above and below the letters of a line: may be cut off */
#define MAX_STRIPES 40
#define MAX_DETAIL 160  /* bytes */

/* What draws a box, or only looks for the link at a point. */
typedef struct
{
  SpillWaterfallBoard    *owner;
  SpillBoard             *board;
  const SpillPictureCell *cell;
  GtkSnapshot            *snapshot;   /* (nullable): only looks */
  graphene_rect_t         box;
  double                  width;      /* of the whole cell */
  double                  x;          /* text begins here … */
  double                  room;       /* … and has so much of a line */
  double                  y;          /* of the next line */
  double                  bottom;
  const GdkRGBA          *color;
  graphene_point_t        point;      /* only looks: from the left of the widget's drawing */
  int                     link;       /* found; -1: none */
} Pen;

double
spill_waterfall_draw_get_row_height (SpillBoard *board)
{
  SpillTextCache *texts = spill_board_get_texts (board);
  double line = spill_text_cache_get_height (texts, SPILL_TEXT_PLAIN);
  double small = spill_text_cache_get_height (texts, SPILL_TEXT_SMALL);

  return spill_board_is_compact (board) ? line + 6 : line + small + 9;
}

double
spill_waterfall_draw_get_head_height (SpillBoard *board)
{
  SpillTextCache *texts = spill_board_get_texts (board);

  return spill_text_cache_get_height (texts, SPILL_TEXT_STRONG)
         + 2 * spill_text_cache_get_height (texts, SPILL_TEXT_SMALL) + 20;
}

static double
get_height (Pen            *pen,
            SpillTextStyle  style)
{
  return spill_text_cache_get_height (spill_board_get_texts (pen->board), style);
}

static gboolean
has_line (Pen            *pen,
          SpillTextStyle  style)
{
  return pen->y + get_height (pen, style) <= pen->bottom + 1;
}

/* A text at an offset in the line; what it took. */
static double
put_text (Pen            *pen,
          const char     *text,
          SpillTextStyle  style,
          double          offset,
          double          width)
{
  PangoLayout *layout;
  int used;

  if (width < 8 || text == NULL || *text == '\0')
    return 0;
  if (pen->snapshot != NULL)
    return spill_board_draw_text (pen->board, pen->snapshot, text, style, SPILL_TEXT_END,
                                  spill_board_place (pen->board, pen->x, pen->room, offset, width),
                                  pen->y, width, pen->color);
  layout = spill_text_cache_get (spill_board_get_texts (pen->board), text, style, SPILL_TEXT_END,
                                 width);
  pango_layout_get_pixel_size (layout, &used, NULL);
  return used;
}

static void
put_icon (Pen        *pen,
          const char *icon_name,
          int         size,
          double      line)
{
  if (pen->snapshot != NULL && size > 0)
    spill_board_draw_icon (pen->board, pen->snapshot, icon_name,
                           spill_board_place (pen->board, pen->x, pen->room, 0, size),
                           pen->y + (line - size) / 2, size, pen->color);
}

/* Icon and words: the first line of every box. */
static double
put_title (Pen            *pen,
           SpillLook       look,
           const char     *text,
           SpillTextStyle  style,
           double          width)
{
  double line = get_height (pen, style);
  int size = (int) round (ICON * MIN (spill_board_get_zoom (pen->board), 1.5));

  if (pen->room < 24)
    size = 0;
  if (size > 0)
    put_icon (pen, spill_look_icon_name (look), size, line);
  return size + GAP + put_text (pen, text, style, size + GAP, width - size - GAP);
}

/* Links of a line, beginning at @offset; FALSE: no room for the first. */
static gboolean
put_links (Pen    *pen,
           double  offset)
{
  const SpillBox *box = pen->cell->box;
  double line = get_height (pen, SPILL_TEXT_SMALL);

  for (guint i = 0; i < box->n_links && offset < pen->room - 16; i++)
    {
      const char *name = *box->links[i].name != '\0' ? box->links[i].name : _("link");
      char shown[64];
      double used;

      /* A sign tells a link where a colour cannot. */
      g_snprintf (shown, sizeof shown, "%.40s ›", name);
      used = put_text (pen, shown, SPILL_TEXT_SMALL, offset, pen->room - offset);
      if (pen->snapshot == NULL && pen->point.y >= pen->y - 2 && pen->point.y < pen->y + line + 2)
        {
          double left = spill_board_place (pen->board, pen->x, pen->room, offset, used);

          if (pen->point.x >= left - 2 && pen->point.x < left + used + 2)
            pen->link = i;
        }
      offset += used + 2 * GAP;
    }
  return box->n_links > 0;
}

/* What a step's text says beyond its name. */
static void
get_detail (const SpillBox *box,
            char            detail[MAX_DETAIL])
{
  char result[32];
  gsize at = 0;

  detail[0] = '\0';
  for (guint i = 0; box->words[i] != NULL && at < MAX_DETAIL - 2; i++)
    {
      const char *word = i == 0 ? spill_plain_after_name (box->words[i], box->name) : box->words[i];

      if (*word == '\0')
        continue;
      at += g_snprintf (detail + at, MAX_DETAIL - at, "%s%.100s", at > 0 ? " " : "", word);
      at = MIN (at, MAX_DETAIL - 1);
    }
  /* The symbol says it already. */
  g_snprintf (result, sizeof result, "(%s)", spill_result_to_nick (box->result));
  if (g_str_has_suffix (detail, result))
    detail[at - strlen (result)] = '\0';
  g_strchomp (detail);
}

static SpillLook
get_look (const SpillBox *box)
{
  return box->end > 0 && box->result != SPILL_RESULT_NONE ? spill_look_of_result (box->result)
                                                          : SPILL_LOOK_RUNNING;
}

/* A good step's text says that it was good. */
static gboolean
is_telling (SpillLook look)
{
  return look != SPILL_LOOK_SUCCESS && look != SPILL_LOOK_SKIPPED;
}

/* A line of words and links; what is left out of the words makes room for the links. */
static void
put_words_and_links (Pen        *pen,
                     const char *words)
{
  gboolean has_links = pen->cell->box->n_links > 0;
  double used = 0;

  if (*words != '\0')
    used = put_text (pen, words, SPILL_TEXT_SMALL, 0,
                     has_links && pen->room > 90 ? pen->room * 0.6 : pen->room) + 2 * GAP;
  put_links (pen, used);
  if (used > 0 || has_links)
    pen->y += get_height (pen, SPILL_TEXT_SMALL);
}

static void
put_step (Pen            *pen,
          SpillTextStyle  style)   /* of its name */
{
  const SpillBox *box = pen->cell->box;
  SpillLook look = get_look (box);
  const char *title = *box->name != '\0' ? box->name : box->words[0] != NULL ? box->words[0] : "";
  char detail[MAX_DETAIL];
  double used = put_title (pen, look, title, style, pen->room);

  get_detail (box, detail);
  pen->y += get_height (pen, style) + 1;
  if (!has_line (pen, SPILL_TEXT_SMALL))
    {
      /* One line: what still fits into it. */
      pen->y -= get_height (pen, SPILL_TEXT_SMALL) + 2;
      put_links (pen, used + 2 * GAP);
      return;
    }
  if (look == SPILL_LOOK_RUNNING)
    {
      g_autofree char *since = spill_format_duration (spill_now () - box->start);

      put_words_and_links (pen, since);
      if (has_line (pen, SPILL_TEXT_SMALL))
        put_text (pen, detail, SPILL_TEXT_SMALL, 0, pen->room);
      return;
    }
  put_words_and_links (pen, is_telling (look) ? detail : "");
}

/* Ann, Bob; else why. */
static char *
dup_who (Pen *pen)
{
  const SpillColumnBuild *build = pen->cell->build;
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; build != NULL && build->people != NULL && build->people[i] != NULL && i < 4;
       i++)
    {
      g_autofree char *person = spill_overview_text_person (build->people[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", person);
    }
  if (text->len == 0 && pen->cell->box->tip != NULL)
    g_string_append_len (text, pen->cell->box->tip, MIN (strlen (pen->cell->box->tip), MAX_DETAIL));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
put_start (Pen *pen)
{
  const SpillBox *box = pen->cell->box;
  g_autofree char *who = dup_who (pen);
  char number[16];
  double used;

  g_snprintf (number, sizeof number, "#%u", box->build);
  used = put_title (pen, get_look (box), number, SPILL_TEXT_STRONG, pen->room) + 2 * GAP;
  if (pen->y + get_height (pen, SPILL_TEXT_STRONG) + get_height (pen, SPILL_TEXT_SMALL)
      > pen->bottom + 1)
    {
      pen->y += get_height (pen, SPILL_TEXT_STRONG) - get_height (pen, SPILL_TEXT_SMALL) - 1;
      put_text (pen, who, SPILL_TEXT_SMALL, used, pen->room - used);
      return;
    }
  pen->y += get_height (pen, SPILL_TEXT_STRONG) + 1;
  put_text (pen, who, SPILL_TEXT_SMALL, 0, pen->room);
}

/* A build of which only the end is known. */
static void
put_body (Pen *pen)
{
  const SpillBox *box = pen->cell->box;
  SpillLook look = get_look (box);
  g_autofree char *duration = spill_format_duration ((box->end > 0 ? box->end : spill_now ())
                                                     - box->start);
  const char *text = box->words[0] != NULL && *box->words[0] != '\0' ? box->words[0]
                                                                     : spill_look_word (look);

  put_title (pen, look, text, SPILL_TEXT_PLAIN, pen->room);
  pen->y += get_height (pen, SPILL_TEXT_PLAIN) + 1;
  if (has_line (pen, SPILL_TEXT_SMALL))
    put_text (pen, duration, SPILL_TEXT_SMALL, 0, pen->room);
}

static void
put_event (Pen *pen)
{
  const SpillBox *box = pen->cell->box;
  g_autofree char *all = g_strjoinv (" ", (char **) box->words);

  put_text (pen, all, SPILL_TEXT_SMALL, 0, pen->room);
}

static void
put_change (Pen *pen)
{
  const SpillBox *box = pen->cell->box;
  g_autofree char *who = spill_overview_text_person (box->name);

  put_text (pen, who, SPILL_TEXT_PLAIN, 0, pen->room);
  pen->y += get_height (pen, SPILL_TEXT_PLAIN) + 1;
  if (box->tip != NULL && has_line (pen, SPILL_TEXT_SMALL))
    put_text (pen, box->tip, SPILL_TEXT_SMALL, 0, pen->room);
}

/* To scale */

/* Whether steps of a build are cells of their own, which stand at the end of its box. */
static gboolean
has_step_cells (Pen *pen)
{
  return pen->cell->tallest * spill_board_get_zoom (pen->board) >= SPILL_PICTURE_MIN_STEP;
}

/* Steps, each as long as it took: stripes of one node. Those that are cells are drawn upon it. */
static void
draw_strip (Pen      *pen,
            double    width,
            gboolean  is_split)
{
  const SpillPalette *palette = spill_board_get_palette (pen->board);
  const SpillColumnBuild *build = pen->cell->build;
  double end = build->finished > 0 ? build->finished : MAX (spill_now (), build->started + 1);
  double x = spill_board_place (pen->board, pen->box.origin.x, pen->box.size.width,
                                pen->box.size.width - width - 2, width);
  graphene_rect_t strip = GRAPHENE_RECT_INIT (x, pen->box.origin.y + 2, width,
                                              pen->box.size.height - 4);
  GskColorStop stops[4 * MAX_STRIPES];
  guint n = 0;

  for (guint i = 0; i < build->n_boxes && n + 4 <= G_N_ELEMENTS (stops); i++)
    {
      const SpillBox *box = build->boxes[i];
      const GdkRGBA *color = &palette->looks[get_look (box)][SPILL_LOOK_EDGE];
      float from, to;

      spill_picture_place_step (build, box, end, &from, &to);
      if (is_split && (to - from) * pen->box.size.height > SPILL_PICTURE_MIN_STEP)
        continue;
      to = MAX (to - 1 / strip.size.height, 0);
      if (box->kind != SPILL_BOX_STEP || box->is_hidden || (to - from) * strip.size.height < 0.5
          || (n > 0 && from < stops[n - 1].offset))
        continue;
      stops[n++] = (GskColorStop) { from, palette->window };
      stops[n++] = (GskColorStop) { from, *color };
      stops[n++] = (GskColorStop) { to, *color };
      stops[n++] = (GskColorStop) { to, palette->window };
    }
  if (n > 0)
    gtk_snapshot_append_linear_gradient (
      pen->snapshot, &strip, &strip.origin,
      &GRAPHENE_POINT_INIT (x, strip.origin.y + strip.size.height), stops, n);
  else if (is_split)
    gtk_snapshot_append_color (pen->snapshot, &palette->window, &strip);
}

static double
measure_text (SpillBoard     *board,
              const char     *text,
              SpillTextStyle  style)
{
  int used;

  pango_layout_get_pixel_size (spill_text_cache_get (spill_board_get_texts (board), text, style,
                                                     SPILL_TEXT_END, 4000),
                               &used, NULL);
  return used;
}

/* Of the symbol before a text. */
static double
get_icon_room (SpillBoard *board)
{
  return round (ICON * MIN (spill_board_get_zoom (board), 1.5)) + GAP;
}

double
spill_waterfall_draw_measure_number (SpillBoard *board,
                                     guint       build)
{
  char number[16];

  g_snprintf (number, sizeof number, "#%u", build);
  return BESIDE_STEPS + get_icon_room (board) + measure_text (board, number, SPILL_TEXT_SMALL) + 1;
}

/* "7 m 12 s" becomes "7 m". */
static void
cut_duration (char *duration)
{
  char *space = strchr (duration, ' ');

  space = space != NULL ? strchr (space + 1, ' ') : NULL;
  if (space != NULL)
    *space = '\0';
}

/* Beside its steps there is little room: number, duration and people one below the other. */
static void
put_beside_steps (Pen        *pen,
                  const char *number,
                  char       *duration)   /* may be cut */
{
  g_autofree char *who = dup_who (pen);
  const char *lines[] = { NULL, duration, who };
  double icon = get_icon_room (pen->board);
  gboolean fits = measure_text (pen->board, number, SPILL_TEXT_SMALL) <= pen->room - icon;

  if (pen->room < icon + MIN_SIGN)
    {
      put_icon (pen, spill_look_icon_name (get_look (pen->cell->box)),
                (int) MIN (icon - GAP, pen->room), get_height (pen, SPILL_TEXT_SMALL));
      return;
    }
  if (measure_text (pen->board, duration, SPILL_TEXT_SMALL) > pen->room)
    cut_duration (duration);
  put_title (pen, get_look (pen->cell->box), fits ? number : "", SPILL_TEXT_SMALL, pen->room);
  lines[0] = fits ? "" : number;
  pen->y += get_height (pen, SPILL_TEXT_SMALL);
  for (guint i = 0; i < G_N_ELEMENTS (lines) && has_line (pen, SPILL_TEXT_SMALL); i++)
    {
      if (*lines[i] == '\0')
        continue;
      put_text (pen, lines[i], SPILL_TEXT_SMALL, 0, pen->room);
      pen->y += get_height (pen, SPILL_TEXT_SMALL);
    }
}

static void
put_whole (Pen *pen)
{
  const SpillBox *box = pen->cell->box;
  const SpillColumnBuild *build = pen->cell->build;
  gboolean is_split = has_step_cells (pen);
  double title = spill_waterfall_board_get_title_width (pen->owner, box->build, pen->width);
  double strip = is_split ? pen->width - title - 3 : STRIP;
  g_autofree char *duration = spill_format_duration ((box->end > 0 ? box->end : spill_now ())
                                                     - box->start);
  char number[16];
  double used;

  if (build->has_steps && pen->box.size.height >= 12)
    draw_strip (pen, strip, is_split);
  if (is_split)
    {
      /* Between the edge and the steps. */
      pen->room = pen->box.size.width - strip - BESIDE_STEPS;
      pen->x = pen->box.origin.x + (spill_board_is_rtl (pen->board) ? strip + 2 + TIGHT
                                                                    : EDGE + TIGHT);
    }
  else if (build->has_steps)
    {
      pen->room -= strip + 4;
      pen->x += spill_board_is_rtl (pen->board) ? strip + 4 : 0;
    }
  g_snprintf (number, sizeof number, "#%u", box->build);
  if (is_split)
    {
      put_beside_steps (pen, number, duration);
      return;
    }
  used = put_title (pen, get_look (box), number, SPILL_TEXT_STRONG, pen->room) + 2 * GAP;
  if (pen->room - used > 40)
    put_text (pen, duration, SPILL_TEXT_SMALL, used, pen->room - used);
  pen->y += get_height (pen, SPILL_TEXT_STRONG);
  if (build->detail != NULL && is_telling (get_look (box)) && has_line (pen, SPILL_TEXT_SMALL))
    put_text (pen, build->detail, SPILL_TEXT_SMALL, 0, pen->room);
}

/* One that is too low for words still has its sign. */
static void
put_step_to_scale (Pen *pen)
{
  double height = pen->box.size.height, line = get_height (pen, SPILL_TEXT_SMALL);

  if (height >= line - LEADING)
    {
      if (height < line + 4)
        pen->y = pen->box.origin.y + floor ((height - line) / 2);
      put_step (pen, SPILL_TEXT_SMALL);
    }
  else if (height >= MIN_SIGN && pen->room >= MIN_SIGN)
    {
      pen->y = pen->box.origin.y;
      put_icon (pen, spill_look_icon_name (get_look (pen->cell->box)),
                (int) MIN (height - 2, ICON), height);
    }
}

/* Boxes */

static void
draw_ground (Pen *pen)
{
  const SpillPalette *palette = spill_board_get_palette (pen->board);
  const SpillBox *box = pen->cell->box;
  double alpha = spill_board_is_stale (pen->board) ? SPILL_LOOK_STALE_ALPHA : 1;
  gboolean is_rtl = spill_board_is_rtl (pen->board);
  gboolean is_whole = !spill_waterfall_board_is_compact_scale (pen->owner);
  SpillLook look = get_look (box);
  GdkRGBA tint = palette->accent;

  pen->color = &palette->text;
  switch (box->kind)
    {
    case SPILL_BOX_STEP:
    case SPILL_BOX_BODY:
      spill_palette_draw_box (palette, look, pen->snapshot, &pen->box, is_rtl, alpha);
      pen->color = spill_palette_get_text (palette, look);
      break;
    case SPILL_BOX_BUILD:
      spill_palette_draw_start (palette, look, pen->snapshot, &pen->box, is_rtl,
                                is_whole ? alpha : 0);
      pen->color = is_whole ? spill_palette_get_text (palette, look) : &palette->text;
      break;
    case SPILL_BOX_CHANGE:
      tint.alpha *= 0.16;
      spill_palette_draw_fill (palette, &tint, pen->snapshot, &pen->box);
      break;
    case SPILL_BOX_EVENT:
    case SPILL_BOX_GAP:
    default:
      pen->color = &palette->dim;
      spill_palette_draw_fill (palette, &palette->shade, pen->snapshot, &pen->box);
      break;
    }
}

static void
pen_init (Pen                   *pen,
          const graphene_rect_t *bounds,
          double                 top)
{
  gboolean is_rtl = spill_board_is_rtl (pen->board);
  gboolean is_tight = pen->cell->box->kind == SPILL_BOX_STEP
                      && !spill_waterfall_board_is_compact_scale (pen->owner);
  double pad = is_tight ? TIGHT : PAD;

  pen->box = GRAPHENE_RECT_INIT (floor (bounds->origin.x) + 1, floor (bounds->origin.y) + 1,
                                 floor (bounds->size.width) - 3, floor (bounds->size.height) - 2);
  pen->width = bounds->size.width;
  pen->x = pen->box.origin.x + (is_rtl ? pad : EDGE + pad);
  pen->room = pen->box.size.width - EDGE - 2 * pad;
  pen->y = MAX (pen->box.origin.y, floor (top)) + 2;
  pen->bottom = pen->box.origin.y + pen->box.size.height;
  pen->link = -1;
  /* Of a box whose lower end is in sight the text stays in it. */
  if (pen->bottom - pen->y < get_height (pen, SPILL_TEXT_PLAIN))
    pen->y = MAX (pen->bottom - get_height (pen, SPILL_TEXT_PLAIN) - 1, pen->box.origin.y + 1);
}

static void
put_all (Pen *pen)
{
  switch (pen->cell->box->kind)
    {
    case SPILL_BOX_STEP:
      if (spill_waterfall_board_is_compact_scale (pen->owner))
        put_step (pen, SPILL_TEXT_PLAIN);
      else
        put_step_to_scale (pen);
      break;
    case SPILL_BOX_BODY:
      put_body (pen);
      break;
    case SPILL_BOX_BUILD:
      if (spill_waterfall_board_is_compact_scale (pen->owner))
        put_start (pen);
      else
        put_whole (pen);
      break;
    case SPILL_BOX_CHANGE:
      put_change (pen);
      break;
    case SPILL_BOX_EVENT:
      put_event (pen);
      break;
    case SPILL_BOX_GAP:
    default:
      break;
    }
}

void
spill_waterfall_draw_cell (SpillWaterfallBoard   *board,
                           const SpillBoardCell  *cell,
                           GtkSnapshot           *snapshot,
                           const graphene_rect_t *bounds,
                           double                 top)
{
  Pen pen = { .owner = board, .board = SPILL_BOARD (board), .snapshot = snapshot };

  if (cell->column < 0)
    {
      spill_waterfall_margin_draw (board, cell, snapshot, bounds, top);
      return;
    }
  pen.cell = spill_waterfall_board_get_cell (board, cell);
  if (pen.cell == NULL)
    {
      spill_waterfall_head_draw (board, spill_waterfall_board_get_builder (board, cell), snapshot,
                                 bounds);
      return;
    }
  if (!spill_board_is_focusable (SPILL_BOARD (board), cell))
    return;   /* a step that is too thin: its build draws it */
  pen_init (&pen, bounds, top);
  if (pen.box.size.width < 4 || pen.box.size.height < 1)
    return;
  draw_ground (&pen);
  put_all (&pen);
}

int
spill_waterfall_draw_find_link (SpillWaterfallBoard  *board,
                                const SpillBoardCell *cell,
                                double                x,
                                double                y)
{
  Pen pen = { .owner = board, .board = SPILL_BOARD (board) };
  graphene_rect_t bounds;
  double above;

  pen.cell = spill_waterfall_board_get_cell (board, cell);
  if (pen.cell == NULL || pen.cell->box->kind != SPILL_BOX_STEP)
    return -1;
  SPILL_BOARD_GET_CLASS (board)->get_bounds (pen.board, cell, &bounds);
  /* What is scrolled off moves the text down. */
  above = MAX (spill_board_get_top (pen.board) - bounds.origin.y, 0);
  bounds.origin = GRAPHENE_POINT_INIT (0, 0);
  pen.point = GRAPHENE_POINT_INIT (spill_board_is_rtl (pen.board) ? bounds.size.width - x : x, y);
  pen_init (&pen, &bounds, above);
  put_all (&pen);
  return pen.link;
}
