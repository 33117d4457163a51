#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* SpillSecrets: the logins to masters, in the user's keyring (libsecret). Everything is asynchronous;
 * without a keyring, or if it stays locked, each call ends with an error whose message is a sentence
 * for the user, and the caller goes on with what it has, for this session only. */

typedef enum
{
  SPILL_SECRET_LOGIN,    /* the master's own: user and password */
  SPILL_SECRET_COOKIE,   /* "NAME=VALUE" pasted from a browser */
  SPILL_SECRET_PROXY,    /* user and password for a proxy in front of the master */
  SPILL_SECRET_PB,       /* password of its PBListener, where pages are watched as well */
} SpillSecretKind;
#define SPILL_N_SECRETS 4

typedef struct
{
  char *user;      /* (nullable) */
  char *secret;    /* (nullable): there is none of this kind */
} SpillSecret;

/* All secrets of one master, by kind. */
typedef struct
{
  SpillSecret secrets[SPILL_N_SECRETS];
} SpillSecretSet;

SpillSecretSet *spill_secret_set_new  (void);
void            spill_secret_set_put  (SpillSecretSet *self, SpillSecretKind kind, const char *user, const char *secret);
gboolean        spill_secret_set_is_empty (const SpillSecretSet *self);
void            spill_secret_set_free (SpillSecretSet *self);   /* wipes */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillSecretSet, spill_secret_set_free)

/* @label: what a keyring manager shows, as "python". */
void            spill_secrets_store_async   (const char            *master_id,
                                             const char            *label,
                                             const SpillSecretSet  *set,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
gboolean        spill_secrets_store_finish  (GAsyncResult          *result,
                                             GError               **error);
void            spill_secrets_lookup_async  (const char            *master_id,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
SpillSecretSet *spill_secrets_lookup_finish (GAsyncResult          *result,
                                             GError               **error);
void            spill_secrets_clear_async   (const char            *master_id,
                                             GCancellable          *cancellable,
                                             GAsyncReadyCallback    callback,
                                             gpointer               user_data);
gboolean        spill_secrets_clear_finish  (GAsyncResult          *result,
                                             GError               **error);

G_END_DECLS
