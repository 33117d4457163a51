#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-both-source.h"

#include <glib/gi18n.h>

#include "sources/eight/spill-eight-address.h"
#include "sources/eight/spill-eight-pb-told.h"
#include "sources/eight/spill-eight-told.h"

#define PATIENCE_MS 1000   /* the port has to be subscribed to before pages are read */

/* How it stands with one of the two. */
typedef struct
{
  SpillConnection  connection;
  SpillFailure    *failure;     /* (nullable) */
  double           retry_at;
  gboolean         is_tried;    /* with a login of its own */
} Side;

struct _SpillEightBothSource
{
  SpillSource         parent_instance;

  SpillEightSource   *web;
  SpillEightPbSource *pb;
  Side                sides[2];       /* of these, in this order */
  gboolean            is_started;
  gboolean            is_web_started; /* when the other one has subscribed, or does not */
  guint               patience;       /* timer */
  guint               arranging;      /* idle */
};

enum
{
  PROP_0,
  PROP_REFUSAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillEightBothSource, spill_eight_both_source, SPILL_TYPE_SOURCE)

static gboolean
is_down (const Side *side)
{
  return side->connection == SPILL_CONNECTION_RECONNECTING || side->connection == SPILL_CONNECTION_FAILED;
}

static void
show_side (SpillMaster *master,
           const Side  *side)
{
  spill_pace_show (master, &(SpillPaceState) { side->connection, side->failure, side->retry_at });
}

/* Only one of them is needed; what is wrong with the other is worth a notice. */
static void
note (SpillMaster *master,
      const Side  *side,
      const char  *key,
      const char  *format)
{
  g_autofree char *text = NULL;

  if (side->failure == NULL)
    {
      if (!is_down (side))
        spill_master_withdraw (master, key);
      return;
    }
  text = g_strdup_printf (format, side->failure->text);
  spill_master_report_once (master, key, text);
}

static void
show (SpillEightBothSource *self)
{
  SpillMaster *master = spill_source_get_master (SPILL_SOURCE (self));
  const Side *web = &self->sides[0], *pb = &self->sides[1];

  /* In a moment it is live, or, after another mode was chosen, still. */
  if (master == NULL || (pb->connection == SPILL_CONNECTION_SYNCING && spill_eight_pb_is_telling (self->pb)
                         && web->connection == SPILL_CONNECTION_POLLING))
    return;
  if (pb->connection == SPILL_CONNECTION_LIVE)
    {
      show_side (master, pb);
      spill_master_withdraw (master, "eight-pb");
      /* translators: %s: a sentence that says why */
      note (master, web, "eight-web", _("Only what happens now is told, nothing of before: %s"));
    }
  else if (web->connection == SPILL_CONNECTION_POLLING)
    {
      show_side (master, web);
      spill_master_withdraw (master, "eight-web");
      /* translators: %s: a sentence that says why */
      note (master, pb, "eight-pb", _("The master is asked from time to time, for it does not tell by itself: %s"));
    }
  else if (web->connection == SPILL_CONNECTION_OFF)
    spill_pace_show (master, &(SpillPaceState) { SPILL_CONNECTION_CONNECTING, NULL, 0 });
  else if (is_down (web)
           && (!is_down (pb) || (web->connection == SPILL_CONNECTION_FAILED
                                 && pb->connection == SPILL_CONNECTION_RECONNECTING)))
    show_side (master, pb);
  else
    show_side (master, web);
}

static void
start_web (SpillEightBothSource *self)
{
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->is_web_started)
    return;

  self->is_web_started = TRUE;
  spill_source_start (SPILL_SOURCE (self->web));
}

static gboolean
on_patience (gpointer user_data)
{
  SpillEightBothSource *self = user_data;

  self->patience = 0;
  start_web (self);
  return G_SOURCE_REMOVE;
}

/* Who does what from now on. */
static gboolean
on_arrange (gpointer user_data)
{
  SpillEightBothSource *self = user_data;
  g_autoptr(SpillEightBothSource) alive = g_object_ref (self);

  self->arranging = 0;
  spill_eight_set_told (self->web, spill_eight_pb_is_telling (self->pb));
  spill_eight_pb_arrange (self->pb);
  if (spill_eight_pb_is_telling (self->pb) || is_down (&self->sides[1]))
    start_web (self);
  return G_SOURCE_REMOVE;
}

static void
on_side (SpillSource          *source,
         const SpillPaceState *state,
         gpointer              data)
{
  SpillEightBothSource *self = data;
  Side *side = &self->sides[source == SPILL_SOURCE (self->pb)];

  g_clear_pointer (&side->failure, spill_failure_free);
  side->connection = state->connection;
  side->retry_at = state->retry_at;
  side->failure = state->failure != NULL ? spill_failure_copy (state->failure) : NULL;
  if (!self->is_started)
    return;
  show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSAL]);
  /* Not from within the one that tells. */
  if (self->arranging == 0)
    self->arranging = g_idle_add_full (G_PRIORITY_DEFAULT, on_arrange, self, NULL);
}

static void
spill_eight_both_source_start (SpillSource *source)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  if (self->is_started || spill_source_get_master (source) == NULL)
    return;
  self->is_started = TRUE;
  self->patience = g_timeout_add (PATIENCE_MS, on_patience, self);
  spill_source_start (SPILL_SOURCE (self->pb));
}

static void
spill_eight_both_source_stop (SpillSource *source)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);
  SpillMaster *master = spill_source_get_master (source);

  if (!self->is_started)
    return;
  self->is_started = self->is_web_started = FALSE;
  g_clear_handle_id (&self->arranging, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  spill_source_stop (SPILL_SOURCE (self->pb));
  spill_eight_set_told (self->web, FALSE);
  spill_source_stop (SPILL_SOURCE (self->web));
  if (master != NULL)
    spill_pace_show (master, &(SpillPaceState) { SPILL_CONNECTION_OFF, NULL, 0 });
}

static void
spill_eight_both_source_retry (SpillSource *source)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  spill_source_retry (SPILL_SOURCE (self->pb));
  spill_source_retry (SPILL_SOURCE (self->web));
}

/* Both know what is held: the one fetches it, the other chooses its mode by it. */
static void
spill_eight_both_source_hold (SpillSource *source,
                              GObject     *object,
                              SpillParts   parts)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  SPILL_SOURCE_GET_CLASS (self->web)->hold (SPILL_SOURCE (self->web), object, parts);
  SPILL_SOURCE_GET_CLASS (self->pb)->hold (SPILL_SOURCE (self->pb), object, parts);
}

static void
spill_eight_both_source_release (SpillSource *source,
                                 GObject     *object,
                                 SpillParts   parts)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  SPILL_SOURCE_GET_CLASS (self->web)->release (SPILL_SOURCE (self->web), object, parts);
  SPILL_SOURCE_GET_CLASS (self->pb)->release (SPILL_SOURCE (self->pb), object, parts);
}

/* Who is asked for what was. */
static SpillSource *
teller (SpillSource *source)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  return spill_eight_pb_is_alone (self->pb) ? SPILL_SOURCE (self->pb) : SPILL_SOURCE (self->web);
}

static void
spill_eight_both_source_refresh (SpillSource *source,
                                 GObject     *object,
                                 SpillParts   parts)
{
  SpillSource *to = teller (source);

  SPILL_SOURCE_GET_CLASS (to)->refresh (to, object, parts);
}

static void
spill_eight_both_source_request_older (SpillSource  *source,
                                       SpillBuilder *builder,
                                       guint         n)
{
  SpillSource *to = teller (source);

  SPILL_SOURCE_GET_CLASS (to)->request_older (to, builder, n);
}

static void
spill_eight_both_source_request_lines (SpillSource *source,
                                       SpillLog    *log,
                                       guint64      first,
                                       guint        n)
{
  SpillSource *to = teller (source);

  SPILL_SOURCE_GET_CLASS (to)->request_lines (to, log, first, n);
}

static void
spill_eight_both_source_run (SpillSource  *source,
                             SpillCommand *command)
{
  SpillSource *web = SPILL_SOURCE (SPILL_EIGHT_BOTH_SOURCE (source)->web);

  SPILL_SOURCE_GET_CLASS (web)->run (web, command);
}

static gboolean
spill_eight_both_source_can (SpillSource       *source,
                             SpillCommandKind   kind,
                             const char       **why)
{
  SpillSource *web = SPILL_SOURCE (SPILL_EIGHT_BOTH_SOURCE (source)->web);

  return SPILL_SOURCE_GET_CLASS (web)->can (web, kind, why);
}

/* A PBListener has a password of its own, which the forms of the pages do not know. */
static void
spill_eight_both_source_set_credentials (SpillSource            *source,
                                         const SpillCredentials *credentials)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);
  g_autoptr(SpillCredentials) pb = NULL;

  if (credentials != NULL && credentials->pb_password != NULL)
    {
      pb = spill_credentials_new ();
      pb->password = g_strdup (credentials->pb_password);
    }
  self->sides[0].is_tried = credentials != NULL && (credentials->user != NULL || credentials->cookie != NULL
                                                    || credentials->proxy_user != NULL);
  self->sides[1].is_tried = pb != NULL;
  spill_source_set_credentials (SPILL_SOURCE (self->web), credentials);
  spill_source_set_credentials (SPILL_SOURCE (self->pb), pb);
}

static void
spill_eight_both_source_trust (SpillSource *source,
                               const char  *fingerprint)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (source);

  if (self->is_started)
    spill_master_set_certificate (spill_source_get_master (source), NULL);
  spill_source_trust (SPILL_SOURCE (self->web), fingerprint);
}

static void
spill_eight_both_source_constructed (GObject *object)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (object);
  SpillMaster *master = spill_source_get_master (SPILL_SOURCE (self));
  g_autofree char *web = NULL;
  g_autofree char *pb = NULL;

  G_OBJECT_CLASS (spill_eight_both_source_parent_class)->constructed (object);

  spill_eight_address_split (spill_master_get_url (master), &web, &pb);
  self->web = spill_eight_source_new (master);
  spill_eight_set_url (self->web, web);
  spill_eight_set_pace_func (self->web, on_side, self);
  self->pb = SPILL_EIGHT_PB_SOURCE (spill_eight_pb_source_new (master));
  spill_eight_pb_set_url (self->pb, pb);
  spill_eight_pb_set_pace_func (self->pb, on_side, self);
  spill_eight_pb_set_web (self->pb, self->web);
}

static void
spill_eight_both_source_dispose (GObject *object)
{
  SpillEightBothSource *self = SPILL_EIGHT_BOTH_SOURCE (object);

  spill_eight_both_source_stop (SPILL_SOURCE (self));
  g_clear_object (&self->pb);
  g_clear_object (&self->web);
  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    g_clear_pointer (&self->sides[i].failure, spill_failure_free);

  G_OBJECT_CLASS (spill_eight_both_source_parent_class)->dispose (object);
}

static void
spill_eight_both_source_get_property (GObject    *object,
                                      guint       prop_id,
                                      GValue     *value,
                                      GParamSpec *pspec)
{
  if (prop_id == PROP_REFUSAL)
    g_value_set_string (value, spill_eight_both_source_get_refusal (SPILL_EIGHT_BOTH_SOURCE (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
spill_eight_both_source_class_init (SpillEightBothSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SpillSourceClass *source_class = SPILL_SOURCE_CLASS (klass);

  object_class->constructed = spill_eight_both_source_constructed;
  object_class->dispose = spill_eight_both_source_dispose;
  object_class->get_property = spill_eight_both_source_get_property;
  properties[PROP_REFUSAL] = g_param_spec_string ("refusal", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  source_class->start = spill_eight_both_source_start;
  source_class->stop = spill_eight_both_source_stop;
  source_class->retry = spill_eight_both_source_retry;
  source_class->hold = spill_eight_both_source_hold;
  source_class->release = spill_eight_both_source_release;
  source_class->refresh = spill_eight_both_source_refresh;
  source_class->request_older = spill_eight_both_source_request_older;
  source_class->request_lines = spill_eight_both_source_request_lines;
  source_class->run = spill_eight_both_source_run;
  source_class->can = spill_eight_both_source_can;
  source_class->set_credentials = spill_eight_both_source_set_credentials;
  source_class->trust = spill_eight_both_source_trust;
}

static void
spill_eight_both_source_init (SpillEightBothSource *self)
{
}

/**
 * spill_eight_both_source_new:
 * @master: what the source will write to
 *
 * Returns: (transfer full): a source that is not started
 */
SpillSource *
spill_eight_both_source_new (SpillMaster *master)
{
  g_return_val_if_fail (SPILL_IS_MASTER (master), NULL);

  return g_object_new (SPILL_TYPE_EIGHT_BOTH_SOURCE, "master", master, NULL);
}

/**
 * spill_eight_both_source_get_refusal:
 * @self: a source
 *
 * The master may be watched all the same, by the other way.
 *
 * Returns: (nullable): a sentence: why the pages, or the port, do not take the login that is for them
 */
const char *
spill_eight_both_source_get_refusal (SpillEightBothSource *self)
{
  g_return_val_if_fail (SPILL_IS_EIGHT_BOTH_SOURCE (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    {
      const Side *side = &self->sides[i];

      if (side->is_tried && side->connection == SPILL_CONNECTION_FAILED && side->failure != NULL)
        return side->failure->text;
    }
  return NULL;
}

SpillEightSource *
spill_eight_both_source_get_web (SpillEightBothSource *self)
{
  return self->web;
}

SpillEightPbSource *
spill_eight_both_source_get_pb (SpillEightBothSource *self)
{
  return self->pb;
}

void
spill_eight_both_source_set_limits (SpillEightBothSource    *self,
                                    const SpillSourceLimits *limits)
{
  spill_eight_source_set_limits (self->web, limits);
  spill_eight_pb_source_set_limits (self->pb, limits);
}
