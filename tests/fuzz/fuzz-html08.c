#include "protocols/html08/spill-html08.h"

#include <string.h>

#include "fuzz.h"

/* Fills every other field in with something else than it has, by its type. */
static void
fill_in (GVariantDict *values,
         GPtrArray    *fields,
         guint        *n)
{
  static const char *const several[] = { "a", "ü\n", "p1", NULL };

  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *field = fields->pdata[i];

      if (field->fields != NULL)
        fill_in (values, field->fields, n);
      else if ((*n)++ % 2 == 0)
        continue;
      else if (field->type == SPILL_HTML08_BOOL)
        g_variant_dict_insert (values, field->full_name, "b", *n % 3 == 0);
      else if (field->type == SPILL_HTML08_INT)
        g_variant_dict_insert (values, field->full_name, "x", (gint64) *n);
      else if (field->multiple)
        g_variant_dict_insert (values, field->full_name, "^as", several);
      else
        g_variant_dict_insert (values, field->full_name, "s", several[*n % 3]);
    }
}

static void
check_fields (GPtrArray *fields,
              guint      depth,
              guint     *n)
{
  g_assert_cmpuint (depth, <=, 20);
  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *field = fields->pdata[i];

      (*n)++;
      g_assert_nonnull (field->name);
      g_assert_nonnull (field->label);
      check_text (field->name);
      check_text (field->full_name);
      check_text (field->label);
      for (guint k = 0; field->choices != NULL && field->choices[k] != NULL; k++)
        check_text (field->choices[k]);
      g_assert ((field->type == SPILL_HTML08_NESTED) == (field->fields != NULL));
      if (field->fields != NULL)
        check_fields (field->fields, depth + 1, n);
      else
        g_assert_nonnull (field->full_name);
    }
}

/* The first byte is the length of the master's words before the page. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(SpillHtml08Page) page = NULL;
  g_autofree char *words = NULL;
  gsize n_words;
  guint n_fields = 0;

  if (size == 0)
    return 0;

  n_words = MIN (data[0], size - 1);
  words = g_utf8_make_valid ((const char *) data + 1, strnlen ((const char *) data + 1, n_words));
  page = spill_html08_read ((const char *) data + 1 + n_words, size - 1 - n_words);
  check_text (page->words);
  check_text (page->alert);
  for (guint i = 0; i < page->requests->len; i++)
    {
      const SpillHtml08Request *request = page->requests->pdata[i];

      g_assert (request->id >= 0 && request->minute < 100 && request->second < 100);
    }
  for (guint i = 0; i < page->forms->len; i++)
    {
      SpillHtml08Form *form = page->forms->pdata[i];
      g_autoptr(GString) plain = spill_html08_form_encode (form, NULL);
      g_autoptr(GString) filled = NULL;
      g_autoptr(GVariant) values = NULL;
      GVariantDict dict;
      guint n = 0;

      check_text (form->action);
      check_text (form->button);
      check_text (form->scheduler);
      check_fields (form->fields, 0, &n_fields);
      g_variant_dict_init (&dict, NULL);
      fill_in (&dict, form->fields, &n);
      values = g_variant_ref_sink (g_variant_dict_end (&dict));
      filled = spill_html08_form_encode (form, values);
      g_assert_true (g_str_is_ascii (plain->str) && g_str_is_ascii (filled->str));
      spill_html08_form_blame (form, values, words);
      spill_html08_page_find (page, form->scheduler);
    }
  g_assert_cmpuint (n_fields, <=, 1000);

  return 0;
}
