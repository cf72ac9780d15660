"""golang-migrate and aweigh on one database, in turn and at once; and commands that are stopped."""

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from support.golang_migrate import NO_VERSION, GolangMigrate
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    table_per_version_and_back,
    wait_until_at_gate,
)
from support.waiting import eventually


@pytest.fixture
def directory(migrations):
    return migrations(table_per_version_and_back(6))


@pytest.fixture
def words(directory, database):
    return ["migrate", "-path", str(directory), "-database", database.url]


# the command line tool and the library lock by different names
@pytest.fixture(params=["/{}", "{}"], ids=["command line tool", "library"])
def other(request, database, directory):
    return GolangMigrate(database, directory, request.param)


def test_in_turn(aweigh, words, other, database):
    def ours(*command):
        result = aweigh.run(*words, *command)
        assert result.code == 0, result

    ours("up", "2")
    assert other.up() == [3, 4, 5, 6]
    ours("down", "1")
    assert database.version() == [(5, False)]
    other.down(2)
    assert aweigh.run(*words, "version").stdout == "3\n"
    ours("goto", "5")
    other.down(5)
    assert database.version() == []
    ours("up")
    other.force(NO_VERSION)
    assert aweigh.run(*words, "version").code == 65
    ours("force", "6")
    other.down(6)
    ours("up")
    assert database.tables() == {f"t{n}" for n in range(1, 7)}
    assert database.version() == [(6, False)]


def test_at_once_each_file_is_applied_once(aweigh, words, other, database):
    with ThreadPoolExecutor() as pool:
        others = [pool.submit(other.up) for _ in range(2)]
        running = [aweigh.start(*words, "--log-format=json", "up") for _ in range(3)]
        results = [each.finish() for each in running]
        applied = [version for each in others for version in each.result(30)]
    assert [result.code for result in results] == [0, 0, 0], results
    for result in results:
        applied += [line["version"] for line in result.events("migration_applied")]
    assert sorted(applied) == [1, 2, 3, 4, 5, 6]
    assert database.version() == [(6, False)]


def test_down_is_stopped_and_rolled_back(anywhere, words, directory, database):
    directory.add("000006_t6.down.sql", f"DROP TABLE t6;\n{AT_THE_GATE}")
    anywhere.run(*words, "up")
    with gate_closed(database):
        running = anywhere.start(*words, "down", "2")
        wait_until_at_gate(database)
        running.signal(signal.SIGTERM)
        assert running.finish(5).code == 143
    assert database.version() == [(6, False)]
    assert "t6" in database.tables()


@pytest.mark.parametrize("command", [["drop", "-f"], ["force", "1"]], ids=" ".join)
def test_what_waits_for_a_table_is_stopped(anywhere, words, database, command):
    anywhere.run(*words, "up")
    with closing(database.connect()) as holder:
        holder.autocommit = False
        holder.cursor().execute("LOCK TABLE schema_migrations")
        running = anywhere.start(*words, *command)
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
        eventually(lambda: database.query(waiting), "it waits for the table")
        running.signal(signal.SIGTERM)
        assert running.finish(5).code == 143
    assert database.version() == [(6, False)]
    assert len(database.tables()) == 6


def test_a_question_is_stopped(anywhere, words, database):
    anywhere.run(*words, "up")
    running = anywhere.start(*words, "drop", stdin=-1)
    running.until_stderr("[y/N]")
    running.signal(signal.SIGINT)
    assert running.finish(5).code == 130
    assert database.version() == [(6, False)]
