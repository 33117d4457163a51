"""What tests of spillwayd's port for old status clients share: starting it, logging in, asking."""

import re
import subprocess
import sys
import threading

from pathlib import Path

from twisted.cred import credentials
from twisted.internet import defer, reactor
from twisted.python import failure
from twisted.spread import pb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

from statuslog import connect  # noqa: E402

PROGRAM = sys.argv[1]
DEADLINE = 240
# So much happens that a build ends within seconds.
BUSY = "demo:?seed=5&builders=400&workers=190&events=50"


class Daemon:
    """A spillwayd, and where it says that it listens."""

    def __init__(self, *args, ports=1):
        self.process = subprocess.Popen([PROGRAM, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.ports = {}
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r"spillwayd: (.*): status clients of 0\.8 at (\S+)", line)
            if found:
                self.ports[found[1]] = found[2]
            if len(self.ports) == ports:
                break
        else:
            raise AssertionError("spillwayd says no port: " + "".join(self.said))
        self.port = next(iter(self.ports.values())).replace("localhost", "127.0.0.1")
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.said.append(line)

    def end(self):
        self.process.terminate()
        status = self.process.wait(DEADLINE)
        self.reader.join(DEADLINE)
        self.process.stderr.close()
        return status


@defer.inlineCallbacks
def log_in(where, user=b"statusClient", password=b"secret"):
    factory = pb.PBClientFactory()
    connect(where, factory).addErrback(lambda why: factory.clientConnectionFailed(None, why))
    perspective = yield factory.login(credentials.UsernamePassword(user, password))
    return perspective


def run(checks, daemons=()):
    """Each check is a name and a function that may return a Deferred. Prints TAP; returns an exit status."""
    print(f"1..{len(checks)}", flush=True)
    bad = 0

    @defer.inlineCallbacks
    def run_all():
        nonlocal bad
        for number, (name, check) in enumerate(checks, 1):
            try:
                yield defer.maybeDeferred(check).addTimeout(DEADLINE, reactor)
                print(f"ok {number} - {name}", flush=True)
            except BaseException:
                bad += 1
                print(f"not ok {number} - {name}", flush=True)
                print("# " + failure.Failure().getTraceback().replace("\n", "\n# "), flush=True)

    reactor.callWhenRunning(lambda: run_all().addBoth(lambda ignored: reactor.stop()))
    reactor.run()
    for daemon in daemons:
        status = daemon.end()
        if status != 0:
            bad += 1
            print(f"# spillwayd ended with {status}: {''.join(daemon.said[-20:])}")
    return 1 if bad else 0
