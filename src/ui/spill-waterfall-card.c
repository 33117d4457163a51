#include "ui/spill-waterfall-card.h"

#include <glib/gi18n.h>

#include "ui/spill-overview-facts.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_CHARS 200    /* of a text */
#define MAX_WIDTH 44     /* of the card, in characters */
#define MAX_LOGS  8

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

static void
add_logs (GString        *text,
          const SpillBox *box)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < box->n_links && i < MAX_LOGS; i++)
    {
      g_autofree char *name = spill_plain_one_line (box->links[i].name, 40);

      add (names, name);
    }
  if (names->len > 0)
    g_string_append_printf (text, ngettext (", link %s", ", links %s", box->n_links), names->str);
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

/* Builder, build, step, result, words, time. */
static char *
dup_box_words (const SpillPictureCell *it,
               const char             *builder)
{
  const SpillBox *box = it->box;
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *name = spill_plain_one_line (builder, MAX_CHARS);
  g_autofree char *step = spill_plain_one_line (box->name, MAX_CHARS);
  g_autofree char *words = dup_all_words (box);
  g_autofree char *when = dup_when (box, spill_now ());
  g_autofree char *who = NULL;

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
        {
          who = dup_who (it);
          g_string_append (text, _(", start"));
          add (text, who);
        }
      add (text, spill_look_word (get_look (box)));
    }
  add (text, words);
  add (text, when);
  add_logs (text, box);
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
    return dup_box_words (it, builder != NULL ? spill_builder_get_name (builder) : "");
  if (builder == NULL)
    return g_strdup (_("Changes"));
  spill_overview_facts_read (builder, &facts);
  words = spill_overview_text_spoken (builder, &facts, spill_now ());
  return spill_plain_one_line (words, 3 * MAX_CHARS);
}

/* Card */

static GtkWidget *
append_label (GtkWidget  *card,
              const char *text,   /* (nullable) */
              const char *css_class)
{
  g_autofree char *plain = spill_plain_cut (text, 3 * MAX_CHARS);
  GtkWidget *label;

  if (*plain == '\0')
    return NULL;
  label = gtk_label_new (plain);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_WIDTH);
  gtk_label_set_lines (GTK_LABEL (label), 6);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (card), label);
  return label;
}

static void
append_title (GtkWidget  *card,
              SpillLook   look,
              const char *title)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *image = gtk_image_new ();

  gtk_widget_add_css_class (image, "spill-symbol");
  spill_look_show (look, GTK_IMAGE (image));
  gtk_box_append (GTK_BOX (line), image);
  append_label (line, title, "heading");
  gtk_box_append (GTK_BOX (card), line);
}

/* "Failed · took 3 m 12 s · 14:05:12" */
static char *
dup_result (const SpillBox *box)
{
  double now = spill_now ();
  g_autofree char *duration = spill_format_duration ((box->end > 0 ? box->end : now) - box->start);
  g_autofree char *time = spill_format_time (box->start);

  return g_strdup_printf ("%s · %s\n%s", spill_look_word (get_look (box)), duration, time);
}

static void
append_build (GtkWidget              *card,
              const SpillPictureCell *it)
{
  const SpillColumnBuild *build = it->build;
  const SpillBox *start = build->boxes[build->n_boxes - 1];
  g_autoptr(GString) line = g_string_new (NULL);
  g_autofree char *who = dup_who (it);

  append_label (card, start->tip, NULL);
  if (build->people != NULL && build->people[0] != NULL)
    append_label (card, who, NULL);
  for (guint i = 0; i < build->n_stamps && i < 3; i++)
    {
      g_autofree char *revision = spill_format_revision (build->stamps[i].revision);

      add (line, build->stamps[i].branch);
      add (line, revision);
    }
  append_label (card, line->str, "spill-figures");
}

static GtkWidget *
make_box_card (const SpillPictureCell *it,
               const char             *builder)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  const SpillBox *box = it->box;
  g_autofree char *name = spill_plain_isolated (builder, 60);
  g_autofree char *step = spill_plain_isolated (box->name, 60);
  g_autofree char *words = dup_all_words (box);
  g_autofree char *title = NULL;
  g_autofree char *result = NULL;

  if (box->kind == SPILL_BOX_CHANGE)
    {
      g_autofree char *time = spill_format_time (box->start);

      append_label (card, box->name, "heading");
      append_label (card, box->tip, NULL);
      append_label (card, time, "dim-label");
      return card;
    }
  if (box->kind == SPILL_BOX_EVENT)
    {
      g_autofree char *time = spill_format_time (box->start);

      append_label (card, words, "heading");
      append_label (card, time, "dim-label");
      return card;
    }
  title = box->kind == SPILL_BOX_STEP ? g_strdup_printf ("%s #%u · %s", name, box->build, step)
                                      : g_strdup_printf ("%s #%u", name, box->build);
  result = dup_result (box);
  append_title (card, get_look (box), title);
  append_label (card, result, "dim-label");
  append_label (card, words, NULL);
  if (it->build != NULL && box->kind != SPILL_BOX_STEP)
    {
      append_label (card, it->build->detail, NULL);
      append_build (card, it);
    }
  return card;
}

static GtkWidget *
make_head_card (SpillBuilder *builder)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  g_autofree char *name = spill_plain_isolated (spill_builder_get_name (builder), 120);
  g_autofree char *words = NULL;
  g_autofree char *tags = g_strjoinv (", ", (char **) spill_builder_get_tags (builder));
  SpillOverviewFacts facts;

  spill_overview_facts_read (builder, &facts);
  words = spill_overview_text_words (builder, &facts, spill_now ());
  append_title (card, spill_look_of_builder (builder), name);
  append_label (card, words, NULL);
  append_label (card, tags, "dim-label");
  append_label (card, spill_builder_get_description (builder), NULL);
  return card;
}

GtkWidget *
spill_waterfall_card_new (SpillWaterfallBoard  *board,
                          const SpillBoardCell *cell)
{
  const SpillPictureCell *it = spill_waterfall_board_get_cell (board, cell);
  SpillBuilder *builder = spill_waterfall_board_get_builder (board, cell);

  if (it != NULL)
    return make_box_card (it, builder != NULL ? spill_builder_get_name (builder) : "");
  return builder != NULL ? make_head_card (builder) : NULL;
}
