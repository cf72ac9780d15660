"""A Debian package for each machine."""

import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

import texts
from archives import gzip

_LICENCE = Path(__file__).parents[1] / "LICENSE"

_CONTROL = """\
Package: aweigh
Version: {version}
Architecture: {architecture}
Maintainer: The aweigh authors <aweigh@localhost>
Installed-Size: {size}
Section: admin
Priority: optional
Description: wait for dependencies, migrate PostgreSQL, run a service as PID 1
 One static program that a container starts with. It waits until what the
 service needs is really ready, brings the PostgreSQL schema up to date, and
 then runs the service: signals forwarded, zombies reaped, the service's own
 exit code returned.
"""


def make(release):
    """Not by CPack, which packs what one configured build tree installs, and here are seven."""
    notices = gzip((release.directory / "THIRD-PARTY-NOTICES").read_bytes())
    for machine in release.machines:
        files = {
            "usr/bin/aweigh": (release.program(machine).read_bytes(), 0o755),
            "usr/share/doc/aweigh/THIRD-PARTY-NOTICES.gz": (notices, 0o644),
            "usr/share/doc/aweigh/copyright": (_LICENCE.read_bytes(), 0o644),
            **_texts(release),
        }
        name = f"aweigh_{release.version}_{machine.debian}.deb"
        with tempfile.TemporaryDirectory() as root:
            _fill(Path(root), files, _control(release, machine, files), release.epoch)
            _build(root, release.directory / name, release.epoch)


def _texts(release):
    """The manual page and the completions, where their readers look."""
    files = {}
    for name, place in texts.PLACES.items():
        data = (release.directory / name).read_bytes()
        files[place] = (gzip(data) if place.endswith(".gz") else data, 0o644)
    return files


def _control(release, machine, files):
    kilobytes = sum(len(data) + 1023 >> 10 for data, _ in files.values())
    control = _CONTROL.format(version=release.version, architecture=machine.debian, size=kilobytes)
    sums = [f"{hashlib.md5(data).hexdigest()}  {name}\n" for name, (data, _) in files.items()]
    return {
        "DEBIAN/control": (control.encode(), 0o644),
        "DEBIAN/md5sums": ("".join(sums).encode(), 0o644),
    }


def _fill(root, files, control, epoch):
    root.chmod(0o755)
    for name, (data, mode) in (files | control).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(mode)
    for directory, _, names in os.walk(root, topdown=False):
        for name in [*names, "."]:
            os.utime(Path(directory, name), (epoch, epoch))


def _build(root, to, epoch):
    # one thread: more would each compress a part
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--threads-max=1", "--build"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    subprocess.run([*command, root, to], env=environment, check=True, stdout=subprocess.DEVNULL)
    to.chmod(0o644)
