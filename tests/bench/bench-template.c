/* A page of 5,000 rows with five expressions each, as in a long list of builds; python3-jinja2's
 * figure for the same page in the same run is the peer. */

#include <string.h>

#include "bench.h"
#include "template/spill-template-env.h"

#define ROWS   5000
#define ROUNDS 40
#define FLOOR  1000000    /* rows/s */

static const char page_text[] =
  "{% for row in rows %}<tr class=\"{{ row.result }}\"><td>{{ loop.index }}</td><td>{{ row.name }}</td>"
  "<td>{{ row.number }}</td><td>{{ row.text|upper }}</td></tr>\n{% endfor %}";

static const char peer[] =
  "import jinja2, sys, time\n"
  "rows = [dict(name='builder <%d>' % i, number=i, result='success', text='build successful') for i in range(5000)]\n"
  "page = jinja2.Environment(autoescape=True).from_string(sys.argv[1])\n"
  "page.render(rows=rows)\n"
  "best = 0\n"
  "for i in range(5):\n"
  "    start = time.perf_counter(); page.render(rows=rows)\n"
  "    best = max(best, 5000 / (time.perf_counter() - start))\n"
  "print(best)\n";

static SpillValue *
make_rows (void)
{
  SpillListBuilder *rows = spill_list_builder_new ();
  SpillDictBuilder *data = spill_dict_builder_new ();

  for (int i = 0; i < ROWS; i++)
    {
      SpillDictBuilder *row = spill_dict_builder_new ();
      g_autofree char *name = g_strdup_printf ("builder <%d>", i);

      spill_dict_builder_set (row, "name", spill_value_new_string (name));
      spill_dict_builder_set (row, "number", spill_value_new_integer (i));
      spill_dict_builder_set (row, "result", spill_value_new_string ("success"));
      spill_dict_builder_set (row, "text", spill_value_new_string ("build successful"));
      spill_list_builder_add (rows, spill_dict_builder_end (row));
    }
  spill_dict_builder_set (data, "rows", spill_list_builder_end (rows));
  return spill_dict_builder_end (data);
}

static double
measure_peer (void)
{
  const char *argv[] = { "/usr/bin/python3", "-c", peer, page_text, NULL };
  g_autofree char *output = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, NULL))
    return 0;
  return g_ascii_strtod (output, NULL);
}

int
main (void)
{
  g_autoptr(SpillTemplateEnv) env = spill_template_env_new ();
  g_autoptr(SpillTemplate) template = spill_template_env_compile (env, "page", page_text, -1, NULL);
  g_autoptr(SpillValue) data = make_rows ();
  double best = 0, other;

  for (guint i = 0; i < ROUNDS; i++)
    {
      double start = bench_cpu ();
      g_autoptr(GError) error = NULL;
      g_autofree char *page = spill_template_env_render (env, template, data, NULL, &error);

      if (page == NULL)
        g_error ("%s", error->message);
      best = MAX (best, ROWS / MAX (bench_cpu () - start, 1e-6));
    }

  bench_row_floor ("template rows", best, "rows/s", FLOOR);
  other = measure_peer ();
  bench_row ("template rows, python3-jinja2", other, "rows/s", 0);
  if (other > 0)
    bench_row ("template rows, times python3-jinja2", best / other, "times", 0);
  return 0;
}
