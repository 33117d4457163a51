#include "pb-recording.h"
#include "pb-world.h"

#include <string.h>

/* The master's side of a recording becomes a model, the client's side is played to our listener:
 * the client must be told what 0.8.14 told it, in the same order. */
typedef struct
{
  World       world;
  GHashTable *builds;      /* name of a builder -> its newest SpillBuild */
  gboolean    is_live;     /* somebody has subscribed */
} Replay;

static SpillBuild *
find_build (Replay          *replay,
            const SpillSexp *event)
{
  g_autofree char *name = recording_arg_text (event, 0);

  return g_hash_table_lookup (replay->builds, name);
}

static SpillStep *
find_step (Replay          *replay,
           const SpillSexp *event)
{
  SpillList *steps = spill_build_get_steps (find_build (replay, event));
  g_autofree char *name = recording_arg_text (event, 2);

  for (guint i = spill_list_get_length (steps); i-- > 0;)
    if (g_strcmp0 (spill_step_get_name (spill_list_peek (steps, i)), name) == 0)
      return spill_list_peek (steps, i);
  g_assert_not_reached ();
}

static SpillLog *
find_log (Replay          *replay,
          const SpillSexp *event)
{
  SpillList *logs = spill_step_get_logs (find_step (replay, event));
  g_autofree char *name = recording_arg_text (event, 4);

  for (guint i = 0; i < spill_list_get_length (logs); i++)
    if (g_strcmp0 (spill_log_get_name (spill_list_peek (logs, i)), name) == 0)
      return spill_list_peek (logs, i);
  g_assert_not_reached ();
}

static SpillBuilderState
read_state (const SpillSexp *sexp)
{
  return spill_jelly_is_text (sexp, "idle") ? SPILL_BUILDER_IDLE
         : spill_jelly_is_text (sexp, "building") ? SPILL_BUILDER_BUILDING : SPILL_BUILDER_OFFLINE;
}

static void
finish_step (Replay          *replay,
             const SpillSexp *event)
{
  const SpillSexp *result = recording_arg (event, 4);
  const SpillSexp *words = spill_jelly_get_item (result, 1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) text2 = NULL;

  for (guint i = 0; i < spill_jelly_get_length (words); i++)
    {
      g_autofree char *word = spill_jelly_dup_text (spill_jelly_get_item (words, i));

      g_strv_builder_add (builder, word);
    }
  text2 = g_strv_builder_end (builder);
  world_finish_step (find_step (replay, event), spill_result_from_number (spill_jelly_get_integer (spill_jelly_get_item (result, 0), -1)),
                     (const char * const *) text2);
}

static void
add_chunk (Replay          *replay,
           const SpillSexp *event)
{
  gsize length;
  const char *text = spill_jelly_get_bytes (recording_arg (event, 7), &length);

  world_add_text (find_log (replay, event), "oeh"[spill_jelly_get_integer (recording_arg (event, 6), 0)], text, length);
}

/* What happened at the master when it told this. */
static void
apply (Replay          *replay,
       const SpillSexp *event)
{
  g_autofree char *name = recording_arg_text (event, 0);
  g_autofree char *third = recording_arg_text (event, 2);
  g_autofree char *fifth = recording_arg_text (event, 4);
  SpillBuilder *builder = spill_master_find_builder (replay->world.master, name);

  if (recording_is (event, "builderAdded"))
    {
      if (builder != NULL)   /* reconfigured: it had gone, which 0.8.14 does not tell */
        spill_master_remove_builder (replay->world.master, spill_builder_get_id (builder));
      spill_master_add_builder (replay->world.master, ++replay->world.last_id, name);
    }
  else if (recording_is (event, "builderChangedState"))
    {
      /* Also with us a new builder begins as offline. */
      if (replay->is_live && read_state (recording_arg (event, 1)) == SPILL_BUILDER_OFFLINE)
        return;
      spill_builder_set_state (builder, read_state (recording_arg (event, 1)));
    }
  else if (recording_is (event, "buildStarted"))
    g_hash_table_insert (replay->builds, g_strdup (name), world_start_build (&replay->world, name));
  else if (recording_is (event, "buildFinished"))
    world_finish_build (find_build (replay, event), spill_result_from_number (spill_jelly_get_integer (recording_arg (event, 2), -1)));
  else if (recording_is (event, "stepStarted"))
    world_start_step (find_build (replay, event), third);
  else if (recording_is (event, "stepFinished"))
    finish_step (replay, event);
  else if (recording_is (event, "logStarted"))
    world_start_log (&replay->world, find_step (replay, event), fifth);
  else if (recording_is (event, "logChunk"))
    add_chunk (replay, event);
  else if (recording_is (event, "logFinished"))
    spill_log_set_complete (find_log (replay, event));
}

/* The master's own estimates are not in a recording of events, nor does 0.8.14 tell what goes. */
static gboolean
is_compared (const char *event)
{
  return strstr (event, "ETAUpdate") == NULL && !g_str_has_prefix (event, "builderRemoved");
}

/* "logChunk (… CHANNEL": what goes before the text. */
static gsize
get_chunk_head (const char *event)
{
  static const char *const channels[] = { "<remote> 0 ", "<remote> 1 ", "<remote> 2 " };

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    {
      const char *found = strstr (event, channels[i]);

      if (found != NULL)
        return (gsize) (found - event) + strlen (channels[i]);
    }
  return 0;
}

/* Chunks of one log and channel that follow one another are one: where they were cut is chance. */
static char *
join (GPtrArray *events)
{
  GString *text = g_string_new (NULL);
  const char *last = "";

  for (guint i = 0; i < events->len; i++)
    {
      const char *event = events->pdata[i];
      gsize head = g_str_has_prefix (event, "logChunk ") ? get_chunk_head (event) : 0;

      if (!is_compared (event))
        continue;
      if (head > 0 && strncmp (event, last, head) == 0)
        {
          g_string_truncate (text, text->len - 3);   /* ')\n' and its quote */
          g_string_append_printf (text, "%s\n", event + head + 1);
        }
      else
        g_string_append_printf (text, "%s\n", event);
      last = event;
    }
  return g_string_free (text, FALSE);
}

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  return strcmp (*(const char **) a, *(const char **) b);
}

/* One at a time, so that the one that differs is seen. */
static void
check_lines (const char *ours,
             const char *theirs)
{
  g_auto(GStrv) a = g_strsplit (ours, "\n", -1);
  g_auto(GStrv) b = g_strsplit (theirs, "\n", -1);

  for (guint i = 0; a[i] != NULL || b[i] != NULL; i++)
    {
      g_assert_cmpstr (a[i], ==, b[i]);
      if (a[i] == NULL)
        return;
    }
}

static void
test_events (gconstpointer data)
{
  const char *name = data;
  const SpillPbOptions options = { "user", "secret", NULL, NULL };
  g_autoptr(GArray) said = recording_load (name);
  g_autoptr(GPtrArray) expected = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *mode = NULL;
  g_autofree char *ours = NULL;
  g_autofree char *theirs = NULL;
  gint64 interval = 0;
  Replay replay = { .builds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  Client client;
  guint i, n_first = 0;

  world_init (&replay.world, &options);
  spill_master_set_connection (replay.world.master, SPILL_CONNECTION_LIVE);
  for (i = 0; i < said->len; i++)
    {
      const Said *line = &g_array_index (said, Said, i);

      if (line->is_client && recording_is (line->sexp, "subscribe"))
        {
          mode = recording_arg_text (line->sexp, 0);
          interval = spill_jelly_get_integer (recording_arg (line->sexp, 1), 0);
        }
      /* The builders that there were, all in one go. */
      if (!line->is_client && (recording_is (line->sexp, "builderAdded") || recording_is (line->sexp, "builderChangedState")))
        {
          apply (&replay, line->sexp);
          g_ptr_array_add (expected, recording_event (line->sexp));
        }
      else if (expected->len > 0)
        break;
    }
  n_first = expected->len;

  client_init (&client, &replay.world, "secret");
  g_assert_cmpint (client.perspective, >=, 0);
  client_subscribe (&client, mode, interval);
  world_settle ();
  replay.is_live = TRUE;
  for (; i < said->len; i++)
    {
      const Said *line = &g_array_index (said, Said, i);

      if (line->is_client || !spill_sexp_is_form (line->sexp, "message"))
        continue;
      apply (&replay, line->sexp);
      world_settle ();
      g_ptr_array_add (expected, recording_event (line->sexp));
      if (is_compared (expected->pdata[expected->len - 1]))
        {
          /* All that was said until now has been told. */
          gint64 ignored;
          g_autofree char *pong = client_call (&client, client.perspective, "ping", NULL, &ignored);

          g_assert_cmpstr (pong, ==, "'pong'");
        }
    }

  /* 0.8 tells what it has in the order of a Python dictionary. */
  g_assert_cmpuint (client.events->len, >=, n_first);
  qsort (expected->pdata, n_first, sizeof (gpointer), compare_events);
  qsort (client.events->pdata, n_first, sizeof (gpointer), compare_events);
  theirs = join (expected);
  ours = join (client.events);
  check_lines (ours, theirs);

  client_clear (&client);
  world_clear (&replay.world);
  g_hash_table_unref (replay.builds);
}

int
main (int    argc,
      char **argv)
{
  static const char *const names[] = { "text-builders", "text-builds", "text-steps", "text-logs", "text-full", "cli-statuslog" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_strdup_printf ("/targets/pb-replay/%s", names[i]);

      g_test_add_data_func (path, names[i], test_events);
    }
  return g_test_run ();
}
