#include "template/spill-template-env.h"

#include <string.h>

#include <glib/gstdio.h>

#include "template-data.h"

/* Each case of tests/template/cases.json: a template, what it is given, and what comes out, which
 * compare.py has had from the real Jinja2. */

static const char *
load_error_name (const GError *error)
{
  static const char *const names[] = { "syntax", "not-found", "undefined", "value", "limit" };

  g_assert (error->domain == SPILL_TEMPLATE_ERROR);
  g_assert (error->code >= 0 && error->code < (int) G_N_ELEMENTS (names));
  return names[error->code];
}

static char *
load_member (const char  *name,
             gsize       *length,
             gpointer     user_data,
             GError     **error)
{
  JsonObject *templates = user_data;
  const char *text = json_object_has_member (templates, name) ? json_object_get_string_member (templates, name) : NULL;

  *length = text != NULL ? strlen (text) : 0;
  return g_strdup (text);
}

static gboolean
get_flag (JsonObject *object,
          const char *name,
          gboolean    otherwise)
{
  return json_object_has_member (object, name) ? json_object_get_boolean_member (object, name) : otherwise;
}

static SpillTemplateEnv *
make_env (JsonObject *row)
{
  SpillTemplateEnv *env = spill_template_env_new ();
  SpillTemplateLimits limits;

  /* Small, so that what is hostile ends soon also under the sanitizers. */
  spill_template_env_get_default_limits (&limits);
  limits.steps = 2000000;
  limits.output = 4 * 1024 * 1024;
  limits.memory = 16 * 1024 * 1024;
  limits.items = 100000;
  spill_template_env_set_limits (env, &limits);
  spill_template_env_set_autoescape (env, get_flag (row, "autoescape", TRUE));
  spill_template_env_set_trim (env, get_flag (row, "trim_blocks", FALSE), get_flag (row, "lstrip_blocks", FALSE));
  if (json_object_has_member (row, "templates"))
    spill_template_env_add_loader (env, load_member, json_object_get_object_member (row, "templates"), NULL);
  return env;
}

static void
test_case (gconstpointer data)
{
  JsonObject *row = (JsonObject *) data;
  const char *text = json_object_get_string_member (row, "template");
  const char *expected = json_object_has_member (row, "output") ? json_object_get_string_member (row, "output") : NULL;
  g_autoptr(SpillTemplateEnv) env = make_env (row);
  g_autoptr(SpillValue) given = json_object_has_member (row, "data") ? value_from_json (json_object_get_member (row, "data")) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillTemplate) template = spill_template_env_compile (env, "case", text, -1, &error);
  g_autofree char *page = template != NULL ? spill_template_env_render (env, template, given, NULL, &error) : NULL;

  g_assert ((page == NULL) == (error != NULL));
  if (expected != NULL)
    {
      if (page == NULL || strcmp (page, expected) != 0)
        g_test_message ("%s\n  gave     %s\n  expected %s", text, page != NULL ? page : error->message, expected);
      if (page == NULL || strcmp (page, expected) != 0)
        g_test_fail ();
      return;
    }

  if (page != NULL || strcmp (load_error_name (error), json_object_get_string_member (row, "error")) != 0)
    {
      g_test_message ("%.200s\n  gave %.500s, expected error %s", text, page != NULL ? page : error->message,
                      json_object_get_string_member (row, "error"));
      g_test_fail ();
    }
  if (error != NULL)
    {
      g_assert (g_utf8_validate (error->message, -1, NULL));
      g_assert (strstr (error->message, ":") != NULL);
    }
}

/* "{{ 'x' * 5 }}" a million times, and what else a file should not hold. */
static const struct
{
  const char *name, *before, *repeated, *after;
  guint       times;
  int         code;
} long_cases[] = {
  { "parentheses", "{{ ", "(", "", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "lists", "{{ ", "[", "", 100, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "not", "{{ ", "not ", "1 }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "signs", "{{ ", "- ", "1 }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "sum", "{{ 1", " + 1", " }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "attributes", "{{ a", ".b", " }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "calls", "{{ a", "()", " }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "filters", "{{ a", "|e", " }}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "if", "", "{% if 1 %}", "", 40000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "else", "{{ 1", " if 1 else 1", " }}", 40000, SPILL_TEMPLATE_ERROR_SYNTAX },
  { "size", "", "0123456789", "", 100000, SPILL_TEMPLATE_ERROR_LIMIT },
  { "targets", "{% set ", "(", "a = 1 %}", 100000, SPILL_TEMPLATE_ERROR_SYNTAX },
};

static void
test_long (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(GString) text = g_string_new (long_cases[i].before);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillTemplate) template = NULL;

  for (guint j = 0; j < long_cases[i].times; j++)
    g_string_append (text, long_cases[i].repeated);
  g_string_append (text, long_cases[i].after);
  template = spill_template_env_compile (env, "long", text->str, (gssize) text->len, &error);
  g_assert_error (error, SPILL_TEMPLATE_ERROR, long_cases[i].code);
  g_assert_null (template);
}

static SpillValue *
add_one (SpillValue *const *args,
         guint              n_args,
         SpillValue        *named,
         gpointer           user_data,
         GError           **error)
{
  if (n_args != 1 || named != NULL)
    {
      g_set_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_VALUE, "one argument, please");
      return NULL;
    }
  return spill_value_new_integer (spill_value_get_integer (args[0]) + 1);
}

static void
test_functions (void)
{
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(SpillValue) function = spill_value_new_function ("add_one", add_one, NULL, NULL);
  g_autoptr(SpillTemplate) template = NULL, expression = NULL, wrong = NULL;
  g_autoptr(SpillValue) value = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *page = NULL;

  spill_template_env_add_global (env, "one", function);
  spill_template_env_add_filter (env, "plus", function);
  template = spill_template_env_compile (env, "t", "{{ one(1) }} {{ 2|plus }} {{ [5, 6]|map('plus')|join(',') }}", -1, &error);
  g_assert_no_error (error);
  page = spill_template_env_render (env, template, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (page, ==, "2 3 6,7");

  expression = spill_template_env_compile_expression (env, "e", "one(3) * 2 > 7 and 'yes'", -1, &error);
  g_assert_no_error (error);
  value = spill_template_env_evaluate (env, expression, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (spill_value_get_string (value), ==, "yes");

  wrong = spill_template_env_compile (env, "w.html", "\n{{ one() }}", -1, &error);
  g_assert_no_error (error);
  g_assert_null (spill_template_env_render (env, wrong, NULL, NULL, &error));
  g_assert_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, "w.html:2: add_one: one argument, please");
}

static void
test_folders (void)
{
  g_autofree char *mine = g_dir_make_tmp ("spill-template-XXXXXX", NULL), *theirs = g_dir_make_tmp ("spill-template-XXXXXX", NULL);
  g_autofree char *both = g_build_filename (mine, "both", NULL), *other = g_build_filename (theirs, "both", NULL);
  g_autofree char *only = g_build_filename (theirs, "only", NULL), *page = NULL;
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(SpillTemplate) template = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (both, "mine", -1, NULL));
  g_assert_true (g_file_set_contents (other, "theirs", -1, NULL));
  g_assert_true (g_file_set_contents (only, "only {% include 'both' %}", -1, NULL));
  spill_template_env_add_folder (env, mine);
  spill_template_env_add_folder (env, theirs);
  template = spill_template_env_get (env, "only", &error);
  g_assert_no_error (error);
  page = spill_template_env_render (env, template, NULL, NULL, &error);
  g_assert_cmpstr (page, ==, "only mine");

  for (guint i = 0; i < 5; i++)
    {
      const char *const names[] = { "../both", "/etc/passwd", "./both", "a/../../both", "" };

      g_clear_error (&error);
      g_assert_null (spill_template_env_get (env, names[i], &error));
      g_assert_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND);
    }
  g_remove (both);
  g_remove (other);
  g_remove (only);
  g_rmdir (mine);
  g_rmdir (theirs);
}

static gpointer
render_often (gpointer data)
{
  gpointer *both = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *page = spill_template_env_render (both[0], both[1], both[2], NULL, NULL);

      g_assert_cmpstr (page, ==, "<b>a&lt;</b><b>b</b>");
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(SpillTemplate) template = spill_template_env_compile (env, "t", "{% macro m(x) %}<b>{{ x }}</b>{% endmacro %}{% for i in l %}{{ m(i) }}{% endfor %}", -1, NULL);
  g_autoptr(SpillValue) data = NULL;
  SpillDictBuilder *dictionary = spill_dict_builder_new ();
  SpillListBuilder *list = spill_list_builder_new ();
  GThread *threads[4];
  gpointer shared[3];

  spill_list_builder_add (list, spill_value_new_string ("a<"));
  spill_list_builder_add (list, spill_value_new_string ("b"));
  spill_dict_builder_set (dictionary, "l", spill_list_builder_end (list));
  data = spill_dict_builder_end (dictionary);
  shared[0] = env;
  shared[1] = template;
  shared[2] = data;
  for (guint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("render", render_often, shared);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

static void
add_cases (JsonNode *root)
{
  JsonObjectIter iter;
  const char *group;
  JsonNode *rows;

  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &group, &rows))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (rows)); i++)
      {
        g_autofree char *path = g_strdup_printf ("/template/%s/%u", group, i + 1);

        g_test_add_data_func (path, json_array_get_object_element (json_node_get_array (rows), i), test_case);
      }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(JsonParser) parser = json_parser_new ();
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  json_parser_load_from_file (parser, SPILL_TEMPLATE_CASES, &error);
  g_assert_no_error (error);
  add_cases (json_parser_get_root (parser));
  for (guint i = 0; i < G_N_ELEMENTS (long_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/template/long/%s", long_cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_long);
    }
  g_test_add_func ("/template/functions", test_functions);
  g_test_add_func ("/template/folders", test_folders);
  g_test_add_func ("/template/threads", test_threads);
  return g_test_run ();
}
