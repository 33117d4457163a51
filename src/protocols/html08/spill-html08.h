#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pages of a 0.8 master that have forms: what JSON does not tell. */

/* In the order of the model's SpillForceType, so that one is the other. */
typedef enum
{
  SPILL_HTML08_TEXT,
  SPILL_HTML08_TEXTAREA,
  SPILL_HTML08_INT,
  SPILL_HTML08_BOOL,
  SPILL_HTML08_LIST,
  SPILL_HTML08_USERNAME,
  SPILL_HTML08_FIXED,
  SPILL_HTML08_FILE,
  SPILL_HTML08_WORKER,
  SPILL_HTML08_NESTED,
} SpillHtml08Type;

/* SpillHtml08Field: a control of a form, or a group of them. */
typedef struct
{
  SpillHtml08Type  type;
  char            *name;            /* inside its group; never NULL */
  char            *full_name;       /* (nullable) key of its value; NULL: anonymous group */
  char            *label;           /* never NULL; hostile */
  GVariant        *default_value;   /* (nullable) b, x, s or as */
  char           **choices;         /* (nullable) list */
  guint            rows, columns;   /* textarea; 0: not told */
  guint            size;            /* text: width in characters; 0: not told */
  gboolean         multiple;        /* list */
  gboolean         required;        /* only if the page says so: 0.8's own never do */
  char            *wire_name;       /* BOOL: what is sent when it is on */
  char            *wire_value;
  GPtrArray       *fields;          /* (nullable) of SpillHtml08Field: nested */
} SpillHtml08Field;

/* SpillHtml08Form: one way of forcing a build. */
typedef struct
{
  char      *scheduler;      /* "" before 0.8.6: there is only one way */
  char      *button;         /* label of what sends it; never NULL */
  char      *action;         /* where to, relative to the page; hostile */
  GPtrArray *hidden;         /* name, value, name, …: sent as they are */
  GPtrArray *fields;         /* of SpillHtml08Field */
  gboolean   wants_login;    /* user and password go with it */
} SpillHtml08Form;

/* SpillHtml08Request: a waiting request, which the page lets be cancelled. */
typedef struct
{
  gint64  id;
  int     minute, second;    /* of the time that it came at, in any zone; -1: not told */
} SpillHtml08Request;

typedef struct
{
  GPtrArray *forms;          /* of SpillHtml08Form: what may be forced here */
  GPtrArray *requests;       /* of SpillHtml08Request, in the page's order */
  gboolean   can_log_in;     /* nobody is logged in, and somebody could be */
  char      *words;          /* (nullable) heading and text of a page that says something */
  char      *alert;          /* (nullable) */
} SpillHtml08Page;

#define SPILL_HTML08_MAX_BYTES (2 * 1024 * 1024)

/* Never fails: what is no such page has nothing on it. (transfer full) */
SpillHtml08Page *spill_html08_read        (const char            *data,
                                           gsize                  length);
void             spill_html08_page_free   (SpillHtml08Page       *page);
/* (nullable) the one of that name */
SpillHtml08Form *spill_html08_page_find   (SpillHtml08Page       *page,
                                           const char            *scheduler);

/* What a browser would send of the form, filled in with @values, a{sv} (nullable), by full name.
 * (transfer full) */
GString         *spill_html08_form_encode (const SpillHtml08Form *form,
                                           GVariant              *values);
/* Adds "NAME=VALUE" to what is sent. */
void             spill_html08_add_pair    (GString               *body,
                                           const char            *name,
                                           const char            *value);
/* The field that the master's words about a form are about, by the ways that 0.8 puts them.
 * (nullable) (transfer none): its full name */
const char      *spill_html08_form_blame  (const SpillHtml08Form *form,
                                           GVariant              *values,
                                           const char            *words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillHtml08Page, spill_html08_page_free)

G_END_DECLS
