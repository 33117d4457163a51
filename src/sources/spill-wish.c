#include "sources/spill-wish.h"

#include <glib/gi18n.h>

/**
 * spill_wish_new:
 *
 * Returns: (transfer full): a wish of which nothing was sent
 */
SpillWish *
spill_wish_new (SpillCommand *command)
{
  SpillWish *self = g_new0 (SpillWish, 1);

  g_ref_count_init (&self->refs);
  self->command = g_object_ref (command);
  return self;
}

void
spill_wish_unref (gpointer wish)
{
  SpillWish *self = wish;

  if (!g_ref_count_dec (&self->refs))
    return;

  if (self->n_left > 0 && !spill_command_has_ended (self->command))
    {
      g_autoptr(GError) error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_UNREACHABLE,
                                                     _("The connection was lost before the master "
                                                       "answered."));

      spill_command_fail (self->command, error);
    }
  g_clear_error (&self->error);
  g_object_unref (self->command);
  g_free (self);
}

SpillWish *
spill_wish_expect (SpillWish *self)
{
  self->n_left++;
  g_ref_count_inc (&self->refs);
  return self;
}

void
spill_wish_answered (SpillWish *self,
                     GError    *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_clear_error (&error);
  if (--self->n_left > 0)
    return;

  if (self->error != NULL)
    spill_command_fail (self->command, self->error);
  else
    spill_command_accepted (self->command, self->request_id);
}

void
spill_wish_sent (SpillWish *self)
{
  if (self->error != NULL && self->n_left == 0)
    spill_command_fail (self->command, self->error);
  else if (self->n_left == 0)
    spill_command_done (self->command, NULL);
  spill_wish_unref (self);
}
