"""`aweigh check`: one attempt each, the result on stdout."""

import pytest
from support import fakes


def test_ready(anywhere, redis, database):
    targets = [redis.target, database.url, f"127.0.0.1:{redis.port}"]
    result = anywhere.run("check", *targets)
    assert result.code == 0, result
    lines = result.stdout.splitlines()
    assert len(lines) == 3, result
    printed = [redis.target, database.printed, f"tcp://127.0.0.1:{redis.port}"]
    for line, target in zip(lines, printed):
        assert target in line and "ready" in line, "in the order they were given"


def test_not_ready(anywhere, redis, new_fake):
    dead = f"tcp://{new_fake().address}"
    result = anywhere.run("check", dead, redis.target)
    assert result.code == 1, result
    first, second = result.stdout.splitlines()
    assert dead in first and "refused" in first.lower()
    assert redis.target in second


@pytest.mark.parametrize("scheme, behaviour", [
    ("http", fakes.early_close),
    ("redis", fakes.saying(b"-LOADING wait\r\n")),
])  # fmt: skip
def test_there_is_no_second_attempt(aweigh, new_fake, scheme, behaviour):
    fake = new_fake(behaviour).start()
    result = aweigh.run("check", f"{scheme}://{fake.address}")
    assert result.code == 1
    assert result.seconds < 3
    assert len(fake.connections()) == 1


def test_a_rejection_leaves_no_other_unasked(aweigh, new_fake):
    fake = new_fake(fakes.saying(b"-NOAUTH who are you?\r\n")).start()
    result = aweigh.run("check", f"redis://{fake.address}", "exec:sleep 0.3")
    assert result.code == 1, result
    first, second = result.stdout.splitlines()
    assert "NOAUTH" in first
    assert second.startswith("ready"), result


def test_a_stalled_target_is_cut_off_at_the_attempt_timeout(aweigh, new_fake):
    fake = new_fake(fakes.silence).start()
    result = aweigh.run("check", "--attempt-timeout=300ms", f"redis://{fake.address}")
    assert result.code == 1
    assert 0.3 <= result.seconds < 3
    assert len(fake.connections()) == 1


def test_a_stalled_target_does_not_hide_the_others(aweigh, new_fake, redis):
    fake = new_fake(fakes.silence).start()
    stalled = f"redis://{fake.address}"
    result = aweigh.run("check", "--attempt-timeout=300ms", stalled, redis.target)
    assert result.code == 1
    assert redis.target in result.stdout.splitlines()[1]


def test_the_wait_s_timeout_is_of_no_concern(aweigh, redis):
    assert aweigh.run("check", redis.target, env={"AWEIGH_TIMEOUT": "1h"}).code == 0
