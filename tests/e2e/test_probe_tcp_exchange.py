"""`send` and `expect` of tcp:// and unix://, with servers of several protocols."""

import time

import pytest
from support import fakes, limits
from support.ports import free_port
from support.zookeeper import ZooKeeper
from test_probe_memcached import Memcached
from test_probe_smtp import OpenSmtpd

MEMCACHED = r"send=version\r\n&expect=VERSION "


@pytest.fixture
def new_server(scratch):
    servers = []

    def new(kind):
        servers.append(kind(scratch(), free_port()))
        return servers[-1]

    yield new
    for server in servers:
        server.stop()


@pytest.mark.parametrize(
    "kind, options",
    [
        (Memcached, MEMCACHED),
        (Memcached, r"send=version\r\n&expect=/^VERSION [0-9.]+/&hold=100ms"),
        (OpenSmtpd, "expect=/^220 .*ESMTP/"),
        (ZooKeeper, "send=srvr&expect=/^Mode: (leader|follower|standalone)$/"),
    ],
)
def test_a_server_is_waited_for(aweigh, new_server, later, kind, options):
    server = new_server(kind)
    later(0.3, server.start)
    result = aweigh.run("wait", f"tcp://127.0.0.1:{server.port}#{options}")
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_a_unix_socket_is_asked_in_the_same_way(aweigh, new_redis):
    server = new_redis(unixsocket="redis.sock").start_and_wait()
    path = server.directory / "redis.sock"
    result = aweigh.run("wait", f"unix://{path}#send=PING\\r\\n&expect=%2BPONG\\r\\n")
    assert result.code == 0, result


def test_a_server_that_answers_something_else_is_pending_with_its_words(aweigh, new_redis):
    server = new_redis("secret").start_and_wait()
    target = f"tcp://127.0.0.1:{server.port}#send=PING\\r\\n&expect=PONG&attempt-timeout=1s"
    result = aweigh.run("wait", "-t", "1500ms", target)
    assert result.code == 124, result
    assert 'not what expect= asks for: "-NOAUTH Authentication required."' in result.stderr


def test_a_server_that_loads_is_waited_for(aweigh, new_redis):
    server = new_redis()
    server.make_slow_to_load(1.0)
    server.start()
    target = f"tcp://127.0.0.1:{server.port}#send=PING\\r\\nQUIT\\r\\n&expect=PONG"
    result = aweigh.run("wait", target)
    assert result.code == 0, result
    assert result.seconds >= 1.0


def test_a_server_that_hangs_up_is_pending_with_what_it_said(aweigh, new_fake):
    for behaviour, words in [
        (fakes.early_close, "the server closed the connection (query)"),
        (fakes.garbage, 'the server closed the connection after "?? 220 what do you want?'),
    ]:
        fake = new_fake(behaviour).start()
        result = aweigh.run("wait", "-t", "300ms", f"tcp://{fake.address}#expect=/^220 ready/")
        assert result.code == 124, result
        assert words in result.stderr


def test_an_answer_may_come_in_pieces(aweigh, new_fake):
    def behave(connection):
        assert connection.recv(16) == b"a\0\xff\\\r\n"
        for byte in b"late, but o\0k":
            connection.sendall(bytes([byte]))
            time.sleep(0.01)
        fakes.silence(connection)

    fake = new_fake(behave).start()
    target = rf"tcp://{fake.address}#send=a\0\xff\\\r\n&expect=o\x00k"
    assert aweigh.run("wait", "-t", "0", target).code == 0


def test_what_is_expected_may_be_far_behind_but_not_too_far(aweigh, new_fake):
    for distance, code in (60_000, 0), (70_000, 1):
        words = b"x" * distance + b"ready"
        fake = new_fake(fakes.greeting(words)).start()
        result = aweigh.run("check", f"tcp://{fake.address}#expect=ready")
        assert result.code == code, result
    assert "64 KiB did not hold what expect= asks for" in result.stdout


def test_something_may_be_sent_alone(aweigh, new_fake):
    heard = []
    fake = new_fake(lambda connection: heard.append(connection.recv(16))).start()
    assert aweigh.run("wait", "-t", "0", f"tcp://{fake.address}#send=hello\\n").code == 0
    fake.connections()
    assert heard[0] == b"hello\n"


def test_a_greeting_before_a_proxy_hangs_up_is_not_enough_with_hold(aweigh, new_fake):
    def behave(connection):
        connection.sendall(b"220 welcome\r\n")
        time.sleep(0.1 * limits.slowness)

    fake = new_fake(behave).start()
    assert aweigh.run("wait", "-t", "0", f"tcp://{fake.address}#expect=220").code == 0
    result = aweigh.run("wait", "-t", "500ms", f"tcp://{fake.address}#expect=220&hold=2s")
    assert result.code == 124, result
    assert "closed again within 2.00 s" in result.stderr


def test_an_inverted_target_takes_another_answer_for_a_no(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"421 go away\r\n")).start()
    result = aweigh.run("wait", "-t", "0", f"!tcp://{fake.address}#expect=220&attempt-timeout=2s")
    assert result.code == 0, result


@pytest.mark.parametrize(
    "options, words",
    [
        ("expect=/(/", "its option expect: no regular expression: "),
        (r"send=\q", "its option send: behind a backslash"),
        ("expect", "needs a value: expect=BYTES|/REGEX/"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(aweigh, options, words):
    for target in "tcp://127.0.0.1:1", "unix:///run/app.sock":
        result = aweigh.run("wait", f"{target}#{options}")
        assert result.code == 64, result
        assert words in result.stderr
