#include "protocols/html08/spill-html08.h"

#include <malloc.h>
#include <string.h>

/* What a page holds as text, a line each. */

static void
dump_fields (GString   *text,
             GPtrArray *fields,
             guint      depth)
{
  static const char *const types[] = { "text", "textarea", "int", "bool", "list", "username", "fixed",
                                       "file", "worker", "nested" };

  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *field = fields->pdata[i];

      g_string_append_printf (text, "%*s%s %s", (int) depth * 2, "", types[field->type],
                              field->full_name != NULL ? field->full_name : "-");
      if (!g_str_equal (field->name, field->full_name != NULL ? field->full_name : ""))
        g_string_append_printf (text, " (%s)", field->name);
      g_string_append_printf (text, " [%s]", field->label);
      if (field->size != 0)
        g_string_append_printf (text, " %u", field->size);
      if (field->rows != 0 || field->columns != 0)
        g_string_append_printf (text, " %ux%u", field->rows, field->columns);
      if (field->multiple)
        g_string_append (text, " multiple");
      if (field->required)
        g_string_append (text, " required");
      if (field->choices != NULL)
        {
          g_autofree char *choices = g_strjoinv ("|", field->choices);

          g_string_append_printf (text, " {%s}", choices);
        }
      if (field->default_value != NULL)
        {
          g_autofree char *value = g_variant_print (field->default_value, FALSE);

          g_string_append_printf (text, " %s", value);
        }
      g_string_append_c (text, '\n');
      if (field->fields != NULL)
        dump_fields (text, field->fields, depth + 1);
    }
}

static char *
dump (SpillHtml08Page *page)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < page->forms->len; i++)
    {
      SpillHtml08Form *form = page->forms->pdata[i];

      g_string_append_printf (text, "form '%s' '%s' %s%s\n", form->scheduler, form->button, form->action,
                              form->wants_login ? " login" : "");
      dump_fields (text, form->fields, 1);
    }
  for (guint i = 0; i < page->requests->len; i++)
    {
      SpillHtml08Request *request = page->requests->pdata[i];

      g_string_append_printf (text, "request %" G_GINT64_FORMAT " %d:%d\n", request->id,
                              request->minute, request->second);
    }
  if (page->can_log_in)
    g_string_append (text, "login\n");
  if (page->alert != NULL)
    g_string_append_printf (text, "alert %s\n", page->alert);
  if (page->words != NULL)
    g_string_append_printf (text, "words %s\n", page->words);

  return g_string_free (text, FALSE);
}

static SpillHtml08Page *
read_text (const char *text)
{
  return spill_html08_read (text, strlen (text));
}

static SpillHtml08Page *
load (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "pages", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  return spill_html08_read (text, length);
}

/* Whole pages */

static const struct { const char *name; const char *expected; } page_cases[] = {
  { "builder-logged-in.html",
    "form 'force' 'Go & build' ../builders/arm/force\n"
    "  nested - []\n"
    "    text reason [reason:] 80 ''\n"
    "  nested - []\n"
    "    text branch [Branch:] 20 'master'\n"
    "    text revision [Revision:] 10 ''\n"
    "  text pull_url [Optional public Git pull url:] 40 ''\n"
    "  textarea notes [Notes] 4x30 'line 1\\nline 2'\n"
    "  list flavour [Flavour] {debug|release|asan & ubsan} 'release'\n"
    "  list targets [Targets] multiple {lib|bin|doc} ['lib']\n"
    "  bool clean [force a clean build] false\n"
    "  bool verbose [verbose] true\n"
    "  int jobs [Jobs] 10 4\n"
    "  text ticket [Ticket] 10 ''\n"
    "  worker slavename [slavename] {-any-|arm-1} '-any-'\n"
    "  nested opts [Options]\n"
    "    text opts_cflags (cflags) [CFLAGS] 10 '-O2'\n"
    "    int opts_timeout (timeout) [Timeout] 10 60\n"
    "    nested opts_deep (deep) [Deep]\n"
    "      bool opts_deep_flag (flag) [Flag] true\n"
    "  nested - [Anonymous group]\n"
    "    nested property1 []\n"
    "      text property1_name (name) [Name:] 10 ''\n"
    "      text property1_value (value) [Value:] 10 ''\n"
    "    nested property2 []\n"
    "      text property2_name (name) [Name:] 10 ''\n"
    "      text property2_value (value) [Value:] 10 ''\n"
    "form 'force-plain' 'Force Build' ../builders/arm/force\n"
    "  username username [Your name:] 30 ''\n"
    "  nested - []\n"
    "    text reason [reason] 20 'force build'\n"
    "  nested lib [Codebase: lib]\n"
    "    list lib_branch (branch) [Branch:] {master|release} 'master'\n"
    "    text lib_revision (revision) [Revision:] 10 ''\n"
    "  list inherit [Inherit from] {docs/12 (good)|docs/11} 'docs/12 (good)'\n"
    "request 211 28:45\n"
    "request 214 28:46\n"
    "words Builder arm. Waiting\n" },
  /* 0.8.0 to 0.8.5: one form, and the login in it. */
  { "builder-0.8.0.html",
    "form '' 'Force Build' ../builders/full/force\n"
    "  username username [Your name:] ''\n"
    "  text comments [Reason for build:] ''\n"
    "  text branch [Branch to build:] ''\n"
    "  text revision [Revision to build:] ''\n"
    "  nested - [Property 1]\n"
    "    text property1name [Name:] ''\n"
    "    text property1value [Value:] ''\n"
    "  nested - [Property 2]\n"
    "    text property2name [Name:] ''\n"
    "    text property2value [Value:] ''\n"
    "request 7 -1:-1\n"
    "words Builder full\n" },
  { "builder-0.8.5-login.html",
    "form '' 'Force Build' ../builders/full/force login\n"
    "  text comments [Reason for build:] ''\n"
    "  text branch [Branch to build:] 'stable'\n" },
  { "builder-0.8.6.html",
    "form 'force' 'Force Build' ../builders/full/force\n"
    "  username username [Your name:] 30 ''\n"
    "  text reason [reason] 20 'force build'\n"
    "  bool clean [clean] true\n"
    "  nested - [extra]\n"
    "    text property1name [Name:] ''\n"
    "    text property1value [Value:] ''\n"
    "login\n" },
  { "authzfail.html",
    "login\nwords No. You may not do this here.\n" },
};

static void
test_page (gconstpointer data)
{
  g_autoptr(SpillHtml08Page) page = load (page_cases[GPOINTER_TO_SIZE (data)].name);
  g_autofree char *text = dump (page);

  g_assert_cmpstr (text, ==, page_cases[GPOINTER_TO_SIZE (data)].expected);
}

/* One rule each */

#define FORM(inside) "<form action='../builders/a/force' method='post'>" inside "</form>"
#define HEAD "form '' '' ../builders/a/force\n"

static const struct { const char *name, *html, *expected; } rule_cases[] = {
  { "nothing", "", "" },
  { "no-html", "\x80\x81{}", "" },
  { "json", "{\"builders\": {}}", "" },
  { "empty-form", FORM (""), HEAD },
  { "upper-case", "<FORM ACTION='b/force'><INPUT NAME=a VALUE=1></FORM>", "form '' '' b/force\n  text a [] '1'\n" },
  { "query", "<form action='x/force?y=1#z'></form>", "form '' '' x/force?y=1#z\n" },
  { "other-forms", "<form action='x/stop'><input name=a></form><form><input name=a></form>", "" },
  { "not-forced", "<form action='x/reinforce'><input name=a></form>", "" },
  { "login", "<form action='./login'><input name=username></form>", "login\n" },
  { "entities", FORM ("<input name='a&amp;b' value='&lt;&quot;&#39;&eacute;&#x20AC;'>"),
    HEAD "  text a&b [] \"<\\\"'é€\"\n" },
  { "entity-unknown", FORM ("<input name=a value='&nope; & &amp;'>"), HEAD "  text a [] '&nope; & &'\n" },
  { "charref-nul", FORM ("<input name=a value='x&#0;y'>"), HEAD "  text a [] 'x'\n" },
  { "utf8-bad", FORM ("<input name=a value='\xff\xc3'>"), HEAD "  text a [] '\357\277\275\357\277\275'\n" },
  { "meta-charset", "<meta http-equiv='Content-Type' content='text/html; charset=utf-16'>"
    FORM ("<input name=a value='\xc3\xa9'>"), HEAD "  text a [] 'é'\n" },
  { "no-name", FORM ("<input value=1><input name='' value=2>"), HEAD },
  { "button", FORM ("<input type=submit name=s value='Go'><input type=reset value=R><input type=image name=i>"
                    "<input type=button name=b value=B>"), "form '' 'Go' ../builders/a/force\n" },
  { "hidden", FORM ("<input type=hidden name=forcescheduler value='a b'><input type=hidden name=x>"),
    "form 'a b' '' ../builders/a/force\n" },
  { "password", FORM ("<input name=username><input type=password name=passwd><input name=b>"),
    "form '' '' ../builders/a/force login\n  text b [] ''\n" },
  { "type-unknown", FORM ("<input type=colour name=a value=red>"), HEAD "  text a [] 'red'\n" },
  { "file", FORM ("<div class='row'><span class='label'>Patch</span><input type=file name=p></div>"),
    HEAD "  file p [Patch]\n" },
  { "number", FORM ("<input type=number name=n value=7>"), HEAD "  int n [] 7\n" },
  { "int-empty", FORM ("<div class='row force-int'><input name=n value=''></div>"), HEAD "  int n []\n" },
  { "int-wrong", FORM ("<div class='row force-int'><input name=n value='4 or 5'></div>"), HEAD "  int n []\n" },
  { "int-negative", FORM ("<div class='row force-int'><input name=n value=-3></div>"), HEAD "  int n [] -3\n" },
  { "class-part", FORM ("<div class='row force-integer'><input name=n value=3></div>"), HEAD "  text n [] '3'\n" },
  { "required", FORM ("<input name=n required>"), HEAD "  text n [] required ''\n" },
  { "size", FORM ("<input name=n size=40><input name=m size=99999><input name=k size=x>"),
    HEAD "  text n [] 40 ''\n  text m [] ''\n  text k [] ''\n" },
  { "checkbox", FORM ("<input type=checkbox name=checkbox value=a checked><input type=checkbox name=checkbox value=b>"),
    HEAD "  bool a [] true\n  bool b [] false\n" },
  { "checkbox-other", FORM ("<input type=checkbox name=on value=1><input type=checkbox name=off>"),
    HEAD "  bool on [] false\n  bool off [] false\n" },
  { "checkbox-label", FORM ("<div class=row><input type=checkbox name=checkbox value=a> <span class=label>A</span></div>"),
    HEAD "  bool a [A] false\n" },
  { "label-element", FORM ("<div class=row><label>Who <input name=w></label></div>"), HEAD "  text w [Who] ''\n" },
  { "label-markup", FORM ("<div class=row><span class=label>a <b>bold</b>\n one</span><input name=w></div>"),
    HEAD "  text w [a bold one] ''\n" },
  { "label-text", FORM ("<div class=row>Who: <input name=w></div>"), HEAD "  text w [Who:] ''\n" },
  { "two-in-row", FORM ("<div class=row><span class=label>A</span><input name=a><span class=label>B</span><input name=b></div>"),
    HEAD "  text a [A] ''\n  text b [B] ''\n" },
  { "choices-value", FORM ("<select name=s><option value=1>one<option value='2' selected>two</select>"),
    HEAD "  list s [] {1|2} '2'\n" },
  { "choices-none", FORM ("<select name=s></select>"), HEAD "  list s [] {}\n" },
  { "choices-first", FORM ("<select name=s><option>x</option><option>y</option></select>"), HEAD "  list s [] {x|y} 'x'\n" },
  /* 0.8 marks each choice that is a part of the default. */
  { "choices-parts", FORM ("<select name=s><option selected>linux</option><option selected>linux-gcc</option>"
                           "<option selected>gcc</option></select>"), HEAD "  list s [] {linux|linux-gcc|gcc} 'linux-gcc'\n" },
  { "choices-group", FORM ("<select name=s multiple><optgroup label=g><option selected>x</optgroup><option>y</select>"),
    HEAD "  list s [] multiple {x|y} ['x']\n" },
  { "choices-none-chosen", FORM ("<select name=s multiple><option>x</select>"), HEAD "  list s [] multiple {x} []\n" },
  { "textarea-break", FORM ("<textarea name=t>\nx\n</textarea>"), HEAD "  textarea t [] 'x\\n'\n" },
  { "textarea-entities", FORM ("<textarea name=t rows=2 cols=3>&lt;/textarea&gt;</textarea>"),
    HEAD "  textarea t [] 2x3 '</textarea>'\n" },
  { "group-of-other", "<form action='x/force'><input type=hidden name=forcescheduler value=f>"
    "<div class='force-nested' id='force-g-opts'><input name=opts_a></div></form>",
    "form 'f' '' x/force\n  nested - []\n    text opts_a [] ''\n" },
  { "group-name-not-before", "<form action='x/force'><input type=hidden name=forcescheduler value=f>"
    "<div class='force-nested' id='force-f-opts'><input name=other><input name=opts_></div></form>",
    "form 'f' '' x/force\n  nested opts []\n    text other [] ''\n    text opts_ [] ''\n" },
  { "cancel", "<li><small>(Nov 21 09:08:07, waiting 3:4)</small> <form action='a/cancelbuild'>"
    "<input type=hidden name=id value=3></form></li>", "request 3 8:7\n" },
  { "cancel-all", "<form action='a/cancelbuild'><input type=hidden name=id value=all></form>", "" },
  { "cancel-wrong", "<form action='a/cancelbuild'><input name=id value=-1></form>"
    "<form action='a/cancelbuild'><input name=id value=99999999999999999999></form>"
    "<form action='a/cancelbuild'><input name=ID></form>", "" },
  { "alert", "<div class='alert'> no <b>way</b> </div>", "alert no way\n" },
  { "words", "<div class=content><h1>No</h1><p> Not\n here </p><table><tr><td>x</table></div>", "words No. Not here\n" },
  { "external", "<!DOCTYPE html SYSTEM 'file:///etc/passwd' [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    FORM ("<input name=a value='&x;'>"), HEAD "  text a [] '&x;'\n" },
  { "script", "<script>document.write(\"<form action='x/force'></form>\")</script>", "" },
  { "comment", "<!-- <form action='x/force'></form> -->", "" },
};

static void
test_rule (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr(SpillHtml08Page) page = read_text (rule_cases[i].html);
  g_autofree char *text = dump (page);

  g_assert_cmpstr (text, ==, rule_cases[i].expected);
}

/* What a real 0.8.14 was sent and took. */

static char **
list_pairs (const char *body)
{
  g_auto(GStrv) all = g_strsplit (body, "&", -1);
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();

  for (guint i = 0; all[i] != NULL; i++)
    if (!g_str_has_prefix (all[i], "username=") && !g_str_has_prefix (all[i], "passwd="))
      g_ptr_array_add (pairs, g_strdup (all[i]));
  g_ptr_array_add (pairs, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&pairs), FALSE);
}

static void
test_recorded_post (void)
{
  g_autoptr(SpillHtml08Page) page = load ("builder-logged-in.html");
  g_autofree char *path = g_build_filename (g_getenv ("SPILL_TEST_DATA"), "eight", "post",
                                            "force-ok-creds-in-form.head", NULL);
  g_autoptr(GVariant) values = NULL;
  g_autoptr(GString) body = NULL;
  g_autofree char *recorded = NULL;
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) ours = NULL;
  g_auto(GStrv) theirs = NULL;

  values = g_variant_ref_sink (g_variant_new_parsed (
    "{'reason': <'because <i> & \"you\"'>, 'branch': <'master'>, 'revision': <''>, 'jobs': <int64 2>,"
    " 'flavour': <'release'>, 'targets': <['lib', 'doc']>, 'clean': <true>, 'verbose': <false>,"
    " 'opts_deep_flag': <true>, 'notes': <'a\\nb é'>, 'opts_cflags': <'-O3 <x>'>, 'opts_timeout': <int64 5>,"
    " 'property1_name': <'p1'>, 'property1_value': <'v1'>, 'slavename': <'-any-'>, 'ticket': <'ABC-1'>}"));
  body = spill_html08_form_encode (page->forms->pdata[0], values);
  g_assert_true (g_file_get_contents (path, &recorded, NULL, NULL));
  lines = g_strsplit (recorded, "\n", -1);
  for (guint i = 0; lines[i] != NULL && theirs == NULL; i++)
    if (g_str_has_prefix (lines[i], "forcescheduler="))
      theirs = list_pairs (g_strchomp (lines[i]));
  g_assert_nonnull (theirs);
  ours = list_pairs (body->str);

  /* All that was sent, as it was; what is besides is empty: a browser sends it. */
  for (guint i = 0; theirs[i] != NULL; i++)
    g_assert_true (g_strv_contains ((const char * const *) ours, theirs[i]));
  for (guint i = 0; ours[i] != NULL; i++)
    if (!g_strv_contains ((const char * const *) theirs, ours[i]))
      g_assert_true (g_str_has_suffix (ours[i], "="));
}

static const struct { const char *html, *values, *expected; } encode_cases[] = {
  { FORM ("<input name=a value='x y'><input name='b' value='&amp;=+%&#xe9;~*'>"), "@a{sv} {}", "a=x+y&b=%26%3D%2B%25%C3%A9~%2A" },
  { FORM ("<input name=a value=x>"), "{'a': <'y'>, 'nobody': <'z'>}", "a=y" },
  { FORM ("<input type=hidden name=h value='1 2'><input name=a>"), "{'h': <'tampered'>}", "h=1+2&a=" },
  { FORM ("<textarea name=t>x</textarea>"), "{'t': <'a\\nb\\r\\nc'>}", "t=a%0D%0Ab%0D%0Ac" },
  { FORM ("<input type=number name=n value=x>"), "@a{sv} {}", "" },
  { FORM ("<input type=number name=n value=1>"), "{'n': <int64 -5>}", "n=-5" },
  { FORM ("<select name=s multiple><option>a<option selected>b</select>"), "@a{sv} {}", "s=b" },
  { FORM ("<select name=s multiple><option>a<option>b</select>"), "{'s': <['a', 'b']>}", "s=a&s=b" },
  { FORM ("<input type=checkbox name=checkbox value=c checked>"), "@a{sv} {}", "checkbox=c" },
  { FORM ("<input type=checkbox name=checkbox value=c checked>"), "{'c': <false>}", "" },
  { FORM ("<input type=checkbox name=c value=1>"), "{'c': <true>}", "c=1" },
  { FORM ("<input type=checkbox name=c value=1>"), "{'c': <'true'>}", "" },
  { FORM ("<input name=a>"), "{'a': <('of', 'no', 'use')>}", "" },
};

static void
test_encode (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (encode_cases); i++)
    {
      g_autoptr(SpillHtml08Page) page = read_text (encode_cases[i].html);
      g_autoptr(GVariant) values = g_variant_ref_sink (g_variant_new_parsed (encode_cases[i].values));
      g_autoptr(GString) body = spill_html08_form_encode (page->forms->pdata[0], values);

      g_assert_cmpstr (body->str, ==, encode_cases[i].expected);
    }
}

/* The words are those of the recorded answers. */
static const struct { const char *words, *values, *field; } blame_cases[] = {
  { "'reason:' needs to be specified", "@a{sv} {}", "reason" },
  { "'Jobs' needs to be specified", "@a{sv} {}", "jobs" },
  { "'Job' needs to be specified", "@a{sv} {}", NULL },
  { "'Optional <i>public</i> Git pull url:' needs to be specified", "@a{sv} {}", "pull_url" },
  { "Ticket:'abc' does not match pattern '^(|[A-Z]+-[0-9]+)$'", "{'ticket': <'abc'>}", "ticket" },
  { "'zzz' does not belongs to list of available choices '['debug', 'release', 'asan &amp; ubsan']'",
    "{'flavour': <'zzz'>}", "flavour" },
  { "'zzz' does not belongs to list of available choices '['lib', 'bin', 'doc']'", "{'targets': <['lib', 'zzz']>}", "targets" },
  { "'zzz' does not belongs to list of available choices '[]'", "@a{sv} {}", NULL },
  { "bad property name='a b<c', value='v1'", "{'property2_name': <'a b<c'>}", "property2_name" },
  { "bad property name='p1', value='x\ty'", "{'property1_name': <'p1'>}", "property1_name" },
  { "no scheduler found", "@a{sv} {}", NULL },
  { "", "@a{sv} {}", NULL },
};

static void
test_blame (void)
{
  g_autoptr(SpillHtml08Page) page = load ("builder-logged-in.html");

  for (guint i = 0; i < G_N_ELEMENTS (blame_cases); i++)
    {
      g_autoptr(GVariant) values = g_variant_ref_sink (g_variant_new_parsed (blame_cases[i].values));

      g_assert_cmpstr (spill_html08_form_blame (page->forms->pdata[0], values, blame_cases[i].words), ==,
                       blame_cases[i].field);
    }
}

static void
test_find (void)
{
  g_autoptr(SpillHtml08Page) page = load ("builder-logged-in.html");

  g_assert_true (spill_html08_page_find (page, "force") == page->forms->pdata[0]);
  g_assert_true (spill_html08_page_find (page, "force-plain") == page->forms->pdata[1]);
  g_assert_null (spill_html08_page_find (page, "nope"));
  g_assert_null (spill_html08_page_find (page, NULL));
}

/* Pages that are made to hurt: they end soon, and what is kept of them is bounded. */

static guint
count (GPtrArray *fields)
{
  guint n = fields->len;

  for (guint i = 0; i < fields->len; i++)
    if (((SpillHtml08Field *) fields->pdata[i])->fields != NULL)
      n += count (((SpillHtml08Field *) fields->pdata[i])->fields);

  return n;
}

static void
test_hostile (void)
{
  static const struct { const char *before, *again, *after; guint n; } cases[] = {
    { "", "<b>", "</i>", 75000 },
    { "<form action='x/force'>", "<div class='row force-nested'>", "", 12000 },
    { "<form action='x/force'>", "<input name=a value=bbbbbbbbbbbbbbbbbbbbbbbbbbb>", "</form>", 10000 },
    { "<form action='x/force'><select name=a>", "<option>x", "</select></form>", 50000 },
    { "", "<form action='x/force'></form>", "", 15000 },
    { "", "<small>12:13:14</small><form action='x/cancelbuild'><input name=id value=1></form>", "", 5000 },
    { "<div class=content>", "<p>x</p>", "</div>", 50000 },
    { "<form action='x/force'><div class=row>", "<span class=label>a</span>", "<input name=a></div></form>", 17000 },
    { "<form action='x/force'><input name=a value='", "x", "'></form>", 250000 },
    { "<", "<", "<", 250000 },
    { "<!--", "-", "", 250000 },
    { "<a ", "b='", "", 125000 },
    { "", "</p>", "", 125000 },
    { "", "&#x1;", "", 100000 },
  };

  /* Of what meson has malloc write over, it is the time that would count. */
  mallopt (M_PERTURB, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GString) text = g_string_new (cases[i].before);
      g_autoptr(SpillHtml08Page) page = NULL;
      gint64 start;

      for (guint k = 0; k < cases[i].n; k++)
        g_string_append (text, cases[i].again);
      for (guint k = 0; k < cases[i].n / 10; k++)
        g_string_append (text, cases[i].after);
      g_assert_cmpuint (text->len, <=, SPILL_HTML08_MAX_BYTES + 4 * cases[i].n);
      g_string_truncate (text, MIN (text->len, SPILL_HTML08_MAX_BYTES));
      start = g_get_monotonic_time ();
      page = spill_html08_read (text->str, text->len);
      g_test_message ("%u: %.3f s", i, (double) (g_get_monotonic_time () - start) / 1e6);
      g_assert_cmpuint (page->forms->len, <=, 100);
      g_assert_cmpuint (page->requests->len, <=, 1000);
      g_assert_cmpuint (page->words != NULL ? strlen (page->words) : 0, <=, 1100);
      for (guint k = 0; k < page->forms->len; k++)
        g_assert_cmpuint (count (((SpillHtml08Form *) page->forms->pdata[k])->fields), <=, 1000);
    }
}

static void
test_too_large (void)
{
  g_autofree char *text = g_malloc (SPILL_HTML08_MAX_BYTES + 1);
  const char *form = FORM ("");

  memset (text, ' ', SPILL_HTML08_MAX_BYTES + 1);
  memcpy (text, form, strlen (form));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(SpillHtml08Page) page = spill_html08_read (text, SPILL_HTML08_MAX_BYTES + i);

      g_assert_cmpuint (page->forms->len, ==, 1 - i);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (page_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/html08/page/", page_cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_page);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rule_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/html08/rule/", rule_cases[i].name, NULL);

      g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_rule);
    }
  g_test_add_func ("/html08/recorded-post", test_recorded_post);
  g_test_add_func ("/html08/encode", test_encode);
  g_test_add_func ("/html08/blame", test_blame);
  g_test_add_func ("/html08/find", test_find);
  g_test_add_func ("/html08/hostile", test_hostile);
  g_test_add_func ("/html08/too-large", test_too_large);

  return g_test_run ();
}
