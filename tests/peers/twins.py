"""aweigh and golang-migrate do the same, each in a database of its own."""

import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from cases import BASE
from support.postgres import server_bin

# A table of versions may be at any of these, and belongs to the tool.
_VERSION_TABLES = ['public."schema_migrations"', 'public."moved"', 'other."schema_migrations"']
_VERSION_TABLES += ['other."Moved"']
_OF_THE_TOOLS = ["*.schema_migrations", "*.moved", '*."Moved"', "*.aweigh_*"]


@dataclass
class Observed:
    """How a database is after a command, and how the command ended."""

    ok: bool
    said: str
    version: tuple  # (3, False); empty: nothing was applied
    dump: str

    def outcome(self):
        return self.ok, self.version, self.dump


class Twin:
    def __init__(self, program, database, case, directory):
        self.database = database
        self._command = [*program, "-path", str(directory)]
        self._env = {"HOME": str(directory.parent)}  # nothing of the caller's
        self._url = f"{database.url}?sslmode=disable" + f"&{case.parameters}".rstrip("&")
        database.query(BASE)
        database.query("CREATE SCHEMA other AUTHORIZATION app; ALTER TABLE base OWNER TO app")

    def run(self, *words):
        """The words are a command; none: only looks."""
        ok, said = True, ""
        if words:
            command = [*self._command, "-database", self._url, *words]
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, errors="surrogateescape", timeout=60,
                env=self._env,
            )  # fmt: skip
            ok, said = done.returncode == 0, done.stdout
        return Observed(ok, said, self._version(), self._dump())

    def by_hand(self, sql):
        """Also where it fails: that is the same in both."""
        try:
            self.database.query(f"SET ROLE app; {sql}")
        except psycopg2.Error:
            pass

    def _version(self):
        there = f"SELECT {', '.join(f'to_regclass($${name}$$)' for name in _VERSION_TABLES)}"
        for name in filter(None, self.database.query(there)[0]):
            return tuple(self.database.query(f"SELECT version, dirty FROM {name}"))
        return ()

    def _dump(self):
        command = [server_bin() / "pg_dump", "-h", self.database.server.directory]
        command += ["-p", str(self.database.server.port), "-U", "postgres", self.database.name]
        for name in _OF_THE_TOOLS:
            command += ["-T", name]
        lines = subprocess.check_output(command, text=True).splitlines()
        # a key that is a new one each time
        lines = [line for line in lines if "restrict " not in line]
        return "\n".join(lines + [f"invalid: {name}" for (name,) in self._invalid_indexes()])

    def _invalid_indexes(self):
        """pg_dump leaves them out."""
        return self.database.query(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"
        )


class Directory:
    """The files of both, changed as the case says."""

    def __init__(self, path, files):
        self._path = path
        path.mkdir()
        self.change(files)

    def change(self, files):
        for name, text in files.items():
            file = self._path / name
            if text is None:
                file.unlink()
            else:
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(text)

    def text(self):
        files = sorted(path for path in self._path.rglob("*") if path.is_file())
        return "\n".join(path.read_text(errors="surrogateescape") for path in files)
