"""Fixtures: the binary, real servers, and what stands in for servers that misbehave."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest
from support import namespaces
from support.dns import NameServer
from support.fakes import Fake
from support.lockable import lockable, mariadb, new_lockable  # noqa: F401: fixtures
from support.migrations import Directory, table_per_version_and_back
from support.mysql import Mysql, make_mysql_template
from support.pgbouncer import PgBouncer
from support.pipes import stalled_reader
from support.ports import free_port
from support.postgres import Database, Postgres, make_template
from support.processes import survivors
from support.program import PATH, Program, path_of_binary
from support.redis import Redis
from support.secret import PASSWORD
from support.terminal import Terminal
from support.tls import make_ca
from support.waiting import Later


@contextlib.contextmanager
def each_ended(make, end):
    """`make`, but what it has made is given to `end` when the test is over."""
    with contextlib.ExitStack() as made:

        def make_one(*words, **options):
            one = make(*words, **options)
            made.callback(end, one)
            return one

        yield make_one


def stop_and_remove(server):
    server.stop()
    shutil.rmtree(server.directory)


@pytest.fixture(scope="session")
def binary():
    return path_of_binary()


@pytest.fixture
def aweigh(binary, tmp_path):
    """The binary as an ordinary process."""
    program = Program(binary, home=tmp_path)
    yield program
    program.close()


@pytest.fixture
def pid1(aweigh):
    """The binary as PID 1 of a namespace of its own."""
    return aweigh.within(namespaces.PID1)


@pytest.fixture(params=["an ordinary process", "PID 1"])
def anywhere(request, aweigh):
    """The binary as an ordinary process, and once more as PID 1."""
    return aweigh if request.param == "an ordinary process" else aweigh.within(namespaces.PID1)


@pytest.fixture
def in_empty_root(aweigh, tmp_path):
    """The binary as PID 1 of an image from scratch: nothing is there, not even /dev or /etc."""
    root = tmp_path / "root"
    root.mkdir()
    shutil.copy(aweigh.binary, root / "aweigh")
    program = Program("/aweigh", home=root, prefix=namespaces.empty_root(root))
    yield program
    program.close()


@pytest.fixture
def stalled(anywhere, tmp_path):
    """The binary with a stderr that nobody reads any more: each write to it would block."""
    with stalled_reader(tmp_path / "stderr") as prefix:
        yield anywhere.within([*anywhere.prefix, *prefix])


@pytest.fixture(params=["as PID 1", "as a supervisor"])
def supervisor(request, aweigh):
    """The binary where it stays in front of the service."""
    if request.param == "as PID 1":
        return aweigh.within(namespaces.PID1)
    return aweigh.within([], "--init=always")


@pytest.fixture
def terminal(tmp_path):
    """`terminal(command)`: a terminal with a program on it; `size`: rows and columns."""

    def open_terminal(command, prefix=(), size=(0, 0), **variables):
        env = {"PATH": PATH, "HOME": str(tmp_path), "PS1": "$ ", "HISTFILE": "", "TERM": "dumb"}
        return Terminal(prefix, [str(word) for word in command], env | variables, size)

    with each_ended(open_terminal, Terminal.close) as make:
        yield make


@pytest.fixture
def later():
    """`later(2, server.start)`"""
    later = Later()
    yield later
    later.close()


@pytest.fixture(scope="session")
def scratch():
    """Makes directories for servers, with paths short enough for Unix sockets; in memory where
    there is room: data directories are copied by the dozen."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 << 30

    def make_directory():
        return Path(tempfile.mkdtemp(prefix="aweigh-", dir=memory if roomy else None))

    with each_ended(make_directory, lambda path: shutil.rmtree(path, ignore_errors=True)) as make:
        yield make


@pytest.fixture(scope="session")
def ca(tmp_path_factory):
    """A private certificate authority: `cert, key = ca.certificate("localhost", "127.0.0.1")`."""
    return make_ca(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="session")
def postgres_template(scratch):
    return make_template(scratch())


@pytest.fixture(scope="session")
def postgres(scratch, postgres_template):
    """The server that most tests share."""
    server = Postgres(scratch(), free_port(), postgres_template, max_connections=60)
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def new_postgres(scratch, postgres_template):
    """Servers of a test's own, not yet started: `new_postgres(max_connections=2)`."""

    def new(**settings):
        return Postgres(scratch(), free_port(), postgres_template, **settings)

    with each_ended(new, stop_and_remove) as make:
        yield make


@pytest.fixture
def database(postgres):
    """A fresh database, owned by `app`."""
    database = postgres.create_database()
    yield database
    postgres.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')


@pytest.fixture
def pgbouncer(scratch, postgres):
    server = PgBouncer(scratch(), free_port(), postgres)
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def late_database(new_postgres):
    """The database `app` of a server that the test has yet to start."""
    return Database(new_postgres())


@pytest.fixture(scope="session")
def redis(scratch):
    server = Redis(scratch(), free_port())
    yield server.start_and_wait()
    server.stop()


@pytest.fixture(scope="session")
def locked_redis(scratch):
    """A Redis that wants the password."""
    server = Redis(scratch(), free_port(), PASSWORD)
    yield server.start_and_wait()
    server.stop()


@pytest.fixture
def new_redis(scratch):
    """Servers of a test's own, not yet started."""

    def new(password=None, **settings):
        return Redis(scratch(), free_port(), password, **settings)

    with each_ended(new, Redis.stop) as make:
        yield make


@pytest.fixture(scope="session")
def mysql_template(scratch):
    return make_mysql_template(scratch())


@pytest.fixture
def new_mysql(scratch, mysql_template):
    """Servers of a test's own, not yet started: `new_mysql(max_connections=10)`."""

    def new(**settings):
        return Mysql(scratch(), free_port(), mysql_template, **settings)

    with each_ended(new, stop_and_remove) as make:
        yield make


@pytest.fixture
def new_fake():
    """Fakes, not yet started: `new_fake(fakes.garbage).start()`."""

    def new(*behaviour, **options):
        return Fake(free_port(), *behaviour, **options)

    with each_ended(new, Fake.stop) as make:
        yield make


@pytest.fixture
def name_server():
    server = NameServer()
    yield server
    server.close()


@pytest.fixture
def script(tmp_path):
    """`script("exit 1")` makes a program and returns its path."""

    def make(text, name="probe", mode=0o755):
        path = tmp_path / name
        path.write_text(text if text.startswith("#!") else f"#!/bin/sh\n{text}\n")
        path.chmod(mode)
        return path

    return make


@pytest.fixture
def marker():
    """A word by which a process is found again: seconds to sleep."""
    word = f"1000.{os.getpid()}{time.monotonic_ns()}"
    yield word
    for pid in survivors(word):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.fixture
def migrations(tmp_path):
    """`migrations({"1_users.up.sql": "CREATE …"})` makes a directory."""

    def make(files=(), name="migrations"):
        return Directory(tmp_path / name, files)

    return make


@pytest.fixture
def directory(migrations):
    """Three migrations, and their way back."""
    return migrations(table_per_version_and_back(3))


@pytest.fixture
def migrate(aweigh, database, directory):
    """`migrate("up", "2")` is `aweigh migrate up 2`."""

    def run(*words, **options):
        own = ["-m", str(directory), "--database", database.url]
        return aweigh.run("migrate", *words, *own, **options)

    return run
