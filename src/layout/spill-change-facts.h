#pragma once

#include "layout/spill-box.h"

G_BEGIN_DECLS

/* SpillChangeFacts: a change as the pictures need it. A value like SpillBox. */
typedef struct
{
  gint64      id;
  double      when;
  const char *author;       /* these: "" if not known */
  const char *comments;
  const char *revision;
  const char *revlink;
  const char *branch;       /* (nullable) NULL is the trunk */
  const char *category;     /* (nullable) */
  const char *project;
  const char *repository;
  const char *codebase;
  SpillBox   *box;
} SpillChangeFacts;

SpillChangeFacts *spill_change_facts_new   (SpillChange      *change);
SpillChangeFacts *spill_change_facts_ref   (SpillChangeFacts *self);
void              spill_change_facts_unref (SpillChangeFacts *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillChangeFacts, spill_change_facts_unref)

G_END_DECLS
