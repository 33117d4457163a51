#include "ui/spill-waterfall-draw.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/spill-look-draw.h"
#include "ui/spill-overview-facts.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"

/* What is around the boxes: the header over the columns, the margin with the time, and the lines
 * behind. */

#define PAD  6
#define ICON 14
#define NARROW 80   /* less room than this: no icon beside the name */

static SpillBuild *
get_newest_running (SpillBuilder *builder)
{
  SpillList *running = spill_builder_get_running (builder);
  guint n = spill_list_get_length (running);

  return n > 0 ? spill_list_peek (running, n - 1) : NULL;
}

/* "#127 · 12 min ago"; where there is little room, only when */
static char *
dup_last (SpillBuilder *builder,
          double        now,
          gboolean      is_narrow)
{
  SpillBuild *last = spill_builder_get_last_build (builder);
  g_autofree char *ago = NULL;

  if (last == NULL)
    return g_strdup (spill_builder_is_known (builder) ? _("never built") : "");
  ago = spill_format_ago (spill_build_get_finished (last), now);
  return is_narrow ? g_steal_pointer (&ago)
                   : g_strdup_printf ("#%u · %s", spill_build_get_number (last), ago);
}

/* "62 % · 4 m" */
static char *
dup_short_activity (SpillBuild *build,
                    double      now)
{
  double left = spill_build_get_eta (build, now);
  g_autofree char *percent = spill_overview_text_activity (build, now, SPILL_ACTIVITY_SHORT);
  g_autofree char *duration = spill_format_duration (left);
  g_auto(GStrv) parts = g_strsplit (duration, " ", 3);

  if (isnan (left) || left < 1 || g_strv_length (parts) < 2)
    return g_steal_pointer (&percent);
  return g_strdup_printf ("%s · %s %s", percent, parts[0], parts[1]);
}

/* "62 % · about 4 min left", as much as fits. */
static char *
dup_activity (SpillWaterfallBoard *board,
              SpillBuild          *build,
              double               now,
              double               width)
{
  SpillTextCache *texts = spill_board_get_texts (SPILL_BOARD (board));
  g_autofree char *shorter = dup_short_activity (build, now);
  int used;

  for (int length = SPILL_ACTIVITY_LONG; length > SPILL_ACTIVITY_SHORT; length--)
    {
      g_autofree char *text = spill_overview_text_activity (build, now, length);

      pango_layout_get_pixel_size (
        spill_text_cache_get (texts, text, SPILL_TEXT_SMALL, SPILL_TEXT_END, 4000), &used, NULL);
      if (used <= width)
        return g_steal_pointer (&text);
    }
  pango_layout_get_pixel_size (
    spill_text_cache_get (texts, shorter, SPILL_TEXT_SMALL, SPILL_TEXT_END, 4000), &used, NULL);
  if (used <= width)
    return g_steal_pointer (&shorter);
  return spill_overview_text_activity (build, now, SPILL_ACTIVITY_SHORT);
}

static void
draw_running (SpillWaterfallBoard   *board,
              SpillBuilder          *builder,
              SpillBuild            *build,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *line)
{
  const SpillPalette *palette = spill_board_get_palette (SPILL_BOARD (board));
  double now = spill_now ();
  guint n_pending = spill_builder_get_n_pending (builder);
  guint n_more = spill_list_get_length (spill_builder_get_running (builder)) - 1;
  g_autofree char *more = NULL;
  g_autofree char *text = NULL;
  graphene_rect_t capsule = *line;

  if (n_pending + n_more > 0)
    more = g_strdup_printf ("+%u", n_pending + n_more);
  if (more != NULL)
    {
      double width = MAX (spill_board_get_zoom (SPILL_BOARD (board)), 0.8) * 24;

      capsule.size.width -= width;
      spill_board_draw_text (SPILL_BOARD (board), snapshot, more, SPILL_TEXT_SMALL, SPILL_TEXT_END,
                             spill_board_place (SPILL_BOARD (board), line->origin.x,
                                                line->size.width, capsule.size.width + 4,
                                                width - 4),
                             line->origin.y, width - 4, &palette->dim);
      capsule.origin.x = spill_board_place (SPILL_BOARD (board), line->origin.x, line->size.width,
                                            0, capsule.size.width);
    }
  spill_palette_draw_progress (palette, snapshot, &capsule, spill_board_is_rtl (SPILL_BOARD (board)),
                               spill_build_get_progress (build, now),
                               spill_board_is_stale (SPILL_BOARD (board)) ? SPILL_LOOK_STALE_ALPHA : 1);
  text = dup_activity (board, build, now, capsule.size.width - 12);
  spill_board_draw_text (SPILL_BOARD (board), snapshot, text, SPILL_TEXT_SMALL, SPILL_TEXT_END,
                         capsule.origin.x + 6, capsule.origin.y, capsule.size.width - 12,
                         spill_palette_get_text (palette, SPILL_LOOK_RUNNING));
}

static char *
dup_idle (SpillBuilder *builder)
{
  guint n_pending = spill_builder_get_n_pending (builder);
  double left = spill_builder_get_next_start (builder) - spill_now ();

  if (n_pending > 0)
    return spill_overview_text_waiting (n_pending);
  if (spill_builder_get_state (builder) == SPILL_BUILDER_OFFLINE)
    return g_strdup (_("offline"));
  if (left > 0)
    {
      g_autofree char *duration = spill_format_duration (left);

      return g_strdup_printf (_("next in %s"), duration);
    }
  return g_strdup (_("idle"));
}

void
spill_waterfall_head_draw (SpillWaterfallBoard   *owner,
                           SpillBuilder          *builder,
                           GtkSnapshot           *snapshot,
                           const graphene_rect_t *bounds)
{
  SpillBoard *board = SPILL_BOARD (owner);
  const SpillPalette *palette = spill_board_get_palette (board);
  double name_line = spill_text_cache_get_height (spill_board_get_texts (board), SPILL_TEXT_STRONG);
  double line = spill_text_cache_get_height (spill_board_get_texts (board), SPILL_TEXT_SMALL);
  double x = floor (bounds->origin.x) + PAD;
  double room = floor (bounds->size.width) - 2 * PAD;
  double y = bounds->origin.y + PAD;
  int size = (int) round (ICON * MIN (spill_board_get_zoom (board), 1.5));
  g_autofree char *last = NULL;
  SpillBuild *running;
  gboolean is_narrow;
  double indent;
  SpillLook look;

  if (builder == NULL)
    {
      spill_board_draw_text (board, snapshot, _("Changes"), SPILL_TEXT_STRONG, SPILL_TEXT_END, x,
                             y, room, &palette->text);
      return;
    }
  /* In a narrow column the name has all of its line. */
  is_narrow = room < NARROW * spill_board_get_zoom (board);
  indent = is_narrow ? 0 : size + 4;
  spill_board_draw_text (board, snapshot, spill_builder_get_name (builder),
                         is_narrow ? SPILL_TEXT_SMALL : SPILL_TEXT_STRONG, SPILL_TEXT_MIDDLE,
                         spill_board_place (board, x, room, indent, room - indent), y,
                         room - indent, &palette->text);
  if (is_narrow)
    y += name_line + 1;
  look = spill_look_of_last_build (builder);
  spill_board_draw_icon (board, snapshot, spill_look_icon_name (look),
                         spill_board_place (board, x, room, 0, size),
                         y + ((is_narrow ? line : name_line) - size) / 2, size,
                         &palette->looks[look][SPILL_LOOK_EDGE]);
  if (!is_narrow)
    y += name_line + 1;
  last = dup_last (builder, spill_now (), is_narrow);
  indent = is_narrow ? size + 3 : 0;
  spill_board_draw_text (board, snapshot, last, SPILL_TEXT_SMALL, SPILL_TEXT_END,
                         spill_board_place (board, x, room, indent, room - indent), y,
                         room - indent, &palette->dim);
  y += line + 2;
  running = get_newest_running (builder);
  if (running != NULL)
    {
      draw_running (owner, builder, running, snapshot,
                    &GRAPHENE_RECT_INIT (x - 2, y, room + 4, line + 3));
    }
  else
    {
      g_autofree char *text = dup_idle (builder);

      spill_board_draw_text (board, snapshot, text, SPILL_TEXT_SMALL, SPILL_TEXT_END, x, y, room,
                             &palette->dim);
    }
}

/* Margin */

static char *
format_local (double      time,
              const char *format)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local ((gint64) time);

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("");
}

/* "37 min", "5 h": so long nothing went on */
static char *
dup_fold (double seconds)
{
  if (seconds < 3600)
    return g_strdup_printf (_("%d min"), (int) (seconds / 60));
  if (seconds < 48 * 3600)
    return g_strdup_printf (_("%d h"), (int) (seconds / 3600));
  return g_strdup_printf (_("%d d"), (int) (seconds / 86400));
}

/* The label above says the same minute. */
static gboolean
is_same_minute (SpillWaterfallBoard *board,
                int                  row)
{
  const SpillPictureLabel *label = spill_waterfall_board_get_label (board, row);
  const SpillPictureLabel *above = row > 0 ? spill_waterfall_board_get_label (board, row - 1)
                                           : NULL;

  return above != NULL && above->folded <= 0 && !label->has_date
         && floor (above->time / 60) == floor (label->time / 60);
}

static gboolean
is_today (double time)
{
  g_autofree char *then = format_local (time, "%F");
  g_autofree char *now = format_local (spill_now (), "%F");

  return g_str_equal (then, now);
}

/* Room of a label from @top on: what is scrolled off has none. */
static double
get_room (SpillWaterfallBoard *board,
          int                  row,
          double               top)
{
  graphene_rect_t bounds;

  SPILL_BOARD_GET_CLASS (board)->get_bounds (SPILL_BOARD (board),
                                             &(SpillBoardCell) { SPILL_BOARD_HEAD, row }, &bounds);
  return bounds.origin.y + bounds.size.height - MAX (bounds.origin.y, top);
}

static double
get_line (SpillWaterfallBoard *board)
{
  return spill_text_cache_get_height (spill_board_get_texts (SPILL_BOARD (board)), SPILL_TEXT_SMALL);
}

/* Day and time one below the other, else they share a line. */
static guint
count_day_lines (SpillWaterfallBoard *board,
                 int                  row)
{
  return get_room (board, row, 0) >= 2 * get_line (board) ? 2 : 1;
}

/* Scrolled off so far that there is no room for its day: the next one tells it. */
static gboolean
is_leaving (SpillWaterfallBoard *board,
            int                  row)
{
  double top = spill_board_get_top (SPILL_BOARD (board));
  double room = get_room (board, row, top);

  return room < get_room (board, row, 0) && room < count_day_lines (board, row) * get_line (board)
         && !is_today (spill_waterfall_board_get_label (board, row)->time);
}

/* Of the moments in sight the first. */
static gboolean
is_first (SpillWaterfallBoard *board,
          int                  row)
{
  double top = spill_board_get_top (SPILL_BOARD (board));
  int n;
  int i = SPILL_BOARD_GET_CLASS (board)->find_rows (SPILL_BOARD (board), SPILL_BOARD_HEAD, top,
                                                    top + 1, &n);

  for (; i < row; i++)
    if (spill_waterfall_board_get_label (board, i)->folded <= 0 && !is_leaving (board, i))
      return FALSE;
  return TRUE;
}

/**
 * spill_waterfall_margin_read:
 * @board: a waterfall
 * @row: of the margin
 * @day: (out) (transfer full) (nullable): the day, on a line of its own
 * @time: (out) (transfer full) (nullable): the time, or for how long nothing went on
 *
 * What the margin tells now at a moment: the day where another begins, and of the first moment in
 * sight, however far is scrolled, unless it is of today.
 */
void
spill_waterfall_margin_read (SpillWaterfallBoard  *board,
                             int                   row,
                             char                **day,
                             char                **time)
{
  const SpillPictureLabel *label = spill_waterfall_board_get_label (board, row);
  gboolean is_top, has_day;

  *day = *time = NULL;
  if (label->folded > 0)
    {
      *time = dup_fold (label->folded);
      return;
    }
  if (is_leaving (board, row))
    return;
  is_top = is_first (board, row);
  has_day = label->has_date || (is_top && !is_today (label->time));
  if (has_day && count_day_lines (board, row) == 2)
    {
      *day = format_local (label->time, _("%a %e"));
      has_day = FALSE;
    }
  if (is_top || *day != NULL || !is_same_minute (board, row))
    *time = format_local (label->time, has_day ? _("%a %H:%M") : "%H:%M");
}

void
spill_waterfall_margin_draw (SpillWaterfallBoard   *owner,
                             const SpillBoardCell  *cell,
                             GtkSnapshot           *snapshot,
                             const graphene_rect_t *bounds,
                             double                 top)
{
  SpillBoard *board = SPILL_BOARD (owner);
  const SpillPalette *palette = spill_board_get_palette (board);
  double line = get_line (owner);
  double room = floor (bounds->size.width) - PAD - 2;
  double x = spill_board_place (board, floor (bounds->origin.x), floor (bounds->size.width), PAD, room);
  double y = MAX (bounds->origin.y, top) + 3;
  g_autofree char *day = NULL;
  g_autofree char *time = NULL;
  gboolean is_fold;

  if (cell->row < 0)
    return;
  spill_waterfall_margin_read (owner, cell->row, &day, &time);
  is_fold = spill_waterfall_board_get_label (owner, cell->row)->folded > 0;
  if (is_fold)
    y = bounds->origin.y + (bounds->size.height - line) / 2;
  else
    y = MIN (y, MAX (bounds->origin.y + bounds->size.height - (day != NULL ? 2 : 1) * line - 1,
                     bounds->origin.y));
  if (day != NULL)
    {
      spill_board_draw_text (board, snapshot, day, SPILL_TEXT_SMALL, SPILL_TEXT_END, x, y, room,
                             &palette->dim);
      y += line;
    }
  if (time != NULL)
    spill_board_draw_text (board, snapshot, time, SPILL_TEXT_SMALL, SPILL_TEXT_END, x, y, room,
                           is_fold ? &palette->dim : &palette->text);
}

/* Behind */

/* What would be here. */
static void
draw_nothing (SpillWaterfallBoard   *board,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *area)
{
  const SpillPalette *palette = spill_board_get_palette (SPILL_BOARD (board));

  spill_board_draw_text (SPILL_BOARD (board), snapshot,
                         _("Nothing was built so far. Builds will be here, the newest on top."),
                         SPILL_TEXT_PLAIN, SPILL_TEXT_END, area->origin.x + 12, area->origin.y + 12,
                         area->size.width - 24, &palette->dim);
}

/* Columns are told apart by a hair between them: two of them are the sides of one frame. */
static void
draw_hairs (SpillWaterfallBoard   *board,
            GtkSnapshot           *snapshot,
            const graphene_rect_t *area,
            const GdkRGBA         *color)
{
  gboolean is_rtl = spill_board_is_rtl (SPILL_BOARD (board));
  int n;
  int first = spill_board_get_columns (SPILL_BOARD (board), &n);

  for (int i = 0; i < n; i += 2)
    {
      GskRoundedRect frame;
      double x, width, end;

      SPILL_BOARD_GET_CLASS (board)->get_column (SPILL_BOARD (board), first + i, &x, &width);
      end = floor (x + 2 * width);
      x = floor (x + width) - 1;
      gsk_rounded_rect_init_from_rect (
        &frame,
        &GRAPHENE_RECT_INIT (is_rtl ? -end : x, area->origin.y, end - x, area->size.height), 0);
      gtk_snapshot_append_border (snapshot, &frame, (float[4]) { 0, 1, 0, 1 },
                                  (GdkRGBA[4]) { *color, *color, *color, *color });
    }
}

/* Lines at moments, and shades for time that is folded. */
static void
draw_moments (SpillWaterfallBoard   *board,
              GtkSnapshot           *snapshot,
              const graphene_rect_t *area,
              const GdkRGBA         *color)
{
  const SpillPalette *palette = spill_board_get_palette (SPILL_BOARD (board));
  gboolean is_compact = spill_waterfall_board_is_compact_scale (board);
  double unit = spill_waterfall_board_get_unit (board);
  double x = area->origin.x, width = area->size.width;
  int n;
  int first = SPILL_BOARD_GET_CLASS (board)->find_rows (SPILL_BOARD (board), SPILL_BOARD_HEAD,
                                                        area->origin.y,
                                                        area->origin.y + area->size.height, &n);

  for (int i = 0; i < n; i++)
    {
      const SpillPictureLabel *label = spill_waterfall_board_get_label (board, first + i);
      double y = floor (label->y * unit);

      if (label->folded > 0)
        gtk_snapshot_append_color (snapshot, &palette->shade,
                                   &GRAPHENE_RECT_INIT (x, y + 2, width,
                                                        floor (label->height * unit) - 4));
      else if (!is_compact || label->has_date)
        gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, 1));
    }
}

void
spill_waterfall_back_draw (SpillWaterfallBoard   *board,
                           GtkSnapshot           *snapshot,
                           const graphene_rect_t *area)
{
  const SpillPalette *palette = spill_board_get_palette (SPILL_BOARD (board));
  GdkRGBA hair = palette->line;

  hair.alpha *= palette->is_high_contrast ? 1 : 0.6;
  draw_hairs (board, snapshot, area, &hair);
  if (SPILL_BOARD_GET_CLASS (board)->get_n_rows (SPILL_BOARD (board), SPILL_BOARD_HEAD) == 0)
    draw_nothing (board, snapshot, area);
  draw_moments (board, snapshot, area, &hair);
}
