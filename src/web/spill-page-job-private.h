#pragma once

#include "layout/spill-console.h"
#include "layout/spill-grid.h"
#include "layout/spill-waterfall.h"
#include "template/spill-template-env.h"
#include "values/spill-values.h"
#include "web/spill-page-args.h"
#include "web/spill-page-scene.h"
#include "web/spill-page-site.h"
#include "web/spill-pages.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_PAGE_KIND_INDEX,
  SPILL_PAGE_KIND_WATERFALL,
  SPILL_PAGE_KIND_WATERFALL_HELP,
  SPILL_PAGE_KIND_GRID,
  SPILL_PAGE_KIND_TGRID,
  SPILL_PAGE_KIND_CONSOLE,
  SPILL_PAGE_KIND_BUILDER,
  SPILL_PAGE_KIND_BUILD,
  SPILL_PAGE_KIND_CHANGE,
  SPILL_PAGE_KIND_AWAY,         /* a page that is the master's own */
  SPILL_PAGE_KIND_ERROR,
} SpillPageKind;

struct _SpillPageJob
{
  SpillPageKind        kind;
  guint                status;
  GWeakRef             pages;        /* main context */
  SpillTemplateEnv    *env;
  char                *master_id;    /* (nullable) NULL: there is no master */
  char                *root;         /* from the page to the master's pages: "./", "../" … */
  char                *top;          /* to those of the server */
  char                *self_path;    /* below the root: "waterfall" */
  SpillPageArgs       *args;         /* (nullable) */
  char                *key;          /* (nullable) */
  char                *version;
  char                *location;     /* (nullable) */
  char                *error;        /* (nullable) of an ERROR */
  guint                reload;       /* seconds; 0: never */
  union
  {
    SpillWaterfallQuery waterfall;
    SpillGridQuery      grid;
    SpillConsoleQuery   console;
  } query;
  char                *builder;      /* (nullable) a BUILDER's or BUILD's name */
  guint                build;        /* number */
  gint64               change;

  /* Collected */
  SpillPageScene      *scene;        /* (nullable) */
  GPtrArray           *scenes;       /* (nullable) of all masters, for the INDEX */
  GPtrArray           *hrefs;        /* of theirs */
  SpillColumn         *column;       /* (nullable) of the builder */
  SpillChangeFacts    *facts;        /* (nullable) of the change */
  GStrv                files;        /* (nullable) its first ones */

  /* Found while rendering */
  GArray              *shown;        /* of SpillValuesShown: what is to be held of them is up to the kind */
};

#define SPILL_PAGE_MAX_SHOWN 400
#define SPILL_PAGE_MAX_NUM_EVENTS 5000
#define SPILL_PAGE_MAX_BUILDS 1000
#define SPILL_PAGE_MAX_FILES 500

SpillPageJob *spill_page_job_new         (SpillPages      *pages,
                                          SpillTemplateEnv *env);
/* Makes it the page of an error. @text: a sentence */
void          spill_page_job_fail        (SpillPageJob    *self,
                                          guint            status,
                                          const char      *text);
/* Finds out what is asked for at @path below the master's pages. */
void          spill_page_job_route       (SpillPageJob    *self,
                                          const char * const *segments,
                                          const char      *query);
/* Names of the arguments that this page takes, without those that only say how. NULL-terminated */
const char * const *spill_page_job_get_arg_names (SpillPageJob *self);
/* Main context; of SpillPages */
gboolean      spill_pages_collect        (SpillPages      *self,
                                          SpillPageJob    *job);

G_END_DECLS
