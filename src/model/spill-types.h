#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Buildbot's results, with the numbers of both generations. 0.8 knows 0 to 5. */
typedef enum
{
  SPILL_RESULT_NONE = -1,   /* not finished, or not known */
  SPILL_RESULT_SUCCESS = 0,
  SPILL_RESULT_WARNINGS = 1,
  SPILL_RESULT_FAILURE = 2,
  SPILL_RESULT_SKIPPED = 3,
  SPILL_RESULT_EXCEPTION = 4,
  SPILL_RESULT_RETRY = 5,
  SPILL_RESULT_CANCELLED = 6,
} SpillResult;

#define SPILL_TYPE_RESULT (spill_result_get_type ())
GType spill_result_get_type (void);

/* Success and warnings are good, failure is bad; the others tell nothing. */
gboolean    spill_result_is_good      (SpillResult result);
gboolean    spill_result_is_bad       (SpillResult result);
const char *spill_result_to_nick      (SpillResult result);   /* "success", …, "none": never translated */
const char *spill_result_to_text      (SpillResult result);   /* "Success", …: translated */
SpillResult spill_result_from_number  (gint64      number);   /* unknown numbers: NONE */

/* Parts of an object that cost the master something: fetched and followed only while held. */
typedef enum
{
  SPILL_PART_STEPS        = 1 << 0,   /* build: its steps, with their URLs and logs' names */
  SPILL_PART_PROPERTIES   = 1 << 1,   /* build */
  SPILL_PART_CHANGES      = 1 << 2,   /* build: changes, people, reason and source stamps, parent build */
  SPILL_PART_LOGS         = 1 << 3,   /* step: its logs (without content) */
  SPILL_PART_CONTENT      = 1 << 4,   /* log: lines, and new ones as they come */
  SPILL_PART_FORCE        = 1 << 5,   /* builder: force schedulers */
  SPILL_PART_EXPECTATIONS = 1 << 6,   /* builder: recent durations per step, for the ETA */
  SPILL_PART_STREAK       = 1 << 7,   /* builder: builds back to the last good one (100 at most), with people */
  SPILL_PART_REQUESTS     = 1 << 8,   /* builder: reason and properties of its waiting requests */
} SpillParts;
#define SPILL_N_PARTS 9

#define SPILL_TYPE_PARTS (spill_parts_get_type ())
GType spill_parts_get_type (void);

typedef enum
{
  SPILL_PART_UNKNOWN,
  SPILL_PART_LOADING,
  SPILL_PART_HERE,
  SPILL_PART_FAILED,
  SPILL_PART_DENIED,   /* failed, and a login may help */
} SpillPartState;

#define SPILL_TYPE_PART_STATE (spill_part_state_get_type ())
GType spill_part_state_get_type (void);
/* It can be asked for once more. */
gboolean spill_part_state_has_failed (SpillPartState self);

typedef enum
{
  SPILL_BUILDER_UNKNOWN,
  SPILL_BUILDER_IDLE,
  SPILL_BUILDER_BUILDING,
  SPILL_BUILDER_OFFLINE,
} SpillBuilderState;

#define SPILL_TYPE_BUILDER_STATE (spill_builder_state_get_type ())
GType spill_builder_state_get_type (void);

/* Connection of a source to its master. */
typedef enum
{
  SPILL_CONNECTION_OFF,            /* not started, or switched off by the user */
  SPILL_CONNECTION_CONNECTING,     /* first try, nothing held yet */
  SPILL_CONNECTION_SYNCING,        /* talks to the master, the first picture is not complete */
  SPILL_CONNECTION_LIVE,           /* complete, events arrive */
  SPILL_CONNECTION_POLLING,        /* complete, but the master refuses events: asked from time to time */
  SPILL_CONNECTION_RECONNECTING,   /* was complete, now stale; tries again at "retry-at" */
  SPILL_CONNECTION_FAILED,         /* needs the user: see "problem" */
} SpillConnection;

#define SPILL_TYPE_CONNECTION (spill_connection_get_type ())
GType spill_connection_get_type (void);

/* Why a master is not live; decides which next step is offered. */
typedef enum
{
  SPILL_PROBLEM_NONE,
  SPILL_PROBLEM_UNREACHABLE,       /* no route, refused, name not found, silent: retried */
  SPILL_PROBLEM_NOT_A_MASTER,      /* answers, but not as a Buildbot: edit the address */
  SPILL_PROBLEM_LOGIN_REQUIRED,    /* reading needs a login */
  SPILL_PROBLEM_LOGIN_REFUSED,     /* user or password wrong, or the cookie no longer valid */
  SPILL_PROBLEM_PROXY_LOGIN,       /* a proxy in front asks for HTTP Basic */
  SPILL_PROBLEM_CERTIFICATE,       /* TLS: see "certificate"; trust exactly this one? */
  SPILL_PROBLEM_BAD_ANSWER,        /* malformed, too large, wrong types: retried */
} SpillProblem;

#define SPILL_TYPE_PROBLEM (spill_problem_get_type ())
GType spill_problem_get_type (void);

#define SPILL_ERROR (spill_error_quark ())
GQuark spill_error_quark (void);

typedef enum
{
  SPILL_ERROR_FAILED,
  SPILL_ERROR_REFUSED,         /* the master says no (403): offer to log in */
  SPILL_ERROR_INVALID,         /* fields of a form are wrong: see spill_command_get_field_errors() */
  SPILL_ERROR_NOT_SUPPORTED,   /* this master cannot do it */
  SPILL_ERROR_UNREACHABLE,
  SPILL_ERROR_GONE,            /* the thing is not there (any more) */
} SpillError;

typedef struct _SpillStatus       SpillStatus;
typedef struct _SpillMaster       SpillMaster;
typedef struct _SpillSource       SpillSource;
typedef struct _SpillBuilder      SpillBuilder;
typedef struct _SpillBuild        SpillBuild;
typedef struct _SpillStep         SpillStep;
typedef struct _SpillLog          SpillLog;
typedef struct _SpillChange       SpillChange;
typedef struct _SpillSourceStamp  SpillSourceStamp;
typedef struct _SpillWorker       SpillWorker;
typedef struct _SpillRequest      SpillRequest;
typedef struct _SpillCommand      SpillCommand;
typedef struct _SpillList         SpillList;

G_END_DECLS
