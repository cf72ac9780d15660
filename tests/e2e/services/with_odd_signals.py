"""Runs a command with signals blocked and ignored that libcs keep for themselves, or hide."""

import ctypes
import os
import struct
import sys

SYS_RT_SIGACTION = 13  # x86-64
SYS_RT_SIGPROCMASK = 14
SIG_IGN = 1
KERNELS_SET_SIZE = 8

BLOCKED = [2, 10, 15, 17, 32, 33, 34, 35, 64]
IGNORED = [1, 12, 13, 15, 20, 32, 33, 34, 36, 64]

libc = ctypes.CDLL(None, use_errno=True)


def system_call(number, *arguments):
    if libc.syscall(number, *arguments) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


ignore = struct.pack("=QQQQ", SIG_IGN, 0, 0, 0)
for signal in IGNORED:
    system_call(SYS_RT_SIGACTION, signal, ignore, None, KERNELS_SET_SIZE)
blocked = struct.pack("=Q", sum(1 << (signal - 1) for signal in BLOCKED))
system_call(SYS_RT_SIGPROCMASK, 2, blocked, None, KERNELS_SET_SIZE)
os.execvp(sys.argv[1], sys.argv[1:])
