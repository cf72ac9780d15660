"""Databases whose migration lock aweigh takes, of each kind: what the tests of the lock want of
them, and the fixtures that make them."""

import os
import signal
import uuid
from contextlib import closing, contextmanager

import MySQLdb
import pytest

from support import mysql
from support.migrations import golang_migrate_lock, held_advisory_lock
from support.ports import free_port
from support.postgres import Database


class LockablePostgres:
    shared, new = "postgres", "new_postgres"  # the fixtures of its servers
    held_by = "held by pid "
    holder_of_ours = "(aweigh, "
    words_of_end = "terminating connection due to administrator command"

    def __init__(self, server, name="app"):
        self.server = server
        self.database = Database(server, name)
        self.name = name
        self.url = self.database.url

    @classmethod
    def fresh(cls, server):
        return cls(server, server.create_database().name)

    def drop(self):
        self.server.query(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def held(self):
        """Another session has the lock in the meantime."""
        return held_advisory_lock(self.database, golang_migrate_lock(self.name))

    def holder(self):
        """The session that has it; None: none has."""
        rows = self.database.query(
            "SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return rows[0][0] if rows else None

    def end_holder(self):
        self.database.query(f"SELECT pg_terminate_backend({self.holder()})")

    def crash(self):
        os.kill(self.holder(), signal.SIGKILL)

    def fall_silent(self):
        """Until its end. A session is a process."""
        os.kill(self.holder(), signal.SIGSTOP)

    def sessions(self):
        """How many there are of the user `app`."""
        own = "datname = current_database() AND usename = 'app'"
        return self.database.query(f"SELECT count(*) FROM pg_stat_activity WHERE {own}")[0][0]

    def tables(self):
        return self.database.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")


class LockableMysql:
    shared, new = "mariadb", "new_mysql"
    held_by = "held by connection "
    holder_of_ours = "(app, "
    words_of_end = "the migration lock is lost with its session: "

    def __init__(self, server, name="app"):
        self.server = server
        self.name = name
        self.url = f"mysql://app:{mysql.IN_URL}@{server.address}/{name}"

    @classmethod
    def fresh(cls, server):
        name = f"t{uuid.uuid4().hex[:12]}"
        server.query(f"CREATE DATABASE {name}; GRANT ALL ON {name}.* TO app")
        return cls(server, name)

    def drop(self):
        self.server.query(f"DROP DATABASE {self.name}")

    @contextmanager
    def held(self):
        connected = closing(MySQLdb.connect(unix_socket=str(self.server.socket), user="root"))
        with connected as connection, connection.cursor() as cursor:
            cursor.execute("SELECT GET_LOCK(%s, 0)", [f"aweigh:{self.name}"])
            assert cursor.fetchall() == ((1,),)
            yield

    def holder(self):
        [[connection]] = self.server.query(f"SELECT IS_USED_LOCK('aweigh:{self.name}')")
        return None if connection == "NULL" else connection

    def end_holder(self):
        self.server.query(f"KILL {self.holder()}")

    def crash(self):
        """A session has no process of its own."""
        self.server.stop(signal.SIGKILL)

    def fall_silent(self):
        self.server.signal(signal.SIGSTOP)

    def sessions(self):
        [[count]] = self.server.query(
            f"SELECT count(*) FROM information_schema.processlist WHERE db = '{self.name}'"
        )
        return int(count)

    def tables(self):
        return self.server.query(f"SHOW TABLES IN {self.name}")


_each_kind = pytest.fixture(params=[LockablePostgres, LockableMysql], ids=["PostgreSQL", "MariaDB"])


@_each_kind
def lockable(request):
    """A fresh database of each kind."""
    made = request.param.fresh(request.getfixturevalue(request.param.shared))
    yield made
    made.drop()


@_each_kind
def new_lockable(request):
    """The same on a server of the test's own, which it has yet to start: `new_lockable()`."""
    new = request.getfixturevalue(request.param.new)
    return lambda: request.param(new())


@pytest.fixture(scope="session")
def mariadb(scratch, mysql_template):
    """The server that the tests of the lock share."""
    server = mysql.Mysql(scratch(), free_port(), mysql_template)
    yield server.start_and_wait()
    server.stop()
