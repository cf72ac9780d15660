"""Real Redis servers."""

import subprocess

from support.secret import IN_URL
from support.server import Server


def slow_load(seconds, keys):
    """The settings with which loading `keys` keys takes about so long."""
    return {
        "key-load-delay": int(seconds * 1_000_000 / keys),
        # small steps: between two of them it answers its clients
        "loading-process-events-interval-bytes": 1024,
    }


class Redis(Server):
    package = "redis-server"

    def __init__(self, directory, port, password=None, **settings):
        super().__init__(directory, port)
        self.password = password
        self.settings = settings

    def command(self):
        settings = {"bind": "127.0.0.1", "port": self.port, "save": "", **self.settings}
        if self.password:
            settings["requirepass"] = self.password
        words = ["redis-server"]
        for name, value in settings.items():
            words += [f"--{name}", *map(str, value if isinstance(value, list) else [value])]
        return words

    def cli(self, *words):
        """What redis-cli prints; an empty string if there is nobody to ask."""
        command = ["redis-cli", "-p", str(self.port)]
        if self.password:
            command += ["-a", self.password, "--no-auth-warning"]
        done = subprocess.run([*command, *words], capture_output=True, text=True, timeout=30)
        return done.stdout.strip()

    def is_ready(self):
        return self.cli("PING") == "PONG"

    def set(self, **settings):
        """Changes settings of the running server; `_` stands for `-`."""
        for name, value in settings.items():
            assert self.cli("CONFIG", "SET", name.replace("_", "-"), str(value)) == "OK"

    def info(self, name):
        """One value of INFO."""
        lines = dict(line.split(":", 1) for line in self.cli("INFO").split() if ":" in line)
        return lines[name]

    def replicate(self, master):
        assert self.cli("REPLICAOF", "127.0.0.1", str(master.port)) == "OK"

    def fill(self, keys):
        script = f"for i = 1, {keys} do redis.call('SET', i, string.rep('x', 100)) end"
        self.cli("EVAL", script, "0")

    def make_slow_to_load(self, seconds):
        """Leaves a data set behind for which the next start answers -LOADING about that long."""
        keys = 200
        self.start_and_wait()
        self.fill(keys)
        self.cli("SAVE")
        self.stop()
        self.settings |= slow_load(seconds, keys)

    @property
    def target(self):
        """Without credentials."""
        return f"redis://127.0.0.1:{self.port}"

    @property
    def target_with_password(self):
        return f"redis://:{IN_URL}@127.0.0.1:{self.port}"


class Sentinel(Redis):
    """Watches `masters`, servers by the names they are announced under."""

    def __init__(self, directory, port, masters, password=None, **settings):
        super().__init__(directory, port, password, **settings)
        lines = []
        for name, server in masters.items():
            lines += [
                f"sentinel monitor {name} 127.0.0.1 {server.port} 1",
                f"sentinel down-after-milliseconds {name} 300",
                f"sentinel failover-timeout {name} 3000",
            ]
            if server.password:
                lines.append(f'sentinel auth-pass {name} "{server.password}"')
        (self.directory / "sentinel.conf").write_text("\n".join(lines) + "\n")

    def command(self):
        server, *settings = super().command()
        return [server, "sentinel.conf", "--sentinel", *settings]

    def target_of(self, name):
        return f"redis-sentinel://127.0.0.1:{self.port}/{name}"
