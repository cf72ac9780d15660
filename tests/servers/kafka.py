"""Real Kafka brokers: Apache's, in KRaft mode, from Maven."""

import base64
import os
import signal
import subprocess
from pathlib import Path

from support.fetched import get_jars, once
from support.ports import free_port
from support.secret import CANARY
from support.server import Server

VERSION = "4.4.0"

_LOG4J = """
rootLogger.level = INFO
rootLogger.appenderRef.out.ref = OUT
appender.out.type = Console
appender.out.name = OUT
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %p %c{1} %m%n
"""


def _jars():
    project = Path(__file__).with_name("kafka.xml")
    assert f"<version>{VERSION}</version>" in project.read_text()
    return once(f"kafka-{VERSION}", lambda to: get_jars(project, to))


def _java(heap, *words):
    # IPv4 alone, for the ports that are held for the tests are IPv4's
    options = [f"-Xmx{heap}m", "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"]
    return ["java", *options, "-cp", f"{_jars()}/*", *words]


def new_cluster_id():
    """Begins with a letter: one with a dash would be an option of the StorageTool."""
    return base64.urlsafe_b64encode(b"\0" + os.urandom(15)).decode().rstrip("=")


class Kafka(Server):
    """A broker that is its own controller, or one that joins `cluster`, which is another's.

    `listeners`: of each its name, protocol, and the address that it advertises; None: its own."""

    def __init__(self, directory, listeners, certificate=None, cluster=None):
        super().__init__(directory, None)
        self.listeners = listeners
        self.ports = {name: free_port() for name in listeners}
        self.certificate = certificate
        self.cluster = cluster
        self.id = cluster.id if cluster else new_cluster_id()
        self.controller_port = cluster.controller_port if cluster else free_port()

    def at(self, listener):
        return f"127.0.0.1:{self.ports[listener]}"

    def _settings(self):
        node = 2 if self.cluster else 1
        listeners = [f"{name}://{self.at(name)}" for name in self.listeners]
        advertised = [
            f"{name}://{address or self.at(name)}"
            for name, (_, address) in self.listeners.items()
        ]
        protocols = [f"{name}:{protocol}" for name, (protocol, _) in self.listeners.items()]
        settings = {
            "process.roles": "broker" if self.cluster else "broker,controller",
            "node.id": node,
            "controller.quorum.voters": f"1@127.0.0.1:{self.controller_port}",
            "controller.listener.names": "CONTROLLER",
            "listeners": ",".join(
                listeners + [f"CONTROLLER://127.0.0.1:{self.controller_port}"]
                * (self.cluster is None)
            ),
            "advertised.listeners": ",".join(advertised),
            "listener.security.protocol.map": ",".join([*protocols, "CONTROLLER:PLAINTEXT"]),
            "inter.broker.listener.name": next(iter(self.listeners)),
            "log.dirs": self.directory / "data",
            "num.partitions": 4,
            "offsets.topic.replication.factor": 1,
            "broker.heartbeat.interval.ms": 200,
            "broker.session.timeout.ms": 1500,
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            "listener.name.plain_only.sasl.enabled.mechanisms": "PLAIN",
        }
        if self.certificate:
            store = self.directory / "store.pem"
            store.write_text("".join(Path(part).read_text() for part in reversed(self.certificate)))
            settings |= {"ssl.keystore.type": "PEM", "ssl.keystore.location": store}
        return settings | self._logins()

    def _logins(self):
        package = "org.apache.kafka.common.security"
        plain = f'{package}.plain.PlainLoginModule required user_app="{CANARY}";'
        scram = f"{package}.scram.ScramLoginModule required;"
        return {
            f"listener.name.{name.lower()}.{mechanism}.sasl.jaas.config": module
            for name, (protocol, _) in self.listeners.items()
            if protocol.startswith("SASL")
            for mechanism, module in
            (("plain", plain), ("scram-sha-256", scram), ("scram-sha-512", scram))
        }  # fmt: skip

    def command(self):
        properties = self.directory / "server.properties"
        if not properties.exists():
            settings = self._settings().items()
            properties.write_text("".join(f"{name}={value}\n" for name, value in settings))
            (self.directory / "log4j2.properties").write_text(_LOG4J)
            self._format(properties)
        log = f"-Dlog4j2.configurationFile={self.directory}/log4j2.properties"
        return _java(256, log, "kafka.Kafka", properties)

    def _format(self, properties):
        words = ["kafka.tools.StorageTool", "format", "-t", self.id, "-c", properties]
        if not self.cluster:
            for hash in ("256", "512"):
                words += ["--add-scram", f"SCRAM-SHA-{hash}=[name=app,password={CANARY}]"]
        done = subprocess.run(_java(128, *words), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    def is_ready(self):
        return "broker" in self.kcat("-L")

    def kcat(self, *words, **options):
        """What kcat, another client, prints; an empty string if there is nobody to ask."""
        command = ["kcat", "-b", self.at(next(iter(self.listeners))), "-m", "2", *words]
        return subprocess.run(command, capture_output=True, text=True, **options).stdout

    def create(self, topic):
        """The broker creates a topic for whom writes to it."""
        self.kcat("-P", "-t", topic, input="a message\n")

    def topics(self):
        return self.kcat("-L")

    def stop(self, how=signal.SIGKILL):
        super().stop(how)
