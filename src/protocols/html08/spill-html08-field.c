#include "protocols/html08/spill-html08-private.h"

#include <string.h>

#define MAX_NAME    1000
#define MAX_VALUE   (64 * 1024)
#define MAX_CHOICES 5000
#define MAX_GROUPS  20     /* in one another */
#define MAX_WIDTH   1000

typedef struct
{
  SpillHtml08Form *form;
  guint           *n_left;     /* fields */
  guint            n_choices;
} Reading;

static void read_below (Reading *reading, xmlNode *root, GPtrArray *fields, const char *group, guint depth);

void
spill_html08_field_free (gpointer data)
{
  SpillHtml08Field *field = data;

  g_free (field->name);
  g_free (field->full_name);
  g_free (field->label);
  g_clear_pointer (&field->default_value, g_variant_unref);
  g_strfreev (field->choices);
  g_free (field->wire_name);
  g_free (field->wire_value);
  g_clear_pointer (&field->fields, g_ptr_array_unref);
  g_free (field);
}

static gboolean
is_control (xmlNode *node)
{
  return spill_html08_is (node, "input") || spill_html08_is (node, "select")
         || spill_html08_is (node, "textarea");
}

static gboolean
is_input (xmlNode    *node,
          const char *type)
{
  g_autofree char *own = NULL;

  if (!spill_html08_is (node, "input"))
    return FALSE;

  own = spill_html08_dup_attribute (node, "type", MAX_NAME);
  return g_ascii_strcasecmp (own != NULL ? own : "text", type) == 0;
}

static guint
get_number (xmlNode    *node,
            const char *name)
{
  g_autofree char *text = spill_html08_dup_attribute (node, name, MAX_NAME);
  guint64 number = 0;

  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, MAX_WIDTH, &number, NULL)
           ? (guint) number : 0;
}

static gboolean
has_attribute (xmlNode    *node,
               const char *name)
{
  return xmlHasProp (node, (const xmlChar *) name) != NULL;
}

/* Its name inside of the group: 0.8 puts the group's before it. */
static char *
dup_name (const char *full_name,
          const char *group)
{
  gsize length = group != NULL ? strlen (group) : 0;

  if (length > 0 && strncmp (full_name, group, length) == 0 && full_name[length] == '_'
      && full_name[length + 1] != '\0')
    return g_strdup (full_name + length + 1);

  return g_strdup (full_name);
}

/* Rows. What a parameter is called and of which type it is, its row tells. */


static SpillHtml08Type
type_of (xmlNode    *control,
         xmlNode    *row,        /* (nullable) */
         const char *full_name)
{
  if (spill_html08_is (control, "textarea"))
    return SPILL_HTML08_TEXTAREA;
  if (spill_html08_is (control, "select"))
    return g_str_equal (full_name, "slavename") ? SPILL_HTML08_WORKER : SPILL_HTML08_LIST;
  if (is_input (control, "checkbox"))
    return SPILL_HTML08_BOOL;
  if (is_input (control, "file"))
    return SPILL_HTML08_FILE;
  if (is_input (control, "number") || (row != NULL && spill_html08_has_class (row, "force-int")))
    return SPILL_HTML08_INT;
  if (g_str_equal (full_name, "username"))
    return SPILL_HTML08_USERNAME;

  return SPILL_HTML08_TEXT;
}

/* A choice is marked if it is a part of the default, so of several marked ones the longest is it. */
static void
read_choices (Reading          *reading,
              SpillHtml08Field *field,
              xmlNode          *select)
{
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  const char *longest = NULL;

  for (xmlNode *node = select; node != NULL; node = spill_html08_next (node, select, TRUE))
    {
      char *choice;

      if (!spill_html08_is (node, "option") || reading->n_choices >= MAX_CHOICES)
        continue;

      reading->n_choices++;
      choice = spill_html08_dup_attribute (node, "value", MAX_NAME);
      if (choice == NULL)
        choice = spill_html08_dup_line (node, MAX_NAME);
      g_ptr_array_add (choices, choice);
      if (!has_attribute (node, "selected"))
        continue;
      g_ptr_array_add (chosen, choice);
      if (longest == NULL || strlen (choice) > strlen (longest))
        longest = choice;
    }

  if (field->multiple)
    field->default_value = g_variant_new_strv ((const char * const *) chosen->pdata, chosen->len);
  else if (choices->len > 0)
    field->default_value = g_variant_new_string (longest != NULL ? longest : choices->pdata[0]);
  g_ptr_array_add (choices, NULL);
  field->choices = (char **) g_ptr_array_free (g_steal_pointer (&choices), FALSE);
}

static GVariant *
read_int (const char *text)
{
  gint64 number;

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &number, NULL)
           ? g_variant_new_int64 (number) : NULL;
}

/* In HTML the line break after <textarea> is none of its text. */
static char *
dup_textarea (xmlNode *control)
{
  g_autofree char *text = spill_html08_dup_text (control, MAX_VALUE);
  const char *start = text != NULL ? text : "";

  if (g_str_has_prefix (start, "\r\n"))
    start += 2;
  else if (*start == '\n')
    start++;

  return g_strdup (start);
}

static void
read_value (Reading          *reading,
            SpillHtml08Field *field,
            xmlNode          *control)
{
  g_autofree char *text = NULL;

  switch (field->type)
    {
    case SPILL_HTML08_LIST:
    case SPILL_HTML08_WORKER:
      field->multiple = has_attribute (control, "multiple");
      read_choices (reading, field, control);
      break;
    case SPILL_HTML08_BOOL:
      field->default_value = g_variant_new_boolean (has_attribute (control, "checked"));
      break;
    case SPILL_HTML08_TEXTAREA:
      field->rows = get_number (control, "rows");
      field->columns = get_number (control, "cols");
      text = dup_textarea (control);
      field->default_value = g_variant_new_string (text);
      break;
    case SPILL_HTML08_INT:
    case SPILL_HTML08_TEXT:
    case SPILL_HTML08_USERNAME:
      text = spill_html08_dup_attribute (control, "value", MAX_VALUE);
      field->size = get_number (control, "size");
      if (field->type == SPILL_HTML08_INT)
        field->default_value = read_int (text != NULL ? text : "");
      else
        field->default_value = g_variant_new_string (text != NULL ? text : "");
      break;
    case SPILL_HTML08_FILE:
    case SPILL_HTML08_FIXED:
    case SPILL_HTML08_NESTED:
      break;
    }
  if (field->default_value != NULL)
    g_variant_ref_sink (field->default_value);
}

/* All checkboxes have one name in 0.8, and their values are the parameters' names. */
static char *
dup_full_name (xmlNode *control,
               char   **wire_name,
               char   **wire_value)
{
  g_autofree char *name = spill_html08_dup_attribute (control, "name", MAX_NAME);

  if (name == NULL || *name == '\0')
    return NULL;
  if (!is_input (control, "checkbox"))
    return g_steal_pointer (&name);

  *wire_value = spill_html08_dup_attribute (control, "value", MAX_NAME);
  if (*wire_value == NULL)
    *wire_value = g_strdup ("on");
  *wire_name = g_steal_pointer (&name);

  return g_strdup (g_str_equal (*wire_name, "checkbox") ? *wire_value : *wire_name);
}

static void
read_hidden (SpillHtml08Form *form,
             xmlNode         *control)
{
  g_autofree char *name = spill_html08_dup_attribute (control, "name", MAX_NAME);
  g_autofree char *value = spill_html08_dup_attribute (control, "value", MAX_VALUE);

  if (name == NULL)
    return;
  if (value == NULL)
    value = g_strdup ("");
  if (g_str_equal (name, "forcescheduler"))
    {
      g_free (form->scheduler);
      form->scheduler = g_strdup (value);
    }
  g_ptr_array_add (form->hidden, g_steal_pointer (&name));
  g_ptr_array_add (form->hidden, g_steal_pointer (&value));
}

/* What is no field: TRUE if it was taken. */
static gboolean
read_other (Reading *reading,
            xmlNode *control)
{
  SpillHtml08Form *form = reading->form;
  char *button;

  if (is_input (control, "hidden"))
    {
      if (*reading->n_left > 0)
        {
          (*reading->n_left)--;
          read_hidden (form, control);
        }
      return TRUE;
    }
  if (is_input (control, "submit"))
    {
      button = spill_html08_dup_attribute (control, "value", MAX_NAME);
      if (button != NULL)
        {
          g_free (form->button);
          form->button = button;
        }
      return TRUE;
    }
  if (is_input (control, "password"))
    {
      form->wants_login = TRUE;
      return TRUE;
    }

  return is_input (control, "button") || is_input (control, "reset") || is_input (control, "image");
}

/* Adds a field for @control. (nullable): it is none, or there are too many */
static SpillHtml08Field *
add_field (Reading    *reading,
           xmlNode    *control,
           xmlNode    *row,
           GPtrArray  *fields,
           const char *group)
{
  g_autofree char *wire_name = NULL;
  g_autofree char *wire_value = NULL;
  g_autofree char *full_name = NULL;
  SpillHtml08Field *field;

  if (read_other (reading, control))
    return NULL;

  full_name = dup_full_name (control, &wire_name, &wire_value);
  if (full_name == NULL || *full_name == '\0' || *reading->n_left == 0)
    return NULL;

  (*reading->n_left)--;
  field = g_new0 (SpillHtml08Field, 1);
  field->type = type_of (control, row, full_name);
  field->name = dup_name (full_name, group);
  field->full_name = g_steal_pointer (&full_name);
  field->required = has_attribute (control, "required");
  field->wire_name = g_steal_pointer (&wire_name);
  field->wire_value = g_steal_pointer (&wire_value);
  read_value (reading, field, control);
  g_ptr_array_add (fields, field);

  return field;
}

static gboolean
is_label (xmlNode *node)
{
  return spill_html08_is (node, "label")
         || (spill_html08_is (node, "span") && spill_html08_has_class (node, "label"));
}

static SpillHtml08Field *
group_new (const char *full_name,
           const char *group,
           char       *label)   /* (transfer full) */
{
  SpillHtml08Field *field = g_new0 (SpillHtml08Field, 1);

  field->type = SPILL_HTML08_NESTED;
  field->full_name = g_strdup (full_name);
  field->name = full_name != NULL ? dup_name (full_name, group) : g_strdup ("");
  field->label = label;
  field->fields = g_ptr_array_new_with_free_func (spill_html08_field_free);

  return field;
}

/* A row has one control and its label, before it or, of a checkbox, behind it; the name and the value
 * of a property are two in one row, with a text for both. */
static void
read_row (Reading    *reading,
          xmlNode    *row,
          GPtrArray  *fields,
          const char *group)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (spill_html08_field_free);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;
  SpillHtml08Field *last = NULL;
  gboolean enter = TRUE;

  for (xmlNode *node = row; node != NULL; node = spill_html08_next (node, row, enter))
    {
      enter = !is_control (node);
      if (is_label (node))
        {
          g_autofree char *line = spill_html08_dup_line (node, MAX_NAME);

          if (last != NULL && last->label == NULL)
            last->label = g_steal_pointer (&line);
          else
            {
              g_free (label);
              label = g_steal_pointer (&line);
            }
        }
      else if (is_control (node))
        {
          SpillHtml08Field *field = add_field (reading, node, row, found, group);

          if (field != NULL)
            {
              field->label = g_steal_pointer (&label);
              last = field;
            }
        }
      else if (node->type == XML_TEXT_NODE && text == NULL && last == NULL && label == NULL)
        {
          text = spill_html08_dup_line (node, MAX_NAME);
          if (*text == '\0')
            g_clear_pointer (&text, g_free);
        }
    }

  for (guint i = 0; i < found->len; i++)
    {
      SpillHtml08Field *field = found->pdata[i];

      if (field->label == NULL)
        field->label = g_strdup (found->len == 1 && text != NULL ? text : "");
    }
  if (found->len > 1 && text != NULL)
    {
      SpillHtml08Field *pair = group_new (NULL, group, g_steal_pointer (&text));

      g_ptr_array_extend_and_steal (pair->fields, g_steal_pointer (&found));
      g_ptr_array_add (fields, pair);
    }
  else
    g_ptr_array_extend_and_steal (fields, g_steal_pointer (&found));
}

/* "force-SCHEDULER-NAME" */
static char *
dup_group_name (Reading *reading,
                xmlNode *node)
{
  g_autofree char *id = spill_html08_dup_attribute (node, "id", 2 * MAX_NAME);
  g_autofree char *prefix = g_strdup_printf ("force-%s-", reading->form->scheduler);

  if (id == NULL || !g_str_has_prefix (id, prefix) || id[strlen (prefix)] == '\0')
    return NULL;

  return g_strdup (id + strlen (prefix));
}

static void
read_group (Reading    *reading,
            xmlNode    *node,
            GPtrArray  *fields,
            const char *group,
            guint       depth)
{
  g_autofree char *full_name = dup_group_name (reading, node);
  char *label = NULL;
  SpillHtml08Field *field;

  if (depth >= MAX_GROUPS || *reading->n_left == 0)
    return;

  (*reading->n_left)--;
  for (xmlNode *child = node->children; child != NULL && label == NULL; child = child->next)
    if (is_label (child))
      label = spill_html08_dup_line (child, MAX_NAME);
  field = group_new (full_name, group, label != NULL ? label : g_strdup (""));
  read_below (reading, node, field->fields, full_name != NULL ? full_name : group, depth + 1);
  g_ptr_array_add (fields, field);
}

static void
read_below (Reading    *reading,
            xmlNode    *root,
            GPtrArray  *fields,
            const char *group,
            guint       depth)
{
  gboolean enter = TRUE;

  for (xmlNode *node = spill_html08_next (root, root, TRUE); node != NULL;
       node = spill_html08_next (node, root, enter))
    {
      enter = FALSE;
      if (spill_html08_has_class (node, "force-nested"))
        read_group (reading, node, fields, group, depth);
      else if (spill_html08_has_class (node, "row"))
        read_row (reading, node, fields, group);
      else if (is_control (node))
        {
          SpillHtml08Field *field = add_field (reading, node, NULL, fields, group);

          if (field != NULL)
            field->label = g_strdup ("");
        }
      else
        enter = TRUE;
    }
}

/* User and password are the login's: the source has them. */
static void
drop_user (GPtrArray *fields)
{
  for (guint i = fields->len; i-- > 0;)
    if (((SpillHtml08Field *) fields->pdata[i])->type == SPILL_HTML08_USERNAME)
      g_ptr_array_remove_index (fields, i);
}

void
spill_html08_read_fields (SpillHtml08Form *form,
                          xmlNode         *root,
                          guint           *n_left)
{
  Reading reading = { .form = form, .n_left = n_left };

  read_below (&reading, root, form->fields, NULL, 0);
  if (form->wants_login)
    drop_user (form->fields);
}
