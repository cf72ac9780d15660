"""The four tools by one set of words: the same migrations in each one's files."""

import os
import subprocess
from dataclasses import dataclass

import tools
from support.program import path_of_binary
from support.waiting import eventually


class Tool:
    """On one database, with a directory of its own."""

    def __init__(self, program, database, directory):
        self.program = str(program)
        self.database = database
        self.directory = directory
        self.url = f"{database.url}?sslmode=disable"
        self._started = []
        directory.mkdir()

    def write(self, version, sql, outside=False):
        """`outside`: of a transaction, where the tool must be told."""
        raise NotImplementedError

    def command(self, *words):
        """`up`, where no other words are given."""
        raise NotImplementedError

    def recorded(self):
        """The versions that it holds for applied; one that is dirty is negative."""
        raise NotImplementedError

    def start(self, *words):
        said = open(self.directory.parent / f"said-{len(self._started)}", "w+b")
        process = subprocess.Popen(
            self.command(*words), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            env={"HOME": str(self.directory.parent)},
        )  # fmt: skip
        self._started.append(process)
        process.said = said
        return process

    def run(self, *words):
        return self.end(self.start(*words))

    def kill(self, moment, number):
        """Starts it, and kills it when `moment` has come."""
        process = self.start()
        moment()
        process.send_signal(number)
        return self.end(process)

    @staticmethod
    def until_said(process, words):
        eventually(lambda: words in _text(process.said), words, within=30)

    @staticmethod
    def end(process):
        code = process.wait(timeout=60)
        return Ended(128 - code if code < 0 else code, _text(process.said))

    def close(self):
        for process in self._started:
            process.kill()
            process.wait()
            process.said.close()

    def sessions(self):
        return self.database.query(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app'"
        )

    def end_sessions(self):
        """As an administrator."""
        self.database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = 'app'"
        )
        self.until_the_server_is_done()

    def until_the_server_is_done(self):
        eventually(lambda: not self.sessions(), "the server has noticed", within=30)

    def _rows(self, table, columns):
        if self.database.query(f"SELECT to_regclass('{table}')") == [(None,)]:
            return []
        return self.database.query(f"SELECT {columns} FROM {table} ORDER BY 1")


def _text(file):
    return os.pread(file.fileno(), 1 << 20, 0).decode()


@dataclass
class Ended:
    code: int
    said: str


class GolangMigrate(Tool):
    def write(self, version, sql, outside=False):
        (self.directory / f"{version}_a.up.sql").write_text(sql)

    def command(self, *words):
        own = ["-path", self.directory, "-database", self.url]
        return [self.program, *own, *(words or ["up"])]

    def recorded(self):
        return [-v if dirty else v for v, dirty in self._rows("schema_migrations", "*")]


class Aweigh(GolangMigrate):
    def command(self, *words):
        own = ["-path", self.directory, "-database", self.url, "--interval=0.1"]
        return [self.program, "migrate", *own, *(words or ["up"])]


class Dbmate(Tool):
    def write(self, version, sql, outside=False):
        first = "-- migrate:up" + " transaction:false" * outside
        (self.directory / f"{version}_a.sql").write_text(f"{first}\n{sql}\n-- migrate:down\n")

    def command(self, *words):
        own = ["--url", self.url, "--migrations-dir", self.directory, "--no-dump-schema"]
        return [self.program, *own, *(words or ["migrate"])]

    def recorded(self):
        return [int(version) for (version,) in self._rows("schema_migrations", "version")]


class Goose(Tool):
    def write(self, version, sql, outside=False):
        first = "-- +goose NO TRANSACTION\n" * outside + "-- +goose Up"
        (self.directory / f"{version:05}_a.sql").write_text(f"{first}\n{sql}\n-- +goose Down\n")

    def command(self, *words):
        options = [word for word in words if word.startswith("-")]
        command = [word for word in words if word not in options] or ["up"]
        return [self.program, "-dir", self.directory, *options, "postgres", self.url, *command]

    def recorded(self):
        rows = self._rows("goose_db_version", "version_id")
        return [version for (version,) in rows if version]


TOOLS = {
    "aweigh": (Aweigh, path_of_binary),
    "golang-migrate": (GolangMigrate, tools.golang_migrate),
    "dbmate": (Dbmate, tools.dbmate),
    "goose": (Goose, tools.goose),
}
