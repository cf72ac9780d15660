"""SMTP: OpenSMTPD in plain, aiosmtpd for TLS and logins, which OpenSMTPD of Debian 12 cannot."""

import json
import re
import socket
import sys
import time
from pathlib import Path

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY, IN_URL, PASSWORD
from support.server import Server
from support.waiting import eventually
from support.web import accepts


class OpenSmtpd(Server):
    package = "opensmtpd"
    kind = "smtp"

    # Its spool and its control socket have fixed places.
    _WITH_PLACES_OF_ITS_OWN = (
        "mount -t tmpfs none /run && mount -t tmpfs none /var/spool && "
        'mkdir -m 711 /var/spool/smtpd && exec smtpd -d -f "$0"'
    )

    def command(self):
        conf = self.directory / "smtpd.conf"
        conf.write_text(
            f"listen on 127.0.0.1 port {self.port} hostname mail.test\n"
            f'action "local" maildir "{self.directory}"\n'
            'match from any for any action "local"\n'
        )
        return ["unshare", "--mount", "sh", "-c", self._WITH_PLACES_OF_ITS_OWN, str(conf)]

    def is_ready(self):
        return accepts(self.port)


class Aiosmtpd(Server):
    package = "python3-aiosmtpd"

    def __init__(self, directory, port, **settings):
        super().__init__(directory, port)
        self.settings = settings

    def command(self):
        program = Path(__file__).parent / "services/smtp_server.py"
        return [sys.executable, str(program), json.dumps({"port": self.port, **self.settings})]

    def is_ready(self):
        return accepts(self.port)

    def at(self, login="", options="", scheme="smtp"):
        return f"{scheme}://{login}127.0.0.1:{self.port}{options}"


@pytest.fixture
def opensmtpd(scratch):
    server = OpenSmtpd(scratch(), free_port())
    yield server
    server.stop()


@pytest.fixture
def new_aiosmtpd(scratch):
    servers = []

    def new(**settings):
        servers.append(Aiosmtpd(scratch(), free_port(), **settings))
        return servers[-1]

    yield new
    for server in servers:
        server.stop()


@pytest.fixture
def certificate(ca):
    return [str(file) for file in ca.certificate("127.0.0.1")]


def rejected(aweigh, target):
    """The words of a wait that a rejection ends."""
    result = aweigh.run("wait", "--rejection-grace", "200ms", target)
    assert result.code == 69, result
    return result.stderr


def pending(aweigh, target):
    result = aweigh.run("wait", "-t", "300ms", target)
    assert result.code == 124, result
    return result.stderr


def test_it_is_waited_for_and_bid_farewell(aweigh, opensmtpd, later):
    later(0.3, opensmtpd.start)
    result = aweigh.run("wait", opensmtpd.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3
    disconnected = r"smtp disconnected reason=(\S+)"
    log = opensmtpd.directory / "log"
    eventually(lambda: re.search(disconnected, log.read_text()), "the server saw the end")
    assert re.findall(disconnected, log.read_text()) == ["quit"]
    assert "failed-command" not in log.read_text()


def test_it_is_waited_for_until_it_is_gone(aweigh, opensmtpd, later):
    opensmtpd.start_and_wait()
    later(0.3, opensmtpd.stop)
    result = aweigh.run("wait", f"!{opensmtpd.target}")
    assert result.code == 0, result


def test_a_server_without_starttls_is_rejected_where_it_is_asked_for(aweigh, opensmtpd):
    opensmtpd.start_and_wait()
    words = rejected(aweigh, f"{opensmtpd.target}#starttls&insecure")
    assert "the server offers no STARTTLS (tls)" in words


def test_starttls_verifies_the_certificate(aweigh, new_aiosmtpd, certificate, ca):
    server = new_aiosmtpd(certificate=certificate).start_and_wait()
    assert aweigh.run("wait", server.at()).code == 0
    for options in f"ca={ca.file}", "insecure":
        for starttls in "#starttls&", "#":
            result = aweigh.run("wait", "-t", "0", server.at(options=starttls + options))
            assert result.code == 0, result
    words = rejected(aweigh, server.at(options=f"#starttls&ca={ca.file}&servername=mail.internal"))
    assert "certificate" in words and "(tls)" in words


def test_smtps_speaks_tls_from_the_start(aweigh, new_aiosmtpd, certificate, ca, later):
    server = new_aiosmtpd(certificate=certificate, tls_from_the_start=True)
    later(0.3, server.start)
    result = aweigh.run("wait", server.at(options=f"#ca={ca.file}", scheme="smtps"))
    assert result.code == 0, result
    assert "certificate" in rejected(aweigh, server.at(scheme="smtps"))


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_user_is_logged_in_within_tls(aweigh, new_aiosmtpd, certificate, ca, scheme):
    server = new_aiosmtpd(
        certificate=certificate, tls_from_the_start=scheme == "smtps",
        user="app", password=PASSWORD,
    ).start_and_wait()  # fmt: skip
    options = f"#ca={ca.file}" + ("&starttls" if scheme == "smtp" else "")
    result = aweigh.run("wait", server.at(f"app:{IN_URL}@", options, scheme))
    assert result.code == 0, result
    for login in f"app:{CANARY}@", f"other:{IN_URL}@":
        words = rejected(aweigh, server.at(login, options, scheme))
        assert "535" in words and "(auth)" in words
        assert "check user and password" in words


def test_a_server_without_logins_is_rejected_where_there_is_a_user(
    aweigh, new_aiosmtpd, certificate
):
    server = new_aiosmtpd(certificate=certificate, tls_from_the_start=True).start_and_wait()
    words = rejected(aweigh, server.at(f"app:{IN_URL}@", "#insecure", "smtps"))
    assert "(auth)" in words


def test_a_password_goes_through_tls_alone(aweigh):
    result = aweigh.run("wait", f"smtp://app:{IN_URL}@127.0.0.1")
    assert result.code == 64, result
    assert "smtps://, or #starttls" in result.stderr


def after(seconds, first=b"", then=b"220 mail.test ESMTP\r\n"):
    """As Postfix' postscreen: the first line of the greeting may come at once, and its last line
    comes after a pause. Who speaks before it is thrown out."""

    def behave(connection):
        connection.sendall(first)
        connection.settimeout(seconds)
        try:
            assert not connection.recv(1), "it hung up"
            return
        except TimeoutError:
            pass
        connection.settimeout(None)
        connection.sendall(then)
        while words := connection.recv(1 << 10):
            connection.sendall(b"221 bye\r\n" if words == b"QUIT\r\n" else b"250 mail.test\r\n")

    return behave


@pytest.mark.parametrize("first", [b"", b"220-mail.test\r\n"])
def test_a_late_greeting_is_waited_for_longer_than_an_attempt(aweigh, new_fake, first):
    fake = new_fake(after(1.0, first)).start()
    result = aweigh.run("wait", f"smtp://{fake.address}#attempt-timeout=300ms")
    assert result.code == 0, result
    assert 1.0 <= result.seconds < 4
    assert len(fake.connections()) == 1


def test_a_connection_that_breaks_before_the_greeting_is_made_anew(aweigh, new_fake):
    greetings = [lambda connection: time.sleep(0.5), after(0.1)]
    fake = new_fake(lambda connection: greetings.pop(0)(connection)).start()
    result = aweigh.run("wait", f"smtp://{fake.address}#attempt-timeout=200ms")
    assert result.code == 0, result
    assert len(fake.connected_at) == 2


def test_a_greeting_of_no_service_is_rejected_and_one_of_a_busy_server_is_pending(aweigh, new_fake):
    for greeting, judge, words in [
        (b"554-mail.test\r\n554 5.7.1 No service\r\n", rejected, "554 mail.test 5.7.1 No service"),
        (b"421 4.3.2 Too many connections\r\n", pending, "421 4.3.2 Too many connections"),
    ]:
        fake = new_fake(fakes.greeting(greeting)).start()
        assert words in judge(aweigh, f"smtp://{fake.address}")


def test_what_is_said_in_plain_does_not_count_as_said_within_tls(aweigh, new_fake):
    def behave(connection):
        connection.sendall(b"220 mail.test\r\n")
        connection.recv(1 << 10)
        connection.sendall(b"250-mail.test\r\n250 STARTTLS\r\n")
        connection.recv(1 << 10)
        connection.sendall(b"220 go ahead\r\n250 mail.test\r\n")
        connection.recv(1 << 10)

    fake = new_fake(behave).start()
    words = rejected(aweigh, f"smtp://{fake.address}#starttls&insecure")
    assert "the answer is not SMTP (tls)" in words


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    assert "is this the port of a mail server?" in rejected(aweigh, f"smtp://{fake.address}")
