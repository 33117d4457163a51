#include "protocols/html08/spill-html08-private.h"

#include <string.h>

#define CHUNK        4096
#define MAX_FORMS    100
#define MAX_FIELDS   1000
#define MAX_REQUESTS 1000
#define MAX_NAME     1000
#define MAX_WORDS    500

/* Nodes */

static char *
take_text (xmlChar *text,   /* (transfer full) (nullable) */
           gsize    max)
{
  char *valid = text != NULL ? g_utf8_make_valid ((char *) text, strnlen ((char *) text, max)) : NULL;

  xmlFree (text);
  return valid;
}

char *
spill_html08_dup_attribute (xmlNode    *node,
                            const char *name,
                            gsize       max)
{
  return take_text (xmlGetNoNsProp (node, (const xmlChar *) name), max);
}

char *
spill_html08_dup_text (xmlNode *node,
                       gsize    max)
{
  return take_text (xmlNodeGetContent (node), max);
}

/* White space as HTML has it, and the no-break space, which pages are laid out with. */
static char *
collapse (const char *text)
{
  GString *line = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && c != 0xa0)
        g_string_append_unichar (line, c);
      else if (line->len > 0 && line->str[line->len - 1] != ' ')
        g_string_append_c (line, ' ');
    }
  if (line->len > 0 && line->str[line->len - 1] == ' ')
    g_string_truncate (line, line->len - 1);

  return g_string_free (line, FALSE);
}

char *
spill_html08_dup_line (xmlNode *node,
                       gsize    max)
{
  g_autofree char *text = spill_html08_dup_text (node, max);

  return collapse (text != NULL ? text : "");
}

gboolean
spill_html08_is (xmlNode    *node,
                 const char *element)
{
  return node->type == XML_ELEMENT_NODE
         && g_ascii_strcasecmp ((const char *) node->name, element) == 0;
}

gboolean
spill_html08_has_class (xmlNode    *node,
                        const char *word)
{
  g_autofree char *all = NULL;
  gsize length = strlen (word);

  if (node->type != XML_ELEMENT_NODE)
    return FALSE;

  all = spill_html08_dup_attribute (node, "class", MAX_NAME);
  for (const char *p = all; p != NULL && *p != '\0'; p += strcspn (p, " \t\r\n"))
    {
      p += strspn (p, " \t\r\n");
      if (strncmp (p, word, length) == 0 && strchr (" \t\r\n", p[length]) != NULL)
        return TRUE;
    }

  return FALSE;
}

xmlNode *
spill_html08_next (xmlNode  *node,
                   xmlNode  *root,
                   gboolean  enter)
{
  if (enter && node->type == XML_ELEMENT_NODE && node->children != NULL)
    return node->children;
  while (node != root && node->next == NULL)
    node = node->parent;

  return node != root ? node->next : NULL;
}

/* Pages */

static void
form_free (gpointer data)
{
  SpillHtml08Form *form = data;

  g_free (form->scheduler);
  g_free (form->button);
  g_free (form->action);
  g_ptr_array_unref (form->hidden);
  g_ptr_array_unref (form->fields);
  g_free (form);
}

void
spill_html08_page_free (SpillHtml08Page *page)
{
  g_ptr_array_unref (page->forms);
  g_ptr_array_unref (page->requests);
  g_free (page->words);
  g_free (page->alert);
  g_free (page);
}

SpillHtml08Form *
spill_html08_page_find (SpillHtml08Page *page,
                        const char      *scheduler)
{
  for (guint i = 0; i < page->forms->len; i++)
    {
      SpillHtml08Form *form = page->forms->pdata[i];

      if (g_strcmp0 (form->scheduler, scheduler) == 0)
        return form;
    }

  return NULL;
}

static gboolean
leads_to (const char *action,
          const char *what)
{
  g_autofree char *path = g_strndup (action, strcspn (action, "?#"));

  return g_str_has_suffix (path, what);
}

static void
read_force_form (SpillHtml08Page *page,
                 xmlNode         *node,
                 const char      *action,
                 guint           *n_left)
{
  SpillHtml08Form *form;

  if (page->forms->len >= MAX_FORMS)
    return;

  form = g_new0 (SpillHtml08Form, 1);
  form->scheduler = g_strdup ("");
  form->button = g_strdup ("");
  form->action = g_strdup (action);
  form->hidden = g_ptr_array_new_with_free_func (g_free);
  form->fields = g_ptr_array_new_with_free_func (spill_html08_field_free);
  spill_html08_read_fields (form, node, n_left);
  g_ptr_array_add (page->forms, form);
}

/* "(Nov 21 19:28:45, waiting 3 mins)" before the form. */
static void
read_time (SpillHtml08Request *request,
           xmlNode            *form)
{
  g_autofree char *text = NULL;
  xmlNode *node = form->prev;

  for (guint i = 0; i < 4 && node != NULL && !spill_html08_is (node, "small"); i++)
    node = node->prev;
  if (node == NULL || !spill_html08_is (node, "small"))
    return;

  text = spill_html08_dup_line (node, MAX_NAME);
  for (const char *p = strchr (text, ':'); p != NULL; p = strchr (p + 1, ':'))
    if (g_ascii_isdigit (p[1]) && g_ascii_isdigit (p[2]) && p[3] == ':'
        && g_ascii_isdigit (p[4]) && g_ascii_isdigit (p[5]))
      {
        request->minute = (p[1] - '0') * 10 + p[2] - '0';
        request->second = (p[4] - '0') * 10 + p[5] - '0';
        return;
      }
}

static void
read_cancel_form (SpillHtml08Page *page,
                  xmlNode         *form)
{
  for (xmlNode *node = form; node != NULL; node = spill_html08_next (node, form, TRUE))
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;
      SpillHtml08Request *request;
      guint64 id;

      if (!spill_html08_is (node, "input"))
        continue;
      name = spill_html08_dup_attribute (node, "name", MAX_NAME);
      value = spill_html08_dup_attribute (node, "value", MAX_NAME);
      /* The form that cancels all says so instead of a number. */
      if (g_strcmp0 (name, "id") != 0 || value == NULL || page->requests->len >= MAX_REQUESTS
          || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &id, NULL))
        continue;

      request = g_new (SpillHtml08Request, 1);
      *request = (SpillHtml08Request) { (gint64) id, -1, -1 };
      read_time (request, form);
      g_ptr_array_add (page->requests, request);
      return;
    }
}

static void
read_form (SpillHtml08Page *page,
           xmlNode         *node,
           guint           *n_left)
{
  g_autofree char *action = spill_html08_dup_attribute (node, "action", MAX_NAME);

  if (action == NULL)
    return;

  if (leads_to (action, "/force"))
    read_force_form (page, node, action, n_left);
  else if (leads_to (action, "/cancelbuild"))
    read_cancel_form (page, node);
  else if (leads_to (action, "login"))
    page->can_log_in = TRUE;
}

/* What a page such as "authfail" says: its heading and its paragraphs. */
static void
read_words (SpillHtml08Page *page,
            xmlNode         *content)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (xmlNode *node = content->children; node != NULL && words->len < MAX_WORDS; node = node->next)
    {
      g_autofree char *line = NULL;

      if (!spill_html08_is (node, "h1") && !spill_html08_is (node, "h2")
          && !spill_html08_is (node, "p"))
        continue;
      line = spill_html08_dup_line (node, MAX_WORDS);
      if (*line == '\0')
        continue;
      if (words->len > 0)
        g_string_append (words, g_ascii_ispunct (words->str[words->len - 1]) ? " " : ". ");
      g_string_append (words, line);
    }
  if (words->len > 0)
    {
      g_free (page->words);
      page->words = g_string_free (g_steal_pointer (&words), FALSE);
    }
}

static void
read_page (SpillHtml08Page *page,
           xmlNode         *root)
{
  guint n_left = MAX_FIELDS;

  for (xmlNode *node = root; node != NULL; node = spill_html08_next (node, root, TRUE))
    {
      if (spill_html08_is (node, "form"))
        read_form (page, node, &n_left);
      else if (spill_html08_is (node, "div") && spill_html08_has_class (node, "content"))
        read_words (page, node);
      else if (spill_html08_is (node, "div") && spill_html08_has_class (node, "alert")
               && page->alert == NULL)
        page->alert = spill_html08_dup_line (node, MAX_WORDS);
    }
}

/* In pieces, so that a page of nothing but opened elements ends early: each of them is looked at
 * when one is closed. */
static htmlDocPtr
parse (const char *data,
       gsize       length)
{
  g_autofree char *valid = g_utf8_make_valid (data, length);
  gsize left = strlen (valid);
  const char *next = valid;
  htmlParserCtxtPtr parser = htmlCreatePushParserCtxt (NULL, NULL, NULL, 0, NULL,
                                                       XML_CHAR_ENCODING_UTF8);
  htmlDocPtr doc;

  if (parser == NULL)
    return NULL;

  htmlCtxtUseOptions (parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING
                              | HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
  while (left > 0 && parser->nodeNr < SPILL_HTML08_MAX_DEPTH
         && parser->nameNr < SPILL_HTML08_MAX_DEPTH)
    {
      int n = (int) MIN (left, CHUNK);

      htmlParseChunk (parser, next, n, 0);
      next += n;
      left -= n;
    }
  htmlParseChunk (parser, NULL, 0, 1);
  doc = parser->myDoc;
  htmlFreeParserCtxt (parser);

  return doc;
}

/**
 * spill_html08_read:
 * @data: a page of any master, as it came
 *
 * Reads the forms of a page of a builder (buildbot/status/web/templates/builder.html and forms.html
 * of 0.8.0 to 0.8.14), and what a page that refuses says. Of what is longer than
 * %SPILL_HTML08_MAX_BYTES nothing is read. Nothing is ever fetched for it.
 *
 * Returns: (transfer full): what is on it
 */
SpillHtml08Page *
spill_html08_read (const char *data,
                   gsize       length)
{
  SpillHtml08Page *page = g_new0 (SpillHtml08Page, 1);
  htmlDocPtr doc = NULL;

  page->forms = g_ptr_array_new_with_free_func (form_free);
  page->requests = g_ptr_array_new_with_free_func (g_free);
  if (data != NULL && length > 0 && length <= SPILL_HTML08_MAX_BYTES)
    doc = parse (data, length);
  if (doc == NULL)
    return page;

  if (xmlDocGetRootElement (doc) != NULL)
    read_page (page, xmlDocGetRootElement (doc));
  xmlFreeDoc (doc);

  return page;
}
