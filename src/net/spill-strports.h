#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  SPILL_STRPORTS_TCP,
  SPILL_STRPORTS_TLS,
  SPILL_STRPORTS_UNIX,
} SpillStrportsKind;

/* Twisted's description of where to listen: "9988", "tcp:9988:interface=127.0.0.1",
 * "ssl:9988:privateKey=key.pem:certKey=cert.pem", "unix:/run/pb.sock:mode=660", with ":" and "=" in a
 * value written "\:" and "\=". Loopback is meant where no interface is named. */
typedef struct
{
  SpillStrportsKind  kind;
  guint16            port;
  GInetAddress      *interface;     /* (nullable): loopback, IPv4 and IPv6 */
  char              *key_file;      /* TLS: "server.pem" unless it says */
  char              *chain_file;    /* TLS: the certificate; the key's file unless it says */
  char              *path;          /* UNIX */
  guint              mode;          /* UNIX: who may connect, 0600 unless it says */
} SpillStrports;

gboolean spill_strports_parse (const char     *text,
                               SpillStrports  *strports,
                               GError        **error);
void     spill_strports_clear (SpillStrports  *strports);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpillStrports, spill_strports_clear)

G_END_DECLS
