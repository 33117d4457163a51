#!/usr/bin/python3
"""Empty, loading, stale and error states, each reached by breaking the real thing."""

import http.server
import re
import threading

from common import add_master, button, entry, is_live, log_in, open_builder, row, says, unfold
from desktop import App, case, flow, main, wait
from live import ADMIN, Live, free_port


@flow
def nothing_yet():
    with App() as app:
        with case("says what would be here and how to get it"):
            app.find("label", "Watch Your Buildbot")
            button(app, "Try the Demo")
        with case("says what is wrong with an address"):
            app.write(entry(app, "Address"), "ftp://example.invalid/")
            app.click(button(app, "Connect"))
            app.find(None, says("Addresses of masters begin with http"))
    with Live(workers=()) as live, App(live.url) as app:
        with case("says that nothing was built"):
            is_live(app)
            unfold(app, "Never Built|Offline")
            row(app, "linux-gcc")
        with case("says that a filter finds nothing, and how to get back"):
            app.write(app.find({"entry", "text"}, says("Filter")), "no such builder")
            app.gone("list item", re.compile("^linux-gcc"))
            app.click(app.find("push button", re.compile("clear|filter", re.I)))
            row(app, "linux-gcc")


@flow
def slow_master():
    with Live() as live:
        live.history()
        live.freeze()
        with App(live.url) as app:
            with case("shows that it loads"):
                app.find(None, re.compile("Connecting|Loading"))
            with case("shows the builders once the master answers"):
                live.thaw()
                row(app, "windows-debug", "failing")
            with case("says in the page of a build that a part loads"):
                live.freeze()
                app.point(row(app, "windows-debug"))
                app.press("Return")
                app.find(None, says("Loading"))
            with case("shows it once the master answers"):
                live.thaw()
                app.find("list item", says("Step test"))


@flow
def gone_master():
    with Live() as live:
        live.history()
        with App(live.url) as app:
            with case("keeps what it knew and says since when"):
                row(app, "windows-debug", "failing")
                live.kill()
                app.find(None, re.compile("stale since", re.I))
                row(app, "windows-debug", "failing")
            with case("says what is being tried"):
                app.find(None, re.compile(r"next try in \d+ s|trying now"))
            with case("says why a command failed"):
                open_builder(app, "windows-debug")
                app.click(button(app, "Rebuild"))
                app.find(None, says("failed"))
            with case("is live again when asked to retry"):
                live.start()
                app.press("alt+Left")
                retry = app.first("push button", says("Retry"))
                if retry is not None:
                    app.click(retry)
                is_live(app)


@flow
def no_master():
    port = free_port()
    with App(f"http://127.0.0.1:{port}/") as app:
        with case("says that nobody answers"):
            app.find(None, says("cannot be reached"))
            button(app, "Retry")
        with case("says that it is no Buildbot"):
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler)
            server.RequestHandlerClass.log_message = lambda *_args: None
            threading.Thread(target=server.serve_forever, daemon=True).start()
            app.click(button(app, "Retry"))
            app.find(None, says("not a Buildbot master"))
            button(app, "Edit Master")
            server.shutdown()


@flow
def private_master():
    with Live(PRIVATE="1") as live, App(live.url) as app:
        with case("says that the master wants a login"):
            app.find(None, re.compile("wants a login|Login needed", re.I))
            app.click(button(app, "Log In"))
        with case("says that it was refused"):
            log_in(app, ADMIN[0], "wrong", keep=False)
            app.find(None, re.compile("refuse", re.I))
        with case("shows the builders after the right one"):
            log_in(app, *ADMIN, keep=False)
            is_live(app)
            wait(lambda: app.first("list item", re.compile("^(linux-gcc|Never Built)")), "builders")


main()
