#!/usr/bin/env python3
"""spillwayd's port for old status clients, with Twisted's Perspective Broker as client. Prints TAP.

Usage: test-spillwayd-pb.py SPILLWAYD
"""

import subprocess
import sys
import tempfile

from twisted.internet import defer
from twisted.spread import pb

from pb_client import BUSY, DEADLINE, PROGRAM, Daemon, log_in, run

KINDS = {"builderAdded", "builderChangedState", "buildStarted", "stepStarted", "stepFinished", "logStarted",
         "logChunk", "logFinished", "buildFinished"}


class Observer(pb.Referenceable):
    """What `buildbot statuslog` is, but quiet: remembers and checks the order of what it is told."""

    def __init__(self):
        self.events = []
        self.missing = set(KINDS)
        self.builds = {}
        self.logs = set()
        self.wrong = []
        self.done = defer.Deferred()

    def seen(self, name, *args):
        self.events.append((name, args))
        self.missing.discard(name)
        if not self.missing and not self.done.called:
            self.done.callback(None)

    def remote_builderAdded(self, name, builder):
        self.seen("builderAdded", name)

    def remote_builderRemoved(self, name):
        self.seen("builderRemoved", name)

    def remote_builderChangedState(self, name, state, eta):
        self.seen("builderChangedState", name, state, eta)
        if state not in (b"idle", b"building", b"offline"):
            self.wrong.append(("state", name, state))

    def remote_buildStarted(self, name, build):
        self.seen("buildStarted", name)
        self.builds[name] = set()

    def remote_buildETAUpdate(self, name, build, eta):
        self.seen("buildETAUpdate", name, eta)

    def remote_stepStarted(self, name, build, stepname, step):
        self.seen("stepStarted", name, stepname)
        if name in self.builds:
            self.builds[name].add(stepname)

    def remote_stepETAUpdate(self, name, build, stepname, step, eta, expectations):
        self.seen("stepETAUpdate", name, stepname, eta, expectations)

    def remote_stepFinished(self, name, build, stepname, step, results):
        self.seen("stepFinished", name, stepname, results)
        if name in self.builds and stepname not in self.builds[name]:
            self.wrong.append(("step ends before it begins", name, stepname))
        if any(log[:2] == (name, stepname) for log in self.logs):
            self.wrong.append(("step ends before its logs", name, stepname))

    def remote_logStarted(self, name, build, stepname, step, logname, log):
        self.seen("logStarted", name, stepname, logname)
        self.logs.add((name, stepname, logname))

    def remote_logChunk(self, name, build, stepname, step, logname, log, channel, text):
        self.seen("logChunk", name, stepname, logname, channel, text)
        if (name, stepname, logname) not in self.logs:
            self.wrong.append(("chunk of no log", name, stepname, logname))

    def remote_logFinished(self, name, build, stepname, step, logname, log):
        self.seen("logFinished", name, stepname, logname)
        self.logs.discard((name, stepname, logname))

    def remote_buildFinished(self, name, build, results):
        self.seen("buildFinished", name, results)
        self.finished = build


@defer.inlineCallbacks
def check_login(port):
    for user, password in ((b"statusClient", b"wrong"), (b"nobody", b"secret")):
        try:
            yield log_in(port, user, password)
        except Exception as error:
            assert "UnauthorizedLogin" in repr(error) or "UnauthorizedLogin" in str(getattr(error, "remoteType", "")), error
        else:
            raise AssertionError("anybody gets in")


@defer.inlineCallbacks
def check_methods(port):
    perspective = yield log_in(port)
    assert (yield perspective.callRemote("ping")) == b"pong"
    names = yield perspective.callRemote("getBuilderNames")
    assert len(names) == 400, len(names)
    builder = yield perspective.callRemote("getBuilder", names[0])
    assert (yield builder.callRemote("getName")) == names[0]
    build = yield builder.callRemote("getLastFinishedBuild")
    number = yield build.callRemote("getNumber")
    same = yield builder.callRemote("getBuild", number)
    assert (yield same.callRemote("getNumber")) == number
    start, end = yield build.callRemote("getTimes")
    assert end > start > 0
    assert (yield build.callRemote("isFinished")) is True
    assert (yield build.callRemote("getResults")) in range(6)
    properties = yield build.callRemote("getProperties")
    assert properties and all(len(value) == 2 for value in properties.values()), properties
    steps = yield build.callRemote("getSteps")
    assert steps
    for step in steps:
        name = yield step.callRemote("getName")
        logs = yield step.callRemote("getLogs")
        for log in logs.values():
            text = yield log.callRemote("getTextWithHeaders")
            chunks = yield log.callRemote("getChunks")
            assert b"".join(chunk[1] for chunk in chunks) == text, (name, text[:80])


@defer.inlineCallbacks
def check_events(port):
    """Two clients at once in mode full: both are told all, in the order of 0.8."""
    observers = [Observer(), Observer()]
    for observer in observers:
        perspective = yield log_in(port)
        assert (yield perspective.callRemote("subscribe", "full", 1, observer)) is None
    yield defer.gatherResults([observer.done for observer in observers])
    for observer in observers:
        assert (yield observer.finished.callRemote("isFinished")) is True
        assert not observer.wrong, observer.wrong[:5]


def check_password():
    done = subprocess.run([PROGRAM, "--pb-port", "0", "demo:"], capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 1 and "--pb-password-file" in done.stderr, done
    for text in ("", "\n", "\nsecret\n"):
        with tempfile.NamedTemporaryFile("w", suffix=".nothing") as file:
            file.write(text)
            file.flush()
            # Where it listens after all, it ends by itself, and well.
            done = subprocess.run([PROGRAM, "--pb-port", "0", "--pb-password-file", file.name, "--seconds", "1", "demo:"],
                                  capture_output=True, text=True, timeout=DEADLINE, check=False)
            assert done.returncode == 1 and f"{file.name}: there is no password" in done.stderr, done


def main():
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("secret\n")
        file.flush()
        daemon = Daemon("--pb-port", "0", "--pb-password-file", file.name, BUSY)
    checks = [("no port without a password", check_password)]
    checks += [(check.__name__, lambda check=check: check(daemon.port)) for check in (check_login, check_methods, check_events)]
    return run(checks, [daemon])


sys.exit(main())
