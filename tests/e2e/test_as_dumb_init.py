"""aweigh called dumb-init, beside dumb-init."""

import shlex
import signal
import sys

import pytest
from support.namespaces import PID1
from support.services import RECORDER
from support.stand_in import DumbInit, each_peer, side_by_side, signals_got
from support.waiting import eventually

both = each_peer(DumbInit)

STOPS = {signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
FORWARDED = sorted(
    signal.valid_signals()
    - STOPS
    - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGTERM}
)
THREE = ["sh", "-c", '"$@" & "$@" & exec "$@"', "sh", *RECORDER]

ENDS = {
    "true": 0,
    "sh -c 'exit 3'": 3,
    "-- sh -c 'exit 255'": 255,
    "sh -c 'kill -9 $$'": 137,
    "-c sh -c 'kill -TERM $$'": 143,
    "-r 15:3 -r15:0 true": 0,
    "--rewrite 15:3 --rewrite=2:0 -- true": 0,
    "--rew 15:3 --single true": 0,
    "-cr 1:2 sh -c 'exit 4'": 4,
    "no-such-program": 2,
    "/etc/passwd": 2,
    "/etc": 2,
    "": 1,
    "--": 1,
    "-c": 1,
    "-x true": 1,
    "--no-such-option true": 1,
    "--re": 1,
    "-r": 1,
    "-r 15 true": 1,
    "-r 15: true": 1,
    "-r 0:3 true": 1,
    "--single-child=yes true": 1,
    "sh -c 'echo $0' -c": 0,
    "echo -- -v ${HOME}": 0,
    "-- -c": 2,
    "wait": 2,
}


@pytest.mark.parametrize("words", ENDS)
def test_both_end_alike(both, words):
    both.assert_alike(ENDS[words], *shlex.split(words))


@pytest.mark.parametrize("words", ["-h", "--help", "-V", "--version", "-vV", "--vers -h"])
def test_both_tell_on_stderr_and_do_nothing(both, words):
    for result in both.run(*shlex.split(words)):
        assert (result.code, result.stdout) == (0, "") and result.stderr, result


def test_the_version_begins_as_dumb_init_s(both):
    theirs, ours = both.run("-V")
    assert ours.stderr.startswith(theirs.stderr.rstrip())


def test_it_says_nothing_but_what_is_wrong(both):
    for result in both.run("sh", "-c", "exit 3"):
        assert (result.code, result.stdout, result.stderr) == (3, "", "")
    for result in both.run("no-such-program"):
        assert "no-such-program" in result.stderr


@pytest.mark.parametrize("words, env", [(["-v"], {}), ([], {"DUMB_INIT_DEBUG": "1"})])
def test_it_says_more_when_told_so(both, words, env):
    for result in both.run(*words, "sh", "-c", "exit 3", env=env):
        assert result.code == 3 and "3" in result.stderr, result


@pytest.mark.parametrize("words", [[], ["-c"]], ids=" ".join)
def test_each_signal_reaches_the_service(both, words):
    theirs, ours = (signals_got(each, FORWARDED, *words) for each in (both.theirs, both.ours))
    assert theirs == ours
    assert theirs[0] == 42


def test_signals_reach_the_whole_group(both):
    numbers = [signal.SIGHUP, signal.SIGUSR1, signal.SIGWINCH]
    for each in (both.theirs, both.ours):
        code, told = signals_got(each, numbers, command=THREE, times=3)
        assert code == 42
        assert [told.count(f"got {number:d}.") for number in numbers] == [3] * 3


@pytest.mark.parametrize("words, env", [(["-c"], {}), ([], {"DUMB_INIT_SETSID": "0"})])
def test_signals_reach_the_single_child(both, words, env):
    for each in (both.theirs, both.ours):
        running = each.start(*words, *THREE, env=env)
        eventually(lambda running=running: running.stdout.count("ready") == 3, "they are ready")
        running.signal(signal.SIGUSR1)
        running.until_stdout("got 10.")
        running.signal(signal.SIGTERM)
        running.until_stdout("got 15.")
        assert running.stdout.count("got 10.") == 1


def test_a_signal_is_rewritten_or_dropped(both):
    for each in (both.theirs, both.ours):
        words = ["-r", "1:10", "-r", "12:0"]
        running = each.start(*words, *RECORDER)
        running.until_stdout("ready")
        for number in (signal.SIGUSR2, signal.SIGHUP, signal.SIGTERM):
            running.signal(number)
        result = running.finish()
        assert (result.code, result.stdout) == (42, "ready\ngot 10.\ngot 15.\n"), result


def _states(running):
    """Of the init, and of what it has started."""
    children = running.children()
    return [_state(pid) for pid in (running.pid, *children)]


def _state(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rpartition(")")[2].split()[0]


@pytest.mark.parametrize("number", sorted(STOPS))
@pytest.mark.parametrize("words", [[], ["-r", f"{signal.SIGTSTP.value}:19"]], ids=" ".join)
def test_a_signal_that_asks_to_stop_stops_the_group_and_the_init(both, number, words):
    """But a PID 1, which no STOP reaches."""
    for each in (both.theirs, both.ours):
        running = each.start(*words, *RECORDER)
        running.until_stdout("ready")
        running.signal(number)
        stopped = ["S" if each.prefix == PID1 else "T", "T"]
        eventually(lambda running=running, stopped=stopped: _states(running) == stopped, "stopped")
        running.signal(signal.SIGCONT)
        eventually(lambda running=running: _states(running) == ["S", "S"], "both go on")
        running.until_stdout(f"got {signal.SIGCONT.value}.")
        running.signal(signal.SIGTERM)
        assert running.finish().code == 42


def test_a_signal_that_is_rewritten_to_another_stops_nobody(both):
    """dumb-init stops all the same."""
    theirs, ours = (each.start("-r", "20:10", *RECORDER) for each in (both.theirs, both.ours))
    for running in (theirs, ours):
        running.until_stdout("ready")
        running.signal(signal.SIGTSTP)
        running.until_stdout("got 10.")
    if both.theirs.prefix != PID1:
        eventually(lambda: _states(theirs) == ["T", "S"], "theirs has stopped")
    assert _states(ours) == ["S", "S"]


LEAVES_ONE_BEHIND = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGQUIT])
if os.fork() == 0:
    number = signal.sigwait([signal.SIGTERM, signal.SIGQUIT])
    print("got", number.name, flush=True)
    os._exit(0)
os._exit(7)
"""


@pytest.mark.parametrize(
    "words, name", [([], "SIGTERM"), (["-r", "15:3"], "SIGQUIT"), (["-c"], None)], ids=str
)
def test_what_is_left_of_the_group_gets_term_in_the_end(aweigh, tmp_path, words, name):
    """Outside of PID 1, whose end is that of all others."""
    with side_by_side(DumbInit.paths[0], aweigh, tmp_path) as both:
        for each in (both.theirs, both.ours):
            running = each.start(*words, sys.executable, "-IS", "-c", LEAVES_ONE_BEHIND)
            assert running.process.wait(10) == 7
            if name:
                eventually(lambda running=running: f"got {name}" in running.stdout, f"{name} came")
            else:
                assert running.stdout == ""


def test_the_service_leads_a_group_of_its_own_and_theirs_a_session(both):
    script = "import os; print(os.getpgrp() == os.getpid(), os.getsid(0) == os.getpid())"
    theirs, ours = both.run(sys.executable, "-IS", "-c", script)
    assert (theirs.stdout, ours.stdout) == ("True True\n", "True False\n")


def test_a_script_without_an_interpreter_is_not_run_by_a_shell(both, tmp_path):
    script = tmp_path / "script"
    script.write_text("exit 5\n")
    script.chmod(0o755)
    theirs, ours = both.run(str(script))
    assert (theirs.code, ours.code) == (5, 2)
    assert "#!" in ours.stderr


def test_signals_may_be_named(both):
    theirs, ours = both.run("-r", "TERM:QUIT", "true")
    assert (theirs.code, ours.code) == (1, 0)
