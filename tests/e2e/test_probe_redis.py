"""Redis: what it answers while it is not ready, and who may ask it."""

import signal
import socket
from urllib.parse import quote

import pytest
from support import fakes, limits
from support.secret import CANARY
from support.waiting import eventually


def test_a_server_that_is_loading_is_pending(aweigh, new_redis):
    server = new_redis()
    server.make_slow_to_load(seconds=1.5)
    server.start()
    result = aweigh.run("wait", "--log-format=json", "--log-level=debug", server.target)
    assert result.code == 0, result
    assert result.seconds >= 1
    assert "LOADING" in result.stderr
    assert server.cli("PING") == "PONG"


def test_a_server_without_a_free_connection_is_pending(aweigh, new_redis, later):
    server = new_redis().start_and_wait()
    server.set(maxclients=1)

    def connect():
        """As long as redis-cli's connection is there, ours is refused."""
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(b"PING\r\n")
        return connection if connection.recv(100) == b"+PONG\r\n" else connection.close()

    with eventually(connect, "the only connection") as connection:
        result = aweigh.run("wait", "-t", "300ms", server.target)
        assert result.code == 124, result
        assert "max number of clients" in result.stderr
        later(0.3, connection.close)
        assert aweigh.run("wait", server.target).code == 0


def test_it_is_asked_again_on_the_same_connection(aweigh, new_fake):
    fake = new_fake(fakes.saying(b"-LOADING Redis is loading the dataset in memory\r\n")).start()
    result = aweigh.run("wait", "-t", "1s", f"redis://{fake.address}")
    assert result.code == 124
    assert "LOADING" in result.stderr
    assert len(fake.connections()) == 1


def test_a_server_that_runs_a_long_script_is_pending(aweigh, new_redis, later):
    server = new_redis().start_and_wait()
    server.set(busy_reply_threshold=1)
    later(0, lambda: server.cli("EVAL", "while true do end", "0"))
    eventually(lambda: "BUSY" in server.cli("PING"), "it is busy")
    result = aweigh.run("wait", "-t", "300ms", server.target)
    assert result.code == 124, result
    assert "BUSY" in result.stderr
    later(0.3, lambda: server.cli("SCRIPT", "KILL"))
    assert aweigh.run("wait", server.target).code == 0


def test_a_server_that_dies_between_two_answers_is_waited_for(aweigh, new_redis, later):
    server = new_redis()
    server.make_slow_to_load(seconds=20)
    server.start()

    def restart_empty():
        server.stop(signal.SIGKILL)
        (server.directory / "dump.rdb").unlink()
        server.settings = {}
        server.start()

    later(0.7, restart_empty)
    assert aweigh.run("wait", server.target).code == 0


def test_a_unix_socket_is_connected_to_in_place_of_the_address(aweigh, new_redis, later):
    server = new_redis()
    path = server.directory / "socket with spaces"
    server.settings["unixsocket"] = path
    target = f"redis://nowhere.invalid/3#unix-socket={quote(str(path))}"
    result = aweigh.run("wait", "-t", "0", target)
    assert result.code == 124, result
    assert "No such file" in result.stderr
    later(0.3, server.start)
    assert aweigh.run("wait", target).code == 0


# All that needs care in a URL, and beyond ASCII. The first word is never to be seen in a log.
ODD_PASSWORD = CANARY + "p@ss/w:rd#%20 é${HOME}"
ODD_USER = "some:one@/%41"


@pytest.fixture
def users(redis):
    """A server that knows two users besides the default one."""
    assert redis.cli("ACL", "SETUSER", "pinger", "on", f">{CANARY}", "+ping") == "OK"
    rules = ["on", f">{ODD_PASSWORD}", "+ping", "+select"]
    assert redis.cli("ACL", "SETUSER", ODD_USER, *rules) == "OK"
    yield redis
    redis.cli("ACL", "DELUSER", "pinger", ODD_USER)


SPELLINGS = {
    "percent-encoded": "redis://{user}:{password}@{address}/1",
    "from a variable": "redis://${{REDIS_USER}}:${{REDIS_PASSWORD}}@{address}/1",
    "from a file": "redis://${{REDIS_USER}}:${{file:{file}}}@{address}/1",
    "all of it from a variable": "${{REDIS_URL}}",
}


@pytest.mark.parametrize("target", SPELLINGS.values(), ids=SPELLINGS)
def test_a_user_s_password_may_hold_any_character(aweigh, users, tmp_path, target):
    file = tmp_path / "password"
    file.write_text(ODD_PASSWORD + "\n")
    parts = {
        "user": quote(ODD_USER, safe=""),
        "password": quote(ODD_PASSWORD, safe=""),
        "address": f"127.0.0.1:{users.port}",
        "file": file,
    }
    env = {
        "REDIS_USER": ODD_USER,
        "REDIS_PASSWORD": ODD_PASSWORD,
        "REDIS_URL": SPELLINGS["percent-encoded"].format(**parts),
    }
    target = target.format(**parts)
    result = aweigh.run("wait", "-t", "0", "--log-level=trace", target, env=env)
    assert result.code == 0, result


def test_what_a_user_may_not_ask_is_a_rejection_that_says_so(aweigh, users):
    target = f"redis://pinger:{CANARY}@127.0.0.1:{users.port}"
    assert aweigh.run("wait", "-t", "0", target).code == 0
    result = aweigh.run("wait", "--fail-fast", f"{target}#role=master")
    assert result.code == 69, result
    assert "NOPERM" in result.stderr and "'info'" in result.stderr
    assert "ACL SETUSER" in result.stderr


def test_a_password_is_not_shown_where_the_server_quotes_it(aweigh, new_redis):
    """As every Redis does that does not know AUTH, or not under this name."""
    server = new_redis(**{"rename-command": ["AUTH", "HIDDEN"]}).start_and_wait()
    result = aweigh.run("wait", "--fail-fast", f"redis://:{CANARY}@127.0.0.1:{server.port}")
    assert result.code == 69, result
    assert "unknown command 'AUTH'" in result.stderr


def test_a_password_is_not_shown_where_a_server_makes_fun_of_it(aweigh, new_fake):
    fake = new_fake(fakes.saying(f"-ERR no, not {CANARY}!\r\n".encode())).start()
    result = aweigh.run("wait", "--fail-fast", f"redis://:{CANARY}@{fake.address}")
    assert result.code == 69, result
    assert ": ERR (auth)" in result.stderr


ENDLESS = {
    "a line": b"+" + b"x" * 1000,
    "a string": b"$536870912\r\n" + b"x" * 1000,
    "a list": b"*1000000000\r\n" + b":1\r\n" * 100,
    "lists in lists": b"*1\r\n" * 1000,
}


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_a_reply_without_end_is_cut_off(aweigh, new_fake, reply):
    def behave(connection):
        connection.recv(100)
        connection.sendall(reply)
        while True:
            connection.sendall(reply[-1000:])

    fake = new_fake(behave).start()
    limited = aweigh.within(limits.address_space(24 << 20))
    result = limited.run("wait", "--fail-fast", f"redis://{fake.address}")
    assert result.code == 69, result
    assert "not Redis' protocol" in result.stderr


def test_an_inverted_target_waits_until_the_server_is_gone(aweigh, new_redis, later):
    server = new_redis().start_and_wait()
    result = aweigh.run("wait", "-t", "300ms", f"!{server.target}")
    assert result.code == 124, result
    later(0.4, server.stop)
    result = aweigh.run("wait", f"!{server.target}")
    assert result.code == 0, result
    assert result.seconds >= 0.4


@pytest.mark.parametrize("behaviour", [fakes.silence, fakes.early_close, fakes.garbage])
def test_a_server_that_makes_no_sense_is_not_gone(aweigh, new_fake, behaviour):
    fake = new_fake(behaviour).start()
    result = aweigh.run(
        "wait", "-t", "700ms", "--attempt-timeout=200ms", f"!redis://{fake.address}"
    )
    assert result.code in (69, 124), result


REFUSED = {
    "a database that is no number": ("redis://h/app", "number"),
    "a negative database": ("redis://h/-1", "number"),
    "a database beyond all numbers": ("redis://h/99999999999999999999", "number"),
    "a query": ("redis://h/0?timeout=3", "?query"),
    "a user without a password": ("redis://app@h", "password"),
    "a role that does not exist": ("redis://h#role=leader", "master or replica"),
    "an option of another kind": ("redis://h#status=200", "role"),
    "TLS without TLS": ("redis://h#insecure", "insecure"),
    "two servers": ("redis://h1,h2", "one host"),
}


@pytest.mark.parametrize("target, named", REFUSED.values(), ids=REFUSED)
def test_a_target_that_cannot_be_meant_is_refused(aweigh, target, named):
    result = aweigh.run("wait", target)
    assert result.code == 64, result
    assert named in result.stderr


def test_arrays_in_arrays_are_no_answer(aweigh, new_fake):
    """They are taken apart by recursion, as deep as the server likes."""
    fake = new_fake(fakes.saying(b"*1\r\n" * 16_000 + b"+PONG\r\n")).start()
    result = aweigh.run("wait", "--fail-fast", f"redis://{fake.address}")
    assert result.code == 69, result
    assert "the answer is not Redis' protocol" in result.stderr
