"""A service that tells which signals reach it, and ends on TERM with exit code 42."""

import ctypes
import signal
import struct
import sys

SIGNALS = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}
SI_QUEUE = -1

libc = ctypes.CDLL(None)


def wait():
    """A signal's number, and the value that was queued with it."""
    awaited = sum(1 << (number - 1) for number in SIGNALS)
    info = ctypes.create_string_buffer(128)
    number = -1
    while number < 0:  # a stop interrupts it
        number = libc.sigwaitinfo(struct.pack("=Q120x", awaited), info)
    code, value = struct.unpack_from("=8xi12xi", info)
    return number, value if code == SI_QUEUE else None


signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
print("ready", flush=True)
while True:
    number, value = wait()
    print(f"got {number}." if value is None else f"got {number} with {value}.", flush=True)
    if number == signal.SIGTERM:
        sys.exit(42)
