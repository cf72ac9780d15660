#!/usr/bin/env python3
"""Is a TERM ever lost? Starts COMMAND, sends one at a random moment, and looks how it ended.

    signal_race.py [--shots 3000] [--within 1600] [--pid1] [--json] -- COMMAND [ARG]...

COMMAND must end with 143 on TERM, and by itself with any other code within a few seconds: that is
how a lost TERM shows (`tini -- sleep 3`, `aweigh -w TARGET -t 3s true`). `left_behind` counts the
shots after whose end something was still running: a TERM that ended only the supervisor.

The moment is uniform over `--within` microseconds. They count from the exec of COMMAND, at which
posix_spawn returns. With `--pid1` each shot is PID 1 of a namespace of its own; the kernel drops
what such a process neither blocks nor handles, and between the exec and the first instruction that
blocks TERM no program can help that. There the microseconds count from the moment that TERM is seen
to be blocked (`SigBlk` in /proc/PID/status); `until_blocked_us` is how long that took. (It is not
seen of a program that waits in sigtimedwait, as tini does: compare those outside of PID 1.)
"""

import argparse
import ctypes
import json
import os
import random
import signal
import statistics
import time

CLONE_NEWPID = 0x20000000
PR_SET_TIMERSLACK = 29
PR_SET_CHILD_SUBREAPER = 36
TERM_BIT = 1 << (signal.SIGTERM - 1)
POLL = 20e-6
SILENT = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1, 2)]

libc = ctypes.CDLL(None, use_errno=True)


def checked(result):
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


class Launcher:
    """Starts ordinary processes, or one PID 1 after the other."""

    def __init__(self, command, as_pid1):
        self._command = command
        self._as_pid1 = as_pid1
        self._own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def start(self):
        """Returns once COMMAND is exec'ed."""
        if self._as_pid1:
            checked(libc.unshare(CLONE_NEWPID))  # is for the next child
        try:
            return os.posix_spawnp(
                self._command[0], self._command, os.environ, setsid=True, file_actions=SILENT
            )
        finally:
            if self._as_pid1:
                checked(libc.setns(self._own_namespace, CLONE_NEWPID))


def wait_until_term_is_blocked(pid, at_most=1.0):
    began = time.perf_counter()
    with open(f"/proc/{pid}/status", "rb", buffering=0) as status:
        while time.perf_counter() - began < at_most:
            blocked = os.pread(status.fileno(), 4096, 0).split(b"SigBlk:")[1].split(maxsplit=1)[0]
            if int(blocked, 16) & TERM_BIT:
                break
            time.sleep(POLL)
    return time.perf_counter() - began


def something_is_left():
    """We are the subreaper of all that was started."""
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def reap_everything():
    while something_is_left():
        os.waitid(os.P_ALL, 0, os.WEXITED)


def race(command, shots, within, as_pid1, seed):
    checked(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
    checked(libc.prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0))  # or each sleep is 50 µs too long
    launcher = Launcher(command, as_pid1)
    moments = random.Random(seed)
    result = {"shots": shots, "lost": 0, "left_behind": 0}
    until_blocked = []
    began = time.monotonic()
    for _ in range(shots):
        pid = launcher.start()
        if as_pid1:
            until_blocked.append(wait_until_term_is_blocked(pid) * 1e6)
        time.sleep(moments.uniform(0, within))
        os.kill(pid, signal.SIGTERM)

        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        result["lost"] += code not in (128 + signal.SIGTERM, -signal.SIGTERM)
        result["left_behind"] += something_is_left()
        reap_everything()
    result["per_second"] = round(shots / (time.monotonic() - began))
    if as_pid1:
        result["until_blocked_us"] = round(statistics.median(until_blocked))
    return result


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shots", type=int, default=3000)
    parser.add_argument("--within", type=float, default=1600, help="microseconds")
    parser.add_argument(
        "--pid1", action="store_true", help="needs root, or to be PID 1 below unshare -r"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("command", nargs="+")
    words = parser.parse_args()
    result = race(words.command, words.shots, words.within / 1e6, words.pid1, words.seed)
    if words.json:
        print(json.dumps(result))
    else:
        print(", ".join(f"{name} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
