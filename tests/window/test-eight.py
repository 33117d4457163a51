#!/usr/bin/python3
"""The forms of a 0.8 master in the window: log in, force, be told what is wrong, cancel, stop.

The master is tests/support/eight-standin, which answers forms as a real 0.8.14 was recorded to: no real
one can be installed any more.
"""

import re

from common import BUTTONS, add_master, button, choose, entry, log_in, row, says, unfold
from desktop import App, case, flow, main, wait
from standin import Standin


def menu(app, builder, *items):
    """Chooses from the menu of a builder's row."""
    app.point(row(app, builder))
    app.press("Menu")
    for item in items:
        app.click(app.find({"menu item", "check menu item", "push button"}, says(item)))


@flow
def forms():
    with Standin() as master, App() as app:
        with case("adds the master by its address"):
            add_master(app, master.url)
            unfold(app, "Good")
            row(app, "docs")
        forcing(app, master)
        cancelling(app, master)
        others(app, master)


def forcing(app, master):
    with case("is told to log in before it sees what to force"):
        app.point(row(app, "docs"))
        app.click(button(app, "Force…"))
        app.find(None, says("logging in may help"))
    with case("is refused a wrong password"):
        app.click(button(app, "Log In…"))
        log_in(app, "bob", "nope", keep=False)
        app.find(None, says("refuses this user"))
    with case("logs in, and the form is there"):
        log_in(app, "bob", "secret-pass", keep=False)
        entry(app, "reason")
        app.find(None, says("Flavour"))
    with case("is told by the field what the master does not take"):
        app.click(app.find("push button", re.compile("Go & build$")))
        app.find(None, says("needs to be specified"))
        assert not master.posts("/builders/docs/force")[-1]["reason"][0]
    with case("forces with what was filled in"):
        app.write(entry(app, "reason"), "by hand")
        app.write(entry(app, "Ticket"), "ABC-1")
        app.click(app.find("push button", re.compile("Go & build$")))
        wait(lambda: len(master.posts("/builders/docs/force")) == 2, "the form")
        sent = master.last("/builders/docs/force")
        assert sent["reason"] == ["by hand"] and sent["ticket"] == ["ABC-1"], sent
        assert sent["flavour"] == ["release"] and sent["checkbox"] == ["verbose", "opts_deep_flag"], sent
        assert "passwd" not in sent, "the password went with the form"
        app.gone(None, says("Go & build"))


def cancelling(app, master):
    with case("lists what waits"):
        for reason in ("second", "third"):
            master.force("docs", reason)
        menu(app, "docs", "Cancel Waiting Requests")
        for reason in ("by hand", "second", "third"):
            app.find("check box", says(reason))
    with case("cancels one of them"):
        for reason in ("by hand", "third"):
            app.click(app.find("check box", says(reason)))
        app.click(button(app, "Cancel Requests"))
        assert master.last("/builders/docs/cancelbuild")["id"] == ["202"]
        row(app, "docs", "2 waiting")
    with case("cancels all of them"):
        menu(app, "docs", "Cancel Waiting Requests")
        app.find("check box", says("third"))
        app.click(button(app, "Cancel Requests"))
        wait(lambda: master.posts("/builders/docs/cancelbuild")[-1]["id"] == ["all"], "the form")


def others(app, master):
    with case("pings the workers"):
        menu(app, "docs", "Ping Workers")
        master.last("/builders/docs/ping")
    with case("shuts the master down, and changes its mind"):
        choose(app, "Actions for", "Shut the Master Down")
        app.click(app.find(BUTTONS, re.compile("Shut Down$")))
        master.last("/shutdown")
        choose(app, "Actions for", "Do Not Shut It Down")
        master.last("/cancel_shutdown")
    with case("logs out"):
        choose(app, "Actions for", "Log Out")
        master.last("/logout")
        app.gone(None, says("as bob"))


main()
