"""Real Redis servers."""

import subprocess

from support.secret import IN_URL
from support.server import Server


class Redis(Server):
    def __init__(self, directory, port, password=None, **settings):
        super().__init__(directory, port)
        self.password = password
        self.settings = settings

    def command(self):
        settings = {"bind": "127.0.0.1", "port": self.port, "save": "", **self.settings}
        if self.password:
            settings["requirepass"] = self.password
        words = [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        return ["redis-server", *words]

    def cli(self, *words):
        """What redis-cli prints; an empty string if there is nobody to ask."""
        command = ["redis-cli", "-p", str(self.port)]
        if self.password:
            command += ["-a", self.password, "--no-auth-warning"]
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def is_ready(self):
        return self.cli("PING") == "PONG"

    def make_slow_to_load(self, seconds):
        """Leaves a data set behind for which the next start answers -LOADING about that long."""
        keys = 200
        self.start_and_wait()
        self.cli(
            "EVAL", f"for i = 1, {keys} do redis.call('SET', i, string.rep('x', 100)) end", "0"
        )
        self.cli("SAVE")
        self.stop()
        self.settings = {
            "key-load-delay": int(seconds * 1_000_000 / keys),
            # small steps: between two of them it answers its clients
            "loading-process-events-interval-bytes": 1024,
        }

    @property
    def target(self):
        """Without credentials."""
        return f"redis://127.0.0.1:{self.port}"

    @property
    def target_with_password(self):
        return f"redis://:{IN_URL}@127.0.0.1:{self.port}"
