"""What a release is: its version, its date, and the machines it is for."""

import datetime
import hashlib
from pathlib import Path
from typing import NamedTuple

DESCRIPTION = "Waits for dependencies, migrates PostgreSQL, and runs a service as PID 1"


class Machine(NamedTuple):
    """An architecture, and what others call it."""

    name: str  # of its preset, kit and binary
    debian: str
    node: str  # process.arch
    oci: str
    variant: str = ""

    @property
    def platform(self):
        variant = {"variant": self.variant} if self.variant else {}
        return {"architecture": self.oci, "os": "linux", **variant}


MACHINES = [
    Machine("amd64", "amd64", "x64", "amd64"),
    Machine("arm64", "arm64", "arm64", "arm64"),
    Machine("armv7", "armhf", "arm", "arm", "v7"),
    Machine("i386", "i386", "ia32", "386"),
    Machine("ppc64le", "ppc64el", "ppc64", "ppc64le"),
    Machine("riscv64", "riscv64", "riscv64", "riscv64"),
    Machine("s390x", "s390x", "s390x", "s390x"),
]


class Release(NamedTuple):
    version: str
    commit: str
    epoch: int  # seconds since 1970: the only time that its files know
    directory: Path
    machines: list[Machine]

    def program(self, machine):
        return self.directory / f"aweigh-{self.version}-linux-{machine.name}"

    def write(self, name, data):
        path = self.directory / name
        path.write_bytes(data)
        path.chmod(0o644)

    @property
    def created(self):
        return datetime.datetime.fromtimestamp(self.epoch, datetime.UTC).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )


def sha256(data):
    return hashlib.sha256(data).hexdigest()
