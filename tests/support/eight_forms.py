"""What a Buildbot 0.8 does with the forms of its pages, as tests/data/eight/post has it recorded.

The pages are written for the tests: they have the controls of 0.8's, not its words nor its looks.
"""

import html
import re
import secrets
import time
from urllib.parse import parse_qs, quote, unquote

USERS = {"bob": "secret-pass"}
# Done for everybody; all else is for who is logged in.
OPEN = {"ping", "stopchange", "stopchangeall", "cancelpendingall", "cancelpendingselected"}
PROPERTY = r"^[\w.\-/~:]*$"


def field(kind, name, label, default="", **more):
    return {"kind": kind, "name": name, "label": label, "default": default, **more}


def nest(name, label, *fields, kind=""):
    return {"kind": "nested", "name": name, "label": label, "fields": fields, "more": kind}


def any_property(name):
    return nest(name, "", field("text", "name", "Name:", size=10), field("text", "value", "Value:", size=10), kind="any")


def codebase(name, label, **fields):
    return nest(name, label, *(field("text", key, key.capitalize() + ":", value, size=10)
                               for key, value in fields.items()), kind="codebase")


# Of the master that was recorded.
SCHEDULERS = {
    "force": ("Go & build", [
        nest("", "", field("text", "reason", "reason:", size=80, required=True)),
        codebase("", "", branch="master", revision=""),
        field("text", "pull_url", "Optional <i>public</i> Git pull url:", size=40),
        field("textarea", "notes", "Notes", "line 1\nline 2", rows=4, cols=30),
        field("list", "flavour", "Flavour", "release", choices=["debug", "release", "asan & ubsan"]),
        field("list", "targets", "Targets", ["lib"], choices=["lib", "bin", "doc"], multiple=True),
        field("bool", "clean", "force a clean build", False),
        field("bool", "verbose", "verbose", True),
        field("int", "jobs", "Jobs", "4", size=10, required=True),
        field("fixed", "origin", "", "web"),
        field("text", "ticket", "Ticket", size=10, regex=r"^(|[A-Z]+-[0-9]+)$"),
        field("worker", "slavename", "slavename", "-any-"),
        nest("opts", "Options", field("text", "cflags", "CFLAGS", "-O2", size=10),
             field("int", "timeout", "Timeout", "60", size=10),
             nest("deep", "Deep", field("bool", "flag", "Flag", True))),
        nest("", "Anonymous group", any_property("property1"), any_property("property2")),
    ]),
    "force-plain": ("Force Build", [
        nest("", "", field("text", "reason", "reason", "force build", size=20)),
        codebase("", "", branch="", revision="", repository="", project=""),
        nest("", "", *(any_property(f"property{i}") for i in range(1, 5))),
    ]),
    "force-multi": ("Force Build", [
        nest("", "", field("text", "reason", "reason", "force build", size=20)),
        codebase("", "", branch="", revision="", repository=""),
        nest("lib", "Codebase: lib", field("list", "branch", "Branch:", "master", choices=["master", "release"]),
             field("text", "revision", "Revision:", size=10), field("text", "repository", "Repository:", size=10),
             field("text", "project", "Project:", size=10), kind="codebase"),
    ]),
}


class Wrong(Exception):
    """The master's words about a form."""


class Crash(Exception):
    """Where a 0.8 answers with a traceback."""


def full_name(group, name):
    return f"{group}_{name}" if group and name else group or name


def collect(fields, args, group=""):
    """The values of a form by full name; raises Wrong as a 0.8 words it."""
    found = {}
    for one in fields:
        name = full_name(group, one["name"])
        if one["kind"] == "nested":
            inner = collect(one["fields"], args, name)
            if one["more"] == "any" and inner.get(name + "_name"):
                pair = inner[name + "_name"], inner.get(name + "_value", "")
                if not all(re.match(PROPERTY, text) for text in pair):
                    raise Wrong("bad property name='%s', value='%s'" % pair)
            found.update(inner)
            continue
        values = [value for value in args.get(name, []) if value.strip()]
        if one["kind"] == "fixed":
            found[name] = one["default"]
        elif one["kind"] == "bool":
            found[name] = name in args.get("checkbox", [])
        elif not values and one.get("required"):
            raise Wrong("'%s' needs to be specified" % one["label"])
        elif not values:
            found[name] = one["default"]
        else:
            for value in values:
                if "regex" in one and not re.match(one["regex"], value):
                    raise Wrong("%s:'%s' does not match pattern '%s'" % (one["label"], value, one["regex"]))
                if "choices" in one and value not in one["choices"]:
                    raise Wrong("'%s' does not belongs to list of available choices '%s'" % (value, one["choices"]))
                if one["kind"] == "int" and not re.fullmatch(r"\s*[-+]?\d+\s*", value):
                    raise Crash
            found[name] = values if one.get("multiple") else values[0]
    return found


def names_of(fields, group=""):
    for one in fields:
        name = full_name(group, one["name"])
        if one["kind"] == "nested":
            yield from names_of(one["fields"], name)
        elif one["kind"] == "bool":
            yield "checkbox"
        elif one["kind"] != "fixed":
            yield name


def control(one, name, workers):
    if one["kind"] == "textarea":
        return f"<textarea name='{name}' rows={one['rows']} cols={one['cols']}>{html.escape(one['default'], False)}</textarea>"
    if one["kind"] in ("list", "worker"):
        choices = ["-any-"] + sorted(workers) if one["kind"] == "worker" else one["choices"]
        options = "".join(f"<option {'selected' if choice in one['default'] else ''}>{choice}</option>" for choice in choices)
        return f"<select name='{name}' {'multiple' if one.get('multiple') else ''}>{options}</select>"
    return f"<input type='text' size='{one['size']}' name='{name}' value='{html.escape(one['default'], False)}' />"


def rows(fields, scheduler, workers, group=""):
    for one in fields:
        name = full_name(group, one["name"])
        anchor = f' id="force-{scheduler}-{name}"' if one["name"] else ""
        label = f'<span class="label">{one["label"]}</span>' if one["label"] else ""
        if one["kind"] == "fixed":
            continue
        if one["kind"] == "nested":
            more = f" force-{one['more']}" if one["more"] else ""
            yield f'<div class="row force-nested{more}"{anchor}>{label}'
            yield from rows(one["fields"], scheduler, workers, name)
            yield "</div>"
        elif one["kind"] == "bool":
            checked = "checked" if one["default"] else ""
            yield f'<div class="row force-bool"{anchor}><input type="checkbox" name="checkbox" value="{name}" {checked}/>{label}</div>'
        else:
            kind = "list" if one["kind"] == "worker" else one["kind"]
            yield f'<div class="row force-{kind}"{anchor}>{label}{control(one, name, workers)}</div>'


class Forms:
    """The master's side of its forms. Changes the world as they say, where JSON shows it."""

    def __init__(self, world, old=False, post_log=""):
        self.world, self.old, self.post_log = world, old, post_log
        self.sessions, self.requests, self.next_id = {}, {}, 201
        for name in world.builders:
            for waiting in world.pending.get(name, []):
                self.add(name, waiting)

    def add(self, name, waiting):
        self.requests.setdefault(name, []).append((self.next_id, waiting))
        self.next_id += 1

    def changed(self):
        """What was recorded is not how it is any more."""
        self.world.answers = {target: answer for target, answer in self.world.answers.items()
                              if not target.startswith("/json")}
        for name, builder in self.world.builders.items():
            self.world.pending[name] = [waiting for _, waiting in self.requests.get(name, [])]
            builder["pendingBuilds"] = len(self.world.pending[name])

    def user(self, cookie):
        found = re.search(r"BuildBotSession=(\w+)", cookie or "")
        return self.sessions.get(found[1]) if found else None

    def new_session(self, user):
        session = secrets.token_hex(20)
        self.sessions[session] = user
        return f"BuildBotSession={session}; Expires=Sun, 22-Nov-2026 19:28:45 GMT; Path=/"

    @staticmethod
    def knows(args):
        user = args.get("username", [""])[0]
        return user in USERS and USERS[user] == args.get("passwd", [""])[0]

    # Pages

    def page(self, content, user, depth):
        up = "../" * depth or "./"
        login = ("" if self.old else f'{user} | <a href="{up}logout">leave</a>' if user else
                 f'<form method="post" name="login" action="{up}login"><input type="text" name="username" size="10" />'
                 '<input type="password" name="passwd" size="10" /><input type="submit" value="login" /></form>')
        return (f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /></head><body>'
                f'<div class="auth">{login}</div><div class="content">{content}</div></body></html>')

    def cancel_form(self, base, number):
        return (f'<form method="post" name="cancel" action="{base}/cancelbuild" class="command cancelbuild">'
                f'<input type="hidden" name="id" value="{number}" /><input type="submit" value="Cancel" /></form>')

    def old_force_form(self, base):
        fields = [("Your username:", "text", "username"), ("Your password:", "password", "passwd"),
                  ("Reason for build:", "text", "comments"), ("Branch to build:", "text", "branch"),
                  ("Revision to build:", "text", "revision")]
        pairs = "".join(f'<div class="row">Property {i} <span class="label">Name:</span><input type="text" name="property{i}name" />'
                        f'<span class="label">Value:</span><input type="text" name="property{i}value" /></div>' for i in range(1, 4))
        return (f'<form method="post" action="{base}/force" class="command forcebuild">' +
                "".join(f'<div class="row"><span class="label">{label}</span><input type="{kind}" name="{name}" /></div>'
                        for label, kind, name in fields) + pairs + '<input type="submit" value="Force Build" /></form>')

    def builder_page(self, name, cookie):
        user = self.user(cookie)
        base = "../builders/" + quote(name, safe="")
        content = f"<h1>Builder {html.escape(name)}</h1>"
        if user or self.old:
            for number, waiting in self.requests.get(name, []):
                came = time.strftime("%b %d %H:%M:%S", time.gmtime(waiting["submittedAt"]))
                content += f"<li><small>({came}, waiting)</small> {self.cancel_form(base, number)}</li>"
            content += self.cancel_form(base, "all")
        content += f'<form method="post" action="{base}/ping"><input type="submit" value="Ping" /></form>'
        workers = self.world.builders[name].get("slaves", [])
        if self.old:
            content += self.old_force_form(base)
        elif user:
            for scheduler in sorted(set(self.world.builders[name].get("schedulers", [])) & SCHEDULERS.keys()):
                button, fields = SCHEDULERS[scheduler]
                content += (f'<form method="post" name="force_build" action="{base}/force" class="command_forcebuild"><h3>{scheduler}</h3>'
                            f"<input type='hidden' name='forcescheduler' value='{scheduler}' />"
                            + "".join(rows(fields, scheduler, workers)) + f'<input type="submit" value="{button}" /></form>')
        return self.page(content, user, 1)

    def get(self, path, cookie):
        """The text of a page; None: there is none."""
        parts = [unquote(part) for part in path.split("/") if part]
        if len(parts) == 2 and parts[0] == "builders" and parts[1] in self.world.builders:
            return self.builder_page(parts[1], cookie)
        if parts in (["authfail"], ["authzfail"]):
            words = ("Authentication Failed", "user or password wrong") if parts == ["authfail"] else (
                "Authorization Failed", "this is not for you")
            return self.page("<h1>%s</h1><p>%s.</p>" % words, self.user(cookie), 0)
        return None

    # Forms

    def post(self, path, body, cookie):
        """(status, Location or None, Set-Cookie or None)"""
        args = parse_qs(body, keep_blank_values=True)
        parts = [unquote(part) for part in path.split("/") if part]
        if self.post_log:
            with open(self.post_log, "a", encoding="utf-8") as log:
                log.write(f"{path} {body}\n")
        if parts in (["login"], ["logout"]):
            return self.enter(parts[0], args, cookie)
        up = "../" * (len(parts) - 1) or "./"
        try:
            return self.act(parts, args, cookie, up)
        except Wrong as wrong:
            words = html.escape(str(wrong).encode("ascii", "ignore").decode(), False)
            where = up + ("builders/" + quote(parts[1], safe="") if parts[1][0] != "_" else "builders")
            return 302, where + "?alert_msg=" + quote(words, safe=""), self.dead_cookie(args, cookie)
        except Crash:
            return 500, None, self.dead_cookie(args, cookie)
        except LookupError:
            return 404, None, None

    def enter(self, what, args, cookie):
        if self.old:
            return 404, None, None
        if what == "logout":
            found = re.search(r"BuildBotSession=(\w+)", cookie or "")
            self.sessions.pop(found[1] if found else "", None)
            return 302, "http://127.0.0.1:8010/", None
        if self.user(cookie) or not self.knows(args):
            return 302, "./authfail", None
        return 302, "http://127.0.0.1:8010/", self.new_session(args["username"][0])

    def dead_cookie(self, args, cookie):
        """A login in a form sets a cookie that is of no use."""
        return None if self.old or self.user(cookie) or not self.knows(args) else "BuildBotSession=" + secrets.token_hex(20) + "; Path=/"

    def act(self, parts, args, cookie, up):
        action = parts[-1]
        fail = up + ("authfail" if self.old else "authzfail")
        if parts[0] == "builders" and parts[1][0] != "_" and parts[1] not in self.world.builders:
            raise LookupError
        if action == "cancelbuild" and not re.fullmatch(r"all|\d+", args.get("id", [""])[0]):
            return 302, up + "builders/" + quote(parts[1], safe=""), None
        if action not in OPEN and not self.user(cookie) and not self.knows(args):
            return 302, fail, None
        self.do(parts, action, args)
        where = {"builders": up + "builders/" + quote(parts[1], safe="") if len(parts) > 1 else "",
                 "buildslaves": up + "/".join(parts[:2])}.get(parts[0], "/")
        if parts[0] == "builders" and parts[1][0] == "_":
            where = up + ("builders" if action in ("forceall", "forceselected") and not self.old else "")
        return 302, where, None if action in OPEN else self.dead_cookie(args, cookie)

    def do(self, parts, action, args):
        world = self.world
        chosen = (list(world.builders) if parts[1:2] == ["_all"] else
                  args.get("selected", []) if parts[1:2] == ["_selected"] else parts[1:2])
        if action in ("force", "forceall", "forceselected"):
            self.force(chosen, args)
        elif action in ("stopall", "stopselected", "cancelpendingall", "cancelpendingselected"):
            if not set(chosen) <= world.builders.keys():
                raise Crash
            for name in chosen:
                if action.startswith("cancel"):
                    self.requests[name] = []
                else:
                    for number in list(world.builders[name].get("currentBuilds", [])):
                        self.stop(name, number)
        elif action == "cancelbuild":
            number = args["id"][0]
            self.requests[parts[1]] = [one for one in self.requests.get(parts[1], []) if number not in ("all", str(one[0]))]
        elif action == "stop":
            if not args.get("comments", [""])[0].isascii():
                raise Crash
            self.stop(parts[1], int(parts[3]))
        elif action == "rebuild":
            if int(parts[3]) in world.builders[parts[1]].get("currentBuilds", []):
                raise Wrong("could not rebuild: build still not finished ")
            if any(not re.match(PROPERTY, value) for key, values in args.items() if key.startswith("property") for value in values):
                raise Wrong("could not rebuild: ")
            self.wait_for(parts[1], "rebuild")
        self.changed()

    def stop(self, name, number):
        builder, build = self.world.builders[name], self.world.build(name, number)
        if number in builder.get("currentBuilds", []):
            builder["currentBuilds"] = [one for one in builder["currentBuilds"] if one != number]
            builder["state"] = "idle"
            stopped = dict(build, results=4, times=[build["times"][0], time.time()], currentStep=None, eta=None,
                           text=["exception", "interrupted"])
            self.world.builds[name][number] = stopped

    def wait_for(self, name, reason):
        self.add(name, {"builderName": name, "builds": [], "submittedAt": int(time.time()),
                        "properties": [["owner", "bob", "Force Build Form"], ["reason", reason, "Force Build Form"]],
                        "source": {"branch": None, "changes": [], "codebase": "", "hasPatch": False, "project": "",
                                   "repository": "", "revision": None}})

    def force(self, chosen, args):
        if self.old:
            for name in chosen:
                self.wait_for(name, args.get("comments", [""])[0])
            return
        if "forcescheduler" not in args:
            raise Crash
        scheduler = args["forcescheduler"][0]
        if scheduler not in SCHEDULERS:
            raise Wrong("no scheduler found")
        served = [name for name in chosen if scheduler in self.world.builders.get(name, {}).get("schedulers", [])]
        # It is not for this builder: nothing is done, and nothing said.
        if served:
            values = collect(SCHEDULERS[scheduler][1], args)
            for name in served:
                self.wait_for(name, values["reason"])
