#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A sentence for the page of a 400, in English as all of the pages: it names the argument. */
#define SPILL_PAGE_ERROR (spill_page_error_quark ())
GQuark spill_page_error_quark (void);

typedef enum
{
  SPILL_PAGE_ERROR_BAD_ARGUMENT,
} SpillPageError;

#define SPILL_PAGE_ARGS_MAX_SIZE   (64 * 1024)   /* bytes of a query */
#define SPILL_PAGE_ARGS_MAX_NUMBER 2000          /* of its arguments */

/* SpillPageArgs: the arguments of a page, decoded. A value; counted atomically. An argument without a
 * value counts as one that is not there, as browsers send the empty fields of a form. */
typedef struct _SpillPageArgs SpillPageArgs;

/* @query: (nullable) hostile */
SpillPageArgs      *spill_page_args_new        (const char     *query,
                                                GError        **error);
SpillPageArgs      *spill_page_args_ref        (SpillPageArgs  *self);
void                spill_page_args_unref      (SpillPageArgs  *self);
/* The first value. (nullable) */
const char         *spill_page_args_get        (SpillPageArgs  *self,
                                                const char     *name);
/* All values of @name and then of @other (nullable), in order. (nullable) NULL: none */
const char * const *spill_page_args_get_list   (SpillPageArgs  *self,
                                                const char     *name,
                                                const char     *other);
/* TRUE for a word of yes, FALSE for one of no, @value untouched if it is not there. */
gboolean            spill_page_args_get_flag   (SpillPageArgs  *self,
                                                const char     *name,
                                                gboolean       *value,
                                                GError        **error);
/* Numbers of decimal digits, with a fraction if they are times. */
gboolean            spill_page_args_get_count  (SpillPageArgs  *self,
                                                const char     *name,
                                                guint           least,
                                                guint           most,
                                                guint          *value,
                                                GError        **error);
gboolean            spill_page_args_get_time   (SpillPageArgs  *self,
                                                const char     *name,
                                                double         *value,
                                                GError        **error);
/* Adds "name=value", escaped, for each value of @name, with "&" between. */
void                spill_page_args_print      (SpillPageArgs  *self,
                                                const char     *name,
                                                GString        *into);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillPageArgs, spill_page_args_unref)

G_END_DECLS
