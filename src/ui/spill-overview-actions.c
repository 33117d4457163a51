#include "ui/spill-overview-actions.h"

#include "model/spill-master.h"
#include "model/spill-worker.h"
#include "ui/spill-actions.h"
#include "ui/spill-overview-wishes.h"

/* What can be done with the selection: actions of the group "overview". */
struct _SpillOverviewActions
{
  GObject             parent_instance;

  GtkWidget          *widget;   /* unowned: it owns this */
  SpillOverviewList  *rows;
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (SpillOverviewActions, spill_overview_actions, G_TYPE_OBJECT)

static void
enable (SpillOverviewActions *self,
        const char           *name,
        gboolean              enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static SpillBuild *
get_newest_running (SpillBuilder *builder)
{
  SpillList *running = spill_builder_get_running (builder);
  guint n = spill_list_get_length (running);

  return n > 0 ? spill_list_peek (running, n - 1) : NULL;
}

static void
on_action (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  SpillOverviewActions *self = user_data;
  GtkWidget *widget = self->widget;
  const char *name = g_action_get_name (G_ACTION (action));
  g_autoptr(GPtrArray) builders = spill_overview_list_get_selected (self->rows);
  g_autofree char *url = NULL;
  SpillBuilder *only;

  if (g_str_equal (name, "unselect"))
    spill_overview_list_unselect (self->rows);
  if (builders->len == 0)
    return;

  only = builders->pdata[0];
  if (g_str_equal (name, "force"))
    spill_overview_wishes_force (widget, builders);
  else if (g_str_equal (name, "stop"))
    spill_overview_wishes_stop (widget, builders);
  else if (g_str_equal (name, "cancel"))
    spill_overview_wishes_cancel (widget, builders);
  else if (g_str_equal (name, "ping"))
    spill_overview_wishes_ping (widget, only);
  else if (g_str_equal (name, "open-last") && spill_builder_get_last_build (only) != NULL)
    spill_actions_open_build (widget, spill_builder_get_last_build (only));
  else if (g_str_equal (name, "open-running") && get_newest_running (only) != NULL)
    spill_actions_open_build (widget, get_newest_running (only));

  url = spill_overview_wishes_dup_url (only);
  if (url != NULL && g_str_equal (name, "browse"))
    spill_actions_open_uri (widget, url);
  else if (url != NULL && g_str_equal (name, "copy-link"))
    spill_actions_copy (widget, url);
}

static void
on_worker_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  SpillOverviewActions *self = user_data;
  g_autoptr(GPtrArray) builders = spill_overview_list_get_selected (self->rows);
  SpillWorker *worker;
  gint64 id;
  gint32 kind;

  g_variant_get (parameter, "(xi)", &id, &kind);
  if (builders->len != 1 || kind < SPILL_COMMAND_WORKER_PAUSE || kind > SPILL_COMMAND_WORKER_KILL)
    return;
  worker = spill_list_find (spill_builder_get_workers (builders->pdata[0]), id);
  if (worker != NULL)
    spill_overview_wishes_worker (self->widget, worker, kind);
}

static void
spill_overview_actions_dispose (GObject *object)
{
  SpillOverviewActions *self = SPILL_OVERVIEW_ACTIONS (object);

  if (self->widget != NULL)
    gtk_widget_insert_action_group (self->widget, "overview", NULL);
  self->widget = NULL;
  g_clear_object (&self->rows);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (spill_overview_actions_parent_class)->dispose (object);
}

static void
spill_overview_actions_class_init (SpillOverviewActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_overview_actions_dispose;
}

static void
spill_overview_actions_init (SpillOverviewActions *self)
{
  self->group = g_simple_action_group_new ();
}

/**
 * spill_overview_actions_new:
 * @widget: the overview; outlives the actions
 * @rows: whose selection they act on
 * @model: what is sorted and grouped
 *
 * Returns: (transfer full): the actions, which @widget has now
 */
SpillOverviewActions *
spill_overview_actions_new (GtkWidget          *widget,
                            SpillOverviewList  *rows,
                            SpillOverviewModel *model)
{
  static const GActionEntry entries[] = {
    { .name = "open-last", .activate = on_action },
    { .name = "open-running", .activate = on_action },
    { .name = "force", .activate = on_action },
    { .name = "stop", .activate = on_action },
    { .name = "cancel", .activate = on_action },
    { .name = "ping", .activate = on_action },
    { .name = "browse", .activate = on_action },
    { .name = "copy-link", .activate = on_action },
    { .name = "unselect", .activate = on_action },
    { .name = "worker", .activate = on_worker_action, .parameter_type = "(xi)" },
  };
  SpillOverviewActions *self = g_object_new (SPILL_TYPE_OVERVIEW_ACTIONS, NULL);
  g_autoptr(GPropertyAction) sort = g_property_action_new ("sort", model, "sort");
  g_autoptr(GPropertyAction) group = g_property_action_new ("group", model, "group");

  self->widget = widget;
  self->rows = g_object_ref (rows);
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries), self);
  g_action_map_add_action (G_ACTION_MAP (self->group), G_ACTION (sort));
  g_action_map_add_action (G_ACTION_MAP (self->group), G_ACTION (group));
  gtk_widget_insert_action_group (widget, "overview", G_ACTION_GROUP (self->group));
  spill_overview_actions_update (self);
  return self;
}

/**
 * spill_overview_actions_update:
 * @self: the actions
 *
 * Enables those that make sense with what is selected now.
 */
void
spill_overview_actions_update (SpillOverviewActions *self)
{
  g_autoptr(GPtrArray) builders = spill_overview_list_get_selected (self->rows);
  SpillBuilder *only = builders->len == 1 ? builders->pdata[0] : NULL;
  g_autofree char *url = only != NULL ? spill_overview_wishes_dup_url (only) : NULL;

  enable (self, "open-last", only != NULL && spill_builder_get_last_build (only) != NULL);
  enable (self, "open-running",
          only != NULL && spill_list_get_length (spill_builder_get_running (only)) > 0);
  enable (self, "force", spill_overview_wishes_why_not (builders, SPILL_COMMAND_FORCE) == NULL);
  enable (self, "stop", spill_overview_wishes_why_not (builders, SPILL_COMMAND_STOP_ALL) == NULL);
  enable (self, "cancel", spill_overview_wishes_why_not (builders, SPILL_COMMAND_CANCEL_ALL) == NULL);
  enable (self, "ping", spill_overview_wishes_why_not (builders, SPILL_COMMAND_PING) == NULL);
  enable (self, "browse", url != NULL);
  enable (self, "copy-link", url != NULL);
}
