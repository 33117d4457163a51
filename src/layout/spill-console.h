#pragma once

#include "layout/spill-change-facts.h"
#include "layout/spill-column.h"

G_BEGIN_DECLS

/* The arguments of a console. Lists are (nullable), an empty one is none. */
typedef struct
{
  const char * const *builders;
  const char * const *tags;          /* "tag", else "category": of builders */
  const char * const *branches;
  const char * const *names;         /* "name": authors, whole */
  const char         *repository;    /* these: (nullable) */
  const char         *project;
  const char         *codebase;
  guint               n_changes;     /* "revs"; 0: 40 */
  gboolean            by_time;       /* by the changes' time; else by their revision as text */
} SpillConsoleQuery;

#define SPILL_CONSOLE_N_CHANGES 40
#define SPILL_CONSOLE_MAX_CHANGES 500

typedef enum
{
  SPILL_CONSOLE_NOT_STARTED,      /* no build has it yet */
  SPILL_CONSOLE_NOT_IN_BUILDER,   /* the builder does not build its codebase */
  SPILL_CONSOLE_RUNNING,
  SPILL_CONSOLE_SUCCESS,
  SPILL_CONSOLE_WARNINGS,
  SPILL_CONSOLE_FAILURE,          /* new: the build before was good */
  SPILL_CONSOLE_FAILURE_AGAIN,
  SPILL_CONSOLE_EXCEPTION,        /* also skipped, retry and cancelled */
  SPILL_CONSOLE_OFFLINE,          /* of a builder alone */
} SpillConsoleState;

typedef struct
{
  SpillConsoleState       state;
  const SpillColumnBuild *build;   /* (nullable) the first that has the change; borrowed from the column */
} SpillConsoleBox;

/* Builders that have a tag; those without any are in the group "default". */
typedef struct
{
  const char *name;
  guint      *columns;     /* positions */
  guint       n_columns;
} SpillConsoleGroup;

/* SpillConsole: what became of each change on each builder. A value like SpillBox. */
typedef struct
{
  SpillColumn        **columns;    /* in the order they came */
  SpillConsoleState   *states;     /* of each builder: its last finished build */
  guint                n_columns;
  SpillConsoleGroup   *groups;     /* by name */
  guint                n_groups;
  SpillChangeFacts   **changes;    /* newest on top */
  guint                n_changes;
  SpillConsoleBox     *boxes;      /* [change * n_columns + column] */
} SpillConsole;

/* @columns: of all builders, in order; @changes: newest first. (transfer full) */
SpillConsole *spill_console_new           (GPtrArray               *columns,
                                           GPtrArray               *changes,
                                           const SpillConsoleQuery *query);
SpillConsole *spill_console_ref           (SpillConsole            *self);
void          spill_console_unref         (SpillConsole            *self);
/* "failure-again" … as 0.8's styles are named; never translated */
const char   *spill_console_state_to_nick (SpillConsoleState        state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillConsole, spill_console_unref)

G_END_DECLS
