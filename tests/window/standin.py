"""A 0.8 master for the window: tests/support/eight-standin."""

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode
from urllib.request import urlopen

from desktop import wait

TESTS = Path(__file__).resolve().parent.parent


class Standin:
    """The stand-in, and what was sent to it."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.log = Path(self.folder.name) / "posts"
        self.log.touch()
        self.process = subprocess.Popen(
            [sys.executable, TESTS / "support" / "eight-standin", TESTS / "data" / "eight" / "frozen", "--posts", self.log,
             "--until-eof"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_rest):
        self.process.stdin.close()
        self.process.wait()
        self.folder.cleanup()

    def posts(self, path):
        """The fields of each form sent to @path."""
        lines = [line.partition(" ") for line in self.log.read_text().splitlines()]
        return [parse_qs(body, keep_blank_values=True) for target, _, body in lines if target == path]

    def force(self, builder, reason):
        """As somebody else."""
        body = urlencode({"forcescheduler": "force", "reason": reason, "jobs": 1, "username": "bob", "passwd": "secret-pass"})
        with contextlib.suppress(HTTPError):
            urlopen(f"{self.url}builders/{builder}/force", body.encode())

    def last(self, path):
        return wait(lambda: self.posts(path), f"a form for {path}")[-1]
