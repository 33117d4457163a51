#include "util/spill-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* Seconds that fit a 64-bit integer, whatever a master sent. */
static gint64
whole_seconds (double seconds)
{
  if (!(seconds > 0))
    return 0;
  return (gint64) fmin (seconds, 1e12);
}

static GDateTime *
local_time (double when)
{
  return g_date_time_new_from_unix_local ((gint64) CLAMP (when, -6e10, 2.5e11));
}

/* Days on the calendar from @when to @now, in local time; 0 is today, negative the future. */
static int
days_between (GDateTime *when,
              GDateTime *now)
{
  GDate from, to;

  g_date_set_dmy (&from, g_date_time_get_day_of_month (when), g_date_time_get_month (when),
                  g_date_time_get_year (when));
  g_date_set_dmy (&to, g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                  g_date_time_get_year (now));
  return g_date_days_between (&from, &to);
}

/**
 * spill_format_duration:
 * @seconds: how long
 *
 * Writes a duration with its two largest units.
 *
 * Returns: (transfer full): "3 m 12 s", "47 s", "2 h 5 m", "3 d 4 h"
 */
char *
spill_format_duration (double seconds)
{
  gint64 s = whole_seconds (seconds);

  if (s == 0)
    return g_strdup (_("less than 1 s"));
  if (s < MINUTE)
    return g_strdup_printf (_("%d s"), (int) s);
  if (s < HOUR)
    return s % MINUTE == 0 ? g_strdup_printf (_("%d m"), (int) (s / MINUTE))
                           : g_strdup_printf (_("%d m %d s"), (int) (s / MINUTE), (int) (s % MINUTE));
  if (s < DAY)
    return s % HOUR < MINUTE ? g_strdup_printf (_("%d h"), (int) (s / HOUR))
                             : g_strdup_printf (_("%d h %d m"), (int) (s / HOUR),
                                                (int) (s % HOUR / MINUTE));
  return s % DAY < HOUR ? g_strdup_printf (_("%d d"), (int) (s / DAY))
                        : g_strdup_printf (_("%d d %d h"), (int) (s / DAY), (int) (s % DAY / HOUR));
}

static char *
spell_unit (gint64 n,
            int    unit)
{
  unsigned long count = (unsigned long) n;

  switch (unit)
    {
    case 0:
      return g_strdup_printf (ngettext ("%lu day", "%lu days", count), count);
    case 1:
      return g_strdup_printf (ngettext ("%lu hour", "%lu hours", count), count);
    case 2:
      return g_strdup_printf (ngettext ("%lu minute", "%lu minutes", count), count);
    default:
      return g_strdup_printf (ngettext ("%lu second", "%lu seconds", count), count);
    }
}

/**
 * spill_format_duration_spoken:
 * @seconds: how long
 *
 * Writes a duration in whole words, for screen readers.
 *
 * Returns: (transfer full): "3 minutes 12 seconds"
 */
char *
spill_format_duration_spoken (double seconds)
{
  static const int sizes[] = { DAY, HOUR, MINUTE, 1 };
  gint64 s = whole_seconds (seconds);

  if (s == 0)
    return g_strdup (_("less than a second"));

  for (int unit = 0; unit < (int) G_N_ELEMENTS (sizes); unit++)
    {
      g_autofree char *first = NULL;
      g_autofree char *second = NULL;
      gint64 rest;

      if (s < sizes[unit])
        continue;

      first = spell_unit (s / sizes[unit], unit);
      rest = unit + 1 < (int) G_N_ELEMENTS (sizes) ? s % sizes[unit] / sizes[unit + 1] : 0;
      if (rest == 0)
        return g_steal_pointer (&first);
      second = spell_unit (rest, unit + 1);
      /* Translators: two units of a duration, such as "3 minutes" and "12 seconds" */
      return g_strdup_printf (C_("duration", "%s %s"), first, second);
    }

  g_assert_not_reached ();
}

/**
 * spill_format_ago:
 * @when: seconds since the epoch
 * @now: the time now
 *
 * Says when something was: relative up to a day, then as a date.
 *
 * Returns: (transfer full): "just now", "12 min ago", "3 h ago", "yesterday", "Tue 18 Nov"
 */
char *
spill_format_ago (double when,
                  double now)
{
  g_autoptr(GDateTime) then = local_time (when);
  g_autoptr(GDateTime) today = local_time (now);
  gint64 age = whole_seconds (now - when);

  if (age < MINUTE)
    return g_strdup (_("just now"));
  if (age < HOUR)
    return g_strdup_printf (_("%d min ago"), (int) (age / MINUTE));
  if (age < DAY)
    return g_strdup_printf (_("%d h ago"), (int) (age / HOUR));
  if (days_between (then, today) == 1)
    return g_strdup (_("yesterday"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    /* Translators: a date of this year, see strftime(3) */
    return g_date_time_format (then, _("%a %-d %b"));
  /* Translators: a date of another year, see strftime(3) */
  return g_date_time_format (then, _("%-d %b %Y"));
}

/**
 * spill_format_since:
 * @when: seconds since the epoch
 * @now: the time now
 *
 * Says since when something holds, as the end of a sentence.
 *
 * Returns: (transfer full): "since 14:02", "since yesterday", "since Tuesday", "since 3 Nov"
 */
char *
spill_format_since (double when,
                    double now)
{
  g_autoptr(GDateTime) then = local_time (when);
  g_autoptr(GDateTime) today = local_time (now);
  int days = days_between (then, today);

  if (days <= 0)
    return g_date_time_format (then, _("since %H:%M"));
  if (days == 1)
    return g_strdup (_("since yesterday"));
  if (days < 7)
    return g_date_time_format (then, _("since %A"));
  if (g_date_time_get_year (then) == g_date_time_get_year (today))
    return g_date_time_format (then, _("since %-d %b"));
  return g_date_time_format (then, _("since %-d %b %Y"));
}

/**
 * spill_format_time:
 * @when: seconds since the epoch
 *
 * Returns: (transfer full): the exact local date and time, for tooltips
 */
char *
spill_format_time (double when)
{
  g_autoptr(GDateTime) then = local_time (when);

  /* Translators: exact date and time, see strftime(3) */
  return g_date_time_format (then, _("%a %-d %b %Y, %H:%M:%S"));
}

/**
 * spill_format_eta:
 * @seconds_left: until the expected end; negative when it is over
 *
 * Returns: (transfer full): "about 3 min left", "a few seconds left", "2 min over"
 */
char *
spill_format_eta (double seconds_left)
{
  gint64 over = whole_seconds (-seconds_left);
  gint64 left = whole_seconds (seconds_left);

  if (over >= HOUR)
    return g_strdup_printf (_("%d h %d min over"), (int) (over / HOUR), (int) (over % HOUR / MINUTE));
  if (over >= MINUTE)
    return g_strdup_printf (_("%d min over"), (int) (over / MINUTE));
  if (left < 20)
    return g_strdup (_("a few seconds left"));
  if (left < MINUTE)
    return g_strdup (_("under 1 min left"));
  if (left < HOUR)
    return g_strdup_printf (_("about %d min left"), (int) ((left + MINUTE / 2) / MINUTE));
  return g_strdup_printf (_("about %d h %d min left"), (int) (left / HOUR),
                          (int) (left % HOUR / MINUTE));
}

/**
 * spill_format_revision:
 * @revision: (nullable): a revision; "" is what a build of the latest has
 *
 * Shortens a hash to 7 characters and marks plain numbers.
 *
 * Returns: (transfer full): "4f2a91c", "r1234", the whole text, or "latest"
 */
char *
spill_format_revision (const char *revision)
{
  gsize length;

  if (revision == NULL || *revision == '\0')
    return g_strdup (_("latest"));

  length = strlen (revision);
  if (length < 12 && strspn (revision, "0123456789") == length)
    return g_strdup_printf ("r%s", revision);
  if (length >= 12 && strspn (revision, "0123456789abcdefABCDEF") == length)
    return g_strndup (revision, 7);
  return g_strdup (revision);
}
