#include "sources/demo/spill-demo-commands.h"

#include <string.h>

#include "sources/demo/spill-demo-fill.h"
#include "sources/demo/spill-demo-force.h"

/* Seconds from a wish to its effect, by the wall clock. */
#define EFFECT 0.4

G_GNUC_PRINTF (3, 4)
static void
fail (SpillCommand *command,
      SpillError    code,
      const char   *format,
      ...)
{
  g_autoptr(GError) error = NULL;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (SPILL_ERROR, code, format, args);
  va_end (args);
  spill_command_fail (command, error);
}

static const SpillDemoBuilder *
builder_of (SpillDemoLive *self,
            SpillBuilder  *builder)
{
  return &self->world->builders[spill_builder_get_id (builder) - 1];
}

static SpillDemoRun *
running_run_of (SpillDemoLive *self,
                SpillBuild    *build)
{
  SpillDemoRun *run = spill_demo_live_find_run (self,
                                                builder_of (self, spill_build_get_builder (build)),
                                                spill_build_get_number (build));

  return run != NULL && !run->is_finished ? run : NULL;
}

/* Only the one builder is guarded, so that everything else can be tried without a login. */
static gboolean
may (const char             *user,
     const SpillDemoBuilder *builder,
     SpillCommand           *command)
{
  if (user != NULL || !g_strv_contains ((const char * const *) builder->tags, "release"))
    return TRUE;

  fail (command, SPILL_ERROR_REFUSED, "you need to have role 'admins'");
  return FALSE;
}

static void
later (SpillDemoLive  *self,
       SpillDemoFunc   func,
       gpointer        data,
       GDestroyNotify  free_data)
{
  double now = spill_demo_agenda_now (self->agenda);

  if (!spill_demo_agenda_is_manual (self->agenda))
    {
      spill_demo_agenda_add (self->agenda, now + EFFECT, func, data, free_data);
      return;
    }
  func (data, self);
  if (free_data != NULL)
    free_data (data);
}

static void
on_kick (gpointer data,
         gpointer user_data)
{
  spill_demo_live_kick (user_data);
}

static void
on_stop (gpointer data,
         gpointer user_data)
{
  SpillDemoLive *self = user_data;
  SpillDemoRun *run = running_run_of (self, data);

  if (run != NULL)
    spill_demo_live_stop (self, run, SPILL_RESULT_CANCELLED);
}

static gboolean
check_fields (SpillDemoLive          *self,
              const SpillDemoBuilder *builder,
              SpillCommand           *command)
{
  g_autoptr(GPtrArray) schedulers = spill_demo_force_make (self->world, builder);
  g_autoptr(GHashTable) errors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GVariant *values = spill_command_get_values (command);
  SpillForceScheduler *scheduler = NULL;
  const char *field, *text;
  GHashTableIter iter;

  for (guint i = 0; i < schedulers->len && scheduler == NULL; i++)
    if (g_strcmp0 (spill_force_scheduler_get_name (g_ptr_array_index (schedulers, i)),
                   spill_command_get_scheduler (command)) == 0)
      scheduler = g_ptr_array_index (schedulers, i);
  if (scheduler == NULL)
    {
      fail (command, SPILL_ERROR_GONE, "there is no scheduler named '%s'",
            spill_command_get_scheduler (command));
      return FALSE;
    }

  if (values != NULL)
    spill_force_scheduler_check (scheduler, values, errors);
  spill_demo_force_check (spill_force_scheduler_get_name (scheduler), values, errors);
  if (g_hash_table_size (errors) == 0)
    return TRUE;

  g_hash_table_iter_init (&iter, errors);
  while (g_hash_table_iter_next (&iter, (gpointer *) &field, (gpointer *) &text))
    spill_command_fail_field (command, field, text);
  fail (command, SPILL_ERROR_INVALID, "some fields are not as they should be");
  return FALSE;
}

static char *
dup_value (GVariant   *values,
           const char *name)
{
  const char *text = NULL;

  if (values != NULL)
    g_variant_lookup (values, name, "&s", &text);

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static int
find_worker (SpillDemoLive *self,
             const char    *name)
{
  for (guint i = 0; name != NULL && i < self->world->options.n_workers; i++)
    if (g_str_equal (self->world->workers[i].name, name))
      return i;

  return -1;
}

static void
run_force (SpillDemoLive *self,
           const char    *user,
           SpillCommand  *command)
{
  const SpillDemoBuilder *builder = builder_of (self, spill_command_get_target (command));
  GVariant *values = spill_command_get_values (command);
  g_autofree char *reason = dup_value (values, "reason");
  g_autofree char *worker = dup_value (values, "workername");
  g_autofree char *words = NULL;
  SpillDemoRequest *request;

  if (!may (user, builder, command) || !check_fields (self, builder, command))
    return;

  words = g_strdup_printf ("A build was forced by '%s': %s",
                           user != NULL ? user : "anonymous",
                           reason != NULL ? reason : "force build");
  request = spill_demo_live_submit (self, builder, spill_command_get_scheduler (command), words);
  request->owner = dup_value (values, "username");
  request->branch = dup_value (values, "branch");
  request->revision = dup_value (values, "revision");
  request->values = values != NULL ? g_variant_ref (values) : NULL;
  request->worker = find_worker (self, worker);
  spill_command_accepted (command, request->id);
  later (self, on_kick, NULL, NULL);
}

static void
run_rebuild (SpillDemoLive *self,
             const char    *user,
             SpillCommand  *command)
{
  SpillBuild *build = spill_command_get_target (command);
  const SpillDemoBuilder *builder = builder_of (self, spill_build_get_builder (build));
  g_autoptr(SpillDemoRun) past = NULL;
  const SpillDemoRun *run = spill_demo_fill_get_run (self, build, &past);
  SpillDemoRequest *request;

  if (!may (user, builder, command))
    return;

  request = spill_demo_live_submit (self, builder, "rebuild", "rebuild");
  request->branch = g_strdup (run->branch);
  request->revision = g_strdup (run->revision);
  request->values = run->values != NULL ? g_variant_ref (run->values) : NULL;
  spill_command_accepted (command, request->id);
  later (self, on_kick, NULL, NULL);
}

static void
run_stop (SpillDemoLive *self,
          const char    *user,
          SpillCommand  *command)
{
  SpillBuild *build = spill_command_get_target (command);

  if (!may (user, builder_of (self, spill_build_get_builder (build)), command))
    return;
  if (running_run_of (self, build) == NULL)
    {
      fail (command, SPILL_ERROR_GONE, "build %u is finished already",
            spill_build_get_number (build));
      return;
    }

  spill_command_accepted (command, 0);
  later (self, on_stop, g_object_ref (build), g_object_unref);
}

static void
run_stop_all (SpillDemoLive *self,
              const char    *user,
              SpillCommand  *command)
{
  const SpillDemoBuilder *builder = builder_of (self, spill_command_get_target (command));
  SpillDemoRun *run = self->running[builder->index];

  if (!may (user, builder, command))
    return;

  spill_command_accepted (command, 0);
  if (run != NULL)
    later (self, on_stop, g_object_ref (spill_demo_live_get_build (self, run)), g_object_unref);
}

static void
run_cancel (SpillDemoLive *self,
            const char    *user,
            SpillCommand  *command)
{
  SpillRequest *request = spill_command_get_target (command);

  if (!may (user, builder_of (self, spill_request_get_builder (request)), command))
    return;

  spill_command_accepted (command, 0);
  if (!spill_demo_live_cancel (self, spill_request_get_id (request))
      && !spill_command_has_ended (command))
    fail (command, SPILL_ERROR_GONE, "request %" G_GINT64_FORMAT " does not wait any more",
          spill_request_get_id (request));
}

static void
run_cancel_all (SpillDemoLive *self,
                const char    *user,
                SpillCommand  *command)
{
  const SpillDemoBuilder *builder = builder_of (self, spill_command_get_target (command));
  GList *next;

  if (!may (user, builder, command))
    return;

  spill_command_accepted (command, 0);
  for (GList *l = self->requests.head; l != NULL; l = next)
    {
      SpillDemoRequest *request = l->data;

      next = l->next;
      if (request->builder == builder)
        spill_demo_live_cancel (self, request->id);
    }
}

static void
run_worker (SpillDemoLive *self,
            SpillCommand  *command)
{
  guint worker = spill_worker_get_id (spill_command_get_target (command)) - 1;
  SpillDemoMachine *machine = &self->machines[worker];
  SpillDemoRun *run = machine->run;
  const char *reason = spill_command_get_reason (command);

  switch (spill_command_get_kind (command))
    {
    case SPILL_COMMAND_WORKER_PAUSE:
      machine->is_paused = TRUE;
      break;
    case SPILL_COMMAND_WORKER_UNPAUSE:
      machine->is_paused = FALSE;
      break;
    case SPILL_COMMAND_WORKER_GRACEFUL:
      machine->is_graceful = run != NULL;
      machine->is_connected &= run != NULL;
      break;
    default:
      machine->is_connected = FALSE;
      break;
    }

  spill_command_accepted (command, 0);
  if (!machine->is_connected && run != NULL)
    spill_demo_live_stop (self, run, SPILL_RESULT_RETRY);
  spill_demo_live_tell_machine (self, worker, machine->is_paused ? reason : NULL);
  if (!spill_command_has_ended (command))
    spill_command_done (command, spill_command_get_target (command));
  spill_demo_live_kick (self);
}

static void
run_ping (SpillDemoLive *self,
          SpillCommand  *command)
{
  const SpillDemoBuilder *builder = builder_of (self, spill_command_get_target (command));

  for (guint i = 0; i < builder->n_workers; i++)
    if (self->machines[builder->workers[i]].is_connected)
      {
        spill_command_done (command, NULL);
        return;
      }

  fail (command, SPILL_ERROR_FAILED, "no worker of '%s' answers", builder->name);
}

/* Ends every build that has the change in it. */
static void
run_stop_change (SpillDemoLive *self,
                 SpillCommand  *command)
{
  SpillChange *change = spill_command_get_target (command);
  gint64 index = spill_change_get_id (change) - spill_demo_world_change_id (self->world, 0);
  g_autoptr(GPtrArray) hit = g_ptr_array_new ();

  for (guint i = 0; i < self->active->len; i++)
    {
      SpillDemoRun *run = g_ptr_array_index (self->active, i);

      if (run->change_first <= index && index <= run->change_last
          && g_strcmp0 (run->builder->project, spill_change_get_project (change)) == 0)
        g_ptr_array_add (hit, run);
    }
  for (guint i = 0; i < hit->len; i++)
    spill_demo_live_stop (self, g_ptr_array_index (hit, i), SPILL_RESULT_CANCELLED);
  spill_command_done (command, NULL);
}

static void
run_add_change (SpillDemoLive *self,
                SpillCommand  *command)
{
  GVariant *values = spill_command_get_values (command);
  g_autofree char *author = dup_value (values, "author");
  g_autofree char *comments = dup_value (values, "comments");
  g_autofree char *revision = dup_value (values, "revision");
  g_autofree char *branch = dup_value (values, "branch");
  g_autofree char *project = dup_value (values, "project");
  g_autofree const char **files = NULL;
  g_autoptr(SpillChange) change = NULL;
  gint64 *index = g_new (gint64, 1);

  *index = self->last_change + 1;
  if (values != NULL)
    g_variant_lookup (values, "files", "^a&s", &files);
  if (revision == NULL)
    revision = spill_demo_world_change_revision (self->world, *index);
  change = g_object_new (SPILL_TYPE_CHANGE,
                         "id", spill_demo_world_change_id (self->world, *index),
                         "author", author != NULL ? author : spill_command_get_who (command),
                         "comments", comments != NULL ? comments : "",
                         "files", files,
                         "revision", revision,
                         "branch", branch != NULL ? branch : "main",
                         "project", project != NULL ? project : self->world->builders[0].project,
                         "codebase", "",
                         "when", spill_demo_agenda_now (self->agenda),
                         "properties", "{}",
                         NULL);
  g_hash_table_insert (self->changes, index, g_object_ref (change));
  spill_demo_live_add_change (self, change);
  spill_command_done (command, change);
}

void
spill_demo_commands_run (SpillDemoLive *live,
                         const char    *user,
                         SpillCommand  *command)
{
  switch (spill_command_get_kind (command))
    {
    case SPILL_COMMAND_FORCE:
      run_force (live, user, command);
      break;
    case SPILL_COMMAND_STOP:
      run_stop (live, user, command);
      break;
    case SPILL_COMMAND_REBUILD:
      run_rebuild (live, user, command);
      break;
    case SPILL_COMMAND_CANCEL:
      run_cancel (live, user, command);
      break;
    case SPILL_COMMAND_CANCEL_ALL:
      run_cancel_all (live, user, command);
      break;
    case SPILL_COMMAND_STOP_ALL:
      run_stop_all (live, user, command);
      break;
    case SPILL_COMMAND_WORKER_PAUSE:
    case SPILL_COMMAND_WORKER_UNPAUSE:
    case SPILL_COMMAND_WORKER_GRACEFUL:
    case SPILL_COMMAND_WORKER_KILL:
      run_worker (live, command);
      break;
    case SPILL_COMMAND_PING:
      run_ping (live, command);
      break;
    case SPILL_COMMAND_STOP_CHANGE:
      run_stop_change (live, command);
      break;
    case SPILL_COMMAND_CLEAN_SHUTDOWN:
      live->is_closing = TRUE;
      spill_command_done (command, NULL);
      break;
    case SPILL_COMMAND_CANCEL_SHUTDOWN:
      live->is_closing = FALSE;
      spill_command_done (command, NULL);
      spill_demo_live_kick (live);
      break;
    case SPILL_COMMAND_ADD_CHANGE:
      run_add_change (live, command);
      break;
    }
}
