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
PATIENCE = 45

TROUBLE = re.compile(r"CRITICAL|WARNING|ERROR: AddressSanitizer|runtime error|\*\* ERROR")
# Of the test's surroundings, not of the program.
HARMLESS = re.compile(r"Unable to acquire session bus|dconf|vfs|portal|Theme parsing|"
                      r"cannot register existing type|suppressions|Suppressions")
BUTTONS = {"push button", "toggle button"}
CONTROLS = {"push button", "toggle button", "check box", "radio button", "combo box", "text", "entry",
            "password text", "spin button", "switch", "slider", "list item", "menu item", "link",
            "page tab", "tree item", "table cell", "check menu item", "radio menu item"}


# Frames of a leak that only pass memory on, and those of libraries, whose own leaks are not ours.
ALLOCATORS = re.compile(r"libasan|libsanitizer|libglib-2|libgobject-2|libgio-2|libc\.so")
FRAME = re.compile(r"^    #\d+ 0x[0-9a-f]+ (.*)$", re.M)


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
    Secret.Service.disconnect()   # what it remembers may be gone
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

ROLES = {}


def state_bit(name):
    return 1 << int(getattr(Atspi.StateType, name))


VISIBLE, FOCUSABLE, FOCUSED, SENSITIVE, ACTIVE, CHECKED, SELECTED, PRESSED, EXPANDED = (
    state_bit(name) for name in "VISIBLE FOCUSABLE FOCUSED SENSITIVE ACTIVE CHECKED SELECTED PRESSED EXPANDED".split())


class Node:
    """A widget as assistive technology knows it, as it was when the tree was read."""

    def __init__(self, bus, item):
        (self.owner, self.path), _app, (_, self.up), self.index, self.n_children, faces, name, role, _text, states = item
        self.bus = bus
        self.faces = {face.rpartition(".")[2] for face in faces}
        self.name = name or ""
        self.states = states[0] | states[1] << 32
        self.role = ROLES.get(role) or ROLES.setdefault(role, Atspi.role_get_name(Atspi.Role(role)))
        self.parent = None
        self.children = []

    def __eq__(self, other):
        return isinstance(other, Node) and other.path == self.path

    def __hash__(self):
        return hash(self.path)

    def call(self, face, method, parameters=None):
        """A method of one of AT-SPI's interfaces, asked of the program now."""
        return self.bus.call_sync(self.owner, self.path, f"org.a11y.atspi.{face}", method, parameters, None,
                                  Gio.DBusCallFlags.NONE, 10000, None).unpack()

    def has(self, *states):
        return all(self.states & state for state in states)

    @property
    def checked(self):
        return self.has(CHECKED) or self.has(PRESSED)

    @property
    def text(self):
        """What a label or entry says."""
        if self.role not in ("text", "entry", "password text"):
            return self.name
        with contextlib.suppress(GLib.Error):
            return self.call("Text", "GetText", GLib.Variant("(ii)", (0, 1 << 30)))[0]
        return self.name

    @property
    def description(self):
        """What a screen reader tells besides the name, asked of the program now."""
        return self.bus.call_sync(self.owner, self.path, "org.freedesktop.DBus.Properties", "Get",
                                  GLib.Variant("(ss)", ("org.a11y.atspi.Accessible", "Description")), None,
                                  Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]

    @property
    def extents(self):
        """Left and top from the corner of its window, width and height; None if it has no size."""
        if "Component" not in self.faces:
            return None   # not every node is a widget
        x, y, width, height = self.call("Component", "GetExtents", GLib.Variant("(u)", (1,)))[0]
        return (x, y, width, height) if width > 0 and height > 0 else None

    @property
    def center(self):
        x, y, width, height = self.extents
        return x + width // 2, y + height // 2

    @property
    def nameless(self):
        """GTK gives a widget without a name that of its C type."""
        return not self.name.strip() or re.fullmatch(r"(Gtk|Adw|Spill)[A-Z]\w+", self.name) is not None

    def line(self):
        """This, and what it is in, up to its window."""
        node = self
        while node is not None and node.role != "application":
            yield node
            node = node.parent

    def walk(self, hidden=False):
        """This and what is below it, in order; without what its program hides, unless @hidden."""
        yield self
        for child in self.children:
            if hidden or child.has(VISIBLE):
                yield from child.walk(hidden)

    def on_screen(self):
        """Whether a person sees it. GTK 4.8 calls what is on a hidden page of a stack visible, and the
        size it had there stays: so ask what is where it should be. Some of what is hit is unknown to
        AT-SPI (an icon in a button), so a few points are tried."""
        line = list(self.line())
        if len(line) == 1 or any("Popover" in each.name for each in line):
            return True   # a surface of its own, hidden as a whole
        extents = self.extents
        if extents is None:
            return False
        x, y, width, height = extents
        paths = [each.path for each in line]
        others = False
        for point in ((x + width // 2, y + height // 2), (x + 3, y + height // 2), (x + 3, y + 3),
                      (x + width // 2, y + height - 3)):
            _owner, path = line[-1].call("Component", "GetAccessibleAtPoint",
                                         GLib.Variant("(iiu)", (*point, 1)))[0]
            if path.endswith("/null"):
                continue
            if path == self.path or any(each.path == path for each in self.walk(hidden=True)):
                return True
            # What is insensitive is looked through, to what it is on.
            if path in paths and not self.has(SENSITIVE):
                return True
            others = True
        return not others

    def __str__(self):
        return " < ".join(f"{each.role}({each.name})" for each in self.line())


class Tree:
    """Reads a program's whole tree with a few calls: its cache tells of every node that was asked
    for before, so only the children of new ones are asked for."""

    def __init__(self, pid):
        self.pid = pid
        self.owner = None
        address = Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
            "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, Gio.DBusCallFlags.NONE,
            10000, None).unpack()[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def _bus_call(self, method, parameters=None):
        return self.bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                  parameters, None, Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]

    def _find_owner(self):
        for name in self._bus_call("ListNames"):
            if name.startswith(":"):
                with contextlib.suppress(GLib.Error):
                    if self._bus_call("GetConnectionUnixProcessID", GLib.Variant("(s)", (name,))) == self.pid:
                        self._cache(name)   # a program may have other connections, too
                        return name
        return None

    def _cache(self, owner):
        return self.bus.call_sync(owner, "/org/a11y/atspi/cache", "org.a11y.atspi.Cache", "GetItems", None, None,
                                  Gio.DBusCallFlags.NONE, 10000, None).unpack()[0]

    def _items(self):
        nodes = {item[0][1]: Node(self.bus, item) for item in self._cache(self.owner)}
        for node in nodes.values():
            node.parent = nodes.get(node.up)
            if node.parent is not None:
                node.parent.children.append(node)
        for node in nodes.values():
            node.children.sort(key=lambda child: child.index)
        return nodes

    def read(self):
        """The application's node, with all below it; None before it is on the bus."""
        self.owner = self.owner or self._find_owner()
        if self.owner is None:
            return None
        # The root says that it has no children, whatever it has.
        self.bus.call_sync(self.owner, "/org/a11y/atspi/accessible/root", "org.a11y.atspi.Accessible", "GetChildren",
                           None, None, Gio.DBusCallFlags.NONE, 10000, None)
        asked = set()
        while True:
            nodes = self._items()
            strange = [node for node in nodes.values() if len(node.children) < node.n_children
                       and node.path not in asked]
            if not strange:
                return next((node for node in nodes.values() if node.role == "application"), None)
            for node in strange:
                asked.add(node.path)
                with contextlib.suppress(GLib.Error):
                    node.call("Accessible", "GetChildren")


def matches(pattern, text):
    """@pattern: None for any, a text to equal, or a compiled expression to be found."""
    if pattern is None:
        return True
    text = re.sub("[\u2066-\u2069]", "", text)   # marks that keep strange names from turning lines around
    return bool(pattern.search(text)) if isinstance(pattern, re.Pattern) else pattern == text


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
        # leaks() judges. It needs stacks, and whole ones cost most of the time.
        self.env["ASAN_OPTIONS"] = "halt_on_error=1:fast_unwind_on_malloc=0:malloc_context_size=10"
        self.env["LSAN_OPTIONS"] = "exitcode=0"
        self.program = program
        self.arguments = arguments
        self.process = None
        self.reader = None

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
        assert not complaints, "\n".join(complaints[:20]) + "\n" + self.reports()
        leaks = self.leaks()
        assert not leaks, "\n".join(leaks)[:8000]
        assert status == 0, f"ended with {status}:\n{self.stderr()[-4000:]}"

    def stderr(self):
        return self.log.read_text(errors="replace")

    def complaints(self):
        lines = [line for line in self.stderr().splitlines()
                 if TROUBLE.search(line) and not HARMLESS.search(line)
                 and not any(re.search(pattern, line) for pattern in self.allowed)]
        # Once each, without the process and the time.
        return list(dict.fromkeys(re.sub(r"\(\w+:\d+\)|\d+:\d+:\d+\.\d+|==\d+==", "", line) for line in lines))

    def leaks(self):
        """LeakSanitizer's blocks that our own code lost: before any frame of another library comes
        one of ours."""
        blocks = re.split(r"\n\n", self.stderr().partition("ERROR: LeakSanitizer")[2])
        found = []
        for block in blocks:
            frames = [frame for frame in FRAME.findall(block) if not ALLOCATORS.search(frame)]
            if frames and re.search(r" \.\./(src|tests)/", frames[0]):
                found.append(block)
        return found

    def reports(self):
        """What sanitizers found, without the shadow bytes."""
        _, mark, rest = self.stderr().partition("ERROR: AddressSanitizer")
        return (mark + rest.partition("Shadow bytes")[0])[:8000] if mark else ""

    def activate(self, action, parameter=None):
        """An action of the application, over D-Bus."""
        bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        bus.call_sync(APP_ID, "/" + APP_ID.replace(".", "/"), "org.gtk.Actions", "Activate",
                      GLib.Variant("(sava{sv})", (action, [parameter] if parameter else [], {})), None,
                      Gio.DBusCallFlags.NONE, 10000, None)

    # Finding

    def windows(self):
        """Those that show, the one in front last."""
        root = self.reader.read() if self.reader is not None else None
        if root is None:
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.stderr()[-6000:]}"
            self.reader = self.reader or Tree(self.process.pid)
            return []
        return sorted((each for each in root.children if each.has(VISIBLE)), key=lambda each: each.has(ACTIVE))

    def window(self):
        """The one in front."""
        return (self.windows() or [None])[-1]

    def each(self, role=None, name=None, under=None, where=None, away=False):
        roles = {role} if isinstance(role, str) else role
        for top in [under] if under is not None else self.windows():
            for node in top.walk():
                if ((roles is None or node.role in roles)
                        and (name is None or matches(name, node.name) or matches(name, node.text))
                        and (where is None or where(node))
                        and (away or node.on_screen())):
                    yield node

    def all(self, role=None, name=None, under=None, where=None, away=False):
        """Every node of this role (one, or a set) and name, in order of the tree; those a person
        can see now, or any that are not hidden by their program (as on rows scrolled @away)."""
        return list(self.each(role, name, under, where, away))

    def first(self, role=None, name=None, under=None, where=None, away=False):
        """The first such node now, or None."""
        return next(self.each(role, name, under, where, away), None)

    def find(self, role=None, name=None, under=None, where=None, away=False, seconds=PATIENCE):
        """The first such node, waited for."""
        what = f"{role or 'node'} {name.pattern if isinstance(name, re.Pattern) else name!r}"
        return wait(lambda: self.first(role, name, under, where, away), what, seconds)

    def again(self, node):
        """@node as it is now, or None if it went."""
        return next((each for window in self.windows() for each in window.walk(True) if each == node), None)

    def gone(self, role=None, name=None, seconds=PATIENCE):
        """Waits until two looks in a row do not find it: one may miss it while the tree changes."""
        looks = []

        def is_gone():
            looks.append(bool(self.windows()) and self.first(role, name) is None)
            return looks[-2:] == [True, True]
        wait(is_gone, f"the end of {role} {name!r}", seconds)

    def texts(self, under=None):
        """All that can be read, in order."""
        return [text for text in (node.text for node in self.all(under=under)) if text]

    def tree(self):
        """The tree as text, for people."""
        lines = []

        def show(node, depth):
            lines.append(f"{'  ' * depth}{node.role} {node.name!r}"
                         + (f" = {node.text!r}" if node.text != node.name else "")
                         + ("" if node.on_screen() else " (away)"))
            for child in node.children:
                if child.has(VISIBLE):
                    show(child, depth + 1)
        for window in self.windows():
            show(window, 0)
        return "\n".join(lines)

    def nameless(self):
        """Controls that a person sees and that a screen reader cannot name; but for parts that GTK
        and libadwaita put into named rows and drop-downs, and name in later versions."""
        def is_ours(node):
            inside = {each.role for each in list(node.line())[1:] if not each.nameless}
            return (node.nameless and node.has(FOCUSABLE) and not (node.role in BUTTONS and inside & {"text", "password text", "combo box"})
                    and not any(each.role == "list item" and not each.nameless for each in node.walk()))
        return [str(node) for node in self.each(CONTROLS, where=is_ours)]

    # Doing

    def click(self, node):
        """Activates a control as assistive technology does; the pointer where it offers no action."""
        if "Action" in node.faces and node.call("Action", "GetActions")[0]:
            assert node.call("Action", "DoAction", GLib.Variant("(i)", (0,)))[0], f"{node} cannot be activated"
        else:
            self.point(node)

    def point(self, node, button=1, times=1):
        """Clicks in the middle of @node with the pointer."""
        (left, top, _frame), (x, y) = self.geometry(), node.center
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
        _x, _y, width, height = self.window().extents
        return width, height

    def write(self, node, text):
        """Replaces the text of an entry, or of the one inside @node."""
        entry = next((each for each in node.walk() if "EditableText" in each.faces), None)
        assert entry is not None, f"{node} cannot be written to"
        assert entry.call("EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))[0], f"{entry} refuses"

    def press(self, *keys):
        """Keys by X's names, to the window in front: press("ctrl+f"), press("Tab", "Return")."""
        xdotool("key", "--delay", "30", *keys)

    def type(self, text):
        xdotool("type", "--delay", "15", text)

    def focus(self):
        """The node with the keyboard's focus, in the window in front."""
        window = self.window()
        found = [node for node in window.walk() if node.has(FOCUSED)] if window is not None else []
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
