#!/usr/bin/env python3
"""Every remote method of 0.8's status client, called by Twisted, and every mode subscribed to. Prints TAP.

Usage: test-pb-methods.py SPILLWAYD
"""

import sys
import tempfile

from twisted.internet import defer, reactor
from twisted.spread import pb

import pb_client

KINDS = ("builder", "build", "step", "log", "buildset", "request", "slave", "change", "event", "perspective")
NONE = type(None)


def is_ref(value):
    return isinstance(value, pb.RemoteReference)


def is_list_of(*types):
    return lambda value: isinstance(value, list) and all(isinstance(item, types) for item in value)


def is_times(value):
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], float) and isinstance(value[1], (float, NONE))


def is_expectations(value):
    return isinstance(value, list) and all(isinstance(name, bytes) and isinstance(current, (float, NONE)) and isinstance(target, (float, NONE))
                                           for name, current, target in value)


def is_properties(value):
    return isinstance(value, dict) and value and all(isinstance(name, bytes) and isinstance(pair, tuple) and isinstance(pair[1], bytes)
                                                     for name, pair in value.items())


def is_a(*types):
    return lambda value: isinstance(value, types)


def is_state(value):
    state, eta, builds = value
    return state in (b"idle", b"building", b"offline") and eta is None and all(is_ref(build) for build in builds)


# What there is, by what it is called on: name, arguments, what the answer must be. An error's name in
# place of that: this is what 0.8.14 answers, and its clients know. "O": an object that may be called back.
METHODS = {
    "perspective": [
        ("ping", (), lambda value: value == b"pong"),
        ("getBuilderNames", (), is_list_of(bytes)),
        ("getBuilder", (b"nope",), "exceptions.KeyError"),
        ("getSlave", (b"nope",), "exceptions.KeyError"),
        ("getBuildSets", (), lambda value: value and all(is_ref(ref) and isinstance(number, int) for ref, number in value)),
        ("subscribe", (b"bogus", 5, "O"), "exceptions.AssertionError"),
        ("subscribe", (b"builders", 5, "O"), is_a(NONE)),
        ("unsubscribe", (), is_a(NONE)),
        ("unsubscribe", (), "exceptions.ValueError"),
        ("nosuch", (), "exceptions.AttributeError"),
    ],
    "builder": [
        ("getName", (), is_a(bytes)),
        ("getCategory", (), is_a(bytes, NONE)),
        ("getState", (), is_state),
        ("getSlaves", (), is_list_of(pb.RemoteReference)),
        ("getLastFinishedBuild", (), is_ref),
        ("getCurrentBuilds", (), is_list_of(pb.RemoteReference)),
        ("getBuild", (-1,), is_ref),
        ("getBuild", (10 ** 9,), is_a(NONE)),
        ("getEvent", (-1,), lambda value: value is None or is_ref(value)),
    ],
    "build": [
        ("getBuilderName", (), is_a(bytes)),
        ("getNumber", (), is_a(int)),
        ("getReason", (), is_a(str)),
        ("getChanges", (), is_list_of(pb.RemoteReference)),
        ("getRevisions", (), is_a(bytes)),
        ("getResponsibleUsers", (), is_list_of(str)),
        ("getSteps", (), lambda value: value and is_list_of(pb.RemoteReference)(value)),
        ("getTimes", (), is_times),
        ("isFinished", (), lambda value: value is True),
        ("waitUntilFinished", (), is_ref),
        ("getETA", (), is_a(NONE)),
        ("getCurrentStep", (), is_a(NONE)),
        ("getText", (), is_list_of(bytes)),
        ("getResults", (), lambda value: value in range(6)),
        ("getLogs", (), "exceptions.AttributeError"),
        ("getProperties", (), is_properties),
        ("subscribe", ("O", 1), is_a(NONE)),
        ("unsubscribe", ("O",), is_a(NONE)),
    ],
    "step": [
        ("getName", (), is_a(bytes)),
        ("getBuild", (), is_ref),
        ("getTimes", (), is_times),
        ("getExpectations", (), is_expectations),
        ("getLogs", (), lambda value: isinstance(value, dict) and all(isinstance(name, bytes) and is_ref(log) for name, log in value.items())),
        ("isFinished", (), lambda value: value is True),
        ("waitUntilFinished", (), is_ref),
        ("getETA", (), is_a(NONE)),
        ("getText", (), is_list_of(bytes)),
        ("getResults", (), lambda value: value[0] in range(6) and is_list_of(bytes)(value[1])),
    ],
    "log": [
        ("getName", (), is_a(bytes)),
        ("isFinished", (), lambda value: value is True),
        ("waitUntilFinished", (), is_ref),
        ("getText", (), is_a(bytes)),
        ("getTextWithHeaders", (), is_a(bytes)),
        ("getChunks", (), lambda value: all(channel in (0, 1, 2) and isinstance(text, bytes) for channel, text in value)),
    ],
    "buildset": [
        ("getSourceStamp", (), "exceptions.AttributeError"),
        ("getReason", (), is_a(str)),
        ("getID", (), is_a(NONE)),
        ("getBuilderNames", (), is_list_of(str)),
        ("getBuildRequests", (), lambda value: isinstance(value, list) and all(isinstance(name, str) and is_ref(ref) for name, ref in value)),
        ("isFinished", (), is_a(bool)),
        ("getResults", (), is_a(int)),
        ("waitUntilFinished", (), is_ref),
        ("waitUntilSuccess", (), is_ref),
    ],
    "request": [
        ("getBuilderName", (), is_a(str)),
        ("getSourceStamp", (), is_a(tuple)),
        ("subscribe", ("O",), is_a(NONE)),
        ("unsubscribe", ("O",), is_a(NONE)),
    ],
    "slave": [
        ("getName", (), is_a(bytes)),
        ("getAdmin", (), is_a(bytes, NONE)),
        ("getHost", (), is_a(bytes, NONE)),
        ("isConnected", (), is_a(bool)),
    ],
    "change": [
        ("getWho", (), is_a(str)),
        ("getFiles", (), is_list_of(str)),
        ("getComments", (), is_a(str)),
    ],
    "event": [
        ("getTimes", (), is_times),
        ("getText", (), is_list_of(bytes)),
    ],
}

# What a mode tells besides what the one before does.
MODES = (
    ("builders", {"builderAdded"}),
    ("builds", {"builderChangedState", "buildStarted", "buildFinished"}),
    ("steps", {"buildETAUpdate", "stepStarted", "stepFinished"}),
    ("logs", {"stepETAUpdate", "logStarted", "logFinished"}),
    ("full", {"logChunk"}),
)


class Observer(pb.Referenceable):
    """Takes any event, and says when all of @wanted have come."""

    def __init__(self, wanted=()):
        self.missing = set(wanted)
        self.seen = set()
        self.done = defer.Deferred()

    def remoteMessageReceived(self, broker, message, args, kw):
        message = message.decode() if isinstance(message, bytes) else message
        broker.unserialize(args)
        self.seen.add(message)
        self.missing.discard(message)
        if not self.missing and not self.done.called:
            self.done.callback(None)
        return broker.serialize(None)


class Places:
    """One object of each kind, found by walking there as clients do."""

    def __init__(self, perspective):
        self.perspective = perspective
        self.found = {"perspective": perspective}

    @defer.inlineCallbacks
    def find_build(self):
        names = yield self.perspective.callRemote("getBuilderNames")
        for name in names:
            builder = yield self.perspective.callRemote("getBuilder", name)
            build = yield builder.callRemote("getLastFinishedBuild")
            if build is None:
                continue
            changes = yield build.callRemote("getChanges")
            slaves = yield builder.callRemote("getSlaves")
            self.found.update(builder=builder, build=build)
            if changes and slaves:
                self.found.update(change=changes[0], slave=slaves[0])
                return
        raise AssertionError("no build has changes")

    @defer.inlineCallbacks
    def find(self):
        yield self.find_build()
        steps = yield self.found["build"].callRemote("getSteps")
        for step in steps:
            self.found["step"] = step
            logs = yield step.callRemote("getLogs")
            if logs:
                self.found["log"] = list(logs.values())[0]
                break
        yield self.find_set()

    @defer.inlineCallbacks
    def find_set(self):
        """One that waits: the demo is busy, so that one comes."""
        while True:
            sets = yield self.perspective.callRemote("getBuildSets")
            for buildset, _ in sets:
                requests = yield buildset.callRemote("getBuildRequests")
                if requests:
                    self.found.update(buildset=buildset, request=requests[0][1])
                    return
            waiting = defer.Deferred()
            reactor.callLater(0.2, waiting.callback, None)
            yield waiting


@defer.inlineCallbacks
def call(places, kind, method, args, good):
    if kind == "event" and kind not in places.found:
        return   # modern masters tell none of these
    observer = places.__dict__.setdefault("observer", Observer())
    target = places.found[kind]
    given = [observer if arg == "O" else arg for arg in args]
    try:
        answer = yield target.callRemote(method, *given)
    except pb.RemoteError as error:
        kind_of_error = error.remoteType
    except Exception as error:
        kind_of_error = getattr(error, "remoteType", None) or repr(error)
    else:
        assert not isinstance(good, str), f"{kind}.{method} answers {answer!r} where 0.8.14 fails"
        assert good(answer), f"{kind}.{method} answers {answer!r}"
        return
    if isinstance(kind_of_error, bytes):
        kind_of_error = kind_of_error.decode()
    assert isinstance(good, str) and good in kind_of_error, f"{kind}.{method} fails with {kind_of_error}"


@defer.inlineCallbacks
def check_wait(places, method):
    """The answer comes when the set is complete, which may last: until then there is none, and no error."""
    waiting = places.found["buildset"].callRemote(method)
    is_finished = yield places.found["buildset"].callRemote("isFinished")
    assert waiting.called == is_finished, (waiting.called, is_finished)
    waiting.addErrback(lambda why: None)


class Modes:
    """A client in each mode, all at once."""

    def __init__(self):
        self.clients = {}

    @defer.inlineCallbacks
    def subscribe(self, port):
        for position, (mode, _) in enumerate(MODES):
            expected = set().union(*[kinds for _, kinds in MODES[:position + 1]])
            observer = Observer(expected)
            perspective = yield pb_client.log_in(port)
            self.clients[mode] = (perspective, observer, expected)
            answer = yield perspective.callRemote("subscribe", mode.encode(), 1, observer)
            assert answer is None, answer

    @defer.inlineCallbacks
    def check(self, mode):
        perspective, observer, expected = self.clients[mode]
        yield observer.done
        more = observer.seen - expected - {"builderRemoved"}
        assert not more, f"mode {mode} tells {more}"
        yield perspective.callRemote("unsubscribe")


def main():
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("secret\n")
        file.flush()
        daemon = pb_client.Daemon("--pb-port", "0", "--pb-password-file", file.name, pb_client.BUSY)
    places = []

    @defer.inlineCallbacks
    def check_walk():
        perspective = yield pb_client.log_in(daemon.port)
        places.append(Places(perspective))
        yield places[0].find()
        assert set(METHODS) == set(KINDS)

    waits = {("buildset", "waitUntilFinished"), ("buildset", "waitUntilSuccess")}
    modes = Modes()
    checks = [("clients in every mode", lambda: modes.subscribe(daemon.port)), ("there is one of each", check_walk)]
    checks += [(f"{kind}.{method}{args}", lambda kind=kind, method=method, args=args, good=good:
                call(places[0], kind, method, args, good))
               for kind in METHODS for method, args, good in METHODS[kind] if (kind, method) not in waits]
    checks += [(f"{kind}.{method}", lambda method=method: check_wait(places[0], method)) for kind, method in sorted(waits)]
    checks += [(f"mode {mode}", lambda mode=mode: modes.check(mode)) for mode, _ in MODES]
    return pb_client.run(checks, [daemon])


sys.exit(main())
