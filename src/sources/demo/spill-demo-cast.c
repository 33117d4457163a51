#include "sources/demo/spill-demo-cast.h"

/* None of this is translated: it plays what comes from a master. */

/* The flags by their last words, for this table. */
enum
{
  HALT = SPILL_DEMO_STEP_HALT,
  HIDDEN = SPILL_DEMO_STEP_HIDDEN,
  HTML = SPILL_DEMO_STEP_HTML,
  CONFIG = SPILL_DEMO_STEP_CONFIG,
  TRIGGER = SPILL_DEMO_STEP_TRIGGER,
  LOCK = SPILL_DEMO_STEP_LOCK,
  MAY_FAIL = SPILL_DEMO_STEP_MAY_FAIL,
  SKIPPED = SPILL_DEMO_STEP_SKIPPED,
  UPLOADS = SPILL_DEMO_STEP_URL,
};

#define STEP(name, doing, weight, text, lines, flags) \
  { name, doing, weight, SPILL_DEMO_TEXT_##text, lines, (SpillDemoStepFlags) (flags) }

#define PREPARE STEP ("worker_preparation", "preparing", 0.02, NONE, 0, HIDDEN)
#define GIT     STEP ("git", "updating", 0.06, CHECKOUT, 0.01, HALT)
#define COMPILE STEP ("compile", "compiling", 0.42, COMPILE, 1, HALT | MAY_FAIL)

const SpillDemoRecipe spill_demo_recipes[] = {
  [SPILL_DEMO_RECIPE_MAKE] = { {
    PREPARE, GIT,
    STEP ("configure", "configuring", 0.12, CONFIGURE, 0.1, HALT | CONFIG),
    COMPILE,
    STEP ("test", "testing", 0.3, TEST, 0.4, MAY_FAIL | HTML),
    STEP ("package", "packaging", 0.08, PACKAGE, 0.05, SKIPPED),
    STEP ("clean up", "cleaning up", 0.02, NONE, 0, HIDDEN),
  } },
  [SPILL_DEMO_RECIPE_SANITIZE] = { {
    PREPARE, GIT,
    STEP ("configure", "configuring", 0.08, CONFIGURE, 0.1, HALT),
    COMPILE,
    STEP ("test under sanitizer", "testing under sanitizer", 0.45, TEST, 0.6, MAY_FAIL),
    STEP ("symbolize", "symbolizing", 0.04, PACKAGE, 0.02, SKIPPED),
  } },
  [SPILL_DEMO_RECIPE_DOCS] = { {
    GIT,
    STEP ("build docs", "building docs", 0.6, COMPILE, 0.3, HALT | MAY_FAIL),
    STEP ("linkcheck", "checking links", 0.3, TEST, 0.2, 0),
    STEP ("upload", "uploading", 0.1, PACKAGE, 0.01, UPLOADS),
  } },
  [SPILL_DEMO_RECIPE_RELEASE] = { {
    PREPARE, GIT,
    STEP ("configure", "configuring", 0.08, CONFIGURE, 0.1, HALT | CONFIG),
    COMPILE,
    STEP ("test", "testing", 0.3, TEST, 0.4, HALT | MAY_FAIL),
    STEP ("make dist", "making dist", 0.06, PACKAGE, 0.05, HALT),
    STEP ("sign", "signing", 0.03, PACKAGE, 0.01, HALT),
    STEP ("publish", "publishing", 0.05, PACKAGE, 0.02, UPLOADS),
  } },
  [SPILL_DEMO_RECIPE_BENCH] = { {
    GIT, COMPILE,
    STEP ("wait for a quiet machine", "waiting for a quiet machine", 0.08, NONE, 0, LOCK),
    STEP ("benchmark", "measuring", 0.4, TEST, 0.3, MAY_FAIL | HTML),
    STEP ("compare", "comparing", 0.05, PACKAGE, 0.02, UPLOADS),
  } },
  [SPILL_DEMO_RECIPE_PIPELINE] = { {
    GIT,
    STEP ("plan", "planning", 0.3, CONFIGURE, 0.02, HALT),
    STEP ("trigger parts", "triggering parts", 0.1, NONE, 0, TRIGGER),
    STEP ("gather", "gathering", 0.5, TEST, 0.05, MAY_FAIL),
  } },
  [SPILL_DEMO_RECIPE_WEB] = { {
    STEP ("svn", "updating", 0.1, CHECKOUT, 0.02, HALT),
    STEP ("npm ci", "installing", 0.3, CONFIGURE, 0.1, HALT),
    STEP ("lint", "linting", 0.1, TEST, 0.1, MAY_FAIL),
    STEP ("build pages", "building pages", 0.4, COMPILE, 0.2, HALT),
    STEP ("deploy", "deploying", 0.1, PACKAGE, 0.02, SKIPPED | UPLOADS),
  } },
  [SPILL_DEMO_RECIPE_LINT] = { {
    GIT,
    STEP ("clang-tidy", "analysing", 0.8, COMPILE, 0.5, MAY_FAIL),
    STEP ("format", "checking the format", 0.14, TEST, 0.05, MAY_FAIL),
  } },
};

#define ROW(name, description, tags, platform, habit, recipe, minutes) \
  { name, description, tags, \
    SPILL_DEMO_##platform, SPILL_DEMO_##habit, SPILL_DEMO_RECIPE_##recipe, minutes }

/* The telling ones come first, so that a small demo has them too. */
const SpillDemoBuilderCast spill_demo_builders[] = {
  ROW ("debian12-gcc", "The reference: what users of Debian get",
       "linux gcc tier1", LINUX, STEADY, MAKE, 3),
  ROW ("fedora39-clang", NULL, "linux clang tier1", LINUX, NEWLY_BROKEN, MAKE, 3),
  ROW ("windows-msvc", "Visual Studio 2022, x64",
       "windows msvc tier1", WINDOWS, LONG_BROKEN, MAKE, 5),
  ROW ("asan-ubsan", "AddressSanitizer and UndefinedBehaviorSanitizer together",
       "linux clang sanitizer", LINUX, FLAKY, SANITIZE, 6),
  ROW ("macos-arm64", "Apple silicon, macOS 14", "macos clang tier1", MACOS, STEADY, MAKE, 3),
  ROW ("docs", "Manual and API reference", "linux docs", LINUX, WARNINGS, DOCS, 1),
  ROW ("release", "Signed tarballs and packages; admins only",
       "linux release", LINUX, STEADY, RELEASE, 5),
  ROW ("freebsd14-clang", NULL, "bsd clang tier2", BSD, EXCEPTION, MAKE, 4),
  ROW ("solaris-sparc", "Kept for one customer", "solaris gcc tier3", SPARC, STEADY, MAKE, 20),
  ROW ("pipeline", "Plans the parts and gathers what they made",
       "linux pipeline", LINUX, STEADY, PIPELINE, 2),
  ROW ("pipeline-core", "Triggered by pipeline", "linux pipeline part", LINUX, STEADY, MAKE, 2),
  ROW ("pipeline-plugins", "Triggered by pipeline", "linux pipeline part", LINUX, FLAKY, MAKE, 2),
  ROW ("riscv64-qemu", "Waiting for its first machine", "riscv experimental", ARM, NEVER, MAKE, 30),
  ROW ("website", "Numbered by Subversion, as it ever was", "web docs", LINUX, STEADY, WEB, 1),
  ROW ("Zürich \"nightly\"/full", "A name that tries every quoting: <b>ümläut</b> & co",
       "linux nightly odd/tag", LINUX, BROKEN, MAKE, 7),
  ROW ("benchmarks", "Quiet machine, one build at a time",
       "linux benchmark", LINUX, STEADY, BENCH, 5),
  ROW ("arm64-gcc", NULL, "arm gcc tier2", ARM, STEADY, MAKE, 6),
  ROW ("arm64-clang", NULL, "arm clang tier2", ARM, FLAKY, MAKE, 6),
  ROW ("windows-mingw", "Cross-checked with MSYS2",
       "windows gcc tier2", WINDOWS, WARNINGS, MAKE, 5),
  ROW ("tsan", "ThreadSanitizer", "linux clang sanitizer", LINUX, BROKEN, SANITIZE, 7),
  ROW ("msan", "MemorySanitizer", "linux clang sanitizer", LINUX, STEADY, SANITIZE, 6),
  ROW ("valgrind", "Slow but thorough", "linux gcc sanitizer nightly", LINUX, STEADY, SANITIZE, 12),
  ROW ("debian12-clang", NULL, "linux clang tier1", LINUX, STEADY, MAKE, 3),
  ROW ("debian11-gcc", "Oldest release we support", "linux gcc tier2", LINUX, STEADY, MAKE, 3),
  ROW ("ubuntu2204-gcc", NULL, "linux gcc tier1", LINUX, STEADY, MAKE, 3),
  ROW ("ubuntu2404-gcc", NULL, "linux gcc tier1", LINUX, STEADY, MAKE, 3),
  ROW ("fedora39-gcc", NULL, "linux gcc tier1", LINUX, STEADY, MAKE, 3),
  ROW ("opensuse-gcc", NULL, "linux gcc tier2", LINUX, WARNINGS, MAKE, 4),
  ROW ("alpine-musl", "musl instead of glibc", "linux gcc musl tier2", LINUX, FLAKY, MAKE, 3),
  ROW ("arch-rolling", "Newest of everything; breaks first",
       "linux gcc experimental", LINUX, BROKEN, MAKE, 3),
  ROW ("linux-32bit", NULL, "linux gcc tier3", LINUX, STEADY, MAKE, 4),
  ROW ("big-endian-qemu", NULL, "linux gcc tier3 nightly", LINUX, STEADY, MAKE, 15),
  ROW ("coverage", "gcov, published as HTML", "linux gcc metrics", LINUX, STEADY, BENCH, 5),
  ROW ("clang-tidy", NULL, "linux clang lint", LINUX, WARNINGS, LINT, 4),
  ROW ("fuzz-10min", NULL, "linux clang fuzz nightly", LINUX, STEADY, SANITIZE, 11),
  ROW ("macos-x86_64", NULL, "macos clang tier2", MACOS, STEADY, MAKE, 5),
  ROW ("windows-arm64", NULL, "windows msvc experimental", WINDOWS, EXCEPTION, MAKE, 8),
  ROW ("flatpak", NULL, "linux package", LINUX, STEADY, RELEASE, 6),
  ROW ("python-bindings", NULL, "linux bindings", LINUX, FLAKY, MAKE, 2),
  ROW ("rust-bindings", NULL, "linux bindings", LINUX, STEADY, MAKE, 3),
};
const guint spill_demo_n_builders = G_N_ELEMENTS (spill_demo_builders);

const SpillDemoWorkerCast spill_demo_workers[] = {
  { "linux-big-1", "Debian 12, 32 cores, 128 GB", SPILL_DEMO_LINUX },
  { "windows-1", "Windows Server 2022", SPILL_DEMO_WINDOWS },
  { "macos-m2", "Mac mini M2", SPILL_DEMO_MACOS },
  { "arm64-board-1", "Ampere Altra, 16 cores", SPILL_DEMO_ARM },
  { "freebsd-14", "FreeBSD 14.0, bhyve", SPILL_DEMO_BSD },
  { "sparc-t2", "Sun T2, Solaris 11.4", SPILL_DEMO_SPARC },
  { "linux-big-2", "Debian 12, 32 cores, 128 GB", SPILL_DEMO_LINUX },
  { "windows-2", "Windows Server 2022", SPILL_DEMO_WINDOWS },
  { "linux-small", "Fedora 39, 4 cores", SPILL_DEMO_LINUX },
  { "bench-quiet", "Debian 12, isolated cores", SPILL_DEMO_LINUX },
  { "arm64-board-2", "Raspberry Pi 5", SPILL_DEMO_ARM },
  { "linux-cloud-1", "Ubuntu 24.04, rented by the hour", SPILL_DEMO_LINUX },
};
const guint spill_demo_n_workers = G_N_ELEMENTS (spill_demo_workers);

const char * const spill_demo_people[] = {
  "Ingrid Solberg <ingrid.solberg@example.org>",
  "Mateo Álvarez <mateo@example.org>",
  "Yuki Tanaka <ytanaka@example.com>",
  "Jürgen Öztürk <juergen.oeztuerk@example.de>",
  "Ada Nwosu <ada.nwosu@example.net>",
  "Piotr Wiśniewski <piotr@example.pl>",
  "Chloé Lefèvre <chloe.lefevre@example.fr>",
  "dependency-bot@example.org",
};
const guint spill_demo_n_people = G_N_ELEMENTS (spill_demo_people);

const char * const spill_demo_comments[] = {
  "parser: Accept an empty list at the end of a block",
  "Fix a leak when the connection closes during the greeting\n\n"
  "The buffer was only freed in the success path.\nFound by AddressSanitizer.",
  "build: Require Meson 1.0",
  "Use the monotonic clock for timeouts",
  "tests: Cover files larger than 4 GiB",
  "Translate the remaining error messages",
  "cache: Halve the memory of an idle entry\n\n"
  "Two pointers were never both set, so they can share a union.",
  "Revert \"net: Reuse idle connections\"\n\nIt broke logins behind a proxy, see #2178.",
  "docs: Explain how to sign a release",
  "Update zlib to 1.3.1",
  "Make the table sort stable",
  "windows: Open files with shared delete",
  "Don't follow redirects to another scheme\n\nReported-by: Mallory <mallory@example.com>",
  "ui: Keep the selection when the list is filtered",
  "Handle EINTR in the accept loop",
  "Bump copyright years",
  "style: Wrap lines at 100 columns",
  "Add a benchmark for the tokenizer",
  "Fix typo",
  "sqlite: Use one transaction per batch\n\n10,000 rows took 4.1 s, now 0.12 s.",
};
const guint spill_demo_n_comments = G_N_ELEMENTS (spill_demo_comments);

const char * const spill_demo_files[] = {
  "src/parser/block.c", "src/parser/token.c", "src/parser/token.h", "src/net/connection.c",
  "src/net/proxy.c", "src/cache/entry.c", "src/cache/entry.h", "src/ui/list.c", "src/ui/window.ui",
  "src/main.c", "src/util/clock.c", "src/store/sqlite.c", "src/store/schema.sql",
  "tests/test-parser.c", "tests/test-net.c", "tests/test-store.c", "meson.build", "NEWS",
  "docs/releasing.md", "docs/index.md", "po/de.po", "po/pl.po", "subprojects/zlib.wrap",
  "src/platform/win32.c",
};
const guint spill_demo_n_files = G_N_ELEMENTS (spill_demo_files);

const char * const spill_demo_tests[] = {
  "parser/empty", "parser/nested", "parser/unicode", "net/connect", "net/timeout",
  "net/proxy-login",
  "net/half-closed", "cache/evict", "cache/concurrent", "store/migrate", "store/power-loss",
  "ui/filter", "ui/selection", "util/clock", "util/format", "crypto/sign", "crypto/verify",
};
const guint spill_demo_n_tests = G_N_ELEMENTS (spill_demo_tests);
