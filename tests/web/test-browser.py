#!/usr/bin/env python3
"""The pages in Chromium: light, dark and on a phone; hostile texts; a live update.

Usage: test-browser.py [PICTURES]: writes a picture of each page into the folder PICTURES.
"""

import os
import subprocess
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

from browser import Browser  # noqa: E402

BUILD = Path(os.environ.get("SPILL_TEST_BUILD", Path(__file__).resolve().parent.parent.parent / "_build"))
PICTURES = Path(sys.argv[1]) if len(sys.argv) > 1 else None

PAGES = ["", "waterfall", "waterfall?show_events=false&branch=main", "waterfall/help", "grid", "tgrid?length=12",
         "console", "nothing-here", "waterfall?num_events=x"]
LOOKS = [("light", dict()), ("dark", dict(scheme="dark")), ("phone", dict(width=360, height=640)),
         ("contrast", dict(contrast="more"))]

# What a browser says of a page that is a 404 or 400 on purpose.
EXPECTED = "Failed to load resource: the server responded with a status of 40"

# Nothing in a page leads to a script, or away from http; and nothing but our own parts is in it.
FOREIGN = """(() => {
  const bad = [];
  for (const node of document.querySelectorAll("*")) {
    for (const attribute of node.attributes)
      if (/^on/i.test(attribute.name) || attribute.name === "style" || attribute.name === "srcdoc")
        bad.push(node.nodeName + " " + attribute.name);
    if (/^(IFRAME|OBJECT|EMBED|SVG|MATH|STYLE|BASE|VIDEO|AUDIO|TEMPLATE)$/i.test(node.nodeName))
      bad.push(node.nodeName);
  }
  for (const link of document.links)
    if (!/^https?:$/.test(link.protocol)) bad.push("link " + link.href.slice(0, 80));
  if (document.images.length !== 1) bad.push(document.images.length + " images");
  if (document.scripts.length !== 1 || !/static\\/live\\.js$/.test(document.scripts[0].src)) bad.push("scripts");
  if (window.pwned !== undefined) bad.push("a script ran");
  return bad;
})()"""

# The body never scrolls sideways, and each text has its place.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Server:
    def __init__(self, kind):
        self.kind = kind

    def __enter__(self):
        self.process = subprocess.Popen([BUILD / "tests" / "web" / "serve-pages", self.kind],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http://"), "the server did not start"
        return self

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def __exit__(self, *_):
        self.process.stdin.close()
        status = self.process.wait(60)
        assert status == 0, f"the server ended with {status}"


def check(page, address):
    trouble = [text for text in page.trouble if not text.startswith("log: " + EXPECTED) or "static" in text]
    assert not trouble, f"{address}: {trouble}"
    assert page.evaluate(FOREIGN) == [], f"{address}: {page.evaluate(FOREIGN)}"
    assert page.evaluate(OVERFLOW) <= 0, f"{address} is {page.evaluate(OVERFLOW)} px too wide"
    assert page.evaluate("getComputedStyle(document.body).display") == "flex", f"{address} has no style"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.title.length > 2 && document.querySelectorAll('h1').length === 1")


def shoot(page, *names):
    if PICTURES:
        PICTURES.mkdir(parents=True, exist_ok=True)
        name = "-".join(names).translate(str.maketrans("/?=&", "----"))
        page.shoot(PICTURES / f"{name}.png")


def look(browser, server, name, how):
    """Every page in one look."""
    for address in PAGES:
        page = browser.open(server.url + address, **how)
        if "waterfall" in address and "help" not in address and "x" not in address:
            page.wait(lambda: page.evaluate("document.querySelectorAll('td.step').length > 5"), "steps are there")
        check(page, f"{server.kind} {address}, {name}")
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
        where = """(() => { const s = document.querySelector(".scroll"); s.scrollTo(500, 500);
          const head = document.querySelector("thead th.builder").getBoundingClientRect();
          const times = [...document.querySelectorAll("tbody th.time")].map(t => t.getBoundingClientRect().left);
          const box = s.getBoundingClientRect();
          return [s.scrollLeft, head.top - box.top, Math.max(...times.map(t => Math.abs(t - box.left)))]; })()"""
        page.wait(lambda: page.evaluate("document.querySelectorAll('td.step').length > 5"), "steps are there")
        left, top, side = page.evaluate(where)
        assert left > 100 and abs(top) < 3 and side < 3, (width, left, top, side)
        page.close()


def speaks(browser, server):
    """Every result is a word in the text as well, and every cell of the body has a head."""
    page = browser.open(server.url + "waterfall")
    page.wait(lambda: page.evaluate("document.querySelectorAll('td.step').length > 5"), "steps are there")
    assert page.evaluate("""[...document.querySelectorAll("td.step, td.last[class*=' ']")].every(cell =>
      cell.textContent.includes("(" + cell.classList[1] + ")") &&
      getComputedStyle(cell, "::before").maskImage.includes(".svg"))""")
    assert page.evaluate("document.querySelector('table caption') !== null")
    assert page.evaluate("[...document.querySelectorAll('th')].every(th => th.scope !== '')")
    page.close()


def works_without_script(browser, server):
    page = browser.open("about:blank")
    page.call("Emulation.setScriptExecutionDisabled", value=True)
    page.go(server.url + "waterfall?reload=60")
    page.call("Emulation.setScriptExecutionDisabled", value=False)
    assert page.evaluate("document.querySelectorAll('th.builder').length") > 10
    assert page.evaluate("document.querySelector('meta[http-equiv=refresh]').content") == "60"
    page.close()


def follows_links(browser, server):
    """No link of a picture leads to a page of ours that is not there."""
    for address in ("", "waterfall", "grid", "console", "waterfall/help"):
        page = browser.open(server.url + address)
        bad = page.evaluate("""(async () => {
          const bad = [];
          const seen = new Set([...document.links].map(l => l.href).filter(h => h.startsWith(location.origin)));
          for (const href of [...seen].slice(0, 150)) {
            const answer = await fetch(href, { redirect: "manual" });
            if (answer.type !== "opaqueredirect" && answer.status !== 200) bad.push(answer.status + " " + href);
          }
          return bad; })()""")
        assert bad == [], bad
        page.close()


def is_live(browser, server):
    """A build that starts is seen without loading the page again, and what was scrolled stays so."""
    page = browser.open(server.url + "waterfall")
    page.evaluate("window.before = document.querySelector('.scroll'); before.scrollTo(60, 0)")
    page.wait(lambda: page.evaluate("document.documentElement.dataset.live") == "on", "the stream is open")
    assert not page.evaluate("document.body.textContent.includes('Build 1000')")
    server.tell("seen-live")
    page.wait(lambda: page.evaluate("document.querySelector('table').textContent.includes('Build 1000')"),
              "the new build is shown")
    assert page.evaluate("before === document.querySelector('.scroll') && before.scrollLeft > 0")
    check(page, "live")
    page.close()


def main():
    cases = []
    with Browser() as browser, Server("demo") as demo, Server("hostile") as hostile, \
            Server("empty") as empty, Server("big") as big:
        for name, how in LOOKS:
            cases.append((f"every page, {name}", lambda name=name, how=how: look(browser, demo, name, how)))
        cases += [
            ("follows the scheme of colours", lambda: is_dark(browser, demo)),
            ("head and first column stay", lambda: sticks(browser, demo)),
            ("results are words and shapes", lambda: speaks(browser, demo)),
            ("works without script", lambda: works_without_script(browser, demo)),
            ("no link leads nowhere", lambda: follows_links(browser, demo)),
        ]
        for server in (hostile, empty, big):
            for address in ("", "waterfall", "grid", "tgrid", "console", "waterfall/help"):
                for name, how in (("light", {}), ("phone", dict(width=360, height=640))):
                    def one(server=server, address=address, name=name, how=how):
                        page = browser.open(server.url + address, **how)
                        check(page, address)
                        shoot(page, server.kind, address or "root", name)
                        page.close()
                    cases.append((f"{server.kind}: /{address}, {name}", one))
        cases.append(("hostile: every link is one of ours that is there, or leads to a web page",
                      lambda: follows_links(browser, hostile)))
        cases.append(("a build that starts is seen live", lambda: is_live(browser, hostile)))
        failed = 0
        print(f"1..{len(cases)}", flush=True)
        for number, (name, case) in enumerate(cases, 1):
            try:
                case()
                print(f"ok {number} - {name}", flush=True)
            except Exception:
                failed += 1
                print(f"not ok {number} - {name}", flush=True)
                for line in traceback.format_exc().splitlines():
                    print(f"# {line[:500]}", flush=True)
    return 1 if failed else 0


sys.exit(main())
