#include "ui/spill-grid-picture.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"

SpillGridPicture *
spill_grid_picture_new (SpillBoardFeed *feed,
                        guint           n_stamps)
{
  SpillGridPicture *self = g_new0 (SpillGridPicture, 1);
  g_autoptr(GPtrArray) columns = spill_board_feed_get_columns (feed);
  SpillGridQuery query = {
    .branches = spill_board_feed_get_branches (feed),
    .n_stamps = n_stamps,
    .newest_first = TRUE,
    .natural_names = TRUE,
  };

  self->grid = spill_grid_new (columns, &query);
  self->stamps = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_grid_stamp_free);
  self->builders = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->stamp_places = g_hash_table_new (g_int64_hash, g_int64_equal);
  for (guint i = 0; i < self->grid->n_columns; i++)
    g_hash_table_insert (self->builders, &self->grid->columns[i]->id, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < self->grid->n_stamps; i++)
    {
      SpillGridStamp *stamp = spill_grid_stamp_new (feed, self->grid->stamps[i]);

      g_ptr_array_add (self->stamps, stamp);
      g_hash_table_insert (self->stamp_places, &stamp->id, GUINT_TO_POINTER (i + 1));
    }
  return self;
}

void
spill_grid_picture_free (SpillGridPicture *self)
{
  g_hash_table_unref (self->builders);
  g_hash_table_unref (self->stamp_places);
  g_ptr_array_unref (self->stamps);
  spill_grid_unref (self->grid);
  g_free (self);
}

int
spill_grid_picture_find_builder (const SpillGridPicture *self,
                                 gint64                  id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->builders, &id)) - 1;
}

int
spill_grid_picture_find_stamp (const SpillGridPicture *self,
                               gint64                  id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->stamp_places, &id)) - 1;
}

gboolean
spill_grid_picture_is_alike (const SpillGridPicture *self,
                             const SpillGridPicture *other)
{
  if (self->grid->n_columns != other->grid->n_columns || self->stamps->len != other->stamps->len)
    return FALSE;
  for (guint i = 0; i < self->grid->n_columns; i++)
    {
      if (self->grid->columns[i]->id != other->grid->columns[i]->id)
        return FALSE;
    }
  for (guint i = 0; i < self->stamps->len; i++)
    {
      if (!spill_grid_stamp_equal (self->stamps->pdata[i], other->stamps->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

gboolean
spill_grid_picture_is_unknown (const SpillGridPicture *self,
                               int                     builder,
                               guint                   n_stamps)
{
  const SpillColumn *column = self->grid->columns[builder];

  for (guint i = 0; i < MIN (column->n_builds, n_stamps); i++)
    {
      if (column->builds[i]->key == NULL && !column->builds[i]->has_changes)
        return TRUE;
    }
  return FALSE;
}

/* What a build was made of is known only while it is held; of a failed one also where it failed, and
 * of a running one how far it is. */
static void
hold_build (SpillHoldSet *holds,
            SpillBuild   *build)
{
  SpillParts parts = SPILL_PART_CHANGES;

  if (!spill_build_is_finished (build) || spill_result_is_bad (spill_build_get_result (build)))
    parts |= SPILL_PART_STEPS;
  spill_hold_set_add_build (holds, build, parts);
}

static void
hold_builder (SpillHoldSet *holds,
              SpillBuilder *builder,
              guint         n_stamps)
{
  guint n_known = spill_list_get_length (spill_builder_get_builds (builder));

  if (spill_list_get_length (spill_builder_get_running (builder)) > 0)
    spill_hold_set_add_builder (holds, builder, SPILL_PART_EXPECTATIONS);
  if (n_known > 0 && n_known < n_stamps && spill_builder_may_ask_older (builder))
    spill_builder_request_older (builder, n_stamps - n_known);
}

/* The newest of all builders first: so the picture fills from its start. */
void
spill_grid_picture_hold (const SpillGridPicture *self,
                         SpillBoardFeed         *feed,
                         SpillHoldSet           *holds,
                         int                     first,
                         int                     n,
                         guint                   n_stamps)
{
  g_autoptr(GPtrArray) builders = g_ptr_array_new ();

  for (int i = MAX (first, 0); i < MIN (first + n, (int) self->grid->n_columns); i++)
    {
      SpillBuilder *builder = spill_board_feed_find_builder (feed, self->grid->columns[i]);

      if (builder != NULL)
        g_ptr_array_add (builders, builder);
    }
  spill_hold_set_begin (holds);
  for (guint k = 0; k < n_stamps; k++)
    for (guint i = 0; i < builders->len; i++)
      {
        SpillBuild *build = spill_list_peek (spill_builder_get_builds (builders->pdata[i]), k);

        if (build != NULL)
          hold_build (holds, build);
      }
  for (guint i = 0; i < builders->len; i++)
    hold_builder (holds, builders->pdata[i], n_stamps);
  spill_hold_set_end (holds);
}
