"""What the tests of the window share: how a user does the common things."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

from desktop import SENSITIVE, wait  # noqa: E402

BUTTONS = {"push button", "toggle button"}
ROWS = {"list item", "table row"}


def says(text):
    """An expression that finds @text anywhere, whatever the case."""
    return re.compile(re.escape(text), re.I)


def button(app, name, under=None, **more):
    """A button that can be pressed."""
    return app.find(BUTTONS, says(name), under, where=lambda node: node.has(SENSITIVE), **more)


def entry(app, name, **more):
    return app.find({"text", "entry", "password text"}, says(name), **more)


def add_master(app, url):
    """On the page of the first run: types the address and connects."""
    app.write(entry(app, "Address"), url)
    app.click(button(app, "Connect"))


def row(app, builder, words="", **more):
    """A builder's row of the overview, which is spoken as "NAME: words"."""
    return app.find("list item", re.compile(rf"^{re.escape(builder)}(?!\w).*: .*{words}", re.I | re.S), **more)


def unfold(app, section):
    """Shows the builders of a section, if it is folded."""
    heading = app.find("list item", re.compile(rf"^{section}, \d+ "))
    if heading.name.endswith("collapsed"):
        app.point(heading)
        app.find("list item", re.compile(rf"^{section}, .*expanded$"))


def open_builder(app, builder, words=""):
    """Opens a builder's last build, or the running one."""
    app.point(row(app, builder, words))
    app.press("Return")
    app.find(BUTTONS, re.compile("Rebuild$"))


def choose(app, menu, item):
    """An item of the menu of a button."""
    app.click(button(app, menu))
    app.click(app.find({"menu item", "check menu item", "push button"}, says(item)))


def log_in(app, user, password, keep=True):
    """Fills the login dialog in and sends it."""
    app.write(entry(app, "User name"), user)
    app.write(entry(app, "Password"), password)
    switch = app.find({"switch", "check box", "toggle button"}, says("Keep in the Keyring"))
    if switch.checked != keep:
        app.click(switch)
    app.click(app.find(BUTTONS, re.compile("Log In$")))


def is_live(app):
    """Whoever is logged in."""
    app.find("label", re.compile("^Live(, as .+)?$"))
