#!/usr/bin/python3
"""How long after its target is ready a wait ends, for waits of 0.2 to 60 s.

    tests/bench/lag.py [--quick]

All tools of a wait wait for the same target, from the same moment. The long waits of all cases run
at once; the short ones, of which milliseconds count, case by case, and most often with ours alone.
The moments are spread over a fifth of the wait either way: none is on the beat of a tool that looks
each second. Tables: lag-CASE (medians, and p99: the worst of fewer than 100), and lag-parts: both
of ours, as parts of the wait.
Needs root, and: apt-get install iproute2 nodejs npm postgresql redis-server wait-for-it
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from lag_cases import CASES, Bench
from rows import OURS, Row, hand_on
from sandbox import enter_sandbox
from waiters import Waiters, start

LONG = 20  # seconds: a hundredth of that does not mind what else runs
LONG_END = 75  # seconds, less the wait: in these long ones begin, for some tools start slowly
LANES = 6  # short waits at once
GIVE_UP = 60.0  # seconds after it was ready


@dataclass(frozen=True)
class Plan:
    """How often a wait is repeated: with ours, and of these with the others, too."""

    ours: int
    peers: int


CHEAP = {0.2: Plan(100, 20), 1: Plan(60, 20), 5: Plan(24, 12), 20: Plan(12, 8), 60: Plan(8, 4)}
WITH_SERVER = {0.2: Plan(20, 20), 1: Plan(20, 20), 5: Plan(12, 12), 20: Plan(6, 6), 60: Plan(4, 4)}
QUICK = {0.2: Plan(4, 2), 1: Plan(3, 2), 5: Plan(2, 1)}


@dataclass
class Lags:
    """Of one case and length: those of each tool in ms, and ours as parts of the wait."""

    by_tool: dict = field(default_factory=dict)
    parts: list = field(default_factory=list)

    def add(self, waited, lags):
        for tool, lag in lags.items():
            self.by_tool.setdefault(tool, []).append(lag * 1e3)
        self.parts.append(lags[OURS] / waited * 100)


def p99(values):
    """By the nearest rank."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * 99 // 100) - 1]


async def end_of(process):
    """When it ends."""
    loop = asyncio.get_running_loop()
    ended = loop.create_future()
    descriptor = os.pidfd_open(process.pid)
    loop.add_reader(descriptor, lambda: ended.done() or ended.set_result(time.time()))
    try:
        return await ended
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        process.kill()
        process.wait()


async def one_wait(case, length, with_peers):
    """(how long it was, how late each tool was)"""
    async with case.pending(length) as target:
        commands = target.commands if with_peers else {OURS: target.commands[OURS]}
        began = time.time()
        processes = {tool: start(words) for tool, words in commands.items()}
        ends = {tool: asyncio.create_task(end_of(each)) for tool, each in processes.items()}
        ready = await target.become_ready(began + length)
        async with asyncio.timeout(GIVE_UP):
            lags = {tool: await end - ready for tool, end in ends.items()}
        for tool, process in processes.items():
            assert process.returncode == 0 and lags[tool] >= 0, (case.name, length, tool, lags)
        return ready - began, lags


async def run(case, length, plan, results, lanes, begin_within=0.0):
    async def one(with_peers):
        await asyncio.sleep(random.uniform(0, begin_within))
        async with lanes:
            moment = length * random.uniform(0.8, 1.2)
            results.setdefault((case.name, length), Lags()).add(
                *await one_wait(case, moment, with_peers)
            )

    await asyncio.gather(*(one(at < plan.peers) for at in range(plan.ours)))


def plan_of(case, quick):
    return QUICK if quick else WITH_SERVER if case.has_server else CHEAP


async def measure(bench, quick):
    """Yields the rows of a case as soon as it has all."""
    cases = [make(bench) for make in CASES]
    results = {}
    everybody = asyncio.Semaphore(1000)
    print("the long waits of all cases at once", file=sys.stderr)
    await asyncio.gather(*(
        run(case, length, plan, results, everybody, begin_within=LONG_END - length)
        for case in cases for length, plan in plan_of(case, quick).items() if length >= LONG
    ))  # fmt: skip
    for case in cases:
        print(f"the short waits: {case.name}", file=sys.stderr)
        lanes = asyncio.Semaphore(LANES)
        await asyncio.gather(*(
            run(case, length, plan, results, lanes)
            for length, plan in plan_of(case, quick).items() if length < LONG
        ))  # fmt: skip
        for length in plan_of(case, quick):
            for row in rows_of(case.name, length, results[case.name, length]):
                yield row


def rows_of(name, length, lags):
    label = f"{length} s"
    for suffix, average in [("", statistics.median), (", p99", p99)]:
        figures = {tool: average(values) for tool, values in lags.by_tool.items()}
        yield Row(f"lag-{name}", label + suffix, "ms", figures)
    parts = {"median": statistics.median(lags.parts), "p99": p99(lags.parts)}
    yield Row("lag-parts", f"{name}, {label}", "%", parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few waits, and none is long")
    quick = parser.parse_args().quick
    waiters = Waiters()
    enter_sandbox()
    # Ahead of all others, to see what happens when it does; what we start is as usual.
    os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))

    async def hand_on_all():
        bench = await asyncio.to_thread(Bench, waiters)
        async for row in measure(bench, quick):
            hand_on([row])

    asyncio.run(hand_on_all())


if __name__ == "__main__":
    main()
