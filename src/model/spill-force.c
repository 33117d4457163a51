#include "model/spill-force.h"

#include <string.h>

#include <glib/gi18n.h>

#include "model/spill-text-private.h"

/**
 * SpillForceScheduler:
 *
 * A way in which users may start builds, with the form that they fill in. Never changes once made.
 */
struct _SpillForceScheduler
{
  GObject     parent_instance;

  char       *name;
  char       *label;
  char       *button_name;
  char      **builder_names;
  gboolean    enabled;
  GPtrArray  *fields;          /* of SpillForceField */
};

enum
{
  PROP_0,
  PROP_NAME,
  PROP_LABEL,
  PROP_BUTTON_NAME,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (SpillForceType, spill_force_type,
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_TEXTAREA, "textarea"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_INT, "int"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_BOOL, "bool"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_LIST, "list"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_USERNAME, "username"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_FIXED, "fixed"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_FILE, "file"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_WORKER, "worker"),
                    G_DEFINE_ENUM_VALUE (SPILL_FORCE_NESTED, "nested"))

G_DEFINE_FINAL_TYPE (SpillForceScheduler, spill_force_scheduler, G_TYPE_OBJECT)

static void
spill_force_scheduler_finalize (GObject *object)
{
  SpillForceScheduler *self = SPILL_FORCE_SCHEDULER (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->button_name, g_free);
  g_clear_pointer (&self->builder_names, g_strfreev);
  g_clear_pointer (&self->fields, g_ptr_array_unref);

  G_OBJECT_CLASS (spill_force_scheduler_parent_class)->finalize (object);
}

static void
spill_force_scheduler_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  SpillForceScheduler *self = SPILL_FORCE_SCHEDULER (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_BUTTON_NAME:
      g_value_set_string (value, self->button_name);
      break;
    case PROP_ENABLED:
      g_value_set_boolean (value, self->enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_force_scheduler_class_init (SpillForceSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags r = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = spill_force_scheduler_finalize;
  object_class->get_property = spill_force_scheduler_get_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, r);
  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL, r);
  properties[PROP_BUTTON_NAME] =
    g_param_spec_string ("button-name", NULL, NULL, NULL, r);
  properties[PROP_ENABLED] =
    g_param_spec_boolean ("enabled", NULL, NULL, FALSE, r);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_force_scheduler_init (SpillForceScheduler *self)
{
}

/**
 * spill_force_field_new:
 * @type: what it takes
 * @name: its name inside its group
 * @full_name: (nullable): key of its value; NULL for a group without a name
 * @label: (nullable): what people read
 *
 * Returns: (transfer full): a field without a default, not required
 */
SpillForceField *
spill_force_field_new (SpillForceType  type,
                       const char     *name,
                       const char     *full_name,
                       const char     *label)
{
  SpillForceField *self = g_atomic_rc_box_new0 (SpillForceField);

  self->type = type;
  self->name = spill_text_dup (name != NULL ? name : "");
  self->full_name = spill_text_dup (full_name);
  self->label = spill_text_dup (label != NULL ? label : "");

  return self;
}

SpillForceField *
spill_force_field_ref (SpillForceField *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
field_clear (gpointer data)
{
  SpillForceField *self = data;

  g_free (self->name);
  g_free (self->full_name);
  g_free (self->label);
  g_free (self->tooltip);
  g_clear_pointer (&self->default_value, g_variant_unref);
  g_strfreev (self->choices);
  g_free (self->regex);
  g_free (self->layout);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
}

void
spill_force_field_unref (SpillForceField *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, field_clear);
}

/**
 * spill_force_scheduler_new:
 * @name: its name
 * @label: (nullable): what people read; else the name
 * @button_name: (nullable): what the button says; else the label
 * @builder_names: (nullable): the builders that it may force
 * @enabled: whether it is switched on
 * @fields: (nullable) (transfer full) (element-type SpillForceField): its form
 *
 * Returns: (transfer full): a force scheduler
 */
SpillForceScheduler *
spill_force_scheduler_new (const char         *name,
                           const char         *label,
                           const char         *button_name,
                           const char * const *builder_names,
                           gboolean            enabled,
                           GPtrArray          *fields)
{
  SpillForceScheduler *self = g_object_new (SPILL_TYPE_FORCE_SCHEDULER, NULL);

  self->name = spill_text_dup (name != NULL ? name : "");
  self->label = spill_text_dup (label != NULL && *label != '\0' ? label : self->name);
  self->button_name = spill_text_dup (button_name != NULL && *button_name != '\0'
                                      ? button_name : self->label);
  spill_text_set_strv (&self->builder_names, builder_names);
  self->enabled = !!enabled;
  self->fields = fields != NULL ? fields : g_ptr_array_new ();

  return self;
}

const char *
spill_force_scheduler_get_name (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  return self->name;
}

const char *
spill_force_scheduler_get_label (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  return self->label;
}

const char *
spill_force_scheduler_get_button_name (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  return self->button_name;
}

const char * const *
spill_force_scheduler_get_builders (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  return spill_text_strv (self->builder_names);
}

gboolean
spill_force_scheduler_is_enabled (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), FALSE);

  return self->enabled;
}

GPtrArray *
spill_force_scheduler_get_fields (SpillForceScheduler *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  return self->fields;
}

/* Hidden and fixed ones are the master's business: not shown, not sent, not checked. */
static gboolean
is_shown (const SpillForceField *field)
{
  return !field->hidden && field->type != SPILL_FORCE_FIXED;
}

/* What a field without a default of its own begins with. */
static GVariant *
default_of (const SpillForceField *field)
{
  if (field->default_value != NULL)
    return field->default_value;
  if (field->type == SPILL_FORCE_BOOL)
    return g_variant_new_boolean (FALSE);
  if (field->type == SPILL_FORCE_LIST && field->multiple)
    return g_variant_new_strv (NULL, 0);
  if (field->type == SPILL_FORCE_LIST && field->strict && field->choices != NULL)
    return g_variant_new_string (field->choices[0] != NULL ? field->choices[0] : "");
  if (field->type == SPILL_FORCE_WORKER)
    return g_variant_new_string ("-any-");
  return g_variant_new_string ("");
}

static void
add_defaults (GVariantBuilder *builder,
              GHashTable      *seen,
              GPtrArray       *fields)
{
  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const SpillForceField *field = fields->pdata[i];

      if (!is_shown (field))
        continue;
      if (field->type == SPILL_FORCE_NESTED)
        add_defaults (builder, seen, field->fields);
      else if (field->full_name != NULL && g_hash_table_add (seen, field->full_name))
        g_variant_builder_add (builder, "{sv}", field->full_name, default_of (field));
    }
}

/**
 * spill_force_scheduler_dup_defaults:
 * @self: a force scheduler
 *
 * Returns: (transfer floating): a{sv}, full name to value, of all fields that are shown
 */
GVariant *
spill_force_scheduler_dup_defaults (SpillForceScheduler *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GVariantBuilder builder;

  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), NULL);

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  add_defaults (&builder, seen, self->fields);

  return g_variant_builder_end (&builder);
}

static const char *
as_string (GVariant *value)
{
  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
         ? g_variant_get_string (value, NULL) : "";
}

static gboolean
is_empty (GVariant *value)
{
  if (value == NULL)
    return TRUE;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return g_variant_n_children (value) == 0;
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return *as_string (value) == '\0';
  return FALSE;
}

static gboolean
is_integer (GVariant *value)
{
  g_autofree char *text = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    return TRUE;

  text = g_strstrip (g_strdup (as_string (value)));
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

static gboolean
is_choice (const SpillForceField *field,
           const char            *text)
{
  return field->choices != NULL && g_strv_contains ((const char * const *) field->choices, text);
}

static gboolean
are_choices (const SpillForceField *field,
             GVariant              *value)
{
  g_autofree const char **texts = NULL;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    return is_choice (field, as_string (value));

  texts = g_variant_get_strv (value, NULL);
  for (guint i = 0; texts[i] != NULL; i++)
    if (!is_choice (field, texts[i]))
      return FALSE;

  return TRUE;
}

/* As loose as Buildbot: something, an @, something. */
static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at > text && at[1] != '\0';
}

/* What is wrong with @value, (transfer full); NULL: nothing that we could know. */
static char *
find_fault (const SpillForceField *field,
            GVariant              *value)
{
  if (is_empty (value))
    return field->required ? g_strdup (_("This is required.")) : NULL;
  if (field->type == SPILL_FORCE_INT && !is_integer (value))
    return g_strdup (_("This must be a whole number."));
  if (field->type == SPILL_FORCE_LIST && field->strict && !are_choices (field, value))
    return g_strdup (_("This is not one of the choices."));
  if (field->type == SPILL_FORCE_USERNAME && field->need_email && !is_email (as_string (value)))
    return g_strdup (_("This must contain an e-mail address."));
  if (field->max_size > 0 && strlen (as_string (value)) > field->max_size)
    return g_strdup_printf (ngettext ("This is longer than %u byte.",
                                      "This is longer than %u bytes.", field->max_size),
                            field->max_size);
  return NULL;
}

static gboolean
check_fields (GPtrArray  *fields,
              GVariant   *values,
              GHashTable *errors)
{
  gboolean good = TRUE;

  for (guint i = 0; fields != NULL && i < fields->len; i++)
    {
      const SpillForceField *field = fields->pdata[i];
      g_autoptr(GVariant) value = NULL;
      char *fault;

      if (!is_shown (field))
        continue;
      if (field->type == SPILL_FORCE_NESTED)
        {
          good &= check_fields (field->fields, values, errors);
          continue;
        }
      if (field->full_name == NULL)
        continue;

      value = values != NULL ? g_variant_lookup_value (values, field->full_name, NULL) : NULL;
      fault = find_fault (field, value);
      if (fault == NULL)
        continue;
      good = FALSE;
      if (errors != NULL)
        g_hash_table_replace (errors, g_strdup (field->full_name), g_steal_pointer (&fault));
      g_free (fault);
    }

  return good;
}

/**
 * spill_force_scheduler_check:
 * @self: a force scheduler
 * @values: (nullable): a{sv} of full name to value
 * @errors: (nullable): a table of new strings, freed by itself; gets full name to what is wrong
 *
 * Checks what can be known without the master: required, whole numbers, strict choices, e-mail
 * addresses, sizes.
 *
 * Returns: whether nothing is wrong
 */
gboolean
spill_force_scheduler_check (SpillForceScheduler *self,
                             GVariant            *values,
                             GHashTable          *errors)
{
  g_return_val_if_fail (SPILL_IS_FORCE_SCHEDULER (self), FALSE);

  return check_fields (self->fields, values, errors);
}
