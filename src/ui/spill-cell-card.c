#include "ui/spill-cell-card.h"

#include <glib/gi18n.h>

#include "model/spill-change.h"
#include "ui/spill-cell-words.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_CHARS 300
#define MAX_PEOPLE 5

SpillCard *
spill_cell_card_new (const char         *title,
                     const SpillLook    *look,
                     const char * const *lines,
                     guint               n_said)
{
  SpillCard *card = spill_card_new (title, look);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *css_class = i > 0 ? "dim-label" : NULL;

      if (i < n_said)
        spill_card_add_said (card, lines[i], css_class);
      else
        spill_card_add (card, lines[i], css_class);
    }
  return card;
}

static char *
dup_times (const SpillColumnBuild *build,
           double                  now)
{
  double end = build->finished > 0 ? build->finished : now;
  g_autofree char *duration = spill_format_duration (end - build->started);
  g_autofree char *when = spill_format_time (build->started);

  /* Translators: when a build began, how long it took */
  return g_strdup_printf (_("%s, %s"), when, duration);
}

static char *
dup_people (const SpillColumnBuild *build)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; build->people[i] != NULL && i < MAX_PEOPLE; i++)
    {
      g_autofree char *name = spill_person_short_name (build->people[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", name);
    }
  if (g_strv_length ((char **) build->people) > MAX_PEOPLE)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static const char *
get_reason (const SpillColumnBuild *build)
{
  const char *tip = build->n_boxes > 0 ? build->boxes[build->n_boxes - 1]->tip : NULL;

  return tip != NULL ? tip : "";
}

SpillCard *
spill_cell_card_of_build (const SpillColumn      *column,
                          const SpillColumnBuild *build,
                          SpillBuild             *live,
                          const char             *what,
                          double                  now)
{
  SpillLook look = spill_cell_words_look (column, build);
  g_autofree char *name = spill_plain_one_line (column->name, MAX_CHARS);
  /* Translators: a builder's name and a build's number. */
  g_autofree char *title = g_strdup_printf (_("%s #%u"), name, build->number);
  g_autofree char *text = spill_cell_words_dup_text (build, look, live, now);
  const char *word = spill_look_word (look);
  g_autofree char *state = g_str_equal (text, word) ? g_strdup (word)
                                                    : g_strdup_printf ("%s: %s", word, text);
  g_autofree char *times = dup_times (build, now);
  g_autofree char *people = dup_people (build);
  const char *lines[] = { state, times, what != NULL ? what : "", people, get_reason (build), NULL };

  return spill_cell_card_new (title, &look, lines, 1);
}
