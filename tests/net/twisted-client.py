"""A client of Twisted's for test-broker-twisted: logs in to PORT as SCENE says and prints what it gets."""

import sys

from twisted.cred import credentials
from twisted.internet import defer, reactor
from twisted.spread import pb


class Observer(pb.Referenceable):
    def __init__(self):
        self.events = []
        self.done = defer.Deferred()

    def remote_event(self, *args):
        self.events.append(args)
        if len(self.events) == 100:
            self.done.callback(None)
        return len(self.events)


def login(factory, scene):
    if scene == "anonymous":
        return factory.login(credentials.Anonymous())
    password = b"wrong" if scene == "wrong-password" else b"secret"
    user = b"mallory" if scene == "wrong-user" else b"alice"
    return factory.login(credentials.UsernamePassword(user, password))


@defer.inlineCallbacks
def main(port, scene):
    factory = pb.PBClientFactory()
    reactor.connectTCP("127.0.0.1", port, factory)
    try:
        perspective = yield login(factory, scene)
    except Exception as error:
        print("refused", type(error).__name__, getattr(error, "remoteType", b""))
        return
    print("user", (yield perspective.callRemote("whoami")))
    print("echo", (yield perspective.callRemote("echo", 1, -5, 1.5, "täxt", b"\xff", None, True, [1, [2]], (3,), {"k": b"v"}, 2 ** 40)))
    try:
        yield perspective.callRemote("nonsense")
    except pb.RemoteError as error:
        print("error", error.remoteType, error)
    children = yield perspective.callRemote("children", 3)
    numbers = yield defer.gatherResults([child.callRemote("number") for child in children])
    print("children", numbers)
    del children
    print("objects", (yield perspective.callRemote("objects")))
    observer = Observer()
    yield perspective.callRemote("subscribe", observer)
    yield observer.done
    print("events", len(observer.events), observer.events[0], observer.events[99])
    print("answered", (yield perspective.callRemote("answered")))


d = main(int(sys.argv[1]), sys.argv[2])
d.addErrback(lambda failure: failure.printTraceback(file=sys.stdout))
d.addBoth(lambda ignored: reactor.stop())
reactor.run()
