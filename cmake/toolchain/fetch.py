#!/usr/bin/env python3
"""Fetches the third-party files of sources.lock, and prints the path of each:

    fetch.py [NAME]...      no name: all of them

A file is taken from the first place that has the right bytes:

1. the directory AWEIGH_SOURCES, if it is set (air-gapped builds);
2. the cache, which has the same layout: it can be carried to another machine as AWEIGH_SOURCES;
3. the places of its row, in their order:
   debian:PATH     below each of AWEIGH_DEBIAN_MIRRORS (addresses separated by spaces; default: those
                   of this machine's apt). An archive that keeps everything can be given, too.
   pypi:PROJECT    the file of that name and hash in the package index that pip is configured for
   https://...     upstream

A place that ends with a slash has the file under its own name. No index decides what is fetched and
the SHA-256 alone says whether it is right, so certificates are not checked: a build needs no trust
in a mirror, nor a bundle of authorities.
"""

import hashlib
import os
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from lock import CACHE, LOCK, read_lock

_STALL = 20  # seconds without a byte
_SLOWEST = 100_000  # bytes per second, after the first minute
_UNCHECKED = ssl._create_unverified_context()


class Refused(Exception):
    """Why a place does not have the file."""


def main(names):
    rows = {row.name: row for row in read_lock()}
    if unknown := [name for name in names if name not in rows]:
        _say(f"cannot fetch {unknown[0]}: {LOCK.name} has {', '.join(rows)}")
        return 64
    for name in names or rows:
        path = fetch(rows[name])
        if path is None:
            return 69
        print(path)
    return 0


def fetch(row):
    """The path of the row's file, or None after saying which places were tried, and why in vain."""
    reasons = []
    for get in _places(row):
        try:
            return get(row)
        except Refused as reason:
            reasons.append(str(reason))
    _say(
        f"cannot fetch {row.name} {row.version} ({row.file}):\n"
        + "".join(f"    {reason}\n" for reason in reasons)
        + "  put the file into a directory and name that in AWEIGH_SOURCES, or name an archive that "
        "has it in AWEIGH_DEBIAN_MIRRORS"
    )
    return None


def _places(row):
    if directory := os.environ.get("AWEIGH_SOURCES"):
        yield lambda row: _local(row, Path(directory))
    yield lambda row: _local(row, CACHE)
    for place in row.places:
        scheme, _, rest = place.partition(":")
        if scheme == "pypi":
            yield lambda row, project=rest: _download(row, _on_index(row, project))
        elif scheme == "debian":
            mirrors = debian_mirrors()
            for mirror in mirrors:
                yield lambda row, url=f"{mirror.rstrip('/')}/{rest}": _download(row, url)
            if not mirrors:
                yield _no_mirror
        else:
            yield lambda row, url=place: _download(row, url)


def _no_mirror(_):
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
        raise Refused(f"{place}: wrong bytes, SHA-256 is {found}, not {row.sha256}")


def _download(row, place):
    url = place + urllib.parse.quote(row.file) if place.endswith("/") else place
    CACHE.mkdir(parents=True, exist_ok=True)
    partial = CACHE / f".{row.file}.{os.getpid()}"
    try:
        with partial.open("wb") as file:
            digest = _copy(row, url, file)
        _check(row, digest, url)
        partial.rename(CACHE / row.file)  # it appears complete, or not at all
    finally:
        partial.unlink(missing_ok=True)
    return CACHE / row.file


def _copy(row, url, to):
    """Returns the SHA-256 of what came."""
    _say(f"fetching {row.name} {row.version}, {row.size / 1e6:.1f} MB")
    ends = time.monotonic() + 60 + row.size / _SLOWEST
    found = hashlib.sha256()
    received = 0
    try:
        with open_url(url) as answer:
            while block := answer.read1(1 << 20):
                found.update(block)
                received += len(block)
                to.write(block)
                if received > row.size:
                    raise Refused(f"{url}: wrong bytes, more than the {row.size} expected")
                if time.monotonic() > ends:
                    raise Refused(f"{url}: too slow, {received} of {row.size} bytes in time")
    except OSError as error:
        raise Refused(f"{url}: {_reason(error)}") from error
    if received < row.size:
        raise Refused(f"{url}: cut short, {received} of {row.size} bytes")
    return found.hexdigest()


def open_url(url):
    """May raise OSError."""
    request = urllib.request.Request(url, headers={"User-Agent": "aweigh-fetch"})
    return urllib.request.urlopen(request, timeout=_STALL, context=_UNCHECKED)


def _reason(error):
    if isinstance(error, urllib.error.HTTPError):
        return f"{error.code} {error.reason}"
    return str(getattr(error, "reason", None) or error or type(error).__name__)


def _on_index(row, project):
    """The address of a file in the package index: pages are made by PEP 503."""
    index = f"{_pip_index().rstrip('/')}/{project}/"
    try:
        with open_url(index) as answer:
            page = answer.read().decode()
    except OSError as error:
        raise Refused(f"{index}: {_reason(error)}") from error
    for link in re.findall(r'href="([^"]+)"', page):
        path, _, digest = link.partition("#")
        name = urllib.parse.unquote(path.rpartition("/")[2])
        if name == row.file and digest in ("", f"sha256={row.sha256}"):
            return urllib.parse.urljoin(index, path)
    raise Refused(f"{index}: no {row.file} with SHA-256 {row.sha256}")


def _pip_index():
    """pip tells the index that it is configured for in its help, and nowhere else."""
    command = [sys.executable, "-m", "pip", "download", "--help"]
    text = " ".join(_output(command).split())
    if index := re.search(r"--index-url <url>[^<]*?\(default (\S+?)\)", text):
        return index[1]
    raise Refused("the Python package index: pip is not installed (python3-pip)")


def debian_mirrors():
    if mirrors := os.environ.get("AWEIGH_DEBIAN_MIRRORS"):
        return mirrors.split()
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(COMPONENT) $(RELEASE)"]
    release = Path("/etc/os-release")
    text = release.read_text() if release.exists() else ""
    own = re.search(r"^VERSION_CODENAME=(\w+)", text, re.MULTILINE)
    listed = [line.split() for line in _output([*command, "Created-By: Packages"]).splitlines()]
    return list(dict.fromkeys(
        words[0] for words in listed
        if own and len(words) == 3 and words[1] == "main" and words[2].startswith(own[1])
    ))  # fmt: skip


def _output(command):
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"}
        )
    except OSError:
        return ""
    return done.stdout


def _say(text):
    print(f"aweigh: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
