"""mongodb://, with FerretDB, and with stand-ins for the members of a replica set."""

import pytest
from fake_mongodb import answering, member
from ferretdb import FerretDb
from support import fakes
from support.ports import free_port
from support.secret import CANARY
from support.spoiler import spoiled_answers

GRACE = ("--rejection-grace", "200ms")


@pytest.fixture(scope="session")
def ferretdb(scratch, ca):
    """In plain and through TLS; it says that it is the primary of a replica set."""
    server = FerretDb(scratch(), free_port(), "rs0", free_port(), ca.certificate("127.0.0.1"))
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def standalone(scratch):
    server = FerretDb(scratch(), free_port())
    yield server
    server.stop()


@pytest.fixture
def new_member(new_fake):
    """`new_member("secondary", …)`: its arguments are those of `member`."""

    def make(flag, **more):
        return new_fake(answering(member(flag, **more))).start()

    return make


def test_it_is_waited_for(aweigh, standalone, later):
    later(0.3, standalone.start)
    result = aweigh.run("wait", f"mongodb://{standalone.at}")
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_a_login(aweigh, ferretdb):
    at = ferretdb.at
    for good in f"{at}/app", f"{at}/?authSource=app", f"{at}/other?authSource=app&replicaSet=rs0":
        assert aweigh.run("wait", f"mongodb://app:{CANARY}@{good}").code == 0
    for wrong in f"app:{CANARY}wrong@{at}/app", f"nobody:{CANARY}@{at}/app", f"app:{CANARY}@{at}":
        result = aweigh.run("wait", *GRACE, f"mongodb://{wrong}")
        assert result.code == 69, result
        assert "AuthenticationFailed" in result.stderr


def test_what_drivers_write(aweigh, ferretdb):
    query = "retryWrites=true&w=majority&appName=shop&maxPoolSize=20&directConnection=true"
    assert aweigh.run("wait", f"mongodb://{ferretdb.at}/shop?{query}").code == 0


def test_tls(aweigh, ferretdb, ca):
    at = f"127.0.0.1:{ferretdb.tls_port}"
    for good in (
        f"{at}/app?tls=true#ca={ca.file}", f"{at}/app?tls=true&tlsCAFile={ca.file}",
        f"{at}/app?ssl=true#insecure", f"{at}/app#ca={ca.file}",
    ):  # fmt: skip
        assert aweigh.run("wait", f"mongodb://app:{CANARY}@{good}").code == 0, good
    other_name = f"mongodb://localhost:{ferretdb.tls_port}/?tls=true#ca={ca.file}"
    result = aweigh.run("wait", *GRACE, other_name)
    assert result.code == 69, result
    assert "localhost" in result.stderr


def test_tls_where_there_is_none_and_the_reverse(aweigh, ferretdb):
    for target in (
        f"mongodb://127.0.0.1:{ferretdb.tls_port}",
        f"mongodb://{ferretdb.at}/?tls=true#insecure&attempt-timeout=1s",
    ):
        result = aweigh.run("check", target)
        assert result.code == 1, result
        assert "does it want TLS or none" in result.stdout, result


def test_a_replica_set(aweigh, pending, ferretdb, standalone):
    assert aweigh.run("wait", f"mongodb://{ferretdb.at}/?replicaSet=rs0").code == 0
    result = aweigh.run("wait", *GRACE, f"mongodb://{ferretdb.at}/?replicaSet=rs1")
    assert result.code == 69, result
    assert "it is of the replica set rs0" in result.stderr
    standalone.start_and_wait()
    words = pending(f"mongodb://{standalone.at}/?replicaSet=rs0")
    assert "it is in no replica set" in words


def test_a_set_that_is_not_initiated(pending, new_fake):
    hello = {"isWritablePrimary": False, "secondary": False, "isreplicaset": True, "ok": 1.0}
    fake = new_fake(answering({"hello": hello})).start()
    words = pending(f"mongodb://{fake.address}")
    assert "its replica set is not initiated" in words
    assert "has rs.initiate() been called?" in words


def test_a_set_without_a_primary(pending, new_member):
    fake = new_member("secondary")
    words = pending(f"mongodb://{fake.address}/?replicaSet=rs0")
    assert "it knows of no primary" in words


def test_the_primary_is_found_among_the_hosts(aweigh, new_member):
    secondary, primary = new_member("secondary"), new_member("isWritablePrimary")
    hosts = f"{secondary.address},{primary.address}"
    assert aweigh.run("wait", f"mongodb://{hosts}/?replicaSet=rs0").code == 0
    assert aweigh.run("wait", f"mongodb://{hosts}/").code == 0


def test_a_secondary_is_found_among_the_hosts(aweigh, pending, new_member):
    secondary, primary = new_member("secondary"), new_member("isWritablePrimary")
    hosts = f"{primary.address},{secondary.address}"
    assert aweigh.run("wait", f"mongodb://{hosts}/?replicaSet=rs0#role=secondary").code == 0
    target = f"mongodb://{primary.address}#role=secondary"
    words = pending(target)
    assert "it is no secondary" in words


def test_the_primary_is_found_where_a_secondary_says(aweigh, new_member):
    primary = new_member("isWritablePrimary")
    secondary = new_member("secondary", primary=primary.address)
    assert aweigh.run("wait", f"mongodb://{secondary.address}/?replicaSet=rs0").code == 0
    assert primary.connected_at


def test_a_primary_that_is_not_where_its_set_says(aweigh, pending, new_member, lost):
    primary = new_member("isWritablePrimary", me=lost)
    words = pending(f"mongodb://{primary.address}/?replicaSet=rs0")
    assert f"announces its primary as {lost}: Connection refused" in words
    assert "rs.conf()" in words
    assert aweigh.run("wait", f"mongodb://{primary.address}").code == 0, "drivers stay there"


def test_one_host_is_enough(aweigh, ferretdb, lost):
    assert aweigh.run("wait", f"mongodb://{lost},{ferretdb.at}").code == 0


def test_a_silent_host_takes_its_share_of_the_time(aweigh, ferretdb, new_fake):
    silent = new_fake(fakes.silence).start()
    target = f"mongodb://{silent.address},{ferretdb.at}#attempt-timeout=1s"
    assert aweigh.run("check", target).code == 0


def test_it_is_waited_for_until_it_is_gone(aweigh, ferretdb, lost):
    assert aweigh.run("wait", f"!mongodb://{lost}").code == 0
    assert aweigh.run("wait", "-t", "300ms", f"!mongodb://{ferretdb.at}").code == 124


def test_a_server_that_proves_nothing(aweigh, new_fake, ferretdb):
    """It takes any password."""
    welcome = {"conversationId": 1, "done": False, "payload": "r=x,s=AAAA,i=4096", "ok": 1.0}
    hello = {"isWritablePrimary": True, "ok": 1.0}
    fake = new_fake(answering({"hello": hello, "saslStart": welcome})).start()
    result = aweigh.run("wait", *GRACE, f"mongodb://app:{CANARY}@{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a MongoDB?" in result.stderr


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\nwho are you?\r\n")).start()
    result = aweigh.run("wait", *GRACE, f"mongodb://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a MongoDB?" in result.stderr


def test_what_it_says_may_be_spoiled(aweigh, new_fake, ferretdb):
    target = f"mongodb://app:{CANARY}@127.0.0.1:PORT/app"
    spoiled_answers(aweigh, new_fake, target, ferretdb.port)
