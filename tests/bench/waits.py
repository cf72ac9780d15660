#!/usr/bin/env python3
"""How late a wait notices that a server is ready, beside Debian's wait-for-it (package wait-for-it), and
what waiting costs.

    tests/bench/waits.py [BINARY] [lag|cost]

`lag` starts a listener some time into the wait and takes the time from then to the end of the wait; both
tools wait for the same listener at once. `cost` waits 60 s for 1, 100 and 1,000 targets of which half
refuse and half are silent, and reads the CPU time from wait4(2), the highest memory from /proc.
"""

import contextlib
import os
import random
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = {0.5: 20, 3: 12, 20: 6}  # seconds into the wait: how often


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Waits:
    """Tools that wait for one address; each reports when it had enough."""

    def __init__(self, commands):
        self.ended = {}
        self._threads = []
        for name, command in commands.items():
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            thread = threading.Thread(target=self._watch, args=[name, process])
            thread.start()
            self._threads.append(thread)

    def _watch(self, name, process):
        assert process.wait() == 0, name
        self.ended[name] = time.monotonic()

    def join(self):
        for thread in self._threads:
            thread.join()
        return self.ended


def one_lag(binary, moment):
    port = free_port()
    waits = Waits({
        "aweigh": [binary, "wait", "-q", f"127.0.0.1:{port}"],
        "wait-for-it": ["wait-for-it", "-q", "-s", "-t", "60", f"127.0.0.1:{port}"],
    })  # fmt: skip
    time.sleep(moment)
    with socket.create_server(("127.0.0.1", port), backlog=16):
        began = time.monotonic()
        ended = waits.join()
    return {name: end - began for name, end in ended.items()}


def lag(binary):
    print("lag behind a listener that comes up so late, ms (median; worst)")
    for moment, repeats in MOMENTS.items():
        # Not on the beat of a tool that looks once a second.
        runs = [one_lag(binary, moment + random.uniform(0, moment / 5)) for _ in range(repeats)]
        for name in runs[0]:
            lags = [run[name] * 1000 for run in runs]
            share = statistics.median(lags) / moment / 10
            print(f"  {moment:>4} s  {name:<12} {statistics.median(lags):7.1f} {max(lags):7.1f}   {share:.1f} %")


@contextlib.contextmanager
def silent_listener():
    """The kernel drops every connect to it but the first."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        with socket.create_connection(listener.getsockname()):
            yield listener.getsockname()[1]


def cost(binary):
    print("60 s of waiting for dead targets, every other one silent: CPU time, highest memory")
    with silent_listener() as silent:
        for count in (1, 100, 1000):
            targets = [f"127.0.0.1:{silent if at % 2 else 1 + at}" for at in range(count)]
            began = time.monotonic()
            process = subprocess.Popen([binary, "wait", "-t", "60s", *targets], stderr=subprocess.DEVNULL)
            pid = process.pid
            time.sleep(58)
            status = Path(f"/proc/{pid}/status").read_text()
            memory = int(status.split("VmHWM:")[1].split()[0]) / 1024
            descriptors = len(os.listdir(f"/proc/{pid}/fd"))
            _, end, usage = os.wait4(pid, 0)
            process.returncode = os.waitstatus_to_exitcode(end)
            assert process.returncode == 124
            print(
                f"  {count:>5} targets  {usage.ru_utime + usage.ru_stime:6.2f} s CPU "
                f"{memory:6.1f} MB at most  {descriptors} descriptors near the end  "
                f"ended after {time.monotonic() - began:.2f} s"
            )


def main():
    words = sys.argv[1:]
    what = [word for word in words if word in ("lag", "cost")]
    binary = next((word for word in words if word not in what), str(ROOT / "build/release/aweigh"))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    print(f"{os.cpu_count()} CPUs, descriptor limit {soft}/{hard}, load {os.getloadavg()[0]:.1f}")
    for each in what or ["lag", "cost"]:
        {"lag": lag, "cost": cost}[each](binary)


if __name__ == "__main__":
    main()
