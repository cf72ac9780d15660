"""kafka:// and kafkas://, with Apache's own broker."""

import re
import signal

import pytest
from kafka import Kafka
from support import fakes
from support.secret import CANARY
from support.spoiler import spoiled_answers
from support.waiting import eventually

PLAIN = {"PLAIN": ("PLAINTEXT", None)}
GRACE = ("--rejection-grace", "200ms")


@pytest.fixture(scope="session")
def kafka(scratch, ca, lost):
    """The broker that most tests share, with listeners of every sort."""
    listeners = PLAIN | {
        "LOGIN": ("SASL_PLAINTEXT", None),
        "PLAIN_ONLY": ("SASL_PLAINTEXT", None),
        "TLS": ("SSL", None),
        "TLS_LOGIN": ("SASL_SSL", None),
        "LOST": ("PLAINTEXT", lost),
        "NOWHERE": ("PLAINTEXT", "broker.invalid:9092"),
    }
    server = Kafka(scratch(), listeners, ca.certificate("127.0.0.1"))
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def new_kafka(scratch):
    servers = []

    def make(listeners=PLAIN, **options):
        servers.append(Kafka(scratch(), listeners, **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def test_it_is_waited_for(aweigh, new_kafka, later):
    server = new_kafka()
    server.command()  # makes its directory
    later(0.3, server.start)
    result = aweigh.run("wait", f"kafka://{server.at('PLAIN')}")
    assert result.code == 0, result
    assert server.is_ready()


def test_a_topic_is_waited_for_and_not_created(aweigh, pending, kafka, later):
    target = f"kafka://{kafka.at('PLAIN')}/awaited"
    words = pending(target)
    assert "UNKNOWN_TOPIC_OR_PARTITION: topic awaited" in words
    assert "awaited" not in kafka.topics()
    later(0.3, lambda: kafka.create("awaited"))
    assert aweigh.run("wait", target).code == 0
    assert 'topic "awaited" with 4 partitions' in kafka.topics()


def test_a_topic_that_cannot_be(aweigh, kafka):
    result = aweigh.run("wait", *GRACE, f"kafka://{kafka.at('PLAIN')}/no%20such")
    assert result.code == 69, result
    assert "INVALID_TOPIC_EXCEPTION: topic no such" in result.stderr


@pytest.mark.parametrize("sasl", ["", "plain", "scram-sha-256", "scram-sha-512"])
def test_a_login(aweigh, kafka, sasl):
    at = kafka.at("LOGIN")
    options = f"#sasl={sasl}" if sasl else ""
    assert aweigh.run("wait", f"kafka://app:{CANARY}@{at}{options}").code == 0
    for wrong in f"app:{CANARY}wrong", f"nobody:{CANARY}":
        result = aweigh.run("wait", *GRACE, f"kafka://{wrong}@{at}{options}")
        assert result.code == 69, result
        assert "SASL_AUTHENTICATION_FAILED: Authentication failed" in result.stderr


def test_a_listener_that_does_not_take_the_mechanism(aweigh, kafka):
    target = f"kafka://app:{CANARY}@{kafka.at('PLAIN_ONLY')}"
    assert aweigh.run("wait", target).code == 0
    result = aweigh.run("wait", *GRACE, target + "#sasl=scram-sha-512")
    assert result.code == 69, result
    assert "UNSUPPORTED_SASL_MECHANISM: SCRAM-SHA-512 is not among PLAIN" in result.stderr


def test_a_login_that_is_wanted_or_not(aweigh, pending, kafka):
    words = pending(f"kafka://{kafka.at('LOGIN')}")
    assert "does this listener want a login?" in words
    result = aweigh.run("wait", *GRACE, f"kafka://app:{CANARY}@{kafka.at('PLAIN')}")
    assert result.code == 69, result
    assert "ILLEGAL_SASL_STATE" in result.stderr


def test_tls(aweigh, kafka, ca):
    tls, login = kafka.at("TLS"), kafka.at("TLS_LOGIN")
    assert aweigh.run("wait", f"kafkas://{tls}#ca={ca.file}").code == 0
    scram = f"kafkas://app:{CANARY}@{login}#ca={ca.file}&sasl=scram-sha-256"
    assert aweigh.run("wait", scram).code == 0
    result = aweigh.run("wait", *GRACE, f"kafkas://localhost:{kafka.ports['TLS']}#ca={ca.file}")
    assert result.code == 69, result
    assert "localhost" in result.stderr


def test_tls_where_there_is_none_and_the_reverse(aweigh, pending, kafka):
    result = aweigh.run("wait", *GRACE, f"kafka://{kafka.at('TLS')}")
    assert result.code == 69, result
    assert "begin the target with kafkas, not kafka" in result.stderr
    words = pending(f"kafkas://{kafka.at('PLAIN')}#insecure")
    assert "is this the port of a Kafka broker with TLS?" in words


@pytest.mark.parametrize(
    "listener, said", [("LOST", "{lost}: Connection refused"), ("NOWHERE", "broker.invalid:9092: ")]
)
def test_an_advertised_address_that_is_not_reached(pending, kafka, lost, listener, said):
    words = pending(f"kafka://{kafka.at(listener)}")
    assert "broker 1 advertises " + said.format(lost=lost) in words
    assert "advertised.listeners" in words


def test_another_name_for_the_advertised_address_is_no_obstacle(aweigh, kafka):
    assert aweigh.run("wait", f"kafka://localhost:{kafka.ports['PLAIN']}").code == 0


def test_one_bootstrap_broker_is_enough(aweigh, pending, kafka, lost):
    at = kafka.at("PLAIN")
    for hosts in f"{lost},{at}", f"{at},{lost}":
        assert aweigh.run("wait", "-t", "5s", f"kafka://{hosts}").code == 0
    words = pending(f"kafka://{lost},broker.invalid")
    assert f"{lost}: Connection refused" in words


def test_a_silent_bootstrap_broker_takes_its_share_of_the_time(aweigh, kafka, new_fake):
    silent = new_fake(fakes.silence).start()
    target = f"kafka://{silent.address},{kafka.at('PLAIN')}#attempt-timeout=900ms"
    assert aweigh.run("check", target).code == 0


def test_a_topic_of_which_a_partition_has_no_leader(aweigh, new_kafka):
    first = new_kafka().start_and_wait()
    second = new_kafka(cluster=first).start_and_wait()
    target = f"kafka://{first.at('PLAIN')}/spread"

    def words():
        return aweigh.run("check", target).stdout

    eventually(lambda: "2 brokers" in first.kcat("-L"), "both are there", within=30)
    first.create("spread")
    eventually(lambda: words().startswith("ready"), "the topic has leaders")
    second.stop(signal.SIGKILL)
    assert f"broker 2 advertises {second.at('PLAIN')}: Connection refused" in words()
    eventually(
        lambda: re.search(r"partition \d of topic spread has no leader", words()),
        "the controller has seen it", within=30,
    )  # fmt: skip
    assert aweigh.run("check", f"kafka://{first.at('PLAIN')}").code == 0
    second.start()
    assert aweigh.run("wait", target).code == 0


def test_it_is_waited_for_until_it_is_gone(aweigh, kafka, lost):
    assert aweigh.run("wait", f"!kafka://{lost}").code == 0
    assert aweigh.run("wait", "-t", "300ms", f"!kafka://{kafka.at('PLAIN')}").code == 124


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = aweigh.run("wait", *GRACE, f"kafka://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a Kafka broker?" in result.stderr


def test_what_it_says_may_be_spoiled(aweigh, new_fake, kafka):
    spoiled_answers(aweigh, new_fake, "kafka://127.0.0.1:PORT/some", kafka.ports["PLAIN"])
    login = f"kafka://app:{CANARY}@127.0.0.1:PORT#sasl=scram-sha-512"
    spoiled_answers(aweigh, new_fake, login, kafka.ports["LOGIN"])
