#pragma once

#include <gtk/gtk.h>

#include "model/spill-build.h"
#include "model/spill-builder.h"
#include "model/spill-step.h"

G_BEGIN_DECLS

/* How a state looks: one symbol, one CSS class, one word each, the same in every view. */
typedef enum
{
  SPILL_LOOK_SUCCESS,
  SPILL_LOOK_WARNINGS,
  SPILL_LOOK_FAILURE,         /* new: the build before was not bad */
  SPILL_LOOK_FAILURE_AGAIN,
  SPILL_LOOK_EXCEPTION,
  SPILL_LOOK_RETRY,
  SPILL_LOOK_CANCELLED,
  SPILL_LOOK_SKIPPED,
  SPILL_LOOK_RUNNING,
  SPILL_LOOK_PENDING,
  SPILL_LOOK_OFFLINE,
  SPILL_LOOK_UNKNOWN,
} SpillLook;
#define SPILL_N_LOOKS 12

SpillLook   spill_look_of_result    (SpillResult   result);     /* NONE: UNKNOWN */
SpillLook   spill_look_of_build     (SpillBuild   *build);
SpillLook   spill_look_of_builder   (SpillBuilder *builder);    /* its last telling result, or unknown; failure (again) by streak */
SpillLook   spill_look_of_last_build (SpillBuilder *builder);   /* of its newest finished build, whatever came of it; else unknown */
SpillLook   spill_look_of_step      (SpillStep    *step);
const char *spill_look_icon_name    (SpillLook     look);       /* "spill-success-symbolic" */
const char *spill_look_word         (SpillLook     look);       /* "Success": translated */
/* Symbol, colour, tooltip and accessible name of an image with class "spill-symbol". */
void        spill_look_show         (SpillLook     look,
                                     GtkImage     *image);
/* Gives @widget the class of @look and takes away those of all others. */
void        spill_look_apply        (SpillLook     look,
                                     GtkWidget    *widget);

/* For what is drawn by hand: the colours of style.css, looked up in the theme of now. */
typedef enum
{
  SPILL_LOOK_FILL,
  SPILL_LOOK_TEXT,
  SPILL_LOOK_EDGE,
} SpillLookPart;
void        spill_look_get_color    (SpillLook      look,
                                     SpillLookPart  part,
                                     GtkWidget     *widget,
                                     GdkRGBA       *color);

G_END_DECLS
