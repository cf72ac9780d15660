"""--grace: TERM, then KILL, for the service and for all that it leaves behind; and no time wasted."""

import os
import re
import signal
import sys

import pytest
from support import fakes
from support.services import LEAVE_DAEMONS, RECORDER
from support.waiting import eventually, scaled

PYTHON = [sys.executable, "-IS", "-c"]
DEAF = "trap '' TERM INT QUIT"

# What a service may leave behind. Each inherits whether TERM is ignored.
LEFT = {
    "a child": "sleep 60 &",
    "a grandchild": "sh -c 'sleep 60; :' &",
    "an orphan": "(sleep 60 &)",
    "one in a session of its own": "setsid sleep 60 &",
    "a daemon": "(setsid sh -c 'sleep 60 &' &)",
    "a stopped one": "sleep 60 & kill -STOP $!",
    "a stopped daemon": "(setsid sh -c 'kill -STOP $$; sleep 60' &)",
}


@pytest.fixture
def nobody_left():
    """To be inherited by all that a test starts; its end says that all of them are gone."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)

    class Inherited:
        options = {"pass_fds": [writer]}

        def check(self):
            os.close(writer)
            assert os.read(reader, 1) == b"", "something was left"

    yield Inherited()
    os.close(reader)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT])
@pytest.mark.parametrize("words", [[], ["--group"]], ids=" ".join)
def test_a_service_that_ignores_it_is_killed_when_the_grace_is_over(supervisor, words, number):
    script = f"{DEAF}; echo ready; while :; do sleep 0.1; done"
    running = supervisor.start("--grace=0.5s", *words, "sh", "-c", script)
    running.until_stdout("ready")
    sent = running.seconds()
    running.signal(number)
    result = running.finish(10)
    assert result.code == 137
    assert 0.5 <= result.seconds - sent < 5
    assert re.search(r"the grace is over, killing .*\bsh \(pid \d+\)", result.stderr)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1, signal.SIGCONT])
def test_other_signals_begin_no_grace(supervisor, number):
    running = supervisor.start("--grace=50ms", *RECORDER)
    running.until_stdout("ready")
    running.signal(number)
    over = running.seconds() + 0.2
    eventually(lambda: running.seconds() > over, "the grace would be over")
    running.signal(signal.SIGUSR2)
    running.until_stdout(f"got {signal.SIGUSR2.value}.")
    assert "grace" not in running.stderr


def test_a_dropped_signal_begins_no_grace(supervisor):
    running = supervisor.start("--grace=50ms", "--rewrite=TERM:0", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    over = running.seconds() + 0.2
    eventually(lambda: running.seconds() > over, "the grace would be over")
    running.signal(signal.SIGUSR2)
    running.until_stdout(f"got {signal.SIGUSR2.value}.")
    assert "grace" not in running.stderr


def test_a_rewritten_signal_begins_the_grace(supervisor):
    running = supervisor.start("--grace=50ms", "--rewrite=TERM:USR1", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 137


def test_a_second_signal_does_not_prolong_the_grace(supervisor):
    running = supervisor.start("--grace=1s", "sh", "-c", f"{DEAF}; echo ready; cat", stdin=-1)
    running.until_stdout("ready")
    sent = running.seconds()
    eventually(lambda: running.signal(signal.SIGTERM) or running.ended(), "it is killed", 5)
    result = running.finish()
    assert result.code == 137
    assert result.seconds - sent < 2


def test_no_grace_at_all_is_a_kill_at_once(supervisor):
    running = supervisor.start("--grace=0", "sh", "-c", f"{DEAF}; echo ready; sleep 60; :")
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 137


def test_a_service_that_ends_in_time_is_not_killed(supervisor):
    running = supervisor.start("--grace=1m", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    result = running.finish(5)
    assert result.code == 42
    assert "grace" not in result.stderr


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_we_leave_as_soon_as_nothing_is_left(supervisor, nobody_left, left):
    result = supervisor.run(
        "--grace=1m", "sh", "-c", f"{left}\nexit 3", within=10, **nobody_left.options
    )
    assert (result.code, "killing" in result.stderr) == (3, False), result
    nobody_left.check()


@pytest.mark.parametrize("left", LEFT.values(), ids=LEFT)
def test_what_ignores_term_is_killed_and_named(supervisor, nobody_left, left):
    script = f"{DEAF}; {left}\nexit 3"
    result = supervisor.run("--grace=0.5s", "sh", "-c", script, within=10, **nobody_left.options)
    assert result.code == 3
    assert 0.5 <= result.seconds < 5
    name = "sh" if left == LEFT["a stopped daemon"] else "sleep"
    assert f"killing {name} (pid " in result.stderr or f", {name} (pid " in result.stderr
    nobody_left.check()


FORKS_WHEN_ASKED_TO_END = """
import os, signal, sys

def get_away(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.fork() != 0:
        os._exit(0)
    os.setsid()

signal.signal(signal.SIGTERM, get_away)
if os.fork() == 0:
    while True:
        signal.pause()
sys.exit(3)
"""


def test_one_that_forks_when_it_is_asked_to_end_does_not_get_away(supervisor, nobody_left):
    command = [*PYTHON, FORKS_WHEN_ASKED_TO_END]
    result = supervisor.run("--grace=0.5s", *command, within=10, **nobody_left.options)
    assert result.code == 3
    assert "killing python3 (pid " in result.stderr
    nobody_left.check()


def test_the_killed_are_told_as_an_event(supervisor):
    words = ["--grace=0.2s", "--log-format=json"]
    result = supervisor.run(*words, "sh", "-c", f"{DEAF}; sleep 60 & sleep 61 & exit 3", within=10)
    (event,) = result.events("grace_over")
    assert (event["level"], event["processes"]) == ("warn", 2)
    assert event["msg"].count("sleep (pid ") == 2


LEAVES_ONE_OF_THAT_NAME = """
import os, signal, sys

signal.signal(signal.SIGTERM, signal.SIG_IGN)
open("/proc/self/comm", "w").write(sys.argv[1])
if os.fork() == 0:
    signal.pause()
sys.exit(3)
"""


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a b", "aé", "a\nb", ") S 1 (", "%s%n"])
def test_a_name_of_any_kind_can_be_told(supervisor, name):
    words = ["--grace=0.1s", "--log-format=json"]
    result = supervisor.run(*words, *PYTHON, LEAVES_ONE_OF_THAT_NAME, name)
    (event,) = result.events("grace_over")
    assert (result.code, event["processes"]) == (3, 1), result


@pytest.mark.parametrize("deaf", [[], ["deaf"]], ids=["that end on TERM", "that are deaf"])
def test_thousands_that_are_left_are_ended(supervisor, nobody_left, deaf):
    count = scaled(200, 3000)
    grace = "--grace=0.2s" if deaf else "--grace=1m"
    words = [grace, *LEAVE_DAEMONS, str(count), *deaf]
    result = supervisor.run(*words, within=30, **nobody_left.options)
    assert result.code == 5
    assert (f"and {count - 4} more" in result.stderr) == bool(deaf)
    nobody_left.check()


def test_a_wait_that_is_ended_needs_no_grace(supervisor, new_fake):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start("--grace=1m", "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


def test_a_wait_that_cannot_be_ended_is_killed(supervisor, new_fake):
    """Stopped, say, by a debugger."""
    silent = new_fake(fakes.silence).start()
    running = supervisor.start("--grace=0.2s", "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    os.kill(running.children()[0], signal.SIGSTOP)
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 137


LEAVES_ONE_THAT_TAKES_ITS_NUMBER = """
import os, signal, sys, time

number = os.getpid()
if os.fork() != 0:
    sys.exit(3)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGUSR1, lambda *_: print("hit", flush=True))
os.setsid()  # as long as its group lives the number is not free
while os.path.exists(f"/proc/{number}"):
    pass
open("/proc/sys/kernel/ns_last_pid", "w").write(str(number - 1))
if os.fork() == 0:
    print("taken" if os.getpid() == number else "not taken", flush=True)
while True:
    signal.pause()
"""


def test_a_signal_after_the_end_of_the_service_reaches_no_stranger(pid1):
    """Its number may be somebody else's by then."""
    running = pid1.start("--grace=1s", *PYTHON, LEAVES_ONE_THAT_TAKES_ITS_NUMBER)
    running.until_stdout("taken")
    assert "not" not in running.stdout
    running.signal(signal.SIGUSR1)
    result = running.finish(10)
    assert (result.code, result.stdout) == (3, "taken\n"), result
