"""A Perspective Broker of Twisted's for test-broker-twisted: prints its port and serves until its input ends.

Usage: twisted-server.py [STRPORTS]
"""

import sys

from twisted.cred import checkers, portal
from twisted.internet import endpoints, reactor, stdio, task
from twisted.internet.protocol import Protocol
from twisted.spread import pb
from zope.interface import implementer


class Child(pb.Referenceable):
    def remote_name(self):
        return "child"


class State(pb.Copyable):
    def __init__(self):
        self.number = 7
        self.words = ["a", b"b"]


class Cached(pb.Cacheable):
    def getStateToCacheAndObserveFor(self, perspective, observer):
        return {"x": 1}

    def stoppedObserving(self, perspective, observer):
        Avatar.released += 1


class Avatar(pb.Avatar):
    released = 0

    def __init__(self, name):
        self.name = name

    def perspective_whoami(self):
        return self.name

    def perspective_echo(self, *args):
        return args

    def perspective_values(self):
        shared = [1, 2]
        return (None, True, False, 0, -1, 2 ** 31, -2 ** 40, 2 ** 70, 1.5, "täxt", b"\xff\x00bytes", [], [shared, shared],
                {"a": 1, b"b": (2,)}, {3})

    def perspective_state(self):
        return State()

    def perspective_insecure(self):
        return object()

    def perspective_cached(self):
        return Cached()

    def perspective_released(self):
        return Avatar.released

    def perspective_children(self, n):
        return [Child() for i in range(n)]

    def perspective_fail(self):
        raise KeyError("no such thing")

    def perspective_error(self):
        raise pb.Error("told on purpose")

    def perspective_later(self, seconds, value):
        return task.deferLater(reactor, seconds, lambda: value)

    def perspective_call(self, target, n):
        """Calls the client back @n times, all at once, and answers what came."""
        from twisted.internet import defer
        return defer.gatherResults([target.callRemote("event", i, "text %d" % i) for i in range(n)])

    def perspective_drop(self):
        self.mind.broker.transport.loseConnection()


@implementer(portal.IRealm)
class Realm:
    def requestAvatar(self, name, mind, *interfaces):
        avatar = Avatar(name.decode() if isinstance(name, bytes) else repr(name))
        return pb.IPerspective, avatar, lambda: None


class Leave(Protocol):
    def connectionLost(self, reason):
        reactor.stop()


checker = checkers.InMemoryUsernamePasswordDatabaseDontUse(alice=b"secret")
factory = pb.PBServerFactory(portal.Portal(Realm(), [checker, checkers.AllowAnonymousAccess()]))


def say(port):
    print("port", getattr(port.getHost(), "port", 0), flush=True)


endpoints.serverFromString(reactor, sys.argv[1] if len(sys.argv) > 1 else "tcp:0:interface=127.0.0.1").listen(factory).addCallback(say)
stdio.StandardIO(Leave())
reactor.run()
