"""Redis behind sentinels: the master is whom they announce, and must really be one."""

import signal

import pytest
from support import fakes
from support.ports import free_port
from support.redis import Sentinel
from support.secret import CANARY, IN_URL, PASSWORD
from support.waiting import eventually


@pytest.fixture
def new_sentinel(scratch):
    """`new_sentinel({"main": redis})`, started."""
    sentinels = []

    def make(masters, password=None, **settings):
        sentinels.append(Sentinel(scratch(), free_port(), masters, password, **settings))
        return sentinels[-1].start_and_wait()

    yield make
    for sentinel in sentinels:
        sentinel.stop()


def announcing(address):
    """A sentinel that knows one master only, whatever has become of it since."""
    host, port = address.split(":")
    return fakes.saying(f"*2\r\n${len(host)}\r\n{host}\r\n${len(port)}\r\n{port}\r\n".encode())


def test_a_failover_is_waited_for(aweigh, new_redis, new_sentinel):
    """The master dies, is announced for a while yet, and its replica takes its place."""
    master = new_redis(**{"repl-diskless-sync-delay": 0}).start_and_wait()
    replica = new_redis().start_and_wait()
    replica.replicate(master)
    eventually(lambda: replica.info("master_link_status") == "up", "the replica is in sync")
    sentinel = new_sentinel({"main": master})
    known = f"port={replica.port}"
    eventually(lambda: known in master.cli("INFO") and sentinel.cli("SENTINEL", "replicas", "main"),
               "the sentinel knows the replica")  # fmt: skip
    target = sentinel.target_of("main")
    assert aweigh.run("wait", "-t", "0", target).code == 0
    master.stop(signal.SIGKILL)
    result = aweigh.run("wait", "--log-level=trace", target)
    assert result.code == 0, result
    assert f"master 127.0.0.1:{master.port}: Connection refused (connect)" in result.stderr
    assert replica.info("role") == "master"


def test_a_master_that_is_loading_is_pending_and_named(aweigh, new_redis, new_sentinel):
    master = new_redis()
    master.make_slow_to_load(seconds=1)
    sentinel = new_sentinel({"main": master})
    master.start()
    result = aweigh.run("wait", "--log-level=trace", sentinel.target_of("main"))
    assert result.code == 0, result
    assert f"master 127.0.0.1:{master.port}: LOADING" in result.stderr
    assert master.cli("PING") == "PONG"


def test_a_replica_is_no_master_whatever_a_sentinel_says(aweigh, new_redis, new_fake, later):
    server = new_redis().start_and_wait()
    server.replicate(new_fake())
    sentinel = new_fake(announcing(f"127.0.0.1:{server.port}")).start()
    target = f"redis-sentinel://{sentinel.address}/main"
    result = aweigh.run("wait", "-t", "300ms", target)
    assert result.code == 124, result
    assert f"master 127.0.0.1:{server.port}: the server says role:slave (query)" in result.stderr
    later(0.3, lambda: server.cli("REPLICAOF", "NO", "ONE"))
    assert aweigh.run("wait", target).code == 0


def test_the_sentinels_are_asked_in_turn(aweigh, redis, new_sentinel, new_fake):
    """One is down, one says nothing, one knows another master than the one that lives."""
    others = [
        new_fake().address,
        new_fake(fakes.silence).start().address,
        new_fake(announcing(new_fake().address)).start().address,
    ]
    sentinel = new_sentinel({"main": redis})
    hosts = ",".join([*others, f"127.0.0.1:{sentinel.port}"])
    result = aweigh.run("wait", "--attempt-timeout=2s", f"redis-sentinel://{hosts}/main")
    assert result.code == 0, result


def test_sentinels_that_are_not_there_yet_are_pending(aweigh, redis, new_sentinel, new_fake, later):
    late = new_fake(announcing(f"127.0.0.1:{redis.port}"))
    target = f"redis-sentinel://{new_fake().address},{late.address}/main"
    result = aweigh.run("wait", "-t", "200ms", target)
    assert result.code == 124, result
    assert "sentinel 127.0.0.1:" in result.stderr
    later(0.3, late.start)
    assert aweigh.run("wait", target).code == 0


def test_a_master_that_the_sentinel_does_not_know_is_a_rejection(aweigh, redis, new_sentinel):
    sentinel = new_sentinel({"main": redis})
    result = aweigh.run("wait", "--fail-fast", sentinel.target_of("mian"))
    assert result.code == 69, result
    assert "No such master with that name" in result.stderr
    assert "sentinel monitor" in result.stderr


def test_sentinels_and_master_have_their_own_passwords(aweigh, locked_redis, new_sentinel):
    sentinel = new_sentinel({"main": locked_redis}, password=CANARY)
    assert sentinel.cli("ACL", "SETUSER", "app", "on", f">{PASSWORD}", "+sentinel") == "OK"
    target = f"redis-sentinel://:{IN_URL}@127.0.0.1:{sentinel.port}/main"
    for options in [
        f"#sentinel-password={CANARY}",
        f"#sentinel-user=app&sentinel-password={IN_URL}",
        "#sentinel-user=app&sentinel-password=${WORD}",
    ]:
        result = aweigh.run("wait", "-t", "0", target + options, env={"WORD": PASSWORD})
        assert result.code == 0, result
    for options, words in [
        ("", "NOAUTH"),
        ("#sentinel-password=wrong", "WRONGPASS"),
    ]:
        result = aweigh.run("wait", "--fail-fast", target + options)
        assert result.code == 69, result
        assert words in result.stderr
        assert "sentinel-password" in result.stderr, "what to do"
    result = aweigh.run("wait", "--fail-fast",
                        f"{sentinel.target_of('main')}#sentinel-password={CANARY}")  # fmt: skip
    assert result.code == 69, result
    assert f"master 127.0.0.1:{locked_redis.port}: NOAUTH" in result.stderr


def test_a_redis_is_no_sentinel(aweigh, redis):
    result = aweigh.run("wait", "--fail-fast", f"redis-sentinel://127.0.0.1:{redis.port}/main")
    assert result.code == 69, result
    assert "is this the port of a sentinel?" in result.stderr


@pytest.mark.parametrize("reply", [b"+OK\r\n", b"*1\r\n$1\r\na\r\n", b"*2\r\n$1\r\na\r\n$1\r\nb\r\n",
                                   b"*2\r\n$1\r\na\r\n$5\r\n65536\r\n",
                                   b"*2\r\n$1\r\na\r\n$5\r\n6379x\r\n"])  # fmt: skip
def test_an_answer_without_an_address_is_a_rejection(aweigh, new_fake, reply):
    fake = new_fake(fakes.saying(reply)).start()
    result = aweigh.run("wait", "--fail-fast", f"redis-sentinel://{fake.address}/main")
    assert result.code == 69, result
    assert "is this the port of a sentinel?" in result.stderr


def test_an_inverted_one_waits_until_the_master_is_gone(aweigh, new_redis, new_sentinel, later):
    master = new_redis().start_and_wait()
    target = "!" + new_sentinel({"main": master}).target_of("main")
    assert aweigh.run("wait", "-t", "200ms", target).code == 124
    later(0.3, master.stop)
    assert aweigh.run("wait", target).code == 0


REFUSED = {
    "no name": ("redis-sentinel://h", "the master's name"),
    "no name but a slash": ("redis-sentinel://h/", "the master's name"),
    "a user without a password": ("redis-sentinel://app@h/main", "password"),
    "a sentinels' user without a password": ("redis-sentinel://h/main#sentinel-user=app", "needs"),
    "an option of Redis": ("redis-sentinel://h/main#role=master", "sentinel-password"),
}


@pytest.mark.parametrize("target, named", REFUSED.values(), ids=REFUSED)
def test_a_target_that_cannot_be_meant_is_refused(aweigh, target, named):
    result = aweigh.run("wait", target)
    assert result.code == 64, result
    assert named in result.stderr
