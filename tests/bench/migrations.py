#!/usr/bin/env python3
"""What migrating costs, beside psql, dbmate and golang-migrate.

    tests/bench/migrations.py [BINARY]

`many`: 1,000 small files on an empty database; psql runs the same statements as one file.
`none`: the same directory with nothing left to do, beside `psql -c 'select 1'`; once with a server
that wants a password (SCRAM-SHA-256, as by default), once with one that trusts everybody.
aweigh's is a whole start: the wait for the server, the migration, and the exec of `true`.

The tools run in turn, with a server on this machine; each number is the median of 5 runs (many) or
30. CPU is that of the tool alone, without the server's. The others are those of tests/peers, and
installed as there.
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
sys.path[:0] = [str(ROOT / "tests/e2e"), str(ROOT / "tests/peers")]

import beside  # noqa: E402
from support.ports import free_port  # noqa: E402
from support.postgres import Postgres, make_template  # noqa: E402

FILES = 1000


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
        for name in ("dbmate", "golang-migrate"):
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
            for number in range(1, FILES + 1):
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


def show(title, samples):
    ours = [statistics.median(column) for column in zip(*samples["aweigh"], strict=True)]
    print(title)
    for name, costs in samples.items():
        wall, cpu = (statistics.median(column) for column in zip(*costs, strict=True))
        print(
            f"  {name:15} wall {wall * 1000:7.1f} ms, aweigh {ours[0] / wall:.2f} of it"
            f"   CPU {cpu * 1000:7.1f} ms, aweigh {ours[1] / cpu:.2f} of it"
        )


def main():
    binary = sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/release/aweigh"
    memory = Path("/dev/shm")
    scratch = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
    bench = Bench(binary, scratch)
    try:
        show(f"many: {FILES} files, empty database", bench.many(5))
        show(f"none: {FILES} files, nothing to do", bench.none(30))
        bench.trust()
        show("none, without a password", bench.none(30))
    finally:
        bench.server.stop()
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
