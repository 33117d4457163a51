#!/usr/bin/python3
"""Checks everything that is not compiled: desktop files, schemas, .ui, texts, scripts. Prints TAP.

Usage: static.py SOURCE BUILD (with a display: gtk4-builder-tool wants one)
"""

import os
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

SOURCE, BUILD = Path(sys.argv[1]), Path(sys.argv[2])
TEXT = re.compile(r'\b(_|N_|C_|NC_|ngettext|g_dngettext|dpgettext)\s*\(\s*"')
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

count = bad = 0


def case(name, troubles):
    """One line of TAP; @troubles says what is wrong, a line each, and is empty if nothing is."""
    global count, bad
    count += 1
    lines = [line for line in troubles if line]
    bad += bool(lines)
    print(f"{'not ok' if lines else 'ok'} {count} - {name}", flush=True)
    for line in lines:
        print("# " + line.replace("\n", "\n# "), flush=True)


def run(*command, env=None):
    """What a tool complains about, nothing if it ended well."""
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, env=dict(os.environ, **(env or {})))
    return [] if done.returncode == 0 else [done.stdout.strip() or f"{command[0]}: {done.returncode}"]


def files():
    """What git knows, or would: names relative to the top."""
    done = subprocess.run(["git", "-C", SOURCE, "ls-files", "-co", "--exclude-standard"],
                          stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode == 0:
        names = sorted(set(done.stdout.splitlines()))
    else:   # an unpacked archive
        names = sorted(str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*")
                       if not re.match(r"[_.]", str(path.relative_to(SOURCE))))
    return [name for name in names if (SOURCE / name).is_file()]


def built(pattern):
    """Files of data/ as they will be installed: the merged ones of the build folder, else ours."""
    return sorted((BUILD / "data").rglob(pattern)) or sorted((SOURCE / "data").rglob(pattern))


def check_desktop(names):
    for path in built("*.desktop"):
        case(f"desktop-file-validate {path.name}", run("desktop-file-validate", path))
    for path in built("*.metainfo.xml"):
        case(f"appstreamcli validate {path.name}", run("appstreamcli", "validate", "--no-net", path))
    for folder in sorted({str(Path(name).parent) for name in names if name.endswith(".gschema.xml")}):
        case(f"glib-compile-schemas --strict {folder}",
             run("glib-compile-schemas", "--strict", "--dry-run", SOURCE / folder))


def check_xml(names):
    for name in names:
        if name.endswith((".ui", ".xml", ".svg")) and not name.startswith("tests/data/"):
            case(f"xmllint {name}", run("xmllint", "--noout", "--nonet", SOURCE / name))
    for name in names:
        # The tool knows GTK's classes and not ours; those are built by the tests of the window.
        if name.endswith(".ui") and not re.search(r'class="(Spill|Adw)', (SOURCE / name).read_text()):
            case(f"gtk4-builder-tool validate {name}", run("gtk4-builder-tool", "validate", SOURCE / name))


def check_texts(names):
    listed = [line for line in (SOURCE / "po" / "POTFILES.in").read_text().splitlines()
              if line and not line.startswith("#")]
    case("POTFILES.in is sorted", [] if listed == sorted(listed) else ["it is not"])
    case("POTFILES.in names files that are there", [f"{name} is not" for name in listed if name not in names])
    missing = []
    for name in names:
        if not name.startswith(("src/", "data/")) or name in listed:
            continue
        text = (SOURCE / name).read_text(errors="replace") if name.endswith((".c", ".h", ".ui", ".in")) else ""
        if name.endswith((".c", ".h")) and TEXT.search(text):
            missing.append(name)
        elif name.endswith(".ui") and 'translatable="' in text:
            missing.append(name)
        elif name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml")):
            missing.append(name)
    case("every file with texts is in POTFILES.in", missing)
    untranslatable = [f'{name}: {found[0]}' for name in names if name.endswith(".ui")
                      for found in re.finditer(r'<property name="(label|title|subtitle|tooltip-text|description|'
                                               r'placeholder-text)">[^<]*[A-Za-z]{2}[^<]*<',
                                               (SOURCE / name).read_text())
                      if not found[0].endswith(">Spillway<")]   # the name stays
    case("every text of a .ui is translatable", untranslatable)
    with tempfile.TemporaryDirectory() as folder:
        env = {"GETTEXTDATADIRS": "/usr/share/gettext"}
        case("xgettext", run("xgettext", f"--directory={SOURCE}", f"--files-from={SOURCE}/po/POTFILES.in",
                             "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
                             "--keyword=NC_:1c,2", f"--output={folder}/spillway.pot", env=env) if listed else [])
    for language in (SOURCE / "po" / "LINGUAS").read_text().split():
        case(f"msgfmt {language}", run("msgfmt", "--check", "-o", "/dev/null", SOURCE / "po" / f"{language}.po"))


def check_scripts(names):
    warnings.simplefilter("error", SyntaxWarning)
    for name in names:
        path = SOURCE / name
        first = path.read_bytes().split(b"\n", 1)[0]
        if re.match(rb"#!.*\b(ba)?sh\b", first):
            case(f"bash -n {name}", run("bash", "-n", path))
        elif name.endswith((".py", ".cfg")) and not name.startswith("tests/data/") or b"python" in first[:40] and first.startswith(b"#!"):
            try:
                compile(path.read_text(), name, "exec")
                case(f"python {name}", [])
            except (SyntaxError, Warning) as error:
                case(f"python {name}", [str(error)])


def check_style(names):
    troubles = []
    for name in names:
        if name.startswith(("src/", "tests/")) and name.endswith((".c", ".h")):
            for number, line in enumerate((SOURCE / name).read_text().splitlines(), 1):
                if "\t" in line or line != line.rstrip():
                    troubles.append(f"{name}:{number}: a tab, or blanks at the end")
                if UNFINISHED.search(line):
                    troubles.append(f"{name}:{number}: unfinished")
    case("no tabs, blanks at ends or unfinished lines", troubles)


def main():
    names = files()
    check_desktop(names)
    check_xml(names)
    check_texts(names)
    check_scripts(names)
    check_style(names)
    print(f"1..{count}")
    return 0   # the lines above tell


sys.exit(main())
