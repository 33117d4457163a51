#include "ui/spill-older-build.h"

#include <glib/gi18n.h>

#define MAX_OLDER 1000
#define FIRST 25             /* if none is known */
#define MAX_QUESTIONS 20     /* a master tells as many at once as it likes */
#define TIMEOUT_SECONDS 15

/* One search. The task owns it, and it the task, until the end. */
typedef struct
{
  SpillBuilder *builder;
  guint         number;
  guint         n_questions;
  gboolean      is_asked;    /* the master, by us or by anybody, and has not answered */
  gulong        added;       /* handler ids */
  gulong        changed;
  guint         deadline;    /* source ids */
  guint         again;
} Search;

static void
search_stop (Search *search)
{
  g_clear_signal_handler (&search->added, spill_builder_get_builds (search->builder));
  g_clear_signal_handler (&search->changed, search->builder);
  g_clear_handle_id (&search->deadline, g_source_remove);
  g_clear_handle_id (&search->again, g_source_remove);
}

static void
search_free (Search *search)
{
  search_stop (search);
  g_object_unref (search->builder);
  g_free (search);
}

static void
finish (GTask      *task,
        SpillBuild *build)
{
  Search *search = g_task_get_task_data (task);
  gboolean has_failed = search->n_questions > 0
                        && spill_builder_get_older_state (search->builder) == SPILL_PART_FAILED;

  search_stop (search);
  if (build != NULL)
    g_task_return_pointer (task, g_object_ref (build), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, has_failed ? G_IO_ERROR_FAILED : G_IO_ERROR_NOT_FOUND,
                             /* Translators: a builder's name and a build's number. */
                             has_failed ? _("The master could not be asked for %s #%u")
                             : _("%s #%u is not known to the master any more"),
                             spill_builder_get_name (search->builder), search->number);
  g_object_unref (task);
}

/* How many are missing down to the wanted one; 0: it is not among them. */
static guint
count_missing (Search *search)
{
  gint64 from = spill_builder_get_older_from (search->builder);

  return from < 0 ? FIRST : (guint) CLAMP (from - search->number, 0, G_MAXUINT);
}

/* Of the newest the master tells by itself, soon. */
static gboolean
is_news (Search *search)
{
  SpillBuild *newest = spill_list_peek (spill_builder_get_builds (search->builder), 0);

  return newest != NULL && search->number > spill_build_get_number (newest);
}

/* Builds are told from the newest on, and of many the master tells only some at once. */
static gboolean
on_again (gpointer user_data)
{
  GTask *task = user_data;
  Search *search = g_task_get_task_data (task);
  guint n = count_missing (search);

  search->again = 0;
  if (spill_builder_get_older_state (search->builder) == SPILL_PART_UNKNOWN && n > 0 && n <= MAX_OLDER
      && search->n_questions < MAX_QUESTIONS)
    {
      search->n_questions++;
      spill_builder_request_older (search->builder, n);
    }
  else
    finish (task, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_builder_changed (SpillBuilder *builder,
                    GTask        *task)
{
  Search *search = g_task_get_task_data (task);
  gboolean is_asked = spill_builder_get_older_state (builder) == SPILL_PART_LOADING;

  /* Not while it says so: it has not done with the answer. */
  if (search->is_asked && !is_asked && search->again == 0)
    search->again = g_idle_add (on_again, task);
  search->is_asked = is_asked;
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
 * Asks the master for builds back to a number, at most 1,000, as often as it takes, and waits up to 15 s;
 * for one that is newer than those known too. Fails with `G_IO_ERROR_NOT_FOUND` if the master does not
 * have it, with `G_IO_ERROR_FAILED` if it cannot be asked.
 */
void
spill_older_build_async (SpillBuilder        *builder,
                         guint                number,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task;
  Search *search;
  guint n;

  g_return_if_fail (SPILL_IS_BUILDER (builder));

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, spill_older_build_async);
  search = g_new0 (Search, 1);
  search->builder = g_object_ref (builder);
  search->number = number;
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);

  n = count_missing (search);
  if (is_news (search))
    n = 0;
  else if (n == 0 || n > MAX_OLDER || spill_builder_get_older_state (builder) == SPILL_PART_HERE)
    {
      finish (task, NULL);
      return;
    }

  search->is_asked = spill_builder_get_older_state (builder) == SPILL_PART_LOADING;
  search->added = g_signal_connect (spill_builder_get_builds (builder), "items-changed",
                                    G_CALLBACK (on_builds_changed), task);
  search->changed = g_signal_connect (builder, "changed", G_CALLBACK (on_builder_changed), task);
  search->deadline = g_timeout_add_seconds (TIMEOUT_SECONDS, on_deadline, task);
  if (n == 0)
    return;
  search->n_questions = 1;
  spill_builder_request_older (builder, n);
}

SpillBuild *
spill_older_build_finish (GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
