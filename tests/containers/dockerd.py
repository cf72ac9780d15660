"""A Docker daemon of the tests' own: it shares nothing with one that the machine may run."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from support.terminal import Terminal
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

_CGROUP = "aweigh-tests-"  # and the number of the process that runs the tests


class Docker:
    """The client: `docker("run", "--rm", image)` returns what was printed on stdout."""

    def __init__(self, socket, home):
        self._env = {"PATH": _PATH, "HOME": str(home), "DOCKER_HOST": f"unix://{socket}"}
        self._env["DOCKER_BUILDKIT"] = "0"  # also on a machine without the buildx plugin

    def run(self, *words, within=60, program="docker", **options):
        """Returns the ended process, whatever its exit code."""
        return subprocess.run(
            [program, *map(str, words)], env=self._env, timeout=within, text=True,
            capture_output=True, **options,
        )  # fmt: skip

    def on_a_terminal(self, *words):
        """Returns the Terminal that it runs on."""
        return Terminal([], ["docker", *map(str, words)], self._env)

    def __call__(self, *words, **options):
        done = self.run(*words, **options)
        assert done.returncode == 0, f"{done.args}: {done.stdout}{done.stderr}"
        return done.stdout.strip()


class Daemon:
    """dockerd with its images in the directory `data`. On a network of its own it has bridges and
    addresses as usual but reaches nothing outside; else builds use the machine's network."""

    def __init__(self, data, directory, own_network):
        socket = directory / "docker.sock"
        self._cgroup = f"{_CGROUP}{os.getpid()}"  # daemons of other runs have theirs
        self._command = [
            *_ISOLATED, *_OWN_RUN, *(_OWN_NETWORK if own_network else []),
            "dockerd", f"--host=unix://{socket}", f"--data-root={data}",
            "--pidfile=/run/docker/pid",
            "--exec-opt=native.cgroupdriver=cgroupfs", f"--cgroup-parent=/{self._cgroup}",
            *([] if own_network else _MACHINES_NETWORK),
        ]  # fmt: skip
        self._log = directory / "log"
        # Removing a directory unmounts what others have mounted there: the last daemon does it.
        self._run = os.open("/run", os.O_RDONLY)
        fcntl.flock(self._run, fcntl.LOCK_SH)
        self.client = Docker(socket, directory)

    def start(self, *options):
        """With these options of dockerd's besides."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._command, *options], env={"PATH": _PATH}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip
        eventually(
            lambda: self._process.poll() is not None or self._answers(),
            "dockerd answers",
            within=60,
        )
        assert self._process.poll() is None, f"dockerd did not start:\n{self._log.read_text()}"

    def restart(self, *options):
        """As after a restart of the machine: only `restart:` brings containers back."""
        self._end()
        self.start(*options)

    def stop(self):
        self._end()
        self._remove_directories()

    def _answers(self):
        return self.client.run("version").returncode == 0

    def run_on_its_network(self, *words):
        """A program for which published ports are on the loopback interface; as it ended."""
        command = ["nsenter", f"--target={self._pid()}", "--net", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    def _pid(self):
        """That of dockerd, the only child of unshare."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return int(children.read_text())

    def _end(self):
        with contextlib.suppress(OSError, ValueError):
            os.kill(self._pid(), signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _remove_directories(self):
        """Those outside of data that dockerd made, also for a run that was killed; those of a
        machine's own Docker are in use."""
        cgroups = Path("/sys/fs/cgroup")
        for group in [*cgroups.glob(f"{_CGROUP}*"), *cgroups.glob(f"*/{_CGROUP}*")]:
            run = group.name.removeprefix(_CGROUP)
            if group.name != self._cgroup and Path("/proc", run).exists():
                continue
            for directory, _, _ in os.walk(group, topdown=False):
                _remove_if_unused(directory)
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(self._run, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for directory in _RUN:
                _remove_if_unused(directory)
        os.close(self._run)


def _remove_if_unused(directory):
    with contextlib.suppress(OSError):
        os.rmdir(directory)


@contextlib.contextmanager
def run_daemon(data, own_network):
    """A running Daemon, stopped in the end."""
    # Networks of an interrupted run would come back, as bridges on the machine's network; so would a
    # swarm, with all that runs in it.
    for state in ("network", "swarm"):
        shutil.rmtree(data / state, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="aweigh-docker-") as directory:
        daemon = Daemon(data, Path(directory), own_network)
        try:
            daemon.start()
            yield daemon
        finally:
            daemon.stop()
