#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  SPILL_TEXT_PLAIN,
  SPILL_TEXT_STRONG,
  SPILL_TEXT_SMALL,
  SPILL_TEXT_MONO,         /* small, for revisions */
} SpillTextStyle;
#define SPILL_N_TEXT_STYLES 4

/* What is left out of a text that does not fit. */
typedef enum
{
  SPILL_TEXT_END,
  SPILL_TEXT_MIDDLE,
} SpillTextFit;

/* SpillTextCache: lines of text, laid out once and kept while they are used: at most a few
 * thousand. Text may be hostile: it is made one line, and only its first 200 characters count. A
 * line that had to be cut is still one run, so that it draws as one node. */
typedef struct _SpillTextCache SpillTextCache;

#define SPILL_TEXT_CACHE_SIZE 4096

SpillTextCache *spill_text_cache_new        (void);
void            spill_text_cache_free       (SpillTextCache *self);
/* Forgets all: with the fonts, the scale or the language of @context. */
void            spill_text_cache_set_context (SpillTextCache *self,
                                             PangoContext   *context,
                                             double          zoom);
/* @width: in pixels; (transfer none) until the next call */
PangoLayout    *spill_text_cache_get        (SpillTextCache *self,
                                             const char     *text,
                                             SpillTextStyle  style,
                                             SpillTextFit    fit,
                                             double          width);
double          spill_text_cache_get_height (SpillTextCache *self,
                                             SpillTextStyle  style);   /* of a line, in pixels */
guint           spill_text_cache_get_size   (SpillTextCache *self);

G_END_DECLS
