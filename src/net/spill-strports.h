#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Twisted's description of where to listen: "9988", "tcp:9988:interface=127.0.0.1", with ":" and "="
 * in a value written "\:" and "\=". Loopback is meant where no interface is named. */
typedef struct
{
  guint16       port;
  GInetAddress *interface;   /* (nullable): loopback, IPv4 and IPv6 */
} SpillStrports;

gboolean spill_strports_parse (const char     *text,
                               SpillStrports  *strports,
                               GError        **error);
void     spill_strports_clear (SpillStrports  *strports);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SpillStrports, spill_strports_clear)

G_END_DECLS
