#pragma once

#include "protocols/nine/spill-nine-key.h"
#include "protocols/spill-json-report.h"

G_BEGIN_DECLS

typedef enum
{
  SPILL_NINE_FRAME_EVENT,    /* key, kind, entity */
  SPILL_NINE_FRAME_ANSWER,   /* command, code, text: "OK", "pong" */
  SPILL_NINE_FRAME_ERROR,    /* command, code, text */
  SPILL_NINE_FRAME_OTHER,    /* an object we know nothing about: ignore */
} SpillNineFrameType;

/* SpillNineFrame: a text frame of /ws from the master. */
typedef struct
{
  SpillNineFrameType  type;
  gint64              command;   /* the command's number (_id), -1: null or not told */
  int                 code;
  char               *text;      /* (nullable) hostile */
  SpillNineKey        key;
  SpillNineKind       kind;      /* of entity */
  gpointer            entity;    /* (nullable) null on the wire, dropped, or of no kind */
} SpillNineFrame;

/* NULL and an error: not JSON, or no object. Safe in any thread. */
SpillNineFrame *spill_nine_frame_read        (const char       *data,
                                              gsize             length,
                                              SpillJsonReport  *report,
                                              GError          **error);
void            spill_nine_frame_free        (SpillNineFrame   *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillNineFrame, spill_nine_frame_free)

/* Frames to the master. @command is told back in the answer. @path: "builds", an asterisk for any
 * id or action, and so on, joined by slashes. (transfer full) */
char           *spill_nine_command_subscribe   (gint64      command,
                                                const char *path);
char           *spill_nine_command_unsubscribe (gint64      command,
                                                const char *path);
char           *spill_nine_command_ping        (gint64      command);

G_END_DECLS
