"""mongodb+srv://, with FerretDB, and dnsmasq to lead to it."""

import pytest
from ferretdb import FerretDb
from support.dnsmasq import Dnsmasq
from support.lookups import Lookups
from support.ports import free_port
from support.secret import CANARY

GRACE = ("--rejection-grace", "200ms")
LOGIN = f"app:{CANARY}"


@pytest.fixture(scope="session")
def ferretdb(scratch, ca):
    certificate = ca.certificate("a.shop.test")
    server = FerretDb(scratch(), free_port(), "rs0", free_port(), certificate)
    yield server.start_and_wait()
    server.stop()


def host(name, target, port):
    return f"srv-host=_mongodb._tcp.{name},{target}.shop.test,{port}"


@pytest.fixture(scope="session")
def new_dnsmasq(scratch, ferretdb):
    def make():
        tls, plain, lost = ferretdb.tls_port, ferretdb.port, free_port()
        return Dnsmasq(
            scratch(), free_port(),
            "host-record=a.shop.test,b.shop.test,127.0.0.1",
            host("db.shop.test", "a", tls), "txt-record=db.shop.test,authSource=app",
            host("shop.test", "a", tls),
            host("plain.shop.test", "b", plain), "txt-record=plain.shop.test,replicaSet=rs0",
            host("set.shop.test", "a", tls),
            "txt-record=set.shop.test,authSource=app&,replicaSet=rs1",
            host("two.shop.test", "b", lost), host("two.shop.test", "a", tls),
            host("wrong.shop.test", "b", tls),
        )  # fmt: skip

    return make


@pytest.fixture(scope="session")
def dnsmasq(new_dnsmasq):
    server = new_dnsmasq()
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def named(aweigh, tmp_path, dnsmasq):
    return Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{dnsmasq.port}\n").aweigh


READY = {
    "the TXT record knows where the user is": f"{LOGIN}@db.shop.test",
    "a name in another case, and complete": f"{LOGIN}@DB.shop.test./app",
    "a name of two labels": f"{LOGIN}@shop.test/app",
    "no login": "db.shop.test",
    "one host is enough": f"{LOGIN}@two.shop.test/app",
    "the URL counts before the TXT record": f"{LOGIN}@set.shop.test/?replicaSet=rs0",
}


@pytest.mark.parametrize("name", READY.values(), ids=READY)
def test_it_is_ready(named, ca, name):
    result = named.run("wait", "-t", "0", f"mongodb+srv://{name}#ca={ca.file}")
    assert result.code == 0, result


def test_without_tls_where_the_url_says_so(named):
    target = f"mongodb+srv://{LOGIN}@plain.shop.test/app"
    assert named.run("wait", "-t", "0", f"{target}?tls=false").code == 0
    result = named.run("check", f"{target}#attempt-timeout=1s")
    assert result.code == 1, result
    assert "does it want TLS or none" in result.stdout, result


REJECTED = {
    "db": "AuthenticationFailed",
    "set": "it is of the replica set rs0",
    "wrong": "(tls)",  # the certificate is that of another host
}


@pytest.mark.parametrize("name, words", REJECTED.items(), ids=REJECTED)
def test_it_is_rejected(named, ca, name, words):
    login = LOGIN + "wrong" * (name == "db")
    target = f"mongodb+srv://{login}@{name}.shop.test#ca={ca.file}"
    result = named.run("wait", *GRACE, target)
    assert result.code == 69, result
    assert words in result.stderr


def test_a_name_that_is_known_late(aweigh, tmp_path, ca, new_dnsmasq, later):
    server = new_dnsmasq()
    named = Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{server.port}\n").aweigh
    later(0.3, server.start)
    try:
        result = named.run("wait", f"mongodb+srv://{LOGIN}@db.shop.test#ca={ca.file}")
        assert result.code == 0, result
        assert result.seconds >= 0.3
    finally:
        later.close()
        server.stop()
