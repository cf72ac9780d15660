"""What is common to all kinds of target: ready at once, later, never, all together, timing."""

import time
from dataclasses import dataclass
from typing import Callable

import pytest
from support import fakes
from support.postgres import Database
from support.secret import IN_URL, PASSWORD

# Generous: the machine may be busy. What is not "at once" below waits for longer than this.
AT_ONCE = 3.0


@dataclass
class Dependency:
    """A server that is not started yet, how it is named to aweigh, and what aweigh may print."""

    start: Callable[[], object]
    target: str
    printed: str


def _tcp(request, spelling="tcp://{}"):
    fake = request.getfixturevalue("new_fake")()
    return Dependency(fake.start, spelling.format(fake.address), f"tcp://{fake.address}")


def _postgres(request, spelling):
    server = request.getfixturevalue("new_postgres")()
    database = Database(server)
    return Dependency(server.start, spelling(database), database.printed)


def _redis(request, password=None, userinfo="", path=""):
    server = request.getfixturevalue("new_redis")(password)
    address = f"127.0.0.1:{server.port}"
    target = f"redis://{userinfo}{address}{path}"
    return Dependency(server.start, target, f"redis://{address}{path}")


KINDS = {
    "tcp": _tcp,
    "host:port": lambda request: _tcp(request, "{}"),
    "postgres": lambda request: _postgres(request, lambda d: d.url),
    "postgresql": lambda request: _postgres(
        request, lambda d: d.url.replace("postgres", "postgresql", 1)
    ),
    "postgres key=value": lambda request: _postgres(request, lambda d: f"postgres:{d.key_values}"),
    "postgres without user": lambda request: _postgres(request, lambda d: d.printed),
    "redis": _redis,
    "redis with password": lambda request: _redis(request, PASSWORD, f":{IN_URL}@"),
    "redis with user": lambda request: _redis(request, PASSWORD, f"default:{IN_URL}@"),
    "redis with database": lambda request: _redis(request, path="/3"),
}


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def dependency(request):
    return request.param(request)


def test_never_there(anywhere, dependency):
    result = anywhere.run("wait", "-t", "300ms", dependency.target)
    assert result.code == 124, result
    assert 0.3 <= result.seconds < 0.3 + AT_ONCE
    assert dependency.printed in result.stderr
    assert "refused" in result.stderr.lower()


def test_there_later(aweigh, dependency, later):
    later(0.7, dependency.start)
    result = aweigh.run("wait", "--log-format=json", dependency.target)
    assert result.code == 0, result
    assert result.seconds >= 0.7
    (ready,) = result.events("target_ready")
    assert ready["target"] == dependency.printed
    assert ready["attempts"] > 1
    assert 0 < ready["elapsed_ms"] <= 1000 * result.seconds


def test_there_at_once(anywhere, dependency):
    dependency.start()
    assert anywhere.run("wait", dependency.target).code == 0  # until it has come up
    result = anywhere.run("-w", dependency.target, "sh", "-c", "exit 5")
    assert result.code == 5, result
    assert result.seconds < AT_ONCE


def test_the_service_is_not_started_after_a_failed_wait(anywhere, dependency, tmp_path):
    started = tmp_path / "started"
    result = anywhere.run("-w", dependency.target, "-t", "200ms", "touch", started)
    assert result.code == 124
    assert not started.exists()


def test_all_are_waited_for(aweigh, new_fake, new_redis, late_database, later):
    tcp, redis = new_fake(), new_redis()
    later(1.2, tcp.start)
    later(0.3, redis.start)
    later(0.6, late_database.server.start)
    result = aweigh.run(
        "wait", "--log-format=json", redis.target, late_database.url, f"tcp://{tcp.address}"
    )
    assert result.code == 0
    assert result.seconds >= 1.2
    assert len(result.events("target_ready")) == 3


def test_all_are_probed_at_the_same_time(aweigh, new_fake):
    """Each of the stalled ones would cost an attempt's timeout, were they asked in turn."""
    stalled = [new_fake(fakes.silence).start() for _ in range(10)]
    targets = [f"redis://{fake.address}" for fake in stalled]
    result = aweigh.run("wait", "-t", "1s", "--attempt-timeout", "500ms", *targets)
    assert result.code == 124
    assert result.seconds < 1 + AT_ONCE
    assert all(fake.connections() for fake in stalled)


def test_all_kinds_can_be_waited_for_in_an_empty_root(in_empty_root, new_fake, redis, database):
    tcp = f"tcp://{new_fake().start().address}"
    result = in_empty_root.run("wait", "-t", "5s", tcp, redis.target, database.url)
    assert result.code == 0, result


def test_only_the_unready_one_is_blamed(aweigh, redis, database, new_fake):
    dead = f"tcp://{new_fake().address}"
    targets = [redis.target, database.url, dead]
    result = aweigh.run("wait", "--log-format=json", "-t", "300ms", *targets)
    assert result.code == 124
    errors = [line for line in result.events() if line["level"] == "error"]
    assert {line["target"] for line in errors if "target" in line} == {dead}, result


def test_the_same_target_twice_is_no_problem(aweigh, redis):
    assert aweigh.run("wait", redis.target, redis.target).code == 0


def test_one_attempt_with_a_timeout_of_zero(aweigh, new_fake):
    fake = new_fake(fakes.early_close).start()
    result = aweigh.run("wait", "-t", "0", f"postgres://{fake.address}?sslmode=disable")
    assert result.code == 124, result
    assert len(fake.connections()) == 1


def test_a_timeout_of_zero_is_enough_for_what_is_ready(aweigh, redis, database):
    assert aweigh.run("wait", "-t", "0", redis.target, database.url).code == 0


def test_no_timeout(aweigh, new_fake, later):
    fake = new_fake()
    later(1, fake.start)
    env = {"AWEIGH_TIMEOUT": "200ms"}
    assert aweigh.run("wait", "-t", "none", f"tcp://{fake.address}", env=env).code == 0


def test_the_service_starts_soon_after_the_dependency(aweigh, new_fake, later):
    """The pause is a twentieth of the time already waited."""
    fake = new_fake()
    opened_at = []

    def open_it():
        fake.start()
        opened_at.append(time.clock_gettime(time.CLOCK_BOOTTIME))

    later(2, open_it)
    result = aweigh.run("-w", f"tcp://{fake.address}", "cat", "/proc/uptime")
    started_at = float(result.stdout.split()[0])
    assert started_at - opened_at[0] < 0.5


def test_pauses_grow_with_the_time_waited(aweigh, new_fake):
    fake = new_fake(fakes.early_close).start()
    aweigh.run("wait", "-t", "3s", f"redis://{fake.address}")
    connected_at = fake.connections()
    pauses = [b - a for a, b in zip(connected_at, connected_at[1:])]
    # 20 pauses of 10 ms, then one for each twentieth: 20 ln(3 s / 0.2 s) = 54
    assert 30 <= len(pauses) <= 110
    assert sum(pauses[:10]) / 10 < 0.05
    assert pauses[-1] > 0.08


def test_the_bounds_of_the_pause_can_be_set(aweigh, new_fake):
    fake = new_fake(fakes.early_close).start()
    words = ["--interval", "100ms", "--max-interval", "100ms", "-t", "1s"]
    aweigh.run("wait", *words, f"redis://{fake.address}")
    assert 5 <= len(fake.connections()) <= 13
