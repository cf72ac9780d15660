"""memcached."""

import socket

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY
from support.server import Server


class Memcached(Server):
    package = "memcached"
    kind = "memcached"

    def __init__(self, directory, port, password=None):
        super().__init__(directory, port)
        self.password = password

    def command(self):
        words = ["memcached", "-l", "127.0.0.1", "-p", str(self.port), "-u", "root"]
        if self.password:
            users = self.directory / "users"
            users.write_text(f"app:{self.password}\n")
            words += ["-Y", str(users)]
        return words

    def is_ready(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def memcached(scratch):
    servers = []

    def make(password=None):
        servers.append(Memcached(scratch(), free_port(), password))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def test_it_is_waited_for(aweigh, memcached, later):
    server = memcached()
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_it_may_want_a_login(aweigh, memcached):
    server = memcached(CANARY).start_and_wait()
    at = f"127.0.0.1:{server.port}"
    assert aweigh.run("wait", f"memcached://app:{CANARY}@{at}").code == 0
    for target in f"memcached://{at}", f"memcached://app:{CANARY}wrong@{at}":
        result = aweigh.run("wait", "--rejection-grace", "300ms", target)
        assert result.code == 69, result
        assert "CLIENT_ERROR" in result.stderr, result


def test_a_server_that_has_no_memory_left_is_pending(aweigh, new_fake):
    fake = new_fake(fakes.saying(b"SERVER_ERROR out of memory\r\n")).start()
    result = aweigh.run("wait", "-t", "300ms", f"memcached://{fake.address}")
    assert result.code == 124, result
    assert "SERVER_ERROR out of memory" in result.stderr


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = aweigh.run("wait", "--rejection-grace", "300ms", f"memcached://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a memcached?" in result.stderr
