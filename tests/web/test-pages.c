#include <string.h>

#include "model/spill-build.h"
#include "model/spill-log.h"
#include "model/spill-step.h"
#include "util/spill-clock.h"
#include "web/spill-page-args.h"

#include "../layout/world.h"
#include "page.h"

/* Times of today, so that what limits to a day shows them. "@" stands for now. */
static const char world[] =
  "i386 + unix fast\n"
  "i386 #6 @-700-@-640 success - r6\n"
  "i386 #6 s @-700-@-690 success git\n"
  "i386 #7 @-600-@-540 success foo r7\n"
  "i386 #7 s @-600-@-590 success git\n"
  "i386 #7 s @-590-@-540 success compile\n"
  "i386 #7 h @-540-@-540 success hidden_step\n"
  "i386 ! @-800 connect_slave-1\n"
  "ppc + unix\n"
  "ppc #3 @-400-@-340 failure bar r8\n"
  "ppc #3 s @-400-@-340 failure test_failed\n"
  "win + windows\n"
  "win #1 @-300- foo r7\n"
  "win #1 s @-300- - compiling\n"
  "win next @+7200\n"
  "smoketest offline\n"
  "* 1 @-710 ann - r6 repoA amanda lib\n"
  "* 2 @-610 bob foo r7 repoB other core\n"
  "* 3 @-410 carol bar r8 repoB other core\n"
  "i386 #6 * 1\n"
  "i386 #7 * 1 2\n"
  "ppc #3 * 3\n"
  "win #1 * 2\n";

static SpillMaster *
world_of_now (void)
{
  gint64 now = (gint64) spill_now ();
  GString *text = g_string_new (NULL);
  g_autofree char *lines = NULL;

  for (const char *at = world; *at != '\0'; )
    if (*at != '@')
      g_string_append_c (text, *at++);
    else
      {
        char *end;
        gint64 offset = g_ascii_strtoll (at + 1, &end, 10);

        g_string_append_printf (text, "%" G_GINT64_FORMAT, now + offset);
        at = end;
      }

  lines = g_string_free (text, FALSE);

  return world_new (lines);
}

/* What an argument does to a page. Texts with "|" between; %d: seconds since 1970 of so many seconds ago */
typedef struct
{
  const char *address;
  const char *has;
  const char *lacks;
} PageCase;

#define I386 ">i386</a>"
#define PPC ">ppc</a>"
#define WIN ">win</a>"
#define SMOKE ">smoketest</a>"
#define ALL I386 "|" PPC "|" WIN "|" SMOKE
#define ANN ">ann</a>"
#define BOB ">bob</a>"
#define CAROL ">carol</a>"
#define EVENT "class=\"event\""

static const PageCase page_cases[] = {
  { "/waterfall", ALL "|" ANN "|" BOB "|" CAROL "|" EVENT "|class=\"step success\"|class=\"step failure\"|"
                  "class=\"step running\"|test<br>failed|./builders/i386/builds/7\"|./changes/2\"|Build 7</a>",
    "hidden|http-equiv" },
  { "/waterfall?builder=i386", I386, PPC "|" WIN "|" SMOKE },
  { "/waterfall?builder=i386&builder=ppc", I386 "|" PPC, WIN "|" SMOKE },
  { "/waterfall?show=i386", I386, PPC },
  { "/waterfall?builder=nix", "No builder is to be shown", I386 },
  { "/waterfall?branch=foo", "Build 7<|" BOB, "Build 6<|Build 3<|" ANN "|" CAROL },
  { "/waterfall?branch=foo&branch=bar", "Build 7<|Build 3<|" BOB "|" CAROL, "Build 6<|" ANN },
  { "/waterfall?branch=trunk", "Build 6<|" ANN, "Build 7<|Build 3<" },
  { "/waterfall?category=unix", I386 "|" PPC, WIN "|" SMOKE },
  { "/waterfall?category=unix&category=windows", I386 "|" PPC "|" WIN, SMOKE },
  { "/waterfall?tag=fast", I386, PPC "|" WIN },
  { "/waterfall?tag=fast&category=windows", I386, WIN },
  { "/waterfall?committer=bob", "Build 7<|" BOB, "Build 6<|Build 3<|" ANN },
  { "/waterfall?project=amanda", ANN, BOB },
  { "/waterfall?failures_only=true", PPC "|" SMOKE, I386 },
  { "/waterfall?failures_only=1", PPC, I386 },
  { "/waterfall?failures_only=false", ALL, "" },
  { "/waterfall?show_events=true", EVENT, "" },
  { "/waterfall?show_events=false", "class=\"step success\"", EVENT },
  { "/waterfall?show_events=0", "", EVENT },
  { "/waterfall?last_time=%500", "Build 7<", "Build 3<" },
  { "/waterfall?first_time=%500", "Build 3<", "Build 7<|Build 6<" },
  { "/waterfall?show_time=500", "Build 3<", "Build 7<" },
  { "/waterfall?last_time=%500&show_time=150", "Build 7<", "Build 6<|Build 3<" },
  { "/waterfall?first_time=%5000&show_time=500", "Build 3<", "Build 7<" },
  { "/waterfall?num_events=1", "compiling", "Build 6<" },
  { "/waterfall?num_events=5000", "Build 6<", "" },
  { "/waterfall?nobubble=1", "Build 6<", "" },
  { "/waterfall?reload=60", "<meta http-equiv=\"refresh\" content=\"60\">", "" },
  { "/waterfall?reload=1", "content=\"5\"", "" },
  { "/waterfall?reload=0", "", "http-equiv" },
  { "/waterfall?reload=none", "", "http-equiv" },
  { "/waterfall?reload=", "", "http-equiv" },
  { "/waterfall?unknown=1&_=2", ALL, "unknown=1" },
  { "/waterfall?num_events=5&num_events=x", "compiling", "Build 6<" },
  { "/waterfall?builder=i386&branch=foo", "href=\"./waterfall?branch=foo\"|href=\"./waterfall?builder=i386\"", "" },
  { "/waterfall", "href=\"./waterfall/help\"", "" },
  { "/waterfall?branch=m%3Cn&show_events=false&builder=i386&builder=ppc&x=1",
    "href=\"./waterfall/help?builder=i386&amp;builder=ppc&amp;branch=m%3Cn&amp;show_events=false\"", "" },
  { "/masters/world/waterfall?reload=60", "href=\"./waterfall/help?reload=60\"", "" },
  { "/waterfall?branch=foo&last_time=%100", "next page|last_time=|&amp;branch=foo\"", "" },
  { "/waterfall/help", "name=\"builder\" value=\"i386\"|name=\"tag\" value=\"unix\"|name=\"branch\"|"
                       "name=\"show_events\"|name=\"failures_only\"|name=\"reload\" value=\"300\"|"
                       "name=\"committer\"|name=\"project\"|name=\"last_time\"|name=\"first_time\"|"
                       "name=\"show_time\"|name=\"num_events\"|name=\"nobubble\"|action=\"../waterfall\"", "" },
  { "/waterfall/help?builder=i386&branch=b%3Cr&num_events=7&failures_only=true&reload=60",
    "value=\"i386\" checked|value=\"b&lt;r\"|name=\"num_events\" value=\"7\"|"
    "value=\"true\" selected|value=\"60\" checked", "value=\"ppc\" checked" },
  { "/grid", ALL "|>r6<|>r7<|>r8<|class=\"cell success\"|class=\"cell failure\"|class=\"cell running\"|"
             "./builders/ppc/builds/3\"|class=\"builder offline\"", "" },
  { "/grid?category=unix", I386 "|" PPC, WIN },
  { "/grid?category=unix&category=windows", I386 "|" WIN, SMOKE },
  { "/grid?tag=fast", I386, PPC },
  { "/grid?width=1", ">r8<", ">r6<|>r7<" },
  { "/grid?width=1000", ">r6<", "" },
  { "/grid?branch=bar", ">r8<", ">r6<|>r7<" },
  { "/grid?branch=trunk", ">r6<", ">r7<" },
  { "/grid?branch=foo&branch=bar", ">r7<|>r8<", ">r6<" },
  { "/grid?reload=60", "content=\"60\"", "" },
  { "/grid?rev_order=x&length=x&builder=ppc", I386, "" },
  { "/tgrid", ALL "|>r6<|>r7<", "" },
  { "/tgrid?length=1", "", ">r6<" },
  { "/tgrid?width=1", ">r6<|>r7<|>r8<", "" },
  { "/tgrid?width=x", ">r6<", "" },
  { "/tgrid?category=unix", I386 "|" PPC, WIN },
  { "/tgrid?branch=foo", ">r7<", ">r6<" },
  { "/tgrid?rev_order=asc", "<b>oldest first</b>|rev_order=desc", "" },
  { "/tgrid?rev_order=desc", "<b>newest first</b>|rev_order=asc", "" },
  { "/tgrid?rev_order=sideways", "<b>oldest first</b>", "" },
  { "/tgrid?reload=60", "content=\"60\"", "" },
  { "/console", "title=\"r6\"|title=\"r7\"|title=\"r8\"|class=\"cell success|class=\"cell failure|"
                "class=\"cell running|class=\"cell notstarted|state offline|>unix</span>|>default</span>|"
                "href=\"./builders/i386/builds/6\"", "" },
  { "/console", "each builder, the last by the text of its revision on top<|"
                "Changes, the last by the text of its revision on top, and", "newest" },
  { "/console?builder=i386", "title=\"i386\"", "title=\"ppc\"" },
  { "/console?builder=i386&builder=ppc", "title=\"i386\"|title=\"ppc\"", "title=\"win\"" },
  { "/console?repository=repoA", "title=\"r6\"", "title=\"r7\"|title=\"r8\"" },
  { "/console?branch=foo", "title=\"r7\"", "title=\"r6\"|title=\"r8\"" },
  { "/console?branch=foo&branch=bar", "title=\"r7\"|title=\"r8\"", "title=\"r6\"" },
  { "/console?category=unix", "title=\"i386\"|title=\"ppc\"", "title=\"win\"" },
  { "/console?tag=windows", "title=\"win\"", "title=\"ppc\"" },
  { "/console?project=amanda", "title=\"r6\"", "title=\"r7\"" },
  { "/console?codebase=lib", "title=\"r6\"", "title=\"r7\"" },
  { "/console?name=ann", "title=\"r6\"", "title=\"r7\"" },
  { "/console?name=ann&name=bob", "title=\"r6\"|title=\"r7\"", "title=\"r8\"" },
  { "/console?revs=1", "title=\"r8\"", "title=\"r7\"" },
  { "/console?revs=500", "title=\"r6\"", "" },
  { "/console?reload=60", "content=\"60\"", "" },
  { "/console?name=nobody", "No change is to be shown", "title=\"r6\"" },
  { "/", "href=\"./waterfall\"|href=\"./grid\"|href=\"./tgrid\"|href=\"./console\"|"
         "href=\"./waterfall/help\"|4 builders|1 failing|1 build running", "" },
  { "/masters/world/", "href=\"./waterfall\"|href=\"../../static/spillway.css\"", "" },
  { "/masters/world/grid", ALL "|href=\"./console\"", "" },
  { "/builders/i386", "#7|#6|href=\"../builders/i386/builds/7\"", "" },
  { "/builders/i386/", "#7", "" },
  { "/builders/i386?numbuilds=1", "#7", "#6" },
  { "/builders/i386/builds/7", "compile|>r7<", "hidden" },
  { "/changes/2", "bob|>r7<|repoB", "" },
};

static char *
address_of (const PageCase *c)
{
  gint64 now = (gint64) spill_now ();
  GString *text = g_string_new (NULL);

  for (const char *at = c->address; *at != '\0'; )
    if (*at == '%' && !g_str_has_prefix (at, "%3C"))
      {
        char *end;
        gint64 ago = g_ascii_strtoll (at + 1, &end, 10);

        g_string_append_printf (text, "%" G_GINT64_FORMAT, now - ago);
        at = end;
      }
    else
      {
        g_string_append_c (text, *at++);
      }

  return g_string_free (text, FALSE);
}

/* @has and @lacks: texts with "|" between */
static void
check_texts (Page       *page,
             const char *address,
             const char *has,
             const char *lacks)
{
  g_auto(GStrv) present = g_strsplit (has, "|", -1);
  g_auto(GStrv) absent = g_strsplit (lacks, "|", -1);

  for (guint i = 0; present[i] != NULL; i++)
    if (*present[i] != '\0' && page_count (page, present[i]) == 0)
      {
        g_test_message ("%s lacks %s:\n%s", address, present[i], page->text);
        g_test_fail ();
      }
  for (guint i = 0; absent[i] != NULL; i++)
    if (*absent[i] != '\0' && page_count (page, absent[i]) > 0)
      {
        g_test_message ("%s has %s:\n%s", address, absent[i], page->text);
        g_test_fail ();
      }
}

static void
test_page (gconstpointer data)
{
  const PageCase *c = data;
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);
  g_autofree char *address = address_of (c);
  g_autoptr(Page) page = page_get (pages, address);

  g_assert_cmpuint (page->status, ==, 200);
  check_texts (page, address, c->has, c->lacks);
}

/* Errors: the page names what is wrong. */
static const struct { const char *address; guint status; const char *says; } error_cases[] = {
  { "/waterfall?num_events=x", 400, "“num_events”" },
  { "/waterfall?num_events=0", 400, "“num_events”" },
  { "/waterfall?num_events=5001", 400, "“num_events”" },
  { "/waterfall?num_events=-1", 400, "“num_events”" },
  { "/waterfall?num_events=1.5", 400, "“num_events”" },
  { "/waterfall?num_events=99999999999999999999", 400, "“num_events”" },
  { "/waterfall?num_events=x&num_events=5", 400, "“num_events”" },
  { "/waterfall?last_time=x", 400, "“last_time”" },
  { "/waterfall?last_time=-5", 400, "“last_time”" },
  { "/waterfall?last_time=0", 400, "“last_time”" },
  { "/waterfall?last_time=1e9", 400, "“last_time”" },
  { "/waterfall?last_time=1.2.3", 400, "“last_time”" },
  { "/waterfall?last_time=inf", 400, "“last_time”" },
  { "/waterfall?last_time=nan", 400, "“last_time”" },
  { "/waterfall?last_time=0x10", 400, "“last_time”" },
  { "/waterfall?last_time=999999999999999", 400, "“last_time”" },
  { "/waterfall?first_time=x", 400, "“first_time”" },
  { "/waterfall?show_time=x", 400, "“show_time”" },
  { "/waterfall?failures_only=maybe", 400, "“failures_only”" },
  { "/waterfall?show_events=2", 400, "“show_events”" },
  { "/waterfall?nobubble=x", 400, "“nobubble”" },
  { "/waterfall?reload=x", 400, "“reload”" },
  { "/waterfall?reload=86401", 400, "“reload”" },
  { "/waterfall?reload=%3Cscript%3E", 400, "&lt;script&gt;" },
  { "/waterfall?builder=%FF", 400, "“builder”" },
  { "/waterfall/help?num_events=x", 400, "“num_events”" },
  { "/grid?width=x", 400, "“width”" },
  { "/grid?width=0", 400, "“width”" },
  { "/grid?width=1001", 400, "“width”" },
  { "/grid?reload=x", 400, "“reload”" },
  { "/tgrid?length=x", 400, "“length”" },
  { "/tgrid?length=1001", 400, "“length”" },
  { "/tgrid?reload=x", 400, "“reload”" },
  { "/console?revs=x", 400, "“revs”" },
  { "/console?revs=501", 400, "“revs”" },
  { "/console?reload=x", 400, "“reload”" },
  { "/builders/i386?numbuilds=x", 400, "“numbuilds”" },
  { "/nix", 404, "no such page" },
  { "/waterfall/", 404, "no such page" },
  { "/waterfall/nope", 404, "no such page" },
  { "/waterfall/help/x", 404, "no such page" },
  { "/Waterfall", 404, "no such page" },
  { "//waterfall", 404, "no such page" },
  { "/../waterfall", 404, "no such page" },
  { "/%2e%2e/waterfall", 404, "no such page" },
  { "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v/w/x/y/z", 404, "no such page" },
  { "/%FF", 404, "no such page" },
  { "/waterfall%00", 404, "no such page" },
  { "/%3Cscript%3Ealert(1)%3C/script%3E", 404, "no such page" },
  { "", 404, "no such page" },
  { "waterfall", 404, "no such page" },
  { "/builders/nix", 404, "no such builder" },
  { "/builders/i386/builds/99", 404, "build is not known" },
  { "/builders/i386/builds/-1", 404, "no such page" },
  { "/builders/i386/builds/x", 404, "no such page" },
  { "/builders/i386/builds", 404, "no such page" },
  { "/builders/i386/nope", 404, "no such page" },
  { "/builders/", 404, "no such page" },
  { "/changes/99", 404, "change is not known" },
  { "/changes/x", 404, "no such page" },
  { "/masters/nix/waterfall", 404, "no such master" },
  { "/masters/nix/", 200, "Welcome" },
};

static void
test_errors (void)
{
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);

  for (guint i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      g_autoptr(Page) page = page_get (pages, error_cases[i].address);

      if (page->status != error_cases[i].status || page_count (page, error_cases[i].says) == 0)
        {
          g_test_message ("%s: %u\n%s", error_cases[i].address, page->status, page->text);
          g_test_fail ();
        }
      g_assert_cmpuint (page_count (page, "<script>"), ==, 0);
      /* Nothing follows an error, so that nothing can be lost. */
      g_assert_cmpuint (page_count (page, "<script "), ==, page->status >= 400 ? 0 : 1);
      g_assert_cmpuint (page_count (page, "is lost"), ==, page->status >= 400 ? 0 : 1);
      if (page->status >= 400)
        g_assert_null (page->key);
    }
}

/* The same page has the same key; what is another page another one. */
static void
test_keys (void)
{
  static const struct { const char *a, *b; gboolean is_same; } cases[] = {
    { "/waterfall", "/waterfall", TRUE },
    { "/waterfall", "/waterfall?x=1", TRUE },
    { "/waterfall?builder=a&branch=b", "/waterfall?branch=b&builder=a", TRUE },
    { "/waterfall?builder=a&builder=b", "/waterfall?builder=b&builder=a", FALSE },
    { "/waterfall", "/waterfall?reload=60", FALSE },
    { "/waterfall?builder=a", "/waterfall?branch=a", FALSE },
    { "/waterfall?builder=a%26branch%3Db", "/waterfall?builder=a&branch=b", FALSE },
    { "/waterfall", "/grid", FALSE },
    { "/grid", "/masters/world/grid", FALSE },
    { "/tgrid?length=3", "/tgrid?length=4", FALSE },
    { "/console?revs=3", "/console", FALSE },
    { "/builders/i386", "/builders/ppc", FALSE },
    { "/builders/i386/builds/6", "/builders/i386/builds/7", FALSE },
  };
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(Page) a = page_get (pages, cases[i].a);
      g_autoptr(Page) b = page_get (pages, cases[i].b);

      g_assert_nonnull (a->key);
      if ((strcmp (a->key, b->key) == 0) != cases[i].is_same)
        {
          g_test_message ("%s: %s, %s: %s", cases[i].a, a->key, cases[i].b, b->key);
          g_test_fail ();
        }
    }
}

static void
count (SpillPages  *pages,
       SpillMaster *master,
       gpointer     n)
{
  (*(guint *) n)++;
}

/* The version changes with what is shown, and says so once. */
static void
test_version (void)
{
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);
  g_autoptr(Page) before = page_get (pages, "/waterfall");
  g_autoptr(Page) after = NULL;
  g_autoptr(SpillPageJob) job = NULL;
  SpillBuild *build = spill_builder_get_build (spill_master_find_builder (master, "i386"), 7);
  guint n = 0;

  g_signal_connect (pages, "changed", G_CALLBACK (count), &n);
  spill_build_set_text (build, "something else");
  spill_build_set_text (build, "something else again");
  g_assert_cmpuint (n, ==, 1);
  job = spill_pages_prepare (pages, "/waterfall", NULL);
  g_assert_cmpstr (spill_page_job_get_version (job), !=, before->version);
  after = page_get (pages, "/waterfall");
  g_assert_cmpstr (after->version, !=, before->version);
  g_assert_cmpuint (page_count (before, "something else again"), ==, 0);
  g_assert_cmpuint (page_count (after, "something else again"), ==, 1);
  spill_build_set_text (build, "and again");
  g_assert_cmpuint (n, ==, 2);
}

/* A step or a log is looked at where the master shows it. */
static void
test_away (void)
{
  static const struct { const char *kind, *path, *location; } cases[] = {
    { "eight", "/builders/i386/builds/7/steps/a%20b/logs/x%2Fy", "http://bb/builders/i386/builds/7/steps/a%20b/logs/x%2Fy" },
    { "eight", "/builders/i386/builds/7/steps/git", "http://bb/builders/i386/builds/7/steps/git" },
    { "nine", "/builders/i386/builds/7/steps/git/logs/stdio", "http://bb/#/builders/1/builds/7" },
    { "nine", "/builders/i386/builds/7/steps/compile/logs/a%20log", "http://bb/#/builders/1/builds/7/steps/1/logs/a_log" },
    { "nine", "/builders/i386/builds/7/steps/compile", "http://bb/#/builders/1/builds/7" },
    { "nine", "/builders/i386/builds/7/steps/nix/logs/x", "http://bb/#/builders/1/builds/7" },
    { "demo", "/builders/i386/builds/7/steps/git/logs/stdio", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(SpillMaster) master = world_of_now ();
      g_autoptr(SpillPages) pages = NULL;
      g_autoptr(Page) page = NULL;

      SpillBuild *build = spill_builder_get_build (spill_master_find_builder (master, "i386"), 7);
      SpillLog *log = spill_step_add_log (spill_list_peek (spill_build_get_steps (build), 1), 1, "a log");

      spill_log_set_slug (log, "a_log");
      spill_master_set_kind (master, cases[i].kind);
      spill_master_set_base_url (master, "http://bb/");
      pages = pages_of (master);
      page = page_get (pages, cases[i].path);
      g_assert_cmpstr (page->location, ==, cases[i].location);
      g_assert_cmpuint (page->status, ==, cases[i].location != NULL ? 302 : 200);
    }
}

/* What a page shows without its steps is held, so that the master is asked. */
static void
test_holds (void)
{
  g_autoptr(SpillMaster) master = spill_master_new ("m", "http://master/");
  SpillBuilder *builder = spill_master_add_builder (master, 1, "a");
  SpillBuild *build = spill_builder_add_build (builder, 0, 1);
  g_autoptr(SpillPages) pages = NULL;
  g_autoptr(Page) page = NULL;

  spill_build_begin (build);
  spill_build_set_started (build, spill_now () - 100);
  spill_build_set_finished (build, spill_now () - 50, SPILL_RESULT_SUCCESS);
  spill_build_end (build);
  pages = pages_of (master);
  g_assert_cmpuint (spill_build_get_held (build), ==, 0);
  page = page_get (pages, "/waterfall");
  g_assert_cmpuint (spill_build_get_held (build) & SPILL_PART_STEPS, !=, 0);
  g_clear_object (&pages);
  g_assert_cmpuint (spill_build_get_held (build), ==, 0);
}

/* Masters that come and go, none at all, and jobs that outlive them. */
static void
test_masters (void)
{
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillPages) pages = spill_pages_new (status);
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(Page) none = page_get (pages, "/");
  g_autoptr(Page) no_page = page_get (pages, "/waterfall");
  g_autoptr(SpillMaster) other = spill_master_new ("a b/c", "http://other/");
  g_autoptr(Page) one = NULL;
  g_autoptr(Page) both = NULL;
  g_autoptr(Page) second = NULL;
  g_autoptr(SpillPageJob) job = NULL;
  g_autoptr(SpillPageJob) late = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) late_bytes = NULL;

  g_assert_cmpuint (none->status, ==, 200);
  g_assert_cmpuint (page_count (none, "no master yet"), ==, 1);
  g_assert_cmpuint (no_page->status, ==, 404);
  spill_status_add_master (status, master);
  one = page_get (pages, "/waterfall");
  g_assert_cmpuint (one->status, ==, 200);

  spill_master_set_title (other, "Other");
  spill_status_add_master (status, other);
  both = page_get (pages, "/");
  g_assert_cmpuint (page_count (both, "href=\"./waterfall\""), ==, 2);   /* of the bar, and of the first */
  g_assert_cmpuint (page_count (both, "href=\"./masters/a%20b%2Fc/waterfall\""), ==, 1);
  second = page_get (pages, "/masters/a%20b%2Fc/waterfall");
  g_assert_cmpuint (second->status, ==, 200);
  g_assert_cmpuint (page_count (second, "What builders there are is not known"), ==, 1);
  g_assert_true (spill_pages_find_master (pages, "/masters/a%20b%2Fc/waterfall") == other);
  g_assert_true (spill_pages_find_master (pages, "/waterfall") == master);

  job = spill_pages_prepare (pages, "/waterfall", NULL);
  while (!spill_page_job_collect (job))
    ;
  late = spill_pages_prepare (pages, "/waterfall", NULL);
  spill_status_remove_master (status, master);
  g_clear_object (&pages);
  g_assert_true (spill_page_job_collect (late));
  g_assert_cmpuint (spill_page_job_get_status (late), ==, 503);
  late_bytes = spill_page_job_render (late, NULL);
  g_assert_nonnull (late_bytes);
  bytes = spill_page_job_render (job, NULL);
  g_assert_nonnull (bytes);
  g_assert_true (spill_page_job_collect (job));
}

/* The console says in which order its lines are. */
static void
test_order (void)
{
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);
  g_autoptr(Page) page = NULL;

  spill_pages_set_order_console_by_time (pages, TRUE);
  page = page_get (pages, "/console");
  check_texts (page, "/console", "each builder, the newest on top<|Changes, the newest on top, and", "by the text");
}

/* What is wrong with a master is told, and what is not known of it is not nothing. */
static void
test_problem (void)
{
  static const struct { SpillConnection connection; const char *problem, *says, *lacks; } steps[] = {
    { SPILL_CONNECTION_CONNECTING, NULL, "The master is being read.", "cannot" },
    { SPILL_CONNECTION_RECONNECTING, "bb <refuses>.", "The master cannot be read. bb &lt;refuses&gt;.", "being read" },
    { SPILL_CONNECTION_RECONNECTING, "bb is away.", "The master cannot be read. bb is away.", "refuses" },
    { SPILL_CONNECTION_FAILED, "Log in.", "The master cannot be read. Log in.", "being read" },
    { SPILL_CONNECTION_LIVE, NULL, "", "class=\"note\"|not known|bb is away" },
    { SPILL_CONNECTION_RECONNECTING, "bb is away.", "last known of it. bb is away.", "not known" },
  };
  static const char *const paths[] = { "/", "/waterfall", "/grid", "/tgrid" };
  g_autoptr(SpillMaster) master = spill_master_new ("m", "http://bb/");
  g_autoptr(SpillPages) pages = pages_of (master);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      spill_master_set_connection (master, steps[i].connection);
      if (steps[i].problem != NULL)
        spill_master_set_problem (master, SPILL_PROBLEM_UNREACHABLE, steps[i].problem);
      for (guint j = 0; j < G_N_ELEMENTS (paths); j++)
        {
          g_autoptr(Page) page = page_get (pages, paths[j]);

          check_texts (page, paths[j], steps[i].says, steps[i].lacks);
          g_assert_cmpuint (page_count (page, j == 0 ? "0 builders." : "No builder is to be shown"), ==, i < 4 ? 0 : 1);
          g_assert_cmpuint (page_count (page, j == 0 ? "What builders it has is not known"
                                                     : "What builders there are is not known"), ==, i < 4 ? 1 : 0);
        }
    }
}

/* A page is as of when it was made, also if nothing has happened since. */
static void
test_time (void)
{
  static const char *const paths[] = { "/", "/waterfall", "/grid", "/console" };
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();

  for (guint i = 0; i < 2 * G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(Page) page = page_get (pages, paths[i % G_N_ELEMENTS (paths)]);
      g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((gint64) spill_now ());
      g_autoptr(GDateTime) now = g_date_time_to_timezone (utc, zone);
      g_autofree char *says = g_date_time_format (now, ", %H:%M:%S %Z</time></span>");

      check_texts (page, paths[i % G_N_ELEMENTS (paths)], says, "");
      if (i + 1 == G_N_ELEMENTS (paths))
        spill_clock_advance (spill_clock_get_default (), 300);
    }
}

static gpointer
render (gpointer job)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(GBytes) page = spill_page_job_render (job, NULL);

      g_assert_nonnull (page);
    }

  return NULL;
}

/* What a page is about may go between the request and the collecting. */
static void
test_gone (void)
{
  static const char *const paths[] = { "/builders/i386/builds/7", "/builders/i386", "/waterfall", "/changes/2" };
  static const guint statuses[] = { 404, 404, 200, 200 };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr(SpillMaster) master = world_of_now ();
      g_autoptr(SpillPages) pages = pages_of (master);
      g_autoptr(SpillPageJob) job = spill_pages_prepare (pages, paths[i], NULL);
      g_autoptr(GBytes) bytes = NULL;

      spill_builder_remove_build (spill_master_find_builder (master, "i386"), 7);
      if (i > 0)
        spill_master_remove_builder (master, spill_builder_get_id (spill_master_find_builder (master, "i386")));
      while (!spill_page_job_collect (job))
        ;
      bytes = spill_page_job_render (job, NULL);
      g_assert_nonnull (bytes);
      g_assert_cmpuint (spill_page_job_get_status (job), ==, statuses[i]);
    }
}

/* The worker renders while the model goes on. */
static void
test_thread (void)
{
  g_autoptr(SpillMaster) master = world_of_now ();
  g_autoptr(SpillPages) pages = pages_of (master);
  SpillBuild *build = spill_builder_get_build (spill_master_find_builder (master, "i386"), 7);

  for (guint i = 0; i < 20; i++)
    {
      SpillPageJob *job = spill_pages_prepare (pages, "/waterfall", NULL);
      GThread *thread;

      while (!spill_page_job_collect (job))
        ;
      thread = g_thread_new ("worker", render, job);
      for (guint j = 0; j < 50; j++)
        {
          g_autofree char *text = g_strdup_printf ("text %u", j);
          g_autoptr(Page) page = NULL;

          spill_build_set_text (build, text);
          page = page_get (pages, "/grid");
        }
      g_thread_join (thread);
      spill_page_job_unref (job);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(SpillClock) clock = spill_clock_new_manual ((double) (g_get_real_time () / G_USEC_PER_SEC));

  g_test_init (&argc, &argv, NULL);
  spill_clock_set_default (clock);
  for (guint i = 0; i < G_N_ELEMENTS (page_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/web/pages/%02u%s", i, page_cases[i].address);

      g_strdelimit (path + strlen ("/web/pages/"), "%&=?/", '-');
      g_test_add_data_func (path, &page_cases[i], test_page);
    }
  g_test_add_func ("/web/pages-errors", test_errors);
  g_test_add_func ("/web/pages-keys", test_keys);
  g_test_add_func ("/web/pages-version", test_version);
  g_test_add_func ("/web/pages-away", test_away);
  g_test_add_func ("/web/pages-holds", test_holds);
  g_test_add_func ("/web/pages-masters", test_masters);
  g_test_add_func ("/web/pages-order", test_order);
  g_test_add_func ("/web/pages-problem", test_problem);
  g_test_add_func ("/web/pages-time", test_time);
  g_test_add_func ("/web/pages-gone", test_gone);
  g_test_add_func ("/web/pages-thread", test_thread);

  return g_test_run ();
}
