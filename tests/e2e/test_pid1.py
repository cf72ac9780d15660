"""What a PID 1 owes: exit codes, signals, orphans, and nothing of its own in the way."""

import os
import signal
import subprocess
from pathlib import Path

import pytest
from support import fakes
from support.namespaces import PID1
from support.secret import CANARY, PASSWORD
from support.services import RECORDER
from support.waiting import eventually


def test_every_exit_code_is_passed_on(supervisor):
    for code in range(256):
        assert supervisor.run("sh", "-c", f"exit {code}").code == code


@pytest.mark.parametrize(
    "number", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 24, 31, 34, 64]
)
def test_a_death_by_signal_is_128_and_its_number(supervisor, number):
    result = supervisor.run("sh", "-c", f"ulimit -c 0; kill -{number} $$")
    assert result.code == 128 + number, result


def test_a_service_that_does_not_care_is_ended_by_term(supervisor):
    running = supervisor.start("sh", "-c", "echo ready; exec sleep 60")
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 143


def test_orphans_are_reaped(supervisor):
    script = """
        for i in $(seq 50); do (sh -c "exit $i" &); done
        until [ "$(cat /proc/$PPID/task/$PPID/children)" = "$$ " ]; do sleep 0.02; done
        echo only the service is left
    """
    result = supervisor.run("sh", "-c", script, within=10)
    assert (result.code, result.stdout) == (0, "only the service is left\n"), result


def test_orphans_are_children_of_the_supervisor(supervisor):
    script = """
        sh -c 'sleep 60 & echo $!' >pid
        read pid <pid
        cut -d' ' -f4 /proc/$pid/stat
        echo $PPID
    """
    parent, ours = supervisor.run("sh", "-c", script, cwd=supervisor.home).stdout.split()
    assert parent == ours


def test_we_leave_when_the_service_ends_though_an_orphan_lives(supervisor):
    result = supervisor.run("sh", "-c", "(sleep 60 &); exit 4", within=5)
    assert result.code == 4


def test_children_are_waited_for_though_they_are_inherited_as_ignored(aweigh):
    prefix = [*PID1, "env", "--ignore-signal=CHLD"]
    assert aweigh.within(prefix).run("sh", "-c", "exit 6", within=5).code == 6


def test_an_inherited_descriptor_is_not_kept_open(supervisor):
    """Else the end of a pipe would not be seen when the service closes it."""
    reader, writer = os.pipe()
    pipe = os.readlink(f"/proc/self/fd/{writer}")
    running = supervisor.start("sh", "-c", "echo ready; exec sleep 60", pass_fds=[writer])
    running.until_stdout("ready")

    def descriptors():
        ls = ["ls", "-l", f"/proc/{running.pid}/fd"]
        return subprocess.run(ls, capture_output=True, text=True).stdout

    eventually(lambda: pipe not in descriptors(), "it is closed")
    os.close(reader)
    os.close(writer)


def _of_process(running, name):
    return Path(f"/proc/{running.pid}/{name}").read_bytes()


def _assert_discreet(running):
    eventually(lambda: _of_process(running, "comm") == b"aweigh\n", "it has its name")
    eventually(
        lambda: CANARY.encode() not in _of_process(running, "cmdline"), "no secret in cmdline"
    )
    eventually(
        lambda: CANARY.encode() not in _of_process(running, "environ"), "no secret in environ"
    )
    eventually(lambda: os.readlink(f"/proc/{running.pid}/cwd") == "/", "it holds no directory")


def test_no_secret_can_be_read_from_the_resident_process_while_it_waits(pid1, new_fake):
    fake = new_fake(fakes.silence).start()
    env = {"AWEIGH_WAIT": f"redis://:{CANARY}@{fake.address}", "PGPASSWORD": PASSWORD}
    running = pid1.start("-w", f"redis://:{CANARY}@{fake.address}", "true", env=env)
    eventually(lambda: fake.connected_at, "it waits")
    _assert_discreet(running)


def test_no_secret_can_be_read_from_the_resident_process_while_the_service_runs(
    supervisor, database, locked_redis, migrations
):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    words = ["-w", locked_redis.target_with_password, "-m", str(directory)]
    words += ["--database", database.url]
    running = supervisor.start(
        *words, "sh", "-c", "echo ready; exec sleep 60", env={"PGPASSWORD": PASSWORD}
    )
    running.until_stdout("ready")
    _assert_discreet(running)


def test_the_service_gets_the_variables_that_the_resident_process_gave_up(pid1):
    result = pid1.run("sh", "-c", 'echo "$SECRET"', env={"SECRET": "not ours"})
    assert result.stdout == "not ours\n"


@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_streams_do_no_harm(aweigh, stream):
    prefix = [*PID1, "sh", "-c", f'exec "$@" {stream}', "sh"]
    assert aweigh.within(prefix).run("sh", "-c", "exit 8").code == 8


def test_a_log_reader_that_stalls_does_not_stop_the_supervisor(stalled):
    """Its lines are dropped rather than waited for."""
    running = stalled.start("--init=always", "--log-level=trace", *RECORDER)
    running.until_stdout("ready")
    running.signal(signal.SIGTERM)
    assert running.finish(5).code == 42
