"""Real FerretDB: it speaks MongoDB's protocol, and comes from the Go module proxy."""

import os
import socket

from support.fetched import build_go_module, once
from support.secret import CANARY
from support.server import Server

VERSION = "v1.24.2"
_MODULE = f"github.com/FerretDB/FerretDB@{VERSION}"


def _program():
    files = {"build/version/version.txt": VERSION}
    name = f"ferretdb-{VERSION.removeprefix('v')}"
    return once(name, lambda to: build_go_module(_MODULE, files, "./cmd/ferretdb", to)) / "ferretdb"


class FerretDb(Server):
    """The user app of the database app logs in by SCRAM."""

    def __init__(self, directory, port, replica_set="", tls_port=None, certificate=None):
        super().__init__(directory, port)
        self.replica_set = replica_set
        self.tls_port = tls_port
        self.certificate = certificate
        self._program = _program()

    @property
    def at(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        words = [
            self._program, "--handler=sqlite", f"--sqlite-url=file:{self.directory}/",
            f"--state-dir={self.directory}", "--debug-addr=-", "--telemetry=disable",
            f"--listen-addr={self.at}", f"--repl-set-name={self.replica_set}",
            "--test-enable-new-auth", "--setup-database=app", "--setup-username=app",
        ]  # fmt: skip
        if self.tls_port:
            cert, key = self.certificate
            words += [f"--listen-tls=127.0.0.1:{self.tls_port}", f"--listen-tls-cert-file={cert}",
                      f"--listen-tls-key-file={key}"]  # fmt: skip
        return words

    def popen_options(self):
        return {"env": os.environ | {"FERRETDB_SETUP_PASSWORD": CANARY}}

    def is_ready(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0
