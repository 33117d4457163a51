#include "ui/spill-views.h"
#include "ui-test.h"

/* A view that counts what is asked of it. */
#define TEST_TYPE_VIEW (test_view_get_type ())
G_DECLARE_FINAL_TYPE (TestView, test_view, TEST, VIEW, AdwBin)

struct _TestView
{
  AdwBin       parent_instance;

  SpillMaster *master;
  char        *filter;
  guint        n_filter_focused;
  guint        n_content_focused;
};

enum
{
  PROP_0,
  PROP_MASTER,
  PROP_FILTER,
};

static guint n_made;

static void
focus_filter (SpillView *view)
{
  TEST_VIEW (view)->n_filter_focused++;
}

static gboolean
focus_content (SpillView *view)
{
  TEST_VIEW (view)->n_content_focused++;
  return TRUE;
}

static void
view_init (SpillViewInterface *iface)
{
  iface->focus_filter = focus_filter;
  iface->focus_content = focus_content;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestView, test_view, ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (SPILL_TYPE_VIEW, view_init))

static void
test_view_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  if (prop_id == PROP_MASTER)
    g_value_set_object (value, TEST_VIEW (object)->master);
  else
    g_value_set_string (value, TEST_VIEW (object)->filter);
}

static void
test_view_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  TestView *self = TEST_VIEW (object);

  if (prop_id == PROP_MASTER)
    {
      g_set_object (&self->master, g_value_get_object (value));
      return;
    }
  if (g_strcmp0 (self->filter, g_value_get_string (value)) == 0)
    return;
  g_free (self->filter);
  self->filter = g_value_dup_string (value);
  g_object_notify_by_pspec (object, pspec);
}

static void
test_view_finalize (GObject *object)
{
  g_clear_object (&TEST_VIEW (object)->master);
  g_free (TEST_VIEW (object)->filter);
  G_OBJECT_CLASS (test_view_parent_class)->finalize (object);
}

static void
test_view_class_init (TestViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_view_get_property;
  object_class->set_property = test_view_set_property;
  object_class->finalize = test_view_finalize;
  g_object_class_override_property (object_class, PROP_MASTER, "master");
  g_object_class_override_property (object_class, PROP_FILTER, "filter");
}

static void
test_view_init (TestView *self)
{
  n_made++;
}

static GtkWidget *
make (SpillStatus *status)
{
  return g_object_new (TEST_TYPE_VIEW, NULL);
}

static const SpillViewKind kinds[] = {
  { "list", "List", "spill-overview-symbolic", TRUE, make },
  { "grid", "Grid", "spill-overview-symbolic", FALSE, make },
  { "console", "Console", "spill-overview-symbolic", FALSE, make },
};

typedef struct
{
  UiFixture   ui;
  SpillViews *views;
  GtkWidget  *window;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  ui_fixture_set_up (&fixture->ui);
  n_made = 0;
  fixture->views = SPILL_VIEWS (spill_views_new (fixture->ui.status, kinds, G_N_ELEMENTS (kinds)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->views), (gpointer *) &fixture->views);
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  else
    g_object_unref (g_object_ref_sink (fixture->views));
  while (fixture->views != NULL)
    g_main_context_iteration (NULL, FALSE);
  ui_fixture_tear_down (&fixture->ui);
}

static void
show (Fixture *fixture)
{
  g_object_set (fixture->views, "master", fixture->ui.master, NULL);
  fixture->window = ui_show (GTK_WIDGET (fixture->views), 600, 400);
  ui_settle (fixture->window);
}

static const char *
front_name (Fixture *fixture)
{
  return adw_view_stack_get_visible_child_name (spill_views_get_stack (fixture->views));
}

static gboolean
is_offered (Fixture    *fixture,
            const char *name)
{
  AdwViewStack *stack = spill_views_get_stack (fixture->views);

  return adw_view_stack_page_get_visible (
    adw_view_stack_get_page (stack, adw_view_stack_get_child_by_name (stack, name)));
}

/* Nothing is made before it is seen, and nothing twice. */
static void
test_lazy (Fixture       *fixture,
           gconstpointer  data)
{
  SpillView *grid;

  g_object_set (fixture->views, "view", "grid", NULL);
  g_assert_cmpuint (n_made, ==, 0);
  g_assert_null (spill_views_get_front (fixture->views));
  show (fixture);
  g_assert_cmpuint (n_made, ==, 1);
  grid = spill_views_find (fixture->views, "grid");
  g_assert_nonnull (grid);
  g_assert_true (spill_views_get_front (fixture->views) == grid);
  g_assert_null (spill_views_find (fixture->views, "list"));
  g_assert_true (TEST_VIEW (grid)->master == fixture->ui.master);

  g_assert_true (spill_views_show (fixture->views, "console"));
  g_assert_cmpuint (n_made, ==, 2);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (grid)));
  g_assert_true (spill_views_show (fixture->views, "grid"));
  g_assert_cmpuint (n_made, ==, 2);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (grid)));
  g_assert_cmpuint (TEST_VIEW (grid)->n_content_focused, ==, 1);
}

/* What the user chooses in the switcher is told. */
static void
test_choice (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *view = NULL;

  show (fixture);
  adw_view_stack_set_visible_child_name (spill_views_get_stack (fixture->views), "console");
  g_object_get (fixture->views, "view", &view, NULL);
  g_assert_cmpstr (view, ==, "console");
  g_assert_nonnull (spill_views_find (fixture->views, "console"));
  g_assert_false (spill_views_show (fixture->views, "nothing"));
  g_object_set (fixture->views, "view", "nothing", NULL);
  g_assert_cmpstr (front_name (fixture), ==, "console");
}

/* One filter, in whichever view it was typed. */
static void
test_filter (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *filter = NULL;

  show (fixture);
  g_object_set (spill_views_get_front (fixture->views), "filter", "linux", NULL);
  spill_views_show (fixture->views, "grid");
  g_assert_cmpstr (TEST_VIEW (spill_views_get_front (fixture->views))->filter, ==, "linux");
  g_object_set (spill_views_get_front (fixture->views), "filter", "", NULL);
  g_object_get (fixture->views, "filter", &filter, NULL);
  g_assert_cmpstr (filter, ==, "");
  g_assert_cmpstr (TEST_VIEW (spill_views_find (fixture->views, "list"))->filter, ==, "");
  spill_views_focus_filter (fixture->views);
  g_assert_cmpuint (TEST_VIEW (spill_views_get_front (fixture->views))->n_filter_focused, ==, 1);
}

/* All masters have only the first; what was in front comes back with a master. */
static void
test_all_masters (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *view = NULL;

  show (fixture);
  spill_views_show (fixture->views, "grid");
  g_object_set (fixture->views, "master", NULL, NULL);
  g_assert_cmpstr (front_name (fixture), ==, "list");
  g_assert_true (is_offered (fixture, "list"));
  g_assert_false (is_offered (fixture, "grid"));
  g_assert_false (is_offered (fixture, "console"));
  g_assert_false (spill_views_show (fixture->views, "console"));
  g_assert_null (TEST_VIEW (spill_views_find (fixture->views, "grid"))->master);
  g_object_get (fixture->views, "view", &view, NULL);
  g_assert_cmpstr (view, ==, "grid");

  g_object_set (fixture->views, "master", fixture->ui.master, NULL);
  g_assert_cmpstr (front_name (fixture), ==, "grid");
  g_assert_true (is_offered (fixture, "console"));
  g_assert_true (TEST_VIEW (spill_views_find (fixture->views, "grid"))->master
                 == fixture->ui.master);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char  *name;
    void       (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "lazy", test_lazy },
    { "choice", test_choice },
    { "filter", test_filter },
    { "all-masters", test_all_masters },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/views/%s", tests[i].name);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }

  return g_test_run ();
}
