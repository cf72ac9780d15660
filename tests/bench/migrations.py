#!/usr/bin/env python3
"""What migrating costs, beside psql.

    tests/bench/migrations.py [BINARY]

`many`: 1,000 small files on an empty database, beside `psql -q` with the same statements in one session.
`none`: the same directory with nothing left to do, beside `psql -c 'select 1'`. Both with a server of
its own on this machine, in turn, the median of several runs; the last column is the ratio.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/e2e"))

from support.ports import free_port  # noqa: E402
from support.postgres import Database, Postgres, make_template  # noqa: E402

FILES = 1000


def small_file(number):
    return (
        f"CREATE TABLE t{number} (id bigint PRIMARY KEY, name text NOT NULL);\n"
        f"CREATE INDEX ON t{number} (name);\n"
    )


class Bench:
    def __init__(self, binary, scratch):
        self.binary = binary
        self.scratch = scratch
        self.directory = scratch / "migrations"
        self.directory.mkdir()
        for number in range(1, FILES + 1):
            (self.directory / f"{number:06}_t.up.sql").write_text(small_file(number))
        self.all = scratch / "all.sql"
        self.all.write_text("".join(small_file(number) for number in range(1, FILES + 1)))
        servers = scratch / "servers"
        servers.mkdir()
        scratch.chmod(0o755)  # the server is another user
        template = make_template(servers)
        self.server = Postgres(Path(tempfile.mkdtemp(dir=scratch)), free_port(), template)
        self.server.start_and_wait()

    def aweigh(self, database):
        return [self.binary, "-q", "-m", self.directory, "--database", database.url, "--", "true"]

    def psql(self, database, *words):
        return ["psql", "-q", "-X", "-o", "/dev/null", "-d", database.url, *words]

    def many(self, runs):
        times = {"aweigh": [], "psql": []}
        for _ in range(runs):
            for name, samples in times.items():
                database = self.server.create_database()
                command = (
                    self.aweigh(database) if name == "aweigh"
                    else self.psql(database, "-f", self.all)
                )  # fmt: skip
                samples.append(seconds(command))
                self.server.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')
        return times

    def none(self, runs):
        database = Database(self.server)
        seconds(self.aweigh(database))
        times = {"aweigh": [], "psql": []}
        for _ in range(runs):
            times["aweigh"].append(seconds(self.aweigh(database)))
            times["psql"].append(seconds(self.psql(database, "-c", "select 1")))
        return times


def seconds(command):
    begin = time.monotonic()
    subprocess.run(command, check=True)
    return time.monotonic() - begin


def show(name, times):
    aweigh, psql = (statistics.median(times[tool]) for tool in ("aweigh", "psql"))
    print(f"{name:6} aweigh {aweigh * 1000:8.1f} ms   psql {psql * 1000:8.1f} ms   {aweigh / psql:.2f}")


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/aweigh"
    memory = Path("/dev/shm")
    scratch = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    bench = Bench(binary, scratch)
    try:
        show("many", bench.many(5))
        show("none", bench.none(30))
    finally:
        bench.server.stop()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
