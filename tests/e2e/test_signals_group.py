"""--group: what is forwarded goes to the service's whole process group."""

import signal
import sys

import pytest
from support.services import CHANGE_GROUP, RECORDER
from support.waiting import eventually

# the service, and two children of it
THREE = ["sh", "-c", '"$@" & "$@" & exec "$@"', "sh", *RECORDER]


def _until_all(running, line):
    eventually(lambda: running.stdout.count(line) == 3, f"{line} three times")


@pytest.fixture
def group(supervisor):
    return supervisor.within(supervisor.prefix, "--init=always", "--group")


def test_the_whole_group_gets_each_signal_once(group):
    running = group.start(*THREE)
    _until_all(running, "ready")
    for number in [signal.SIGHUP, signal.SIGUSR1, signal.SIGWINCH, 34, signal.SIGUSR2]:
        running.signal(number)
        _until_all(running, f"got {number:d}.")
    assert running.stdout.count("got") == 15
    running.signal(signal.SIGTERM)
    result = running.finish()  # PID 1 takes along whoever has not got as far as the service
    assert result.code == 42 and "got 15." in result.stdout, result


def test_a_rewritten_signal_goes_to_the_whole_group(group):
    running = group.start("--rewrite=HUP:USR1", *THREE)
    _until_all(running, "ready")
    running.signal(signal.SIGHUP)
    _until_all(running, f"got {signal.SIGUSR1.value}.")


def test_without_it_the_service_alone_gets_each_signal(supervisor):
    running = supervisor.start(*THREE)
    _until_all(running, "ready")
    for number in [signal.SIGHUP, signal.SIGUSR1]:
        running.signal(number)
        running.until_stdout(f"got {number.value}.")
    assert running.stdout.count("got") == 2


def test_the_service_leads_a_group_of_its_own(group):
    assert_leads = "import os; assert os.getpgrp() == os.getpid() != os.getpgid(os.getppid())"
    assert group.run(sys.executable, "-IS", "-c", assert_leads).code == 0


def test_outside_of_pid_1_it_stays_in_the_caller_s_group_unless_told_so(aweigh):
    stays = "import os, sys; sys.exit(os.getpgrp() != os.getpgid(os.getppid()))"
    assert aweigh.run("--init=always", sys.executable, "-IS", "-c", stays).code == 0


def test_a_service_that_moved_to_another_group_still_gets_its_signals(group):
    """And so does whom it left behind."""
    running = group.start(*CHANGE_GROUP)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR1)
    running.until_stdout("the service has got it")
    running.until_stdout("the one left behind has got it")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 143


def test_a_service_that_leaves_its_group_empty_still_gets_its_signals(group):
    moves = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
child = os.fork()
if child == 0:
    signal.pause()
os.setpgid(child, child)
os.setpgid(0, child)
print("ready", flush=True)
signal.sigwait([signal.SIGUSR1])
os.kill(child, signal.SIGKILL)
sys.exit(5)
"""
    running = group.start(sys.executable, "-IS", "-c", moves)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR1)
    assert running.finish(5).code == 5
