"""No TERM is lost, however early it comes: see tests/bench/signal_race.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.namespaces import PID1
from support.ports import free_port
from support.waiting import scaled

HARNESS = [*PID1, sys.executable, Path(__file__).parents[1] / "bench/signal_race.py", "--json"]

# Each would end by itself, and not with 143, after 3 s.
RUNNING = {
    "a service with the default action": ["sleep", "3"],
    "a service with a handler": [
        "perl",
        "-e",
        "$SIG{TERM} = sub { exit 143 }; select undef, undef, undef, 0.01 for 1 .. 300",
    ],
}


def _race(words, command, pid1):
    command = [*HARNESS, *words, *(["--pid1"] if pid1 else []), "--", *command]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


@pytest.fixture(params=["an ordinary process", "PID 1"])
def assert_none_lost(request, binary):
    def check(*words, within=1600):
        shots = scaled(60, 3000)
        as_pid1 = request.param == "PID 1"
        result = _race([f"--shots={shots}", f"--within={within}"], [binary, *words], as_pid1)
        print(result)
        assert (result["shots"], result["lost"], result["left_behind"]) == (shots, 0, 0)

    return check


@pytest.mark.parametrize("command", RUNNING.values(), ids=RUNNING)
@pytest.mark.parametrize("mode", ["--init=always", "--group", "--grace=1m"])
def test_no_term_is_lost_on_the_way_to_the_service(assert_none_lost, mode, command):
    assert_none_lost(mode, *command)


@pytest.mark.parametrize("mode", ["--init=always", "--group"])
def test_no_term_is_lost_when_the_supervisor_settles(assert_none_lost, mode):
    """It execs itself some milliseconds later."""
    assert_none_lost(mode, *RUNNING["a service with a handler"], within=16000)


@pytest.mark.parametrize("mode", ["--init=auto", "--init=always", "--group"])
def test_no_term_is_lost_on_the_way_to_the_wait(assert_none_lost, mode):
    nobody = f"127.0.0.1:{free_port()}"
    assert_none_lost(mode, "-q", "-t", "3s", "-w", nobody, "true")


def test_the_harness_sees_what_is_lost():
    """A program that is deaf for its first millisecond, and one that leaves the service behind."""
    deaf = ["perl", "-e", "$SIG{TERM} = 'IGNORE'; select(undef, undef, undef, 0.5)"]
    result = _race(["--shots=4", "--within=100000"], deaf, pid1=False)
    assert result["lost"] > 0, result
    forgetful = ["sh", "-c", "sleep 0.5 & wait"]
    result = _race(["--shots=4", "--within=100000"], forgetful, pid1=False)
    assert result["left_behind"] > 0, result
