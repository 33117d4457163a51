#include "model/spill-list.h"
#include "model/spill-worker.h"

/* A copy of a list that is kept only by its items-changed. */
typedef struct
{
  GPtrArray *items;
  guint      n_signals;
} Mirror;

static void
on_items_changed (GListModel *list,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Mirror     *mirror)
{
  mirror->n_signals++;
  g_assert_cmpuint (position + removed, <=, mirror->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, position + i);

      g_assert_nonnull (item);
      g_ptr_array_insert (mirror->items, (int) (position + i), item);
    }
}

static void
check_mirror (SpillList *list,
              Mirror    *mirror)
{
  g_assert_cmpuint (mirror->items->len, ==, spill_list_get_length (list));
  for (guint i = 0; i < mirror->items->len; i++)
    g_assert_true (mirror->items->pdata[i] == spill_list_peek (list, i));
}

static char *
keys_of (SpillList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < spill_list_get_length (list); i++)
    g_string_append_printf (text, i > 0 ? " %d" : "%d",
                            (int) spill_worker_get_id (spill_list_peek (list, i)));
  return g_string_free (text, FALSE);
}

static void
insert (SpillList *list,
        gint64     key)
{
  g_autoptr(SpillWorker) worker = spill_worker_new (NULL, key, "w");

  spill_list_insert (list, key, worker);
}

static void
insert_many (SpillList    *list,
             const gint64 *keys,
             guint         n)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (items, spill_worker_new (NULL, keys[i], "w"));
  spill_list_insert_many (list, keys, items->pdata, n);
}

typedef struct
{
  const char     *name;
  SpillListOrder  order;
  gint64          before[6];   /* 0 ends */
  gint64          keys[6];
  const char     *after;
  guint           n_signals;   /* of inserting @keys one by one; many: 1 or 0 */
} ListCase;

static const ListCase cases[] = {
  { "empty", SPILL_LIST_ASCENDING, { 0 }, { 0 }, "", 0 },
  { "into-empty", SPILL_LIST_ASCENDING, { 0 }, { 3, 1, 2 }, "1 2 3", 3 },
  { "at-the-end", SPILL_LIST_ASCENDING, { 1, 2 }, { 3, 4 }, "1 2 3 4", 2 },
  { "at-the-start", SPILL_LIST_ASCENDING, { 3, 4 }, { 1, 2 }, "1 2 3 4", 2 },
  { "between", SPILL_LIST_ASCENDING, { 1, 5, 9 }, { 3, 7 }, "1 3 5 7 9", 2 },
  { "taken", SPILL_LIST_ASCENDING, { 1, 2 }, { 2, 1 }, "1 2", 0 },
  { "twice", SPILL_LIST_ASCENDING, { 1 }, { 4, 4, 4 }, "1 4", 1 },
  { "descending", SPILL_LIST_DESCENDING, { 0 }, { 3, 1, 2 }, "3 2 1", 3 },
  { "newest-first", SPILL_LIST_DESCENDING, { 1, 2 }, { 3, 4 }, "4 3 2 1", 2 },
  { "older-last", SPILL_LIST_DESCENDING, { 8, 9 }, { 5, 6 }, "9 8 6 5", 2 },
  { "negative", SPILL_LIST_DESCENDING, { 1 }, { -1, -5 }, "1 -1 -5", 2 },
};

static void
test_insert (gconstpointer data)
{
  const ListCase *c = data;

  for (guint many = 0; many < 2; many++)
    {
      g_autoptr(SpillList) list = spill_list_new (SPILL_TYPE_WORKER, c->order);
      g_autoptr(GPtrArray) items = g_ptr_array_new ();
      Mirror mirror = { items, 0 };
      g_autofree char *keys = NULL;
      guint n = 0;

      g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &mirror);
      for (guint i = 0; c->before[i] != 0; i++)
        insert (list, c->before[i]);
      mirror.n_signals = 0;
      for (; c->keys[n] != 0; n++)
        if (!many)
          insert (list, c->keys[n]);
      if (many)
        insert_many (list, c->keys, n);

      keys = keys_of (list);
      g_assert_cmpstr (keys, ==, c->after);
      g_assert_cmpuint (mirror.n_signals, ==, many ? MIN (c->n_signals, 1) : c->n_signals);
      check_mirror (list, &mirror);
    }
}

static void
test_find (void)
{
  g_autoptr(SpillList) up = spill_list_new (SPILL_TYPE_WORKER, SPILL_LIST_ASCENDING);
  g_autoptr(SpillList) down = spill_list_new (SPILL_TYPE_WORKER, SPILL_LIST_DESCENDING);
  guint position;

  for (gint64 key = 10; key <= 30; key += 10)
    {
      insert (up, key);
      insert (down, key);
    }
  g_assert_true (spill_list_find_position (up, 20, &position));
  g_assert_cmpuint (position, ==, 1);
  g_assert_false (spill_list_find_position (up, 5, &position));
  g_assert_cmpuint (position, ==, 0);
  g_assert_false (spill_list_find_position (up, 25, &position));
  g_assert_cmpuint (position, ==, 2);
  g_assert_true (spill_list_find_position (down, 30, &position));
  g_assert_cmpuint (position, ==, 0);
  g_assert_false (spill_list_find_position (down, 5, &position));
  g_assert_cmpuint (position, ==, 3);
  g_assert_false (spill_list_find_position (down, 35, &position));
  g_assert_cmpuint (position, ==, 0);
  g_assert_cmpint (spill_worker_get_id (spill_list_find (down, 20)), ==, 20);
  g_assert_null (spill_list_find (down, 21));
  g_assert_null (spill_list_peek (down, 3));
}

static void
test_remove (void)
{
  for (guint order = 0; order < 2; order++)
    {
      g_autoptr(SpillList) list = spill_list_new (SPILL_TYPE_WORKER, order);
      g_autoptr(GPtrArray) items = g_ptr_array_new ();
      Mirror mirror = { items, 0 };
      g_autofree char *keys = NULL;

      g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &mirror);
      for (gint64 key = 1; key <= 9; key++)
        insert (list, key);
      g_assert_true (spill_list_remove (list, 5));
      g_assert_false (spill_list_remove (list, 5));
      spill_list_remove_positions (list, 0, 2);
      spill_list_remove_positions (list, 4, 99);
      spill_list_remove_positions (list, 99, 1);
      check_mirror (list, &mirror);
      keys = keys_of (list);
      g_assert_cmpstr (keys, ==, order == SPILL_LIST_ASCENDING ? "3 4 6 7" : "7 6 4 3");
      spill_list_clear (list);
      spill_list_clear (list);
      check_mirror (list, &mirror);
      insert (list, 1);
      check_mirror (list, &mirror);
    }
}

static void
test_ownership (void)
{
  SpillList *list = spill_list_new (SPILL_TYPE_WORKER, SPILL_LIST_ASCENDING);
  SpillWorker *kept = spill_worker_new (NULL, 1, "kept");
  SpillWorker *dropped = spill_worker_new (NULL, 2, "dropped");

  spill_list_insert (list, 1, kept);
  spill_list_insert (list, 2, dropped);
  spill_list_remove (list, 2);
  g_assert_finalize_object (dropped);
  g_assert_finalize_object (list);
  g_assert_finalize_object (kept);
}

/* Any sequence: the mirror is the list, and keys are in order. */
static void
test_random (void)
{
  for (guint round = 0; round < 50; round++)
    {
      SpillListOrder order = round % 2;
      g_autoptr(SpillList) list = spill_list_new (SPILL_TYPE_WORKER, order);
      g_autoptr(GPtrArray) items = g_ptr_array_new ();
      Mirror mirror = { items, 0 };

      g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &mirror);
      for (guint i = 0; i < 100; i++)
        {
          gint64 keys[20];

          for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
            keys[k] = g_test_rand_int_range (-100, 100);
          switch (g_test_rand_int_range (0, 4))
            {
            case 0:
              insert (list, keys[0]);
              break;
            case 1:
              insert_many (list, keys, g_test_rand_int_range (0, G_N_ELEMENTS (keys)));
              break;
            case 2:
              spill_list_remove (list, keys[0]);
              break;
            default:
              spill_list_remove_positions (list, g_test_rand_int_range (0, 60),
                                           g_test_rand_int_range (0, 8));
              break;
            }
          check_mirror (list, &mirror);
        }
      for (guint i = 1; i < spill_list_get_length (list); i++)
        {
          gint64 left = spill_worker_get_id (spill_list_peek (list, i - 1));
          gint64 right = spill_worker_get_id (spill_list_peek (list, i));

          g_assert_true (order == SPILL_LIST_ASCENDING ? left < right : left > right);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/model/list/insert/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_insert);
    }
  g_test_add_func ("/model/list/find", test_find);
  g_test_add_func ("/model/list/remove", test_remove);
  g_test_add_func ("/model/list/ownership", test_ownership);
  g_test_add_func ("/model/list/random", test_random);

  return g_test_run ();
}
