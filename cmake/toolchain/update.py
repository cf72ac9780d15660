"""Finds newer versions of what sources.lock names; update.sh says how it is used."""

import re
import subprocess
import sys
import tarfile
import tempfile
from functools import cmp_to_key
from itertools import groupby
from pathlib import Path

import debian
import pypi
from fetch import Nowhere, fetch, say
from lock import LOCK, read_lock, write_lock
from places import Refused
from signatures import BadSignature

# Where a file of another project tells the version of what is in it.
_INSIDE = {"llhttp": ("/vendor/llhttp/include/llhttp.h", r"LLHTTP_VERSION_(?:M\w+|PATCH) (\d+)")}


class Update:
    """Of rows that come from one package, and so have to be of one version."""

    def __init__(self, rows, wanted, directory):
        self.rows = rows
        self.wanted = wanted  # a version; None: the newest that fits
        self.directory = directory
        self.other_line = None  # the newest: how it is called, and its version
        self.changed = []  # rows
        self.status = 0
        self.lines = []  # to be printed

    def choose(self, candidates):
        """The newest that can be had and is as it should be, among those of no older version."""
        candidates = sorted(candidates, key=cmp_to_key(_by_version), reverse=True)
        if self.wanted:
            fitting = [each for each in candidates if self.wanted in _names(each, self.rows[0])]
        else:
            fitting = [each for each in candidates if not self._is_older(each)]
        settled = any(self._try(candidate) for candidate in fitting)
        if not (settled or self.lines or self.other_line):
            known = ", ".join(each.version for each in candidates) or "none"
            wanted = self.wanted or "this version or a newer one"
            self._note(
                69 if self.wanted else 0, f"no index names {wanted}; those that they name: {known}"
            )
        if self.other_line:
            label, version = self.other_line
            self._note(0, f"{label} is of another line; {self.rows[0].name}={version} takes it")

    def _is_older(self, candidate):
        return any(_compare(candidate.file_version(row), "lt", _version(row)) for row in self.rows)

    def _try(self, candidate):
        """Whether there is no need to look for another."""
        label = f"{candidate.version} of {candidate.suite}"
        if not self.wanted and not _is_in_line(self.rows[0], candidate):
            self.other_line = self.other_line or (label, candidate.version)
            return False
        try:
            rows = [candidate.row(row) for row in self.rows]
            if not any(map(_differ, self.rows, rows)):
                return True
            self._take(candidate, rows)
        except Refused as reason:
            self._note(75, f"{label} is not complete: {reason}")
        except Nowhere as reasons:
            self._note(75, f"{label} is named there, but no place has it:\n{reasons}")
        except BadSignature as reason:
            self._note(65, f"{label} is REFUSED: {reason}")
        return bool(self.changed)

    def _take(self, candidate, rows):
        for old, new in zip(self.rows, rows, strict=True):
            if old.file == new.file and old.sha256 != new.sha256:
                raise BadSignature(f"{new.file} has other bytes than before")
        paths = [fetch(row) for row in rows]
        reasons = [candidate.check(path, self.directory) for path in paths]
        for old, new, path, reason in zip(self.rows, rows, paths, reasons, strict=True):
            if _differ(old, new):
                self.changed.append(_with_inner_version(new, path))
                version = self.changed[-1].version
                self.lines.append(f"{old.name} {old.version} -> {version} ({reason})")

    def _note(self, status, text):
        self.status = max(self.status, status, key=[0, 75, 69, 65].index)
        names = ", ".join(f"{row.name} {row.version}" for row in self.rows)
        self.lines.append(f"{names}: {text}")


def main(arguments):
    wanted = dict(argument.partition("=")[::2] for argument in arguments)
    rows = read_lock()
    if unknown := wanted.keys() - {row.name for row in rows}:
        say(f"cannot update {unknown.pop()}: {LOCK.name} has {', '.join(row.name for row in rows)}")
        return 64
    with tempfile.TemporaryDirectory() as directory:
        updates = _updates(rows, wanted, Path(directory))
        try:
            found = _candidates(updates, Path(directory))
        except (debian.Unreadable, Refused) as reason:
            say(f"cannot read the index of {reason}")
            return 69
        for origin, update in updates.items():
            update.choose(found[origin])
    return _report(list(updates.values()))


def _report(updates):
    changed = [row for update in updates for row in update.changed]
    for update in updates:
        print("".join(f"{line}\n" for line in update.lines), end="")
    if changed:
        write_lock(changed)
    total = sum(len(update.rows) for update in updates)
    print(f"{len(changed)} of {total} rows changed")
    return max((update.status for update in updates), key=[0, 75, 69, 65].index)


def _updates(rows, wanted, directory):
    """By origin, of all or of what is asked for."""
    updates = {}
    for origin, group in groupby(sorted(rows, key=_origin), _origin):
        group = list(group)
        asked = [row.name for row in group if row.name in wanted]
        if asked or not wanted:
            version = next((wanted[name] for name in asked if wanted[name]), None)
            updates[origin] = Update(group, version, directory)
    return updates


def _candidates(updates, directory):
    """By origin. Where a version is asked for, it may come from Debian unstable, too."""
    found = {}
    for index in ("main/source/Sources", "main/binary-amd64/Packages"):
        names = [name for kind, name in updates if kind == index]
        odd = [name for name in names if updates[index, name].wanted]
        usual = [name for name in names if name not in odd]
        for suites, chosen in ((debian.SUITES, usual), ((*debian.SUITES, debian.UNSTABLE), odd)):
            if chosen:
                versions = debian.candidates(suites, index, chosen, directory)
                found |= {(index, name): more for name, more in versions.items()}
    for kind, name in updates:
        if kind == "pypi":
            found[kind, name] = pypi.candidates(name)
    return found


def _origin(row):
    for place in row.places:
        if place.startswith("pypi:"):
            return "pypi", place.removeprefix("pypi:")
    index = "main/binary-amd64/Packages" if row.file.endswith(".deb") else "main/source/Sources"
    return index, row.file.partition("_")[0]


def _differ(old, new):
    return (old.file, old.sha256) != (new.file, new.sha256)


def _version(row):
    """As in the name of the file."""
    if found := pypi.version_of(row.file):
        return found
    return re.split(r"\.orig|\.debian|_\w+\.deb", row.file.partition("_")[2])[0]


def _names(candidate, row):
    version = candidate.file_version(row)
    return {candidate.version, version, re.match(r"[\d.]*\d", version)[0]}


def _is_in_line(row, candidate):
    """Of a version that is no date, only the last number grows without being asked to."""
    old, new = (
        re.match(r"[\d.]*\d", version)[0].split(".")
        for version in (_version(row), candidate.file_version(row))
    )
    return int(old[0]) > 2000 or (old[:-1], len(old)) == (new[:-1], len(new))


def _by_version(one, other):
    return _compare(one.version, "gt", other.version) - _compare(one.version, "lt", other.version)


def _compare(one, relation, other):
    return subprocess.run(["dpkg", "--compare-versions", one, relation, other]).returncode == 0


def _with_inner_version(row, path):
    if row.name not in _INSIDE:
        return row
    suffix, pattern = _INSIDE[row.name]
    with tarfile.open(path) as archive:
        name = next(name for name in archive.getnames() if name.endswith(suffix))
        text = archive.extractfile(name).read().decode()
    return row._replace(version=".".join(re.findall(pattern, text)))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
