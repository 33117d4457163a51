/* A master of any size, for the benches: speaks the REST and WebSocket tongue of Buildbot 3.7
 * (shapes as recorded from a real one) on a free loopback port, from a process of its own, so that
 * what is measured goes through Spillway's real socket.
 *
 * stdout: "port N", then one line "done WHAT" for each command.
 * stdin:  "burst N"            N build events at once
 *         "flood RATE SECONDS" build events at that rate
 *         "drop"               closes every WebSocket
 *         "quit"
 */

#include <gio/gunixinputstream.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int n_builders = 1200;
static int n_workers = 190;
static int n_builds = 25;      /* of each builder */
static int n_running = 100;
static int n_pending = 1000;
static int n_broken = 8;       /* so few that running builders are in view below them */

static const GOptionEntry options[] = {
  { "builders", 0, 0, G_OPTION_ARG_INT, &n_builders, NULL, NULL },
  { "workers", 0, 0, G_OPTION_ARG_INT, &n_workers, NULL, NULL },
  { "builds", 0, 0, G_OPTION_ARG_INT, &n_builds, NULL, NULL },
  { "running", 0, 0, G_OPTION_ARG_INT, &n_running, NULL, NULL },
  { "pending", 0, 0, G_OPTION_ARG_INT, &n_pending, NULL, NULL },
  { "broken", 0, 0, G_OPTION_ARG_INT, &n_broken, NULL, NULL },
  { NULL }
};

typedef struct
{
  gint64 id;
  int    builder;   /* from 1 */
  int    number;
  gint64 started;
  gint64 ended;     /* 0: running */
  int    result;
} Build;

typedef struct
{
  SoupWebsocketConnection *connection;
  gboolean                 builds;   /* subscribed to builds */
} Client;

typedef struct
{
  GMainLoop *loop;
  GArray    *builds;     /* of Build, by id from 1 */
  GArray    *running;    /* of gint64: ids */
  GPtrArray *clients;
  guint      next;       /* running build whose turn it is */
  guint64    n_events;
  gint64     flood_start, flood_end;   /* monotonic */
  guint64    flood_sent;
  int        flood_rate;
  guint      flood_source;
} Generator;

static gint64
now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static int
result_of (int builder,
           int number)
{
  guint hash = (guint) builder * 2654435761u + (guint) number * 40503u;

  if (n_broken > 0 && builder % MAX (1, n_builders / n_broken) == 0)
    return number > n_builds - 1 - builder % 7 ? 2 : 0;   /* broken for a while */
  hash = (hash >> 7) % 100;
  if (number >= n_builds - 1)
    return hash < 96 ? 0 : 1;
  return hash < 88 ? 0 : hash < 93 ? 1 : hash < 97 ? 2 : hash < 98 ? 4 : hash < 99 ? 5 : 6;
}

static void
make_builds (Generator *self)
{
  gint64 start = now () - (gint64) n_builds * 3600;

  for (int number = 1; number <= n_builds; number++)
    for (int builder = 1; builder <= n_builders; builder++)
      {
        gboolean running = number == n_builds && builder <= n_running;
        Build build = { self->builds->len + 1, builder, number };

        build.started = running ? now () - 60 - builder : start + (gint64) number * 3500 + builder;
        build.ended = running ? 0 : build.started + 300 + builder % 600;
        build.result = result_of (builder, number);
        g_array_append_val (self->builds, build);
        if (running)
          g_array_append_val (self->running, build.id);
      }
}

static Build *
build_get (Generator *self,
           gint64     id)
{
  return id >= 1 && id <= self->builds->len ? &g_array_index (self->builds, Build, id - 1) : NULL;
}

static void
append_build (GString     *out,
              const Build *build,
              const char  *state)
{
  static const char *const texts[] = {
    "build successful", "warnings compile (warnings)", "failed test (failure)", "skipped",
    "exception boom (exception)", "retry lost connection", "cancelled (stopped)"
  };

  g_string_append_printf (out,
    "{\"builderid\":%d,\"buildid\":%" G_GINT64_FORMAT ",\"buildrequestid\":%" G_GINT64_FORMAT ",",
    build->builder, build->id, build->id);
  if (build->ended != 0)
    g_string_append_printf (out, "\"complete\":true,\"complete_at\":%" G_GINT64_FORMAT ",", build->ended);
  else
    g_string_append (out, "\"complete\":false,\"complete_at\":null,");
  g_string_append_printf (out, "\"masterid\":1,\"number\":%d,\"properties\":{},", build->number);
  if (build->ended != 0)
    g_string_append_printf (out, "\"results\":%d,", build->result);
  else
    g_string_append (out, "\"results\":null,");
  g_string_append_printf (out,
    "\"started_at\":%" G_GINT64_FORMAT ",\"state_string\":\"%s\",\"workerid\":%d}",
    build->started, build->ended != 0 ? texts[build->result] : state, 1 + build->builder % n_workers);
}

static void
append_builders (GString *out)
{
  static const char *const systems[] = { "linux-x86_64", "linux-arm64", "windows", "macos", "freebsd", "riscv" };
  static const char *const kinds[] = { "gcc", "clang", "asan", "tsan", "release", "docs", "debug" };

  for (int i = 1; i <= n_builders; i++)
    g_string_append_printf (out,
      "%s{\"builderid\":%d,\"description\":null,\"masterids\":[1],\"name\":\"%s-%s-%04d\",\"tags\":[\"%s\",\"%s\"]}",
      i > 1 ? "," : "", i, systems[i % 6], kinds[i % 7], i, systems[i % 6], kinds[i % 7]);
}

static void
append_workers (GString *out)
{
  for (int i = 1; i <= n_workers; i++)
    {
      gboolean first = TRUE;

      g_string_append_printf (out, "%s{\"configured_on\":[", i > 1 ? "," : "");
      for (int builder = 1; builder <= n_builders; builder++)
        if (1 + builder % n_workers == i)
          {
            g_string_append_printf (out, "%s{\"builderid\":%d,\"masterid\":1}", first ? "" : ",", builder);
            first = FALSE;
          }
      g_string_append_printf (out,
        "],\"connected_to\":[%s],\"graceful\":false,\"name\":\"worker-%03d\",\"paused\":false,\"workerid\":%d,"
        "\"workerinfo\":{\"admin\":\"Admin <admin@example.invalid>\",\"host\":\"8 cores\",\"version\":\"3.7.0\"}}",
        i % 20 == 0 ? "" : "{\"masterid\":1}", i, i);
    }
}

static void
append_requests (GString *out)
{
  for (int i = 1; i <= n_pending; i++)
    g_string_append_printf (out,
      "%s{\"builderid\":%d,\"buildrequestid\":%d,\"buildsetid\":%d,\"claimed\":false,\"claimed_at\":null,"
      "\"claimed_by_masterid\":null,\"complete\":false,\"complete_at\":null,\"priority\":0,\"properties\":null,"
      "\"results\":-1,\"submitted_at\":%" G_GINT64_FORMAT ",\"waited_for\":false}",
      i > 1 ? "," : "", 1 + i % n_builders, 10000000 + i, 10000000 + i, now () - i);
}

static void
append_steps (GString *out,
              Build   *build)
{
  static const char *const names[] = { "worker_preparation", "git", "configure", "compile", "test", "package", "upload", "clean" };

  for (int i = 0; build != NULL && i < (int) G_N_ELEMENTS (names); i++)
    {
      gint64 started = build->started + i * 30;
      gboolean done = build->ended != 0 || i < 3;
      gboolean begun = build->ended != 0 || i <= 3;

      g_string_append_printf (out, "%s{\"buildid\":%" G_GINT64_FORMAT ",\"complete\":%s,", i > 0 ? "," : "",
                              build->id, done ? "true" : "false");
      if (done)
        g_string_append_printf (out, "\"complete_at\":%" G_GINT64_FORMAT ",", started + 30);
      else
        g_string_append (out, "\"complete_at\":null,");
      g_string_append_printf (out, "\"hidden\":false,\"name\":\"%s\",\"number\":%d,", names[i], i);
      if (done)
        g_string_append_printf (out, "\"results\":%d,", i == 4 ? build->result : 0);
      else
        g_string_append (out, "\"results\":null,");
      if (begun)
        g_string_append_printf (out, "\"started_at\":%" G_GINT64_FORMAT ",", started);
      else
        g_string_append (out, "\"started_at\":null,");
      g_string_append_printf (out, "\"state_string\":\"%s%s\",\"stepid\":%" G_GINT64_FORMAT ",\"urls\":[]}", names[i],
                              done && i == 4 && build->result == 2 ? " (failure)" : "", build->id * 10 + i);
    }
}

/* All builders build the same revisions: the one of a number came before its builds. */
static void
append_revision (GString *out,
                 int      number)
{
  g_string_append_printf (out, "%08x%08x%08x%08x%08x", (guint) number * 2654435761u, number, number, number,
                          number);
}

static void
append_stamp (GString *out,
              int      number)
{
  g_string_append (out, "{\"branch\":\"main\",\"codebase\":\"\",\"created_at\":1795262400,\"patch\":null,"
                        "\"project\":\"\",\"repository\":\"https://git.example.org/bench\",\"revision\":\"");
  append_revision (out, number);
  g_string_append_printf (out, "\",\"ssid\":%d}", number);
}

static void
append_change (GString *out,
               int      number)
{
  g_string_append_printf (out, "{\"author\":\"Ann <ann@example.org>\",\"branch\":\"main\",\"category\":null,"
                               "\"changeid\":%d,\"codebase\":\"\",\"comments\":\"Change the %dth thing\","
                               "\"files\":[\"a.c\"],\"parent_changeids\":[],\"project\":\"\",\"properties\":{},"
                               "\"repository\":\"https://git.example.org/bench\",\"revision\":\"",
                          number, number);
  append_revision (out, number);
  g_string_append (out, "\",\"revlink\":\"\",\"sourcestamp\":");
  append_stamp (out, number);
  g_string_append_printf (out, ",\"when_timestamp\":%" G_GINT64_FORMAT "}",
                          now () - (gint64) (n_builds - number) * 3500 - 3600);
}

static void
append_request_of (GString *out,
                   gint64   build)
{
  g_string_append_printf (out,
    "{\"builderid\":1,\"buildrequestid\":%" G_GINT64_FORMAT ",\"buildsetid\":%" G_GINT64_FORMAT ","
    "\"claimed\":true,\"claimed_at\":1795262400,\"claimed_by_masterid\":1,\"complete\":true,"
    "\"complete_at\":1795262400,\"priority\":0,\"properties\":null,\"results\":0,"
    "\"submitted_at\":1795262400,\"waited_for\":false}", build, build);
}

static void
append_buildset (GString     *out,
                 const Build *build)
{
  g_string_append_printf (out,
    "{\"bsid\":%" G_GINT64_FORMAT ",\"complete\":true,\"complete_at\":1795262400,\"external_idstring\":null,"
    "\"parent_buildid\":null,\"parent_relationship\":null,\"reason\":\"bench\",\"results\":0,"
    "\"sourcestamps\":[", build->id);
  append_stamp (out, build->number);
  g_string_append (out, "],\"submitted_at\":1795262400}");
}

/* One filter of a query: any of the values. */
static gboolean
has_value (GPtrArray *query,
           const char *key,
           gint64      value)
{
  gboolean asked = FALSE;

  for (guint i = 0; i + 1 < query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (query, i), key))
      {
        asked = TRUE;
        if (g_ascii_strtoll (g_ptr_array_index (query, i + 1), NULL, 10) == value)
          return TRUE;
      }
  return !asked;
}

static const char *
get_value (GPtrArray  *query,
           const char *key)
{
  for (guint i = 0; i + 1 < query->len; i += 2)
    if (g_str_equal (g_ptr_array_index (query, i), key))
      return g_ptr_array_index (query, i + 1);
  return NULL;
}

static GPtrArray *
read_query (GUri *uri)
{
  GPtrArray *query = g_ptr_array_new_with_free_func (g_free);
  GUriParamsIter iter;
  char *key, *value;

  g_uri_params_iter_init (&iter, g_uri_get_query (uri) ? g_uri_get_query (uri) : "", -1, "&", G_URI_PARAMS_WWW_FORM);
  while (g_uri_params_iter_next (&iter, &key, &value, NULL))
    {
      g_ptr_array_add (query, key);
      g_ptr_array_add (query, value);
    }
  return query;
}

static void
append_builds (Generator *self,
               GString   *out,
               GPtrArray *query,
               int        builder)
{
  const char *limit_text = get_value (query, "limit");
  const char *offset_text = get_value (query, "offset");
  const char *complete = get_value (query, "complete");
  const char *order = get_value (query, "order");
  const char *above = get_value (query, "buildid__gt");
  const char *below = get_value (query, "buildid__lt");
  const char *number_below = get_value (query, "number__lt");
  gint64 limit = limit_text != NULL ? atoll (limit_text) : G_MAXINT64;
  gint64 offset = offset_text != NULL ? atoll (offset_text) : 0;
  gboolean down = order != NULL && *order == '-';
  gboolean first = TRUE;

  for (guint i = 0; i < self->builds->len && limit > 0; i++)
    {
      guint position = down ? self->builds->len - 1 - i : i;
      Build *build = &g_array_index (self->builds, Build, position);

      if ((builder > 0 && build->builder != builder) ||
          !has_value (query, "builderid", build->builder) ||
          !has_value (query, "builderid__eq", build->builder) ||
          !has_value (query, "buildid", build->id) ||
          !has_value (query, "buildrequestid", build->id) ||
          !has_value (query, "number", build->number) ||
          (get_value (query, "results") != NULL &&
           (build->ended == 0 || !has_value (query, "results", build->result))) ||
          (complete != NULL && (build->ended != 0) != g_str_equal (complete, "true")) ||
          (above != NULL && build->id <= atoll (above)) ||
          (below != NULL && build->id >= atoll (below)) ||
          (number_below != NULL && build->number >= atoi (number_below)))
        continue;
      if (offset-- > 0)
        continue;

      if (!first)
        g_string_append_c (out, ',');
      append_build (out, build, "building");
      first = FALSE;
      limit--;
    }
}

static void
handle_api (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *params,
            gpointer           user_data)
{
  Generator *self = user_data;
  g_autoptr(GPtrArray) query = read_query (soup_server_message_get_uri (message));
  GString *out = g_string_sized_new (4096);
  const char *rest = path + strlen ("/api/v2");
  gint64 id = 0;
  int end = 0;

#define IS(pattern) (end = -1, sscanf (rest, pattern "%n", &id, &end), end == (int) strlen (rest))
  if (g_str_equal (rest, "/builders"))
    g_string_append (out, "{\"builders\":["), append_builders (out);
  else if (g_str_equal (rest, "/workers"))
    g_string_append (out, "{\"workers\":["), append_workers (out);
  else if (g_str_equal (rest, "/masters"))
    g_string_append (out, "{\"masters\":[{\"active\":true,\"last_active\":1795262400,\"masterid\":1,\"name\":\"generator:/bench\"}");
  else if (g_str_equal (rest, "/buildrequests"))
    {
      g_string_append (out, "{\"buildrequests\":[");
      if (get_value (query, "complete") != NULL && get_value (query, "offset") == NULL)
        append_requests (out);
    }
  else if (g_str_equal (rest, "/builds"))
    g_string_append (out, "{\"builds\":["), append_builds (self, out, query, 0);
  else if (IS ("/builders/%" G_GINT64_FORMAT "/builds"))
    g_string_append (out, "{\"builds\":["), append_builds (self, out, query, (int) id);
  else if (IS ("/builds/%" G_GINT64_FORMAT "/steps"))
    g_string_append (out, "{\"steps\":["), append_steps (out, build_get (self, id));
  else if (IS ("/builds/%" G_GINT64_FORMAT "/changes") && build_get (self, id) != NULL)
    g_string_append (out, "{\"changes\":["), append_change (out, build_get (self, id)->number);
  else if (g_str_equal (rest, "/changes"))
    {
      g_string_append (out, "{\"changes\":[");
      for (int i = n_builds; i > 0 && get_value (query, "offset") == NULL; i--)
        {
          append_change (out, i);
          g_string_append (out, i > 1 ? "," : "");
        }
    }
  else if (IS ("/buildrequests/%" G_GINT64_FORMAT) && build_get (self, id) != NULL)
    g_string_append (out, "{\"buildrequests\":["), append_request_of (out, id);
  else if (IS ("/buildsets/%" G_GINT64_FORMAT) && build_get (self, id) != NULL)
    g_string_append (out, "{\"buildsets\":["), append_buildset (out, build_get (self, id));
  else if (g_str_has_suffix (rest, "/forceschedulers"))
    g_string_append (out, "{\"forceschedulers\":[");
  else if (g_str_has_suffix (rest, "/schedulers"))
    g_string_append (out, "{\"schedulers\":[");
  else if (g_str_has_suffix (rest, "/properties"))
    g_string_append (out, "{\"properties\":[{}");
  else if (g_str_has_suffix (rest, "/logs"))
    g_string_append (out, "{\"logs\":[");
  else if (g_str_has_prefix (rest, "/buildsets"))
    g_string_append (out, "{\"buildsets\":[");
  else
    {
      g_string_free (out, TRUE);
      soup_server_message_set_status (message, 404, NULL);
      soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC,
                                        "{\"error\":\"Invalid path\"}", 24);
      return;
    }
#undef IS

  g_string_append (out, "],\"meta\":{}}");
  soup_server_message_set_status (message, 200, NULL);
  end = (int) out->len;
  soup_server_message_set_response (message, "application/json; charset=utf-8", SOUP_MEMORY_TAKE,
                                    g_string_free (out, FALSE), end);
}

static void
handle_config (SoupServer        *server,
               SoupServerMessage *message,
               const char        *path,
               GHashTable        *params,
               gpointer           user_data)
{
  static const char body[] =
    "{\"auth\":{\"name\":\"NoAuth\"},\"authz\":{},\"buildbotURL\":\"http://127.0.0.1/\",\"multiMaster\":false,"
    "\"title\":\"Generator\",\"titleURL\":\"http://127.0.0.1/\",\"ui_default_config\":{},"
    "\"user\":{\"anonymous\":true},\"versions\":[[\"Python\",\"3.11.2\"],[\"Buildbot\",\"3.7.0\"],[\"Twisted\",\"22.4.0\"]]}";

  soup_server_message_set_status (message, 200, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, body, strlen (body));
}

static void
on_ws_message (SoupWebsocketConnection *connection,
               int                      type,
               GBytes                  *bytes,
               gpointer                 user_data)
{
  Client *client = user_data;
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *reply = NULL;
  const char *id = strstr (text, "\"_id\":");
  gboolean start = strstr (text, "startConsuming") != NULL;

  if (start && strstr (text, "\"builds/*/*\"") != NULL)
    client->builds = TRUE;
  reply = g_strdup_printf ("{\"_id\":%lld,\"code\":200,\"msg\":\"%s\"}", id != NULL ? atoll (id + 6) : 0,
                           strstr (text, "\"ping\"") != NULL ? "pong" : "OK");
  soup_websocket_connection_send_text (connection, reply);
}

static void
client_free (Client *client)
{
  g_object_unref (client->connection);
  g_free (client);
}

static void
on_ws_closed (SoupWebsocketConnection *connection,
              gpointer                 user_data)
{
  Generator *self = user_data;

  for (guint i = 0; i < self->clients->len; i++)
    if (((Client *) g_ptr_array_index (self->clients, i))->connection == connection)
      {
        g_signal_handlers_disconnect_by_data (connection, g_ptr_array_index (self->clients, i));
        g_ptr_array_remove_index (self->clients, i);
        return;
      }
}

static void
handle_ws (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  Generator *self = user_data;
  Client *client = g_new0 (Client, 1);

  client->connection = g_object_ref (connection);
  g_ptr_array_add (self->clients, client);
  g_signal_connect (connection, "message", G_CALLBACK (on_ws_message), client);
  g_signal_connect (connection, "closed", G_CALLBACK (on_ws_closed), self);
}

static void
send_frame (Generator  *self,
            const char *key,
            Build      *build,
            const char *state)
{
  g_autoptr(GString) frame = g_string_new (NULL);

  g_string_append_printf (frame, "{\"k\":\"builds/%" G_GINT64_FORMAT "/%s\",\"m\":", build->id, key);
  append_build (frame, build, state);
  g_string_append_c (frame, '}');

  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);

      if (client->builds &&
          soup_websocket_connection_get_state (client->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_send_text (client->connection, frame->str);
    }
  self->n_events++;
}

/* Mostly new words for a running build; every 20th event ends one and the next starts another. */
static void
send_event (Generator *self)
{
  guint turn = self->next++ % self->running->len;
  Build *build = build_get (self, g_array_index (self->running, gint64, turn));

  if (build->ended == 0 && self->next % 20 == 18)
    {
      build->ended = now ();
      send_frame (self, "finished", build, "");
    }
  else if (build->ended != 0)
    {
      Build fresh = { self->builds->len + 1, build->builder, build->number + 1, now () };

      fresh.result = result_of (fresh.builder, fresh.number);
      g_array_append_val (self->builds, fresh);
      g_array_index (self->running, gint64, turn) = fresh.id;
      send_frame (self, "new", build_get (self, fresh.id), "starting");
    }
  else
    {
      g_autofree char *state = g_strdup_printf ("testing %u of 900", (guint) (self->n_events % 900));

      send_frame (self, "update", build, state);
    }
}

static gboolean
on_flood (gpointer user_data)
{
  Generator *self = user_data;
  gint64 time = MIN (g_get_monotonic_time (), self->flood_end);
  guint64 due = (guint64) ((time - self->flood_start) * self->flood_rate / G_USEC_PER_SEC);

  for (; self->flood_sent < due; self->flood_sent++)
    send_event (self);
  if (time < self->flood_end)
    return G_SOURCE_CONTINUE;

  printf ("done flood %" G_GUINT64_FORMAT "\n", self->flood_sent);
  self->flood_source = 0;
  return G_SOURCE_REMOVE;
}

static void
obey (Generator *self,
      char      *line)
{
  int rate, seconds, n;

  if (sscanf (line, "burst %d", &n) == 1)
    {
      for (int i = 0; i < n; i++)
        send_event (self);
      printf ("done burst %d\n", n);
    }
  else if (sscanf (line, "flood %d %d", &rate, &seconds) == 2)
    {
      self->flood_rate = rate;
      self->flood_sent = 0;
      self->flood_start = g_get_monotonic_time ();
      self->flood_end = self->flood_start + (gint64) seconds * G_USEC_PER_SEC;
      self->flood_source = g_timeout_add (2, on_flood, self);
    }
  else if (g_str_equal (line, "drop"))
    {
      for (guint i = 0; i < self->clients->len; i++)
        soup_websocket_connection_close (((Client *) g_ptr_array_index (self->clients, i))->connection, 1001, NULL);
      printf ("done drop\n");
    }
  else
    g_main_loop_quit (self->loop);
}

static void
on_line (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Generator *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  obey (self, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, NULL, on_line, self);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr(GDataInputStream) lines = g_data_input_stream_new (input);
  Generator self = { 0 };
  GSList *uris;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  self.loop = g_main_loop_new (NULL, FALSE);
  self.builds = g_array_new (FALSE, FALSE, sizeof (Build));
  self.running = g_array_new (FALSE, FALSE, sizeof (gint64));
  self.clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  make_builds (&self);

  soup_server_add_handler (server, "/api/v2", handle_api, &self, NULL);
  soup_server_add_handler (server, "/config", handle_config, &self, NULL);
  soup_server_add_websocket_handler (server, "/ws", NULL, NULL, handle_ws, &self, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  uris = soup_server_get_uris (server);
  printf ("port %d\n", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, on_line, &self);
  g_main_loop_run (self.loop);

  g_clear_handle_id (&self.flood_source, g_source_remove);
  soup_server_disconnect (server);
  g_main_loop_unref (self.loop);
  return 0;
}
