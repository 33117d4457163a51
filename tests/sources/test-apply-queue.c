#include "sources/spill-apply-queue.h"

#include "model/spill-master.h"
#include "watch.h"

typedef struct
{
  SpillMaster     *master;
  SpillApplyQueue *queue;
  GArray          *applied;    /* of guint */
  guint            n_settled;
  guint            busy_us;    /* what applying takes */
  guint            shut_at;    /* shut, or clear, when this one is applied */
  guint            clear_at;
} Fixture;

static int n_alive;

static guint *
item_new (guint number)
{
  g_atomic_int_inc (&n_alive);
  return g_memdup2 (&number, sizeof number);
}

static void
item_free (gpointer item)
{
  g_atomic_int_add (&n_alive, -1);
  g_free (item);
}

static void
apply (gpointer item,
       gpointer user_data)
{
  Fixture *f = user_data;
  guint number = *(guint *) item;
  gint64 end = g_get_monotonic_time () + f->busy_us;

  g_array_append_val (f->applied, number);
  while (g_get_monotonic_time () < end)
    ;
  if (number == f->shut_at)
    spill_apply_queue_shut (f->queue);
  if (number == f->clear_at)
    spill_apply_queue_clear (f->queue);
}

static void
on_settled (SpillMaster *master,
            Fixture     *f)
{
  f->n_settled++;
}

static void
set_up (Fixture       *f,
        gconstpointer  max_bytes)
{
  f->master = spill_master_new ("test", "http://127.0.0.1:1/");
  f->applied = g_array_new (FALSE, FALSE, sizeof (guint));
  f->queue = spill_apply_queue_new (f->master, GPOINTER_TO_SIZE (max_bytes), apply, item_free, f);
  g_signal_connect (f->master, "settled", G_CALLBACK (on_settled), f);
}

static void
tear_down (Fixture       *f,
           gconstpointer  max_bytes)
{
  spill_apply_queue_shut (f->queue);
  spill_apply_queue_unref (f->queue);
  g_assert_cmpint (g_atomic_int_get (&n_alive), ==, 0);
  g_assert_finalize_object (f->master);
  g_array_unref (f->applied);
}

static gboolean
push (Fixture *f,
      guint    number,
      gsize    bytes)
{
  return spill_apply_queue_push (f->queue, item_new (number), bytes);
}

static void
assert_applied (Fixture     *f,
                const guint *numbers,
                guint        n)
{
  g_assert_cmpmem (f->applied->data, f->applied->len * sizeof (guint), numbers, n * sizeof (guint));
}

static void
test_order (Fixture       *f,
            gconstpointer  data)
{
  guint expected[1000];

  for (guint i = 0; i < 1000; i++)
    {
      expected[i] = i + 1;
      g_assert_true (push (f, i + 1, 1));
    }
  g_assert_cmpuint (f->applied->len, ==, 0);
  g_assert_cmpuint (spill_apply_queue_get_bytes (f->queue), ==, 1000);

  wait_for (f->applied->len == 1000);
  assert_applied (f, expected, 1000);
  g_assert_cmpuint (spill_apply_queue_get_bytes (f->queue), ==, 0);
}

/* Once over the bound, nothing that counts is taken until all is applied: half of a flood is worth
 * less than none. The end of an answer is taken always. */
static void
test_bound (Fixture       *f,
            gconstpointer  data)
{
  g_assert_true (push (f, 1, 60));
  g_assert_true (push (f, 2, 40));
  g_assert_false (push (f, 3, 1));
  g_assert_true (push (f, 4, 0));
  g_assert_false (push (f, 5, 0x10000));
  wait_for (f->applied->len == 3 && spill_apply_queue_get_bytes (f->queue) == 0);
  watch_for_ms (20);
  g_assert_true (push (f, 6, 100));
  wait_for (f->applied->len == 4);
  assert_applied (f, (guint[]) { 1, 2, 4, 6 }, 4);
}

/* What GTK's redraw finds when its turn comes. */
typedef struct
{
  Fixture *f;
  guint    seen;      /* items applied at its last turn */
  guint    longest;   /* most items between two turns */
} Redraw;

static gboolean
on_redraw (gpointer user_data)
{
  Redraw *self = user_data;

  self->longest = MAX (self->longest, self->f->applied->len - self->seen);
  self->seen = self->f->applied->len;
  return G_SOURCE_CONTINUE;
}

/* Items that take 0.5 ms or more each: at most 8 begin within the 4 ms of a slice, and the redraw
 * (120) has its turn after every one. Counted, not timed: a busy machine only makes slices shorter. */
static void
test_slices (Fixture       *f,
             gconstpointer  data)
{
  Redraw self = { f };
  guint redraw;

  f->busy_us = 500;
  for (guint i = 1; i <= 400; i++)
    g_assert_true (push (f, i, 1));
  redraw = g_timeout_add_full (120, 1, on_redraw, &self, NULL);   /* due after every slice */
  wait_for (f->applied->len == 400);
  g_source_remove (redraw);

  g_assert_cmpuint (self.longest, >, 0);
  g_assert_cmpuint (self.longest, <=, 9);
  g_assert_cmpuint (f->n_settled, >=, 400 / 9);
}

static void
test_settles_once (Fixture       *f,
                   gconstpointer  data)
{
  for (guint i = 1; i <= 10; i++)
    g_assert_true (push (f, i, 1));
  wait_for (f->applied->len == 10 && f->n_settled > 0);
  watch_for_ms (20);
  g_assert_cmpuint (f->n_settled, ==, 1);
}

static void
test_clear (Fixture       *f,
            gconstpointer  data)
{
  f->clear_at = 2;
  for (guint i = 1; i <= 5; i++)
    g_assert_true (push (f, i, 20));
  wait_for (f->applied->len == 2);
  g_assert_true (push (f, 6, 100));
  wait_for (f->applied->len == 3);
  assert_applied (f, (guint[]) { 1, 2, 6 }, 3);
}

static void
test_shut (Fixture       *f,
           gconstpointer  data)
{
  f->shut_at = 2;
  for (guint i = 1; i <= 5; i++)
    g_assert_true (push (f, i, 20));
  wait_for (f->applied->len == 2);
  g_assert_false (push (f, 6, 0));
  watch_for_ms (20);
  assert_applied (f, (guint[]) { 1, 2 }, 2);
}

static gpointer
push_many (gpointer data)
{
  Fixture *f = data;

  for (guint i = 1; i <= 20000; i++)
    spill_apply_queue_push (f->queue, item_new (i), 1);

  spill_apply_queue_unref (f->queue);
  return NULL;
}

static void
test_threads (Fixture       *f,
              gconstpointer  data)
{
  GThread *threads[4];
  guint next[4] = { 1, 1, 1, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      spill_apply_queue_ref (f->queue);
      threads[i] = g_thread_new ("push", push_many, f);
    }
  wait_for (f->applied->len == 4 * 20000);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  /* Of each thread the order stays: every number comes four times, never before its predecessor. */
  for (guint i = 0; i < f->applied->len; i++)
    {
      guint number = g_array_index (f->applied, guint, i);
      guint k;

      for (k = 0; k < 4 && next[k] != number; k++)
        ;
      g_assert_cmpuint (k, <, 4);
      next[k]++;
    }
}

/* The queue goes while a thread still pushes. */
static void
test_shut_under_fire (Fixture       *f,
                      gconstpointer  data)
{
  GThread *thread;

  spill_apply_queue_ref (f->queue);
  thread = g_thread_new ("push", push_many, f);
  wait_for (f->applied->len > 100);
  spill_apply_queue_shut (f->queue);
  g_thread_join (thread);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    gsize       max_bytes;
    void      (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "order", 1000, test_order },
    { "bound", 100, test_bound },
    { "slices", 1000, test_slices },
    { "settles-once", 1000, test_settles_once },
    { "clear", 100, test_clear },
    { "shut", 100, test_shut },
    { "threads", 1000000, test_threads },
    { "shut-under-fire", 1000000, test_shut_under_fire },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/sources/apply-queue/%s", tests[i].name);

      g_test_add (path, Fixture, GSIZE_TO_POINTER (tests[i].max_bytes), set_up, tests[i].test,
                  tear_down);
    }
  return g_test_run ();
}
