#include "model/spill-log.h"

#include <string.h>

#include "model/spill-holds-private.h"
#include "model/spill-log-blocks-private.h"
#include "model/spill-log-private.h"
#include "model/spill-master-private.h"
#include "model/spill-step-private.h"
#include "model/spill-build.h"
#include "model/spill-text-private.h"

#define BUDGET (16 * 1024 * 1024)

/**
 * SpillLog:
 *
 * One log of a step. Its step owns it; alone, it no longer knows its step. It has lines only while
 * it is held.
 */
struct _SpillLog
{
  GObject         parent_instance;

  SpillStep      *step;       /* borrowed: the step owns us */
  gint64          id;
  char           *name;
  char           *slug;
  char           *url;
  SpillLogType    type;
  gboolean        is_complete;
  gboolean        knows_n_lines;
  gboolean        is_followed;   /* the part was here: what goes on behind told_end is news */
  guint64         n_lines;
  guint64         told_end;
  SpillLogBlocks *blocks;     /* (nullable) */
  SpillHolds     *holds;      /* (nullable) */
};

enum
{
  PROP_0,
  PROP_STEP,
  PROP_ID,
  PROP_NAME,
  PROP_SLUG,
  PROP_TYPE,
  PROP_N_LINES,
  PROP_IS_COMPLETE,
  PROP_URL,
  PROP_PARTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_LINES_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (SpillLogType, spill_log_type,
                    G_DEFINE_ENUM_VALUE (SPILL_LOG_STDIO, "stdio"),
                    G_DEFINE_ENUM_VALUE (SPILL_LOG_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (SPILL_LOG_HTML, "html"),
                    G_DEFINE_ENUM_VALUE (SPILL_LOG_DELETED, "deleted"))

G_DEFINE_FINAL_TYPE (SpillLog, spill_log, G_TYPE_OBJECT)

static SpillMaster *
master_of (SpillLog *self)
{
  SpillBuild *build = self->step != NULL ? spill_step_get_build (self->step) : NULL;

  return build != NULL ? spill_build_get_master (build) : NULL;
}

static void
notify (SpillLog *self,
        guint     prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
spill_log_finalize (GObject *object)
{
  SpillLog *self = SPILL_LOG (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->slug, g_free);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->blocks, spill_log_blocks_free);
  g_clear_pointer (&self->holds, spill_holds_free);

  G_OBJECT_CLASS (spill_log_parent_class)->finalize (object);
}

static void
spill_log_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  SpillLog *self = SPILL_LOG (object);

  switch (prop_id)
    {
    case PROP_STEP:
      g_value_set_object (value, self->step);
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SLUG:
      g_value_set_string (value, self->slug);
      break;
    case PROP_TYPE:
      g_value_set_enum (value, self->type);
      break;
    case PROP_N_LINES:
      g_value_set_uint64 (value, self->n_lines);
      break;
    case PROP_IS_COMPLETE:
      g_value_set_boolean (value, self->is_complete);
      break;
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_PARTS:
      g_value_set_flags (value, spill_holds_get_here (self->holds));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_log_class_init (SpillLogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = spill_log_finalize;
  object_class->get_property = spill_log_get_property;

  properties[PROP_STEP] =
    g_param_spec_object ("step", NULL, NULL, SPILL_TYPE_STEP, r);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, r);
  properties[PROP_SLUG] =
    g_param_spec_string ("slug", NULL, NULL, NULL, r);
  properties[PROP_TYPE] =
    g_param_spec_enum ("type", NULL, NULL, SPILL_TYPE_LOG_TYPE, SPILL_LOG_STDIO, r);
  properties[PROP_N_LINES] =
    g_param_spec_uint64 ("n-lines", NULL, NULL, 0, G_MAXUINT64, 0, r);
  properties[PROP_IS_COMPLETE] =
    g_param_spec_boolean ("is-complete", NULL, NULL, FALSE, r);
  properties[PROP_URL] =
    g_param_spec_string ("url", NULL, NULL, NULL, r);
  properties[PROP_PARTS] =
    g_param_spec_flags ("parts", NULL, NULL, SPILL_TYPE_PARTS, 0, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillLog::lines-changed:
   * @self: a log
   * @first: number of the first line, from 0
   * @n: how many
   *
   * Lines have come.
   */
  signals[SIGNAL_LINES_CHANGED] =
    g_signal_new ("lines-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
}

static void
spill_log_init (SpillLog *self)
{
}

SpillLog *
spill_log_new (SpillStep  *step,
               gint64      id,
               const char *name)
{
  SpillLog *self = g_object_new (SPILL_TYPE_LOG, NULL);

  self->step = step;
  self->id = id;
  self->name = name != NULL ? spill_text_dup (name) : g_strdup ("");

  return self;
}

void
spill_log_detach (SpillLog *self)
{
  self->step = NULL;
}

SpillStep *
spill_log_get_step (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  return self->step;
}

gint64
spill_log_get_id (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), 0);

  return self->id;
}

const char *
spill_log_get_name (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  return self->name;
}

const char *
spill_log_get_slug (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  return self->slug;
}

const char *
spill_log_get_url (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  return self->url;
}

SpillLogType
spill_log_get_log_type (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), SPILL_LOG_TEXT);

  return self->type;
}

guint64
spill_log_get_n_lines (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), 0);

  return self->n_lines;
}

/**
 * spill_log_knows_n_lines:
 * @self: a log
 *
 * Returns: whether the master has said how many lines there are, or the text was read; masters of 0.8
 *   do not tell before
 */
gboolean
spill_log_knows_n_lines (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), FALSE);

  return self->knows_n_lines;
}

gboolean
spill_log_is_complete (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), FALSE);

  return self->is_complete;
}

/**
 * spill_log_get_line:
 * @self: a log
 * @line: its number, from 0
 * @length: (out) (optional): its bytes
 * @channel: (out) (optional): 'o' for stdout, 'e' for stderr, 'h' for the master's own words, 't'
 *   for a log without channels
 *
 * Returns: (nullable) (transfer none): the line in valid UTF-8, without channel and line end, ended
 *   by NUL; it stays until the model next changes; NULL: not here
 */
const char *
spill_log_get_line (SpillLog *self,
                    guint64   line,
                    gsize    *length,
                    char     *channel)
{
  const char *text;
  gsize size = 0;
  char letter = 't';

  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  text = self->blocks != NULL ? spill_log_blocks_get (self->blocks, line, &size) : NULL;
  if (text != NULL && self->type == SPILL_LOG_STDIO)
    {
      letter = 'o';
      if (*text == 'o' || *text == 'e' || *text == 'h')
        {
          letter = *text++;
          size--;
        }
    }
  if (length != NULL)
    *length = size;
  if (channel != NULL)
    *channel = letter;

  return text;
}

gboolean
spill_log_has_lines (SpillLog *self,
                     guint64   first,
                     guint64   n)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), FALSE);

  return n == 0 || (self->blocks != NULL && spill_log_blocks_has (self->blocks, first, n));
}

/**
 * spill_log_request_lines:
 * @self: a log
 * @first: the first line wanted
 * @n: how many
 *
 * Asks the master for lines that are not here; they come with #SpillLog::lines-changed.
 */
void
spill_log_request_lines (SpillLog *self,
                         guint64   first,
                         guint     n)
{
  SpillMaster *master;
  SpillSource *source;

  g_return_if_fail (SPILL_IS_LOG (self));

  if (spill_log_has_lines (self, first, n))
    return;

  master = master_of (self);
  source = master != NULL ? spill_master_get_source (master) : NULL;
  if (source != NULL)
    SPILL_SOURCE_GET_CLASS (source)->request_lines (source, self, first, n);
}

/**
 * spill_log_hold:
 * @self: a log
 *
 * Has the end of the content fetched, and followed, until as many releases.
 */
void
spill_log_hold (SpillLog *self)
{
  SpillMaster *master;
  SpillParts first;

  g_return_if_fail (SPILL_IS_LOG (self));

  first = spill_holds_add (&self->holds, SPILL_PART_CONTENT);
  if (first == 0)
    return;

  g_object_ref (self);
  if (self->step != NULL)
    spill_step_pin (self->step);
  master = master_of (self);
  if (master != NULL)
    spill_master_held (master, G_OBJECT (self), first);
}

/**
 * spill_log_release:
 * @self: a log
 *
 * Ends a hold. With the last one the content is forgotten.
 */
void
spill_log_release (SpillLog *self)
{
  g_autoptr(SpillLog) log = NULL;
  SpillMaster *master;
  SpillParts last;

  g_return_if_fail (SPILL_IS_LOG (self));

  last = spill_holds_drop (self->holds, SPILL_PART_CONTENT);
  if (last == 0)
    return;

  log = self;   /* the hold's reference */
  master = master_of (self);
  if (master != NULL)
    spill_master_released (master, G_OBJECT (self), last, 0);
  self->is_followed = FALSE;
  g_clear_pointer (&self->blocks, spill_log_blocks_free);
  spill_log_set_part_state (self, SPILL_PART_UNKNOWN, NULL);
  if (self->step != NULL)
    spill_step_unpin (self->step);
}

gboolean
spill_log_is_held (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), FALSE);

  return spill_holds_get_held (self->holds) != 0;
}

SpillPartState
spill_log_get_part_state (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), SPILL_PART_UNKNOWN);

  return spill_holds_get_state (self->holds, SPILL_PART_CONTENT);
}

const char *
spill_log_get_part_error (SpillLog *self)
{
  g_return_val_if_fail (SPILL_IS_LOG (self), NULL);

  return spill_holds_get_error (self->holds, SPILL_PART_CONTENT);
}

void
spill_log_refresh (SpillLog *self)
{
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_LOG (self));

  master = master_of (self);
  if (master != NULL && spill_log_is_held (self))
    spill_master_refresh (master, G_OBJECT (self), SPILL_PART_CONTENT);
}

void
spill_log_set_slug (SpillLog   *self,
                    const char *slug)
{
  g_return_if_fail (SPILL_IS_LOG (self));

  if (spill_text_set (&self->slug, slug))
    notify (self, PROP_SLUG);
}

void
spill_log_set_url (SpillLog   *self,
                   const char *url)
{
  g_return_if_fail (SPILL_IS_LOG (self));

  if (spill_text_set (&self->url, url))
    notify (self, PROP_URL);
}

void
spill_log_set_log_type (SpillLog     *self,
                        SpillLogType  type)
{
  g_return_if_fail (SPILL_IS_LOG (self));

  if (self->type == type)
    return;

  self->type = type;
  notify (self, PROP_TYPE);
}

void
spill_log_set_n_lines (SpillLog *self,
                       guint64   n)
{
  g_return_if_fail (SPILL_IS_LOG (self));

  self->knows_n_lines = TRUE;
  if (self->n_lines == n)
    return;

  self->n_lines = n;
  notify (self, PROP_N_LINES);
}

void
spill_log_set_complete (SpillLog *self)
{
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_LOG (self));

  if (self->is_complete)
    return;

  self->is_complete = TRUE;
  notify (self, PROP_IS_COMPLETE);
  master = master_of (self);
  if (master != NULL && (self->is_followed || spill_step_knows_logs (self->step)))
    spill_master_emit (master, SPILL_EVENT_LOG_FINISHED, self);
}

/* What of @content is behind what was told, as one event. */
static void
emit_chunk (SpillLog   *self,
            guint64     first,
            guint64     n,
            const char *content,
            gsize       length)
{
  SpillMaster *master = master_of (self);
  const char *start = content;
  g_autofree char *text = NULL;

  if (!self->is_followed || first + n <= self->told_end)
    return;

  for (guint64 line = first; line < self->told_end; line++)
    start = (const char *) memchr (start, '\n', content + length - start) + 1;
  self->told_end = first + n;
  if (master == NULL || !spill_master_has_synced (master))
    return;

  text = g_utf8_make_valid (start, content + length - start);
  spill_master_emit_text (master, SPILL_EVENT_LOG_CHUNK, self, text);
}

/**
 * spill_log_add_lines:
 * @self: a log
 * @first: number of the first line, from 0
 * @content: (array length=length) (element-type guint8): whole lines, each ended by a line feed;
 *   of a log with channels with their letters
 * @length: bytes
 *
 * Takes over lines; those that are here already stay as they are. Nobody's log keeps none.
 */
void
spill_log_add_lines (SpillLog   *self,
                     guint64     first,
                     const char *content,
                     gsize       length)
{
  guint64 n;

  g_return_if_fail (SPILL_IS_LOG (self));
  g_return_if_fail (content != NULL || length == 0);

  if (length == 0 || !spill_log_is_held (self))
    return;

  if (self->blocks == NULL)
    self->blocks = spill_log_blocks_new (BUDGET);
  n = spill_log_blocks_add (self->blocks, first, content, length);
  if (first + n > self->n_lines)
    spill_log_set_n_lines (self, first + n);
  g_signal_emit (self, signals[SIGNAL_LINES_CHANGED], 0, first, n);
  emit_chunk (self, first, n, content, length);
}

/**
 * spill_log_set_part_state:
 * @self: a log
 * @state: how far its content has come
 * @error: (nullable): a sentence, with state `FAILED`
 *
 * Once it is `HERE`, lines behind those that there are then are news.
 */
void
spill_log_set_part_state (SpillLog       *self,
                          SpillPartState  state,
                          const char     *error)
{
  g_return_if_fail (SPILL_IS_LOG (self));

  if (state == SPILL_PART_HERE && !self->is_followed && spill_log_is_held (self))
    {
      self->is_followed = !self->is_complete;
      self->told_end = self->n_lines;
    }
  self->knows_n_lines = self->knows_n_lines || state == SPILL_PART_HERE;
  if (spill_holds_set_state (&self->holds, SPILL_PART_CONTENT, state, error))
    notify (self, PROP_PARTS);
}
