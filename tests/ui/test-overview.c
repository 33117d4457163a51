#include "config.h"

#include "ui/spill-overview.h"

#include <string.h>

#include "model/spill-command.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "overview-fill.h"
#include "spill-resources.h"
#include "ui/spill-actions.h"
#include "ui/spill-overview-row.h"
#include "util/spill-clock.h"

/* The overview in a window, without what is around it: the doors to other views are these. */

static struct
{
  guint             opened;      /* number of the build */
  guint             n_forced;
  guint             n_run;
  SpillCommandKind  kind;
  char             *reason;
  char             *toast;
  char             *copied;
} doors;

void
spill_actions_open_build (GtkWidget  *widget,
                          SpillBuild *build)
{
  doors.opened = spill_build_get_number (build);
}

void
spill_actions_force (GtkWidget    *widget,
                     SpillBuilder *builder)
{
  doors.n_forced++;
}

void
spill_actions_open_uri (GtkWidget  *widget,
                        const char *uri)
{
}

void
spill_actions_copy (GtkWidget  *widget,
                    const char *text)
{
  g_free (doors.copied);
  doors.copied = g_strdup (text);
}

void
spill_actions_run (GtkWidget    *widget,
                   SpillCommand *command)
{
  doors.n_run++;
  doors.kind = spill_command_get_kind (command);
  g_free (doors.reason);
  doors.reason = g_strdup (spill_command_get_reason (command));
}

void
spill_actions_toast (GtkWidget  *widget,
                     const char *text)
{
  g_free (doors.toast);
  doors.toast = g_strdup (text);
}

/* A source that can do all and does nothing but remember. */

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, SpillSource)

struct _TestSource
{
  SpillSource parent_instance;

  guint       n_run;
};

G_DEFINE_FINAL_TYPE (TestSource, test_source, SPILL_TYPE_SOURCE)

static gboolean
test_source_can (SpillSource       *source,
                 SpillCommandKind   kind,
                 const char       **why)
{
  return TRUE;
}

/* Every other one is refused. */
static void
test_source_run (SpillSource  *source,
                 SpillCommand *command)
{
  TestSource *self = TEST_SOURCE (source);
  g_autoptr(GError) error = g_error_new_literal (SPILL_ERROR, SPILL_ERROR_REFUSED, "not yours");

  spill_command_sent (command);
  if (self->n_run++ % 2 == 0)
    spill_command_done (command, NULL);
  else
    spill_command_fail (command, error);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  SPILL_SOURCE_CLASS (klass)->can = test_source_can;
  SPILL_SOURCE_CLASS (klass)->run = test_source_run;
}

static void
test_source_init (TestSource *self)
{
}

/* Support */

typedef struct
{
  SpillStatus *status;
  SpillMaster *master;
  TestSource  *source;
  GtkWidget   *window;
  GtkWidget   *overview;
  GtkWidget   *list;
  double       now;
} Fixture;

static GtkWidget *
find_widget (GtkWidget *top,
             GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (top), type))
    return top;
  for (GtkWidget *child = gtk_widget_get_first_child (top); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
on_late (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Iterates until @condition, or fails after a minute. */
#define wait_until(condition) \
  G_STMT_START { \
    gboolean late_ = FALSE; \
    guint id_ = g_timeout_add_seconds (60, on_late, &late_); \
    while (!(condition) && !late_) \
      g_main_context_iteration (NULL, TRUE); \
    g_assert_true (condition); \
    g_source_remove (id_); \
  } G_STMT_END

/* Lets all that is due happen, frames too. */
static void
run_for (guint ms)
{
  gboolean late = FALSE;

  g_timeout_add (ms, on_late, &late);
  while (!late)
    g_main_context_iteration (NULL, TRUE);
}

static SpillOverviewModel *
get_model (Fixture *fixture)
{
  return spill_overview_get_model (SPILL_OVERVIEW (fixture->overview));
}

static SpillOverviewRow *
row_of (GtkWidget *item_widget)
{
  GtkWidget *row = gtk_widget_get_first_child (item_widget);

  return SPILL_IS_OVERVIEW_ROW (row) ? SPILL_OVERVIEW_ROW (row) : NULL;
}

/* All rows that exist, and those in view. */
static void
count_rows (Fixture *fixture,
            guint   *n_rows,
            guint   *n_shown)
{
  *n_rows = *n_shown = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      (*n_rows)++;
      *n_shown += row_of (child) != NULL && spill_overview_row_is_shown (row_of (child));
    }
}

static guint
get_n_shown (Fixture *fixture)
{
  guint n_rows, n_shown;

  count_rows (fixture, &n_rows, &n_shown);
  return n_shown;
}

static SpillOverviewRow *
find_row (Fixture      *fixture,
          SpillBuilder *builder)
{
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->list); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      SpillOverviewRow *row = row_of (child);

      if (row != NULL && spill_overview_row_get_item (row) != NULL
          && spill_overview_item_get_builder (spill_overview_row_get_item (row)) == builder)
        return row;
    }
  return NULL;
}

static SpillBuilder *
get_builder (Fixture *fixture,
             guint    i)
{
  return spill_list_find (spill_master_get_builders (fixture->master), i + 1);
}

static GtkSelectionModel *
get_selection (Fixture *fixture)
{
  return gtk_list_view_get_model (GTK_LIST_VIEW (fixture->list));
}

static void
select_builder (Fixture      *fixture,
                SpillBuilder *builder,
                gboolean      only)
{
  guint position;

  g_assert_true (spill_overview_model_find (get_model (fixture), builder, &position));
  gtk_selection_model_select_item (get_selection (fixture), position, only);
}

static gboolean
is_selected (Fixture      *fixture,
             SpillBuilder *builder)
{
  guint position;

  return spill_overview_model_find (get_model (fixture), builder, &position)
         && gtk_selection_model_is_selected (get_selection (fixture), position);
}

static GtkAdjustment *
get_adjustment (Fixture *fixture)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (fixture->list));
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_clear_pointer (&doors.reason, g_free);
  g_clear_pointer (&doors.toast, g_free);
  g_clear_pointer (&doors.copied, g_free);
  doors.opened = doors.n_forced = doors.n_run = 0;

  fixture->now = spill_now ();
  fixture->status = spill_status_new ();
  fixture->master = spill_master_new ("m", "demo:");
  spill_status_add_master (fixture->status, fixture->master);
  fixture->source = g_object_new (TEST_TYPE_SOURCE, "master", fixture->master, NULL);
  spill_master_set_source (fixture->master, SPILL_SOURCE (fixture->source));
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
  overview_fill (fixture->master, GPOINTER_TO_UINT (data), fixture->now);

  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 700);
  fixture->overview = spill_overview_new (fixture->status);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->overview);
  fixture->list = find_widget (fixture->overview, GTK_TYPE_LIST_VIEW);
  gtk_window_present (GTK_WINDOW (fixture->window));
  if (GPOINTER_TO_UINT (data) > 0)
    wait_until (get_n_shown (fixture) > 0);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  gpointer overview = fixture->overview, model = get_model (fixture);

  g_object_add_weak_pointer (overview, &overview);
  g_object_add_weak_pointer (model, &model);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  wait_until (overview == NULL && model == NULL);
  g_clear_object (&fixture->source);
  g_clear_object (&fixture->master);
  g_assert_finalize_object (fixture->status);
}

/* Cases */

static void
test_rows (Fixture       *fixture,
           gconstpointer  data)
{
  guint n_rows, n_shown;

  run_for (100);
  count_rows (fixture, &n_rows, &n_shown);
  /* GtkListView keeps 200 around the view; 700 pixels are 20 rows. */
  g_assert_cmpuint (n_rows, <=, 220);
  g_assert_cmpuint (n_shown, >=, 15);
  g_assert_cmpuint (n_shown, <=, 22);
}

/* Parts are held of what has been in view for a while, and of nothing else. */
static void
test_holds (Fixture       *fixture,
            gconstpointer  data)
{
  SpillList *builders = spill_master_get_builders (fixture->master);
  SpillBuilder *first = NULL;
  guint n_held;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (get_model (fixture))) && first == NULL;
       i++)
    {
      g_autoptr(SpillOverviewItem) item =
        g_list_model_get_item (G_LIST_MODEL (get_model (fixture)), i);

      first = spill_overview_item_get_builder (item);
    }
  wait_until ((spill_builder_get_held (first) & SPILL_PART_STREAK) != 0);
  g_assert_true ((spill_build_get_held (spill_builder_get_last_build (first)) & SPILL_PART_STEPS) != 0);
  n_held = 0;
  for (guint i = 0; i < spill_list_get_length (builders); i++)
    n_held += spill_builder_get_held (spill_list_peek (builders, i)) != 0;
  g_assert_cmpuint (n_held, <=, 22);

  gtk_adjustment_set_value (get_adjustment (fixture), 5000);
  wait_until (spill_builder_get_held (first) == 0);
  g_assert_cmpuint (spill_build_get_held (spill_builder_get_last_build (first)), ==, 0);
}

/* What is above and below changes; what is looked at stays where it is. */
static void
test_place (Fixture       *fixture,
            gconstpointer  data)
{
  SpillBuilder *watched = NULL;
  graphene_rect_t before, after;

  gtk_adjustment_set_value (get_adjustment (fixture), 4000);
  run_for (300);
  for (GtkWidget *child = gtk_widget_get_first_child (fixture->list); child != NULL && watched == NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      SpillOverviewRow *row = row_of (child);
      SpillOverviewItem *item = row != NULL ? spill_overview_row_get_item (row) : NULL;

      if (item != NULL && spill_overview_row_is_shown (row)
          && gtk_widget_compute_bounds (GTK_WIDGET (row), fixture->list, &before)
          && before.origin.y > 200 && before.origin.y < 400)
        watched = spill_overview_item_get_builder (item);
    }
  g_assert_nonnull (watched);
  for (guint i = 0; i < 20; i++)
    overview_event (fixture->master, i * 10, fixture->now + 1);
  spill_master_settle (fixture->master);
  run_for (400);
  g_assert_nonnull (find_row (fixture, watched));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (find_row (fixture, watched)), fixture->list,
                                            &after));
  g_assert_cmpfloat_with_epsilon (after.origin.y, before.origin.y, 1);
}

/* The first problem opens a section above all others: who is at the top sees it come. */
static void
test_top (Fixture       *fixture,
          gconstpointer  data)
{
  SpillBuilder *builder = get_builder (fixture, 2);
  guint position;

  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    while (spill_builder_get_last_result (get_builder (fixture, i)) == SPILL_RESULT_FAILURE)
      overview_event (fixture->master, i, fixture->now + 1);
  spill_master_settle (fixture->master);
  run_for (300);
  g_assert_cmpfloat (gtk_adjustment_get_upper (get_adjustment (fixture)), >, 1400);
  g_assert_true (spill_overview_model_find (get_model (fixture), builder, &position));
  g_assert_cmpuint (position, >, 1);

  overview_event (fixture->master, 2, fixture->now + 1);
  overview_event (fixture->master, 2, fixture->now + 2);
  spill_master_settle (fixture->master);
  wait_until (spill_overview_model_find (get_model (fixture), builder, &position) && position == 1);
  run_for (200);
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (fixture)), ==, 0);
}

static SpillBuilder *
get_focused (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_true (gtk_widget_get_parent (focus) == fixture->list);
  return spill_overview_item_get_builder (spill_overview_row_get_item (row_of (focus)));
}

static void
test_selection (Fixture       *fixture,
                gconstpointer  data)
{
  SpillBuilder *breaks = get_builder (fixture, 2), *stays = get_builder (fixture, 5);

  select_builder (fixture, breaks, TRUE);
  select_builder (fixture, stays, FALSE);
  gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (find_row (fixture, breaks))));
  wait_until (spill_overview_row_is_shown (find_row (fixture, breaks)));

  /* From the warnings to the broken ones. */
  overview_event (fixture->master, 2, fixture->now);
  overview_event (fixture->master, 2, fixture->now + 1);
  spill_overview_model_flush (get_model (fixture));
  g_assert_true (spill_result_is_bad (spill_builder_get_last_result (breaks)));
  g_assert_true (is_selected (fixture, breaks));
  g_assert_true (is_selected (fixture, stays));
  g_assert_true (get_focused (fixture) == breaks);

  /* What the filter hides is not selected, now or afterwards. */
  g_object_set (fixture->overview, "filter", spill_builder_get_name (stays), NULL);
  g_assert_true (is_selected (fixture, stays));
  g_object_set (fixture->overview, "filter", "", NULL);
  g_assert_true (is_selected (fixture, stays));
  g_assert_false (is_selected (fixture, breaks));
}

static void
test_activate (Fixture       *fixture,
               gconstpointer  data)
{
  SpillBuilder *broken = get_builder (fixture, 1), *builds = get_builder (fixture, 4);
  guint position, n;

  g_assert_true (spill_overview_model_find (get_model (fixture), broken, &position));
  gtk_widget_activate_action (fixture->list, "list.activate-item", "u", position);
  g_assert_cmpuint (doors.opened, ==, 110);
  doors.opened = 0;
  g_assert_true (spill_overview_model_find (get_model (fixture), builds, &position));
  gtk_widget_activate_action (fixture->list, "list.activate-item", "u", position);
  g_assert_cmpuint (doors.opened, ==, spill_build_get_number (
                                        spill_list_peek (spill_builder_get_running (builds), 0)));

  /* The first row is a heading: it closes, and opens again. */
  n = g_list_model_get_n_items (G_LIST_MODEL (get_model (fixture)));
  gtk_widget_activate_action (fixture->list, "list.activate-item", "u", 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (fixture))), <, n);
  gtk_widget_activate_action (fixture->list, "list.activate-item", "u", 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (fixture))), ==, n);
}

static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *entry = find_widget (fixture->overview, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *stack = GTK_WIDGET (gtk_widget_get_template_child (fixture->overview,
                                                                SPILL_TYPE_OVERVIEW, "stack"));
  GtkWidget *page = find_widget (fixture->overview, ADW_TYPE_STATUS_PAGE);
  g_autofree char *filter = NULL;

  gtk_editable_set_text (GTK_EDITABLE (entry), "linux broken");
  g_object_get (fixture->overview, "filter", &filter, NULL);
  g_assert_cmpstr (filter, ==, "linux broken");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "list");

  gtk_editable_set_text (GTK_EDITABLE (entry), "<nothing>");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "page");
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page)), ==,
                   "Nothing Matches “<nothing>”");
  g_signal_emit_by_name (find_widget (page, GTK_TYPE_BUTTON), "clicked");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "list");

  gtk_editable_set_text (GTK_EDITABLE (entry), "windows");
  g_signal_emit_by_name (entry, "stop-search");
  g_assert_cmpstr (spill_overview_get_filter (SPILL_OVERVIEW (fixture->overview)), ==, "");
}

/* From the filter into the list; to rows and headings. */
static void
test_keys (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *entry = find_widget (fixture->overview, GTK_TYPE_SEARCH_ENTRY);
  GtkWidget *focus;

  /* A window that nobody touched has its keys in the list. */
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (gtk_widget_is_ancestor (focus, fixture->list));

  gtk_widget_grab_focus (entry);
  g_signal_emit_by_name (entry, "activate");
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (gtk_widget_get_parent (focus) == fixture->list);
  g_assert_false (spill_overview_item_is_heading (spill_overview_row_get_item (row_of (focus))));

  for (guint i = 0; i < 20; i++)
    gtk_widget_child_focus (fixture->list, GTK_DIR_UP);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (SPILL_IS_OVERVIEW_ROW (focus));
  g_assert_true (spill_overview_item_is_heading (spill_overview_row_get_item (SPILL_OVERVIEW_ROW (focus))));

  gtk_widget_child_focus (fixture->list, GTK_DIR_DOWN);
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (gtk_widget_get_parent (focus) == fixture->list);
  g_assert_false (spill_overview_item_is_heading (spill_overview_row_get_item (row_of (focus))));
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *stack = GTK_WIDGET (gtk_widget_get_template_child (fixture->overview,
                                                                SPILL_TYPE_OVERVIEW, "stack"));
  GtkWidget *page = find_widget (fixture->overview, ADW_TYPE_STATUS_PAGE);

  wait_until (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "page") == 0);
  g_assert_cmpstr (adw_status_page_get_title (ADW_STATUS_PAGE (page)), ==, "No Builders");
  overview_fill (fixture->master, 3, fixture->now);
  wait_until (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "list") == 0);
}

/* What a screen reader says of a row: all that is drawn in it. */
static void
test_spoken (Fixture       *fixture,
             gconstpointer  data)
{
  SpillBuilder *builder = get_builder (fixture, 5);
  SpillOverviewRow *row = find_row (fixture, builder);
  g_autofree char *expected = NULL;
  g_autofree char *streak = spill_overview_text_streak (builder, spill_now ());

  expected = g_strdup_printf ("%s: %s; failed at compile; "
                              "last results: Failed, 6 × Success, Failed, 2 × Success",
                              spill_builder_get_name (builder), streak);
  g_assert_nonnull (row);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row))),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, expected);
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

static void
answer (GtkWidget  *dialog,
        const char *response)
{
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_stop (Fixture       *fixture,
           gconstpointer  data)
{
  SpillBuilder *builds = get_builder (fixture, 4), *other = get_builder (fixture, 14);
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  /* One says so of itself. */
  select_builder (fixture, builds, TRUE);
  gtk_widget_activate_action (fixture->overview, "overview.stop", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "Stop 1 Build?");
  gtk_editable_set_text (GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog))),
                         "too hot");
  answer (dialog, "yes");
  g_assert_cmpuint (doors.n_run, ==, 1);
  g_assert_cmpint (doors.kind, ==, SPILL_COMMAND_STOP);
  g_assert_cmpstr (doors.reason, ==, "too hot");

  /* Several are previewed, and told of together. */
  select_builder (fixture, other, FALSE);
  gtk_widget_activate_action (fixture->overview, "overview.stop", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (dialog)), ==, "Stop 2 Builds?");
  body = g_strdup (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (dialog)));
  g_assert_nonnull (strstr (body, spill_builder_get_name (builds)));
  g_assert_nonnull (strstr (body, spill_builder_get_name (other)));
  answer (dialog, "no");
  g_assert_cmpuint (fixture->source->n_run, ==, 0);

  gtk_widget_activate_action (fixture->overview, "overview.stop", NULL);
  answer (find_dialog (), "yes");
  g_assert_cmpuint (fixture->source->n_run, ==, 2);
  wait_until (doors.toast != NULL);
  g_assert_cmpstr (doors.toast, ==, "1 done, 1 refused: not yours");
  g_assert_cmpuint (doors.n_run, ==, 1);
}

/* Two lines where it is narrow, one where it is not; lower when compact. */
static void
test_heights (Fixture       *fixture,
              gconstpointer  data)
{
  SpillOverviewRow *row = find_row (fixture, get_builder (fixture, 5));
  int one, two, compact;

  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, 900, &one, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, 360, &two, NULL, NULL, NULL);
  g_object_set (fixture->overview, "compact", TRUE, NULL);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, 900, &compact, NULL, NULL, NULL);
  g_assert_cmpint (one, >=, 36);
  g_assert_cmpint (two, >, one);
  g_assert_cmpint (compact, <, one);
  g_assert_cmpint (compact, >=, 24);
}

static void
count_frame (guint *n_frames)
{
  (*n_frames)++;
}

/* Nothing happens: nothing is drawn. Many things happen at once: one frame. */
static void
test_frames (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr(GdkPaintable) drawn = gtk_widget_paintable_new (fixture->overview);
  guint n_frames = 0;

  run_for (1500);
  g_signal_connect_swapped (drawn, "invalidate-contents", G_CALLBACK (count_frame), &n_frames);
  g_object_set (fixture->overview, "filter", "good", NULL);
  run_for (500);
  n_frames = 0;
  run_for (1500);
  g_assert_cmpuint (n_frames, ==, 0);

  for (guint i = 0; i < 200; i++)
    overview_event (fixture->master, i, fixture->now + 1);
  spill_master_settle (fixture->master);
  run_for (500);
  g_assert_cmpuint (n_frames, ==, 1);
}

static void
add (const char *name,
     guint       n_builders,
     void      (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/ui/overview/", name, NULL);

  g_test_add (path, Fixture, GUINT_TO_POINTER (n_builders), setup, test, teardown);
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_resources_register (spill_get_resource ());
  adw_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    SPILL_RESOURCE_PREFIX "/icons");

  add ("rows", 1200, test_rows);
  add ("holds", 1200, test_holds);
  add ("place", 1200, test_place);
  add ("top", 600, test_top);
  add ("selection", 60, test_selection);
  add ("activate", 20, test_activate);
  add ("filter", 60, test_filter);
  add ("keys", 20, test_keys);
  add ("empty", 0, test_empty);
  add ("spoken", 20, test_spoken);
  add ("stop", 20, test_stop);
  add ("heights", 20, test_heights);
  add ("frames", 1200, test_frames);

  return g_test_run ();
}
