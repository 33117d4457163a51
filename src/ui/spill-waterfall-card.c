#include "ui/spill-waterfall-card.h"

#include <glib/gi18n.h>

#include "ui/spill-overview-facts.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_CHARS 200    /* of a text */
#define MAX_LOGS  8      /* spoken */
#define MAX_LINKS 40     /* on the card */

static char *
dup_all_words (const SpillBox *box)
{
  g_autofree char *all = g_strjoinv (" ", (char **) box->words);

  return spill_plain_one_line (all, MAX_CHARS);
}

static SpillLook
get_look (const SpillBox *box)
{
  return box->end > 0 && box->result != SPILL_RESULT_NONE ? spill_look_of_result (box->result)
                                                          : SPILL_LOOK_RUNNING;
}

/* "14:05:12, took 3 minutes 12 seconds" */
static char *
dup_when (const SpillBox *box,
          double          now)
{
  g_autoptr(GDateTime) local = g_date_time_new_from_unix_local ((gint64) box->start);
  g_autofree char *at = local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("");
  g_autofree char *duration = NULL;

  if (box->kind == SPILL_BOX_CHANGE || box->kind == SPILL_BOX_EVENT)
    return g_strdup_printf (_("at %s"), at);
  duration = spill_format_duration_spoken ((box->end > 0 ? box->end : now) - box->start);
  return box->end > 0 ? g_strdup_printf (_("at %s, took %s"), at, duration)
                      : g_strdup_printf (_("at %s, running for %s"), at, duration);
}

static void
add (GString    *text,
     const char *more)
{
  if (more == NULL || *more == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, more);
}

/* "link stdio": logs are links, too. */
static char *
dup_links (const SpillBox *box,
           guint           max)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < box->n_links && i < max; i++)
    {
      g_autofree char *name = spill_plain_one_line (box->links[i].name, 40);

      add (names, name);
    }
  if (names->len == 0)
    return g_strdup ("");
  return g_strdup_printf (ngettext ("link %s", "links %s", box->n_links), names->str);
}

/* People, else the reason. */
static char *
dup_who (const SpillPictureCell *it)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0;
       it->build != NULL && it->build->people != NULL && it->build->people[i] != NULL && i < 5; i++)
    {
      g_autofree char *person = spill_overview_text_person (it->build->people[i]);

      add (names, person);
    }
  if (names->len == 0)
    return spill_plain_one_line (it->box->tip, MAX_CHARS);
  return g_string_free (g_steal_pointer (&names), FALSE);
}

/* To scale, a build is a cell; in rows, its start is. */
static gboolean
is_whole (SpillWaterfallBoard    *board,
          const SpillPictureCell *it)
{
  return it->box->kind == SPILL_BOX_BUILD && !spill_waterfall_board_is_compact_scale (board);
}

static void
add_start (GString                *text,
           const SpillPictureCell *it,
           gboolean                is_whole)
{
  g_autofree char *who = dup_who (it);

  if (!is_whole)
    g_string_append (text, _(", start"));
  add (text, who);
}

/* Builder, build, step, result, words, time. */
static char *
dup_box_words (const SpillPictureCell *it,
               const char             *builder,
               gboolean                is_whole)
{
  const SpillBox *box = it->box;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *name = spill_plain_one_line (builder, MAX_CHARS);
  g_autofree char *step = spill_plain_one_line (box->name, MAX_CHARS);
  g_autofree char *words = dup_all_words (box);
  g_autofree char *when = dup_when (box, spill_now ());
  g_autofree char *links = dup_links (box, MAX_LOGS);

  add (text, name);
  if (box->kind == SPILL_BOX_CHANGE)
    {
      g_autofree char *person = spill_overview_text_person (box->name);
      g_autofree char *comments = spill_plain_one_line (box->tip, MAX_CHARS);

      g_string_append_printf (text, _("change by %s"), person);
      add (text, comments);
    }
  else if (box->kind != SPILL_BOX_EVENT)
    {
      g_string_append_printf (text, _(", build %u"), box->build);
      if (box->kind == SPILL_BOX_STEP)
        g_string_append_printf (text, _(", step %s"), step);
      if (box->kind == SPILL_BOX_BUILD)
        add_start (text, it, is_whole);
      add (text, spill_look_word (get_look (box)));
    }
  add (text, words);
  if (is_whole && it->build->detail != NULL)
    {
      g_autofree char *detail = spill_plain_one_line (it->build->detail, MAX_CHARS);

      add (text, detail);
    }
  add (text, when);
  add (text, links);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
spill_waterfall_card_dup_words (SpillWaterfallBoard  *board,
                                const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (board, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);
  SpillOverviewFacts facts;
  g_autofree char *words = NULL;

  if (it != NULL)
    return dup_box_words (it, builder != NULL ? spill_builder_get_name (builder) : "",
                          is_whole (board, it));
  if (builder == NULL)
    return g_strdup (_("Changes"));
  spill_overview_facts_read (builder, &facts);
  words = spill_overview_text_spoken (builder, &facts, spill_now ());
  return spill_plain_one_line (words, 3 * MAX_CHARS);
}

/* Card */

/* "Failed · 3 m 12 s" */
static char *
dup_result (const SpillBox *box)
{
  double end = box->end > 0 ? box->end : spill_now ();
  g_autofree char *duration = spill_format_duration (end - box->start);

  return g_strdup_printf ("%s · %s", spill_look_word (get_look (box)), duration);
}

/* Why, because of whom, of what. */
static void
add_build (SpillCard              *card,
           const SpillPictureCell *it,
           gboolean                is_whole)
{
  const SpillColumnBuild *build = it->build;
  const SpillBox *start = build->boxes[build->n_boxes - 1];
  gboolean has_people = build->people != NULL && build->people[0] != NULL;
  gboolean is_start = it->box->kind == SPILL_BOX_BUILD;
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *who = dup_who (it);

  if (is_whole)
    spill_card_add_said (card, build->detail, NULL);
  else
    spill_card_add (card, build->detail, NULL);
  if (is_start && !has_people)
    spill_card_add_said (card, start->tip, NULL);
  else
    spill_card_add (card, start->tip, NULL);
  if (is_start && has_people)
    spill_card_add_said (card, who, NULL);
  else if (has_people)
    spill_card_add (card, who, NULL);
  for (guint i = 0; i < build->n_stamps && i < 3; i++)
    {
      g_autofree char *revision = spill_format_revision (build->stamps[i].revision);

      add (line, build->stamps[i].branch);
      add (line, revision);
    }
  spill_card_add (card, line->str, "spill-figures");
}

static SpillCard *
make_change_card (const SpillBox *box)
{
  g_autofree char *time = spill_format_time (box->start);
  SpillCard *card = spill_card_new (box->name, NULL);

  if (box->tip != NULL && g_utf8_strlen (box->tip, -1) > MAX_CHARS)
    spill_card_add (card, box->tip, NULL);
  else
    spill_card_add_said (card, box->tip, NULL);
  spill_card_add (card, time, "dim-label");
  return card;
}

static SpillCard *
make_event_card (const SpillBox *box)
{
  g_autofree char *words = dup_all_words (box);
  g_autofree char *time = spill_format_time (box->start);
  SpillCard *card = spill_card_new (words, NULL);

  spill_card_add (card, time, "dim-label");
  return card;
}

static SpillCard *
make_box_card (const SpillPictureCell *it,
               const char             *builder,
               gboolean                is_whole)
{
  const SpillBox *box = it->box;
  SpillLook look = get_look (box);
  g_autofree char *name = spill_plain_isolated (builder, 60);
  g_autofree char *step = spill_plain_isolated (box->name, 60);
  g_autofree char *words = dup_all_words (box);
  g_autofree char *result = dup_result (box);
  g_autofree char *time = spill_format_time (box->start);
  g_autofree char *title = NULL;
  SpillCard *card;

  if (box->kind == SPILL_BOX_CHANGE)
    return make_change_card (box);
  if (box->kind == SPILL_BOX_EVENT)
    return make_event_card (box);
  title = box->kind == SPILL_BOX_STEP ? g_strdup_printf ("%s #%u · %s", name, box->build, step)
                                      : g_strdup_printf ("%s #%u", name, box->build);
  card = spill_card_new (title, &look);
  spill_card_add_said (card, result, "dim-label");
  spill_card_add (card, time, "dim-label");
  spill_card_add_said (card, words, NULL);
  if (it->build != NULL && box->kind != SPILL_BOX_STEP)
    add_build (card, it, is_whole);
  if (box->n_links > 0)
    {
      g_autofree char *links = dup_links (box, MAX_LINKS);

      if (box->n_links > MAX_LOGS)
        spill_card_add (card, links, "dim-label");
      else
        spill_card_add_said (card, links, "dim-label");
    }
  return card;
}

static SpillCard *
make_head_card (SpillBuilder *builder)
{
  SpillLook look = spill_look_of_last_build (builder);
  g_autofree char *name = spill_plain_isolated (spill_builder_get_name (builder), 120);
  g_autofree char *tags = g_strjoinv (", ", (char **) spill_builder_get_tags (builder));
  g_autofree char *words = NULL;
  SpillCard *card = spill_card_new (name, &look);
  SpillOverviewFacts facts;

  spill_overview_facts_read (builder, &facts);
  words = spill_overview_text_words (builder, &facts, spill_now ());
  spill_card_add_said (card, words, NULL);
  spill_card_add (card, tags, "dim-label");
  spill_card_add (card, spill_builder_get_description (builder), NULL);
  return card;
}

SpillCard *
spill_waterfall_card_new (SpillWaterfallBoard  *board,
                          const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (board, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);

  if (it != NULL)
    return make_box_card (it, builder != NULL ? spill_builder_get_name (builder) : "",
                          is_whole (board, it));
  return builder != NULL ? make_head_card (builder) : NULL;
}
