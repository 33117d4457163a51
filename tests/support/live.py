#!/usr/bin/python3
"""A real Buildbot master with two workers, for tests: started in seconds, broken and mended at will.

    with Live() as live:
        live.force("linux-gcc", outcome="failure")
        live.restart()

As a program: live.py run CMD…   runs CMD with a fresh master: SPILL_LIVE_URL is its address,
                                 SPILL_LIVE_PB is the port of its PBChangeSource (carl, "change pass"),
                                 SPILL_LIVE_USER and SPILL_LIVE_PASSWORD log in as its admin,
                                 SPILL_LIVE_CONTROL is a socket that takes the lines below
              live.py serve      starts one and says where it is; ends at Ctrl+C
              live.py tell LINE  sends a line to SPILL_LIVE_CONTROL (C tests write to it themselves)

Lines: start, stop, kill, restart, start-worker NAME, stop-worker NAME, kill-worker NAME, history,
set NAME VALUE (for master.cfg, at the next start), change JSON, force JSON ({"builder": …, …}).
The answer is one line: "ok", or what went wrong.
"""

import atexit
import base64
import ctypes
import http.client
import http.cookiejar
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent / "buildbot"
PYTHON = "/usr/bin/python3"

# As in master.cfg.
ADMIN = ("ada", "open sesame")
GUEST = ("gus", "guest pass")
WORKERS = ("north", "south")
ODD = 'odd "name" <b>&amp;</b> 50% ü/é?#;+'

WORKER_TAC = """
from twisted.application import service
from buildbot_worker import pb
from buildbot_worker.bot import Worker

# Tests restart the master: come back at once, not after a polite while.
pb.backoffPolicy = lambda: lambda attempt: 0.2

application = service.Application('buildbot-worker')
Worker("127.0.0.1", {port}, {name!r}, "dock", {folder!r}, 600, umask=0o22).setServiceParent(application)
"""


class LiveError(Exception):
    """The master did not come up, or refused what it was asked."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    """So that nothing stays behind, whatever ends the test."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)   # PR_SET_PDEATHSIG


def wait_for(condition, seconds, what):
    """Polls until @condition yields something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise LiveError(f"waited {seconds} s for {what}")
        time.sleep(0.03)


class Live:
    """One master. Its state outlives stop() and kill(), until close()."""

    def __init__(self, workers=WORKERS, start=True, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="spillway-live."))
        self.http_port, self.pb_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.http_port}/"
        self.settings = settings      # master.cfg's: PRIVATE="1", WITHOUT="release"
        self.processes = {}           # name -> Popen
        self.openers = {}             # user -> logged-in opener
        atexit.register(self.close)
        try:
            self._buildbot("create-master", "--relocatable", str(self.folder / "master"))
            shutil.copy(HERE / "master.cfg", self.folder / "master" / "master.cfg")
            if start:
                self.start()
                for name in workers:
                    self.start_worker(name, wait=False)
                wait_for(lambda: self.connected() >= set(workers), 30, "the workers")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_args):
        self.close()

    def close(self):
        """Ends every process and deletes the folder."""
        for process in list(self.processes.values()):
            process.kill()
        for process in self.processes.values():
            process.wait()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    # Processes

    def _env(self):
        env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        # A test's sanitizers are not Python's business.
        for key in ("LD_PRELOAD", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            env.pop(key, None)
        env.update(PYTHONPATH=str(HERE / "plugins"), PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8",
                   SPILL_BB_HTTP=str(self.http_port), SPILL_BB_PB=str(self.pb_port))
        env.update({f"SPILL_BB_{key}": str(value) for key, value in self.settings.items()})
        return env

    def _buildbot(self, *words):
        done = subprocess.run([PYTHON, "/usr/bin/buildbot", *words], env=self._env(), text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise LiveError(f"buildbot {words[0]}: {done.stdout}")

    def _spawn(self, name, *words, cwd):
        # What PR_SET_PDEATHSIG watches is the thread that forks.
        on_main = threading.current_thread() is threading.main_thread()
        with open(self.folder / f"{name}.out", "ab") as output:
            self.processes[name] = subprocess.Popen(
                [PYTHON, *words], cwd=cwd, env=self._env(), stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, preexec_fn=die_with_parent if on_main else None, start_new_session=True)

    def _end(self, name, how):
        process = self.processes.pop(name, None)
        if process is None:
            return
        process.send_signal(how)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def start(self, wait=True):
        """Starts the master; returns once it answers."""
        if "master" in self.processes:
            return
        self._spawn("master", "/usr/bin/buildbot", "start", "--nodaemon", cwd=self.folder / "master")
        if wait:
            wait_for(self._answers, 30, "the master")

    def _answers(self):
        if self.processes["master"].poll() is not None:
            raise LiveError("the master ended: " + self.log())
        try:
            with urllib.request.urlopen(self.url + "config", timeout=5):
                return True
        except (OSError, http.client.HTTPException):
            return False

    def log(self):
        """The end of what the master had to say."""
        texts = [path.read_text(errors="replace")[-4000:]
                 for path in (self.folder / "master" / "twistd.log", self.folder / "master.out")
                 if path.exists()]
        return "\n".join(texts)

    def stop(self):
        """Stops the master as its admin would."""
        self._end("master", signal.SIGTERM)

    def kill(self):
        """Ends the master as a power cut would."""
        self._end("master", signal.SIGKILL)

    def freeze(self):
        """The master accepts connections and answers nothing, until thaw()."""
        self.processes["master"].send_signal(signal.SIGSTOP)

    def thaw(self):
        self.processes["master"].send_signal(signal.SIGCONT)

    def restart(self, wait=True, **settings):
        """Stops and starts the master on the same port, with other settings if given."""
        self.stop()
        self.settings.update(settings)
        self.start(wait)

    def start_worker(self, name, wait=True):
        if name in self.processes:
            return
        folder = self.folder / name
        if not folder.exists():
            (folder / "info").mkdir(parents=True)
            (folder / "info" / "admin").write_text(f"Keeper of {name} <keeper@example.invalid>\n")
            (folder / "info" / "host").write_text(f"{name}, 4 cores <&> 8 GB\n")
            (folder / "buildbot.tac").write_text(
                WORKER_TAC.format(port=self.pb_port, name=name, folder=str(folder)))
        self._spawn(name, "/usr/bin/buildbot-worker", "start", "--nodaemon", cwd=folder)
        if wait:
            wait_for(lambda: name in self.connected(), 30, f"worker {name}")

    def stop_worker(self, name):
        self._end(name, signal.SIGTERM)

    def kill_worker(self, name):
        self._end(name, signal.SIGKILL)

    # What one asks a master

    def _opener(self, user):
        if user not in self.openers:
            opener = urllib.request.build_opener(
                urllib.request.ProxyHandler({}), NoRedirect,
                urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            if user is not None:
                word = base64.b64encode(":".join(user).encode()).decode()
                request = urllib.request.Request(self.url + "auth/login", headers={"Authorization": f"Basic {word}"})
                try:
                    opener.open(request, timeout=10).close()
                except urllib.error.HTTPError as error:
                    if error.code != 302:
                        raise LiveError(f"login of {user[0]}: {error}") from error
            self.openers[user] = opener
        return self.openers[user]

    def get(self, path, user=None):
        """GET below /api/v2, decoded: get("builds?complete=false")["builds"]."""
        request = urllib.request.Request(f"{self.url}api/v2/{path}", headers={"Accept": "application/json"})
        if user is None and self.settings.get("PRIVATE") == "1":
            user = ADMIN
        with self._opener(user).open(request, timeout=30) as answer:
            return json.load(answer)

    def control(self, path, method, user=ADMIN, **params):
        """A JSON-RPC call as the admin, or as @user; None: anonymous."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        request = urllib.request.Request(f"{self.url}api/v2/{path}", body, {"Content-Type": "application/json"})
        try:
            with self._opener(user).open(request, timeout=30) as answer:
                return json.load(answer)["result"]
        except urllib.error.HTTPError as error:
            raise LiveError(f"{method} {path}: {error.code} {error.read().decode()}") from error

    @property
    def version(self):
        """Buildbot's, as the master tells it."""
        with urllib.request.urlopen(self.url + "config", timeout=10) as answer:
            return dict(json.load(answer)["versions"])["Buildbot"]

    def connected(self):
        return {each["name"] for each in self.get("workers")["workers"] if each["connected_to"]}

    def builder_id(self, name):
        for each in self.get("builders")["builders"]:
            if each["name"] == name:
                return each["builderid"]
        raise LiveError(f"no builder {name}")

    def force(self, builder, scheduler="force", wait=True, **params):
        """Forces a build as the admin; returns it once it is complete, or has started if not @wait."""
        builderid = self.builder_id(builder)
        _bsid, requests = self.control(f"forceschedulers/{scheduler}", "force", builderid=builderid,
                                       **{"reason": "a test wants it", **params})
        return self.build_of(requests[str(builderid)], complete=wait)

    def build_of(self, request, complete=True):
        """The build of a request, waited for."""
        def found():
            builds = self.get(f"builds?buildrequestid={request}")["builds"]
            return builds[-1] if builds and (builds[-1]["complete"] or not complete) else None
        return wait_for(found, 60, f"the build of request {request}")

    def running(self):
        return self.get("builds?complete=false")["builds"]

    def builds(self, builder):
        """Newest first."""
        return self.get(f"builders/{self.builder_id(builder)}/builds?order=-number")["builds"]

    def change(self, author="Ann Quay <ann@example.invalid>", comments="Mend the crane\n\nIt squeaked.",
               branch="main", revision=None, files=("src/quay.c",), **more):
        """A commit, as a hook of the repository would tell of it; starts builds of linux-gcc."""
        revision = revision or os.urandom(20).hex()
        fields = {"author": author, "comments": comments, "branch": branch, "revision": revision,
                  "files": json.dumps(list(files)), "project": "harbour",
                  "repository": "https://git.example.invalid/harbour", **more}
        body = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(self.url + "change_hook/base", body, timeout=30):
            return revision

    def history(self):
        """Some of everything: good, then broken, never built, a streak with people, children."""
        jobs = [("linux-gcc", "success"), ("windows-debug", "failure"), ("soak", "success"), (ODD, "exception"),
                ("fleet", "success"), ("linux-gcc", "warnings"), ("windows-debug", "failure")]
        requests = []
        for builder, outcome in jobs:
            builderid = self.builder_id(builder)
            _bsid, made = self.control("forceschedulers/force", "force", builderid=builderid, outcome=outcome,
                                       seconds=1, reason=f"history: {outcome}")
            requests.append(made[str(builderid)])
        self.change()
        for request in requests:
            self.build_of(request)
        wait_for(lambda: not self.get("buildrequests?complete=false")["buildrequests"], 60, "the history")

    # From other processes

    def obey(self, line):
        """One line of the control socket; returns the answer."""
        words = line.strip().split(maxsplit=1)
        try:
            verb, rest = words[0], words[1] if len(words) > 1 else ""
            if verb in ("start", "stop", "kill", "restart", "freeze", "thaw", "history"):
                getattr(self, verb)()
            elif verb in ("start-worker", "stop-worker", "kill-worker"):
                getattr(self, verb.replace("-", "_"))(rest)
            elif verb == "set":
                name, value = shlex.split(rest)
                self.settings[name] = value
            elif verb == "change":
                self.change(**json.loads(rest or "{}"))
            elif verb == "force":
                self.force(**json.loads(rest))
            else:
                return f"what is {verb}?"
            return "ok"
        except Exception as error:   # the test at the other end tells it
            return f"{type(error).__name__}: {error}".replace("\n", " ")

    def listen(self):
        """Serves the control socket in a thread; returns its path."""
        path = self.folder / "control"
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()

        def serve():
            while True:
                peer, _ = server.accept()
                with peer, peer.makefile("rw", encoding="utf-8") as stream:
                    for line in stream:
                        if line.strip():
                            stream.write(self.obey(line) + "\n")
                            stream.flush()
        threading.Thread(target=serve, daemon=True).start()
        return path


def tell(line):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(os.environ["SPILL_LIVE_CONTROL"])
        with peer.makefile("rw", encoding="utf-8") as stream:
            stream.write(line + "\n")
            stream.flush()
            return stream.readline().strip()


def main():
    verb, words = (sys.argv[1:2] or ["help"])[0], sys.argv[2:]
    if verb == "tell" and words:
        answer = tell(" ".join(words))
        print(answer)
        return 0 if answer == "ok" else 1
    if verb == "run" and words and "SPILL_LIVE_URL" in os.environ:
        return subprocess.call(words)
    if verb not in ("run", "serve"):
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(143))
    with Live() as live:
        if verb == "serve":
            print(f"Buildbot {live.version} at {live.url}; admin {ADMIN[0]}, password {ADMIN[1]!r}", flush=True)
            print(f"export SPILL_LIVE_CONTROL={live.listen()}", flush=True)
            try:
                signal.pause()
            except KeyboardInterrupt:
                return 0
        env = dict(os.environ, SPILL_LIVE_URL=live.url, SPILL_LIVE_PB=str(live.pb_port), SPILL_LIVE_CONTROL=str(live.listen()),
                   SPILL_LIVE_USER=ADMIN[0], SPILL_LIVE_PASSWORD=ADMIN[1])
        return subprocess.call(words, env=env)


if __name__ == "__main__":
    sys.exit(main())
