#!/usr/bin/python3
"""The main job on a real Buildbot: add it, be refused, log in, force, watch, stop, outlive a restart."""

import re
import time

from common import add_master, button, choose, entry, is_live, log_in, open_builder, row, says, unfold
from desktop import App, SELECTED, case, flow, main, secrets, wait
from live import ADMIN, ODD, Live


@flow
def steering():
    with Live() as live:
        print(f"# the window was driven against Buildbot {live.version}", flush=True)
        live.history()
        with App() as app:
            finding(app, live)
            refusal_and_login(app, live)
            forcing(app, live)
            stopping(app, live)
            restarting(app, live)
        with App(home=app.home) as again:
            coming_back(again, live)
            changing(again, live)


def finding(app, live):
    with case("adds the master by the address in a browser"):
        add_master(app, live.url + "#/builders")
        is_live(app)
    with case("sees its builders, broken ones first"):
        broken = row(app, "windows-debug", "failing for 2 builds")
        unfold(app, "Good")
        assert broken.extents[1] < row(app, "soak").extents[1]
    with case("sees the last results of the others"):
        for name, words in (("soak", "success"), ("fleet", "success"), (ODD, "exception"), ("nobody", "offline")):
            row(app, name, words, away=True)


def refusal_and_login(app, live):
    with case("opens the last build"):
        open_builder(app, "soak")
        app.find(None, says("Step soak: success"))
    with case("is refused a force, in the master's words"):
        app.click(button(app, "Force…"))
        app.write(entry(app, "Seconds"), "4")
        app.click(app.find("push button", re.compile("Force$")))
        app.find(None, says("you need to have role 'admins'"))
        assert len(live.builds("soak")) == 1
    with case("is refused a wrong password"):
        app.click(button(app, "Log In…"))
        log_in(app, ADMIN[0], "close sesame")
        app.find(None, says("refuses this user"))
        assert not secrets(), "a wrong password is in the keyring"
    with case("logs in, and the keyring has the password"):
        log_in(app, *ADMIN)
        app.gone(None, says("refuses this user"))
        wait(lambda: [(each[1].get("user"), each[2]) for each in secrets()] == [ADMIN], "the password in the keyring")


def forcing(app, live):
    with case("forces with parameters"):
        if app.first("push button", re.compile("Force$")) is None:
            app.click(button(app, "Force…"))
        app.write(entry(app, "Seconds"), "25")
        app.click(app.find("push button", re.compile("Force$")))
        build = wait(live.running, "the build")[0]

        def values():
            return live.get(f"builds/{build['buildid']}/properties")["properties"][0]
        wait(lambda: "seconds" in values() and "owner" in values(), "the build's properties")
        assert values()["seconds"][0] == 25, values()
        assert values()["owner"][0] == ADMIN[0], values()
    with case("watches its steps live"):
        app.press("alt+Left")
        open_builder(app, "soak", "building")
        ticking = re.compile(r"Step soak: .*tick \d+", re.S)
        first = app.find("list item", ticking).name
        app.find("list item", ticking, where=lambda node: node.name != first)
        app.find("list item", says("Step finish: success"), seconds=90)


def stopping(app, live):
    with case("sees a build that another started"):
        app.press("alt+Left")
        build = live.force("linux-gcc", wait=False) and live.force("soak", wait=False, seconds=120)
        open_builder(app, "soak", "building")
        app.find(None, re.compile(r"Step soak: .*tick \d+", re.S))
    with case("stops it, with a reason"):
        app.click(button(app, "Stop"))
        app.write(entry(app, "Reason for stopping"), "enough of it")
        app.click(app.find("push button", re.compile("Stop Build$")))
        ended = live.build_of(build["buildrequestid"])
        assert ended["results"] == 6 and "enough of it" in ended["state_string"], ended
        app.find(None, says("enough of it"))
        app.find(None, says("cancelled"))


def place(app):
    """What must stay: the selected builders, and where they are in the window."""
    builders = app.find("list", "Builders", away=True)
    return [(node.name.partition(":")[0], node.extents) for node in app.all("list item", under=builders)
            if node.has(SELECTED)]


def settled(app):
    """Its place, once nothing slides any more."""
    seen = []

    def is_still():
        seen.append(place(app))
        time.sleep(0.2)
        return seen[-1] if seen[-1] and seen[-4:] == [seen[-1]] * 4 else None
    return wait(is_still, "a selected row that stays")


def restarting(app, live):
    with case("sees the master go and keeps what is selected"):
        app.press("alt+Left")
        app.resize(900, 300)
        app.point(row(app, "windows-debug"))
        app.press(*["Down"] * 7)
        before = settled(app)
        assert not row(app, "windows-debug", away=True).on_screen(), "nothing was scrolled"
        live.stop()
        app.find(None, says("stale"))
        assert [name for name, _ in place(app)] == [name for name, _ in before], (before, place(app))
    with case("sees it come back, and is where it was"):
        live.start()
        is_live(app)
        # The list gives way to the bar that told of it, and rounds.
        after = settled(app)
        assert [name for name, _ in after] == [name for name, _ in before], (before, after)
        assert all(abs(now[1][1] - was[1][1]) <= 2 for now, was in zip(after, before)), (before, after)
    with case("sees what happens then"):
        wait(lambda: len(live.connected()) == 2, "the workers")
        live.force("windows-debug")
        app.press("Home")
        row(app, "windows-debug", "failing for 3 builds")


def coming_back(app, live):
    with case("knows the master and the login next time"):
        is_live(app)
        assert app.size()[0] == 900, "it forgot its size"
        app.resize(1000, 800)
        unfold(app, "Good")
        open_builder(app, "linux-gcc")
        before = len(live.builds("linux-gcc"))
        app.click(button(app, "Rebuild"))
        wait(lambda: len(live.builds("linux-gcc")) > before, "the rebuild")


def changing(app, live):
    def fill(**fields):
        for name, text in fields.items():
            app.write(entry(app, name.replace("_", " "), under=app.find("frame", "Add Change"), away=True), text)

    def add():
        app.click(app.find("push button", re.compile("^Add$")))

    def newest():
        return live.get("changes?order=-changeid&limit=1")["changes"][0]
    with case("is told that nobody takes changes there"):
        choose(app, "Actions for", "Add Change")
        fill(Author="Zoë <zoe@example.org>", Comments="Mend the crane\n\nAt last", Files="src/crane.c\ntäst",
             Properties="colour: grün", Branch="main", Category="night", Project="harbour", Address="127.0.0.1:1")
        add()
        app.find(None, says("127.0.0.1:1: "))
    with case("is told that the password is wrong"):
        fill(Address=f"127.0.0.1:{live.pb_port}", User_Name="carl", Password="open crane")
        add()
        app.find(None, says("password is wrong"))
    with case("adds a change, with what was typed before"):
        fill(Password="change pass")
        add()
        change = wait(lambda: newest() if newest()["author"] == "Zoë <zoe@example.org>" else None, "the change")
        app.gone("push button", re.compile("^Add$"))
        assert change["comments"] == "Mend the crane\n\nAt last", change
        assert sorted(change["files"]) == ["src/crane.c", "täst"], change
        assert (change["branch"], change["category"], change["project"]) == ("main", "night", "harbour"), change
        assert change["properties"]["colour"][0] == "grün", change
        assert "change pass" not in app.stderr(), "the password is written down"


main()
