"""What stays in front of the service: small, asleep, and holding nothing."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support import fakes
from support.secret import CANARY
from support.services import RECORDER
from support.waiting import eventually, scaled


@pytest.fixture
def start(supervisor):
    """Starts it, and returns once it is as it will stay."""

    def start(*words, **options):
        running = supervisor.start(*words, **options)
        running.until_stdout("ready")
        eventually(
            lambda: running.process_file("cmdline").startswith("aweigh-init"), "it has settled"
        )
        return running

    return start


def _descriptors(running):
    directory = f"/proc/{running.pid}/fd"
    return {int(fd): os.readlink(f"{directory}/{fd}") for fd in os.listdir(directory)}


def _switches(running):
    return [int(running.status(f"{kind}voluntary_ctxt_switches")) for kind in ("", "non")]


@pytest.mark.parametrize("words", [[], ["--grace=1m"], ["--term-delay=1m"], ["--group"]], ids=" ".join)
def test_it_sleeps_as_long_as_nothing_happens(start, words):
    running = start(*words, *RECORDER)
    eventually(lambda: running.status("State").startswith("S"), "it sleeps")
    before = _switches(running)
    time.sleep(2)  # nothing is to happen
    assert _switches(running) == before


def test_it_sleeps_while_a_preflight_waits(supervisor, new_fake):
    silent = new_fake(fakes.silence).start()
    running = supervisor.start("-w", f"redis://{silent.address}", "true")
    eventually(lambda: silent.connected_at, "it waits")
    eventually(lambda: running.process_file("cmdline").startswith("aweigh-init"), "it has settled")
    eventually(lambda: running.status("State").startswith("S"), "it sleeps")
    before = _switches(running)
    time.sleep(1)
    assert _switches(running) == before


def test_it_holds_stderr_only(start):
    reader, writer = os.pipe()
    running = start(*RECORDER, pass_fds=[writer])
    os.close(reader)
    os.close(writer)
    eventually(lambda: len(_descriptors(running)) == 1, "it has let go of the rest")
    assert _descriptors(running) == {2: os.readlink(f"/proc/{running.children()[0]}/fd/2")}


def test_it_holds_no_directory(start, tmp_path):
    running = start(*RECORDER, cwd=tmp_path)
    eventually(lambda: os.readlink(f"/proc/{running.pid}/cwd") == "/", "it has let go of it")


def test_it_holds_none_when_the_service_begins(supervisor, tmp_path):
    for _ in range(scaled(20, 500)):
        result = supervisor.run("-q", "sh", "-c", "readlink /proc/$PPID/cwd", cwd=tmp_path)
        assert result.stdout == "/\n", result


def test_it_finds_itself_by_a_relative_path(aweigh, tmp_path):
    """Which leads nowhere from the root directory. There /proc is not that of its namespace."""
    os.symlink(aweigh.binary, tmp_path / "aweigh")
    running = aweigh.start_command(["./aweigh", "--init=always", *RECORDER], cwd=tmp_path)
    running.until_stdout("ready")
    eventually(lambda: os.readlink(f"/proc/{running.pid}/cwd") == "/", "it has let go of it")


def test_it_is_called_aweigh(start):
    running = start(*RECORDER)
    eventually(lambda: running.status("Name") == "aweigh", "it has its name")
    assert running.process_file("cmdline") == "aweigh-init\0"


def test_it_settles_without_proc(in_empty_root, new_fake):
    silent = new_fake(fakes.silence).start()
    running = in_empty_root.start("-w", f"redis://:{CANARY}@{silent.address}", "/aweigh", "version")
    eventually(lambda: silent.connected_at, "it waits")
    [pid] = running.children()
    eventually(lambda: _words_of(pid) == "aweigh-init\0", "it has settled")


def _words_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text()


def test_its_environment_is_what_it_needs_to_know(start):
    environment = start(*RECORDER, env={"SECRET": "s"}).process_file("environ")
    words = r"aweigh-init=[-\d ]+\0aweigh-rewrite=\0aweigh-map-exit=\0aweigh-log-fields=\0"
    assert re.fullmatch(words, environment), environment


def _private_dirty(running):
    text = running.process_file("smaps_rollup")
    return int(re.search(r"Private_Dirty: +(\d+) kB", text)[1])


FORKS_ORPHANS_WHEN_ASKED = """
trap 'for i in 1 2 3 4 5; do (sh -c "exit 1" &); done; echo forked' USR1
echo ready
while :; do sleep 60 & wait; done
"""


def test_it_does_not_grow(start):
    """Not with the signals that it forwards, nor with the orphans that it reaps."""
    running = start("sh", "-c", FORKS_ORPHANS_WHEN_ASKED)

    def held_after_work():
        for _ in range(scaled(20, 500)):
            times = running.stdout.count("forked") + 1
            running.signal(signal.SIGUSR1)
            eventually(lambda: running.stdout.count("forked") == times, "it has forked")
        return running.status("VmData"), _private_dirty(running)

    # On a busy machine a path that is seldom run may meet a page of its own for the first time; what
    # grows with the work is never the same twice.
    held = [held_after_work()]
    while len(held) < 5 and held[-1:] != held[-2:-1]:
        held.append(held_after_work())
    assert held[-1] == held[-2], held


def _zombies(running):
    ps = ["ps", "--no-headers", "-o", "state", "--ppid", str(running.pid)]
    states = subprocess.run(ps, capture_output=True, text=True).stdout.split()
    return states.count("Z")


def test_thousands_of_orphans_leave_no_zombie(start):
    count = scaled(300, 5000)
    script = """
        trap 'exit 0' USR1
        i=0
        while [ $i -lt %d ]; do (sh -c 'exit 1' & ) ; i=$((i + 1)); done
        echo ready
        while :; do sleep 0.05; done
    """
    running = start("bash", "-c", script % count)
    eventually(lambda: len(running.children()) == 1, "only the service is left")
    assert _zombies(running) == 0
    running.signal(signal.SIGUSR1)
    assert running.finish().code == 0


def test_orphans_that_end_all_at_once_are_reaped(start):
    """One SIGCHLD may stand for many."""
    count = scaled(100, 2000)
    script = """
        for i in $(seq %d); do (sleep 60 &); done
        echo ready
        read word
        :
    """
    running = start("bash", "-c", script % count, stdin=subprocess.PIPE)
    eventually(lambda: len(running.children()) == count + 1, "they are ours")
    service, *orphans = sorted(running.children(), key=lambda pid: _name(pid) != "bash")
    for pid in orphans:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: running.children() == [service], "only the service is left")
    assert _zombies(running) == 0


def test_the_end_of_the_service_does_not_wait_for_a_look_at_all(start):
    """One SIGCHLD stands for the ends of orphans and of the service, soon after a look at all."""
    script = """
        for i in 1 2 3; do (sleep 60 &); done
        echo ready
        exec sleep 60
    """
    between_looks = 0.05

    def seconds_since_a_look():
        running = start("bash", "-c", script)
        eventually(lambda: len(running.children()) == 4, "they are ours")
        service, *orphans = sorted(running.children())
        begun = time.monotonic()
        os.kill(orphans[0], signal.SIGKILL)
        eventually(lambda: orphans[0] not in running.children(), "it has looked")
        os.kill(running.pid, signal.SIGSTOP)
        eventually(lambda: running.status("State").startswith("T"), "it is stopped")
        for pid in [*orphans[1:], service]:
            os.kill(pid, signal.SIGKILL)
            eventually(lambda pid=pid: _is_zombie(pid), "it has ended")
        os.kill(running.pid, signal.SIGCONT)
        assert running.finish().code == 137
        return time.monotonic() - begun

    # A busy machine may have many of them wait for a processor, hardly all.
    assert any(seconds_since_a_look() < between_looks for _ in range(50))


def _is_zombie(pid):
    return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()


def _name(pid):
    with open(f"/proc/{pid}/comm") as file:
        return file.read().strip()
