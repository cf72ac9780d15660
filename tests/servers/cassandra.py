"""Real Cassandra nodes: Apache's, from Maven."""

import signal
from pathlib import Path

import cql
from support.fetched import get_jars, once
from support.ports import free_port
from support.server import Server

VERSION = "5.0.6"

_SUPERUSER = ("cassandra", "cassandra")  # that it makes for itself

# What it reaches of a JDK's insides, a subset of its own conf/jvm17-server.options.
_EXPORTED = [
    "java.base/java.lang.ref", "java.base/jdk.internal.misc", "java.base/jdk.internal.ref",
    "java.base/sun.nio.ch", "java.management.rmi/com.sun.jmx.remote.internal.rmi",
    "java.rmi/sun.rmi.registry", "java.rmi/sun.rmi.server", "java.sql/java.sql",
]  # fmt: skip
_OPENED = [
    "java.base/java.io", "java.base/java.lang", "java.base/java.lang.module",
    "java.base/java.lang.reflect", "java.base/java.nio", "java.base/java.util",
    "java.base/jdk.internal.loader", "java.base/jdk.internal.math",
    "java.base/jdk.internal.module", "java.base/jdk.internal.ref",
    "java.base/jdk.internal.reflect", "java.base/jdk.internal.util.jar",
    "java.base/sun.nio.ch", "jdk.management/com.sun.management.internal",
]  # fmt: skip

_LOGBACK = """
<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
"""

_SETTINGS = """
cluster_name: aweigh
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
num_tokens: 1
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{{seeds: "127.0.0.1:{storage}"}}]
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: {storage}
native_transport_port: {port}
commitlog_sync: periodic
commitlog_sync_period: 10s
authenticator: {authenticator}
authorizer: AllowAllAuthorizer
role_manager: CassandraRoleManager
data_file_directories: [{directory}/data]
commitlog_directory: {directory}/commitlog
hints_directory: {directory}/hints
saved_caches_directory: {directory}/caches
cdc_raw_directory: {directory}/cdc
"""

_TLS = """
native_transport_port_ssl: {tls_port}
client_encryption_options:
  enabled: true
  ssl_context_factory:
    class_name: org.apache.cassandra.security.PEMBasedSslContextFactory
  keystore: {directory}/store.pem
"""


def _jars():
    project = Path(__file__).with_name("cassandra.xml")
    assert f"<version>{VERSION}</version>" in project.read_text()
    return once(f"cassandra-{VERSION}", lambda to: get_jars(project, to))


class Cassandra(Server):
    """A node that is a cluster. `login`: it wants one, by PasswordAuthenticator. With a certificate
    it has `tls_port`, too."""

    starts_within = 300  # some 20 seconds on two idle cores

    def __init__(self, directory, login=False, certificate=None):
        super().__init__(directory, free_port())
        self.login = login
        self.certificate = certificate
        self.tls_port = free_port() if certificate else None
        self._storage = free_port()

    @property
    def at(self):
        return f"127.0.0.1:{self.port}"

    def command(self):
        settings = _SETTINGS + _TLS * (self.certificate is not None)
        (self.directory / "cassandra.yaml").write_text(
            settings.format(
                directory=self.directory, storage=self._storage, port=self.port,
                tls_port=self.tls_port,
                authenticator="PasswordAuthenticator" if self.login else "AllowAllAuthenticator",
            )  # fmt: skip
        )
        (self.directory / "logback.xml").write_text(_LOGBACK)
        if self.certificate:
            store = "".join(Path(part).read_text() for part in reversed(self.certificate))
            (self.directory / "store.pem").write_text(store)
        return self._java()

    def _java(self):
        # IPv4 alone, for the ports that are held for the tests are IPv4's
        words = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        words += ["-Djava.net.preferIPv4Stack=true", "-Djdk.attach.allowAttachSelf=true"]
        for way, packages in ("exports", _EXPORTED), ("opens", _OPENED):
            words += [f"--add-{way}={package}=ALL-UNNAMED" for package in packages]
        return [
            *words,
            f"-Dlogback.configurationFile={self.directory}/logback.xml",
            f"-Dcassandra.config=file://{self.directory}/cassandra.yaml",
            f"-Dcassandra.storagedir={self.directory}",
            "-Dcassandra-foreground=yes",
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",  # there are no others
            "-Dcassandra.auth_bcrypt_gensalt_log2_rounds=4",  # of a password: the least
            "-cp", f"{_jars()}/*", "org.apache.cassandra.service.CassandraDaemon",
        ]  # fmt: skip

    def session(self):
        """With the rights of its superuser."""
        return cql.Session(self.port, _SUPERUSER)

    def is_ready(self):
        try:
            self.session().close()
        except (OSError, cql.Refused):
            return False
        return True

    def stop(self, how=signal.SIGKILL):
        super().stop(how)
