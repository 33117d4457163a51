"""What the tests of the pages in a browser share."""

import subprocess
import sys
import traceback
from pathlib import Path

# What a browser says of a page that is a 404 or 400 on purpose.
EXPECTED = "log: Failed to load resource: the server responded with a status of 40"

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
  const scripts = [...document.scripts].map(s => s.src.replace(/.*\\/static\\//, "")).join();
  if (scripts !== (document.querySelector("main > .error") ? "" : "live.js")) bad.push("scripts: " + scripts);
  if (window.pwned !== undefined) bad.push("a script ran");
  return bad;
})()"""

# The page itself never scrolls sideways.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Links of a page to pages of ours that are not there.
DEAD_LINKS = """(async () => {
  const bad = [];
  const seen = new Set([...document.links].map(l => l.href).filter(h => h.startsWith(location.origin)));
  for (const href of [...seen].slice(0, 150)) {
    const answer = await fetch(href, { redirect: "manual" });
    if (answer.type !== "opaqueredirect" && answer.status !== 200) bad.push(answer.status + " " + href);
  }
  return bad; })()"""

LOOKS = [("light", {}), ("dark", {"scheme": "dark"}), ("phone", {"width": 360, "height": 640}),
         ("contrast", {"contrast": "more"})]

PICTURES = Path(sys.argv[1]) if len(sys.argv) > 1 else None


class Server:
    """A program that serves pages, and says where on a line of @stream ("stdout" or "stderr")."""

    def __init__(self, kind, args, stream="stdout"):
        self.kind = kind
        self.args = args
        self.stream = stream

    def __enter__(self):
        streams = {"stdout": subprocess.DEVNULL, self.stream: subprocess.PIPE}
        self.process = subprocess.Popen(self.args, stdin=subprocess.PIPE, text=True, **streams)
        line = getattr(self.process, self.stream).readline()
        assert "http://" in line, f"{self.args[0]} did not start: {line}"
        self.url = line[line.index("http://"):].strip()
        return self

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def __exit__(self, *_):
        self.process.stdin.close()
        if self.stream == "stderr":
            self.process.terminate()
            self.process.stderr.read()
        status = self.process.wait(60)
        assert status == 0, f"{self.args[0]} ended with {status}"


def check(page, address):
    trouble = [text for text in page.trouble if not text.startswith(EXPECTED) or "static" in text]
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


def wait_for(page, expression, what):
    page.wait(lambda: page.evaluate(expression), what)


def run(cases):
    """@cases: pairs of a name and a function. Prints TAP. Returns what to exit with."""
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
