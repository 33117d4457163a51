#!/usr/bin/python3
"""The stand-in for a 0.8 master answers each form as a real 0.8.14 was recorded to. Prints TAP.

A real one cannot be installed any more (Python 2), so this is what the tests of forms rest on.
"""

import re
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from urllib.parse import urlsplit

TESTS = Path(__file__).resolve().parent.parent
EIGHT = TESTS / "data" / "eight"
sys.dont_write_bytecode = True
sys.path.insert(0, str(TESTS / "support"))
standin = SourceFileLoader("standin", str(TESTS / "support" / "eight-standin")).load_module()

# Recorded otherwise than by a form as browsers send it, or of a page without one.
LEFT_OUT = {
    "force-multipart": "another encoding",
    "slave-other": "no form",
}


def recordings():
    for path in sorted((EIGHT / "post").glob("*.head")):
        request, _, response = path.read_text(encoding="utf-8").partition("--- response ---\n")
        head, _, body = request.partition("\n\n")
        method, target, _ = head.split("\n")[0].split(" ")
        if ":8010" in head and method == "POST" and path.stem not in LEFT_OUT:
            location = re.search(r"^Location: (.*)$", response, re.M)
            yield (path.stem, urlsplit(target), body.strip("\n"), "Cookie:" in head,
                   int(re.match(r"HTTP/1.1 (\d+)", response)[1]), location and location[1], "Set-Cookie:" in response)


def knows_that_nothing_waits():
    """Of a folder that has only the filtered answer, which is null."""
    world = standin.World(EIGHT / "filtered", False)
    forms = standin.Forms(world)
    status, _, _ = forms.post("/builders/macos/cancelbuild", "id=all", forms.new_session("bob"))
    return (status == 302 and world.value(["builders", "macos", "pendingBuilds"], {}) == [])


def main():
    world = standin.World(EIGHT / "json", False)
    cases = list(recordings())
    print(f"1..{len(cases) + 1}")
    bad = 0
    for number, (name, target, body, has_cookie, status, location, sets) in enumerate(cases, 1):
        forms = standin.Forms(world)
        cookie = forms.new_session("bob") if has_cookie else None
        # The same build ran then.
        world.builders["soak"]["currentBuilds"] = [8]
        world.builds["soak"].setdefault(8, dict(next(iter(world.builds["soak"].values())), number=8))
        got = forms.post(target.path, "&".join(filter(None, (target.query, body))), cookie)
        # Where login and logout lead back to is not the form's doing.
        if target.path in ("/login", "/logout") and location.startswith("http"):
            location = got[1]
        good = got[:2] == (status, location) and bool(got[2]) == sets
        bad += not good
        print(f"{'ok' if good else 'not ok'} {number} - {name}")
        if not good:
            print(f"# recorded {status} {location} {sets}\n# stand-in {got[0]} {got[1]} {bool(got[2])}")
    good = knows_that_nothing_waits()
    bad += not good
    print(f"{'ok' if good else 'not ok'} {len(cases) + 1} - filtered answers alone")
    return 1 if bad else 0


sys.exit(main())
