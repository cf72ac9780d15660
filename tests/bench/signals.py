#!/usr/bin/python3
"""How soon and how reliably an init forwards signals.

    tests/bench/signals.py [--quick]

Each init is PID 1 of a namespace, in front of a service that tells when a signal has reached it:
Debian's tini, tini-static, dumb-init and catatonit, and aweigh (AWEIGH_BINARY, else
build/release/aweigh). The latency is from just before kill(2) to the service's return from
sigtimedwait(2). Each signal is sent when the one before was answered; the sender runs ahead of all
others (SCHED_FIFO), so that it adds no delay of its own. All run on one CPU: a wake-up on another
takes several times as long, and which of them has to make one would be luck.

"under load" is beside a busy loop for each CPU; they take turns in short blocks. "lost": of USR1s
sent one at a time, on an idle machine, those that the service has not got; and of real-time signals
queued as fast as the kernel takes them.
Needs root, and: apt-get install tini dumb-init catatonit gcc
"""

import argparse
import contextlib
import ctypes
import os
import random
import select
import signal
import statistics
import struct
import subprocess
import tempfile
import time

from inits import NAMES, Inits, compiled, wait_until_idle
from rows import Row, hand_on

BLOCK = 50
QUEUED = 40  # a real-time signal of nobody's

_libc = ctypes.CDLL(None, use_errno=True)


class Line:
    """From us through an init to the service."""

    def __init__(self, pid, answers):
        self._pid = pid
        self._answers = answers
        self._poll = select.poll()
        self._poll.register(answers, select.POLLIN)
        assert self.answer(10) == 0

    def answer(self, within):
        """The next number that the service writes, or None."""
        if not self._poll.poll(within * 1000):
            return None
        return struct.unpack("q", os.read(self._answers, 8))[0]

    def latency(self):
        """Of one signal, in microseconds; None if it is lost."""
        sent = time.monotonic_ns()
        os.kill(self._pid, signal.SIGUSR1)
        while (came := self.answer(2)) is not None:
            if came >= sent:  # else it is one that was given up before
                return (came - sent) / 1000
        return None

    def queue(self, count):
        """How many arrive of so many."""
        for number in range(count):
            while _libc.sigqueue(self._pid, QUEUED, ctypes.c_void_p(number)) == -1:
                time.sleep(0.001)  # as many are queued as may be
        arrived = 0
        while arrived < count and (more := self.answer(5)) is not None:
            arrived += more
        return arrived


@contextlib.contextmanager
def lines(inits, directory):
    service = compiled("answers.c", directory)
    with contextlib.ExitStack() as stack:
        made = {}
        for name in NAMES:
            process, pid = stack.enter_context(
                inits.as_pid1(name, service, stdout=subprocess.PIPE)
            )
            made[name] = Line(pid, process.stdout.fileno())
            wait_until_idle(pid)
        yield made


@contextlib.contextmanager
def load(cpus):
    spin = ["setpriv", "--pdeathsig=KILL", "sh", "-c", "while :; do :; done"]
    loops = [subprocess.Popen(["taskset", "--cpu-list", str(cpu), *spin]) for cpu in cpus]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


@contextlib.contextmanager
def ahead_of_all():
    policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
    os.sched_setscheduler(0, policy, os.sched_param(1))
    try:
        yield
    finally:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def latencies(lines, count):
    """By turns, for each init; a lost signal is None."""
    samples = {name: [] for name in lines}
    with ahead_of_all():
        for _ in range(count // BLOCK):
            for name in random.sample(sorted(lines), len(lines)):
                samples[name] += [lines[name].latency() for _ in range(BLOCK)]
    return samples


def row(label, unit, figure, samples):
    return Row("signals", label, unit, {name: figure(each) for name, each in samples.items()})


def percentile(number):
    def figure(values):
        arrived = [value for value in values if value is not None]
        return statistics.quantiles(arrived, n=100)[number - 1]

    return figure


def losses(values):
    return values.count(None)


def measure(lines, cpus, loaded, many):
    with load(cpus):
        under_load = latencies(lines, loaded)
    one_by_one = latencies(lines, many)
    for when, samples in {"under load": under_load, "idle": one_by_one}.items():
        for number in (50, 99):
            yield row(f"forward latency {when}, p{number}", "µs", percentile(number), samples)

    yield row(f"lost of {many:,}, each after the former's answer", "", losses, one_by_one)
    lost = {name: many - line.queue(many) for name, line in lines.items()}
    yield Row("signals", f"lost of {many:,} real-time signals queued at once", "", lost)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few signals, to see that it works")
    counts = (200, 2000) if parser.parse_args().quick else (20_000, 100_000)
    cpus = os.sched_getaffinity(0)
    os.sched_setaffinity(0, [max(cpus)])
    with tempfile.TemporaryDirectory() as directory, Inits() as inits:
        os.chmod(directory, 0o755)
        with lines(inits, directory) as made:
            hand_on(measure(made, cpus, *counts))


if __name__ == "__main__":
    main()
