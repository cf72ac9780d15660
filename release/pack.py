#!/usr/bin/env python3
"""Makes of the programs in a directory all else that is handed out (build.sh runs it):

    pack.py DIRECTORY VERSION COMMIT SECONDS TABLES ARCH=BUILD-DIRECTORY...
"""

import sys
from pathlib import Path

import cyclonedx
import deb
import notices
import npm
import oci
import spdx
import tables
import texts
from parts import parts
from release import MACHINES, Release, sha256


def main(directory, version, commit, seconds, told, *builds):
    builds = dict(build.split("=", 1) for build in builds)
    machines = [machine for machine in MACHINES if machine.name in builds]
    release = Release(version, commit, int(seconds), Path(directory), machines)
    pack(release, parts(builds), tables.read(told))


def pack(release, parts, tables):
    notices.make(release, parts)
    spdx.make(release, parts)
    cyclonedx.make(release, parts)
    texts.make(release, tables)
    npm.make(release)
    deb.make(release)
    oci.make(release, parts)
    _sum(release)


def _sum(release):
    name = "SHA256SUMS"
    files = sorted(path for path in release.directory.iterdir() if path.name != name)
    sums = "".join(f"{sha256(path.read_bytes())}  {path.name}\n" for path in files)
    release.write(name, sums.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
