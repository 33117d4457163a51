#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_FORCE_TEXT,       /* one line */
  SPILL_FORCE_TEXTAREA,   /* rows, columns */
  SPILL_FORCE_INT,
  SPILL_FORCE_BOOL,
  SPILL_FORCE_LIST,       /* choices; strict, multiple */
  SPILL_FORCE_USERNAME,   /* need_email */
  SPILL_FORCE_FIXED,      /* not shown, not sent */
  SPILL_FORCE_FILE,       /* max_size */
  SPILL_FORCE_WORKER,     /* choices are the builder's workers and "-any-" */
  SPILL_FORCE_NESTED,     /* fields */
} SpillForceType;

#define SPILL_TYPE_FORCE_TYPE (spill_force_type_get_type ())
GType spill_force_type_get_type (void);

/* SpillForceField: a parameter of a force scheduler. Plain value, never changes once it is in a
 * scheduler; counted. */
typedef struct _SpillForceField SpillForceField;
struct _SpillForceField
{
  SpillForceType  type;
  char           *name;
  char           *full_name;      /* key of its value; NULL for an anonymous group */
  char           *label;          /* hostile text; may be empty */
  char           *tooltip;        /* (nullable) */
  GVariant       *default_value;  /* (nullable) b, x, s or as */
  char          **choices;        /* (nullable) */
  char           *regex;          /* (nullable) */
  char           *layout;         /* nested: "vertical", "simple", "tabs" */
  guint           columns, rows;  /* nested: columns; textarea: both */
  guint           size;           /* text: width in characters; 0: not told */
  guint           max_size;       /* file, text: bytes; 0: not told */
  gboolean        required, multiple, strict, hidden, need_email;
  GPtrArray      *fields;         /* (nullable) of SpillForceField: nested */
};

SpillForceField *spill_force_field_new   (SpillForceType type, const char *name, const char *full_name, const char *label);
SpillForceField *spill_force_field_ref   (SpillForceField *self);
void             spill_force_field_unref (SpillForceField *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillForceField, spill_force_field_unref)

/* SpillForceScheduler: "name", "label", "button-name", "enabled", fields. */
#define SPILL_TYPE_FORCE_SCHEDULER (spill_force_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (SpillForceScheduler, spill_force_scheduler, SPILL, FORCE_SCHEDULER, GObject)

SpillForceScheduler *spill_force_scheduler_new             (const char *name, const char *label, const char *button_name,
                                                            const char * const *builder_names, gboolean enabled,
                                                            GPtrArray *fields);   /* takes */
const char          *spill_force_scheduler_get_name        (SpillForceScheduler *self);
const char          *spill_force_scheduler_get_label       (SpillForceScheduler *self);
const char          *spill_force_scheduler_get_button_name (SpillForceScheduler *self);
const char * const  *spill_force_scheduler_get_builders    (SpillForceScheduler *self);
gboolean             spill_force_scheduler_is_enabled      (SpillForceScheduler *self);
GPtrArray           *spill_force_scheduler_get_fields      (SpillForceScheduler *self);   /* of SpillForceField */
/* Defaults of all fields that are shown, as a{sv}; floating. */
GVariant            *spill_force_scheduler_dup_defaults    (SpillForceScheduler *self);
/* What can be checked here: required, int, strict choice, e-mail, size. Adds full name -> text. */
gboolean             spill_force_scheduler_check           (SpillForceScheduler *self, GVariant *values, GHashTable *errors);

G_END_DECLS
