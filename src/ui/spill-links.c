#include "ui/spill-links.h"

#include <inttypes.h>
#include <glib/gi18n.h>

#include "model/spill-builder.h"
#include "model/spill-log.h"
#include "model/spill-master.h"
#include "ui/spill-actions.h"
#include "util/spill-plain.h"

#define MAX_CHARS 80       /* of one link's text */
#define MAX_LINKS 200
#define RECENT_BUILDS 3

typedef struct
{
  GObject *object;       /* (nullable) a log */
  char    *uri;          /* (nullable) */
  char    *master_id;    /* (nullable) a build by number */
  gint64   builder_id;
  guint    number;
} Target;

struct _SpillLinks
{
  GtkWidget  parent_instance;

  GtkLabel  *label;      /* parented here */
  GPtrArray *targets;    /* of Target */
  GString   *markup;     /* between begin and end */
  guint      n;
};

G_DEFINE_FINAL_TYPE (SpillLinks, spill_links, GTK_TYPE_WIDGET)

static void
target_free (gpointer data)
{
  Target *target = data;

  g_clear_object (&target->object);
  g_free (target->uri);
  g_free (target->master_id);
  g_free (target);
}

static gboolean
on_activate_link (SpillLinks *self,
                  const char *href)
{
  guint64 i = g_ascii_strtoull (href, NULL, 10);
  Target *target;

  if (i >= self->targets->len)
    return GDK_EVENT_STOP;

  target = self->targets->pdata[i];
  if (target->object != NULL)
    spill_actions_open_log (GTK_WIDGET (self), SPILL_LOG (target->object));
  else if (target->uri != NULL)
    spill_actions_open_uri (GTK_WIDGET (self), target->uri);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-build", "(sxu)",
                                target->master_id, target->builder_id, target->number);

  return GDK_EVENT_STOP;
}

static void
spill_links_dispose (GObject *object)
{
  SpillLinks *self = SPILL_LINKS (object);

  if (self->label != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->label));
  self->label = NULL;

  G_OBJECT_CLASS (spill_links_parent_class)->dispose (object);
}

static void
spill_links_finalize (GObject *object)
{
  SpillLinks *self = SPILL_LINKS (object);

  g_ptr_array_unref (self->targets);
  if (self->markup != NULL)
    g_string_free (self->markup, TRUE);

  G_OBJECT_CLASS (spill_links_parent_class)->finalize (object);
}

static void
spill_links_class_init (SpillLinksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = spill_links_dispose;
  object_class->finalize = spill_links_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
spill_links_init (SpillLinks *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  self->targets = g_ptr_array_new_with_free_func (target_free);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  g_signal_connect_swapped (label, "activate-link", G_CALLBACK (on_activate_link), self);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
}

GtkWidget *
spill_links_new (void)
{
  return g_object_new (SPILL_TYPE_LINKS, NULL);
}

void
spill_links_begin (SpillLinks *self)
{
  g_return_if_fail (SPILL_IS_LINKS (self) && self->markup == NULL);

  g_ptr_array_set_size (self->targets, 0);
  self->markup = g_string_new (NULL);
  self->n = 0;
}

void
spill_links_end (SpillLinks *self)
{
  g_autoptr(GString) markup = NULL;

  g_return_if_fail (SPILL_IS_LINKS (self) && self->markup != NULL);

  markup = g_steal_pointer (&self->markup);
  if (g_strcmp0 (markup->str, gtk_label_get_label (self->label)) != 0)
    gtk_label_set_markup (self->label, markup->str);
}

guint
spill_links_get_n (SpillLinks *self)
{
  g_return_val_if_fail (SPILL_IS_LINKS (self), 0);

  return self->n;
}

/* @target: taken; NULL for mere words */
static void
add (SpillLinks *self,
     const char *text,
     const char *tooltip,
     Target     *target)
{
  g_autofree char *line = spill_plain_isolated (text, MAX_CHARS);
  g_autofree char *words = g_markup_escape_text (line, -1);

  g_return_if_fail (self->markup != NULL);

  if (self->n++ >= MAX_LINKS)
    {
      if (self->n == MAX_LINKS + 1)
        g_string_append (self->markup, " …");
      g_clear_pointer (&target, target_free);
      return;
    }

  if (self->markup->len > 0)
    g_string_append (self->markup, " · ");
  if (target == NULL)
    {
      g_string_append (self->markup, words);
      return;
    }

  g_string_append_printf (self->markup, "<a href=\"%u\"", self->targets->len);
  if (tooltip != NULL)
    {
      g_autofree char *cut = spill_plain_one_line (tooltip, 300);
      g_autofree char *escaped = g_markup_escape_text (cut, -1);
      /* GtkLabel reads a title as markup once more. */
      g_autofree char *twice = g_markup_escape_text (escaped, -1);

      g_string_append_printf (self->markup, " title=\"%s\"", twice);
    }
  g_string_append_printf (self->markup, ">%s</a>", words);
  g_ptr_array_add (self->targets, target);
}

void
spill_links_add_uri (SpillLinks *self,
                     const char *text,
                     const char *uri)
{
  Target *target = g_new0 (Target, 1);

  g_return_if_fail (SPILL_IS_LINKS (self));

  target->uri = g_strdup (uri);
  add (self, text != NULL && *text != '\0' ? text : uri, uri, target);
}

void
spill_links_add_log (SpillLinks *self,
                     const char *text,
                     SpillLog   *log)
{
  Target *target = g_new0 (Target, 1);

  g_return_if_fail (SPILL_IS_LINKS (self));

  target->object = G_OBJECT (g_object_ref (log));
  add (self, text, NULL, target);
}

void
spill_links_add_text (SpillLinks *self,
                      const char *text)
{
  g_return_if_fail (SPILL_IS_LINKS (self));

  add (self, text, NULL, NULL);
}

static SpillBuild *
find_by_request (SpillList *builds,
                 gint64     request_id)
{
  SpillBuild *build;

  for (guint i = 0; (build = spill_list_peek (builds, i)) != NULL; i++)
    if (spill_build_get_request_id (build) == request_id)
      return build;

  return NULL;
}

/* In the newest builds of each builder: what was triggered a moment ago is there. */
static SpillBuild *
find_recent (SpillMaster *master,
             gint64       request_id)
{
  SpillList *builders = spill_master_get_builders (master);
  SpillBuilder *builder;

  for (guint i = 0; (builder = spill_list_peek (builders, i)) != NULL; i++)
    for (guint j = 0; j < RECENT_BUILDS; j++)
      {
        SpillBuild *build = spill_list_peek (spill_builder_get_builds (builder), j);

        if (build == NULL)
          break;
        if (spill_build_get_request_id (build) == request_id)
          return build;
      }

  return NULL;
}

SpillBuild *
spill_links_find_build (SpillMaster          *master,
                        const SpillBuildLink *link)
{
  SpillBuilder *builder = NULL;
  SpillBuild *build = NULL;

  if (master == NULL)
    return NULL;

  if (link->build_id != 0)
    build = spill_master_find_build (master, link->build_id);
  if (build == NULL && link->builder_id != 0)
    builder = spill_list_find (spill_master_get_builders (master), link->builder_id);
  if (builder != NULL && link->number != 0)
    build = spill_builder_get_build (builder, link->number);
  if (build == NULL && link->request_id != 0)
    {
      build = find_by_request (spill_master_get_running (master), link->request_id);
      if (build == NULL && builder != NULL)
        build = find_by_request (spill_builder_get_builds (builder), link->request_id);
      if (build == NULL && builder == NULL)
        build = find_recent (master, link->request_id);
    }

  return build;
}

gboolean
spill_links_is_superseded (SpillMaster          *master,
                           GPtrArray            *links,
                           const SpillBuildLink *link)
{
  guint n_builds = 0, n_requests = 0;

  if (link->number != 0 || link->build_id != 0)
    return FALSE;

  for (guint i = 0; i < links->len; i++)
    {
      const SpillBuildLink *other = links->pdata[i];
      SpillBuild *build;

      if (other->number == 0 && other->build_id == 0)
        {
          n_requests++;
          continue;
        }
      n_builds++;
      build = spill_links_find_build (master, other);
      if (build != NULL && spill_build_get_request_id (build) == link->request_id)
        return TRUE;
    }

  /* Builds that are too old to be here tell no request, but Buildbot names one for each. */
  return n_builds >= n_requests;
}

/* "linux-gcc #12"; with what is not known left out. */
static char *
describe (SpillMaster          *master,
          const SpillBuildLink *link,
          SpillBuild           *build)
{
  SpillBuilder *builder = build != NULL ? spill_build_get_builder (build) : NULL;
  guint number = build != NULL ? spill_build_get_number (build) : link->number;

  if (builder == NULL && link->builder_id != 0)
    builder = spill_list_find (spill_master_get_builders (master), link->builder_id);
  if (builder != NULL && number != 0)
    return g_strdup_printf ("%s #%u", spill_builder_get_name (builder), number);
  if (link->relationship != NULL && *link->relationship != '\0')
    return g_strdup (link->relationship);
  if (builder != NULL)
    return g_strdup (spill_builder_get_name (builder));
  return g_strdup_printf (_("request %" PRId64), link->request_id);
}

void
spill_links_add_build (SpillLinks           *self,
                       SpillMaster          *master,
                       const SpillBuildLink *link)
{
  g_autofree char *text = NULL;
  SpillBuild *build;
  Target *target;

  g_return_if_fail (SPILL_IS_LINKS (self));
  g_return_if_fail (SPILL_IS_MASTER (master) && link != NULL);

  build = spill_links_find_build (master, link);
  text = describe (master, link, build);
  if (build == NULL && (link->builder_id == 0 || link->number == 0))
    {
      g_autofree char *waiting = g_strdup_printf (_("%s (not started)"), text);

      add (self, waiting, NULL, NULL);
      return;
    }

  target = g_new0 (Target, 1);
  target->master_id = g_strdup (spill_master_get_id (master));
  target->builder_id = link->builder_id;
  target->number = link->number;
  if (build != NULL)
    {
      target->builder_id = spill_builder_get_id (spill_build_get_builder (build));
      target->number = spill_build_get_number (build);
    }
  add (self, text, NULL, target);
}
