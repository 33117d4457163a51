#include "sources/demo/spill-demo-agenda.h"

#include <math.h>

#define SLICE_USEC 4000
#define PRIORITY 130
/* Seconds that the machine slept, or was too busy. */
#define MAX_LATE 5

typedef struct
{
  double          when;
  guint64         serial;
  SpillDemoFunc   func;
  gpointer        data;
  GDestroyNotify  free_data;   /* (nullable) */
} Entry;

struct _SpillDemoAgenda
{
  SpillClock *clock;
  GSequence  *entries;
  guint64     serial;
  GSource    *timer;       /* (nullable) only with the wall clock, while started */
  gulong      advanced;
  gboolean    is_started;
  gboolean    is_running;
  double      running_at;
  void      (*settle) (gpointer user_data);
  gpointer    user_data;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->free_data != NULL)
    entry->free_data (entry->data);
  g_free (entry);
}

static int
entry_compare (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const Entry *one = a;
  const Entry *other = b;

  if (one->when != other->when)
    return one->when < other->when ? -1 : 1;
  return one->serial < other->serial ? -1 : one->serial > other->serial;
}

static Entry *
first_entry (SpillDemoAgenda *self)
{
  GSequenceIter *iter = g_sequence_get_begin_iter (self->entries);

  return g_sequence_iter_is_end (iter) ? NULL : g_sequence_get (iter);
}

/* The main loop counts monotonic time, entries count the clock's. */
static void
set_timer (SpillDemoAgenda *self)
{
  Entry *first = first_entry (self);
  double wait;

  if (self->timer == NULL)
    return;
  if (first == NULL)
    {
      g_source_set_ready_time (self->timer, -1);
      return;
    }
  wait = CLAMP (first->when - spill_clock_now (self->clock), 0, 3600);
  g_source_set_ready_time (self->timer, g_get_monotonic_time () + (gint64) ceil (wait * 1e6));
}

static void
run_due (SpillDemoAgenda *self)
{
  double now = spill_clock_now (self->clock);
  gint64 end = g_get_monotonic_time () + SLICE_USEC;
  gboolean ran = FALSE;
  Entry *entry;

  if (self->is_running)
    return;

  self->is_running = TRUE;
  while (self->is_started && (entry = first_entry (self)) != NULL && entry->when <= now)
    {
      SpillDemoFunc func = entry->func;
      gpointer data = g_steal_pointer (&entry->data);
      GDestroyNotify free_data = g_steal_pointer (&entry->free_data);

      self->running_at = entry->when;
      g_sequence_remove (g_sequence_get_begin_iter (self->entries));
      func (data, self->user_data);
      if (free_data != NULL)
        free_data (data);
      ran = TRUE;
      if (!spill_clock_is_manual (self->clock) && g_get_monotonic_time () >= end)
        break;
    }
  self->is_running = FALSE;

  if (ran)
    self->settle (self->user_data);
  set_timer (self);
}

static gboolean
timer_dispatch (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = timer_dispatch };

static gboolean
on_timer (gpointer user_data)
{
  run_due (user_data);

  return G_SOURCE_CONTINUE;
}

static void
on_advanced (SpillDemoAgenda *self)
{
  run_due (self);
}

/**
 * spill_demo_agenda_new:
 * @clock: what time it is
 * @settle: runs after each slice in which something happened
 * @user_data: for @settle and for what happens
 *
 * Returns: (transfer full): an agenda with nothing on it, not started
 */
SpillDemoAgenda *
spill_demo_agenda_new (SpillClock  *clock,
                       void       (*settle) (gpointer user_data),
                       gpointer     user_data)
{
  SpillDemoAgenda *self = g_new0 (SpillDemoAgenda, 1);

  g_return_val_if_fail (SPILL_IS_CLOCK (clock), NULL);

  self->clock = g_object_ref (clock);
  self->entries = g_sequence_new (entry_free);
  self->settle = settle;
  self->user_data = user_data;

  return self;
}

void
spill_demo_agenda_free (SpillDemoAgenda *self)
{
  g_return_if_fail (self != NULL);

  spill_demo_agenda_stop (self);
  g_sequence_free (self->entries);
  g_object_unref (self->clock);
  g_free (self);
}

/**
 * spill_demo_agenda_add:
 * @self: an agenda
 * @when: epoch seconds; in the past: as soon as possible
 * @func: what happens
 * @data: its argument
 * @free_data: (nullable): frees @data after @func ran, or when it is removed
 *
 * Returns: (transfer none): valid until it happens or is removed
 */
SpillDemoEntry *
spill_demo_agenda_add (SpillDemoAgenda *self,
                       double           when,
                       SpillDemoFunc    func,
                       gpointer         data,
                       GDestroyNotify   free_data)
{
  Entry *entry = g_new (Entry, 1);
  SpillDemoEntry *iter;

  *entry = (Entry) { when, self->serial++, func, data, free_data };
  iter = g_sequence_insert_sorted (self->entries, entry, entry_compare, NULL);
  if (!self->is_running && first_entry (self) == entry)
    set_timer (self);

  return iter;
}

void
spill_demo_agenda_again (SpillDemoAgenda *self,
                         double           seconds,
                         SpillDemoFunc    func)
{
  double now = spill_clock_now (self->clock);
  double when = spill_demo_agenda_now (self) + seconds;

  if (!spill_clock_is_manual (self->clock) && when < now - MAX_LATE)
    when = now;
  spill_demo_agenda_add (self, when, func, NULL, NULL);
}

void
spill_demo_agenda_remove (SpillDemoAgenda *self,
                          SpillDemoEntry  *entry)
{
  g_sequence_remove (entry);
}

void
spill_demo_agenda_start (SpillDemoAgenda *self)
{
  if (self->is_started)
    return;

  self->is_started = TRUE;
  if (spill_clock_is_manual (self->clock))
    {
      self->advanced = g_signal_connect_swapped (self->clock, "advanced",
                                                 G_CALLBACK (on_advanced), self);
      run_due (self);
      return;
    }

  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "SpillDemoAgenda");
  g_source_set_priority (self->timer, PRIORITY);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  set_timer (self);
}

void
spill_demo_agenda_stop (SpillDemoAgenda *self)
{
  self->is_started = FALSE;
  g_clear_signal_handler (&self->advanced, self->clock);
  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_clear_pointer (&self->timer, g_source_unref);
    }
}

double
spill_demo_agenda_now (SpillDemoAgenda *self)
{
  return self->is_running ? self->running_at : spill_clock_now (self->clock);
}

gboolean
spill_demo_agenda_is_manual (SpillDemoAgenda *self)
{
  return spill_clock_is_manual (self->clock);
}
