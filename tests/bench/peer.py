"""One init at work, for the rows of peers.py: as a process, and on a terminal."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import time
from pathlib import Path

from inits import children_of, compiled

SOON = 3.0


class Tool:
    """One init."""

    def __init__(self, inits, name, directory, shots):
        self.inits, self.name, self.directory, self.shots = inits, name, Path(directory), shots

    def command(self, *words, options=()):
        return self.inits.command(self.name, *words, options=options)

    @contextlib.contextmanager
    def start(self, *words, options=(), prefix=(), **popen):
        """As an ordinary process; nothing of it is left behind."""
        popen = {"stderr": subprocess.DEVNULL, "stdout": subprocess.PIPE, "text": True, **popen}
        command = [*prefix, *self.command(*words, options=options)]
        process = subprocess.Popen(command, start_new_session=True, **popen)
        left = []
        try:
            yield process
        finally:
            left += _descendants(process.pid)
            for pid in [process.pid, *left]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def code(self, *words, **options):
        """The exit code, or that it hangs."""
        with self.start(*words, **options) as process:
            try:
                code = process.wait(SOON)
                return 128 - code if code < 0 else code
            except subprocess.TimeoutExpired:
                return "hangs"

    def program(self, source):
        return compiled(source, self.directory)


def _descendants(pid):
    children = children_of(pid)
    return children + [pid for child in children for pid in _descendants(child)]


class Terminal:
    """An interactive shell on a terminal of its own."""

    def __enter__(self):
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            os.environ["PS1"] = "$ "
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        self._seen = ""
        self.type("stty -echo\n")
        return self

    def __exit__(self, *_):
        for pid in [*_descendants(self._pid), self._pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.close(self._fd)
        os.waitpid(self._pid, 0)

    def type(self, text):
        os.write(self._fd, text.encode())

    def shows(self, text, within=1.5):
        deadline = time.monotonic() + within
        while text not in self._seen and time.monotonic() < deadline:
            if select.select([self._fd], [], [], 0.05)[0]:
                with contextlib.suppress(OSError):
                    self._seen += os.read(self._fd, 4096).decode(errors="replace")
        return text in self._seen

    def answers(self):
        """The shell has its terminal."""
        self.type("echo al''ive\n")
        return self.shows("alive")
