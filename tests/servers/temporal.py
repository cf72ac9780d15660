"""A real Temporal: the development server of its own CLI, from the Go module proxy."""

import subprocess

import grpc
from support.fetched import build_go, once
from support.server import Server

VERSION = "1.5.1"  # with the server 1.29.1; the ones after it have a module that the proxy lacks

_SERVICE = "/temporal.api.workflowservice.v1.WorkflowService"


def _program():
    package = f"github.com/temporalio/cli/cmd/temporal@v{VERSION}"
    return once(f"temporal-{VERSION}", lambda to: build_go(package, "", to)) / "temporal"


class Temporal(Server):
    """It keeps its data in memory, and registers `default` by itself."""

    starts_within = 60

    def __init__(self, directory, port):
        super().__init__(directory, port)
        self._program = _program()

    @property
    def at(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        return [
            self._program, "server", "start-dev", "--headless", "--ip=127.0.0.1",
            f"--port={self.port}", "--log-level=info",
        ]  # fmt: skip

    def is_ready(self):
        return self._operator("describe", "default").returncode == 0

    def register(self, namespace):
        done = self._operator("create", namespace)
        assert done.returncode == 0, done.stderr

    def _operator(self, command, namespace):
        words = ["operator", "namespace", command, "-n", namespace, "--address", self.at]
        return subprocess.run([self._program, *words], capture_output=True, text=True, timeout=60)

    def deprecate(self, namespace):
        """The CLI has no word for it."""
        name = namespace.encode()
        with grpc.insecure_channel(self.at) as channel:
            call = channel.unary_unary(f"{_SERVICE}/DeprecateNamespace")
            call(b"\x0a" + bytes([len(name)]) + name, timeout=30)
