"""A desktop for tests of the window: display, window manager, session bus, accessibility, keyring.

A test program imports this, writes flows, and ends with main():

    @flow
    def first_run():
        with App() as app:
            with case("offers the demo"):
                app.click(app.find("push button", "Try the Demo"))
    main()

Each case is a line of TAP. After the first case of a flow that fails, the flow ends and a picture of
the screen and the tree of widgets lie in SPILL_TEST_OUTPUT. The window is found and driven as a
screen reader does, over AT-SPI; the pointer and the keyboard through the X server.
"""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

HERE = Path(__file__).resolve().parent
BUILD = Path(os.environ.get("SPILL_TEST_BUILD", HERE.parent.parent / "_build"))
OUTPUT = Path(os.environ.get("SPILL_TEST_OUTPUT", BUILD / "window-tests"))
APP_ID = "io.github.spillway.Spillway"
# Sanitized programs on a busy machine are slow; nothing waits longer than it has to.
PATIENCE = 20

TROUBLE = re.compile(r"CRITICAL|WARNING|AddressSanitizer|LeakSanitizer|runtime error|\*\* ERROR")
# Of the test's surroundings, not of the program.
HARMLESS = re.compile(r"Unable to acquire session bus|dconf|vfs|portal|Theme parsing|"
                      r"cannot register existing type|suppressions|Suppressions")
CONTROLS = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "entry",
            "password text", "spin button", "switch", "slider", "list item", "menu item", "link",
            "page tab", "tree item", "table cell", "check menu item", "radio menu item"}


class NotThere(AssertionError):
    """What was looked for did not appear in time."""


class Failed(Exception):
    """A case failed; the flow ends."""


# Flows and cases

_flows = []
_count = _bad = 0
_apps = []


def flow(function):
    _flows.append(function)
    return function


@contextlib.contextmanager
def case(name):
    """One line of TAP, prefixed by the flow's name."""
    global _count, _bad
    title = f"{_current} {name}"
    start = time.monotonic()
    try:
        yield
    except Exception as error:
        _count, _bad = _count + 1, _bad + 1
        print(f"not ok {_count} - {title}", flush=True)
        for line in traceback.format_exc().splitlines():
            print("#", line)
        keep_evidence(title)
        raise Failed from error
    _count += 1
    print(f"ok {_count} - {title}  # {time.monotonic() - start:.1f} s", flush=True)


def keep_evidence(title):
    OUTPUT.mkdir(parents=True, exist_ok=True)
    name = OUTPUT / re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80]
    subprocess.run(["import", "-window", "root", f"{name}.png"], check=False)
    print(f"# the screen: {name}.png", flush=True)
    for app in _apps:
        with contextlib.suppress(Exception):
            name.with_suffix(".txt").write_text(app.tree() + "\n\n" + app.stderr())
            print(f"# the widgets and stderr: {name}.txt", flush=True)


def main():
    """Runs the flows, or those named as arguments; inside a display of its own."""
    global _current
    if "SPILL_TEST_DESKTOP" not in os.environ:
        env = dict(os.environ, SPILL_TEST_DESKTOP="1", SPILL_TEST_SCREEN="1400x1000", GSETTINGS_BACKEND="keyfile",
                   NO_AT_BRIDGE="0", GTK_A11Y="atspi", LC_ALL="C.UTF-8", TZ="UTC", PYTHONDONTWRITEBYTECODE="1")
        os.execve(HERE / "with-display", [str(HERE / "with-display"), sys.executable, *sys.argv], env)
    wanted = sys.argv[1:]
    with surroundings():
        for function in _flows:
            if wanted and function.__name__ not in wanted:
                continue
            _current = function.__name__.replace("_", " ") + ":"
            try:
                function()
            except Failed:
                pass
            except Exception:
                with contextlib.suppress(Failed), case("runs"):
                    raise
    print(f"1..{_count}", flush=True)
    sys.exit(1 if _bad else 0)


@contextlib.contextmanager
def surroundings():
    """Window manager and an unlocked keyring, ended by pid."""
    manager = subprocess.Popen(["openbox", "--config-file", str(HERE / "openbox.xml")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    keyring = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
                               stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    keyring.stdin.write(b"the keyring's own password")
    keyring.stdin.close()
    try:
        wait(lambda: subprocess.run(["xdotool", "get_num_desktops"], check=False, stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL).returncode == 0, "the window manager")
        wait(lambda: name_has_owner("org.freedesktop.secrets"), "the keyring")
        Atspi.init()
        Atspi.set_timeout(5000, 5000)
        yield
    finally:
        for process in (keyring, manager):
            process.terminate()
            process.wait()


def name_has_owner(name):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    return bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                         GLib.Variant("(s)", (name,)), None, Gio.DBusCallFlags.NONE, 5000, None).unpack()[0]


def wait(condition, what="it", seconds=PATIENCE):
    """Polls until @condition yields something true and returns it. The tree changes under us while
    we read it: an error of D-Bus means to look again."""
    end = time.monotonic() + seconds
    error = None
    while True:
        try:
            found = condition()
            if found:
                return found
        except GLib.Error as caught:
            error = caught
        if time.monotonic() > end:
            raise NotThere(f"{what} did not come within {seconds} s" + (f" ({error})" if error else ""))
        time.sleep(0.05)


def never(condition, what="it", seconds=1.0):
    """Fails if @condition becomes true within @seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(GLib.Error):
            assert not condition(), f"{what} came"
        time.sleep(0.05)


def secrets():
    """What the keyring holds of ours: [(label, attributes, secret)]."""
    gi.require_version("Secret", "1")
    from gi.repository import Secret
    service = Secret.Service.get_sync(Secret.ServiceFlags.OPEN_SESSION | Secret.ServiceFlags.LOAD_COLLECTIONS, None)
    found = []
    for collection in service.get_collections():
        collection.load_items_sync(None)
        for item in collection.get_items():
            if item.get_attributes().get("xdg:schema") == APP_ID:
                item.load_secret_sync(None)
                found.append((item.get_label(), item.get_attributes(), item.get_secret().get_text()))
    return found


# Nodes of the tree

def name_of(node):
    return node.get_name() or ""


def text_of(node):
    """What a label or entry says."""
    with contextlib.suppress(GLib.Error):
        if Atspi.Accessible.get_text_iface(node) is not None:
            return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    return name_of(node)


def has_state(node, *states):
    have = node.get_state_set()
    return all(have.contains(state) for state in states)


def walk(node, hidden=False):
    """@node and what is below it, in order; without what its program hides, unless @hidden."""
    yield node
    for index in range(node.get_child_count()):
        child = node.get_child_at_index(index)
        if child is not None and (hidden or has_state(child, Atspi.StateType.VISIBLE)):
            yield from walk(child, hidden)


def ancestors(node):
    """@node and what it is in, up to its window."""
    while node is not None and node.get_role_name() not in ("application", "desktop frame"):
        yield node
        node = node.get_parent()


def center(node):
    """Its middle, from the corner of its window; None if it has no size."""
    try:
        extents = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    except GLib.Error:
        return None   # not every node is a widget
    if extents.width <= 0 or extents.height <= 0:
        return None
    return extents.x + extents.width // 2, extents.y + extents.height // 2


def on_screen(node):
    """Whether a person sees it. GTK 4.8 calls what is on a hidden page of a stack visible, and the
    size it had there stays: so ask what is where it should be. Some of what is hit is unknown to
    AT-SPI (an icon in a button), so a few points are tried."""
    line = list(ancestors(node))
    if len(line) == 1 or any("Popover" in name_of(each) for each in line):
        return True   # a surface of its own, hidden as a whole
    middle = center(node)
    if middle is None:
        return False
    extents = Atspi.Component.get_extents(node, Atspi.CoordType.WINDOW)
    others = False
    for point in (middle, (extents.x + 3, middle[1]), (extents.x + 3, extents.y + 3),
                  (middle[0], extents.y + extents.height - 3)):
        there = Atspi.Component.get_accessible_at_point(line[-1], *point, Atspi.CoordType.WINDOW)
        if there is None:
            continue
        if node in ancestors(there):
            return True
        # What is insensitive is looked through, to what it is on.
        if there in line and not has_state(node, Atspi.StateType.SENSITIVE):
            return True
        others = True
    return not others


def matches(pattern, text):
    """@pattern: None for any, a text to equal, or a compiled expression to be found."""
    if pattern is None:
        return True
    return bool(pattern.search(text)) if isinstance(pattern, re.Pattern) else pattern == text


def is_nameless(node):
    """GTK gives a widget without a name that of its C type."""
    return not name_of(node).strip() or re.fullmatch(r"(Gtk|Adw|Spill)[A-Z]\w+", name_of(node)) is not None


class App:
    """One run of Spillway with a configuration of its own, or that of an earlier run (@home)."""

    def __init__(self, *arguments, home=None, env=None, program="spillway"):
        self.home = Path(home or tempfile.mkdtemp(prefix="home.", dir=os.environ["XDG_RUNTIME_DIR"]))
        self.log = self.home / "stderr"
        self.allowed = []     # expressions of trouble that a test provokes
        self.ended = False
        self.env = dict(os.environ, XDG_CONFIG_HOME=str(self.home / "config"), XDG_DATA_HOME=str(self.home / "data"),
                        XDG_CACHE_HOME=str(self.home / "cache"), XDG_STATE_HOME=str(self.home / "state"),
                        GSETTINGS_SCHEMA_DIR=str(BUILD / "data"), GSETTINGS_BACKEND="keyfile",
                        GIO_USE_PROXY_RESOLVER="dummy", G_DEBUG="", G_ENABLE_DIAGNOSTIC="0",
                        ADW_DISABLE_PORTAL="1", LANGUAGE="", **(env or {}))
        self.program = program
        self.arguments = arguments
        self.process = None

    def __enter__(self):
        _apps.append(self)
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen([BUILD / "src" / "app" / self.program, *self.arguments], env=self.env,
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait(self.window, "the window")
        return self

    def __exit__(self, kind, *_rest):
        _apps.remove(self)
        if kind is None:
            with case("ends without complaint"):
                self.quit()
        else:
            self.process.kill()
            self.process.wait()

    def quit(self):
        """Quits as a user does; fails on a bad exit or anything that was complained about."""
        if self.ended:
            return
        self.ended = True
        if self.process.poll() is None:
            self.activate("quit")
        try:
            status = self.process.wait(PATIENCE * 2)
        except subprocess.TimeoutExpired as error:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
            raise NotThere("it did not quit") from error
        complaints = self.complaints()
        assert not complaints, "\n".join(complaints)
        assert status == 0, f"ended with {status}:\n{self.stderr()[-4000:]}"

    def stderr(self):
        return self.log.read_text(errors="replace")

    def complaints(self):
        return [line for line in self.stderr().splitlines()
                if TROUBLE.search(line) and not HARMLESS.search(line)
                and not any(re.search(pattern, line) for pattern in self.allowed)]

    def activate(self, action, parameter=None):
        """An action of the application, over D-Bus."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.call_sync(APP_ID, "/" + APP_ID.replace(".", "/"), "org.gtk.Actions", "Activate",
                      GLib.Variant("(sava{sv})", (action, [parameter] if parameter else [], {})), None,
                      Gio.DBusCallFlags.NONE, 10000, None)

    # Finding

    def root(self):
        desktop = Atspi.get_desktop(0)
        desktop.clear_cache()
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_process_id() == self.process.pid:
                child.set_cache_mask(Atspi.Cache.NONE)
                return child
        assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.stderr()[-6000:]}"
        return None

    def windows(self):
        root = self.root()
        return [] if root is None else [root.get_child_at_index(i) for i in range(root.get_child_count())]

    def window(self):
        """The newest toplevel that shows."""
        shown = [each for each in self.windows() if each is not None and has_state(each, Atspi.StateType.SHOWING)]
        return shown[-1] if shown else None

    def all(self, role=None, name=None, under=None, where=None, away=False):
        """Every node of this role (one, or a set) and name, in order of the tree; those a person
        can see now, or any that are not hidden by their program (as on rows scrolled away)."""
        roles = {role} if isinstance(role, str) else role
        tops = [under] if under is not None else self.windows()
        return [node for top in tops if top is not None for node in walk(top)
                if (roles is None or node.get_role_name() in roles)
                and (name is None or matches(name, name_of(node)) or matches(name, text_of(node)))
                and (where is None or where(node))
                and (away or on_screen(node))]

    def find(self, role=None, name=None, under=None, where=None, away=False, seconds=PATIENCE):
        """The first such node, waited for."""
        def look():
            found = self.all(role, name, under, where, away)
            return found[0] if found else None
        what = f"{role or 'node'} {name.pattern if isinstance(name, re.Pattern) else name!r}"
        return wait(look, what, seconds)

    def sees(self, name, role=None, under=None):
        return bool(self.all(role, name, under))

    def gone(self, role=None, name=None, seconds=PATIENCE):
        wait(lambda: not self.all(role, name), f"the end of {role} {name!r}", seconds)

    def texts(self, under=None):
        """All that can be read, in order."""
        return [text for text in (text_of(node) for node in self.all(under=under)) if text]

    def tree(self, hidden=False):
        """The tree as text, for people."""
        lines = []

        def show(node, depth):
            text = text_of(node)
            lines.append(f"{'  ' * depth}{node.get_role_name()} {name_of(node)!r}"
                         + (f" = {text!r}" if text != name_of(node) else "")
                         + ("" if on_screen(node) else " (away)"))
            for index in range(node.get_child_count()):
                child = node.get_child_at_index(index)
                if child is not None and (hidden or has_state(child, Atspi.StateType.VISIBLE)):
                    show(child, depth + 1)
        for window in self.windows():
            if window is not None:
                show(window, 0)
        return "\n".join(lines)

    def nameless(self):
        """Controls that show and that a screen reader cannot name."""
        return [f"{node.get_role_name()} {name_of(node)!r} in {self.path(node)}"
                for node in self.all(CONTROLS) if is_nameless(node)]

    @staticmethod
    def path(node):
        return " < ".join(f"{each.get_role_name()}({name_of(each)})" for each in ancestors(node))

    # Doing

    def click(self, node):
        """Activates a control as assistive technology does; the pointer where it offers no action."""
        if Atspi.Accessible.get_action_iface(node) is not None and Atspi.Action.get_n_actions(node) > 0:
            assert Atspi.Action.do_action(node, 0), f"{self.path(node)} cannot be activated"
        else:
            self.point(node)

    def point(self, node, button=1, times=1):
        """Clicks in the middle of @node with the pointer."""
        (left, top, _frame), (x, y) = self.geometry(), center(node)
        xdotool("mousemove", "--sync", str(left + x), str(top + y))
        xdotool("click", "--repeat", str(times), "--delay", "60", str(button))

    def x_window(self):
        """The X server's number of the window in front."""
        return xdotool("getactivewindow").strip()

    def geometry(self):
        """Of the window in front: its left and top on the screen, and the width of its frame, which
        the toolkit draws itself."""
        lines = xdotool("getwindowgeometry", "--shell", self.x_window()).splitlines()
        values = {key: int(value) for key, _, value in (line.partition("=") for line in lines) if value.isdigit()}
        frame = (values["WIDTH"] - self.size()[0]) // 2
        return values["X"] + frame, values["Y"] + frame, frame

    def resize(self, width, height):
        """The size of the window in front; what is refused stays larger."""
        frame = self.geometry()[2]
        xdotool("windowsize", "--sync", self.x_window(), str(width + 2 * frame), str(height + 2 * frame))

    def size(self):
        extents = Atspi.Component.get_extents(self.window(), Atspi.CoordType.WINDOW)
        return extents.width, extents.height

    def write(self, node, text):
        """Replaces the text of an entry."""
        entry = node if Atspi.Accessible.get_editable_text_iface(node) is not None else next(
            each for each in walk(node) if Atspi.Accessible.get_editable_text_iface(each) is not None)
        assert Atspi.EditableText.set_text_contents(entry, text), f"{self.path(entry)} cannot be written to"

    def press(self, *keys):
        """Keys by X's names, to the window in front: press("ctrl+f"), press("Tab", "Return")."""
        xdotool("key", "--delay", "30", *keys)

    def type(self, text):
        xdotool("type", "--delay", "15", text)

    def focus(self):
        """The node with the keyboard's focus."""
        found = [node for window in self.windows() if window is not None for node in walk(window)
                 if has_state(node, Atspi.StateType.FOCUSED)]
        return found[-1] if found else None

    def picture(self, name):
        """A picture of the screen, for people."""
        OUTPUT.mkdir(parents=True, exist_ok=True)
        path = OUTPUT / f"{name}.png"
        subprocess.run(["import", "-window", "root", str(path)], check=True)
        return path


def xdotool(*words):
    done = subprocess.run(["xdotool", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, f"xdotool {' '.join(words)}: {done.stderr}"
    return done.stdout
