#!/usr/bin/python3
"""What an init costs: start-up, memory, wake-ups, CPU per orphan, counts; all in one run.

    tests/bench/init_cost.py [--quick] [start|memory|idle|orphans|counts]...     all by default

Our binary (AWEIGH_BINARY, else build/release/aweigh) beside Debian's tini, tini-static, dumb-init
and catatonit. Start-up is measured in front of /bin/true, in many short rounds by turns, so that a busy
moment hits all, and ahead of all other processes (as SCHED_FIFO): the figures are those of an idle
machine. Memory, wake-ups and orphans as PID 1 of a namespace.
Needs root, and: apt-get install tini dumb-init catatonit hyperfine strace gcc
"""

import argparse
import contextlib
import json
import os
import random
import re
import statistics
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path

from inits import NAMES, PID1, Inits, children_of, compiled, cpu_seconds, status, wait_for
from inits import wait_until_idle
from rows import Row, hand_on

SERVICE = "/bin/true"
NOTHING = "nothing"  # the service without an init in front of it
IDLE_SECONDS = 10


class Turns:
    """How often each thing is done."""

    def __init__(self, quick):
        self.rounds = 5 if quick else 60
        self.counts = 3 if quick else 10
        self.orphans = [(0, 500), (1000, 500)] if quick else [(0, 5000), (10_000, 2000)]


def start(inits, turns):
    """What it adds to the service: the median of wall time, the mean of CPU time."""
    as_pid1 = {name: inits.pid1_command(name, SERVICE, quiet=False) for name in NAMES}
    yield from _start("as PID 1", as_pid1 | {NOTHING: [*PID1, SERVICE]}, turns)
    others = {name: inits.command(name, SERVICE) for name in NAMES}
    yield from _start("not as PID 1", others | {NOTHING: [SERVICE]}, turns)


def _start(where, commands, turns):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    wall = {name: [] for name in commands}
    cpu = {name: [] for name in commands}
    for _ in range(turns.rounds):
        for name in random.sample(sorted(commands), len(commands)):
            (result,) = _hyperfine(commands[name])
            wall[name] += result["times"]
            cpu[name].append(result["user"] + result["system"])
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    yield _added(f"start-up added, {where}", "µs", _micro(wall, statistics.median))
    yield _added(f"CPU added by start and end, {where}", "µs", _micro(cpu, statistics.mean))


def _micro(samples, average):
    return {name: average(each) * 1e6 for name, each in samples.items()}


def _added(label, unit, values):
    """To what the service takes alone."""
    return Row("init", label, unit, {name: values[name] - values[NOTHING] for name in NAMES})


def _hyperfine(command):
    with tempfile.NamedTemporaryFile() as json_file:
        options = ["-N", "--style=none", "--warmup=2", "--runs=40", "--export-json", json_file.name]
        subprocess.run(["hyperfine", *options, " ".join(command)], check=True, capture_output=True)
        return json.load(json_file)["results"]


def memory(inits, turns):
    """One at a time: the Pss of a shared page depends on who else has it. The least of some: the
    kernel begins the stack at random within two pages."""
    held = {name: [_held(inits, name) for _ in range(turns.counts)] for name in NAMES}
    for field in ["Private_Dirty", "Pss"]:
        least = {name: min(each[field] for each in held[name]) for name in NAMES}
        yield Row("init", field, "kB", least)


def _held(inits, name):
    with inits.as_pid1(name, "sleep", "60") as (_, pid):
        wait_for(lambda: children_of(pid), "the service starts")
        wait_until_idle(pid)
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    lines = re.findall(r"^(\w+): +(\d+) kB", rollup, re.M)
    return {field: int(value) for field, value in lines}


def idle(inits, _):
    """All at the same time."""
    with contextlib.ExitStack() as stack:
        pids = {}
        for name in NAMES:
            _, pids[name] = stack.enter_context(inits.as_pid1(name, "sleep", "60"))
        for pid in pids.values():
            wait_for(lambda pid=pid: children_of(pid), "the service starts")
            wait_until_idle(pid)
        before = {name: _switches(pid) for name, pid in pids.items()}
        time.sleep(IDLE_SECONDS)
        woken = {name: _switches(pid) - before[name] for name, pid in pids.items()}
    yield Row("init", f"wake-ups in {IDLE_SECONDS} s", "", woken)


def _switches(pid):
    return int(status(pid, "voluntary_ctxt_switches"))


def orphans(inits, turns):
    with tempfile.TemporaryDirectory() as directory:
        program = compiled("orphans.c", directory)
        for living, dying in turns.orphans:
            cost = {name: _cpu_per_orphan(inits, name, program, living, dying) for name in NAMES}
            yield Row("init", f"CPU per orphan, {living:,} others living", "µs", cost)


def _cpu_per_orphan(inits, name, program, living, dying):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [program, str(living), str(dying)]
    with inits.as_pid1(name, *command, **pipes) as (process, pid):
        assert process.stdout.readline() == "ready\n", name
        wait_until_idle(pid)
        before = cpu_seconds(pid)
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "done\n", name
        return (cpu_seconds(pid) - before) / dying * 1e6


def counts(inits, turns):
    """What neighbours on the machine do not change, as a supervisor. The least of some runs each."""
    commands = {name: inits.command(name, SERVICE) for name in NAMES} | {NOTHING: [SERVICE]}
    with tempfile.TemporaryDirectory() as directory:

        def least(count):
            return {
                name: min(count(command) for _ in range(turns.counts))
                for name, command in commands.items()
            }

        log = os.path.join(directory, "strace")
        stepper = compiled("steps.c", directory)
        yield _added("page faults", "", least(_faults))
        yield _added("instructions in user mode", "", least(partial(_steps, stepper)))
        yield _added("calls up to the service's exec", "", least(lambda c: _calls(c, log)[0]))
        yield _added("calls in all", "", least(lambda c: _calls(c, log)[1]))


def _faults(command):
    pid = os.posix_spawn(command[0], command, os.environ)
    _, end, usage = os.wait4(pid, 0)
    assert end == 0, command
    return usage.ru_minflt


def _steps(stepper, command):
    done = subprocess.run([stepper, *command], check=True, stderr=subprocess.PIPE, text=True)
    return int(done.stderr.splitlines()[-1])


def _calls(command, log):
    """(of the processes that end up as the service, up to its exec; of all)"""
    subprocess.run(["strace", "-f", "-o", log, *command], check=True)
    lines = [line.split(maxsplit=1) for line in Path(log).read_text().splitlines()]
    made = [(pid, call) for pid, call in lines if call[0].isalpha()]
    service, at = next(
        (pid, at)
        for at, (pid, call) in reversed(list(enumerate(made)))
        if call.startswith(f'execve("{SERVICE}"')
    )
    first = made[0][0]
    until_fork = next(
        (at for at, (_, call) in enumerate(made) if re.match("v?fork|clone", call)), at
    )
    parent = sum(pid == first for pid, _ in made[: min(until_fork, at) + 1])
    child = sum(pid == service for pid, _ in made[: at + 1]) if service != first else 0
    return parent + child, len(made)


ROWS = {row.__name__: row for row in [start, memory, idle, orphans, counts]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(ROWS))
    words = parser.parse_args()
    turns = Turns(words.quick)
    with Inits() as inits:
        for name in words.rows or ROWS:
            hand_on(ROWS[name](inits, turns))


if __name__ == "__main__":
    main()
