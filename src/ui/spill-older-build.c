#include "ui/spill-older-build.h"

#include <glib/gi18n.h>

#define MAX_OLDER 1000
#define TIMEOUT_SECONDS 15

/* One search. The task owns it, and it the task, until the end. */
typedef struct
{
  SpillBuilder *builder;
  guint         number;
  gulong        changed;     /* handler id */
  guint         deadline;    /* source id */
} Search;

static void
search_free (Search *search)
{
  g_clear_signal_handler (&search->changed, spill_builder_get_builds (search->builder));
  g_clear_handle_id (&search->deadline, g_source_remove);
  g_object_unref (search->builder);
  g_free (search);
}

static void
finish (GTask      *task,
        SpillBuild *build)
{
  Search *search = g_task_get_task_data (task);

  g_clear_signal_handler (&search->changed, spill_builder_get_builds (search->builder));
  g_clear_handle_id (&search->deadline, g_source_remove);
  if (build != NULL)
    g_task_return_pointer (task, g_object_ref (build), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                             /* Translators: a builder's name and a build's number. */
                             _("%s #%u is not known to the master any more"),
                             spill_builder_get_name (search->builder), search->number);
  g_object_unref (task);
}

static void
on_builds_changed (GListModel *builds,
                   guint       position,
                   guint       removed,
                   guint       added,
                   GTask      *task)
{
  Search *search = g_task_get_task_data (task);
  SpillBuild *build = spill_builder_get_build (search->builder, search->number);

  if (build != NULL)
    finish (task, build);
}

static gboolean
on_deadline (gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);

  search->deadline = 0;
  finish (task, NULL);
  return G_SOURCE_REMOVE;
}

/**
 * spill_older_build_async:
 * @builder: a builder
 * @number: the number of a build that it does not hold
 * @callback: called at the end
 * @user_data: for @callback
 *
 * Asks the master for builds back to a number, at most 1,000, and waits up to 15 s.
 */
void
spill_older_build_async (SpillBuilder        *builder,
                         guint                number,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  Search *search;
  SpillList *builds;
  SpillBuild *oldest;
  guint n;

  g_return_if_fail (SPILL_IS_BUILDER (builder));

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, spill_older_build_async);
  search = g_new0 (Search, 1);
  search->builder = g_object_ref (builder);
  search->number = number;
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  builds = spill_builder_get_builds (builder);
  oldest = spill_list_peek (builds, spill_list_get_length (builds) - 1);
  n = oldest != NULL && spill_build_get_number (oldest) > number
      ? spill_build_get_number (oldest) - number : 25;
  if (n > MAX_OLDER || spill_builder_get_older_state (builder) == SPILL_PART_HERE)
    {
      finish (task, NULL);
      return;
    }

  search->changed = g_signal_connect (builds, "items-changed", G_CALLBACK (on_builds_changed), task);
  search->deadline = g_timeout_add_seconds (TIMEOUT_SECONDS, on_deadline, task);
  spill_builder_request_older (builder, n);
}

SpillBuild *
spill_older_build_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
