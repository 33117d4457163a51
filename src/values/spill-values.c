#include "values/spill-values-private.h"

#include <string.h>

#include "util/spill-plain.h"

/* Characters: what does not fit a few lines of a head says nothing. */
#define MAX_BUILD_TEXT 120

SpillValue *
spill_values_new_text (const char *text,
                       guint       max_chars)
{
  if (text == NULL)
    return spill_value_new_none ();
  if (strlen (text) > max_chars)
    {
      g_autofree char *cut = spill_plain_cut (text, max_chars);

      return spill_value_new_string (cut);
    }

  return spill_value_new_string (text);
}

void
spill_values_set_text (SpillDictBuilder *into,
                       const char       *key,
                       const char       *text,
                       guint             max_chars)
{
  spill_dict_builder_set (into, key, spill_values_new_text (text, max_chars));
}

void
spill_values_set_count (SpillDictBuilder *into,
                        const char       *key,
                        gint64            number)
{
  spill_dict_builder_set (into, key, spill_value_new_integer (number));
}

void
spill_values_set_href (SpillDictBuilder *into,
                       const char       *key,
                       const char       *href)
{
  spill_dict_builder_set (into, key, href != NULL ? spill_value_new_string (href)
                                                  : spill_value_new_none ());
}

/* Without blanks and control characters, which browsers drop: "java\nscript:" is none of ours, but
 * "http:\n//" need not be either. */
gboolean
spill_values_is_web_url (const char *url)
{
  gsize length = url != NULL ? strlen (url) : 0;

  if (length == 0 || length > SPILL_VALUES_MAX_HREF
      || (g_ascii_strncasecmp (url, "http://", 7) != 0 && g_ascii_strncasecmp (url, "https://", 8) != 0))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar) url[i] < 0x20 || url[i] == 0x7f)
      return FALSE;

  return TRUE;
}

void
spill_values_set_url (SpillDictBuilder *into,
                      const char       *key,
                      const char       *url)
{
  spill_values_set_href (into, key, spill_values_is_web_url (url) ? url : NULL);
}

void
spill_values_set_words (SpillDictBuilder   *into,
                        const char         *key,
                        const char * const *words)
{
  SpillListBuilder *list = spill_list_builder_new ();

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    spill_list_builder_add (list, spill_values_new_text (words[i], SPILL_VALUES_MAX_WORD));
  spill_dict_builder_set (into, key, spill_list_builder_end (list));
}

char *
spill_values_dup_person (const char *author)
{
  char *plain = spill_plain_cut (author != NULL ? author : "", SPILL_VALUES_MAX_WORD);

  for (char *at = plain; *at != '\0'; at++)
    if (*at == '<' || *at == '>')
      *at = ' ';

  return g_strchomp (plain);
}

static gboolean
is_unreserved (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '.' || c == '_' || c == '~';
}

/* Adds @name as a segment of a path. FALSE if there is none for it: browsers take away "." and "..",
 * escaped or not. There are thousands on a page, and most need no escape. */
static gboolean
append_segment (GString    *into,
                const char *name)
{
  gsize length = strlen (name);
  gsize n = 0;

  if (length == 0 || length > SPILL_VALUES_MAX_HREF / 8
      || strcmp (name, ".") == 0 || strcmp (name, "..") == 0)
    return FALSE;

  while (n < length && is_unreserved (name[n]))
    n++;
  if (n == length)
    g_string_append_len (into, name, (gssize) length);
  else
    g_string_append_uri_escaped (into, name, NULL, FALSE);

  return TRUE;
}

char *
spill_values_builder_href (const SpillColumn      *column,
                           const SpillValuesScope *scope)
{
  GString *href = g_string_new (scope->root);

  g_string_append (href, "builders/");
  if (append_segment (href, column->name))
    return g_string_free (href, FALSE);

  g_string_free (href, TRUE);
  return NULL;
}

char *
spill_values_build_href (const char *builder_href,
                         guint       number)
{
  return builder_href != NULL ? g_strdup_printf ("%s/builds/%u", builder_href, number) : NULL;
}

/* @steps_href: up to the step, or NULL */
static void
set_log_href (SpillDictBuilder *link,
              const SpillBox   *box,
              const char       *name,
              const char       *steps_href)
{
  g_autoptr(GString) href = g_string_sized_new (128);

  if (steps_href != NULL)
    g_string_append (href, steps_href);
  if (steps_href == NULL || !append_segment (href, box->name))
    {
      spill_values_set_href (link, "href", NULL);
      return;
    }

  g_string_append (href, "/logs/");
  spill_values_set_href (link, "href", append_segment (href, name) ? href->str : NULL);
}

SpillValue *
spill_values_new_links (const SpillBox *box,
                        const char     *builder_href)
{
  SpillListBuilder *links = spill_list_builder_new ();
  g_autofree char *build = spill_values_build_href (builder_href, box->build);
  g_autofree char *steps = build != NULL ? g_strconcat (build, "/steps/", NULL) : NULL;

  for (guint i = 0; i < box->n_links; i++)
    {
      SpillDictBuilder *link = spill_dict_builder_new ();
      const SpillBoxLink *its = &box->links[i];

      spill_values_set_text (link, "name", its->name, SPILL_VALUES_MAX_WORD);
      if (its->url != NULL)
        spill_values_set_url (link, "href", its->url);
      else
        set_log_href (link, box, its->name, steps);
      spill_list_builder_add (links, spill_dict_builder_end (link));
    }

  return spill_list_builder_end (links);
}

static void
add_line (SpillListBuilder *lines,
          const char       *format,
          ...) G_GNUC_PRINTF (2, 3);

static void
add_line (SpillListBuilder *lines,
          const char       *format,
          ...)
{
  g_autofree char *line = NULL;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  spill_list_builder_add (lines, spill_value_new_string (line));
}

/* As 0.8 says it: "ETA in", "~ 1 hrs 2 mins", "at 19:30"; less than a minute says only that. */
static void
add_eta (SpillListBuilder       *lines,
         const char             *prefix,
         double                  when,
         const SpillValuesScope *scope)
{
  int left = (int) CLAMP (when - scope->now, 0, 1e8);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) when);
  g_autoptr(GDateTime) time = utc != NULL ? g_date_time_to_timezone (utc, scope->zone) : NULL;
  g_autofree char *clock = time != NULL ? g_date_time_format (time, "at %H:%M") : NULL;

  if (left < 60)
    {
      add_line (lines, "< 1 min");
      return;
    }

  add_line (lines, "%s", prefix);
  if (left / 3600 > 0 && left / 60 % 60 > 0)
    add_line (lines, "~ %d hrs %d mins", left / 3600, left / 60 % 60);
  else if (left / 3600 > 0)
    add_line (lines, "~ %d hrs", left / 3600);
  else
    add_line (lines, "~ %d mins", left / 60);
  if (clock != NULL)
    add_line (lines, "%s", clock);
}

SpillValue *
spill_values_new_activity (const SpillColumn      *column,
                           const SpillValuesScope *scope)
{
  SpillListBuilder *lines = spill_list_builder_new ();

  add_line (lines, "%s", spill_activity_to_nick (column->activity));
  for (guint i = 0; i < column->n_running; i++)
    if (column->etas[i] > 0)
      add_eta (lines, "ETA in", column->etas[i], scope);
  if (column->n_pending > 0)
    add_line (lines, "%u pending", column->n_pending);
  if (column->next_start > 0 && column->activity == SPILL_ACTIVITY_WAITING)
    add_eta (lines, "next in", column->next_start, scope);

  return spill_list_builder_end (lines);
}

const char *
spill_values_build_state (const SpillColumnBuild *build)
{
  return build->finished <= 0 ? "running" : spill_result_to_nick (build->result);
}

void
spill_values_set_build (SpillDictBuilder       *into,
                        const SpillColumnBuild *build)
{
  g_autofree char *text = g_strjoinv (" ", (char **) build->words);

  spill_values_set_text (into, "state", spill_values_build_state (build), SPILL_VALUES_MAX_WORD);
  spill_values_set_text (into, "text", text, MAX_BUILD_TEXT);
  spill_values_set_count (into, "failed_tests", build->n_failed_tests);
}

/**
 * spill_values_time:
 * @when: epoch seconds
 * @zone: a time zone
 *
 * Returns: (transfer full): its parts; none if there is no such time
 */
SpillValue *
spill_values_time (double     when,
                   GTimeZone *zone)
{
  static const struct { const char *key, *format; } parts[] = {
    { "clock", "%H:%M:%S" }, { "day", "%a" }, { "date", "%d %b %Y" }, { "iso", "%Y-%m-%dT%H:%M:%S%:z" },
    { "zone", "%Z" },
  };
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) CLAMP (when, 0, 1e12));
  g_autoptr(GDateTime) time = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  SpillDictBuilder *values;

  if (time == NULL || when <= 0)
    return spill_value_new_none ();

  values = spill_dict_builder_new ();
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *text = g_date_time_format (time, parts[i].format);

      spill_values_set_text (values, parts[i].key, text, SPILL_VALUES_MAX_WORD);
    }

  return spill_dict_builder_end (values);
}
