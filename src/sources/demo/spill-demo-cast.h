#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The people, machines and habits that the demo's master is made of: tables only. */

typedef enum
{
  SPILL_DEMO_LINUX,
  SPILL_DEMO_ARM,
  SPILL_DEMO_WINDOWS,
  SPILL_DEMO_MACOS,
  SPILL_DEMO_BSD,
  SPILL_DEMO_SPARC,
} SpillDemoPlatform;
#define SPILL_DEMO_N_PLATFORMS 6

/* How a builder's results go. */
typedef enum
{
  SPILL_DEMO_STEADY,
  SPILL_DEMO_FLAKY,
  SPILL_DEMO_LONG_BROKEN,
  SPILL_DEMO_BROKEN,
  SPILL_DEMO_NEWLY_BROKEN,
  SPILL_DEMO_EXCEPTION,
  SPILL_DEMO_WARNINGS,
  SPILL_DEMO_NEVER,
} SpillDemoHabit;

typedef enum
{
  SPILL_DEMO_TEXT_NONE,      /* no log */
  SPILL_DEMO_TEXT_CHECKOUT,
  SPILL_DEMO_TEXT_CONFIGURE,
  SPILL_DEMO_TEXT_COMPILE,
  SPILL_DEMO_TEXT_TEST,
  SPILL_DEMO_TEXT_PACKAGE,
} SpillDemoText;

typedef enum
{
  SPILL_DEMO_STEP_HALT     = 1 << 0,   /* a failure ends the build */
  SPILL_DEMO_STEP_HIDDEN   = 1 << 1,
  SPILL_DEMO_STEP_HTML     = 1 << 2,   /* has report.html as well */
  SPILL_DEMO_STEP_CONFIG   = 1 << 3,   /* has config.log as well */
  SPILL_DEMO_STEP_TRIGGER  = 1 << 4,   /* starts the children */
  SPILL_DEMO_STEP_LOCK     = 1 << 5,   /* waits for the machine */
  SPILL_DEMO_STEP_MAY_FAIL = 1 << 6,
  SPILL_DEMO_STEP_SKIPPED  = 1 << 7,   /* on some builds */
  SPILL_DEMO_STEP_URL      = 1 << 8,   /* points to what it uploaded */
} SpillDemoStepFlags;

typedef struct
{
  const char         *name;
  const char         *doing;
  double              weight;    /* of the build's time */
  SpillDemoText       text;
  double              lines;     /* of the longest log's */
  SpillDemoStepFlags  flags;
} SpillDemoStepCast;

#define SPILL_DEMO_MAX_STEPS 10

typedef struct
{
  SpillDemoStepCast steps[SPILL_DEMO_MAX_STEPS];   /* ends with a NULL name */
} SpillDemoRecipe;

typedef enum
{
  SPILL_DEMO_RECIPE_MAKE,
  SPILL_DEMO_RECIPE_SANITIZE,
  SPILL_DEMO_RECIPE_DOCS,
  SPILL_DEMO_RECIPE_RELEASE,
  SPILL_DEMO_RECIPE_BENCH,
  SPILL_DEMO_RECIPE_PIPELINE,
  SPILL_DEMO_RECIPE_WEB,
  SPILL_DEMO_RECIPE_LINT,
} SpillDemoRecipeId;

typedef struct
{
  const char        *name;
  const char        *description;   /* (nullable) */
  const char        *tags;          /* separated by spaces */
  SpillDemoPlatform  platform;
  SpillDemoHabit     habit;
  SpillDemoRecipeId  recipe;
  guint              minutes;       /* a typical build */
} SpillDemoBuilderCast;

typedef struct
{
  const char        *name;
  const char        *host;
  SpillDemoPlatform  platform;
} SpillDemoWorkerCast;

extern const SpillDemoRecipe      spill_demo_recipes[];
extern const SpillDemoBuilderCast spill_demo_builders[];
extern const guint                spill_demo_n_builders;
extern const SpillDemoWorkerCast  spill_demo_workers[];
extern const guint                spill_demo_n_workers;
extern const char * const         spill_demo_people[];
extern const guint                spill_demo_n_people;
extern const char * const         spill_demo_comments[];
extern const guint                spill_demo_n_comments;
extern const char * const         spill_demo_files[];
extern const guint                spill_demo_n_files;
extern const char * const         spill_demo_tests[];
extern const guint                spill_demo_n_tests;

G_END_DECLS
