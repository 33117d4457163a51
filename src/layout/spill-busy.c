#include "layout/spill-busy.h"

/* Beyond so many new edges sorting all is cheaper than putting each in its place. */
#define MANY 64

/* At this time so many spans begin, and so many end. */
typedef struct
{
  double time;
  int    begins;
  int    ends;
} Edge;

struct _SpillBusy
{
  GArray *edges;   /* of Edge, by time, each time once */
  GArray *fresh;   /* of Edge, in any order */
  GArray *spans;   /* of SpillSpan; made anew if there are fresh edges */
};

SpillBusy *
spill_busy_new (void)
{
  SpillBusy *self = g_new0 (SpillBusy, 1);

  self->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->fresh = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->spans = g_array_new (FALSE, FALSE, sizeof (SpillSpan));

  return self;
}

void
spill_busy_free (SpillBusy *self)
{
  g_array_unref (self->edges);
  g_array_unref (self->fresh);
  g_array_unref (self->spans);
  g_free (self);
}

void
spill_busy_add_span (SpillBusy *self,
                     SpillSpan  span,
                     int        count)
{
  Edge begin = { span.start, count, 0 };
  Edge end = { MAX (span.start, span.end), 0, count };

  g_array_append_val (self->fresh, begin);
  g_array_append_val (self->fresh, end);
}

static SpillSpan
span_of (const SpillBox *box)
{
  SpillSpan span = { box->start, box->end > 0 ? box->end : G_MAXDOUBLE };

  if (box->kind == SPILL_BOX_CHANGE)
    span.end = box->start;

  return span;
}

/* A build's box stands for its steps; they count where a query has cut it off. What happened at once
 * is a span of no length: it still keeps its moment from being folded. */
static void
count_lane (SpillBusy       *self,
            const SpillLane *lane,
            int              count)
{
  const SpillBox *step = NULL;   /* the last of a build whose box may yet come */
  SpillSpan steps = { 0, 0 };

  for (guint i = 0; i < lane->n_boxes; i++)
    {
      const SpillBox *box = lane->boxes[i];
      SpillSpan span = span_of (box);

      if (box->kind == SPILL_BOX_GAP || box->kind == SPILL_BOX_EVENT)
        {
          if (box->kind == SPILL_BOX_EVENT)
            spill_busy_add_span (self, span, count);
          continue;
        }
      if (step != NULL && step->build != box->build)
        {
          spill_busy_add_span (self, steps, count);
          step = NULL;
        }
      if (box->kind == SPILL_BOX_STEP || box->kind == SPILL_BOX_BODY)
        {
          steps.end = step != NULL ? MAX (steps.end, span.end) : span.end;
          steps.start = span.start;
          step = box;
        }
      else
        {
          spill_busy_add_span (self, span, count);
          step = NULL;
        }
    }
  if (step != NULL)
    spill_busy_add_span (self, steps, count);
}

void
spill_busy_add (SpillBusy       *self,
                const SpillLane *lane)
{
  count_lane (self, lane, 1);
}

void
spill_busy_remove (SpillBusy       *self,
                   const SpillLane *lane)
{
  count_lane (self, lane, -1);
}

static void
merge (Edge       *edge,
       const Edge *other)
{
  edge->begins += other->begins;
  edge->ends += other->ends;
}

static int
compare_edges (gconstpointer a,
               gconstpointer b)
{
  const Edge *x = a;
  const Edge *y = b;

  return x->time < y->time ? -1 : x->time > y->time;
}

static void
insert_edge (SpillBusy  *self,
             const Edge *edge)
{
  guint low = 0;
  guint high = self->edges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->edges, Edge, middle).time < edge->time)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->edges->len && g_array_index (self->edges, Edge, low).time == edge->time)
    merge (&g_array_index (self->edges, Edge, low), edge);
  else
    g_array_insert_vals (self->edges, low, edge, 1);
}

static void
sort_all (SpillBusy *self)
{
  guint n = 0;

  g_array_append_vals (self->edges, self->fresh->data, self->fresh->len);
  g_array_sort (self->edges, compare_edges);
  for (guint i = 0; i < self->edges->len; i++)
    {
      Edge edge = g_array_index (self->edges, Edge, i);

      if (n > 0 && g_array_index (self->edges, Edge, n - 1).time == edge.time)
        merge (&g_array_index (self->edges, Edge, n - 1), &edge);
      else
        g_array_index (self->edges, Edge, n++) = edge;
    }
  g_array_set_size (self->edges, n);
}

/* Also drops the edges that have cancelled each other. */
static void
make_spans (SpillBusy *self)
{
  SpillSpan span = { 0, 0 };
  guint n = 0;
  int open = 0;

  g_array_set_size (self->spans, 0);
  for (guint i = 0; i < self->edges->len; i++)
    {
      Edge edge = g_array_index (self->edges, Edge, i);

      if (edge.begins == 0 && edge.ends == 0)
        continue;
      g_array_index (self->edges, Edge, n++) = edge;
      if (open == 0)
        span.start = edge.time;
      open += edge.begins - edge.ends;
      if (open > 0)
        continue;
      span.end = edge.time;
      g_array_append_val (self->spans, span);
    }
  g_array_set_size (self->edges, n);
  for (guint i = 0; i < self->spans->len / 2; i++)
    {
      SpillSpan *a = &g_array_index (self->spans, SpillSpan, i);
      SpillSpan *b = &g_array_index (self->spans, SpillSpan, self->spans->len - 1 - i);

      span = *a;
      *a = *b;
      *b = span;
    }
}

const SpillSpan *
spill_busy_get_spans (SpillBusy *self,
                      guint     *n)
{
  if (self->fresh->len > 0)
    {
      if (self->fresh->len > MANY)
        sort_all (self);
      else
        for (guint i = 0; i < self->fresh->len; i++)
          insert_edge (self, &g_array_index (self->fresh, Edge, i));
      g_array_set_size (self->fresh, 0);
      make_spans (self);
    }
  *n = self->spans->len;

  return (const SpillSpan *) self->spans->data;
}
