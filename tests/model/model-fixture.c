#include "model-fixture.h"

#define RECORDER_TYPE_SOURCE (recorder_source_get_type ())
G_DECLARE_FINAL_TYPE (RecorderSource, recorder_source, RECORDER, SOURCE, SpillSource)

struct _RecorderSource
{
  SpillSource  parent_instance;

  GString     *asked;   /* the fixture's */
};

G_DEFINE_FINAL_TYPE (RecorderSource, recorder_source, SPILL_TYPE_SOURCE)

static void
describe (GString *text,
          gpointer object)
{
  if (SPILL_IS_BUILDER (object))
    g_string_append (text, "builder");
  else if (SPILL_IS_BUILD (object))
    g_string_append_printf (text, "build:%u", spill_build_get_number (object));
  else if (SPILL_IS_STEP (object))
    g_string_append_printf (text, "step:%u", spill_step_get_number (object));
  else
    g_string_append (text, "log");
}

static void
record (SpillSource *source,
        const char  *verb,
        gpointer     object,
        const char  *what)
{
  GString *asked = RECORDER_SOURCE (source)->asked;

  if (asked->len > 0)
    g_string_append (asked, "; ");
  g_string_append_printf (asked, "%s ", verb);
  describe (asked, object);
  g_string_append_printf (asked, " %s", what);
}

static void
record_parts (SpillSource *source,
              const char  *verb,
              gpointer     object,
              SpillParts   parts)
{
  g_autoptr(GFlagsClass) klass = g_type_class_ref (SPILL_TYPE_PARTS);
  g_autoptr(GString) nicks = g_string_new (NULL);

  for (guint i = 0; i < klass->n_values; i++)
    if (parts & klass->values[i].value)
      g_string_append_printf (nicks, "%s%s", nicks->len > 0 ? "+" : "",
                              klass->values[i].value_nick);
  record (source, verb, object, nicks->str);
}

static void
recorder_hold (SpillSource *source,
               GObject     *object,
               SpillParts   parts)
{
  record_parts (source, "hold", object, parts);
}

static void
recorder_release (SpillSource *source,
                  GObject     *object,
                  SpillParts   parts)
{
  record_parts (source, "release", object, parts);
}

static void
recorder_request_older (SpillSource  *source,
                        SpillBuilder *builder,
                        guint         n)
{
  g_autofree char *what = g_strdup_printf ("%u", n);

  record (source, "older", builder, what);
}

static void
recorder_request_lines (SpillSource *source,
                        SpillLog    *log,
                        guint64      first,
                        guint        n)
{
  g_autofree char *what = g_strdup_printf ("%u+%u", (guint) first, n);

  record (source, "lines", log, what);
}

static void
recorder_run (SpillSource  *source,
              SpillCommand *command)
{
  /* The test itself says how it goes on. */
}

static void
recorder_source_class_init (RecorderSourceClass *klass)
{
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  source_class->hold = recorder_hold;
  source_class->release = recorder_release;
  source_class->request_older = recorder_request_older;
  source_class->request_lines = recorder_request_lines;
  source_class->run = recorder_run;
}

static void
recorder_source_init (RecorderSource *self)
{
}

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Fixture          *self)
{
  g_assert_true (event->master == self->master);
  if (self->events->len > 0)
    g_string_append_c (self->events, ' ');
  g_string_append (self->events, spill_event_kind_to_nick (event->kind));
  if (event->text != NULL)
    g_string_append_printf (self->events, ":%s", event->text);
  else if (event->log != NULL)
    return;
  else if (event->step != NULL)
    g_string_append_printf (self->events, ":%u", spill_step_get_number (event->step));
  else if (event->build != NULL)
    g_string_append_printf (self->events, ":%u", spill_build_get_number (event->build));
}

void
fixture_init (Fixture *self)
{
  self->events = g_string_new (NULL);
  self->asked = g_string_new (NULL);
  self->status = spill_status_new ();
  self->master = spill_master_new ("m1", "http://localhost:8010/");
  self->builder = spill_master_add_builder (self->master, BUILDER_ID, "linux gcc/ä");
  spill_status_add_master (self->status, self->master);
  self->source = g_object_new (RECORDER_TYPE_SOURCE, "master", self->master, NULL);
  RECORDER_SOURCE (self->source)->asked = self->asked;
  spill_master_set_source (self->master, self->source);
  g_signal_connect (self->status, "event", G_CALLBACK (on_event), self);
}

void
fixture_clear (Fixture *self)
{
  SpillBuilder *builder = g_object_ref (self->builder);
  SpillList *builds = spill_builder_get_builds (builder);
  g_autoptr(GPtrArray) held = g_ptr_array_new ();

  /* What a test left held would live for ever. */
  for (guint i = 0; i < spill_list_get_length (builds); i++)
    g_ptr_array_add (held, spill_list_peek (builds, i));
  for (guint i = 0; i < held->len; i++)
    spill_build_release (held->pdata[i], spill_build_get_held (held->pdata[i]));

  g_assert_finalize_object (self->source);
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (builder);
  g_assert_finalize_object (self->status);
  g_string_free (self->events, TRUE);
  g_string_free (self->asked, TRUE);
}

void
count (guint *n)
{
  (*n)++;
}

SpillBuild *
add_running (Fixture *self,
             guint    number)
{
  SpillBuild *build = spill_builder_add_build (self->builder, 1000 + number, number);

  spill_build_begin (build);
  spill_build_set_started (build, 100.0 * number);
  spill_build_end (build);

  return build;
}

SpillBuild *
add_finished (Fixture     *self,
              guint        number,
              SpillResult  result)
{
  SpillBuild *build = spill_builder_add_build (self->builder, 1000 + number, number);

  spill_build_begin (build);
  spill_build_set_started (build, 100.0 * number);
  spill_build_set_finished (build, 100.0 * number + 50, result);
  spill_build_end (build);

  return build;
}

void
finish_build (Fixture     *self,
              guint        number,
              SpillResult  result)
{
  SpillBuild *build = build_of (self, number);

  spill_build_begin (build);
  spill_build_set_finished (build, 100.0 * number + 50, result);
  spill_build_end (build);
}

SpillBuild *
build_of (Fixture *self,
          guint    number)
{
  return spill_builder_get_build (self->builder, number);
}

void
set_step (SpillStep *step,
          double     started,
          double     finished)
{
  spill_step_begin (step);
  spill_step_set_started (step, started);
  if (finished > 0)
    spill_step_set_finished (step, finished, SPILL_RESULT_SUCCESS);
  spill_step_end (step);
}

static gboolean
on_deadline (gpointer user_data)
{
  g_error ("Nothing happened for 5 s");
  return G_SOURCE_REMOVE;
}

void
wait_for (gboolean *flag)
{
  guint deadline = g_timeout_add_seconds (5, on_deadline, NULL);

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}
