#include "util/spill-clock.h"

/**
 * SpillClock:
 *
 * What time it is, in seconds since the epoch: the wall clock, or a manual one that stands still
 * until it is advanced.
 */
struct _SpillClock
{
  GObject  parent_instance;

  gboolean manual;
  double   now;      /* manual clocks only */
};

enum
{
  ADVANCED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillClock, spill_clock, G_TYPE_OBJECT)

static void
spill_clock_class_init (SpillClockClass *klass)
{
  /**
   * SpillClock::advanced:
   *
   * A manual clock was advanced. The wall clock never emits it.
   */
  signals[ADVANCED] =
    g_signal_new ("advanced", SPILL_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
spill_clock_init (SpillClock *self)
{
}

static SpillClock *set_clock;

/**
 * spill_clock_get_default:
 *
 * Returns: (transfer none): the clock of the whole program: the wall clock, or the one that
 *   spill_clock_set_default() gave it
 */
SpillClock *
spill_clock_get_default (void)
{
  static SpillClock *clock;

  if (g_once_init_enter (&clock))
    g_once_init_leave (&clock, set_clock != NULL ? g_object_ref (set_clock)
                                                 : g_object_new (SPILL_TYPE_CLOCK, NULL));

  return clock;
}

/**
 * spill_clock_set_default:
 * @self: the clock of the whole program
 *
 * Must be called before anything asks for the time.
 */
void
spill_clock_set_default (SpillClock *self)
{
  g_return_if_fail (SPILL_IS_CLOCK (self));
  g_return_if_fail (set_clock == NULL);

  set_clock = g_object_ref (self);
}

/**
 * spill_clock_new_manual:
 * @now: seconds since the epoch
 *
 * Makes a clock that shows @now until spill_clock_advance() is called.
 *
 * Returns: (transfer full): the clock
 */
SpillClock *
spill_clock_new_manual (double now)
{
  SpillClock *self = g_object_new (SPILL_TYPE_CLOCK, NULL);

  self->manual = TRUE;
  self->now = now;
  return self;
}

/**
 * spill_clock_now:
 * @self: a clock
 *
 * Returns: seconds since the epoch, with a fraction
 */
double
spill_clock_now (SpillClock *self)
{
  g_return_val_if_fail (SPILL_IS_CLOCK (self), 0);

  return self->manual ? self->now : (double) g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * spill_clock_advance:
 * @self: a manual clock
 * @seconds: how far, not negative
 *
 * Moves the clock and emits [signal@SpillClock::advanced].
 */
void
spill_clock_advance (SpillClock *self,
                     double      seconds)
{
  g_return_if_fail (SPILL_IS_CLOCK (self));
  g_return_if_fail (self->manual && seconds >= 0);

  self->now += seconds;
  g_signal_emit (self, signals[ADVANCED], 0);
}

gboolean
spill_clock_is_manual (SpillClock *self)
{
  g_return_val_if_fail (SPILL_IS_CLOCK (self), FALSE);

  return self->manual;
}

/**
 * spill_now:
 *
 * Returns: the wall clock's time in seconds since the epoch
 */
double
spill_now (void)
{
  return spill_clock_now (spill_clock_get_default ());
}
