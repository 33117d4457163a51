#include "ui-test.h"

#include <string.h>

#include "util/spill-clock.h"

#define DEADLINE (60 * G_USEC_PER_SEC)

struct _UiSource
{
  SpillSource  parent_instance;

  GPtrArray   *commands;
  GArray      *requests;
};

G_DEFINE_FINAL_TYPE (UiSource, ui_source, SPILL_TYPE_SOURCE)

static void
ui_source_run (SpillSource  *source,
               SpillCommand *command)
{
  g_ptr_array_add (UI_SOURCE (source)->commands, g_object_ref (command));
  spill_command_sent (command);
}

static gboolean
ui_source_can (SpillSource       *source,
               SpillCommandKind   kind,
               const char       **why)
{
  return TRUE;
}

static void
ui_source_request_lines (SpillSource *source,
                         SpillLog    *log,
                         guint64      first,
                         guint        n)
{
  g_array_append_val (UI_SOURCE (source)->requests, first);
}

static void
ui_source_dispose (GObject *object)
{
  g_ptr_array_set_size (UI_SOURCE (object)->commands, 0);

  G_OBJECT_CLASS (ui_source_parent_class)->dispose (object);
}

static void
ui_source_finalize (GObject *object)
{
  g_ptr_array_unref (UI_SOURCE (object)->commands);
  g_array_unref (UI_SOURCE (object)->requests);

  G_OBJECT_CLASS (ui_source_parent_class)->finalize (object);
}

static void
ui_source_class_init (UiSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_source_finalize;
  SPILL_SOURCE_CLASS (klass)->run = ui_source_run;
  SPILL_SOURCE_CLASS (klass)->can = ui_source_can;
  SPILL_SOURCE_CLASS (klass)->request_lines = ui_source_request_lines;
}

static void
ui_source_init (UiSource *self)
{
  self->commands = g_ptr_array_new_with_free_func (g_object_unref);
  self->requests = g_array_new (FALSE, FALSE, sizeof (guint64));
}

GPtrArray *
ui_source_get_commands (UiSource *self)
{
  return self->commands;
}

GArray *
ui_source_get_requests (UiSource *self)
{
  return self->requests;
}

void
ui_fixture_set_up (UiFixture *fixture)
{
  fixture->status = spill_status_new ();
  fixture->master = spill_master_new ("m1", "http://127.0.0.1:1/");
  spill_status_add_master (fixture->status, fixture->master);
  fixture->source = g_object_new (UI_TYPE_SOURCE, "master", fixture->master, NULL);
  spill_master_set_source (fixture->master, SPILL_SOURCE (fixture->source));
  spill_master_set_base_url (fixture->master, "http://127.0.0.1:1/");
  fixture->builder = spill_master_add_builder (fixture->master, 1, "linux-gcc");
  spill_master_set_connection (fixture->master, SPILL_CONNECTION_LIVE);
  fixture->build = spill_builder_add_build (fixture->builder, 1128, 128);
  spill_build_set_started (fixture->build, spill_now () - 60);
}

void
ui_fixture_tear_down (UiFixture *fixture)
{
  g_assert_cmpint (spill_build_get_held (fixture->build), ==, 0);
  g_assert_cmpint (spill_builder_get_held (fixture->builder), ==, 0);

  spill_status_remove_master (fixture->status, fixture->master);
  g_assert_finalize_object (fixture->source);
  g_assert_finalize_object (fixture->master);
  g_assert_finalize_object (fixture->status);
}

void
ui_fixture_add_test (const char    *path,
                     gconstpointer  data,
                     void         (*test) (UiFixture *fixture, gconstpointer data))
{
  g_test_add (path, UiFixture, data,
              (void (*) (UiFixture *, gconstpointer)) ui_fixture_set_up, test,
              (void (*) (UiFixture *, gconstpointer)) ui_fixture_tear_down);
}

SpillStep *
ui_add_step (SpillBuild  *build,
             guint        number,
             const char  *name,
             SpillResult  result,
             const char  *text)
{
  SpillStep *step = spill_build_add_step (build, number, name);

  spill_step_begin (step);
  spill_step_set_started (step, spill_now () - 30);
  spill_step_set_text (step, text);
  if (result != SPILL_RESULT_NONE)
    spill_step_set_finished (step, spill_now () - 3, result);
  spill_step_end (step);

  return step;
}

static guint
count_lines (const char *content)
{
  guint n = 0;

  for (const char *p = content; (p = strchr (p, '\n')) != NULL; p++)
    n++;

  return n;
}

SpillLog *
ui_add_log (SpillStep  *step,
            gint64      id,
            const char *name,
            const char *content)
{
  SpillLog *log = spill_step_add_log (step, id, name);

  spill_log_set_slug (log, name);
  spill_log_set_log_type (log, SPILL_LOG_STDIO);
  /* The model keeps only lines that somebody wants. Of that hold ui_forget_log() is the end. */
  spill_log_hold (log);
  spill_log_set_n_lines (log, count_lines (content));
  spill_log_add_lines (log, 0, content, strlen (content));
  spill_log_set_part_state (log, SPILL_PART_HERE, NULL);
  spill_step_set_part_state (step, SPILL_PART_LOGS, SPILL_PART_HERE, NULL);

  return log;
}

void
ui_forget_log (SpillLog *log)
{
  spill_log_release (log);
}

void
ui_wait (gboolean (*condition) (gpointer data),
         gpointer   data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (!condition (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

static void
on_painted (GdkFrameClock *clock,
            guint         *n)
{
  (*n)++;
}

static gboolean
is_painted (gpointer data)
{
  return *(guint *) data >= 2 && !g_main_context_pending (NULL);
}

void
ui_settle (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  guint n = 0;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &n);

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  gdk_frame_clock_begin_updating (clock);
  ui_wait (is_painted, &n);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, handler);
}

GtkWidget *
ui_show (GtkWidget *child,
         int        width,
         int        height)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle (window);

  return window;
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_TEXT (widget))
    return gtk_editable_get_text (GTK_EDITABLE (widget));

  return NULL;
}

GtkWidget *
ui_find_text (GtkWidget  *root,
              const char *text)
{
  const char *own = get_text (root);
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (own != NULL && strstr (own, text) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_find_text (child, text);

  return found;
}

GtkWidget *
ui_find_type (GtkWidget *root,
              GType      type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_find_type (child, type);

  return found;
}

GtkWidget *
ui_find_button (GtkWidget  *root,
                const char *label)
{
  GtkWidget *found = NULL;

  if ((GTK_IS_BUTTON (root) || GTK_IS_MENU_BUTTON (root)) && gtk_widget_get_mapped (root)
      && gtk_widget_is_sensitive (root)
      && (ui_find_text (root, label) != NULL
          || g_strcmp0 (gtk_widget_get_tooltip_text (root), label) == 0))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_find_button (child, label);

  return found;
}

void
ui_click (GtkWidget  *root,
          const char *label)
{
  GtkWidget *button = ui_find_button (root, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
is_control (GtkWidget *widget)
{
  GType types[] = {
    GTK_TYPE_BUTTON, GTK_TYPE_ENTRY, GTK_TYPE_SEARCH_ENTRY, GTK_TYPE_TEXT_VIEW, GTK_TYPE_DROP_DOWN,
    GTK_TYPE_CHECK_BUTTON, GTK_TYPE_PROGRESS_BAR, GTK_TYPE_LIST_BOX, GTK_TYPE_LIST_BOX_ROW,
    GTK_TYPE_LIST_VIEW, GTK_TYPE_EXPANDER,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_type_is_a (G_OBJECT_TYPE (widget), types[i]))
      return TRUE;

  return FALSE;
}

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;

  return FALSE;
}

/* The parts of compound widgets are GTK's own affair. */
static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_MENU_BUTTON (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_ENTRY (widget)
         || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_COMBO_BOX (widget)
         || GTK_IS_WINDOW_CONTROLS (widget);
}

void
ui_check_controls (GtkWidget *root)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (root);

  if (!gtk_widget_get_mapped (root))
    return;

  if ((is_control (root) || GTK_IS_MENU_BUTTON (root))
      && !gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
      && !gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
      && !(GTK_IS_BUTTON (root) || GTK_IS_MENU_BUTTON (root) ? has_words (root) : FALSE))
    g_error ("%s (%s) has no name", G_OBJECT_TYPE_NAME (root),
             gtk_widget_get_tooltip_text (root));
  if ((GTK_IS_BUTTON (root) || GTK_IS_CHECK_BUTTON (root)) && gtk_widget_is_sensitive (root))
    g_assert_true (gtk_widget_get_focusable (root));

  for (GtkWidget *child = is_whole (root) ? NULL : gtk_widget_get_first_child (root);
       child != NULL; child = gtk_widget_get_next_sibling (child))
    ui_check_controls (child);
}
