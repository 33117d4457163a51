#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a modern master's REST and events speak of, as plain values.
 *
 * Every key is optional on the wire but those marked "needed": without one of them the thing is
 * dropped and reported. Ids: 0 where the master says null or nothing. Times: epoch seconds, 0
 * likewise. Results: -1 likewise (Buildbot writes null for builds and steps, -1 for requests and
 * sets). Strings: NULL for null or nothing, else valid UTF-8, not escaped, hostile; never interned,
 * for they are made in one thread and freed in another, which GLib 2.74's interning does not
 * survive. */

typedef enum
{
  SPILL_NINE_NONE,
  SPILL_NINE_MASTER,            /* SpillNineMaster, and so on */
  SPILL_NINE_BUILDER,
  SPILL_NINE_BUILD,
  SPILL_NINE_STEP,
  SPILL_NINE_LOG,
  SPILL_NINE_LOG_CHUNK,
  SPILL_NINE_REQUEST,
  SPILL_NINE_BUILDSET,
  SPILL_NINE_SOURCE_STAMP,
  SPILL_NINE_CHANGE,
  SPILL_NINE_WORKER,
  SPILL_NINE_SCHEDULER,
  SPILL_NINE_FORCE_SCHEDULER,
  SPILL_NINE_PROPERTIES,        /* a GPtrArray of SpillNineProperty */
  SPILL_NINE_N_KINDS
} SpillNineKind;

typedef struct
{
  char *name;
  char *value;    /* JSON text: texts in quotes */
  char *source;   /* (nullable) */
} SpillNineProperty;

typedef struct
{
  char *name;
  char *url;      /* hostile: only http and https may be opened */
} SpillNineUrl;

typedef struct
{
  gint64  id;             /* needed */
  char   *name;           /* "host:/base/dir" */
  gboolean active;        /* TRUE if not told */
  double  last_active;
} SpillNineMaster;

typedef struct
{
  gint64     id;                   /* needed */
  char      *name;                 /* needed */
  char      *description;          /* may hold HTML: escape */
  char      *description_format;   /* 3.9: "markdown" */
  char      *description_html;     /* 3.9 */
  GArray    *master_ids;           /* (nullable) of gint64. NULL: not told (events started and
                                      stopped); empty: no longer configured, or its master is
                                      down */
  char     **tags;                 /* (nullable) not told */
  gint64     project_id;           /* 3.9 */
} SpillNineBuilder;

typedef struct
{
  gint64     id;                   /* needed */
  int        number;               /* needed; from 1 per builder */
  gint64     builder_id;           /* needed */
  gint64     request_id;
  gint64     worker_id;
  gint64     master_id;
  double     started_at;
  double     complete_at;
  gboolean   complete;
  int        results;
  char      *state_string;
  double     locks_duration;       /* seconds; 4.0; -1: not told */
  GPtrArray *properties;           /* (nullable) of SpillNineProperty: only if asked for */
} SpillNineBuild;

typedef struct
{
  gint64     id;                   /* needed */
  int        number;               /* needed; from 0 */
  char      *name;                 /* needed */
  gint64     build_id;             /* needed */
  double     started_at;
  double     complete_at;
  double     locks_acquired_at;    /* 3.10 */
  gboolean   complete;
  gboolean   hidden;
  int        results;
  char      *state_string;
  GPtrArray *urls;                 /* (nullable) of SpillNineUrl */
} SpillNineStep;

typedef struct
{
  gint64    id;                    /* needed */
  char     *name;                  /* needed */
  char     *slug;
  gint64    step_id;
  gboolean  complete;
  gint64    n_lines;
  char      type;                  /* 's' stdio, 't' text, 'h' HTML, 'd' deleted; else 't' */
} SpillNineLog;

typedef struct
{
  gint64  log_id;
  gint64  first_line;
  char   *content;                 /* whole lines, each ended by \n; never NULL; U+FFFD for NULs */
  gsize   length;
} SpillNineLogChunk;

typedef struct
{
  gint64     id;                   /* needed */
  gint64     buildset_id;
  gint64     builder_id;           /* needed */
  int        priority;
  gboolean   claimed;
  double     claimed_at;
  gint64     claimed_by;           /* master */
  gboolean   complete;
  double     complete_at;
  int        results;
  double     submitted_at;
  gboolean   waited_for;
  GPtrArray *properties;           /* (nullable) of SpillNineProperty: only if asked for */
} SpillNineRequest;

typedef struct
{
  gint64    id;
  char     *branch;
  char     *revision;              /* "" for "latest" */
  char     *project;
  char     *repository;
  char     *codebase;
  double    created_at;
  gboolean  has_patch;
  int       patch_level;
  char     *patch_subdir;
  char     *patch_author;
  char     *patch_comment;
  char     *patch_body;
} SpillNineSourceStamp;

typedef struct
{
  gint64     id;                   /* needed */
  char      *external_id;
  char      *reason;
  char      *scheduler;            /* only in the event "new" */
  double     submitted_at;
  gboolean   complete;
  double     complete_at;
  int        results;
  gint64     parent_build_id;
  char      *parent_relationship;  /* "Triggered from" */
  gint64     rebuilt_build_id;     /* 4.0 */
  GPtrArray *source_stamps;        /* (nullable) of SpillNineSourceStamp */
} SpillNineBuildset;

typedef struct
{
  gint64                id;        /* needed */
  char                 *author;
  char                 *committer; /* 2.6 */
  char                 *comments;
  char                **files;     /* never NULL */
  char                 *revision;
  char                 *revlink;   /* hostile: only http and https may be opened */
  char                 *branch;
  char                 *category;
  char                 *project;
  char                 *repository;
  char                 *codebase;
  double                when;
  GPtrArray            *properties; /* (nullable) of SpillNineProperty */
  GArray               *parent_ids; /* (nullable) of gint64 */
  SpillNineSourceStamp *source_stamp; /* (nullable) */
} SpillNineChange;

typedef struct
{
  gint64 master_id;
  gint64 builder_id;
} SpillNineConfigured;

typedef struct
{
  gint64    id;                    /* needed */
  char     *name;                  /* needed */
  GArray   *connected_to;          /* (nullable) of gint64: masters. NULL: not told */
  GArray   *configured_on;         /* (nullable) of SpillNineConfigured. NULL: not told */
  char     *admin;
  char     *host;
  char     *access_uri;
  char     *version;
  gboolean  has_state;             /* paused and graceful were told: 0.9.15 */
  gboolean  paused;
  gboolean  graceful;
  char     *pause_reason;          /* 3.10 */
} SpillNineWorker;

typedef struct
{
  gint64    id;                    /* needed */
  char     *name;                  /* needed */
  gboolean  has_enabled;           /* 0.9.5 */
  gboolean  enabled;               /* TRUE if not told */
  gint64    master_id;             /* 0: runs nowhere */
} SpillNineScheduler;

typedef struct
{
  char       *name;                /* needed */
  char       *label;
  char       *button_name;
  char      **builder_names;       /* never NULL */
  gboolean    enabled;             /* TRUE if not told */
  GPtrArray  *fields;              /* of SpillNineField; never NULL */
} SpillNineForceScheduler;

void spill_nine_property_free        (SpillNineProperty       *self);
void spill_nine_url_free             (SpillNineUrl            *self);
void spill_nine_master_free          (SpillNineMaster         *self);
void spill_nine_builder_free         (SpillNineBuilder        *self);
void spill_nine_build_free           (SpillNineBuild          *self);
void spill_nine_step_free            (SpillNineStep           *self);
void spill_nine_log_free             (SpillNineLog            *self);
void spill_nine_log_chunk_free       (SpillNineLogChunk       *self);
void spill_nine_request_free         (SpillNineRequest        *self);
void spill_nine_source_stamp_free    (SpillNineSourceStamp    *self);
void spill_nine_buildset_free        (SpillNineBuildset       *self);
void spill_nine_change_free          (SpillNineChange         *self);
void spill_nine_worker_free          (SpillNineWorker         *self);
void spill_nine_scheduler_free       (SpillNineScheduler      *self);
void spill_nine_force_scheduler_free (SpillNineForceScheduler *self);
/* Any of them by its kind; @entity may be NULL. */
void spill_nine_entity_free          (SpillNineKind            kind,
                                      gpointer                 entity);

GDestroyNotify spill_nine_entity_get_free_func (SpillNineKind kind);

/* In an array of SpillNineProperty (nullable); NULL: not there. */
const SpillNineProperty *spill_nine_properties_find     (GPtrArray *properties, const char *name);
/* The value if it is a text (or a number, as text), else NULL. (transfer full) */
char                    *spill_nine_properties_dup_text (GPtrArray *properties, const char *name);
/* The value if it is a text or a list of texts: "owners". (transfer full) (nullable) */
char                   **spill_nine_properties_dup_strv (GPtrArray *properties, const char *name);

G_END_DECLS
