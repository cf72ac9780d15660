"""golang-migrate's side of a shared database: the statements that its 4.19 line sends, in its order.
They were recorded with log_statement=all; the program itself is not at hand."""

from contextlib import closing, contextmanager

from support.migrations import golang_migrate_lock

_TABLE = '"public"."schema_migrations"'
NO_VERSION = -1


class GolangMigrate:
    """As a user of the database, by the lock of the command line tool or of the library."""

    def __init__(self, database, directory, lock_name="/{}"):
        self.database = database
        self.directory = directory
        self.lock_id = golang_migrate_lock(lock_name.format(database.name))

    def up(self):
        """Returns the versions that it has applied."""
        with self._opened() as cursor:
            current = self._version(cursor)
            pending = [version for version in self._versions() if version > current]
            for version in pending:
                self._set_version(cursor, version, True)
                cursor.execute(self._file(version, "up").read_text())
                self._set_version(cursor, version, False)
            return pending

    def down(self, count):
        with self._opened() as cursor:
            current = self._version(cursor)
            applied = [NO_VERSION] + [v for v in self._versions() if v <= current]
            for _ in range(count):
                version = applied.pop()
                self._set_version(cursor, applied[-1], True)
                cursor.execute(self._file(version, "down").read_text())
                self._set_version(cursor, applied[-1], False)

    def force(self, version):
        with self._opened() as cursor:
            self._set_version(cursor, version, False)

    @contextmanager
    def _opened(self):
        with closing(self.database.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("SET ROLE app")
            cursor.execute("SELECT CURRENT_SCHEMA()")
            with self._locked(cursor):
                cursor.execute(
                    "SELECT COUNT(1) FROM information_schema.tables "
                    "WHERE table_schema = 'public' AND table_name = 'schema_migrations' LIMIT 1"
                )
                if cursor.fetchone() != (1,):
                    cursor.execute(
                        f"CREATE TABLE IF NOT EXISTS {_TABLE} "
                        "(version bigint not null primary key, dirty boolean not null)"
                    )
            with self._locked(cursor):
                yield cursor

    @contextmanager
    def _locked(self, cursor):
        cursor.execute("SELECT pg_advisory_lock(%s)", [self.lock_id])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [self.lock_id])

    def _version(self, cursor):
        cursor.execute(f"SELECT version, dirty FROM {_TABLE} LIMIT 1")
        version, dirty = cursor.fetchone() or (NO_VERSION, False)
        assert not dirty, f"Dirty database version {version}. Fix and force version."
        return version

    @staticmethod
    def _set_version(cursor, version, dirty):
        cursor.execute("BEGIN READ WRITE")
        cursor.execute(f"TRUNCATE {_TABLE}")
        if version >= 0 or dirty:
            cursor.execute(
                f"INSERT INTO {_TABLE} (version, dirty) VALUES (%s, %s)", [version, dirty]
            )
        cursor.execute("COMMIT")

    def _versions(self):
        return sorted(int(path.name.split("_")[0]) for path in self.directory.path.glob("*.up.sql"))

    def _file(self, version, direction):
        (path,) = self.directory.path.glob(f"{version:06}_*.{direction}.sql")
        return path
