"""The tools that wait, each told to do it without end and at the pace that it has by itself."""

import shlex
import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_TESTS / "e2e"), str(_TESTS / "peers")]

import tools  # noqa: E402
from rows import OURS  # noqa: E402
from support.program import path_of_binary  # noqa: E402

LOOP = "a loop"  # of a shell: what people write where they install nothing
WAIT4X = f"wait4x {tools.WAIT4X}"
DOCKERIZE = f"dockerize {tools.DOCKERIZE}"
WAIT_ON = f"wait-on {tools.WAIT_ON}"
_LONG = "24h"


def start(command):
    """Runs it; what it says is not of interest."""
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=nowhere)


class Waiters:
    """Makes the commands. Each function gives those of all tools that can do it, by their names."""

    def __init__(self):
        """Installs what is not there yet: to be called where there is a network."""
        self._ours = [path_of_binary(), "wait", "-q", "-t", "none"]
        self._wait4x, self._dockerize = str(tools.wait4x()), str(tools.dockerize())
        self._wait_on = str(tools.wait_on())

    def tcp(self, address):
        return {
            **self.tcp_of_many([address]),
            WAIT4X: self._wait4x_for("tcp", address),
            "wait-for-it": ["wait-for-it", "-q", "-s", "-t", "0", address],
        }

    def tcp_of_many(self, addresses):
        return {
            OURS: [*self._ours, *addresses],
            DOCKERIZE: self._dockerize_for(*(f"tcp://{each}" for each in addresses)),
            WAIT_ON: [self._wait_on, *(f"tcp:{each}" for each in addresses)],
        }

    def file(self, path):
        return {
            OURS: [*self._ours, f"file://{path}"],
            DOCKERIZE: self._dockerize_for(f"file://{path}"),
            WAIT_ON: [self._wait_on, str(path)],
            LOOP: _loop("[", "-e", str(path), "]"),
        }

    def postgres(self, url):
        return {
            OURS: [*self._ours, url],
            WAIT4X: self._wait4x_for("postgresql", f"{url}?sslmode=disable"),
            LOOP: _loop("pg_isready", "-q", "-d", url),
        }

    def redis(self, port):
        url = f"redis://127.0.0.1:{port}"
        return {
            OURS: [*self._ours, url],
            WAIT4X: self._wait4x_for("redis", url),
            LOOP: _loop("sh", "-c", f'[ "$(redis-cli -p {port} ping)" = PONG ]'),
        }

    def _wait4x_for(self, kind, target):
        return [self._wait4x, kind, "-l", "error", "-t", _LONG, target]

    def _dockerize_for(self, *urls):
        return [self._dockerize, "-timeout", _LONG, *(f"-wait={url}" for url in urls)]


def _loop(*command):
    return ["sh", "-c", f"until {shlex.join(command)}; do sleep 1; done"]
