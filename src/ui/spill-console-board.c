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
#define MIN_ROW        28
#define MIN_HEAD       84     /* of names written upwards */
#define MAX_HEAD       176
#define CHARACTER      8.5    /* of a name, about */
#define ICON           16
#define PADDING        8
#define FIRST_CHANGES  SPILL_CONSOLE_N_CHANGES
#define MORE_CHANGES   60
#define GUTTER_ID      (-((gint64) 1 << 40))

#define MAX_FOLDS      200    /* remembered */

enum
{
  PROP_0,
  PROP_FOLDS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillConsoleBoard, spill_console_board, SPILL_TYPE_TABLE_BOARD)

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
measure (SpillTableBoard *table,
         double          *row_height,
         double          *head_height)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (table);
  SpillBoard *board = SPILL_BOARD (table);
  double zoom = spill_board_get_zoom (board), width = get_width (self);
  int n = get_n_slots (self);

  *row_height = MAX (spill_cell_draw_height (board, lines, spill_board_is_compact (board) ? 1 : 2),
                     MIN_ROW * zoom);
  *head_height = measure_head (self);
  g_free (self->offsets);
  self->offsets = g_new0 (double, n + 1);
  for (int i = 0; i < n; i++)
    self->offsets[i + 1] = self->offsets[i]
                           + (is_builder (self, i) ? width : MAX (width, GROUP_WIDTH * zoom));
}

static int
get_n_rows (SpillBoard *board,
            int         column)
{
  return get_n_changes (SPILL_CONSOLE_BOARD (board));
}

static int
get_n_columns (SpillTableBoard *table)
{
  return get_n_slots (SPILL_CONSOLE_BOARD (table));
}

void
spill_console_board_get_extent (SpillConsoleBoard *self,
                                int                column,
                                double            *x,
                                double            *width)
{
  /* Which measures the columns too. */
  spill_table_board_get_row_height (SPILL_TABLE_BOARD (self));
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

SpillBuild *
spill_console_board_find_live (SpillConsoleBoard    *self,
                               const SpillBoardCell *cell)
{
  const SpillColumnBuild *build = get_build (self, cell);

  return build != NULL
         ? spill_board_feed_find_build (get_feed (self), get_column_of (self, cell->column), build) : NULL;
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

static const SpillColumnBuild *
get_build_of (SpillTableBoard      *table,
              const SpillBoardCell *cell)
{
  return get_build (SPILL_CONSOLE_BOARD (table), cell);
}

/* What hands do */

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
         ? spill_board_feed_find_builder (get_feed (self), get_column_of (self, column)) : NULL;
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

  return spill_cell_menu_new (GTK_WIDGET (self), &(SpillCellSubject) {
    .builder = find_builder_of (self, cell->column),
    .build = spill_console_board_find_live (self, cell),
    .revlink = cell->row >= 0 ? get_change (self, cell->row)->revlink : NULL,
  });
}

static SpillCard *
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

      return cell->row < 0 ? spill_cell_card_new (column->name, &look, card, 2) : NULL;
    }
  else
    {
      g_autofree char *words = spill_console_words_dup_sum (self->picture, cell->column, cell->row);

      return spill_card_new (words, NULL);
    }
}

/* What is in sight */

static gboolean
has_needs (SpillTableBoard       *table,
           const SpillTableSight *sight)
{
  return sight->n > 0;
}

static void
hold (SpillTableBoard       *table,
      const SpillTableSight *sight,
      SpillHoldSet          *holds)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (table);

  spill_console_picture_hold (self->picture, get_feed (self), holds, sight->first, sight->n);
}

static gboolean
want_more (SpillTableBoard       *table,
           const SpillTableSight *sight)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (table);
  guint n_known = (guint) get_n_changes (self);

  if (sight->bottom < n_known * spill_table_board_get_row_height (table)
      || n_known + MORE_CHANGES <= self->n_changes || self->n_changes >= SPILL_CONSOLE_MAX_CHANGES)
    return FALSE;
  self->n_changes = MIN (self->n_changes + MORE_CHANGES, SPILL_CONSOLE_MAX_CHANGES);
  return TRUE;
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
rebuild (SpillTableBoard *table)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (table);
  SpillConsolePicture *before = self->picture;

  self->picture = spill_console_picture_new (get_feed (self), self->folds, self->n_changes);
  if (have_same_columns (self->picture->console, before->console)
      && spill_console_picture_is_alike (self->picture, before))
    {
      mark_changed (self, before);
    }
  else
    {
      spill_table_board_forget_heights (table);
      spill_board_changed (SPILL_BOARD (self));
    }
  spill_console_picture_free (before);
}

/* Folds */

static GStrv
dup_folds (SpillConsoleBoard *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer group, fold;

  g_hash_table_iter_init (&iter, self->folds);
  for (guint i = 0; i < MAX_FOLDS && g_hash_table_iter_next (&iter, &group, &fold); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "%c%s", GPOINTER_TO_INT (fold) == SPILL_CONSOLE_FOLDED ? '-' : '+', (char *) group);

      g_strv_builder_add (builder, text);
    }
  return g_strv_builder_end (builder);
}

static void
set_folds (SpillConsoleBoard  *self,
           const char * const *folds)   /* (nullable) */
{
  g_hash_table_remove_all (self->folds);
  for (guint i = 0; folds != NULL && folds[i] != NULL && i < MAX_FOLDS; i++)
    if (*folds[i] == '-' || *folds[i] == '+')
      g_hash_table_replace (self->folds, g_strdup (folds[i] + 1),
                            GINT_TO_POINTER (*folds[i] == '-' ? SPILL_CONSOLE_FOLDED
                                                              : SPILL_CONSOLE_UNFOLDED));
  spill_table_board_rebuild (SPILL_TABLE_BOARD (self));
}

static void
spill_console_board_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_FOLDS:
      g_value_take_boxed (value, dup_folds (SPILL_CONSOLE_BOARD (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_console_board_set_property (GObject      *object,
                                  guint         prop_id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_FOLDS:
      set_folds (SPILL_CONSOLE_BOARD (object), g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_console_board_finalize (GObject *object)
{
  SpillConsoleBoard *self = SPILL_CONSOLE_BOARD (object);

  g_clear_pointer (&self->picture, spill_console_picture_free);
  g_clear_pointer (&self->folds, g_hash_table_unref);
  g_free (self->offsets);

  G_OBJECT_CLASS (spill_console_board_parent_class)->finalize (object);
}

static void
set_board_class (SpillBoardClass *board_class)
{
  board_class->get_column = get_column;
  board_class->get_n_rows = get_n_rows;
  board_class->draw_cell = spill_console_draw_cell;
  board_class->draw_head = spill_console_draw_head;
  board_class->dup_words = dup_words;
  board_class->get_id = get_id;
  board_class->find_id = find_id;
  board_class->activate = activate;
  board_class->is_link = is_link;
  board_class->dup_menu = dup_menu;
  board_class->make_card = make_card;
}

static void
set_table_class (SpillTableBoardClass *table_class)
{
  table_class->gutter = GUTTER;
  table_class->narrow_gutter = NARROW_GUTTER;
  table_class->is_read_by_row = TRUE;
  table_class->tells_ages = TRUE;
  table_class->get_n_columns = get_n_columns;
  table_class->measure = measure;
  table_class->get_build = get_build_of;
  table_class->rebuild = rebuild;
  table_class->has_needs = has_needs;
  table_class->hold = hold;
  table_class->want_more = want_more;
}

static void
spill_console_board_class_init (SpillConsoleBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = spill_console_board_get_property;
  object_class->set_property = spill_console_board_set_property;
  object_class->finalize = spill_console_board_finalize;
  set_board_class (SPILL_BOARD_CLASS (klass));
  set_table_class (SPILL_TABLE_BOARD_CLASS (klass));

  properties[PROP_FOLDS] =
    g_param_spec_boxed ("folds", NULL, NULL, G_TYPE_STRV,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_console_board_init (SpillConsoleBoard *self)
{
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

  self = g_object_new (SPILL_TYPE_CONSOLE_BOARD, "feed", feed, "column-width", (double) COLUMN_WIDTH,
                       NULL);
  self->picture = spill_console_picture_new (feed, self->folds, self->n_changes);
  spill_table_board_forget_heights (SPILL_TABLE_BOARD (self));
  return GTK_WIDGET (self);
}

SpillConsole *
spill_console_board_get_console (SpillConsoleBoard *self)
{
  g_return_val_if_fail (SPILL_IS_CONSOLE_BOARD (self), NULL);

  return self->picture->console;
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
  spill_table_board_rebuild (SPILL_TABLE_BOARD (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDS]);
}
