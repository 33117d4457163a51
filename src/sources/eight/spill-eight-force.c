#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-forms-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

#include "model/spill-command.h"
#include "model/spill-force.h"
#include "model/spill-list.h"
#include "sources/eight/spill-eight-parts-private.h"
#include "sources/spill-wish.h"

/* Forcing. What may be filled in is on the page of the builder, as a form for each scheduler. */

/* The page of a builder */

typedef struct
{
  grefcount           refs;
  SpillBuilder       *builder;
  SpillEightTakePage  take;
  gpointer            data;
  GDestroyNotify      free_data;
  char               *session;    /* (nullable) that it was asked for with */
  SpillHtml08Page    *page;       /* (nullable) */
  gboolean            is_again;
} Look;

static void
look_unref (gpointer data)
{
  Look *look = data;

  if (!g_ref_count_dec (&look->refs))
    return;

  if (look->free_data != NULL)
    look->free_data (look->data);
  g_clear_pointer (&look->page, spill_html08_page_free);
  g_object_unref (look->builder);
  g_free (look->session);
  g_free (look);
}

static Look *
look_ref (Look *look)
{
  g_ref_count_inc (&look->refs);
  return look;
}

static void on_may_look (SpillEightSource *self, const SpillFailure *failure, gpointer data);

static void
take_builder_page (SpillEightSource *self,
                   SpillEightItem   *item,
                   gpointer          data)
{
  Look *look = data;
  SpillHtml08Page *page;

  if (item->type == SPILL_EIGHT_ITEM_PAGE)
    look->page = g_steal_pointer (&item->page);
  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  /* It shows forms only to who is logged in, and we may not be any more. */
  if (look->page != NULL && look->page->can_log_in && look->session != NULL && !look->is_again)
    {
      look->is_again = TRUE;
      spill_eight_log_in (self, look->session, on_may_look, look_ref (look), look_unref);
      return;
    }

  page = g_steal_pointer (&look->page);
  if (page != NULL)
    g_hash_table_insert (self->forms->pages, g_strdup (spill_builder_get_name (look->builder)),
                         page);
  look->take (self, page, item->failure, look->data);
}

/* As few builds as possible: they cost the master time. */
static void
on_may_look (SpillEightSource   *self,
             const SpillFailure *failure,
             gpointer            data)
{
  Look *look = data;
  g_autofree char *path = spill_eight_builder_path (look->builder, "?numbuilds=1");

  if (failure != NULL)
    {
      look->take (self, NULL, failure, look->data);
      return;
    }

  g_free (look->session);
  look->session = g_strdup (self->forms->session);
  g_clear_pointer (&look->page, spill_html08_page_free);
  spill_eight_ask_page (self, path, NULL, look->session, take_builder_page, look_ref (look),
                        look_unref);
}

void
spill_eight_read_builder (SpillEightSource   *self,
                          SpillBuilder       *builder,
                          SpillEightTakePage  take,
                          gpointer            data,
                          GDestroyNotify      free_data)
{
  Look *look = g_new0 (Look, 1);

  g_ref_count_init (&look->refs);
  look->builder = g_object_ref (builder);
  look->take = take;
  look->data = data;
  look->free_data = free_data;
  spill_eight_log_in (self, NULL, on_may_look, look, look_unref);
}

/* The part FORCE */

static GPtrArray *
fields_new (GPtrArray *fields)
{
  GPtrArray *made = g_ptr_array_new_with_free_func ((GDestroyNotify) spill_force_field_unref);

  for (guint i = 0; i < fields->len; i++)
    {
      const SpillHtml08Field *f = fields->pdata[i];
      SpillForceField *field = spill_force_field_new ((SpillForceType) f->type, f->name,
                                                      f->full_name, f->label);

      field->default_value = f->default_value != NULL ? g_variant_ref (f->default_value) : NULL;
      field->choices = g_strdupv (f->choices);
      field->rows = f->rows;
      field->columns = f->columns;
      field->size = f->size;
      field->multiple = f->multiple;
      field->strict = f->choices != NULL;
      field->required = f->required;
      if (f->fields != NULL)
        field->fields = fields_new (f->fields);
      g_ptr_array_add (made, field);
    }

  return made;
}

/* All that the scheduler is said to be for; where there are no schedulers, all there are. */
static char **
list_forced (SpillEightSource *self,
             SpillBuilder     *builder,
             const char       *scheduler)
{
  SpillList *builders = spill_master_get_builders (spill_eight_master (self));
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < spill_list_get_length (builders); i++)
    {
      SpillBuilder *one = spill_list_peek (builders, i);

      if (one == builder || *scheduler == '\0'
          || g_strv_contains (spill_builder_get_schedulers (one), scheduler))
        g_strv_builder_add (names, spill_builder_get_name (one));
    }

  return g_strv_builder_end (names);
}

static void
set_schedulers (SpillEightSource *self,
                SpillBuilder     *builder,
                GPtrArray        *forms)
{
  g_autoptr(GPtrArray) schedulers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < forms->len; i++)
    {
      const SpillHtml08Form *form = forms->pdata[i];
      g_auto(GStrv) names = list_forced (self, builder, form->scheduler);

      g_ptr_array_add (schedulers,
                       spill_force_scheduler_new (form->scheduler,
                                                  *form->scheduler != '\0' ? form->scheduler
                                                                           : form->button,
                                                  form->button, (const char * const *) names,
                                                  TRUE, fields_new (form->fields)));
    }
  spill_builder_set_force_schedulers (builder, schedulers);
}

static void
take_part (SpillEightSource   *self,
           SpillHtml08Page    *page,
           const SpillFailure *failure,
           gpointer            data)
{
  SpillEightHold *hold = data;

  if (hold->source == NULL)
    return;

  hold->question = 0;
  if (page == NULL)
    {
      spill_eight_hold_set (hold, SPILL_PART_FAILED,
                            failure != NULL ? failure->text : _("The master could not do it."));
      return;
    }
  if (page->forms->len == 0 && page->can_log_in)
    {
      spill_eight_hold_set (hold, SPILL_PART_DENIED,
                            _("The master shows no form to force this builder; logging in may help."));
      return;
    }

  set_schedulers (self, SPILL_BUILDER (hold->object), page->forms);
  spill_eight_hold_set (hold, SPILL_PART_HERE, NULL);
}

/* Once: it changes with the master's configuration, or with who is logged in. */
void
spill_eight_fetch_force (SpillEightHold *hold)
{
  const char *name = spill_builder_get_name (SPILL_BUILDER (hold->object));

  if (hold->question != 0
      || (spill_held_get_state (hold->object, hold->part) == SPILL_PART_HERE
          && g_hash_table_contains (hold->source->forms->pages, name)))
    return;

  spill_eight_hold_set (hold, SPILL_PART_LOADING, NULL);
  hold->question = 1;
  spill_eight_read_builder (hold->source, SPILL_BUILDER (hold->object), take_part,
                            spill_eight_hold_ref (hold), spill_eight_hold_unref);
}

/* What is held may be something else to who is logged in now. */
void
spill_eight_force_anew (SpillEightSource *self)
{
  g_autoptr(GPtrArray) holds = g_ptr_array_new_with_free_func (spill_eight_hold_unref);
  GHashTableIter iter;
  SpillEightHold *hold;

  g_hash_table_iter_init (&iter, self->holds);
  while (g_hash_table_iter_next (&iter, (gpointer *) &hold, NULL))
    if (hold->part == SPILL_PART_FORCE && SPILL_IS_BUILDER (hold->object))
      g_ptr_array_add (holds, spill_eight_hold_ref (hold));
  for (guint i = 0; i < holds->len; i++)
    if (((SpillEightHold *) holds->pdata[i])->source != NULL)
      spill_eight_fetch_force (holds->pdata[i]);
}

/* Forcing one builder */

/* With what the command says besides, where the form has a place for it. */
static GVariant *
dup_values (SpillCommand *command)
{
  const struct { const char *text; const char *names[3]; } more[] = {
    { spill_command_get_reason (command), { "reason", "comments", NULL } },
    { spill_command_get_who (command), { "username", NULL } },
  };
  GVariantDict dict;

  g_variant_dict_init (&dict, spill_command_get_values (command));
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    for (guint k = 0; more[i].text != NULL && *more[i].text != '\0' && more[i].names[k] != NULL; k++)
      if (!g_variant_dict_contains (&dict, more[i].names[k]))
        g_variant_dict_insert (&dict, more[i].names[k], "s", more[i].text);

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* (nullable) */
static SpillHtml08Form *
find_form (SpillEightSource *self,
           SpillCommand     *command)
{
  const char *name = spill_builder_get_name (spill_command_get_target (command));
  const char *scheduler = spill_command_get_scheduler (command);
  SpillHtml08Page *page = g_hash_table_lookup (self->forms->pages, name);

  return page != NULL ? spill_html08_page_find (page, scheduler != NULL ? scheduler : "") : NULL;
}

static GError *
no_scheduler (void)
{
  return g_error_new_literal (SPILL_ERROR, SPILL_ERROR_NOT_SUPPORTED,
                              _("No force scheduler of the master serves this builder."));
}

/* What the words are about, the field tells if it can be known. (transfer full) */
static GError *
blame (SpillEightSource *self,
       SpillCommand     *command,
       const char       *alert)
{
  SpillHtml08Form *form = find_form (self, command);
  g_autoptr(GVariant) values = dup_values (command);
  const char *field = form != NULL ? spill_html08_form_blame (form, values, alert) : NULL;

  if (field == NULL)
    return spill_eight_alert_to_error (alert);

  spill_command_fail_field (command, field, alert);
  return g_error_new (SPILL_ERROR, SPILL_ERROR_INVALID, _("The master says: %s"), alert);
}

static void
on_forced (SpillEightSource *self,
           GError           *error,
           const char       *alert,
           guint             status,
           gpointer          data)
{
  SpillWish *wish = data;

  if (error == NULL && alert != NULL)
    error = blame (self, wish->command, alert);
  spill_wish_answered (wish, error);
  spill_eight_poll_soon (self);
}

static void
force_now (SpillEightSource *self,
           SpillWish        *wish)   /* (transfer full) */
{
  SpillCommand *command = wish->command;
  SpillHtml08Form *form = find_form (self, command);
  g_autoptr(GVariant) values = dup_values (command);
  g_autofree char *page = spill_eight_builder_path (spill_command_get_target (command), "");
  g_autofree char *path = form != NULL ? spill_eight_resolve (self, page, form->action) : NULL;

  if (path != NULL)
    {
      spill_eight_submit (self, path, spill_html08_form_encode (form, values), "builders/",
                          on_forced, wish, spill_wish_unref);
      return;
    }
  spill_wish_answered (wish, no_scheduler ());
  spill_wish_unref (wish);
}

static void
take_page_to_force (SpillEightSource   *self,
                    SpillHtml08Page    *page,
                    const SpillFailure *failure,
                    gpointer            data)
{
  SpillWish *wish = data;

  if (page == NULL)
    spill_wish_answered (wish, failure != NULL ? spill_failure_to_error ((SpillFailure *) failure)
                                               : no_scheduler ());
  else
    {
      g_ref_count_inc (&wish->refs);
      force_now (self, wish);
    }
}

void
spill_eight_force (SpillEightSource *self,
                   SpillWish        *wish)
{
  if (find_form (self, wish->command) != NULL)
    force_now (self, wish);
  else
    spill_eight_read_builder (self, spill_command_get_target (wish->command), take_page_to_force,
                              wish, spill_wish_unref);
}

/* Several builders at once. Commands of one kind that come together and say the same are one form to
 * the master; it may ask for other rights, so what is refused so is tried one by one. */

typedef struct
{
  SpillCommandKind  kind;
  const char       *selected, *all;   /* below builders/ */
  const char       *home;
} Many;

static const Many many_kinds[] = {
  { SPILL_COMMAND_FORCE, "_selected/forceselected", "_all/forceall", "builders" },
  { SPILL_COMMAND_STOP_ALL, "_selected/stopselected", "_all/stopall", "" },
  { SPILL_COMMAND_CANCEL_ALL, "_selected/cancelpendingselected", "_all/cancelpendingall", "" },
};

static const Many *
find_many (SpillCommandKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (many_kinds); i++)
    if (many_kinds[i].kind == kind)
      return &many_kinds[i];

  return NULL;
}

static gboolean
say_the_same (SpillCommand *a,
              SpillCommand *b)
{
  g_autoptr(GVariant) values_a = dup_values (a);
  g_autoptr(GVariant) values_b = dup_values (b);

  return spill_command_get_kind (a) == spill_command_get_kind (b)
         && g_strcmp0 (spill_command_get_scheduler (a), spill_command_get_scheduler (b)) == 0
         && g_strcmp0 (spill_command_get_reason (a), spill_command_get_reason (b)) == 0
         && g_variant_equal (values_a, values_b);
}

static void
send_each (SpillEightSource *self,
           GPtrArray        *wishes)
{
  for (guint i = 0; i < wishes->len; i++)
    {
      SpillWish *wish = wishes->pdata[i];

      g_ref_count_inc (&wish->refs);
      spill_eight_send_one (self, wish);
    }
}

static gboolean
is_for_each (const GError *error,
             guint         status)
{
  return g_error_matches (error, SPILL_ERROR, SPILL_ERROR_REFUSED)
         || status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_METHOD_NOT_ALLOWED;
}

static void
on_many_sent (SpillEightSource *self,
              GError           *error,
              const char       *alert,
              guint             status,
              gpointer          data)
{
  g_autoptr(GError) owned = error;
  GPtrArray *wishes = data;

  if (error != NULL && is_for_each (error, status))
    {
      send_each (self, wishes);
      return;
    }
  for (guint i = 0; i < wishes->len; i++)
    {
      SpillWish *wish = wishes->pdata[i];

      if (error != NULL)
        spill_wish_answered (wish, g_error_copy (error));
      else
        spill_wish_answered (wish, alert != NULL ? blame (self, wish->command, alert) : NULL);
    }
  spill_eight_poll_soon (self);
}

static guint
count_all (SpillEightSource *self,
           SpillCommand     *command)
{
  g_auto(GStrv) names = NULL;

  if (spill_command_get_kind (command) != SPILL_COMMAND_FORCE)
    return spill_list_get_length (spill_master_get_builders (spill_eight_master (self)));

  names = list_forced (self, spill_command_get_target (command),
                       spill_command_get_scheduler (command) != NULL
                       ? spill_command_get_scheduler (command) : "");
  return g_strv_length (names);
}

static void
send_many (SpillEightSource *self,
           GPtrArray        *wishes)   /* (transfer full) */
{
  SpillCommand *first = ((SpillWish *) wishes->pdata[0])->command;
  const Many *many = find_many (spill_command_get_kind (first));
  gboolean are_all = wishes->len == count_all (self, first);
  g_autofree char *path = g_strconcat ("builders/", are_all ? many->all : many->selected, NULL);
  SpillHtml08Form *form = many->kind == SPILL_COMMAND_FORCE ? find_form (self, first) : NULL;
  GString *body = NULL;

  if (wishes->len == 1 || (many->kind == SPILL_COMMAND_FORCE && form == NULL))
    {
      send_each (self, wishes);
      g_ptr_array_unref (wishes);
      return;
    }

  if (form != NULL)
    {
      g_autoptr(GVariant) values = dup_values (first);

      body = spill_html08_form_encode (form, values);
    }
  else
    {
      g_autofree char *ascii = g_str_to_ascii (spill_command_get_reason (first) != NULL
                                               ? spill_command_get_reason (first) : "", "C");

      body = g_string_new (NULL);
      spill_html08_add_pair (body, "comments", ascii);
    }
  for (guint i = 0; i < wishes->len && !are_all; i++)
    spill_html08_add_pair (body, "selected",
                           spill_builder_get_name (spill_command_get_target (
                             ((SpillWish *) wishes->pdata[i])->command)));
  /* Masters that know no sessions lead to the first page. */
  spill_eight_submit (self, path, body, self->forms->is_old ? "" : many->home, on_many_sent, wishes,
                      (GDestroyNotify) g_ptr_array_unref);
}

static gboolean
on_batch_idle (gpointer user_data)
{
  SpillEightSource *self = user_data;
  g_autoptr(GPtrArray) batch = self->forms->batch;

  self->forms->batch = g_ptr_array_new_with_free_func (spill_wish_unref);
  self->forms->batch_idle = 0;
  while (batch->len > 0)
    {
      GPtrArray *same = g_ptr_array_new_with_free_func (spill_wish_unref);
      SpillWish *first = g_ptr_array_steal_index (batch, 0);

      g_ptr_array_add (same, first);
      for (guint i = 0; i < batch->len;)
        if (say_the_same (first->command, ((SpillWish *) batch->pdata[i])->command))
          g_ptr_array_add (same, g_ptr_array_steal_index (batch, i));
        else
          i++;
      send_many (self, same);
    }

  return G_SOURCE_REMOVE;
}

void
spill_eight_batch (SpillEightSource *self,
                   SpillWish        *wish)
{
  g_ptr_array_add (self->forms->batch, wish);
  if (self->forms->batch_idle == 0)
    self->forms->batch_idle = g_idle_add_full (G_PRIORITY_DEFAULT, on_batch_idle, self, NULL);
}

void
spill_eight_batch_stop (SpillEightSource *self)
{
  g_clear_handle_id (&self->forms->batch_idle, g_source_remove);
  g_ptr_array_set_size (self->forms->batch, 0);
}
