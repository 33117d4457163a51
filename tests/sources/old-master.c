#include "old-master.h"

#include <string.h>

typedef struct
{
  char       *state;     /* members of its object */
  GHashTable *builds;    /* number -> JSON */
} Builder;

typedef struct
{
  ServerAnswer answer;
  gpointer     data;
} Answer;

struct _OldMaster
{
  GMutex      lock;
  Server     *server;
  GHashTable *builders;   /* name -> Builder */
  GHashTable *answers;    /* path -> Answer */
};

static void
builder_free (gpointer data)
{
  Builder *self = data;

  g_hash_table_unref (self->builds);
  g_free (self->state);
  g_free (self);
}

static void
append_slaves (OldMaster *self,
               GString   *json)
{
  GHashTableIter iter;
  const char *name;
  gboolean any = FALSE;

  g_string_append (json, "\"slaves\":{\"s1\":{\"name\":\"s1\",\"connected\":true,\"admin\":\"Ann\\n\",\"builders\":{");
  g_hash_table_iter_init (&iter, self->builders);
  while (g_hash_table_iter_next (&iter, (gpointer *) &name, NULL))
    {
      g_string_append_printf (json, "%s\"%s\":[]", any ? "," : "", name);
      any = TRUE;
    }
  g_string_append (json, "}}}");
}

static int
newest_of (Builder *builder)
{
  GHashTableIter iter;
  gpointer number;
  int newest = -1;

  g_hash_table_iter_init (&iter, builder->builds);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    newest = MAX (newest, GPOINTER_TO_INT (number));
  return newest;
}

/* What was selected, by builder: names of builders -> GString of members. */
static void
select_one (OldMaster  *self,
            GHashTable *selected,
            const char *part)
{
  g_auto(GStrv) words = g_strsplit (part, "/", -1);
  g_autofree char *name = g_uri_unescape_string (words[0], NULL);
  Builder *builder = g_hash_table_lookup (self->builders, name);
  GString *members = g_hash_table_lookup (selected, name);

  if (members == NULL)
    {
      members = g_string_new (NULL);
      g_hash_table_insert (selected, g_strdup (name), members);
    }
  if (words[1] == NULL)
    g_string_append_printf (members, "s%s\n", builder != NULL ? builder->state
                                                             : "\"error\":\"Not available\"");
  else
    {
      int number = atoi (words[2]);
      const char *json = NULL;

      if (builder != NULL)
        json = g_hash_table_lookup (builder->builds,
                                    GINT_TO_POINTER (number < 0 ? newest_of (builder) : number));
      g_string_append_printf (members, "b\"%d\":%s\n", number,
                              json != NULL ? json : "{\"error\":\"Not available\"}");
    }
}

static void
append_builder (GString    *json,
                const char *name,
                const char *members)
{
  g_auto(GStrv) lines = g_strsplit (members, "\n", -1);
  gboolean any = FALSE, any_build = FALSE;

  g_string_append_printf (json, "\"%s\":{", name);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == 's')
      {
        g_string_append_printf (json, "%s%s", any ? "," : "", lines[i] + 1);
        any = TRUE;
      }
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] == 'b')
      {
        g_string_append_printf (json, "%s%s%s", !any_build && any ? "," : "",
                                any_build ? "," : "\"builds\":{", lines[i] + 1);
        any_build = TRUE;
      }
  g_string_append (json, any_build ? "}}" : "}");
}

static void
string_free (gpointer data)
{
  g_string_free (data, TRUE);
}

static char *
answer_select (OldMaster *self,
               Call      *call)
{
  g_auto(GStrv) args = g_strsplit (call->query, "&", -1);
  g_autoptr(GHashTable) selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, string_free);
  gboolean is_root = g_str_equal (call->path, "/json");
  GString *json = g_string_new ("{");
  GHashTableIter iter;
  const char *name;
  GString *members;

  for (guint i = 0; args[i] != NULL; i++)
    {
      g_autofree char *part = NULL;

      if (!g_str_has_prefix (args[i], "select="))
        continue;
      part = g_uri_unescape_string (args[i] + strlen ("select="), NULL);
      if (g_str_equal (part, "project"))
        g_string_append (json, "\"project\":{\"title\":\"Old\",\"buildbotURL\":\"http://old.example.org/\"},");
      else if (g_str_equal (part, "slaves"))
        {
          append_slaves (self, json);
          g_string_append_c (json, ',');
        }
      else
        select_one (self, selected, is_root ? part + strlen ("builders/") : part);
    }

  if (is_root)
    g_string_append (json, "\"builders\":{");
  g_hash_table_iter_init (&iter, selected);
  for (guint i = 0; g_hash_table_iter_next (&iter, (gpointer *) &name, (gpointer *) &members); i++)
    {
      if (i > 0)
        g_string_append_c (json, ',');
      append_builder (json, name, members->str);
    }
  g_string_append (json, is_root ? "}}" : "}");
  return g_string_free (json, FALSE);
}

/* json/builders/NAME/builds?select=7&select=6 */
static char *
answer_builds (OldMaster  *self,
               Call       *call,
               const char *name)
{
  g_auto(GStrv) args = g_strsplit (call->query, "&", -1);
  Builder *builder = g_hash_table_lookup (self->builders, name);
  GString *json = g_string_new ("{");

  for (guint i = 0; args[i] != NULL; i++)
    {
      int number = atoi (args[i] + strlen ("select="));
      const char *build = builder != NULL ? g_hash_table_lookup (builder->builds, GINT_TO_POINTER (number))
                                          : NULL;

      g_string_append_printf (json, "%s\"%d\":%s", i > 0 ? "," : "", number,
                              build != NULL ? build : "{\"error\":\"Not available\"}");
    }
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

static gboolean
on_call (Call     *call,
         gpointer  data)
{
  OldMaster *self = data;
  g_autofree char *json = NULL;
  Answer answer = { NULL, NULL };
  Answer *own;

  g_mutex_lock (&self->lock);
  own = g_hash_table_lookup (self->answers, call->path);
  if (own != NULL)
    answer = *own;
  else if (g_str_equal (call->path, "/json") || g_str_equal (call->path, "/json/builders"))
    json = answer_select (self, call);
  else if (g_str_has_prefix (call->path, "/json/builders/") && g_str_has_suffix (call->path, "/builds"))
    {
      g_auto(GStrv) words = g_strsplit (call->path, "/", -1);

      json = answer_builds (self, call, words[3]);
    }
  g_mutex_unlock (&self->lock);

  if (answer.answer != NULL)
    return answer.answer (call, answer.data);
  if (json != NULL)
    return call_json (call, json);

  return call_reply (call, "404 Not Found", "Content-Type: text/html\r\n", "<html></html>");
}

OldMaster *
old_master_new (void)
{
  OldMaster *self = g_new0 (OldMaster, 1);

  g_mutex_init (&self->lock);
  self->builders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, builder_free);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->server = server_new (on_call, self);
  return self;
}

void
old_master_free (OldMaster *self)
{
  server_free (self->server);
  g_hash_table_unref (self->builders);
  g_hash_table_unref (self->answers);
  g_mutex_clear (&self->lock);
  g_free (self);
}

Server *
old_master_get_server (OldMaster *self)
{
  return self->server;
}

const char *
old_master_get_url (OldMaster *self)
{
  return server_get_url (self->server);
}

static Builder *
ensure_builder (OldMaster  *self,
                const char *name)
{
  Builder *builder = g_hash_table_lookup (self->builders, name);

  if (builder == NULL)
    {
      builder = g_new0 (Builder, 1);
      builder->builds = g_hash_table_new_full (NULL, NULL, NULL, g_free);
      g_hash_table_insert (self->builders, g_strdup (name), builder);
    }
  return builder;
}

void
old_master_set_builder (OldMaster  *self,
                        const char *name,
                        const char *state,
                        const char *cached,
                        const char *current,
                        guint       n_pending)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Builder *builder = ensure_builder (self, name);

  g_free (builder->state);
  builder->state = g_strdup_printf ("\"state\":\"%s\",\"cachedBuilds\":%s,\"currentBuilds\":%s,"
                                    "\"pendingBuilds\":%u,\"basedir\":\"d\",\"slaves\":[\"s1\"]",
                                    state, cached, current, n_pending);
}

void
old_master_remove_builder (OldMaster  *self,
                           const char *name)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove (self->builders, name);
}

void
old_master_set_build (OldMaster  *self,
                      const char *name,
                      int         number,
                      const char *json)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Builder *builder = ensure_builder (self, name);

  if (json != NULL)
    g_hash_table_insert (builder->builds, GINT_TO_POINTER (number), g_strdup (json));
  else
    g_hash_table_remove (builder->builds, GINT_TO_POINTER (number));
}

char *
old_build (int    number,
           double started,
           double finished,
           int    result)
{
  g_autofree char *end = finished > 0 ? g_strdup_printf ("%.1f", finished) : g_strdup ("null");
  g_autofree char *results = finished > 0 ? g_strdup_printf ("%d", result) : g_strdup ("null");

  return g_strdup_printf ("{\"number\":%d,\"builderName\":\"b\",\"times\":[%.1f,%s],\"results\":%s,"
                          "\"text\":[\"done\"],\"reason\":\"why\",\"slave\":\"s1\",\"blame\":[\"ann\"],"
                          "\"properties\":[[\"got_revision\",\"abc\",\"Git\"]],"
                          "\"steps\":[{\"name\":\"st/ep\",\"step_number\":0,\"isStarted\":true,"
                          "\"isFinished\":%s,\"times\":[%.1f,%s],\"results\":[%s,[]],\"text\":[\"ran\"],"
                          "\"logs\":[[\"std io\",\"http://old.example.org/x\"]]}]}",
                          number, started, end, results, finished > 0 ? "true" : "false", started, end,
                          results);
}

void
old_master_set_answer (OldMaster    *self,
                       const char   *path,
                       ServerAnswer  answer,
                       gpointer      data)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Answer *own;

  if (answer == NULL)
    {
      g_hash_table_remove (self->answers, path);
      return;
    }

  own = g_new (Answer, 1);
  *own = (Answer) { answer, data };
  g_hash_table_insert (self->answers, g_strdup (path), own);
}
