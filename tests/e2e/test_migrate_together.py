"""Several processes, killed processes, and the lock between them."""

import os
import signal

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    held_advisory_lock,
    table_per_version,
    wait_until_at_gate,
)
from support.waiting import eventually, scaled


@pytest.fixture
def words(database):
    return lambda directory: ["-m", str(directory), "--database", database.url, "--log-format=json"]


@pytest.mark.parametrize("processes", [2, 5])
def test_each_file_is_applied_once(anywhere, database, migrations, words, processes):
    """A second time would fail; a concurrent index would deadlock with one that waits badly."""
    files = table_per_version(8)
    files["9_index.up.sql"] = "CREATE INDEX CONCURRENTLY name ON t1 (id);\n"
    directory = migrations(files)
    for _ in range(scaled(1, 30)):
        database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")
        started = [anywhere.start(*words(directory), "true") for _ in range(processes)]
        results = [running.finish() for running in started]
        assert [result.code for result in results] == [0] * processes, results
        applied = [
            line["version"] for result in results for line in result.events("migration_applied")
        ]
        assert sorted(applied) == list(range(1, 10))
        assert database.version() == [(9, False)]


def test_a_killed_process_leaves_nothing_half_done(aweigh, database, migrations, words):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    directory.add("2_b.up.sql", f"CREATE TABLE b ();\n{AT_THE_GATE}CREATE TABLE c ();\n")
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        running.kill()
        assert database.version() == [(1, False)]
        assert database.tables() == {"a"}
    assert aweigh.run(*words(directory), "true").code == 0
    assert database.version() == [(2, False)]
    assert database.tables() == {"a", "b", "c"}


# golang-migrate's command line tool and its library lock by different names
@pytest.fixture(params=["{}", "/{}"], ids=["library", "command line tool"])
def lock_id(request, database):
    return golang_migrate_lock(request.param.format(database.name))


def test_the_lock_is_golang_migrate_s_and_it_is_given_up_in_time(
    anywhere, database, migrations, words, lock_id, tmp_path
):
    directory = migrations(table_per_version(2))
    started = tmp_path / "started"
    with held_advisory_lock(database, lock_id):
        result = anywhere.run(*words(directory), "--lock-timeout=700ms", "touch", started)
    assert result.code == 75, result
    assert 0.7 <= result.seconds < 3
    assert result.events("lock_waiting")
    assert database.tables() == set()
    assert not started.exists()


def test_the_lock_is_given_up_in_time_though_the_server_stops_answering(
    aweigh, database, migrations, words
):
    directory = migrations(table_per_version(1))
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        running = aweigh.start(*words(directory), "--lock-timeout=2s", "true")
        running.until_stderr("lock_waiting")
        ((server_process,),) = _sessions(database)
        os.kill(server_process, signal.SIGSTOP)
        try:
            result = running.finish(10)
        finally:
            os.kill(server_process, signal.SIGCONT)
    assert result.code == 75, result
    assert "stopped answering" in result.stderr


def _sessions(database):
    return database.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app'"
    )


def test_the_lock_is_taken_when_it_is_free(aweigh, database, migrations, words, lock_id):
    directory = migrations(table_per_version(2))
    with held_advisory_lock(database, lock_id):
        running = aweigh.start(*words(directory), "true")
        running.until_stderr("lock_waiting")
    result = running.finish(5)
    assert result.code == 0, result
    assert database.version() == [(2, False)]


def test_both_locks_are_held_while_a_file_runs(aweigh, database, migrations, words):
    with gate_closed(database):
        running = aweigh.start(*words(migrations({"1_a.up.sql": AT_THE_GATE})), "true")
        wait_until_at_gate(database)
        rows = database.query(
            "SELECT objid::bigint FROM pg_locks "
            "WHERE locktype = 'advisory' AND classid = 0 AND granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        ids = {golang_migrate_lock(name) for name in (database.name, f"/{database.name}")}
        assert ids <= {number for (number,) in rows}
    assert running.finish().code == 0


def test_no_lock_and_no_session_outlives_the_migration(aweigh, database, migrations, words):
    directory = migrations(table_per_version(1))
    running = aweigh.start(*words(directory), "sh", "-c", "echo ready; exec sleep 60")
    running.until_stdout("ready")
    eventually(lambda: not _sessions(database), "the session is closed")


def test_a_reader_of_the_version_does_not_block_the_migration(aweigh, database, migrations, words):
    """A dump or a health check that holds the table open."""
    directory = migrations(table_per_version(1))
    aweigh.run(*words(directory), "true")
    directory.add("2_a.up.sql", "CREATE TABLE a ();")
    reader = database.connect()
    reader.autocommit = False
    reader.cursor().execute("SELECT * FROM schema_migrations")
    try:
        assert aweigh.run(*words(directory), "true", within=5).code == 0
    finally:
        reader.close()
