#include "protocols/nine/spill-nine-config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "protocols/nine/spill-nine-read-private.h"
#include "protocols/nine/spill-nine-url.h"
#include "protocols/nine/spill-nine-version.h"
#include "protocols/spill-json.h"

/* Length of the object that starts at @start, 0 if it does not end. */
static gsize
measure_object (const char *start,
                const char *end)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (const char *c = start; c < end; c++)
    {
      if (in_string)
        {
          if (*c == '\\')
            c++;
          else if (*c == '"')
            in_string = FALSE;
        }
      else if (*c == '"')
        {
          in_string = TRUE;
        }
      else if (*c == '{')
        {
          depth++;
        }
      else if (*c == '}' && --depth == 0)
        {
          return c + 1 - start;
        }
    }

  return 0;
}

/* The object in the page of "/": AngularJS up to 3.x, window.… in React ones. */
static gboolean
find_in_page (const char **data,
              gsize       *length)
{
  static const char *markers[] = {
    "constant(\"config\",", "constant('config',", "buildbotFrontendConfig",
  };
  const char *end = *data + *length;

  for (guint i = 0; i < G_N_ELEMENTS (markers); i++)
    {
      const char *c = g_strstr_len (*data, *length, markers[i]);
      gsize n;

      if (c == NULL)
        continue;

      c += strlen (markers[i]);
      while (c < end && (g_ascii_isspace (*c) || *c == '='))
        c++;
      n = c < end && *c == '{' ? measure_object (c, end) : 0;
      if (n == 0)
        continue;

      *data = c;
      *length = n;
      return TRUE;
    }

  return FALSE;
}

/* [["Python", "3.11.2"], ["Buildbot", "3.7.0-2"], …] */
static char *
find_version (const SpillJsonReader *reader)
{
  JsonArray *array = spill_json_get_array (reader, "versions");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      JsonArray *pair = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      JsonNode *name, *version;

      if (pair == NULL || json_array_get_length (pair) != 2)
        {
          spill_json_report_key (reader, "versions[]", N_("a list of two"), node);
          continue;
        }

      name = json_array_get_element (pair, 0);
      version = json_array_get_element (pair, 1);
      if (JSON_NODE_HOLDS_VALUE (name) && json_node_get_value_type (name) == G_TYPE_STRING &&
          g_ascii_strcasecmp (json_node_get_string (name), "Buildbot") == 0 &&
          JSON_NODE_HOLDS_VALUE (version) && json_node_get_value_type (version) == G_TYPE_STRING)
        return spill_nine_cut (json_node_get_string (version), 100);
    }

  return NULL;
}

static void
read_auth (SpillNineConfig       *config,
           const SpillJsonReader *reader)
{
  SpillJsonReader auth = { .parent = reader, .key = "auth", .report = reader->report };

  auth.object = spill_json_get_object (reader, "auth");
  if (auth.object == NULL)
    return;

  config->auth_name = spill_nine_read_line (&auth, "name");
  config->auth_oauth2 = spill_json_get_boolean (&auth, "oauth2", FALSE);
  config->auth_autologin = spill_json_get_boolean (&auth, "autologin", FALSE);
}

static void
read_user (SpillNineConfig       *config,
           const SpillJsonReader *reader)
{
  SpillJsonReader user = { .parent = reader, .key = "user", .report = reader->report };

  config->anonymous = TRUE;
  user.object = spill_json_get_object (reader, "user");
  if (user.object != NULL)
    {
      config->anonymous = spill_json_get_boolean (&user, "anonymous", FALSE);
      config->username = spill_nine_read_line (&user, "username");
      config->full_name = spill_nine_read_line (&user, "full_name");
      config->email = spill_nine_read_line (&user, "email");
      config->groups = spill_json_dup_strv (&user, "groups");
    }

  if (config->groups == NULL)
    config->groups = g_new0 (char *, 1);
}

/**
 * spill_nine_config_read:
 * @data: the body of /config, or the page of "/"
 * @length: its bytes
 * @report: (nullable): where wrong types go
 * @error: return location for a #SpillJsonError
 *
 * Reads what a master says of itself. Whatever is not a Buildbot's is refused.
 *
 * Returns: (transfer full): the configuration, or %NULL
 */
SpillNineConfig *
spill_nine_config_read (const char       *data,
                        gsize             length,
                        SpillJsonReport  *report,
                        GError          **error)
{
  SpillJsonReader reader = { .key = "config", .report = report };
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *url = NULL;
  SpillNineConfig *config;
  gsize blank = 0;

  while (blank < length && g_ascii_isspace (data[blank]))
    blank++;
  if (length <= SPILL_JSON_MAX_SIZE && blank < length && data[blank] != '{' &&
      !find_in_page (&data, &length))
    {
      g_set_error_literal (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED,
                           _("a page without the configuration of a Buildbot master"));
      return NULL;
    }

  root = spill_json_parse (data, length, 0, error);
  if (root == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_OBJECT (root))
    reader.object = json_node_get_object (root);
  if (reader.object == NULL ||
      (!json_object_has_member (reader.object, "versions") &&
       !json_object_has_member (reader.object, "buildbotURL")))
    {
      g_set_error_literal (error, SPILL_JSON_ERROR, SPILL_JSON_ERROR_NOT_EXPECTED,
                           _("not the configuration of a Buildbot master"));
      return NULL;
    }

  config = g_new0 (SpillNineConfig, 1);
  config->title = spill_nine_read_line (&reader, "title");
  config->title_url = spill_nine_read_line (&reader, "titleURL");
  url = spill_nine_read_line (&reader, "buildbotURL");
  config->buildbot_url = url != NULL ? spill_nine_normalize_url (url, NULL) : NULL;
  config->buildbot_version = find_version (&reader);
  config->version = spill_nine_version_parse (config->buildbot_version);
  config->multi_master = spill_json_get_boolean (&reader, "multiMaster", FALSE);
  read_auth (config, &reader);
  read_user (config, &reader);
  return config;
}

void
spill_nine_config_free (SpillNineConfig *self)
{
  g_free (self->title);
  g_free (self->title_url);
  g_free (self->buildbot_url);
  g_free (self->buildbot_version);
  g_free (self->auth_name);
  g_free (self->username);
  g_free (self->full_name);
  g_free (self->email);
  g_strfreev (self->groups);
  g_free (self);
}
