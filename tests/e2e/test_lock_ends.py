"""`aweigh lock` whose command does not come to its own end."""

import os
import signal

import pytest
from support.processes import survivors
from support.waiting import eventually

GRACE = 5  # seconds from TERM to KILL


@pytest.fixture
def words(lockable):
    return lambda script: ["lock", "--database", lockable.url, "sh", "-c", script]


def polite(marker):
    """Says when it gets TERM, and ends."""
    return f"trap 'echo got TERM; exit 0' TERM; echo it runs; sleep {marker} & wait"


LOSSES = {
    "an administrator": lambda lockable: lockable.end_holder(),
    "a crash": lambda lockable: lockable.crash(),
    "the server is stopped": lambda lockable: lockable.server.stop(signal.SIGQUIT),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_the_lock_is_lost(anywhere, new_lockable, marker, loss):
    lockable = new_lockable()
    lockable.server.start_and_wait()
    running = anywhere.start("lock", "--database", lockable.url, "sh", "-c", polite(marker))
    running.until_stderr("it runs")
    loss(lockable)
    result = running.finish(GRACE - 1)
    assert result.code == 65, result
    assert "got TERM" in result.stderr
    assert "cannot finish sh: it was stopped, for the migration lock is lost" in result.stderr
    assert survivors(marker) == []


def test_the_server_s_own_words_say_why_it_is_lost(aweigh, lockable, words, marker):
    running = aweigh.start(*words(polite(marker)))
    running.until_stderr("it runs")
    lockable.end_holder()
    assert lockable.words_of_end in running.finish().stderr


def test_others_get_the_lock_then(aweigh, lockable, words, marker):
    running = aweigh.start(*words(polite(marker)))
    running.until_stderr("it runs")
    waiting = aweigh.start(*words("echo second"))
    waiting.until_stderr("waiting for the migration lock")
    lockable.end_holder()
    assert running.finish().code == 65
    assert waiting.finish().code == 0


def test_what_ignores_term_is_killed(aweigh, lockable, words, marker):
    running = aweigh.start(*words(f"trap '' TERM; echo it runs; sleep {marker}; sleep {marker}"))
    running.until_stderr("it runs")
    before = running.seconds()
    lockable.end_holder()
    result = running.finish(GRACE + 5)
    assert result.code == 65, result
    assert result.seconds - before >= GRACE
    assert survivors(marker) == []


@pytest.fixture
def end_in_silence(new_lockable, tmp_path):
    """Runs a program under the lock, which goes on to `end` once the server answers no more: it has
    gone over to another machine, say, where the lock is free."""

    def run(program, end):
        lockable = new_lockable()
        lockable.server.start_and_wait()
        go = tmp_path / "go"
        script = f"echo it runs; until [ -e {go} ]; do sleep 0.05; done; {end}"
        running = program.start("lock", "-t", "5s", "--database", lockable.url, "sh", "-c", script)
        running.until_stderr("it runs")
        lockable.fall_silent()
        go.touch()
        return running.finish(20)

    return run


def test_a_program_that_ended_well_may_not_have_had_the_lock_to_the_end(anywhere, end_in_silence):
    result = end_in_silence(anywhere, "exit 0")
    assert result.code == 65, result
    assert "cannot keep the migration lock to the end: " in result.stderr
    assert "another may have had it meanwhile" in result.stderr


def test_a_program_that_failed_keeps_its_code(aweigh, end_in_silence):
    assert end_in_silence(aweigh, "exit 7").code == 7


STOPPED = {signal.SIGTERM: 143, signal.SIGINT: 130}


@pytest.mark.parametrize("number, code", STOPPED.items())
def test_a_signal_ends_the_command(anywhere, words, marker, number, code):
    running = anywhere.start(*words(polite(marker)))
    running.until_stderr("it runs")
    running.signal(number)
    result = running.finish(GRACE - 1)
    assert result.code == code, result
    assert "got TERM" in result.stderr
    assert survivors(marker) == []


def test_a_signal_ends_what_ignores_it(anywhere, words, marker):
    running = anywhere.start(*words(f"trap '' TERM; echo it runs; sleep {marker}; sleep {marker}"))
    running.until_stderr("it runs")
    running.signal(signal.SIGTERM)
    assert running.finish(GRACE + 5).code == 143
    assert survivors(marker) == []


def test_the_lock_is_held_until_the_command_has_ended(aweigh, lockable, words, tmp_path):
    """Also when it is stopped."""
    gate = tmp_path / "gate"
    linger = f"until test -e {gate}; do sleep 0.02; done"
    script = f"trap 'echo got TERM; {linger}; exit 0' TERM; echo it runs; {linger}"
    running = aweigh.start(*words(script))
    running.until_stderr("it runs")
    running.signal(signal.SIGTERM)
    running.until_stderr("got TERM")
    assert lockable.holder()
    gate.touch()
    assert running.finish().code == 143
    eventually(lambda: not lockable.holder(), "the lock is free")


@pytest.mark.parametrize("number, code", STOPPED.items())
def test_a_signal_ends_the_wait_for_the_lock(anywhere, words, marker, number, code):
    first = anywhere.start(*words(polite(marker)))
    first.until_stderr("it runs")
    running = anywhere.start(*words("echo second"))
    running.until_stderr("waiting for the migration lock")
    running.signal(number)
    result = running.finish(3)
    assert result.code == code, result
    assert "ended the wait for the migration lock" in result.stderr
    assert not first.ended()


def test_a_signal_during_unless_ends_all(aweigh, lockable, tmp_path, marker):
    ran = tmp_path / "ran"
    unless = f'sh -c "{polite(marker)}"'
    own = ["lock", "--database", lockable.url, "--unless", unless]
    running = aweigh.start(*own, "touch", str(ran))
    running.until_stderr("it runs")
    running.signal(signal.SIGTERM)
    assert running.finish(GRACE - 1).code == 143
    assert not ran.exists()


def test_killed_it_takes_the_command_along_and_frees_the_lock(anywhere, words, marker):
    """With all that it has started."""
    running = anywhere.start(*words(f"sh -c 'echo it runs; sleep {marker} & wait'; sleep {marker}"))
    running.until_stderr("it runs")
    os.kill(running.pid, signal.SIGKILL)
    eventually(lambda: not survivors(marker), "the program is gone")
    running.finish(3)
    assert anywhere.run(*words("echo second"), within=5).code == 0


def test_a_second_signal_ends_all_at_once(anywhere, words, marker):
    deaf = f"trap '' TERM; sh -c 'echo it runs; sleep {marker}; sleep {marker}'; sleep {marker}"
    running = anywhere.start(*words(deaf))
    running.until_stderr("it runs")
    # Of two signals that are pending, the lower number is taken first.
    running.signal(signal.SIGINT)
    running.signal(signal.SIGTERM)
    result = running.finish(GRACE - 1)
    assert result.code == 143, result
    eventually(lambda: not survivors(marker), "nothing is left")


def test_what_it_leaves_behind_holds_up_nobody(aweigh, words, marker):
    result = aweigh.run(*words(f"sleep {marker} & exit 3"), within=5)
    assert result.code == 3, result
    assert survivors(marker) == []
