"""temporal:// and temporals://, with Temporal's own development server, and with stand-ins."""

import re

import pytest
from support import fakes
from support.ports import free_port
from support.secret import CANARY
from support.spoiler import spoiled_answers
from support.web import Nginx
from temporal import Temporal
from test_probe_grpc import Etcd, GrpcHealth

GRACE = ("--rejection-grace", "200ms")
SERVICE = "temporal.api.workflowservice.v1.WorkflowService"


@pytest.fixture(scope="session")
def temporal(scratch):
    server = Temporal(scratch(), free_port())
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def run(scratch):
    """`run(Etcd, …)` starts a server until the end of the test."""
    servers = []

    def start(kind, *words, **options):
        servers.append(kind(scratch(), free_port(), *words, **options))
        return servers[-1].start_and_wait()

    yield start
    for server in servers:
        server.stop()


def reject(aweigh, target):
    result = aweigh.run("wait", *GRACE, target)
    assert result.code == 69, result
    return result.stderr


def test_it_is_waited_for_with_its_namespace(aweigh, scratch, later):
    server = Temporal(scratch(), free_port())
    later(0.3, server.start)
    try:
        result = aweigh.run("wait", f"temporal://{server.at}")
        assert result.code == 0, result
        assert result.seconds >= 0.3
        assert server.is_ready()
    finally:
        later.close()
        server.stop()


def test_a_namespace_that_is_registered_late(aweigh, pending, temporal, later):
    target = f"temporal://{temporal.at}/late"
    words = pending(target)
    assert "NOT_FOUND: Namespace late is not found" in words
    assert "register the namespace: temporal operator namespace create" in words
    later(0.3, lambda: temporal.register("late"))
    result = aweigh.run("wait", target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_inverted_it_waits_for_a_no(aweigh, temporal):
    assert aweigh.run("wait", f"!temporal://{temporal.at}/nobodys").code == 0
    assert aweigh.run("wait", "-t", "300ms", f"!temporal://{temporal.at}/default").code == 124


def test_a_namespace_that_is_deprecated_is_rejected(aweigh, temporal):
    temporal.register("old")
    temporal.deprecate("old")
    assert "the namespace is DEPRECATED" in reject(aweigh, f"temporal://{temporal.at}/old")


def test_an_attempt_is_no_line_in_the_log_of_the_server(aweigh, temporal):
    for namespace in ["default", "unheard-of"]:
        for _ in range(5):
            aweigh.run("check", f"temporal://{temporal.at}/{namespace}")
    # It has much to say of itself.
    log = (temporal.directory / "log").read_text()
    assert "level=INFO" in log
    assert not re.search("unheard-of|DescribeNamespace|grpc.health|transport:", log), log


def test_tls_and_metadata_through_a_proxy(aweigh, temporal, scratch, ca):
    """As in front of Temporal Cloud; the development server has neither."""
    cert, key = ca.certificate("127.0.0.1")
    port = free_port()
    site = f"""listen 127.0.0.1:{port} ssl http2; ssl_certificate {cert}; ssl_certificate_key {key};
        location / {{
            if ($http_authorization != "Bearer {CANARY}") {{ return 401; }}
            grpc_pass grpc://{temporal.at};
        }}"""
    nginx = Nginx(scratch(), port, site).start_and_wait()
    try:
        at = f"temporals://127.0.0.1:{port}/default"
        token = f"header=authorization:Bearer {CANARY}"
        assert aweigh.run("wait", f"{at}#ca={ca.file}&{token}").code == 0
        assert "#header=authorization:VALUE" in reject(aweigh, f"{at}#ca={ca.file}")
        assert "certificate" in reject(aweigh, f"{at}#{token}")
        result = aweigh.run("wait", "-t", "300ms", f"temporal://127.0.0.1:{port}")
        assert result.code in (69, 124), result
    finally:
        nginx.stop()


OTHERS = "is this the port of a Temporal frontend?"


def test_another_server_of_grpc(aweigh, pending, run):
    assert OTHERS in pending(f"temporal://127.0.0.1:{run(Etcd).port}")
    without = run(GrpcHealth, scheme="grpc", statuses=None)
    assert OTHERS in reject(aweigh, f"temporal://127.0.0.1:{without.port}")
    healthy = run(GrpcHealth, scheme="grpc", statuses={SERVICE: "SERVING"})
    assert OTHERS in reject(aweigh, f"temporal://127.0.0.1:{healthy.port}")


def test_a_frontend_that_does_not_serve_yet(pending, run):
    """As for a moment at its start, before it is a member of its cluster."""
    early = run(GrpcHealth, scheme="grpc", statuses={SERVICE: "NOT_SERVING"})
    assert "NOT_SERVING" in pending(f"temporal://127.0.0.1:{early.port}")


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    assert "is this the port of a gRPC server?" in reject(aweigh, f"temporal://{fake.address}")


def test_what_it_says_may_be_spoiled(aweigh, new_fake, temporal):
    answers = spoiled_answers(aweigh, new_fake, "temporal://127.0.0.1:PORT", temporal.port)
    assert any(answer.startswith("ready") for answer in answers)
