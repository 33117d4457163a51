#pragma once

#include "protocols/json08/spill-json08.h"

G_BEGIN_DECLS

/* What lists in the public values are freed with. */
void spill_json08_link_free        (SpillJson08Link        *self);
void spill_json08_property_free    (SpillJson08Property    *self);
void spill_json08_expectation_free (SpillJson08Expectation *self);
void spill_json08_change_free      (SpillJson08Change      *self);
void spill_json08_step_free        (SpillJson08Step        *self);

G_END_DECLS
