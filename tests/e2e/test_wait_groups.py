"""--any: some of several targets are enough. after=: one is not asked before another's wait is over."""

import json
import time

import pytest
from support.ports import free_port


@pytest.fixture
def dead():
    """Where nobody listens."""
    return f"tcp://127.0.0.1:{free_port()}"


def test_one_of_several_is_enough(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run("wait", "--any", f"{dead} tcp://{up.address}")
    assert result.code == 0, result
    assert result.seconds < 3


def test_it_ends_at_once_when_enough_are_ready(aweigh, new_fake, later, dead):
    """Also while another member is in the middle of an attempt, or pauses for long."""
    late, silent = new_fake(), new_fake().start()
    later(1.0, late.start)
    result = aweigh.run(
        "wait", "--any",
        f"{dead}#interval=30s&max-interval=30s redis://{silent.address} tcp://{late.address}",
    )  # fmt: skip
    assert result.code == 0, result
    assert 1.0 <= result.seconds < 3


def test_others_are_waited_for_all_the_same(aweigh, new_fake, later, dead):
    up, late = new_fake().start(), new_fake()
    later(0.7, late.start)
    result = aweigh.run("wait", f"tcp://{late.address}", "--any", f"{dead} tcp://{up.address}")
    assert result.code == 0, result
    assert result.seconds >= 0.7


def test_so_many_as_it_says(aweigh, new_fake, later, dead):
    up, late = new_fake().start(), new_fake()
    later(0.7, late.start)
    result = aweigh.run("wait", "--any", f"2: {dead} tcp://{up.address} tcp://{late.address}")
    assert result.code == 0, result
    assert result.seconds >= 0.7


def test_too_few(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run("wait", "-t", "300ms", "--any", f"2: {dead} tcp://{up.address} {dead}")
    assert result.code == 124, result
    assert "2 of 3 are enough" in result.stderr, result


def test_a_rejection_is_none_of_the_whole_wait(aweigh, new_fake, later, redis):
    """As long as another member may be ready."""
    late = new_fake()
    later(1.0, late.start)
    wrong = f"redis://:wrong@127.0.0.1:{redis.port}"
    result = aweigh.run(
        "wait", "--rejection-grace", "100ms", "--any", f"{wrong} tcp://{late.address}"
    )
    assert result.code == 0, result
    result = aweigh.run(
        "wait", "-t", "20s", "--rejection-grace", "100ms", "--any", f"{wrong} {wrong}/1"
    )
    assert result.code == 69, result
    assert result.seconds < 10


def test_check_tells_the_group(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run("check", "--output", "json", "--any", f"tcp://{up.address} {dead}")
    assert result.code == 0, result
    told = json.loads(result.stdout)
    assert told["outcome"] == "ready"
    assert [(each["any"], each["enough"]) for each in told["targets"]] == [(1, 1), (1, 1)]
    assert told["targets"][0]["outcome"] == "ready"


def test_the_variable_holds_groups_in_quotes(aweigh, new_fake, dead):
    up = new_fake().start()
    env = {"AWEIGH_ANY": f"'{dead} tcp://{up.address}' 'tcp://{up.address} {dead}'"}
    result = aweigh.run("wait", "--explain", "--output", "json", env=env)
    assert [each["any"] for each in json.loads(result.stdout)["targets"]] == [1, 1, 2, 2]
    assert aweigh.run("wait", env=env).code == 0


def test_the_report_tells_who_was_not_needed(aweigh, new_fake, dead, tmp_path):
    up = new_fake().start()
    report = tmp_path / "report.json"
    words = ["wait", "--report", str(report), "--any", f"{dead} tcp://{up.address}"]
    assert aweigh.run(*words).code == 0
    outcomes = [each["outcome"] for each in json.loads(report.read_text())["targets"]]
    assert outcomes == ["unneeded", "ready"]


def test_one_comes_after_another(aweigh, new_fake, later):
    first, second = new_fake(), new_fake().start()
    later(0.7, first.start)
    begun = time.monotonic()
    result = aweigh.run(
        "wait", f"tcp://{second.address}#after=db", f"tcp://{first.address}#name=db"
    )
    assert result.code == 0, result
    assert second.connected_at[0] - begun >= 0.7


def test_what_was_never_asked_is_told_so(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run("wait", "-t", "300ms", f"tcp://{up.address}#after=db", f"{dead}#name=db")
    assert result.code == 124, result
    assert f"not asked, it comes after {dead}" in result.stderr, result
    assert not up.connected_at


def test_an_optional_one_that_fails_lets_the_next_go_on(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run(
        "wait", f"tcp://{up.address}#after=cache", f"{dead}#name=cache&optional&timeout=300ms"
    )
    assert result.code == 0, result
    assert len(up.connected_at) == 1


def test_its_own_time_ends_while_it_waits_for_its_turn(aweigh, new_fake, dead):
    up = new_fake().start()
    result = aweigh.run(
        "wait", "-t", "20s", f"tcp://{up.address}#after=db&timeout=200ms&optional",
        f"{dead}#name=db&timeout=600ms",
    )  # fmt: skip
    assert result.code == 124, result
    assert not up.connected_at


@pytest.mark.parametrize(
    "words, cause",
    [
        (["a:1#after=db"], "no target has name=db"),
        (["a:1#after=a&name=a"], "it would wait for itself"),
        (["--any", "a:1"], "it takes several targets"),
    ],
)
def test_what_makes_no_sense_is_refused(aweigh, words, cause):
    result = aweigh.run("wait", *words)
    assert result.code == 64, result
    assert cause in result.stderr
