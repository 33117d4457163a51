#include "ui/spill-console-board-private.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "ui/spill-actions.h"
#include "ui/spill-cell-card.h"
#include "ui/spill-cell-draw.h"
#include "ui/spill-cell-menu.h"
#include "ui/spill-cell-words.h"
#include "ui/spill-console-words.h"
#include "util/spill-clock.h"

#define COLUMN_WIDTH   48
#define GROUP_WIDTH    80     /* at least */
#define GUTTER         264
#define NARROW_GUTTER  132
#define NARROW         500    /* a widget of less width has the narrow gutter */
#define MIN_ROW        28
#define MIN_HEAD       84     /* of names written upwards */
#define MAX_HEAD       176
#define CHARACTER      8.5    /* of a name, about */
#define ICON           16
#define PADDING        8
#define FIRST_CHANGES  SPILL_CONSOLE_N_CHANGES
#define MORE_CHANGES   60
#define HOLD_MS        120    /* what is scrolled past is not asked for */
#define TICK_SECONDS   5      /* what runs goes on */
#define GUTTER_ID      (-((gint64) 1 << 40))

enum
{
  REBUILT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillConsoleBoard, spill_console_board, SPILL_TYPE_BOARD)

static const SpillTextStyle lines[] = { SPILL_TEXT_MONO, SPILL_TEXT_SMALL };
static const SpillTextStyle builder_lines[] = { SPILL_TEXT_PLAIN, SPILL_TEXT_SMALL };

/* Sizes */

static double
get_width (SpillConsoleBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);

  return spill_board_get_column_width (board) * spill_board_get_zoom (board);
}

static double
measure_head (SpillConsoleBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);
  glong longest = 0;

  if (is_wide (self))
    return spill_cell_draw_height (board, builder_lines, 2);
  for (int i = 0; i < get_n_slots (self); i++)
    {
      const char *name = is_builder (self, i) ? get_column_of (self, i)->name : get_group (self, i)->name;

      longest = MAX (longest, g_utf8_strlen (name, 64));
    }
  return CLAMP (longest * CHARACTER + ICON + 3 * PADDING, MIN_HEAD, MAX_HEAD)
         * spill_board_get_zoom (board);
}

static void
measure (SpillConsoleBoard *self)
{
  SpillBoard *board = SPILL_BOARD (self);
  double zoom = spill_board_get_zoom (board), width = get_width (self);
  int n = get_n_slots (self);

  if (self->row_height > 0)
    return;
  self->row_height = MAX (spill_cell_draw_height (board, lines, spill_board_is_compact (board) ? 1 : 2),
                          MIN_ROW * zoom);
  self->head_height = measure_head (self);
  g_free (self->offsets);
  self->offsets = g_new0 (double, n + 1);
  for (int i = 0; i < n; i++)
    self->offsets[i + 1] = self->offsets[i]
                           + (is_builder (self, i) ? width : MAX (width, GROUP_WIDTH * zoom));
}

static void
resized (SpillBoard *board)
{
  SPILL_CONSOLE_BOARD (board)->row_height = 0;
}

static double
get_gutter (SpillConsoleBoard *self)
{
  gboolean is_narrow = gtk_widget_get_width (GTK_WIDGET (self)) < NARROW;

  return (is_narrow ? NARROW_GUTTER : GUTTER) * spill_board_get_zoom (SPILL_BOARD (self));
}

static int
get_n_rows (SpillBoard *board,
            int         column)
{
  return get_n_changes (SPILL_CONSOLE_BOARD (board));
}

static void
get_size (SpillBoard     *board,
          SpillBoardSize *size)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);

  measure (self);
  size->n_columns = get_n_slots (self);
  size->width = self->offsets[size->n_columns];
  size->height = get_n_changes (self) * self->row_height;
  size->head = self->head_height;
  size->gutter = get_gutter (self);
}

void
spill_console_board_get_extent (SpillConsoleBoard *self,
                                int                column,
                                double            *x,
                                double            *width)
{
  measure (self);
  *x = self->offsets[column];
  *width = self->offsets[column + 1] - *x;
}

static void
get_column (SpillBoard *board,
            int         column,
            double     *x,
            double     *width)
{
  spill_console_board_get_extent (SPILL_CONSOLE_BOARD (board), column, x, width);
}

static void
get_bounds (SpillBoard           *board,
            const SpillBoardCell *cell,
            graphene_rect_t      *bounds)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  double x = 0, width = get_gutter (self);

  measure (self);
  if (cell->column >= 0)
    get_column (board, cell->column, &x, &width);
  *bounds = GRAPHENE_RECT_INIT (x, cell->row * self->row_height, width, self->row_height);
}

static int
find_rows (SpillBoard *board,
           int         column,
           double      top,
           double      bottom,
           int        *n)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  int n_rows = get_n_changes (self), first, end;

  measure (self);
  first = CLAMP ((int) (top / self->row_height), 0, n_rows);
  end = CLAMP ((int) (bottom / self->row_height) + 1, first, n_rows);
  *n = end - first;
  return first;
}

SpillBuild *
spill_console_board_find_live (SpillConsoleBoard    *self,
                               const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = get_build (self, cell);

  return build != NULL
         ? spill_board_feed_find_build (self->feed, get_column_of (self, cell->column), build) : NULL;
}

/* What cells are */

static char *
dup_words (SpillBoard           *board,
           const SpillBoardCell *cell)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  double now = spill_now ();

  if (cell->column < 0)
    return cell->row >= 0 ? spill_console_words_dup_change_spoken (get_change (self, cell->row), now)
                          : g_strdup (_("Changes"));
  if (is_builder (self, cell->column))
    return spill_console_words_dup_cell (self->picture, cell->column, cell->row,
                                         spill_console_board_find_live (self, cell), now);
  return spill_console_words_dup_sum (self->picture, cell->column, cell->row);
}

static void
get_id (SpillBoard           *board,
        const SpillBoardCell *cell,
        SpillBoardId         *id)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  gboolean has_row = cell->row >= 0 && cell->row < get_n_changes (self);

  id->a = cell->column >= 0 && cell->column < get_n_slots (self) ? self->picture->ids[cell->column]
                                                                  : GUTTER_ID;
  id->b = has_row ? get_change (self, cell->row)->id : 0;
  id->c = has_row;
}

static gboolean
find_id (SpillBoard         *board,
         const SpillBoardId *id,
         SpillBoardCell     *cell)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);

  if (self->picture == NULL)
    return FALSE;
  cell->column = spill_console_picture_find (self->picture, id->a);
  cell->row = id->c != 0 ? spill_console_picture_find_change (self->picture, id->b) : SPILL_BOARD_HEAD;
  return (cell->column >= 0 || id->a == GUTTER_ID) && (cell->row >= 0 || id->c == 0);
}

static gboolean
is_failure (SpillConsoleBoard    *self,
            const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = get_build (self, cell);

  return build != NULL && build->finished > 0
         && (spill_result_is_bad (build->result) || build->result == SPILL_RESULT_EXCEPTION);
}

/* Change by change, each from its first builder on. */
static gboolean
find_failure (SpillBoard           *board,
              const SpillBoardCell *from,
              gboolean              forward,
              SpillBoardCell       *found)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  gint64 n_slots = get_n_slots (self);
  gint64 n = n_slots * get_n_changes (self);
  gint64 at = from->row < 0 ? -1 : from->row * n_slots + MAX (from->column, forward ? -1 : 0);
  int step = forward ? 1 : -1;

  for (at += step; at >= 0 && at < n; at += step)
    {
      SpillBoardCell cell = { (int) (at % n_slots), (int) (at / n_slots) };

      if (is_failure (self, &cell))
        {
          *found = cell;
          return TRUE;
        }
    }
  return FALSE;
}

/* What hands do */

static void rebuild (SpillConsoleBoard *self);

static void
toggle (SpillConsoleBoard *self,
        int                column)
{
  g_autofree char *name = g_strdup (get_group (self, column)->name);

  spill_console_board_fold (self, name, !get_slot (self, column)->is_folded);
}

static SpillBuilder *
find_builder_of (SpillConsoleBoard *self,
                 int                column)
{
  return is_builder (self, column)
         ? spill_board_feed_find_builder (self->feed, get_column_of (self, column)) : NULL;
}

static void
activate (SpillBoard           *board,
          const SpillBoardCell *cell,
          double                x,
          double                y)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  SpillBuilder *builder = find_builder_of (self, cell->column);
  SpillBuild *build = spill_console_board_find_live (self, cell);

  if (cell->column < 0)
    {
      if (cell->row >= 0 && *get_change (self, cell->row)->revlink != '\0')
        spill_actions_open_uri (GTK_WIDGET (self), get_change (self, cell->row)->revlink);
      return;
    }
  if (!is_builder (self, cell->column))
    {
      toggle (self, cell->column);
      return;
    }
  if (cell->row < 0 && builder != NULL)
    build = spill_builder_get_last_build (builder);
  if (build != NULL)
    spill_actions_open_build (GTK_WIDGET (self), build);
}

static gboolean
is_link (SpillBoard           *board,
         const SpillBoardCell *cell,
         double                x,
         double                y)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);

  if (cell->column < 0)
    return cell->row >= 0 && *get_change (self, cell->row)->revlink != '\0';
  if (!is_builder (self, cell->column))
    return TRUE;
  return cell->row < 0 ? get_column_of (self, cell->column)->n_builds > 0
                       : get_build (self, cell) != NULL;
}

static GMenuModel *
dup_menu (SpillBoard           *board,
          const SpillBoardCell *cell)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);

  return spill_cell_menu_new (GTK_WIDGET (self), find_builder_of (self, cell->column),
                              spill_console_board_find_live (self, cell),
                              cell->row >= 0 ? get_change (self, cell->row)->revlink : NULL);
}

static GtkWidget *
make_card (SpillBoard           *board,
           const SpillBoardCell *cell)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  const SpillColumnBuild *build = get_build (self, cell);
  double now = spill_now ();
  g_autofree char *what = NULL;

  if (cell->row >= 0)
    what = spill_console_words_dup_change_spoken (get_change (self, cell->row), now);
  if (build != NULL)
    return spill_cell_card_of_build (get_column_of (self, cell->column), build,
                                     spill_console_board_find_live (self, cell), what, now);
  if (cell->column < 0)
    return cell->row >= 0 ? spill_console_words_make_card (get_change (self, cell->row), now) : NULL;
  if (is_builder (self, cell->column))
    {
      const SpillColumn *column = get_column_of (self, cell->column);
      SpillLook look = spill_cell_words_look_of_column (column);
      g_autofree char *activity = spill_cell_words_dup_activity (column, now);
      const char *card[] = { spill_look_word (look), activity, NULL };

      return cell->row < 0 ? spill_cell_card_new (column->name, &look, card) : NULL;
    }
  else
    {
      g_autofree char *words = spill_console_words_dup_sum (self->picture, cell->column, cell->row);

      return spill_cell_card_new (words, NULL, (const char *[]) { NULL });
    }
}

/* What is in sight */

static void
drop_holds (SpillConsoleBoard *self)
{
  g_clear_handle_id (&self->hold_id, g_source_remove);
  spill_hold_set_begin (self->holds);
  spill_hold_set_end (self->holds);
}

static gboolean
on_hold (gpointer user_data)
{
  SpillConsoleBoard *self = user_data;

  self->hold_id = 0;
  spill_console_picture_hold (self->picture, self->feed, self->holds, self->first, self->n);
  /* Whether there is more to come is known only now. */
  g_signal_emit (self, signals[REBUILT], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_holds (SpillConsoleBoard *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->n > 0 && self->hold_id == 0)
    self->hold_id = g_timeout_add (HOLD_MS, on_hold, self);
}

static void
mark_changed (SpillConsoleBoard   *self,
              SpillConsolePicture *before)
{
  const SpillConsolePicture *now = self->picture;

  for (int i = 0; i < now->n_slots; i++)
    {
      const SpillConsoleGroup *group = get_group (self, i);
      gboolean is_changed = FALSE;

      if (is_builder (self, i))
        is_changed = before->console->columns[before->slots[i].builder] != get_column_of (self, i);
      for (guint c = 0; !is_builder (self, i) && c < group->n_columns && !is_changed; c++)
        is_changed = now->console->columns[group->columns[c]]
                     != before->console->columns[group->columns[c]];
      if (is_changed)
        spill_board_column_changed (SPILL_BOARD (self), i);
    }
}

/* The columns' values are shared, and so are their places: only then a place tells anything. */
static gboolean
have_same_columns (const SpillConsole *a,
                   const SpillConsole *b)
{
  if (a->n_columns != b->n_columns || a->n_groups != b->n_groups)
    return FALSE;
  for (guint i = 0; i < a->n_columns; i++)
    {
      if (a->columns[i]->id != b->columns[i]->id)
        return FALSE;
    }
  for (guint i = 0; i < a->n_groups; i++)
    {
      if (a->groups[i].n_columns != b->groups[i].n_columns)
        return FALSE;
    }
  return TRUE;
}

static void
rebuild (SpillConsoleBoard *self)
{
  SpillConsolePicture *before = self->picture;

  self->picture = spill_console_picture_new (self->feed, self->folds, self->n_changes);
  if (have_same_columns (self->picture->console, before->console)
      && spill_console_picture_is_alike (self->picture, before))
    {
      mark_changed (self, before);
    }
  else
    {
      self->row_height = 0;
      spill_board_changed (SPILL_BOARD (self));
    }
  spill_console_picture_free (before);
  queue_holds (self);
  g_signal_emit (self, signals[REBUILT], 0);
}

static gboolean
on_more (gpointer user_data)
{
  SpillConsoleBoard *self = user_data;

  self->more_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

static void
in_sight (SpillBoard *board,
          int         first,
          int         n,
          double      top,
          double      bottom)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (board);
  guint n_known = self->picture != NULL ? self->picture->console->n_changes : 0;

  self->first = first;
  self->n = n;
  self->top = top;
  self->bottom = bottom;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  queue_holds (self);
  if (n > 0 && self->more_id == 0 && bottom >= n_known * self->row_height
      && n_known + MORE_CHANGES > self->n_changes && self->n_changes < SPILL_CONSOLE_MAX_CHANGES)
    {
      self->n_changes = MIN (self->n_changes + MORE_CHANGES, SPILL_CONSOLE_MAX_CHANGES);
      self->more_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_more, self, NULL);
    }
}

/* What runs */

static gboolean
on_tick (gpointer user_data)
{
  SpillConsoleBoard *self = user_data;
  int n_columns, first = spill_board_get_columns (SPILL_BOARD (self), &n_columns);
  int n_rows, row = find_rows (SPILL_BOARD (self), 0, self->top, self->bottom, &n_rows);

  for (int column = first; column < first + n_columns; column++)
    for (int i = row; i < row + n_rows; i++)
      {
        SpillBoardCell cell = { column, i };
        const SpillColumnBuild *build = get_build (self, &cell);

        if (build != NULL && build->finished <= 0)
          {
            spill_board_column_changed (SPILL_BOARD (self), column);
            break;
          }
      }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

static void
spill_console_board_map (GtkWidget *widget)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (widget);

  GTK_WIDGET_CLASS (spill_console_board_parent_class)->map (widget);

  if (self->tick_id == 0)
    self->tick_id = g_timeout_add_seconds (TICK_SECONDS, on_tick, self);
  queue_holds (self);
}

static void
spill_console_board_unmap (GtkWidget *widget)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (widget);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  drop_holds (self);

  GTK_WIDGET_CLASS (spill_console_board_parent_class)->unmap (widget);
}

static void
spill_console_board_dispose (GObject *object)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (object);

  if (self->feed != NULL)
    g_signal_handlers_disconnect_by_data (self->feed, self);
  g_clear_handle_id (&self->hold_id, g_source_remove);
  g_clear_handle_id (&self->more_id, g_source_remove);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->holds, spill_hold_set_free);

  G_OBJECT_CLASS (spill_console_board_parent_class)->dispose (object);
}

static void
spill_console_board_finalize (GObject *object)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (object);

  g_clear_pointer (&self->picture, spill_console_picture_free);
  g_clear_pointer (&self->folds, g_hash_table_unref);
  g_clear_object (&self->feed);
  g_free (self->offsets);

  G_OBJECT_CLASS (spill_console_board_parent_class)->finalize (object);
}

static void
set_board_class (SpillBoardClass *board_class)
{
  board_class->get_size = get_size;
  board_class->get_column = get_column;
  board_class->get_n_rows = get_n_rows;
  board_class->get_bounds = get_bounds;
  board_class->find_rows = find_rows;
  board_class->draw_cell = spill_console_draw_cell;
  board_class->draw_back = spill_console_draw_back;
  board_class->draw_head = spill_console_draw_head;
  board_class->dup_words = dup_words;
  board_class->get_id = get_id;
  board_class->find_id = find_id;
  board_class->find_failure = find_failure;
  board_class->activate = activate;
  board_class->is_link = is_link;
  board_class->dup_menu = dup_menu;
  board_class->make_card = make_card;
  board_class->in_sight = in_sight;
  board_class->resized = resized;
}

static void
spill_console_board_class_init (SpillConsoleBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_console_board_dispose;
  object_class->finalize = spill_console_board_finalize;
  widget_class->map = spill_console_board_map;
  widget_class->unmap = spill_console_board_unmap;
  set_board_class (SPILL_BOARD_CLASS (klass));

  signals[REBUILT] = g_signal_new ("rebuilt", SPILL_TYPE_CONSOLE_BOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_console_board_init (SpillConsoleBoard *self)
{
  self->holds = spill_hold_set_new ();
  self->folds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->n_changes = FIRST_CHANGES;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Console of changes and builders"), -1);
}

/**
 * spill_console_board_new:
 * @feed: what it is made of
 *
 * Returns: (transfer floating): the console
 */
GtkWidget *
spill_console_board_new (SpillBoardFeed *feed)
{
  SpillConsoleBoard *self;

  g_return_val_if_fail (SPILL_IS_BOARD_FEED (feed), NULL);

  self = g_object_new (SPILL_TYPE_CONSOLE_BOARD, "column-width", (double) COLUMN_WIDTH, NULL);
  self->feed = g_object_ref (feed);
  self->picture = spill_console_picture_new (feed, self->folds, self->n_changes);
  self->row_height = 0;
  g_signal_connect_swapped (feed, "updated", G_CALLBACK (rebuild), self);
  return GTK_WIDGET (self);
}

SpillConsole *
spill_console_board_get_console (SpillConsoleBoard *self)
{
  g_return_val_if_fail (SPILL_IS_CONSOLE_BOARD (self), NULL);

  return self->picture->console;
}

gboolean
spill_console_board_is_loading (SpillConsoleBoard *self)
{
  g_return_val_if_fail (SPILL_IS_CONSOLE_BOARD (self), FALSE);

  return spill_hold_set_is_loading (self->holds);
}

gboolean
spill_console_board_get_place (SpillConsoleBoard    *self,
                               const SpillBoardCell *cell,
                               guint                *change,
                               guint                *column)
{
  g_return_val_if_fail (SPILL_IS_CONSOLE_BOARD (self), FALSE);

  if (!is_builder (self, cell->column) || cell->row < 0 || cell->row >= get_n_changes (self))
    return FALSE;
  *change = (guint) cell->row;
  *column = (guint) get_slot (self, cell->column)->builder;
  return TRUE;
}

const char *
spill_console_board_get_group (SpillConsoleBoard *self,
                               int                column)
{
  g_return_val_if_fail (SPILL_IS_CONSOLE_BOARD (self), NULL);

  return column >= 0 && column < get_n_slots (self) && !is_builder (self, column)
         ? get_group (self, column)->name : NULL;
}

void
spill_console_board_fold (SpillConsoleBoard *self,
                          const char        *group,
                          gboolean           is_folded)
{
  g_return_if_fail (SPILL_IS_CONSOLE_BOARD (self));

  g_hash_table_replace (self->folds, g_strdup (group),
                        GINT_TO_POINTER (is_folded ? SPILL_CONSOLE_FOLDED : SPILL_CONSOLE_UNFOLDED));
  rebuild (self);
}
