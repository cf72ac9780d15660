"""What a start costs, and what stays. Counts, not times: neighbours on the machine do not change them.

Instructions are not among them: a virtual machine often has no counter, and what steps through the
program does so beside another kernel. Each limit is a little above what was measured."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from support.waiting import eventually

SERVICE = "/bin/true"


@pytest.fixture(autouse=True)
def written(binary):
    """What the linker has just written counts as dirty memory."""
    with open(binary, "rb") as file:
        os.fsync(file)


def _faults(command):
    """The fewest of some runs: who has to reclaim memory meanwhile makes some more."""

    def once():
        pid = os.posix_spawn(command[0], command, os.environ)
        _, status, usage = os.wait4(pid, 0)
        assert status == 0
        return usage.ru_minflt

    return min(once() for _ in range(10))


def test_page_faults_of_a_start(aweigh):
    ours = _faults([aweigh.binary, "-q", "--init=always", "--", SERVICE])
    assert ours - _faults([SERVICE]) <= 44


def _calls(command, tmp_path):
    """(up to the service's exec, in all until the end), of all processes."""
    log = tmp_path / "strace"
    subprocess.run(["strace", "-f", "-qq", "-o", log, *command], check=True)
    calls = [line.split(maxsplit=1)[1] for line in log.read_text().splitlines()]
    made = [call for call in calls if call[0].isalpha()]  # no signal, and no second half of a call
    exec_at = max(at for at, call in enumerate(made) if call.startswith(f'execve("{SERVICE}"'))
    return exec_at + 1, len(made)


def test_system_calls_of_a_start(aweigh, tmp_path):
    _, of_service = _calls([SERVICE], tmp_path)
    command = [aweigh.binary, "-q", "--init=always", "--", SERVICE]
    # Where the service takes longer than a moment, the supervisor has begun to settle.
    until_exec, in_all = map(min, zip(*(_calls(command, tmp_path) for _ in range(10))))
    assert until_exec <= 26
    assert in_all - of_service <= 36


def _rollup(running):
    text = running.process_file("smaps_rollup")
    return {field: int(re.search(rf"^{field}: +(\d+) kB", text, re.M)[1])
            for field in ["Private_Dirty", "Pss"]}  # fmt: skip


def _settled(supervisor):
    """What the supervisor holds once its service runs and it has nothing more to do."""
    running = supervisor.start("sh", "-c", "echo ready; sleep 60")
    running.until_stdout("ready")
    eventually(
        lambda: running.process_file("cmdline").startswith("aweigh-init")
        and running.status("State").startswith("S"),
        "it has settled",
    )
    held = _rollup(running)
    running.kill()
    return held


def test_memory_of_the_resident_supervisor(supervisor):
    # The kernel begins the stack at random within two pages: it touches one more or less.
    held = [_settled(supervisor) for _ in range(10)]
    assert min(each["Private_Dirty"] for each in held) <= 24
    assert min(each["Pss"] for each in held) <= 230


def test_bytes_of_the_binary(binary):
    assert Path(binary).stat().st_size <= 5_740_000
