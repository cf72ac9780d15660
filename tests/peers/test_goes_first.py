"""A golang-migrate that waits for the lock while a file of ours builds an index concurrently."""

import subprocess
from contextlib import closing

import pytest
from support.migrations import (
    AT_THE_GATE,
    Directory,
    gate_closed,
    golang_migrate_lock,
    wait_until_at_gate,
)
from support.waiting import eventually

TABLE = "CREATE TABLE t (id int);\n"
INDEX = "CREATE INDEX CONCURRENTLY i ON t (id);\n"


@pytest.fixture
def up(database, tmp_path):
    """`up(directory, *tool)`"""

    def up(directory, *tool):
        words = ["-path", str(directory), "-database", f"{database.url}?sslmode=disable", "up"]
        return subprocess.Popen(
            [*tool, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env={"HOME": str(tmp_path)},
        )  # fmt: skip

    return up


def wait_until_it_waits(database):
    lock = golang_migrate_lock("/" + database.name)
    waiting = f"SELECT 1 FROM pg_locks WHERE objid = {lock} AND NOT granted"
    eventually(lambda: database.query(waiting), "golang-migrate waits for the lock")


def all_is_well(database, *started):
    said = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], said
    assert database.version() == [(2, False)]
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"
    assert database.query(valid) == [(True,)]


def test_it_waits_before_the_build_begins(up, aweigh, golang_migrate, database, tmp_path):
    files = {"1_t.up.sql": TABLE + AT_THE_GATE, "2_i.up.sql": INDEX}
    directory = Directory(tmp_path / "migrations", files)
    with gate_closed(database):
        ours = up(directory, aweigh, "migrate")
        wait_until_at_gate(database)
        theirs = up(directory, golang_migrate)
        wait_until_it_waits(database)
    all_is_well(database, ours, theirs)


def test_it_comes_while_the_build_is_held_up(up, aweigh, golang_migrate, database, tmp_path):
    directory = Directory(tmp_path / "migrations", {"1_t.up.sql": TABLE})
    assert up(directory, aweigh, "migrate").wait(60) == 0
    directory.add("2_i.up.sql", INDEX)
    with closing(database.connect()) as writer:
        writer.cursor().execute("BEGIN; INSERT INTO t VALUES (1)")
        ours = up(directory, aweigh, "migrate")
        building = "SELECT 1 FROM pg_index WHERE NOT indisvalid"
        eventually(lambda: database.query(building), "the build has begun")
        theirs = up(directory, golang_migrate)
        wait_until_it_waits(database)
    all_is_well(database, ours, theirs)
