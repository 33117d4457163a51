#pragma once

#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"

G_BEGIN_DECLS

struct _SpillMaster
{
  GObject          parent_instance;

  char            *id;
  char            *url;
  char            *name;            /* the user's */
  char            *title;
  char            *title_url;
  char            *base_url;
  char            *version;
  char            *kind;
  char            *user;
  char            *fallback_name;   /* from the URL */

  SpillConnection  connection;
  double           since;
  double           last_contact;
  double           retry_at;
  SpillProblem     problem;
  char            *problem_text;
  GTlsCertificate *certificate;
  char            *notice;
  char            *changes_untold;
  GHashTable      *reported;        /* keys of notices */
  gboolean         has_synced;

  SpillList       *builders;
  SpillList       *workers;
  SpillList       *changes;
  SpillList       *requests;
  SpillList       *running;
  GHashTable      *builders_by_name;   /* (element-type utf8 SpillBuilder) borrowed */
  GHashTable      *builds_by_id;       /* of gint64*, each inside its build; borrowed */
  GHashTable      *held;               /* of GObject, borrowed: a held object holds itself */
  gint64           newest_request;
  gint64           newest_change;

  GPtrArray       *commands;           /* running ones */
  SpillStatus     *status;             /* weak pointer */
  SpillSource     *source;             /* weak pointer */
};

void spill_master_set_status      (SpillMaster       *self,
                                   SpillStatus       *status);
void spill_master_emit_text       (SpillMaster       *self,
                                   SpillEventKind     kind,
                                   gpointer           object,
                                   const char        *text);
void spill_master_init_objects    (SpillMaster       *self);
void spill_master_dispose_objects (SpillMaster       *self);
void spill_master_finalize_objects (SpillMaster      *self);
/* After the first sync: what was not known to be idle is idle. */
void spill_master_update_builders (SpillMaster       *self);

/* Holds, from the objects that are held: @parts are those held first or no more, @held all. */
void spill_master_held            (SpillMaster       *self,
                                   GObject           *object,
                                   SpillParts         parts);
void spill_master_released        (SpillMaster       *self,
                                   GObject           *object,
                                   SpillParts         parts,
                                   SpillParts         held);
void spill_master_refresh         (SpillMaster       *self,
                                   GObject           *object,
                                   SpillParts         parts);

void spill_master_index_build     (SpillMaster       *self,
                                   SpillBuild        *build);
void spill_master_unindex_build   (SpillMaster       *self,
                                   SpillBuild        *build);
void spill_master_build_runs      (SpillMaster       *self,
                                   SpillBuild        *build);
void spill_master_build_ends      (SpillMaster       *self,
                                   SpillBuild        *build);

G_END_DECLS
