#!/usr/bin/env python3
"""spillwayd's key file and its ports for old status clients: TCP, TLS, UNIX socket; who does not read. Prints TAP.

Usage: test-pb-ports.py SPILLWAYD DATA
"""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import tempfile

from pathlib import Path

from twisted.internet import defer, reactor, threads
from twisted.spread import pb

from pb_client import DEADLINE, PROGRAM, Daemon, log_in, run

STATUSLOG = Path(__file__).resolve().parent.parent / "support" / "statuslog.py"
DATA = Path(sys.argv[2])

KEY_FILE = """# Two masters, each offered in its own way.
[spillway]
masters=['one', 'two', 'three', 'quiet']

[masters/one]
url='demo:?seed=5&builders=40&events=50'
name='One'
pb-enabled=true
pb-port=0
pb-password-file='password'

[masters/two]
url='demo:?seed=2&builders=20'
name='Two'
pb-enabled=true
pb-port='ssl:0:privateKey={folder}/stranger.pem:interface=127.0.0.1'
pb-user='watcher'
pb-password-file='other-password'
pb-categories=['arm', 'windows']

[masters/three]
url='demo:?seed=3&builders=20'
name='Three'
pb-enabled=true
pb-port='unix:{folder}/pb.sock:mode=660'
pb-builders=['windows-msvc', 'nobody']

[masters/quiet]
url='demo:?seed=4'
name='Quiet'
"""


def refuse(folder, text, *words):
    """The file cannot be used, and it says where and why, without running."""
    path = Path(folder) / "bad.ini"
    path.write_text(text)
    bare = {name: value for name, value in os.environ.items() if name != "CREDENTIALS_DIRECTORY"}
    done = subprocess.run([PROGRAM, "--config", path], capture_output=True, text=True, timeout=DEADLINE, env=bare, check=False)
    assert done.returncode in (1, 2), done
    for word in words:
        assert word in done.stderr, (word, done.stderr)
    return done.stderr


def check_bad_files(folder):
    master = "[spillway]\nmasters=['a']\n[masters/a]\nurl='demo:'\n"
    refuse(folder, "nonsense\n", "bad.ini")
    refuse(folder, "[colours]\nred=1\n", "[colours]")
    refuse(folder, "[spillway]\ncolour='red'\n", "[spillway]", "colour")
    refuse(folder, "[spillway]\nweb-port='x'\n", "web-port")
    refuse(folder, "[spillway]\nweb-port=7\n", "web-port", "7")
    refuse(folder, "[spillway]\nmasters=['a']\n", "[masters/a]")
    refuse(folder, "[masters/a]\nurl='demo:'\n", "[masters/a]")
    refuse(folder, "[spillway]\nmasters=['a']\n[masters/a]\nurl='gopher://x'\n", "[masters/a]")
    refuse(folder, "[spillway]\nmasters=['a']\n[masters/a]\nurl='gopher://x'\n", "bad.ini", "[masters/a]", "pb:// or demo:")
    refuse(folder, "[spillway]\nmasters=['a']\n[masters/a]\nurl='http://x/?pb=u@127.0.0.1:x'\n", "[masters/a]", "?pb=")
    said = refuse(folder, "[spillway]\nmasters=['a']\n[masters/a]\nurl='pb://me:hush@x'\n", "[masters/a]", "password does not belong")
    assert "hush" not in said and "be asked" not in said, said
    refuse(folder, master + "certificate='zz'\n", "bad.ini", "[masters/a] certificate", "zz", "64")
    refuse(folder, master + f"certificate='{'a' * 63}'\n", "[masters/a] certificate")
    offer = master + "pb-enabled=true\n"
    refuse(folder, offer, "bad.ini", "[masters/a]", "pb-password-file")
    refuse(folder, offer + "pb-password-file='nowhere'\n", "bad.ini", "[masters/a] pb-password-file", "nowhere")
    refuse(folder, offer + "pb-password-file='empty'\n", "bad.ini", "[masters/a] pb-password-file", "empty")
    for port in ("'colour'", "'99999'", "99999", "'tcp:0:backlog=x'"):
        refuse(folder, offer + f"pb-password-file='password'\npb-port={port}\n", "bad.ini", "[masters/a] pb-port",
               port.strip("'").rpartition("=")[2])
    refuse(folder, offer + "pb-password-file='password'\npb-port=tcp:9988\n", "[masters/a] pb-port", "cannot be read")
    refuse(folder, master + "pb-enabled=true\npb-password-file='password'\npb-port='ssl:0:privateKey=nowhere.pem'\n", "nowhere.pem")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refuse(folder, master + f"pb-enabled=true\npb-password-file='password'\npb-port='{port}'\n", f"port {port}", "already", "bad.ini", "[masters/a] pb-port")


def check_options(folder):
    """What would be left out without a word is not."""
    file = Path(folder) / "password"
    offer = ["--pb-port", "0", "--pb-password-file", file]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for args, words in ((["--pb-password-file", file, "demo:"], ["--pb-password-file", "without --pb-port"]),
                            (["pb://me:hush@x"], ["@x: ", "password does not belong"]),
                            (["http://me:hush@x/"], ["@x/: "]),
                            (["--pb-user", "me", "demo:"], ["--pb-user", "without --pb-port"]),
                            (["--pb-builder", "docs", "demo:"], ["--pb-builder"]),
                            (["--pb-category", "arm", "demo:"], ["--pb-category"]),
                            ([*offer, "demo:?seed=1", "demo:?seed=2"], ["--pb-port", "one master", "--config"]),
                            ([*offer[2:], "--pb-port", "99999", "demo:"], ["--pb-port", "99999"]),
                            ([*offer[2:], "--pb-port", port, "demo:"], ["--pb-port", port, "already"])):
            done = subprocess.run([PROGRAM, *args, "--seconds", "1"], capture_output=True, text=True, timeout=DEADLINE, check=False)
            assert done.returncode in (1, 2) and "hush" not in done.stderr, (args, done)
            for word in words:
                assert word in done.stderr, (word, done.stderr)


def check_empty_file(folder):
    """No target at all: it runs, and listens nowhere."""
    path = Path(folder) / "empty.ini"
    path.write_text("[spillway]\nmasters=['a']\n[masters/a]\nurl='demo:'\n")
    process = subprocess.Popen([PROGRAM, "--config", path, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout.readline().startswith("{")
        listening = subprocess.run(["ss", "-ltnpH"], capture_output=True, text=True, check=False).stdout
        assert f"pid={process.pid}," not in listening, listening
    finally:
        process.terminate()
        process.wait(DEADLINE)
        process.stdout.close()


def statuslog(*args):
    done = subprocess.run([sys.executable, STATUSLOG, *args], capture_output=True, text=True, timeout=DEADLINE, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def check_statuslog(where):
    """What `buildbot statuslog` of 0.8 would print: two lines a builder, then what happens there."""
    status, lines, problem = statuslog(where, "statusClient", "secret", "steps", "90")
    assert status == 0, problem
    assert lines[0] == "connected"
    for i in range(40):
        added = re.fullmatch(r"builderAdded (.+)", lines[1 + 2 * i])
        assert added, lines[1 + 2 * i]
        assert re.fullmatch(rf"builderChangedState {re.escape(added[1])} (idle|building|offline) None", lines[2 + 2 * i]), lines[2 + 2 * i]
    for line in lines[81:]:
        assert re.match(r"(builderChangedState|buildStarted|buildFinished|ETA|stepStarted|stepFinished) ", line), line
    status, lines, problem = statuslog(where, "statusClient", "wrong")
    assert status == 1 and not lines and "refused" in problem, (status, lines, problem)


@defer.inlineCallbacks
def check_tls(daemon):
    perspective = yield log_in(daemon.ports["Two"], b"watcher", b"other")
    names = yield perspective.callRemote("getBuilderNames")
    seen = set()
    for name in names:
        builder = yield perspective.callRemote("getBuilder", name)
        seen.add((yield builder.callRemote("getCategory")))
    assert seen == {b"arm", b"windows"}, seen


@defer.inlineCallbacks
def check_tls_only(daemon):
    """Who speaks without TLS gets nowhere, and harms nobody."""
    host, port = daemon.ports["Two"].removeprefix("ssl:").rsplit(":", 1)

    def talk():
        with socket.create_connection((host, int(port)), DEADLINE) as client:
            client.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return client.recv(1000)

    answer = yield threads.deferToThread(talk)
    assert b"pb" not in answer, answer
    yield check_tls(daemon)


@defer.inlineCallbacks
def check_unix(daemon):
    where = daemon.ports["Three"]
    assert stat.S_IMODE(os.stat(where.removeprefix("unix:")).st_mode) == 0o660
    perspective = yield log_in(where)
    names = yield perspective.callRemote("getBuilderNames")
    assert names == [b"windows-msvc"], names


def check_loopback(daemon):
    """Loopback unless more is asked for."""
    port = int(daemon.ports["One"].rsplit(":", 1)[1])
    listening = subprocess.run(["ss", "-ltnH"], capture_output=True, text=True, check=False).stdout
    where = [line.split()[3] for line in listening.splitlines() if line.split()[3].endswith(f":{port}")]
    assert where and set(where) <= {f"127.0.0.1:{port}", f"[::1]:{port}"}, where


class Deaf(pb.Referenceable):
    def remoteMessageReceived(self, broker, message, args, kw):
        broker.transport.pauseProducing()   # from now on it reads nothing
        return broker.serialize(None)


@defer.inlineCallbacks
def check_slow(folder):
    """A client that does not read is dropped, with a line in the log; one beside it goes on."""
    daemon = Daemon("--pb-port", "0", "--pb-password-file", folder + "/password", "demo:?seed=5&builders=4000&workers=190&events=2000")
    deaf = yield log_in(daemon.port)
    yield deaf.callRemote("subscribe", b"full", 1, Deaf())
    other = yield log_in(daemon.port)
    waited = 0
    while not any("was dropped" in line for line in daemon.said):
        assert waited < DEADLINE * 2, daemon.said[-5:]
        waited += 1
        assert (yield other.callRemote("ping")) == b"pong"
        # Its answers are not read either.
        for _ in range(200):
            deaf.callRemote("getBuilderNames").addErrback(lambda why: None)
        pause = defer.Deferred()
        reactor.callLater(0.5, pause.callback, None)
        yield pause
    assert (yield other.callRemote("ping")) == b"pong"
    assert daemon.end() == 0


def main():
    folder = tempfile.mkdtemp()
    try:
        for name, text in (("password", "secret\n"), ("other-password", "other\n"), ("empty", "\n"), ("three.pb-password", "secret\n")):
            (Path(folder) / name).write_text(text)
        shutil.copy(DATA / "tls" / "stranger.pem", folder)
        config = Path(folder) / "spillwayd.ini"
        config.write_text(KEY_FILE.format(folder=folder))
        os.environ["CREDENTIALS_DIRECTORY"] = folder
        daemon = Daemon("--config", str(config), ports=3)
        where = daemon.ports["One"].replace("localhost", "127.0.0.1")
        checks = [
            ("a key file that cannot be used", lambda: threads.deferToThread(check_bad_files, folder)),
            ("options that do not go together", lambda: threads.deferToThread(check_options, folder)),
            ("a key file without targets", lambda: threads.deferToThread(check_empty_file, folder)),
            ("a port of its own for each master", lambda: sorted(daemon.ports) == ["One", "Three", "Two"] or 1 / 0),
            ("loopback unless asked", lambda: check_loopback(daemon)),
            ("statuslog", lambda: threads.deferToThread(check_statuslog, where)),
            ("TLS", lambda: check_tls(daemon)),
            ("nothing but TLS there", lambda: check_tls_only(daemon)),
            ("UNIX socket", lambda: check_unix(daemon)),
            ("a client that does not read", lambda: check_slow(folder)),
        ]
        status = run(checks, [daemon])
        if (Path(folder) / "pb.sock").exists():
            print("# the socket is still there")
            status = 1
        return status
    finally:
        shutil.rmtree(folder)


sys.exit(main())
