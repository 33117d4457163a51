#include "ui/spill-overview-private.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "util/spill-clock.h"

/* The masters in view: one, or all. */
static GPtrArray *
get_masters (SpillOverview *self)
{
  GPtrArray *masters = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *all = spill_status_get_masters (self->status);
  SpillMaster *only = spill_overview_model_get_master (self->model);

  if (only != NULL)
    g_ptr_array_add (masters, g_object_ref (only));
  for (guint i = 0; only == NULL && i < g_list_model_get_n_items (all); i++)
    g_ptr_array_add (masters, g_list_model_get_item (all, i));
  return masters;
}

static void
show_page (SpillOverview *self,
           const char    *icon_name,
           const char    *title,
           const char    *description,   /* (nullable) */
           SpillOverviewButton     action,
           const char    *label)
{
  g_autofree char *safe = g_markup_escape_text (description != NULL ? description : "", -1);

  self->page_action = action;
  adw_status_page_set_icon_name (self->page, icon_name);
  adw_status_page_set_title (self->page, title);
  /* Only this is markup. */
  adw_status_page_set_description (self->page, safe);
  gtk_widget_set_visible (GTK_WIDGET (self->page_button), action != SPILL_OVERVIEW_BUTTON_NONE);
  if (action != SPILL_OVERVIEW_BUTTON_NONE)
    gtk_button_set_label (self->page_button, label);
  gtk_stack_set_visible_child_name (self->stack, "page");
}

static void
show_no_match (SpillOverview *self)
{
  g_autofree char *title = g_strdup_printf (_("Nothing Matches “%s”"),
                                            spill_overview_model_get_filter (self->model));

  show_page (self, "edit-find-symbolic", title,
             _("Builders are found by name, tag, worker, person and result."),
             SPILL_OVERVIEW_BUTTON_CLEAR, _("_Clear"));
}

static gboolean
have_synced (GPtrArray *masters)
{
  for (guint i = 0; i < masters->len; i++)
    {
      if (!spill_master_has_synced (masters->pdata[i]))
        return FALSE;
    }
  return TRUE;
}

static void
show_empty (SpillOverview *self,
            GPtrArray     *masters)
{
  SpillMaster *master = spill_overview_model_get_master (self->model);
  const char *base = master != NULL ? spill_master_get_base_url (master) : NULL;

  if (masters->len == 0)
    {
      show_page (self, "network-server-symbolic", _("No Masters"),
                 _("Add a Buildbot master to see its builders here."), SPILL_OVERVIEW_BUTTON_NONE, NULL);
      return;
    }
  show_page (self, "view-list-bullet-symbolic", _("No Builders"),
             _("The builders of the master’s configuration will be here, with what is broken first."),
             base != NULL && g_str_has_prefix (base, "http") ? SPILL_OVERVIEW_BUTTON_BROWSE : SPILL_OVERVIEW_BUTTON_NONE,
             _("_Open in Browser"));
}

/* Connecting and its troubles are the master view's; here is what a master that answered has. */
void
spill_overview_show_state (SpillOverview *self)
{
  g_autoptr(GPtrArray) masters = get_masters (self);
  const SpillOverviewCounts *counts = spill_overview_model_get_counts (self->model);

  gtk_widget_set_visible (GTK_WIDGET (self->tools), counts->n_builders > 0);
  if (counts->n_builders == 0 && have_synced (masters))
    show_empty (self, masters);
  else if (counts->n_builders > 0 && spill_overview_model_get_n_matches (self->model) == 0)
    show_no_match (self);
  else
    gtk_stack_set_visible_child_name (self->stack, "list");
}

void
spill_overview_show_summary (SpillOverview *self)
{
  const SpillOverviewCounts *counts = spill_overview_model_get_counts (self->model);
  const char *filter = spill_overview_model_get_filter (self->model);
  g_autofree char *text = NULL;

  if (*filter == '\0')
    text = spill_overview_text_summary (counts, spill_now ());
  else
    text = g_strdup_printf (ngettext ("%u of %u builder", "%u of %u builders", counts->n_builders),
                            spill_overview_model_get_n_matches (self->model), counts->n_builders);
  if (g_strcmp0 (text, gtk_label_get_text (self->summary)) == 0)
    return;
  gtk_label_set_text (self->summary, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->summary), text);
}

void
spill_overview_do_page_button (SpillOverview *self)
{
  SpillMaster *master = spill_overview_model_get_master (self->model);

  if (self->page_action == SPILL_OVERVIEW_BUTTON_CLEAR)
    {
      spill_overview_set_filter (self, "");
      spill_overview_focus_filter (self);
    }
  else if (self->page_action == SPILL_OVERVIEW_BUTTON_BROWSE && master != NULL)
    spill_actions_open_uri (GTK_WIDGET (self), spill_master_get_base_url (master));
}
