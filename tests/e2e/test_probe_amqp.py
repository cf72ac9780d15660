"""RabbitMQ."""

import shutil

import pytest
from support import fakes
from support.ports import free_port
from support.rabbitmq import RabbitMq
from support.secret import CANARY, IN_URL
from support.waiting import eventually


@pytest.fixture(scope="module")
def rabbitmq(scratch, ca):
    """The server that these tests share; its `tls_port` wants a certificate of ours."""
    tls_port = free_port()
    cert, key = ca.certificate("localhost", "127.0.0.1")
    server = RabbitMq(
        scratch(), free_port(),
        **{"listeners.ssl.1": f"127.0.0.1:{tls_port}", "ssl_options.certfile": cert,
           "ssl_options.keyfile": key, "ssl_options.cacertfile": ca.file,
           "ssl_options.verify": "verify_peer", "ssl_options.fail_if_no_peer_cert": "true"},
    )  # fmt: skip
    server.tls_port = tls_port
    yield server.start_and_wait()
    server.stop()


def ask(aweigh, target):
    """Once."""
    return aweigh.run("wait", "-t", "0", "--rejection-grace", "0", target)


def test_it_is_waited_for_until_its_definitions_are_imported(aweigh, scratch):
    """It has no moment at which a virtual host, a user or a queue of them is not there yet."""
    server = RabbitMq(scratch(), free_port())
    target = f"amqp://app:{IN_URL}@{server.address}/orders#queue=jobs"
    waiting = aweigh.start("wait", "-t", "120s", "--fail-fast", target)
    try:
        server.start()
        result = waiting.finish(within=130)
        assert result.code == 0, result
    finally:
        server.stop()
        shutil.rmtree(server.directory)


def test_the_virtual_host_is_that_of_the_path(aweigh, rabbitmq):
    for target in (
        f"amqp://{rabbitmq.address}", f"amqp://{rabbitmq.address}/",
        f"amqp://{rabbitmq.address}/%2f", f"amqp://app:{IN_URL}@{rabbitmq.address}/orders",
    ):  # fmt: skip
        assert ask(aweigh, target).code == 0, target


def test_it_says_goodbye(aweigh, rabbitmq):
    at = rabbitmq.address
    before = rabbitmq.log().count("closing AMQP connection")
    assert ask(aweigh, f"amqp://{at}").code == 0
    ask(aweigh, f"amqp://{at}#queue=none")
    ask(aweigh, f"amqp://{at}/none")

    def closed():
        return rabbitmq.log().count("closing AMQP connection") >= before + 3

    eventually(closed, "the server saw the ends")
    assert "unexpectedly closed" not in rabbitmq.log()


@pytest.mark.parametrize(
    "target, words",
    [
        (f"amqp://app:{CANARY}wrong@{{}}", "Login was refused"),
        ("amqp://{}/none", "vhost none not found"),
        (f"amqp://app:{IN_URL}@{{}}/private", "refused for user 'app'"),
    ],
)
def test_it_rejects(aweigh, rabbitmq, target, words):
    result = ask(aweigh, target.format(rabbitmq.address))
    assert result.code == 69, result
    assert words in result.stderr, result


def test_a_limit_of_connections_is_pending(aweigh, rabbitmq):
    result = ask(aweigh, f"amqp://app:{IN_URL}@{rabbitmq.address}/full")
    assert result.code == 124, result
    assert "connection limit (0) is reached" in result.stderr, result


def test_queues_and_exchanges_are_waited_for(aweigh, rabbitmq):
    at = f"amqp://app:{IN_URL}@{rabbitmq.address}/orders"
    assert ask(aweigh, f"{at}#queue=jobs&exchange=amq.topic").code == 0
    waiting = aweigh.start("wait", "-t", "60s", f"{at}#queue=jobs&queue=later&exchange=soon")
    eventually(lambda: "no queue 'later'" in rabbitmq.log(), "it was asked for")
    rabbitmq.define({
        "queues": [{"name": "later", "vhost": "orders", "durable": True, "auto_delete": False,
                    "arguments": {}}],
        "exchanges": [{"name": "soon", "vhost": "orders", "type": "fanout", "durable": True,
                       "auto_delete": False, "internal": False, "arguments": {}}],
    })  # fmt: skip
    result = waiting.finish(within=60)
    assert result.code == 0, result


def test_an_inverted_target_is_ready_when_it_says_no(aweigh, rabbitmq):
    assert ask(aweigh, f"!amqp://{rabbitmq.address}/none").code == 0
    assert ask(aweigh, f"!amqp://127.0.0.1:{free_port()}").code == 0
    assert ask(aweigh, f"!amqp://{rabbitmq.address}").code == 124


def test_over_tls(aweigh, rabbitmq, ca):
    cert, key = ca.certificate("aweigh")
    at = f"amqps://app:{IN_URL}@localhost:{rabbitmq.tls_port}/orders#"
    good = f"{at}ca={ca.file}&cert={cert}&key={key}"
    assert ask(aweigh, good).code == 0
    for target in f"{at}ca={cert}&cert={cert}&key={key}", f"{at}ca={ca.file}":
        result = ask(aweigh, target)
        assert result.code == 69, result
        assert "(tls)" in result.stderr, result


def test_a_server_of_amqp_1_0_says_so(aweigh, new_fake):
    fake = new_fake(fakes.saying(b"AMQP\x00\x01\x00\x00")).start()
    result = ask(aweigh, f"amqp://{fake.address}")
    assert result.code == 69, result
    assert "the server speaks AMQP 1-0-0, not 0-9-1" in result.stderr, result
