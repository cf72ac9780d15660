"""A terminal as a person sees it: tmux has the screen."""

import shlex
import subprocess

from support.waiting import eventually


class Tmux:
    """A shell on a terminal of a server of its own, which nobody is attached to."""

    def __init__(self, socket, env, columns=100, rows=24):
        self._command = ["tmux", "-u", "-S", str(socket), "-f", "/dev/null"]
        self._env = {"TERM": "xterm", **env}
        shell = shlex.join(["env", "-i", *(f"{name}={value}" for name, value in env.items())])
        self._tmux(
            "new-session", "-d", "-c", env["HOME"], "-x", str(columns), "-y", str(rows),
            f"{shell} TERM=screen bash --norc --noprofile",
        )  # fmt: skip
        self.until(lambda lines: lines == ["$"], "the shell is there")

    def _tmux(self, *words):
        done = subprocess.run(
            [*self._command, *words], env=self._env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def run(self, *words):
        """Types a command on an empty screen, where only what it writes is seen from then on."""
        line = shlex.join(str(word) for word in words)
        self.type("clear; " + line)

    def type(self, line):
        self._tmux("send-keys", "-l", line)
        self.press("Enter")

    def press(self, key):
        """ "C-c" """
        self._tmux("send-keys", key)

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def lines(self, scrolled=0):
        """What stands on the screen, and on that many lines that have left it."""
        screen = self._tmux("capture-pane", "-p", "-S", str(-scrolled))
        return [line.rstrip() for line in screen.rstrip().split("\n")]

    def cursor_is_shown(self):
        return self._tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"

    def until(self, condition, what, within=10.0):
        """Waits until the lines of the screen are as wanted, and returns them."""
        seen = []

        def come():
            seen[:] = self.lines()
            return condition(seen)

        try:
            eventually(come, what, within)
        except AssertionError as error:
            raise AssertionError(str(error) + "\n--- screen\n" + "\n".join(seen)) from None
        return seen

    def until_shown(self, text, within=10.0):
        return self.until(lambda lines: text in "\n".join(lines), f"{text!r} is shown", within)

    def until_right(self, check, within=10.0):
        """Waits until `check`, which asserts what it likes of the lines, finds nothing wrong.

        A screen is read while programs write: what was waited for may stand there without the rest.
        """

        def right(lines):
            try:
                check(lines)
            except (AssertionError, IndexError) as error:
                wrong.append(error)
                return False
            return True

        wrong = []
        try:
            return self.until(right, "the screen is right", within)
        except AssertionError as error:
            raise error from (wrong[-1] if wrong else None)

    def close(self):
        subprocess.run([*self._command, "kill-server"], env=self._env, check=False)
