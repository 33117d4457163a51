#pragma once

#include <gio/gio.h>

#include "ui/spill-overview-entry.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_OVERVIEW_SORT_PROBLEMS,     /* newest problem first, then by name */
  SPILL_OVERVIEW_SORT_NAME,
  SPILL_OVERVIEW_SORT_LAST_BUILD,   /* newest first */
  SPILL_OVERVIEW_SORT_WAITING,      /* longest queue first */
} SpillOverviewSort;

#define SPILL_TYPE_OVERVIEW_SORT (spill_overview_sort_get_type ())
GType spill_overview_sort_get_type (void);

typedef enum
{
  SPILL_OVERVIEW_GROUP_STATE,       /* by section */
  SPILL_OVERVIEW_GROUP_TAG,         /* a builder is under each of its tags */
  SPILL_OVERVIEW_GROUP_MASTER,
  SPILL_OVERVIEW_GROUP_NONE,        /* no headings */
} SpillOverviewGroup;

#define SPILL_TYPE_OVERVIEW_GROUP (spill_overview_group_get_type ())
GType spill_overview_group_get_type (void);

/* A builder under a heading. */
typedef struct
{
  SpillOverviewEntry *entry;   /* unowned */
  guint               group;   /* section, or position of its tag or master */
} SpillOverviewPlace;

/* The order of the overview, as long as nothing changes. */
typedef struct
{
  GArray    *places;      /* of SpillOverviewPlace */
  GPtrArray *tags;        /* (nullable) of const char *: what the groups are; one more has no tag */
  guint      n_matches;   /* entries among them */
} SpillOverviewPlaces;

/* Whether @self may have another place now that it was read. */
gboolean             spill_overview_places_moved (const SpillOverviewEntry  *self,
                                                  const SpillOverviewChange *change,
                                                  SpillOverviewSort          sort,
                                                  SpillOverviewGroup         group);
/* @entries: SpillOverviewEntry by builder; those that do not match have no place.
 * @masters: of SpillMaster, in the order of their groups. */
SpillOverviewPlaces *spill_overview_places_new   (GHashTable          *entries,
                                                  GPtrArray           *masters,
                                                  SpillOverviewSort    sort,
                                                  SpillOverviewGroup   group);
void                 spill_overview_places_free  (SpillOverviewPlaces *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillOverviewPlaces, spill_overview_places_free)

G_END_DECLS
