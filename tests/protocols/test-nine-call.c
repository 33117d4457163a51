#include "protocols/nine/spill-nine-call.h"

#include <string.h>

#include "nine-recording.h"
#include "protocols/spill-json.h"

static void
test_call (void)
{
  static const char *texts[] = { "a", "\"b\"", NULL };
  g_autofree char *bare = spill_nine_call_new ("1", "rebuild", NULL);
  g_autofree char *full = NULL;
  GVariantDict params;

  g_assert_cmpstr (bare, ==, "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"method\":\"rebuild\",\"params\":{}}");

  g_variant_dict_init (&params, NULL);
  g_variant_dict_insert (&params, "only", "s", "x\n\"\\\xc3\xbc");
  full = spill_nine_call_new ("2", "force", g_variant_dict_end (&params));
  g_assert_cmpstr (full, ==, "{\"jsonrpc\":\"2.0\",\"id\":\"2\",\"method\":\"force\",\"params\":{\"only\":\"x\\n\\\"\\\\\xc3\xbc\"}}");

  g_free (full);
  full = spill_nine_call_new ("3", "force", g_variant_new_parsed ("{'b': <true>, 'i': <int32 -1>, 'x': <int64 9007199254740992>, 'u': <uint32 7>, 'l': <%^as>, 'v': <<false>>}", texts));
  {
    g_autoptr(JsonNode) root = spill_json_parse (full, strlen (full), 0, NULL);
    JsonObject *object = json_object_get_object_member (json_node_get_object (root), "params");

    /* Buildbot takes nothing but true for a boolean. */
    g_assert_cmpint (json_node_get_value_type (json_object_get_member (object, "b")), ==, G_TYPE_BOOLEAN);
    g_assert_true (json_object_get_boolean_member (object, "b"));
    g_assert_cmpint (json_object_get_int_member (object, "i"), ==, -1);
    g_assert_cmpint (json_object_get_int_member (object, "x"), ==, G_GINT64_CONSTANT (9007199254740992));
    g_assert_cmpint (json_object_get_int_member (object, "u"), ==, 7);
    g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (object, "l"), 1), ==, "\"b\"");
    g_assert_false (json_object_get_boolean_member (object, "v"));
  }
}

/* Every call of the recordings, accepted and refused. */
static void
test_recordings (gconstpointer data)
{
  const char *version = data;
  g_autoptr(GPtrArray) paths = nine_recording_list (version, "control");
  guint n_good = 0, n_bad = 0, n_fields = 0, n_new = 0;

  for (guint i = 0; i < paths->len; i++)
    {
      g_autoptr(NineRecording) recording = nine_recording_load (g_ptr_array_index (paths, i));
      g_autoptr(SpillNineReply) reply = NULL;
      g_autoptr(GError) error = NULL;

      if (!g_str_has_prefix (recording->target, "/api/v2") || g_strstr_len (recording->body, recording->length, "jsonrpc") == NULL)
        continue;

      reply = spill_nine_reply_read (recording->body, recording->length, &error);
      g_assert_no_error (error);
      g_assert_cmpint (reply->failed, ==, recording->status != 200);
      if (reply->failed)
        {
          n_bad++;
          g_assert_true (reply->message != NULL || reply->fields != NULL);
          g_assert_cmpint (reply->code, !=, 0);
        }
      else
        n_good++;
      n_fields += reply->fields != NULL;
      n_new += reply->requests != NULL;
      g_assert_cmpint (reply->requests != NULL, ==, reply->buildset_id > 0);
    }

  g_assert_cmpuint (n_good, >, 10);
  g_assert_cmpuint (n_bad, >, 10);
  g_assert_cmpuint (n_fields, >, 0);
  g_assert_cmpuint (n_new, >, 3);
}

static void
test_force_ok (void)
{
  g_autoptr(NineRecording) recording = nine_recording_open ("3.7", "control/force-ok.http");
  g_autoptr(SpillNineReply) reply = spill_nine_reply_read (recording->body, recording->length, NULL);
  const SpillNineNewRequest *request;

  g_assert_false (reply->failed);
  g_assert_cmpint (reply->buildset_id, ==, 3);
  g_assert_cmpuint (reply->requests->len, ==, 1);
  request = &g_array_index (reply->requests, SpillNineNewRequest, 0);
  g_assert_cmpint (request->builder_id, ==, 3);
  g_assert_cmpint (request->request_id, ==, 3);
}

static void
test_field_errors (void)
{
  g_autoptr(NineRecording) recording = nine_recording_open ("3.7", "control/force-validation-multi.http");
  g_autoptr(SpillNineReply) reply = spill_nine_reply_read (recording->body, recording->length, NULL);

  g_assert_true (reply->failed);
  g_assert_cmpint (reply->code, ==, -32602);
  g_assert_null (reply->message);
  g_assert_cmpuint (g_hash_table_size (reply->fields), ==, 5);
  g_assert_cmpstr (g_hash_table_lookup (reply->fields, "reason"), ==, "'Why?' needs to be specified");
  g_assert_cmpstr (g_hash_table_lookup (reply->fields, "opts_target"), ==, "Target: is too large 50 > 40");
}

typedef struct
{
  const char *name;
  const char *text;
  gboolean    readable;
  gboolean    failed;
  gint64      code;
  const char *message;
  guint       n_fields;
  gint64      buildset;
  guint       n_requests;
} ReplyCase;

static const ReplyCase reply_cases[] = {
  { "null",           "{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":null}", TRUE },
  { "force",          "{\"result\":[7,{\"3\":9,\"4\":10}]}", TRUE, .buildset = 7, .n_requests = 2 },
  { "force-odd",      "{\"result\":[7,{\"x\":9,\"-1\":1,\"4\":\"10\",\"5\":5.5}]}", TRUE, .buildset = 7 },
  { "force-short",    "{\"result\":[7]}", TRUE },
  { "force-text",     "{\"result\":[\"7\",{}]}", TRUE },
  { "force-list",     "{\"result\":[7,[1]]}", TRUE, .buildset = 7 },
  { "error-null",     "{\"error\":null,\"result\":null}", TRUE },
  { "error-text",     "{\"error\":{\"code\":-32600,\"message\":\"no\"}}", TRUE, TRUE, -32600, "no" },
  { "origin",         "{\"error\": {\"message\": \"invalid origin\"}}", TRUE, TRUE, 0, "invalid origin" },
  { "error-string",   "{\"error\":\"not found\"}", TRUE, TRUE, 0, "not found" },
  { "error-fields",   "{\"error\":{\"code\":-32602,\"message\":{\"a\":\"b\",\"c\":5}}}", TRUE, TRUE, -32602, NULL, 2 },
  { "error-number",   "{\"error\":5}", TRUE, TRUE },
  { "error-list",     "{\"error\":{\"message\":[1]}}", TRUE, TRUE },
  { "error-bare",     "{\"error\":{}}", TRUE, TRUE },
  { "error-code-text", "{\"error\":{\"code\":\"x\",\"message\":\"no\"}}", TRUE, TRUE, 0, "no" },
  { "lines",          "{\"error\":\"  two\\n lines\\t\\u0000 \"}", TRUE, TRUE, 0, "two lines" },
  { "bidi",           "{\"error\":\"a\\u202eb\\u2066c\"}", TRUE, TRUE, 0, "abc" },
  { "blank",          "{\"error\":\" \\n \"}", TRUE, TRUE },
  { "neither",        "{\"jsonrpc\":\"2.0\"}", FALSE },
  { "list",           "[]", FALSE },
  { "page",           "<html>", FALSE },
  { "empty",          "", FALSE },
};

static void
test_reply (gconstpointer data)
{
  const ReplyCase *c = data;
  gsize length = strlen (c->text);
  g_autofree char *exact = exact_copy (c->text, length);
  g_autoptr(GError) error = NULL;
  g_autoptr(SpillNineReply) reply = spill_nine_reply_read (exact, length, &error);

  g_assert_cmpint (reply != NULL, ==, c->readable);
  if (reply == NULL)
    {
      g_assert_true (error->domain == SPILL_JSON_ERROR);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpint (reply->failed, ==, c->failed);
  g_assert_cmpint (reply->code, ==, c->code);
  g_assert_cmpstr (reply->message, ==, c->message);
  g_assert_cmpuint (reply->fields != NULL ? g_hash_table_size (reply->fields) : 0, ==, c->n_fields);
  g_assert_cmpint (reply->buildset_id, ==, c->buildset);
  g_assert_cmpuint (reply->requests != NULL ? reply->requests->len : 0, ==, c->n_requests);
}

static const struct
{
  const char *name;
  const char *text;
  const char *words;
} error_cases[] = {
  { "get",         "{\"error\":\"cannot filter on un-selected fields\"}", "cannot filter on un-selected fields" },
  { "call",        "{\"error\":{\"code\":-32600,\"message\":\"you need to have role 'admins'\"}}", "you need to have role 'admins'" },
  { "no-words",    "{\"error\":{}}", NULL },
  { "other-json",  "{\"detail\":\"x\"}", NULL },
  { "page",        "<html>\r\n<head><title>502 Bad Gateway</title></head><body>x</body></html>", "502 Bad Gateway" },
  { "page-entities", "<TITLE lang=en> a &lt;b&gt; &amp;amp; c </TITLE>", "a <b> &amp; c" },
  { "page-bare",   "<html><body>x</body></html>", NULL },
  { "page-open",   "<title>x", NULL },
  { "plain",       "Unauthorized", "Unauthorized" },
  { "plain-lines", "\n one\n two ", "one two" },
  { "bytes",       "\xff\xfe", NULL },
  { "empty",       "", NULL },
};

static void
test_error_text (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  gsize length = strlen (error_cases[i].text);
  g_autofree char *exact = exact_copy (error_cases[i].text, length);
  g_autofree char *words = spill_nine_error_text (exact, length);

  g_assert_cmpstr (words, ==, error_cases[i].words);
}

static void
test_long_error_text (void)
{
  g_autofree char *fill = g_strnfill (200000, 'x');
  g_autofree char *words = spill_nine_error_text (fill, 200000);

  g_assert_cmpint (g_utf8_strlen (words, -1), ==, 201);
  g_assert_true (g_str_has_suffix (words, "…"));

  for (gsize i = 1; i < 200000; i += 2)
    fill[i] = '\n';
  g_free (words);
  words = spill_nine_error_text (fill, 200000);
  g_assert_cmpint (g_utf8_strlen (words, -1), <=, 201);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (nine_versions); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/calls/%s", nine_versions[i]);

      g_test_add_data_func (path, nine_versions[i], test_recordings);
    }
  for (guint i = 0; i < G_N_ELEMENTS (reply_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/reply/%s", reply_cases[i].name);

      g_test_add_data_func (path, &reply_cases[i], test_reply);
    }
  for (guint i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/protocols/nine/error-text/%s", error_cases[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_error_text);
    }
  g_test_add_func ("/protocols/nine/call", test_call);
  g_test_add_func ("/protocols/nine/force-ok", test_force_ok);
  g_test_add_func ("/protocols/nine/field-errors", test_field_errors);
  g_test_add_func ("/protocols/nine/long-error-text", test_long_error_text);

  return g_test_run ();
}
