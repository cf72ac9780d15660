"""The ways in which a database is migrated, each with migrations that show how often they ran."""

from support.lockable import LockableMysql, LockablePostgres
from support.migrations import Directory
from support.postgres import Database
from support.stepwise import ALL_KINDS, BASE

# Each step takes long enough to be killed in its middle.
_STEP = """INSERT INTO log VALUES ('{n}');
SELECT pg_sleep(0.01);
CREATE TABLE t{n} (id int);
"""
_INDEX = "CREATE INDEX CONCURRENTLY {0} ON base (id);\n"
_ROWS = "INSERT INTO base SELECT generate_series(1, 5000);\n"


def _steps(*numbers):
    """Files that a transaction holds, with what they need in front of the first."""
    files = {f"{n}_step.up.sql": _STEP.format(n=n) for n in numbers}
    return {"10_base.up.sql": BASE + _ROWS} | files


class Files:
    """One file, one transaction."""

    name = "one transaction per file"
    directories = {"migrations": _steps(*range(11, 17))}
    tables = {"migrations": "schema_migrations"}
    options = ()

    def __init__(self, request, aweigh, path):
        self._aweigh = aweigh
        self.database = self._make_database(request)
        self.url = self._make_url(request)
        self._paths = {
            name: Directory(path / name, files) for name, files in self.directories.items()
        }
        self.words = self._words(self.tables)

    def _make_database(self, request):
        return request.getfixturevalue("postgres").create_database()

    def _make_url(self, request):
        return self.database.url

    def _words(self, tables):
        words = ["--database", self.url, "--log-format=json", *self.options]
        for name, table in tables.items():
            words += ["-m", f"{self._paths[name]}#table={table}"]
        return [*words, "true"]

    def close(self):
        self.database.server.query(f'DROP DATABASE IF EXISTS "{self.database.name}" WITH (FORCE)')

    def begin_again(self):
        sql = "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app"
        self.database.query(sql)

    def reached(self):
        """What is committed by now: the traces of the files, the version rows."""
        versions = [self._rows("version, dirty", table) for table in self.tables.values()]
        return self._rows("what", "log"), versions

    def outcome(self):
        """To be compared with that of a run that nothing has disturbed."""
        columns = "version, applied_at IS NOT NULL"
        journals = [self._rows(columns, f"aweigh_{table}") for table in self.tables.values()]
        return self.reached(), journals, self.database.schema()

    def _rows(self, columns, table):
        there = self.database.query(f"SELECT to_regclass('public.{table}')") != [(None,)]
        return there and self.database.query(f"SELECT {columns} FROM {table} ORDER BY 1")


class Statements(Files):
    name = "statement by statement"
    directories = {"migrations": {"1_base.up.sql": BASE, "2_it.up.sql": ALL_KINDS}}


class ConcurrentIndex(Files):
    name = "concurrent index"
    directories = {
        "migrations": {
            **_steps(11),
            "12_a.up.sql": _INDEX.format("a"),
            "13_b.up.sql": "CREATE UNIQUE INDEX CONCURRENTLY b ON public.base (id);\n",
            "14_old.up.sql": "DROP INDEX CONCURRENTLY old;\n",
            "15_c.up.sql": _INDEX.format("IF NOT EXISTS c") + _INDEX.format("d"),
        }
    }


class LateFiles(Files):
    """Every second one was merged when the schema was above it."""

    name = "late files"
    directories = {"early": _steps(12, 14, 16), "migrations": _steps(*range(11, 19))}
    options = ("--out-of-order=apply",)

    def begin_again(self):
        super().begin_again()
        result = self._aweigh.run(*self._words({"early": "schema_migrations"}))
        assert result.code == 0, result


class SeveralDirectories(Files):
    name = "several directories"
    directories = {
        "core": _steps(11, 12, 13),
        "plugin": {"1_a.up.sql": _INDEX.format("i") + _STEP.format(n=21)},
        "last": {"1_a.up.sql": _STEP.format(n=31)},
    }
    tables = {"core": "schema_migrations", "plugin": "plugin_migrations", "last": "last_migrations"}


class MissingDatabase(Files):
    name = "a database that is missing"
    directories = {"migrations": _steps(11)}
    options = ("--create-database",)

    def _make_database(self, request):
        server = request.getfixturevalue("new_postgres")().start_and_wait()
        server.query("ALTER ROLE app CREATEDB")
        return Database(server, "shop")

    def begin_again(self):
        self.close()

    def reached(self):
        name = self.database.name
        there = self.database.server.query(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        return there and super().reached()


class Pooled(Files):
    name = "through a pooler"

    def _make_url(self, request):
        return request.getfixturevalue("pgbouncer").url(self.database.name)


# Finds nothing to do where it was done, and says when another one is at work.
_COMMAND = """\
exec 9>>{path}/at-work
flock --nonblock 9 || echo twice >>{path}/trace
grep --silent done {path}/trace && exit
echo begun >>{path}/trace
sleep 0.05
echo done >>{path}/trace
"""


class Command:
    """A program of the user's own, under the lock."""

    def __init__(self, request, aweigh, path):
        self._lockable = self.lockable.fresh(request.getfixturevalue(self.lockable.shared))
        self._trace = path / "trace"
        program = path / "command"
        program.write_text("#!/bin/sh\n" + _COMMAND.format(path=path))
        program.chmod(0o755)
        words = ["--migrate-command", str(program), "--database", self._lockable.url]
        self.words = [*words, "--log-format=json", "true"]

    def close(self):
        self._lockable.drop()

    def begin_again(self):
        self._trace.write_text("")

    def reached(self):
        return self._trace.read_text().split()

    def outcome(self):
        """It may have begun twice, one after the other."""
        return [line for line in self.reached() if line != "begun"]


class CommandOnPostgres(Command):
    name = "--migrate-command on PostgreSQL"
    lockable = LockablePostgres


class CommandOnMariadb(Command):
    name = "--migrate-command on MariaDB"
    lockable = LockableMysql


MODES = [
    Files, Statements, ConcurrentIndex, LateFiles, SeveralDirectories, MissingDatabase, Pooled,
    CommandOnPostgres, CommandOnMariadb,
]  # fmt: skip
