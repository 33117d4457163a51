#include "ui/spill-login-form.h"

#include <glib/gi18n.h>

#include "config.h"
#include "ui/spill-form.h"

/**
 * SpillLoginForm:
 *
 * The fields of a login: the master's own, a proxy's in front of it, a cookie as last resort.
 */
struct _SpillLoginForm
{
  AdwBin          parent_instance;

  /* Template children: owned by the template */
  AdwEntryRow    *user;
  AdwEntryRow    *password;
  AdwEntryRow    *pb_password;
  GtkWidget      *web;
  AdwExpanderRow *proxy;
  AdwEntryRow    *proxy_user;
  AdwEntryRow    *proxy_password;
  AdwExpanderRow *cookies;
  AdwEntryRow    *cookie;
  GtkSwitch      *remember;
  GtkLabel       *error;
};

enum
{
  ACTIVATED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SpillLoginForm, spill_login_form, ADW_TYPE_BIN)

static void
clear_errors (SpillLoginForm *self)
{
  AdwEntryRow *const rows[] = {
    self->user, self->password, self->pb_password, self->proxy_user, self->proxy_password, self->cookie
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    spill_form_set_error (GTK_WIDGET (rows[i]), self->error, NULL);
}

static void
on_activated (SpillLoginForm *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_changed (SpillLoginForm *self)
{
  clear_errors (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A field that may go into a header: no line end, no other control character. */
static gboolean
is_clean (const char *text)
{
  for (; text != NULL && *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (text)))
        return FALSE;
    }

  return TRUE;
}

/* NAME=VALUE without what would end it in a header. */
static gboolean
is_cookie (const char *text)
{
  const char *equals = strchr (text, '=');

  return equals != NULL && equals != text && strpbrk (text, ";, \t\r\n\"") == NULL
         && is_clean (text);
}

/* Of a way in that masters on the web alone have. (nullable) */
static const char *
get_web_text (SpillLoginForm *self,
              AdwEntryRow    *row)
{
  return gtk_widget_get_visible (self->web) ? spill_form_get_text_or_null (row) : NULL;
}

/* What is wrong with the form, and where. (nullable) */
static const char *
find_error (SpillLoginForm  *self,
            AdwEntryRow    **row)
{
  const char *cookie = get_web_text (self, self->cookie);
  const char *proxy_user = get_web_text (self, self->proxy_user);

  /* A Perspective Broker's is in the address, or is 0.8's own. */
  *row = self->user;
  if (gtk_widget_get_visible (self->web) && spill_form_get_text_or_null (self->user) == NULL
      && spill_form_get_text_or_null (self->password) != NULL)
    return _("A user name is missing");
  *row = self->password;
  if (spill_form_get_text_or_null (self->user) != NULL
      && spill_form_get_text_or_null (self->password) == NULL)
    return _("A password is missing");
  *row = self->proxy_user;
  if (proxy_user == NULL && get_web_text (self, self->proxy_password) != NULL)
    return _("A user name for the proxy is missing");
  if (proxy_user != NULL && (!is_clean (proxy_user) || strchr (proxy_user, ':') != NULL))
    return _("A proxy’s user name can have no colon");
  *row = self->cookie;
  if (cookie != NULL && !is_cookie (cookie))
    return _("A cookie looks like NAME=VALUE, without spaces or semicolons");

  *row = NULL;
  return NULL;
}

static const char *
get_pb_password (SpillLoginForm *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->pb_password))
         ? spill_form_get_text_or_null (self->pb_password) : NULL;
}

/* To the first field of the part that is asked for, to the password of a known user. */
static gboolean
spill_login_form_grab_focus (GtkWidget *widget)
{
  SpillLoginForm *self = SPILL_LOGIN_FORM (widget);

  if (gtk_widget_get_visible (self->web) && adw_expander_row_get_expanded (self->proxy))
    return gtk_widget_grab_focus (GTK_WIDGET (self->proxy_user));
  if (*gtk_editable_get_text (GTK_EDITABLE (self->user)) != '\0')
    return gtk_widget_grab_focus (GTK_WIDGET (self->password));

  return gtk_widget_grab_focus (GTK_WIDGET (self->user));
}

static void
spill_login_form_class_init (SpillLoginFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = spill_login_form_grab_focus;

  signals[ACTIVATED] =
    g_signal_new ("activated", SPILL_TYPE_LOGIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[CHANGED] =
    g_signal_new ("changed", SPILL_TYPE_LOGIN_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               SPILL_RESOURCE_PREFIX "/ui/spill-login-form.ui");
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, user);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, password);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, pb_password);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, web);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, proxy);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, proxy_user);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, proxy_password);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, cookies);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, cookie);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, remember);
  gtk_widget_class_bind_template_child (widget_class, SpillLoginForm, error);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
}

static void
spill_login_form_init (SpillLoginForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

gboolean
spill_login_form_is_empty (SpillLoginForm *self)
{
  g_return_val_if_fail (SPILL_IS_LOGIN_FORM (self), TRUE);

  return spill_form_get_text_or_null (self->user) == NULL
         && spill_form_get_text_or_null (self->password) == NULL
         && get_pb_password (self) == NULL
         && get_web_text (self, self->proxy_user) == NULL
         && get_web_text (self, self->proxy_password) == NULL
         && get_web_text (self, self->cookie) == NULL;
}

/**
 * spill_login_form_dup_credentials:
 * @self: a form
 *
 * Returns: (nullable) (transfer full): what was entered; %NULL if something of it cannot be right,
 *   which is then said at the field
 */
SpillCredentials *
spill_login_form_dup_credentials (SpillLoginForm *self)
{
  g_autoptr(SpillCredentials) credentials = NULL;
  AdwEntryRow *row;
  const char *error;

  g_return_val_if_fail (SPILL_IS_LOGIN_FORM (self), NULL);

  error = find_error (self, &row);
  if (error != NULL)
    {
      if (row == self->cookie)
        adw_expander_row_set_expanded (self->cookies, TRUE);
      if (row == self->proxy_user)
        adw_expander_row_set_expanded (self->proxy, TRUE);
      spill_form_set_error (GTK_WIDGET (row), self->error, error);
      return NULL;
    }

  credentials = spill_credentials_new ();
  credentials->user = g_strdup (spill_form_get_text_or_null (self->user));
  credentials->password = g_strdup (spill_form_get_text_or_null (self->password));
  credentials->pb_password = g_strdup (get_pb_password (self));
  credentials->proxy_user = g_strdup (get_web_text (self, self->proxy_user));
  credentials->proxy_password = g_strdup (get_web_text (self, self->proxy_password));
  credentials->cookie = g_strdup (get_web_text (self, self->cookie));
  return g_steal_pointer (&credentials);
}

gboolean
spill_login_form_get_remember (SpillLoginForm *self)
{
  g_return_val_if_fail (SPILL_IS_LOGIN_FORM (self), FALSE);

  return gtk_switch_get_active (self->remember);
}

void
spill_login_form_show_proxy (SpillLoginForm *self)
{
  g_return_if_fail (SPILL_IS_LOGIN_FORM (self));

  adw_expander_row_set_expanded (self->proxy, TRUE);
}

void
spill_login_form_set_has_pb (SpillLoginForm *self,
                             gboolean        has_pb)
{
  g_return_if_fail (SPILL_IS_LOGIN_FORM (self));

  gtk_widget_set_visible (GTK_WIDGET (self->pb_password), has_pb);
}

/**
 * spill_login_form_set_is_web:
 * @self: a form
 * @is_web: whether the master is asked by HTTP; otherwise it is one by Perspective Broker alone
 *
 * A proxy and cookies are of the web alone, and so is it that a password cannot be without a user.
 */
void
spill_login_form_set_is_web (SpillLoginForm *self,
                             gboolean        is_web)
{
  g_return_if_fail (SPILL_IS_LOGIN_FORM (self));

  gtk_widget_set_visible (self->web, is_web);
}

void
spill_login_form_set_user (SpillLoginForm *self,
                           const char     *user)
{
  g_return_if_fail (SPILL_IS_LOGIN_FORM (self));

  gtk_editable_set_text (GTK_EDITABLE (self->user), user != NULL ? user : "");
}

void
spill_login_form_set_error (SpillLoginForm *self,
                            const char     *text)
{
  g_return_if_fail (SPILL_IS_LOGIN_FORM (self));

  gtk_label_set_text (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
}
