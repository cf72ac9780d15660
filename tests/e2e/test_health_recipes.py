"""Rows of the recipe about servers that tell their health, against those servers."""

import re

import pytest
from support.documents import page, section
from support.ports import free_port
from support.server import Server
from support.web import accepts
from test_probe_grpc import Etcd


class HealthServer(Server):
    """Of a server's health alone is asked here: it is ready when aweigh says so."""

    def is_ready(self):
        return accepts(self.port)


class InfluxDb(HealthServer):
    package = "influxdb"

    def command(self):
        settings = self.directory / "influxdb.conf"
        places = {name: self.directory / name for name in ("meta", "data", "wal")}
        settings.write_text(f"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{free_port()}"
            [meta]
            dir = "{places["meta"]}"
            [data]
            dir = "{places["data"]}"
            wal-dir = "{places["wal"]}"
            [http]
            bind-address = "127.0.0.1:{self.port}"
        """)
        return ["influxd", "-config", str(settings)]


class Prometheus(HealthServer):
    package = "prometheus"

    def command(self):
        settings = self.directory / "prometheus.yml"
        settings.write_text("global: {}\n")
        return [
            "prometheus", f"--config.file={settings}", f"--storage.tsdb.path={self.directory}/data",
            f"--web.listen-address=127.0.0.1:{self.port}",
        ]  # fmt: skip


def target_of(server):
    """As the page has it."""
    table = section(page("recipes"), "Servers that tell their health")
    (target,) = re.findall(rf"^\| {server}.* \| `(\S+)` \|$", table, re.M)
    return target


@pytest.mark.parametrize(
    "name, server", [("etcd", Etcd), ("InfluxDB 1", InfluxDb), ("Prometheus", Prometheus)]
)
def test_a_server_that_comes_late_is_waited_for(aweigh, scratch, later, name, server):
    running = server(scratch(), free_port())
    later(0.3, running.start)
    try:
        target = re.sub(r"//[a-z]+:\d+", f"//127.0.0.1:{running.port}", target_of(name))
        result = aweigh.run("wait", "--log-level", "debug", target)
        assert result.code == 0, result
        assert result.seconds >= 0.3
        later.close()
    finally:
        running.stop()
