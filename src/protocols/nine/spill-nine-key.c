#include "protocols/nine/spill-nine-key.h"

#include <string.h>

#include "protocols/spill-json.h"

#define MAX_PARTS 7

/* In a pattern a capital stands for an id: Master, Builder, build I, build Number, Step, Log,
 * Request, buildsEt, Change, Worker, scheDuler; ? for any word; the action comes last. */
static const struct
{
  const char     *pattern;
  SpillNineTopic  topic;
  gboolean        is_alias;
} keys[] = {
  { "builds/I", SPILL_NINE_TOPIC_BUILD, FALSE },
  { "builds/I/steps/S", SPILL_NINE_TOPIC_STEP, FALSE },
  { "logs/L", SPILL_NINE_TOPIC_LOG, FALSE },
  { "builds/I/properties", SPILL_NINE_TOPIC_PROPERTIES, FALSE },
  { "buildrequests/R", SPILL_NINE_TOPIC_REQUEST, FALSE },
  { "buildsets/E", SPILL_NINE_TOPIC_BUILDSET, FALSE },
  { "changes/C", SPILL_NINE_TOPIC_CHANGE, FALSE },
  { "builders/B", SPILL_NINE_TOPIC_BUILDER, FALSE },
  { "workers/W", SPILL_NINE_TOPIC_WORKER, FALSE },
  { "masters/M", SPILL_NINE_TOPIC_MASTER, FALSE },
  { "schedulers/D", SPILL_NINE_TOPIC_SCHEDULER, FALSE },
  { "builders/B/builds/N", SPILL_NINE_TOPIC_BUILD, TRUE },
  { "workers/W/builds/I", SPILL_NINE_TOPIC_BUILD, TRUE },
  { "steps/S", SPILL_NINE_TOPIC_STEP, TRUE },
  { "steps/S/logs/?", SPILL_NINE_TOPIC_LOG, TRUE },
  { "builders/B/buildrequests/R", SPILL_NINE_TOPIC_REQUEST, TRUE },
  { "buildsets/E/builders/B/buildrequests/R", SPILL_NINE_TOPIC_REQUEST, TRUE },
  { "control/builds/I", SPILL_NINE_TOPIC_CONTROL, FALSE },
  { "control/worker/W", SPILL_NINE_TOPIC_CONTROL, FALSE },
  { "control/buildrequests/R", SPILL_NINE_TOPIC_CONTROL, FALSE },
};

static const struct { const char *name; SpillNineAction action; } actions[] = {
  { "new", SPILL_NINE_ACTION_NEW },
  { "update", SPILL_NINE_ACTION_UPDATE },
  { "updated", SPILL_NINE_ACTION_UPDATE },
  { "state_updated", SPILL_NINE_ACTION_UPDATE },
  { "started", SPILL_NINE_ACTION_STARTED },
  { "stopped", SPILL_NINE_ACTION_STOPPED },
  { "finished", SPILL_NINE_ACTION_FINISHED },
  { "complete", SPILL_NINE_ACTION_COMPLETE },
  { "completed", SPILL_NINE_ACTION_COMPLETE },
  { "claimed", SPILL_NINE_ACTION_CLAIMED },
  { "unclaimed", SPILL_NINE_ACTION_UNCLAIMED },
  { "cancel", SPILL_NINE_ACTION_CANCEL },
  { "append", SPILL_NINE_ACTION_APPEND },
  { "connected", SPILL_NINE_ACTION_CONNECTED },
  { "disconnected", SPILL_NINE_ACTION_DISCONNECTED },
  { "missing", SPILL_NINE_ACTION_MISSING },
};

typedef struct
{
  const char *text;
  gsize       length;
} Part;

static gboolean
part_is (const Part *part,
         const char *word,
         gsize       length)
{
  return part->length == length && memcmp (part->text, word, length) == 0;
}

static gboolean
part_get_id (const Part *part,
             gint64     *id)
{
  if (part->length == 0 || part->length > 16)
    return FALSE;

  *id = 0;
  for (gsize i = 0; i < part->length; i++)
    {
      if (!g_ascii_isdigit (part->text[i]))
        return FALSE;
      *id = *id * 10 + (part->text[i] - '0');
    }

  return *id <= SPILL_JSON_MAX_ID;
}

/* Number of parts, 0 if there are more than any key of ours has. */
static guint
split (const char *text,
       Part        parts[MAX_PARTS])
{
  guint n = 0;

  while (n < MAX_PARTS)
    {
      const char *end = strchr (text, '/');

      parts[n++] = (Part) { text, end != NULL ? (gsize) (end - text) : strlen (text) };
      if (end == NULL)
        return n;
      text = end + 1;
    }

  return 0;
}

static gboolean
take_id (char          letter,
         const Part   *part,
         SpillNineKey *key)
{
  gint64 id = 0;

  if (letter != '?' && !part_get_id (part, &id))
    return FALSE;

  switch (letter)
    {
    case 'M': key->master_id = id; break;
    case 'B': key->builder_id = id; break;
    case 'I': key->build_id = id; break;
    case 'S': key->step_id = id; break;
    case 'L': key->log_id = id; break;
    case 'R': key->request_id = id; break;
    case 'E': key->buildset_id = id; break;
    case 'C': key->change_id = id; break;
    case 'W': key->worker_id = id; break;
    case 'D': key->scheduler_id = id; break;
    case 'N':
      if (id > G_MAXINT)
        return FALSE;
      key->build_number = (int) id;
      break;
    default:
      break;
    }

  return TRUE;
}

static gboolean
match (const char   *pattern,
       const Part   *parts,
       guint         n_parts,
       SpillNineKey *key)
{
  *key = (SpillNineKey) { 0 };

  for (guint i = 0; i < n_parts; i++)
    {
      gsize length = strcspn (pattern, "/");

      if (length == 1 && !take_id (*pattern, &parts[i], key))
        return FALSE;
      if (length != 1 && !part_is (&parts[i], pattern, length))
        return FALSE;

      pattern += length;
      if (*pattern == '/')
        pattern++;
    }

  return *pattern == '\0';
}

/**
 * spill_nine_key_parse:
 * @text: the "k" of an event
 * @key: (out): what it says
 *
 * Parses a routing key of Buildbot's message queue.
 *
 * Returns: %FALSE if it is none of those we know; topic and action are OTHER then
 */
gboolean
spill_nine_key_parse (const char   *text,
                      SpillNineKey *key)
{
  Part parts[MAX_PARTS];
  guint n;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  n = split (text, parts);
  for (guint i = 0; n > 1 && i < G_N_ELEMENTS (keys); i++)
    {
      if (!match (keys[i].pattern, parts, n - 1, key))
        continue;

      key->topic = keys[i].topic;
      key->is_alias = keys[i].is_alias;
      for (guint j = 0; j < G_N_ELEMENTS (actions); j++)
        if (part_is (&parts[n - 1], actions[j].name, strlen (actions[j].name)))
          key->action = actions[j].action;
      return TRUE;
    }

  *key = (SpillNineKey) { 0 };
  return FALSE;
}

/**
 * spill_nine_key_get_kind:
 * @key: what an event is about
 *
 * Returns: what its message is; %SPILL_NINE_NONE if that is nothing we read
 */
SpillNineKind
spill_nine_key_get_kind (const SpillNineKey *key)
{
  static const SpillNineKind kinds[] = {
    [SPILL_NINE_TOPIC_OTHER] = SPILL_NINE_NONE,
    [SPILL_NINE_TOPIC_MASTER] = SPILL_NINE_MASTER,
    [SPILL_NINE_TOPIC_BUILDER] = SPILL_NINE_BUILDER,
    [SPILL_NINE_TOPIC_BUILD] = SPILL_NINE_BUILD,
    [SPILL_NINE_TOPIC_PROPERTIES] = SPILL_NINE_PROPERTIES,
    [SPILL_NINE_TOPIC_STEP] = SPILL_NINE_STEP,
    [SPILL_NINE_TOPIC_LOG] = SPILL_NINE_LOG,
    [SPILL_NINE_TOPIC_REQUEST] = SPILL_NINE_REQUEST,
    [SPILL_NINE_TOPIC_BUILDSET] = SPILL_NINE_BUILDSET,
    [SPILL_NINE_TOPIC_CHANGE] = SPILL_NINE_CHANGE,
    [SPILL_NINE_TOPIC_WORKER] = SPILL_NINE_WORKER,
    [SPILL_NINE_TOPIC_SCHEDULER] = SPILL_NINE_SCHEDULER,
    [SPILL_NINE_TOPIC_CONTROL] = SPILL_NINE_NONE,
  };

  g_return_val_if_fail (key != NULL && key->topic < G_N_ELEMENTS (kinds), SPILL_NINE_NONE);

  return kinds[key->topic];
}
