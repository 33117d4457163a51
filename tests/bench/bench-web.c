/* Pages over HTTP: what one costs that has changed, and how many that have not leave one core, beside
 * nginx with the same bytes and beside a bare handler of libsoup.
 *
 * "bench-web pages" and "bench-web bare FILE" are the servers; they print their port and end with their
 * standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>

#include "bench-master.h"
#include "bench.h"
#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-status.h"
#include "web/spill-web-server.h"

#define REQUESTS "5000"
#define ROUNDS   7

/* Servers to be measured from outside */

static gboolean
on_input (GPollableInputStream *stream,
          gpointer              loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
run_until_told (guint port)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr(GSource) source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (on_input), loop, NULL);
  g_source_attach (source, NULL);
  printf ("%u\n", port);
  fflush (stdout);
  g_main_loop_run (loop);
}

static SpillWebServer *
serve (SpillMaster *master)
{
  g_autoptr(SpillStatus) status = spill_status_new ();
  g_autoptr(SpillPages) pages = NULL;
  g_autoptr(GError) error = NULL;
  SpillWebServer *server;

  spill_status_add_master (status, master);
  pages = spill_pages_new (status);
  server = spill_web_server_new (pages, NULL);
  if (!spill_web_server_start (server, 0, &error))
    g_error ("%s", error->message);

  return server;
}

static int
serve_pages (void)
{
  g_autoptr(SpillMaster) master = bench_master_new (50, 8);
  g_autoptr(SpillWebServer) server = serve (master);

  run_until_told (spill_web_server_get_port (server));
  return 0;
}

static void
on_bare (SoupServer        *server,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Connection", "close");
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Content-Type", "text/html");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), user_data);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static int
serve_bare (const char *path)
{
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  char *text = NULL;
  gsize length = 0;
  g_autoptr(GBytes) bytes = NULL;
  GSList *uris;

  if (!g_file_get_contents (path, &text, &length, NULL))
    return 1;
  bytes = g_bytes_new_take (text, length);
  soup_server_add_handler (server, NULL, on_bare, bytes, NULL);
  if (!soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL))
    return 1;

  uris = soup_server_get_uris (server);
  run_until_told (g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return 0;
}

/* Rates */

typedef struct
{
  const char  *name;
  GSubprocess *process;
  guint        port;
  double       cost;     /* processor time of a request, in us: the least of all rounds */
  double       rate;     /* requests a second, by the clock: the best of all rounds */
} Server;

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

/* On a core of its own, if there are two. */
static GSubprocess *
start (const char *const *argv,
       const char         *core)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                               | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  if (g_get_num_processors () > 1)
    {
      g_ptr_array_add (all, (char *) "taskset");
      g_ptr_array_add (all, (char *) "-c");
      g_ptr_array_add (all, (char *) core);
    }
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (all, (char *) argv[i]);
  g_ptr_array_add (all, NULL);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) all->pdata, &error);
  if (process == NULL)
    g_error ("%s: %s", argv[0], error->message);

  return process;
}

static void
start_own (Server     *server,
           const char *mode,
           const char *file)
{
  const char *argv[] = { "/proc/self/exe", mode, file, NULL };
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;

  argv[0] = self;
  server->process = start (argv, "0");
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (server->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  server->port = line != NULL ? atoi (line) : 0;
  if (server->port == 0)
    g_error ("%s does not listen", mode);
}

static guint
free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, NULL);
}

static void
start_nginx (Server     *server,
             const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "nginx.conf", NULL);
  g_autofree char *text = NULL;
  const char *argv[] = { "/usr/sbin/nginx", "-p", folder, "-c", path, "-e", "stderr", NULL };

  server->port = free_port ();
  text = g_strdup_printf ("master_process off; daemon off; pid %s/pid;\n"
                          "events { worker_connections 1024; }\n"
                          "http {\n"
                          "  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 0; default_type text/html;\n"
                          "  open_file_cache max=10; client_body_temp_path %s/b; proxy_temp_path %s/p;\n"
                          "  fastcgi_temp_path %s/f; uwsgi_temp_path %s/u; scgi_temp_path %s/s;\n"
                          "  server { listen 127.0.0.1:%u backlog=511; root %s; }\n"
                          "}\n",
                          folder, folder, folder, folder, folder, folder, server->port, folder);
  if (!g_file_set_contents (path, text, -1, NULL))
    g_error ("%s cannot be written", path);
  server->process = start (argv, "0");
}

static void
stop (Server *server)
{
  g_subprocess_send_signal (server->process, SIGTERM);
  g_subprocess_wait (server->process, NULL, NULL);
  g_clear_object (&server->process);
}

/* Processor time of a process so far, in seconds: of the threads that it has now. */
static double
time_of (Server *server)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/task", g_subprocess_get_identifier (server->process));
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *thread;
  double ns = 0;

  if (dir == NULL)
    g_error ("%s has ended", server->name);
  while ((thread = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, thread, "schedstat", NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (file, &text, NULL, NULL))
        ns += g_ascii_strtod (text, NULL);
    }

  return ns / 1e9;
}

static double
number_after (const char *text,
              const char *label)
{
  const char *at = strstr (text, label);

  return at != NULL ? g_ascii_strtod (at + strlen (label) + strspn (at + strlen (label), " "), NULL) : -1;
}

/* A new connection for each request. */
static void
load (Server     *server,
      const char *path)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", server->port, path);
  const char *argv[] = { "ab", "-q", "-n", REQUESTS, "-c", "16", url, NULL };
  g_autoptr(GSubprocess) ab = start (argv, "1");
  double before = time_of (server);
  g_autofree char *output = NULL;
  double spent;

  if (!g_subprocess_communicate_utf8 (ab, NULL, NULL, &output, NULL, NULL)
      || number_after (output, "Complete requests:") != atof (REQUESTS)
      || number_after (output, "Failed requests:") != 0 || strstr (output, "Non-2xx") != NULL)
    g_error ("%s: %s", url, output);

  spent = (time_of (server) - before) * 1e6 / atof (REQUESTS);
  server->cost = server->cost > 0 ? MIN (server->cost, spent) : spent;
  server->rate = MAX (server->rate, number_after (output, "Requests per second:"));
}

/* What comes for @path, into a file of @folder. Waits until the server listens. */
static char *
fetch (Server     *server,
       const char *path,
       const char *folder)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", server->port, path);
  g_autoptr(SoupSession) session = soup_session_new ();
  g_autoptr(SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr(GBytes) bytes = NULL;
  char *file = g_build_filename (folder, "page", NULL);

  soup_message_headers_append (soup_message_get_request_headers (message), "Accept-Encoding", "identity");
  bytes = soup_session_send_and_read (session, message, NULL, NULL);
  if (bytes == NULL || soup_message_get_status (message) != SOUP_STATUS_OK
      || !g_file_set_contents (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL))
    g_error ("%s does not come", url);

  return file;
}

/* What nginx has left there is empty folders and files of its own. */
static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      g_remove (child);
    }
  g_rmdir (path);
}

static void
bench_rate (const char *path,
            const char *folder,
            double      floor)
{
  Server ours = { "spillway" }, nginx = { "nginx" }, bare = { "libsoup" };
  Server *all[] = { &nginx, &ours, &bare };
  g_autofree char *file = NULL;
  g_autofree char *size_name = g_strdup_printf ("web: %s unchanged, size", path);
  g_autofree char *ratio_name = g_strdup_printf ("web: %s unchanged, beside nginx", path);
  GStatBuf info;

  start_own (&ours, "pages", NULL);
  file = fetch (&ours, path, folder);
  start_nginx (&nginx, folder);
  start_own (&bare, "bare", file);
  for (guint i = 0; i < ROUNDS; i++)
    for (guint k = 0; k < G_N_ELEMENTS (all); k++)
      load (all[k], k == 1 ? path : "/page");

  g_stat (file, &info);
  bench_row (size_name, (double) info.st_size / 1000, "kB", 0);
  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autofree char *cost = g_strdup_printf ("web: %s unchanged, %s", path, all[k]->name);
      g_autofree char *rate = g_strdup_printf ("web: %s unchanged, %s, by the clock", path, all[k]->name);

      /* By the processor's time: what else runs on a machine does not count, nor how fast ab is. */
      bench_row (cost, 1e6 / all[k]->cost, "req/s", 0);
      bench_row (rate, all[k]->rate, "req/s", 0);
      stop (all[k]);
    }
  bench_row_floor (ratio_name, nginx.cost / ours.cost, "of nginx", floor);
  g_unlink (file);
}

/* Pages that have changed */

typedef struct
{
  guint   port;
  GMutex  lock;
  GCond   cond;
  guint   asked;      /* requests to make */
  guint   answered;
  double  time;       /* processor time of the client's thread */
} Client;

static double
thread_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
ask (Client *client)
{
  g_autoptr(GSocketClient) connector = g_socket_client_new ();
  g_autoptr(GSocketConnection) connection =
    g_socket_client_connect_to_host (connector, "127.0.0.1", client->port, NULL, NULL);
  static const char request[] = "GET /waterfall HTTP/1.1\r\nHost: localhost\r\n\r\n";
  g_autofree char *buffer = g_malloc (1 << 20);
  GInputStream *input;
  gssize n;
  gsize all = 0;

  if (connection == NULL)
    g_error ("The server does not listen");
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request, strlen (request),
                             NULL, NULL, NULL);
  input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  while ((n = g_input_stream_read (input, buffer, 1 << 20, NULL, NULL)) > 0)
    all += n;
  if (all < 1000)
    g_error ("The page does not come");
}

static gpointer
run_client (gpointer data)
{
  Client *client = data;

  g_mutex_lock (&client->lock);
  for (;;)
    {
      while (client->asked == client->answered)
        g_cond_wait (&client->cond, &client->lock);
      if (client->asked == G_MAXUINT)
        break;
      g_mutex_unlock (&client->lock);
      ask (client);
      g_mutex_lock (&client->lock);
      client->time = thread_time ();
      client->answered++;
      g_main_context_wakeup (NULL);
    }
  g_mutex_unlock (&client->lock);

  return NULL;
}

static guint
turn_client (Client *client,
             gboolean ask_more)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&client->lock);

  if (ask_more)
    {
      client->asked++;
      g_cond_signal (&client->cond);
    }
  return client->asked - client->answered;
}

static void
end_client (Client  *client,
            GThread *thread)
{
  g_mutex_lock (&client->lock);
  client->asked = G_MAXUINT;
  g_cond_signal (&client->cond);
  g_mutex_unlock (&client->lock);
  g_thread_join (thread);
}

static double
time_of_client (Client *client)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&client->lock);

  return client->time;
}

/* One build changes, then the page is asked for. */
static void
request (Client *client)
{
  turn_client (client, TRUE);
  while (turn_client (client, FALSE) > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
bench_changed (const char *what,
               guint       n_builders,
               guint       n_builds,
               guint       rounds,
               double      budget)
{
  g_autoptr(SpillMaster) master = bench_master_new (n_builders, n_builds);
  g_autoptr(SpillWebServer) server = serve (master);
  SpillBuilder *builder = spill_list_peek (spill_master_get_builders (master), 0);
  Client client = { .port = spill_web_server_get_port (server) };
  GThread *thread = g_thread_new ("client", run_client, &client);
  g_autofree char *all_name = g_strdup_printf ("web: /waterfall of %s changed, all", what);
  g_autofree char *main_name = g_strdup_printf ("web: /waterfall of %s changed, main context", what);
  double least = G_MAXDOUBLE, least_main = G_MAXDOUBLE;

  /* The first makes every column. */
  request (&client);
  for (guint i = 0; i < rounds; i++)
    {
      double all = bench_cpu (), here = thread_time (), theirs = time_of_client (&client);

      spill_build_set_text (spill_builder_get_build (builder, n_builds - 1), i % 2 ? "a" : "b");
      spill_master_settle (master);
      request (&client);
      least_main = MIN (least_main, thread_time () - here);
      least = MIN (least, bench_cpu () - all - (time_of_client (&client) - theirs));
    }
  end_client (&client, thread);

  bench_row (all_name, least * 1000, "ms", budget);
  bench_row (main_name, least_main * 1000, "ms", 2);
  spill_web_server_stop (server);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;

  if (argc > 1 && g_str_equal (argv[1], "pages"))
    return serve_pages ();
  if (argc > 2 && g_str_equal (argv[1], "bare"))
    return serve_bare (argv[2]);

  bench_changed ("50 builders and 200 builds", 50, 4, 100, 5);
  bench_changed ("1,200 builders and 30,000 builds", BENCH_MASTER_BUILDERS, BENCH_MASTER_BUILDS, 40, 62);

  folder = g_dir_make_tmp ("bench-web-XXXXXX", NULL);
  bench_rate ("/waterfall", folder, 0.45);
  bench_rate ("/", folder, 0.25);
  remove_folder (folder);
  return 0;
}
