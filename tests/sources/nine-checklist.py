#!/usr/bin/python3
"""Each trap of modern masters that is known has its test. Prints TAP.

nine-checklist.tsv names it: the words for the trap, a file below tests/, a case of that file.
"""

import csv
import re
from pathlib import Path

HERE = Path(__file__).parent


def main():
    with (HERE / "nine-checklist.tsv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for number, row in enumerate(rows, 1):
        path = HERE.parent / row["file"]
        case = re.compile(rf'"(/[\w/%-]*/)?{re.escape(row["test"])}[/"]')
        good = path.exists() and case.search(path.read_text()) is not None
        print(f"{'ok' if good else 'not ok'} {number} - {row['trap of a modern master']}")
        if not good:
            print(f"# {row['file']} has no case {row['test']}")
    print(f"1..{len(rows)}")


main()
