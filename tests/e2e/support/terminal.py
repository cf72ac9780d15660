"""A terminal with a program on it, and somebody who types."""

import codecs
import contextlib
import os
import signal
import subprocess
import termios

from support.waiting import eventually

CTRL_C = "\x03"
CTRL_Z = "\x1a"
CTRL_BACKSLASH = "\x1c"


class Terminal:
    """Runs a command as the session that a terminal belongs to.

    Nothing that is typed is echoed, and Ctrl-C does not swallow what is typed next to it.
    """

    def __init__(self, prefix, command, env, size=(0, 0)):
        self._ours, theirs = os.openpty()
        termios.tcsetwinsize(theirs, size)
        os.set_blocking(self._ours, False)
        mode = termios.tcgetattr(theirs)
        mode[3] = mode[3] & ~termios.ECHO | termios.NOFLSH
        termios.tcsetattr(theirs, termios.TCSANOW, mode)
        self.screen = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._seen = 0
        self.process = subprocess.Popen(
            [*prefix, "setsid", "--ctty", *command], env=env, stdin=theirs, stdout=theirs,
            stderr=theirs,
        )  # fmt: skip
        os.close(theirs)

    def type(self, text):
        os.write(self._ours, text.encode())

    def hold(self):
        """As Ctrl-S does: what is written from now on blocks."""
        self.type("\x13")

    def resize(self, rows, columns):
        termios.tcsetwinsize(self._ours, (rows, columns))

    def until(self, text, within=10.0):
        """Waits for `text` behind what was waited for before."""
        try:
            eventually(lambda: self.shows(text), f"{text!r} on the terminal", within)
        except AssertionError as error:
            raise AssertionError(f"{error}\n--- terminal\n{self.screen}") from None
        self._seen = self.screen.index(text, self._seen) + len(text)

    def shows(self, text):
        """Whether `text` is there, behind what was waited for before."""
        with contextlib.suppress(OSError):  # nothing new, or nobody there any more
            new = self._decoder.decode(os.read(self._ours, 1 << 16))
            self.screen += new.replace("\r\n", "\n")
        return text in self.screen[self._seen :]

    def is_in_front(self):
        """Whether the terminal belongs to the program itself, and to no job of it."""
        return os.tcgetpgrp(self._ours) == self.process.pid

    def jobs_are_stopped(self):
        """Whether nothing but the program itself can still take what is typed."""
        return {state for state, _ in self._jobs()} == {"T"}

    def jobs_are_continued(self):
        """Whether each process runs, and has taken the CONT that it got."""
        taken = [not int(pending, 16) >> (signal.SIGCONT - 1) & 1 for _, pending in self._jobs()]
        return all(taken) and not any(state == "T" for state, _ in self._jobs())

    def _jobs(self):
        """(state, pending signals) of each process but the program itself."""
        ps = ["ps", "--no-headers", "-o", "pid,state,pending", "--sid", str(self.process.pid)]
        lines = subprocess.run(ps, capture_output=True, text=True, check=True).stdout.split("\n")
        words = [line.split() for line in lines if line]
        return [(state, pending) for pid, state, pending in words if pid != str(self.process.pid)]

    def hang_up(self):
        os.close(self._ours)
        self._ours = -1

    def close(self):
        if self._ours >= 0:
            self.hang_up()
        subprocess.run(["pkill", "--signal=KILL", "--session", str(self.process.pid)], check=False)
        self.process.kill()
        self.process.wait()
