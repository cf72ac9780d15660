#!/usr/bin/env python3
"""What migrating costs, beside psql, dbmate and golang-migrate.

    tests/bench/migrations.py [--quick]

`many`: small files on an empty database; psql runs the same statements as one file.
`none`: the same directory with nothing left to do, beside `psql -c 'select 1'`; once with a server
that wants a password (SCRAM-SHA-256, as by default), once with one that trusts everybody.
`race`: 30 replicas at once; the tools that lock.
aweigh's is a whole start: the wait for the server, the migration, and the exec of `true`.

The tools run in turn, with a server on this machine; each number is the median of some runs. CPU is
that of the tool alone, without the server's. The others are those of tests/peers, and installed as
there.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/e2e"), str(ROOT / "tests/peers")]

import beside  # noqa: E402
from rows import Row, hand_on  # noqa: E402
from support.ports import free_port  # noqa: E402
from support.postgres import Postgres, make_template  # noqa: E402

REPLICAS = 30


def small_file(number):
    return (
        f"CREATE TABLE t{number} (id bigint PRIMARY KEY, name text NOT NULL);\n"
        f"CREATE INDEX ON t{number} (name);\n"
    )


class Aweigh(beside.Aweigh):
    def command(self):
        start = [self.program, "-q", "-m", self.directory, "--database", self.url]
        return [*start, "--", "true"]


class Psql(beside.Tool):
    def write(self, version, sql, outside=False):
        with open(self.directory / "all.sql", "a") as file:
            file.write(sql)

    def command(self, *words):
        work = words or ["-f", self.directory / "all.sql"]
        return [self.program, "-q", "-X", "-o", "/dev/null", "-d", self.url, *work]


class Bench:
    def __init__(self, binary, scratch):
        self.scratch = scratch
        self.programs = {"aweigh": (Aweigh, binary), "psql": (Psql, "psql")}
        for name in ("dbmate", "golang-migrate", "goose"):
            kind, find = beside.TOOLS[name]
            self.programs[name] = (kind, find())
        (scratch / "template").mkdir()
        (scratch / "server").mkdir()
        scratch.chmod(0o755)  # the server is another user
        template = make_template(scratch / "template")
        self.server = Postgres(scratch / "server", free_port(), template)
        self.server.start_and_wait()

    def tools(self):
        """Each with its files and an empty database of its own."""
        directory = Path(tempfile.mkdtemp(dir=self.scratch))
        for name, (kind, program) in self.programs.items():
            tool = kind(program, self.server.create_database(), directory / name)
            for number in range(1, self.files + 1):
                tool.write(number, small_file(number))
            yield name, tool

    def many(self, runs):
        samples = {name: [] for name in self.programs}
        for _ in range(runs):
            for name, tool in self.tools():
                samples[name].append(cost_of(tool.command()))
                self.drop(tool)
        return samples

    def none(self, runs):
        tools = dict(self.tools())
        for name, tool in tools.items():
            if name != "psql":
                cost_of(tool.command())
        samples = {name: [] for name in tools}
        for _ in range(runs):
            for name, tool in tools.items():
                words = ["-c", "select 1"] if name == "psql" else []
                samples[name].append(cost_of(tool.command(*words)))
        for tool in tools.values():
            self.drop(tool)
        return samples

    def race(self):
        """Until the last of them is done."""
        took = {}
        for name, tool in self.tools():
            if name in ("aweigh", "golang-migrate"):
                command = [str(word) for word in tool.command()]
                begin = time.monotonic()
                silent = {"stderr": subprocess.DEVNULL}
                racing = [subprocess.Popen(command, **silent) for _ in range(REPLICAS)]
                assert [each.wait() for each in racing] == [0] * REPLICAS, command
                took[name] = (time.monotonic() - begin) * 1000
            self.drop(tool)
        return Row("migrations", f"{self.files:,} files, {REPLICAS} replicas race", "ms", took)

    def drop(self, tool):
        self.server.query(f'DROP DATABASE "{tool.database.name}" WITH (FORCE)')
        shutil.rmtree(tool.directory)

    def trust(self):
        everybody = "local all all trust\nhost all all all trust\n"
        (self.server.data / "pg_hba.conf").write_text(everybody)
        self.server.query("SELECT pg_reload_conf()")


def cost_of(command):
    """Seconds: by the clock, and of processors."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return wall, used.ru_utime + used.ru_stime


def rows_of(label, samples):
    for what, column in [("", 0), (", CPU", 1)]:
        middle = {
            name: statistics.median(cost[column] for cost in costs) * 1000
            for name, costs in samples.items()
        }
        yield Row("migrations", label + what, "ms", middle)


def measure(bench, sizes):
    """The number of files is what the cost is to be linear in."""
    for bench.files, runs in sizes.items():
        files = f"{bench.files:,} file{'s' * (bench.files > 1)}"
        yield from rows_of(f"{files}, empty database", bench.many(runs))
        nothing = f"{files}, nothing to do"
        yield from rows_of(nothing, bench.none(6 * runs))
    yield bench.race()
    bench.trust()
    yield from rows_of(f"{nothing}, no password", bench.none(6 * runs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    words = parser.parse_args()
    binary = os.environ.get("AWEIGH_BINARY", ROOT / "build/release/aweigh")
    memory = Path("/dev/shm")
    scratch = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    bench = Bench(binary, scratch)
    try:
        hand_on(measure(bench, {1: 1, 100: 1} if words.quick else {1: 5, 10_000: 1, 1000: 5}))
    finally:
        bench.server.stop()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
