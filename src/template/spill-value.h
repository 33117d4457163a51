#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What templates and expressions compute with: values that never change once made, counted
 * atomically, so that one thread may build them and others read them. They follow Python's rules
 * of truth, equality, order and printing, because Jinja2's language does.
 *
 * Texts are valid UTF-8 without NUL: what is not is replaced by U+FFFD when a value is made.
 * Integers have 64 bits; Python's have no end. */

#define SPILL_VALUE_MAX_DEPTH 200    /* of lists in lists */

typedef struct _SpillValue SpillValue;

typedef enum
{
  SPILL_VALUE_UNDEFINED,
  SPILL_VALUE_NONE,
  SPILL_VALUE_BOOLEAN,
  SPILL_VALUE_INTEGER,
  SPILL_VALUE_FLOAT,
  SPILL_VALUE_STRING,
  SPILL_VALUE_LIST,
  SPILL_VALUE_TUPLE,
  SPILL_VALUE_DICTIONARY,
  SPILL_VALUE_FUNCTION,
  SPILL_VALUE_OBJECT,       /* made by a running template: a loop, a macro, a namespace */
} SpillValueKind;

typedef enum
{
  SPILL_VALUE_LESS = -1,
  SPILL_VALUE_EQUAL = 0,
  SPILL_VALUE_GREATER = 1,
  SPILL_VALUE_UNORDERED,    /* one of them is not a number */
  SPILL_VALUE_UNLIKE,       /* values of these kinds have no order */
} SpillValueOrder;

/* @named: a dictionary of the keyword arguments, or NULL. Returns a new value, or NULL with @error
 * set: a sentence without a place, which the template adds. May be called from any thread. */
typedef SpillValue *(*SpillFunction) (SpillValue *const *args,
                                      guint              n_args,
                                      SpillValue        *named,
                                      gpointer           user_data,
                                      GError           **error);

/* All of these return a new reference (transfer full). */
SpillValue     *spill_value_new_undefined    (const char        *name);
SpillValue     *spill_value_new_none         (void);
SpillValue     *spill_value_new_boolean      (gboolean           value);
SpillValue     *spill_value_new_integer      (gint64             value);
SpillValue     *spill_value_new_float        (double             value);
SpillValue     *spill_value_new_string       (const char        *text);
SpillValue     *spill_value_new_string_len   (const char        *text,
                                              gssize             length);
/* Markup that is not escaped again: never make it of a text from outside. */
SpillValue     *spill_value_new_safe         (const char        *markup);
SpillValue     *spill_value_new_function     (const char        *name,
                                              SpillFunction      function,
                                              gpointer           user_data,
                                              GDestroyNotify     destroy);
SpillValue     *spill_value_ref              (SpillValue        *self);
void            spill_value_unref            (SpillValue        *self);

SpillValueKind  spill_value_get_kind         (const SpillValue  *self);
/* What Python calls its type: "str", "int", "list", "dict object" for people */
const char     *spill_value_get_type_name    (const SpillValue  *self);
gboolean        spill_value_is_true          (const SpillValue  *self);
/* Of booleans, integers and floats within 64 bits; else 0 */
gint64          spill_value_get_integer      (const SpillValue  *self);
double          spill_value_get_float        (const SpillValue  *self);
/* (nullable): NULL if it is no string */
const char     *spill_value_get_string       (const SpillValue  *self);
gsize           spill_value_get_string_size  (const SpillValue  *self);   /* bytes */
/* Items of a list, tuple or dictionary; else 0 */
guint           spill_value_get_n_items      (const SpillValue  *self);
/* (transfer none): an item of a list or tuple, the key at a place of a dictionary */
SpillValue     *spill_value_get_item         (const SpillValue  *self,
                                              guint              index);
/* (transfer none) (nullable) */
SpillValue     *spill_value_lookup           (const SpillValue  *self,
                                              const char        *key);
SpillValue     *spill_value_lookup_value     (const SpillValue  *self,
                                              const SpillValue  *key);

gboolean        spill_value_equal            (const SpillValue  *self,
                                              const SpillValue  *other);
SpillValueOrder spill_value_compare          (const SpillValue  *self,
                                              const SpillValue  *other);
/* FALSE: lists and dictionaries are no keys */
gboolean        spill_value_hash             (const SpillValue  *self,
                                              guint             *hash);
char           *spill_value_to_string        (const SpillValue  *self);   /* str() */
char           *spill_value_to_repr          (const SpillValue  *self);   /* repr() */
void            spill_value_print            (const SpillValue  *self,
                                              GString           *into);

/* A list or tuple being made. Adding takes the value; FALSE: it is nested too deeply, and dropped.
 * Ending gives the value and frees the builder. */
typedef struct _SpillListBuilder SpillListBuilder;

SpillListBuilder *spill_list_builder_new     (void);
gboolean          spill_list_builder_add     (SpillListBuilder *self,
                                              SpillValue       *value);
SpillValue       *spill_list_builder_end     (SpillListBuilder *self);
SpillValue       *spill_list_builder_end_tuple (SpillListBuilder *self);
void              spill_list_builder_free    (SpillListBuilder *self);

/* A dictionary being made; keys stay in the order they came. Setting takes key and value; FALSE:
 * no key, or nested too deeply. */
typedef struct _SpillDictBuilder SpillDictBuilder;

SpillDictBuilder *spill_dict_builder_new     (void);
gboolean          spill_dict_builder_set     (SpillDictBuilder *self,
                                              const char       *key,
                                              SpillValue       *value);
gboolean          spill_dict_builder_set_value (SpillDictBuilder *self,
                                              SpillValue       *key,
                                              SpillValue       *value);
/* (transfer none) (nullable) */
SpillValue       *spill_dict_builder_get     (SpillDictBuilder *self,
                                              const SpillValue *key);
SpillValue       *spill_dict_builder_end     (SpillDictBuilder *self);
void              spill_dict_builder_free    (SpillDictBuilder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillValue, spill_value_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillListBuilder, spill_list_builder_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SpillDictBuilder, spill_dict_builder_free)

G_END_DECLS
