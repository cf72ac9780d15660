#!/usr/bin/python3
"""What it costs to wait for targets that never come: CPU time, memory, and attempts.

    tests/bench/load.py [--quick]

A minute of waiting for 1 to 10,000 dead targets; half of them refuse, and half say nothing at all.
Beside ours those that take many targets; and ours once more where all refuse. Each has a network
of its own, whose counters tell how often it connected. One to a hundred run side by side.
Tables: load-cpu, load-cpu-first (of the first 5 s), load-memory, load-attempts (at each target).
A tool that ends by itself is not in the row.
Needs root, and: apt-get install iproute2 nodejs npm
"""

import argparse
import contextlib
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rows import OURS, Row, hand_on
from sandbox import enter_sandbox, tcp_counters
from waiters import Waiters, start

from support.namespaces import BLACK_HOLE, BLACK_HOLE_ADDRESS

MINUTE = 60.0
FIRST = 5.0
TOGETHER = [1, 10, 100]  # they leave a processor idle, most of the time
ALONE = [1000, 10_000]


@dataclass
class Cost:
    """One tool's."""

    first_cpu: float  # s
    cpu: float
    memory: float  # MB
    attempts: float  # at each target


class Wait:
    """A tool that waits in vain."""

    def __init__(self, command):
        self._process = start([*BLACK_HOLE, *command])
        self._files = Path(f"/proc/{self._process.pid}")

    def cpu(self):
        """Of all its threads, to the nanosecond."""
        spent = 0
        for thread in (self._files / "task").iterdir():
            with contextlib.suppress(FileNotFoundError):
                spent += int((thread / "schedstat").read_text().split()[0])
        return spent / 1e9

    def memory(self):
        """The most it ever had, in MB."""
        status = (self._files / "status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1024

    def connects(self):
        return tcp_counters(self._process.pid)["ActiveOpens"]

    def is_over(self):
        return self._process.poll() is not None

    def end(self):
        self._process.kill()
        self._process.wait()


def targets(count, all_refuse):
    """Every other one silent."""
    return [
        f"{'127.0.0.1' if all_refuse or at % 2 == 0 else BLACK_HOLE_ADDRESS}:{at + 1}"
        for at in range(count)
    ]


def costs(commands, seconds):
    """What each (tool, count) has cost after so long, at the same time as the others."""
    began = time.monotonic()
    waits = {key: Wait(command) for key, command in commands.items()}
    time.sleep(min(FIRST, seconds / 2))
    first = {key: wait.cpu() for key, wait in waits.items() if not wait.is_over()}
    time.sleep(max(0.0, began + seconds - time.monotonic()))
    result = {}
    for key, wait in waits.items():
        tool, count = key
        if wait.is_over():
            print(f"{tool} has ended with {count} targets", file=sys.stderr)
        else:
            attempts = wait.connects() / count
            result[key] = Cost(first[key], wait.cpu(), wait.memory(), attempts)
        wait.end()
    return result


def commands_for(waiters, count, all_refuse):
    commands = waiters.tcp_of_many(targets(count, all_refuse))
    wanted = [OURS] if all_refuse else commands
    return {(tool, count): commands[tool] for tool in wanted}


def rows(waiters, seconds, most):
    for all_refuse in [False, True]:
        together = {
            key: words
            for count in TOGETHER
            for key, words in commands_for(waiters, count, all_refuse).items()
        }
        found = costs(together, seconds)
        for count in TOGETHER:
            yield from rows_of(all_refuse, count, found)
        for count in (each for each in ALONE if each <= most):
            found = {}
            for key, words in commands_for(waiters, count, all_refuse).items():
                found |= costs({key: words}, seconds)
            yield from rows_of(all_refuse, count, found)


def rows_of(all_refuse, count, found):
    label = f"{count:,} target{'s' * (count > 1)}{', all refuse' * all_refuse}"
    for table, unit, figure in [
        ("load-cpu-first", "s", "first_cpu"),
        ("load-cpu", "s", "cpu"),
        ("load-memory", "MB", "memory"),
        ("load-attempts", "", "attempts"),
    ]:
        values = {tool: getattr(cost, figure) for (tool, of), cost in found.items() if of == count}
        yield Row(table, label, unit, values)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="6 s, for up to 1,000 targets")
    quick = parser.parse_args().quick
    waiters = Waiters()
    enter_sandbox()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    print(f"at most {hard} descriptors", file=sys.stderr)
    hand_on(rows(waiters, 6.0 if quick else MINUTE, 1000 if quick else 10_000))


if __name__ == "__main__":
    main()
