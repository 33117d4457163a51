/* How often a master that does not tell by itself is asked. */

#include "sources/spill-pace.h"

typedef struct
{
  const char *name;
  gboolean    is_busy[8];
  double      seconds[8];   /* that its slowest answer took */
  guint       waits[8];     /* ms; 0: the end */
} Case;

static const Case cases[] = {
  { "builds", { TRUE, TRUE, TRUE }, { 0.1, 0.1, 0.1 }, { 5000, 5000, 5000 } },
  { "idle", { FALSE, FALSE, FALSE, FALSE, FALSE, FALSE }, { 0.1, 0.1, 0.1, 0.1, 0.1, 0.1 },
    { 5000, 10000, 20000, 40000, 60000, 60000 } },
  { "wakes", { FALSE, FALSE, FALSE, TRUE, FALSE }, { 0.1, 0.1, 0.1, 0.1, 0.1 },
    { 5000, 10000, 20000, 5000, 10000 } },
  { "slow", { TRUE, TRUE, TRUE }, { 2, 5, 0.5 }, { 40000, 100000, 5000 } },
  { "slow-and-idle", { FALSE, FALSE, FALSE, FALSE, FALSE }, { 2, 2, 2, 2, 2 },
    { 40000, 40000, 40000, 40000, 60000 } },
};

static void
test_waits (gconstpointer data)
{
  const Case *c = data;
  const SpillSourceLimits limits = SPILL_SOURCE_LIMITS_INIT;
  SpillPace pace;

  spill_pace_init (&pace, NULL, &limits, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (c->waits) && c->waits[i] > 0; i++)
    g_assert_cmpuint (spill_pace_get_poll_ms (&pace, c->is_busy[i], c->seconds[i]), ==, c->waits[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sources/pace/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_waits);
    }
  return g_test_run ();
}
