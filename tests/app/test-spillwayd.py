#!/usr/bin/env python3
"""Drives spillwayd as its users do: by its options, its pipes and signals. Prints TAP.

Usage: test-spillwayd.py PROGRAM
"""

import http.server
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

PROGRAM = sys.argv[1]
DEADLINE = 30
# So much happens that a build ends within seconds.
BUSY = "demo:?seed=5&builders=400&workers=190&events=50"


def run(*args, **kwargs):
    return subprocess.run([PROGRAM, *args], capture_output=True, text=True, timeout=DEADLINE,
                          **kwargs)


class Running:
    """A spillwayd whose lines are read as they come."""

    def __init__(self, *args, env=None):
        self.process = subprocess.Popen([PROGRAM, *args], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})})
        self.lines = []
        self.errors = []
        for stream, where in ((self.process.stdout, self.lines), (self.process.stderr, self.errors)):
            threading.Thread(target=self.read, args=(stream, where), daemon=True).start()

    @staticmethod
    def read(stream, where):
        for line in stream:
            where.append(line.rstrip("\n"))

    def wait_for(self, condition, what):
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            if condition(self):
                return
            time.sleep(0.02)
        raise AssertionError(f"{what} did not come; stderr: {self.errors}; stdout: {self.lines[-5:]}")

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(DEADLINE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def test_version():
    done = run("--version")
    assert done.returncode == 0, done
    assert re.fullmatch(r"spillwayd \d+\.\d+\.\d+\n", done.stdout), done.stdout


def test_help():
    done = run("--help")
    assert done.returncode == 0, done
    for word in ("--json", "--steps", "--logs", "--password-file", "“state”", "URL"):
        assert word in done.stdout, word
    assert "--password " not in done.stdout and "--password=" not in done.stdout


def test_wrong_arguments():
    for args, words in ((["--nonsense"], "nonsense"),
                        (["ftp://example.org/"], "ftp"),
                        (["demo:?colour=red"], "colour"),
                        (["--port", "65536"], "65536 is not a port"),
                        (["--port", "-2"], "-2 is not a port"),
                        (["--port", "http"], "http"),
                        (["--user", "x", "demo:", "demo:?seed=2"], "one master"),
                        (["--password-file", "/nonexistent/file", "demo:"], "/nonexistent/file")):
        done = run(*args)
        assert done.returncode == 2, (args, done)
        assert words in done.stderr, (args, done.stderr)
        assert done.stdout == "", done.stdout


def test_lines():
    with Running("--steps", BUSY) as it:
        it.wait_for(lambda it: any("\tbuild-finished\t" in line for line in it.lines)
                    and any("\tstep-finished\t" in line for line in it.lines), "a build's end")
        for line in it.lines:
            fields = line.split("\t")
            assert len(fields) == 6, line
            assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", fields[0]), line
            assert fields[1] == "Demo of Spillway", line
        ends = [line.split("\t") for line in it.lines if "\tbuild-finished\t" in line]
        assert re.fullmatch(r".+ #\d+", ends[0][3]), ends[0]
        assert ends[0][5] in ("success", "warnings", "failure", "exception", "retry", "cancelled",
                              "skipped"), ends[0]
        assert it.lines[0].split("\t")[2] == "master-connected", it.lines[0]
        assert it.end() == 0


def test_json():
    with Running("--json", "--logs", BUSY) as it:
        it.wait_for(lambda it: any('"kind":"log-chunk"' in line for line in it.lines)
                    and any('"kind":"step-finished"' in line for line in it.lines), "a chunk")
        for line in list(it.lines):
            event = json.loads(line)
            assert {"time", "master", "url", "kind"} <= event.keys(), event
            assert event["url"] == BUSY, event
            assert abs(event["time"] - time.time()) < 3600, event
            if event["kind"] == "step-finished":
                assert event["result"] and event["step"] and event["number"] > 0, event
            if event["kind"] == "log-chunk":
                assert event["log"] and event["text"][0] in "oeh", event
        assert it.end() == 0


def test_two_masters():
    with Running("--json", "demo:?seed=1", "demo:?seed=2") as it:
        it.wait_for(lambda it: len({json.loads(line)["url"] for line in list(it.lines)}) == 2, "both")
        assert it.end() == 0


def test_signals():
    for number in (signal.SIGTERM, signal.SIGINT):
        with Running() as it:
            it.wait_for(lambda it: it.lines, "a line")
            assert it.end(number) == 0, number
            assert not [e for e in it.errors if "CRITICAL" in e or "WARNING" in e], it.errors


def test_seconds():
    done = run("--seconds", "1", "demo:")
    assert done.returncode == 0, done
    assert "connected" in done.stderr, done.stderr


def test_reader_goes():
    """Like "spillwayd | head -1": no death by signal, no endless run."""
    process = subprocess.Popen([PROGRAM, BUSY], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(DEADLINE) == 0, process.returncode
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def test_login():
    """From files, in every way that --help tells; the secret is shown nowhere."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "demo.user").write_text("demo\n")
        Path(folder, "demo.password").write_text("s3cret-wrong\n")
        for args, env in ((["--user", "demo", "--password-file", f"{folder}/demo.password"], {}),
                          ([], {"CREDENTIALS_DIRECTORY": folder})):
            with Running(*args, "demo:", env=env) as it:
                assert it.process.wait(DEADLINE) == 1, (args, it.errors)
                it.wait_for(lambda it: any("password demo" in e for e in it.errors), "the problem")
                assert not [e for e in it.errors + it.lines if "s3cret" in e], it.errors
        Path(folder, "demo.password").write_text("demo\n")
        with Running("demo:", env={"CREDENTIALS_DIRECTORY": folder}) as it:
            it.wait_for(lambda it: it.lines, "a line")
            assert it.end() == 0


class NotAMaster(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>Hello \x1b[2J</html>")

    def log_message(self, *_):
        pass


def test_connection_problem():
    """What answers, but not as a master, is told on stderr by its address, without its bytes."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), NotAMaster)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with Running(f"http://127.0.0.1:{server.server_port}/") as it:
            assert it.process.wait(DEADLINE) == 1, it.errors
            it.wait_for(lambda it: any("not as a Buildbot" in e for e in it.errors), "the problem")
            assert not [e for e in it.errors if "\x1b" in e], it.errors
            assert it.lines == [], it.lines
    finally:
        server.shutdown()
        server.server_close()


def served_at(it):
    """The address of the pages, once it is told."""
    told = re.compile(r"spillwayd: web pages at (http://localhost:\d+/)$")
    it.wait_for(lambda it: any(told.match(e) for e in it.errors), "the address of the pages")
    # By number: not every machine can look "localhost" up.
    return next(told.match(e)[1].replace("localhost", "127.0.0.1") for e in it.errors if told.match(e))


def fetch(url):
    with urllib.request.urlopen(url, timeout=DEADLINE) as answer:
        return answer.read().decode()


def test_pages():
    """--port serves the pages of all masters, to this machine only."""
    with Running("--port", "0", "demo:?seed=1", "demo:?seed=2") as it:
        url = served_at(it)
        it.wait_for(lambda it: sum("connected" in e for e in it.errors) == 2, "both masters")
        for path in ("", "waterfall", "waterfall/help", "grid", "tgrid", "console", "masters/2/waterfall",
                     "static/spillway.css"):
            assert len(fetch(url + path)) > 500, path
        assert "<table" in fetch(url + "waterfall")
        try:
            fetch(url + "nothing")
            raise AssertionError("a page that is not there is there")
        except urllib.error.HTTPError as error:
            assert error.code == 404, error
        port = int(re.search(r":(\d+)/", url)[1])
        listening = [line.split()[1] for name in ("/proc/net/tcp", "/proc/net/tcp6")
                     for line in Path(name).read_text().splitlines()[1:] if line.split()[3] == "0A"]
        mine = sorted(each.split(":")[0] for each in listening if int(each.split(":")[1], 16) == port)
        assert mine and set(mine) <= {"0100007F", "00000000000000000000000001000000"}, mine

        done = run("--port", str(port), "demo:")
        assert done.returncode == 1, done
        assert f"Another program listens on port {port}" in done.stderr, done.stderr
        assert it.end() == 0
        assert not [e for e in it.errors if "CRITICAL" in e or "WARNING" in e], it.errors


def test_live_page():
    """The event stream of a page tells that it has changed, and the page then has."""
    with Running("--port", "0", BUSY) as it:
        url = served_at(it)
        it.wait_for(lambda it: it.lines, "a line")
        before = fetch(url + "waterfall")
        versions = []
        with urllib.request.urlopen(url + "live?page=/waterfall", timeout=DEADLINE) as stream:
            assert stream.headers["Content-Type"] == "text/event-stream", stream.headers
            while len(versions) < 3:
                line = stream.readline().decode()
                assert line, "the stream has ended"
                if line.startswith("data: "):
                    versions.append(line[len("data: "):].strip())
                    assert f'data-version="{versions[-1]}"' in before or fetch(url + "waterfall") != before
        assert len(set(versions)) == 3, versions
        # With a stream open it ends as well.
        with urllib.request.urlopen(url + "live?page=/grid", timeout=DEADLINE) as stream:
            stream.readline()
            assert it.end() == 0


def main():
    tests = [(name, it) for name, it in globals().items() if name.startswith("test_")]
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, it) in enumerate(tests, 1):
        try:
            it()
            print(f"ok {number} {name[5:]}", flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} {name[5:]}")
            for line in f"{type(error).__name__}: {error}".splitlines():
                print(f"# {line}", flush=True)
    return 1 if failed else 0


sys.exit(main())
