"""Runs all of meson's tests in a build folder and counts their cases; used by build-aux/check.

A case is one line of TAP ("ok", "not ok"); a program that does not speak TAP is one case. A program
that crashed, or ended badly though all its cases passed, is one failed case more.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

CASE = re.compile(r"^(not )?ok\b(?P<rest>.*)$", re.M)
DIRECTIVE = re.compile(r"#\s*(?P<word>SKIP|TODO)\b:?\s*(?P<why>.*)$", re.I)
DRIVEN = re.compile(r"^# the window was driven against (Buildbot (\S+))$", re.M)
NEEDED = "3.7"


def cases_of(test):
    """Counts of one entry of meson's testlog.json: passed, failed, and the skipped with reasons."""
    passed = failed = 0
    skipped = []
    for case in CASE.finditer(test.get("stdout", "")):
        directive = DIRECTIVE.search(case["rest"])
        if directive and directive["word"].upper() == "SKIP":
            skipped.append(f"{test['name']}:{case['rest']}")
        elif case[1]:
            failed += 1
        else:
            passed += 1
    good = test["result"] in ("OK", "EXPECTEDFAIL")
    if test["result"] == "SKIP":
        if not skipped:
            skipped.append(test["name"])
    elif not good and not failed:
        failed = 1
    elif good and not passed and not failed and not skipped:
        passed = 1
    return passed, failed, skipped


def print_failures(test):
    """The failed cases of a test with what they say, which a log that is cut in the middle may lack."""
    is_bad = False
    for line in test.get("stdout", "").splitlines():
        if CASE.match(line):
            is_bad = line.startswith("not ok") and not DIRECTIVE.search(line)
        if is_bad:
            print(f"{test['name']}: {line}")


def lost_memory_only(test):
    """Whether LeakSanitizer is all that complained: nothing failed, but the end was bad."""
    _, wrong, _ = cases_of(test)
    return (test["result"] in ("FAIL", "ERROR") and wrong == 1
            and "LeakSanitizer: detected" in test.get("stderr", "")
            and "ERROR: AddressSanitizer" not in test["stderr"]
            and not re.search(r"^not ok", test.get("stdout", ""), re.M))


def judge_leak(build, test):
    """Runs a test again with whole stacks. Short ones, which the fast run keeps, do not tell a leak of
    ours from what GLib and X's libraries lose; with whole ones lsan.supp does."""
    known = json.loads((build / "meson-info" / "intro-tests.json").read_text())
    name = test["name"].rpartition("/")[2].strip()
    again = next(each for each in known if each["name"] == name)
    env = dict(os.environ, **again["env"])
    env["ASAN_OPTIONS"] += ":fast_unwind_on_malloc=0"
    done = subprocess.run(again["cmd"], env=env, cwd=again["workdir"] or build, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if done.returncode != 0:
        print(done.stderr[-8000:])
        return
    print(f"{name}: what was lost is not ours")
    test.update(result="OK", stdout=done.stdout)


def main():
    build, names = Path(sys.argv[1]), sys.argv[2:]
    log = build / "meson-logs" / "testlog-all.json"
    log.unlink(missing_ok=True)
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--setup", "all", "--num-processes", "2",
                    "--print-errorlogs", *names], check=False)
    tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    for test in tests:
        if lost_memory_only(test):
            judge_leak(build, test)

    passed = failed = 0
    skipped, bad, driven = [], [], None
    for test in tests:
        good, wrong, left_out = cases_of(test)
        passed, failed = passed + good, failed + wrong
        skipped += left_out
        if wrong:
            bad.append(f"{test['name']} ({wrong})")
            print_failures(test)
        driven = DRIVEN.search(test.get("stdout", "")) or driven

    print()
    for line in skipped:
        print("skipped:", line)
    if bad:
        print("failed:", ", ".join(bad))
    if driven:
        print("The window was driven against", driven[1] + ".")
    if not names and not (driven and driven[2].startswith(NEEDED)):
        print(f"The window was not driven against a live Buildbot {NEEDED}.")
        failed += 1
    if not tests:
        failed += 1
    print(f"{passed} passed, {failed} failed" + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
