"""Pipes with nobody at the other end."""

import contextlib
import os


@contextlib.contextmanager
def stalled_reader(path):
    """Makes `path` a named pipe that is full; yields the command prefix that has it as stderr."""
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(pipe, b"x" * 4096)
    yield ["sh", "-c", 'exec "$@" 2>"$0"', str(path)]
    os.close(pipe)
