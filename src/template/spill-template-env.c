#include "template/spill-template-env.h"

#include <string.h>

#include "template/spill-template-eval.h"

#define MAX_CACHED 400     /* templates; a hostile one could ask for any number of names */
#define MAX_NAME   1000

typedef struct
{
  SpillTemplateLoader load;
  gpointer            user_data;
  GDestroyNotify      destroy;
} Loader;

struct _SpillTemplateEnv
{
  int                  ref_count;   /* atomic */
  GPtrArray           *loaders;     /* (element-type Loader) */
  SpillDictBuilder    *globals;
  GHashTable          *filters;     /* name -> SpillValue */
  SpillTemplateLimits  limits;
  gboolean             autoescape, trim_blocks, lstrip_blocks;
  GMutex               mutex;       /* of what follows */
  GHashTable          *cache;       /* name -> SpillTemplate */
};

G_DEFINE_QUARK (spill-template-error-quark, spill_template_error)

void
spill_template_fail (GError             **error,
                     SpillTemplateError   code,
                     const char          *name,
                     guint                line,
                     const char          *format,
                     ...)
{
  g_autofree char *message = NULL, *valid = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  /* A cut through a text may have cut a character. */
  valid = g_utf8_make_valid (message, -1);
  g_set_error (error, SPILL_TEMPLATE_ERROR, code, "%s:%u: %s", name, line, valid);
}

void
spill_template_env_get_default_limits (SpillTemplateLimits *limits)
{
  *limits = (SpillTemplateLimits) {
    .template_size = 512 * 1024,
    .output = 64 * 1024 * 1024,
    .memory = 256 * 1024 * 1024,
    .items = 1000000,
    .steps = 50000000,
    .recursion = 60,
    .includes = 30,
  };
}

static void
loader_free (gpointer data)
{
  Loader *loader = data;

  if (loader->destroy != NULL)
    loader->destroy (loader->user_data);
  g_free (loader);
}

/**
 * spill_template_env_new:
 *
 * Returns: (transfer full): an environment without loaders, with autoescape
 */
SpillTemplateEnv *
spill_template_env_new (void)
{
  SpillTemplateEnv *self = g_new0 (SpillTemplateEnv, 1);

  self->ref_count = 1;
  self->loaders = g_ptr_array_new_with_free_func (loader_free);
  self->globals = spill_dict_builder_new ();
  self->filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) spill_value_unref);
  self->cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) spill_template_unref);
  self->autoescape = TRUE;
  spill_template_env_get_default_limits (&self->limits);
  g_mutex_init (&self->mutex);
  return self;
}

SpillTemplateEnv *
spill_template_env_ref (SpillTemplateEnv *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
spill_template_env_unref (SpillTemplateEnv *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_ptr_array_unref (self->loaders);
  spill_dict_builder_free (self->globals);
  g_hash_table_unref (self->filters);
  g_hash_table_unref (self->cache);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
spill_template_env_add_loader (SpillTemplateEnv    *self,
                               SpillTemplateLoader  loader,
                               gpointer             user_data,
                               GDestroyNotify       destroy)
{
  Loader *added = g_new (Loader, 1);

  *added = (Loader) { loader, user_data, destroy };
  g_ptr_array_add (self->loaders, added);
}

/* Names are relative, without "." and "..": nothing outside of the folder has one. */
static gboolean
is_inside (const char *name)
{
  g_auto(GStrv) parts = g_strsplit (name, "/", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
  return parts[0] != NULL && strchr (name, '\\') == NULL;
}

static char *
load_file (const char  *name,
           gsize       *length,
           gpointer     user_data,
           GError     **error)
{
  g_autofree char *path = g_build_filename (user_data, name, NULL);
  g_autoptr(GError) trouble = NULL;
  char *text = NULL;

  if (!is_inside (name) || !g_file_test (path, G_FILE_TEST_IS_REGULAR) || g_file_get_contents (path, &text, length, &trouble))
    return text;

  if (!g_error_matches (trouble, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

void
spill_template_env_add_folder (SpillTemplateEnv *self,
                               const char       *path)
{
  spill_template_env_add_loader (self, load_file, g_strdup (path), g_free);
}

/**
 * spill_template_env_add_global:
 * @self: an environment that is being set up
 * @name: what every template sees it as
 * @value: (transfer none): a value, or a function
 */
void
spill_template_env_add_global (SpillTemplateEnv *self,
                               const char       *name,
                               SpillValue       *value)
{
  spill_dict_builder_set (self->globals, name, spill_value_ref (value));
}

void
spill_template_env_add_filter (SpillTemplateEnv *self,
                               const char       *name,
                               SpillValue       *function)
{
  g_return_if_fail (spill_value_get_kind (function) == SPILL_VALUE_FUNCTION);

  g_hash_table_replace (self->filters, g_strdup (name), spill_value_ref (function));
}

void
spill_template_env_set_autoescape (SpillTemplateEnv *self,
                                   gboolean          autoescape)
{
  self->autoescape = autoescape;
}

void
spill_template_env_set_trim (SpillTemplateEnv *self,
                             gboolean          trim_blocks,
                             gboolean          lstrip_blocks)
{
  self->trim_blocks = trim_blocks;
  self->lstrip_blocks = lstrip_blocks;
}

void
spill_template_env_set_limits (SpillTemplateEnv          *self,
                               const SpillTemplateLimits *limits)
{
  self->limits = *limits;
}

gboolean
spill_template_env_get_autoescape (SpillTemplateEnv *self)
{
  return self->autoescape;
}

gboolean
spill_template_env_get_trim_blocks (SpillTemplateEnv *self)
{
  return self->trim_blocks;
}

gboolean
spill_template_env_get_lstrip_blocks (SpillTemplateEnv *self)
{
  return self->lstrip_blocks;
}

SpillValue *
spill_template_env_get_global (SpillTemplateEnv *self,
                               const SpillValue *name)
{
  return spill_dict_builder_get (self->globals, name);
}

SpillValue *
spill_template_env_get_filter (SpillTemplateEnv *self,
                               const char       *name)
{
  return g_hash_table_lookup (self->filters, name);
}

static SpillTemplate *
compile (SpillTemplateEnv  *self,
         const char        *name,
         const char        *text,
         gssize             length,
         gboolean           is_expression,
         GError           **error)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;

  if (size > self->limits.template_size)
    {
      spill_template_fail (error, SPILL_TEMPLATE_ERROR_LIMIT, name, 1, "the template is longer than %" G_GSIZE_FORMAT " bytes", self->limits.template_size);
      return NULL;
    }
  return spill_template_parse (self, name, text, size, is_expression, error);
}

/**
 * spill_template_env_compile:
 * @self: an environment
 * @name: what errors call it; it is not kept under that name
 * @text: the template, any bytes
 * @length: of @text, -1: up to a NUL
 *
 * Returns: (transfer full): the template; %NULL and an error of %SPILL_TEMPLATE_ERROR
 */
SpillTemplate *
spill_template_env_compile (SpillTemplateEnv  *self,
                            const char        *name,
                            const char        *text,
                            gssize             length,
                            GError           **error)
{
  return compile (self, name, text, length, FALSE, error);
}

/**
 * spill_template_env_compile_expression:
 * @text: one expression, without "{{"
 *
 * Returns: (transfer full): what spill_template_env_evaluate() takes; %NULL and an error
 */
SpillTemplate *
spill_template_env_compile_expression (SpillTemplateEnv  *self,
                                       const char        *name,
                                       const char        *text,
                                       gssize             length,
                                       GError           **error)
{
  return compile (self, name, text, length, TRUE, error);
}

static SpillTemplate *
load_template (SpillTemplateEnv  *self,
               const char        *name,
               GError           **error)
{
  for (guint i = 0; i < self->loaders->len; i++)
    {
      Loader *loader = self->loaders->pdata[i];
      g_autoptr(GError) trouble = NULL;
      gsize length = 0;
      g_autofree char *text = loader->load (name, &length, loader->user_data, &trouble);

      if (text != NULL)
        return compile (self, name, text, (gssize) length, FALSE, error);
      if (trouble != NULL)
        {
          g_set_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND, "template '%.100s' cannot be read: %s", name, trouble->message);
          return NULL;
        }
    }

  g_set_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND, "there is no template '%.100s'", name);
  return NULL;
}

/**
 * spill_template_env_get:
 * @self: an environment
 * @name: of a template that one of its loaders has
 *
 * Returns: (transfer full): the template, compiled the first time it is asked for; %NULL and an
 *   error, of %SPILL_TEMPLATE_ERROR_NOT_FOUND if no loader has it
 */
SpillTemplate *
spill_template_env_get (SpillTemplateEnv  *self,
                        const char        *name,
                        GError           **error)
{
  SpillTemplate *template;

  if (strlen (name) > MAX_NAME)
    {
      g_set_error (error, SPILL_TEMPLATE_ERROR, SPILL_TEMPLATE_ERROR_NOT_FOUND, "there is no template of so long a name");
      return NULL;
    }

  g_mutex_lock (&self->mutex);
  template = g_hash_table_lookup (self->cache, name);
  if (template != NULL)
    spill_template_ref (template);
  g_mutex_unlock (&self->mutex);
  if (template != NULL)
    return template;

  /* Two threads may both compile it; that costs less than holding the lock meanwhile. */
  if ((template = load_template (self, name, error)) == NULL)
    return NULL;
  g_mutex_lock (&self->mutex);
  if (g_hash_table_size (self->cache) >= MAX_CACHED)
    g_hash_table_remove_all (self->cache);
  g_hash_table_replace (self->cache, g_strdup (name), spill_template_ref (template));
  g_mutex_unlock (&self->mutex);
  return template;
}

static void
eval_begin (SpillEval        *eval,
            SpillTemplateEnv *self,
            SpillTemplate    *template,
            SpillValue       *data)
{
  *eval = (SpillEval) { .env = self, .limits = self->limits, .template = template, .autoescape = self->autoescape, .line = 1 };
  eval->context = spill_context_new (NULL, data);
  eval->out = eval->page = g_string_new (NULL);
  eval->templates = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_template_unref);
  eval->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_frame_unref);
  eval->contexts = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_context_unref);
  eval->changing = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_value_unref);
}

/* What holds itself is taken apart before it is let go. */
static void
eval_end (SpillEval *eval)
{
  for (guint i = 0; i < eval->changing->len; i++)
    {
      SpillObject *object = eval->changing->pdata[i];

      object->klass->clear (object);
    }
  for (guint i = 0; i < eval->frames->len; i++)
    spill_frame_clear (eval->frames->pdata[i]);
  for (guint i = 0; i < eval->contexts->len; i++)
    g_hash_table_remove_all (((SpillContext *) eval->contexts->pdata[i])->variables);

  g_ptr_array_unref (eval->changing);
  g_ptr_array_unref (eval->frames);
  g_ptr_array_unref (eval->contexts);
  spill_context_unref (eval->context);
  g_ptr_array_unref (eval->templates);
}

/**
 * spill_template_env_render:
 * @self: an environment
 * @template: compiled by it
 * @data: (nullable): a dictionary of the names that the template sees
 * @length: (out) (optional): of the page
 *
 * Returns: (transfer full): the whole page; %NULL and an error of %SPILL_TEMPLATE_ERROR, never a part
 */
char *
spill_template_env_render (SpillTemplateEnv  *self,
                           SpillTemplate     *template,
                           SpillValue        *data,
                           gsize             *length,
                           GError           **error)
{
  SpillEval eval;
  gboolean ok;

  eval_begin (&eval, self, template, data);
  ok = spill_eval_template (&eval, template);
  eval_end (&eval);
  if (!ok)
    {
      g_string_free (eval.page, TRUE);
      g_propagate_error (error, eval.error);
      return NULL;
    }

  if (length != NULL)
    *length = eval.page->len;
  return g_string_free (eval.page, FALSE);
}

/**
 * spill_template_env_evaluate:
 * @self: an environment
 * @expression: compiled by spill_template_env_compile_expression()
 * @data: (nullable): a dictionary of the names that the expression sees
 *
 * Returns: (transfer full): its value, undefined too; %NULL and an error of %SPILL_TEMPLATE_ERROR
 */
SpillValue *
spill_template_env_evaluate (SpillTemplateEnv  *self,
                             SpillTemplate     *expression,
                             SpillValue        *data,
                             GError           **error)
{
  SpillEval eval;
  SpillValue *value;

  g_return_val_if_fail (expression->root->kind == SPILL_NODE_OUTPUT, NULL);

  eval_begin (&eval, self, expression, data);
  value = spill_eval_node (&eval, expression->root->a);
  eval_end (&eval);
  g_string_free (eval.page, TRUE);
  if (value == NULL)
    g_propagate_error (error, eval.error);
  return value;
}
