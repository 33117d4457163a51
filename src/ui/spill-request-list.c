#include "ui/spill-request-list.h"

#include "model/spill-builder.h"
#include "model/spill-request.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"
#include "util/spill-plain.h"

#define MAX_SHOWN 200
#define MAX_CHARS 80
#define HEIGHT    240   /* px */

struct _SpillRequestList
{
  GtkWidget   parent_instance;

  GPtrArray  *builders;   /* of SpillBuilder, each held */
  GHashTable *rows;       /* SpillRequest -> GtkCheckButton, unowned */
  GtkWidget  *scroller;   /* parented here */
  GtkBox     *box;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillRequestList, spill_request_list, GTK_TYPE_WIDGET)

static void
on_toggled (SpillRequestList *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* "docs: by hand, bob, since 14:02" */
static char *
dup_label (SpillRequest *request)
{
  const char *const parts[] = { spill_request_get_reason (request), spill_request_get_owner (request) };
  const char *builder = spill_builder_get_name (spill_request_get_builder (request));
  g_autofree char *name = spill_plain_isolated (builder, MAX_CHARS);
  g_autofree char *when = spill_format_since (spill_request_get_submitted (request), spill_now ());
  g_autoptr(GString) text = g_string_new (name);
  const char *separator = ": ";

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL && *parts[i] != '\0')
      {
        g_autofree char *part = spill_plain_isolated (parts[i], MAX_CHARS);

        g_string_append_printf (text, "%s%s", separator, part);
        separator = ", ";
      }
  g_string_append_printf (text, "%s%s", separator, when);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_row (SpillRequestList *self,
         SpillRequest     *request)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (on_toggled), self);
  gtk_box_append (self->box, check);
  g_hash_table_insert (self->rows, g_object_ref (request), check);
}

/* What a request says may come after it. */
static void
relabel (SpillRequestList *self)
{
  GHashTableIter iter;
  SpillRequest *request;
  GtkCheckButton *check;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, (gpointer *) &request, (gpointer *) &check))
    {
      g_autofree char *text = dup_label (request);
      GtkWidget *label;

      gtk_check_button_set_label (check, text);
      label = gtk_widget_get_last_child (GTK_WIDGET (check));
      if (GTK_IS_LABEL (label))
        {
          gtk_label_set_wrap (GTK_LABEL (label), TRUE);
          gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
          gtk_label_set_xalign (GTK_LABEL (label), 0);
        }
    }
}

static void
remove_gone (SpillRequestList *self)
{
  GHashTableIter iter;
  SpillRequest *request;
  GtkWidget *check;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, (gpointer *) &request, (gpointer *) &check))
    {
      SpillList *waiting = spill_builder_get_requests (spill_request_get_builder (request));

      if (spill_list_find (waiting, spill_request_get_id (request)) != request)
        {
          gtk_box_remove (self->box, check);
          g_hash_table_iter_remove (&iter);
        }
    }
}

static void
update (SpillRequestList *self)
{
  remove_gone (self);
  for (guint i = 0; i < self->builders->len; i++)
    {
      SpillList *waiting = spill_builder_get_requests (self->builders->pdata[i]);

      for (guint k = 0; k < spill_list_get_length (waiting); k++)
        {
          SpillRequest *request = spill_list_peek (waiting, k);

          if (!g_hash_table_contains (self->rows, request)
              && g_hash_table_size (self->rows) < MAX_SHOWN)
            add_row (self, request);
        }
    }
  relabel (self);
  gtk_widget_set_visible (GTK_WIDGET (self), g_hash_table_size (self->rows) > 0);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
spill_request_list_dispose (GObject *object)
{
  SpillRequestList *self = SPILL_REQUEST_LIST (object);

  for (guint i = 0; i < self->builders->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->builders->pdata[i], self);
      spill_builder_release (self->builders->pdata[i], SPILL_PART_REQUESTS);
    }
  g_ptr_array_set_size (self->builders, 0);
  g_hash_table_remove_all (self->rows);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_request_list_parent_class)->dispose (object);
}

static void
spill_request_list_finalize (GObject *object)
{
  SpillRequestList *self = SPILL_REQUEST_LIST (object);

  g_ptr_array_unref (self->builders);
  g_hash_table_unref (self->rows);

  G_OBJECT_CLASS (spill_request_list_parent_class)->finalize (object);
}

static void
spill_request_list_class_init (SpillRequestListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_request_list_dispose;
  object_class->finalize = spill_request_list_finalize;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_REQUEST_LIST, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_request_list_init (SpillRequestList *self)
{
  GtkScrolledWindow *scroller;

  self->builders = g_ptr_array_new_with_free_func (g_object_unref);
  self->rows = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->scroller = gtk_scrolled_window_new ();
  scroller = GTK_SCROLLED_WINDOW (self->scroller);
  gtk_scrolled_window_set_policy (scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (scroller, HEIGHT);
  gtk_scrolled_window_set_child (scroller, GTK_WIDGET (self->box));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

GtkWidget *
spill_request_list_new (GPtrArray *builders)
{
  SpillRequestList *self = g_object_new (SPILL_TYPE_REQUEST_LIST, NULL);

  for (guint i = 0; i < builders->len; i++)
    {
      SpillBuilder *builder = builders->pdata[i];

      g_ptr_array_add (self->builders, g_object_ref (builder));
      spill_builder_hold (builder, SPILL_PART_REQUESTS);
      g_signal_connect_swapped (builder, "notify::parts", G_CALLBACK (update), self);
      g_signal_connect_swapped (builder, "changed", G_CALLBACK (update), self);
    }
  update (self);

  return GTK_WIDGET (self);
}

gboolean
spill_request_list_has_all (SpillRequestList *self)
{
  GHashTableIter iter;
  GtkWidget *check;

  g_return_val_if_fail (SPILL_IS_REQUEST_LIST (self), TRUE);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &check))
    if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      return FALSE;

  return TRUE;
}

guint
spill_request_list_get_n (SpillRequestList *self)
{
  g_autoptr(GPtrArray) chosen = NULL;
  guint n_pending = 0;

  g_return_val_if_fail (SPILL_IS_REQUEST_LIST (self), 0);

  chosen = spill_request_list_get_chosen (self);
  for (guint i = 0; i < self->builders->len; i++)
    n_pending += spill_builder_get_n_pending (self->builders->pdata[i]);

  return spill_request_list_has_all (self) ? MAX (chosen->len, n_pending) : chosen->len;
}

GPtrArray *
spill_request_list_get_chosen (SpillRequestList *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  SpillRequest *request;
  GtkWidget *check;

  g_return_val_if_fail (SPILL_IS_REQUEST_LIST (self), chosen);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, (gpointer *) &request, (gpointer *) &check))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
      g_ptr_array_add (chosen, g_object_ref (request));

  return chosen;
}
