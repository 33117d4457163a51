#pragma once

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "web/spill-web-server.h"

/* A server with one master, and clients on real sockets in the same thread. */
typedef struct
{
  SpillStatus    *status;
  SpillMaster    *master;
  SpillBuild     *build;     /* owned by its builder */
  SpillWebServer *server;
  guint           n_changes;
} Site;

/* One connection. */
typedef struct
{
  GSocket  *socket;
  GString  *in;         /* what came so far */
  gboolean  is_over;    /* the other end is closed */
} Client;

void        site_start       (Site                 *site,
                              const SpillWebLimits *limits);   /* NULL: the usual ones */
void        site_stop        (Site                 *site);
/* Something of the waterfall changes. */
void        site_change      (Site                 *site);

/* So many builders more, with 20 builds each. */
void        site_fill_more   (Site                 *site,
                              guint                 n);

Client     *client_new       (Site                 *site);
/* It keeps about @buffer bytes that were not read yet. */
Client     *client_new_narrow (Site                *site,
                              int                   buffer);
void        client_send      (Client               *client,
                              const char           *text,
                              gssize                length);
/* No more is sent. */
void        client_shut      (Client               *client);
void        client_free      (Client               *client);
/* Runs the main context until the client has @text, or is at the end if that is NULL. */
void        client_wait      (Client               *client,
                              const char           *text);
/* Reads what is there. */
void        client_read      (Client               *client);

/* The whole answer to a whole request. */
Client     *ask              (Site                 *site,
                              const char           *request);
/* "GET @path" with more lines of the head, each with its end, or NULL. */
Client     *get              (Site                 *site,
                              const char           *path,
                              const char           *lines);
guint       status_of        (Client               *client);
char       *header_of        (Client               *client,
                              const char           *name);    /* (transfer full) (nullable) */
const char *body_of          (Client               *client);
gsize       body_length      (Client               *client);

void        wait_until       (gboolean            (*condition) (gpointer),
                              gpointer              user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)
