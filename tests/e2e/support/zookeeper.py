"""Real ZooKeeper servers."""

import socket

from support.server import Server

_CLASS_PATH = "/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar"


class ZooKeeper(Server):
    package = "zookeeper"

    def __init__(self, directory, port, number=1, servers=()):
        super().__init__(directory, port)
        self.number = number
        self.servers = servers

    def command(self):
        (self.directory / "myid").write_text(f"{self.number}\n")
        (self.directory / "zoo.cfg").write_text(
            "\n".join([
                "tickTime=500", "initLimit=10", "syncLimit=10", f"dataDir={self.directory}",
                f"clientPort={self.port}", "clientPortAddress=127.0.0.1",
                "admin.enableServer=false", "4lw.commands.whitelist=srvr", *self.servers,
            ])
        )  # fmt: skip
        return [
            "java", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", _CLASS_PATH,
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zoo.cfg",
        ]  # fmt: skip

    def is_ready(self):
        """It accepts before it serves; without the others of its ensemble it only accepts."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as client:
                client.sendall(b"srvr")
                answer = client.makefile("rb").read()
        except OSError:
            return False
        return b"Mode: " in answer or (self.servers and b"not currently serving" in answer)

    @property
    def target(self):
        return f"zookeeper://127.0.0.1:{self.port}"

    @property
    def log(self):
        return (self.directory / "log").read_text()
