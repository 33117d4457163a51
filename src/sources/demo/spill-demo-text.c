#include "sources/demo/spill-demo-text.h"

#define GREEN "\033[32m"
#define YELLOW "\033[1;33m"
#define RED "\033[1;31m"
#define BOLD "\033[1m"
#define FAINT "\033[2m"
#define PLAIN "\033[0m"

#define N_HEAD 3
#define N_TAIL 2
#define N_HTML 40
#define N_CONFIG 120

guint
spill_demo_text_list (const SpillDemoRun *run,
                      guint               step,
                      SpillDemoLog        logs[SPILL_DEMO_MAX_LOGS])
{
  const SpillDemoStep *it = &run->steps[step];
  SpillDemoStepFlags flags = it->cast->flags;
  guint n = 0;

  if (it->cast->text == SPILL_DEMO_TEXT_NONE || it->result == SPILL_RESULT_SKIPPED)
    return 0;

  logs[n++] = (SpillDemoLog) { "stdio", "stdio", SPILL_LOG_STDIO, it->n_lines };
  if (flags & SPILL_DEMO_STEP_CONFIG)
    logs[n++] = (SpillDemoLog) { "config.log", "config_log", SPILL_LOG_TEXT, N_CONFIG };
  if (n > 1 && run->number % 17 == 0)
    logs[1].type = SPILL_LOG_DELETED;
  if (flags & SPILL_DEMO_STEP_HTML)
    logs[n++] = (SpillDemoLog) { "report.html", "report_html", SPILL_LOG_HTML, N_HTML };
  if (it->cast->text == SPILL_DEMO_TEXT_COMPILE && it->result == SPILL_RESULT_WARNINGS)
    logs[n++] = (SpillDemoLog) { "warnings", "warnings", SPILL_LOG_TEXT, 5 };

  return n;
}

static const char *
pick_file (guint64 draw)
{
  return spill_demo_files[draw % 14];
}

static void
append_warning (GString *text,
                guint64  draw,
                gboolean colours)
{
  static const char * const words[] = {
    "unused variable ‘length’ [-Wunused-variable]",
    "comparison of integers of different signs: ‘int’ and ‘size_t’ [-Wsign-compare]",
    "‘gtk_dialog_run’ is deprecated [-Wdeprecated-declarations]",
    "this statement may fall through [-Wimplicit-fallthrough=]",
  };

  g_string_append_printf (text, "%s%s:%u:%u:%s %swarning:%s %s",
                          colours ? BOLD : "", pick_file (draw), (guint) (draw >> 8) % 900 + 1,
                          (guint) (draw >> 20) % 60 + 1, colours ? PLAIN : "",
                          colours ? "\033[1;35m" : "", colours ? PLAIN : "",
                          words[(draw >> 30) % G_N_ELEMENTS (words)]);
}

static void
append_compile (const SpillDemoRun  *run,
                const SpillDemoStep *step,
                guint                line,
                guint64              draw,
                GString             *text)
{
  guint percent = 100 * (line - N_HEAD + 1) / MAX (1, step->n_lines - N_HEAD - N_TAIL);
  gboolean failed = step->result == SPILL_RESULT_FAILURE;

  if (failed && line + N_TAIL + 4 == step->n_lines)
    g_string_append_printf (text, "e" BOLD "%s:%u:12:" PLAIN " " RED "error:" PLAIN
                            " ‘struct entry’ has no member named ‘%s’",
                            pick_file (draw), (guint) (draw >> 8) % 900 + 1, "generation");
  else if (failed && line + N_TAIL + 3 == step->n_lines)
    g_string_append (text, "e  214 |   if (entry->" RED "generation" PLAIN " != self->generation)");
  else if (failed && line + N_TAIL + 2 == step->n_lines)
    g_string_append (text, "e      |              " RED "^~~~~~~~~~" PLAIN);
  else if (failed && line + N_TAIL + 1 == step->n_lines)
    g_string_append (text, "eninja: build stopped: subcommand failed.");
  else if (draw % 97 == 0 || (step->result == SPILL_RESULT_WARNINGS && draw % 29 == 0))
    {
      g_string_append_c (text, 'e');
      append_warning (text, draw >> 3, TRUE);
    }
  else if (draw % 41 == 7)
    g_string_append_printf (text, "o[%3u%%] " GREEN BOLD "Linking C executable tests/test-%u" PLAIN,
                            percent, (guint) (draw >> 10) % 400);
  else
    g_string_append_printf (text, "o[%3u%%] " GREEN "Building C object %s.p/part-%u.c.o" PLAIN,
                            percent, pick_file (draw), line);
}

static void
append_test (const SpillDemoRun  *run,
             const SpillDemoStep *step,
             guint                line,
             guint64              draw,
             GString             *text)
{
  const char *name = spill_demo_tests[draw % spill_demo_n_tests];
  double seconds = (draw >> 12) % 4000 / 1000.0;
  gboolean failed = step->result == SPILL_RESULT_FAILURE;

  if (failed && line + N_TAIL + 3 == step->n_lines)
    g_string_append_printf (text, "e" RED "FAIL" PLAIN " %s/%u", name, line);
  else if (failed && line + N_TAIL + 2 == step->n_lines)
    g_string_append_printf (text, "eassertion failed (entries == %u): (%u == %u)",
                            line, line - 1, line);
  else if (failed && line + N_TAIL + 1 == step->n_lines)
    g_string_append_printf (text, "o" BOLD "%u tests, " RED "%u failed" PLAIN,
                            step->n_lines, 1 + step->n_lines % 7);
  else if (draw % 53 == 0)
    g_string_append_printf (text, "o" YELLOW "SKIP" PLAIN " %s/%u " FAINT "(needs a display)" PLAIN,
                            name, line);
  else
    g_string_append_printf (text, "o" GREEN "ok" PLAIN "   %s/%u  " FAINT "%.3f s" PLAIN,
                            name, line, seconds);
}

static void
append_other (const SpillDemoRun  *run,
              const SpillDemoStep *step,
              guint                line,
              guint64              draw,
              GString             *text)
{
  static const char * const features[] = {
    "mmap", "epoll", "getrandom", "libsecret", "zlib >= 1.3", "threads", "sqlite3", "gnutls",
  };

  switch (step->cast->text)
    {
    case SPILL_DEMO_TEXT_CHECKOUT:
      g_string_append_printf (text, "eReceiving objects: %3u%% (%u/%u)",
                              100 * line / step->n_lines, line * 211, step->n_lines * 211);
      break;
    case SPILL_DEMO_TEXT_CONFIGURE:
      g_string_append_printf (text, "oChecking for %s: %s",
                              features[draw % G_N_ELEMENTS (features)],
                              draw % 23 == 0 ? RED "NO" PLAIN : GREEN "YES" PLAIN);
      break;
    case SPILL_DEMO_TEXT_PACKAGE:
      g_string_append_printf (text, "oadding usr/share/aurora/%u/%s", line, pick_file (draw));
      break;
    default:
      g_string_append (text, "o");
      break;
    }
}

static void
append_head (const SpillDemoRun  *run,
             const SpillDemoStep *step,
             guint                line,
             GString             *text)
{
  switch (line)
    {
    case 0:
      g_string_append_printf (text, "h%s --builder %u", step->cast->name, run->builder->index);
      break;
    case 1:
      g_string_append_printf (text, "h in dir /var/lib/worker/%u/build (timeout 1200 secs)",
                              run->builder->index);
      break;
    default:
      g_string_append_printf (text, "h using PTY: False, watching %u environment variables",
                              20 + run->number % 9);
      break;
    }
}

static void
append_stdio (const SpillDemoRun *run,
              guint               index,
              guint               line,
              guint64             draw,
              GString            *text)
{
  const SpillDemoStep *step = &run->steps[index];

  if (line < N_HEAD)
    append_head (run, step, line, text);
  else if (line + N_TAIL == step->n_lines && step->result >= SPILL_RESULT_EXCEPTION)
    g_string_append (text, "hprocess killed by signal 15");
  else if (line + N_TAIL == step->n_lines)
    g_string_append_printf (text, "hprogram finished with exit code %u",
                            step->result == SPILL_RESULT_FAILURE ? 2 : 0);
  else if (line + 1 == step->n_lines)
    g_string_append_printf (text, "helapsedTime=%f", step->end - step->start);
  else if (step->cast->text == SPILL_DEMO_TEXT_COMPILE)
    append_compile (run, step, line, draw, text);
  else if (step->cast->text == SPILL_DEMO_TEXT_TEST)
    append_test (run, step, line, draw, text);
  else
    append_other (run, step, line, draw, text);
}

static void
append_html (const SpillDemoRun *run,
             guint               line,
             guint64             draw,
             GString            *text)
{
  if (line == 0)
    g_string_append_printf (text, "<html><head><title>Build %u</title></head>", run->number);
  else if (line == 1)
    g_string_append (text, "<body><h1>Tests &amp; times</h1><table>");
  else if (line + 1 == N_HTML)
    g_string_append (text, "</table></body></html>");
  else
    g_string_append_printf (text, "<tr><td>%s</td><td>%.3f s</td></tr>",
                            spill_demo_tests[draw % spill_demo_n_tests],
                            (draw >> 12) % 4000 / 1000.0);
}

void
spill_demo_text_append (const SpillDemoRun *run,
                        guint               step,
                        guint               log,
                        guint               line,
                        GString            *text)
{
  SpillDemoLog logs[SPILL_DEMO_MAX_LOGS];
  guint n_logs = spill_demo_text_list (run, step, logs);
  guint64 where = ((guint64) (step * SPILL_DEMO_MAX_LOGS + log) << 32) | line;
  guint64 draw = spill_demo_world_draw (run->world, SPILL_DEMO_DRAW_TEXT, run->id, where);

  g_return_if_fail (log < n_logs && line < logs[log].n_lines);

  if (logs[log].type == SPILL_LOG_STDIO)
    append_stdio (run, step, line, draw, text);
  else if (logs[log].type == SPILL_LOG_HTML)
    append_html (run, line, draw, text);
  else if (g_str_equal (logs[log].name, "warnings"))
    append_warning (text, draw, FALSE);
  else
    g_string_append_printf (text, "configure:%u: result: %s", 1000 + line * 7,
                            draw % 9 == 0 ? "no" : "yes");
  g_string_append_c (text, '\n');
}
