"""A server process that the tests start and stop."""

import importlib
import signal
import subprocess
from pathlib import Path

from support.waiting import eventually


class Server:
    """One server in a directory of its own; subclasses say how it starts and when it is ready."""

    package = None  # Debian's, which tests/suites.sh installs; None: there without
    kind = None  # of target that it serves, if a directory and a port are all that the server takes

    starts_within = 30  # seconds, on a busy machine

    def __init__(self, directory, port):
        self.directory = Path(directory)
        self.port = port
        self._process = None

    def command(self):
        raise NotImplementedError

    def is_ready(self):
        raise NotImplementedError

    def popen_options(self):
        return {}

    def start(self):
        """Starts the server and does not wait for it."""
        with open(self.directory / "log", "ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=self.directory, start_new_session=True, **self.popen_options(),
            )  # fmt: skip

    def start_and_wait(self):
        self.start()
        eventually(
            lambda: self._stopped() or self.is_ready(), f"{self} is ready", self.starts_within
        )
        assert not self._stopped(), f"{self} did not start:\n{(self.directory / 'log').read_text()}"
        return self

    def _stopped(self):
        return self._process.poll() is not None

    def stop(self, how=signal.SIGTERM):
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(30)
        self._process = None

    @property
    def target(self):
        return f"{self.kind}://127.0.0.1:{self.port}"

    def __repr__(self):
        return f"{type(self).__name__} on port {self.port}"


def simple_servers():
    """The classes of servers that need nothing but a directory and a port, all tests' of probes."""
    for path in Path(__file__).parents[1].glob("test_probe_*.py"):
        importlib.import_module(path.stem)
    servers = [each for each in Server.__subclasses__() if each.kind]
    assert all(each.package for each in servers), "tests/run.sh installs it"
    return sorted(servers, key=lambda server: server.kind)
