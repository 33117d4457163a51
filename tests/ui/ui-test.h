#pragma once

#include <adwaita.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "model/spill-source.h"
#include "model/spill-status.h"
#include "model/spill-step.h"

G_BEGIN_DECLS

/* UiSource: a source that fetches nothing: a test fills the model itself, sees what is held and
 * requested, and ends commands as it likes. */
#define UI_TYPE_SOURCE (ui_source_get_type ())
G_DECLARE_FINAL_TYPE (UiSource, ui_source, UI, SOURCE, SpillSource)

/* Commands that wait for their end, in order. (element-type SpillCommand) */
GPtrArray *ui_source_get_commands (UiSource *self);
/* Blocks of lines asked for: first lines. (element-type guint64) */
GArray    *ui_source_get_requests (UiSource *self);

typedef struct
{
  SpillStatus  *status;
  SpillMaster  *master;
  UiSource     *source;
  SpillBuilder *builder;   /* (unowned) "linux-gcc", id 1 */
  SpillBuild   *build;     /* (unowned) #128, running since a minute */
} UiFixture;

void       ui_fixture_set_up    (UiFixture  *fixture);
/* Fails if anything of the model is still held, or lives on. */
void       ui_fixture_tear_down (UiFixture  *fixture);
/* Adds a test that has one, between the two. */
void       ui_fixture_add_test  (const char    *path,
                                 gconstpointer  data,
                                 void         (*test) (UiFixture *fixture, gconstpointer data));

/* A step that is over, or runs if @result is NONE. */
SpillStep *ui_add_step          (SpillBuild  *build,
                                 guint        number,
                                 const char  *name,
                                 SpillResult  result,
                                 const char  *text);
/* A log with its lines, all here and held until ui_forget_log(); its step's logs are here. */
SpillLog  *ui_add_log           (SpillStep   *step,
                                 gint64       id,
                                 const char  *name,
                                 const char  *content);

void       ui_forget_log        (SpillLog    *log);

/* Iterates until @condition (@data) holds; fails after 10 s. */
void       ui_wait              (gboolean   (*condition) (gpointer data),
                                 gpointer     data);
/* Iterates until nothing is waiting to be done and a frame was drawn. */
void       ui_settle            (GtkWidget   *window);
GtkWidget *ui_show              (GtkWidget   *child,
                                 int          width,
                                 int          height);   /* in a window: (transfer none) */

/* First of all widgets below @root, itself too, whose text has @text in it and that is mapped. */
GtkWidget *ui_find_text         (GtkWidget   *root,
                                 const char  *text);
GtkWidget *ui_find_type         (GtkWidget   *root,
                                 GType        type);
/* A button that can be clicked now with this label, icon or tooltip; NULL: there is none */
GtkWidget *ui_find_button       (GtkWidget   *root,
                                 const char  *label);
/* Clicks it; fails if there is none. */
void       ui_click             (GtkWidget   *root,
                                 const char  *label);
/* Fails if a control below @root has no name for a screen reader, or cannot be reached by key. */
void       ui_check_controls    (GtkWidget   *root);

G_END_DECLS
