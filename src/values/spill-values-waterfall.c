#include "values/spill-values-private.h"

#include <string.h>

/* Pages of big masters have tens of thousands of cells: what they have in common is made once. */
typedef enum
{
  KEY_CLASS,
  KEY_HREF,
  KEY_KIND,
  KEY_LINKS,
  KEY_NUMBER,
  KEY_SPAN,
  KEY_TEXT,
  KEY_TIP,
  KEY_WORDS,
  N_KEYS
} Key;

static const char *const key_names[] = { "class", "href", "kind", "links", "number", "span", "text", "tip",
                                         "words" };

#define N_SPANS 64

typedef struct
{
  const SpillWaterfall   *waterfall;
  const SpillValuesScope *scope;
  GArray                 *shown;           /* (nullable) */
  SpillValue             *keys[N_KEYS];
  GHashTable             *classes;         /* of SpillValue by static text */
  SpillValue             *spans[N_SPANS];
  SpillValue             *gaps[N_SPANS];   /* whole cells */
  char                  **hrefs;           /* (nullable) each, of the columns */
} Maker;

/* A cell in the order of the page. */
typedef struct
{
  guint               lane;
  const SpillRowCell *cell;
} Place;

static SpillValue *
span_value (Maker *maker,
            guint  span)
{
  if (span >= N_SPANS)
    return spill_value_new_integer (span);
  if (maker->spans[span] == NULL)
    maker->spans[span] = spill_value_new_integer (span);

  return spill_value_ref (maker->spans[span]);
}

/* @text: static */
static SpillValue *
class_value (Maker      *maker,
             const char *text)
{
  SpillValue *value = g_hash_table_lookup (maker->classes, text);

  if (value == NULL)
    {
      value = spill_value_new_string (text);
      g_hash_table_insert (maker->classes, (char *) text, value);
    }

  return spill_value_ref (value);
}

static void
set (Maker            *maker,
     SpillDictBuilder *cell,
     Key               key,
     SpillValue       *value)
{
  spill_dict_builder_set_value (cell, spill_value_ref (maker->keys[key]), value);
}

/* Nothing happened there, or it is not known whether. What was never built has forgotten nothing. */
static SpillValue *
new_blank (Maker              *maker,
           guint               lane,
           const SpillRowCell *cell)
{
  gboolean is_unknown = cell->is_unknown
                        && (lane == 0 || maker->waterfall->columns[lane - 1]->n_builds > 0);
  gboolean is_shared = !is_unknown && cell->span < N_SPANS;
  SpillDictBuilder *blank;
  SpillValue *value;

  if (is_shared && maker->gaps[cell->span] != NULL)
    return spill_value_ref (maker->gaps[cell->span]);

  blank = spill_dict_builder_new ();
  set (maker, blank, KEY_KIND, class_value (maker, is_unknown ? "unknown" : "gap"));
  set (maker, blank, KEY_SPAN, span_value (maker, cell->span));
  value = spill_dict_builder_end (blank);
  if (is_shared)
    maker->gaps[cell->span] = spill_value_ref (value);

  return value;
}

static void
set_step (Maker            *maker,
          SpillDictBuilder *cell,
          const SpillBox   *box,
          guint             lane)
{
  set (maker, cell, KEY_KIND, class_value (maker, "step"));
  set (maker, cell, KEY_CLASS, class_value (maker, spill_box_get_class (box)));
  spill_values_set_words (cell, "words", box->words);
  if (box->n_links > 0)
    set (maker, cell, KEY_LINKS, spill_values_new_links (box, maker->hrefs[lane - 1]));
}

static void
set_build (Maker            *maker,
           SpillDictBuilder *cell,
           const SpillBox   *box,
           guint             lane)
{
  const char *builder = maker->hrefs[lane - 1];
  g_autofree char *href = spill_values_build_href (builder, box->build);
  SpillValuesShown shown = { maker->waterfall->columns[lane - 1]->id, box->build };

  if (maker->shown != NULL)
    g_array_append_val (maker->shown, shown);
  set (maker, cell, KEY_KIND, class_value (maker, "start"));
  set (maker, cell, KEY_NUMBER, spill_value_new_integer (box->build));
  spill_values_set_href (cell, "href", href);
  if (box->tip != NULL)
    set (maker, cell, KEY_TIP, spill_values_new_text (box->tip, SPILL_VALUES_MAX_TEXT));
}

static void
set_change (Maker            *maker,
            SpillDictBuilder *cell,
            const SpillBox   *box)
{
  g_autofree char *href = g_strdup_printf ("%schanges/%" G_GINT64_FORMAT, maker->scope->root, box->id);
  g_autofree char *person = spill_values_dup_person (box->name);

  set (maker, cell, KEY_KIND, class_value (maker, "change"));
  spill_values_set_href (cell, "href", box->id > 0 ? href : NULL);
  set (maker, cell, KEY_TEXT, spill_value_new_string (person));
  if (box->tip != NULL)
    set (maker, cell, KEY_TIP, spill_values_new_text (box->tip, SPILL_VALUES_MAX_TEXT));
}

static SpillValue *
new_cell (Maker       *maker,
          const Place *place)
{
  const SpillBox *box = place->cell->box;
  SpillDictBuilder *cell;

  if (box == NULL || box->kind == SPILL_BOX_GAP)
    return new_blank (maker, place->lane, place->cell);

  cell = spill_dict_builder_new ();
  switch (box->kind)
    {
    case SPILL_BOX_STEP:
    case SPILL_BOX_BODY:
      set_step (maker, cell, box, place->lane);
      break;
    case SPILL_BOX_BUILD:
      set_build (maker, cell, box, place->lane);
      break;
    case SPILL_BOX_CHANGE:
      set_change (maker, cell, box);
      break;
    case SPILL_BOX_EVENT:
    case SPILL_BOX_GAP:
    default:
      set (maker, cell, KEY_KIND, class_value (maker, "event"));
      spill_values_set_words (cell, "words", box->words);
      break;
    }
  set (maker, cell, KEY_SPAN, span_value (maker, place->cell->span));

  return spill_dict_builder_end (cell);
}

/* Where boxes do not reach up there is nothing between them, but a page needs cells there as well:
 * without them those to the right would move. Of @lane, ended by one of row n_rows. */
static SpillRowCell *
fill_lane (const SpillRows *rows,
           guint            lane)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (SpillRowCell));
  SpillRowCell end = { .row = rows->n_rows };
  guint above = 0;

  for (guint i = 0; i <= rows->n_cells[lane]; i++)
    {
      const SpillRowCell *cell = i < rows->n_cells[lane] ? &rows->cells[lane][i] : &end;
      SpillRowCell nothing = { .row = above, .span = cell->row - above };

      if (cell->row > above)
        g_array_append_val (cells, nothing);
      g_array_append_val (cells, *cell);
      above = cell->row + cell->span;
    }

  return (SpillRowCell *) g_array_free (cells, FALSE);
}

/* Lanes have their cells from the top; a page has them row by row. @lanes: of fill_lane (); @first: where
 * the cells of each row begin, and where the last row's end. */
static Place *
sort_cells (const SpillRows *rows,
            SpillRowCell   **lanes,
            guint           *first)
{
  guint n = 0;
  Place *places;
  g_autofree guint *next = g_new0 (guint, rows->n_rows + 1);

  for (guint lane = 0; lane < rows->n_lanes; lane++)
    for (const SpillRowCell *cell = lanes[lane]; cell->row < rows->n_rows; cell++)
      first[cell->row + 1]++;
  for (guint row = 0; row < rows->n_rows; row++)
    {
      n += first[row + 1];
      first[row + 1] = n;
      next[row] = first[row];
    }
  places = g_new (Place, MAX (n, 1));
  for (guint lane = 0; lane < rows->n_lanes; lane++)
    for (const SpillRowCell *cell = lanes[lane]; cell->row < rows->n_rows; cell++)
      places[next[cell->row]++] = (Place) { lane, cell };

  return places;
}

static SpillValue *
new_label (Maker               *maker,
           const SpillRowLabel *label)
{
  SpillDictBuilder *values = spill_dict_builder_new ();

  spill_values_set_count (values, "span", label->span);
  spill_dict_builder_set (values, "has_date", spill_value_new_boolean (label->has_date));
  spill_dict_builder_set (values, "time", spill_values_time (label->time, maker->scope->zone));

  return spill_dict_builder_end (values);
}

static SpillValue *
new_rows (Maker *maker)
{
  const SpillRows *rows = maker->waterfall->rows;
  g_autofree guint *first = g_new0 (guint, rows->n_rows + 2);
  g_autoptr(GPtrArray) lanes = g_ptr_array_new_with_free_func (g_free);
  g_autofree Place *places = NULL;
  SpillListBuilder *list = spill_list_builder_new ();
  guint label = 0, labelled = 0;

  for (guint lane = 0; lane < rows->n_lanes; lane++)
    g_ptr_array_add (lanes, fill_lane (rows, lane));
  places = sort_cells (rows, (SpillRowCell **) lanes->pdata, first);

  for (guint row = 0; row < rows->n_rows; row++)
    {
      SpillDictBuilder *values = spill_dict_builder_new ();
      SpillListBuilder *cells = spill_list_builder_new ();

      if (label < rows->n_labels && rows->labels[label].row == row)
        {
          labelled = row + rows->labels[label].span;
          spill_dict_builder_set (values, "label", new_label (maker, &rows->labels[label++]));
        }
      else if (row == labelled)
        {
          labelled = label < rows->n_labels ? rows->labels[label].row : rows->n_rows;
          spill_values_set_count (values, "no_label", labelled - row);
        }
      for (guint i = first[row]; i < first[row + 1]; i++)
        spill_list_builder_add (cells, new_cell (maker, &places[i]));
      spill_dict_builder_set (values, "cells", spill_list_builder_end (cells));
      spill_list_builder_add (list, spill_dict_builder_end (values));
    }

  return spill_list_builder_end (list);
}

static SpillValue *
new_column (Maker              *maker,
            guint               column,
            const char * const *branches)
{
  const SpillColumn *its = maker->waterfall->columns[column];
  const SpillColumnBuild *last = spill_column_get_last (its, branches);
  SpillDictBuilder *values = spill_dict_builder_new ();

  spill_values_set_text (values, "name", its->name, SPILL_VALUES_MAX_WORD);
  spill_values_set_href (values, "href", maker->hrefs[column]);
  spill_values_set_text (values, "activity", spill_activity_to_nick (its->activity), SPILL_VALUES_MAX_WORD);
  spill_dict_builder_set (values, "lines", spill_values_new_activity (its, maker->scope));
  if (last != NULL)
    {
      SpillDictBuilder *build = spill_dict_builder_new ();
      g_autofree char *href = spill_values_build_href (maker->hrefs[column], last->number);

      spill_values_set_build (build, last);
      spill_values_set_href (build, "href", href);
      spill_dict_builder_set (values, "last", spill_dict_builder_end (build));
    }

  return spill_dict_builder_end (values);
}

static void
maker_init (Maker *maker)
{
  const SpillWaterfall *waterfall = maker->waterfall;

  for (guint i = 0; i < N_KEYS; i++)
    maker->keys[i] = spill_value_new_string (key_names[i]);
  maker->classes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) spill_value_unref);
  maker->hrefs = g_new0 (char *, waterfall->n_columns + 1);
  for (guint i = 0; i < waterfall->n_columns; i++)
    maker->hrefs[i] = spill_values_builder_href (waterfall->columns[i], maker->scope);
}

static void
maker_clear (Maker *maker)
{
  for (guint i = 0; i < N_KEYS; i++)
    spill_value_unref (maker->keys[i]);
  for (guint i = 0; i < N_SPANS; i++)
    {
      g_clear_pointer (&maker->spans[i], spill_value_unref);
      g_clear_pointer (&maker->gaps[i], spill_value_unref);
    }
  for (guint i = 0; i < maker->waterfall->n_columns; i++)
    g_free (maker->hrefs[i]);
  g_free (maker->hrefs);
  g_hash_table_unref (maker->classes);
}

/**
 * spill_values_waterfall:
 * @waterfall: a picture
 * @branches: (nullable): those of its query, for the last builds
 * @scope: for what page, and when
 * @shown: (nullable) (element-type SpillValuesShown): gets the builds, from the top
 *
 * Returns: (transfer full): "columns" and "rows"; "next", where the page of what is older ends
 */
SpillValue *
spill_values_waterfall (const SpillWaterfall   *waterfall,
                        const char * const     *branches,
                        const SpillValuesScope *scope,
                        GArray                 *shown)
{
  Maker maker = { waterfall, scope, shown };
  SpillDictBuilder *values = spill_dict_builder_new ();
  SpillListBuilder *columns = spill_list_builder_new ();

  maker_init (&maker);
  for (guint i = 0; i < waterfall->n_columns; i++)
    spill_list_builder_add (columns, new_column (&maker, i, branches));
  spill_dict_builder_set (values, "columns", spill_list_builder_end (columns));
  spill_dict_builder_set (values, "rows", new_rows (&maker));
  spill_values_set_count (values, "next", (gint64) waterfall->rows->oldest);
  maker_clear (&maker);

  return spill_dict_builder_end (values);
}
