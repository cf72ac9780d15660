#!/usr/bin/env python3
"""Fetches the third-party files of sources.lock, and prints the path of each:

    fetch.py [NAME]...      no name: all of them

A file is taken from the first place that has the right bytes:

1. the directory AWEIGH_SOURCES, if it is set (air-gapped builds);
2. the cache, which has the same layout: it can be carried to another machine as AWEIGH_SOURCES;
3. the places of its row, in their order:
   debian:PATH     below each of AWEIGH_DEBIAN_MIRRORS (addresses separated by spaces; default:
                   those of this machine's apt). An archive that keeps everything can be given, too.
   pypi:PROJECT    the file of that name and hash in the package index that pip is configured for
   https://...     upstream

A place that ends with a slash has the file under its own name. A place is given up after
AWEIGH_FETCH_STALL seconds (20) without a byte. No index decides what is fetched and the SHA-256
alone says whether it is right, so certificates are not checked: a build needs no trust in a mirror,
nor a bundle of authorities.
"""

import hashlib
import os
import signal
import sys
import urllib.parse
from functools import partial
from pathlib import Path

from lock import CACHE, LOCK, read_lock
from places import Refused, WrongBytes, blocks, debian_mirrors, on_index, shown


class Nowhere(Exception):
    """No place has the file. The text has a line for each, with the reason."""


def main(names):
    rows = {row.name: row for row in read_lock()}
    if unknown := [name for name in names if name not in rows]:
        say(f"cannot fetch {unknown[0]}: {LOCK.name} has {', '.join(rows)}")
        return 64
    if (given := _given()) and not given.is_dir():
        say(f"cannot read AWEIGH_SOURCES: {given} is not a directory")
        return 64
    for name in names or rows:
        row = rows[name]
        try:
            print(fetch(row))
        except Nowhere as reasons:
            say(
                f"cannot fetch {row.name} {row.version} ({row.file}):\n{reasons}\n"
                "  put the file into a directory and name that in AWEIGH_SOURCES, or name an "
                "archive that has it in AWEIGH_DEBIAN_MIRRORS"
            )
            return 69
        except OSError as error:
            say(f"cannot write {error.filename or CACHE}: {error.strerror}")
            return 73
    return 0


def fetch(row, to=CACHE):
    """The path of the row's file. Whoever has other bytes in its place is told about."""
    reasons = []
    for get in _places(row, to):
        try:
            path = get()
        except Refused as reason:
            reasons.append(reason)
        else:
            for reason in reasons:
                if isinstance(reason, WrongBytes):
                    say(f"passed over {reason}")
            return path
    raise Nowhere("\n".join(f"    {reason}" for reason in reasons))


def _places(row, to):
    if given := _given():
        yield partial(_local, row, given)
    yield partial(_local, row, to)
    say(f"fetching {row.name} {row.version}, {row.size / 1e6:.1f} MB")
    for place in row.places:
        scheme, _, rest = place.partition(":")
        if scheme == "pypi":
            yield partial(_from_index, row, rest, to)
        elif scheme == "debian":
            mirrors = debian_mirrors()
            for mirror in mirrors:
                yield partial(_download, row, f"{mirror.rstrip('/')}/{rest}", to)
            if not mirrors:
                yield _no_mirror
        else:
            yield partial(_download, row, place, to)


def _given():
    """In full: CMake asks from the build directory, and an error is to tell where it looked."""
    directory = os.environ.get("AWEIGH_SOURCES")
    return Path(directory).absolute() if directory else None


def _from_index(row, project, to):
    return _download(row, on_index(row, project), to)


def _no_mirror():
    raise Refused("Debian's mirrors: apt knows none here")


def _local(row, directory):
    path = directory / row.file
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from error
    _check(row, found, path)
    return path


def _check(row, found, place):
    if found != row.sha256:
        raise WrongBytes(f"{place}: wrong bytes, SHA-256 is {found}, not {row.sha256}")


def _download(row, place, to):
    url = place + urllib.parse.quote(row.file) if place.endswith("/") else place
    to.mkdir(parents=True, exist_ok=True)
    partial = to / f".{row.file}.{os.urandom(4).hex()}"
    found = hashlib.sha256()
    try:
        with partial.open("xb") as file:
            for block in blocks(url, row.size):
                found.update(block)
                file.write(block)
        _check(row, found.hexdigest(), shown(url))
        partial.rename(to / row.file)  # it appears complete, or not at all
    finally:
        partial.unlink(missing_ok=True)
    return to / row.file


def say(text):
    print(f"aweigh: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
