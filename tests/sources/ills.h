#pragma once

#include "hostile.h"
#include "watch.h"

G_BEGIN_DECLS

/* Ill: a server that is no master, or one that is ill, and what the user is told of it. */
typedef struct
{
  const char      *name;
  ServerAnswer     answer;
  SpillProblem     problem;
  SpillConnection  connection;
  const char      *words;      /* in the text */
} Ill;

/* Those that are the same for masters of any kind. */
extern const Ill ills[];
extern const guint n_ills;

gboolean ill_html     (Call       *call,
                       gpointer    data);
gboolean ill_gzip     (Call       *call,
                       const char *text,
                       gsize       length);
/* Whom such a server is met by tells what it is, and tries again where that helps. */
void     ill_meet         (const Ill  *self,
                           Watch    *(*make) (const char *url));
/* Begins to watch, and goes on for so many µs: for what may end at any moment. */
void     ill_watch_us     (Watch      *watch,
                           gint64      us);
/* Adds the test /sources/@suite/@group/@name. */
void     ill_add_test     (const char    *suite,
                           const char    *group,
                           const char    *name,
                           gconstpointer  data,
                           GTestDataFunc  test);
/* The text for the user has @words, and nothing for programmers, nothing secret. */
void     ill_assert_words (Watch      *watch,
                           const char *words);

G_END_DECLS
