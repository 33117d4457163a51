#include "ui/spill-toaster.h"

/* Toasts move for a quarter of a second; a busy machine needs more. */
#define QUIET_US (700 * 1000)
#define LOOK_MS 100

/**
 * SpillToaster:
 *
 * Shows toasts in an overlay. Dismissing one is put off until nothing has moved for a while.
 */
struct _SpillToaster
{
  GObject          parent_instance;

  AdwToastOverlay *overlay;      /* weak */
  GPtrArray       *shown;        /* of AdwToast: not gone yet */
  GPtrArray       *leaving;      /* of AdwToast: to be dismissed, one after the other */
  gint64           moved_at;     /* when one last came or went, monotonic */
  guint            look;         /* source id */
};

G_DEFINE_FINAL_TYPE (SpillToaster, spill_toaster, G_TYPE_OBJECT)

static void
on_dismissed (AdwToast     *toast,
              SpillToaster *self)
{
  self->moved_at = g_get_monotonic_time ();
  g_ptr_array_remove (self->leaving, toast);
  g_ptr_array_remove (self->shown, toast);
}

static gboolean
on_look (gpointer user_data)
{
  SpillToaster *self = user_data;

  if (self->leaving->len > 0 && g_get_monotonic_time () - self->moved_at >= QUIET_US)
    {
      g_autoptr(AdwToast) toast = g_object_ref (g_ptr_array_index (self->leaving, 0));

      adw_toast_dismiss (toast);
      /* If it said so, it is off the lists already. */
      on_dismissed (toast, self);
    }

  if (self->leaving->len > 0)
    return G_SOURCE_CONTINUE;

  self->look = 0;
  return G_SOURCE_REMOVE;
}

static void
spill_toaster_dispose (GObject *object)
{
  SpillToaster *self = SPILL_TOASTER (object);

  g_clear_handle_id (&self->look, g_source_remove);
  for (guint i = 0; i < self->shown->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->shown, i), self);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_set_size (self->leaving, 0);
  g_clear_weak_pointer (&self->overlay);

  G_OBJECT_CLASS (spill_toaster_parent_class)->dispose (object);
}

static void
spill_toaster_finalize (GObject *object)
{
  SpillToaster *self = SPILL_TOASTER (object);

  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->leaving);

  G_OBJECT_CLASS (spill_toaster_parent_class)->finalize (object);
}

static void
spill_toaster_class_init (SpillToasterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_toaster_dispose;
  object_class->finalize = spill_toaster_finalize;
}

static void
spill_toaster_init (SpillToaster *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->leaving = g_ptr_array_new_with_free_func (g_object_unref);
}

SpillToaster *
spill_toaster_new (AdwToastOverlay *overlay)
{
  SpillToaster *self;

  g_return_val_if_fail (ADW_IS_TOAST_OVERLAY (overlay), NULL);

  self = g_object_new (SPILL_TYPE_TOASTER, NULL);
  g_set_weak_pointer (&self->overlay, overlay);
  return self;
}

/**
 * spill_toaster_show:
 * @self: a toaster
 * @toast: (transfer full): a toast
 *
 * Shows a toast, after those that are shown already.
 */
void
spill_toaster_show (SpillToaster *self,
                    AdwToast     *toast)
{
  g_autoptr(AdwToast) owned = toast;

  g_return_if_fail (SPILL_IS_TOASTER (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  if (self->overlay == NULL)
    return;

  self->moved_at = g_get_monotonic_time ();
  g_ptr_array_add (self->shown, g_object_ref (toast));
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_dismissed), self, 0);
  adw_toast_overlay_add_toast (self->overlay, g_steal_pointer (&owned));
}

/**
 * spill_toaster_dismiss:
 * @self: a toaster
 * @toast: a toast that it shows, or did
 *
 * Takes a toast away soon.
 */
void
spill_toaster_dismiss (SpillToaster *self,
                       AdwToast     *toast)
{
  g_return_if_fail (SPILL_IS_TOASTER (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  if (!g_ptr_array_find (self->shown, toast, NULL) || g_ptr_array_find (self->leaving, toast, NULL))
    return;

  g_ptr_array_add (self->leaving, g_object_ref (toast));
  if (self->look == 0)
    self->look = g_timeout_add (LOOK_MS, on_look, self);
}
