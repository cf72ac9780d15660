"""--term-delay: the first TERM reaches the service later, and nothing else does."""

import os
import re
import signal
import time

import pytest
from support import fakes
from support.services import RECORDER
from support.waiting import eventually

GOT_TERM = f"got {signal.SIGTERM.value}."


@pytest.fixture(params=["at once", "after a wait"])
def start(request, supervisor, redis):
    """Starts a service under the resident supervisor, with nothing before it, or with a wait."""
    wait = ["-w", redis.target] if request.param == "after a wait" else []

    def start(*words):
        running = supervisor.start(*wait, *words)
        running.until_stdout("ready")
        return running

    return start


def test_term_comes_when_the_delay_is_over(start):
    running = start("--term-delay=1s", *RECORDER)
    sent = running.seconds()
    running.signal(signal.SIGTERM)
    running.until_stderr("holding TERM back for 1 s, until ")
    assert GOT_TERM not in running.stdout
    result = running.finish(10)
    assert (result.code, GOT_TERM in result.stdout) == (42, True), result
    assert 1 <= result.seconds - sent < 5
    assert result.stdout.count("got") == 1


def test_a_second_one_goes_through_at_once_and_both_are_one(supervisor):
    running = supervisor.start("--term-delay=1s", "--rewrite=TERM:USR1", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    running.until_stderr("holding TERM back")
    running.signal(signal.SIGTERM)
    running.until_stdout(f"got {signal.SIGUSR1.value}.", within=0.9)
    over = running.seconds() + 1.5
    eventually(lambda: running.seconds() > over, "the delay would be over")
    assert running.stdout.count("got") == 1
    running.signal(signal.SIGTERM)
    eventually(lambda: running.stdout.count("got") == 2, "a third one is not held back")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGUSR1])
def test_other_signals_go_through_at_once(start, number):
    running = start("--term-delay=1m", *RECORDER)
    running.signal(signal.SIGTERM)
    running.until_stderr("holding TERM back")
    running.signal(number)
    running.until_stdout(f"got {number.value}.")
    assert GOT_TERM not in running.stdout


def test_it_is_the_term_that_we_get_that_is_held_back(supervisor):
    """Not what becomes one."""
    running = supervisor.start("--term-delay=1m", "--rewrite=USR1:TERM", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGUSR1)
    assert running.finish(10).code == 42


def test_a_dropped_term_is_not_held_back(supervisor):
    running = supervisor.start("--term-delay=10ms", "--rewrite=TERM:0", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    running.signal(signal.SIGUSR1)
    running.until_stdout(f"got {signal.SIGUSR1.value}.")
    assert "holding" not in running.stderr


def test_the_group_gets_it_later_too(supervisor):
    script = "trap 'echo got; exit 3' TERM; sleep 60 & echo ready; wait"
    running = supervisor.start("--term-delay=0.5s", "--group", "sh", "-c", script)
    running.until_stdout("ready")
    sent = running.seconds()
    running.signal(signal.SIGTERM)
    result = running.finish(10)
    assert (result.code, result.stdout) == (3, "ready\ngot\n"), result
    assert result.seconds - sent >= 0.5


def test_the_grace_counts_from_when_it_has_reached_the_service(supervisor):
    script = "trap '' TERM; echo ready; while :; do sleep 0.1; done"
    running = supervisor.start("--term-delay=0.7s", "--grace=0.5s", "sh", "-c", script)
    running.until_stdout("ready")
    sent = running.seconds()
    running.signal(signal.SIGTERM)
    result = running.finish(10)
    assert result.code == 137
    assert 1.2 <= result.seconds - sent < 6
    forwarded, killed = (result.stderr.index(word) for word in ["forwarded TERM", "the grace is"])
    assert forwarded < killed


@pytest.mark.parametrize("words", [[], ["--grace=1m"]], ids=" ".join)
def test_a_service_that_ends_by_itself_meanwhile_ends_it(start, words):
    script = "trap 'exit 7' USR1; echo ready; while :; do sleep 0.05; done"
    running = start("--term-delay=1m", *words, "sh", "-c", script)
    running.signal(signal.SIGTERM)
    running.until_stderr("holding TERM back")
    running.signal(signal.SIGUSR1)
    result = running.finish(10)
    assert (result.code, "forwarded TERM" in result.stderr) == (7, False), result


def test_a_wait_is_ended_at_once(supervisor, new_fake):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start("--term-delay=1m", "-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(10).code == 143


def test_it_sleeps_while_it_holds_one_back(supervisor):
    running = supervisor.start("--term-delay=1m", *RECORDER)
    running.until_stdout("ready")
    eventually(lambda: running.process_file("cmdline").startswith("aweigh-init"), "it has settled")
    running.signal(signal.SIGTERM)
    running.until_stderr("holding TERM back")
    eventually(lambda: running.status("State").startswith("S"), "it sleeps")
    before = running.status("voluntary_ctxt_switches")
    time.sleep(1)  # nothing is to happen
    assert running.status("voluntary_ctxt_switches") == before


def test_it_is_told_as_an_event(supervisor):
    words = ["--log-format=json", "--term-delay=0.2s", "--log-level=info"]
    running = supervisor.start(*words, *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    result = running.finish(10)
    (held,) = result.events("signal_held")
    (forwarded,) = result.events("signal_forwarded")
    assert (held["signal"], held["delay_ms"], held["pid"]) == ("TERM", 200, forwarded["pid"])
    until = re.search(r"until (\d\d):(\d\d):(\d\d) UTC", held["msg"])
    assert int(until[2]) * 60 + int(until[3]) - _seconds(held) in (0, 1, 1 - 3600)


def _seconds(line):
    """Into the hour."""
    minutes, seconds = re.search(r"T\d\d:(\d\d):(\d\d)\.", line["time"]).groups()
    return int(minutes) * 60 + int(seconds)


@pytest.mark.parametrize("words, env", [([], {"AWEIGH_TERM_DELAY": "0"}), (["--term-delay=0"], {})])
def test_no_delay_needs_no_supervisor(aweigh, words, env):
    running = aweigh.start("-q", "--init=never", *words, "sh", "-c", "echo $PPID", env=env)
    assert running.finish().stdout == f"{os.getpid()}\n"
