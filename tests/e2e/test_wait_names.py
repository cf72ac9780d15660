"""Host names that do not resolve, resolve later or resolve to several addresses; silent hosts."""

import pytest
from support import fakes
from support.dns import NXDOMAIN, SERVFAIL, TYPE_AAAA
from support.lookups import Lookups
from support.namespaces import BLACK_HOLE, BLACK_HOLE_ADDRESS
from support.waiting import eventually


@pytest.fixture
def lookups(aweigh, tmp_path, name_server):
    return Lookups(aweigh, tmp_path, f"nameserver 127.0.0.1:{name_server.port}\n")


@pytest.mark.parametrize("failure", [NXDOMAIN, SERVFAIL], ids=["NXDOMAIN", "SERVFAIL"])
@pytest.mark.parametrize(
    "target", ["tcp://db.test:80", "redis://db.test", "postgres://db.test", "postgres:host=db.test"]
)
def test_a_name_that_does_not_resolve_is_pending(lookups, name_server, target, failure):
    name_server.failure = failure
    result = lookups.aweigh.run("wait", "--log-format=json", "-t", "500ms", target)
    assert result.code == 124, result
    assert {line["stage"] for line in result.events() if "stage" in line} == {"dns"}
    assert "db.test" in name_server.asked


def test_a_name_without_any_name_server_is_pending(aweigh, tmp_path):
    """As in a container without a network."""
    lookups = Lookups(aweigh, tmp_path, "")
    result = lookups.aweigh.run("wait", "-t", "500ms", "tcp://db.test:80")
    assert result.code == 124, result


@pytest.mark.parametrize("failure", [NXDOMAIN, SERVFAIL], ids=["NXDOMAIN", "SERVFAIL"])
def test_a_name_that_resolves_later(lookups, name_server, redis, later, failure):
    """The failure is not kept, whatever a cache would do."""
    name_server.failure = failure
    later(0.7, lambda: name_server.addresses.update({"db.test": ["127.0.0.1"]}))
    result = lookups.aweigh.run("wait", f"redis://db.test:{redis.port}")
    assert result.code == 0, result
    assert result.seconds >= 0.7


def test_a_name_that_appears_in_the_hosts_file_later(lookups, redis, later):
    later(0.7, lambda: lookups.add_host("127.0.0.1", "db.test"))
    result = lookups.aweigh.run("wait", f"redis://db.test:{redis.port}")
    assert result.code == 0, result
    assert result.seconds >= 0.7


def test_a_name_that_moves_to_another_address(lookups, name_server, redis, later):
    """A service that was created anew; the old answer was good for an hour."""
    name_server.addresses["db.test"] = ["127.0.0.77"]
    later(0.7, lambda: name_server.addresses.update({"db.test": ["127.0.0.1"]}))
    assert lookups.aweigh.run("wait", f"redis://db.test:{redis.port}").code == 0


@pytest.mark.parametrize("scheme", ["tcp", "postgres"])
def test_a_name_server_is_not_asked_at_each_attempt(lookups, name_server, scheme):
    name_server.addresses["db.test"] = ["127.0.0.1"]
    target = f"{scheme}://db.test:9"
    result = lookups.aweigh.run("wait", "-t", "3s", "--log-format=json", target)
    assert result.code == 124, result
    (unready,) = result.events("target_unready")
    families = 3  # questions of one lookup: A and AAAA, and A alone
    assert name_server.asked.count("db.test") / families < 0.8 * unready["attempts"]


def test_an_address_is_used_though_the_other_family_gets_no_answer(lookups, name_server, redis):
    """Some name servers drop AAAA queries; c-ares would ask again for seconds."""
    name_server.dropped = {TYPE_AAAA}
    name_server.addresses["db.test"] = ["127.0.0.1"]
    result = lookups.aweigh.run("wait", f"redis://db.test:{redis.port}")
    assert result.code == 0, result
    assert result.seconds < 1


@pytest.mark.parametrize("scheme", ["tcp", "redis", "postgres"])
def test_all_addresses_of_a_name_are_tried(lookups, name_server, redis, postgres, scheme):
    name_server.addresses["db.test"] = ["127.0.0.77", "127.0.0.1", "127.0.0.78"]
    port = postgres.port if scheme == "postgres" else redis.port
    result = lookups.aweigh.run("wait", "-t", "0", f"{scheme}://db.test:{port}")
    assert result.code == 0, result


@pytest.mark.parametrize("hosts", [("127.0.0.77", "127.0.0.78"), ("127.0.0.78", "127.0.0.77")])
def test_all_lines_of_the_hosts_file_are_tried(lookups, new_fake, hosts):
    fake = new_fake(host="127.0.0.78").start()
    for address in hosts:
        lookups.add_host(address, "db.test")
    assert lookups.aweigh.run("wait", "-t", "0", f"tcp://db.test:{fake.port}").code == 0


# scheme: a fixture, and how it listens on another address
LISTENING = {
    "tcp": ("new_fake", lambda new, host: new(host=host).start()),
    "redis": ("new_fake", lambda new, host: new(fakes.saying(b"+PONG\r\n"), host=host).start()),
    "postgres": ("new_postgres", lambda new, host: new(listen_addresses=host).start_and_wait()),
}


@pytest.mark.parametrize("scheme", LISTENING)
def test_a_silent_address_does_not_hide_another_of_the_same_name(
    lookups, name_server, request, scheme
):
    """RFC 8305: the next address is tried without waiting for the end of the one before."""
    fixture, listen = LISTENING[scheme]
    server = listen(request.getfixturevalue(fixture), "127.0.0.77")
    name_server.addresses["db.test"] = ["127.0.0.1", "127.0.0.77"]
    with fakes.full_backlog(server.port):
        words = ["-t", "5s", "--attempt-timeout=1s"]
        result = lookups.aweigh.run("wait", *words, f"{scheme}://db.test:{server.port}")
    assert result.code == 0, result
    assert result.seconds < 3


def test_a_silent_host_does_not_hide_the_next_of_a_list(aweigh, database):
    port = database.server.port
    url = database.url.replace("127.0.0.1", f"127.0.0.77:{port},127.0.0.1")
    with fakes.full_backlog(port, "127.0.0.77"):
        result = aweigh.run("wait", "-t", "5s", "--attempt-timeout=1s", url)
    assert result.code == 0, result
    assert result.seconds < 3


def test_a_postgres_name_with_a_login(lookups, database):
    lookups.add_host("127.0.0.1", "db.test")
    url = database.url.replace("127.0.0.1", "db.test")
    assert lookups.aweigh.run("wait", "-t", "0", url).code == 0


@pytest.mark.parametrize("scheme", ["tcp", "redis", "postgres"])
def test_an_attempt_that_the_timeout_cuts_short_does_not_hide_the_answer_before(
    lookups, name_server, new_fake, scheme
):
    port = new_fake().port
    name_server.addresses["db.test"] = ["127.0.0.1"]
    with fakes.full_backlog(port, "127.0.0.77"):
        words = ["-t", "1s", "--log-format=json", f"{scheme}://db.test:{port}"]
        running = lookups.aweigh.start("wait", *words)
        eventually(lambda: len(name_server.asked) > 2, "the first attempt has been refused")
        name_server.addresses["db.test"] = ["127.0.0.77"]
        result = running.finish()
    assert result.code == 124, result
    (unready,) = result.events("target_unready")
    assert "refused" in unready["error"].lower(), result


SILENT = [f"tcp://{BLACK_HOLE_ADDRESS}:80", f"redis://{BLACK_HOLE_ADDRESS}"] + [
    f"postgres://{BLACK_HOLE_ADDRESS}",
    f"postgres://app:x@{BLACK_HOLE_ADDRESS}/app",
    f"postgres:host={BLACK_HOLE_ADDRESS} user=app",
]


@pytest.mark.parametrize("words", [[], ["--attempt-timeout=200ms"], ["--attempt-timeout=none"]])
@pytest.mark.parametrize("target", SILENT)
def test_the_timeout_holds_though_a_host_swallows_all_packets(aweigh, target, words):
    silent = aweigh.within(BLACK_HOLE)
    result = silent.run("wait", "--log-format=json", "-t", "700ms", *words, target)
    assert result.code == 124, result
    assert 0.7 <= result.seconds < 3
    answers = [line for line in result.events() if "error" in line]
    assert {line["stage"] for line in answers} == {"connect"}
    assert all(line["error"].startswith("no answer within") for line in answers), result


@pytest.mark.parametrize("target", ["tcp://db.test:80", "redis://db.test", "postgres://db.test"])
def test_the_timeout_holds_though_the_name_server_is_silent(aweigh, tmp_path, target):
    lookups = Lookups(aweigh, tmp_path, f"nameserver {BLACK_HOLE_ADDRESS}\n")
    silent = lookups.aweigh.within([*BLACK_HOLE, *lookups.aweigh.prefix])
    result = silent.run("wait", "--log-format=json", "-t", "700ms", target)
    assert result.code == 124, result
    assert 0.7 <= result.seconds < 2.5
    assert {line["stage"] for line in result.events() if "stage" in line} == {"dns"}


def test_a_silent_host_does_not_hold_up_the_others(aweigh):
    """Both are asked from the first moment: the refusal of the other is seen long before."""
    result = aweigh.within(BLACK_HOLE).run(
        "wait", "--log-format=json", "-t", "700ms", f"tcp://{BLACK_HOLE_ADDRESS}:80", "127.0.0.1:9"
    )
    assert result.code == 124
    refused = [line for line in result.events() if line.get("target") == "tcp://127.0.0.1:9"]
    assert refused[-1]["attempts"] > 3


def test_check_of_a_silent_host_is_bounded_by_the_attempt(aweigh):
    silent = aweigh.within(BLACK_HOLE)
    result = silent.run("check", "--attempt-timeout=500ms", f"tcp://{BLACK_HOLE_ADDRESS}:80")
    assert result.code == 1, result
    assert result.seconds < 2.5
