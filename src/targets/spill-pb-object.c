#include "targets/spill-pb-private.h"

#include <math.h>
#include <string.h>

/* What clients hold and call: offering, waiting for parts, answers. */

#define PATIENCE 30   /* seconds for a part to come; then it is answered without */

static SpillParts
get_item_held (GObject *item)
{
  if (SPILL_IS_BUILD (item))
    return SPILL_PART_STEPS | SPILL_PART_PROPERTIES | SPILL_PART_CHANGES;
  if (SPILL_IS_STEP (item))
    return SPILL_PART_LOGS;
  if (SPILL_IS_BUILDER (item))
    return SPILL_PART_REQUESTS | SPILL_PART_EXPECTATIONS;
  return 0;
}

static void
hold_item (GObject    *item,
           SpillParts  parts,
           gboolean    is_held)
{
  if (parts == 0)
    return;
  if (SPILL_IS_BUILD (item))
    (is_held ? spill_build_hold : spill_build_release) (SPILL_BUILD (item), parts);
  else if (SPILL_IS_STEP (item))
    (is_held ? spill_step_hold : spill_step_release) (SPILL_STEP (item), parts);
  else if (SPILL_IS_BUILDER (item))
    (is_held ? spill_builder_hold : spill_builder_release) (SPILL_BUILDER (item), parts);
}

static gboolean
item_has (GObject    *item,
          SpillParts  parts)
{
  for (guint i = 0; i < SPILL_N_PARTS; i++)
    {
      SpillParts part = (SpillParts) (1u << i);
      SpillPartState state = SPILL_PART_HERE;

      if (!(parts & part))
        continue;
      if (SPILL_IS_BUILD (item))
        state = spill_build_get_part_state (SPILL_BUILD (item), part);
      else if (SPILL_IS_STEP (item))
        state = spill_step_get_part_state (SPILL_STEP (item), part);
      else if (SPILL_IS_BUILDER (item))
        state = spill_builder_get_part_state (SPILL_BUILDER (item), part);
      if (state != SPILL_PART_HERE && state != SPILL_PART_FAILED)
        return FALSE;
    }
  return TRUE;
}

SpillPbObject *
spill_pb_object_ref (SpillPbObject *self)
{
  self->ref_count++;
  return self;
}

void
spill_pb_object_unref (gpointer data)
{
  SpillPbObject *self = data;

  if (--self->ref_count > 0)
    return;
  if (self->item != NULL)
    hold_item (self->item, self->held, FALSE);
  if (self->owner != NULL)
    hold_item (self->owner, self->owner_held, FALSE);
  g_clear_object (&self->item);
  g_clear_object (&self->owner);
  g_clear_object (&self->owner_of_owner);
  g_strfreev (self->words);
  spill_pb_visitor_unref (self->visitor);
  g_free (self);
}

/* Python's words for a method that is called with too few or too many. */
static void
fail_count (SpillPbObject            *self,
            const SpillBrokerRequest *request,
            const SpillPbMethod      *method,
            guint                     n)
{
  const char *bound = method->min_args == method->max_args ? "exactly" : n < method->min_args ? "at least" : "at most";
  guint due = (n < method->min_args ? method->min_args : method->max_args) + 1;
  g_autofree char *message = g_strdup_printf ("%s%s() takes %s %u argument%s (%u given)", self->class->prefix, method->name,
                                              bound, due, due == 1 ? "" : "s", n + 1);

  spill_pb_fail (self, request->id, "TypeError", message);
}

static void
on_called (SpillBroker              *broker,
           const SpillBrokerRequest *request,
           gpointer                  object)
{
  SpillPbObject *self = object;
  guint n = spill_jelly_get_length (request->args);
  g_autofree char *name = NULL;
  g_autofree char *message = NULL;

  for (const SpillPbMethod *method = self->class->methods; method->name != NULL; method++)
    {
      if (g_strcmp0 (request->name, method->name) != 0)
        continue;
      if (n < method->min_args || n > method->max_args)
        {
          fail_count (self, request, method, n);
          return;
        }
      spill_pb_object_ref (self);
      if (self->visitor->listener != NULL)
        method->call (self, request);
      spill_pb_object_unref (self);
      return;
    }

  name = g_utf8_make_valid (request->name, -1);
  message = g_strdup_printf ("%s instance has no attribute '%s%.100s'", self->class->name, self->class->prefix, name);
  spill_pb_fail (self, request->id, "AttributeError", message);
}

static SpillPbObject *
object_new (SpillPbVisitor     *visitor,
            const SpillPbClass *class,
            gpointer            item)
{
  SpillPbObject *self = g_new0 (SpillPbObject, 1);

  self->ref_count = 1;
  self->class = class;
  self->visitor = spill_pb_visitor_ref (visitor);
  self->item = item != NULL ? g_object_ref (item) : NULL;
  if (SPILL_IS_LOG (item) && spill_log_get_step (item) != NULL)
    self->owner = G_OBJECT (g_object_ref (spill_log_get_step (item)));
  if (SPILL_IS_STEP (item) && spill_step_get_build (item) != NULL)
    self->owner = G_OBJECT (g_object_ref (spill_step_get_build (item)));
  if (SPILL_IS_REQUEST (item) && spill_request_get_builder (item) != NULL)
    self->owner = G_OBJECT (g_object_ref (spill_request_get_builder (item)));
  if (SPILL_IS_STEP (self->owner) && spill_step_get_build (SPILL_STEP (self->owner)) != NULL)
    self->owner_of_owner = G_OBJECT (g_object_ref (spill_step_get_build (SPILL_STEP (self->owner))));
  return self;
}

gint64
spill_pb_offer (SpillPbVisitor     *visitor,
                const SpillPbClass *class,
                gpointer            item)
{
  return spill_broker_offer (visitor->broker, on_called, object_new (visitor, class, item), spill_pb_object_unref);
}

gint64
spill_pb_offer_event (SpillPbVisitor  *visitor,
                      double           when,
                      char           **words)
{
  SpillPbObject *self = object_new (visitor, &spill_pb_event_class, NULL);

  self->when = when;
  self->words = g_strdupv (words);
  return spill_broker_offer (visitor->broker, on_called, self, spill_pb_object_unref);
}

/* An answer that waits for something to happen to an object of the model. */
typedef struct
{
  SpillPbObject         *object;
  gint64                 id;
  GObject               *item;
  SpillParts             parts;
  SpillPbAnswerFunc      answer;        /* when these are here, or */
  gint64                 number;
  SpillPbOverFunc        is_over;
  SpillPbOverAnswerFunc  answer_over;
  gulong                 notified, changed;
  guint                  timeout;
} Wait;

static void
end_wait (Wait     *wait,
          gboolean  is_answered)
{
  spill_pb_visitor_awaited (wait->object->visitor, wait);
  if (wait->notified != 0)
    g_signal_handler_disconnect (wait->item, wait->notified);
  if (wait->changed != 0)
    g_signal_handler_disconnect (wait->item, wait->changed);
  g_clear_handle_id (&wait->timeout, g_source_remove);
  if (is_answered && wait->is_over != NULL)
    wait->answer_over (wait->object, wait->id, wait->number);
  else if (is_answered)
    wait->answer (wait->object, wait->id);
  spill_pb_object_unref (wait->object);
  g_object_unref (wait->item);
  g_free (wait);
}

static void
give_up (gpointer data)
{
  end_wait (data, FALSE);
}

static gboolean
is_over (Wait *wait)
{
  return wait->is_over != NULL ? wait->is_over (wait->object, wait->item, wait->number) : item_has (wait->item, wait->parts);
}

static void
on_item_changed (Wait *wait)
{
  if (is_over (wait))
    end_wait (wait, TRUE);
}

static gboolean
on_patience (gpointer user_data)
{
  Wait *wait = user_data;

  wait->timeout = 0;
  end_wait (wait, TRUE);
  return G_SOURCE_REMOVE;
}

static void
start_wait (Wait *wait,
            guint seconds)
{
  spill_pb_visitor_await (wait->object->visitor, wait, give_up);
  if (is_over (wait))
    {
      end_wait (wait, TRUE);
      return;
    }

  wait->notified = g_signal_connect_swapped (wait->item, "notify", G_CALLBACK (on_item_changed), wait);
  if (g_signal_lookup ("changed", G_OBJECT_TYPE (wait->item)) != 0)
    wait->changed = g_signal_connect_swapped (wait->item, "changed", G_CALLBACK (on_item_changed), wait);
  else if (SPILL_IS_MASTER (wait->item))
    wait->changed = g_signal_connect_swapped (wait->item, "settled", G_CALLBACK (on_item_changed), wait);
  if (seconds > 0)
    wait->timeout = g_timeout_add_seconds (seconds, on_patience, wait);
}

void
spill_pb_answer_when (SpillPbObject            *self,
                      const SpillBrokerRequest *request,
                      GObject                  *item,
                      guint                     seconds,
                      gint64                    number,
                      SpillPbOverFunc           over,
                      SpillPbOverAnswerFunc     func)
{
  Wait *wait = g_new0 (Wait, 1);

  *wait = (Wait) { spill_pb_object_ref (self), request->id, g_object_ref (item),
                   .number = number, .is_over = over, .answer_over = func };
  spill_broker_defer (self->visitor->broker, request);
  start_wait (wait, seconds);
}

void
spill_pb_answer_with (SpillPbObject            *self,
                      const SpillBrokerRequest *request,
                      SpillParts                parts,
                      SpillPbAnswerFunc         func)
{
  SpillParts fresh = parts & ~self->held & get_item_held (self->item);
  Wait *wait = g_new0 (Wait, 1);

  self->held |= fresh;
  hold_item (self->item, fresh, TRUE);
  *wait = (Wait) { spill_pb_object_ref (self), request->id, g_object_ref (self->item), .parts = parts, .answer = func };
  spill_broker_defer (self->visitor->broker, request);
  start_wait (wait, PATIENCE);
}

static void
put_strings (GByteArray         *out,
             SpillBananaProfile  profile,
             const char * const *words,
             gboolean            is_unicode)
{
  spill_jelly_put_list (out, profile, g_strv_length ((char **) words));
  for (; *words != NULL; words++)
    if (is_unicode)
      spill_jelly_put_text (out, profile, *words);
    else
      spill_banana_put_string (out, profile, *words);
}

static void
put_double (GByteArray         *out,
            SpillBananaProfile  profile,
            double              value,
            gboolean            is_known)
{
  if (is_known)
    spill_banana_put_float (out, value);
  else
    spill_jelly_put_none (out, profile);
}

static void
put_result (GByteArray         *out,
            SpillBananaProfile  profile,
            SpillResult         result)
{
  if (result == SPILL_RESULT_NONE)
    spill_jelly_put_none (out, profile);
  else
    spill_banana_put_int (out, result == SPILL_RESULT_CANCELLED ? SPILL_RESULT_EXCEPTION : result);   /* 0.8 knows no other */
}

/* What it adds to its build's text: modern masters do not tell, and have one text for all. */
static void
put_step_result (GByteArray         *out,
                 SpillBananaProfile  profile,
                 SpillStep          *step)
{
  const char *const none[] = { NULL };
  SpillResult result = spill_step_get_result (step);
  const char *const *words = spill_step_get_text2 (step);

  if (words == NULL)
    words = result == SPILL_RESULT_NONE || result == SPILL_RESULT_SUCCESS ? none : spill_step_get_words (step);
  spill_jelly_put_tuple (out, profile, 2);
  put_result (out, profile, result);
  put_strings (out, profile, words, FALSE);
}

static void
put_expectations (GByteArray         *out,
                  SpillBananaProfile  profile,
                  SpillStep          *step)
{
  GPtrArray *expectations = spill_step_get_expectations (step);
  guint n = expectations != NULL ? expectations->len : 0;

  spill_jelly_put_list (out, profile, n);
  for (guint i = 0; i < n; i++)
    {
      const SpillExpectation *expectation = expectations->pdata[i];

      spill_jelly_put_tuple (out, profile, 3);
      spill_banana_put_string (out, profile, expectation->metric);
      put_double (out, profile, expectation->current, !isnan (expectation->current));
      put_double (out, profile, expectation->target, !isnan (expectation->target));
    }
}

void
spill_pb_put (SpillPbVisitor *visitor,
              GByteArray     *out,
              const char     *format,
              va_list         args)
{
  SpillBananaProfile profile = spill_broker_get_profile (visitor->broker);
  const SpillPbClass *class;
  const char *text;
  gpointer item;
  double start, end;

  for (; *format != '\0'; format++)
    switch (*format)
      {
      case 's':
        text = va_arg (args, const char *);
        if (text != NULL)
          spill_banana_put_string (out, profile, text);
        else
          spill_jelly_put_none (out, profile);
        break;
      case 'u':
        spill_jelly_put_text (out, profile, va_arg (args, const char *));
        break;
      case 'w':
      case 'v':
        put_strings (out, profile, va_arg (args, const char * const *), *format == 'v');
        break;
      case 'i':
        spill_banana_put_int (out, va_arg (args, gint64));
        break;
      case 'b':
        spill_jelly_put_boolean (out, profile, va_arg (args, int));
        break;
      case 'f':
        start = va_arg (args, double);
        put_double (out, profile, start, !isnan (start));
        break;
      case 't':
        start = va_arg (args, double);
        end = va_arg (args, double);
        spill_jelly_put_tuple (out, profile, 2);
        put_double (out, profile, start, start > 0);
        put_double (out, profile, end, end > 0);
        break;
      case 'o':
        class = va_arg (args, const SpillPbClass *);
        item = va_arg (args, gpointer);
        if (item != NULL)
          spill_jelly_put_remote (out, profile, spill_pb_offer (visitor, class, item));
        else
          spill_jelly_put_none (out, profile);
        break;
      case 'r':
        put_step_result (out, profile, va_arg (args, SpillStep *));
        break;
      case 'R':
        put_result (out, profile, (SpillResult) va_arg (args, int));
        break;
      case 'e':
        put_expectations (out, profile, va_arg (args, SpillStep *));
        break;
      case 'y':
        text = va_arg (args, const char *);
        spill_banana_put_bytes (out, profile, text, va_arg (args, gsize));
        break;
      default:
        spill_jelly_put_none (out, profile);
      }
}

void
spill_pb_answer (SpillPbObject *self,
                 gint64         id,
                 const char    *format,
                 ...)
{
  GByteArray *out = spill_broker_begin_answer (self->visitor->broker, id);
  va_list args;

  va_start (args, format);
  spill_pb_put (self->visitor, out, format, args);
  va_end (args);
  spill_broker_end_answer (self->visitor->broker);
}

void
spill_pb_call (SpillPbVisitor *visitor,
               gint64          target,
               const char     *name,
               const char     *format,
               ...)
{
  GByteArray *out = spill_broker_begin_call (visitor->broker, target, name, (guint) strlen (format));
  va_list args;

  va_start (args, format);
  spill_pb_put (visitor, out, format, args);
  va_end (args);
  spill_broker_end_call (visitor->broker, 0, NULL, NULL);
  if (visitor->listener != NULL)
    spill_pb_listener_count (visitor->listener);
}

void
spill_pb_answer_self (SpillPbObject *self,
                      gint64         id,
                      gint64         number)
{
  SpillBroker *broker = self->visitor->broker;
  GByteArray *out;

  if (!spill_broker_offer_again (broker, number))
    number = spill_broker_offer (broker, on_called, spill_pb_object_ref (self), spill_pb_object_unref);
  out = spill_broker_begin_answer (broker, id);
  spill_jelly_put_remote (out, spill_broker_get_profile (broker), number);
  spill_broker_end_answer (broker);
}

void
spill_pb_answer_list (SpillPbObject      *self,
                      gint64              id,
                      const SpillPbClass *class,
                      GListModel         *items)
{
  SpillBroker *broker = self->visitor->broker;
  SpillBananaProfile profile = spill_broker_get_profile (broker);
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;
  GByteArray *out = spill_broker_begin_answer (broker, id);

  spill_jelly_put_list (out, profile, n);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (items, i);

      spill_jelly_put_remote (out, profile, spill_pb_offer (self->visitor, class, item));
    }
  spill_broker_end_answer (broker);
}

/* With the base classes that Python 2 would tell. */
void
spill_pb_fail (SpillPbObject *self,
               gint64         id,
               const char    *type,
               const char    *message)
{
  g_autofree char *full = g_strconcat ("exceptions.", type, NULL);
  const char *parents[7] = { full };
  guint n = 1;

  if (g_str_equal (type, "KeyError"))
    parents[n++] = "exceptions.LookupError";
  parents[n++] = "exceptions.StandardError";
  parents[n++] = "exceptions.Exception";
  parents[n++] = "exceptions.BaseException";
  parents[n++] = "__builtin__.object";
  spill_broker_fail (self->visitor->broker, id, full, message, parents);
}

char *
spill_pb_arg_text (const SpillBrokerRequest *request,
                   guint                     i)
{
  char *text = spill_jelly_dup_text (spill_jelly_get_item (request->args, i));

  return text != NULL ? text : g_strdup ("");
}

gint64
spill_pb_arg_integer (const SpillBrokerRequest *request,
                      guint                     i,
                      gint64                    fallback)
{
  return spill_jelly_get_integer (spill_jelly_get_item (request->args, i), fallback);
}
