#include "model/spill-build.h"

#include <math.h>

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-master-private.h"
#include "model/spill-step-private.h"
#include "model/spill-text-private.h"
#include "util/spill-clock.h"

enum
{
  PROP_0,
  PROP_BUILDER,
  PROP_ID,
  PROP_NUMBER,
  PROP_RESULT,
  PROP_TEXT,
  PROP_STARTED,
  PROP_FINISHED,
  PROP_IS_FINISHED,
  PROP_WORKER_NAME,
  PROP_REQUEST_ID,
  PROP_ETA,
  PROP_PROGRESS,
  PROP_REASON,
  PROP_CURRENT_STEP,
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
 * SpillBuild:
 *
 * One build of a builder, running or finished.
 *
 * It is small; what only its page shows is in a block of its own. Its builder owns it and lists
 * it; one that is off the list owns its builder, so that a build always knows where it is from.
 */
G_DEFINE_FINAL_TYPE (SpillBuild, spill_build, G_TYPE_OBJECT)

static SpillMaster *
master_of (SpillBuild *self)
{
  return self->builder != NULL ? self->builder->master : NULL;
}

/* Inside a bracket. */
static void
touch (SpillBuild *self,
       guint       prop_id)
{
  self->has_changed = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
emit_event (SpillBuild     *self,
            SpillEventKind  kind)
{
  SpillMaster *master = master_of (self);

  if (master != NULL)
    spill_master_emit (master, kind, self);
}

/* Puts the build on or off the running lists, and says what is news: bit 0 started, 1 finished. */
static guint
join (SpillBuild *self,
      gboolean    is_fresh,
      gboolean    has_ended)
{
  SpillBuilder *builder = self->builder;
  gboolean is_live = builder->master != NULL && builder->master->has_synced;
  guint news = 0;

  if (is_fresh && !self->is_finished)
    {
      spill_builder_build_runs (builder, self);
      news = self->is_news ? 1 : 0;
    }
  else if (is_fresh)
    news = self->is_news && builder->has_baseline ? 3 : 0;
  else if (has_ended)
    {
      spill_builder_build_ends (builder, self);
      news = 2;
    }
  if (self->is_finished && (!is_live || (has_ended && !is_fresh)))
    builder->has_baseline = TRUE;

  return news;
}

/* The end of the outermost bracket: lists first, then properties, then events, then "changed", so
 * that whoever hears of it finds all of it done. */
static void
flush (SpillBuild *self)
{
  g_autoptr(SpillBuild) build = g_object_ref (self);
  g_autoptr(SpillBuilder) builder = NULL;
  gboolean is_fresh = self->is_fresh;
  gboolean retells = self->retells || is_fresh;
  gboolean has_ended = self->has_ended;
  gboolean has_new_state = FALSE;
  guint news = 0;

  if (!self->has_changed && !is_fresh)
    {
      g_object_thaw_notify (G_OBJECT (self));
      return;
    }

  self->has_changed = self->is_fresh = self->has_ended = self->retells = FALSE;
  if (self->builder != NULL)
    {
      builder = g_object_ref (self->builder);
      if (!self->owns_builder)
        news = join (self, is_fresh, has_ended);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if (builder != NULL && retells)
    has_new_state = spill_builder_derive (builder);
  /* As in 0.8 a builder is told to build before its build is told, and to idle after its end. */
  if (has_new_state && !has_ended)
    spill_builder_tell_state (builder);
  if (news & 1)
    emit_event (self, SPILL_EVENT_BUILD_STARTED);
  if (news & 2)
    emit_event (self, SPILL_EVENT_BUILD_FINISHED);
  if (has_new_state && has_ended)
    spill_builder_tell_state (builder);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (builder != NULL)
    spill_builder_emit_changed (builder);
}

static void
spill_build_dispose (GObject *object)
{
  SpillBuild *self = SPILL_BUILD (object);

  g_clear_pointer (&self->details, spill_build_details_free);
  if (self->owns_builder)
    g_clear_object (&self->builder);
  self->builder = NULL;
  self->owns_builder = FALSE;

  G_OBJECT_CLASS (spill_build_parent_class)->dispose (object);
}

static void
spill_build_finalize (GObject *object)
{
  SpillBuild *self = SPILL_BUILD (object);

  g_clear_pointer (&self->words, spill_words_unref);
  g_clear_pointer (&self->worker_name, g_ref_string_release);
  g_clear_pointer (&self->revision, g_ref_string_release);
  g_clear_pointer (&self->branch, g_ref_string_release);

  G_OBJECT_CLASS (spill_build_parent_class)->finalize (object);
}

static void
spill_build_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  SpillBuild *self = SPILL_BUILD (object);

  switch (prop_id)
    {
    case PROP_BUILDER:
      g_value_set_object (value, self->builder);
      break;
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_NUMBER:
      g_value_set_uint (value, self->number);
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
    case PROP_IS_FINISHED:
      g_value_set_boolean (value, self->is_finished);
      break;
    case PROP_WORKER_NAME:
      g_value_set_string (value, self->worker_name);
      break;
    case PROP_REQUEST_ID:
      g_value_set_int64 (value, self->request_id);
      break;
    case PROP_ETA:
      {
        double now = spill_now ();
        double left = spill_build_get_eta (self, now);

        g_value_set_double (value, isnan (left) ? 0 : now + left);
      }
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, spill_build_get_progress (self, spill_now ()));
      break;
    case PROP_REASON:
      g_value_set_string (value, spill_build_get_reason (self));
      break;
    case PROP_CURRENT_STEP:
      g_value_set_object (value, spill_build_get_current_step (self));
      break;
    case PROP_PARTS:
      g_value_set_flags (value, self->details != NULL
                                ? spill_holds_get_here (self->details->holds) : 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_build_class_init (SpillBuildClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = spill_build_dispose;
  object_class->finalize = spill_build_finalize;
  object_class->get_property = spill_build_get_property;

  properties[PROP_BUILDER] =
    g_param_spec_object ("builder", NULL, NULL, SPILL_TYPE_BUILDER, r);
  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[PROP_NUMBER] =
    g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, r);
  properties[PROP_RESULT] =
    g_param_spec_enum ("result", NULL, NULL, SPILL_TYPE_RESULT, SPILL_RESULT_NONE, r);
  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL, r);
  properties[PROP_STARTED] =
    g_param_spec_double ("started", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_FINISHED] =
    g_param_spec_double ("finished", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_IS_FINISHED] =
    g_param_spec_boolean ("is-finished", NULL, NULL, FALSE, r);
  properties[PROP_WORKER_NAME] =
    g_param_spec_string ("worker-name", NULL, NULL, NULL, r);
  properties[PROP_REQUEST_ID] =
    g_param_spec_int64 ("request-id", NULL, NULL, G_MININT64, G_MAXINT64, 0, r);
  properties[PROP_ETA] =
    g_param_spec_double ("eta", NULL, NULL, 0, G_MAXDOUBLE, 0, r);
  properties[PROP_PROGRESS] =
    g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, r);
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL, NULL, r);
  properties[PROP_CURRENT_STEP] =
    g_param_spec_object ("current-step", NULL, NULL, SPILL_TYPE_STEP, r);
  properties[PROP_PARTS] =
    g_param_spec_flags ("parts", NULL, NULL, SPILL_TYPE_PARTS, 0, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * SpillBuild::changed:
   *
   * Something about the build has changed; once per bracket.
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_build_init (SpillBuild *self)
{
  self->result = SPILL_RESULT_NONE;
}

SpillBuild *
spill_build_new (SpillBuilder *builder,
                 gint64        id,
                 guint         number)
{
  SpillBuild *self = g_object_new (SPILL_TYPE_BUILD, NULL);

  self->builder = builder;
  self->id = id;
  self->number = number;
  self->is_fresh = TRUE;

  return self;
}

void
spill_build_touch (SpillBuild *self,
                   const char *property)
{
  self->has_changed = TRUE;
  if (property != NULL)
    g_object_notify (G_OBJECT (self), property);
}

void
spill_build_introduce (SpillBuild *self)
{
  if (!self->is_fresh || self->depth > 0)
    return;

  spill_build_begin (self);
  spill_build_end (self);
}

void
spill_build_orphan (SpillBuild *self)
{
  if (self->owns_builder || self->builder == NULL)
    return;

  self->owns_builder = TRUE;
  g_object_ref (self->builder);
}

/**
 * spill_build_begin:
 * @self: a build
 *
 * Opens a bracket: until its end nothing is notified, emitted or moved between lists.
 */
void
spill_build_begin (SpillBuild *self)
{
  g_return_if_fail (SPILL_IS_BUILD (self));
  g_return_if_fail (self->depth < G_MAXUINT8);

  if (self->depth++ == 0)
    g_object_freeze_notify (G_OBJECT (self));
}

void
spill_build_end (SpillBuild *self)
{
  g_return_if_fail (SPILL_IS_BUILD (self));
  g_return_if_fail (self->depth > 0);

  if (--self->depth == 0)
    flush (self);
}

void
spill_build_set_started (SpillBuild *self,
                         double      when)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (self->started != when)
    {
      self->started = when;
      self->retells = TRUE;
      touch (self, PROP_STARTED);
      touch (self, PROP_ETA);
      touch (self, PROP_PROGRESS);
    }
  spill_build_end (self);
}

/**
 * spill_build_set_finished:
 * @self: a build
 * @when: epoch seconds of its end; 0: it has ended, nobody knows when
 * @result: how it ended
 *
 * Ends the build, for good: it leaves the running lists. Said again, only corrects time and result.
 */
void
spill_build_set_finished (SpillBuild  *self,
                          double       when,
                          SpillResult  result)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (!self->is_finished)
    {
      self->is_finished = TRUE;
      self->has_ended = TRUE;
      self->retells = TRUE;
      touch (self, PROP_IS_FINISHED);
      touch (self, PROP_ETA);
      touch (self, PROP_PROGRESS);
    }
  if (self->finished != when)
    {
      self->finished = when;
      self->retells = TRUE;
      touch (self, PROP_FINISHED);
    }
  if (self->result != (gint8) result)
    {
      self->result = (gint8) result;
      self->retells = TRUE;
      touch (self, PROP_RESULT);
    }
  spill_build_end (self);
}

void
spill_build_set_text (SpillBuild *self,
                      const char *text)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (spill_words_set_text (&self->words, text))
    touch (self, PROP_TEXT);
  spill_build_end (self);
}

/**
 * spill_build_set_words:
 * @self: a build
 * @words: (nullable): its text as 0.8 tells it, each word a line of a box
 *
 * "text" is then all of them in one line.
 */
void
spill_build_set_words (SpillBuild         *self,
                       const char * const *words)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (spill_words_set (&self->words, words))
    touch (self, PROP_TEXT);
  spill_build_end (self);
}

void
spill_build_set_worker_name (SpillBuild *self,
                             const char *name)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (spill_text_set_ref (&self->worker_name, name))
    touch (self, PROP_WORKER_NAME);
  spill_build_end (self);
}

void
spill_build_set_request_id (SpillBuild *self,
                            gint64      id)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (self->request_id != id)
    {
      self->request_id = id;
      touch (self, PROP_REQUEST_ID);
    }
  spill_build_end (self);
}

/**
 * spill_build_set_revision:
 * @self: a build
 * @revision: (nullable): what was built; "" for the latest
 * @branch: (nullable): the branch
 */
void
spill_build_set_revision (SpillBuild *self,
                          const char *revision,
                          const char *branch)
{
  g_return_if_fail (SPILL_IS_BUILD (self));

  spill_build_begin (self);
  if (spill_text_set_ref (&self->revision, revision))
    self->has_changed = TRUE;
  if (spill_text_set_ref (&self->branch, branch))
    self->has_changed = TRUE;
  spill_build_end (self);
}

void
spill_build_eta_changed (SpillBuild *self)
{
  if (self->is_finished)
    return;

  spill_build_begin (self);
  touch (self, PROP_ETA);
  touch (self, PROP_PROGRESS);
  spill_build_end (self);
  if (!isnan (spill_build_get_eta (self, spill_now ())))
    emit_event (self, SPILL_EVENT_BUILD_ETA_UPDATE);
}
