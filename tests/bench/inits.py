"""The inits that the benchmarks compare, each as a copy of its own that nobody else runs."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from rows import OURS
from support.namespaces import PID1

_ROOT = Path(__file__).resolve().parents[2]
AWEIGH = os.environ.get("AWEIGH_BINARY", _ROOT / "build/release/aweigh")

PEERS = ["tini", "tini-static", "dumb-init", "catatonit"]
NAMES = [*PEERS, OURS]

# Whatever makes it stay in front of the command where it is not PID 1.
_ALWAYS = {"tini": ["-s"], "tini-static": ["-s"], OURS: ["-q", "--init=always"]}


class Inits:
    """The tools by name. A context manager: the copies go with it."""

    def __enter__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="inits-")
        for name in NAMES:
            found = AWEIGH if name == OURS else shutil.which(name)
            if not found:
                sys.exit(f"no {name}: apt-get install tini dumb-init catatonit")
            copy = self._path(name)
            shutil.copy(found, copy)
            with open(copy, "rb") as file:  # else its text counts as dirty memory
                os.fsync(file)
        return self

    def __exit__(self, *_):
        self._directory.cleanup()

    def _path(self, name):
        return os.path.join(self._directory.name, name)

    def command(self, name, *words, options=()):
        """As an ordinary process, in front of the command `words`."""
        options = [*_ALWAYS.get(name, []), *options]
        return [self._path(name), *options, *self._separator(name), *words]

    def pid1_command(self, name, *words, options=(), quiet=True):
        """As PID 1 of a namespace."""
        options = [*(["-q"] if quiet and name == OURS else []), *options]
        return [*PID1, self._path(name), *options, *self._separator(name), *words]

    @staticmethod
    def _separator(name):
        return [] if name == "dumb-init" else ["--"]

    @contextlib.contextmanager
    def as_pid1(self, name, *words, options=(), **popen):
        """Runs it; yields (the Popen, the number out here of the init)."""
        command = self.pid1_command(name, *words, options=options)
        process = subprocess.Popen(command, start_new_session=True, **popen)
        try:
            yield process, _only_child(process.pid)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children_of(pid):
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(child) for child in text.split()]
    return []


def _only_child(pid):
    return wait_for(lambda: children_of(pid), "unshare forks")[0]


def wait_for(effect, what, within=60.0):
    deadline = time.monotonic() + within
    while not (value := effect()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {within} s: {what}")
        time.sleep(0.005)
    return value


def status(pid, name):
    """A line of /proc/PID/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(line.split(maxsplit=1)[1] for line in lines if line.startswith(f"{name}:"))


def cpu_seconds(pid):
    """What the scheduler has counted for the process, to the nanosecond."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def wait_until_idle(pid, for_seconds=0.2):
    """Until it has used no CPU for a while."""
    used, since = -1.0, time.monotonic()
    while time.monotonic() < since + for_seconds:
        if (now := cpu_seconds(pid)) != used:
            used, since = now, time.monotonic()
        time.sleep(0.01)


def compiled(source, directory, linked="-static"):
    """The path of a program of ours in C."""
    source = Path(__file__).with_name(source)
    program = os.path.join(directory, source.stem)
    if not os.path.exists(program):
        subprocess.run(["cc", "-O2", linked, "-o", program, source], check=True)
    return program
