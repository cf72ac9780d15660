"""Another program, and aweigh under its name: both are given the same words."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from support import namespaces
from support.program import Program
from support.services import RECORDER
from support.waiting import eventually

NAMES = [
    "tini", "tini-static", "docker-init", "dumb-init", "wait-for-it", "wait-for-it.sh", "migrate",
]  # fmt: skip


class Tini:
    package = "tini"
    paths = ("/usr/bin/tini", "/usr/bin/tini-static")


class DockerInit:
    """Docker's own is tini-static; of what Debian's docker.io has, this is a link to it."""

    package = "tini"
    paths = ("/usr/bin/tini-static",)


class DumbInit:
    package = "dumb-init"
    paths = ("/usr/bin/dumb-init",)


class WaitForIt:
    package = "wait-for-it"
    paths = ("/usr/bin/wait-for-it",)


class Both:
    """`theirs` and `ours`, each a Program. `each`: their names."""

    def __init__(self, path, name, aweigh, directory, prefix=()):
        link = directory / name
        os.symlink(aweigh.binary, link)
        self.theirs = Program(path, directory, prefix)
        self.ours = Program(str(link), directory, prefix)

    def run(self, *words, **options):
        """How both ended, theirs first."""
        return [program.run(*words, **options) for program in (self.theirs, self.ours)]

    def assert_alike(self, code, *words, **options):
        """Both end with that code and have printed the same on stdout, which is returned."""
        theirs, ours = self.run(*words, **options)
        assert (theirs.code, ours.code) == (code, code), (theirs, ours)
        assert theirs.stdout == ours.stdout
        return ours.stdout

    def close(self):
        self.theirs.close()
        self.ours.close()


@contextlib.contextmanager
def side_by_side(path, aweigh, directory, name=None, prefix=()):
    both = Both(path, name or Path(path).name, aweigh, directory, prefix)
    yield both
    both.close()


def each_peer(*peers):
    """A fixture `both`, of each program of those classes as an ordinary process and as PID 1."""
    paths = [path for peer in peers for path in peer.paths]
    places = {"ordinary": [], "pid1": namespaces.PID1}

    @pytest.fixture(params=[(path, place) for path in paths for place in places], ids="-".join)
    def both(request, aweigh, tmp_path):
        path, place = request.param
        with side_by_side(path, aweigh, tmp_path, prefix=places[place]) as both:
            yield both

    return both


def signals_got(program, numbers, *words, command=RECORDER, times=1, **options):
    """Of a recorder behind `program`, which gets these signals one after the other, and then TERM:
    the code, and what it has told, the lines in order."""
    running = program.start(*words, *command, **options)
    eventually(lambda: running.stdout.count("ready") == times, "they are ready")
    for number in numbers:
        running.signal(number)
        line = f"got {number:d}."
        eventually(lambda line=line: running.stdout.count(line) == times, f"{line} {times} times")
    running.signal(signal.SIGTERM)
    result = running.finish()
    return result.code, sorted(result.stdout.splitlines())
