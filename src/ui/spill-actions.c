#include "ui/spill-actions.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-step.h"
#include "ui/spill-window.h"

/* The window that @widget is in, or that its dialog belongs to. */
static SpillWindow *
get_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (root != NULL && !SPILL_IS_WINDOW (root))
    {
      GtkWindow *parent = GTK_IS_WINDOW (root) ? gtk_window_get_transient_for (GTK_WINDOW (root))
                                               : NULL;

      root = GTK_ROOT (parent);
    }

  return root != NULL ? SPILL_WINDOW (root) : NULL;
}

static void
activate (GtkWidget  *widget,
          const char *action,
          GVariant   *target)
{
  g_autoptr(GVariant) owned = g_variant_ref_sink (target);
  SpillWindow *window = get_window (widget);

  if (window != NULL)
    gtk_widget_activate_action_variant (GTK_WIDGET (window), action, owned);
}

void
spill_actions_open_build (GtkWidget  *widget,
                          SpillBuild *build)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_BUILD (build));

  activate (widget, "win.open-build",
            g_variant_new ("(sxu)",
                           spill_master_get_id (spill_build_get_master (build)),
                           spill_builder_get_id (spill_build_get_builder (build)),
                           spill_build_get_number (build)));
}

void
spill_actions_open_step (GtkWidget *widget,
                         SpillStep *step)
{
  SpillBuild *build;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_STEP (step));

  build = spill_step_get_build (step);
  activate (widget, "win.open-step",
            g_variant_new ("(sxuu)",
                           spill_master_get_id (spill_build_get_master (build)),
                           spill_builder_get_id (spill_build_get_builder (build)),
                           spill_build_get_number (build),
                           spill_step_get_number (step)));
}

void
spill_actions_open_log (GtkWidget *widget,
                        SpillLog  *log)
{
  SpillStep *step;
  SpillBuild *build;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_LOG (log));

  step = spill_log_get_step (log);
  build = spill_step_get_build (step);
  activate (widget, "win.open-log",
            g_variant_new ("(sxuux)",
                           spill_master_get_id (spill_build_get_master (build)),
                           spill_builder_get_id (spill_build_get_builder (build)),
                           spill_build_get_number (build),
                           spill_step_get_number (step),
                           spill_log_get_id (log)));
}

void
spill_actions_force (GtkWidget    *widget,
                     SpillBuilder *builder)
{
  gint64 id;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_BUILDER (builder));

  id = spill_builder_get_id (builder);
  activate (widget, "win.force",
            g_variant_new ("(s@ax)",
                           spill_master_get_id (spill_builder_get_master (builder)),
                           g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, &id, 1, sizeof id)));
}

/**
 * spill_actions_open_uri:
 * @widget: where it was asked for
 * @uri: (nullable): an address, maybe from a master
 *
 * Opens an address in the browser. Any scheme but http and https is refused, for a master must not
 * be able to start other programs.
 */
void
spill_actions_open_uri (GtkWidget  *widget,
                        const char *uri)
{
  const char *scheme;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  scheme = uri != NULL ? g_uri_peek_scheme (uri) : NULL;
  if (g_strcmp0 (scheme, "http") != 0 && g_strcmp0 (scheme, "https") != 0)
    {
      spill_actions_toast (widget, _("Only addresses with http and https are opened"));
      return;
    }

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

void
spill_actions_copy (GtkWidget  *widget,
                    const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  spill_actions_toast (widget, _("Copied"));
}

void
spill_actions_run (GtkWidget    *widget,
                   SpillCommand *command)
{
  SpillWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_COMMAND (command));

  window = get_window (widget);
  if (window != NULL)
    spill_window_run (window, command);
}

void
spill_actions_tell (GtkWidget    *widget,
                    SpillCommand *command)
{
  SpillWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (SPILL_IS_COMMAND (command));

  window = get_window (widget);
  if (window != NULL)
    spill_window_tell (window, command);
}

void
spill_actions_toast (GtkWidget  *widget,
                     const char *text)
{
  SpillWindow *window;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (text != NULL);

  window = get_window (widget);
  if (window != NULL)
    spill_window_toast (window, text);
}
