"""OpenLDAP."""

import socket
import subprocess
from urllib.parse import quote

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY, IN_URL, PASSWORD
from support.server import Server
from support.waiting import eventually

BASE = "dc=example,dc=org"
ADMIN = f"cn=admin,{BASE}"
LOGIN = f"{quote(ADMIN, safe='')}:{IN_URL}"


class Slapd(Server):
    """`ADMIN` has the password; `lines` are more of its configuration, `tls_port` is one more."""

    package = "slapd"
    kind = "ldap"

    def __init__(self, directory, port, lines=(), tls_port=None):
        super().__init__(directory, port)
        self.tls_port = tls_port
        (self.directory / "data").mkdir()
        command = ["slappasswd", "-s", PASSWORD]
        digest = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
        lines = [
            "include /etc/ldap/schema/core.schema", "modulepath /usr/lib/ldap",
            "moduleload back_mdb", *lines, "database mdb", f'suffix "{BASE}"',
            f'rootdn "{ADMIN}"', f"rootpw {digest.stdout.strip()}",
            f"directory {self.directory}/data",
        ]  # fmt: skip
        (self.directory / "slapd.conf").write_text("\n".join(lines) + "\n")

    def load(self):
        """The entry of the base, while the server is down."""
        entry = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: x\ndc: example\n"
        subprocess.run(
            ["slapadd", "-f", self.directory / "slapd.conf"], input=entry, text=True, check=True,
            capture_output=True, timeout=60,
        )  # fmt: skip
        return self

    def command(self):
        urls = f"ldap://{self.address}"
        if self.tls_port:
            urls += f" ldaps://127.0.0.1:{self.tls_port}"
        return ["slapd", "-f", "slapd.conf", "-h", urls, "-d", "256"]

    def is_ready(self):
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self):
        path = self.directory / "log"
        return path.read_text() if path.exists() else ""

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"


@pytest.fixture
def slapd(scratch):
    servers = []

    def make(*lines, tls_port=None):
        servers.append(Slapd(scratch(), free_port(), lines, tls_port))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


@pytest.fixture
def secured(slapd, ca):
    """Speaks TLS on `tls_port`, and after StartTLS on its other port."""

    def make(*lines):
        cert, key = ca.certificate("localhost", "127.0.0.1")
        tls = f"TLSCertificateFile {cert}", f"TLSCertificateKeyFile {key}"
        ours = f"TLSCACertificateFile {ca.file}"
        return slapd(*tls, ours, *lines, tls_port=free_port()).load().start_and_wait()

    return make


def ask(aweigh, target):
    """Once."""
    return aweigh.run("wait", "-t", "0", "--rejection-grace", "0", target)


def test_it_is_waited_for(aweigh, slapd, later):
    server = slapd()
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_an_entry_is_waited_for(aweigh, slapd):
    server = slapd().start_and_wait()
    target = f"ldap://{LOGIN}@{server.address}/{BASE}"
    result = ask(aweigh, target)
    assert result.code == 124, result
    assert "noSuchObject (32)" in result.stderr, result
    waiting = aweigh.start("wait", target)
    server.stop()
    server.load().start_and_wait()
    assert waiting.finish().code == 0
    assert ask(aweigh, f"ldap://{server.address}/{BASE}").code == 0


def test_it_says_goodbye(aweigh, slapd):
    server = slapd().start_and_wait()
    for target in server.target, f"ldap://cn=x:{CANARY}@{server.address}":
        ask(aweigh, target)
    eventually(lambda: server.log().count("UNBIND") == 2, "the server saw the ends")


@pytest.mark.parametrize(
    "login, words",
    [
        (f"{quote(ADMIN, safe='')}:{CANARY}wrong", "invalidCredentials (49)"),
        (f"admin:{IN_URL}", "invalidDNSyntax (34)"),
    ],
)
def test_it_rejects(aweigh, slapd, login, words):
    server = slapd().start_and_wait()
    target = f"ldap://{login}@{server.address}"
    result = ask(aweigh, target)
    assert result.code == 69, result
    assert words in result.stderr, result
    assert ask(aweigh, f"!{target}").code == 0


@pytest.mark.parametrize("forbidden", ["disallow bind_anon", "require authc"])
def test_a_server_that_serves_nobody_unknown_serves(aweigh, slapd, forbidden):
    server = slapd(forbidden).load().start_and_wait()
    assert ask(aweigh, server.target).code == 0
    assert ask(aweigh, f"ldap://{LOGIN}@{server.address}/{BASE}").code == 0
    result = ask(aweigh, f"{server.target}/{BASE}")
    assert result.code == 69, result
    assert "name a user" in result.stderr, result


def test_over_tls(aweigh, secured, ca):
    server = secured("TLSVerifyClient demand")
    cert, key = ca.certificate("aweigh")
    ours = f"cert={cert}&key={key}"
    for at in f"ldaps://{{}}localhost:{server.tls_port}", f"ldap://{{}}localhost:{server.port}":
        for login in "", f"{LOGIN}@":
            assert ask(aweigh, f"{at.format(login)}/{BASE}#ca={ca.file}&{ours}").code == 0
        result = ask(aweigh, f"{at.format('')}#ca={cert}&{ours}")
        assert result.code == 69, result
        assert "certificate" in result.stderr, result
        result = ask(aweigh, f"{at.format('')}#ca={ca.file}")  # it hangs up without an alert
        assert result.code == 124, result
        assert "the server closed the connection" in result.stderr, result


def test_a_server_may_want_tls(aweigh, secured, ca):
    server = secured("security tls=1")
    at = f"ldap://{LOGIN}@localhost:{server.port}/{BASE}"
    result = ask(aweigh, at)
    assert result.code == 69, result
    assert "confidentialityRequired (13)" in result.stderr, result
    assert "starttls" in result.stderr, result
    assert ask(aweigh, f"{at}#ca={ca.file}").code == 0
    assert ask(aweigh, f"{at}#starttls&insecure").code == 0


def test_a_server_may_have_no_tls(aweigh, slapd):
    server = slapd().start_and_wait()
    result = ask(aweigh, f"{server.target}#insecure")
    assert result.code == 69, result
    assert "protocolError (2): unsupported extended operation (tls)" in result.stderr, result


def test_a_busy_server_is_pending(aweigh, new_fake):
    busy = b"\x30\x0c\x02\x01\x02\x61\x07\x0a\x01\x33\x04\x00\x04\x00"
    closing = b"\x30\x0c\x02\x01\x00\x78\x07\x0a\x01\x34\x04\x00\x04\x00"  # section 4.4.1
    for answer, words in (busy, "busy (51)"), (closing, "unavailable (52)"):
        fake = new_fake(fakes.saying(answer)).start()
        result = ask(aweigh, f"ldap://{fake.address}")
        assert result.code == 124, result
        assert words in result.stderr, result


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = ask(aweigh, f"ldap://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of an LDAP server?" in result.stderr
