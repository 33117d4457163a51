#pragma once

#include "ui/spill-picture.h"

G_BEGIN_DECLS

void spill_picture_lane_take (SpillPictureLane        *lane,
                              GArray                  *cells);   /* (transfer full) */
/* spill-picture-time.c: fills a picture to scale. */
void spill_picture_make_time (SpillPicture            *self,
                              GPtrArray               *changes,
                              const SpillPictureQuery *query);

G_END_DECLS
