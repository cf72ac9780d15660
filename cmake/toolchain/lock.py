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


def read_lock():
    rows = []
    for line in LOCK.read_text().splitlines():
        words = line.split()
        if words and not words[0].startswith("#"):
            name, version, file, sha256, size, licence, *places = words
            rows.append(Row(name, version, file, sha256, int(size), licence, places))
    return rows
