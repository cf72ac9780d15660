#!/usr/bin/python3
"""What an init costs: start-up, memory, wake-ups, CPU per orphan, system calls; all in one run.

    tests/bench/init_cost.py [ROW]...      rows: start memory idle orphans calls; all by default

Prints a Markdown table: our binary (AWEIGH_BINARY, else build/release/aweigh) beside Debian's tini,
tini-static, dumb-init and catatonit. Start-up is measured in front of /bin/true, in many short
rounds by turns, so that a busy moment hits all, and ahead of all other processes (as SCHED_FIFO):
the figures are those of an idle machine. Everything else as PID 1 of a namespace.
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
from pathlib import Path

from inits import NAMES, OURS, PID1, Inits, children_of, cpu_seconds, print_table, status, wait_for
from inits import wait_until_idle

SERVICE = "/bin/true"
NOTHING = "nothing"  # the service without an init in front of it
REFERENCE = "tini-static"
IDLE_SECONDS = 10


def start(inits):
    """What it adds to the service, as PID 1 and not: the median of wall time, the mean of CPU time."""
    as_pid1 = {name: inits.pid1_command(name, SERVICE, quiet=False) for name in NAMES}
    return [
        *_start("as PID 1", as_pid1 | {NOTHING: [*PID1, SERVICE]}),
        *_start("not as PID 1", {name: inits.command(name, SERVICE) for name in NAMES} | {NOTHING: [SERVICE]}),
    ]


def _start(where, commands):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    wall = {name: [] for name in commands}
    cpu = {name: [] for name in commands}
    for _ in range(60):
        for name in random.sample(sorted(commands), len(commands)):
            (result,) = _hyperfine(commands[name])
            wall[name] += result["times"]
            cpu[name].append(result["user"] + result["system"])
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))

    def row(label, average, values):
        added = {name: average(values[name]) - average(values[NOTHING]) for name in NAMES}
        return [f"{label}, {where}", *_ratios(added, 1e6, "µs")]

    return [
        row("start-up added", statistics.median, wall),
        row("CPU added by start and end", statistics.median, cpu),
    ]


def _hyperfine(command):
    with tempfile.NamedTemporaryFile() as json_file:
        options = ["-N", "--style=none", "--warmup=2", "--runs=40", "--export-json", json_file.name]
        subprocess.run(["hyperfine", *options, " ".join(command)], check=True, capture_output=True)
        return json.load(json_file)["results"]


def memory(inits):
    """One at a time: the Pss of a shared page depends on who else has it."""
    dirty, share = {}, {}
    for name in NAMES:
        with inits.as_pid1(name, "sleep", "60") as (_, pid):
            wait_for(lambda: children_of(pid), "the service starts")
            wait_until_idle(pid)
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            dirty[name], share[name] = (
                int(re.search(rf"^{field}: +(\d+) kB", rollup, re.M)[1])
                for field in ["Private_Dirty", "Pss"]
            )
    return [["Private_Dirty", *_ratios(dirty, 1, "kB")], ["Pss", *_ratios(share, 1, "kB")]]


def idle(inits):
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
        woken = [_switches(pid) - before[name] for name, pid in pids.items()]
    return [[f"wake-ups in {IDLE_SECONDS} s", *woken]]


def _switches(pid):
    return int(status(pid, "voluntary_ctxt_switches"))


def orphans(inits):
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, "orphans")
        source = Path(__file__).with_name("orphans.c")
        subprocess.run(["cc", "-O2", "-static", "-o", program, source], check=True)
        rows = []
        for living, dying in [(0, 5000), (10_000, 500)]:
            cost = {name: _cpu_per_orphan(inits, name, program, living, dying) for name in NAMES}
            label = f"CPU per orphan, {living:,} others living"
            rows.append([label, *_ratios(cost, 1e6, "µs")])
        return rows


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
        return (cpu_seconds(pid) - before) / dying


def calls(inits):
    """Those of the processes that end up as the service, and those of all, less the service's."""
    on_the_way, in_all = {}, {}
    with tempfile.TemporaryDirectory() as directory:
        for name in [NOTHING, *NAMES]:
            command = [SERVICE] if name == NOTHING else inits.command(name, SERVICE)
            log = os.path.join(directory, "strace")
            subprocess.run(["strace", "-f", "-o", log, *command], check=True)
            on_the_way[name], in_all[name] = _count_calls(Path(log).read_text())
    in_all = {name: in_all[name] - in_all[NOTHING] for name in NAMES}
    on_the_way = {name: on_the_way[name] - on_the_way[NOTHING] for name in NAMES}
    return [
        ["system calls up to the service's exec", *_ratios(on_the_way, 1, "")],
        ["system calls in all", *_ratios(in_all, 1, "")],
    ]


def _count_calls(trace):
    """(in the line of processes up to the service's exec, in all)"""
    lines = [line.split(maxsplit=1) for line in trace.splitlines()]
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


def _ratios(values, unit, suffix):
    """Each value, and how it compares with tini-static's."""
    reference = values[REFERENCE]
    return [
        f"{values[name] * unit:.{0 if values[name] * unit >= 20 else 1}f} {suffix}".strip()
        + ("" if name == REFERENCE else f" (×{values[name] / reference:.2f})")
        for name in NAMES
    ]


ROWS = {row.__name__: row for row in [start, memory, idle, orphans, calls]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(ROWS))
    wanted = parser.parse_args().rows or ROWS
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} CPUs, load {load:.1f}, Linux {os.uname().release}\n")
    with Inits() as inits:
        table = [line for name in wanted for line in ROWS[name](inits)]
    print_table(["", *NAMES], table)


if __name__ == "__main__":
    main()
