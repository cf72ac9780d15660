"""Sends what os.kill cannot."""

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.sigqueue.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_void_p]


def queue(pid, number, value):
    """Sends a signal with a value: sigqueue(3)."""
    if _libc.sigqueue(pid, number, value) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
