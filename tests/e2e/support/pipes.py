"""Named pipes as stderr, whose other end is read late, or by nobody."""

import contextlib
import os

from support.waiting import eventually


@contextlib.contextmanager
def stalled_reader(path):
    """Makes `path` a named pipe that is full; yields the command prefix that has it as stderr."""
    os.mkfifo(path)
    pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(pipe, b"x" * 4096)
    yield _to(path)
    os.close(pipe)


class SharedPipe:
    """Makes `path` a named pipe, for several to write into."""

    def __init__(self, path):
        os.mkfifo(path)
        self._path = path
        self._both_ends = os.open(path, os.O_RDWR)
        self.prefix = _to(path)

    def read_to_end(self, writers):
        """Begins late: when all of `writers`, processes in progress, have it as stderr."""

        def all_have_it():
            return all(os.path.samefile(f"/proc/{each.pid}/fd/2", self._path) for each in writers)

        eventually(all_have_it, "all write into the pipe")
        with open(self._path, "rb") as file:
            os.close(self._both_ends)
            return file.read()


def _to(path):
    return ["sh", "-c", 'exec "$@" 2>"$0"', str(path)]
