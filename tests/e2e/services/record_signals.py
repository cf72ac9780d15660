"""A service that tells which signals reach it, and ends on TERM with exit code 42."""

import signal
import sys

SIGNALS = signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}

signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
print("ready", flush=True)
while True:
    number = signal.sigwait(SIGNALS)
    print(f"got {int(number)}.", flush=True)
    if number == signal.SIGTERM:
        sys.exit(42)
