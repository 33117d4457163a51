#include "watch.h"

#include "sources/eight/spill-eight-both-source.h"
#include "sources/spill-any-source.h"
#include "sources/spill-net-thread.h"
#include "sources/spill-sources.h"

const SpillSourceLimits watch_limits = {
  .headers_ms = 1000,
  .total_ms = 2500,
  .stall_ms = 800,
  .max_body = 1024 * 1024,
  .max_queue = 256 * 1024,
  .max_unanswered = 16 * 1024 * 1024,
  .ping_ms = 800,
  .pong_ms = 1000,
  .retry_min_ms = 50,
  .retry_max_ms = 400,
  .poll_min_ms = 100,
  .poll_max_ms = 300,
  .slow_ms = 1000,
  .fill_ms = 5,
};

const SpillSourceLimits watch_patient = {
  .headers_ms = 50000,
  .total_ms = 50000,
  .stall_ms = 50000,
  .max_body = 16 * 1024 * 1024,
  .max_queue = 256 * 1024,
  .max_unanswered = 16 * 1024 * 1024,
  .ping_ms = 800,
  .pong_ms = 50000,
  .retry_min_ms = 50,
  .retry_max_ms = 400,
  .poll_min_ms = 100,
  .poll_max_ms = 300,
  .slow_ms = 50000,
  .fill_ms = 5,
};

static void
on_event (SpillStatus      *status,
          const SpillEvent *event,
          Watch            *self)
{
  g_autoptr(GString) text = g_string_new (spill_event_kind_to_nick (event->kind));

  if (event->builder != NULL)
    g_string_append_printf (text, " %s", spill_builder_get_name (event->builder));
  if (event->build != NULL)
    g_string_append_printf (text, " %u", spill_build_get_number (event->build));
  g_ptr_array_add (self->events, g_string_free (g_steal_pointer (&text), FALSE));
}

static void
on_settled (SpillMaster *master,
            Watch       *self)
{
  self->n_settled++;
}

static Watch *
new_without_source (const char *url)
{
  Watch *self = g_new0 (Watch, 1);

  self->status = spill_status_new ();
  self->master = spill_master_new ("test", url);
  self->events = g_ptr_array_new_with_free_func (g_free);
  spill_status_add_master (self->status, self->master);
  g_signal_connect (self->status, "event", G_CALLBACK (on_event), self);
  g_signal_connect (self->master, "settled", G_CALLBACK (on_settled), self);

  return self;
}

Watch *
watch_new (const char *url)
{
  Watch *self = new_without_source (url);

  self->source = spill_nine_source_new (self->master);
  spill_nine_source_set_limits (self->source, &watch_limits);
  self->any = SPILL_SOURCE (self->source);
  spill_master_set_source (self->master, self->any);

  return self;
}

Watch *
watch_new_eight (const char *url)
{
  Watch *self = new_without_source (url);

  self->any = SPILL_SOURCE (spill_eight_source_new (self->master));
  spill_eight_source_set_limits (SPILL_EIGHT_SOURCE (self->any), &watch_limits);
  spill_master_set_source (self->master, self->any);

  return self;
}

Watch *
watch_new_both (const char *url)
{
  Watch *self = new_without_source (url);

  self->any = spill_eight_both_source_new (self->master);
  spill_eight_both_source_set_limits (SPILL_EIGHT_BOTH_SOURCE (self->any), &watch_limits);
  spill_master_set_source (self->master, self->any);

  return self;
}

Watch *
watch_new_any (const char *url)
{
  Watch *self = new_without_source (url);
  g_autoptr(GError) error = NULL;

  self->any = spill_sources_new (self->master, &error);
  g_assert_no_error (error);
  spill_any_source_set_limits (SPILL_ANY_SOURCE (self->any), &watch_limits);

  return self;
}

void
watch_start (Watch *self)
{
  spill_source_start (self->any);
}

void
watch_log_in (Watch      *self,
              const char *user,
              const char *password)
{
  g_autoptr(SpillCredentials) credentials = spill_credentials_new ();

  credentials->user = g_strdup (user);
  credentials->password = g_strdup (password);
  spill_source_set_credentials (self->any, credentials);
}

/* Everything goes, at once and whole, whatever is under way. */
void
watch_free (Watch *self)
{
  g_signal_handlers_disconnect_by_data (self->status, self);
  g_signal_handlers_disconnect_by_data (self->master, self);
  spill_status_remove_master (self->status, self->master);
  g_assert_finalize_object (self->any);
  g_assert_finalize_object (self->master);
  g_assert_finalize_object (self->status);
  g_ptr_array_unref (self->events);
  g_free (self);
  spill_net_thread_flush ();
}

gboolean
watch_is (Watch           *self,
          SpillConnection  connection)
{
  return spill_master_get_connection (self->master) == connection;
}

gboolean
watch_has_problem (Watch        *self,
                   SpillProblem  problem)
{
  return spill_master_get_problem (self->master) == problem;
}

gboolean
watch_saw (Watch      *self,
           const char *event)
{
  for (guint i = 0; i < self->events->len; i++)
    if (g_str_has_prefix (self->events->pdata[i], event))
      return TRUE;

  return FALSE;
}

SpillBuilder *
watch_builder (Watch      *self,
               const char *name)
{
  SpillBuilder *builder = spill_master_find_builder (self->master, name);

  if (builder == NULL)
    g_error ("no builder %s", name);
  return builder;
}

gboolean
watch_tick (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

void
watch_for_ms (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  guint tick = g_timeout_add (5, watch_tick, NULL);

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
}
