#!/usr/bin/env python3
"""The pages in Chromium: light, dark and on a phone; hostile texts; a live update.

Usage: test-browser.py [PICTURES]: writes a picture of each page into the folder PICTURES.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from browser import Browser  # noqa: E402
from pages import DEAD_LINKS, LOOKS, Server, check, run, shoot, wait_for  # noqa: E402

BUILD = Path(os.environ.get("SPILL_TEST_BUILD", HERE.parent.parent / "_build"))
PROGRAM = BUILD / "tests" / "web" / "serve-pages"

PAGES = ["", "waterfall", "waterfall?show_events=false&branch=main", "waterfall/help", "grid", "tgrid?length=12",
         "waterfall?branch=" + "x" * 300, "console", "builders/arm64-gcc", "nothing-here", "waterfall?num_events=x"]
PICTURES = ["", "waterfall", "grid", "tgrid", "console", "waterfall/help"]

# The demo is asked for steps when a page first shows its builds.
STEPS = "document.querySelectorAll('td.step').length > 5"


def look(browser, server, name, how):
    """Every page in one look."""
    for address in PAGES:
        page = browser.open(server.url + address, **how)
        if address in PAGES[1:3]:
            wait_for(page, STEPS, "steps are there")
        check(page, f"{address}, {name}")
        shoot(page, server.kind, address or "root", name)
        page.close()


def is_dark(browser, server):
    colours = []
    for scheme in ("light", "dark"):
        page = browser.open(server.url + "waterfall", scheme=scheme)
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.close()
    light, dark = [sum(int(part) for part in colour[4:-1].split(",")) for colour in colours]
    assert light > 600 and dark < 200, colours


def sticks(browser, server):
    """Head and first column stay where they are when a picture is scrolled."""
    for width in (1280, 360):
        page = browser.open(server.url + "waterfall", width=width, height=640)
        wait_for(page, STEPS, "steps are there")
        left, top, side = page.evaluate("""(() => {
          const s = document.querySelector(".scroll"); s.scrollTo(500, 500);
          const head = document.querySelector("thead th.builder").getBoundingClientRect();
          const times = [...document.querySelectorAll("tbody th.time")].map(t => t.getBoundingClientRect().left);
          const box = s.getBoundingClientRect();
          return [s.scrollLeft, head.top - box.top, Math.max(...times.map(t => Math.abs(t - box.left)))]; })()""")
        assert left > 100 and abs(top) < 3 and side < 3, (width, left, top, side)
        page.close()


def speaks(browser, server):
    """Every result is a word in the text as well, and a shape; every head says what it heads."""
    page = browser.open(server.url + "waterfall")
    wait_for(page, STEPS, "steps are there")
    assert page.evaluate("""[...document.querySelectorAll("td.step, td.last[class*=' ']")].every(cell =>
      cell.textContent.includes("(" + cell.classList[1] + ")") &&
      getComputedStyle(cell, "::before").maskImage.includes(".svg"))""")
    assert page.evaluate("document.querySelector('table caption') !== null")
    assert page.evaluate("[...document.querySelectorAll('th')].every(th => th.scope !== '')")
    page.close()


def names_are_told_apart(browser, server):
    """Nothing of a builder's name is hidden in the console's head, and the group's name is in sight."""
    page = browser.open(server.url + "console?revs=5", width=360, height=640)
    hidden = page.evaluate("""[...document.querySelectorAll("thead .builder > :first-child")].filter(name =>
      name.scrollHeight > name.clientHeight + 1 || name.scrollWidth > name.clientWidth + 1 ||
      name.getBoundingClientRect().width > name.parentNode.getBoundingClientRect().width ||
      getComputedStyle(name).textOverflow !== "clip").map(name => name.textContent)""")
    assert hidden == [], hidden
    assert page.evaluate("""[...document.querySelectorAll("th.group span")].every(name =>
      name.getBoundingClientRect().left - name.parentNode.getBoundingClientRect().left < 20)""")
    page.close()


def works_without_script(browser, server):
    page = browser.open("about:blank")
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.go(server.url + "waterfall?reload=60")
    page.call("Emulation.setScriptExecutionDisabled", value=False)
    assert page.evaluate("document.querySelectorAll('th.builder').length") > 10
    assert page.evaluate("document.querySelector('meta[http-equiv=refresh]').content") == "60"
    page.close()


def asks(browser, server):
    """The form leads to the page that was chosen."""
    page = browser.open(server.url + "waterfall/help?builder=arm64-gcc")
    page.is_loaded = False
    page.evaluate("""document.querySelector("input[name=num_events]").value = "7";
                     document.querySelector("input[name=reload][value='300']").checked = true;
                     document.querySelector("button").click()""")
    page.wait(lambda: page.is_loaded, "the waterfall is loaded")
    assert page.evaluate("location.pathname") == "/waterfall"
    assert page.evaluate("[...document.querySelectorAll('th.builder')].map(th => th.textContent)") == ["arm64-gcc"]
    assert page.evaluate("document.querySelector('meta[http-equiv=refresh]').content") == "300"
    assert page.evaluate("new URLSearchParams(location.search).get('num_events')") == "7"
    page.close()


def follows_links(browser, server):
    """No link of a picture leads to a page of ours that is not there."""
    for address in PICTURES:
        page = browser.open(server.url + address)
        bad = page.evaluate(DEAD_LINKS)
        assert bad == [], bad
        page.close()


def is_live(browser, server):
    """A build that starts is seen without loading the page again, and what was scrolled stays so."""
    page = browser.open(server.url + "waterfall")
    page.evaluate("window.before = document.querySelector('.scroll'); before.scrollTo(60, 0)")
    wait_for(page, "document.documentElement.dataset.live === 'on'", "the stream is open")
    assert not page.evaluate("document.body.textContent.includes('Build 1000')")
    server.tell("seen-live")
    wait_for(page, "document.querySelector('table').textContent.includes('Build 1000')", "the new build is shown")
    assert page.evaluate("before === document.querySelector('.scroll') && before.scrollLeft > 0")
    check(page, "live")
    page.close()


def one(browser, server, address, name, how):
    page = browser.open(server.url + address, **how)
    check(page, address)
    shoot(page, server.kind, address or "root", name)
    page.close()


def main():
    with Browser() as browser, Server("demo", [PROGRAM, "demo"]) as demo, \
            Server("hostile", [PROGRAM, "hostile"]) as hostile, Server("empty", [PROGRAM, "empty"]) as empty, \
            Server("big", [PROGRAM, "big"]) as big:
        cases = [(f"every page, {name}", lambda name=name, how=how: look(browser, demo, name, how))
                 for name, how in LOOKS]
        cases += [
            ("follows the scheme of colours", lambda: is_dark(browser, demo)),
            ("head and first column stay", lambda: sticks(browser, demo)),
            ("results are words and shapes", lambda: speaks(browser, demo)),
            ("names in the console are whole", lambda: names_are_told_apart(browser, demo)),
            ("hostile: names in the console are whole", lambda: names_are_told_apart(browser, hostile)),
            ("works without script", lambda: works_without_script(browser, demo)),
            ("the form asks for a page", lambda: asks(browser, demo)),
            ("no link leads nowhere", lambda: follows_links(browser, demo)),
            ("hostile: no link leads nowhere", lambda: follows_links(browser, hostile)),
        ]
        cases += [(f"{server.kind}: /{address}, {name}",
                   lambda server=server, address=address, name=name, how=how:
                   one(browser, server, address, name, how))
                  for server in (hostile, empty, big) for address in PICTURES for name, how in (LOOKS[0], LOOKS[2])]
        cases.append(("a build that starts is seen live", lambda: is_live(browser, hostile)))
        return run(cases)


sys.exit(main())
