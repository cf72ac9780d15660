"""A Docker daemon of the tests' own: it shares nothing with one that the machine may run."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from support.waiting import eventually

# Debian's Docker, its containerd and its runc, though others may come first in PATH.
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"

# Whatever lives in these namespaces (processes, mounts, bridges, packet filter) ends with their
# first process, and that ends with the tests, even if those are killed.
_ISOLATED = [
    "setpriv", "--pdeathsig=KILL",
    "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
]  # fmt: skip

# Where the machine's own Docker has its sockets, that of the containerd included, which ours would
# use if it found it.
_RUN = ["/run/containerd", "/run/docker"]
_OWN_RUN = [
    "sh", "-c",
    f'for d in {" ".join(_RUN)}; do mkdir -p $d && mount -t tmpfs tmpfs $d; done; exec "$@"', "sh",
]  # fmt: skip

_OWN_NETWORK = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
_MACHINES_NETWORK = ["--bridge=none", "--iptables=false", "--ip-forward=false"]

_CGROUP = "aweigh-tests"


class Docker:
    """The client: `docker("run", "--rm", image)` returns what was printed on stdout."""

    def __init__(self, socket, home):
        self._env = {"PATH": _PATH, "HOME": str(home), "DOCKER_HOST": f"unix://{socket}"}
        self._env["DOCKER_BUILDKIT"] = "0"  # also on a machine without the buildx plugin

    def run(self, *words, within=60, **options):
        """Returns the ended process, whatever its exit code."""
        return subprocess.run(
            ["docker", *map(str, words)], env=self._env, timeout=within, text=True,
            capture_output=True, **options,
        )  # fmt: skip

    def __call__(self, *words, **options):
        done = self.run(*words, **options)
        assert done.returncode == 0, f"{done.args}: {done.stdout}{done.stderr}"
        return done.stdout.strip()


@contextlib.contextmanager
def daemon(data, own_network):
    """Runs dockerd with its images in the directory `data`. On a network of its own it has bridges
    and addresses as usual but reaches nothing outside; else builds use the machine's network."""
    # Networks of an interrupted run would come back, as bridges on the machine's network.
    shutil.rmtree(data / "network", ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="aweigh-docker-") as directory:
        directory = Path(directory)
        socket = directory / "docker.sock"
        command = [
            *_ISOLATED, *_OWN_RUN, *(_OWN_NETWORK if own_network else []),
            "dockerd", f"--host=unix://{socket}", f"--data-root={data}",
            "--pidfile=/run/docker/pid",
            "--exec-opt=native.cgroupdriver=cgroupfs", f"--cgroup-parent=/{_CGROUP}",
            *([] if own_network else _MACHINES_NETWORK),
        ]  # fmt: skip
        log = directory / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                command, env={"PATH": _PATH}, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip
        try:
            docker = Docker(socket, directory)
            eventually(
                lambda: process.poll() is not None or docker.run("version").returncode == 0,
                "dockerd answers",
                within=60,
            )
            assert process.poll() is None, f"dockerd did not start:\n{log.read_text()}"
            yield docker
        finally:
            _stop(process)
            _remove_directories()


def _stop(unshare):
    """Lets dockerd, the only child of unshare, end in order."""
    children = Path(f"/proc/{unshare.pid}/task/{unshare.pid}/children")
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(children.read_text()), signal.SIGTERM)
    try:
        unshare.wait(30)
    except subprocess.TimeoutExpired:
        unshare.kill()
        unshare.wait()


def _remove_directories():
    """Those outside of data that dockerd made; of a machine's own Docker they are not empty."""
    cgroups = Path("/sys/fs/cgroup")
    for group in [cgroups / _CGROUP, *cgroups.glob(f"*/{_CGROUP}")]:
        for directory, _, _ in os.walk(group, topdown=False):
            os.rmdir(directory)
    for directory in _RUN:
        with contextlib.suppress(OSError):
            os.rmdir(directory)
