"""Redis over TLS."""

from types import SimpleNamespace

import pytest
from support.ports import free_port
from support.redis import Sentinel
from support.secret import IN_URL, PASSWORD
from support.waiting import eventually


def tls_settings(ca, *names):
    cert, key = ca.certificate(*names)
    return {"tls-cert-file": cert, "tls-key-file": key, "tls-ca-cert-file": ca.file}


@pytest.fixture
def secured(new_redis, ca):
    """A server that speaks TLS on a port of its own, `tls_port`, and wants no certificate there."""
    port = free_port()
    server = new_redis(
        PASSWORD,
        **{"tls-port": port, "tls-auth-clients": "no", "loglevel": "verbose"},
        **tls_settings(ca, "localhost", "127.0.0.1"),
    )
    server.tls_port = port
    return server


def target(port, *options, host="localhost"):
    return f"rediss://:{IN_URL}@{host}:{port}" + ("#" + "&".join(options) if options else "")


def test_a_server_over_tls_is_waited_for(aweigh, secured, ca, later):
    later(0.4, secured.start)
    result = aweigh.run("wait", target(secured.tls_port, f"ca={ca.file}"))
    assert result.code == 0, result
    by_address = target(secured.tls_port, f"ca={ca.file}", host="127.0.0.1")
    assert aweigh.run("wait", "-t", "0", by_address).code == 0
    assert aweigh.run("wait", "-t", "0", target(secured.tls_port, "insecure")).code == 0


def test_it_says_goodbye(aweigh, secured, ca):
    """OpenSSL calls it "unexpected eof" where a client does not."""
    secured.start_and_wait()
    aweigh.run("wait", target(secured.tls_port, f"ca={ca.file}"))
    log = secured.directory / "log"
    eventually(lambda: "Reading from client" in log.read_text(), "the server saw the end")
    assert "unexpected eof" not in log.read_text()


def test_a_certificate_that_is_not_good_is_a_rejection(aweigh, secured, ca):
    secured.start_and_wait()
    for options, words in [
        ([f"ca={ca.certificate('other')[0]}"], "certificate"),
        ([f"ca={ca.file}", "servername=cache.internal"], "localhost, 127.0.0.1"),
    ]:
        result = aweigh.run("wait", "--fail-fast", target(secured.tls_port, *options))
        assert result.code == 69, result
        assert words in result.stderr and "(tls)" in result.stderr


def test_a_server_may_want_a_certificate_of_ours(aweigh, secured, ca):
    secured.settings["tls-auth-clients"] = "yes"
    secured.start_and_wait()
    cert, key = ca.certificate("aweigh")
    good = [f"ca={ca.file}", f"cert={cert}", f"key={key}"]
    assert aweigh.run("wait", "-t", "0", target(secured.tls_port, *good)).code == 0
    result = aweigh.run("wait", "--fail-fast", target(secured.tls_port, f"ca={ca.file}"))
    assert result.code == 69, result
    assert "certificate required (tls)" in result.stderr
    assert "#cert=FILE&key=FILE" in result.stderr


@pytest.mark.parametrize("password", ["", f":{IN_URL}@"])
def test_plain_speech_to_a_tls_port_is_a_rejection_that_says_so(aweigh, secured, password):
    secured.start_and_wait()
    result = aweigh.run("wait", "--fail-fast", f"redis://{password}127.0.0.1:{secured.tls_port}")
    assert result.code == 69, result
    assert "the server wants TLS (tls)" in result.stderr
    assert "rediss" in result.stderr


def test_tls_to_a_plain_port_is_a_rejection_that_says_so(aweigh, locked_redis):
    """That server waits for the end of what it takes for a command."""
    words = ["--fail-fast", "--attempt-timeout=1s"]
    result = aweigh.run("wait", *words, target(locked_redis.port, "insecure"))
    assert result.code == 69, result
    assert "the server speaks no TLS (tls)" in result.stderr
    assert "not rediss" in result.stderr


def test_sentinels_and_master_may_both_speak_tls(aweigh, secured, ca, scratch):
    secured.start_and_wait()
    port = free_port()
    announced = SimpleNamespace(port=secured.tls_port, password=PASSWORD)
    sentinel = Sentinel(
        scratch(), free_port(), {"main": announced},
        **{"tls-port": port, "tls-auth-clients": "no", "tls-replication": "yes"},
        **tls_settings(ca, "localhost", "127.0.0.1"),
    )  # fmt: skip
    sentinel.start_and_wait()
    try:
        where = f"{IN_URL}@localhost:{port}/main#ca={ca.file}"
        result = aweigh.run("wait", "-t", "0", f"rediss-sentinel://:{where}")
        assert result.code == 0, result
    finally:
        sentinel.stop()
