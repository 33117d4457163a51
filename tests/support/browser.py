"""Chromium without a window, for tests of the pages; spoken to through a pipe.

    with Browser() as browser:
        page = browser.open(url, width=360, height=640, scheme="dark")
        page.evaluate("document.title")

What a page writes to its console as an error, throws, or cannot load is in page.trouble.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

# Sanitized servers on a busy machine are slow; nothing waits longer than it has to.
PATIENCE = 60


class Browser:
    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="spill-browser-")
        self.number = 0
        self.pages = {}
        self.rest = b""
        down, self.output = os.pipe()
        self.input, up = os.pipe()
        os.set_inheritable(down, True)
        os.set_inheritable(up, True)

        def place_pipes():
            # Chromium reads from 3 and writes to 4.
            a, b = os.dup(down), os.dup(up)
            os.dup2(a, 3)
            os.dup2(b, 4)

        env = {name: value for name, value in os.environ.items() if not name.startswith(("LD_", "ASAN_", "G_"))}
        env["HOME"] = self.folder
        self.log = open(os.path.join(self.folder, "log"), "w+b")
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--no-first-run", "--no-proxy-server", "--remote-debugging-pipe",
             f"--user-data-dir={self.folder}/profile", "about:blank"],
            preexec_fn=place_pipes, close_fds=False, env=env,
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True)
        os.close(down)
        os.close(up)
        os.set_blocking(self.input, False)
        return self

    def __exit__(self, *_):
        # Its own session: none but its processes are in the group.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        os.close(self.input)
        os.close(self.output)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _read(self, deadline):
        """The next message."""
        while b"\0" not in self.rest:
            try:
                data = os.read(self.input, 1 << 20)
            except BlockingIOError:
                data = None
            if data == b"":
                self.log.seek(0)
                raise AssertionError("the browser ended: " + self.log.read().decode(errors="replace")[-2000:])
            if data is None:
                assert time.monotonic() < deadline, "the browser does not answer"
                time.sleep(0.005)
            else:
                self.rest += data
        text, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(text)
        page = self.pages.get(message.get("sessionId"))
        if page is not None and "method" in message:
            page.happened(message["method"], message.get("params", {}))
        return message

    def call(self, method, session=None, **params):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.output, data):]
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._read(deadline)
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def open(self, url, width=1280, height=800, scheme="light", contrast="no-preference"):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, target, session)
        self.pages[session] = page
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(domain + ".enable")
        page.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        page.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": scheme},
                            {"name": "prefers-contrast", "value": contrast}])
        page.go(url)
        return page


class Page:
    def __init__(self, browser, target, session):
        self.browser = browser
        self.target = target
        self.session = session
        self.trouble = []
        self.is_loaded = False

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def happened(self, method, params):
        if method == "Page.loadEventFired":
            self.is_loaded = True
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.trouble.append(f"console: {params['args']}")
        elif method == "Runtime.exceptionThrown":
            self.trouble.append(f"exception: {params['exceptionDetails']}")
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.trouble.append(f"log: {params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == "Page.javascriptDialogOpening":
            self.trouble.append(f"dialog: {params['message']}")

    def go(self, url):
        self.is_loaded = False
        self.call("Page.navigate", url=url)
        self.wait(lambda: self.is_loaded, f"{url} is loaded")

    def wait(self, condition, what):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, f"not in time: {what}"
            self.browser.call("Browser.getVersion")   # and reads what happens meanwhile
            time.sleep(0.02)

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, f"{expression}: {answer['exceptionDetails']}"
        return answer["result"].get("value")

    def shoot(self, path):
        picture = self.call("Page.captureScreenshot", format="png")
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
        del self.browser.pages[self.session]
