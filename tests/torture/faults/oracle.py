"""What a run in which one system call has failed may come to."""

import os

from faults.errors import names
from faults.scenarios import ALL, NOTHING, PART

# docs/exit-codes.md, but for those of a signal: nobody sends one that ends us.
_FAILURES = {1, 64, 65, 66, 69, 70, 75, 124, 126, 127}
_CRASHES = {128 + number for number in range(1, 65)}


def complaints(scenario, place, result, left, fault=None):
    """What is wrong with the run; an empty list: nothing."""
    if result.code == scenario.code:
        found = _after_success(scenario, place)
    else:
        found = _after_failure(scenario, place, result, fault)
    if left:
        found.append(f"left behind: {left}")
    if litter := set(os.listdir(place.directory)) - {"started", *scenario.makes}:
        found.append(f"files that it has not taken away: {litter}")
    return found


def _after_success(scenario, place):
    found = []
    if place.starts() != scenario.starts:
        found.append(f"the service has started {place.starts()} times")
    if (effect := scenario.effect(place)) != ALL:
        found.append(f"it has succeeded, but done {effect}")
    return found


def _after_failure(scenario, place, result, fault):
    found = []
    if result.code not in _FAILURES:
        found.append("it has crashed" if result.code in _CRASHES else "no code of ours")
    if place.starts():
        found.append("it has failed, and the service has started")
    if (effect := scenario.effect(place)) not in (NOTHING, ALL, *([PART] * scenario.in_parts)):
        found.append(f"it has failed and done {effect}")
    if scenario.says not in result.stderr:
        found.append("it does not say why")
    elif fault and not names(result.stdout + result.stderr, fault.error):
        found.append("it does not name the cause")
    return found
