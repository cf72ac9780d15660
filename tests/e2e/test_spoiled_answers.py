"""Each kind against its real server, whose words are spoiled on their way: bits flipped, lengths
made extreme, parts left out, repeated, or sent byte by byte. Whatever comes of it, each attempt ends
in time and in bounded memory, with an answer in one line."""

import pytest
from support.ports import free_port
from support.rabbitmq import RabbitMq
from support.secret import IN_URL
from support.server import simple_servers
from support.spoiler import spoiled_answers
from support.web import Nginx
from support.zookeeper import ZooKeeper
from test_probe_nats import Nats


@pytest.fixture
def spoiled(aweigh, new_fake):
    return lambda target, port: spoiled_answers(aweigh, new_fake, target, port)


@pytest.mark.parametrize("server", simple_servers(), ids=lambda server: server.kind)
def test_of_a_kind(spoiled, scratch, server):
    running = server(scratch(), free_port()).start_and_wait()
    try:
        target = running.target.replace(str(running.port), "PORT")
        assert any(line.startswith("ready") for line in spoiled(target, running.port))
    finally:
        running.stop()


def test_of_postgres(spoiled, database):
    target = f"postgres://app:{IN_URL}@127.0.0.1:PORT/app?sslmode=disable"
    spoiled(target, database.server.port)


def test_of_redis(spoiled, locked_redis):
    spoiled(f"redis://:{IN_URL}@127.0.0.1:PORT#role=master", locked_redis.port)


def test_of_mysql(spoiled, new_mysql):
    server = new_mysql().start_and_wait()
    spoiled(server.target.replace(str(server.port), "PORT"), server.port)


def test_of_amqp(spoiled, scratch):
    server = RabbitMq(scratch(), free_port())
    try:
        server.start_and_wait()
        spoiled("amqp://127.0.0.1:PORT#exchange=amq.topic", server.port)
    finally:
        server.stop()


def test_of_http(spoiled, scratch):
    port = free_port()
    site = f"listen 127.0.0.1:{port}; location / {{ return 200 '{{\"a\": [1, 2]}}'; }}"
    nginx = Nginx(scratch(), port, site).start_and_wait()
    try:
        spoiled("http://127.0.0.1:PORT/#json=/a/1=2", port)
    finally:
        nginx.stop()


def test_of_jetstream(spoiled, scratch):
    nats = Nats(scratch(), free_port(), jetstream={"store_dir": str(scratch())}).start_and_wait()
    try:
        spoiled("nats://127.0.0.1:PORT#jetstream", nats.port)
    finally:
        nats.stop()


def test_of_zookeeper(spoiled, scratch):
    zookeeper = ZooKeeper(scratch(), free_port()).start_and_wait()
    try:
        spoiled("zookeeper://127.0.0.1:PORT", zookeeper.port)
    finally:
        zookeeper.stop()
