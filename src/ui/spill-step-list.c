#include "ui/spill-step-list.h"

#include <glib/gi18n.h>

#include "model/spill-list.h"

#define ROWS_AT_ONCE 25

struct _SpillStepList
{
  GtkWidget   parent_instance;

  SpillBuild *build;
  GListModel *steps;
  GtkListBox *box;             /* parented here */
  GPtrArray  *rows;            /* of SpillStepRow, unowned: the first of the steps, in order */
  guint       idle;            /* source id */
  guint       n_hidden;
  gboolean    show_hidden;
  gboolean    touched;         /* the user opened or closed a step */
  gboolean    has_wanted;      /* a step is to be opened once it has its row … */
  guint       wanted;          /* … this number */
};

enum
{
  COUNTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillStepList, spill_step_list, GTK_TYPE_WIDGET)

static gboolean
is_row_visible (GtkListBoxRow *row,
                gpointer       user_data)
{
  SpillStepList *self = user_data;

  return self->show_hidden
         || !spill_step_is_hidden (spill_step_row_get_step (SPILL_STEP_ROW (row)));
}

static void
count_hidden (SpillStepList *self)
{
  guint n = g_list_model_get_n_items (self->steps);
  guint n_hidden = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillStep) step = g_list_model_get_item (self->steps, i);

      n_hidden += spill_step_is_hidden (step);
    }

  if (self->n_hidden != n_hidden)
    {
      self->n_hidden = n_hidden;
      g_signal_emit (self, signals[COUNTED], 0);
    }
}

static void
on_hidden_changed (SpillStepList *self)
{
  gtk_list_box_invalidate_filter (self->box);
  count_hidden (self);
}

static void
insert_row (SpillStepList *self,
            guint          position)
{
  g_autoptr(SpillStep) step = g_list_model_get_item (self->steps, position);
  GtkWidget *row = spill_step_row_new (step);

  g_signal_connect_object (step, "notify::is-hidden", G_CALLBACK (on_hidden_changed), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_insert (self->rows, position, row);
  gtk_list_box_insert (self->box, row, position);
}

static void
remove_rows (SpillStepList *self,
             guint          position,
             guint          n)
{
  for (guint i = position; i < position + n; i++)
    {
      SpillStepRow *row = self->rows->pdata[i];

      g_signal_handlers_disconnect_by_func (spill_step_row_get_step (row), on_hidden_changed, self);
      gtk_list_box_remove (self->box, GTK_WIDGET (row));
    }
  if (n > 0)
    g_ptr_array_remove_range (self->rows, position, n);
}

/* Makes up to a bite of the missing rows; TRUE: more are missing. */
static gboolean
build_some (SpillStepList *self)
{
  guint n = g_list_model_get_n_items (self->steps);
  guint end = MIN (n, self->rows->len + ROWS_AT_ONCE);

  while (self->rows->len < end)
    insert_row (self, self->rows->len);

  return self->rows->len < n;
}

static SpillStepRow *
find_row (SpillStepList *self,
          guint          number)
{
  guint position;

  return spill_list_find_position (SPILL_LIST (self->steps), number, &position)
         ? spill_step_list_get_row (self, position) : NULL;
}

/* With the keyboard on it, which scrolls it into view. */
static void
open_wanted (SpillStepList *self)
{
  SpillStepRow *row = self->has_wanted ? find_row (self, self->wanted) : NULL;

  if (row == NULL)
    return;
  self->has_wanted = FALSE;
  spill_step_row_set_expanded (row, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static gboolean
on_idle (gpointer user_data)
{
  SpillStepList *self = user_data;

  gboolean more = build_some (self);

  spill_step_list_open_failed (self);
  open_wanted (self);
  if (more)
    return G_SOURCE_CONTINUE;

  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
build_rest (SpillStepList *self)
{
  if (self->idle == 0 && build_some (self))
    self->idle = g_idle_add_full (GDK_PRIORITY_REDRAW + 10, on_idle, self, NULL);
}

static void
on_items_changed (SpillStepList *self,
                  guint          position,
                  guint          removed,
                  guint          added)
{
  if (position < self->rows->len)
    {
      guint gone = MIN (removed, self->rows->len - position);

      remove_rows (self, position, gone);
      /* Few go between the rows; many push the rest out, to come back in bites. */
      if (added <= ROWS_AT_ONCE)
        for (guint i = 0; i < added; i++)
          insert_row (self, position + i);
      else
        remove_rows (self, position, self->rows->len - position);
    }

  count_hidden (self);
  build_rest (self);
  open_wanted (self);
}

static void
on_row_activated (SpillStepList *self,
                  GtkListBoxRow *row)
{
  SpillStepRow *step_row = SPILL_STEP_ROW (row);

  self->touched = TRUE;
  spill_step_row_set_expanded (step_row, !spill_step_row_get_expanded (step_row));
}

static void
spill_step_list_dispose (GObject *object)
{
  SpillStepList *self = SPILL_STEP_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->steps != NULL)
    g_signal_handlers_disconnect_by_data (self->steps, self);
  if (self->box != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->box));
  self->box = NULL;
  g_clear_object (&self->steps);
  g_clear_object (&self->build);

  G_OBJECT_CLASS (spill_step_list_parent_class)->dispose (object);
}

static void
spill_step_list_finalize (GObject *object)
{
  g_ptr_array_unref (SPILL_STEP_LIST (object)->rows);

  G_OBJECT_CLASS (spill_step_list_parent_class)->finalize (object);
}

static void
spill_step_list_class_init (SpillStepListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_step_list_dispose;
  object_class->finalize = spill_step_list_finalize;

  signals[COUNTED] = g_signal_new ("counted", SPILL_TYPE_STEP_LIST, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_step_list_init (SpillStepList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (self->box, is_row_visible, self, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "spill-step-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Steps"), -1);
  g_signal_connect_swapped (self->box, "row-activated", G_CALLBACK (on_row_activated), self);
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
}

GtkWidget *
spill_step_list_new (SpillBuild *build)
{
  SpillStepList *self = g_object_new (SPILL_TYPE_STEP_LIST, NULL);

  g_return_val_if_fail (SPILL_IS_BUILD (build), NULL);

  self->build = g_object_ref (build);
  self->steps = G_LIST_MODEL (g_object_ref (spill_build_get_steps (build)));
  g_signal_connect_object (self->steps, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  count_hidden (self);
  build_rest (self);

  return GTK_WIDGET (self);
}

void
spill_step_list_set_show_hidden (SpillStepList *self,
                                 gboolean       show_hidden)
{
  g_return_if_fail (SPILL_IS_STEP_LIST (self));

  self->show_hidden = show_hidden;
  gtk_list_box_invalidate_filter (self->box);
}

guint
spill_step_list_get_n_hidden (SpillStepList *self)
{
  g_return_val_if_fail (SPILL_IS_STEP_LIST (self), 0);

  return self->n_hidden;
}

guint
spill_step_list_get_n_built (SpillStepList *self)
{
  g_return_val_if_fail (SPILL_IS_STEP_LIST (self), 0);

  return self->rows->len;
}

SpillStepRow *
spill_step_list_get_row (SpillStepList *self,
                         guint          position)
{
  g_return_val_if_fail (SPILL_IS_STEP_LIST (self), NULL);

  return position < self->rows->len ? self->rows->pdata[position] : NULL;
}

void
spill_step_list_tick (SpillStepList *self,
                      double         now)
{
  g_return_if_fail (SPILL_IS_STEP_LIST (self));

  for (guint i = 0; i < self->rows->len; i++)
    {
      SpillStep *step = spill_step_row_get_step (self->rows->pdata[i]);

      if (spill_step_is_started (step) && !spill_step_is_finished (step))
        spill_step_row_tick (self->rows->pdata[i], now);
    }
}

void
spill_step_list_open_failed (SpillStepList *self)
{
  SpillStep *failed;
  SpillStepRow *row;

  g_return_if_fail (SPILL_IS_STEP_LIST (self));

  failed = spill_build_get_failed_step (self->build);
  if (self->touched || failed == NULL)
    return;
  row = find_row (self, spill_step_get_number (failed));
  if (row != NULL)
    spill_step_row_set_expanded (row, TRUE);
}

/**
 * spill_step_list_open_step:
 * @self: the steps of a build
 * @number: of a step that may still be to come
 *
 * Opens the step and moves the keyboard to it, at once or as soon as it is there. Other steps stay as
 * they are; the failed one is not opened by itself any more.
 */
void
spill_step_list_open_step (SpillStepList *self,
                           guint          number)
{
  g_return_if_fail (SPILL_IS_STEP_LIST (self));

  self->touched = TRUE;
  self->has_wanted = TRUE;
  self->wanted = number;
  open_wanted (self);
}
