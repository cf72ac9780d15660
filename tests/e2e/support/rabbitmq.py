"""Real RabbitMQ servers."""

import json
import os
import signal
import subprocess
from pathlib import Path

from support.ports import free_port
from support.secret import PASSWORD
from support.server import Server

_SCRIPTS = Path("/usr/lib/rabbitmq/bin")  # those in PATH become another user

# What a server reads while it starts. It then makes no user guest by itself.
DEFINITIONS = {
    "users": [
        {"name": "guest", "password": "guest", "tags": ""},
        {"name": "app", "password": PASSWORD, "tags": ""},
    ],
    "vhosts": [{"name": "/"}, {"name": "orders"}, {"name": "private"}, {"name": "full"}],
    "permissions": [
        {"user": user, "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
        for user, vhost in [("guest", "/"), ("app", "/"), ("app", "orders"), ("app", "full")]
    ],
    "parameters": [
        {"vhost": "full", "component": "vhost-limits", "name": "limits",
         "value": {"max-connections": 0}},
    ],
    "queues": [
        {"name": "jobs", "vhost": "orders", "durable": True, "auto_delete": False, "arguments": {}},
    ],
}  # fmt: skip


class RabbitMq(Server):
    """A node of its own, with an epmd of its own; `settings` are those of rabbitmq.conf."""

    package = "rabbitmq-server"
    starts_within = 120  # it takes 5 s of processor time

    def __init__(self, directory, port, **settings):
        super().__init__(directory, port)
        definitions = self.directory / "definitions.json"
        definitions.write_text(json.dumps(DEFINITIONS))
        settings = {"load_definitions": definitions, **settings}
        lines = [f"{name} = {value}\n" for name, value in settings.items()]
        (self.directory / "rabbitmq.conf").write_text("".join(lines))
        (self.directory / "plugins").write_text("[].\n")
        self._epmd_port = free_port()
        self._dist_port = free_port()
        self._epmd = None

    def _environment(self):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),  # the cookie is there
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"aweigh-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(self.directory / "mnesia"),
            "RABBITMQ_CONFIG_FILE": str(self.directory / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.directory / "plugins"),
            "RABBITMQ_PID_FILE": str(self.directory / "pid"),
            "RABBITMQ_LOGS": "-",
            "RUNNING_UNDER_SYSTEMD": "true",  # no shell stays in front of it
        }

    def command(self):
        return [_SCRIPTS / "rabbitmq-server"]

    def popen_options(self):
        return {"env": self._environment()}

    def start(self):
        self._epmd = subprocess.Popen(
            ["epmd"], env=self._environment(), stdin=subprocess.DEVNULL, start_new_session=True
        )
        super().start()

    def is_ready(self):
        return "Server startup complete" in self.log()

    def stop(self, how=signal.SIGKILL):
        super().stop(how)
        if self._epmd:
            self._epmd.kill()
            self._epmd.wait(30)
            self._epmd = None

    def log(self):
        path = self.directory / "log"
        return path.read_text() if path.exists() else ""

    def define(self, definitions):
        """Declares more while the server runs."""
        file = self.directory / "more.json"
        file.write_text(json.dumps(definitions))
        command = [_SCRIPTS / "rabbitmqctl", "import_definitions", file]
        subprocess.run(
            command, env=self._environment(), check=True, capture_output=True, timeout=120
        )

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"
