#include "layout/spill-box.h"

#include <string.h>

#include "model/spill-build.h"
#include "model/spill-change.h"
#include "model/spill-log.h"
#include "model/spill-step.h"

/* The box, and the one block that holds all its text. */
typedef struct
{
  SpillBox      box;
  GStringChunk *text;
  char        **words;
  SpillBoxLink *links;
} Block;

static const char *const no_words[] = { NULL };

static void
block_clear (gpointer data)
{
  Block *block = data;

  g_clear_pointer (&block->text, g_string_chunk_free);
  g_free (block->words);
  g_free (block->links);
}

static const char *
keep (Block      *block,
      const char *text)
{
  if (text == NULL)
    return NULL;
  if (block->text == NULL)
    block->text = g_string_chunk_new (64);

  return g_string_chunk_insert (block->text, text);
}

static Block *
block_new (SpillBoxKind        kind,
           double              start,
           double              end,
           const char * const *words)
{
  Block *block = g_atomic_rc_box_new0 (Block);
  guint n = words != NULL ? g_strv_length ((char **) words) : 0;

  block->box.kind = kind;
  block->box.start = start;
  block->box.end = end;
  block->box.result = SPILL_RESULT_NONE;
  block->box.name = "";
  block->box.words = no_words;
  if (n > 0)
    {
      block->words = g_new0 (char *, n + 1);
      for (guint i = 0; i < n; i++)
        block->words[i] = (char *) keep (block, words[i]);
      block->box.words = (const char * const *) block->words;
    }

  return block;
}

static void
add_links (Block     *block,
           SpillList *logs,
           GPtrArray *urls)
{
  guint n_logs = logs != NULL ? spill_list_get_length (logs) : 0;
  guint n_urls = urls != NULL ? urls->len : 0;

  if (n_logs + n_urls == 0)
    return;

  block->links = g_new0 (SpillBoxLink, n_logs + n_urls);
  block->box.links = block->links;
  block->box.n_links = n_logs + n_urls;
  for (guint i = 0; i < n_logs; i++)
    block->links[i].name = keep (block, spill_log_get_name (spill_list_peek (logs, i)));
  for (guint i = 0; i < n_urls; i++)
    {
      const SpillUrl *url = urls->pdata[i];

      block->links[n_logs + i].name = keep (block, url->name != NULL ? url->name : "");
      block->links[n_logs + i].url = keep (block, url->url != NULL ? url->url : "");
    }
}

/**
 * spill_box_new_step:
 * @step: a step that has started
 *
 * Its words are its text; its links its logs and then its URLs.
 *
 * Returns: (transfer full): a box
 */
SpillBox *
spill_box_new_step (SpillStep *step)
{
  SpillBuild *build = spill_step_get_build (step);
  double end = spill_step_is_finished (step) ? spill_step_get_finished (step) : 0;
  Block *block = block_new (SPILL_BOX_STEP, spill_step_get_started (step), end,
                            spill_step_get_words (step));

  block->box.result = end > 0 ? spill_step_get_result (step) : SPILL_RESULT_NONE;
  block->box.build = build != NULL ? spill_build_get_number (build) : 0;
  block->box.step = spill_step_get_number (step);
  block->box.is_hidden = end > 0 && spill_step_is_hidden (step);
  block->box.name = keep (block, spill_step_get_name (step));
  add_links (block, spill_step_get_logs (step), spill_step_get_urls (step));

  return &block->box;
}

/**
 * spill_box_new_body:
 * @build: a build whose steps are not known
 *
 * Returns: (transfer full): one box for all of it, with the build's text
 */
SpillBox *
spill_box_new_body (SpillBuild *build)
{
  gboolean is_finished = spill_build_is_finished (build);
  Block *block = block_new (SPILL_BOX_BODY, spill_build_get_started (build),
                            is_finished ? spill_build_get_finished (build) : 0,
                            spill_build_get_words (build));

  block->box.result = spill_build_get_result (build);
  block->box.build = spill_build_get_number (build);

  return &block->box;
}

/**
 * spill_box_new_build:
 * @build: a build
 *
 * Returns: (transfer full): the box at its start; its end is the build's end, for gaps
 */
SpillBox *
spill_box_new_build (SpillBuild *build)
{
  gboolean is_finished = spill_build_is_finished (build);
  Block *block = block_new (SPILL_BOX_BUILD, spill_build_get_started (build),
                            is_finished ? spill_build_get_finished (build) : 0, NULL);

  block->box.result = spill_build_get_result (build);
  block->box.build = spill_build_get_number (build);
  block->box.tip = keep (block, spill_build_get_reason (build));

  return &block->box;
}

/**
 * spill_box_new_change:
 * @change: a change
 *
 * Returns: (transfer full): a box named for its author
 */
SpillBox *
spill_box_new_change (SpillChange *change)
{
  double when = spill_change_get_when (change);
  const char *author = spill_change_get_author (change);
  Block *block = block_new (SPILL_BOX_CHANGE, when, when, NULL);

  block->box.id = spill_change_get_id (change);
  block->box.name = author != NULL ? keep (block, author) : "";
  block->box.tip = keep (block, spill_change_get_comments (change));

  return &block->box;
}

SpillBox *
spill_box_new_event (double              when,
                     const char * const *words)
{
  return &block_new (SPILL_BOX_EVENT, when, when, words)->box;
}

SpillBox *
spill_box_new_gap (double start,
                   double end)
{
  return &block_new (SPILL_BOX_GAP, start, end, NULL)->box;
}

SpillBox *
spill_box_ref (SpillBox *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
spill_box_unref (SpillBox *self)
{
  g_atomic_rc_box_release_full (self, block_clear);
}

/**
 * spill_box_equal:
 * @a: a box
 * @b: another one
 *
 * Returns: whether they show the same
 */
gboolean
spill_box_equal (const SpillBox *a,
                 const SpillBox *b)
{
  if (a == b)
    return TRUE;
  if (a->kind != b->kind || a->start != b->start || a->end != b->end || a->result != b->result
      || a->build != b->build || a->step != b->step || a->id != b->id || a->is_hidden != b->is_hidden
      || a->n_links != b->n_links || strcmp (a->name, b->name) != 0
      || g_strcmp0 (a->tip, b->tip) != 0 || !g_strv_equal (a->words, b->words))
    return FALSE;
  for (guint i = 0; i < a->n_links; i++)
    if (strcmp (a->links[i].name, b->links[i].name) != 0
        || g_strcmp0 (a->links[i].url, b->links[i].url) != 0)
      return FALSE;

  return TRUE;
}

const char *
spill_box_get_class (const SpillBox *self)
{
  switch (self->kind)
    {
    case SPILL_BOX_STEP:
    case SPILL_BOX_BODY:
      return self->end > 0 && self->result != SPILL_RESULT_NONE
               ? spill_result_to_nick (self->result) : "running";
    case SPILL_BOX_BUILD:
      return "start";
    case SPILL_BOX_EVENT:
      return "event";
    case SPILL_BOX_CHANGE:
      return "change";
    case SPILL_BOX_GAP:
    default:
      return "gap";
    }
}
