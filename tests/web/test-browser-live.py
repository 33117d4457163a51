#!/usr/bin/env python3
"""The pages of a real Buildbot, served by spillwayd, in Chromium.

Usage: test-browser-live.py [PICTURES]: writes a picture of each page into the folder PICTURES.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from browser import Browser  # noqa: E402
from live import Live  # noqa: E402
from pages import DEAD_LINKS, LOOKS, Server, check, run, shoot, wait_for  # noqa: E402

BUILD = Path(os.environ.get("SPILL_TEST_BUILD", HERE.parent.parent / "_build"))
PAGES = ["", "waterfall", "waterfall/help", "grid", "tgrid", "console"]


def has(text):
    return f"document.body.textContent.includes({text!r})"


def shows_steps(browser, server):
    """A modern master is asked for the steps of what a page shows, and the page has them by itself."""
    page = browser.open(server.url + "waterfall")
    wait_for(page, "document.querySelectorAll('td.step .links a').length > 0", "steps and their logs")
    wait_for(page, "document.querySelectorAll('td.step.failure').length > 0", "the step that failed")
    assert page.evaluate("[...document.querySelectorAll('th.builder')].some(th => th.textContent.includes('odd \"name\" <b>'))")
    page.close()


def looks(browser, server):
    for name, how in LOOKS:
        for address in PAGES:
            page = browser.open(server.url + address, **how)
            check(page, f"{address}, {name}")
            shoot(page, server.kind, address or "root", name)
            page.close()


def shows_change(browser, server):
    page = browser.open(server.url + "console")
    wait_for(page, has("Mend the crane"), "the change")
    page.close()


def names_every_revision(browser, server):
    """Also what was forced without one."""
    page = browser.open(server.url + "grid")
    wait_for(page, "document.querySelectorAll('th.source').length > 1", "two columns")
    assert page.evaluate("[...document.querySelectorAll('th.source')].every(th => th.textContent.trim())")
    page.close()


def is_live(browser, server, live):
    page = browser.open(server.url + "waterfall")
    wait_for(page, "document.documentElement.dataset.live === 'on'", "the stream is open")
    before = page.evaluate("document.querySelectorAll('td.start').length")
    live.force("linux-gcc", wait=False)
    wait_for(page, f"document.querySelectorAll('td.start').length > {before}", "the build has started")
    check(page, "live")
    page.close()


def follows_links(browser, server):
    for address in PAGES:
        page = browser.open(server.url + address)
        bad = page.evaluate(DEAD_LINKS)
        assert bad == [], bad
        page.close()


def main():
    with Live() as live:
        live.change()
        live.force("linux-gcc", outcome="success")
        live.force("linux-gcc", outcome="failure")
        with Browser() as browser, \
                Server("live", [BUILD / "src" / "app" / "spillwayd", "--port", "0", live.url], "stderr") as server:
            return run([
                ("a page has the steps it shows", lambda: shows_steps(browser, server)),
                ("every page in every look", lambda: looks(browser, server)),
                ("the console has the change", lambda: shows_change(browser, server)),
                ("every column of the grid says what it is of", lambda: names_every_revision(browser, server)),
                ("a forced build is seen live", lambda: is_live(browser, server, live)),
                ("no link leads nowhere", lambda: follows_links(browser, server)),
            ])


sys.exit(main())
