"""What versions the Python package index has. It tells the hashes, so its certificate counts."""

import re
import ssl
from functools import cache
from typing import NamedTuple

from lock import Row
from places import Link, Refused, length, links

_FILE = re.compile(
    r"(?P<project>[^-]+)-(?P<version>[\d.]+(\.post\d+)?)(?P<kind>-.*\.whl|\.tar\.gz)"
)


class Candidate(NamedTuple):
    version: str
    links: list[Link]

    suite = "the package index"

    def file_version(self, _):
        return self.version

    def row(self, old):
        link = next((link for link in self.links if _kind(link.file) == _kind(old.file)), None)
        if link is None:
            raise Refused(f"{self.suite} has no such file as {old.file} of {self.version}")
        if not link.sha256:
            raise Refused(f"{self.suite} does not tell the SHA-256 of {link.file}")
        if link.sha256 == old.sha256:
            return old
        version = self.version if old.version == version_of(old.file) else old.version
        size = length(link.url, _tls())
        return Row(old.name, version, link.file, link.sha256, size, old.licence, old.places)

    def check(self, *_):
        return f"SHA-256 of {self.suite}"


def candidates(project):
    """No pre-releases, and none that was withdrawn."""
    by_version = {}
    for link in links(project, _tls()):
        if (version := version_of(link.file)) and not link.yanked:
            by_version.setdefault(version, []).append(link)
    return [Candidate(version, links) for version, links in by_version.items()]


def version_of(file):
    match = _FILE.fullmatch(file)
    return match and match["version"]


def _kind(file):
    """Without what grows with the versions: a wheel names its oldest libc before its musl."""
    return re.sub(r"-[^-]*\.(?=musllinux)", "-", _FILE.fullmatch(file)["kind"])


@cache
def _tls():
    return ssl.create_default_context()
