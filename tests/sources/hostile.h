#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Server: what speaks HTTP, and WebSocket, as badly as a test likes: raw bytes on real sockets, a
 * thread a connection. Without an answer of the test's own it is a plain small master. */
typedef struct _Server Server;

typedef struct
{
  Server        *server;
  GInputStream  *input;
  GOutputStream *output;
  const char    *method;
  const char    *path;       /* "/api/v2/builders", without the query */
  const char    *query;      /* "" without */
  const char    *head;       /* all of it */
  const char    *body;
} Call;

/* TRUE: answered; the connection stays open. In a thread of its own. */
typedef gboolean (*ServerAnswer) (Call *call, gpointer data);

Server     *server_new          (ServerAnswer     answer,
                                 gpointer         data);
Server     *server_new_tls      (ServerAnswer     answer,
                                 gpointer         data,
                                 GTlsCertificate *certificate);
void        server_free         (Server          *self);
const char *server_get_url      (Server          *self);
guint       server_get_n        (Server          *self,
                                 const char      *path);   /* how often it was asked for */
guint       server_get_n_with   (Server          *self,
                                 const char      *text);   /* requests with that in their head */
guint       server_get_n_all    (Server          *self);
guint       server_get_n_connections (Server     *self);
gsize       server_get_longest  (Server          *self);   /* bytes of a request line */
guint       server_get_most     (Server          *self,
                                 const char      *text);   /* how often one request line has it */
/* Something that all connections wait for together. */
void        server_wait         (Server          *self);   /* until it goes, or the test lets go */
void        server_let_go       (Server          *self);

gboolean    call_is             (Call            *call,
                                 const char      *path);
char       *call_dup_header     (Call            *call,
                                 const char      *name);   /* (nullable) */
gboolean    call_reply          (Call            *call,
                                 const char      *status,  /* "200 OK" */
                                 const char      *headers, /* each ended by \r\n; may be "" */
                                 const char      *body);
gboolean    call_json           (Call            *call,
                                 const char      *json);
gboolean    call_raw            (Call            *call,
                                 const char      *bytes,
                                 gssize           length);
/* As the small master does: /config, masters, builders, workers, requests, builds, changes; /ws is
 * refused. */
gboolean    call_plain          (Call            *call);
/* Opens a WebSocket, answers subscriptions and pings until @n of them, or until the end of the
 * connection if 0. FALSE: over. */
gboolean    call_accept_socket  (Call            *call);
gboolean    call_serve_socket   (Call            *call,
                                 guint            n);
gboolean    call_frame          (Call            *call,
                                 const char      *text,
                                 gssize           length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Server, server_free)

G_END_DECLS
