#!/usr/bin/python3
"""The waterfall on a real Buildbot, by keyboard: what is spoken is what the master says."""

import re

from common import BUTTONS, button, is_live, log_in, says
from desktop import App, case, flow, main, wait
from live import ADMIN, Live

WORDS = ["Success", "Warnings", "Failed", "Skipped", "Exception", "Retry", "Cancelled"]


class Model:
    """What the master says now: for each builder, in the order of columns, its boxes from the top."""

    def __init__(self, live):
        self.columns = {each["name"]: self.boxes(live, each["builderid"], each["name"])
                        for each in live.get("builders")["builders"]}
        self.names = sorted(self.columns)

    @staticmethod
    def boxes(live, builderid, name):
        found = []
        plain = " ".join(name.split())
        for build in live.get(f"builders/{builderid}/builds?order=-number")["builds"]:
            steps = live.get(f"builds/{build['buildid']}/steps")["steps"]
            for step in sorted(steps, key=lambda step: -step["number"]):
                if step["started_at"] and not step["hidden"]:
                    found.append(f"{plain}, build {build['number']}, step {step['name']}, {WORDS[step['results']]}")
            found.append(f"{plain}, build {build['number']}, start")
        return found


def spoken(app):
    node = app.focus()
    return node.name if node is not None and node.role == "table cell" else ""


def hears(app, beginning, what):
    def says_it():
        return spoken(app) if spoken(app).startswith(beginning) else None
    try:
        return wait(says_it, what)
    except AssertionError as error:
        raise AssertionError(f"{what}: {spoken(app)!r}, not {beginning!r}") from error


def show_waterfall(app):
    app.click(app.find(BUTTONS | {"radio button", "page tab"}, re.compile("^Waterfall$")))
    app.find("table", re.compile("^Waterfall$"))


def to_first(app):
    """The keyboard on the first column's header."""
    app.press("slash", "Tab")
    wait(lambda: spoken(app) or app.press("Tab"), "a cell with the focus")
    app.press("ctrl+Home", "ctrl+Up")
    hears(app, "Changes", "the first header")


class Walk:
    """Presses arrow keys and knows from the model what must be spoken after each."""

    def __init__(self, app, model):
        self.app, self.model = app, model
        self.column, self.row, self.presses = -1, -1, 0

    def expect(self):
        if self.column < 0:
            return "Changes"
        name = self.model.names[self.column]
        boxes = self.model.columns[name]
        return boxes[self.row] if 0 <= self.row < len(boxes) else " ".join(name.split())

    def press(self, key):
        self.presses += 1
        self.column += {"Right": 1, "Left": -1}.get(key, 0)
        boxes = self.model.columns[self.model.names[self.column]] if self.column >= 0 else []
        self.row = max(-1, min(self.row + {"Down": 1, "Up": -1}.get(key, 0), len(boxes) - 1))
        self.app.press(key)
        return hears(self.app, self.expect(), f"press {self.presses}, {key}")


@flow
def keyboard():
    with Live() as live:
        live.history()
        model = Model(live)
        with App(live.url) as app:
            is_live(app)
            with case("shows the waterfall"):
                show_waterfall(app)
                app.find(None, says(f"{len(model.names)} builders"))
                assert not app.nameless(), app.nameless()
            with case("speaks each cell, over 20 arrow keys, as the master has it"):
                walking(app, model)
            with case("goes from failure to failure"):
                app.press("ctrl+Home", "ctrl+Up", "n")
                first = wait(lambda: re.search("Failed|Exception", spoken(app)) and spoken(app), "a failure")
                app.press("n")
                second = wait(lambda: spoken(app) != first and re.search("Failed|Exception", spoken(app))
                              and spoken(app), "another failure")
                app.press("p")
                hears(app, first.partition(", at ")[0], "the first again")
                assert first != second
            opening(app, model)
            with case("offers what can be done"):
                app.press("Menu")
                app.find("menu item", says("Force…"))
                app.find("menu item", says("Open Log stdio"))
                app.press("Escape")
                hears(app, "windows-debug", "the cell again")
            with case("describes the step as the hover card does"):
                wait(lambda: re.search(r"\d\d:\d\d", app.focus().description), "the time of the step")
                app.press("ctrl+Up")
                hears(app, "windows-debug", "the header")
                app.press(*["Down"] * len(model.columns["windows-debug"]))
                hears(app, model.columns["windows-debug"][-1], "the start of the oldest build")
                wait(lambda: re.search(r"\d\d:\d\d", app.focus().description), "the time of the build")
            with case("keeps the keyboard while a card tells more"):
                app.press("ctrl+i")
                hears(app, "windows-debug", "the cell still")
                app.press("Escape")
                hears(app, "windows-debug", "the cell still")
            living(app, live)
    with App("demo:?seed=3") as app:
        is_live(app)
        with case("takes the keyboard when it is shown by keys"):
            app.press("alt+2")
            app.find("table", re.compile("^Waterfall$"))
            wait(lambda: spoken(app), "a cell with the focus")
            app.press("n")
            wait(lambda: re.search("Failed|Exception", spoken(app)), "a failure")
        with case("walks over the demo without losing its voice"):
            to_first(app)
            heard = ["Changes"]
            for key in ["Right"] * 3 + ["Down", "Right"] * 3 + ["Left"] * 2:
                app.press(key)
                wait(lambda: app.focus() is not None and spoken(app), f"words after {key}")
                heard.append(spoken(app))
            assert len(set(heard)) > 5, heard


def walking(app, model):
    to_first(app)
    walk = Walk(app, model)
    # The steps of what is in sight come with a moment's delay, and then stay.
    while walk.column < len(model.names) - 1:
        walk.press("Right")
        if model.columns[model.names[walk.column]]:
            walk.press("Down")
            walk.press("Up")
    while walk.column > model.names.index("windows-debug"):
        walk.press("Left")
    for key in ["Down"] * len(model.columns["windows-debug"]) + ["Up"] * 3:
        walk.press(key)
    assert walk.presses > 20, walk.presses


def opening(app, model):
    with case("opens a build and comes back to its cell"):
        app.press("ctrl+Home", "ctrl+Up")
        hears(app, "Changes", "the first header")
        app.press(*["Right"] * (1 + model.names.index("windows-debug")), "Down")
        here = hears(app, model.columns["windows-debug"][0], "the newest step")
        app.press("Return")
        app.find(None, says("Step test: failed"))
        app.press("alt+Left")
        hears(app, here.partition(", at ")[0], "the cell one came from")


def living(app, live):
    with case("shows a build that starts, and its end"):
        app.press("ctrl+Up")
        hears(app, "windows-debug", "the header")
        app.press("Down")
        before = hears(app, "windows-debug, build", "the newest step")
        number = live.force("windows-debug")["number"]
        app.press("ctrl+Up", "Down")
        wait(lambda: app.press("ctrl+Up", "Down") or spoken(app).startswith(
            f"windows-debug, build {number}, step test, Failed"), "the new build's last step")
        assert spoken(app) != before
    with case("finds builders by words"):
        app.press("slash")
        app.type("soak")
        app.find(None, re.compile("^1 of [0-9]+ builders"))
        app.press("Escape")
        app.gone(None, re.compile("^1 of [0-9]+ builders"))


main()
