/* Serves the pages of a made master to a browser, and changes it when told.
 * Usage: serve-pages hostile|empty|big|demo: prints the address; each line on the standard input makes
 * one more build start; the end of the input ends it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gio/gunixinputstream.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-change.h"
#include "model/spill-master.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"
#include "sources/spill-sources.h"
#include "util/spill-clock.h"
#include "web/spill-web-server.h"

/* What breaks out of texts, attributes, addresses and lines. A script that ran would leave its mark. */
static const char *const hostile[] = {
  "<script>window.pwned=1</script>",
  "\"><img src=x onerror=\"window.pwned=1\">",
  "' onmouseover='window.pwned=1' x='",
  "</td></tr></table></style></title><svg onload=window.pwned=1>",
  "{{ 7*7 }}{% raw %}",
  "a\nb\r\nc\td",
  "\xe2\x80\xae" "evil\xe2\x80\xac \xe2\x81\xa6 isolate",
  "../../../etc/passwd?x=1#y",
  "javascript:window.pwned=1",
  "&lt;b&gt; &amp; &#39;",
  "\x01\x1b[31mred\x7f",
  "..",
};

static char *
huge_text (void)
{
  return g_strnfill (100 * 1000, 'W');
}

static void
add_step (SpillBuild *build,
          guint       number,
          const char *text,
          double      start)
{
  const char *const words[] = { text, "word", NULL };
  SpillStep *step = spill_build_add_step (build, number, text);
  g_autoptr(GPtrArray) urls = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_url_free);
  g_autofree char *http = g_strconcat ("http://x/", text, NULL);
  g_autofree char *data = g_strconcat ("data:text/html,", text, NULL);

  spill_step_begin (step);
  spill_step_set_words (step, words);
  spill_step_set_started (step, start);
  spill_step_add_log (step, 1, text);
  g_ptr_array_add (urls, spill_url_new (text, http));
  g_ptr_array_add (urls, spill_url_new (text, "javascript:window.pwned=1"));
  g_ptr_array_add (urls, spill_url_new (text, data));
  g_ptr_array_add (urls, spill_url_new (text, text));
  spill_step_set_urls (step, g_steal_pointer (&urls));
  spill_step_set_finished (step, start + 10, SPILL_RESULT_FAILURE);
  spill_step_end (step);
}

static void
add_hostile (SpillMaster *master,
             guint        number,
             const char  *text)
{
  const char *const words[] = { text, NULL };
  double start = spill_now () - 600 - number;
  SpillBuilder *builder = spill_master_add_builder (master, number, text);
  SpillBuild *build = spill_builder_add_build (builder, 0, 1);
  g_autoptr(SpillChange) change =
    g_object_new (SPILL_TYPE_CHANGE, "id", (gint64) number, "when", start, "author", text, "comments", text,
                  "revision", text, "revlink", text, "branch", text, "category", text, "project", text,
                  "repository", text, "codebase", text, "files", words, NULL);
  g_autoptr(GPtrArray) changes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stamps = g_ptr_array_new_with_free_func (g_object_unref);

  spill_builder_set_tags (builder, words);
  spill_builder_set_category (builder, text);
  spill_builder_set_description (builder, text);
  spill_builder_set_state (builder, SPILL_BUILDER_IDLE);
  spill_builder_add_event (builder, start - 50, words);
  spill_master_add_old_change (master, change);
  g_ptr_array_add (changes, g_object_ref (change));
  g_ptr_array_add (stamps, g_object_new (SPILL_TYPE_SOURCE_STAMP, "branch", text, "revision", text,
                                         "project", text, "repository", text, "codebase", text, NULL));
  spill_build_begin (build);
  spill_build_set_started (build, start);
  spill_build_set_reason (build, text);
  spill_build_set_people (build, words);
  spill_build_set_words (build, words);
  spill_build_set_changes (build, changes);
  spill_build_set_source_stamps (build, stamps);
  add_step (build, 0, text, start);
  spill_build_set_finished (build, start + 20, SPILL_RESULT_FAILURE);
  spill_build_end (build);
}

static SpillMaster *
new_hostile (void)
{
  SpillMaster *master = spill_master_new ("hostile", "http://master/");
  g_autofree char *huge = huge_text ();

  spill_master_set_title (master, hostile[0]);
  spill_master_set_title_url (master, hostile[8]);
  spill_master_set_version (master, hostile[1]);
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    add_hostile (master, i + 1, hostile[i]);
  add_hostile (master, G_N_ELEMENTS (hostile) + 1, huge);

  return master;
}

static SpillMaster *
new_big (void)
{
  SpillMaster *master = spill_master_new ("big", "http://master/");

  for (guint i = 1; i <= 1200; i++)
    {
      g_autofree char *name = g_strdup_printf ("builder-%u", i);
      SpillBuilder *builder = spill_master_add_builder (master, i, name);

      spill_builder_set_state (builder, SPILL_BUILDER_IDLE);
      for (guint j = 0; j < 3; j++)
        {
          SpillBuild *build = spill_builder_add_build (builder, 0, j);
          double start = spill_now () - 5000 + j * 1500 + i % 60 * 10;

          spill_build_begin (build);
          spill_build_set_started (build, start);
          spill_build_set_text (build, "build successful");
          spill_build_set_revision (build, j % 2 ? "r1" : "r2", "master");
          for (guint k = 0; k < 4; k++)
            {
              SpillStep *step = spill_build_add_step (build, k, "compile");

              spill_step_begin (step);
              spill_step_set_text (step, "compile");
              spill_step_set_started (step, start + k * 30);
              spill_step_set_finished (step, start + k * 30 + 29, SPILL_RESULT_SUCCESS);
              spill_step_end (step);
            }
          spill_build_set_finished (build, start + 120, SPILL_RESULT_SUCCESS);
          spill_build_end (build);
        }
    }

  return master;
}

static SpillMaster *
new_master (const char *kind)
{
  if (strcmp (kind, "hostile") == 0)
    return new_hostile ();
  if (strcmp (kind, "big") == 0)
    return new_big ();

  return spill_master_new (kind, strcmp (kind, "demo") == 0 ? "demo:?seed=7" : "http://master/");
}

static void
on_line (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  GMainLoop *loop = g_object_get_data (object, "loop");
  SpillMaster *master = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object), result,
                                                                     NULL, NULL);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  SpillBuild *build;

  if (line == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }

  if (builder == NULL)
    builder = spill_master_add_builder (master, 1, "new-builder");
  build = spill_builder_add_build (builder, 0, 1000);
  spill_build_begin (build);
  spill_build_set_started (build, spill_now ());
  spill_build_set_text (build, line);
  spill_build_end (build);
  spill_master_settle (master);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (object), G_PRIORITY_DEFAULT, NULL, on_line, master);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (input);
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillMaster) master = NULL;
  g_autoptr(SpillSource) source = NULL;
  g_autoptr(SpillPages) pages = NULL;
  g_autoptr(SpillWebServer) server = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;

  if (argc != 2)
    return 2;

  master = new_master (argv[1]);
  spill_status_add_master (status, master);
  if (strcmp (argv[1], "demo") == 0 && (source = spill_sources_new (master, &error)) == NULL)
    g_error ("%s", error->message);
  if (source != NULL)
    spill_source_start (source);
  else
    spill_master_set_connection (master, SPILL_CONNECTION_LIVE);
  pages = spill_pages_new (status);
  server = spill_web_server_new (pages, NULL);
  if (!spill_web_server_start (server, 0, &error))
    g_error ("%s", error->message);
  url = spill_web_server_dup_url (server);
  printf ("%s\n", url);
  fflush (stdout);
  g_object_set_data (G_OBJECT (lines), "loop", loop);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line, master);
  g_main_loop_run (loop);
  spill_web_server_stop (server);
  if (source != NULL)
    spill_source_stop (source);

  return 0;
}
