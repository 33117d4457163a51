#include "layout/spill-change-facts.h"

#include "model/spill-change.h"

/* The change never changes: its strings are borrowed from it for as long as we hold it. It holds
 * nothing but strings, so any thread may drop it. */
typedef struct
{
  SpillChangeFacts  facts;
  SpillChange      *change;
} Block;

static void
block_clear (gpointer data)
{
  Block *block = data;

  spill_box_unref (block->facts.box);
  g_object_unref (block->change);
}

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

SpillChangeFacts *
spill_change_facts_new (SpillChange *change)
{
  Block *block = g_atomic_rc_box_new0 (Block);

  block->change = g_object_ref (change);
  block->facts.id = spill_change_get_id (change);
  block->facts.when = spill_change_get_when (change);
  block->facts.author = or_empty (spill_change_get_author (change));
  block->facts.comments = or_empty (spill_change_get_comments (change));
  block->facts.revision = or_empty (spill_change_get_revision (change));
  block->facts.revlink = or_empty (spill_change_get_revlink (change));
  block->facts.branch = spill_change_get_branch (change);
  block->facts.category = spill_change_get_category (change);
  block->facts.project = or_empty (spill_change_get_project (change));
  block->facts.repository = or_empty (spill_change_get_repository (change));
  block->facts.codebase = or_empty (spill_change_get_codebase (change));
  block->facts.box = spill_box_new_change (change);

  return &block->facts;
}

SpillChangeFacts *
spill_change_facts_ref (SpillChangeFacts *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
spill_change_facts_unref (SpillChangeFacts *self)
{
  g_atomic_rc_box_release_full (self, block_clear);
}
