"""Runs the programs of tests/bench/ and prints their figures as one table; used by build-aux/bench.

A program prints rows of six fields with a tab between them: name, value, unit, budget, ratio, and
"ok", "OVER" or "-"; fields without a meaning hold "-". Programs run one at a time: they measure.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

FORMAT = "{:<44} {:>12} {:<10} {:>12} {:>8} {}"


def rows_of(build, bench):
    """The rows of one of meson's benchmarks; one that failed yields a row that says so."""
    env = dict(os.environ, **bench["env"])
    done = subprocess.run(bench["cmd"], env=env, cwd=bench["workdir"] or build, stdout=subprocess.PIPE,
                          text=True, check=False)
    for line in done.stdout.splitlines():
        fields = line.split("\t")
        if len(fields) == 6:
            yield fields
        else:
            print(line, file=sys.stderr)
    if done.returncode != 0:
        yield [f"{bench['name']}: ended with {done.returncode}", "-", "-", "-", "-", "OVER"]


def main():
    build, names = Path(sys.argv[1]), sys.argv[2:]
    benches = json.loads((build / "meson-info" / "intro-benchmarks.json").read_text())
    bad = count = 0
    print(FORMAT.format("figure", "value", "unit", "budget", "ratio", ""))
    for bench in benches:
        if names and bench["name"] not in names:
            continue
        for fields in rows_of(build, bench):
            print(FORMAT.format(*fields), flush=True)
            count += 1
            bad += fields[5] == "OVER"
    print(f"{count} figures, {bad} over budget")
    return 1 if bad or not count else 0


if __name__ == "__main__":
    sys.exit(main())
