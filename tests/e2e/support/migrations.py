"""Directories of SQL migrations, and what holds one of them up."""

import zlib
from contextlib import closing, contextmanager

from support.waiting import eventually

CREATE_USERS = "CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);\n"
CREATE_VISITS = "CREATE TABLE visits (at timestamptz NOT NULL DEFAULT now());\n"

_GATE = 714273


class Directory:
    """Files by name; `Directory(path, {"1_users.up.sql": "CREATE …"})`."""

    def __init__(self, path, files=()):
        path.mkdir()
        self.path = path
        for name, sql in dict(files).items():
            self.add(name, sql)

    def add(self, name, sql):
        (self.path / name).write_bytes(sql if isinstance(sql, bytes) else sql.encode())

    def __str__(self):
        return str(self.path)


def table_per_version(count):
    """A file of each version that creates one table; twice would fail."""
    return {f"{n:06}_t{n}.up.sql": f"CREATE TABLE t{n} (id int);\n" for n in range(1, count + 1)}


def table_per_version_and_back(count):
    """The same, with the files that take each of them back."""
    downs = {f"{n:06}_t{n}.down.sql": f"DROP TABLE t{n};\n" for n in range(1, count + 1)}
    return table_per_version(count) | downs


# A migration with this statement stops here for as long as somebody is in `gate_closed`.
AT_THE_GATE = f"SELECT pg_advisory_xact_lock({_GATE});\n"


@contextmanager
def gate_closed(database):
    with held_advisory_lock(database, _GATE):
        yield


def wait_until_at_gate(database):
    """Returns the process ID of the server's process that stands at the gate."""
    waiting = (
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        f"AND database = (SELECT oid FROM pg_database WHERE datname = '{database.name}') "
        f"AND objid = {_GATE}"
    )
    rows = eventually(lambda: database.query(waiting), "a migration stands at the gate")
    return rows[0][0]


@contextmanager
def held_advisory_lock(database, number):
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
        yield


def golang_migrate_lock(database_name, table="schema_migrations"):
    """golang-migrate's lock for a table of the schema public; its command line tool has a slash
    before the name of the database, its library has not."""
    key = "\0".join(["public", table, database_name])
    return zlib.crc32(key.encode()) * 1486364155 % 2**32
