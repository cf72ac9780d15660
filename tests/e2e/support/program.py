"""Runs the binary and keeps what it wrote."""

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path

from support import limits, log_schema
from support.limits import Seconds
from support.namespaces import PID1
from support.secret import CANARY
from support.waiting import eventually

_ROOT = Path(__file__).resolve().parents[3]

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def path_of_binary():
    """AWEIGH_BINARY, or the one that ships."""
    path = Path(os.environ.get("AWEIGH_BINARY", _ROOT / "build/release/aweigh")).resolve()
    assert path.is_file(), f"no binary at {path}: build it, or set AWEIGH_BINARY"
    return str(path)


class Result:
    """A run that has ended."""

    def __init__(self, code, stdout, stderr, seconds):
        self.code = code
        self.stdout = stdout
        self.stderr = stderr
        self.seconds = Seconds(seconds)

    def events(self, name=None, constants=()):
        """The lines of a run with --log-format json, all or those of one event. `constants` are the
        names of --log-field."""
        for line in self.stderr.splitlines():
            log_schema.check_line(line, constants)
        lines = [json.loads(line) for line in self.stderr.splitlines()]
        return [line for line in lines if name in (None, line["event"])]

    def __repr__(self):
        return (
            f"exit code {self.code} after {self.seconds:.2f} s\n"
            f"--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"
        )


def descendants(pid):
    with contextlib.suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield int(child)
            yield from descendants(int(child))


class Running:
    """A run in progress, in a process group of its own so that nothing survives `kill`."""

    def __init__(self, command, *, env, stdin, **options):
        self._out = tempfile.TemporaryFile()
        self._err = tempfile.TemporaryFile()
        self._is_pid1 = command[: len(PID1)] == PID1
        self._started = time.monotonic()
        self.process = subprocess.Popen(
            command, env=env, stdin=stdin, stdout=self._out, stderr=self._err,
            start_new_session=True, **options,
        )  # fmt: skip

    @cached_property
    def pid(self):
        """The process of ours: as PID 1, the child of unshare, by its number out here."""
        parent = self.process.pid
        if not self._is_pid1:
            return parent
        children = Path(f"/proc/{parent}/task/{parent}/children")
        child = int(eventually(children.read_text, "unshare forks"))
        unshare = os.readlink(f"/proc/{parent}/exe")
        eventually(lambda: os.readlink(f"/proc/{child}/exe") != unshare, "the binary runs")
        return child

    def status(self, name):
        """A line of /proc/PID/status."""
        lines = self.process_file("status").splitlines()
        return next(line.split(maxsplit=1)[1] for line in lines if line.startswith(f"{name}:"))

    def children(self):
        """The numbers of its children, out here."""
        return [int(pid) for pid in self.process_file(f"task/{self.pid}/children").split()]

    def process_file(self, name):
        """Of /proc/PID."""
        return Path(f"/proc/{self.pid}/{name}").read_text()

    def seconds(self):
        """Since the start."""
        return time.monotonic() - self._started

    @property
    def stdout(self):
        return self._read(self._out)

    @property
    def stderr(self):
        return self._read(self._err)

    @staticmethod
    def _read(file):
        # pread: the offset is shared with the process that writes
        return os.pread(file.fileno(), 1 << 24, 0).decode(errors="surrogateescape")

    def signal(self, number):
        """Sends a signal and returns once it was taken."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

        def taken():
            try:
                pending = int(self.status("ShdPnd"), 16) >> (number - 1) & 1
                return not pending or self.ended()
            except OSError:
                return True

        eventually(taken, f"signal {number} is taken")

    def until_stderr(self, text, within=10.0):
        eventually(lambda: text in self.stderr or self.ended(), f"{text!r} on stderr", within)
        assert text in self.stderr, self

    def until_stdout(self, text, within=10.0):
        eventually(lambda: text in self.stdout or self.ended(), f"{text!r} on stdout", within)
        assert text in self.stdout, self

    def ended(self):
        return self.process.poll() is not None

    def finish(self, within=30.0):
        try:
            code = self.process.wait(within * limits.slowness)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within} s\n{self}") from None
        seconds = self.seconds()
        # an end by signal reads as a shell would have it
        result = Result(128 - code if code < 0 else code, self.stdout, self.stderr, seconds)
        self.kill()
        assert CANARY not in result.stdout + result.stderr, f"the password was printed: {result}"
        return result

    def kill(self):
        """Ends whatever is left of it. Once: later the number may be somebody else's."""
        if self._out.closed:
            return
        # All before the first is killed: its children are nobody's then.
        for pid in list(descendants(self.process.pid)):  # a service may have a group of its own
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._out.close()
        self._err.close()

    def __repr__(self):
        return f"--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


class Program:
    """The binary, ready to be run: `run` to the end, or `start`. Leaves nothing behind."""

    def __init__(self, binary, home, prefix=(), options=()):
        self.binary = binary
        self.home = home
        self.prefix = list(prefix)
        self._options = list(options)
        self._running = []

    def within(self, prefix, *options):
        """The same binary started by `prefix`, and always with these options."""
        other = Program(self.binary, self.home, prefix, options)
        other._running = self._running
        return other

    def command(self, *words):
        return [*self.prefix, self.binary, *self._options, *words]

    def start(self, *words, env=None, stdin=subprocess.DEVNULL, **options):
        return self.start_command(self.command(*words), env=env, stdin=stdin, **options)

    def start_command(self, command, *, env=None, stdin=subprocess.DEVNULL, **options):
        """Also for a command that only ends in the binary, or compares with it."""
        env = {"PATH": PATH, "HOME": str(self.home), **(env or {})}
        running = Running(command, env=env, stdin=stdin, **options)
        self._running.append(running)
        return running

    def run(self, *words, within=30.0, **options):
        return self.start(*words, **options).finish(within)

    def close(self):
        for running in self._running:
            running.kill()
