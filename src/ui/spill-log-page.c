#include "ui/spill-log-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-step.h"
#include "ui/spill-actions.h"
#include "ui/spill-log-copy.h"
#include "ui/spill-log-header.h"
#include "ui/spill-log-lines.h"
#include "ui/spill-log-row.h"
#include "ui/spill-part-view.h"

#define BLOCK 1000        /* lines, as the model keeps them */
#define END_SLACK 4       /* px above the end that still count as it */
#define WAIT_MS 40        /* rows pass by while the user drags the scroll bar: ask where it rests */

struct _SpillLogPage
{
  GtkWidget          parent_instance;

  SpillLog          *log;
  SpillLogLines     *lines;
  GtkSelectionModel *selection;
  GPtrArray         *bound;        /* of GtkListItem, unowned: those with a row */
  GHashTable        *asked;        /* set of blocks on their way */
  SpillLogCopy      *copy;         /* (nullable): collecting */
  GtkWidget         *box;          /* parented here; the rest is owned by the widget tree */
  SpillLogHeader    *header;
  SpillPartView     *part;
  GtkListView       *view;
  GtkAdjustment     *adjustment;   /* of the view's scroller */
  guint              wait;         /* source id */
  guint              jump;         /* source id */
  gboolean           follow;
  gboolean           held;
};

enum
{
  PROP_0,
  PROP_LOG,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillLogPage, spill_log_page, GTK_TYPE_WIDGET)

static guint
count_digits (SpillLogPage *self)
{
  guint digits = 3;

  for (guint64 n = spill_log_get_n_lines (self->log); n >= 1000; n /= 10)
    digits++;

  return digits;
}

static gboolean
on_wait_over (gpointer user_data)
{
  SpillLogPage *self = user_data;

  /* The rows of the top are not looked at by who is on the way to the end. */
  if (self->jump != 0)
    return G_SOURCE_CONTINUE;

  self->wait = 0;
  for (guint i = 0; i < self->bound->len; i++)
    {
      guint line = gtk_list_item_get_position (self->bound->pdata[i]);
      guint block = line / BLOCK;

      if (spill_log_has_lines (self->log, line, 1))
        continue;
      if (g_hash_table_add (self->asked, GUINT_TO_POINTER (block)))
        spill_log_request_lines (self->log, (guint64) block * BLOCK, BLOCK);
    }

  return G_SOURCE_REMOVE;
}

static void
show_item (SpillLogPage *self,
           GtkListItem  *item)
{
  gboolean here = spill_log_row_set (SPILL_LOG_ROW (gtk_list_item_get_child (item)), self->log,
                                     gtk_list_item_get_position (item), count_digits (self),
                                     spill_log_header_get_wrap (self->header));

  if (!here && self->wait == 0)
    self->wait = g_timeout_add (WAIT_MS, on_wait_over, self);
}

static void
show_items (SpillLogPage *self,
            guint64       first,
            guint64       n)
{
  for (guint i = 0; i < self->bound->len; i++)
    {
      guint line = gtk_list_item_get_position (self->bound->pdata[i]);

      if (line >= first && line - first < n)
        show_item (self, self->bound->pdata[i]);
    }
}

static void
show_all (SpillLogPage *self)
{
  show_items (self, 0, G_MAXUINT64);
}

static void
on_lines_changed (SpillLogPage *self,
                  guint64       first,
                  guint64       n)
{
  for (guint64 block = first / BLOCK; n > 0 && block <= (first + n - 1) / BLOCK; block++)
    g_hash_table_remove (self->asked, GUINT_TO_POINTER ((guint) block));
  show_items (self, first, n);
}

static void
on_setup (SpillLogPage *self,
          GtkListItem  *item)
{
  gtk_list_item_set_child (item, spill_log_row_new ());
}

static void
on_bind (SpillLogPage *self,
         GtkListItem  *item)
{
  g_ptr_array_add (self->bound, item);
  show_item (self, item);
}

static void
on_unbind (SpillLogPage *self,
           GtkListItem  *item)
{
  g_ptr_array_remove_fast (self->bound, item);
}

static void
scroll_to (SpillLogPage *self,
           guint         line)
{
  if (line < g_list_model_get_n_items (G_LIST_MODEL (self->lines)))
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", line);
}

static gboolean
is_at_end (SpillLogPage *self)
{
  double bottom = gtk_adjustment_get_value (self->adjustment)
                  + gtk_adjustment_get_page_size (self->adjustment);

  return bottom >= gtk_adjustment_get_upper (self->adjustment) - END_SLACK;
}

static gboolean
on_jump (gpointer user_data)
{
  SpillLogPage *self = user_data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->lines));

  if (self->follow && n > 0)
    scroll_to (self, n - 1);
  self->jump = 0;

  return G_SOURCE_REMOVE;
}

/* After the layout: the new rows must have their heights. */
static void
follow_later (SpillLogPage *self)
{
  if (self->follow && self->jump == 0)
    self->jump = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, on_jump, self, NULL);
}

/* Heights of rows that were not seen are estimates: the end moves while one goes there. */
static void
on_resized (SpillLogPage *self)
{
  if (!is_at_end (self))
    follow_later (self);
}

static void
on_scrolled (SpillLogPage *self)
{
  if (self->jump == 0)
    self->follow = is_at_end (self);
}

static void
jump_to_end (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  SpillLogPage *self = SPILL_LOG_PAGE (widget);

  self->follow = TRUE;
  follow_later (self);
}

static void
jump_to_top (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  SpillLogPage *self = SPILL_LOG_PAGE (widget);

  self->follow = FALSE;
  scroll_to (self, 0);
  gtk_adjustment_set_value (self->adjustment, 0);
}

static void
on_copied (SpillLogPage *self)
{
  guint n = spill_log_copy_get_n (self->copy);
  g_autofree char *text = NULL;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          spill_log_copy_get_text (self->copy));
  if (spill_log_copy_is_cut (self->copy))
    text = g_strdup_printf (ngettext ("Copied the first %u line only",
                                      "Copied the first %u lines only", n), n);
  else
    text = g_strdup_printf (ngettext ("Copied %u line", "Copied %u lines", n), n);
  spill_actions_toast (GTK_WIDGET (self), text);
  g_clear_object (&self->copy);
}

static void
copy_lines (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  SpillLogPage *self = SPILL_LOG_PAGE (widget);
  g_autoptr(GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  if (gtk_bitset_is_empty (selected))
    {
      spill_actions_toast (widget, _("Select lines first, or all with Ctrl+A"));
      return;
    }

  g_clear_object (&self->copy);
  self->copy = spill_log_copy_new (self->log, selected);
  g_signal_connect_object (self->copy, "done", G_CALLBACK (on_copied), self, G_CONNECT_SWAPPED);
  spill_log_copy_start (self->copy);
}

static SpillBuild *
get_build (SpillLogPage *self)
{
  SpillStep *step = spill_log_get_step (self->log);

  return step != NULL ? spill_step_get_build (step) : NULL;
}

/* 0.8 tells each log's address; modern pages have it below their build's. */
static char *
dup_url (SpillLogPage *self)
{
  const char *url = spill_log_get_url (self->log);
  const char *slug = spill_log_get_slug (self->log);
  SpillBuild *build = get_build (self);
  g_autofree char *page = build != NULL ? spill_build_dup_url (build) : NULL;
  g_autofree char *escaped = NULL;

  if (url != NULL)
    return g_strdup (url);
  if (page == NULL || slug == NULL)
    return g_steal_pointer (&page);

  escaped = g_uri_escape_string (slug, NULL, FALSE);
  return g_strdup_printf ("%s/steps/%u/logs/%s", page,
                          spill_step_get_number (spill_log_get_step (self->log)), escaped);
}

static void
open_in_browser (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  g_autofree char *url = dup_url (SPILL_LOG_PAGE (widget));

  spill_actions_open_uri (widget, url != NULL ? url : "");
}

static void
update (SpillLogPage *self)
{
  guint64 n = spill_log_get_n_lines (self->log);
  SpillLogType type = spill_log_get_log_type (self->log);
  SpillPartState state = spill_log_get_part_state (self->log);

  if (state == SPILL_PART_FAILED)
    g_hash_table_remove_all (self->asked);
  spill_part_view_set (self->part, type == SPILL_LOG_DELETED ? SPILL_PART_HERE : state,
                       spill_log_get_part_error (self->log), n > 0 && type != SPILL_LOG_DELETED);
}

static void
on_retry (SpillLogPage *self)
{
  spill_log_refresh (self->log);
  show_all (self);
}

static void
sync_hold (SpillLogPage *self,
           gboolean      wanted)
{
  if (self->held == wanted)
    return;

  self->held = wanted;
  if (wanted)
    spill_log_hold (self->log);
  else
    spill_log_release (self->log);
}

static void
spill_log_page_map (GtkWidget *widget)
{
  SpillLogPage *self = SPILL_LOG_PAGE (widget);

  g_hash_table_remove_all (self->asked);
  sync_hold (self, TRUE);
  GTK_WIDGET_CLASS (spill_log_page_parent_class)->map (widget);

  follow_later (self);
}

static void
spill_log_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (spill_log_page_parent_class)->unmap (widget);

  sync_hold (SPILL_LOG_PAGE (widget), FALSE);
}

static GtkWidget *
make_view (SpillLogPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), self, G_CONNECT_SWAPPED);
  self->selection =
    GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->lines))));
  self->view = GTK_LIST_VIEW (gtk_list_view_new (g_object_ref (self->selection), factory));
  gtk_list_view_set_enable_rubberband (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "spill-log");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Lines of the log"), -1);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  self->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_signal_connect_object (self->adjustment, "value-changed", G_CALLBACK (on_scrolled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adjustment, "changed", G_CALLBACK (on_resized), self,
                           G_CONNECT_SWAPPED);

  return scroller;
}

static void
spill_log_page_constructed (GObject *object)
{
  SpillLogPage *self = SPILL_LOG_PAGE (object);
  G_OBJECT_CLASS (spill_log_page_parent_class)->constructed (object);

  g_return_if_fail (SPILL_IS_LOG (self->log));

  self->lines = spill_log_lines_new (self->log);
  self->header = SPILL_LOG_HEADER (spill_log_header_new (self->log));
  g_signal_connect_swapped (self->header, "notify::wrap", G_CALLBACK (show_all), self);
  self->part = SPILL_PART_VIEW (spill_part_view_new (make_view (self), _("The log is empty.")));
  gtk_widget_set_vexpand (GTK_WIDGET (self->part), TRUE);
  g_signal_connect_swapped (self->part, "retry", G_CALLBACK (on_retry), self);

  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->header));
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->part));

  g_signal_connect_object (self->log, "lines-changed", G_CALLBACK (on_lines_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->log, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (show_all), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
spill_log_page_dispose (GObject *object)
{
  SpillLogPage *self = SPILL_LOG_PAGE (object);

  if (self->log != NULL)
    sync_hold (self, FALSE);
  g_clear_handle_id (&self->wait, g_source_remove);
  g_clear_handle_id (&self->jump, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->copy);
  g_clear_object (&self->selection);
  g_clear_object (&self->lines);
  g_clear_object (&self->log);

  G_OBJECT_CLASS (spill_log_page_parent_class)->dispose (object);
}

static void
spill_log_page_finalize (GObject *object)
{
  SpillLogPage *self = SPILL_LOG_PAGE (object);

  g_ptr_array_unref (self->bound);
  g_hash_table_unref (self->asked);

  G_OBJECT_CLASS (spill_log_page_parent_class)->finalize (object);
}

static void
spill_log_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LOG:
      g_value_set_object (value, SPILL_LOG_PAGE (object)->log);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_log_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_LOG:
      SPILL_LOG_PAGE (object)->log = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_log_page_class_init (SpillLogPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = spill_log_page_constructed;
  object_class->dispose = spill_log_page_dispose;
  object_class->finalize = spill_log_page_finalize;
  object_class->get_property = spill_log_page_get_property;
  object_class->set_property = spill_log_page_set_property;
  widget_class->map = spill_log_page_map;
  widget_class->unmap = spill_log_page_unmap;

  properties[PROP_LOG] =
    g_param_spec_object ("log", NULL, NULL, SPILL_TYPE_LOG,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_install_action (widget_class, "log.top", NULL, jump_to_top);
  gtk_widget_class_install_action (widget_class, "log.end", NULL, jump_to_end);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_lines);
  gtk_widget_class_install_action (widget_class, "log.open-in-browser", NULL, open_in_browser);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "log.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Home, GDK_CONTROL_MASK, "log.top",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_End, GDK_CONTROL_MASK, "log.end",
                                       NULL);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_log_page_init (SpillLogPage *self)
{
  self->follow = TRUE;
  self->bound = g_ptr_array_new ();
  self->asked = g_hash_table_new (NULL, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_log_page_new (SpillLog *log)
{
  g_return_val_if_fail (SPILL_IS_LOG (log), NULL);

  return g_object_new (SPILL_TYPE_LOG_PAGE, "log", log, NULL);
}

GtkListView *
spill_log_page_get_view (SpillLogPage *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_PAGE (self), NULL);

  return self->view;
}
