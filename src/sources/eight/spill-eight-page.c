#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-forms-private.h"

#include <libsoup/soup.h>
#include <string.h>

/* Pages of the master's web site, and what its forms answer. */

#define COOKIE "BuildBotSession"
#define MAX_COOKIE 200

/* In the network thread */

typedef struct
{
  SpillApplyQueue *queue;
  char            *host;
  char            *thing;
  char            *session;   /* (nullable) */
  gboolean         is_form;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  spill_apply_queue_unref (asked->queue);
  g_free (asked->host);
  g_free (asked->thing);
  g_free (asked->session);
  g_free (asked);
}

/* "BuildBotSession=0123…", of letters and digits only. (nullable) (transfer full) */
static char *
dup_session (SpillFetch *fetch)
{
  g_auto(GStrv) cookies = spill_fetch_dup_set_cookies (fetch);

  for (guint i = 0; cookies[i] != NULL; i++)
    {
      const char *p = cookies[i];
      gsize length;

      if (!g_str_has_prefix (p, COOKIE "="))
        continue;
      p += strlen (COOKIE "=");
      for (length = 0; g_ascii_isalnum (p[length]); length++)
        continue;
      if (length > 0 && length <= MAX_COOKIE && (p[length] == ';' || p[length] == '\0'))
        return g_strndup (cookies[i], strlen (COOKIE "=") + length);
    }

  return NULL;
}

static void
on_start (SpillFetchSpec *spec,
          gpointer        data)
{
  spec->cookie = ((Asked *) data)->session;
}

static void
on_asked (SpillFetch *fetch,
          gint64      number,
          gpointer    data)
{
  Asked *asked = data;
  SpillEightItem *end = spill_eight_item_new (SPILL_EIGHT_ITEM_END, number);

  end->status = spill_fetch_get_status (fetch);
  end->seconds = spill_fetch_get_seconds (fetch);
  if (asked->is_form && spill_fetch_get_error (fetch) == NULL)
    {
      end->session = dup_session (fetch);
      if (SOUP_STATUS_IS_REDIRECTION (end->status))
        end->location = g_strdup (spill_fetch_get_header (fetch, "Location"));
    }
  if (end->location == NULL)
    end->failure = spill_failure_from_fetch (fetch, asked->host, asked->thing);
  if (!asked->is_form && end->failure == NULL)
    {
      SpillEightItem *item = spill_eight_item_new (SPILL_EIGHT_ITEM_PAGE, number);
      gsize length;
      const char *body = spill_fetch_get_body (fetch, &length);

      item->page = spill_html08_read (body, length);
      spill_apply_queue_push (asked->queue, item, 0);
    }
  spill_apply_queue_push (asked->queue, end, 0);
}

/* In the main context */

void
spill_eight_ask_page (SpillEightSource *self,
                      const char       *path,
                      const char       *form,
                      const char       *session,
                      SpillEightTake    take,
                      gpointer          data,
                      GDestroyNotify    free_data)
{
  Asked *asked = g_new (Asked, 1);
  SpillAskSpec spec = { .path = path, .body = form, .is_form = form != NULL, .is_aside = TRUE,
                        .start = on_start, .done = on_asked, .data = asked,
                        .free_data = asked_free };

  *asked = (Asked) { spill_apply_queue_ref (self->queue),
                     g_strdup (spill_asker_get_host (self->asker)),
                     g_strndup (path, strcspn (path, "?")), g_strdup (session), form != NULL };
  spill_eight_ask_spec (self, &spec, take, data, free_data);
}

static gboolean
is_below (GUri *uri,
          GUri *base)
{
  return g_str_equal (g_uri_get_scheme (uri), g_uri_get_scheme (base))
         && g_strcmp0 (g_uri_get_host (uri), g_uri_get_host (base)) == 0
         && g_uri_get_port (uri) == g_uri_get_port (base)
         && g_str_has_prefix (g_uri_get_path (uri), g_uri_get_path (base));
}

char *
spill_eight_resolve (SpillEightSource *self,
                     const char       *path,
                     const char       *link)
{
  const char *url = spill_eight_get_url (self);
  g_autoptr(GUri) base = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GUri) page = base != NULL
                           ? g_uri_parse_relative (base, path, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autoptr(GUri) uri = page != NULL
                          ? g_uri_parse_relative (page, link, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  if (uri == NULL || !is_below (uri, base))
    return NULL;

  return g_strconcat (g_uri_get_path (uri), g_uri_get_query (uri) != NULL ? "?" : "",
                      g_uri_get_query (uri), NULL);
}

char *
spill_eight_builder_path (SpillBuilder *builder,
                          const char   *action)
{
  g_autofree char *name = spill_json08_escape_name (spill_builder_get_name (builder), FALSE);

  return g_strconcat ("builders/", name, action, NULL);
}
