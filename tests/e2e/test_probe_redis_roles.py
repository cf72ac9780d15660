"""Redis in company: masters, replicas and clusters."""

import pytest
from support import limits
from support.ports import free_port
from support.redis import slow_load
from support.waiting import eventually

KEYS = 200


@pytest.fixture
def master(new_redis):
    """A server with data, whose replicas get it without delay."""
    server = new_redis(**{"repl-diskless-sync-delay": 0}).start_and_wait()
    server.fill(KEYS)
    return server


def test_a_replica_without_its_master_is_pending_if_it_serves_no_stale_data(
    aweigh, new_redis, new_fake, later
):
    server = new_redis().start_and_wait()
    server.set(replica_serve_stale_data="no")
    server.replicate(new_fake())
    result = aweigh.run("wait", "-t", "300ms", server.target)
    assert result.code == 124, result
    assert "MASTERDOWN" in result.stderr
    later(0.3, lambda: server.cli("REPLICAOF", "NO", "ONE"))
    assert aweigh.run("wait", server.target).code == 0


@pytest.mark.parametrize("role", ["master", "primary"])
def test_a_master_may_be_asked_for(aweigh, new_redis, new_fake, later, role):
    """A replica answers PING all the while; it is what is asked for once it is promoted."""
    server = new_redis().start_and_wait()
    server.replicate(new_fake())
    assert aweigh.run("wait", "-t", "0", server.target).code == 0
    target = f"{server.target}#role={role}"
    result = aweigh.run("wait", "-t", "300ms", target)
    assert result.code == 124, result
    assert "role:slave (query)" in result.stderr
    later(0.4, lambda: server.cli("REPLICAOF", "NO", "ONE"))
    result = aweigh.run("wait", target)
    assert result.code == 0, result
    assert result.seconds >= 0.4


@pytest.mark.parametrize("role", ["replica", "slave"])
def test_a_replica_is_ready_when_it_has_all_data(aweigh, new_redis, master, role):
    """A full resync: it answers PONG for a while, then LOADING, then PONG."""
    master.set(repl_diskless_sync_delay=1)
    replica = new_redis(**slow_load(seconds=0.7, keys=KEYS)).start_and_wait()
    target = f"{replica.target}#role={role}"
    result = aweigh.run("wait", "-t", f"{200 * limits.slowness}ms", target)
    assert result.code == 124, result
    assert "role:master" in result.stderr
    replica.replicate(master)
    result = aweigh.run("wait", "--log-level=trace", target)
    assert replica.cli("DBSIZE") == str(KEYS)
    assert result.code == 0, result
    assert "master_link_status:down" in result.stderr
    assert "LOADING" in result.stderr


def test_a_replica_that_is_cut_off_is_pending(aweigh, new_redis, master, later):
    replica = new_redis().start_and_wait()
    replica.replicate(master)
    target = f"{replica.target}#role=replica&stable-for=200ms"
    assert aweigh.run("wait", target).code == 0
    master.stop()
    result = aweigh.run("wait", "-t", f"{300 * limits.slowness}ms", target)
    assert result.code == 124, result
    assert "master_link_status:down" in result.stderr
    later(0.3, master.start)
    assert aweigh.run("wait", target).code == 0


@pytest.fixture
def cluster(new_redis):
    """Three nodes that do not know each other yet, nor have any slots."""
    return [
        new_redis(
            **{
                "cluster-enabled": "yes",
                "cluster-port": free_port(),
                "cluster-node-timeout": 500,
            }
        ).start_and_wait()
        for _ in range(3)
    ]


def give_slots(node, first, last):
    assert node.cli("CLUSTER", "ADDSLOTSRANGE", str(first), str(last)) == "OK"


def meet(node, other):
    words = ["127.0.0.1", str(other.port), str(other.settings["cluster-port"])]
    assert node.cli("CLUSTER", "MEET", *words) == "OK"


def test_a_cluster_is_ready_when_all_slots_are_served(aweigh, cluster, later):
    first, second, third = cluster
    target = f"{first.target}#cluster"
    give_slots(first, 0, 5000)
    give_slots(second, 5001, 10000)
    meet(first, second)
    result = aweigh.run("wait", "-t", "500ms", target)
    assert result.code == 124, result
    assert "cluster_state:fail" in result.stderr
    assert aweigh.run("wait", "-t", "0", first.target).code == 0

    def complete():
        give_slots(third, 10001, 16383)
        meet(first, third)

    later(0.3, complete)
    assert aweigh.run("wait", target).code == 0
    third.stop()
    eventually(lambda: "cluster_state:fail" in first.cli("CLUSTER", "INFO"), "it is down")
    assert aweigh.run("wait", "-t", "0", target).code == 124


def test_a_cluster_has_one_database(aweigh, cluster):
    result = aweigh.run("wait", "--fail-fast", f"{cluster[0].target}/1")
    assert result.code == 69, result
    assert "SELECT is not allowed in cluster mode" in result.stderr


def test_a_server_that_is_no_cluster_is_a_rejection(aweigh, redis):
    result = aweigh.run("wait", "--fail-fast", f"{redis.target}#cluster")
    assert result.code == 69, result
    assert "cluster support disabled" in result.stderr
    assert "cluster-enabled yes" in result.stderr
