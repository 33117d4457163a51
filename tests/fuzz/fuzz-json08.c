#include "protocols/json08/spill-json08.h"

#include "fuzz.h"
#include "protocols/spill-json.h"

static void
check_strv (char **strv)
{
  for (guint i = 0; strv[i] != NULL; i++)
    check_text (strv[i]);
}

static void
check_properties (GPtrArray *properties)
{
  for (guint i = 0; i < properties->len; i++)
    {
      const SpillJson08Property *p = properties->pdata[i];

      check_text (p->name);
      check_text (p->value);
      check_text (p->source);
    }
}

static void
check_links (GPtrArray *links)
{
  for (guint i = 0; i < links->len; i++)
    {
      const SpillJson08Link *link = links->pdata[i];

      g_assert_nonnull (link->name);
      check_text (link->name);
      check_text (link->url);
    }
}

static void
check_stamp (const SpillJson08SourceStamp *stamp)
{
  check_text (stamp->revision);
  check_text (stamp->patch_body);
  for (guint i = 0; i < stamp->changes->len; i++)
    {
      const SpillJson08Change *change = stamp->changes->pdata[i];

      g_assert (change->number >= 0 && change->when >= 0);
      check_text (change->comments);
      check_strv (change->files);
      check_properties (change->properties);
    }
}

static void
check_build (const SpillJson08Build *build)
{
  g_assert (build->started >= 0 && build->finished >= 0);
  check_text (build->reason);
  check_strv (build->text);
  check_strv (build->blame);
  check_properties (build->properties);
  check_links (build->logs);
  for (guint i = 0; i < build->source_stamps->len; i++)
    check_stamp (build->source_stamps->pdata[i]);
  for (guint i = 0; i < build->steps->len; i++)
    {
      const SpillJson08Step *step = build->steps->pdata[i];

      g_assert (step->number >= 0 && step->results >= -1 && step->results <= 6);
      check_text (step->name);
      check_text (step->statistics);
      check_strv (step->text);
      check_strv (step->text2);
      check_links (step->logs);
      check_links (step->urls);
    }
}

static void
check_element (SpillJson08Kind kind,
               gpointer        element)
{
  const SpillJson08Builder *builder = element;
  const SpillJson08Slave *slave = element;
  const SpillJson08Request *request = element;

  switch (kind)
    {
    case SPILL_JSON08_BUILDS:
      check_build (element);
      break;
    case SPILL_JSON08_BUILDERS:
      check_text (builder->name);
      check_strv (builder->tags);
      g_assert (builder->n_pending >= 0);
      break;
    case SPILL_JSON08_SLAVES:
      check_text (slave->name);
      check_text (slave->admin);
      check_strv (slave->builders);
      break;
    case SPILL_JSON08_REQUESTS:
      check_properties (request->properties);
      if (request->source != NULL)
        check_stamp (request->source);
      break;
    }
}

/* The first byte says what the rest is read as. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const char *const path[] = { "builders", NULL };
  g_autoptr(SpillJsonReport) report = spill_json_report_new ();
  g_autoptr(JsonNode) root = NULL;
  guint kind;

  if (size == 0)
    return 0;

  root = spill_json_parse ((const char *) data + 1, size - 1, 0, NULL);
  if (root == NULL)
    return 0;

  kind = data[0] % 6;
  if (kind <= SPILL_JSON08_REQUESTS)
    {
      g_autoptr(GPtrArray) elements = spill_json08_read (kind, root, report);

      for (guint i = 0; i < elements->len; i++)
        check_element (kind, elements->pdata[i]);
    }
  else if (kind == 4)
    {
      g_autoptr(SpillJson08Build) build = spill_json08_read_build (root, "b", report);

      if (build != NULL)
        check_build (build);
    }
  else
    {
      g_autoptr(SpillJson08Project) project = spill_json08_read_project (root, report);
      g_autofree char *escaped = spill_json08_escape_name (project->title != NULL ? project->title : "",
                                                           size % 2 == 0);

      check_text (project->title);
      check_text (escaped);
      spill_json08_select (root, path);
    }

  return 0;
}
