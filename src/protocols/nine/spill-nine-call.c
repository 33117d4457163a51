#include "protocols/nine/spill-nine-call.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/spill-json.h"

#define MAX_WORDS  200
#define MAX_FIELDS 1000

static JsonNode *
node_from_variant (GVariant *value)
{
  JsonNode *node = json_node_alloc ();
  g_autoptr(GVariant) inner = NULL;
  g_autofree const char **texts = NULL;
  JsonArray *array;

  switch (g_variant_classify (value))
    {
    case G_VARIANT_CLASS_VARIANT:
      inner = g_variant_get_variant (value);
      json_node_free (node);
      return node_from_variant (inner);

    case G_VARIANT_CLASS_BOOLEAN:
      return json_node_init_boolean (node, g_variant_get_boolean (value));

    case G_VARIANT_CLASS_INT32:
      return json_node_init_int (node, g_variant_get_int32 (value));

    case G_VARIANT_CLASS_UINT32:
      return json_node_init_int (node, g_variant_get_uint32 (value));

    case G_VARIANT_CLASS_INT64:
      return json_node_init_int (node, g_variant_get_int64 (value));

    case G_VARIANT_CLASS_STRING:
      return json_node_init_string (node, g_variant_get_string (value, NULL));

    default:
      break;
    }

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_critical ("No JSON is made of a '%s'", g_variant_get_type_string (value));
      return json_node_init_null (node);
    }

  texts = g_variant_get_strv (value, NULL);
  array = json_array_new ();
  for (gsize i = 0; texts[i] != NULL; i++)
    json_array_add_string_element (array, texts[i]);
  json_node_init_array (node, array);
  json_array_unref (array);
  return node;
}

/**
 * spill_nine_call_new:
 * @id: what the answer repeats
 * @method: "force", "stop", …
 * @params: (nullable): a{sv} of b, i, x, u, s and as; a floating one is taken
 *
 * Writes a JSON-RPC 2.0 call. Buildbot takes no calls without params and no batches
 * (buildbot/www/rest.py).
 *
 * Returns: (transfer full): the body of a POST
 */
char *
spill_nine_call_new (const char *id,
                     const char *method,
                     GVariant   *params)
{
  g_autoptr(GVariant) taken = params != NULL ? g_variant_ref_sink (params) : NULL;
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *members = json_object_new ();
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (method != NULL, NULL);

  json_node_take_object (root, object);
  json_object_set_string_member (object, "jsonrpc", "2.0");
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "method", method);
  json_object_set_object_member (object, "params", members);
  if (taken == NULL)
    return spill_json_to_text (root);

  g_variant_iter_init (&iter, taken);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value))
    json_object_set_member (members, name, node_from_variant (value));
  return spill_json_to_text (root);
}

/* Characters that turn the text around them: they would reorder our own words. */
static gboolean
is_bidi_control (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0x200e || c == 0x200f || c == 0x061c;
}

/* One line for people; NULL if nothing is left. */
static char *
dup_words (const char *text)
{
  GString *words = g_string_new (NULL);
  glong n = 0;
  gboolean blank = FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (is_bidi_control (c))
        continue;
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0xfffd)
        {
          blank = words->len > 0;
          continue;
        }

      n += blank ? 2 : 1;
      if (n > MAX_WORDS)
        {
          g_string_append (words, "…");
          break;
        }
      if (blank)
        g_string_append_c (words, ' ');
      blank = FALSE;
      g_string_append_unichar (words, c);
    }

  return g_string_free (words, words->len == 0);
}

/* [bsid, {"builderid": buildrequestid}] of force and rebuild; other methods give null. */
static void
read_result (SpillNineReply *reply,
             JsonNode       *node)
{
  JsonArray *array = NULL;
  JsonNode *requests;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    array = json_node_get_array (node);
  if (array == NULL || json_array_get_length (array) != 2 ||
      !spill_json_read_id (json_array_get_element (array, 0), &reply->buildset_id))
    return;

  requests = json_array_get_element (array, 1);
  if (!JSON_NODE_HOLDS_OBJECT (requests))
    return;

  reply->requests = g_array_new (FALSE, FALSE, sizeof (SpillNineNewRequest));
  json_object_iter_init_ordered (&iter, json_node_get_object (requests));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      SpillNineNewRequest request;

      if (g_ascii_string_to_signed (name, 10, 0, SPILL_JSON_MAX_ID, &request.builder_id, NULL) &&
          spill_json_read_id (value, &request.request_id))
        g_array_append_val (reply->requests, request);
    }
}

static void
read_field_errors (SpillNineReply *reply,
                   JsonObject     *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  reply->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value) &&
         g_hash_table_size (reply->fields) < MAX_FIELDS)
    {
      char *words = NULL;

      if (JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING)
        words = dup_words (json_node_get_string (value));
      g_hash_table_insert (reply->fields, spill_nine_cut (name, SPILL_NINE_MAX_LINE),
                           words != NULL ? words : g_strdup (_("not accepted")));
    }
}

/* The words of an "error": a text; {code, message: text}; {code, message: {field: text}}, from
 * validation of a force; or {message: text} without a code, from the check of Origin. */
static void
read_error (SpillNineReply *reply,
            JsonNode       *node)
{
  SpillJsonReader reader = { 0 };
  JsonNode *message;

  reply->failed = TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    reply->message = dup_words (json_node_get_string (node));
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  reader.object = json_node_get_object (node);
  reply->code = spill_json_get_int (&reader, "code", 0);
  message = spill_json_get_node (&reader, "message");
  if (message == NULL)
    return;

  if (JSON_NODE_HOLDS_OBJECT (message))
    read_field_errors (reply, json_node_get_object (message));
  else if (JSON_NODE_HOLDS_VALUE (message) && json_node_get_value_type (message) == G_TYPE_STRING)
    reply->message = dup_words (json_node_get_string (message));
}

/**
 * spill_nine_reply_read:
 * @data: the body of the answer to a call, whatever its HTTP status
 * @length: its bytes
 * @error: return location for a #SpillJsonError
 *
 * Returns: (transfer full): what it says, or %NULL if it is no answer of JSON-RPC
 */
SpillNineReply *
spill_nine_reply_read (const char  *data,
                       gsize        length,
                       GError     **error)
{
  g_autoptr(JsonNode) root = spill_json_parse (data, length, 0, error);
  SpillNineReply *reply;
  JsonObject *object;
  JsonNode *failure;

  if (root == NULL)
    return NULL;

  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  if (object == NULL ||
      (!json_object_has_member (object, "result") && !json_object_has_member (object, "error")))
    {
      g_set_error_literal (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED,
                           _("neither result nor error"));
      return NULL;
    }

  reply = g_new0 (SpillNineReply, 1);
  failure = json_object_get_member (object, "error");
  if (failure != NULL && !JSON_NODE_HOLDS_NULL (failure))
    read_error (reply, failure);
  else
    read_result (reply, json_object_get_member (object, "result"));
  return reply;
}

void
spill_nine_reply_free (SpillNineReply *self)
{
  g_free (self->message);
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_clear_pointer (&self->requests, g_array_unref);
  g_free (self);
}

/* The title of a page, with the references that titles use resolved. */
static char *
dup_title (const char *page)
{
  static const struct { const char *name, *text; } references[] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" },
  };
  g_autofree char *lower = g_ascii_strdown (page, -1);
  const char *start = strstr (lower, "<title");
  const char *end;
  g_autoptr(GString) title = NULL;

  if (start != NULL)
    start = strchr (start, '>');
  end = start != NULL ? strstr (start, "</title") : NULL;
  if (end == NULL)
    return NULL;

  title = g_string_new_len (page + (start + 1 - lower), end - start - 1);
  for (guint i = 0; i < G_N_ELEMENTS (references); i++)
    g_string_replace (title, references[i].name, references[i].text, 0);
  return dup_words (title->str);
}

/**
 * spill_nine_error_text:
 * @data: the body of an answer that is no success
 * @length: its bytes
 *
 * Finds what the master, or a proxy before it, says of the trouble: the text of {"error": …}, the
 * title of a page, or the first words.
 *
 * Returns: (transfer full) (nullable): one line of at most 200 characters; hostile
 */
char *
spill_nine_error_text (const char *data,
                       gsize       length)
{
  g_autofree char *text = NULL;
  g_autoptr(SpillNineReply) reply = spill_nine_reply_read (data, length, NULL);
  const char *start;

  if (reply != NULL)
    return g_steal_pointer (&reply->message);

  text = g_utf8_make_valid (data != NULL ? data : "", MIN (length, 64 * 1024));
  start = g_strchug (text);
  if (*start == '<')
    return dup_title (start);
  if (*start == '{' || *start == '[')
    return NULL;

  return dup_words (start);
}
