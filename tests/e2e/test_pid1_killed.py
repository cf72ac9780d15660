"""kill -9 of whom you like, when you like: a clear exit code, and no zombie."""

import os
import signal

import pytest
from support import fakes
from support.migrations import AT_THE_GATE, gate_closed, wait_until_at_gate
from support.services import RECORDER
from support.waiting import eventually


def _assert_gone(*pids):
    for pid in pids:
        eventually(lambda: not os.path.exists(f"/proc/{pid}"), f"{pid} is gone")


@pytest.fixture(params=[[], ["--group"], ["--grace=1m"], ["--map-exit=137:0"]], ids=" ".join)
def words(request):
    return request.param


@pytest.fixture
def waiting(supervisor, words, new_fake):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start(*words, "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    return running


def test_a_preflight_that_is_killed_while_it_waits(waiting):
    (preflight,) = waiting.children()
    os.kill(preflight, signal.SIGKILL)
    result = waiting.finish(5)
    assert result.code == 137
    _assert_gone(preflight)
    assert "aweigh: error: the preflight, which waits and migrates, was ended by KILL after" in (
        result.stderr
    )
    assert "memory" not in result.stderr


def test_a_preflight_that_is_killed_while_it_migrates(supervisor, words, database, migrations):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        running = supervisor.start(*words, "-m", str(directory), "--database", database.url, "true")
        wait_until_at_gate(database)
        (preflight,) = running.children()
        os.kill(preflight, signal.SIGKILL)
        assert running.finish(5).code == 137
        _assert_gone(preflight)


def test_a_service_that_is_killed(supervisor, words):
    running = supervisor.start(*words, *RECORDER)
    running.until_stdout("ready")
    (service,) = running.children()
    os.kill(service, signal.SIGKILL)
    assert running.finish(5).code == (0 if "--map-exit=137:0" in words else 137)
    _assert_gone(service)


def test_a_service_that_is_killed_when_it_has_barely_begun(supervisor, words):
    """At any moment of its start: as it may still be us, a mapped exit code is as good."""
    for _ in range(20):
        running = supervisor.start(*words, "sleep", "60")
        child = eventually(running.children, "it has a child")[0]
        os.kill(child, signal.SIGKILL)
        assert running.finish(5).code in {137, 0 if "--map-exit=137:0" in words else 137}
        _assert_gone(child)


def test_pid_1_that_is_killed_takes_everything_with_it(pid1):
    running = pid1.start("sh", "-c", "setsid sleep 60 & echo ready; sleep 60")
    running.until_stdout("ready")
    (service,) = running.children()
    os.kill(running.pid, signal.SIGKILL)
    running.finish(5)  # unshare has a code of its own for that
    _assert_gone(service, running.pid)


def test_a_supervisor_that_is_killed_leaves_the_service_alone(aweigh):
    """Unless --pdeath-signal says otherwise."""
    running = aweigh.start("--init=always", *RECORDER)
    running.until_stdout("ready")
    (service,) = running.children()
    os.kill(running.pid, signal.SIGKILL)
    assert running.process.wait(5) == -signal.SIGKILL
    os.kill(service, signal.SIGUSR1)
    eventually(lambda: f"got {signal.SIGUSR1.value}." in running.stdout, "it still works")
    os.kill(service, signal.SIGTERM)
    _assert_gone(service)


def test_a_wait_ends_when_the_supervisor_is_killed(aweigh, words, new_fake):
    silent = new_fake(fakes.silence).start()
    running = aweigh.start("--init=always", *words, "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    (preflight,) = running.children()
    os.kill(running.pid, signal.SIGKILL)
    _assert_gone(preflight)
    assert "TERM ended the wait" in running.stderr


@pytest.mark.parametrize("prefix", [[], ["env", "--ignore-signal=PIPE"]], ids=" ".join)
def test_no_service_starts_when_the_supervisor_was_killed(aweigh, new_fake, tmp_path, prefix):
    """Whoever started it believes that it is over."""
    fake = new_fake()
    started = tmp_path / "started"
    words = ["--init=always", "-w", f"tcp://{fake.address}", "touch", started]
    running = aweigh.within(prefix).start(*words)
    running.until_stderr("waiting for")
    (preflight,) = running.children()
    os.kill(running.pid, signal.SIGKILL)
    assert running.process.wait(5) == -signal.SIGKILL
    fake.start()
    _assert_gone(preflight)
    assert not started.exists()
