#include "layout/spill-column.h"

#include <string.h>

#include "layout/spill-waterfall-query.h"
#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-source-stamp.h"
#include "model/spill-step.h"

typedef struct
{
  SpillColumnBuild  build;
  GStringChunk     *text;
} Block;

static const char *
keep (Block      *block,
      const char *text)
{
  return text != NULL ? g_string_chunk_insert_const (block->text, text) : NULL;
}

static const char *
keep_or_empty (Block      *block,
               const char *text)
{
  return text != NULL ? keep (block, text) : "";
}

/* 0.8's statistics are an object of numbers: {"tests-failed":3,…}. */
static guint
failed_tests (SpillStep *step)
{
  static const char key[] = "\"tests-failed\"";
  const char *json = spill_step_get_statistics (step);
  const char *at = json != NULL ? strstr (json, key) : NULL;

  if (at == NULL)
    return 0;
  at += strlen (key);
  at += strspn (at, " :");

  return (guint) MIN (g_ascii_strtoull (*at == '-' ? "0" : at, NULL, 10), G_MAXINT);
}

static void
copy_boxes (Block      *block,
            SpillBuild *build)
{
  SpillColumnBuild *self = &block->build;
  SpillList *steps = spill_build_peek_steps (build);
  guint n = steps != NULL ? spill_list_get_length (steps) : 0;
  SpillStep *failed = spill_build_get_failed_step (build);

  self->boxes = g_new0 (SpillBox *, n + 2);
  for (guint i = n; i > 0; i--)
    {
      SpillStep *step = spill_list_peek (steps, i - 1);

      self->n_failed_tests += failed_tests (step);
      if (spill_step_is_started (step))
        self->boxes[self->n_boxes++] = spill_box_new_step (step);
    }
  self->has_steps = self->n_boxes > 0
                    || spill_build_get_part_state (build, SPILL_PART_STEPS) == SPILL_PART_HERE;
  if (!self->has_steps)
    self->boxes[self->n_boxes++] = spill_box_new_body (build);
  self->boxes[self->n_boxes++] = spill_box_new_build (build);
  self->has_failing_step = failed != NULL;
  if (failed != NULL)
    self->detail = keep (block, spill_step_get_text (failed) != NULL ? spill_step_get_text (failed)
                                                                     : spill_step_get_name (failed));
}

static char *
find_got_revision (SpillBuild *build,
                   const char *codebase,
                   guint       n_stamps)
{
  const char *json = spill_build_get_property_value (build, "got_revision");
  const char *revision = spill_build_get_revision (build);
  g_autofree char *key = g_strdup_printf ("\"%s\"", codebase);
  const char *at;
  gsize n;

  if (json == NULL)
    return n_stamps == 1 && revision != NULL && *revision != '\0' ? g_strdup (revision) : NULL;
  if (*json == '"')
    at = json;
  else if (*json == '{' && (at = strstr (json, key)) != NULL)
    {
      at += strlen (key);
      at += strspn (at, " :");
    }
  else
    return NULL;
  if (*at != '"')
    return NULL;
  /* Revisions have no quotes or escapes: what has is not one. */
  n = strcspn (at + 1, "\"\\");

  return at[n + 1] == '"' && n > 0 ? g_strndup (at + 1, n) : NULL;
}

static void
copy_stamps (Block      *block,
             SpillBuild *build)
{
  SpillColumnBuild *self = &block->build;
  GListModel *stamps = spill_build_peek_source_stamps (build);
  guint n = stamps != NULL ? g_list_model_get_n_items (stamps) : 0;
  SpillColumnStamp *copies = g_new0 (SpillColumnStamp, MAX (n, 1));

  self->stamps = copies;
  self->n_stamps = n;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillSourceStamp) stamp = g_list_model_get_item (stamps, i);
      SpillColumnStamp *copy = &copies[i];
      const char *codebase = spill_source_stamp_get_codebase (stamp);
      g_autofree char *got = find_got_revision (build, codebase != NULL ? codebase : "", n);
      const char *body = spill_source_stamp_get_patch_body (stamp);

      copy->branch = keep (block, spill_source_stamp_get_branch (stamp));
      copy->revision = keep (block, got != NULL ? got : spill_source_stamp_get_revision (stamp));
      copy->project = keep_or_empty (block, spill_source_stamp_get_project (stamp));
      copy->repository = keep_or_empty (block, spill_source_stamp_get_repository (stamp));
      copy->codebase = keep_or_empty (block, codebase);
      if (spill_source_stamp_has_patch (stamp))
        copy->patch_hash = body != NULL ? MAX (g_str_hash (body), 1) : 1;
    }
}

/* What only held parts would tell is taken from the build itself. */
static void
invent_stamp (Block      *block,
              SpillBuild *build)
{
  SpillColumnBuild *self = &block->build;
  const char *revision = spill_build_get_revision (build);
  SpillColumnStamp *stamp;

  if (self->n_stamps > 0 || (self->branch == NULL && (revision == NULL || *revision == '\0')))
    return;

  stamp = (SpillColumnStamp *) self->stamps;   /* has room for one */
  stamp->branch = self->branch;
  stamp->revision = keep (block, revision);
  stamp->project = stamp->repository = stamp->codebase = "";
  self->n_stamps = 1;
}

static void
make_key (Block *block)
{
  SpillColumnBuild *self = &block->build;
  g_autoptr(GString) key = g_string_new (NULL);

  for (guint i = 0; i < self->n_stamps; i++)
    {
      const SpillColumnStamp *stamp = &self->stamps[i];

      /* No text of a master has these in it: it would be a revision nobody can type. */
      g_string_append_printf (key, "%s\x1f%s\x1f%u\x1f%s\x1f%s\x1e",
                              stamp->branch != NULL ? stamp->branch : "\x1d",
                              stamp->revision != NULL ? stamp->revision : "\x1d",
                              stamp->patch_hash, stamp->codebase, stamp->project);
    }
  if (self->n_stamps > 0)
    self->key = keep (block, key->str);
}

static void
copy_changes (Block      *block,
              SpillBuild *build,
              guint       n_stamps)   /* that the build has told itself */
{
  SpillColumnBuild *self = &block->build;
  GListModel *changes = spill_build_peek_changes (build);
  guint n = changes != NULL ? g_list_model_get_n_items (changes) : 0;
  SpillColumnChange *copies = g_new0 (SpillColumnChange, MAX (n, 1));

  self->changes = copies;
  self->n_changes = n;
  self->has_changes = n > 0 || n_stamps > 0
                      || spill_build_get_part_state (build, SPILL_PART_CHANGES) == SPILL_PART_HERE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(SpillChange) change = g_list_model_get_item (changes, i);

      copies[i].id = spill_change_get_id (change);
      copies[i].revision = keep (block, spill_change_get_revision (change));
      copies[i].author = keep_or_empty (block, spill_change_get_author (change));
    }
}

static const char * const *
copy_strv (Block              *block,
           const char * const *strv)
{
  guint n = g_strv_length ((char **) strv);
  const char **copy = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    copy[i] = keep (block, strv[i]);

  return (const char * const *) copy;
}

/**
 * spill_column_build_new:
 * @build: a build
 *
 * What is not held is not known: a build without its steps is one box, one without its changes is
 * known by branch and revision alone.
 *
 * Returns: (transfer full): the build as a value
 */
SpillColumnBuild *
spill_column_build_new (SpillBuild *build)
{
  Block *block = g_atomic_rc_box_new0 (Block);
  SpillColumnBuild *self = &block->build;

  block->text = g_string_chunk_new (128);
  self->number = spill_build_get_number (build);
  self->started = spill_build_get_started (build);
  self->finished = spill_build_is_finished (build) ? spill_build_get_finished (build) : 0;
  self->result = spill_build_get_result (build);
  self->branch = keep (block, spill_build_get_branch (build));
  self->words = copy_strv (block, spill_build_get_words (build));
  self->people = copy_strv (block, spill_build_get_people (build));
  copy_boxes (block, build);
  copy_stamps (block, build);
  copy_changes (block, build, self->n_stamps);
  invent_stamp (block, build);
  make_key (block);

  return self;
}

SpillColumnBuild *
spill_column_build_ref (SpillColumnBuild *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
block_clear (gpointer data)
{
  Block *block = data;
  SpillColumnBuild *self = &block->build;

  for (guint i = 0; i < self->n_boxes; i++)
    spill_box_unref (self->boxes[i]);
  g_free (self->boxes);
  g_free ((gpointer) self->words);
  g_free ((gpointer) self->people);
  g_free ((gpointer) self->stamps);
  g_free ((gpointer) self->changes);
  g_string_chunk_free (block->text);
}

void
spill_column_build_unref (SpillColumnBuild *self)
{
  g_atomic_rc_box_release_full (self, block_clear);
}

gboolean
spill_column_build_is_plain (const SpillColumnBuild *self)
{
  const char * const *words = self->words;

  if (self->result != SPILL_RESULT_SUCCESS || words[0] == NULL)
    return FALSE;

  return words[1] == NULL ? strcmp (words[0], "build successful") == 0
                          : strcmp (words[0], "build") == 0 && strcmp (words[1], "successful") == 0
                              && words[2] == NULL;
}

gboolean
spill_column_build_has_branch (const SpillColumnBuild *self,
                               const char * const     *branches)
{
  /* Most pages ask for none, and this is asked of every build. */
  if (branches == NULL || branches[0] == NULL)
    return TRUE;
  if (self->n_stamps == 0)
    return spill_query_matches_branch (branches, self->branch);
  for (guint i = 0; i < self->n_stamps; i++)
    if (spill_query_matches_branch (branches, self->stamps[i].branch))
      return TRUE;

  return FALSE;
}
