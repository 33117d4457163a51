#include "model/spill-holds-private.h"

#include "model/spill-text-private.h"

struct _SpillHolds
{
  guint   counts[SPILL_N_PARTS];
  guint8  states[SPILL_N_PARTS];    /* of SpillPartState */
  char   *errors[SPILL_N_PARTS];
};

SpillParts
spill_holds_add (SpillHolds **self,
                 SpillParts   parts)
{
  guint fresh = 0;

  if (*self == NULL)
    *self = g_new0 (SpillHolds, 1);
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    if ((parts & (1u << i)) && (*self)->counts[i]++ == 0)
      fresh |= 1u << i;

  return (SpillParts) fresh;
}

SpillParts
spill_holds_drop (SpillHolds *self,
                  SpillParts  parts)
{
  guint gone = 0;

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      if (!(parts & (1u << i)))
        continue;
      if (self == NULL || self->counts[i] == 0)
        g_critical ("Part %u is released more often than it was held", i);
      else if (--self->counts[i] == 0)
        gone |= 1u << i;
    }

  return (SpillParts) gone;
}

SpillParts
spill_holds_get_held (const SpillHolds *self)
{
  guint held = 0;

  for (guint i = 0; self != NULL && i < SPILL_N_PARTS; i++)
    if (self->counts[i] > 0)
      held |= 1u << i;

  return (SpillParts) held;
}

static int
index_of (SpillParts part)
{
  return g_bit_nth_lsf (part & ((1u << SPILL_N_PARTS) - 1), -1);
}

SpillPartState
spill_holds_get_state (const SpillHolds *self,
                       SpillParts        part)
{
  int i = index_of (part);

  return self != NULL && i >= 0 ? (SpillPartState) self->states[i] : SPILL_PART_UNKNOWN;
}

const char *
spill_holds_get_error (const SpillHolds *self,
                       SpillParts        part)
{
  int i = index_of (part);

  return self != NULL && i >= 0 ? self->errors[i] : NULL;
}

SpillParts
spill_holds_get_here (const SpillHolds *self)
{
  guint here = 0;

  for (guint i = 0; self != NULL && i < SPILL_N_PARTS; i++)
    if (self->states[i] == SPILL_PART_HERE)
      here |= 1u << i;

  return (SpillParts) here;
}

gboolean
spill_holds_set_state (SpillHolds     **self,
                       SpillParts       parts,
                       SpillPartState   state,
                       const char      *error)
{
  gboolean changed = FALSE;

  if (*self == NULL && state == SPILL_PART_UNKNOWN)
    return FALSE;

  if (*self == NULL)
    *self = g_new0 (SpillHolds, 1);
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      if (!(parts & (1u << i)))
        continue;
      changed |= (*self)->states[i] != state;
      (*self)->states[i] = state;
      changed |= spill_text_set (&(*self)->errors[i], spill_part_state_has_failed (state) ? error : NULL);
    }

  return changed;
}

void
spill_holds_free (SpillHolds *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < SPILL_N_PARTS; i++)
    g_free (self->errors[i]);
  g_free (self);
}
