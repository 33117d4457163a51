#pragma once

#include "protocols/spill-json-report.h"

G_BEGIN_DECLS

/* What a 0.8 master's /json says, as plain values. Source: recordings of a real 0.8.14; keys that
 * come and go between 0.8.0 and 0.8.14 are all optional (category or tags, sourceStamp or
 * sourceStamps).
 *
 * Strings: NULL for null or nothing, else valid UTF-8, not escaped, hostile. Times: epoch seconds,
 * 0 likewise. Results: -1 likewise. Lists of strings are never NULL unless said so. */

typedef struct
{
  char *name;
  char *url;           /* hostile; 0.8 escapes a part of it twice */
} SpillJson08Link;

typedef struct
{
  char *name;
  char *value;         /* JSON text */
  char *source;        /* (nullable) */
} SpillJson08Property;

typedef struct
{
  gint64     number;
  char      *who;
  char      *comments;
  char     **files;
  char      *revision;
  char      *revlink;
  char      *branch;
  char      *category;
  char      *project;
  char      *repository;
  char      *codebase;
  double     when;
  GPtrArray *properties;   /* of SpillJson08Property */
} SpillJson08Change;

typedef struct
{
  char      *branch;
  char      *revision;
  char      *project;
  char      *repository;
  char      *codebase;
  gboolean   has_patch;
  int        patch_level;
  char      *patch_body;
  char      *patch_subdir;
  char      *patch_author;
  char      *patch_comment;
  GPtrArray *changes;      /* of SpillJson08Change */
} SpillJson08SourceStamp;

typedef struct
{
  char   *metric;
  double  current;
  double  target;
} SpillJson08Expectation;

typedef struct
{
  int        number;
  char      *name;
  double     started;
  double     finished;
  gboolean   is_started;
  gboolean   is_finished;
  gboolean   is_hidden;
  int        results;
  char     **text;           /* words */
  char     **text2;          /* what the step adds to the build's words */
  double     eta;            /* seconds left; NAN: not told */
  char      *statistics;     /* (nullable) JSON text of an object */
  GPtrArray *logs;           /* of SpillJson08Link */
  GPtrArray *urls;           /* of SpillJson08Link */
  GPtrArray *expectations;   /* of SpillJson08Expectation */
} SpillJson08Step;

typedef struct
{
  int        number;
  char      *builder_name;
  double     started;
  double     finished;
  int        results;
  char     **text;            /* words */
  char      *reason;
  char      *slave;
  char     **blame;
  double     eta;             /* seconds left; NAN: not told */
  int        current_step;    /* number; -1: none */
  GPtrArray *logs;            /* of SpillJson08Link */
  GPtrArray *properties;      /* of SpillJson08Property */
  GPtrArray *source_stamps;   /* of SpillJson08SourceStamp */
  GPtrArray *steps;           /* of SpillJson08Step */
} SpillJson08Build;

typedef struct
{
  char    *name;
  char    *basedir;
  char    *state;             /* "idle", "building", "offline" */
  char   **tags;
  char   **schedulers;
  char   **slaves;
  GArray  *cached_builds;     /* of int: numbers in the master's memory */
  GArray  *current_builds;    /* of int: numbers */
  int      n_pending;
} SpillJson08Builder;

typedef struct
{
  char                   *builder_name;
  double                  submitted;
  SpillJson08SourceStamp *source;       /* (nullable) */
  GPtrArray              *properties;   /* of SpillJson08Property */
} SpillJson08Request;

typedef struct
{
  char     *name;
  char     *admin;
  char     *host;
  char     *access_uri;
  char     *version;
  gboolean  is_connected;
  char    **builders;
} SpillJson08Slave;

typedef struct
{
  char *title;
  char *title_url;
  char *buildbot_url;
} SpillJson08Project;

typedef enum
{
  SPILL_JSON08_BUILDS,      /* builders/B/builds/_all: number -> build or null */
  SPILL_JSON08_BUILDERS,    /* builders: name -> builder */
  SPILL_JSON08_SLAVES,      /* slaves: name -> slave */
  SPILL_JSON08_REQUESTS,    /* builders/B/pendingBuilds: list */
} SpillJson08Kind;

/* Reads the body of an answer (the result of spill_json_parse()), or what stands at @path in it:
 * names of members, NULL-terminated, for answers to select=. NULL there: nothing. What is not as it
 * should be is reported, what cannot be used is left out. */
JsonNode           *spill_json08_select        (JsonNode             *root,
                                                const char * const   *path);   /* (transfer none) (nullable) */
/* Elements are of the kind's type; builds, builders and slaves get their names from their keys.
 * (transfer full) */
GPtrArray          *spill_json08_read          (SpillJson08Kind       kind,
                                                JsonNode             *node,
                                                SpillJsonReport      *report);
SpillJson08Build   *spill_json08_read_build    (JsonNode             *node,
                                                const char           *builder_name,
                                                SpillJsonReport      *report);   /* (nullable) (transfer full) */
SpillJson08Project *spill_json08_read_project  (JsonNode             *node,
                                                SpillJsonReport      *report);   /* (transfer full) */

void spill_json08_build_free        (SpillJson08Build       *self);
void spill_json08_builder_free      (SpillJson08Builder     *self);
void spill_json08_request_free      (SpillJson08Request     *self);
void spill_json08_slave_free        (SpillJson08Slave       *self);
void spill_json08_project_free      (SpillJson08Project     *self);
void spill_json08_source_stamp_free (SpillJson08SourceStamp *self);

/* "/json/builders/win%2064%252Fdebug": a path whose last part is a name that may hold slashes: as
 * a part of select= it must be escaped once more than as a path. (transfer full) */
char *spill_json08_escape_name      (const char             *name,
                                     gboolean                in_select);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillJson08Build, spill_json08_build_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillJson08Project, spill_json08_project_free)

G_END_DECLS
