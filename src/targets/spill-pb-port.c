#include "targets/spill-pb-private.h"

#include <glib/gi18n.h>

/* Where a listener listens: TCP, TLS over TCP, a UNIX socket. */

/* Two idle hands each: a client says nothing for hours. */
static const SpillAcceptorLimits limits = {
  .connections = 200, .per_address = 100, .backlog = 64,
  .idle_seconds = 60, .asking_seconds = 30, .answer_seconds = 60,
};

/* What the system says, in words for who set the port. */
static void
explain (const SpillStrports  *strports,
         GError               *problem,
         GError              **error)
{
  g_autofree char *where = strports->kind == SPILL_STRPORTS_UNIX ? g_strdup (strports->path)
                                                                : g_strdup_printf (_("port %u"), strports->port);

  if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE,
                 /* Translators: %s is “port 9988” or the path of a socket. */
                 _("Something else listens on %s already."), where);
  else if (g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                 /* Translators: %s is “port 9988” or the path of a socket. */
                 _("You may not listen on %s."), where);
  else
    g_set_error (error, problem->domain, problem->code,
                 /* Translators: the first %s is “port 9988” or the path of a socket. */
                 _("It cannot listen on %s: %s"), where, problem->message);
  g_error_free (problem);
}

static gboolean
listen_there (SpillAcceptor        *acceptor,
              const SpillStrports  *strports,
        GError              **error)
{
  if (strports->kind == SPILL_STRPORTS_UNIX)
    return spill_acceptor_listen_unix (acceptor, strports->path, strports->mode, error);
  if (strports->interface == NULL)
    return spill_acceptor_listen_loopback (acceptor, strports->port, error);
  return spill_acceptor_listen (acceptor, strports->interface, strports->port, error);
}

static char *
describe (SpillAcceptor       *acceptor,
          const SpillStrports *strports)
{
  g_autofree char *host = strports->interface != NULL ? g_inet_address_to_string (strports->interface) : NULL;
  gboolean is_six = strports->interface != NULL && g_inet_address_get_family (strports->interface) == G_SOCKET_FAMILY_IPV6;

  if (strports->kind == SPILL_STRPORTS_UNIX)
    return g_strdup_printf ("unix:%s", strports->path);
  return g_strdup_printf (is_six ? "%s[%s]:%u" : "%s%s:%u", strports->kind == SPILL_STRPORTS_TLS ? "ssl:" : "",
                          host != NULL ? host : "localhost", spill_acceptor_get_port (acceptor));
}

static GTlsCertificate *
load (const SpillStrports  *strports,
      GError              **error)
{
  g_autoptr(GError) problem = NULL;
  GTlsCertificate *certificate = g_tls_certificate_new_from_files (strports->chain_file, strports->key_file, &problem);

  if (certificate == NULL)
    g_set_error (error, problem->domain, problem->code, _("The certificate cannot be used: %s"), problem->message);
  return certificate;
}

/**
 * spill_pb_port_open:
 * @text: where
 * @certificate: (out) (nullable): to show, where the port speaks TLS
 * @address: (out): where it is, as "localhost:9988", "ssl:192.0.2.1:9988" or "unix:/run/pb"
 * @error: a sentence for who wrote @text
 *
 * Returns: (transfer full) (nullable): what listens there
 */
SpillAcceptor *
spill_pb_port_open (const char       *text,
                    GTlsCertificate **certificate,
                    char            **address,
                    GError          **error)
{
  g_auto(SpillStrports) strports = { 0 };
  g_autoptr(SpillAcceptor) acceptor = NULL;
  g_autoptr(GTlsCertificate) loaded = NULL;
  GError *problem = NULL;

  if (!spill_strports_parse (text, &strports, error))
    return NULL;
  if (strports.kind == SPILL_STRPORTS_TLS && (loaded = load (&strports, error)) == NULL)
    return NULL;

  acceptor = spill_acceptor_new (&limits);
  if (!listen_there (acceptor, &strports, &problem))
    {
      explain (&strports, problem, error);
      return NULL;
    }
  *address = describe (acceptor, &strports);
  *certificate = g_steal_pointer (&loaded);
  return g_steal_pointer (&acceptor);
}

/**
 * spill_pb_port_wrap:
 * @connection: that came in
 * @certificate: (nullable): of the port
 * @error: why it is not to be had
 *
 * Hands are shaken as soon as somebody reads or writes.
 *
 * Returns: (transfer full) (nullable): what to speak over
 */
GIOStream *
spill_pb_port_wrap (GSocketConnection  *connection,
                    GTlsCertificate    *certificate,
                    GError            **error)
{
  GIOStream *stream;

  if (certificate == NULL)
    return g_object_ref (G_IO_STREAM (connection));

  stream = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, error);
  if (stream == NULL)
    return NULL;
  /* Nobody shows us a certificate, so that the system's need not be read. */
  g_tls_connection_set_database (G_TLS_CONNECTION (stream), NULL);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (stream), FALSE);
  return stream;
}
