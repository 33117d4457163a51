#!/usr/bin/env python3
"""What the script of the pages does, in Chromium: follows, keeps the focus, rests while hidden, tells the end.

Usage: test-script.py [PICTURES]: writes pictures into the folder PICTURES.
"""

import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from browser import Browser  # noqa: E402
from pages import Server, check, run, shoot, wait_for  # noqa: E402

BUILD = Path(os.environ.get("SPILL_TEST_BUILD", HERE.parent.parent / "_build"))
PROGRAM = BUILD / "tests" / "web" / "serve-pages"

VERSION = "document.body.dataset.version"
LINK = "[...document.querySelectorAll('table a')].find(a => a.textContent.includes('1000'))"


def hide(page, hidden):
    page.evaluate(f"""Object.defineProperty(document, "hidden", {{ configurable: true, get: () => {hidden} }});
                      document.dispatchEvent(new Event("visibilitychange"))""")


def follows(page, server):
    """A page with a picture grows one; what has the focus keeps it and is the same element."""
    wait_for(page, "document.documentElement.dataset.live === 'on'", "the stream is open")
    server.tell("first")
    wait_for(page, f"{LINK} !== undefined", "the new build is shown")
    page.evaluate(f"window.link = {LINK}; link.focus(); window.seen = {VERSION}")
    server.tell("second")
    wait_for(page, f"{VERSION} !== seen", "another version is shown")
    assert page.evaluate("document.activeElement === link && document.contains(link)")
    assert not page.evaluate("document.querySelector('.lost').checkVisibility()")
    check(page, "live")


def rests(page, server):
    """Hidden pages ask nothing, and are brought up to date once they are seen."""
    hide(page, "true")
    page.evaluate(f"window.seen = {VERSION}")
    server.tell("third")
    time.sleep(2.5)   # twice what a page that is seen needs
    assert page.evaluate(f"{VERSION} === seen")
    hide(page, "false")
    wait_for(page, f"{VERSION} !== seen", "another version is shown")


def ends(page, server):
    """The page says that it is no longer followed when the server is gone, and stays readable."""
    server.process.stdin.close()
    server.process.wait(60)
    wait_for(page, "document.documentElement.dataset.live === 'off'", "the end is told")
    assert page.evaluate(f"{LINK} !== undefined")
    assert page.evaluate("document.querySelector('.lost').checkVisibility()")
    shoot(page, "lost")


def main():
    with Browser() as browser, Server("empty", [PROGRAM, "empty"]) as server:
        page = browser.open(server.url + "waterfall")
        return run([("follows, and keeps the focus", lambda: follows(page, server)),
                    ("rests while it is hidden", lambda: rests(page, server)),
                    ("tells the end", lambda: ends(page, server))])


sys.exit(main())
