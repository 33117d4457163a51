#pragma once

#include "hostile.h"

G_BEGIN_DECLS

/* OldMaster: a small 0.8 master that changes as a test likes, on a real socket. */
typedef struct _OldMaster OldMaster;

OldMaster  *old_master_new           (void);
void        old_master_free          (OldMaster  *self);
Server     *old_master_get_server    (OldMaster  *self);
const char *old_master_get_url       (OldMaster  *self);
/* Adds or changes a builder. @cached, @current: JSON lists. */
void        old_master_set_builder   (OldMaster  *self,
                                      const char *name,
                                      const char *state,
                                      const char *cached,
                                      const char *current,
                                      guint       n_pending);
void        old_master_remove_builder (OldMaster *self,
                                      const char *name);
/* @json: (nullable) NULL: there is none */
void        old_master_set_build     (OldMaster  *self,
                                      const char *name,
                                      int         number,
                                      const char *json);
/* A build as JSON: it runs if @finished is 0. (transfer full) */
char       *old_build                (int         number,
                                      double      started,
                                      double      finished,
                                      int         result);
/* Anything else, @path as it is sent. @answer: called in a thread of its own; NULL: no more. */
void        old_master_set_answer    (OldMaster  *self,
                                      const char *path,
                                      ServerAnswer answer,
                                      gpointer    data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OldMaster, old_master_free)

G_END_DECLS
