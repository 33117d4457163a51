#!/usr/bin/python3
"""A 0.8 master watched by its pages and by its PBListener, each with a login of its own.

The pages are tests/support/eight-standin; the PBListener is that of a spillwayd that watches them.
"""

import os
import re
import subprocess
import tempfile

from common import BUTTONS, add_master, button, choose, entry, log_in, row, says, unfold
from desktop import App, case, flow, main, secrets, wait
from standin import Standin

SPILLWAYD = os.path.join(os.environ["SPILL_TEST_BUILD"], "src", "app", "spillwayd")


class Listener:
    """Offers the master at @url by Perspective Broker."""

    def __init__(self, url):
        self.secret = tempfile.NamedTemporaryFile("w")
        self.secret.write("open sesame\n")
        self.secret.flush()
        self.process = subprocess.Popen([SPILLWAYD, "--pb-port", "0", "--pb-password-file", self.secret.name, url],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        for line in self.process.stderr:
            found = re.search(r"status clients of 0\.8 at \S+:(\d+)", line)
            if found:
                self.port = found[1]
                return self
        raise AssertionError("spillwayd says no port")

    def __exit__(self, *_rest):
        self.process.terminate()
        self.process.communicate()
        self.secret.close()


def kept():
    return sorted(each[2] for each in secrets())


@flow
def both():
    with Standin() as master, Listener(master.url) as listener:
        with App() as app:
            with case("adds the master by both addresses, and the pages tell at once"):
                add_master(app, f"{master.url}?pb=statusClient@127.0.0.1:{listener.port}")
                unfold(app, "Good")
                row(app, "docs")
            with case("gives the password of the port, and it tells"):
                choose(app, "Actions for", "Log In")
                app.write(entry(app, "PBListener"), "open sesame")
                app.click(app.find(BUTTONS, re.compile("Log In$")))
                app.find("label", "Live")
                assert kept() == ["open sesame"], secrets()
            with case("logs in to the pages, and the port goes on"):
                choose(app, "Actions for", "Log In")
                log_in(app, "bob", "secret-pass")
                app.find("label", "Live, as bob")
                assert kept() == ["open sesame", "secret-pass"], secrets()
        with App(home=app.home) as again:
            with case("knows both the next time"):
                again.find("label", "Live, as bob")
            with case("forces by the pages"):
                again.point(row(again, "docs"))
                again.click(button(again, "Force…"))
                again.write(entry(again, "reason"), "by hand")
                again.click(again.find("push button", re.compile("Go & build$")))
                assert master.last("/builders/docs/force")["reason"] == ["by hand"]
                again.gone(None, says("Go & build"))
            with case("forgets both"):
                choose(again, "Actions for", "Log Out")
                wait(lambda: not kept(), "the empty keyring")
                again.gone("label", re.compile("^Live"))


main()
