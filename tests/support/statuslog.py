#!/usr/bin/python3
"""Prints what a Perspective Broker status port tells, as 0.8's `buildbot statuslog` does, line by line.

Usage: statuslog.py PORT USER PASSWORD [MODE [EVENTS]]
PORT: number, HOST:PORT, ssl:HOST:PORT or unix:PATH. Ends after EVENTS lines, or when the master goes.
"""

import sys

from twisted.cred import credentials, error
from twisted.internet import endpoints, reactor, ssl
from twisted.spread import pb

CHANNELS = ("STDOUT", "STDERR", "HEADER")


def connect(where, factory):
    """Twisted's endpoints; certificates are made by whoever tests."""
    if where.startswith("unix:"):
        return endpoints.UNIXClientEndpoint(reactor, where[5:]).connect(factory)
    is_tls = where.startswith("ssl:")
    host, _, port = where[4 * is_tls:].rpartition(":")
    if is_tls:
        return endpoints.SSL4ClientEndpoint(reactor, host or "127.0.0.1", int(port), ssl.CertificateOptions()).connect(factory)
    return endpoints.TCP4ClientEndpoint(reactor, host or "127.0.0.1", int(port)).connect(factory)


def text_of(value):
    """Plain strings of Python 2 are bytes here."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, tuple):
        return tuple(text_of(item) for item in value)
    if isinstance(value, list):
        return [text_of(item) for item in value]
    return value


class Printer(pb.Referenceable):
    def __init__(self, limit):
        self.left = limit

    def say(self, *words):
        print(*[text_of(word) for word in words], flush=True)
        self.left -= 1
        if self.left == 0 and reactor.running:
            reactor.stop()

    def remote_builderAdded(self, name, builder):
        self.say("builderAdded", name)

    def remote_builderRemoved(self, name):
        self.say("builderRemoved", name)

    def remote_builderChangedState(self, name, state, eta):
        self.say("builderChangedState", name, state, eta)

    def remote_buildStarted(self, name, build):
        self.say("buildStarted", name)

    def remote_buildFinished(self, name, build, results):
        self.say("buildFinished", results)

    def remote_buildETAUpdate(self, name, build, eta):
        self.say("ETA", name, eta)

    def remote_stepStarted(self, name, build, stepname, step):
        self.say("stepStarted", name, stepname)

    def remote_stepFinished(self, name, build, stepname, step, results):
        self.say("stepFinished", name, stepname, results)

    def remote_stepETAUpdate(self, name, build, stepname, step, eta, expectations):
        self.say("stepETA", name, stepname, eta)

    def remote_logStarted(self, name, build, stepname, step, logname, log):
        self.say("logStarted", name, stepname)

    def remote_logFinished(self, name, build, stepname, step, logname, log):
        self.say("logFinished", name, stepname)

    def remote_logChunk(self, name, build, stepname, step, logname, log, channel, text):
        self.say(f"logChunk[{CHANNELS[channel]}]:", text)


def main(where, user, password, mode="steps", limit="0"):
    factory = pb.PBClientFactory()
    printer = Printer(int(limit))
    status = []

    def on_login(perspective):
        print("connected", flush=True)
        perspective.broker.notifyOnDisconnect(on_lost)
        return perspective.callRemote("subscribe", mode, 5, printer)

    def on_lost():
        if int(limit) > 0 and printer.left <= 0:
            return
        print("lost connection", flush=True)
        if reactor.running:
            reactor.stop()

    def on_error(why):
        if why.check(error.UnauthorizedLogin) or why.type in ("twisted.cred.error.UnauthorizedLogin", b"twisted.cred.error.UnauthorizedLogin"):
            print("the login was refused", file=sys.stderr)
        else:
            print(why.getErrorMessage(), file=sys.stderr)
        status.append(1)
        reactor.callWhenRunning(reactor.stop)

    # Unlike a real Buildbot of old, a login waits for the connection that the endpoint makes.
    connect(where, factory).addErrback(on_error)
    factory.login(credentials.UsernamePassword(user.encode(), password.encode())).addCallbacks(on_login).addErrback(
        lambda why: None if status else on_error(why))
    reactor.run()
    return status[0] if status else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
