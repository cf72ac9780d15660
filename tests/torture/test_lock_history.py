"""Replicas that run a program under the lock, while they and their servers are struck: whatever
happens, what the record says may have happened."""

import random
import time

import pytest
from locks.chaos import PROGRAM, Cluster, Replicas
from locks.history import Event, faults_in, overlaps
from support.waiting import scaled

REPLICAS = 5
SECONDS = scaled(20, 300)


def test_the_checker_finds_what_must_not_be():
    whole = [Event("begin", "a", 5), Event("end", "a", 5), Event("begin", "b", 7)]
    ended = [*whole, Event("end", "b", 7)]
    overlapping = [Event("begin", "a", 5), Event("begin", "b", 7), *reversed(ended[1:2] + ended[3:])]
    well, struck = {"a": 0, "b": 0}, {"a": 65, "b": 0}
    assert not faults_in(ended, well)
    assert not faults_in(overlapping, struck)
    assert list(overlaps(overlapping)) == [("a", "b")]
    (unnoticed,) = faults_in(overlapping, well)
    assert unnoticed == "a ended well, though b began before it had ended"
    (partial,) = faults_in(whole, well)
    assert partial == "b ended well, with ['begin']"
    (same,) = faults_in([*ended[:2], Event("begin", "b", 5), Event("end", "b", 5)], well)
    assert same == "b has 5, and a before it 5"
    late = [Event("begin", "b", 7), Event("begin", "a", 5), Event("end", "a", 5), Event("end", "b", 7)]
    assert not faults_in(late, {"a": 65, "b": 65})
    assert "a has 5, and b before it 7" in faults_in(late, {"a": 0, "b": 65})


@pytest.fixture
def cluster(scratch, postgres_template):
    made = Cluster(scratch, postgres_template)
    yield made
    made.stop()


@pytest.fixture
def replicas(aweigh, cluster, tmp_path):
    record = tmp_path / "record"
    record.touch()

    def start(run):
        env = {"RUN": run, "RECORD": str(record)}
        return aweigh.start("lock", "--database", cluster.url, "sh", "-c", PROGRAM, env=env)

    made = Replicas(start, REPLICAS)
    made.record = record
    yield made
    made.finish()


def strike(choice, cluster, replicas):
    """One blow; the longer ones are rarer."""
    one = choice.randrange(REPLICAS)
    blows = {
        "kill": (4, lambda: replicas.kill(one)),
        "end the session": (4, cluster.end_holder),
        "pause": (3, lambda: replicas.pause(one, 0.3)),
        "pause and end the session": (6, lambda: replicas.pause(one, 0.3, cluster.end_holder)),
        "restart": (1, cluster.restart),
        "fail over": (1, cluster.fail_over),
    }
    [name] = choice.choices(list(blows), [weight for weight, _ in blows.values()])
    blows[name][1]()
    return name


@pytest.mark.parametrize("seed", range(scaled(1, 5)))
def test_whatever_happens_no_two_hold_it_unnoticed(cluster, replicas, seed):
    choice = random.Random(seed)
    until = time.monotonic() + SECONDS
    blows = []
    while time.monotonic() < until:
        time.sleep(choice.uniform(0, 0.3))
        blows.append(strike(choice, cluster, replicas))
    replicas.finish()
    events = [Event.of_line(line) for line in replicas.record.read_text().splitlines()]
    faults = faults_in(events, replicas.codes)
    assert not faults, (seed, blows, faults)
    ended = [code for code in replicas.codes.values() if code == 0]
    assert len(ended) > 10, "it was only struck"
    assert len(set(blows)) == 6, blows
