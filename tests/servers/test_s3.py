"""s3:// and s3+http://, with Versity's gateway."""

from urllib.parse import quote

import pytest
from s3 import KEY, SECRET, S3
from support import fakes
from support.ports import free_port
from support.secret import CANARY

GRACE = ("--rejection-grace", "200ms")
LOGIN = f"{KEY}:{quote(SECRET, safe='')}"


@pytest.fixture(scope="session")
def s3(scratch):
    server = S3(scratch(), free_port()).start_and_wait()
    server.create("there")
    server.create("public")
    server.open_to_everybody("public")
    yield server
    server.stop()


@pytest.fixture
def new_s3(scratch):
    servers = []

    def make(**options):
        servers.append(S3(scratch(), free_port(), **options))
        return servers[-1]

    yield make
    for server in servers:
        server.stop()


def test_a_server_that_starts_late(aweigh, new_s3, later):
    server = new_s3()
    server.create("there")
    later(0.3, server.start)
    result = aweigh.run("wait", f"s3+http://{LOGIN}@{server.address}/there")
    assert result.code == 0, result
    assert "Connection refused" in result.stderr


def test_a_bucket_that_is_created_late(aweigh, s3, later):
    target = f"s3+http://{LOGIN}@{s3.address}/late"
    result = aweigh.run("check", target)
    assert "404 Not Found: no such bucket (query); create the bucket" in result.stdout
    later(0.5, lambda: s3.create("late"))
    result = aweigh.run("wait", target)
    assert result.code == 0, result
    assert result.seconds >= 0.5


READY = {
    "a secret that is encoded": f"{LOGIN}@{{}}/there",
    "a secret from a variable": "${{KEY}}:${{SECRET}}@{}/there",
    "a bucket of everybody's": "{}/public",
    "a region": f"{LOGIN}@{{}}/there#region=us-east-1",
}


@pytest.mark.parametrize("rest", READY.values(), ids=READY)
def test_a_bucket_that_is_there(aweigh, s3, rest):
    target = "s3+http://" + rest.format(s3.address)
    result = aweigh.run("wait", "-t", "0", target, env={"KEY": KEY, "SECRET": SECRET})
    assert result.code == 0, result


def test_a_bucket_is_waited_for_until_it_is_gone(aweigh, s3, later):
    s3.create("gone")
    later(0.5, (s3.data / "gone").rmdir)
    result = aweigh.run("wait", f"!s3+http://{LOGIN}@{s3.address}/gone")
    assert result.code == 0, result
    assert result.seconds >= 0.5


REJECTED = {
    "another secret": (f"{KEY}:{CANARY}@{{}}/there", "403 Forbidden", "the clock of this host"),
    "no key": ("{}/there", "403 Forbidden", "s3://KEY:SECRET@host/bucket"),
    "another region": (
        f"{LOGIN}@{{}}/there#region=eu-west-1", "400 Bad Request", "check the region"),
}  # fmt: skip


@pytest.mark.parametrize("rest, words, advice", REJECTED.values(), ids=REJECTED)
def test_a_question_that_is_refused(aweigh, s3, rest, words, advice):
    result = aweigh.run("wait", *GRACE, "s3+http://" + rest.format(s3.address))
    assert result.code == 69, result
    assert words in result.stderr and advice in result.stderr


def test_a_server_of_another_region(aweigh, new_s3):
    server = new_s3(region="eu-west-1").start_and_wait()
    server.create("there")
    target = f"s3+http://{LOGIN}@{server.address}/there"
    assert aweigh.run("check", target).code == 1
    assert aweigh.run("check", target + "#region=eu-west-1").code == 0


def test_tls(aweigh, new_s3, ca):
    server = new_s3(certificate=ca.certificate("127.0.0.1")).start_and_wait()
    server.create("there")
    address = f"{LOGIN}@{server.address}/there"
    assert aweigh.run("check", f"s3://{address}#ca={ca.file}").code == 0
    assert aweigh.run("check", f"s3://{address}#insecure").code == 0
    result = aweigh.run("wait", *GRACE, f"s3://{address}")
    assert result.code == 69, result
    assert "(tls)" in result.stderr and "certificate" in result.stderr
    result = aweigh.run("wait", "-t", "300ms", f"s3+http://{address}")
    assert result.code == 124, result
    assert "is this the port of an S3 server without TLS?" in result.stderr


MOVED = b"HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: eu-west-1\r\n\r\n"


def test_a_bucket_of_another_region_names_it(aweigh, new_fake):
    """As AWS does; no gateway has two regions."""
    fake = new_fake(fakes.saying(MOVED)).start()
    result = aweigh.run("wait", *GRACE, f"s3+http://{LOGIN}@{fake.address}/there")
    assert result.code == 69, result
    assert "301 Moved Permanently: the bucket is in the region eu-west-1" in result.stderr
    assert "add region=eu-west-1" in result.stderr


def test_a_server_that_is_not_initialised_is_pending(aweigh, new_fake):
    """As MinIO says it; the gateway listens when it is."""
    fake = new_fake(fakes.saying(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")).start()
    result = aweigh.run("wait", "-t", "300ms", f"s3+http://{LOGIN}@{fake.address}/there")
    assert result.code == 124, result
    assert "503 Service Unavailable" in result.stderr


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = aweigh.run("wait", *GRACE, f"s3+http://{LOGIN}@{fake.address}/there")
    assert result.code == 69, result
    assert "not HTTP" in result.stderr
