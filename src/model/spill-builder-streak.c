#include "model/spill-builder.h"

#include <string.h>

#include "model/spill-build-private.h"
#include "model/spill-builder-private.h"
#include "model/spill-master.h"

typedef struct
{
  guint  number;   /* of their first build */
  char  *name;
} Person;

static void
person_free (gpointer data)
{
  Person *person = data;

  g_free (person->name);
  g_free (person);
}

/* Success, failure, or NONE for those that tell nothing. */
static SpillResult
verdict (SpillBuild *build)
{
  if (!build->is_finished)
    return SPILL_RESULT_NONE;
  if (spill_result_is_good (build->result))
    return SPILL_RESULT_SUCCESS;
  return spill_result_is_bad (build->result) ? SPILL_RESULT_FAILURE : SPILL_RESULT_NONE;
}

/* Whether we know, or knew, all builds between these two. */
static gboolean
is_contiguous (SpillBuilder *self,
               gint64        older,
               gint64        newer)
{
  const SpillForgotten *forgotten = self->forgotten;

  return newer - older <= 1
         || (forgotten != NULL && older + 1 >= forgotten->low && newer - 1 <= forgotten->high);
}

/* Builds are numbered from 1; 0.8 from 0. */
static gboolean
is_beginning (SpillBuilder *self,
              gint64        number)
{
  gboolean eight = self->master != NULL
                   && g_strcmp0 (spill_master_get_kind (self->master), "eight") == 0;

  return number <= (eight ? 0 : 1);
}

static void
count_forgotten (SpillBuilder *self)
{
  const SpillForgotten *forgotten = self->forgotten;

  if (forgotten == NULL)
    return;
  if (self->streak.result != SPILL_RESULT_FAILURE || self->streak.first->number > forgotten->high)
    {
      g_clear_pointer (&self->forgotten, spill_forgotten_free);
      return;
    }

  for (guint i = 0; i < forgotten->numbers->len; i++)
    if (g_array_index (forgotten->numbers, guint, i) > self->streak.first->number)
      self->streak.n_builds++;
}

/* From the newest build back to the first that is of the other kind. What is not known ends the
 * walk as well: a build that somebody once looked at says nothing about those between. */
static void
compute (SpillBuilder *self)
{
  SpillStreak *streak = &self->streak;
  gint64 newer = -1;
  gboolean is_whole = TRUE;

  *streak = (SpillStreak) { .result = SPILL_RESULT_NONE };
  for (guint i = 0; i < spill_list_get_length (self->builds) && streak->last_other == NULL; i++)
    {
      SpillBuild *build = spill_list_peek (self->builds, i);
      SpillResult result = verdict (build);

      if (streak->first != NULL && !is_contiguous (self, build->number, newer))
        {
          is_whole = FALSE;
          break;
        }
      newer = build->number;
      if (result == SPILL_RESULT_NONE)
        continue;
      if (streak->first != NULL && streak->result != result)
        {
          streak->last_other = build;
          continue;
        }
      streak->result = result;
      streak->first = build;
      streak->since = build->finished;
      streak->n_builds++;
    }
  streak->open_ended = streak->last_other == NULL
                       && (!is_whole
                           || (self->older_state != SPILL_PART_HERE
                               && (newer < 0 || !is_beginning (self, newer))));
  count_forgotten (self);
  self->streak_is_valid = TRUE;
}

/**
 * spill_builder_get_streak:
 * @self: a builder
 * @streak: (out): how long it has been good or bad; its builds are borrowed
 */
void
spill_builder_get_streak (SpillBuilder *self,
                          SpillStreak  *streak)
{
  g_return_if_fail (SPILL_IS_BUILDER (self));
  g_return_if_fail (streak != NULL);

  if (!self->streak_is_valid)
    compute (self);
  *streak = self->streak;
}

static void
add_person (GPtrArray  *people,
            GHashTable *seen,
            const char *name)
{
  if (g_hash_table_add (seen, (char *) name))
    g_ptr_array_add (people, g_strdup (name));
}

/**
 * spill_builder_dup_streak_people:
 * @self: a builder
 *
 * Gets who may have made the builder what it is now: the people of all finished builds since the
 * last of the other kind, oldest first. Those without a result that tells count, too: their changes
 * are in the next one.
 *
 * Returns: (transfer full): the people, each once
 */
GStrv
spill_builder_dup_streak_people (SpillBuilder *self)
{
  GPtrArray *people;
  g_autoptr(GHashTable) seen = NULL;
  SpillStreak streak;
  gint64 from;
  gboolean told_forgotten = FALSE;

  g_return_val_if_fail (SPILL_IS_BUILDER (self), NULL);

  spill_builder_get_streak (self, &streak);
  people = g_ptr_array_new ();
  seen = g_hash_table_new (g_str_hash, g_str_equal);
  from = streak.last_other != NULL ? streak.last_other->number + (gint64) 1
       : streak.first != NULL ? streak.first->number : G_MAXINT64;
  for (guint i = spill_list_get_length (self->builds); i-- > 0; )
    {
      SpillBuild *build = spill_list_peek (self->builds, i);

      if (build->number < from || !build->is_finished)
        continue;
      if (self->forgotten != NULL && !told_forgotten && build->number > self->forgotten->high)
        {
          for (guint j = 0; j < self->forgotten->people->len; j++)
            add_person (people, seen, ((Person *) self->forgotten->people->pdata[j])->name);
          told_forgotten = TRUE;
        }
      for (const char * const *name = spill_build_get_people (build); *name != NULL; name++)
        add_person (people, seen, *name);
    }
  g_ptr_array_add (people, NULL);

  return (GStrv) g_ptr_array_free (people, FALSE);
}

void
spill_forgotten_free (SpillForgotten *self)
{
  g_array_unref (self->numbers);
  g_ptr_array_unref (self->people);
  g_free (self);
}

void
spill_builder_streak_keeps (SpillBuilder *self,
                            gint64        keeps[3])
{
  SpillStreak streak;

  spill_builder_get_streak (self, &streak);
  keeps[0] = keeps[1] = keeps[2] = -1;
  for (guint i = 0; i < spill_list_get_length (self->builds) && keeps[0] < 0; i++)
    {
      SpillBuild *build = spill_list_peek (self->builds, i);

      if (verdict (build) != SPILL_RESULT_NONE)
        keeps[0] = build->number;
    }
  if (streak.result == SPILL_RESULT_FAILURE)
    {
      keeps[1] = streak.first->number;
      keeps[2] = streak.last_other != NULL ? (gint64) streak.last_other->number : -1;
    }
}

static guint
position_of (GArray *numbers,
             guint   number)
{
  guint low = 0;
  guint high = numbers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (numbers, guint, middle) < number)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
remember_person (GPtrArray  *people,
                 guint       number,
                 const char *name)
{
  Person *person;
  guint position = 0;

  for (guint i = 0; i < people->len; i++)
    {
      Person *known = people->pdata[i];

      if (strcmp (known->name, name) != 0)
        continue;
      if (known->number <= number)
        return;
      g_ptr_array_remove_index (people, i);
      break;
    }
  while (position < people->len && ((Person *) people->pdata[position])->number <= number)
    position++;

  person = g_new (Person, 1);
  person->number = number;
  person->name = g_strdup (name);
  g_ptr_array_insert (people, position, person);
}

void
spill_builder_streak_forgets (SpillBuilder *self,
                              const gint64  keeps[3],
                              SpillBuild   *build)
{
  gint64 number = build->number;
  SpillForgotten *forgotten;

  if (keeps[1] < 0 || number < (keeps[2] >= 0 ? keeps[2] : keeps[1]))
    return;

  if (self->forgotten == NULL)
    {
      self->forgotten = g_new0 (SpillForgotten, 1);
      self->forgotten->low = self->forgotten->high = number;
      self->forgotten->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      self->forgotten->people = g_ptr_array_new_with_free_func (person_free);
    }
  forgotten = self->forgotten;
  forgotten->low = MIN (forgotten->low, number);
  forgotten->high = MAX (forgotten->high, number);
  if (verdict (build) == SPILL_RESULT_FAILURE)
    g_array_insert_val (forgotten->numbers, position_of (forgotten->numbers, build->number),
                        build->number);
  for (const char * const *name = spill_build_get_people (build); *name != NULL; name++)
    remember_person (forgotten->people, build->number, *name);
}

void
spill_builder_streak_recalls (SpillBuilder *self,
                              guint         number)
{
  GArray *numbers;
  guint position;

  if (self->forgotten == NULL)
    return;

  numbers = self->forgotten->numbers;
  position = position_of (numbers, number);
  if (position < numbers->len && g_array_index (numbers, guint, position) == number)
    g_array_remove_index (numbers, position);
}
