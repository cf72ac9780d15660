"""A thousand targets in one process, half of which never answer."""

import pytest
from support import limits
from support.fakes import full_backlog
from support.ports import free_port

COUNT = 1000


@pytest.fixture
def dead_targets():
    """Every other one refuses, every other one swallows the connect."""
    silent = free_port()
    with full_backlog(silent):
        yield [f"127.0.0.1:{silent if at % 2 else 1 + at % 500}" for at in range(COUNT)]


@pytest.mark.parametrize("descriptors", [1024, 1 << 14])
def test_the_deadline_is_met_within_the_descriptor_limit(aweigh, dead_targets, redis, descriptors):
    limited = aweigh.within(
        ["prlimit", f"--nofile={descriptors}:{descriptors}", *limits.address_space(96 << 20)]
    )
    result = limited.run("wait", "-t", "3s", "--log-level=warn", *dead_targets, redis.target)
    assert result.code == 124, result
    assert f"{COUNT} of {COUNT + 1} targets not ready" in result.stderr
    assert redis.target not in result.stderr
    assert result.seconds < 6
    assert "Too many open files" not in result.stderr
    assert "No file descriptors" not in result.stderr


def test_the_deadline_is_met_though_there_is_room_for_few(aweigh, dead_targets):
    limited = aweigh.within(["prlimit", "--nofile=64:64"])
    result = limited.run("wait", "-t", "2s", "--log-level=warn", *dead_targets)
    assert result.code == 124, result
    assert result.seconds < 5
    assert "no answer yet" in result.stderr


def test_ten_thousand_targets_take_little_memory(aweigh):
    dead = [f"127.0.0.1:{1 + at % 500}" for at in range(10 * COUNT)]
    roomy = ["prlimit", f"--nofile={1 << 14}:{1 << 14}"]
    limited = aweigh.within([*roomy, *limits.address_space(96 << 20)])
    result = limited.run("wait", "-t", "2s", "--log-level=warn", *dead)
    assert result.code == 124, result.stderr[-1000:]


def test_one_attempt_at_each_ends_soon(aweigh, dead_targets):
    result = aweigh.run("check", "--attempt-timeout", "1s", *dead_targets)
    assert result.code == 1
    assert result.stdout.count("not ready") == COUNT
    assert result.seconds < 5


def test_the_service_inherits_the_descriptor_limit_as_it_was(aweigh, redis):
    limited = aweigh.within(["prlimit", "--nofile=100:4096"])
    result = limited.run("-w", redis.target, "--", "sh", "-c", "ulimit -Sn; ulimit -Hn")
    assert result.stdout.split() == ["100", "4096"], result


def test_all_are_found_ready_though_there_is_room_for_few(aweigh, new_fake, later):
    fakes = [new_fake() for _ in range(20)]
    for at, fake in enumerate(fakes):
        later(0.05 * at, fake.start)
    limited = aweigh.within(["prlimit", "--nofile=24:24"])
    result = limited.run("wait", "-t", "10s", *(fake.address for fake in fakes))
    assert result.code == 0, result
