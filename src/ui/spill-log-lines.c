#include "ui/spill-log-lines.h"

/* GListModel counts in 32 bits; GtkListView multiplies by a row's height in int. */
#define MAX_LINES (G_MAXINT32 / 64)

struct _SpillLogLine
{
  GObject parent_instance;

  guint   number;
};

struct _SpillLogLines
{
  GObject   parent_instance;

  SpillLog *log;
  guint     n;
};

static void spill_log_lines_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE (SpillLogLine, spill_log_line, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE_WITH_CODE (SpillLogLines, spill_log_lines, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      spill_log_lines_iface_init))

static void
spill_log_line_class_init (SpillLogLineClass *klass)
{
}

static void
spill_log_line_init (SpillLogLine *self)
{
}

guint
spill_log_line_get_number (SpillLogLine *self)
{
  g_return_val_if_fail (SPILL_IS_LOG_LINE (self), 0);

  return self->number;
}

static GType
get_item_type (GListModel *model)
{
  return SPILL_TYPE_LOG_LINE;
}

static guint
get_n_items (GListModel *model)
{
  return SPILL_LOG_LINES (model)->n;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  SpillLogLine *line;

  if (position >= SPILL_LOG_LINES (model)->n)
    return NULL;

  line = g_object_new (SPILL_TYPE_LOG_LINE, NULL);
  line->number = position;
  return line;
}

static void
spill_log_lines_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
on_n_lines (SpillLogLines *self)
{
  guint before = self->n;
  guint now = MIN (spill_log_get_n_lines (self->log), MAX_LINES);

  self->n = now;
  if (now > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, now - before);
  else if (now < before)
    g_list_model_items_changed (G_LIST_MODEL (self), now, before - now, 0);
}

static void
spill_log_lines_dispose (GObject *object)
{
  g_clear_object (&SPILL_LOG_LINES (object)->log);

  G_OBJECT_CLASS (spill_log_lines_parent_class)->dispose (object);
}

static void
spill_log_lines_class_init (SpillLogLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = spill_log_lines_dispose;
}

static void
spill_log_lines_init (SpillLogLines *self)
{
}

SpillLogLines *
spill_log_lines_new (SpillLog *log)
{
  SpillLogLines *self = g_object_new (SPILL_TYPE_LOG_LINES, NULL);

  g_return_val_if_fail (SPILL_IS_LOG (log), NULL);

  self->log = g_object_ref (log);
  g_signal_connect_object (log, "notify::n-lines", G_CALLBACK (on_n_lines), self,
                           G_CONNECT_SWAPPED);
  on_n_lines (self);

  return self;
}
