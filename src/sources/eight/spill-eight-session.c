#define G_LOG_DOMAIN "spillway-sources"

#include "sources/eight/spill-eight-forms-private.h"

#include <glib/gi18n.h>
#include <libsoup/soup.h>
#include <string.h>

/* Who the master takes us for. From 0.8.6 on a login makes a session, which ends a day later, or when
 * the master does; before, user and password go with each form. */

/* The login */

typedef struct
{
  SpillEightLoggedIn  done;
  gpointer            data;
  GDestroyNotify      free_data;
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  if (waiting->free_data != NULL)
    waiting->free_data (waiting->data);
  g_free (waiting);
}

void
spill_eight_forms_init (SpillEightSource *self)
{
  self->forms = g_new0 (SpillEightForms, 1);
  self->forms->waiting = g_ptr_array_new_with_free_func (waiting_free);
  self->forms->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                              (GDestroyNotify) spill_html08_page_free);
  self->forms->batch = g_ptr_array_new_with_free_func (spill_wish_unref);
}

/* Nothing is heard of what was sent any more. */
void
spill_eight_forms_stop (SpillEightSource *self)
{
  g_autoptr(GPtrArray) waiting = self->forms->waiting;

  self->forms->waiting = g_ptr_array_new_with_free_func (waiting_free);
  self->forms->is_logging_in = FALSE;
  spill_eight_batch_stop (self);
}

void
spill_eight_forms_clear (SpillEightSource *self)
{
  spill_eight_forms_stop (self);
  g_ptr_array_unref (self->forms->waiting);
  g_ptr_array_unref (self->forms->batch);
  g_hash_table_unref (self->forms->pages);
  g_free (self->forms->session);
  g_free (self->forms->left);
  g_clear_pointer (&self->forms, g_free);
}

gboolean
spill_eight_can_log_in (SpillEightSource *self)
{
  const SpillCredentials *login = self->credentials;

  return login != NULL && login->user != NULL && *login->user != '\0';
}

static void
add_login (SpillEightSource *self,
           GString          *body)
{
  const SpillCredentials *login = self->credentials;

  spill_html08_add_pair (body, "username", login->user);
  spill_html08_add_pair (body, "passwd", login->password != NULL ? login->password : "");
}

static void
set_session (SpillEightSource *self,
             const char       *session)
{
  g_free (self->forms->session);
  self->forms->session = g_strdup (session);
  spill_master_set_user (spill_eight_master (self),
                         session != NULL ? self->credentials->user : NULL);
}

static void
logged_in (SpillEightSource   *self,
           const SpillFailure *failure)
{
  g_autoptr(GPtrArray) waiting = self->forms->waiting;

  self->forms->waiting = g_ptr_array_new_with_free_func (waiting_free);
  self->forms->is_logging_in = FALSE;
  for (guint i = 0; i < waiting->len; i++)
    {
      const Waiting *one = waiting->pdata[i];

      one->done (self, failure, one->data);
    }
}

static void
take_login (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  g_autoptr(SpillFailure) failure = NULL;

  if (item->type != SPILL_EIGHT_ITEM_END)
    return;

  if (item->session != NULL)
    set_session (self, item->session);
  else if (item->location != NULL)
    failure = spill_failure_new (SPILL_PROBLEM_LOGIN_REFUSED, SPILL_ERROR_REFUSED, "%s",
                                 _("The master refuses this user or this password."));
  else if (item->status == SOUP_STATUS_NOT_FOUND || item->status == SOUP_STATUS_METHOD_NOT_ALLOWED)
    self->forms->is_old = TRUE;
  else if (item->failure != NULL)
    failure = g_steal_pointer (&item->failure);
  logged_in (self, failure);
}

void
spill_eight_log_in (SpillEightSource   *self,
                    const char         *expired,
                    SpillEightLoggedIn  done,
                    gpointer            data,
                    GDestroyNotify      free_data)
{
  SpillEightForms *forms = self->forms;
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting) { done, data, free_data };
  if (!spill_eight_can_log_in (self) || forms->is_old
      || (!forms->is_logging_in && forms->session != NULL
          && g_strcmp0 (forms->session, expired) != 0))
    {
      done (self, NULL, data);
      waiting_free (waiting);
      return;
    }

  g_ptr_array_add (forms->waiting, waiting);
  if (!forms->is_logging_in)
    {
      g_autoptr(GString) body = g_string_new (NULL);

      forms->is_logging_in = TRUE;
      set_session (self, NULL);
      add_login (self, body);
      /* Without the old session: who is logged in is refused. */
      spill_eight_ask_page (self, "login", body->str, NULL, take_login, NULL, NULL);
    }
}

static void
ignore (SpillEightSource *self,
        SpillEightItem   *item,
        gpointer          data)
{
}

static void
on_greeted (SpillEightSource   *self,
            const SpillFailure *failure,
            gpointer            data)
{
  if (failure == NULL)
    {
      if (self->phase == SPILL_EIGHT_READY)
        spill_eight_force_anew (self);
      spill_eight_sync (self);
    }
  else
    {
      g_autoptr(SpillFailure) lost = spill_failure_new (failure->problem, failure->code, "%s",
                                                        failure->text);

      if (failure->certificate != NULL)
        lost->certificate = g_object_ref (failure->certificate);
      spill_eight_lost (self, lost);
    }
}

/**
 * spill_eight_greet:
 *
 * Logs in if there is somebody to log in as, then begins.
 */
void
spill_eight_greet (SpillEightSource *self)
{
  g_autofree char *left = g_steal_pointer (&self->forms->left);

  if (left != NULL)
    spill_eight_ask_page (self, "logout", "", left, ignore, NULL, NULL);
  spill_eight_log_in (self, NULL, on_greeted, NULL, NULL);
}

/**
 * spill_eight_leave:
 *
 * Somebody else, or nobody, is logged in from now on; the master hears of it with the next connection.
 */
void
spill_eight_leave (SpillEightSource *self)
{
  SpillEightForms *forms = self->forms;

  if (forms->session != NULL)
    {
      g_free (forms->left);
      forms->left = g_strdup (forms->session);
      set_session (self, NULL);
    }
  forms->is_old = FALSE;
  g_hash_table_remove_all (forms->pages);
}

/* Forms */

typedef struct
{
  grefcount            refs;
  char                *path;
  GString             *body;
  const char          *home;
  SpillEightSubmitted  done;
  gpointer             data;
  GDestroyNotify       free_data;
  char                *session;    /* (nullable) that it was sent with */
  gboolean             is_again;
} Submit;

static void submit (SpillEightSource *self, Submit *form);

static Submit *
submit_ref (Submit *form)
{
  g_ref_count_inc (&form->refs);
  return form;
}

static void
submit_unref (gpointer data)
{
  Submit *form = data;

  if (!g_ref_count_dec (&form->refs))
    return;

  if (form->free_data != NULL)
    form->free_data (form->data);
  g_string_free (form->body, TRUE);
  g_free (form->path);
  g_free (form->session);
  g_free (form);
}

/* The words of "…?alert_msg=WORDS", which are escaped for a page as well. (nullable) (transfer full) */
static char *
dup_alert (const char *location)
{
  static const char *const entities[][2] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&amp;", "&" },
  };
  const char *query = strchr (location, '?');
  g_autoptr(GHashTable) args = query != NULL ? soup_form_decode (query + 1) : NULL;
  const char *found = args != NULL ? g_hash_table_lookup (args, "alert_msg") : NULL;
  g_autoptr(GString) text = NULL;

  if (found == NULL || *found == '\0')
    return NULL;

  text = g_string_new (found);
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (text, entities[i][0], entities[i][1], 0);
  return g_utf8_make_valid (text->str, MIN (text->len, 1000));
}

GError *
spill_eight_alert_to_error (const char *alert)
{
  return g_error_new (SPILL_ERROR, SPILL_ERROR_FAILED, _("The master says: %s"), alert);
}

static gboolean
is_refusal (const Submit *form,
            const char   *location)
{
  g_autofree char *path = g_strndup (location, strcspn (location, "?#"));
  g_autofree char *last = g_path_get_basename (path);

  /* A builder may be called anything. */
  if (strstr (path, "builders/") == NULL && strstr (path, "buildslaves/") == NULL
      && (g_str_equal (last, "authzfail") || g_str_equal (last, "authfail")))
    return TRUE;

  /* Where nobody may see anything without a login, a refusal leads to the first page. */
  return strstr (path, form->home) == NULL;
}

static GError *
refusal_new (const char *words)
{
  return g_error_new (SPILL_ERROR, SPILL_ERROR_REFUSED, _("The master refuses: %s"),
                      words != NULL ? words : _("you may not do this"));
}

/* What the page says that the refusal leads to. */
static void
take_words (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  Submit *form = data;

  if (form->done == NULL)
    return;

  form->done (self, refusal_new (item->page != NULL ? item->page->words : NULL), NULL, item->status,
              form->data);
  form->done = NULL;
}

static void
refused (SpillEightSource *self,
         Submit           *form,
         const char       *location)
{
  g_autofree char *page = spill_eight_resolve (self, form->path, location);

  if (page != NULL && strstr (page, "fail") != NULL)
    spill_eight_ask_page (self, page, NULL, form->session, take_words, submit_ref (form),
                          submit_unref);
  else
    form->done (self, refusal_new (NULL), NULL, SOUP_STATUS_FOUND, form->data);
}

static void
on_renewed (SpillEightSource   *self,
            const SpillFailure *failure,
            gpointer            data)
{
  Submit *form = data;

  if (failure != NULL)
    form->done (self, spill_failure_to_error ((SpillFailure *) failure), NULL, failure->status,
                form->data);
  else
    submit (self, form);
}

static void
take_reply (SpillEightSource *self,
            SpillEightItem   *item,
            gpointer          data)
{
  Submit *form = data;
  g_autofree char *alert = NULL;

  if (item->type != SPILL_EIGHT_ITEM_END)
    return;
  if (item->location == NULL)
    {
      form->done (self, item->failure != NULL
                          ? spill_failure_to_error (item->failure)
                          : g_error_new_literal (SPILL_ERROR, SPILL_ERROR_FAILED,
                                                 _("The master could not do it.")),
                  NULL, item->status, form->data);
      return;
    }

  alert = dup_alert (item->location);
  if (alert != NULL || !is_refusal (form, item->location))
    form->done (self, NULL, alert, item->status, form->data);
  else if (form->session != NULL && !form->is_again)
    {
      /* It may have expired. */
      form->is_again = TRUE;
      spill_eight_log_in (self, form->session, on_renewed, submit_ref (form), submit_unref);
    }
  else
    refused (self, form, item->location);
}

static void
submit (SpillEightSource *self,
        Submit           *form)
{
  g_autoptr(GString) body = g_string_new_len (form->body->str, form->body->len);

  g_free (form->session);
  form->session = g_strdup (self->forms->session);
  if (form->session == NULL && spill_eight_can_log_in (self))
    add_login (self, body);
  spill_eight_ask_page (self, form->path, body->str, form->session, take_reply, submit_ref (form),
                        submit_unref);
}

void
spill_eight_submit (SpillEightSource    *self,
                    const char          *path,
                    GString             *body,
                    const char          *home,
                    SpillEightSubmitted  done,
                    gpointer             data,
                    GDestroyNotify       free_data)
{
  Submit *form = g_new0 (Submit, 1);

  g_ref_count_init (&form->refs);
  form->path = g_strdup (path);
  form->body = body;
  form->home = home;
  form->done = done;
  form->data = data;
  form->free_data = free_data;
  spill_eight_log_in (self, NULL, on_renewed, form, submit_unref);
}
