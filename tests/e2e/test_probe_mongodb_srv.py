"""mongodb+srv://: what DNS may say of the hosts. With servers there it is in tests/servers."""

import pytest
from support import fakes
from support.dns import TYPE_SRV
from support.dnsmasq import Dnsmasq
from support.lookups import Lookups
from support.ports import free_port
from support.secret import CANARY

GRACE = ("--rejection-grace", "200ms")


@pytest.fixture
def fake(new_fake):
    """What the records lead to."""
    return new_fake(fakes.silence).start()


@pytest.fixture
def named(aweigh, tmp_path, scratch, fake):
    def host(name, target):
        return f"srv-host=_mongodb._tcp.{name}.shop.test,{target},{fake.port}"

    server = Dnsmasq(
        scratch(), free_port(), "host-record=a.shop.test,a.other.test,127.0.0.1",
        host("outside", "a.shop.test"), host("outside", "a.other.test"),
        host("two", "a.shop.test"), "txt-record=two.shop.test,authSource=a",
        "txt-record=two.shop.test,replicaSet=b",
        host("more", "a.shop.test"), "txt-record=more.shop.test,authSource=a&tls=false",
        host("external", "a.shop.test"), "txt-record=external.shop.test,authSource=$external",
        f"srv-host=_orders._tcp.named.shop.test,a.other.test,{fake.port}",
    )  # fmt: skip
    server.start_and_wait()
    yield Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{server.port}\n").aweigh
    server.stop()


REJECTED = {
    "outside": "an SRV record leads to a.other.test, which is not below shop.test",
    "two": "the name has several TXT records, and may have one",
    "more": "its TXT record is more than authSource=DB&replicaSet=NAME",
    "external": "of its TXT record: of the ways to log in only SCRAM-SHA-256 is known",
}


@pytest.mark.parametrize("name, words", REJECTED.items(), ids=REJECTED)
def test_records_that_drivers_refuse(named, fake, name, words):
    result = named.run("wait", *GRACE, f"mongodb+srv://app:{CANARY}@{name}.shop.test/app")
    assert result.code == 69, result
    assert words in result.stderr and "(dns)" in result.stderr
    assert not fake.connected_at, "nobody was asked"


def test_a_name_without_hosts_is_pending(named):
    target = "mongodb+srv://none.shop.test"
    result = named.run("wait", "-t", "300ms", target)
    assert result.code == 124, result
    assert "SRV records of _mongodb._tcp.none.shop.test: Domain name not found" in result.stderr
    assert named.run("wait", "-t", "0", f"!{target}").code == 0


def test_a_service_of_another_name(named):
    target = "mongodb+srv://named.shop.test"
    result = named.run("wait", *GRACE, f"{target}/?srvServiceName=orders")
    assert "leads to a.other.test" in result.stderr, result


def test_a_silent_name_server_is_pending(aweigh, tmp_path, name_server):
    name_server.dropped = {TYPE_SRV}
    lookups = Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{name_server.port}\n")
    for inverted in ["", "!"]:
        words = ["--attempt-timeout=200ms", "-t", "500ms", "--log-format=json"]
        result = lookups.aweigh.run("wait", *words, f"{inverted}mongodb+srv://db.shop.test")
        assert result.code == 124, result
        assert result.events("target_unready")[0]["stage"] == "dns"


@pytest.mark.parametrize("hosts", ["db.shop.test:27017", "a.shop.test,b.shop.test", ""])
def test_it_is_one_name_without_a_port(aweigh, hosts):
    result = aweigh.run("wait", f"mongodb+srv://app:{CANARY}@{hosts}/app")
    assert result.code == 64, result
    assert "as in mongodb+srv://user:password@name/database" in result.stderr


def test_a_target_without_dns_takes_no_word_of_it(aweigh):
    result = aweigh.run("wait", "mongodb://a/?srvServiceName=orders")
    assert result.code == 64, result
    assert "a word that is none of MongoDB's" in result.stderr
