#include "ui/spill-pb-offer.h"

#include "util/spill-util.h"

struct _SpillPbOffer
{
  GObject          parent_instance;

  SpillPbSettings *settings;
  char            *name;
  char            *address;
  char            *problem;
};

enum
{
  PROP_0,
  PROP_SETTINGS,
  PROP_NAME,
  PROP_ADDRESS,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  PASSWORD_ENTERED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillPbOffer, spill_pb_offer, G_TYPE_OBJECT)

static void
spill_pb_offer_finalize (GObject *object)
{
  SpillPbOffer *self = SPILL_PB_OFFER (object);

  g_clear_object (&self->settings);
  g_free (self->name);
  g_free (self->address);
  g_free (self->problem);

  G_OBJECT_CLASS (spill_pb_offer_parent_class)->finalize (object);
}

static void
spill_pb_offer_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  SpillPbOffer *self = SPILL_PB_OFFER (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ADDRESS:
      g_value_set_string (value, self->address);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_pb_offer_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  SpillPbOffer *self = SPILL_PB_OFFER (object);

  switch (prop_id)
    {
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    case PROP_NAME:
      if (spill_set_str (&self->name, g_value_get_string (value)))
        g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_pb_offer_class_init (SpillPbOfferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = spill_pb_offer_finalize;
  object_class->get_property = spill_pb_offer_get_property;
  object_class->set_property = spill_pb_offer_set_property;

  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, SPILL_TYPE_PB_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[PASSWORD_ENTERED] =
    g_signal_new ("password-entered", SPILL_TYPE_PB_OFFER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
spill_pb_offer_init (SpillPbOffer *self)
{
}

SpillPbOffer *
spill_pb_offer_new (SpillPbSettings *settings)
{
  g_return_val_if_fail (SPILL_IS_PB_SETTINGS (settings), NULL);

  return g_object_new (SPILL_TYPE_PB_OFFER, "settings", settings, NULL);
}

SpillPbSettings *
spill_pb_offer_get_settings (SpillPbOffer *self)
{
  g_return_val_if_fail (SPILL_IS_PB_OFFER (self), NULL);

  return self->settings;
}

const char *
spill_pb_offer_get_address (SpillPbOffer *self)
{
  g_return_val_if_fail (SPILL_IS_PB_OFFER (self), NULL);

  return self->address;
}

const char *
spill_pb_offer_get_problem (SpillPbOffer *self)
{
  g_return_val_if_fail (SPILL_IS_PB_OFFER (self), NULL);

  return self->problem;
}

void
spill_pb_offer_set_state (SpillPbOffer *self,
                          const char   *address,
                          const char   *problem)
{
  g_return_if_fail (SPILL_IS_PB_OFFER (self));

  if (spill_set_str (&self->address, address))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  if (spill_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

void
spill_pb_offer_enter_password (SpillPbOffer *self,
                               const char   *password)
{
  g_return_if_fail (SPILL_IS_PB_OFFER (self));
  g_return_if_fail (password != NULL);

  g_signal_emit (self, signals[PASSWORD_ENTERED], 0, password);
}
