"""Signals that come during the wait, when the service cannot handle them yet."""

import os
import signal
import subprocess
from contextlib import contextmanager

import pytest
from support.services import RECORDER
from support.waiting import eventually

RTMIN = 34
WOULD_END_IT = [signal.SIGUSR1, signal.SIGALRM, signal.SIGABRT, signal.SIGSEGV, RTMIN, 64]
NAMES = ["USR1", "ALRM", "ABRT", "SEGV", "RTMIN", "RTMAX"]


@pytest.fixture
def gate(tmp_path):
    return tmp_path / "gate"


def _status(pid, name):
    with open(f"/proc/{pid}/status") as file:
        lines = dict(line.split(":", 1) for line in file)
    return lines[name].strip()


def _pending(pid):
    return int(_status(pid, "ShdPnd"), 16)


def _wait_and_send(program, gate, numbers, *words):
    """Starts the wait, sends the signals, and lets the service start when they are pending."""
    running = program.start("-w", f"file:{gate}", *words)
    running.until_stderr("waiting for")
    for number in numbers:
        os.kill(running.pid, number)
    preflight = [running.pid, *running.children()][-1]
    sent = sum(1 << (number - 1) for number in set(numbers))
    eventually(lambda: _pending(preflight) & sent == sent, "they have arrived")
    gate.touch()
    return running


SERVICE = ["sh", "-c", "echo ran; exit 3"]


@pytest.mark.parametrize("number, name", zip(WOULD_END_IT, NAMES), ids=NAMES)
def test_the_service_runs_all_the_same(anywhere, gate, number, name):
    result = _wait_and_send(anywhere, gate, [number], *SERVICE).finish()
    assert (result.code, result.stdout) == (3, "ran\n"), result
    line = f"aweigh: warning: {name} came before the service could handle it: dropped"
    assert result.stderr.splitlines().count(line) == 1, result


def test_a_mapped_exit_code_makes_no_success_of_it(supervisor, gate):
    words = ["--map-exit=138:0", *SERVICE]
    result = _wait_and_send(supervisor, gate, [signal.SIGUSR1], *words).finish()
    assert (result.code, result.stdout) == (3, "ran\n"), result


def test_it_is_an_event(anywhere, gate):
    running = anywhere.start("--log-format=json", "-w", f"file:{gate}", *SERVICE)
    running.until_stderr("waiting for")
    os.kill(running.pid, signal.SIGUSR2)
    preflight = [running.pid, *running.children()][-1]
    eventually(lambda: _pending(preflight), "it has arrived")
    gate.touch()
    (event,) = running.finish().events("signal_dropped")
    assert (event["level"], event["signal"]) == ("warn", "USR2")


def test_a_service_that_finds_them_blocked_gets_them(anywhere, gate):
    """It can ask for them when it likes."""
    blocked = anywhere.within([*anywhere.prefix, "env", "--block-signal=USR1,ALRM"])
    running = _wait_and_send(blocked, gate, [signal.SIGUSR1, signal.SIGALRM], *RECORDER)
    for number in [signal.SIGUSR1, signal.SIGALRM]:
        running.until_stdout(f"got {number.value}.")
    assert "dropped" not in running.stderr


def test_what_the_service_would_ignore_is_not_worth_a_word(anywhere, gate):
    deaf = anywhere.within([*anywhere.prefix, "env", "--ignore-signal=USR1"])
    result = _wait_and_send(deaf, gate, [signal.SIGUSR1], *SERVICE).finish()
    assert result.code == 3 and "dropped" not in result.stderr, result


@contextmanager
def _slow_to_take_signals(pid, log):
    """Once: the process has looked what else there is, and has yet to take the first signal."""
    command = ["strace", "-qq", "-o", log, "-p", str(pid), "-e", "trace=rt_sigtimedwait"]
    command += ["-e", "inject=rt_sigtimedwait:delay_enter=1s:when=1"]
    strace = subprocess.Popen(command)
    try:
        eventually(lambda: not _status(pid, "TracerPid").startswith("0"), "strace watches it")
        os.kill(pid, signal.SIGWINCH)
        eventually(lambda: _status(pid, "State").startswith("t"), "it is about to take the signal")
        yield
    finally:
        strace.terminate()
        strace.wait()


def test_who_has_seen_the_service_run_reaches_it_as_a_service(supervisor, gate, tmp_path):
    """The supervisor looks again: it has last looked when the service was not there yet."""
    service = ["sh", "-c", "trap 'exit 9' QUIT; trap 'exit 8' TERM; echo ran; while :; do :; done"]
    running = supervisor.start("--rewrite=TERM:QUIT", "-w", f"file:{gate}", *service)
    running.until_stderr("waiting for")
    eventually(lambda: running.process_file("cmdline").startswith("aweigh-init"), "it has settled")
    with _slow_to_take_signals(running.pid, tmp_path / "strace"):
        gate.touch()
        running.until_stdout("ran")
        os.kill(running.pid, signal.SIGTERM)
        assert running.finish().code == 9
