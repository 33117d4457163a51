#include "sources/spill-failure.h"

#include <glib/gi18n.h>
#include <string.h>

#include "protocols/nine/spill-nine-call.h"
#include "protocols/spill-json.h"

/**
 * spill_failure_new:
 * @format: a translated sentence
 *
 * Returns: (transfer full): a failure
 */
SpillFailure *
spill_failure_new (SpillProblem  problem,
                   SpillError    code,
                   const char   *format,
                   ...)
{
  SpillFailure *self = g_new0 (SpillFailure, 1);
  va_list args;

  self->problem = problem;
  self->code = code;
  va_start (args, format);
  self->text = g_strdup_vprintf (format, args);
  va_end (args);

  return self;
}

gboolean
spill_failure_needs_user (const SpillFailure *self,
                          gboolean            has_synced)
{
  switch (self->problem)
    {
    case SPILL_PROBLEM_LOGIN_REQUIRED:
    case SPILL_PROBLEM_LOGIN_REFUSED:
    case SPILL_PROBLEM_CERTIFICATE:
    case SPILL_PROBLEM_PROXY_LOGIN:
      return TRUE;
    case SPILL_PROBLEM_NOT_A_MASTER:
      /* A portal of some network may stand between us and a master that we know. */
      return !has_synced;
    case SPILL_PROBLEM_NONE:
    case SPILL_PROBLEM_UNREACHABLE:
    case SPILL_PROBLEM_BAD_ANSWER:
      break;
    }

  return FALSE;
}

SpillFailure *
spill_failure_copy (const SpillFailure *self)
{
  SpillFailure *copy = g_memdup2 (self, sizeof *self);

  copy->text = g_strdup (self->text);
  if (copy->certificate != NULL)
    g_object_ref (copy->certificate);
  return copy;
}

void
spill_failure_free (SpillFailure *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->certificate);
  g_free (self->text);
  g_free (self);
}

GError *
spill_failure_to_error (SpillFailure *self)
{
  return g_error_new_literal (SPILL_ERROR, self->code, self->text);
}

static SpillFailure *
from_certificate (const char           *host,
                  GTlsCertificate      *certificate,
                  GTlsCertificateFlags  flags)
{
  static const struct { GTlsCertificateFlags flag; const char *text; } words[] = {
    { G_TLS_CERTIFICATE_UNKNOWN_CA, N_("it was signed by nobody this computer knows") },
    { G_TLS_CERTIFICATE_BAD_IDENTITY, N_("it was made for another name") },
    { G_TLS_CERTIFICATE_NOT_ACTIVATED, N_("it is not valid yet") },
    { G_TLS_CERTIFICATE_EXPIRED, N_("it has expired") },
    { G_TLS_CERTIFICATE_REVOKED, N_("it has been revoked") },
    { G_TLS_CERTIFICATE_INSECURE, N_("it uses methods that are no longer safe") },
  };
  g_autoptr(GString) why = g_string_new (NULL);
  SpillFailure *self;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (flags & words[i].flag)
      g_string_append_printf (why, "%s%s", why->len > 0 ? "; " : "", _(words[i].text));
  if (why->len == 0)
    g_string_append (why, _("it could not be checked"));

  self = spill_failure_new (SPILL_PROBLEM_CERTIFICATE, SPILL_ERROR_UNREACHABLE,
                            _("The certificate of %s is not trusted: %s."), host, why->str);
  self->certificate = g_object_ref (certificate);
  return self;
}

static SpillFailure *
from_fetch_error (const GError *error,
                  const char   *host,
                  const char   *thing)
{
  switch ((SpillFetchError) error->code)
    {
    case SPILL_FETCH_ERROR_SILENT:
      return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                _("%s does not answer."), host);
    case SPILL_FETCH_ERROR_SLOW:
      return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                _("%s answers too slowly to be of use."), host);
    case SPILL_FETCH_ERROR_TOO_LARGE:
      return spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                                _("The answer of %s to “%s” is too large."), host, thing);
    case SPILL_FETCH_ERROR_CIRCLE:
      return spill_failure_new (SPILL_PROBLEM_NOT_A_MASTER, SPILL_ERROR_FAILED,
                                _("%s redirects in circles."), host);
    case SPILL_FETCH_ERROR_ELSEWHERE:
      return spill_failure_new (SPILL_PROBLEM_NOT_A_MASTER, SPILL_ERROR_FAILED,
                                _("%s redirects to another place, “%.200s”. If that "
                                  "is the master, use its address."), host, error->message);
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * spill_failure_from_error:
 * @thing: what was asked for, or %NULL for the connection itself
 *
 * Returns: (transfer full): what @error means
 */
SpillFailure *
spill_failure_from_error (const GError *error,
                          const char   *host,
                          const char   *thing)
{
  static const struct { GQuark (*domain) (void); int code; const char *text; } words[] = {
    { g_resolver_error_quark, G_RESOLVER_ERROR_NOT_FOUND, N_("No host named %s is known.") },
    { g_resolver_error_quark, -1, N_("The name %s cannot be looked up at the moment.") },
    { g_io_error_quark, G_IO_ERROR_HOST_NOT_FOUND, N_("No host named %s is known.") },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_REFUSED, N_("%s refuses the connection.") },
    { g_io_error_quark, G_IO_ERROR_HOST_UNREACHABLE, N_("There is no way to %s.") },
    { g_io_error_quark, G_IO_ERROR_NETWORK_UNREACHABLE, N_("There is no network to %s.") },
    { g_io_error_quark, G_IO_ERROR_TIMED_OUT, N_("%s does not answer.") },
    { g_io_error_quark, G_IO_ERROR_PARTIAL_INPUT, N_("%s broke off in the middle of an answer.") },
    { g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, N_("%s closed the connection.") },
    { g_io_error_quark, G_IO_ERROR_BROKEN_PIPE, N_("%s closed the connection.") },
    { g_io_error_quark, G_IO_ERROR_PROXY_FAILED, N_("The proxy does not lead to %s.") },
    { g_io_error_quark, G_IO_ERROR_PROXY_AUTH_FAILED, N_("The proxy to %s refuses the login.") },
    { g_io_error_quark, G_IO_ERROR_PROXY_NEED_AUTH, N_("The proxy to %s asks for a login.") },
    { g_io_error_quark, G_IO_ERROR_PROXY_NOT_ALLOWED, N_("The proxy does not allow %s.") },
    { g_tls_error_quark, G_TLS_ERROR_NOT_TLS, N_("%s does not speak TLS at this address. An "
                                                 "address with “http:” may do.") },
    { g_tls_error_quark, G_TLS_ERROR_CERTIFICATE_REQUIRED,
      N_("%s asks for a certificate of yours, which Spillway does not do.") },
    { g_tls_error_quark, -1, N_("No secure connection to %s could be made.") },
  };

  if (error->domain == SPILL_FETCH_ERROR)
    return from_fetch_error (error, host, thing);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (error->domain == words[i].domain ()
        && (words[i].code == -1 || words[i].code == error->code))
      return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                _(words[i].text), host);

  /* Another protocol, or a connection that broke within the head: it is tried again. */
  if (error->domain == SOUP_SESSION_ERROR && error->code == SOUP_SESSION_ERROR_PARSING)
    return spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                              _("%s does not answer in HTTP."), host);
  if (error->domain == SPILL_JSON_ERROR && error->code == SPILL_JSON_ERROR_TOO_LARGE)
    return spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                              _("The answer of %s to “%s” is too large."), host, thing);
  if (thing != NULL)
    return spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                              _("The answer of %s to “%s” makes no sense."), host, thing);

  return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                            _("The connection to %s failed."), host);
}

static SpillFailure *
from_status (SpillFetch     *fetch,
             const char     *host,
             const char     *thing)
{
  guint status = spill_fetch_get_status (fetch);
  gsize length;
  const char *body = spill_fetch_get_body (fetch, &length);
  g_autofree char *words = NULL;

  switch (status)
    {
    case SOUP_STATUS_UNAUTHORIZED:
      return spill_failure_new (SPILL_PROBLEM_PROXY_LOGIN, SPILL_ERROR_REFUSED,
                                spill_fetch_has_login (fetch)
                                ? _("The proxy in front of %s refuses this user or this password.")
                                : _("A proxy in front of %s asks for user and password."), host);
    case SOUP_STATUS_PROXY_AUTHENTICATION_REQUIRED:
      return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                _("The proxy to %s asks for a login."), host);
    case SOUP_STATUS_FORBIDDEN:
      words = spill_nine_error_text (body, length);
      return words == NULL
        ? spill_failure_new (SPILL_PROBLEM_LOGIN_REQUIRED, SPILL_ERROR_REFUSED,
                             _("%s shows itself only to those who log in."), host)
        : spill_failure_new (SPILL_PROBLEM_LOGIN_REQUIRED, SPILL_ERROR_REFUSED,
                             _("%s refuses: %s"), host, words);
    case SOUP_STATUS_NOT_FOUND:
      return spill_failure_new (SPILL_PROBLEM_NONE, SPILL_ERROR_GONE,
                                _("%s has no “%s” (any more)."), host, thing);
    case SOUP_STATUS_BAD_GATEWAY:
    case SOUP_STATUS_SERVICE_UNAVAILABLE:
    case SOUP_STATUS_GATEWAY_TIMEOUT:
      return spill_failure_new (SPILL_PROBLEM_UNREACHABLE, SPILL_ERROR_UNREACHABLE,
                                _("The master behind %s does not run, says the server in "
                                  "front of it (%u %s)."),
                                host, status, spill_fetch_get_reason (fetch));
    default:
      return spill_failure_new (SPILL_PROBLEM_BAD_ANSWER, SPILL_ERROR_FAILED,
                                _("%s answered “%s” with %u %s."), host, thing, status,
                                spill_fetch_get_reason (fetch));
    }
}

SpillFailure *
spill_failure_from_fetch (SpillFetch     *fetch,
                          const char     *host,
                          const char     *thing)
{
  const GError *error = spill_fetch_get_error (fetch);
  SpillFailure *self = NULL;
  GTlsCertificateFlags flags;
  GTlsCertificate *certificate = spill_fetch_get_certificate (fetch, &flags);

  if (error != NULL && certificate != NULL && error->domain == G_TLS_ERROR)
    self = from_certificate (host, certificate, flags);
  else if (error != NULL)
    self = spill_failure_from_error (error, host, thing);
  else if (!SOUP_STATUS_IS_SUCCESSFUL (spill_fetch_get_status (fetch)))
    self = from_status (fetch, host, thing);

  if (self != NULL)
    self->status = spill_fetch_get_status (fetch);
  return self;
}
