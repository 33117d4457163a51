#include "values/spill-values-private.h"

typedef struct
{
  const SpillConsole     *console;
  const SpillValuesScope *scope;
  char                  **hrefs;     /* (nullable) each, of the columns */
  SpillValue            **names;     /* of the columns */
} Maker;

static SpillValue *
new_builder (Maker *maker,
             guint  column)
{
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillConsoleState state = maker->console->states[column];

  spill_dict_builder_set (values, "name", spill_value_ref (maker->names[column]));
  spill_values_set_href (values, "href", maker->hrefs[column]);
  spill_values_set_text (values, "state", spill_console_state_to_nick (state), SPILL_VALUES_MAX_WORD);

  return spill_dict_builder_end (values);
}

static SpillValue *
new_groups (Maker *maker)
{
  const SpillConsole *console = maker->console;
  SpillListBuilder *groups = spill_list_builder_new ();

  for (guint g = 0; g < console->n_groups; g++)
    {
      SpillDictBuilder *group = spill_dict_builder_new ();
      SpillListBuilder *builders = spill_list_builder_new ();

      for (guint i = 0; i < console->groups[g].n_columns; i++)
        spill_list_builder_add (builders, new_builder (maker, console->groups[g].columns[i]));
      spill_values_set_text (group, "name", console->groups[g].name, SPILL_VALUES_MAX_WORD);
      spill_dict_builder_set (group, "builders", spill_list_builder_end (builders));
      spill_list_builder_add (groups, spill_dict_builder_end (group));
    }

  return spill_list_builder_end (groups);
}

static SpillValue *
new_box (Maker *maker,
         guint  line,
         guint  column)
{
  const SpillConsole *console = maker->console;
  const SpillConsoleBox *box = &console->boxes[line * console->n_columns + column];
  SpillDictBuilder *values = spill_dict_builder_new ();

  spill_dict_builder_set (values, "builder", spill_value_ref (maker->names[column]));
  spill_values_set_text (values, "state", spill_console_state_to_nick (box->state), SPILL_VALUES_MAX_WORD);
  if (box->build != NULL)
    {
      g_autofree char *text = g_strjoinv (" ", (char **) box->build->words);
      g_autofree char *href = spill_values_build_href (maker->hrefs[column], box->build->number);

      spill_values_set_count (values, "number", box->build->number);
      spill_values_set_text (values, "text", text, SPILL_VALUES_MAX_WORD);
      spill_values_set_href (values, "href", href);
    }

  return spill_dict_builder_end (values);
}

/* What a new failure failed at: once, however many groups the builder is in. 0.8 says it in each. */
static void
add_details (Maker            *maker,
             SpillListBuilder *details,
             guint             line,
             guint             column)
{
  const SpillConsole *console = maker->console;
  const SpillConsoleBox *box = &console->boxes[line * console->n_columns + column];

  if (box->state != SPILL_CONSOLE_FAILURE || !box->build->has_steps)
    return;
  for (guint i = box->build->n_boxes; i > 0; i--)
    {
      const SpillBox *step = box->build->boxes[i - 1];
      SpillDictBuilder *values;

      if (step->kind != SPILL_BOX_STEP || step->result != SPILL_RESULT_FAILURE)
        continue;
      values = spill_dict_builder_new ();
      spill_dict_builder_set (values, "builder", spill_value_ref (maker->names[column]));
      spill_values_set_words (values, "words", step->words);
      spill_dict_builder_set (values, "links", spill_values_new_links (step, maker->hrefs[column]));
      spill_list_builder_add (details, spill_dict_builder_end (values));
    }
}

static void
set_boxes (Maker            *maker,
           SpillDictBuilder *values,
           guint             line)
{
  const SpillConsole *console = maker->console;
  SpillListBuilder *groups = spill_list_builder_new ();
  SpillListBuilder *details = spill_list_builder_new ();
  g_autofree gboolean *is_told = g_new0 (gboolean, console->n_columns + 1);

  for (guint g = 0; g < console->n_groups; g++)
    {
      SpillListBuilder *boxes = spill_list_builder_new ();

      for (guint i = 0; i < console->groups[g].n_columns; i++)
        {
          guint column = console->groups[g].columns[i];

          spill_list_builder_add (boxes, new_box (maker, line, column));
          if (!is_told[column])
            add_details (maker, details, line, column);
          is_told[column] = TRUE;
        }
      spill_list_builder_add (groups, spill_list_builder_end (boxes));
    }
  spill_dict_builder_set (values, "groups", spill_list_builder_end (groups));
  spill_dict_builder_set (values, "details", spill_list_builder_end (details));
}

static SpillValue *
new_line (Maker *maker,
          guint  line)
{
  const SpillChangeFacts *change = maker->console->changes[line];
  SpillDictBuilder *values = spill_dict_builder_new ();
  g_autofree char *person = spill_values_dup_person (change->author);
  g_autofree char *href = g_strdup_printf ("%schanges/%" G_GINT64_FORMAT, maker->scope->root, change->id);

  spill_values_set_text (values, "revision", change->revision, SPILL_VALUES_MAX_WORD);
  spill_values_set_url (values, "revlink", change->revlink);
  spill_values_set_href (values, "href", change->id > 0 ? href : NULL);
  spill_values_set_text (values, "author", person, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "branch", change->branch, SPILL_VALUES_MAX_WORD);
  spill_values_set_text (values, "comments", change->comments, SPILL_VALUES_MAX_TEXT);
  spill_dict_builder_set (values, "time", spill_values_time (change->when, maker->scope->zone));
  set_boxes (maker, values, line);

  return spill_dict_builder_end (values);
}

/**
 * spill_values_console:
 * @console: a console
 * @scope: for what page, and when
 *
 * Returns: (transfer full): "groups" of builders; "lines", one a change, with boxes in the same groups
 */
SpillValue *
spill_values_console (const SpillConsole     *console,
                      const SpillValuesScope *scope)
{
  Maker maker = { console, scope };
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *lines = spill_list_builder_new ();

  maker.hrefs = g_new0 (char *, console->n_columns + 1);
  maker.names = g_new0 (SpillValue *, console->n_columns + 1);
  for (guint i = 0; i < console->n_columns; i++)
    {
      maker.hrefs[i] = spill_values_builder_href (console->columns[i], scope);
      maker.names[i] = spill_values_new_text (console->columns[i]->name, SPILL_VALUES_MAX_WORD);
    }
  spill_dict_builder_set (values, "groups", new_groups (&maker));
  for (guint i = 0; i < console->n_changes; i++)
    spill_list_builder_add (lines, new_line (&maker, i));
  spill_dict_builder_set (values, "lines", spill_list_builder_end (lines));

  for (guint i = 0; i < console->n_columns; i++)
    {
      g_free (maker.hrefs[i]);
      spill_value_unref (maker.names[i]);
    }
  g_free (maker.hrefs);
  g_free (maker.names);

  return spill_dict_builder_end (values);
}
