#include "ui/spill-runner.h"

#include <glib/gi18n.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"
#include "model/spill-request.h"
#include "model/spill-worker.h"
#include "ui/spill-request-watch.h"
#include "util/spill-plain.h"

/* Seconds for a text that has a button, or that tells of a failure. */
#define LONG_TIMEOUT 12

/**
 * SpillRunner:
 *
 * Runs commands and tells how they end. Commands that run at the same time, as when a selection of
 * builders is stopped, are told of together.
 */
struct _SpillRunner
{
  GObject          parent_instance;

  SpillToaster    *toaster;
  AdwToast        *progress;       /* (nullable): while anything runs */
  AdwToast        *result;         /* (nullable): how it ended last */
  GPtrArray       *running;        /* of SpillCommand */
  GPtrArray       *refused;        /* of SpillCommand */

  /* Of those that run together */
  guint            n_done;
  guint            n_accepted;
  guint            n_failed;
  SpillCommand    *last;           /* (nullable): ended last */
  SpillCommand    *last_failed;    /* (nullable) */

  SpillRequestWatch *watch;        /* (nullable): for the build that was asked for last */
  AdwToast          *asked;        /* (nullable) weak: tells that it was */
  AdwToast          *started;      /* (nullable) weak: tells of the last that started */
};

G_DEFINE_FINAL_TYPE (SpillRunner, spill_runner, G_TYPE_OBJECT)

static SpillMaster *
get_master (SpillCommand *command)
{
  gpointer target = spill_command_get_target (command);

  if (SPILL_IS_MASTER (target))
    return target;
  if (SPILL_IS_BUILDER (target))
    return spill_builder_get_master (target);
  if (SPILL_IS_BUILD (target))
    return spill_build_get_master (target);
  if (SPILL_IS_REQUEST (target))
    return spill_request_get_master (target);
  if (SPILL_IS_WORKER (target))
    return spill_worker_get_master (target);

  return NULL;
}

static void
on_progress_dismissed (AdwToast    *toast,
                       SpillRunner *self)
{
  g_clear_object (&self->progress);
}

/* "Stopping linux-gcc #128…" or "Running 3 commands…" */
static void
update_progress (SpillRunner *self)
{
  g_autofree char *text = NULL;

  if (self->running->len == 1)
    {
      g_autofree char *summary = spill_command_dup_summary (g_ptr_array_index (self->running, 0));

      /* Translators: %s is “Stopping linux-gcc #128”. */
      text = g_strdup_printf (_("%s…"), summary);
    }
  else
    {
      text = g_strdup_printf (ngettext ("Running %u command…", "Running %u commands…",
                                        self->running->len), self->running->len);
    }

  if (self->progress != NULL)
    {
      gtk_label_set_text (GTK_LABEL (adw_toast_get_custom_title (self->progress)), text);
      return;
    }

  self->progress = spill_runner_toast_new (text);
  adw_toast_set_timeout (self->progress, 0);
  g_signal_connect_object (self->progress, "dismissed", G_CALLBACK (on_progress_dismissed), self, 0);
  spill_toaster_show (self->toaster, g_object_ref (self->progress));
}

static char *
dup_words (SpillCommand *command)
{
  const GError *error = spill_command_get_error (command);

  return g_strdup (error != NULL ? error->message : _("The master gave no reason"));
}

static char *
dup_result (SpillRunner *self)
{
  guint n = self->n_done + self->n_accepted + self->n_failed;
  g_autofree char *summary = NULL;
  g_autofree char *words = NULL;

  if (n == 1)
    {
      summary = spill_command_dup_summary (self->last);
      if (self->n_done == 1)
        /* Translators: %s is “Stopping linux-gcc #128”. */
        return g_strdup_printf (_("%s: done"), summary);
      if (self->n_accepted == 1)
        return g_strdup_printf (_("%s: accepted, but nothing is seen of it yet"), summary);

      words = dup_words (self->last);
      /* Translators: “Stopping linux-gcc #128” and what the master said. */
      return g_strdup_printf (_("%s failed: %s"), summary, words);
    }

  if (self->n_failed == 0)
    return g_strdup_printf (ngettext ("%u command done", "%u commands done", n), n);

  words = dup_words (self->last_failed);
  /* Translators: numbers of commands, and what the master said about one of them. */
  return g_strdup_printf (_("%u of %u failed: %s"), self->n_failed, n, words);
}

static void
offer_build (AdwToast   *toast,
             SpillBuild *build)
{
  adw_toast_set_button_label (toast, _("_Show"));
  adw_toast_set_action_name (toast, "win.open-build");
  adw_toast_set_action_target (toast, "(sxu)",
                               spill_master_get_id (spill_build_get_master (build)),
                               spill_builder_get_id (spill_build_get_builder (build)),
                               spill_build_get_number (build));
  adw_toast_set_timeout (toast, LONG_TIMEOUT);
}

static void
dismiss (SpillRunner *self,
         AdwToast    *toast)   /* (nullable) */
{
  if (toast != NULL)
    spill_toaster_dismiss (self->toaster, toast);
}

static void
on_build_started (SpillRunner *self,
                  SpillBuild  *build)
{
  SpillBuilder *builder = spill_build_get_builder (build);
  g_autofree char *name = spill_plain_isolated (spill_builder_get_name (builder), 80);
  g_autofree char *text = g_strdup_printf (_("%s #%u has started"), name,
                                           spill_build_get_number (build));
  AdwToast *toast = spill_runner_toast_new (text);

  dismiss (self, self->asked);
  dismiss (self, self->started);
  offer_build (toast, build);
  g_set_weak_pointer (&self->started, toast);
  spill_toaster_show (self->toaster, toast);
  g_clear_object (&self->watch);
}

/* What was asked for waits in a queue: the build is told of when it starts. */
static void
watch_request (SpillRunner  *self,
               SpillRequest *request,
               AdwToast     *toast)
{
  g_set_weak_pointer (&self->asked, toast);
  g_clear_object (&self->watch);
  self->watch = spill_request_watch_new (request);
  g_signal_connect_object (self->watch, "started", G_CALLBACK (on_build_started), self,
                           G_CONNECT_SWAPPED);
}

/* Whoever logs in, however, has answered the offer. */
static void
on_user (SpillMaster *master,
         GParamSpec  *pspec,
         SpillRunner *self)
{
  if (self->refused->len == 0 || get_master (g_ptr_array_index (self->refused, 0)) != master)
    return;

  g_ptr_array_set_size (self->refused, 0);
  dismiss (self, self->result);
}

/* A button to what it led to, or to the login that it lacked. */
static void
add_button (SpillRunner *self,
            AdwToast    *toast)
{
  gpointer effect = spill_command_get_effect (self->last);

  if (self->refused->len > 0)
    {
      SpillMaster *master = get_master (g_ptr_array_index (self->refused, 0));

      adw_toast_set_button_label (toast, _("_Log In…"));
      adw_toast_set_action_name (toast, "win.log-in-and-retry");
      adw_toast_set_timeout (toast, 0);   /* it asks for something: it stays until it is answered */
      adw_toast_set_action_target (toast, "s", spill_master_get_id (master));
      g_signal_handlers_disconnect_by_func (master, on_user, self);
      g_signal_connect_object (master, "notify::user", G_CALLBACK (on_user), self, 0);
      return;
    }

  if (self->n_done != 1 || self->n_accepted + self->n_failed > 0)
    return;
  if (SPILL_IS_BUILD (effect) && effect != spill_command_get_target (self->last))
    offer_build (toast, effect);
  else if (SPILL_IS_REQUEST (effect) && !spill_request_is_complete (effect))
    watch_request (self, effect, toast);
}

static void
tell_result (SpillRunner *self)
{
  g_autofree char *text = dup_result (self);
  AdwToast *toast = spill_runner_toast_new (text);

  if (self->progress != NULL)
    {
      g_autoptr(AdwToast) progress = g_steal_pointer (&self->progress);

      g_signal_handlers_disconnect_by_data (progress, self);
      spill_toaster_dismiss (self->toaster, progress);
    }

  if (self->n_failed > 0)
    adw_toast_set_timeout (toast, LONG_TIMEOUT);
  add_button (self, toast);
  dismiss (self, self->result);
  g_set_object (&self->result, toast);
  spill_toaster_show (self->toaster, toast);

  self->n_done = self->n_accepted = self->n_failed = 0;
  g_clear_object (&self->last);
  g_clear_object (&self->last_failed);
}

static void
on_ended (SpillCommand *command,
          SpillRunner  *self)
{
  const GError *error = spill_command_get_error (command);

  switch (spill_command_get_state (command))
    {
    case SPILL_COMMAND_ACCEPTED:
      self->n_accepted++;
      break;
    case SPILL_COMMAND_FAILED:
      self->n_failed++;
      g_set_object (&self->last_failed, command);
      if (g_error_matches (error, SPILL_ERROR, SPILL_ERROR_REFUSED) && get_master (command) != NULL)
        g_ptr_array_add (self->refused, g_object_ref (command));
      break;
    case SPILL_COMMAND_NEW:
    case SPILL_COMMAND_SENT:
    case SPILL_COMMAND_DONE:
    default:
      self->n_done++;
      break;
    }

  g_set_object (&self->last, command);
  g_ptr_array_remove (self->running, command);
  if (self->running->len > 0)
    update_progress (self);
  else
    tell_result (self);
}

void
spill_runner_tell (SpillRunner  *self,
                   SpillCommand *command)
{
  g_return_if_fail (SPILL_IS_RUNNER (self));
  g_return_if_fail (SPILL_IS_COMMAND (command) && spill_command_has_ended (command));

  on_ended (command, self);
}

static void
spill_runner_dispose (GObject *object)
{
  SpillRunner *self = SPILL_RUNNER (object);

  for (guint i = 0; i < self->running->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->running, i), self);
  g_ptr_array_set_size (self->running, 0);
  g_ptr_array_set_size (self->refused, 0);
  g_clear_object (&self->progress);
  g_clear_object (&self->result);
  g_clear_object (&self->last);
  g_clear_object (&self->last_failed);
  g_clear_object (&self->watch);
  g_clear_weak_pointer (&self->asked);
  g_clear_weak_pointer (&self->started);
  g_clear_object (&self->toaster);

  G_OBJECT_CLASS (spill_runner_parent_class)->dispose (object);
}

static void
spill_runner_finalize (GObject *object)
{
  SpillRunner *self = SPILL_RUNNER (object);

  g_ptr_array_unref (self->running);
  g_ptr_array_unref (self->refused);

  G_OBJECT_CLASS (spill_runner_parent_class)->finalize (object);
}

static void
spill_runner_class_init (SpillRunnerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_runner_dispose;
  object_class->finalize = spill_runner_finalize;
}

static void
spill_runner_init (SpillRunner *self)
{
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->refused = g_ptr_array_new_with_free_func (g_object_unref);
}

SpillRunner *
spill_runner_new (SpillToaster *toaster)
{
  SpillRunner *self;

  g_return_val_if_fail (SPILL_IS_TOASTER (toaster), NULL);

  self = g_object_new (SPILL_TYPE_RUNNER, NULL);
  self->toaster = g_object_ref (toaster);
  return self;
}

/**
 * spill_runner_run:
 * @self: a runner
 * @command: a new command
 *
 * Runs a command on the master of its target.
 */
void
spill_runner_run (SpillRunner  *self,
                  SpillCommand *command)
{
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_RUNNER (self));
  g_return_if_fail (SPILL_IS_COMMAND (command));

  master = get_master (command);
  if (master == NULL)
    {
      spill_toaster_show (self->toaster, spill_runner_toast_new (_("That is not there any more")));
      return;
    }

  /* What was told of others is of no more interest. Toasts of high priority would push it aside by
   * themselves, but libadwaita 1.2 does not survive two of them, and what one has pushed aside comes
   * back without a timeout, in front of all that would be told later. */
  if (self->running->len == 0)
    {
      g_ptr_array_set_size (self->refused, 0);
      dismiss (self, self->started);
      dismiss (self, self->result);
      g_clear_object (&self->result);
    }
  g_ptr_array_add (self->running, g_object_ref (command));
  g_signal_connect_object (command, "ended", G_CALLBACK (on_ended), self, 0);
  update_progress (self);
  spill_master_run (master, command);
}

GPtrArray *
spill_runner_steal_refused (SpillRunner *self)
{
  GPtrArray *again;

  g_return_val_if_fail (SPILL_IS_RUNNER (self), NULL);

  again = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->refused->len; i++)
    {
      SpillCommand *old = g_ptr_array_index (self->refused, i);
      SpillCommand *copy = spill_command_new (spill_command_get_kind (old),
                                              spill_command_get_target (old));

      spill_command_set_reason (copy, spill_command_get_reason (old));
      spill_command_set_who (copy, spill_command_get_who (old));
      spill_command_set_scheduler (copy, spill_command_get_scheduler (old));
      if (spill_command_get_values (old) != NULL)
        spill_command_set_values (copy, spill_command_get_values (old));
      g_ptr_array_add (again, copy);
    }

  g_ptr_array_set_size (self->refused, 0);
  return again;
}

/**
 * spill_runner_toast_new:
 * @text: a sentence, maybe with a master's words
 *
 * Returns: (transfer full): a toast that shows exactly @text, on several lines if need be
 */
AdwToast *
spill_runner_toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  /* Else it takes as many lines as are as high as the buttons, however short it is. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_lines (GTK_LABEL (label), 4);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}
