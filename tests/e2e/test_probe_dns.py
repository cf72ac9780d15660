"""dns://: a name that resolves."""

import socket

import pytest
from support import limits
from support.dns import SERVFAIL, TYPE_A, TYPE_AAAA, TYPE_SRV
from support.dnsmasq import Dnsmasq
from support.lookups import Lookups
from support.namespaces import BLACK_HOLE, BLACK_HOLE_ADDRESS
from support.ports import free_port
from support.waiting import eventually

RECORDS = [
    "host-record=v4.test,10.1.2.3",
    "host-record=v6.test,fd00::1",
    "host-record=both.test,10.1.2.3,fd00::1",
    "cname=alias.test,v4.test",
    "txt-record=text.test,hello",
    "txt-record=long.test,token=abc,def",
    "txt-record=many.test,one",
    "txt-record=many.test,two",
    "mx-host=test,mail.test,10",
    "mx-host=test,v4.test,20",
    "mx-host=none.test,.,0",
    "dns-rr=zone.test,2,036e733104746573740000",
    "srv-host=_pg._tcp.test,v4.test,5432",
    "srv-host=_gone._tcp.test",
    # as in Kubernetes: a name in the namespace, and its like further down the search list
    "host-record=db.ns.svc.test,127.0.0.77",
    "host-record=db.test,::1",
]


@pytest.fixture(scope="module")
def dnsmasq(scratch):
    server = Dnsmasq(scratch(), free_port(), *RECORDS)
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def real(aweigh, tmp_path, dnsmasq):
    return Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{dnsmasq.port}\n")


@pytest.fixture
def faked(aweigh, tmp_path, name_server):
    return Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{name_server.port}\n")


READY = [
    "v4.test", "v6.test", "both.test", "alias.test", "V4.Test", "v4.test.", "localhost",
    "v4.test#type=A", "both.test#type=A", "alias.test#type=A",
    "v6.test#type=AAAA", "both.test#type=AAAA",
    "_pg._tcp.test#type=SRV", "alias.test#type=CNAME", "test#type=MX", "text.test#type=TXT",
    "both.test#expect=10.1.2.3", "both.test#expect=fd00:0::1", "both.test#type=A&expect=10.1.2.3",
    "alias.test#expect=10.1.2.3", "alias.test#type=CNAME&expect=v4.test",
    "test#type=MX&expect=MAIL.test.", "test#type=MX&expect=v4.test",
    "zone.test#type=NS&expect=ns1.test", "_pg._tcp.test#type=SRV&expect=V4.test",
    "text.test#type=TXT&expect=hello", "many.test#type=TXT&expect=two",
    "long.test#type=TXT&expect=token=abcdef",
]  # fmt: skip


@pytest.mark.parametrize("name", READY)
def test_a_name_with_such_a_record_is_ready(real, name):
    result = real.aweigh.run("wait", "-t", "0", f"dns://{name}")
    assert result.code == 0, result


NOT_FOUND = "Domain name not found"
NO_DATA = "DNS server returned answer with no data"
PENDING = {
    "missing.test": NOT_FOUND,
    "text.test": NO_DATA,
    "v6.test#type=A": NO_DATA,
    "v4.test#type=AAAA": NO_DATA,
    "v4.test#type=SRV": NO_DATA,
    "_pg._udp.test#type=SRV": NOT_FOUND,
    "_gone._tcp.test#type=SRV": NO_DATA,
    "v4.test#type=CNAME": NO_DATA,
    "v4.test#type=TXT": NO_DATA,
    "none.test#type=MX": NO_DATA,
    "v4.test#expect=10.1.2.4": "expect= asks for another record than 10.1.2.3",
    "v6.test#type=AAAA&expect=fd00::2": "expect= asks for another record than fd00::1",
    "alias.test#type=CNAME&expect=v6.test": "expect= asks for another record than v4.test",
    "text.test#type=TXT&expect=Hello": "expect= asks for another record than hello",
}


@pytest.mark.parametrize("name, words", PENDING.items(), ids=PENDING)
def test_a_name_without_is_pending_and_the_server_has_said_so(real, name, words):
    result = real.aweigh.run("wait", "-t", "200ms", "--log-format=json", f"dns://{name}")
    assert result.code == 124, result
    (unready,) = result.events("target_unready")
    assert (unready["error"], unready["stage"]) == (words, "dns")
    assert unready["target"] == "dns://" + name.split("#")[0]
    assert real.aweigh.run("wait", "-t", "0", f"!dns://{name}").code == 0


def test_a_name_that_comes_and_goes(real, dnsmasq, later):
    later(0.5, lambda: dnsmasq.set_hosts(late="10.0.0.1"))
    result = real.aweigh.run("wait", "dns://late.test")
    assert result.code == 0, result
    assert result.seconds >= 0.5
    later(0.5, dnsmasq.set_hosts)
    result = real.aweigh.run("wait", "!dns://late.test")
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_a_record_that_is_replaced(real, dnsmasq, later):
    dnsmasq.set_hosts(moved="10.0.0.1")
    eventually(lambda: real.aweigh.run("check", "dns://moved.test").code == 0, "it is there")
    later(0.5, lambda: dnsmasq.set_hosts(moved="10.0.0.2"))
    result = real.aweigh.run("wait", "dns://moved.test#expect=10.0.0.2")
    assert result.code == 0, result
    assert result.seconds >= 0.5
    assert real.aweigh.run("check", "!dns://moved.test#expect=10.0.0.1").code == 0


@pytest.mark.parametrize(
    "options", ["expect=v4.test", "type=A&expect=::1", "type=AAAA&expect=10.0.0.1"]
)
def test_an_address_is_expected_where_addresses_are_asked_for(aweigh, options):
    result = aweigh.run("wait", f"dns://v4.test#{options}")
    assert result.code == 64, result
    assert "its option expect is an address" in result.stderr


@pytest.mark.parametrize("trouble", ["SERVFAIL", "silence", "nobody"])
@pytest.mark.parametrize("options", ["", "#type=SRV"])
def test_a_name_server_in_trouble_is_pending_and_says_nothing_of_the_name(
    aweigh, faked, name_server, tmp_path, trouble, options
):
    name_server.failure = SERVFAIL
    if trouble == "silence":
        name_server.dropped = {TYPE_A, TYPE_AAAA, TYPE_SRV}
    if trouble == "nobody":
        faked = Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{free_port()}\n")
    for inverted in ["", "!"]:
        words = ["--attempt-timeout=200ms", "-t", "500ms", "--log-format=json"]
        result = faked.aweigh.run("wait", *words, f"{inverted}dns://name.test{options}")
        assert result.code == 124, result
        assert result.events("target_unready")[0]["stage"] == "dns"


def test_an_unanswered_question_for_one_family_leaves_it_open(faked, name_server):
    """There is no A; whether there is an AAAA, nobody knows."""
    name_server.dropped = {TYPE_AAAA}
    result = faked.aweigh.run("wait", "-t", "700ms", "!dns://name.test")
    assert result.code == 124, result


def test_the_hosts_file_counts_for_addresses(real):
    real.add_host("10.0.0.1", "listed.test")
    for options in ["", "#type=A"]:
        assert real.aweigh.run("wait", "-t", "0", f"dns://listed.test{options}").code == 0
    for options in ["#type=AAAA", "#type=SRV"]:
        assert real.aweigh.run("wait", "-t", "0", f"dns://listed.test{options}").code == 124


def test_a_server_can_be_chosen(aweigh, tmp_path, dnsmasq):
    """It alone is asked, whatever the hosts file and resolv.conf say."""
    elsewhere = Lookups(aweigh, tmp_path, f"nameserver {BLACK_HOLE_ADDRESS}\n")
    elsewhere.add_host("10.0.0.1", "listed.test")
    chosen = f"server=127.0.0.1:{dnsmasq.port}"
    for name in ["v4.test#", "v6.test#type=AAAA&", "_pg._tcp.test#type=SRV&"]:
        result = elsewhere.aweigh.run("wait", "-t", "0", f"dns://{name}{chosen}")
        assert result.code == 0, result
    once = f"{200 * limits.slowness}ms"
    result = elsewhere.aweigh.run("wait", "-t", once, f"dns://listed.test#{chosen}")
    assert result.code == 124, result
    assert NOT_FOUND in result.stderr


@pytest.fixture
def kubernetes(aweigh, tmp_path, dnsmasq):
    resolv_conf = f"search ns.svc.test svc.test test\nnameserver 127.0.0.1:{dnsmasq.port}\n"
    return Lookups(aweigh, tmp_path, resolv_conf + "options ndots:5\n")


@pytest.mark.parametrize("name", ["db", "db.ns.svc", "v4", "v4.test", "_pg._tcp#type=SRV"])
def test_search_domains(kubernetes, name):
    result = kubernetes.aweigh.run("wait", "-t", "0", f"dns://{name}")
    assert result.code == 0, result


def listen_v6(port):
    return socket.create_server(("::1", port), family=socket.AF_INET6)


def test_the_search_ends_with_the_first_name_that_has_an_address(kubernetes):
    """An IPv6 address of its like in another domain is another host's."""
    port = free_port()
    with listen_v6(port):
        assert kubernetes.aweigh.run("wait", "-t", "300ms", f"tcp://db:{port}").code == 124
        assert kubernetes.aweigh.run("wait", "-t", "0", f"tcp://db.test.:{port}").code == 0


def test_the_hosts_file_overrides_both_families(real):
    real.add_host("127.0.0.77", "db.test")
    port = free_port()
    with listen_v6(port):
        assert real.aweigh.run("wait", "-t", "300ms", f"tcp://db.test:{port}").code == 124


def test_a_silent_name_server_costs_its_target_its_attempts_and_nobody_else(
    aweigh, tmp_path, redis
):
    silent = Lookups(aweigh, tmp_path, f"nameserver {BLACK_HOLE_ADDRESS}\n")
    silent.add_host("127.0.0.1", "listed.test")
    program = silent.aweigh.within([*BLACK_HOLE, *silent.aweigh.prefix])
    words = ["--attempt-timeout=400ms", "-t", "1500ms", "--log-format=json"]
    unknown = ["dns://name.test", "tcp://name.test:1"]
    known = ["dns://listed.test", "dns://localhost"]
    result = program.run("wait", *words, *unknown, *known)
    assert result.code == 124, result
    assert result.seconds < 4
    ready = result.events("target_ready")
    assert {line["target"] for line in ready} == set(known)
    assert max(line["elapsed_ms"] for line in ready) < 300
    for line in result.events("target_unready"):
        assert line["attempts"] >= 2 and line["stage"] == "dns", line


def test_a_silent_name_server_does_not_hide_the_next(aweigh, tmp_path, dnsmasq, name_server):
    name_server.dropped = {TYPE_A, TYPE_AAAA}
    servers = [f"nameserver 127.0.0.1:{server.port}\n" for server in (name_server, dnsmasq)]
    lookups = Lookups(aweigh, tmp_path, "".join(servers))
    result = lookups.aweigh.run("wait", "-t", "0", "dns://v4.test")
    assert result.code == 0, result
    eventually(lambda: name_server.asked, "it was the first to be asked")


def test_without_any_file_in_etc(in_empty_root):
    assert in_empty_root.run("wait", "-t", "0", "dns://localhost").code == 0
    result = in_empty_root.run("wait", "-t", "300ms", "dns://name.test")
    assert result.code == 124, result
    assert "(dns)" in result.stderr
