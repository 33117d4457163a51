#!/usr/bin/env python3
"""Compares what pb-dump prints with the transcripts beside the recordings of a real 0.8.14.

Usage: test-pb-dump.py PB-DUMP DIR. Comment lines and times are left out of the comparison.
"""

import difflib
import re
import subprocess
import sys
from pathlib import Path


# The environments in the transcripts were made unreadable after long strings had been cut, which
# took the end of six lines with it. They are compared up to there.
MASKED = re.compile(r"\\n environment:\\n  (ENV|HOME).*$")


def lines(text):
    return [MASKED.sub("", line[9:]) for line in text.splitlines() if not line.startswith("#")]


def main():
    dump, folder = sys.argv[1], Path(sys.argv[2])
    bases = sorted(path.with_suffix("") for path in folder.glob("*.frames"))
    print(f"1..{len(bases)}")
    bad = 0 if bases else 1
    for number, base in enumerate(bases, 1):
        run = subprocess.run([dump, str(base)], capture_output=True, text=True, check=False)
        want = lines(base.with_suffix(".txt").read_text())
        got = lines(run.stdout)
        same = run.returncode == 0 and want == got and want
        print(f"{'ok' if same else 'not ok'} {number} - {base.name}")
        if not same:
            bad = 1
            for line in list(difflib.unified_diff(want, got, lineterm="", n=0))[:20]:
                print("#", line[:300])
            print("#", run.stderr.strip())
    return bad


sys.exit(main())
