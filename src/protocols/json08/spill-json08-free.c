#include "protocols/json08/spill-json08-private.h"

void
spill_json08_link_free (SpillJson08Link *self)
{
  g_free (self->name);
  g_free (self->url);
  g_free (self);
}

void
spill_json08_property_free (SpillJson08Property *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->source);
  g_free (self);
}

void
spill_json08_expectation_free (SpillJson08Expectation *self)
{
  g_free (self->metric);
  g_free (self);
}

void
spill_json08_change_free (SpillJson08Change *self)
{
  g_free (self->who);
  g_free (self->comments);
  g_strfreev (self->files);
  g_free (self->revision);
  g_free (self->revlink);
  g_free (self->branch);
  g_free (self->category);
  g_free (self->project);
  g_free (self->repository);
  g_free (self->codebase);
  g_ptr_array_unref (self->properties);
  g_free (self);
}

void
spill_json08_source_stamp_free (SpillJson08SourceStamp *self)
{
  g_free (self->branch);
  g_free (self->revision);
  g_free (self->project);
  g_free (self->repository);
  g_free (self->codebase);
  g_free (self->patch_body);
  g_free (self->patch_subdir);
  g_free (self->patch_author);
  g_free (self->patch_comment);
  g_ptr_array_unref (self->changes);
  g_free (self);
}

void
spill_json08_step_free (SpillJson08Step *self)
{
  g_free (self->name);
  g_strfreev (self->text);
  g_strfreev (self->text2);
  g_free (self->statistics);
  g_ptr_array_unref (self->logs);
  g_ptr_array_unref (self->urls);
  g_ptr_array_unref (self->expectations);
  g_free (self);
}

void
spill_json08_build_free (SpillJson08Build *self)
{
  g_free (self->builder_name);
  g_strfreev (self->text);
  g_free (self->reason);
  g_free (self->slave);
  g_strfreev (self->blame);
  g_ptr_array_unref (self->logs);
  g_ptr_array_unref (self->properties);
  g_ptr_array_unref (self->source_stamps);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

void
spill_json08_builder_free (SpillJson08Builder *self)
{
  g_free (self->name);
  g_free (self->basedir);
  g_free (self->state);
  g_strfreev (self->tags);
  g_strfreev (self->schedulers);
  g_strfreev (self->slaves);
  g_array_unref (self->cached_builds);
  g_array_unref (self->current_builds);
  g_free (self);
}

void
spill_json08_request_free (SpillJson08Request *self)
{
  g_free (self->builder_name);
  g_clear_pointer (&self->source, spill_json08_source_stamp_free);
  g_ptr_array_unref (self->properties);
  g_free (self);
}

void
spill_json08_slave_free (SpillJson08Slave *self)
{
  g_free (self->name);
  g_free (self->admin);
  g_free (self->host);
  g_free (self->access_uri);
  g_free (self->version);
  g_strfreev (self->builders);
  g_free (self);
}

void
spill_json08_project_free (SpillJson08Project *self)
{
  g_free (self->title);
  g_free (self->title_url);
  g_free (self->buildbot_url);
  g_free (self);
}
