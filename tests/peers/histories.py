"""Plays a case with both tools, and makes it small where they differ."""

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from cases import BASE
from differences import Moment, declared, lost_the_table, rolled_back
from twins import Directory, Twin


class Play:
    """Both tools on one server: `play(case)` is the first undeclared difference, or None."""

    def __init__(self, server, ours, theirs):
        self._server = server
        self._programs = [ours, theirs]
        self.seen = []  # what has been compared, and the names of the declared differences

    def __call__(self, case):
        path = Path(tempfile.mkdtemp(prefix="aweigh-twins-")) / "migrations"
        try:
            with self._databases() as databases:
                directory = Directory(path, case.files)
                twins = [
                    Twin(program, database, case, path)
                    for program, database in zip(self._programs, databases)
                ]
                return self._history(case, directory, twins)
        finally:
            shutil.rmtree(path.parent)

    @contextmanager
    def _databases(self):
        databases = [self._server.create_database() for _ in self._programs]
        try:
            yield databases
        finally:
            for database in databases:
                self._server.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')

    def _history(self, case, directory, twins):
        before = twins[0].run()
        for step in case.steps:
            directory.change(step.files)
            if step.sql:
                for twin in twins:
                    twin.by_hand(step.sql)
            ours, theirs = (twin.run(*step.words) for twin in twins)
            self.seen.append("alike")
            if ours.outcome() != theirs.outcome():
                moment = Moment(
                    step.words, case.parameters, directory.text(), before, ours, theirs
                )
                name = declared(moment) if step.words else None
                if not name:
                    return moment
                self.seen[-1] = name
                if not _both_failed(moment) or not _forced(twins[1], ours):
                    return None  # from here on they are no twins
            before = ours
        return None


def _both_failed(moment):
    return rolled_back(moment) or lost_the_table(moment)


def _forced(twin, ours):
    """As its users go on after a file that failed. Did that make the twins alike?"""
    version = ours.version[0][0] if ours.version else -1
    return twin.run("force", "--", str(version)).outcome()[1:] == ours.outcome()[1:]


def told(moment):
    """What a reader wants to know of it: the dumps are long."""
    ours, theirs = moment.ours, moment.theirs
    lines = [f"{' '.join(moment.words)}, at {moment.before.version}"]
    for name, twin in [("aweigh", ours), ("golang-migrate", theirs)]:
        lines += [f"--- {name}: {'good' if twin.ok else 'failed'}, at {twin.version}", twin.said]
    dumps = [twin.dump.splitlines() for twin in (theirs, ours)]
    return "\n".join([*lines, *unified_diff(*dumps, "golang-migrate", "aweigh", "", "", 1, "")])


def _kind(moment):
    ours, theirs = moment.ours, moment.theirs
    same = ours.version == theirs.version, ours.dump == theirs.dump
    return moment.words[:1], ours.ok, theirs.ok, same


def smallest(play, case, moment, attempts=60):
    """Leaves out files and steps for as long as the difference is of the same kind."""
    kind, fewer = _kind(moment), _with_one_less(case)
    while attempts and (smaller := next(fewer, None)):
        attempts -= 1
        found = _difference(play, smaller)
        if found and _kind(found) == kind:
            case, moment, fewer = smaller, found, _with_one_less(smaller)
    return case, moment


def _difference(play, case):
    try:
        return play(case)
    except OSError:  # a step changes a file that is not there any more
        return None


def _with_one_less(case):
    for at in reversed(range(len(case.steps))):
        yield replace(case, steps=case.steps[:at] + case.steps[at + 1 :])
    for name in case.files:
        yield replace(case, files={n: text for n, text in case.files.items() if n != name})
    if case.parameters:
        yield replace(case, parameters="")


def script(case):
    """Reproduces it in bash, where TOOL is a program and URL a database."""
    lines = ["mkdir migrations", f'psql "$URL" -c {_quoted(BASE)}']
    lines += _changes(case.files)
    for step in case.steps:
        lines += _changes(step.files)
        if step.sql:
            lines.append(f'psql "$URL" -c {_quoted(step.sql)}')
        if step.words:
            url = f'"$URL?{case.parameters}"' if case.parameters else '"$URL"'
            lines.append(f"$TOOL -path migrations -database {url} {' '.join(step.words)}")
    return "\n".join(lines)


def _changes(files):
    for name, text in files.items():
        path = _quoted(f"migrations/{name}")
        if text is None:
            yield f"rm {path}"
        else:
            yield f"printf %s {_quoted(text.decode(errors='surrogateescape'))} >{path}"


def _quoted(text):
    """As bash reads it; what no text can hold is shown as it is escaped in Python."""
    shown = text if len(text) < 1000 else text[:1000] + "…"
    return "$'" + shown.encode("unicode_escape").decode().replace("'", "\\'") + "'"
