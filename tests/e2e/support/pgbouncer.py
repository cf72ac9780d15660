"""A real PgBouncer in transaction mode."""

import os
import socket

import psycopg2

from support.secret import IN_URL, PASSWORD
from support.server import Server


class PgBouncer(Server):
    """In front of a server of `support.postgres`."""

    package = "pgbouncer"

    def __init__(self, directory, port, postgres):
        super().__init__(directory, port)
        (directory / "users.txt").write_text('"app" "{}"\n'.format(PASSWORD.replace('"', '""')))
        (directory / "pgbouncer.ini").write_text(
            f"[databases]\n* = host=127.0.0.1 port={postgres.port}\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
            "unix_socket_dir =\npool_mode = transaction\nauth_type = plain\n"
            "default_pool_size = 2\n"
            f"auth_file = {directory}/users.txt\n"
        )
        for path in [directory, *directory.iterdir()]:
            path.chmod(0o755 if path.is_dir() else 0o644)

    def command(self):
        # refuses to run as root without a user to become
        user = ["-u", "postgres"] if os.getuid() == 0 else []
        return ["/usr/sbin/pgbouncer", "-q", *user, self.directory / "pgbouncer.ini"]

    def url(self, name):
        return f"postgres://app:{IN_URL}@127.0.0.1:{self.port}/{name}"

    def connect(self, name):
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="app", password=PASSWORD, dbname=name
        )
        connection.autocommit = True
        return connection

    def is_ready(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0
