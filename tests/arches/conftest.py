"""Fixtures: virtual machines with the binary as PID 1, and servers of this machine for them."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "e2e"))

import boots
from architectures import ARCHITECTURES, ROOT, TESTED
from kernels import fetch_kernel
from support.ports import free_port
from support.postgres import Postgres, make_template
from support.redis import Redis


@pytest.fixture(scope="module", params=[name for name in boots.MACHINES if name in TESTED])
def boot(request, tmp_path_factory):
    """`boot("-w", "tcp://…", "/service")` starts a virtual machine with these words for PID 1;
    `files` are added to its root."""
    machine = boots.MACHINES[request.param]
    kernel = fetch_kernel(request.param, machine.kernel)
    binary = ARCHITECTURES[request.param].binary
    guest = _compiled_for(request.param, tmp_path_factory.mktemp("guest") / "guest")
    started = []

    def boot(*words, files=()):
        root = boots.root(binary, guest, kernel, dict(files))
        started.append(boots.Boot(machine, kernel, root, words, tmp_path_factory.mktemp("boot")))
        return started[-1]

    boot.prepare = " ".join(["exec:/prepare", *(f"/{driver.name}" for driver in kernel.drivers)])
    yield boot
    for each in started:
        each.kill()


def _compiled_for(arch, program):
    kit = subprocess.run(
        [ROOT / "cmake/toolchain/kit.sh", arch], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()
    source = Path(__file__).with_name("guest.c")
    options = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-Os"]
    subprocess.run([f"{kit}/bin/clang", *options, source, "-o", program], check=True)
    return program


@pytest.fixture(scope="module")
def directory():
    """For servers: a short path, that they may enter."""
    path = Path(tempfile.mkdtemp(prefix="aweigh-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def late_redis(directory):
    """Not yet started."""
    (directory / "redis").mkdir()
    server = Redis(directory / "redis", free_port())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def postgres(directory):
    for name in ("template", "postgres"):
        (directory / name).mkdir()
    template = make_template(directory / "template")
    server = Postgres(directory / "postgres", free_port(), template)
    yield server.start_and_wait()
    server.stop()
