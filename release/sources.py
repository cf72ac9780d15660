"""The third-party files of the lock: their rows, and what is in them."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

_HERE = Path(__file__).parent
_TOOLCHAIN = _HERE.parent / "cmake/toolchain"
sys.path.append(str(_TOOLCHAIN))

from lock import LOCK, read_lock  # noqa: E402

_OWN_LOCK = _HERE / "sources.lock"
_OWN = {row.name: row for row in read_lock(_OWN_LOCK)}
ROWS = {row.name: row for row in read_lock()} | _OWN


def fetch(name):
    """The path of a row's file."""
    command = [sys.executable, _TOOLCHAIN / "fetch.py", name]
    environment = os.environ | {"AWEIGH_LOCK": str(_OWN_LOCK if name in _OWN else LOCK)}
    fetched = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if fetched.returncode:
        raise SystemExit(fetched.returncode)  # it has said why
    return Path(fetched.stdout.strip())


def read(name, member):
    """One file in a row's archive. Its name lacks the directory that a source archive is in."""
    path = fetch(name)
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            return archive.read(member)
    if path.suffix == ".deb":
        command = ["dpkg-deb", "--fsys-tarfile", path]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as unpacked:
            return _find(tarfile.open(fileobj=unpacked.stdout, mode="r|"), f"./{member}", path)
    with tarfile.open(path) as archive:
        return _find(archive, f"*/{member}", path)


def _find(archive, pattern, path):
    wanted = pattern.removeprefix("*")
    for entry in archive:
        name = entry.name
        if pattern[0] == "*":
            name = "/" + name.partition("/")[2]
        if name == wanted and entry.isfile():
            data = archive.extractfile(entry).read()
            for _ in archive:  # to its end: dpkg-deb complains of a reader that goes
                pass
            return data
    raise SystemExit(f"release: cannot find {pattern} in {path}: look where the new version has it")
