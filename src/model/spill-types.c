#include "model/spill-types.h"

#include <glib/gi18n.h>

G_DEFINE_ENUM_TYPE (SpillResult, spill_result,
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_SUCCESS, "success"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_WARNINGS, "warnings"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_FAILURE, "failure"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_SKIPPED, "skipped"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_EXCEPTION, "exception"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_RETRY, "retry"),
                    G_DEFINE_ENUM_VALUE (SPILL_RESULT_CANCELLED, "cancelled"))

G_DEFINE_FLAGS_TYPE (SpillParts, spill_parts,
                     G_DEFINE_ENUM_VALUE (SPILL_PART_STEPS, "steps"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_PROPERTIES, "properties"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_CHANGES, "changes"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_LOGS, "logs"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_CONTENT, "content"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_FORCE, "force"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_EXPECTATIONS, "expectations"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_STREAK, "streak"),
                     G_DEFINE_ENUM_VALUE (SPILL_PART_REQUESTS, "requests"))

G_DEFINE_ENUM_TYPE (SpillPartState, spill_part_state,
                    G_DEFINE_ENUM_VALUE (SPILL_PART_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (SPILL_PART_LOADING, "loading"),
                    G_DEFINE_ENUM_VALUE (SPILL_PART_HERE, "here"),
                    G_DEFINE_ENUM_VALUE (SPILL_PART_FAILED, "failed"),
                    G_DEFINE_ENUM_VALUE (SPILL_PART_DENIED, "denied"))

gboolean
spill_part_state_has_failed (SpillPartState self)
{
  return self == SPILL_PART_FAILED || self == SPILL_PART_DENIED;
}

G_DEFINE_ENUM_TYPE (SpillBuilderState, spill_builder_state,
                    G_DEFINE_ENUM_VALUE (SPILL_BUILDER_UNKNOWN, "unknown"),
                    G_DEFINE_ENUM_VALUE (SPILL_BUILDER_IDLE, "idle"),
                    G_DEFINE_ENUM_VALUE (SPILL_BUILDER_BUILDING, "building"),
                    G_DEFINE_ENUM_VALUE (SPILL_BUILDER_OFFLINE, "offline"))

G_DEFINE_ENUM_TYPE (SpillConnection, spill_connection,
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_LIVE, "live"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_POLLING, "polling"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_RECONNECTING, "reconnecting"),
                    G_DEFINE_ENUM_VALUE (SPILL_CONNECTION_FAILED, "failed"))

G_DEFINE_ENUM_TYPE (SpillProblem, spill_problem,
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_NONE, "none"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_UNREACHABLE, "unreachable"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_NOT_A_MASTER, "not-a-master"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_LOGIN_REQUIRED, "login-required"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_LOGIN_REFUSED, "login-refused"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_PROXY_LOGIN, "proxy-login"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_CERTIFICATE, "certificate"),
                    G_DEFINE_ENUM_VALUE (SPILL_PROBLEM_BAD_ANSWER, "bad-answer"))

G_DEFINE_QUARK (spill-error-quark, spill_error)

gboolean
spill_result_is_good (SpillResult result)
{
  return result == SPILL_RESULT_SUCCESS || result == SPILL_RESULT_WARNINGS;
}

gboolean
spill_result_is_bad (SpillResult result)
{
  return result == SPILL_RESULT_FAILURE;
}

/**
 * spill_result_to_nick:
 * @result: a result
 *
 * Gets the word of a result for files, style classes and protocols.
 *
 * Returns: (transfer none): a word that is never translated
 */
const char *
spill_result_to_nick (SpillResult result)
{
  static const char *const nicks[] =
    { "success", "warnings", "failure", "skipped", "exception", "retry", "cancelled" };

  return result >= 0 && result < (int) G_N_ELEMENTS (nicks) ? nicks[result] : "none";
}

/**
 * spill_result_to_text:
 * @result: a result
 *
 * Gets the word of a result for people.
 *
 * Returns: (transfer none): a translated word
 */
const char *
spill_result_to_text (SpillResult result)
{
  switch (result)
    {
    case SPILL_RESULT_SUCCESS:
      return _("Success");
    case SPILL_RESULT_WARNINGS:
      return _("Warnings");
    case SPILL_RESULT_FAILURE:
      return _("Failure");
    case SPILL_RESULT_SKIPPED:
      return _("Skipped");
    case SPILL_RESULT_EXCEPTION:
      return _("Exception");
    case SPILL_RESULT_RETRY:
      return _("Retry");
    case SPILL_RESULT_CANCELLED:
      return _("Cancelled");
    case SPILL_RESULT_NONE:
    default:
      return _("No result");
    }
}

/**
 * spill_result_from_number:
 * @number: what a master sent
 *
 * Returns: the result with Buildbot's @number, `SPILL_RESULT_NONE` for any that it has not
 */
SpillResult
spill_result_from_number (gint64 number)
{
  if (number >= SPILL_RESULT_SUCCESS && number <= SPILL_RESULT_CANCELLED)
    return (SpillResult) number;
  return SPILL_RESULT_NONE;
}
