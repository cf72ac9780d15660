"""sources.lock as data, and where the files that it names are kept."""

import os
from pathlib import Path
from typing import NamedTuple

LOCK = Path(os.environ.get("AWEIGH_LOCK") or Path(__file__).with_name("sources.lock"))
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aweigh/sources"


class Row(NamedTuple):
    name: str
    version: str
    file: str
    sha256: str
    size: int  # in bytes
    licence: str  # SPDX, with _ for spaces
    places: list[str]


def read_lock(lock=LOCK):
    rows = []
    for line in lock.read_text().splitlines():
        words = line.split()
        if words and not words[0].startswith("#"):
            name, version, file, sha256, size, licence, *places = words
            rows.append(Row(name, version, file, sha256, int(size), licence, places))
    return rows


def write_lock(changed):
    """Puts rows in the place of those of the same name. All other lines stay as they are."""
    lines = LOCK.read_text().splitlines()
    by_name = {row.name: row for row in changed}
    for index, line in enumerate(lines):
        if (words := line.split()) and words[0] in by_name:
            *fields, places = by_name[words[0]]
            lines[index] = " ".join(map(str, [*fields, *places]))
    partial = LOCK.with_name(f".{LOCK.name}.new")
    partial.write_text("\n".join(lines) + "\n")
    partial.replace(LOCK)
