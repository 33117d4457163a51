#include <glib/gi18n.h>

#include "ui/spill-connection.h"
#include "ui/spill-window-private.h"
#include "util/spill-clock.h"
#include "util/spill-format.h"

/* The pile of pages over the builders. */

/* What is known of a page over the builders. */
typedef struct
{
  char      *title;
  char      *subtitle;
  char      *master_id;
  GtkWidget *came_from;    /* (nullable) weak: had the focus before */
  gboolean   is_replaced;  /* by the page over it: nobody comes back to it */
} PageInfo;

static void
page_info_free (PageInfo *info)
{
  g_clear_weak_pointer (&info->came_from);
  g_free (info->title);
  g_free (info->subtitle);
  g_free (info->master_id);
  g_free (info);
}

static PageInfo *
get_info (GtkWidget *page)
{
  return g_object_get_data (G_OBJECT (page), "spill-page-info");
}

static GtkWidget *
get_page (SpillWindow *self)
{
  return adw_leaflet_get_visible_child (self->pages);
}

static gboolean
is_at_builders (SpillWindow *self)
{
  return get_page (self) == GTK_WIDGET (self->view);
}

/* The page at a place of the pile, the builders being at 0. (nullable) */
static GtkWidget *
peek_page (SpillWindow *self,
           guint        position)
{
  g_autoptr(GtkSelectionModel) pages = adw_leaflet_get_pages (self->pages);
  g_autoptr(AdwLeafletPage) page = g_list_model_get_item (G_LIST_MODEL (pages), position);

  return page != NULL ? adw_leaflet_page_get_child (page) : NULL;
}

static guint
get_position (SpillWindow *self,
              GtkWidget   *page)
{
  guint position = 0;

  while (peek_page (self, position) != page)
    position++;
  return position;
}

/* Where the way back from a page leads. */
static GtkWidget *
get_under (SpillWindow *self,
           GtkWidget   *page)
{
  guint position = get_position (self, page);
  GtkWidget *under;

  do
    under = peek_page (self, --position);
  while (get_info (under) != NULL && get_info (under)->is_replaced);

  return under;
}

/* A page says so, too, when what it shows is old. */
static char *
dup_page_subtitle (SpillWindow *self,
                   GtkWidget   *page)
{
  PageInfo *info = get_info (page);
  SpillMaster *master = spill_status_find_master (spill_host_get_status (self->host), info->master_id);
  g_autofree char *since = NULL;

  if (master == NULL || !spill_master_has_synced (master) || spill_master_is_fresh (master))
    {
      gtk_widget_remove_css_class (page, "spill-stale");
      return g_strdup (info->subtitle);
    }

  gtk_widget_add_css_class (page, "spill-stale");
  since = spill_format_since (spill_master_get_last_contact (master), spill_now ());
  if (info->subtitle == NULL)
    /* Translators: %s is “since 14:02”. */
    return g_strdup_printf (_("stale %s"), since);
  /* Translators: where the page belongs, “since 14:02” */
  return g_strdup_printf (_("%s · stale %s"), info->subtitle, since);
}

static void
on_page_master_notify (SpillMaster *master,
                       GParamSpec  *pspec,
                       GtkWidget   *page)
{
  GtkRoot *root = gtk_widget_get_root (page);

  if (SPILL_IS_WINDOW (root) && !g_str_equal (pspec->name, "last-contact"))
    spill_window_update_title (SPILL_WINDOW (root));
}

/* What is shown, in words: of a page what it was opened with, of builders whose they are. */
void
spill_window_update_title (SpillWindow *self)
{
  GtkWidget *page = get_page (self);
  g_autofree char *subtitle = NULL;
  const char *title = _("All Masters");

  if (page == NULL)
    return;

  if (!is_at_builders (self))
    {
      title = get_info (page)->title;
      subtitle = dup_page_subtitle (self, page);
    }
  else if (self->master != NULL)
    {
      const char *user = spill_master_get_user (self->master);
      const char *word = spill_connection_word (self->master);

      title = spill_master_get_name (self->master);
      /* Translators: “Live, as ann”: the state of the connection and who is logged in. */
      subtitle = user != NULL ? g_strdup_printf (_("%s, as %s"), word, user) : g_strdup (word);
    }

  adw_view_switcher_title_set_title (self->title, title);
  adw_view_switcher_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
  /* What the window is called in the desktop's own lists; before there is a master, as the program. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "welcome") == 0)
    title = g_get_application_name ();
  gtk_window_set_title (GTK_WINDOW (self), title);
}

/* Over a page the title is alone in the header; where the views have their switcher stays. */
void
spill_window_update_switcher (SpillWindow *self)
{
  if (self->view != NULL && is_at_builders (self))
    spill_views_set_narrow (self->views, adw_view_switcher_title_get_title_visible (self->title));
}

void
spill_window_update_buttons (SpillWindow *self)
{
  gboolean is_folded;

  if (self->view == NULL)
    return;

  is_folded = adw_leaflet_get_folded (self->leaflet);
  adw_view_switcher_title_set_view_switcher_enabled (self->title, is_at_builders (self));
  gtk_widget_set_visible (self->back, !is_at_builders (self) || is_folded);
  gtk_widget_set_visible (self->sidebar_toggle, !is_folded);
  gtk_widget_set_visible (GTK_WIDGET (self->sidebar_menu), is_folded);
}

/* Pages over the visible one, and those it replaced, are of no more use once the way back to it has been drawn. Not from
 * within libadwaita's own notification, which goes on with them. */
static gboolean
on_drop_pages (gpointer user_data)
{
  SpillWindow *self = user_data;
  guint position = get_position (self, get_page (self));
  GtkWidget *other;

  while ((other = peek_page (self, position + 1)) != NULL)
    adw_leaflet_remove (self->pages, other);
  while (position > 0 && (other = peek_page (self, --position)) != NULL)
    {
      if (get_info (other) != NULL && get_info (other)->is_replaced)
        adw_leaflet_remove (self->pages, other);
    }

  self->drop = 0;
  return G_SOURCE_REMOVE;
}

void
spill_window_on_visible_page (SpillWindow *self)
{
  if (self->view == NULL || get_page (self) == NULL)
    return;

  if (adw_leaflet_get_child_transition_running (self->pages))
    g_clear_handle_id (&self->drop, g_source_remove);
  else if (self->drop == 0)
    self->drop = g_idle_add (on_drop_pages, self);
  spill_window_update_title (self);
  spill_window_update_buttons (self);
}

/* A page whose master is no longer there goes, with all over it. */
void
spill_window_drop_orphans (SpillWindow *self)
{
  SpillStatus *status = spill_host_get_status (self->host);
  GtkWidget *page;

  for (guint i = 1; (page = peek_page (self, i)) != NULL; i++)
    {
      if (spill_status_find_master (status, get_info (page)->master_id) != NULL)
        continue;

      adw_leaflet_set_visible_child (self->pages, get_under (self, page));
      return;
    }
}

/**
 * spill_window_push:
 * @self: a window
 * @page: (transfer floating): what to show
 * @master: the master it is of: the page goes with it
 * @title: what it is
 * @subtitle: (nullable): where it belongs
 * @instead: whether it takes the place of the page shown now
 *
 * Shows a page over what is shown now, which keeps its place unless @instead.
 */
void
spill_window_push (SpillWindow *self,
                   GtkWidget   *page,
                   SpillMaster *master,
                   const char  *title,
                   const char  *subtitle,
                   gboolean     instead)
{
  PageInfo *info;
  PageInfo *before;

  g_return_if_fail (SPILL_IS_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (SPILL_IS_MASTER (master));

  info = g_new0 (PageInfo, 1);
  info->title = g_strdup (title);
  info->subtitle = g_strdup (subtitle);
  info->master_id = g_strdup (spill_master_get_id (master));
  before = get_info (get_page (self));
  if (instead && before != NULL)
    {
      before->is_replaced = TRUE;
      g_set_weak_pointer (&info->came_from, before->came_from);
    }
  else
    {
      g_set_weak_pointer (&info->came_from, gtk_window_get_focus (GTK_WINDOW (self)));
    }
  g_object_set_data_full (G_OBJECT (page), "spill-page-info", info,
                          (GDestroyNotify) page_info_free);
  g_signal_connect_object (master, "notify", G_CALLBACK (on_page_master_notify), page, 0);
  /* A page that is just on its way out stays behind this one until it is out of sight:
   * libadwaita 1.2 does not survive its going before. */
  adw_leaflet_insert_child_after (self->pages, page, get_page (self));
  adw_leaflet_set_visible_child (self->pages, page);
  adw_leaflet_set_visible_child (self->leaflet, self->content);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

GtkWidget *
spill_window_get_page (SpillWindow *self)
{
  g_return_val_if_fail (SPILL_IS_WINDOW (self), NULL);

  return is_at_builders (self) ? NULL : get_page (self);
}

gboolean
spill_window_pop (SpillWindow *self)
{
  GtkWidget *page;

  g_return_val_if_fail (SPILL_IS_WINDOW (self), FALSE);

  page = get_page (self);
  if (!is_at_builders (self))
    {
      GtkWidget *under = get_under (self, page);
      GtkWidget *came_from = get_info (page)->came_from;

      adw_leaflet_set_visible_child (self->pages, under);
      if ((came_from == NULL || !gtk_widget_grab_focus (came_from))
          && (under != GTK_WIDGET (self->view)
              || !spill_views_focus_content (self->views)))
        gtk_widget_child_focus (under, GTK_DIR_TAB_FORWARD);
      return TRUE;
    }

  if (adw_leaflet_get_folded (self->leaflet)
      && adw_leaflet_get_visible_child (self->leaflet) == self->content)
    {
      adw_leaflet_set_visible_child (self->leaflet, self->sidebar_pane);
      return TRUE;
    }

  return FALSE;
}
