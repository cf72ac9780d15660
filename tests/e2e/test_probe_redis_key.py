"""The option expect-key of redis: targets."""

from urllib.parse import quote

import pytest
from support.secret import CANARY, IN_URL
from support.waiting import eventually


@pytest.fixture
def keys(redis):
    """A server with a key of each sort that matters here."""
    for name, value in {"app:seeded": CANARY, "empty": "", "long": CANARY * 20_000}.items():
        redis.cli("SET", name, value)
    redis.cli("RPUSH", "list", "a")
    redis.cli("-n", "3", "SET", "elsewhere", "1")
    yield redis
    redis.cli("FLUSHALL")


READY = {
    "it exists": "#expect-key=app:seeded",
    "it exists, and is no text": "#expect-key=list",
    "it exists, and is empty": "#expect-key=empty",
    "it exists, and is long": "#expect-key=long",
    "it holds the text": f"#expect-key=app:seeded={CANARY}",
    "several": f"#expect-key=list&expect-key=app:seeded={CANARY}",
    "in the database": "/3#expect-key=elsewhere=1",
}

PENDING = {
    "it is not there": ("#expect-key=app", "is not there"),
    "it is not there, nor its text": (f"#expect-key=app={CANARY}", "is not there"),
    "it has nothing": (f"#expect-key=empty={CANARY}", "is not there"),
    "it holds another text": (f"#expect-key=app:seeded=x{CANARY}", "another text"),
    "it holds more": (f"#expect-key=long={CANARY}", "another text"),
    "it holds less": (f"#expect-key=app:seeded={CANARY}s", "another text"),
    "one of several": ("#expect-key=app:seeded&expect-key=app", "is not there"),
    "in another database": ("/3#expect-key=app:seeded", "is not there"),
}


@pytest.mark.parametrize("rest", READY.values(), ids=READY)
def test_a_key_that_is_as_wanted(aweigh, keys, rest):
    result = aweigh.run("wait", "-t", "0", keys.target + rest)
    assert result.code == 0, result


@pytest.mark.parametrize("rest, words", PENDING.values(), ids=PENDING)
def test_a_key_that_is_not(aweigh, keys, rest, words):
    result = aweigh.run("wait", "-t", "300ms", keys.target + rest)
    assert result.code == 124, result
    assert words in result.stderr
    assert aweigh.run("wait", "-t", "0", "!" + keys.target + rest).code == 0


def test_a_key_that_comes_later_is_asked_for_on_one_connection(aweigh, keys, later):
    before = int(keys.info("total_connections_received"))
    later(0.5, lambda: keys.cli("-n", "3", "SET", "late", "done"))
    result = aweigh.run("wait", f"{keys.target}/3#expect-key=late=done")
    assert result.code == 0, result
    assert result.seconds >= 0.5
    mine_and_two_of_cli = 3
    assert int(keys.info("total_connections_received")) - before == mine_and_two_of_cli


def test_a_connection_that_is_cut_between_two_questions_asks_the_same_database(
    aweigh, keys, later
):
    """The session that takes its place has selected it, too."""

    def cut():
        clients = [line for line in keys.cli("CLIENT", "LIST").splitlines() if "db=3" in line]
        return clients and keys.cli("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")

    def cut_and_set():
        keys.cli("SET", "late", "1")
        eventually(cut, "a connection to cut")
        keys.cli("-n", "3", "SET", "late", "1")

    later(0.3, cut_and_set)
    result = aweigh.run("wait", f"{keys.target}/3#expect-key=late")
    assert result.code == 0, result


def test_a_text_is_not_asked_of_a_list(aweigh, keys):
    result = aweigh.run("wait", "--fail-fast", f"{keys.target}#expect-key=list=a")
    assert result.code == 69, result
    assert "WRONGTYPE" in result.stderr and "leave its value out" in result.stderr


def test_a_user_who_may_not_see_the_key(aweigh, keys):
    rules = ["on", f">{CANARY}", "+ping", "+exists", "~app:*"]
    assert keys.cli("ACL", "SETUSER", "reader", *rules) == "OK"
    target = keys.target.replace("//", f"//reader:{quote(CANARY)}@")
    assert aweigh.run("check", f"{target}#expect-key=app:seeded").code == 0
    result = aweigh.run("wait", "--fail-fast", f"{target}#expect-key=other")
    assert result.code == 69, result
    assert "NOPERM" in result.stderr and "~KEY" in result.stderr
    result = aweigh.run("wait", "--fail-fast", f"{target}#expect-key=app:seeded=1")
    assert result.code == 69, result
    assert "getrange" in result.stderr and "+COMMAND" in result.stderr


def test_a_key_of_a_cluster_that_is_not_yet_one(aweigh, new_redis):
    server = new_redis()
    server.settings["cluster-enabled"] = "yes"
    server.start_and_wait()
    result = aweigh.run("wait", "-t", "300ms", f"{server.target}#expect-key=a")
    assert result.code == 124, result
    assert "CLUSTERDOWN" in result.stderr
    assert server.cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383") == "OK"
    eventually(lambda: server.cli("SET", "a", "1") == "OK", "its slots are served")
    assert aweigh.run("wait", f"{server.target}#expect-key=a").code == 0


@pytest.mark.parametrize("key", ["=x", "x="])
def test_a_key_needs_a_name_and_a_value_a_text(aweigh, key):
    result = aweigh.run("wait", f"redis://:{IN_URL}@127.0.0.1#expect-key={key}")
    assert result.code == 64, result
    assert "expect-key=NAME or expect-key=NAME=VALUE" in result.stderr
