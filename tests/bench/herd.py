#!/usr/bin/python3
"""What many replicas that wait for one database do to it, before it is there and at that moment.

    tests/bench/herd.py [--quick]

2, 20 and 200 real ones start together; a real PostgreSQL of the usual 100 connections starts 30 s
later, in the same network, whose counters are read. Up to 100,000 are simulated (herd.cpp), with
the program's own pacing and a server that serves all at once; also at other values of --interval.
Tables, with a column for each number of replicas: herd (connects a second, of the last 5 s before
the server is ready; within a second after it; until the last replica has gone on); herd-simulated,
the same, of the last 10 s, and the fullest 10 ms after it; herd-interval, of 100,000 simulated
ones, with a column for each value of --interval.
Needs root, and: apt-get install g++ iproute2 postgresql
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rows import OURS, Row, hand_on
from sandbox import enter_sandbox, tcp_counters
from waiters import Waiters, start

from support.postgres import Database, Postgres, make_template

SOURCES = Path(__file__).resolve().parents[2] / "src"
PORT = 5432
LATE = 30.0  # seconds
BEFORE = 5.0  # seconds
PAPER = 100_000  # replicas: more than there are processes for
INTERVALS = [0.01, 1, 2, 5, 10]  # seconds; the first is the default


class Opened:
    """How many connections had been begun at a moment, here."""

    def __init__(self):
        self._seen = []  # (when, how many)

    def look(self):
        self._seen.append((time.time(), tcp_counters()["ActiveOpens"]))

    def between(self, begin, end):
        return self._at(end) - self._at(begin)

    def _at(self, moment):
        """As between the two looks around it."""
        after = next((at for at, (when, _) in enumerate(self._seen) if when >= moment), -1)
        (earlier, low), (later, high) = self._seen[max(0, after - 1)], self._seen[after]
        share = (moment - earlier) / (later - earlier) if later > earlier else 1.0
        return low + (high - low) * min(1.0, max(0.0, share))


def real(waiters, template, replicas, late):
    """What so many real ones do."""
    directory = Path(tempfile.mkdtemp())
    settings = {"log_line_prefix": "%n ", "max_connections": 100}
    server = Postgres(directory, PORT, template, **settings)
    command = waiters.postgres(Database(server).url)[OURS]
    opened = Opened()
    waits = [start(command) for _ in range(replicas)]
    start_at = time.time() + late
    while time.time() < start_at:
        opened.look()
        time.sleep(0.05)
    server.start()
    served = None
    while served is None or time.time() < served + 1.5:
        opened.look()
        if served is None and all(wait.poll() is not None for wait in waits):
            served = time.time()
        time.sleep(0.01)
    assert all(wait.returncode == 0 for wait in waits)
    log = (directory / "log").read_text()
    ready = float(re.search(r"^(\S+) .*ready to accept connections", log, re.M)[1])
    server.stop()
    return {
        "before": opened.between(ready - BEFORE, ready) / BEFORE,
        "after": opened.between(ready, ready + 1),
        "served": served - ready,
    }


def compile_simulation():
    program = Path(tempfile.mkdtemp()) / "herd"
    source = Path(__file__).with_name("herd.cpp")
    subprocess.run(["c++", "-std=c++20", "-O2", f"-I{SOURCES}", "-o", program, source], check=True)
    return program


def simulated(program, replicas, interval):
    words = map(str, [program, replicas, LATE, interval])
    return json.loads(subprocess.check_output(list(words)))


LINES = {
    "before": ("connects a second, before it is ready", ""),
    "after": ("connects within a second after it is", ""),
    "after_10ms": ("of these in the fullest 10 ms", ""),
    "served": ("the last goes on after", "s"),
}


def rows_of(table, columns):
    """A row for each figure; a column for each of what was tried: its name → its figures."""
    for figure, (label, unit) in LINES.items():
        if all(figure in figures for figures in columns.values()):
            each = {column: figures[figure] for column, figures in columns.items()}
            yield Row(table, label, unit, each)


def rows_of_simulation(program):
    yield from rows_of("herd-simulated", {
        f"{replicas:,}": simulated(program, replicas, INTERVALS[0])
        for replicas in [2, 20, 200, 2000, PAPER]
    })  # fmt: skip
    yield from rows_of("herd-interval", {
        f"{interval:g} s": simulated(program, PAPER, interval) for interval in INTERVALS
    })  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a server that is 6 s late")
    late = 6.0 if parser.parse_args().quick else LATE
    waiters = Waiters()
    enter_sandbox()
    template = make_template(tempfile.mkdtemp())
    columns = {}
    for replicas in [2, 20, 200]:
        print(f"{replicas} replicas", file=sys.stderr)
        columns[str(replicas)] = real(waiters, template, replicas, late)
    hand_on(rows_of("herd", columns))
    hand_on(rows_of_simulation(compile_simulation()))


if __name__ == "__main__":
    main()
