"""NATS."""

import json
import socket

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY, IN_URL, PASSWORD
from support.server import Server
from support.waiting import eventually


class Nats(Server):
    package = "nats-server"
    kind = "nats"

    def __init__(self, directory, port, **settings):
        super().__init__(directory, port)
        self.settings = settings

    def command(self):
        settings = {"listen": f"127.0.0.1:{self.port}", **self.settings}
        (self.directory / "conf").write_text(json.dumps(settings))
        return ["nats-server", "-c", "conf"]

    def is_ready(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def at(self, login="", options=""):
        return f"nats://{login}127.0.0.1:{self.port}{options}"

    @property
    def log(self):
        return (self.directory / "log").read_text()


@pytest.fixture
def new_nats(scratch):
    servers = []

    def new(**settings):
        servers.append(Nats(scratch(), free_port(), **settings))
        return servers[-1]

    yield new
    for server in servers:
        server.stop()


@pytest.fixture
def secured(new_nats, ca):
    """A server that speaks TLS and nothing else behind its first line."""
    cert, key = ca.certificate("127.0.0.1")
    return new_nats(tls={"cert_file": str(cert), "key_file": str(key), "ca_file": str(ca.file)})


def rejected(aweigh, target):
    """The words of a wait that a rejection ends."""
    result = aweigh.run("wait", "--rejection-grace", "200ms", target)
    assert result.code == 69, result
    return result.stderr


def pending(aweigh, target):
    result = aweigh.run("wait", "-t", "500ms", target)
    assert result.code == 124, result
    return result.stderr


def test_it_is_waited_for(aweigh, new_nats, later):
    server = new_nats()
    later(0.3, server.start)
    result = aweigh.run("wait", server.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_it_is_waited_for_until_it_is_gone(aweigh, new_nats, later):
    server = new_nats().start_and_wait()
    later(0.3, server.stop)
    result = aweigh.run("wait", f"!{server.target}")
    assert result.code == 0, result


def test_an_attempt_leaves_nothing_in_its_log(aweigh, new_nats):
    server = new_nats().start_and_wait()
    before = server.log
    assert aweigh.run("wait", server.target).code == 0
    assert server.log == before


def test_it_may_want_a_password(aweigh, new_nats):
    server = new_nats(authorization={"user": "app", "password": PASSWORD}).start_and_wait()
    assert aweigh.run("wait", server.at(f"app:{IN_URL}@")).code == 0
    for login in "", f"app:{CANARY}@", f"other:{IN_URL}@":
        assert "Authorization Violation (auth)" in rejected(aweigh, server.at(login))


def test_it_may_want_a_token(aweigh, new_nats):
    server = new_nats(authorization={"token": PASSWORD}).start_and_wait()
    assert aweigh.run("wait", server.at(f"{IN_URL}@")).code == 0
    assert "Authorization Violation" in rejected(aweigh, server.at(f"{CANARY}@"))


def admitted(server):
    """A connection that counts as a client of `server`, or none."""
    client = socket.create_connection(("127.0.0.1", server.port))
    client.sendall(b"PING\r\n")
    with client.makefile("rb") as lines:
        if lines.readline().startswith(b"INFO") and lines.readline() == b"PONG\r\n":
            return client
    client.close()
    return None


def test_a_server_with_too_many_clients_is_pending(aweigh, new_nats, later):
    server = new_nats(max_connections=1).start_and_wait()
    with eventually(lambda: admitted(server), "the place is free again") as client:
        assert "maximum connections exceeded" in pending(aweigh, server.target)
        later(0.3, client.close)
        assert aweigh.run("wait", server.target).code == 0


def test_jetstream_answers(aweigh, new_nats, scratch):
    server = new_nats(jetstream={"store_dir": str(scratch())}).start_and_wait()
    result = aweigh.run("wait", server.at(options="#jetstream"))
    assert result.code == 0, result


def test_a_server_without_jetstream_is_pending(aweigh, new_nats, scratch, later):
    server = new_nats().start_and_wait()
    target = server.at(options="#jetstream")
    words = pending(aweigh, target)
    assert "JetStream does not answer (no responders)" in words
    assert "started without JetStream" in words

    def restart():
        server.stop()
        server.settings["jetstream"] = {"store_dir": str(scratch())}
        server.start()

    later(0.3, restart)
    assert aweigh.run("wait", target).code == 0


def test_jetstream_without_a_leader_is_pending(aweigh, new_nats, scratch):
    """One server of three, which cannot elect one, and does not answer until it knows that."""
    port, others = free_port(), [free_port(), free_port()]
    server = new_nats(
        server_name="one",
        jetstream={"store_dir": str(scratch())},
        cluster={
            "name": "C", "listen": f"127.0.0.1:{port}",
            "routes": [f"nats://127.0.0.1:{other}" for other in others],
        },
    ).start_and_wait()  # fmt: skip
    assert aweigh.run("wait", server.target).code == 0, "it serves without JetStream"
    words = pending(aweigh, server.at(options="#jetstream&attempt-timeout=300ms"))
    assert "no answer within 300 ms (query)" in words or "temporarily unavailable" in words


def test_a_user_who_may_not_ask_jetstream_is_rejected(aweigh, new_nats, scratch):
    server = new_nats(
        jetstream={"store_dir": str(scratch())},
        authorization={
            "users": [
                {"user": "app", "password": PASSWORD, "permissions": {"publish": ["orders.>"]}}
            ]
        },
    ).start_and_wait()
    assert aweigh.run("wait", server.at(f"app:{IN_URL}@")).code == 0
    words = rejected(aweigh, server.at(f"app:{IN_URL}@", "#jetstream"))
    assert "Permissions Violation for Publish to" in words
    assert "_INBOX.>" in words


def test_a_server_that_wants_tls_is_verified(aweigh, secured, ca, later):
    later(0.3, secured.start)
    result = aweigh.run("wait", secured.at(options=f"#ca={ca.file}"))
    assert result.code == 0, result
    assert aweigh.run("wait", secured.at(options="#insecure")).code == 0
    for options in "", "#tls", f"#ca={ca.file}&servername=nats.internal":
        result = aweigh.run("wait", "--fail-fast", secured.at(options=options))
        assert result.code == 69, result
        assert "certificate" in result.stderr and "(tls)" in result.stderr


def test_a_login_goes_through_tls(aweigh, secured, ca):
    secured.settings["authorization"] = {"user": "app", "password": PASSWORD}
    secured.start_and_wait()
    options = f"#ca={ca.file}"
    assert aweigh.run("wait", secured.at(f"app:{IN_URL}@", options)).code == 0
    assert "Authorization Violation" in rejected(aweigh, secured.at(f"app:{CANARY}@", options))


def test_a_server_may_want_a_certificate_of_ours(aweigh, secured, ca):
    secured.settings["tls"]["verify"] = True
    secured.start_and_wait()
    cert, key = ca.certificate("aweigh")
    good = f"#ca={ca.file}&cert={cert}&key={key}"
    assert aweigh.run("wait", "-t", "0", secured.at(options=good)).code == 0
    result = aweigh.run("wait", "--fail-fast", secured.at(options=f"#ca={ca.file}"))
    assert result.code == 69, result
    assert "bad certificate (tls)" in result.stderr or "required (tls)" in result.stderr


def test_a_server_that_leaves_the_choice_gets_tls_where_the_target_says_so(
    aweigh, secured, ca, new_nats
):
    secured.settings["allow_non_tls"] = True
    secured.start_and_wait()
    assert aweigh.run("wait", secured.target).code == 0
    assert aweigh.run("wait", secured.at(options=f"#ca={ca.file}")).code == 0
    result = aweigh.run("wait", "--fail-fast", secured.at(options="#tls"))
    assert result.code == 69, result
    plain = new_nats().start_and_wait()
    assert "the server speaks no TLS (tls)" in rejected(aweigh, plain.at(options="#insecure"))


def test_what_is_said_in_plain_does_not_count_as_said_within_tls(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b'INFO {"tls_required":true}\r\nPONG\r\n')).start()
    result = aweigh.run("wait", "--fail-fast", f"nats://{fake.address}#insecure")
    assert result.code == 69, result
    assert "the answer is not NATS' protocol (tls)" in result.stderr


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    assert "is this the port of a NATS server?" in rejected(aweigh, f"nats://{fake.address}")
