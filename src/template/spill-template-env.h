#pragma once

#include "template/spill-value.h"

G_BEGIN_DECLS

/* Templates in Jinja2's language: found by name, compiled once, rendered often, from any thread.
 *
 * An environment is set up first (loaders, globals, filters, options) and then only used; from then
 * on it may be used by several threads at once. A template can do nothing but compute with what it
 * is given and ask the loaders for others, and every way to waste time or memory has a limit.
 *
 * Not here of Jinja2, on purpose: line statements, i18n and other extensions, async, user-defined
 * tests; lipsum, pprint (Python's own layout of objects); list.append and all else that changes
 * a value; integers beyond 64 bits, complex numbers, bytes. Where Python hands out a generator or
 * a view (map, select, range, dict.items …) these are plain lists. */

#define SPILL_TEMPLATE_ERROR (spill_template_error_quark ())
GQuark spill_template_error_quark (void);

/* Messages begin with the place: "base.html:12: there is no filter 'foo'". */
typedef enum
{
  SPILL_TEMPLATE_ERROR_SYNTAX,
  SPILL_TEMPLATE_ERROR_NOT_FOUND,
  SPILL_TEMPLATE_ERROR_UNDEFINED,   /* something that is not there was used */
  SPILL_TEMPLATE_ERROR_VALUE,       /* values that do not fit what is done with them */
  SPILL_TEMPLATE_ERROR_LIMIT,
} SpillTemplateError;

typedef struct
{
  gsize   template_size;   /* bytes of a template's text */
  gsize   output;          /* bytes of a page */
  gsize   memory;          /* bytes of all values that one rendering makes, freed ones too */
  guint   items;           /* of a list made by a template */
  guint64 steps;           /* some 20 ns each */
  guint   recursion;       /* macros in macros, loops in loops by recursion */
  guint   includes;        /* templates in templates: include, import, extends */
} SpillTemplateLimits;

typedef struct _SpillTemplate SpillTemplate;
typedef struct _SpillTemplateEnv SpillTemplateEnv;

/* Returns: (transfer full) (nullable): the text of the template called @name; NULL without @error:
 * not here, ask the next one. Called from any thread that renders. */
typedef char *(*SpillTemplateLoader) (const char  *name,
                                      gsize       *length,
                                      gpointer     user_data,
                                      GError     **error);

SpillTemplateEnv *spill_template_env_new         (void);
SpillTemplateEnv *spill_template_env_ref         (SpillTemplateEnv   *self);
void              spill_template_env_unref       (SpillTemplateEnv   *self);
/* The one added first is asked first. */
void              spill_template_env_add_loader  (SpillTemplateEnv   *self,
                                                  SpillTemplateLoader loader,
                                                  gpointer            user_data,
                                                  GDestroyNotify      destroy);
/* Adds a loader that reads the files below @path; names with ".." are not found. */
void              spill_template_env_add_folder  (SpillTemplateEnv   *self,
                                                  const char         *path);
void              spill_template_env_add_global  (SpillTemplateEnv   *self,
                                                  const char         *name,
                                                  SpillValue         *value);
/* A filter by a function; its first argument is what is filtered. */
void              spill_template_env_add_filter  (SpillTemplateEnv   *self,
                                                  const char         *name,
                                                  SpillValue         *function);
void              spill_template_env_set_autoescape (SpillTemplateEnv *self,
                                                  gboolean            autoescape);
/* As Jinja2's options of the same names: a tag takes the line end after it, and the blanks before. */
void              spill_template_env_set_trim    (SpillTemplateEnv   *self,
                                                  gboolean            trim_blocks,
                                                  gboolean            lstrip_blocks);
void              spill_template_env_set_limits  (SpillTemplateEnv   *self,
                                                  const SpillTemplateLimits *limits);
void              spill_template_env_get_default_limits (SpillTemplateLimits *limits);

SpillTemplate    *spill_template_env_get         (SpillTemplateEnv   *self,
                                                  const char         *name,
                                                  GError            **error);
SpillTemplate    *spill_template_env_compile     (SpillTemplateEnv   *self,
                                                  const char         *name,
                                                  const char         *text,
                                                  gssize              length,
                                                  GError            **error);
SpillTemplate    *spill_template_env_compile_expression (SpillTemplateEnv *self,
                                                  const char         *name,
                                                  const char         *text,
                                                  gssize              length,
                                                  GError            **error);
char             *spill_template_env_render      (SpillTemplateEnv   *self,
                                                  SpillTemplate      *template,
                                                  SpillValue         *data,
                                                  gsize              *length,
                                                  GError            **error);
SpillValue       *spill_template_env_evaluate    (SpillTemplateEnv   *self,
                                                  SpillTemplate      *expression,
                                                  SpillValue         *data,
                                                  GError            **error);

SpillTemplate    *spill_template_ref             (SpillTemplate      *self);
void              spill_template_unref           (SpillTemplate      *self);
/* Adds @text to @into with & < > " and ' as entities, as MarkupSafe does. */
void              spill_template_escape          (const char         *text,
                                                  GString            *into);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillTemplateEnv, spill_template_env_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillTemplate, spill_template_unref)

G_END_DECLS
