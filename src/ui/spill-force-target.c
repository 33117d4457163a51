#include "ui/spill-force-target.h"

#include <glib/gi18n.h>

#include "model/spill-master.h"
#include "model/spill-source-stamp.h"
#include "util/spill-plain.h"

#define AGAIN_PARTS (SPILL_PART_PROPERTIES | SPILL_PART_CHANGES)
#define MAX_NAMES 5   /* builders named in a sentence */

struct _SpillForceTarget
{
  GObject      parent_instance;

  GPtrArray   *builders;     /* of SpillBuilder, each held */
  SpillBuild  *again;        /* (nullable) held: what it was made with */
  gboolean     filled;
  GListStore  *schedulers;   /* of SpillForceScheduler */
  SpillConfig *config;
};

enum
{
  CHANGED,
  FILLED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillForceTarget, spill_force_target, G_TYPE_OBJECT)

static gboolean
can_force (SpillForceScheduler *scheduler,
           SpillBuilder        *builder)
{
  return g_strv_contains (spill_force_scheduler_get_builders (scheduler),
                          spill_builder_get_name (builder));
}

static gboolean
has_scheduler (SpillForceTarget *self,
               const char       *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->schedulers));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillForceScheduler) scheduler =
        g_list_model_get_item (G_LIST_MODEL (self->schedulers), i);

      if (g_str_equal (spill_force_scheduler_get_name (scheduler), name))
        return TRUE;
    }

  return FALSE;
}

static guint
count_forced (SpillForceTarget    *self,
              SpillForceScheduler *scheduler)
{
  guint n = 0;

  for (guint i = 0; i < self->builders->len; i++)
    n += can_force (scheduler, self->builders->pdata[i]);

  return n;
}

static int
compare_schedulers (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  guint na = count_forced (user_data, SPILL_FORCE_SCHEDULER ((gpointer) a));
  guint nb = count_forced (user_data, SPILL_FORCE_SCHEDULER ((gpointer) b));

  return na > nb ? -1 : na < nb;
}

/* Once: a form that is filled in must not change under the user. */
static void
collect_schedulers (SpillForceTarget *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->schedulers)) > 0)
    return;

  for (guint i = 0; i < self->builders->len; i++)
    {
      GListModel *all = spill_builder_get_force_schedulers (self->builders->pdata[i]);
      guint n = all != NULL ? g_list_model_get_n_items (all) : 0;

      for (guint j = 0; j < n; j++)
        {
          g_autoptr(SpillForceScheduler) scheduler = g_list_model_get_item (all, j);

          if (spill_force_scheduler_is_enabled (scheduler)
              && can_force (scheduler, self->builders->pdata[i])
              && !has_scheduler (self, spill_force_scheduler_get_name (scheduler)))
            g_list_store_insert_sorted (self->schedulers, scheduler, compare_schedulers, self);
        }
    }
}

static void
on_parts (SpillForceTarget *self)
{
  const char *error;

  if (spill_force_target_get_state (self, &error) == SPILL_PART_HERE)
    collect_schedulers (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_again_parts (SpillForceTarget *self)
{
  if (self->filled
      || spill_build_get_part_state (self->again, SPILL_PART_PROPERTIES) != SPILL_PART_HERE
      || spill_build_get_part_state (self->again, SPILL_PART_CHANGES) != SPILL_PART_HERE)
    return;

  self->filled = TRUE;
  g_signal_emit (self, signals[FILLED], 0);
}

static void
release (SpillForceTarget *self,
         SpillBuilder     *builder)
{
  g_signal_handlers_disconnect_by_data (builder, self);
  spill_builder_release (builder, SPILL_PART_FORCE);
}

static void
spill_force_target_dispose (GObject *object)
{
  SpillForceTarget *self = SPILL_FORCE_TARGET (object);

  for (guint i = 0; i < self->builders->len; i++)
    release (self, self->builders->pdata[i]);
  g_ptr_array_set_size (self->builders, 0);
  if (self->again != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->again, self);
      spill_build_release (self->again, AGAIN_PARTS);
    }
  g_clear_object (&self->again);
  g_clear_object (&self->schedulers);
  g_clear_object (&self->config);

  G_OBJECT_CLASS (spill_force_target_parent_class)->dispose (object);
}

static void
spill_force_target_finalize (GObject *object)
{
  g_ptr_array_unref (SPILL_FORCE_TARGET (object)->builders);

  G_OBJECT_CLASS (spill_force_target_parent_class)->finalize (object);
}

static void
spill_force_target_class_init (SpillForceTargetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_force_target_dispose;
  object_class->finalize = spill_force_target_finalize;

  signals[CHANGED] = g_signal_new ("changed", SPILL_TYPE_FORCE_TARGET, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FILLED] = g_signal_new ("filled", SPILL_TYPE_FORCE_TARGET, G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
spill_force_target_init (SpillForceTarget *self)
{
  self->builders = g_ptr_array_new_with_free_func (g_object_unref);
  self->schedulers = g_list_store_new (SPILL_TYPE_FORCE_SCHEDULER);
  self->config = spill_config_new (NULL);
}

SpillForceTarget *
spill_force_target_new (GListModel *builders,
                        SpillBuild *again)
{
  SpillForceTarget *self = g_object_new (SPILL_TYPE_FORCE_TARGET, NULL);
  guint n = g_list_model_get_n_items (builders);

  for (guint i = 0; i < n; i++)
    {
      SpillBuilder *builder = g_list_model_get_item (builders, i);

      g_ptr_array_add (self->builders, builder);
      spill_builder_hold (builder, SPILL_PART_FORCE);
      g_signal_connect_object (builder, "notify::parts", G_CALLBACK (on_parts), self,
                               G_CONNECT_SWAPPED);
    }
  if (again != NULL)
    {
      self->again = g_object_ref (again);
      spill_build_hold (again, AGAIN_PARTS);
      g_signal_connect_object (again, "notify::parts", G_CALLBACK (on_again_parts), self,
                               G_CONNECT_SWAPPED);
      on_again_parts (self);
    }
  on_parts (self);

  return self;
}

SpillMaster *
spill_force_target_get_master (SpillForceTarget *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), NULL);

  return spill_builder_get_master (spill_force_target_get_first (self));
}

SpillBuilder *
spill_force_target_get_first (SpillForceTarget *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self) && self->builders->len > 0, NULL);

  return self->builders->pdata[0];
}

SpillPartState
spill_force_target_get_state (SpillForceTarget  *self,
                              const char       **error)
{
  SpillPartState worst = SPILL_PART_HERE;

  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), SPILL_PART_UNKNOWN);

  *error = NULL;
  for (guint i = 0; i < self->builders->len; i++)
    {
      SpillBuilder *builder = self->builders->pdata[i];
      SpillPartState state = spill_builder_get_part_state (builder, SPILL_PART_FORCE);

      if (spill_part_state_has_failed (state))
        {
          *error = spill_builder_get_part_error (builder, SPILL_PART_FORCE);
          return state;
        }
      if (state != SPILL_PART_HERE)
        worst = SPILL_PART_LOADING;
    }

  return worst;
}

void
spill_force_target_retry (SpillForceTarget *self)
{
  g_return_if_fail (SPILL_IS_FORCE_TARGET (self));

  for (guint i = 0; i < self->builders->len; i++)
    {
      SpillBuilder *builder = self->builders->pdata[i];

      if (spill_part_state_has_failed (spill_builder_get_part_state (builder, SPILL_PART_FORCE)))
        spill_builder_refresh (builder, SPILL_PART_FORCE);
    }
}

GListModel *
spill_force_target_get_schedulers (SpillForceTarget *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), NULL);

  return G_LIST_MODEL (self->schedulers);
}

GPtrArray *
spill_force_target_list_builders (SpillForceTarget    *self,
                                  SpillForceScheduler *scheduler,
                                  gboolean             forced)
{
  GPtrArray *builders = g_ptr_array_new ();

  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), builders);

  for (guint i = 0; i < self->builders->len; i++)
    if (can_force (scheduler, self->builders->pdata[i]) == forced)
      g_ptr_array_add (builders, self->builders->pdata[i]);

  return builders;
}

char *
spill_force_target_dup_names (SpillForceTarget *self)
{
  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), NULL);

  return spill_force_target_join_names (self->builders);
}

void
spill_force_target_drop (SpillForceTarget *self,
                         SpillBuilder     *builder)
{
  guint position;

  g_return_if_fail (SPILL_IS_FORCE_TARGET (self));

  /* The last one stays: there is always a builder to speak of. */
  if (self->builders->len > 1 && g_ptr_array_find (self->builders, builder, &position))
    {
      release (self, builder);
      g_ptr_array_remove_index (self->builders, position);
    }
}

/* A named group is one property, an object; its fields have both names. */
static void
add_value (GVariantDict *dict,
           const char   *name,
           GVariant     *value)
{
  GVariantIter iter;
  const char *key;
  GVariant *member;

  if (!g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    {
      g_variant_dict_insert_value (dict, name, value);
      return;
    }

  g_variant_iter_init (&iter, value);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &member))
    {
      g_autofree char *full_name = g_strdup_printf ("%s_%s", name, key);

      add_value (dict, full_name, member);
    }
}

/* What the build was made with: a field has the name of the property that it sets. */
static void
add_properties (GVariantDict *dict,
                SpillBuild   *build)
{
  GPtrArray *properties = spill_build_get_properties (build);

  for (guint i = 0; properties != NULL && i < properties->len; i++)
    {
      const SpillProperty *property = properties->pdata[i];
      g_autoptr(GVariant) value = spill_plain_json_variant (property->value);

      if (value != NULL)
        add_value (dict, property->name, value);
    }
}

static void
add_stamp (GVariantDict *dict,
           const char   *codebase,
           const char   *what,
           const char   *value)
{
  g_autofree char *name = codebase != NULL && *codebase != '\0'
                            ? g_strdup_printf ("%s_%s", codebase, what) : g_strdup (what);

  if (value != NULL)
    g_variant_dict_insert (dict, name, "s", value);
}

/* What was built: a codebase's fields are named for it. */
static void
add_stamps (GVariantDict *dict,
            SpillBuild   *build)
{
  GListModel *stamps = spill_build_get_source_stamps (build);
  guint n = stamps != NULL ? g_list_model_get_n_items (stamps) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillSourceStamp) stamp = g_list_model_get_item (stamps, i);
      const char *codebase = spill_source_stamp_get_codebase (stamp);

      add_stamp (dict, codebase, "branch", spill_source_stamp_get_branch (stamp));
      add_stamp (dict, codebase, "revision", spill_source_stamp_get_revision (stamp));
      add_stamp (dict, codebase, "repository", spill_source_stamp_get_repository (stamp));
      add_stamp (dict, codebase, "project", spill_source_stamp_get_project (stamp));
    }
}

GVariant *
spill_force_target_dup_values (SpillForceTarget *self)
{
  g_autoptr(GVariant) last = NULL;
  SpillMaster *master;
  SpillBuilder *first;
  GVariantDict dict;

  g_return_val_if_fail (SPILL_IS_FORCE_TARGET (self), NULL);

  master = spill_force_target_get_master (self);
  first = spill_force_target_get_first (self);
  last = spill_config_get_force_values (self->config, spill_master_get_id (master),
                                        spill_builder_get_name (first));
  g_variant_dict_init (&dict, last);
  if (self->again != NULL)
    {
      add_stamps (&dict, self->again);
      add_properties (&dict, self->again);
    }

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
remove_files (GVariantDict *dict,
              GPtrArray    *fields,
              guint         depth)
{
  for (guint i = 0; i < fields->len && depth < 20; i++)
    {
      const SpillForceField *field = fields->pdata[i];

      if (field->type == SPILL_FORCE_FILE && field->full_name != NULL)
        g_variant_dict_remove (dict, field->full_name);
      if (field->fields != NULL)
        remove_files (dict, field->fields, depth + 1);
    }
}

/* Files are left out: the next build seldom wants the same, and they may be large. */
void
spill_force_target_remember (SpillForceTarget    *self,
                             SpillForceScheduler *scheduler,
                             GVariant            *values)
{
  const char *master_id;
  g_autoptr(GVariant) kept = NULL;
  g_autoptr(GPtrArray) builders = NULL;
  GVariantDict dict;

  g_return_if_fail (SPILL_IS_FORCE_TARGET (self));

  master_id = spill_master_get_id (spill_force_target_get_master (self));
  g_variant_dict_init (&dict, values);
  remove_files (&dict, spill_force_scheduler_get_fields (scheduler), 0);
  kept = g_variant_ref_sink (g_variant_dict_end (&dict));

  builders = spill_force_target_list_builders (self, scheduler, TRUE);
  for (guint i = 0; i < builders->len; i++)
    spill_config_set_force_values (self->config, master_id,
                                   spill_builder_get_name (builders->pdata[i]), kept);
}

char *
spill_force_target_join_names (GPtrArray *builders)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (builders->len, MAX_NAMES); i++)
    {
      const char *whole = spill_builder_get_name (builders->pdata[i]);
      g_autofree char *name = spill_plain_isolated (whole, 80);

      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", name);
    }
  if (builders->len > MAX_NAMES)
    g_string_append_printf (names, ngettext (" and %u other", " and %u others",
                                             builders->len - MAX_NAMES), builders->len - MAX_NAMES);

  return g_string_free (names, FALSE);
}
