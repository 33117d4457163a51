#pragma once

#include <libxml/HTMLparser.h>

#include "protocols/html08/spill-html08.h"

G_BEGIN_DECLS

#define SPILL_HTML08_MAX_DEPTH 256   /* elements in one another */

/* Attribute or text of a node, valid, at most @max bytes. (nullable) (transfer full) */
char     *spill_html08_dup_attribute (xmlNode         *node,
                                      const char      *name,
                                      gsize            max);
char     *spill_html08_dup_text      (xmlNode         *node,
                                      gsize            max);
/* The same with its white space as a browser shows it. (transfer full) */
char     *spill_html08_dup_line      (xmlNode         *node,
                                      gsize            max);
gboolean  spill_html08_is            (xmlNode         *node,
                                      const char      *element);
/* One of the words of "class". */
gboolean  spill_html08_has_class     (xmlNode         *node,
                                      const char      *word);
/* The next node in the order of the page, inside of @root. @enter: FALSE: not below @node.
 * (nullable) */
xmlNode  *spill_html08_next          (xmlNode         *node,
                                      xmlNode         *root,
                                      gboolean         enter);

/* Reads what is below the form's element. @n_left: how many fields there may be */
void      spill_html08_read_fields   (SpillHtml08Form *form,
                                      xmlNode         *root,
                                      guint           *n_left);
void      spill_html08_field_free    (gpointer         field);

G_END_DECLS
