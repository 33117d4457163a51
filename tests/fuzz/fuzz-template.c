#include "template/spill-template-env.h"

#include "fuzz.h"

/* The first byte chooses options; then a template. It may include itself and others. */

static const struct { const char *name, *text; } templates[] = {
  { "base", "<{% block a %}A{% endblock %}|{% block b scoped %}B{% endblock %}{% block i required %}{% endblock %}>" },
  { "mid", "{% extends 'base' %}{% block a %}2{{ super() }}{% endblock %}" },
  { "m", "{% macro a(x) %}[{{ x }}{{ caller() if caller }}]{% endmacro %}{% set v = 2 %}" },
  { "i", "[{{ n }}{{ x }}]{% block a %}inner{% endblock %}" },
};

/* "self" is the input. */
static char *
load (const char  *name,
      gsize       *length,
      gpointer     user_data,
      GError     **error)
{
  const char *text = strcmp (name, "self") == 0 ? user_data : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    if (strcmp (name, templates[i].name) == 0)
      text = templates[i].text;
  *length = text != NULL ? strlen (text) : 0;
  return g_strdup (text);
}

static SpillValue *
make_data (void)
{
  SpillDictBuilder *data = spill_dict_builder_new ();
  SpillDictBuilder *d = spill_dict_builder_new ();
  SpillListBuilder *l = spill_list_builder_new ();

  spill_dict_builder_set (d, "a", spill_value_new_integer (1));
  spill_dict_builder_set (d, "b", spill_value_new_safe ("<b>"));
  for (int i = 3; i > 0; i--)
    spill_list_builder_add (l, spill_value_new_integer (i));
  spill_dict_builder_set (data, "d", spill_dict_builder_end (d));
  spill_dict_builder_set (data, "l", spill_list_builder_end (l));
  spill_dict_builder_set (data, "s", spill_value_new_string ("a <b> é"));
  spill_dict_builder_set (data, "n", spill_value_new_integer (5));
  spill_dict_builder_set (data, "f", spill_value_new_float (2.5));
  spill_dict_builder_set (data, "t", spill_value_new_boolean (TRUE));
  return spill_dict_builder_end (data);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = text_from (data + (size > 0), size - (size > 0));
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(SpillTemplate) template = NULL, expression = NULL;
  g_autoptr(SpillValue) given = make_data (), value = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *page = NULL;
  guint flags = size > 0 ? data[0] : 0;
  SpillTemplateLimits limits = { 65536, 65536, 1024 * 1024, 2000, 20000, 20, 8 };

  spill_template_env_set_limits (env, &limits);
  spill_template_env_set_autoescape (env, (flags & 1) == 0);
  spill_template_env_set_trim (env, (flags & 2) != 0, (flags & 4) != 0);
  spill_template_env_add_loader (env, load, text, NULL);
  template = spill_template_env_compile (env, "fuzz", text, (gssize) strlen (text), &error);
  if (template != NULL)
    page = spill_template_env_render (env, template, given, NULL, &error);
  g_assert ((page == NULL) == (error != NULL));
  check_text (page);
  if (error != NULL)
    check_text (error->message);
  g_clear_error (&error);

  expression = spill_template_env_compile_expression (env, "fuzz", text, (gssize) strlen (text), &error);
  if (expression != NULL)
    value = spill_template_env_evaluate (env, expression, given, &error);
  g_assert ((value == NULL) == (error != NULL));
  return 0;
}
