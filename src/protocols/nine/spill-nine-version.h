#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SPILL_NINE_VERSION(major, minor, micro) \
  ((guint) (major) * 1000000 + (minor) * 1000 + (micro))

/* What masters can since some version, or have until one. */
typedef enum
{
  SPILL_NINE_HAS_SCHEDULER_ENABLE,    /* 0.9.5 */
  SPILL_NINE_HAS_BUILDER_UPDATE,      /* 0.9.9: event builders/N/update; before, refetch */
  SPILL_NINE_HAS_WORKER_CONTROL,      /* 0.9.15: paused, graceful, pause, kill … */
  SPILL_NINE_HAS_CHANGE_BUILDS,       /* 2.6: /changes/N/builds */
  SPILL_NINE_HAS_PROPERTY_LIST,       /* 3.4: /builds/N/property_list */
  SPILL_NINE_HAS_CONFIG,              /* 3.7: /config; before, inside the page of "/" */
  SPILL_NINE_HAS_CHANGE_FILTERS,      /* 3.9: changes filtered by the database, cheap */
  SPILL_NINE_HAS_PROJECTS,            /* 3.9 */
  SPILL_NINE_HAS_LOCKS,               /* 3.10: steps.locks_acquired_at */
  SPILL_NINE_HAS_BUILDSET_STAMPS,     /* 3.11: /buildsets/N/sourcestamps */
  SPILL_NINE_HAS_NAMES_IN_PATHS,      /* 4.1: any builder name in paths; before, ids only */
  SPILL_NINE_HAS_COMPRESSION,         /* 4.1 */
  SPILL_NINE_HAS_TRIGGERED_BUILDS,    /* 4.3: /builds/N/triggered_builds */
  SPILL_NINE_HAS_EVENT_LOGIN,         /* 4.3: /ws wants the cookie of one who may read */
  SPILL_NINE_TRUNCATES,               /* 4.2.0 to 4.3.0: unless Accept-Encoding is sent */
} SpillNineFeature;

/* "3.7.0", "3.7.0-2", "4.3.0.dev10" -> comparable; 0: not a version */
guint    spill_nine_version_parse (const char       *text);
/* An unknown version (0) has nothing. */
gboolean spill_nine_version_has   (guint             version,
                                   SpillNineFeature  feature);

G_END_DECLS
