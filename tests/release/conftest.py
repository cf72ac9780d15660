"""Fixtures: what release/build.sh makes, and Docker with a Debian."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
sys.path += [
    str(_ROOT / name) for name in ("cmake/toolchain", "release", "tests/containers", "tests/e2e")
]

import images
from handed_out import HandedOut

# What takes minutes, among it a build for a second architecture.
_LONG = "AWEIGH_LONG" in os.environ
collect_ignore = [] if _LONG else ["long"]

_THIS = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]


@pytest.fixture(scope="session")
def dist(tmp_path_factory):
    directory = tmp_path_factory.mktemp("release") / "dist"
    architectures = {_THIS, "arm64"} if _LONG else {_THIS}
    command = [_ROOT / "release/build.sh", *sorted(architectures)]
    subprocess.run(command, env=os.environ | {"AWEIGH_DIST": str(directory)}, check=True)
    return HandedOut(directory, _THIS, sorted(architectures))


@pytest.fixture
def copy(dist, tmp_path):
    """Another, to be spoiled."""
    directory = shutil.copytree(dist.directory, tmp_path / "dist")
    return HandedOut(directory, dist.this, dist.architectures)


@pytest.fixture(scope="session")
def docker():
    """The client of a daemon on the machine's network, with a minimal Debian and nothing else."""
    with images.daemon_with_base() as daemon:
        yield daemon.client
