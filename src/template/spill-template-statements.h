#pragma once

#include "template/spill-template-parser.h"

G_BEGIN_DECLS

/* The statements of a template: a whole text into a root node with its list. */
SpillNode *spill_parse_template (SpillParser *self);

G_END_DECLS
