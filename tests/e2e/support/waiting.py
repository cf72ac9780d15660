"""Waiting for effects, always with a bound."""

import os
import threading
import time

from support import limits


def scaled(short, long):
    """How often a stress test repeats; `tests/run.sh long` asks for the full count."""
    return long if os.environ.get("AWEIGH_LONG") else short


def eventually(effect, what, within=10.0):
    """Polls `effect` until it returns something true, and returns that."""
    deadline = time.monotonic() + within * limits.slowness
    while not (value := effect()):
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.01)
    return value


class Later:
    """Runs actions some time from now; `close` waits for them and passes on what they raised. They
    come a little later than that: the program whose wait they end has been started by then, and
    has waited no less."""

    _TO_START = 0.1

    def __init__(self):
        self._threads = []
        self._errors = []
        self._abandoned = threading.Event()

    def __call__(self, seconds, action):
        def run():
            if self._abandoned.wait(seconds + self._TO_START):
                return
            try:
                action()
            except Exception as error:
                self._errors.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        self._threads.append(thread)

    def close(self):
        self._abandoned.set()
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]
