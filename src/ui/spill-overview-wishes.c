#include "ui/spill-overview-wishes.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "model/spill-build.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"
#include "ui/spill-actions.h"
#include "ui/spill-request-list.h"

/* A preview names so many and counts the rest. */
#define MAX_NAMED 8

/* Commands that are told of together. */
typedef struct
{
  GtkWidget *widget;     /* weak */
  guint      n_open;
  guint      n_good;
  guint      n_bad;
  char      *error;      /* (nullable) of the first that failed */
} Batch;

/* A question that is open. */
typedef struct
{
  GtkWidget        *widget;    /* weak */
  GPtrArray        *targets;   /* of GObject */
  SpillCommandKind  kind;
  GtkEditable      *reason;    /* owned by the dialog */
  SpillRequestList *requests;  /* (nullable) owned by the dialog: not all may be meant */
} Question;

static void
batch_release (Batch *batch)
{
  if (--batch->n_open > 0)
    return;

  if (batch->widget != NULL)
    {
      g_autofree char *good = g_strdup_printf (ngettext ("%u done", "%u done", batch->n_good),
                                               batch->n_good);
      g_autofree char *text =
        batch->n_bad == 0 ? g_strdup (good)
        /* Translators: "3 done", how many were refused, the words of the first */
        : g_strdup_printf (_("%s, %u refused: %s"), good, batch->n_bad, batch->error);

      spill_actions_toast (batch->widget, text);
      g_object_remove_weak_pointer (G_OBJECT (batch->widget), (gpointer *) &batch->widget);
    }
  g_free (batch->error);
  g_free (batch);
}

static void
on_ended (SpillCommand *command,
          Batch        *batch)
{
  const GError *error = spill_command_get_error (command);

  if (error == NULL)
    batch->n_good++;
  else
    {
      batch->n_bad++;
      if (batch->error == NULL)
        batch->error = g_strdup (error->message);
    }
  batch_release (batch);
}

static SpillMaster *
get_master (gpointer target)
{
  if (SPILL_IS_BUILDER (target))
    return spill_builder_get_master (target);
  if (SPILL_IS_BUILD (target))
    return spill_build_get_master (target);
  if (SPILL_IS_REQUEST (target))
    return spill_request_get_master (target);
  return spill_worker_get_master (target);
}

/* One tells of itself, with the offer to log in; several are told of in one line. */
static void
run (GtkWidget        *widget,
     GPtrArray        *targets,
     SpillCommandKind  kind,
     const char       *reason)
{
  Batch *batch = NULL;

  if (targets->len > 1)
    {
      batch = g_new0 (Batch, 1);
      batch->n_open = 1;
      g_set_weak_pointer (&batch->widget, widget);
    }
  for (guint i = 0; i < targets->len; i++)
    {
      g_autoptr(SpillCommand) command = spill_command_new (kind, targets->pdata[i]);
      SpillMaster *master = get_master (targets->pdata[i]);

      if (reason != NULL && *reason != '\0')
        spill_command_set_reason (command, reason);
      if (batch == NULL)
        {
          spill_actions_run (widget, command);
          continue;
        }
      if (master == NULL)
        continue;
      batch->n_open++;
      g_signal_connect (command, "ended", G_CALLBACK (on_ended), batch);
      spill_master_run (master, command);
    }
  if (batch != NULL)
    batch_release (batch);
}

static void
question_free (Question *question)
{
  g_clear_weak_pointer (&question->widget);
  g_ptr_array_unref (question->targets);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  const char *reason = question->reason != NULL ? gtk_editable_get_text (question->reason) : NULL;

  if (strcmp (response, "yes") != 0 || question->widget == NULL)
    return;

  if (question->requests != NULL && !spill_request_list_has_all (question->requests))
    {
      g_autoptr(GPtrArray) chosen = spill_request_list_get_chosen (question->requests);

      run (question->widget, chosen, SPILL_COMMAND_CANCEL, reason);
    }
  else
    run (question->widget, question->targets, question->kind, reason);
}

static char *
dup_cancel_heading (guint n)
{
  return g_strdup_printf (ngettext ("Cancel %u Waiting Request?", "Cancel %u Waiting Requests?", n),
                          n);
}

/* The list says more than the body, and where none is chosen, there is nothing to say yes to. */
static void
on_requests_changed (SpillRequestList *list,
                     AdwMessageDialog *dialog)
{
  guint n = spill_request_list_get_n (list);
  g_autofree char *heading = NULL;

  if (!gtk_widget_get_visible (GTK_WIDGET (list)))
    return;

  heading = dup_cancel_heading (n);
  adw_message_dialog_set_heading (dialog, heading);
  adw_message_dialog_set_body (dialog, "");
  adw_message_dialog_set_response_enabled (dialog, "yes", n > 0);
}

/* Lists what waits, above what stands there. */
static void
add_requests (AdwMessageDialog *dialog,
              Question         *question)
{
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *list = spill_request_list_new (question->targets);

  g_object_ref (entry);
  adw_message_dialog_set_extra_child (dialog, NULL);
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), entry);
  g_object_unref (entry);
  adw_message_dialog_set_extra_child (dialog, box);
  question->requests = SPILL_REQUEST_LIST (list);
  g_signal_connect_object (list, "changed", G_CALLBACK (on_requests_changed), dialog, 0);
  on_requests_changed (question->requests, dialog);
}

/* Asks, with room for a reason if @wants_reason. Takes @targets. */
static void
ask (GtkWidget        *widget,
     GPtrArray        *targets,
     SpillCommandKind  kind,
     const char       *heading,
     const char       *body,
     const char       *yes,
     gboolean          wants_reason)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                              heading, body);
  Question *question = g_new0 (Question, 1);

  g_set_weak_pointer (&question->widget, widget);
  question->targets = targets;
  question->kind = kind;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _("_Go Back"), "yes", yes, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  if (wants_reason)
    {
      GtkWidget *entry = gtk_entry_new ();

      gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Reason"));
      gtk_entry_set_max_length (GTK_ENTRY (entry), 500);
      gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, _("Reason"), -1);
      adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
      question->reason = GTK_EDITABLE (entry);
    }
  if (kind == SPILL_COMMAND_CANCEL_ALL)
    add_requests (ADW_MESSAGE_DIALOG (dialog), question);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question,
                         (GClosureNotify) question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * spill_overview_wishes_why_not:
 * @builders: (element-type SpillBuilder): what it would be done to
 * @kind: what would be done
 *
 * Returns: (nullable): why it cannot be done, translated; %NULL if it can
 */
const char *
spill_overview_wishes_why_not (GPtrArray        *builders,
                               SpillCommandKind  kind)
{
  SpillMaster *first = NULL;
  guint n_running = 0, n_pending = 0;

  for (guint i = 0; i < builders->len; i++)
    {
      SpillMaster *master = spill_builder_get_master (builders->pdata[i]);
      const char *why = NULL;

      if (master == NULL)
        return _("This builder is gone");
      if (!spill_master_can (master, kind, &why))
        return why != NULL ? why : _("This master cannot do that");
      if (kind == SPILL_COMMAND_FORCE && first != NULL && first != master)
        return _("Select builders of one master");
      first = master;
      n_running += spill_list_get_length (spill_builder_get_running (builders->pdata[i]));
      n_pending += spill_builder_get_n_pending (builders->pdata[i]);
    }
  if (builders->len == 0)
    return _("Select a builder");
  if (kind == SPILL_COMMAND_STOP_ALL && n_running == 0)
    return _("Nothing is building");
  if (kind == SPILL_COMMAND_CANCEL_ALL && n_pending == 0)
    return _("Nothing is waiting");
  return NULL;
}

/**
 * spill_overview_wishes_force:
 * @widget: any widget in the window
 * @builders: (element-type SpillBuilder): of one master
 */
void
spill_overview_wishes_force (GtkWidget *widget,
                             GPtrArray *builders)
{
  GVariantBuilder ids;
  SpillMaster *master;

  g_return_if_fail (builders->len > 0);

  if (builders->len == 1)
    {
      spill_actions_force (widget, builders->pdata[0]);
      return;
    }
  master = spill_builder_get_master (builders->pdata[0]);
  g_variant_builder_init (&ids, G_VARIANT_TYPE ("ax"));
  for (guint i = 0; i < builders->len; i++)
    g_variant_builder_add (&ids, "x", spill_builder_get_id (builders->pdata[i]));
  gtk_widget_activate_action (widget, "win.force", "(sax)", spill_master_get_id (master), &ids);
}

/* "linux-gcc #128" each on a line, so many and no more. */
static char *
name_builds (GPtrArray *builds)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MIN (builds->len, MAX_NAMED); i++)
    {
      SpillBuilder *builder = spill_build_get_builder (builds->pdata[i]);

      g_string_append_printf (text, "%s%s #%u", i > 0 ? "\n" : "",
                              builder != NULL ? spill_builder_get_name (builder) : "",
                              spill_build_get_number (builds->pdata[i]));
    }
  if (builds->len > MAX_NAMED)
    {
      guint more = builds->len - MAX_NAMED;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more", "and %u more", more), more);
    }
  return g_string_free (text, FALSE);
}

/**
 * spill_overview_wishes_stop:
 * @widget: any widget in the window
 * @builders: (element-type SpillBuilder): their running builds are meant
 */
void
spill_overview_wishes_stop (GtkWidget *widget,
                            GPtrArray *builders)
{
  GPtrArray *builds = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;

  for (guint i = 0; i < builders->len; i++)
    {
      SpillList *running = spill_builder_get_running (builders->pdata[i]);

      for (guint k = 0; k < spill_list_get_length (running); k++)
        g_ptr_array_add (builds, g_object_ref (spill_list_peek (running, k)));
    }
  if (builds->len == 0)
    {
      g_ptr_array_unref (builds);
      spill_actions_toast (widget, _("Nothing is building"));
      return;
    }
  heading = g_strdup_printf (ngettext ("Stop %u Build?", "Stop %u Builds?", builds->len), builds->len);
  body = name_builds (builds);
  ask (widget, builds, SPILL_COMMAND_STOP, heading, body, _("_Stop"), TRUE);
}

/**
 * spill_overview_wishes_stop_build:
 * @widget: any widget in the window
 * @build: a build
 */
void
spill_overview_wishes_stop_build (GtkWidget  *widget,
                                  SpillBuild *build)
{
  GPtrArray *builds = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *body = NULL;

  g_ptr_array_add (builds, g_object_ref (build));
  body = name_builds (builds);
  ask (widget, builds, SPILL_COMMAND_STOP, _("Stop This Build?"), body, _("_Stop"), TRUE);
}

/**
 * spill_overview_wishes_cancel:
 * @widget: any widget in the window
 * @builders: (element-type SpillBuilder): their waiting requests are meant
 */
void
spill_overview_wishes_cancel (GtkWidget *widget,
                              GPtrArray *builders)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *heading = NULL;
  g_autoptr(GString) body = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < builders->len; i++)
    {
      guint n_pending = spill_builder_get_n_pending (builders->pdata[i]);

      if (n_pending == 0)
        continue;
      n += n_pending;
      if (targets->len < MAX_NAMED)
        g_string_append_printf (body, "%s%s: %u", body->len > 0 ? "\n" : "",
                                spill_builder_get_name (builders->pdata[i]), n_pending);
      else if (targets->len == MAX_NAMED)
        g_string_append (body, "\n…");
      g_ptr_array_add (targets, g_object_ref (builders->pdata[i]));
    }
  if (n == 0)
    {
      g_ptr_array_unref (targets);
      spill_actions_toast (widget, _("Nothing is waiting"));
      return;
    }
  heading = dup_cancel_heading (n);
  ask (widget, targets, SPILL_COMMAND_CANCEL_ALL, heading, body->str, _("_Cancel Requests"), TRUE);
}

/**
 * spill_overview_wishes_ping:
 * @widget: any widget in the window
 * @builder: whose workers are asked whether they are there
 */
void
spill_overview_wishes_ping (GtkWidget    *widget,
                            SpillBuilder *builder)
{
  g_autoptr(SpillCommand) command = spill_command_new (SPILL_COMMAND_PING, builder);

  spill_actions_run (widget, command);
}

/**
 * spill_overview_wishes_worker:
 * @widget: any widget in the window
 * @worker: a worker
 * @kind: one of the commands for workers
 */
void
spill_overview_wishes_worker (GtkWidget        *widget,
                              SpillWorker      *worker,
                              SpillCommandKind  kind)
{
  GPtrArray *targets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *heading = NULL;

  g_ptr_array_add (targets, g_object_ref (worker));
  if (kind != SPILL_COMMAND_WORKER_KILL)
    {
      run (widget, targets, kind, NULL);
      g_ptr_array_unref (targets);
      return;
    }
  heading = g_strdup_printf (_("Kill the Worker %s?"), spill_worker_get_name (worker));
  ask (widget, targets, kind, heading, _("It stops at once, and what it builds is lost."), _("_Kill"),
       TRUE);
}

/**
 * spill_overview_wishes_dup_url:
 * @builder: a builder
 *
 * Returns: (transfer full) (nullable): the address of its page at the master
 */
char *
spill_overview_wishes_dup_url (SpillBuilder *builder)
{
  SpillMaster *master = spill_builder_get_master (builder);
  const char *base = master != NULL ? spill_master_get_base_url (master) : NULL;
  g_autofree char *name = NULL;

  if (base == NULL || !(g_str_has_prefix (base, "http://") || g_str_has_prefix (base, "https://")))
    return NULL;
  if (g_strcmp0 (spill_master_get_kind (master), "eight") != 0)
    return g_strdup_printf ("%s#/builders/%" G_GINT64_FORMAT, base, spill_builder_get_id (builder));
  name = g_uri_escape_string (spill_builder_get_name (builder), NULL, FALSE);
  return g_strdup_printf ("%sbuilders/%s", base, name);
}
