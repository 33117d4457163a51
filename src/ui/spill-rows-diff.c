#include "ui/spill-rows-diff.h"

#include <string.h>

/* A list uses the widgets of rows that go for rows that come only within one change, and makes and
 * unmakes them else, which is dear. So beyond this many rows the whole stretch is one change; rows
 * that are in it before and after keep their widgets, too. */
#define MAX_ROWS 40

/* The stretch that differs. */
typedef struct
{
  GListModel *model;
  GPtrArray  *rows;
  gpointer   *wanted;
  guint       first;     /* in both */
  guint       n_old;
  guint       n_new;
  gboolean   *keep_old;
  gboolean   *keep_new;
} Stretch;

static void
splice (Stretch  *self,
        guint     position,
        guint     removed,
        gpointer *added,
        guint     n_added)
{
  if (removed > 0)
    g_ptr_array_remove_range (self->rows, position, removed);
  if (n_added > 0)
    {
      guint tail = self->rows->len - position;

      g_ptr_array_set_size (self->rows, self->rows->len + n_added);
      memmove (self->rows->pdata + position + n_added, self->rows->pdata + position,
               tail * sizeof (gpointer));
      for (guint i = 0; i < n_added; i++)
        self->rows->pdata[position + i] = g_object_ref (added[i]);
    }
  g_list_model_items_changed (self->model, position, removed, n_added);
}

/* Marks the longest run of items that come in the same order in both (patience sorting: for each
 * length, the smallest place in which a run of it can end; O(n log n)). */
static void
mark_kept (Stretch *self)
{
  g_autoptr(GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autofree guint *place = g_new (guint, self->n_old);
  g_autofree guint *ends = g_new (guint, self->n_old + 1);   /* by length: index in old */
  g_autofree guint *before = g_new (guint, self->n_old);
  guint longest = 0;

  for (guint i = 0; i < self->n_new; i++)
    g_hash_table_insert (places, self->wanted[self->first + i], GUINT_TO_POINTER (i + 1));

  for (guint i = 0; i < self->n_old; i++)
    {
      guint low = 0, high = longest;

      place[i] = GPOINTER_TO_UINT (g_hash_table_lookup (places, self->rows->pdata[self->first + i]));
      if (place[i] == 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (place[ends[middle]] < place[i])
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? ends[low - 1] : G_MAXUINT;
      ends[low] = i;
      longest = MAX (longest, low + 1);
    }

  for (guint i = longest > 0 ? ends[longest - 1] : G_MAXUINT; i != G_MAXUINT; i = before[i])
    {
      self->keep_old[i] = TRUE;
      self->keep_new[place[i] - 1] = TRUE;
    }
}

static guint
count_others (const gboolean *keep,
              guint           n)
{
  guint others = 0;

  for (guint i = 0; i < n; i++)
    others += !keep[i];
  return others;
}

/* From the end, so that positions before stay what they were. */
static void
remove_runs (Stretch *self)
{
  for (guint i = self->n_old; i > 0;)
    {
      guint end = i;

      while (i > 0 && !self->keep_old[i - 1])
        i--;
      if (i < end)
        splice (self, self->first + i, end - i, NULL, 0);
      else
        i--;
    }
}

static void
insert_runs (Stretch *self)
{
  for (guint i = 0; i < self->n_new;)
    {
      guint start = i;

      while (i < self->n_new && !self->keep_new[i])
        i++;
      if (i > start)
        splice (self, self->first + start, 0, self->wanted + self->first + start, i - start);
      else
        i++;
    }
}

/**
 * spill_rows_diff:
 * @model: the list whose content @rows is; emits "items-changed"
 * @rows: (element-type GObject): what it has; frees with g_object_unref
 * @wanted: (element-type GObject): what it shall have
 */
void
spill_rows_diff (GListModel *model,
                 GPtrArray  *rows,
                 GPtrArray  *wanted)
{
  Stretch self = { model, rows, wanted->pdata, 0, rows->len, wanted->len, NULL, NULL };
  g_autofree gboolean *keep_old = NULL;
  g_autofree gboolean *keep_new = NULL;

  while (self.first < rows->len && self.first < wanted->len
         && rows->pdata[self.first] == wanted->pdata[self.first])
    self.first++;
  self.n_old -= self.first;
  self.n_new -= self.first;
  while (self.n_old > 0 && self.n_new > 0
         && rows->pdata[self.first + self.n_old - 1] == wanted->pdata[self.first + self.n_new - 1])
    {
      self.n_old--;
      self.n_new--;
    }
  if (self.n_old == 0 && self.n_new == 0)
    return;
  if (self.n_old == 0 || self.n_new == 0)
    {
      splice (&self, self.first, self.n_old, wanted->pdata + self.first, self.n_new);
      return;
    }

  self.keep_old = keep_old = g_new0 (gboolean, self.n_old);
  self.keep_new = keep_new = g_new0 (gboolean, self.n_new);
  mark_kept (&self);
  if (count_others (keep_old, self.n_old) + count_others (keep_new, self.n_new) > MAX_ROWS)
    {
      splice (&self, self.first, self.n_old, wanted->pdata + self.first, self.n_new);
      return;
    }
  remove_runs (&self);
  insert_runs (&self);
}
