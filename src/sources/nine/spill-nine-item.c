#include "sources/nine/spill-nine-item.h"

SpillNineItem *
spill_nine_item_new (SpillNineItemType type,
                     gint64            number,
                     guint64           serial)
{
  SpillNineItem *self = g_new0 (SpillNineItem, 1);

  self->type = type;
  self->number = number;
  self->serial = serial;
  return self;
}

void
spill_nine_item_free (SpillNineItem *self)
{
  if (self == NULL)
    return;

  if (self->entities != NULL)
    for (guint i = 0; i < self->n_entities; i++)
      spill_nine_entity_free (self->kind, self->entities[i]);
  g_free (self->entities);
  spill_failure_free (self->failure);
  g_clear_pointer (&self->config, spill_nine_config_free);
  g_clear_pointer (&self->session, spill_nine_session_free);
  g_clear_pointer (&self->reply, spill_nine_reply_free);
  g_free (self->path);
  g_free (self);
}
