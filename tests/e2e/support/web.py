"""Real web servers."""

import base64
import hashlib
import socket
import sys
from pathlib import Path

from support.server import Server
from support.waiting import eventually


def accepts(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class OldServer(Server):
    """Python's own, which speaks HTTP/1.0: the end of the connection ends the body."""

    def command(self):
        return [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(self.port)]

    def is_ready(self):
        return accepts(self.port)

    def until_all_is_said(self):
        """A thread serves each client, and complains after the client has gone."""
        threads = Path(f"/proc/{self._process.pid}/task")
        eventually(lambda: len(list(threads.iterdir())) == 1, "all clients are served")


# What was asked, a line for each request.
_LOG = (
    "'$request|$http_host|$http_authorization|$http_x_token|$http_user_agent|"
    "$http_content_type|$request_body'"
)


class TlsServer(Server):
    """The openssl command's own. It can want a client's certificate for the handshake; nginx wants
    one for a request."""

    package = "openssl"

    def __init__(self, directory, port, certificate, *options):
        super().__init__(directory, port)
        self.certificate = certificate
        self.options = options

    def command(self):
        cert, key = self.certificate
        return [
            "openssl", "s_server", "-accept", f"127.0.0.1:{self.port}", "-cert", str(cert),
            "-key", str(key), "-quiet", *map(str, self.options),
        ]  # fmt: skip

    def is_ready(self):
        return accepts(self.port)


class Nginx(Server):
    """`sites` are the contents of its server blocks. Paths in them are relative to `directory`."""

    package = "nginx"

    def __init__(self, directory, port, *sites):
        super().__init__(directory, port)
        self.sites = sites

    def command(self):
        sites = "\n".join(f"server {{ {site} }}" for site in self.sites)
        temporary = "\n".join(
            f"{what}_temp_path tmp;"
            for what in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        )
        (self.directory / "nginx.conf").write_text(f"""
            daemon off;
            user root;
            worker_processes 1;
            pid nginx.pid;
            events {{ }}
            http {{
                {temporary}
                log_format asked escape=none {_LOG};
                access_log asked.log asked;
                absolute_redirect off;
                root {self.directory};
                {sites}
            }}
            """)
        return ["nginx", "-p", str(self.directory), "-c", "nginx.conf", "-e", "stderr"]

    def is_ready(self):
        return accepts(self.port)

    def asked(self, word):
        """The last request whose line holds `word`: what was sent, in the fields of _LOG. The line
        is written after the answer."""

        def found():
            lines = (self.directory / "asked.log").read_text().split("\n")[:-1]
            return [line.split("|") for line in lines if word in line]

        names = ["request", "host", "authorization", "token", "agent", "type", "data"]
        return dict(zip(names, eventually(found, f"a request with {word!r} in the log")[-1]))

    def add_password(self, file, user, password):
        """For auth_basic_user_file."""
        digest = base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()
        (self.directory / file).write_text(f"{user}:{{SHA}}{digest}\n")


def with_tls(port, certificate, *rules):
    """A site on a port of its own: `certificate` is a pair of files."""
    cert, key = certificate
    return " ".join(
        [
            f"listen 127.0.0.1:{port} ssl;",
            f"ssl_certificate {cert};",
            f"ssl_certificate_key {key};",
            "location / { return 200 'hello'; }",
            *rules,
        ]
    )
