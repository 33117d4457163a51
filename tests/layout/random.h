#pragma once

#include "layout/spill-columns.h"
#include "model/spill-builder.h"
#include "model/spill-master.h"

G_BEGIN_DECLS

#define RANDOM_N_BUILDERS 4

/* A master to which anything happens, and the columns that follow it. */
typedef struct
{
  SpillMaster  *master;
  SpillColumns *columns;
  double        now;
  gint64        next_id;
  guint         next_number[RANDOM_N_BUILDERS];
} Random;

/* @turn: one of several tests of the same seed */
void random_init   (Random *random,
                    guint   turn);
/* Fails if anything of it lives on. */
void random_clear  (Random *random);
/* A build, a step, a change, a builder … comes, goes on, ends or goes. */
void random_happen (Random *random);
/* 0 to @n - 1, of the test's seed. */
int  random_one_of (int     n);

G_END_DECLS
