"""ZooKeeper, alone and as an ensemble."""

import pytest
from support import fakes, limits
from support.ports import free_port, refused
from support.zookeeper import ZooKeeper

@pytest.fixture
def zookeeper(scratch):
    server = ZooKeeper(scratch(), free_port())
    yield server
    server.stop()


@pytest.fixture
def ensemble(scratch):
    """Three servers, of which two are a quorum."""
    members = [f"server.{n}=127.0.0.1:{free_port()}:{free_port()}" for n in (1, 2, 3)]
    servers = [ZooKeeper(scratch(), free_port(), n, members) for n in (1, 2, 3)]
    yield servers
    for server in servers:
        server.stop()


def test_it_is_waited_for(aweigh, zookeeper, later):
    later(0.3, zookeeper.start)
    result = aweigh.run("wait", zookeeper.target)
    assert result.code == 0, result
    assert result.seconds >= 0.3


def test_an_attempt_closes_its_session_and_leaves_nothing_in_the_log(aweigh, zookeeper):
    zookeeper.start_and_wait()
    assert aweigh.run("wait", zookeeper.target).code == 0
    before = zookeeper.log
    assert aweigh.run("wait", f"{zookeeper.target}/").code == 0
    assert zookeeper.log == before
    transactions = (zookeeper.directory / "version-2/log.1").read_bytes()
    created, closed = (transactions.count(b"\xff\xff\xff" + kind) for kind in (b"\xf6", b"\xf5"))
    assert created == closed == 2


def test_it_is_waited_for_until_it_is_gone(aweigh, zookeeper, later):
    zookeeper.start_and_wait()
    later(0.3, zookeeper.stop)
    result = aweigh.run("wait", f"!{zookeeper.target}")
    assert result.code == 0, result


def test_a_server_without_a_quorum_is_pending(aweigh, ensemble):
    one, other, _ = ensemble
    one.start_and_wait()
    result = aweigh.run("wait", "-t", "700ms", one.target)
    assert result.code == 124, result
    assert "the server closed the connection (query)" in result.stderr
    assert "without a quorum" in result.stderr
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in ensemble)
    running = aweigh.start("wait", f"zookeeper://{hosts}")
    running.until_stderr("Connection refused (connect)")  # of the other two
    other.start()
    result = running.finish()
    assert result.code == 0, result


def test_one_server_of_several_is_enough(aweigh, zookeeper, new_fake):
    zookeeper.start_and_wait()
    dead, silent = refused().removeprefix("tcp://"), new_fake(fakes.silence).start().address
    target = f"zookeeper://{dead},{silent},127.0.0.1:{zookeeper.port}"
    result = aweigh.run("wait", "-t", "0", f"{target}#attempt-timeout={limits.slowness:g}")
    assert result.code == 0, result


def test_another_server_is_none(aweigh, new_fake):
    fake = new_fake(fakes.greeting(b"SSH-2.0-OpenSSH_9.2\r\n")).start()
    result = aweigh.run("wait", "--fail-fast", f"zookeeper://{fake.address}")
    assert result.code == 69, result
    assert "is this the port of a ZooKeeper?" in result.stderr


def test_a_login_is_refused_for_it_would_tell_nothing(aweigh):
    result = aweigh.run("wait", "zookeeper://app:secret@127.0.0.1")
    assert result.code == 64, result
    assert "nothing else" in result.stderr
