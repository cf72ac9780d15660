"""Debian's kernels for machines other than this one, and their drivers for the network."""

import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "cmake/toolchain"))

from fetch import debian_mirrors

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aweigh/kernels"

_SUITE = "trixie"  # the first that has riscv64
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
_DRIVERS = ["failover", "net_failover", "virtio_net"]  # each needs those before it


@dataclass(frozen=True)
class Kernel:
    image: Path
    drivers: list


def fetch_kernel(arch, name):
    """Of the package linux-image-VERSION-NAME: from the cache, or from Debian."""
    directory = CACHE / arch
    if not directory.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            partial = Path(work) / "kernel"
            _unpack(_download(arch, name, Path(work)), partial)
            partial.rename(directory)  # it appears complete, or not at all
    return Kernel(directory / "image", [directory / f"{driver}.ko" for driver in _DRIVERS])


def _download(arch, name, work):
    """The newest package that the mirrors really have: they may be behind their own index."""
    apt = _apt(arch, work)
    # unchecked: the mirror of the security archive has no such suite
    subprocess.run([*apt("apt-get"), "-qq", "update"])
    names = subprocess.run(
        [*apt("apt-cache"), "pkgnames", "linux-image-"], check=True, capture_output=True, text=True
    ).stdout.split()
    wanted = re.compile(r"linux-image-(\d+)\.(\d+)\.(\d+)[^-]*-" + name)
    found = [match for match in map(wanted.fullmatch, names) if match]
    for match in sorted(found, key=lambda match: [int(n) for n in match.groups()], reverse=True):
        get = [*apt("apt-get"), "-qq", "download", match[0]]
        if subprocess.run(get, cwd=work).returncode == 0:
            return next(work.glob("*.deb"))
    raise AssertionError(f"no mirror has a kernel for {arch}")


def _apt(arch, work):
    """apt for another architecture and suite, through the mirrors of this machine but without
    touching its configuration."""
    for directory in ("lists/partial", "cache/archives/partial"):
        (work / directory).mkdir(parents=True)
    entry = f"deb [signed-by={_KEYRING}] {{}} {_SUITE} main\n"
    (work / "sources.list").write_text("".join(map(entry.format, debian_mirrors())))
    options = {
        "APT::Architecture": arch,
        "APT::Architectures": arch,
        "APT::Default-Release": "",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
        "Acquire::Retries": 3,
        "Dir::Cache": work / "cache",
        "Dir::Etc::Preferences": "/dev/null",
        "Dir::Etc::PreferencesParts": "/dev/null",
        "Dir::Etc::SourceList": work / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": work / "lists",
        "Dir::State::Status": "/dev/null",
    }
    words = [f"-o{name}={value}" for name, value in options.items()]
    return lambda program: [program, *words]


def _unpack(package, directory):
    tree = directory.with_name("tree")
    subprocess.run(["dpkg", "-x", package, tree], check=True)
    directory.mkdir()
    shutil.move(next(tree.glob("boot/vmlinu*")), directory / "image")
    for name in _DRIVERS:
        compressed = next(tree.rglob(f"{name}.ko.xz"))
        (directory / f"{name}.ko").write_bytes(lzma.decompress(compressed.read_bytes()))
