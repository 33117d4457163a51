#include "model/spill-step.h"

#include <math.h>

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-holds-private.h"
#include "model/spill-log-private.h"
#include "model/spill-master-private.h"
#include "model/spill-step-private.h"
#include "model/spill-text-private.h"
#include "util/spill-clock.h"

enum
{
  PROP_0,
  PROP_BUILD,
  PROP_NUMBER,
  PROP_NAME,
  PROP_ID,
  PROP_RESULT,
  PROP_TEXT,
  PROP_STARTED,
  PROP_FINISHED,
  PROP_IS_HIDDEN,
  PROP_ETA,
  PROP_PARTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/**
 * SpillStep:
 *
 * One step of a build. Its build owns it; alone, it no longer knows its build.
 */
G_DEFINE_FINAL_TYPE (SpillStep, spill_step, G_TYPE_OBJECT)

static SpillMaster *
master_of (SpillStep *self)
{
  return self->build != NULL ? spill_build_get_master (self->build) : NULL;
}

static void
emit_event (SpillStep      *self,
            SpillEventKind  kind)
{
  SpillMaster *master = master_of (self);

  if (master != NULL)
    spill_master_emit (master, kind, self);
}

/* Inside a bracket. */
static void
touch (SpillStep *self,
       guint      prop_id)
{
  self->has_changed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
flush (SpillStep *self)
{
  g_autoptr(SpillStep) alive = g_object_ref (self);
  gboolean is_quiet = self->is_quiet;
  gboolean has_begun = self->has_begun;
  gboolean has_ended = self->has_ended;
  gboolean has_new_text = self->has_new_text;

  g_object_thaw_notify (G_OBJECT (self));
  if (!self->has_changed)
    return;

  self->has_changed = self->has_begun = self->has_ended = self->has_new_text = FALSE;
  self->is_quiet = FALSE;
  if (self->build != NULL)
    spill_build_step_changed (self->build, has_begun || has_ended);
  if (!is_quiet)
    {
      if (has_begun)
        emit_event (self, SPILL_EVENT_STEP_STARTED);
      if (has_new_text)
        emit_event (self, SPILL_EVENT_STEP_TEXT_CHANGED);
      if (has_ended)
        emit_event (self, SPILL_EVENT_STEP_FINISHED);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
spill_step_dispose (GObject *object)
{
  SpillStep *self = SPILL_STEP (object);

  for (guint i = 0; self->logs != NULL && i < spill_list_get_length (self->logs); i++)
    spill_log_detach (spill_list_peek (self->logs, i));
  g_clear_object (&self->logs);
  self->build = NULL;

  G_OBJECT_CLASS (spill_step_parent_class)->dispose (object);
}

static void
spill_step_finalize (GObject *object)
{
  SpillStep *self = SPILL_STEP (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->words, spill_words_unref);
  g_clear_pointer (&self->text2, spill_words_unref);
  g_clear_pointer (&self->statistics, g_free);
  g_clear_pointer (&self->urls, g_ptr_array_unref);
  g_clear_pointer (&self->expectations, g_ptr_array_unref);
  g_clear_pointer (&self->holds, spill_holds_free);

  G_OBJECT_CLASS (spill_step_parent_class)->finalize (object);
}

static void
spill_step_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  SpillStep *self = SPILL_STEP (object);

  switch (prop_id)
    {
    case PROP_BUILD:
      g_value_set_object (value, self->build);
      break;
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_RESULT:
      g_value_set_enum (value, self->result);
      break;
    case PROP_TEXT:
      g_value_set_string (value, spill_words_text (self->words));
      break;
    case PROP_STARTED:
      g_value_set_double (value, self->started);
      break;
    case PROP_FINISHED:
      g_value_set_double (value, self->finished);
      break;
    case PROP_IS_HIDDEN:
      g_value_set_boolean (value, self->is_hidden);
      break;
    case PROP_ETA:
      {
        double now = spill_now ();
        double left = spill_step_get_eta (self, now);

        g_value_set_double (value, isnan (left) ? 0 : now + left);
      }
      break;
    case PROP_PARTS:
      g_value_set_flags (value, spill_holds_get_here (self->holds));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_step_class_init (SpillStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_step_dispose;
  object_class->finalize = spill_step_finalize;
  object_class->get_property = spill_step_get_property;

  properties[PROP_BUILD] =
    g_param_spec_object ("build", NULL, NULL, SPILL_TYPE_BUILD, r);
  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, r);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, r);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[PROP_RESULT] =
    g_param_spec_enum ("result", NULL, NULL, SPILL_TYPE_RESULT, SPILL_RESULT_NONE, r);
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, r);
  properties[PROP_STARTED] =
    g_param_spec_double ("started", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_FINISHED] =
    g_param_spec_double ("finished", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_IS_HIDDEN] =
    g_param_spec_boolean ("is-hidden", NULL, NULL, FALSE, r);
  properties[PROP_ETA] =
    g_param_spec_double ("eta", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_PARTS] =
    g_param_spec_flags ("parts", NULL, NULL, SPILL_TYPE_PARTS, 0, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillStep::changed:
   *
   * Something about the step has changed; once per bracket.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_step_init (SpillStep *self)
{
  self->result = SPILL_RESULT_NONE;
}

SpillStep *
spill_step_new (SpillBuild *build,
                guint       number,
                const char *name,
                gboolean    is_news)
{
  SpillStep *self = g_object_new (SPILL_TYPE_STEP, NULL);

  self->build = build;
  self->number = number;
  self->name = name != NULL ? spill_text_dup (name) : g_strdup ("");
  self->is_quiet = !is_news;

  return self;
}

void
spill_step_detach (SpillStep *self)
{
  self->build = NULL;
}

void
spill_step_meet (SpillStep *self)
{
  self->is_quiet = FALSE;
}

gboolean
spill_step_knows_logs (SpillStep *self)
{
  return self->knows_logs;
}

void
spill_step_pin (SpillStep *self)
{
  if (self->pins++ > 0)
    return;

  g_object_ref (self);
  if (self->build != NULL)
    spill_build_pin (self->build);
}

/* May be the end of @self. */
void
spill_step_unpin (SpillStep *self)
{
  SpillBuild *build = self->build;

  if (--self->pins > 0)
    return;

  g_object_unref (self);
  if (build != NULL)
    spill_build_unpin (build);
}

/**
 * spill_step_hold:
 * @self: a step
 * @parts: what is needed of it: its logs
 *
 * Has @parts fetched and followed until as many releases. Keeps the step and its build alive.
 */
void
spill_step_hold (SpillStep  *self,
                 SpillParts  parts)
{
  SpillMaster *master;
  SpillParts first;

  g_return_if_fail (SPILL_IS_STEP (self));

  parts &= SPILL_PART_LOGS;
  if (parts == 0)
    return;

  if (spill_holds_get_held (self->holds) == 0)
    spill_step_pin (self);
  first = spill_holds_add (&self->holds, parts);
  master = master_of (self);
  if (first != 0 && master != NULL)
    spill_master_held (master, G_OBJECT (self), first);
}

void
spill_step_release (SpillStep  *self,
                    SpillParts  parts)
{
  SpillMaster *master;
  SpillParts last, held;

  g_return_if_fail (SPILL_IS_STEP (self));

  last = spill_holds_drop (self->holds, parts & SPILL_PART_LOGS);
  if (last == 0)
    return;

  held = spill_holds_get_held (self->holds);
  master = master_of (self);
  if (master != NULL)
    spill_master_released (master, G_OBJECT (self), last, held);
  if (!self->is_finished || spill_holds_get_state (self->holds, last) != SPILL_PART_HERE)
    spill_step_set_part_state (self, last, SPILL_PART_UNKNOWN, NULL);
  if (held == 0)
    spill_step_unpin (self);
}

void
spill_step_refresh (SpillStep  *self,
                    SpillParts  parts)
{
  SpillMaster *master;

  g_return_if_fail (SPILL_IS_STEP (self));

  master = master_of (self);
  if (master != NULL)
    spill_master_refresh (master, G_OBJECT (self), parts & spill_step_get_held (self));
}

void
spill_step_begin (SpillStep *self)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  if (self->depth++ == 0)
    g_object_freeze_notify (G_OBJECT (self));
}

void
spill_step_end (SpillStep *self)
{
  g_return_if_fail (SPILL_IS_STEP (self));
  g_return_if_fail (self->depth > 0);

  if (--self->depth == 0)
    flush (self);
}

void
spill_step_set_id (SpillStep *self,
                   gint64     id)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->id != id)
    {
      self->id = id;
      touch (self, PROP_ID);
    }
  spill_step_end (self);
}

void
spill_step_set_started (SpillStep *self,
                        double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->started != when)
    {
      self->has_begun = self->has_begun || !(self->started > 0);
      self->started = when;
      touch (self, PROP_STARTED);
      touch (self, PROP_ETA);
    }
  spill_step_end (self);
}

/**
 * spill_step_set_finished:
 * @self: a step
 * @when: epoch seconds of its end; 0: it has ended, nobody knows when
 * @result: how it ended
 *
 * Ends the step, for good. Said again, only corrects time and result.
 */
void
spill_step_set_finished (SpillStep   *self,
                         double       when,
                         SpillResult  result)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (!self->is_finished)
    {
      self->is_finished = TRUE;
      self->has_ended = TRUE;
      touch (self, PROP_ETA);
    }
  if (self->finished != when)
    {
      self->finished = when;
      touch (self, PROP_FINISHED);
    }
  if (self->result != result)
    {
      self->result = result;
      touch (self, PROP_RESULT);
    }
  spill_step_end (self);
}

void
spill_step_set_text (SpillStep  *self,
                     const char *text)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_words_set_text (&self->words, text))
    {
      self->has_new_text = TRUE;
      touch (self, PROP_TEXT);
    }
  spill_step_end (self);
}

const char * const *
spill_step_get_text2 (SpillStep *self)
{
  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  return self->knows_text2 ? spill_words_strv (self->text2) : NULL;
}

/* Told with the result, so nobody is notified. */
void
spill_step_set_text2 (SpillStep          *self,
                      const char * const *words)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_words_set (&self->text2, words);
  self->knows_text2 = TRUE;
}

/**
 * spill_step_set_words:
 * @self: a step
 * @words: (nullable): its text as 0.8 tells it, each word a line of a box
 *
 * "text" is then all of them in one line.
 */
void
spill_step_set_words (SpillStep          *self,
                      const char * const *words)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_words_set (&self->words, words))
    {
      self->has_new_text = TRUE;
      touch (self, PROP_TEXT);
    }
  spill_step_end (self);
}

void
spill_step_set_hidden (SpillStep *self,
                       gboolean   hidden)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->is_hidden != !!hidden)
    {
      self->is_hidden = !!hidden;
      touch (self, PROP_IS_HIDDEN);
    }
  spill_step_end (self);
}

void
spill_step_set_locks_acquired (SpillStep *self,
                               double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (self->locks_acquired != when)
    {
      self->locks_acquired = when;
      self->has_changed = TRUE;
    }
  spill_step_end (self);
}

/**
 * spill_step_set_master_eta:
 * @self: a step
 * @when: epoch seconds of the end that the master expects; 0: it does not say
 */
void
spill_step_set_master_eta (SpillStep *self,
                           double     when)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  if (self->master_eta == when)
    return;

  spill_step_begin (self);
  self->master_eta = when;
  touch (self, PROP_ETA);
  spill_step_end (self);
  if (!self->is_finished)
    emit_event (self, SPILL_EVENT_STEP_ETA_UPDATE);
}

static gboolean
urls_equal (GPtrArray *a,
            GPtrArray *b)
{
  if (a == NULL || b == NULL || a->len != b->len)
    return a == b;

  for (guint i = 0; i < a->len; i++)
    {
      const SpillUrl *left = a->pdata[i];
      const SpillUrl *right = b->pdata[i];

      if (g_strcmp0 (left->name, right->name) != 0 || g_strcmp0 (left->url, right->url) != 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * spill_step_set_urls:
 * @self: a step
 * @urls: (nullable) (transfer full) (element-type SpillUrl): all of its links
 */
void
spill_step_set_urls (SpillStep *self,
                     GPtrArray *urls)
{
  g_autoptr(GPtrArray) taken = urls;

  g_return_if_fail (SPILL_IS_STEP (self));

  if (urls_equal (self->urls, urls))
    return;

  spill_step_begin (self);
  g_clear_pointer (&self->urls, g_ptr_array_unref);
  self->urls = g_steal_pointer (&taken);
  self->has_changed = TRUE;
  spill_step_end (self);
}

/**
 * spill_step_set_expectations:
 * @self: a step
 * @expectations: (nullable) (transfer full) (element-type SpillExpectation): what the master
 *   expects of it
 */
void
spill_step_set_expectations (SpillStep *self,
                             GPtrArray *expectations)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  g_clear_pointer (&self->expectations, g_ptr_array_unref);
  self->expectations = expectations;
  self->has_changed = TRUE;
  spill_step_end (self);
}

void
spill_step_set_statistics (SpillStep  *self,
                           const char *json)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  spill_step_begin (self);
  if (spill_text_set (&self->statistics, json))
    self->has_changed = TRUE;
  spill_step_end (self);
}

/* Not through a bracket: a log alone does not make a step that was merely loaded news. */
static void
tell_new_log (SpillStep *self)
{
  g_autoptr(SpillStep) alive = g_object_ref (self);

  if (self->build != NULL)
    spill_build_step_changed (self->build, FALSE);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * spill_step_add_log:
 * @self: a step
 * @id: its id; a master without ids: its position
 * @name: its name
 *
 * Finds the log with @id, or adds one.
 *
 * Returns: (transfer none): the log
 */
SpillLog *
spill_step_add_log (SpillStep  *self,
                    gint64      id,
                    const char *name)
{
  g_autoptr(SpillLog) log = NULL;
  SpillMaster *master;
  SpillLog *known;

  g_return_val_if_fail (SPILL_IS_STEP (self), NULL);

  known = spill_list_find (spill_step_get_logs (self), id);
  if (known != NULL)
    return known;

  log = spill_log_new (self, id, name);
  spill_list_insert (self->logs, id, log);
  if (self->depth > 0)
    self->has_changed = TRUE;
  else
    tell_new_log (self);
  master = master_of (self);
  if (self->knows_logs && master != NULL)
    spill_master_emit (master, SPILL_EVENT_LOG_STARTED, log);

  return log;   /* the list has a reference */
}

/**
 * spill_step_set_part_state:
 * @self: a step
 * @parts: parts of it
 * @state: how far they have come
 * @error: (nullable): a sentence, with state `FAILED`
 */
void
spill_step_set_part_state (SpillStep      *self,
                           SpillParts      parts,
                           SpillPartState  state,
                           const char     *error)
{
  g_return_if_fail (SPILL_IS_STEP (self));

  if ((parts & SPILL_PART_LOGS) && state == SPILL_PART_HERE)
    self->knows_logs = TRUE;
  else if ((parts & SPILL_PART_LOGS) && state == SPILL_PART_UNKNOWN)
    self->knows_logs = FALSE;
  if (!spill_holds_set_state (&self->holds, parts & SPILL_PART_LOGS, state, error))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARTS]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
