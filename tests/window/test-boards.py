#!/usr/bin/python3
"""Grid, either way round, and console by keyboard: what is spoken is what the master says."""

import re
import time

from common import BUTTONS, is_live, says
from desktop import App, case, flow, main, wait
from live import Live

WORDS = ["Success", "Warnings", "Failed", "Skipped", "Exception", "Retry", "Cancelled"]


def plain(name):
    return " ".join(name.split())


def short(revision):
    return revision[:7] if revision else "latest"


class Model:
    """What the master says now: builders with their builds, newest first, and changes, newest first."""

    def __init__(self, live):
        self.builders = {each["name"]: self.builds(live, each["builderid"])
                         for each in live.get("builders")["builders"]}
        self.tags = {each["name"]: each["tags"] for each in live.get("builders")["builders"]}
        self.names = sorted(self.builders, key=lambda name: name.encode())
        self.changes = sorted(live.get("changes")["changes"], key=lambda each: (-each["when_timestamp"], -each["changeid"]))
        first = {}
        for builds in self.builders.values():
            for build in builds:
                first[build["revision"]] = min(first.get(build["revision"], build["started_at"]), build["started_at"])
        # The master's times are whole seconds: live_master() sees to it that no two revisions began in the same one.
        self.revisions = sorted(first, key=lambda each: -first[each])

    @staticmethod
    def builds(live, builderid):
        builds = live.get(f"builders/{builderid}/builds?order=-number")["builds"]
        for build in builds:
            request = live.get(f"buildrequests/{build['buildrequestid']}")["buildrequests"][0]
            stamp = live.get(f"buildsets/{request['buildsetid']}")["buildsets"][0]["sourcestamps"][0]
            build["revision"] = stamp["revision"]
            build["changes"] = [each["changeid"] for each in live.get(f"builds/{build['buildid']}/changes")["changes"]]
        return builds

    def cell(self, name, revision):
        build = next((each for each in self.builders[name] if each["revision"] == revision), None)
        start = f"{plain(name)}, revision {short(revision)}, "
        return start + (f"build {build['number']}, {WORDS[build['results']]}" if build else "not built")

    def box(self, name, change):
        builds = [each for each in self.builders[name] if change["changeid"] in each["changes"]]
        start = f"{plain(name)}, change {short(change['revision'])} by Ann, "
        if not builds:
            return start + "not built yet"
        return start + f"build {builds[-1]['number']}, {WORDS[builds[-1]['results']]}"

    def console_columns(self):
        """Builders of each tag, after the tag itself: None."""
        tags = sorted({tag for tags in self.tags.values() for tag in tags or ["default"]}, key=lambda tag: tag.encode())
        return [(tag, name) for tag in tags
                for name in [None] + [each for each in self.names if tag in (self.tags[each] or ["default"])]]


def spoken(app):
    node = app.focus()
    return node.name if node is not None and node.role == "table cell" else ""


def hears(app, beginning, what):
    try:
        return wait(lambda: spoken(app) if spoken(app).startswith(beginning) else None, what)
    except AssertionError as error:
        raise AssertionError(f"{what}: {spoken(app)!r}, not {beginning!r}") from error


def show(app, view, table):
    app.click(app.find(BUTTONS | {"radio button", "page tab"}, re.compile(f"^{view}$")))
    app.find("table", says(table))


def to_first_header(app):
    app.press("slash", "Tab")
    wait(lambda: spoken(app) or app.press("Tab"), "a cell with the focus")
    app.press("ctrl+Home", "ctrl+Up")


class Walk:
    """Presses arrow keys and knows what must be spoken after each."""

    def __init__(self, app, n_columns, n_rows, expect):
        self.app, self.n_columns, self.n_rows, self.expect = app, n_columns, n_rows, expect
        self.column, self.row, self.presses = 0, -1, 0
        to_first_header(app)
        hears(app, expect(0, -1), "the first header")

    def press(self, key):
        self.presses += 1
        self.column = min(max(self.column + {"Right": 1, "Left": -1}.get(key, 0), 0), self.n_columns - 1)
        self.row = min(max(self.row + {"Down": 1, "Up": -1}.get(key, 0), -1), self.n_rows - 1)
        self.app.press(key)
        return hears(self.app, self.expect(self.column, self.row), f"press {self.presses}, {key}")

    def all(self):
        """Down one column and up the next, 20 times at least."""
        for i in range(self.n_columns):
            for _ in range(self.n_rows):
                self.press("Up" if i % 2 else "Down")
            if i % 2:
                self.press("Up")
            if i + 1 < self.n_columns:
                self.press("Right")
                if self.row < 0 and i % 2 == 0:
                    self.press("Down")
            if self.presses > 20:
                break
        while self.presses < 20:
            self.press("Left" if self.column > 0 else "Right")


def grid(app, model):
    builders, revisions = model.names, model.revisions

    def upright(column, row):
        return (f"revision {short(revisions[column])}, " if row < 0
                else model.cell(builders[row], revisions[column]))

    def turned(column, row):
        return f"{plain(builders[column])}, " if row < 0 else model.cell(builders[column], revisions[row])

    with case("shows the grid"):
        show(app, "Grid", "Grid of builders and revisions")
        app.find(None, says(f"{len(builders)} builders · {len(revisions)} revisions"))
        assert not app.nameless(), app.nameless()
    with case("speaks each cell of the grid, over 20 arrow keys, as the master has it"):
        Walk(app, len(revisions), len(builders), upright).all()
    with case("turns the grid over"):
        app.click(app.find(BUTTONS, says("Builders across")))
        Walk(app, len(builders), len(revisions), turned).all()
        app.click(app.find(BUTTONS, says("Builders across")))
    with case("goes from failure to failure in the grid"):
        to_first_header(app)
        app.press("n")
        first = wait(lambda: re.search("Failed|Exception", spoken(app)) and spoken(app), "a failure")
        app.press("n")
        wait(lambda: spoken(app) != first and re.search("Failed|Exception", spoken(app)), "another failure")
        app.press("p")
        hears(app, first.rpartition(", ")[0], "the first again")
    with case("describes the build as the hover card does"):
        def describes():
            told = app.focus().description
            return told if re.search(r"\d\d:\d\d(.|\n)*history: (failure|exception)", told) else None
        try:
            wait(describes, "reason and time of the build")
        except AssertionError as error:
            raise AssertionError(f"{app.focus().name!r}: {app.focus().description!r}") from error
    with case("opens a build of the grid and comes back to its cell"):
        app.press("Return")
        app.find(BUTTONS, re.compile("Rebuild$"))
        app.press("alt+Left")
        hears(app, first.rpartition(", ")[0], "the cell one came from")
    with case("offers what can be done with a cell"):
        app.press("Menu")
        app.find("menu item", says("Force…"))
        app.press("Escape")
        hears(app, first.rpartition(", ")[0], "the cell again")


def console(app, model):
    columns = model.console_columns()

    def expect(column, row):
        tag, name = columns[column]
        if name is None:
            return tag + ", " + ("" if row < 0 else "change ")
        return plain(name) + ", " if row < 0 else model.box(name, model.changes[row])

    with case("shows the console"):
        show(app, "Console", "Console of changes and builders")
        app.find(None, says(f"{len(model.changes)} changes · {len(model.names)} builders"))
        assert not app.nameless(), app.nameless()
    with case("speaks each cell of the console, over 20 arrow keys, as the master has it"):
        Walk(app, len(columns), len(model.changes), expect).all()
    with case("folds a tag and unfolds it"):
        to_first_header(app)
        hears(app, f"{columns[0][0]}, ", "the first tag")
        app.press("Return")
        wait(lambda: spoken(app).endswith(", folded"), "a folded tag")
        app.press("space")
        wait(lambda: spoken(app).endswith(", unfolded"), "an unfolded tag")


def news(app, live, model):
    with case("shows a change that comes, and what becomes of it"):
        revision = live.change()
        app.find(None, says(f"{len(model.changes) + 1} changes"))
        to_first_header(app)
        app.press("Down")
        column = model.console_columns().index(("ci", "linux-gcc"))
        app.press(*["Right"] * column)
        wait(lambda: re.match(f"linux-gcc, change {short(revision)} by Ann, build [0-9]+, Success", spoken(app)),
             "its build")


@flow
def live_master():
    with Live() as live:
        live.history()
        for _ in range(2):
            before = live.builds("linux-gcc")
            wait(lambda: int(time.time()) > before[0]["started_at"], "another second")
            live.change()
            wait(lambda: len(live.builds("linux-gcc")) > len(before) and not live.running(), "the build of a change")
        model = Model(live)
        with App(live.url) as app:
            is_live(app)
            grid(app, model)
            console(app, model)
            news(app, live, model)


def fits(app, table):
    """The bar takes its place a moment after the window has. What is not in front keeps its size."""
    def outside():
        page = next(each for each in app.find("table", says(table)).line() if each.name == "SpillBoardPage")
        return [str(node) for node in app.all(BUTTONS | {"text", "entry", "combo box"}, under=page)
                if node.extents[0] < 0 or node.extents[0] + node.extents[2] > 360]
    try:
        wait(lambda: not outside(), table, 15)
    except AssertionError as error:
        raise AssertionError("\n".join(outside())) from error


@flow
def demo():
    with App("demo:?seed=3") as app:
        is_live(app)
        for view, table in ("Grid", "Grid of builders"), ("Console", "Console of changes"):
            with case(f"walks over the {view.lower()} of the demo without losing its voice"):
                show(app, view, table)
                to_first_header(app)
                heard = []
                for key in ["Right"] * 4 + ["Down", "Right"] * 6 + ["Left"] * 4:
                    app.press(key)
                    heard.append(wait(lambda: spoken(app), f"words after {key}"))
                assert len(set(heard)) > 10, heard
        with case("brings views to front by key"):
            app.press("alt+1")
            app.find("list", "Builders")
            app.press("alt+3")
            app.find("table", says("Grid of builders"))
            app.press("alt+4")
            app.find("table", says("Console of changes"))
        with case("finds builders by words, in all views"):
            app.press("slash")
            app.type("docs")
            app.find(None, re.compile(r"· [0-9] builders?$"))
            app.press("alt+3")
            app.find(None, re.compile(r"^[0-9] builders? ·"))
            app.press("slash")
            app.press("Escape")
            app.find(None, re.compile(r"^[0-9]{2} builders ·"))
        with case("fits 360 px"):
            app.resize(360, 640)
            wait(lambda: app.size()[0] == 360, f"a width of 360 px instead of {app.size()}", 10)
            for key, table in ("alt+3", "Grid of builders"), ("alt+4", "Console of changes"):
                app.press(key)
                fits(app, table)
            app.find(BUTTONS | {"radio button", "page tab"}, re.compile("^Console$"))


main()
