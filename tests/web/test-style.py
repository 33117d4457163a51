#!/usr/bin/env python3
"""The style sheet of the pages: the window's colours, and texts that can be read.

Usage: test-style.py DATA
"""

import re
import sys
from pathlib import Path

DATA = Path(sys.argv[1])
STATES = ["success", "warnings", "failure", "failure-again", "exception", "retry", "cancelled", "skipped",
          "running", "offline"]

count = bad = 0


def case(name, troubles):
    global count, bad
    count += 1
    bad += bool(troubles)
    print(f"{'not ok' if troubles else 'ok'} {count} - {name}")
    for trouble in troubles:
        print("# " + trouble)


def variables(text):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def window_colours(name):
    return dict(re.findall(r"@define-color spill_([a-z_]+) (#[0-9a-f]{6});", (DATA / name).read_text()))


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a, b):
    a, b = sorted((luminance(a), luminance(b)), reverse=True)
    return (a + 0.05) / (b + 0.05)


def too_close(colours, pairs, least):
    return [f"{front} on {back}: {contrast(colours[front], colours[back]):.2f}"
            for front, back in pairs if contrast(colours[front], colours[back]) < least]


css = (DATA / "web" / "static" / "spillway.css").read_text()
start = css.index("@media (prefers-color-scheme: dark)")
end = css.index("\n}\n", start)
light = variables(css[:start])
dark = {**light, **variables(css[start:end])}

for name, colours, window in (("light", light, window_colours("style.css")),
                              ("dark", dark, {**window_colours("style.css"), **window_colours("style-dark.css")})):
    case(f"{name}: the colours of the window",
         [f"{state}-{part}: {colours.get(f'{state}-{part}')}, the window has {window.get(key)}"
          for state in STATES for part in ("bg", "fg", "edge")
          for key in [f"{state.replace('-', '_')}_{part}"]
          if colours.get(f"{state}-{part}") is None or colours[f"{state}-{part}"] != window.get(key)])
    case(f"{name}: every text can be read",
         too_close(colours, [(f"{state}-fg", f"{state}-bg") for state in STATES]
                   + [("text", back) for back in ("window", "view", "bar", "quiet", "start")]
                   + [("dim", back) for back in ("window", "view", "bar", "quiet", "start")]
                   + [("link", back) for back in ("window", "view", "bar", "quiet")]
                   + [("pending-fg", "view"), ("window", "link")], 4.5))
    case(f"{name}: every edge can be seen",
         too_close(colours, [(f"{state}-edge", back) for state in STATES for back in ("view", "bar")]
                   + [("pending-edge", "view")], 3))

used = set(re.findall(r'url\("([^"]+)"\)', css))
listed = (DATA / "spillway-web.gresource.xml").read_text()
case("every file that it names is served", [name for name in sorted(used) if f"web/static/{name}\"" not in listed])
case("nothing comes from elsewhere", [name for name in sorted(used) if "/" in name or ":" in name]
     + re.findall(r"@import[^\n]*", css))
print(f"1..{count}")
sys.exit(1 if bad else 0)
