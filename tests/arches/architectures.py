"""The architectures that are built for, and how the binary of each is run here."""

import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Architecture:
    name: str
    emulator: str  # of QEMU, for programs of this architecture
    elf: tuple  # bits, byte order, number of the machine
    platform: str  # as images are named

    @property
    def binary(self):
        return ROOT / "build" / ("release" if self.is_ours else f"release-{self.name}") / "aweigh"

    @property
    def is_ours(self):
        """Whether the preset `release` builds for it."""
        return _OURS == self.name

    @property
    def command(self):
        """Runs the binary: by itself where the kernel can, else emulated. Never through what the
        kernel may be told to do about foreign programs (binfmt_misc): few machines are."""
        if self.is_ours or (_OURS, self.name) == ("amd64", "i386") and _runs(self.binary):
            return [str(self.binary)]
        return [self.emulator, str(self.binary)]

    @property
    def is_emulated(self):
        return len(self.command) > 1


def _runs(program):
    try:
        return subprocess.run([program, "version"], stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


_OURS = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine())

_ALL = [
    Architecture("amd64", "qemu-x86_64", (64, "little", 62), "linux/amd64"),
    Architecture("arm64", "qemu-aarch64", (64, "little", 183), "linux/arm64"),
    Architecture("armv7", "qemu-arm", (32, "little", 40), "linux/arm/v7"),
    Architecture("riscv64", "qemu-riscv64", (64, "little", 243), "linux/riscv64"),
    Architecture("ppc64le", "qemu-ppc64le", (64, "little", 21), "linux/ppc64le"),
    Architecture("s390x", "qemu-s390x", (64, "big", 22), "linux/s390x"),
    Architecture("i386", "qemu-i386", (32, "little", 3), "linux/386"),
]
ARCHITECTURES = {each.name: each for each in _ALL}

# Which are tested: AWEIGH_ARCHES, or all.
TESTED = os.environ.get("AWEIGH_ARCHES", " ".join(ARCHITECTURES)).split()
