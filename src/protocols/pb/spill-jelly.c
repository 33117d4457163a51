#include "protocols/pb/spill-jelly.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#define MAX_NODES 1000000   /* of an expression with its references written out */
#define MAX_DEPTH 200

G_DEFINE_QUARK (spill-jelly-error-quark, spill_jelly_error)

/* Only here: a form that stands for another object. */
#define JELLY_REFERENCE   (SPILL_JELLY_OTHER + 1)
#define JELLY_DEREFERENCE (SPILL_JELLY_OTHER + 2)

typedef struct
{
  int   type;
  guint min_length, max_length;   /* of the form, with its head */
} Form;

/* By number of the head in the vocabulary. */
static const Form word_forms[] = {
  [1]  = { SPILL_JELLY_NONE,          1, 1 },          /* None */
  [2]  = { SPILL_JELLY_OTHER,         2, 2 },          /* class */
  [3]  = { JELLY_DEREFERENCE,         1, G_MAXUINT },
  [4]  = { JELLY_REFERENCE,           1, G_MAXUINT },
  [5]  = { SPILL_JELLY_DICTIONARY,    1, G_MAXUINT },
  [6]  = { SPILL_JELLY_OTHER,         2, 2 },          /* function */
  [7]  = { SPILL_JELLY_INSTANCE,      3, 3 },
  [8]  = { SPILL_JELLY_LIST,          1, G_MAXUINT },
  [9]  = { SPILL_JELLY_OTHER,         2, 2 },          /* module */
  [10] = { SPILL_JELLY_PERSISTENT,    2, 2 },
  [11] = { SPILL_JELLY_TUPLE,         1, G_MAXUINT },
  [12] = { SPILL_JELLY_UNPERSISTABLE, 2, 2 },
  [14] = { SPILL_JELLY_OTHER,         3, 4 },          /* cache */
  [15] = { SPILL_JELLY_OTHER,         2, 2 },          /* cached */
  [16] = { SPILL_JELLY_REMOTE,        2, 2 },
  [17] = { SPILL_JELLY_LOCAL,         2, 2 },
  [18] = { SPILL_JELLY_OTHER,         2, 2 },          /* lcache */
};

/* Those that the vocabulary lacks. */
static const struct
{
  const char *head;
  guint       length;
  Form        form;
} string_forms[] = {
#define STRING_FORM(head, ...) { head, sizeof (head) - 1, { __VA_ARGS__ } }
  STRING_FORM ("unicode",   SPILL_JELLY_TEXT,    2, 2),
  STRING_FORM ("boolean",   SPILL_JELLY_BOOLEAN, 2, 2),
  STRING_FORM ("set",       SPILL_JELLY_SET,     1, G_MAXUINT),
  STRING_FORM ("frozenset", SPILL_JELLY_SET,     1, G_MAXUINT),
  STRING_FORM ("twisted.spread.pb.CopyableFailure", SPILL_JELLY_FAILURE, 2, 2),
  STRING_FORM ("twisted.spread.pb.CopiedFailure",   SPILL_JELLY_FAILURE, 2, 2),
  STRING_FORM ("datetime",  SPILL_JELLY_OTHER,   2, 2),
  STRING_FORM ("date",      SPILL_JELLY_OTHER,   2, 2),
  STRING_FORM ("time",      SPILL_JELLY_OTHER,   2, 2),
  STRING_FORM ("timedelta", SPILL_JELLY_OTHER,   2, 2),
  STRING_FORM ("decimal",   SPILL_JELLY_OTHER,   3, 3),
  STRING_FORM ("method",    SPILL_JELLY_OTHER,   4, 4),
};

/* What the forms' arguments must be, beyond their number. */
static gboolean
arguments_fit (const SpillSexp *sexp,
               int              type)
{
  const SpillSexp *first = spill_sexp_get (sexp, 1);

  switch (type)
    {
    case SPILL_JELLY_BOOLEAN:
      return spill_sexp_is_string (first, "true") || spill_sexp_is_string (first, "false");
    case SPILL_JELLY_TEXT:
    case SPILL_JELLY_UNPERSISTABLE:
      return first->type == SPILL_SEXP_STRING;
    case SPILL_JELLY_REMOTE:
    case SPILL_JELLY_LOCAL:
      return first->type == SPILL_SEXP_INT && first->integer >= 0;
    case SPILL_JELLY_FAILURE:
      return spill_sexp_is_form (first, "dictionary");
    case SPILL_JELLY_DICTIONARY:
      for (guint i = 1; i < sexp->length; i++)
        if (sexp->items[i].type != SPILL_SEXP_LIST || sexp->items[i].length != 2)
          return FALSE;
      return TRUE;
    default:
      return TRUE;
    }
}

static const Form *
find_form (const SpillSexp *head)
{
  guint word = head->word;

  for (guint i = 0; word == 0 && i < G_N_ELEMENTS (string_forms); i++)
    if (head->length == string_forms[i].length && memcmp (head->bytes, string_forms[i].head, head->length) == 0)
      return &string_forms[i].form;
  if (word == 0)
    word = spill_banana_find_word (head->bytes, head->length);
  return word < G_N_ELEMENTS (word_forms) && word_forms[word].min_length > 0 ? &word_forms[word] : NULL;
}

/* As spill_jelly_get_type(), and what stands for another object. */
static int
get_form (const SpillSexp *sexp)
{
  const SpillSexp *head;
  const Form *form;

  if (sexp == NULL)
    return SPILL_JELLY_INVALID;
  if (sexp->type == SPILL_SEXP_STRING)
    return SPILL_JELLY_BYTES;
  if (sexp->type == SPILL_SEXP_INT || sexp->type == SPILL_SEXP_BIG)
    return SPILL_JELLY_INTEGER;
  if (sexp->type == SPILL_SEXP_FLOAT)
    return SPILL_JELLY_FLOAT;

  head = sexp->items;
  if (sexp->length == 0 || head->type != SPILL_SEXP_STRING)
    return SPILL_JELLY_INVALID;
  form = find_form (head);
  if (form != NULL)
    return sexp->length >= form->min_length && sexp->length <= form->max_length &&
           arguments_fit (sexp, form->type) ? form->type : SPILL_JELLY_INVALID;

  /* A class by its dotted name, then its state; the number of its cache comes between if it has one. */
  if (memchr (head->bytes, '.', head->length) != NULL &&
      (sexp->length == 2 || (sexp->length == 3 && sexp->items[1].type == SPILL_SEXP_INT)))
    return SPILL_JELLY_INSTANCE;
  return SPILL_JELLY_INVALID;
}

/**
 * spill_jelly_get_type:
 * @sexp: (nullable): an expression
 *
 * Returns: what @sexp stands for
 */
SpillJellyType
spill_jelly_get_type (const SpillSexp *sexp)
{
  int type = get_form (sexp);

  return type <= SPILL_JELLY_OTHER ? (SpillJellyType) type : SPILL_JELLY_INVALID;
}

typedef struct
{
  GHashTable *targets;   /* number + 1 -> SpillSexp, or the mark OPEN while inside it; NULL: none yet */
  guint       n_nodes;
} Resolver;

#define OPEN ((gpointer) &word_forms)

static gboolean
fail_reference (GError **error)
{
  g_set_error (error, SPILL_JELLY_ERROR, SPILL_JELLY_ERROR_REFERENCE,
               _("A reference to nothing, twice the same, or in a circle"));
  return FALSE;
}

static gboolean resolve (Resolver *self, SpillSexp *sexp, guint depth, GError **error);

static gboolean
resolve_reference (Resolver  *self,
                   SpillSexp *sexp,
                   gboolean   is_definition,
                   guint      depth,
                   GError   **error)
{
  const SpillSexp *number = sexp->items + 1;
  gpointer key, target;

  if (sexp->length != (is_definition ? 3 : 2) || number->type != SPILL_SEXP_INT || number->integer < 0 || number->integer >= MAX_NODES)
    return fail_reference (error);
  if (self->targets == NULL)
    self->targets = g_hash_table_new (NULL, NULL);

  key = GINT_TO_POINTER ((int) number->integer + 1);
  target = g_hash_table_lookup (self->targets, key);
  if (!is_definition)
    {
      if (target == NULL || target == OPEN)
        return fail_reference (error);
      *sexp = *(SpillSexp *) target;
      /* Counted as if written out, so that references to references cannot grow without end. */
      return resolve (self, sexp, depth, error);
    }

  if (target != NULL)
    return fail_reference (error);
  g_hash_table_insert (self->targets, key, OPEN);
  *sexp = sexp->items[2];
  if (!resolve (self, sexp, depth, error))
    return FALSE;
  g_hash_table_insert (self->targets, key, sexp);
  return TRUE;
}

static gboolean
resolve (Resolver  *self,
         SpillSexp *sexp,
         guint      depth,
         GError   **error)
{
  int type;

  if (++self->n_nodes > MAX_NODES || depth > MAX_DEPTH)
    {
      g_set_error (error, SPILL_JELLY_ERROR, SPILL_JELLY_ERROR_TOO_LARGE,
                   _("An object of more than %d parts, or nested deeper than %d"), MAX_NODES, MAX_DEPTH);
      return FALSE;
    }
  if (sexp->type != SPILL_SEXP_LIST)
    return TRUE;

  type = get_form (sexp);
  if (type == JELLY_REFERENCE || type == JELLY_DEREFERENCE)
    return resolve_reference (self, sexp, type == JELLY_REFERENCE, depth, error);
  if (type == SPILL_JELLY_INVALID)
    {
      g_set_error (error, SPILL_JELLY_ERROR, SPILL_JELLY_ERROR_FORM, _("An object of an unknown form"));
      return FALSE;
    }
  if (type == SPILL_JELLY_OTHER)
    return TRUE;   /* not looked into */

  for (guint i = 1; i < sexp->length; i++)
    {
      SpillSexp *item = (SpillSexp *) sexp->items + i;

      if (type != SPILL_JELLY_DICTIONARY)
        {
          if (!resolve (self, item, depth + 1, error))
            return FALSE;
        }
      else if (!resolve (self, (SpillSexp *) item->items, depth + 1, error) ||
               !resolve (self, (SpillSexp *) item->items + 1, depth + 1, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * spill_jelly_resolve:
 * @tree: what @sexp belongs to; nobody else may read it meanwhile
 * @sexp: an expression of Jelly in @tree
 * @error: says what is wrong
 *
 * Writes references out, in place, and checks each form.
 *
 * Returns: whether all below @sexp can be read
 */
gboolean
spill_jelly_resolve (SpillSexpTree   *tree,
                     const SpillSexp *sexp,
                     GError         **error)
{
  Resolver self = { 0 };
  gboolean ok = resolve (&self, (SpillSexp *) sexp, 0, error);

  g_clear_pointer (&self.targets, g_hash_table_unref);
  return ok;
}

gboolean
spill_jelly_is_none (const SpillSexp *sexp)
{
  return spill_jelly_get_type (sexp) == SPILL_JELLY_NONE;
}

gboolean
spill_jelly_get_boolean (const SpillSexp *sexp)
{
  switch (spill_jelly_get_type (sexp))
    {
    case SPILL_JELLY_INVALID:
    case SPILL_JELLY_NONE:
      return FALSE;
    case SPILL_JELLY_BOOLEAN:
      return spill_sexp_is_string (sexp->items + 1, "true");
    case SPILL_JELLY_INTEGER:
      return sexp->type == SPILL_SEXP_BIG || sexp->integer != 0;
    case SPILL_JELLY_FLOAT:
      return sexp->number != 0;
    case SPILL_JELLY_BYTES:
      return sexp->length > 0;
    case SPILL_JELLY_TEXT:
      return sexp->items[1].length > 0;
    case SPILL_JELLY_TUPLE:
    case SPILL_JELLY_LIST:
    case SPILL_JELLY_SET:
    case SPILL_JELLY_DICTIONARY:
      return sexp->length > 1;
    default:
      return TRUE;
    }
}

double
spill_jelly_get_double (const SpillSexp *sexp,
                        double           fallback)
{
  if (sexp == NULL)
    return fallback;
  if (sexp->type == SPILL_SEXP_FLOAT)
    return sexp->number;
  if (sexp->type == SPILL_SEXP_INT)
    return (double) sexp->integer;
  return spill_jelly_get_type (sexp) == SPILL_JELLY_BOOLEAN ? spill_jelly_get_boolean (sexp) : fallback;
}

gint64
spill_jelly_get_integer (const SpillSexp *sexp,
                         gint64           fallback)
{
  if (sexp == NULL)
    return fallback;
  if (sexp->type == SPILL_SEXP_INT)
    return sexp->integer;
  if (sexp->type == SPILL_SEXP_FLOAT)
    return sexp->number > -9.2e18 && sexp->number < 9.2e18 ? (gint64) sexp->number : fallback;
  return spill_jelly_get_type (sexp) == SPILL_JELLY_BOOLEAN ? spill_jelly_get_boolean (sexp) : fallback;
}

const char *
spill_jelly_get_bytes (const SpillSexp *sexp,
                       gsize           *length)
{
  if (spill_jelly_get_type (sexp) == SPILL_JELLY_TEXT)
    sexp = sexp->items + 1;
  else if (sexp == NULL || sexp->type != SPILL_SEXP_STRING)
    return NULL;

  *length = sexp->length;
  return sexp->bytes;
}

char *
spill_jelly_dup_text (const SpillSexp *sexp)
{
  gsize length;
  const char *bytes = spill_jelly_get_bytes (sexp, &length);

  return bytes != NULL ? g_utf8_make_valid (bytes, (gssize) length) : NULL;
}

gboolean
spill_jelly_is_text (const SpillSexp *sexp,
                     const char      *text)
{
  gsize length;
  const char *bytes = spill_jelly_get_bytes (sexp, &length);

  return bytes != NULL && length == strlen (text) && memcmp (bytes, text, length) == 0;
}

guint
spill_jelly_get_length (const SpillSexp *sexp)
{
  switch (spill_jelly_get_type (sexp))
    {
    case SPILL_JELLY_TUPLE:
    case SPILL_JELLY_LIST:
    case SPILL_JELLY_SET:
    case SPILL_JELLY_DICTIONARY:
      return sexp->length - 1;
    default:
      return 0;
    }
}

const SpillSexp *
spill_jelly_get_item (const SpillSexp *sexp,
                      guint            i)
{
  return i < spill_jelly_get_length (sexp) ? sexp->items + 1 + i : NULL;
}

gboolean
spill_jelly_get_pair (const SpillSexp  *sexp,
                      guint             i,
                      const SpillSexp **key,
                      const SpillSexp **value)
{
  const SpillSexp *pair;

  /* The first stands for all: looking at all of them for each takes minutes if there are many. */
  if (i == 0 ? spill_jelly_get_type (sexp) != SPILL_JELLY_DICTIONARY
             : !spill_sexp_is_form (sexp, "dictionary"))
    return FALSE;
  pair = spill_sexp_get (sexp, 1 + i);
  if (pair == NULL || pair->type != SPILL_SEXP_LIST || pair->length != 2)
    return FALSE;

  *key = pair->items;
  *value = pair->items + 1;
  return TRUE;
}

const SpillSexp *
spill_jelly_lookup (const SpillSexp *sexp,
                    const char      *key)
{
  SpillJellyType type = spill_jelly_get_type (sexp);
  const SpillSexp *name, *value;

  if (type == SPILL_JELLY_FAILURE || type == SPILL_JELLY_INSTANCE)
    sexp = spill_sexp_get (sexp, sexp->length - 1);
  for (guint i = 0; spill_jelly_get_pair (sexp, i, &name, &value); i++)
    if (spill_jelly_is_text (name, key))
      return value;
  return NULL;
}

gint64
spill_jelly_get_reference (const SpillSexp *sexp)
{
  SpillJellyType type = spill_jelly_get_type (sexp);

  return type == SPILL_JELLY_REMOTE || type == SPILL_JELLY_LOCAL ? sexp->items[1].integer : -1;
}

char *
spill_jelly_dup_class (const SpillSexp *sexp)
{
  switch (spill_jelly_get_type (sexp))
    {
    case SPILL_JELLY_FAILURE:
      return spill_jelly_dup_text (spill_jelly_lookup (sexp, "type"));
    case SPILL_JELLY_INSTANCE:
      return spill_sexp_is_string (sexp->items, "instance") ? spill_jelly_dup_text (spill_sexp_get (sexp->items + 1, 1))
                                                            : spill_jelly_dup_text (sexp->items);
    default:
      return NULL;
    }
}

char *
spill_jelly_dup_message (const SpillSexp *sexp)
{
  switch (spill_jelly_get_type (sexp))
    {
    case SPILL_JELLY_FAILURE:
      return spill_jelly_dup_text (spill_jelly_lookup (sexp, "value"));
    case SPILL_JELLY_UNPERSISTABLE:
      return spill_jelly_dup_text (sexp->items + 1);
    default:
      return NULL;
    }
}

static void
put_head (GByteArray         *out,
          SpillBananaProfile  profile,
          const char         *head,
          gsize               n_items)
{
  spill_banana_put_list (out, 1 + n_items);
  spill_banana_put_string (out, profile, head);
}

void
spill_jelly_put_none (GByteArray         *out,
                      SpillBananaProfile  profile)
{
  put_head (out, profile, "None", 0);
}

void
spill_jelly_put_boolean (GByteArray         *out,
                         SpillBananaProfile  profile,
                         gboolean            value)
{
  put_head (out, profile, "boolean", 1);
  spill_banana_put_string (out, profile, value ? "true" : "false");
}

void
spill_jelly_put_text (GByteArray         *out,
                      SpillBananaProfile  profile,
                      const char         *text)
{
  if (text == NULL)
    {
      spill_jelly_put_none (out, profile);
      return;
    }
  put_head (out, profile, "unicode", 1);
  spill_banana_put_string (out, profile, text);
}

void
spill_jelly_put_tuple (GByteArray         *out,
                       SpillBananaProfile  profile,
                       gsize               n)
{
  put_head (out, profile, "tuple", n);
}

void
spill_jelly_put_list (GByteArray         *out,
                      SpillBananaProfile  profile,
                      gsize               n)
{
  put_head (out, profile, "list", n);
}

void
spill_jelly_put_dictionary (GByteArray         *out,
                            SpillBananaProfile  profile,
                            gsize               n)
{
  put_head (out, profile, "dictionary", n);
}

void
spill_jelly_put_pair (GByteArray *out)
{
  spill_banana_put_list (out, 2);
}

void
spill_jelly_put_remote (GByteArray         *out,
                        SpillBananaProfile  profile,
                        gint64              number)
{
  put_head (out, profile, "remote", 1);
  spill_banana_put_int (out, number);
}

void
spill_jelly_put_local (GByteArray         *out,
                       SpillBananaProfile  profile,
                       gint64              number)
{
  put_head (out, profile, "local", 1);
  spill_banana_put_int (out, number);
}

void
spill_jelly_put_unpersistable (GByteArray         *out,
                               SpillBananaProfile  profile,
                               const char         *reason)
{
  put_head (out, profile, "unpersistable", 1);
  spill_banana_put_string (out, profile, reason);
}

/* The keys that 0.8.14's failures have; what it fills from the stack is empty here, as there. */
void
spill_jelly_put_failure (GByteArray         *out,
                         SpillBananaProfile  profile,
                         const char         *type,
                         const char         *message,
                         const char * const *parents)
{
  static const char *const empty_lists[] = { "frames", "stack" };
  const struct { const char *key, *text; } texts[] = {
    { "type", type }, { "value", message }, { "traceback", "Traceback unavailable\n" },
  };
  guint n_parents = parents != NULL ? g_strv_length ((char **) parents) : 0;

  put_head (out, profile, "twisted.spread.pb.CopyableFailure", 1);
  spill_jelly_put_dictionary (out, profile, G_N_ELEMENTS (texts) + G_N_ELEMENTS (empty_lists) + 5);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      spill_jelly_put_pair (out);
      spill_banana_put_string (out, profile, texts[i].key);
      spill_banana_put_string (out, profile, texts[i].text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (empty_lists); i++)
    {
      spill_jelly_put_pair (out);
      spill_banana_put_string (out, profile, empty_lists[i]);
      spill_jelly_put_list (out, profile, 0);
    }
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "parents");
  spill_jelly_put_list (out, profile, n_parents);
  for (guint i = 0; i < n_parents; i++)
    spill_banana_put_string (out, profile, parents[i]);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "tb");
  spill_jelly_put_none (out, profile);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "captureVars");
  spill_jelly_put_boolean (out, profile, FALSE);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "unsafeTracebacks");
  spill_jelly_put_boolean (out, profile, FALSE);
  spill_jelly_put_pair (out);
  spill_banana_put_string (out, profile, "count");
  spill_banana_put_int (out, 0);
}
