"""Each system call fails once: the run comes to its full effect all the same, or ends with a code
of ours and says why. See docs/testing.md.

One case again:  AWEIGH_FAULT='migrate/1.openat#3/EMFILE' pytest tests/torture/test_faults.py
"""

import json
import os
import shutil

import pytest
from faults.cases import Fault, cases_of, injecting, sample_of
from faults.oracle import complaints
from faults.scenarios import SCENARIOS, Place

_ONE = os.environ.get("AWEIGH_FAULT")
_SEED = os.environ.get("AWEIGH_SEED", "1")
_LONGEST = 15.0  # seconds; no scenario waits longer than 6


@pytest.fixture
def play(aweigh, servers, scratch, tmp_path):
    """`play(scenario, fault)`: the run, what the injector tells, and what is wrong with it."""

    def once(scenario, fault=None):
        directory = scratch()
        directory.chmod(0o777)
        place = Place(directory, servers)
        report = tmp_path / "told.json"
        scenario.before(place)
        prefix = injecting(report, aweigh.binary, fault)
        program = aweigh.within([*prefix, *scenario.prefix])
        words = [str(word) for word in scenario.words(place)]
        running = program.start(*words, env=scenario.variables(place))
        try:
            result = running.finish(_LONGEST)
        finally:
            running.kill()
        told = json.loads(report.read_text())
        found = complaints(scenario, place, result, told["left"], fault)
        shutil.rmtree(directory)
        return result, told, found

    return once


FOUND = ["lock/1.waitid#1/EINTR", "install/1.stat#1/ENOMEM"]


@pytest.mark.parametrize("case", FOUND)
def test_what_was_found_once_is_mended(play, case):
    name, fault = case.split("/", 1)
    result, told, wrong = play(SCENARIOS[name], Fault.parse(fault))
    assert told["hit"] and not wrong, (wrong, result)


def _cases(play, scenario, call, error):
    _, told, wrong = play(scenario)
    assert not wrong, wrong
    return [
        case for case in cases_of(told["counts"]) if (case.call, case.error) == (call, error)
    ]


def test_what_the_grace_has_not_found_is_killed_later(play):
    scenario = SCENARIOS["subreaper-orphans"]
    for case in _cases(play, scenario, "open", "ENFILE"):
        result, _, wrong = play(scenario, case)
        assert not wrong, (case, wrong, result)


def test_openssl_without_memory_ends_us(play):
    """It would wait for itself, or have no random numbers from then on."""
    scenario = SCENARIOS["https"]
    for case in _cases(play, scenario, "mmap", "ENOMEM"):
        result, _, wrong = play(scenario, case)
        assert not wrong, (case, wrong, result)


@pytest.mark.parametrize("name", SCENARIOS if not _ONE else [_ONE.split("/")[0]])
def test_one_call_fails(play, name):
    scenario = SCENARIOS[name]
    result, told, wrong = play(scenario)
    assert not wrong, (wrong, result)
    cases = cases_of(told["counts"])
    if _ONE:
        cases = [Fault.parse(_ONE.split("/", 1)[1])]
    elif "AWEIGH_LONG" not in os.environ:
        cases = sample_of(cases, f"{_SEED}/{name}")

    faults, missed = {}, 0
    for case in cases:
        try:
            result, told, wrong = play(scenario, case)
        except AssertionError as error:  # it hangs, or prints the password
            faults[f"{name}/{case}"] = str(error)
            continue
        missed += not told["hit"]
        if wrong:
            faults[f"{name}/{case}"] = f"{'; '.join(wrong)}\n{result}"
    print(f"{name}: {len(cases)} cases, {missed} calls not made, {len(faults)} faults")
    assert not faults, "\n".join(f"\n{case}: {words}" for case, words in faults.items())
