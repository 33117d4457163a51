#include "pb-world.h"

#include <string.h>

#include "pb-recording.h"

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, SpillSource)

struct _TestSource
{
  SpillSource parent_instance;
};

G_DEFINE_FINAL_TYPE (TestSource, test_source, SPILL_TYPE_SOURCE)

static void
test_source_hold (SpillSource *source,
                  GObject     *object,
                  SpillParts   parts)
{
  if (SPILL_IS_BUILD (object))
    spill_build_set_part_state (SPILL_BUILD (object), parts, SPILL_PART_HERE, NULL);
  else if (SPILL_IS_STEP (object))
    spill_step_set_part_state (SPILL_STEP (object), parts, SPILL_PART_HERE, NULL);
  else if (SPILL_IS_BUILDER (object))
    spill_builder_set_part_state (SPILL_BUILDER (object), parts, SPILL_PART_HERE, NULL);
  else
    spill_log_set_part_state (SPILL_LOG (object), SPILL_PART_HERE, NULL);
}

static void
test_source_release (SpillSource *source,
                     GObject     *object,
                     SpillParts   parts)
{
}

static void
test_source_request_older (SpillSource  *source,
                           SpillBuilder *builder,
                           guint         n)
{
  spill_builder_set_older_state (builder, SPILL_PART_HERE);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  SPILL_SOURCE_CLASS (klass)->hold = test_source_hold;
  SPILL_SOURCE_CLASS (klass)->release = test_source_release;
  SPILL_SOURCE_CLASS (klass)->request_older = test_source_request_older;
}

static void
test_source_init (TestSource *self)
{
}

void
world_init (World                *self,
            const SpillPbOptions *options)
{
  world_init_early (self, options);
  spill_master_set_connection (self->master, SPILL_CONNECTION_LIVE);
}

void
world_init_early (World                *self,
                  const SpillPbOptions *options)
{
  g_autoptr(GError) error = NULL;

  *self = (World) { 0 };
  self->status = spill_status_new ();
  self->master = spill_master_new ("test", "http://127.0.0.1/");
  spill_status_add_master (self->status, self->master);
  self->source = g_object_new (TEST_TYPE_SOURCE, "master", self->master, NULL);
  spill_master_set_source (self->master, self->source);
  self->listener = spill_pb_listener_new (self->master, options);
  spill_pb_listener_start (self->listener, "0", &error);
  g_assert_no_error (error);
}

void
world_clear (World *self)
{
  spill_pb_listener_stop (self->listener);
  world_settle ();
  g_assert_finalize_object (self->listener);
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (self->status);
}

void
world_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

SpillBuilder *
world_builder (World      *self,
               const char *name)
{
  SpillBuilder *builder = spill_master_find_builder (self->master, name);

  if (builder != NULL)
    return builder;
  builder = spill_master_add_builder (self->master, ++self->last_id, name);
  spill_builder_set_state (builder, SPILL_BUILDER_IDLE);
  return builder;
}

SpillBuild *
world_start_build (World      *self,
                   const char *name)
{
  SpillBuilder *builder = world_builder (self, name);
  SpillBuild *newest = spill_list_peek (spill_builder_get_builds (builder), 0);
  SpillBuild *build = spill_builder_add_build (builder, ++self->last_id, newest != NULL ? spill_build_get_number (newest) + 1 : 0);

  spill_build_begin (build);
  spill_build_set_started (build, 1795289135.5);
  spill_build_end (build);
  return build;
}

SpillStep *
world_start_step (SpillBuild *build,
                  const char *name)
{
  SpillStep *step = spill_build_add_step (build, spill_list_get_length (spill_build_get_steps (build)), name);

  spill_step_begin (step);
  spill_step_set_started (step, 1795289136.25);
  spill_step_end (step);
  return step;
}

SpillLog *
world_start_log (World      *self,
                 SpillStep  *step,
                 const char *name)
{
  SpillLog *log = spill_step_add_log (step, ++self->last_id, name);

  spill_log_set_log_type (log, g_str_has_suffix (name, ".html") ? SPILL_LOG_HTML : SPILL_LOG_STDIO);
  return log;
}

void
world_finish_step (SpillStep         *step,
                   SpillResult        result,
                   const char *const *text2)
{
  spill_step_begin (step);
  if (text2 != NULL)
    spill_step_set_text2 (step, text2);
  spill_step_set_finished (step, 1795289137.75, result);
  spill_step_end (step);
}

void
world_finish_build (SpillBuild  *build,
                    SpillResult  result)
{
  spill_build_begin (build);
  spill_build_set_finished (build, 1795289139.125, result);
  spill_build_end (build);
}

void
world_add_text (SpillLog   *log,
                char        channel,
                const char *text,
                gsize       length)
{
  g_autoptr(GString) lines = g_string_new (NULL);

  for (const char *end; length > 0; length -= (gsize) (end - text), text = end)
    {
      end = memchr (text, '\n', length);
      g_assert_nonnull (end);
      end++;
      g_string_append_c (lines, channel);
      g_string_append_len (lines, text, end - text);
    }
  spill_log_add_lines (log, spill_log_get_n_lines (log), lines->str, lines->len);
}

static void
answer_observer (SpillBroker              *broker,
                 const SpillBrokerRequest *request,
                 gpointer                  object)
{
  Client *self = object;
  GString *text = g_string_new (request->name);

  g_string_append_c (text, ' ');
  recording_print (request->args, text);
  g_ptr_array_add (self->events, g_string_free (text, FALSE));
}

static void
on_closed (SpillBroker  *broker,
           const GError *why,
           gpointer      user_data)
{
  ((Client *) user_data)->is_closed = TRUE;
}

static void
on_login (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Client *self = user_data;
  g_autoptr(GError) error = NULL;

  self->perspective = spill_broker_login_finish (SPILL_BROKER (source), result, &error);
  self->has_failed = error != NULL;
}

gboolean
world_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
client_init (Client     *self,
             World      *world,
             const char *password)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  *self = (Client) { .events = g_ptr_array_new_with_free_func (g_free), .perspective = -1 };
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", spill_pb_listener_get_port (world->listener), NULL, &error);
  g_assert_no_error (error);
  self->broker = spill_broker_new (G_IO_STREAM (connection), SPILL_BROKER_CLIENT, NULL);
  g_signal_connect (self->broker, "closed", G_CALLBACK (on_closed), self);
  spill_broker_login_async (self->broker, "user", password, 60000, on_login, self);
  AWAIT (self->perspective >= 0 || self->has_failed);
}

void
client_clear (Client *self)
{
  spill_broker_close (self->broker, NULL);
  world_settle ();
  g_assert_finalize_object (self->broker);
  g_ptr_array_unref (self->events);
}

typedef struct
{
  gboolean  is_here;
  GString  *text;
  gint64    remote;
} Answer;

static gint64
take_first (SpillBroker     *broker,
            const SpillSexp *sexp)
{
  gint64 number = spill_broker_take_remote (broker, sexp);

  for (guint i = 1; number < 0 && sexp != NULL && sexp->type == SPILL_SEXP_LIST && i < sexp->length; i++)
    number = take_first (broker, sexp->items + i);
  return number;
}

static void
on_answer (SpillBroker     *broker,
           const SpillSexp *sexp,
           const GError    *error,
           gpointer         user_data)
{
  Answer *answer = user_data;

  answer->is_here = TRUE;
  if (error != NULL)
    {
      g_autofree char *class = spill_jelly_dup_class (sexp);

      g_string_append_printf (answer->text, "%s: %s", class != NULL ? class : "?", error->message);
      return;
    }
  recording_print (sexp, answer->text);
  answer->remote = take_first (broker, sexp);
}

char *
client_call (Client     *self,
             gint64      target,
             const char *method,
             const char *text,
             gint64     *remote)
{
  Answer answer = { FALSE, g_string_new (NULL), -1 };
  GByteArray *out = spill_broker_begin_call (self->broker, target, method, text != NULL);

  if (text != NULL && (*text == '-' || g_ascii_isdigit (*text)))
    spill_banana_put_int (out, g_ascii_strtoll (text, NULL, 10));
  else if (text != NULL)
    spill_banana_put_string (out, spill_broker_get_profile (self->broker), text);
  spill_broker_end_call (self->broker, 60000, on_answer, &answer);
  AWAIT (answer.is_here);
  if (remote != NULL)
    *remote = answer.remote;
  return g_string_free (answer.text, FALSE);
}

void
client_subscribe (Client     *self,
                  const char *mode,
                  gint64      interval)
{
  SpillBananaProfile profile = spill_broker_get_profile (self->broker);
  Answer answer = { FALSE, g_string_new (NULL), -1 };
  gint64 observer = spill_broker_offer (self->broker, answer_observer, self, NULL);
  GByteArray *out = spill_broker_begin_call (self->broker, self->perspective, "subscribe", 3);

  spill_banana_put_string (out, profile, mode);
  spill_banana_put_int (out, interval);
  spill_jelly_put_remote (out, profile, observer);
  spill_broker_end_call (self->broker, 60000, on_answer, &answer);
  AWAIT (answer.is_here);
  g_assert_cmpstr (answer.text->str, ==, "(None)");
  g_string_free (answer.text, TRUE);
}

static gboolean
has_event (Client     *self,
           const char *start)
{
  for (guint i = 0; i < self->events->len; i++)
    if (g_str_has_prefix (self->events->pdata[i], start))
      return TRUE;
  return FALSE;
}

void
client_await (Client     *self,
              const char *start)
{
  AWAIT (has_event (self, start));
}
