"""Fixtures: images loaded into Docker, a newer Docker, and servers for what runs in containers."""

import contextlib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from container import run_container
from support.ports import free_port
from support.tls import make_self_signed
from support.waiting import eventually
from support.web import OldServer, TlsServer

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def loaded(docker, dist):
    """`loaded("", "arm64")` is the name of that image; the daemon's store gives each architecture
    one of its own."""
    names = re.findall(r"Loaded image: (\S+)", docker("load", f"--input={dist.images}"))
    yield lambda variant, arch: f"aweigh:{dist.version}{variant}-{arch}"
    docker("image", "rm", "--force", *names)


@pytest.fixture
def container(docker):
    """`container(image, *words, **options)` runs it to its end and returns the ended process."""

    def run(image, *words, **options):
        flags = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        return docker.run("run", "--rm", *flags, image, *words, within=120)

    return run


@pytest.fixture
def served(tmp_path):
    """`served(Server, ...)` runs a server of support.web until the end of the test."""
    with contextlib.ExitStack() as servers:

        def run(kind, *arguments):
            server = kind(tmp_path, free_port(), *arguments).start_and_wait()
            servers.callback(server.stop)
            return server

        yield run


@pytest.fixture
def tls_server(served, tmp_path):
    return served(TlsServer, make_self_signed(tmp_path, "localhost", "127.0.0.1"))


@pytest.fixture
def web(served, dist, tmp_path):
    """A web server that has the program."""
    (tmp_path / "aweigh").symlink_to(dist.program)
    return served(OldServer)


# In a mount namespace of its own, for binfmt_misc need not be mounted on the machine; what was
# registered may go with the last mount, so this stays until its stdin ends.
_EMULATE = """
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc && cd /proc/sys/fs/binfmt_misc || exit
printf %s ":$1:M::$2:$3:$4:F" >register && echo ready
read -r _
echo -1 >"$1"
"""


@pytest.fixture
def arm64_by_qemu():
    """The kernel runs arm64's programs by qemu, in containers, too. A machine that does so of its
    own accord goes on to."""
    magic = r"\x7fELF\x02\x01\x01" + r"\x00" * 9 + r"\x02\x00\xb7\x00"
    mask = r"\xff" * 7 + r"\x00" + r"\xff" * 8 + r"\xfe\xff\xff\xff"
    handler = f"aweigh-tests-{os.getpid()}"
    # static under either name, and opened now (F), for no container has it
    qemu = shutil.which("qemu-aarch64-static") or shutil.which("qemu-aarch64")
    command = ["unshare", "--mount", "sh", "-c", _EMULATE, "sh", handler, magic, mask, qemu]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as emulation:
        assert emulation.stdout.readline() == "ready\n", emulation.communicate()[1]
        yield


class Engine:
    """Debian 13's Docker in a container."""

    def __init__(self, container, directory):
        self._container = container
        self.directory = directory  # seen at the same place in there

    def __call__(self, *words):
        return self._container.execute("docker", *words)

    def succeeds(self, *words):
        return self._container.succeeds("docker", *words)

    def build(self, dockerfile, *options):
        """Returns whether it could, and the directory of what the image would have."""
        (self.directory / "Dockerfile").write_text(dockerfile)
        to = self.directory / "output"
        output = f"--output=type=local,dest={to}"
        return self.succeeds("build", output, *options, self.directory), to


@pytest.fixture
def engine(docker, tmp_path):
    docker("build", "--network=host", "--tag=aweigh-engine", _HERE / "engine", within=900)
    settings = ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"]
    container = run_container(
        docker, "aweigh-engine", network="host", volume=f"{tmp_path}:{tmp_path}",
        cap_add=["NET_ADMIN", "SYS_ADMIN"], security_opt=settings,
    )  # fmt: skip
    try:
        engine = Engine(container, tmp_path)
        eventually(lambda: engine.succeeds("version") or not container.runs(), "it answers", 60)
        assert container.runs(), container.log()
        yield engine
    finally:
        container.remove()
