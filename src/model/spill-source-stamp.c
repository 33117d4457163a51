#include "model/spill-source-stamp.h"

#include "model/spill-text-private.h"

/**
 * SpillSourceStamp:
 *
 * What was built: a revision of a codebase, perhaps with a patch. Never changes once made.
 */
struct _SpillSourceStamp
{
  GObject     parent_instance;

  gint64      id;
  char       *branch;
  char       *revision;
  char       *project;
  char       *repository;
  char       *codebase;
  gboolean    has_patch;
  int         patch_level;
  char       *patch_body;
  char       *patch_subdir;
  char       *patch_author;
  char       *patch_comment;
  double      created;
  GListModel *changes;
};

enum
{
  PROP_0,
  PROP_ID,
  PROP_BRANCH,
  PROP_REVISION,
  PROP_PROJECT,
  PROP_REPOSITORY,
  PROP_CODEBASE,
  PROP_HAS_PATCH,
  PROP_PATCH_LEVEL,
  PROP_PATCH_BODY,
  PROP_PATCH_SUBDIR,
  PROP_PATCH_AUTHOR,
  PROP_PATCH_COMMENT,
  PROP_CREATED,
  PROP_CHANGES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (SpillSourceStamp, spill_source_stamp, G_TYPE_OBJECT)

static void
spill_source_stamp_finalize (GObject *object)
{
  SpillSourceStamp *self = SPILL_SOURCE_STAMP (object);

  g_clear_pointer (&self->branch, g_free);
  g_clear_pointer (&self->revision, g_free);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->codebase, g_free);
  g_clear_pointer (&self->patch_body, g_free);
  g_clear_pointer (&self->patch_subdir, g_free);
  g_clear_pointer (&self->patch_author, g_free);
  g_clear_pointer (&self->patch_comment, g_free);
  g_clear_object (&self->changes);

  G_OBJECT_CLASS (spill_source_stamp_parent_class)->finalize (object);
}

static void
spill_source_stamp_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  SpillSourceStamp *self = SPILL_SOURCE_STAMP (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_int64 (value, self->id);
      break;
    case PROP_BRANCH:
      g_value_set_string (value, self->branch);
      break;
    case PROP_REVISION:
      g_value_set_string (value, self->revision);
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
    case PROP_HAS_PATCH:
      g_value_set_boolean (value, self->has_patch);
      break;
    case PROP_PATCH_LEVEL:
      g_value_set_int (value, self->patch_level);
      break;
    case PROP_PATCH_BODY:
      g_value_set_string (value, self->patch_body);
      break;
    case PROP_PATCH_SUBDIR:
      g_value_set_string (value, self->patch_subdir);
      break;
    case PROP_PATCH_AUTHOR:
      g_value_set_string (value, self->patch_author);
      break;
    case PROP_PATCH_COMMENT:
      g_value_set_string (value, self->patch_comment);
      break;
    case PROP_CREATED:
      g_value_set_double (value, self->created);
      break;
    case PROP_CHANGES:
      g_value_set_object (value, self->changes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_source_stamp_set_property (GObject      *object,
                                 guint         prop_id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  SpillSourceStamp *self = SPILL_SOURCE_STAMP (object);

  switch (prop_id)
    {
    case PROP_ID:
      self->id = g_value_get_int64 (value);
      break;
    case PROP_BRANCH:
      spill_text_set (&self->branch, g_value_get_string (value));
      break;
    case PROP_REVISION:
      spill_text_set (&self->revision, g_value_get_string (value));
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
    case PROP_HAS_PATCH:
      self->has_patch = g_value_get_boolean (value);
      break;
    case PROP_PATCH_LEVEL:
      self->patch_level = g_value_get_int (value);
      break;
    case PROP_PATCH_BODY:
      spill_text_set (&self->patch_body, g_value_get_string (value));
      break;
    case PROP_PATCH_SUBDIR:
      spill_text_set (&self->patch_subdir, g_value_get_string (value));
      break;
    case PROP_PATCH_AUTHOR:
      spill_text_set (&self->patch_author, g_value_get_string (value));
      break;
    case PROP_PATCH_COMMENT:
      spill_text_set (&self->patch_comment, g_value_get_string (value));
      break;
    case PROP_CREATED:
      self->created = g_value_get_double (value);
      break;
    case PROP_CHANGES:
      self->changes = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
spill_source_stamp_class_init (SpillSourceStampClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = spill_source_stamp_finalize;
  object_class->get_property = spill_source_stamp_get_property;
  object_class->set_property = spill_source_stamp_set_property;

  properties[PROP_ID] =
    g_param_spec_int64 ("id", NULL, NULL, G_MININT64, G_MAXINT64, 0, once);
  properties[PROP_BRANCH] =
    g_param_spec_string ("branch", NULL, NULL, NULL, once);
  properties[PROP_REVISION] =
    g_param_spec_string ("revision", NULL, NULL, NULL, once);
  properties[PROP_PROJECT] =
    g_param_spec_string ("project", NULL, NULL, NULL, once);
  properties[PROP_REPOSITORY] =
    g_param_spec_string ("repository", NULL, NULL, NULL, once);
  properties[PROP_CODEBASE] =
    g_param_spec_string ("codebase", NULL, NULL, NULL, once);
  properties[PROP_HAS_PATCH] =
    g_param_spec_boolean ("has-patch", NULL, NULL, FALSE, once);
  properties[PROP_PATCH_LEVEL] =
    g_param_spec_int ("patch-level", NULL, NULL, G_MININT, G_MAXINT, 0, once);
  properties[PROP_PATCH_BODY] =
    g_param_spec_string ("patch-body", NULL, NULL, NULL, once);
  properties[PROP_PATCH_SUBDIR] =
    g_param_spec_string ("patch-subdir", NULL, NULL, NULL, once);
  properties[PROP_PATCH_AUTHOR] =
    g_param_spec_string ("patch-author", NULL, NULL, NULL, once);
  properties[PROP_PATCH_COMMENT] =
    g_param_spec_string ("patch-comment", NULL, NULL, NULL, once);
  properties[PROP_CREATED] =
    g_param_spec_double ("created", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, once);
  properties[PROP_CHANGES] =
    g_param_spec_object ("changes", NULL, NULL, G_TYPE_LIST_MODEL, once);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
spill_source_stamp_init (SpillSourceStamp *self)
{
}

gint64
spill_source_stamp_get_id (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), 0);

  return self->id;
}

const char *
spill_source_stamp_get_branch (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->branch;
}

const char *
spill_source_stamp_get_revision (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->revision;
}

const char *
spill_source_stamp_get_project (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->project;
}

const char *
spill_source_stamp_get_repository (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->repository;
}

const char *
spill_source_stamp_get_codebase (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->codebase;
}

gboolean
spill_source_stamp_has_patch (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), FALSE);

  return self->has_patch;
}

int
spill_source_stamp_get_patch_level (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), 0);

  return self->patch_level;
}

const char *
spill_source_stamp_get_patch_body (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->patch_body;
}

const char *
spill_source_stamp_get_patch_subdir (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->patch_subdir;
}

const char *
spill_source_stamp_get_patch_author (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->patch_author;
}

const char *
spill_source_stamp_get_patch_comment (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->patch_comment;
}

double
spill_source_stamp_get_created (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), 0);

  return self->created;
}

GListModel *
spill_source_stamp_get_changes (SpillSourceStamp *self)
{
  g_return_val_if_fail (SPILL_IS_SOURCE_STAMP (self), NULL);

  return self->changes;
}
