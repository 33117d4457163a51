#pragma once

#include <gio/gio.h>

#include "model/spill-types.h"
#include "model/spill-command.h"

G_BEGIN_DECLS

/* What a source may use to get in. Secrets never leave memory from here. */
typedef struct
{
  char *user;             /* (nullable) the master's own login */
  char *password;         /* (nullable) */
  char *cookie;           /* (nullable) "NAME=VALUE" pasted from a browser: last resort */
  char *proxy_user;       /* (nullable) HTTP Basic of a proxy in front of the master */
  char *proxy_password;   /* (nullable) */
  char *pb_password;      /* (nullable) of a PBListener, where pages are watched as well */
} SpillCredentials;

#define SPILL_TYPE_CREDENTIALS (spill_credentials_get_type ())
GType             spill_credentials_get_type (void);
SpillCredentials *spill_credentials_new      (void);
SpillCredentials *spill_credentials_copy     (const SpillCredentials *self);
void              spill_credentials_fill     (SpillCredentials       *self,
                                              const SpillCredentials *other);
void              spill_credentials_free     (SpillCredentials       *self);   /* wipes secrets */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillCredentials, spill_credentials_free)

/* SpillSource: one connection to one master, and the only writer of that master's part of the
 * model. Subclasses are in sources/. The model calls down through these; a source speaks up by
 * calling the model's setters. All in the main context. */
#define SPILL_TYPE_SOURCE (spill_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (SpillSource, spill_source, SPILL, SOURCE, GObject)

struct _SpillSourceClass
{
  GObjectClass parent_class;

  void     (*start)           (SpillSource            *self);
  void     (*stop)            (SpillSource            *self);   /* closes everything; start() may follow */
  void     (*retry)           (SpillSource            *self);   /* at once, without waiting for the back-off */
  /* First hold / last release of each of @parts on @object (builder, build, step, log). */
  void     (*hold)            (SpillSource            *self,
                               GObject                *object,
                               SpillParts              parts);
  void     (*release)         (SpillSource            *self,
                               GObject                *object,
                               SpillParts              parts);
  /* A failed or stale part is wanted again. Default: release, then hold. */
  void     (*refresh)         (SpillSource            *self,
                               GObject                *object,
                               SpillParts              parts);
  void     (*request_older)   (SpillSource            *self,
                               SpillBuilder           *builder,
                               guint                   n);
  /* Log: lines [first, first + n) are wanted besides what following brings. */
  void     (*request_lines)   (SpillSource            *self,
                               SpillLog               *log,
                               guint64                 first,
                               guint                   n);
  void     (*run)             (SpillSource            *self,
                               SpillCommand           *command);
  gboolean (*can)             (SpillSource            *self,
                               SpillCommandKind        kind,
                               const char            **why);    /* a translated sentence if not */
  void     (*set_credentials) (SpillSource            *self,
                               const SpillCredentials *credentials);   /* (nullable): forget; logs in anew */
  void     (*trust)           (SpillSource            *self,
                               const char             *fingerprint);   /* SHA-256 hex of the one certificate, or NULL */
};

SpillMaster *spill_source_get_master      (SpillSource            *self);   /* construct property "master" */
void         spill_source_start           (SpillSource            *self);
void         spill_source_stop            (SpillSource            *self);
void         spill_source_retry           (SpillSource            *self);
void         spill_source_set_credentials (SpillSource            *self,
                                           const SpillCredentials *credentials);
void         spill_source_trust           (SpillSource            *self,
                                           const char             *fingerprint);

G_END_DECLS
