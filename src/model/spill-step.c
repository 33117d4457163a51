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

static GParamSpec *properties[SPILL_STEP_N_PROPS];

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

void
spill_step_emit (SpillStep      *self,
                 SpillEventKind  kind)
{
  SpillMaster *master = master_of (self);

  if (master != NULL)
    spill_master_emit (master, kind, self);
}

void
spill_step_touch (SpillStep     *self,
                  SpillStepProp  property)
{
  self->has_changed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
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
        spill_step_emit (self, SPILL_EVENT_STEP_STARTED);
      if (has_new_text)
        spill_step_emit (self, SPILL_EVENT_STEP_TEXT_CHANGED);
      if (has_ended)
        spill_step_emit (self, SPILL_EVENT_STEP_FINISHED);
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
    case SPILL_STEP_PROP_BUILD:
      g_value_set_object (value, self->build);
      break;
    case SPILL_STEP_PROP_NUMBER:
      g_value_set_uint (value, self->number);
      break;
    case SPILL_STEP_PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case SPILL_STEP_PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case SPILL_STEP_PROP_RESULT:
      g_value_set_enum (value, self->result);
      break;
    case SPILL_STEP_PROP_TEXT:
      g_value_set_string (value, spill_words_text (self->words));
      break;
    case SPILL_STEP_PROP_STARTED:
      g_value_set_double (value, self->started);
      break;
    case SPILL_STEP_PROP_FINISHED:
      g_value_set_double (value, self->finished);
      break;
    case SPILL_STEP_PROP_IS_HIDDEN:
      g_value_set_boolean (value, self->is_hidden);
      break;
    case SPILL_STEP_PROP_ETA:
      {
        double now = spill_now ();
        double left = spill_step_get_eta (self, now);

        g_value_set_double (value, isnan (left) ? 0 : now + left);
      }
      break;
    case SPILL_STEP_PROP_PARTS:
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

  properties[SPILL_STEP_PROP_BUILD] =
    g_param_spec_object ("build", NULL, NULL, SPILL_TYPE_BUILD, r);
  properties[SPILL_STEP_PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, r);
  properties[SPILL_STEP_PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, r);
  properties[SPILL_STEP_PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[SPILL_STEP_PROP_RESULT] =
    g_param_spec_enum ("result", NULL, NULL, SPILL_TYPE_RESULT, SPILL_RESULT_NONE, r);
  properties[SPILL_STEP_PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, r);
  properties[SPILL_STEP_PROP_STARTED] =
    g_param_spec_double ("started", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[SPILL_STEP_PROP_FINISHED] =
    g_param_spec_double ("finished", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[SPILL_STEP_PROP_IS_HIDDEN] =
    g_param_spec_boolean ("is-hidden", NULL, NULL, FALSE, r);
  properties[SPILL_STEP_PROP_ETA] =
    g_param_spec_double ("eta", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[SPILL_STEP_PROP_PARTS] =
    g_param_spec_flags ("parts", NULL, NULL, SPILL_TYPE_PARTS, 0, r);

  g_object_class_install_properties (object_class, SPILL_STEP_N_PROPS, properties);

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

  g_object_notify_by_pspec (G_OBJECT (self), properties[SPILL_STEP_PROP_PARTS]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
