#!/usr/bin/env python3
"""Checks that the #include lines of src/ follow the layers. Prints each breach; exits 1 on any.

Usage: layers.py SRC
"""

import re
import sys
from pathlib import Path

GLIB = ("glib", "gobject/")
GIO = GLIB + ("gio/",)

# layer: (layers it may include besides itself, outside headers it may include, by prefix)
LAYERS = {
    "util":      ((), GIO),
    "model":     (("util",), GIO),
    "protocols": (("util",), GIO + ("json-glib/", "libxml/")),
    "net":       (("protocols", "util"), GIO + ("gnutls/", "avahi-")),
    "store":     (("model", "util"), GIO + ("sqlite3",)),
    "rules":     (("model", "util"), GIO),
    "layout":    (("model", "util"), GIO),
    "template":  (("util",), GIO),
    "values":    (("model", "layout", "store", "template", "util"), GLIB + ("json-glib/",)),
    "sources":   (("model", "store", "protocols", "net", "util"), GIO + ("libsoup/", "json-glib/")),
    "web":       (("model", "store", "layout", "rules", "template", "values", "protocols", "net", "util"),
                  GIO + ("libsoup/", "json-glib/", "cairo", "crypt.h")),
    "targets":   (("model", "store", "rules", "template", "values", "protocols", "net", "util"),
                  GIO + ("libsoup/", "json-glib/", "gmime/", "curl/")),
    "config":    (("util",), GIO + ("libsecret/",)),
    "ui":        (("model", "store", "layout", "rules", "config", "util"),
                  GIO + ("gtk/", "gdk/", "gsk/", "graphene", "pango/", "adwaita", "libnotify/")),
    "app":       (None, None),   # the composition root sees all
}
LIBC = {"errno.h", "fcntl.h", "inttypes.h", "limits.h", "locale.h", "malloc.h", "math.h", "netinet/in.h",
        "netinet/tcp.h", "signal.h", "stdarg.h", "stdio.h", "stdlib.h", "string.h", "sys/mman.h", "sys/random.h",
        "sys/resource.h", "sys/sendfile.h", "sys/socket.h", "time.h", "unistd.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def breaches(layer, text):
    inside, outside = LAYERS[layer]
    for bracket, name in INCLUDE.findall(text):
        if bracket == "<":
            if outside is not None and name not in LIBC and not name.startswith(outside):
                yield f"<{name}> does not belong in {layer}/"
            continue
        target, slash, base = name.partition("/")
        if not slash:
            if name not in ("config.h", "spill-resources.h"):
                yield f'"{name}": write the layer, as in "{layer}/{name}"'
        elif target not in LAYERS:
            yield f'"{name}": {target}/ is not a layer'
        elif inside is not None and target != layer and target not in inside:
            yield f"{layer}/ may not use {target}/ ({base})"
        elif target != layer and base.endswith("-private.h"):
            yield f"{base} is private to {target}/"


def main():
    src = Path(sys.argv[1])
    files = sorted(src.rglob("*.[ch]"))
    bad = 0
    for path in files:
        layer = path.relative_to(src).parts[0]
        if layer not in LAYERS:
            print(f"{path}: {layer} is not a layer")
            bad += 1
            continue
        for breach in breaches(layer, path.read_text()):
            print(f"{path}: {breach}")
            bad += 1
    print(f"{len(files)} files, {bad} breaches")
    return 1 if bad or not files else 0


sys.exit(main())
