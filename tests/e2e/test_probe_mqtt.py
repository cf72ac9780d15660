"""Mosquitto."""

import re
import subprocess

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY, IN_URL, PASSWORD
from support.server import Server
from support.waiting import eventually


class Mosquitto(Server):
    """Lets anybody in, or only `app` with `password`; `lines` are more of its configuration."""

    package = "mosquitto"
    kind = "mqtt"

    def __init__(self, directory, port, password=None, lines=()):
        super().__init__(directory, port)
        users = self.directory / "users"
        lines = [f"listener {port} 127.0.0.1", "user root", "log_type all", *lines]
        if password:
            command = ["mosquitto_passwd", "-b", "-c", users, "app", password]
            subprocess.run(command, check=True, timeout=60)
            lines += [f"password_file {users}"]
        else:
            lines += ["allow_anonymous true"]
        (self.directory / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def command(self):
        return ["mosquitto", "-c", "mosquitto.conf"]

    def is_ready(self):
        return "running" in self.log()

    def log(self):
        path = self.directory / "log"
        return path.read_text() if path.exists() else ""

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"


@pytest.fixture
def mosquitto(scratch):
    servers = []

    def make(*settings):
        servers.append(Mosquitto(scratch(), free_port(), *settings))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def ask(aweigh, target):
    """Once."""
    return aweigh.run("wait", "-t", "0", "--rejection-grace", "0", target)


def test_it_is_waited_for(aweigh, mosquitto, later):
    server = mosquitto()
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_each_attempt_is_another_client_and_says_goodbye(aweigh, mosquitto):
    server = mosquitto().start_and_wait()
    for _ in range(2):
        assert ask(aweigh, server.target).code == 0
    eventually(lambda: server.log().count("disconnected.") == 2, "both have disconnected")
    first, second = re.findall(r"Received DISCONNECT from (\w+)", server.log())
    assert first != second
    assert len(first) == 23, first


def test_it_may_want_a_login(aweigh, mosquitto):
    server = mosquitto(PASSWORD).start_and_wait()
    assert ask(aweigh, f"mqtt://app:{IN_URL}@{server.address}").code == 0
    for target in (
        f"mqtt://app:{CANARY}wrong@{server.address}", f"mqtt://app@{server.address}",
        server.target,
    ):  # fmt: skip
        result = ask(aweigh, target)
        assert result.code == 69, result
        assert "not authorized" in result.stderr, result
        assert ask(aweigh, f"!{target}").code == 0


def test_over_tls(aweigh, mosquitto, ca):
    cert, key = ca.certificate("localhost", "127.0.0.1")
    port = free_port()
    mosquitto(None, [
        f"listener {port} 127.0.0.1", f"certfile {cert}", f"keyfile {key}", f"cafile {ca.file}",
        "require_certificate true",
    ]).start_and_wait()  # fmt: skip
    own_cert, own_key = ca.certificate("aweigh")
    own = f"cert={own_cert}&key={own_key}"
    assert ask(aweigh, f"mqtts://localhost:{port}#ca={ca.file}&{own}").code == 0
    for options in f"ca={own_cert}&{own}", f"ca={ca.file}":
        result = ask(aweigh, f"mqtts://localhost:{port}#{options}")
        assert result.code == 69, result
        assert "(tls)" in result.stderr, result


def test_codes_that_mosquitto_does_not_give(aweigh, new_fake):
    for connack, code, words in [
        (b"\x20\x02\x00\x03", 124, "server unavailable"),
        (b"\x20\x02\x00\x04", 69, "bad user name or password"),
        (b"\x20\x03\x00\x84\x00", 69, "it speaks MQTT 5 alone"),
    ]:
        fake = new_fake(fakes.saying(connack)).start()
        result = ask(aweigh, f"mqtt://{fake.address}")
        assert result.code == code, result
        assert words in result.stderr, result


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = ask(aweigh, f"mqtt://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of an MQTT broker?" in result.stderr
