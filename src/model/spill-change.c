#include "model/spill-change.h"

#include <string.h>

#include "model/spill-text-private.h"

/**
 * SpillChange:
 *
 * One change that version control told the master. Never changes once made.
 */
struct _SpillChange
{
  GObject     parent_instance;

  gint64      id;
  char       *author;
  char       *committer;
  char       *comments;
  char      **files;
  char       *revision;
  char       *revlink;
  char       *branch;
  char       *category;
  char       *project;
  char       *repository;
  char       *codebase;
  double      when;
  char       *properties;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_AUTHOR,
  PROP_COMMITTER,
  PROP_COMMENTS,
  PROP_FILES,
  PROP_REVISION,
  PROP_REVLINK,
  PROP_BRANCH,
  PROP_CATEGORY,
  PROP_PROJECT,
  PROP_REPOSITORY,
  PROP_CODEBASE,
  PROP_WHEN,
  PROP_PROPERTIES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillChange, spill_change, G_TYPE_OBJECT)

static void
spill_change_finalize (GObject *object)
{
  SpillChange *self = SPILL_CHANGE (object);

  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->committer, g_free);
  g_clear_pointer (&self->comments, g_free);
  g_clear_pointer (&self->files, g_strfreev);
  g_clear_pointer (&self->revision, g_free);
  g_clear_pointer (&self->revlink, g_free);
  g_clear_pointer (&self->branch, g_free);
  g_clear_pointer (&self->category, g_free);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->codebase, g_free);
  g_clear_pointer (&self->properties, g_free);

  G_OBJECT_CLASS (spill_change_parent_class)->finalize (object);
}

static void
spill_change_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  SpillChange *self = SPILL_CHANGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_AUTHOR:
      g_value_set_string (value, self->author);
      break;
    case PROP_COMMITTER:
      g_value_set_string (value, self->committer);
      break;
    case PROP_COMMENTS:
      g_value_set_string (value, self->comments);
      break;
    case PROP_FILES:
      g_value_set_boxed (value, self->files);
      break;
    case PROP_REVISION:
      g_value_set_string (value, self->revision);
      break;
    case PROP_REVLINK:
      g_value_set_string (value, self->revlink);
      break;
    case PROP_BRANCH:
      g_value_set_string (value, self->branch);
      break;
    case PROP_CATEGORY:
      g_value_set_string (value, self->category);
      break;
    case PROP_PROJECT:
      g_value_set_string (value, self->project);
      break;
    case PROP_REPOSITORY:
      g_value_set_string (value, self->repository);
      break;
    case PROP_CODEBASE:
      g_value_set_string (value, self->codebase);
      break;
    case PROP_WHEN:
      g_value_set_double (value, self->when);
      break;
    case PROP_PROPERTIES:
      g_value_set_string (value, self->properties);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_change_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  SpillChange *self = SPILL_CHANGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_get_int64 (value);
      break;
    case PROP_AUTHOR:
      spill_text_set (&self->author, g_value_get_string (value));
      break;
    case PROP_COMMITTER:
      spill_text_set (&self->committer, g_value_get_string (value));
      break;
    case PROP_COMMENTS:
      spill_text_set (&self->comments, g_value_get_string (value));
      break;
    case PROP_FILES:
      spill_text_set_strv (&self->files, g_value_get_boxed (value));
      break;
    case PROP_REVISION:
      spill_text_set (&self->revision, g_value_get_string (value));
      break;
    case PROP_REVLINK:
      spill_text_set (&self->revlink, g_value_get_string (value));
      break;
    case PROP_BRANCH:
      spill_text_set (&self->branch, g_value_get_string (value));
      break;
    case PROP_CATEGORY:
      spill_text_set (&self->category, g_value_get_string (value));
      break;
    case PROP_PROJECT:
      spill_text_set (&self->project, g_value_get_string (value));
      break;
    case PROP_REPOSITORY:
      spill_text_set (&self->repository, g_value_get_string (value));
      break;
    case PROP_CODEBASE:
      spill_text_set (&self->codebase, g_value_get_string (value));
      break;
    case PROP_WHEN:
      self->when = g_value_get_double (value);
      break;
    case PROP_PROPERTIES:
      spill_text_set (&self->properties, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_change_class_init (SpillChangeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = spill_change_finalize;
  object_class->get_property = spill_change_get_property;
  object_class->set_property = spill_change_set_property;

  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, once);
  properties[PROP_AUTHOR] =
    g_param_spec_string ("author", NULL, NULL, NULL, once);
  properties[PROP_COMMITTER] =
    g_param_spec_string ("committer", NULL, NULL, NULL, once);
  properties[PROP_COMMENTS] =
    g_param_spec_string ("comments", NULL, NULL, NULL, once);
  properties[PROP_FILES] =
    g_param_spec_boxed ("files", NULL, NULL, G_TYPE_STRV, once);
  properties[PROP_REVISION] =
    g_param_spec_string ("revision", NULL, NULL, NULL, once);
  properties[PROP_REVLINK] =
    g_param_spec_string ("revlink", NULL, NULL, NULL, once);
  properties[PROP_BRANCH] =
    g_param_spec_string ("branch", NULL, NULL, NULL, once);
  properties[PROP_CATEGORY] =
    g_param_spec_string ("category", NULL, NULL, NULL, once);
  properties[PROP_PROJECT] =
    g_param_spec_string ("project", NULL, NULL, NULL, once);
  properties[PROP_REPOSITORY] =
    g_param_spec_string ("repository", NULL, NULL, NULL, once);
  properties[PROP_CODEBASE] =
    g_param_spec_string ("codebase", NULL, NULL, NULL, once);
  properties[PROP_WHEN] =
    g_param_spec_double ("when", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, once);
  properties[PROP_PROPERTIES] =
    g_param_spec_string ("properties", NULL, NULL, NULL, once);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_change_init (SpillChange *self)
{
}

gint64
spill_change_get_id (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), 0);

  return self->id;
}

const char *
spill_change_get_author (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->author;
}

const char *
spill_change_get_committer (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->committer;
}

const char *
spill_change_get_comments (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->comments;
}

const char * const *
spill_change_get_files (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return spill_text_strv (self->files);
}

const char *
spill_change_get_revision (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->revision;
}

const char *
spill_change_get_revlink (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->revlink;
}

const char *
spill_change_get_branch (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->branch;
}

const char *
spill_change_get_category (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->category;
}

const char *
spill_change_get_project (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->project;
}

const char *
spill_change_get_repository (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->repository;
}

const char *
spill_change_get_codebase (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->codebase;
}

double
spill_change_get_when (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), 0);

  return self->when;
}

const char *
spill_change_get_properties (SpillChange *self)
{
  g_return_val_if_fail (SPILL_IS_CHANGE (self), NULL);

  return self->properties;
}

/**
 * spill_person_short_name:
 * @author: (nullable): a change's author, as version control has it
 *
 * Shortens to what one would call that person: "Ann" of "Ann Example <ann@example.org>", what is
 * before the @ of a bare address, else the first word.
 *
 * Returns: (transfer full): the name, "" for none
 */
char *
spill_person_short_name (const char *author)
{
  g_autofree char *valid = spill_text_dup (author);
  g_autofree char *name = NULL;
  char *bracket, *end;

  if (valid == NULL)
    return g_strdup ("");

  bracket = strchr (valid, '<');
  name = bracket != NULL ? g_strndup (valid, bracket - valid) : g_strdup (valid);
  g_strstrip (name);
  if (*name == '\0' && bracket != NULL)
    {
      g_free (name);
      name = g_strdup (bracket + 1);
      g_strdelimit (name, ">", '\0');
      g_strstrip (name);
    }

  end = name + strcspn (name, " \t\r\n@");
  if (end == name)
    end = name + strlen (name);
  return g_strndup (name, end - name);
}
