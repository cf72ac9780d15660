"""What versions Debian has: by its indices, whose signatures are checked."""

import lzma
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from fetch import Nowhere, fetch, say
from lock import Row
from places import Refused, blocks, debian_mirrors
from signatures import DEBIAN, BadSignature, signers, upstream_keyring

SUITES = ("trixie", "trixie-security")
UNSTABLE = "sid"
_UPSTREAM = r"\.orig\.tar\.\w+$"
_FIXES = r"\.debian\.tar\.\w+$"
_BINARY = r"\.deb$"
_SIGNATURE = r"\.orig\.tar\.\w+\.asc$"


class Unreadable(Exception):
    """No mirror has an index, or nobody known signed it."""


class File(NamedTuple):
    name: str
    sha256: str
    size: int


class Candidate(NamedTuple):
    """A version of a source package, or of a binary one."""

    suite: str  # or suites
    version: str  # without the epoch, which no name of a file has
    directories: list[str]
    files: list[File]

    def file_version(self, row):
        """As in the name of that row's file."""
        return self.version.rpartition("-")[0] if _kind(row) == _UPSTREAM else self.version

    def row(self, old):
        file = self._file(_kind(old))
        if file is None:
            raise Refused(f"it has no file like {old.file}")
        version = self.file_version(old)
        if _kind(old) != _FIXES:
            version = re.match(r"[\d.]*\d", version)[0]
        places = [
            place if place.startswith("debian:") else place.replace(old.version, version)
            for place in old.places
        ]
        first = sum(place.startswith("debian:") for place in places)
        places[first:first] = [place for place in self._places() if place not in places]
        return Row(old.name, version, file.name, file.sha256, file.size, old.licence, places)

    def check(self, path, directory):
        """Says what speaks for a file, whose SHA-256 is that of a signed index."""
        known = f"SHA-256 of {self.suite}"
        signature = self._file(_SIGNATURE)
        if signature is None or not re.search(_UPSTREAM, path.name):
            return known
        try:
            keys = upstream_keyring(self._fetch(self._file(_FIXES), directory), directory)
            signature = self._fetch(signature, directory)
        except Nowhere:
            return f"{known}; no place has upstream's signature"
        if keys is None:
            return f"{known}; the package has no key for upstream's signature"
        return f"{known}; signature of {', '.join(signers(keys, signature, path))}"

    def _file(self, kind):
        return next((file for file in self.files if re.search(kind, file.name)), None)

    def _fetch(self, file, directory):
        row = Row(file.name, self.version, file.name, file.sha256, file.size, "", self._places())
        return fetch(row, directory)

    def _places(self):
        return [f"debian:{directory}/" for directory in self.directories]


def _kind(row):
    return next(kind for kind in (_UPSTREAM, _FIXES, _BINARY) if re.search(kind, row.file))


def candidates(suites, index, names, directory):
    """By name of a package. The index is main/source/Sources or main/binary-amd64/Packages."""
    found = {name: {} for name in names}
    for suite in suites:
        for stanza in _read(suite, index, directory).split("\n\n"):
            name = stanza.partition("\n")[0].removeprefix("Package: ")
            if name in found:
                new = _candidate(suite, _fields(stanza))
                old = found[name].get(new.version)
                found[name][new.version] = _merged(old, new) if old else new
    return {name: list(versions.values()) for name, versions in found.items()}


def _merged(old, new):
    return old._replace(
        suite=f"{old.suite} and {new.suite}",
        directories=list(dict.fromkeys(old.directories + new.directories)),
    )


def _candidate(suite, fields):
    version = fields["Version"].rpartition(":")[2]
    if "Filename" in fields:
        place, _, name = fields["Filename"].rpartition("/")
        file = File(name, fields["SHA256"], int(fields["Size"]))
        return Candidate(suite, version, [place], [file])
    words = [line.split() for line in fields["Checksums-Sha256"].splitlines() if line]
    files = [File(name, digest, int(size)) for digest, size, name in words]
    return Candidate(suite, version, [fields["Directory"]], files)


def _fields(stanza):
    unfolded = re.sub(r"\n[ \t]+", "\v", stanza)
    pairs = [line.partition(":") for line in unfolded.split("\n")]
    return {name: value.strip().replace("\v", "\n") for name, _, value in pairs}


def _read(suite, index, directory):
    directory = directory / suite
    directory.mkdir(exist_ok=True)
    base, release, signer = _release(suite, directory)
    if (until := release.get("Valid-Until")) and parsedate_to_datetime(until) < datetime.now(UTC):
        say(f"{suite} was valid until {until} only: {base} is behind")
    digest, size, _ = next(
        line.split() for line in release["SHA256"].splitlines() if line.endswith(f" {index}.xz")
    )
    folder, _, name = f"{base}/{index}.xz".rpartition("/")
    # Under its hash an index stays for some time after the next has come.
    places = [f"{folder}/by-hash/SHA256/{digest}", f"{folder}/{name}"]
    row = Row(
        name,
        f"of {suite}, {release['Date']}, signed by {signer}",
        name,
        digest,
        int(size),
        "",
        places,
    )
    try:
        return lzma.decompress(fetch(row, directory).read_bytes()).decode()
    except Nowhere as reasons:
        raise Unreadable(f"{name} of {suite}:\n{reasons}") from reasons


def _release(suite, directory):
    """The address of the suite, and what is signed in its file."""
    reasons = []
    for mirror in debian_mirrors():
        base = f"{mirror.rstrip('/')}/dists/{suite}"
        try:
            (directory / "InRelease").write_bytes(b"".join(blocks(f"{base}/InRelease", 5_000_000)))
            signed = directory / "Release"
            signed.unlink(missing_ok=True)
            signer = signers(DEBIAN, directory / "InRelease", output=signed)[-1]
        except Refused as reason:
            reasons.append(f"    {reason}")
        except BadSignature as reason:
            reasons.append(f"    {base}: {reason}")
        else:
            return base, _fields(signed.read_text()), signer
    raise Unreadable(
        "\n".join([f"InRelease of {suite}:", *(reasons or ["    no mirror is known"])])
    )
