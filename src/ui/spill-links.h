#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"

G_BEGIN_DECLS

/* SpillLinks: a line of small links, separated by dots and wrapped where they do not fit. Each opens
 * a thing of the model in the window, or a web page in the browser. */
#define SPILL_TYPE_LINKS (spill_links_get_type ())
G_DECLARE_FINAL_TYPE (SpillLinks, spill_links, SPILL, LINKS, GtkWidget)

GtkWidget *spill_links_new       (void);
/* Bracket the adding, so that nothing is drawn anew when nothing has changed. */
void       spill_links_begin     (SpillLinks           *self);
void       spill_links_end       (SpillLinks           *self);
guint      spill_links_get_n     (SpillLinks           *self);
/* @text: plain, maybe of a master; @uri: refused when clicked unless it is http or https */
void       spill_links_add_uri   (SpillLinks           *self,
                                  const char           *text,
                                  const char           *uri);
void       spill_links_add_log   (SpillLinks           *self,
                                  const char           *text,
                                  SpillLog             *log);
/* A link if the build is known or can be found by its number; else only its words. */
void       spill_links_add_build (SpillLinks           *self,
                                  SpillMaster          *master,
                                  const SpillBuildLink *link);
void       spill_links_add_text  (SpillLinks           *self,
                                  const char           *text);

/* The build that @link means, if the model has it. (transfer none) (nullable) */
SpillBuild *spill_links_find_build (SpillMaster          *master,
                                    const SpillBuildLink *link);

/* Whether @link only means a request whose build is another one of @links. */
gboolean    spill_links_is_superseded (SpillMaster          *master,
                                       GPtrArray            *links,   /* of SpillBuildLink */
                                       const SpillBuildLink *link);

G_END_DECLS
