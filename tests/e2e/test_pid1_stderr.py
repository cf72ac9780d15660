"""A stderr that the supervisor shares with the service never blocks the supervisor."""

import os
import random
import select
import signal
import socket
import threading

import pytest
from support.services import RECORDER
from support.waiting import eventually, scaled

WRITES_WITHOUT_END = 'for i in 1 2 3 4 5 6 7 8; do yes >&2 & done; exec "$@"'


class LazyReader:
    """Makes `path` a named pipe, and reads it slowly for as long as it is not stopped."""

    def __init__(self, path):
        os.mkfifo(path)
        self._pipe = os.open(path, os.O_RDWR)
        self._reads = threading.Event()
        self._reads.set()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        self.prefix = ["sh", "-c", 'exec "$@" 2>"$0"', str(path)]

    def _run(self):
        while self._reads.is_set():
            if select.select([self._pipe], [], [], 0.05)[0]:
                os.read(self._pipe, random.randint(1, 4096))

    def stop(self):
        self._reads.clear()
        self._thread.join()

    def close(self):
        self.stop()
        os.close(self._pipe)


@pytest.fixture
def lazy_reader(tmp_path):
    readers = []

    def make():
        readers.append(LazyReader(tmp_path / f"stderr{len(readers)}"))
        return readers[-1]

    yield make
    for reader in readers:
        reader.close()


def test_a_reader_that_stops_does_not_stop_the_signals(supervisor, lazy_reader):
    """While the service fills the pipe as fast as it can."""
    for _ in range(scaled(3, 200)):
        reader = lazy_reader()
        program = supervisor.within([*supervisor.prefix, *reader.prefix], "--init=always")
        running = program.start("sh", "-c", WRITES_WITHOUT_END, "sh", *RECORDER)
        running.until_stdout("ready")
        shots = random.randint(10, 100)
        for shot in range(shots):
            if shot == shots // 2:
                reader.stop()
            running.signal(signal.SIGUSR1)  # each is told in a line
        running.signal(signal.SIGTERM)
        running.until_stdout(f"got {signal.SIGTERM.value}.")
        assert running.finish().code == 42


def _flags(pid):
    with open(f"/proc/{pid}/fdinfo/2") as file:
        return next(int(line.split()[1], 8) for line in file if line.startswith("flags:"))


def test_the_service_s_stderr_stays_as_it_was(supervisor, lazy_reader):
    program = supervisor.within([*supervisor.prefix, *lazy_reader().prefix], "--init=always")
    running = program.start(*RECORDER)
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
