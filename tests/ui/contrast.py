#!/usr/bin/env python3
"""Checks the result colours of data/style*.css: each theme names all of them, text reads 4.5:1 on
its fill, edges stand out 3:1 from the window. Prints each breach; exits 1 on any.

Usage: contrast.py DATA-FOLDER
"""

import re
import sys
from pathlib import Path

STATES = ("success warnings failure failure_again exception retry cancelled skipped running pending "
          "offline unknown").split()
# theme: (files, later ones win; libadwaita's window and view colours)
THEMES = {
    "light": (("style.css",), ("#fafafa", "#ffffff")),
    "dark": (("style.css", "style-dark.css"), ("#242424", "#1e1e1e")),
    "high contrast": (("style.css", "style-hc.css"), ("#fafafa", "#ffffff")),
    "dark high contrast": (("style.css", "style-dark.css", "style-hc.css", "style-hc-dark.css"),
                           ("#242424", "#1e1e1e")),
}
COLOR = re.compile(r"@define-color\s+spill_(\w+)_(bg|fg|edge)\s+([^;]+);")


def luminance(color):
    def linear(part):
        part /= 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
    red, green, blue = (linear(int(color[i:i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def breaches(folder, theme):
    files, windows = THEMES[theme]
    colors = {}
    for name in files:
        own = {(state, part): value.strip()
               for state, part, value in COLOR.findall((folder / name).read_text())}
        if missing := {(s, p) for s in STATES for p in ("bg", "fg", "edge")} - own.keys():
            yield f"{name} lacks {sorted(missing)}"
        colors.update(own)
    for state in STATES:
        fill, text, edge = (colors.get((state, part), "#000000") for part in ("bg", "fg", "edge"))
        for window in windows:
            ratio = contrast(text, fill if fill.startswith("#") else window)
            if ratio < 4.5:
                yield f"{theme}: text of {state} has {ratio:.2f}:1, not 4.5:1"
            ratio = contrast(edge, window)
            if ratio < 3:
                yield f"{theme}: edge of {state} has {ratio:.2f}:1, not 3:1"


def main():
    bad = [line for theme in THEMES for line in breaches(Path(sys.argv[1]), theme)]
    print("\n".join(bad) or f"{len(THEMES)} themes, {len(STATES)} states: all readable")
    return 1 if bad else 0


sys.exit(main())
