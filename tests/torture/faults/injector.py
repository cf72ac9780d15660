"""Runs a command, counts the system calls of each process of one binary in it, and makes one of
them fail: a program of its own, a prefix of the command.

The kernel asks before each call of all that is started (seccomp user notification, seccomp(2)).
Unlike under ptrace(2) nothing changes for the processes but time: signals, stops, parents and PID 1
are as ever, and whose call it is can be seen before the answer.
"""

import ctypes
import errno
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections import Counter
from contextlib import suppress

# linux/seccomp.h, linux/filter.h; x86_64's and arm64's are the same, but for one number
_SECCOMP = {"x86_64": 317, "aarch64": 277}[os.uname().machine]
_PIDFD_GETFD = 438
_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER, _NEW_LISTENER = 1, 1 << 3
_RETURN, _ASK = 0x06, 0x7FC00000
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_NOTIFICATION = struct.Struct("QIIiIQ6Q")  # id, pid, flags; call, architecture, place, arguments
_ANSWER = struct.Struct("QqiI")  # id, value, error, flags
_CONTINUE = 1

_TO_END = 2.0  # seconds that what was started has after the command itself has ended

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    result = function(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), function.__name__)
    return result


def _become(command, told):
    """Runs in the child. Says which descriptor will be the listener, for after the filter is there
    it can say nothing more."""
    number = os.dup(0)
    os.close(number)
    os.write(told, struct.pack("i", number))
    os.close(told)
    ask = ctypes.create_string_buffer(struct.pack("HBBI", _RETURN, 0, 0, _ASK))
    program = ctypes.create_string_buffer(struct.pack("HP", 1, ctypes.addressof(ask)))
    _call(_libc.prctl, _SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _call(_libc.syscall, _SECCOMP, _SET_MODE_FILTER, _NEW_LISTENER, program)
    os.execvp(command[0], command)


def _start(command):
    """The child's number, and the listener."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(hear)
            _become(command, tell)
        finally:
            os._exit(127)
    os.close(tell)
    (number,) = struct.unpack("i", os.read(hear, 4))
    pidfd = os.pidfd_open(child)
    while (listener := _libc.syscall(_PIDFD_GETFD, pidfd, number, 0)) < 0:
        assert ctypes.get_errno() == errno.EBADF, os.strerror(ctypes.get_errno())
        time.sleep(0.0001)
    return child, pidfd, listener


def _break_connection(pid, number):
    """Of a process, if that is one: the end that such an error tells of is there for all to see."""
    with suppress(OSError):
        copy = _call(_libc.syscall, _PIDFD_GETFD, os.pidfd_open(pid), number, 0)
        with socket.socket(fileno=copy) as connection:
            connection.shutdown(socket.SHUT_RDWR)


class Injector:
    """`plan`: `operations`, for each call of which only those count that have a certain argument;
    and `fault`: (process, call, occurrence), or None, with the `error` that it ends with. The
    processes of the binary are numbered from 1 in the order in which they appear."""

    def __init__(self, binary, plan):
        self._binary = binary
        self._operations = {call: (at, value) for call, at, value in plan["operations"]}
        self._fault = plan["fault"] and tuple(plan["fault"])
        self._error = plan["error"]
        self._breaks = plan["breaks"]
        self._seen = []  # whoever has made a call
        self._ours = []
        self.counts = Counter()
        self.hit = False

    def run(self, command):
        """Returns the status of waitpid(2)."""
        child, pidfd, self._listener = _start(command)
        poll = select.poll()
        poll.register(self._listener, select.POLLIN)
        poll.register(pidfd, select.POLLIN)
        deadline = None
        while deadline is None or time.monotonic() < deadline:
            events = dict(poll.poll(None if deadline is None else 50))
            if events.get(self._listener, 0) & select.POLLIN:
                self._answer()
            elif events.get(self._listener, 0) & select.POLLHUP:  # nobody is left
                break
            if pidfd in events:
                poll.unregister(pidfd)
                deadline = time.monotonic() + _TO_END
        return os.waitpid(child, 0)[1]

    def _answer(self):
        buffer = bytearray(_NOTIFICATION.size)
        try:
            fcntl.ioctl(self._listener, _RECEIVE, buffer)
        except FileNotFoundError:  # killed before we have read it
            return
        ident, pid, _, call, _, _, *arguments = _NOTIFICATION.unpack(buffer)
        error = self._error if self._fails(pid, call, arguments) else 0
        if error and self._breaks:
            _break_connection(pid, arguments[0])
        with suppress(FileNotFoundError):
            answer = _ANSWER.pack(ident, 0, -error, 0 if error else _CONTINUE)
            fcntl.ioctl(self._listener, _SEND, bytearray(answer))

    def _fails(self, pid, call, arguments):
        if pid not in self._seen:
            self._seen.append(pid)
        with suppress(OSError):
            if os.readlink(f"/proc/{pid}/exe") != self._binary:
                return False
        if pid not in self._ours:
            self._ours.append(pid)
        at, value = self._operations.get(call, (0, arguments[0]))
        if arguments[at] != value:
            return False
        process = self._ours.index(pid) + 1
        self.counts[process, call] += 1
        fails = self._fault == (process, call, self.counts[process, call])
        self.hit = self.hit or fails
        return fails

    def left_behind(self):
        """The command lines of the processes that still run; they are killed."""
        left = []
        for pid in self._seen:
            with suppress(OSError):
                words = open(f"/proc/{pid}/cmdline", "rb").read().decode(errors="replace")
                if words:  # a zombie has none
                    left.append(words.replace("\0", " "))
                    os.kill(pid, signal.SIGKILL)
        return left


def main():
    report, binary, plan, *command = sys.argv[1:]
    injector = Injector(binary, json.loads(plan))
    status = injector.run(command)
    counts = [[*key, count] for key, count in injector.counts.items()]
    told = {"counts": counts, "hit": injector.hit, "left": injector.left_behind()}
    with open(report, "w") as file:
        json.dump(told, file)
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


if __name__ == "__main__":
    sys.exit(main())
