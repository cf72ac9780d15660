"""A stderr that the supervisor shares with the service never blocks the supervisor."""

import contextlib
import os
import random
import signal
import socket
import threading
import time

import pytest
from support.services import RECORDER
from support.signals import queue
from support.waiting import eventually, scaled

RTMIN = 34
WRITES_WITHOUT_END = 'for i in 1 2 3 4 5 6 7 8; do yes >&2 & done; exec "$@"'


class SlowReader:
    """Makes `path` a named pipe, and reads it a page at a time while it is not paused."""

    def __init__(self, path):
        os.mkfifo(path)
        self._pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self._reads = self._open = True
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.prefix = ["sh", "-c", 'exec "$@" 2>"$0"', str(path)]

    def _run(self):
        while self._open:
            with self._lock, contextlib.suppress(BlockingIOError):
                if self._reads:
                    os.read(self._pipe, 4096)
            time.sleep(0.0001)

    def pause(self):
        with self._lock:
            self._reads = False

    def resume(self):
        self._reads = True

    def close(self):
        self._open = False
        self._thread.join()
        os.close(self._pipe)


@pytest.fixture
def reader(tmp_path):
    reader = SlowReader(tmp_path / "stderr")
    yield reader
    reader.close()


@pytest.fixture
def read_slowly(supervisor, reader):
    return supervisor.within([*supervisor.prefix, *reader.prefix], "--init=always")


def test_a_reader_that_stops_does_not_stop_the_signals(read_slowly, reader):
    """While the service fills the pipe as fast as it can, and each signal is told in a line. PID 1
    forwards nothing as long as it sleeps in a write."""
    running = read_slowly.start("sh", "-c", WRITES_WITHOUT_END, "sh", *RECORDER)
    running.until_stdout("ready")
    for cycle in range(scaled(250, 2000)):
        end = time.monotonic() + random.uniform(0.001, 0.02)
        while time.monotonic() < end:
            os.kill(running.pid, signal.SIGUSR1)
        reader.pause()
        queue(running.pid, RTMIN, cycle)
        running.until_stdout(f"got {RTMIN} with {cycle}.")
        reader.resume()
    reader.pause()
    running.signal(signal.SIGTERM)
    assert running.finish().code == 42


def _flags(pid):
    with open(f"/proc/{pid}/fdinfo/2") as file:
        return next(int(line.split()[1], 8) for line in file if line.startswith("flags:"))


def test_the_service_s_stderr_stays_as_it_was(read_slowly):
    running = read_slowly.start(*RECORDER)
    running.until_stdout("ready")
    eventually(lambda: _flags(running.pid) & os.O_NONBLOCK, "the supervisor has its own")
    [service] = running.children()
    assert not _flags(service) & os.O_NONBLOCK
    assert os.path.samefile(f"/proc/{service}/fd/2", f"/proc/{running.pid}/fd/2")
    running.signal(signal.SIGTERM)
    assert running.finish().code == 42


def test_a_file_is_written_on(supervisor):
    result = supervisor.run("sh", "-c", "echo service >&2; exit 3")
    assert result.stderr.splitlines()[0] == "service", result
    assert "the service ended with exit code 3" in result.stderr.splitlines()[1], result


def test_a_socket_gets_the_lines(supervisor):
    """As under systemd, whose journal is one."""
    ours, stderr = socket.socketpair()
    with ours, stderr:
        prefix = [*supervisor.prefix, "bash", "-c", f'exec "$@" 2>&{stderr.fileno()}', "bash"]
        program = supervisor.within(prefix, "--init=always")
        running = program.start(*RECORDER, pass_fds=[stderr.fileno()])
        running.until_stdout("ready")
        running.signal(signal.SIGTERM)
        assert running.finish().code == 42
        said = ours.recv(4096).decode()
    assert "forwarded TERM" in said and "the service ended with exit code 42" in said
