#!/usr/bin/python3
"""Each trap of a kind of masters that is known, and what they all can do, has its test. Prints TAP.

Usage: checklist.py TSV, a table of the words for it, a file below tests/, a case of that file.
"""

import csv
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main():
    with Path(sys.argv[1]).open(newline="") as file:
        rows = list(csv.reader(file, delimiter="\t"))[1:]
    for number, (words, file, test) in enumerate(rows, 1):
        path = HERE.parent / file
        case = re.compile(rf'"(/[\w/%-]*/)?{re.escape(test)}[/"]')
        good = path.exists() and case.search(path.read_text()) is not None
        print(f"{'ok' if good else 'not ok'} {number} - {words}")
        if not good:
            print(f"# {file} has no case {test}")
    print(f"1..{len(rows)}")


main()
