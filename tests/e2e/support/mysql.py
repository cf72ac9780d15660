"""Real MariaDB servers."""

import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from support.namespaces import network_of
from support.secret import CANARY
from support.server import Server

PASSWORD = CANARY + " p@ss/w:rd#%20 é'\\$"
IN_URL = quote(PASSWORD, safe="")

_SETTINGS = {
    "bind-address": "127.0.0.1",
    "character-set-server": "utf8mb4",
    "default-storage-engine": "Aria",
    "performance-schema": "off",
    "skip-innodb": None,  # it would take most of the time of a start
    "skip-ssl": None,
    "user": "root",
}

# The server runs these lines each time it starts, before anybody can connect.
_ACCOUNTS = """\
CREATE DATABASE IF NOT EXISTS app;
CREATE OR REPLACE USER app IDENTIFIED BY {password};
GRANT ALL ON app.* TO app;
"""


def literal(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def make_mysql_template(directory):
    """A data directory without accounts but root's, to be copied."""
    data = Path(directory) / "data"
    command = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--user=root"]
    command += ["--auth-root-authentication-method=normal", "--skip-name-resolve", "--skip-test-db"]
    command += ["--skip-innodb", "--default-storage-engine=Aria", "--aria-log-file-size=8M"]
    command += [f"--tmpdir={directory}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=60)
    return data


class Mysql(Server):
    """A copy of the template on a port of its own; `app` has the password and the database."""

    package = "mariadb-server"

    def __init__(self, directory, port, template, prefix=(), **settings):
        super().__init__(directory, port)
        self.data = self.directory / "data"
        self.socket = self.directory / "socket"
        self.prefix = prefix
        subprocess.run(["cp", "-a", template, self.data], check=True)
        accounts = self.directory / "accounts.sql"
        accounts.write_text(_ACCOUNTS.format(password=literal(PASSWORD)))
        self.settings = {
            **_SETTINGS,
            "datadir": self.data,
            "init-file": accounts,
            "port": port,
            "socket": self.socket,
            "tmpdir": self.directory,  # who starts, removes the tables of whoever shares it
            **{name.replace("_", "-"): value for name, value in settings.items()},
        }

    def use_tls(self, cert, key, ca):
        """To be called before the start."""
        del self.settings["skip-ssl"]
        self.settings.update({"ssl-cert": cert, "ssl-key": key, "ssl-ca": ca})

    def command(self):
        settings = [
            f"--{name}" if value is None else f"--{name}={value}"
            for name, value in self.settings.items()
        ]
        return [*self.prefix, "/usr/sbin/mariadbd", "--no-defaults", *settings]

    def is_ready(self):
        return self._client("SELECT 1").returncode == 0

    def stop(self, how=signal.SIGKILL):
        """By default at once: the data is thrown away."""
        super().stop(how)

    def signal(self, number):
        self._process.send_signal(number)

    @property
    def join(self):
        """The prefix of a program that is to see the server's network."""
        return network_of(self._process.pid)

    def query(self, sql):
        """As root; the rows as lists of texts."""
        done = self._client(sql)
        assert done.returncode == 0, done.stderr
        return [line.split("\t") for line in done.stdout.splitlines()]

    def _client(self, sql):
        command = ["mariadb", "--no-defaults", "--user=root", f"--socket={self.socket}"]
        command += ["--batch", "--skip-column-names", f"--execute={sql}"]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    def count(self, name):
        """One of the server's counters: `count("Aborted_connects")`."""
        [[_, value]] = self.query(f"SHOW GLOBAL STATUS LIKE '{name}'")
        return int(value)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def target(self):
        return f"mysql://app:{IN_URL}@{self.address}/app"

    @property
    def target_without_user(self):
        return f"mysql://{self.address}"
