#include "ui/spill-force-file-button.h"

#include <string.h>
#include <glib/gi18n.h>

#include "util/spill-plain.h"

#define OUR_LIMIT (10 * 1024 * 1024)   /* bytes */

struct _SpillForceFileButton
{
  GtkWidget             parent_instance;

  guint                 max_size;
  GtkWidget            *box;       /* parented here; the rest is owned by the widget tree */
  GtkWidget            *button;
  GtkLabel             *name;
  GtkWidget            *remove;
  GtkFileChooserNative *chooser;   /* (nullable): open */
  GCancellable         *cancellable;
  char                 *text;      /* (nullable) */
};

enum
{
  CHANGED,
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillForceFileButton, spill_force_file_button, GTK_TYPE_WIDGET)

typedef struct
{
  GFile *file;
  guint  max_size;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->file);
  g_free (job);
}

/* In a thread: the file may be on a slow or dead mount. Reads one byte more than is allowed. */
static void
read_file (GTask        *task,
           gpointer      source,
           gpointer      task_data,
           GCancellable *cancellable)
{
  const Job *job = task_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInputStream) stream = g_file_read (job->file, cancellable, &error);
  g_autofree char *buffer = NULL;
  gsize length = 0;

  if (stream == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  buffer = g_malloc (job->max_size + 2);
  if (!g_input_stream_read_all (G_INPUT_STREAM (stream), buffer, job->max_size + 1, &length,
                                cancellable, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (length > job->max_size)
    {
      g_autofree char *limit = g_format_size (job->max_size);

      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                               _("The file is larger than the %s that are allowed"), limit);
    }
  else if (memchr (buffer, '\0', length) != NULL || !g_utf8_validate (buffer, length, NULL))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             _("The file is not a text in UTF-8, and a master takes no other"));
  else
    {
      buffer[length] = '\0';
      g_task_return_pointer (task, g_steal_pointer (&buffer), g_free);
    }
}

static void
on_read (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  SpillForceFileButton *self = SPILL_FORCE_FILE_BUTTON (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *base = g_file_get_basename (job->file);
  g_autofree char *utf8 = g_filename_display_name (base);
  g_autofree char *name = spill_plain_one_line (utf8, 100);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (error != NULL)
    {
      spill_force_file_button_clear (self);
      g_signal_emit (self, signals[REFUSED], 0, error->message);
      return;
    }

  g_free (self->text);
  self->text = g_steal_pointer (&text);
  gtk_label_set_text (self->name, name);
  gtk_widget_set_visible (self->remove, TRUE);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
spill_force_file_button_load (SpillForceFileButton *self,
                       GFile          *file)
{
  g_autoptr(GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (SPILL_IS_FORCE_FILE_BUTTON (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();

  job->file = g_object_ref (file);
  job->max_size = self->max_size;
  task = g_task_new (self, self->cancellable, on_read, NULL);
  g_task_set_source_tag (task, spill_force_file_button_load);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_file);
}

static void
on_response (SpillForceFileButton *self,
             int             response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));

      if (file != NULL)
        spill_force_file_button_load (self, file);
    }
  g_clear_object (&self->chooser);
}

static void
on_choose_clicked (SpillForceFileButton *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Choose a File to Send"), GTK_WINDOW (root),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_response), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
spill_force_file_button_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (SPILL_FORCE_FILE_BUTTON (widget)->button);
}

static void
spill_force_file_button_dispose (GObject *object)
{
  SpillForceFileButton *self = SPILL_FORCE_FILE_BUTTON (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (spill_force_file_button_parent_class)->dispose (object);
}

static void
spill_force_file_button_finalize (GObject *object)
{
  g_free (SPILL_FORCE_FILE_BUTTON (object)->text);

  G_OBJECT_CLASS (spill_force_file_button_parent_class)->finalize (object);
}

static void
spill_force_file_button_class_init (SpillForceFileButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = spill_force_file_button_dispose;
  object_class->finalize = spill_force_file_button_finalize;
  widget_class->grab_focus = spill_force_file_button_grab_focus;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_FORCE_FILE_BUTTON, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REFUSED] = g_signal_new ("refused", SPILL_TYPE_FORCE_FILE_BUTTON, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
spill_force_file_button_init (SpillForceFileButton *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->button = gtk_button_new_with_label (_("Choose File…"));
  self->name = GTK_LABEL (gtk_label_new (_("No file")));
  self->remove = gtk_button_new_from_icon_name ("edit-clear-symbolic");
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_choose_clicked), self);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (spill_force_file_button_clear),
                            self);
  gtk_label_set_ellipsize (self->name, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (self->name, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->name), TRUE);
  gtk_widget_set_tooltip_text (self->remove, _("Send no file"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Send no file"), -1);
  gtk_widget_add_css_class (self->remove, "flat");
  gtk_widget_set_visible (self->remove, FALSE);

  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (self->box), self->remove);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
spill_force_file_button_new (guint max_size)
{
  SpillForceFileButton *self = g_object_new (SPILL_TYPE_FORCE_FILE_BUTTON, NULL);

  self->max_size = max_size > 0 ? MIN (max_size, OUR_LIMIT) : OUR_LIMIT;

  return GTK_WIDGET (self);
}

const char *
spill_force_file_button_get_text (SpillForceFileButton *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_FILE_BUTTON (self), NULL);

  return self->text;
}

void
spill_force_file_button_clear (SpillForceFileButton *self)
{
  g_return_if_fail (SPILL_IS_FORCE_FILE_BUTTON (self));

  g_clear_pointer (&self->text, g_free);
  gtk_label_set_text (self->name, _("No file"));
  gtk_widget_set_visible (self->remove, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}
