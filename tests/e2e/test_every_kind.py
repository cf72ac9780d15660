"""One wait for a real server of every kind at once."""

import re
import time
from pathlib import Path

from support.kinds import all_kinds
from support.ports import free_port
from support.rabbitmq import RabbitMq
from support.redis import Sentinel
from support.secret import IN_URL, PASSWORD
from support.server import simple_servers
from support.web import Nginx, with_tls
from support.zookeeper import ZooKeeper

# Those with TLS whose row says "as" the one without: the tests of their probes have them.
WITH_TLS = {"rediss-sentinel", "amqps", "mqtts", "ldaps", "smtps"}

# Kinds whose servers are no Debian packages, and the tests that start them.
FETCHED = {
    "cassandra": "test_cassandra.py", "cassandras": "test_cassandra.py",
    "kafka": "test_kafka.py", "kafkas": "test_kafka.py", "mongodb": "test_mongodb.py",
    "mongodb+srv": "test_mongodb_srv.py",
    "s3": "test_s3.py", "s3+http": "test_s3.py",
    "temporal": "test_temporal.py", "temporals": "test_temporal.py",
}  # fmt: skip


def test_every_kind_at_once_is_ready_soon_after_the_slowest(
    aweigh, scratch, ca, new_redis, new_mysql, late_database, later, tmp_path
):
    """The servers start one after another, and the last is ready seconds after the first."""
    certificate = ca.certificate("127.0.0.1")
    web_port, tls_port, file = free_port(), free_port(), tmp_path / "flag"
    directory = scratch()
    nginx = Nginx(
        directory, web_port,
        f"listen 127.0.0.1:{web_port}; listen unix:{directory}/web.sock; location / {{ return 204; }}",
        with_tls(tls_port, certificate),
    )  # fmt: skip
    cert, key = certificate
    redis = new_redis(PASSWORD)
    rediss_port = free_port()
    rediss = new_redis(
        PASSWORD, **{"tls-port": rediss_port, "tls-cert-file": cert, "tls-key-file": key,
                     "tls-ca-cert-file": ca.file, "tls-auth-clients": "no"},
    )  # fmt: skip
    sentinel = Sentinel(scratch(), free_port(), {"main": redis})
    mysql, postgres = new_mysql(), late_database.server
    rabbitmq = RabbitMq(scratch(), free_port())
    rabbitmq.start_and_wait()  # alone it would take longer than all others together
    zookeeper = ZooKeeper(scratch(), free_port()).start_and_wait()  # so would its JVM
    simple = [each(scratch(), free_port()) for each in simple_servers()]

    moments = {
        redis.start: 0.3,
        sentinel.start: 0.6,
        rediss.start: 0.9,
        nginx.start: 1.2,
        mysql.start: 1.5,
        file.touch: 2.0,
        **{server.start: 2.5 for server in simple},
    }
    slowest = []

    def start_the_slowest():
        postgres.start_and_wait()
        slowest.append(time.monotonic())

    for action, moment in moments.items():
        later(moment, action)
    later(3.5, start_the_slowest)
    try:
        began = time.monotonic()
        result = aweigh.run(
            "wait",
            f"127.0.0.1:{web_port}", f"unix://{directory}/web.sock#hold=20ms",
            f"http://127.0.0.1:{web_port}/#status=204", f"https://127.0.0.1:{tls_port}/#ca={ca.file}",
            f"tls://127.0.0.1:{tls_port}#ca={ca.file}",
            f"redis://:{IN_URL}@127.0.0.1:{redis.port}#role=master",
            f"rediss://:{IN_URL}@127.0.0.1:{rediss_port}#ca={ca.file}",
            f"redis-sentinel://:{IN_URL}@127.0.0.1:{sentinel.port}/main",
            mysql.target, late_database.url, "dns://localhost", f"file://{file}",
            f"exec:test -e {file}", f"amqp://{rabbitmq.address}", zookeeper.target,
            *(server.target for server in simple),
        )  # fmt: skip
        later.close()
        assert result.code == 0, result
        wait = slowest[0] - began
        # The start of the program, and that of its neighbours on a busy machine, come on top.
        assert result.seconds < 1.07 * wait + 0.5, (result.seconds, wait)
        ready = set(re.findall(r"([a-z-]+):\S+ is ready", result.stderr))
        every = {kind.scheme for kind in all_kinds()}
        assert ready == every - WITH_TLS - FETCHED.keys(), result
    finally:
        for server in (nginx, sentinel, rabbitmq, zookeeper, *simple):
            server.stop()


def test_the_other_kinds_have_tests_of_their_own():
    directory = Path(__file__).parents[1] / "servers"
    for kind, file in FETCHED.items():
        assert f"{kind}://" in (directory / file).read_text()
