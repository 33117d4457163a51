#!/usr/bin/python3
"""Every control has a name, the keyboard reaches everything, 360 px are enough. On the demo master."""

import re

from common import button, entry, is_live, open_builder, row, says
from desktop import App, case, flow, main, wait


def reach(app, pattern, key="Tab", most=80):
    """Presses @key until the focus is on what is called so."""
    for _ in range(most):
        node = app.focus()
        if node is not None and any(re.search(pattern, each.name) for each in list(node.line())[:3]):
            return node
        app.press(key)
    raise AssertionError(f"{key} never reaches {pattern}; the focus is on {app.focus()}")


def inspect(app, what, look):
    """Runs @look with each page and dialog in front."""
    with case(f"{what} on the page of the first run"):
        app.find("label", "Watch Your Buildbot")
        look()
    app.click(button(app, "Try the Demo"))
    with case(f"{what} in the overview"):
        is_live(app)
        row(app, "windows-msvc")
        look()
    for number, view in enumerate(("Waterfall", "Grid", "Console"), 2):
        with case(f"{what} in the view {view}"):
            app.press(f"alt+{number}")
            app.find("table", re.compile(view))
            look()
    app.press("alt+1")
    row(app, "windows-msvc")
    with case(f"{what} in the dialog that adds a master"):
        app.press("ctrl+n")
        entry(app, "Address")
        look()
        app.press("Escape")
    with case(f"{what} in the preferences"):
        app.activate("preferences")
        app.find(None, says("Rows"))
        look()
        app.press("Escape")
    with case(f"{what} on the page of a build"):
        open_builder(app, "windows-msvc")
        app.find("list item", says("Step compile"))
        look()
    with case(f"{what} in the dialog that forces"):
        app.click(button(app, "Force…"))
        app.find("push button", re.compile("Force build$"))
        look()
        app.press("Escape")
    with case(f"{what} on the page of a log"):
        reach(app, "stdio")
        app.press("Return")
        button(app, "Wrap")
        look()


@flow
def names():
    with App() as app:
        def look():
            wait(lambda: not app.nameless(), "\n".join(app.nameless()) or "names", 5)
        inspect(app, "names every control", look)


@flow
def narrow():
    with App() as app:
        app.resize(360, 640)

        def look():
            app.resize(360, 640)
            wait(lambda: app.size()[0] == 360, f"a width of 360 px instead of {app.size()}", 10)
            width = 360
            outside = [str(node) for node in app.all({"push button", "toggle button", "text", "entry", "label", "switch"})
                       # Lines of a log scroll sideways, inside their list.
                       # The switcher that has no room in the header stays in the tree.
                       if not any(each.name in ("Lines of the log", "AdwViewSwitcher") for each in node.line())
                       and (node.extents[0] < 0 or node.extents[0] + node.extents[2] > width)]
            assert not outside, "\n".join(outside)
        inspect(app, "fits 360 px", look)


@flow
def keyboard():
    with App() as app:
        with case("starts the demo"):
            reach(app, "Try the Demo")
            app.press("Return")
            is_live(app)
            row(app, "windows-msvc")
        with case("filters with a slash, and Escape ends it"):
            app.press("slash")
            app.type("msvc")
            app.gone("list item", re.compile("^arm64-clang"))
            row(app, "windows-msvc")
            app.press("Escape")
            row(app, "arm64-clang")
        with case("filters with Ctrl+F"):
            app.press("ctrl+f")
            app.type("msvc")
            app.gone("list item", re.compile("^arm64-clang"))
            app.press("Down")
        with case("walks the builders and opens one"):
            reach(app, "^windows-msvc", "Down")
            app.press("Return")
            app.find("list item", says("Step compile"))
        with case("reaches the actions and the steps"):
            reach(app, "Force…$")
            reach(app, "Rebuild$")
            reach(app, "^More$")
            reach(app, "Step compile")
        with case("opens a log and comes back"):
            reach(app, "stdio")
            app.press("Return")
            button(app, "Wrap")
            app.press("alt+Left")
            app.find("list item", says("Step compile"))
        with case("fills a force dialog"):
            reach(app, "Force…$")
            app.press("Return")
            app.find("push button", re.compile("Force build$"))
            reach(app, "Reset to Defaults")
            reach(app, "Cancel")
            app.press("Escape")
            app.gone("push button", re.compile("Force build$"))
        with case("shows the keys"):
            app.press("ctrl+question")
            app.find(None, says("Shortcuts"))
            app.press("Escape")
        with case("opens the menu"):
            app.press("F10")
            app.find(None, says("About Spillway"))
            app.press("Escape")


main()
