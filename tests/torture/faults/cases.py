"""The cases of a scenario: one for each call that it makes, each time that it does, each error."""

import errno
import json
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from faults.errors import BREAKS, ERRORS, LEFT_OUT, OPERATIONS, call_names, call_numbers

_INJECTOR = Path(__file__).with_name("injector.py")


@dataclass(frozen=True)
class Fault:
    """The call of process 1, or of one that it has forked, that is not made but fails."""

    process: int
    call: str
    occurrence: int
    error: str

    def __str__(self):
        return f"{self.process}.{self.call}#{self.occurrence}/{self.error}"

    @staticmethod
    def parse(text):
        process, call, occurrence, error = re.fullmatch(r"(\d+)\.(\w+)#(\d+)/(\w+)", text).groups()
        return Fault(int(process), call, int(occurrence), error)



def injecting(report, binary, fault=None):
    """The prefix of a command whose processes that run `binary` are counted; see injector.py."""
    number = call_numbers()
    plan = {
        "operations": [[number[call], *which] for call, which in OPERATIONS.items()],
        "fault": fault and [fault.process, number[fault.call], fault.occurrence],
        "error": fault and getattr(errno, fault.error),
        "breaks": bool(fault) and fault.error in BREAKS,
    }
    return [sys.executable, "-IS", str(_INJECTOR), str(report), str(binary), json.dumps(plan)]


def cases_of(counts):
    """`counts` of the injector, for a run in which nothing fails. All cases, in order."""
    names = call_names()
    seen = sorted((process, names[number], count) for process, number, count in counts)
    unknown = {call for _, call, _ in seen} - ERRORS.keys() - LEFT_OUT.keys()
    assert not unknown, f"errors.py has no row for {unknown}"
    return [
        Fault(process, call, occurrence, error)
        for process, call, count in seen
        for occurrence in range(1, count + 1)
        for error in ERRORS.get(call, [])
    ]


def sample_of(cases, seed):
    """One case of each call that a process makes."""
    of_call = {}
    for case in cases:
        of_call.setdefault((case.process, case.call), []).append(case)
    chance = random.Random(seed)
    return [chance.choice(alike) for alike in of_call.values()]
