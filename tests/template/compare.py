#!/usr/bin/python3
"""Renders every case of cases.json with Debian's python3-jinja2 and compares. Prints TAP.

Usage: compare.py [--record]

A case has a template and maybe data, more templates and options, and the output or the kind of
error that is expected of ours. --record writes what Jinja2 gives into cases that have neither.
Cases with "own" are ours alone: limits, and what the header says is different on purpose; "own"
says why.
"""

import json
import sys
from pathlib import Path

import jinja2

CASES = Path(__file__).with_name("cases.json")


def render(case):
    """("output", text) or ("error", kind)"""
    env = jinja2.Environment(
        autoescape=case.get("autoescape", True), trim_blocks=case.get("trim_blocks", False),
        lstrip_blocks=case.get("lstrip_blocks", False), loader=jinja2.DictLoader(case.get("templates", {})))
    try:
        return "output", env.from_string(case["template"]).render(case.get("data", {}))
    except jinja2.TemplateNotFound:
        return "error", "not-found"
    except jinja2.TemplateSyntaxError:
        return "error", "syntax"
    except jinja2.UndefinedError:
        return "error", "undefined"
    except Exception:   # whatever Python thinks of it
        return "error", "value"


def write(groups):
    lines = []
    for group, cases in groups.items():
        rows = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
        lines.append(f"  {json.dumps(group)}: [\n{rows}\n  ]")
    CASES.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    groups = json.loads(CASES.read_text())
    record = "--record" in sys.argv[1:]
    count = 0
    for group, cases in groups.items():
        for number, case in enumerate(cases, 1):
            if "own" in case:
                continue   # nothing to compare with; test-template has them all
            count += 1
            name = f"{group}/{number}"
            kind, what = render(case)
            if record and "output" not in case and "error" not in case:
                case[kind] = what
            good = case.get(kind) == what
            print(f"{'ok' if good else 'not ok'} {count} - {name}")
            if not good:
                print(f"# {case['template']!r}: Jinja2 gives {kind} {what!r}")
    print(f"1..{count}")
    if record:
        write(groups)


main()
