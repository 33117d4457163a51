#!/usr/bin/python3
"""Masters offered to old status clients by the app: switched on, watched, in the way of another program."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

from common import add_master, entry, is_live, says
from desktop import App, case, flow, main, secrets, wait, xdotool
from live import free_port

STATUSLOG = Path(__file__).resolve().parent.parent / "support" / "statuslog.py"
MASTER = "Demo of Spillway"


def open_preferences(app):
    app.activate("preferences")
    app.click(app.find({"page tab", "radio button", "toggle button", "push button"}, says("Old Clients")))
    return app.find("label", says("Old Status Clients"))


def switch(app):
    return app.find({"switch", "check box", "toggle button"}, says(f"Offer {MASTER}"))


def flip(app, on):
    node = switch(app)
    assert node.checked != on, node
    app.click(node)
    wait(lambda: switch(app).checked == on, "the switch")


def set_entry(app, name, text):
    """Into a row of text, and applied."""
    xdotool("mousemove", "1", "1")   # a pointer that is there already is waited for in vain
    app.point(entry(app, name))
    app.press("ctrl+a")
    app.type(text)
    app.press("Return")


def statuslog(where, password, mode="builders", lines=3):
    done = subprocess.run([sys.executable, STATUSLOG, where, "statusClient", password, mode, str(lines)],
                          capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.splitlines()


def is_open(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@flow
def offers():
    ports = free_port(), free_port()
    with App() as app:
        add_master(app, "demo:?seed=7")
        is_live(app)
        with case("offers nothing unless it is asked to"):
            open_preferences(app)
            assert not switch(app).checked
            app.picture("pb-off")
        with case("asks for a password first"):
            flip(app, True)
            app.find("label", says("nobody gets in without one"))
            set_entry(app, "Port", str(ports[0]))
            assert not is_open(ports[0])
        with case("lets clients watch the master, and says where"):
            set_entry(app, "Password", "open sesame")
            app.find("label", f"At localhost:{ports[0]}")
            lines = statuslog(str(ports[0]), "open sesame")
            assert lines[0] == "connected" and all(line.startswith("builderAdded ") for line in lines[1:]), lines
            assert statuslog(str(ports[0]), "wrong") == []
            app.picture("pb-on")
        with case("keeps the password in the keyring and nowhere else"):
            app.find({"text", "entry", "password text"}, says("Another Password"))
            assert "open sesame" in str(secrets()), secrets()
            for folder, _, names in os.walk(app.home):
                for name in names:
                    text = (Path(folder) / name).read_bytes()
                    assert b"open sesame" not in text, name
        with case("shows the builders that it is told to"):
            set_entry(app, "Builders, or none", "windows-msvc, docs")
            wait(lambda: statuslog(str(ports[0]), "open sesame", lines=2)[1:] == ["builderAdded docs", "builderAdded windows-msvc"], "the filter")
        with case("says in words that the port is another program's"), socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", ports[1]))
            other.listen()
            set_entry(app, "Port", str(ports[1]))
            app.find("label", says(f"listens on port {ports[1]} already"))
            app.picture("pb-taken")
        with case("says in words that a port is none"):
            set_entry(app, "Port", "tcp:colour")
            app.find("label", says("“colour” is no port"))
            set_entry(app, "Port", f"tcp:{ports[0]}:interface=127.0.0.1")
            app.find("label", f"At 127.0.0.1:{ports[0]}")
    with App(home=app.home) as again:
        with case("offers it again the next time"):
            wait(lambda: is_open(ports[0]), "the port")
            assert statuslog(str(ports[0]), "open sesame", lines=2)[1:] == ["builderAdded docs", "builderAdded windows-msvc"]
            is_live(again)
        with case("stops when it is switched off"):
            open_preferences(again)
            flip(again, False)
            wait(lambda: not is_open(ports[0]), "the end of the port")
            again.gone("label", re.compile("^At "))


main()
