#include "ui/spill-text-cache.h"

#include <math.h>
#include <string.h>

#include "util/spill-plain.h"

#define MAX_CHARS 200
#define MAX_BYTES (4 * MAX_CHARS)

typedef struct
{
  const char *text;      /* not NUL-terminated where it is looked up; ours where it is kept */
  guint       length;
  guint       hash;
  int         width;
  guint8      style;
  guint8      fit;
} Key;

/* Two generations: what is used moves to the young one; when that is full, the old one goes. */
struct _SpillTextCache
{
  PangoContext         *context;    /* (nullable) */
  PangoFontDescription *fonts[SPILL_N_TEXT_STYLES];
  double                heights[SPILL_N_TEXT_STYLES];
  PangoAttrList        *attributes;
  GHashTable           *young;      /* of PangoLayout by Key */
  GHashTable           *old;
};

static guint
key_hash (gconstpointer data)
{
  return ((const Key *) data)->hash;
}

static gboolean
key_equal (gconstpointer a,
           gconstpointer b)
{
  const Key *x = a, *y = b;

  return x->hash == y->hash && x->length == y->length && x->width == y->width
         && x->style == y->style && x->fit == y->fit && memcmp (x->text, y->text, x->length) == 0;
}

static void
key_free (gpointer data)
{
  g_free ((char *) ((Key *) data)->text);
  g_free (data);
}

static void
key_init (Key            *key,
          const char     *text,
          SpillTextStyle  style,
          SpillTextFit    fit,
          double          width)
{
  guint hash = 5381;
  guint n = 0;

  for (; n < MAX_BYTES && text[n] != '\0'; n++)
    hash = hash * 33 + (guchar) text[n];
  key->text = text;
  key->length = n;
  key->width = (int) MAX (width, 0);
  key->style = style;
  key->fit = fit;
  key->hash = hash ^ ((guint) key->width << 8) ^ (style << 4) ^ fit;
}

static GHashTable *
table_new (void)
{
  return g_hash_table_new_full (key_hash, key_equal, key_free, g_object_unref);
}

/**
 * spill_text_cache_new:
 *
 * Returns: (transfer full): a cache that needs a context first
 */
SpillTextCache *
spill_text_cache_new (void)
{
  SpillTextCache *self = g_new0 (SpillTextCache, 1);

  self->young = table_new ();
  self->old = table_new ();
  self->attributes = pango_attr_list_new ();
  pango_attr_list_insert (self->attributes, pango_attr_font_features_new ("tnum=1"));
  return self;
}

static void
forget (SpillTextCache *self)
{
  g_hash_table_remove_all (self->young);
  g_hash_table_remove_all (self->old);
  for (guint i = 0; i < SPILL_N_TEXT_STYLES; i++)
    g_clear_pointer (&self->fonts[i], pango_font_description_free);
  g_clear_object (&self->context);
}

void
spill_text_cache_free (SpillTextCache *self)
{
  forget (self);
  g_hash_table_unref (self->young);
  g_hash_table_unref (self->old);
  pango_attr_list_unref (self->attributes);
  g_free (self);
}

static void
make_font (SpillTextCache *self,
           SpillTextStyle  style,
           double          zoom)
{
  PangoFontDescription *font = pango_font_description_copy (
    pango_context_get_font_description (self->context));
  double size = pango_font_description_get_size (font) * zoom;
  PangoFontMetrics *metrics;

  if (style == SPILL_TEXT_SMALL || style == SPILL_TEXT_MONO)
    size *= 0.88;
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, (int) size);
  if (style == SPILL_TEXT_STRONG)
    pango_font_description_set_weight (font, PANGO_WEIGHT_SEMIBOLD);
  if (style == SPILL_TEXT_MONO)
    pango_font_description_set_family (font, "monospace");
  metrics = pango_context_get_metrics (self->context, font, NULL);
  self->fonts[style] = font;
  self->heights[style] = ceil (pango_font_metrics_get_height (metrics) / (double) PANGO_SCALE);
  pango_font_metrics_unref (metrics);
}

/**
 * spill_text_cache_set_context:
 * @self: the cache
 * @context: with the widget's font
 * @zoom: that the font is enlarged by
 */
void
spill_text_cache_set_context (SpillTextCache *self,
                              PangoContext   *context,
                              double          zoom)
{
  forget (self);
  self->context = g_object_ref (context);
  for (guint i = 0; i < SPILL_N_TEXT_STYLES; i++)
    make_font (self, i, zoom);
}

static PangoLayout *
layout_new (SpillTextCache *self,
            const Key      *key,
            const char     *text)
{
  PangoLayout *layout = pango_layout_new (self->context);

  pango_layout_set_font_description (layout, self->fonts[key->style]);
  pango_layout_set_attributes (layout, self->attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static int
get_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return width;
}

static int
index_at (PangoLayout *layout,
          int          x)
{
  int index, trailing;

  pango_layout_line_x_to_index (pango_layout_get_line_readonly (layout, 0), x, &index, &trailing);
  return index;
}

/* What fits of @text, with an ellipsis for what does not. (nullable): it is not that easy */
static PangoLayout *
cut (SpillTextCache *self,
     const Key      *key,
     PangoLayout    *whole,
     const char     *text,
     int             width)
{
  g_autoptr(PangoLayout) ellipsis = layout_new (self, key, "…");
  g_autoptr(GString) shorter = g_string_new (NULL);
  g_autoptr(PangoLayout) layout = NULL;
  int left = width - get_width (ellipsis);
  int head, tail;

  if (left <= 0 || pango_layout_get_unknown_glyphs_count (whole) > 0
      || pango_layout_get_direction (whole, 0) == PANGO_DIRECTION_RTL)
    return NULL;
  head = index_at (whole, key->fit == SPILL_TEXT_MIDDLE ? left / 2 : left);
  g_string_append_len (shorter, text, head);
  while (shorter->len > 0 && shorter->str[shorter->len - 1] == ' ')
    g_string_truncate (shorter, shorter->len - 1);
  g_string_append (shorter, "…");
  if (key->fit == SPILL_TEXT_MIDDLE)
    {
      tail = index_at (whole, get_width (whole) - left + left / 2);
      /* The character there may begin before the place. */
      tail = tail < (int) strlen (text) ? (int) (g_utf8_next_char (text + tail) - text) : tail;
      g_string_append (shorter, text + MAX (tail, head));
    }
  layout = layout_new (self, key, shorter->str);
  return get_width (layout) <= width ? g_steal_pointer (&layout) : NULL;
}

static PangoLayout *
make (SpillTextCache *self,
      const Key      *key)
{
  g_autofree char *piece = g_strndup (key->text, key->length);
  g_autofree char *valid = g_utf8_make_valid (piece, -1);
  g_autofree char *line = spill_plain_one_line (valid, MAX_CHARS);
  PangoLayout *layout = layout_new (self, key, line);
  PangoLayout *shorter;

  if (get_width (layout) <= key->width * PANGO_SCALE)
    return layout;

  shorter = cut (self, key, layout, line, key->width * PANGO_SCALE);
  if (shorter != NULL)
    {
      g_object_unref (layout);
      return shorter;
    }
  pango_layout_set_ellipsize (layout, key->fit == SPILL_TEXT_MIDDLE ? PANGO_ELLIPSIZE_MIDDLE
                                                                    : PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, key->width * PANGO_SCALE);
  return layout;
}

static Key *
key_keep (const Key *key)
{
  Key *kept = g_new (Key, 1);

  *kept = *key;
  kept->text = g_strndup (key->text, key->length);
  return kept;
}

/**
 * spill_text_cache_get:
 * @self: the cache
 * @text: hostile text
 * @style: how it looks
 * @fit: what is left out if it is too long
 * @width: in pixels, at most so wide
 *
 * Returns: (transfer none): a line, until the next call
 */
PangoLayout *
spill_text_cache_get (SpillTextCache *self,
                      const char     *text,
                      SpillTextStyle  style,
                      SpillTextFit    fit,
                      double          width)
{
  Key key;
  PangoLayout *layout;
  gpointer kept, value;

  g_return_val_if_fail (self->context != NULL, NULL);

  key_init (&key, text, style, fit, width);
  layout = g_hash_table_lookup (self->young, &key);
  if (layout != NULL)
    return layout;

  if (g_hash_table_size (self->young) >= SPILL_TEXT_CACHE_SIZE / 2)
    {
      g_hash_table_unref (self->old);
      self->old = g_steal_pointer (&self->young);
      self->young = table_new ();
    }
  if (!g_hash_table_steal_extended (self->old, &key, &kept, &value))
    {
      kept = key_keep (&key);
      value = make (self, &key);
    }
  g_hash_table_insert (self->young, kept, value);
  return value;
}

double
spill_text_cache_get_height (SpillTextCache *self,
                             SpillTextStyle  style)
{
  g_return_val_if_fail (style < SPILL_N_TEXT_STYLES, 0);

  return self->heights[style];
}

guint
spill_text_cache_get_size (SpillTextCache *self)
{
  return g_hash_table_size (self->young) + g_hash_table_size (self->old);
}
