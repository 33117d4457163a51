#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Standin: tests/support/eight-standin, started for a folder of recordings. */
typedef struct _Standin Standin;

/* @folder: below tests/data/eight; @args: (nullable) more arguments, NULL-terminated */
Standin    *standin_new       (const char         *folder,
                               const char * const *args);
void        standin_free      (Standin            *self);
const char *standin_get_url   (Standin            *self);
/* Requests so far, a line each. (transfer full) */
char      **standin_dup_log   (Standin            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Standin, standin_free)

G_END_DECLS
