#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts for people, translated. All return new strings. */

/* "3 m 12 s", "47 s", "2 h 5 m", "3 d 4 h"; "less than 1 s"; negative is treated as 0. */
char *spill_format_duration        (double seconds);
/* "3 minutes 12 seconds", for screen readers. */
char *spill_format_duration_spoken (double seconds);
/* "just now", "12 min ago", "3 h ago", "yesterday", then the date ("Tue 18 Nov", with year if another). */
char *spill_format_ago             (double when,
                                    double now);
/* "since 14:02" (today), "since yesterday", "since Tuesday" (in the last 6 days), "since 3 Nov". */
char *spill_format_since           (double when,
                                    double now);
/* Locale's full date and time with seconds, local time zone. */
char *spill_format_time            (double when);
/* "about 3 min left", "a few seconds left", "2 min over"; negative is over. */
char *spill_format_eta             (double seconds_left);
/* 7 characters of a hash (all hex, 12 or longer), else whole, "r1234" for plain numbers; "latest" for none. */
char *spill_format_revision        (const char *revision);

G_END_DECLS
