#!/usr/bin/python3
"""The web pages of the app: switched on, fetched, moved to another port, in the way of another program."""

import re
import socket
import urllib.error
import urllib.request

from common import add_master, is_live, says
from desktop import App, case, flow, main, wait, xdotool
from live import free_port

ADDRESS = re.compile(r"^http://localhost:(\d+)/$")


def open_preferences(app):
    app.activate("preferences")
    return app.find("spin button", says("Port"))


def set_port(app, port):
    xdotool("mousemove", "1", "1")   # a pointer that is there already is waited for in vain
    app.point(app.find("spin button", says("Port")))
    app.press("ctrl+a")
    app.type(str(port))
    app.press("Return")


def switch(app):
    return app.find({"switch", "check box", "toggle button"}, says("Serve Web Pages"))


def flip(app, on):
    node = switch(app)
    assert node.checked != on, node
    app.click(node)
    wait(lambda: switch(app).checked == on, "the switch")


def fetch(port, path=""):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
        return answer.read().decode()


def is_closed(port):
    try:
        fetch(port)
        return False
    except urllib.error.URLError:
        return True


@flow
def pages():
    ports = free_port(), free_port()
    with App() as app:
        add_master(app, "demo:?seed=7")
        is_live(app)
        with case("serves nothing unless it is asked to"):
            open_preferences(app)
            assert not switch(app).checked
            assert app.first("link", ADDRESS) is None and app.first("push button", ADDRESS) is None
        with case("serves the pages and says where"):
            set_port(app, ports[0])
            flip(app, True)
            app.find(None, re.compile(f"^http://localhost:{ports[0]}/$"))
            app.find("push button", says("Copy the Address"))
            page = fetch(ports[0], "waterfall")
            assert "<table" in page and "Demo of Spillway" in page, page[:500]
            assert "Demo of Spillway" in fetch(ports[0])
        with case("moves to another port"):
            set_port(app, ports[1])
            app.find(None, re.compile(f"^http://localhost:{ports[1]}/$"))
            assert "<table" in fetch(ports[1], "grid")
            assert is_closed(ports[0])
        with case("says in words that the port is another program's"), socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", ports[0]))
            other.listen()
            set_port(app, ports[0])
            app.find("label", says(f"Another program listens on port {ports[0]}"))
            assert is_closed(ports[1])
            set_port(app, ports[1])
            app.find(None, re.compile(f"^http://localhost:{ports[1]}/$"))
            app.gone("label", says("Another program"))
            fetch(ports[1])
    with App(home=app.home) as again:
        with case("serves them again the next time"):
            wait(lambda: not is_closed(ports[1]), "the pages")
            is_live(again)
            assert "Demo of Spillway" in fetch(ports[1])
        with case("stops when it is switched off"):
            open_preferences(again)
            flip(again, False)
            wait(lambda: is_closed(ports[1]), "the end of the pages")
            again.gone(None, ADDRESS)


main()
