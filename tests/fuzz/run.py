#!/usr/bin/env python3
"""Builds the fuzz targets, runs each a while and says how much of its decoder that has reached.

Usage: run.py [--seconds N] [--build FOLDER] [--jobs N] [NAME…]

Prints TAP, one case a target, and exits 1 if a target crashed, leaked, hung or reached less than
85 % of the lines of its decoder. Needs clang and llvm.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SRC = ROOT / "src"
NINE = ROOT / "tests" / "data" / "nine"
PB = ROOT / "tests" / "data" / "eight" / "pb"
LEAST = 85
PACKAGES = ["gio-2.0", "gio-unix-2.0", "json-glib-1.0", "libsoup-3.0", "libxml-2.0"]
CFLAGS = ["-std=gnu11", "-g", "-O1", "-fno-omit-frame-pointer", "-D_GNU_SOURCE", "-Wno-unused",
          "-fsanitize=fuzzer-no-link,address,undefined", "-fno-sanitize-recover=all",
          "-fprofile-instr-generate", "-fcoverage-mapping", f"-I{SRC}", f"-I{HERE}"]
LDFLAGS = ["-fsanitize=fuzzer,address,undefined", "-fprofile-instr-generate"]


# What the recordings hold.

def answers(*folders):
    """Bodies of the recorded answers, each once."""
    seen = set()
    for folder in folders:
        for path in sorted(NINE.glob(f"*/{folder}/*.http")):
            answer = path.read_bytes().partition(b"--- response")[2]
            blank = b"\r\n\r\n" if b"\r\n\r\n" in answer else b"\n\n"
            body = answer.partition(blank)[2]
            if body not in seen and len(body) < 20000:
                seen.add(body)
                yield body


def frames():
    for path in sorted(NINE.glob("*/ws/frames.jsonl")):
        for line in path.read_bytes().splitlines():
            yield line.partition(b'"frame": ')[2][:-1]


def rows(test, table):
    """String literals of a table of one of the tests: each was thought of as hard to read."""
    text = (ROOT / "tests" / "protocols" / f"test-{test}.c").read_text()
    body = re.search(rf"\b{table}\[\] = \{{\n(.*?)\n\}};", text, re.S)[1]
    for literal in re.findall(r'"((?:[^"\\\n]|\\.)*)"', body):
        yield re.sub(rb'\\(x[0-9a-f]{2}|.)', lambda m: {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"0": b"\0"}.get(
            m[1], bytes([int(m[1][1:], 16)]) if m[1][:1] == b"x" and len(m[1]) == 3 else m[1]), literal.encode())


KINDS = ["masters", "builders", "builds", "steps", "logs", "logchunks", "buildrequests", "buildsets",
         "sourcestamps", "changes", "workers", "schedulers", "forceschedulers", "properties"]


def entities():
    for body in list(answers("rest", "control")) + list(rows("nine-decode", "answer_cases")):
        for i, kind in enumerate(KINDS):
            if b'"%s"' % kind.encode() in body or (kind == "properties" and b'"_properties"' in body):
                yield bytes([i]) + body


def pages():
    for body in answers("rest", "auth"):
        if b"buildbotURL" in body:
            yield body
    yield from rows("nine-session", "config_cases")


def sessions():
    for path in sorted(NINE.glob("*/auth/*.http")):
        cookies = re.findall(rb"Set-Cookie: ([^\r\n]*)", path.read_bytes())
        if cookies:
            yield b"\n".join(cookies)
            yield cookies[-1].partition(b"=")[2].partition(b";")[0]
    for table in ("session_cases", "pick_cases", "pasted"):
        yield from rows("nine-session", table)


def urls():
    yield from rows("nine-url", "url_cases")
    yield from rows("nine-url", "link_cases")


def templates():
    for rows in json.loads((ROOT / "tests" / "template" / "cases.json").read_text()).values():
        for row in rows:
            for text in [row["template"], *row.get("templates", {}).values()]:
                yield b"\0" + text.encode()
                if text.startswith("{{ ") and text.count("{{") == 1:
                    yield b"\1" + text[3:-3].encode()


def old_answers():
    """What a 0.8 master said, with a byte for what it is."""
    for folder in ("frozen", "json"):
        for path in sorted((ROOT / "tests" / "data" / "eight" / folder).glob("*.json")):
            value = json.loads(path.read_text())
            for kind, part in ((1, "builders"), (2, "slaves"), (5, "project")):
                if isinstance(value, dict) and part in value:
                    yield bytes([kind]) + json.dumps(value[part]).encode()
            if isinstance(value, list):
                yield b"\3" + json.dumps(value).encode()
            elif "steps" in value:
                yield b"\4" + json.dumps(value).encode()
            else:
                for number, build in list(value.items())[:3]:
                    if isinstance(build, dict) and "steps" in build:
                        yield b"\0" + json.dumps({number: build}).encode()
    yield b"\4" + json.dumps({"sourceStamp": {"hasPatch": True, "patch_body": "x", "patch_level": 1,
                                              "changes": [{"files": ["a", {"name": "b"}], "rev": "1"}]}}).encode()
    yield b"\1" + json.dumps({"b": {"category": "old", "tags": None, "currentBuilds": [1, "2"]}}).encode()


def banana():
    """Recorded conversations, whole and cut into pieces that begin anywhere."""
    for path in sorted(PB.glob("*.bin")):
        data = path.read_bytes()
        yield b"\7" + data[:8000]
        for start in range(0, min(len(data), 30000), 1000):
            yield b"\1" + data[start:start + 1000]


def objects():
    """Tuples, lists, dictionaries and failures that were recorded, from where they begin."""
    for path in sorted(PB.glob("*.bin")):
        data = path.read_bytes()
        for found in list(re.finditer(rb"[\x01-\x20]\x80[\x05\x08\x0b]\x87|\x02\x80.\x82twisted.spread", data, re.S))[:300]:
            yield data[found.start():found.start() + 900]
    for form in (b"\1\x80\1\x87", b"\2\x80\x07\x82boolean\4\x82true", b"\2\x80\x10\x87\5\x81", b"\2\x80\x11\x87\5\x81",
                 b"\3\x80\x0b\x87\3\x80\4\x87\1\x81\1\x80\x08\x87\2\x80\3\x87\1\x81",
                 b"\2\x80\x05\x87\2\x80\1\x82a\x84\x3f\xf8\0\0\0\0\0\0", b"\2\x80\x0c\x87\1\x82x", b"\2\x80\3\x82set\1\x81",
                 b"\3\x80\x08\x87\3\x80\4\x87\0\x81\5\x81\2\x80\3\x87\0\x81", b"\2\x80\x0b\x87" + b"\1" * 12 + b"\x85",
                 b"\3\x80\x07\x87\2\x80\2\x87\3\x82a.b\1\x80\5\x87", b"\1\x80\3\x82xyz", b"\3\x80\x08\x87\1\x81\1\x80\3\x82xyz",
                 b"\2\x80\3\x82a.b\1\x80\5\x87", b"\3\x80\3\x82a.b\1\x81\1\x80\5\x87", b"\2\x80\4\x82date\1\x82x"):
        yield form


def talks():
    """Both sides of the recordings, with a byte for the side and one for the size of pieces."""
    for path in sorted(PB.glob("*.bin")):
        side = 1 if ".s2c." in path.name else 0
        yield bytes([side, 255]) + path.read_bytes()[:16000]
        yield bytes([side | 2, 40]) + path.read_bytes()[:4000]
    greeting, version = b"\2\x82pb", b"\2\x80\x13\x87\6\x81"

    def message(target, name, args=b"\1\x80\x0b\x87", command=b"\x1a", want=b"\1"):
        return b"\7\x80" + command + b"\x87\1\x81" + target + bytes([len(name)]) + b"\x82" + name + want + b"\x81" + args + b"\1\x80\5\x87"

    root, remote = b"\4\x82root", b"\2\x80\x0b\x87\2\x80\x10\x87\6\x81"
    said = [message(root, b"loginAnonymous"), message(root, b"nonsense"), message(root, b"login", b"\2\x80\x0b\x87\4\x82user"),
            message(b"\4\x81", b"respond"), message(b"\4\x81", b"other"), b"\2\x80\x1d\x87\4\x81"]
    said += [message(b"\1\x81", name, remote) for name in (b"later", b"later", b"echo", b"offer", b"event", b"close")]
    said += [message(b"\x7f\x81", b"gone"), message(b"\1\x81", b"x", command=b"\x19"), message(b"\1\x81", b"x", want=b"\0"),
             b"\1\x80\1\x82q", b"\2\x80\x1e\x87\1\x81", b"\2\x80\x10\x82didNotUnderstand\1\x82x"]
    for part in said:
        yield b"\0\xff" + greeting + version + part
    yield b"\2\xff" + greeting + version + b"".join(said[:-7])
    yield b"\2\x03" + greeting + version + b"".join(said)
    yield b"\0\xff" + greeting + version + said[2] * 12
    yield b"\0\xff" + greeting + version + message(b"\1\x81", b"later") * 25
    yield b"\0\xff" + greeting + version + message(b"\1\x81", b"offer") * 25


def forms():
    """Pages with forms, each with words that a recorded master said of one."""
    words = [re.sub(rb"%([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), found)
             for path in sorted((ROOT / "tests" / "data" / "eight" / "post").glob("*.head"))
             for found in re.findall(rb"alert_msg=(\S+)", path.read_bytes())]
    said = sorted(set(words)) + [b""]
    pages = [path.read_bytes() for path in sorted((ROOT / "tests" / "data" / "eight" / "pages").glob("*.html"))]
    for page in pages + list(rows("html08", "rule_cases")):
        yield b"\0" + page
    for word in said:
        yield bytes([len(word[:255])]) + word[:255] + pages[-1]


def queries():
    """What the pages' tests ask for."""
    for test in ("pages", "page-args"):
        text = (ROOT / "tests" / "web" / f"test-{test}.c").read_text()
        for literal in re.findall(r'"((?:[^"\\\n]|\\.)*=[^"]*)"', text):
            yield literal.partition("?")[2].encode() or literal.encode()
    yield b"&".join([b"x=1"] * 2001)


def heads():
    """Values of a request's head that the tables of the test have."""
    text = (ROOT / "tests" / "web" / "test-web-gate.c").read_text()
    for literal in re.findall(r'\{ "((?:[^"\\\n]|\\.)*)", (?:TRUE|FALSE)', text):
        yield literal.replace('\\"', '"').encode()


# name: (corpus, the files it is there for)
TARGETS = {
    "json": (lambda: list(answers("rest"))[:60] + list(rows("json", "parse_cases")) + list(rows("json", "get_cases")),
             ["spill-json.c", "spill-json-reader.c", "spill-json-report.c"]),
    "entities": (entities, [f"nine/spill-nine-{name}.c" for name in
                            ("decode", "entity", "field", "read-build", "read-master")]),
    "frames": (lambda: list(frames()) + list(rows("nine-frame", "frame_cases")) + list(rows("nine-frame", "key_cases")),
               ["nine/spill-nine-frame.c", "nine/spill-nine-key.c"]),
    "config": (pages, ["nine/spill-nine-config.c", "nine/spill-nine-version.c"]),
    "session": (sessions, ["nine/spill-nine-session.c"]),
    "reply": (lambda: list(answers("control", "auth")) + list(rows("nine-call", "reply_cases")) +
              list(rows("nine-call", "error_cases")), ["nine/spill-nine-call.c"]),
    "html08": (forms, [f"html08/spill-html08{name}.c" for name in ("", "-encode", "-field")]),
    "json08": (old_answers, ["json08/spill-json08.c", "json08/spill-json08-free.c"]),
    "url": (urls, ["nine/spill-nine-url.c", "nine/spill-nine-path.c"]),
    "banana": (banana, ["pb/spill-banana.c", "pb/spill-sexp.c"]),
    "jelly": (objects, ["pb/spill-jelly.c"]),
    "broker": (talks, ["../net/spill-broker-dispatch.c", "../net/spill-broker-login.c", "../net/spill-broker.c"]),
    "page-args": (queries, ["../web/spill-page-args.c"]),
    "gate": (heads, ["../web/spill-web-gate.c"]),
    "template": (templates, sorted(f"../template/{path.name}" for path in (SRC / "template").glob("spill-*.c"))),
}


def tool(name):
    """The program, or its newest numbered one."""
    found = shutil.which(name)
    if not found:
        numbered = sorted(Path("/usr/bin").glob(f"{name}-[0-9]*"))
        found = str(numbered[-1]) if numbered else None
    if not found:
        sys.exit(f"Bail out! {name} is not installed")
    return found


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"Bail out! {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def compile_all(build, jobs, names):
    """One object a source, newer than the source and every header; then one program a target."""
    flags = CFLAGS + run("pkg-config", "--cflags", *PACKAGES).split()
    libs = run("pkg-config", "--libs", *PACKAGES).split() + ["-lm"]
    layers = ("protocols/nine", "protocols/html08", "protocols/json08", "protocols/pb", "protocols", "net", "template")
    sources = [path for layer in layers for path in sorted((SRC / layer).glob("*.c"))]
    sources += [SRC / "web" / "spill-page-args.c", SRC / "web" / "spill-web-gate.c", SRC / "util" / "spill-plain.c"]
    headers = max(path.stat().st_mtime for where in (SRC / "protocols", SRC / "net", SRC / "template", SRC / "web", HERE) for path in where.rglob("*.h"))
    (build / "obj").mkdir(parents=True, exist_ok=True)

    def compile_one(source):
        target = build / "obj" / (source.stem + ".o")
        if not target.exists() or target.stat().st_mtime < max(source.stat().st_mtime, headers):
            run(tool("clang"), *flags, "-c", source, "-o", target)
        return target

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        objects = list(pool.map(compile_one, sources))
        mains = list(pool.map(compile_one, [HERE / f"fuzz-{name}.c" for name in names]))
    for name, main in zip(names, mains):
        run(tool("clang"), *LDFLAGS, main, *objects, "-o", build / f"fuzz-{name}", *libs)


def make_corpus(build, name):
    """The seeds, each in a file named for its content, and a dictionary of their words."""
    folder = build / f"corpus-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    words = set()
    for seed in TARGETS[name][0]():
        (folder / hashlib.sha1(seed).hexdigest()).write_bytes(seed)
        words.update(re.findall(rb'"[a-z_]{2,30}"', seed))
    dictionary = build / f"{name}.dict"
    with dictionary.open("w") as out:
        for word in sorted(words)[:500]:
            out.write('"%s"\n' % word.decode().replace('"', '\\"'))
        for word in ("\\\\u0000", "\\\\ud83d", "null", "true", "[]", "{}", "\\xff", "-1", "1e300"):
            out.write(f'"{word}"\n')
    return folder, dictionary


def measure(build, name):
    """Per cent of lines of the target's files that its run has reached."""
    program, raw, merged = build / f"fuzz-{name}", build / f"{name}.profraw", build / f"{name}.profdata"
    run(tool("llvm-profdata"), "merge", "-sparse", raw, "-o", merged)
    files = [SRC / "protocols" / path for path in TARGETS[name][1]]
    exported = json.loads(run(tool("llvm-cov"), "export", "-summary-only", f"-instr-profile={merged}", program, *files))
    lines = {Path(entry["filename"]).name: entry["summary"]["lines"] for entry in exported["data"][0]["files"]}
    total = sum(entry["count"] for entry in lines.values())
    covered = sum(entry["covered"] for entry in lines.values())
    for path in files:
        if path.name not in lines:
            sys.exit(f"Bail out! no coverage of {path}")
    return 100 * covered / total, {file: entry["percent"] for file, entry in lines.items()}


def fuzz(build, name, seconds):
    """A TAP line's verdict and text, and what is to be read when it failed."""
    folder, dictionary = make_corpus(build, name)
    env = dict(os.environ, LLVM_PROFILE_FILE=str(build / f"{name}.profraw"), G_DEBUG="fatal-criticals",
               LC_ALL="C.UTF-8", G_SLICE="always-malloc",
               ASAN_OPTIONS="halt_on_error=1:detect_leaks=1:allocator_may_return_null=1")
    done = subprocess.run(
        [build / f"fuzz-{name}", f"-max_total_time={seconds}", "-max_len=16384", "-timeout=10", "-rss_limit_mb=1024",
         "-print_final_stats=1", f"-dict={dictionary}", f"-artifact_prefix={build}/{name}-", folder],
        env=env, capture_output=True, text=True, errors="replace", check=False)
    runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    text = f"fuzz-{name}: {seconds} s, {runs[1] if runs else 'no'} runs"
    if done.returncode:
        trouble = re.search(r"^(\*\*|==\d+==|=====).*", done.stderr, re.M | re.S)
        return False, text, (trouble[0] if trouble else done.stderr)[-3000:]
    percent, single = measure(build, name)
    text += ", coverage of " + ", ".join(f"{os.path.normpath('protocols/' + path)} {single[Path(path).name]:.1f} %" for path in TARGETS[name][1])
    if len(single) > 1:
        text += f", together {percent:.1f} %"
    return percent >= LEAST, text, f"less than {LEAST} %"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, default=10, help="how long each target runs")
    parser.add_argument("--build", type=Path, default=ROOT / "_fuzz", help="where to build")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("names", nargs="*", help=", ".join(TARGETS))
    args = parser.parse_args()
    names = args.names or list(TARGETS)
    build = args.build.resolve()

    print(f"1..{len(names)}", flush=True)
    compile_all(build, args.jobs, names)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for number, (good, text, why) in enumerate(pool.map(lambda name: fuzz(build, name, args.seconds), names), 1):
            print(f"{'ok' if good else 'not ok'} {number} - {text}", flush=True)
            if not good:
                bad += 1
                print("\n".join("# " + line for line in why.splitlines()), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
