"""Dirty versions: what can be known about them is, the rest waits for a person."""

import hashlib
import os
import signal
from contextlib import closing

import pytest
from support.migrations import AT_THE_GATE, gate_closed, wait_until_at_gate
from support.postgres import server_version
from support.waiting import eventually

JOURNAL = "aweigh_schema_migrations"
INDEX = "CREATE INDEX CONCURRENTLY name ON base (id);\n"
FILES = {"1_base.up.sql": "CREATE TABLE base (id int);\n", "2_it.up.sql": INDEX}


@pytest.fixture
def words(database):
    return lambda directory: ["-m", str(directory), "--database", database.url, "--log-format=json"]


@pytest.fixture
def left_dirty(aweigh, database, migrations, words):
    """Applies FILES and makes the second look begun, as a process leaves it that was killed in its
    first statement: version row and journal written by one transaction."""

    def leave(sql=INDEX):
        directory = migrations({**FILES, "2_it.up.sql": sql})
        assert aweigh.run(*words(directory), "true").code == 0
        database.query(
            "BEGIN; DELETE FROM schema_migrations;"
            "INSERT INTO schema_migrations VALUES (2, true);"
            f"UPDATE {JOURNAL} SET applied_at = NULL, begun_in = txid_current(), reached = 0, "
            "alone = true WHERE version = 2;"
            "COMMIT"
        )
        return directory

    return leave


def test_the_journal_says_what_was_run_and_how_long(aweigh, database, migrations, words):
    slow = "SELECT pg_sleep(0.2);\n"
    own_transaction = f"BEGIN;\n{slow}COMMIT;\n"
    directory = migrations({**FILES, "3_it's.up.sql": slow, "4_\\.up.sql": own_transaction})
    assert aweigh.run(*words(directory), "true").code == 0
    rows = database.query(
        "SELECT version, title, sha256, host, extract(epoch FROM applied_at - begun_at)::float "
        f"FROM {JOURNAL} ORDER BY version"
    )
    contents = [FILES["1_base.up.sql"], INDEX, slow, own_transaction]
    digests = [hashlib.sha256(content.encode()).hexdigest() for content in contents]
    expected = zip([1, 2, 3, 4], ["base", "it", "it's", "\\"], digests)
    assert [row[:3] for row in rows] == list(expected)
    assert {row[3] for row in rows} == {os.uname().nodename}
    assert all(0.2 <= row[4] < 5 for row in rows[2:]), rows


def test_a_file_that_the_journal_knows_as_applied_is_not_run_again(
    aweigh, database, left_dirty, words
):
    """Killed between the file's last statement and the version."""
    directory = left_dirty("BEGIN READ WRITE;\nCREATE TABLE a ();\nCOMMIT;\n")
    database.query(f"UPDATE {JOURNAL} SET applied_at = now() WHERE version = 2")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 0, result
    assert result.events("migration_recovered")
    assert database.version() == [(2, False)]


STATES = {
    "not there": "DROP INDEX name",
    "invalid": "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'name'::regclass",
    "valid": "SELECT",
}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_concurrent_index_is_built_in_the_end(aweigh, database, left_dirty, words, state):
    directory = left_dirty()
    database.query(state)
    result = aweigh.run(*words(directory), "true")
    assert result.code == 0, result
    assert ("dropped the invalid index public.name" in result.stderr) == ("indisvalid" in state)
    assert len(result.events("migration_applied")) == (0 if state == "SELECT" else 1)
    assert database.version() == [(2, False)]
    assert database.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'name'::regclass") == [
        (True,)
    ]


def test_a_run_down_does_not_say_that_it_goes_on(aweigh, database, left_dirty, words):
    directory = left_dirty()
    directory.add("1_base.down.sql", "DROP TABLE base;")
    database.query("DROP INDEX name")
    result = aweigh.run("migrate", "down", "1", *words(directory))
    assert result.code == 0, result
    [recovered] = result.events("migration_recovered")
    told = "2_it.up.sql was interrupted before it was applied: the schema is at version 1"
    assert recovered["msg"] == told
    assert (database.version(), database.tables()) == ([], set())


UNDECIDABLE = {
    "a transaction with words of its own": "BEGIN READ WRITE;\nCREATE TABLE a ();\nCOMMIT;\n",
    "a procedure that commits": "DO $$ BEGIN COMMIT; END $$;\n",
    "an index without a name": "CREATE INDEX CONCURRENTLY ON base (id);\nSELECT 1;\n",
}


@pytest.mark.parametrize("sql", UNDECIDABLE.values(), ids=UNDECIDABLE)
def test_what_cannot_be_known_waits_for_a_person(aweigh, database, left_dirty, words, sql):
    result = aweigh.run(*words(left_dirty(sql)), "true")
    assert result.code == 65, result
    assert "Dirty database version 2." in result.stderr and "UPDATE" in result.stderr
    assert "has not finished: it came to 2_it.up.sql:1:1; see" in result.stderr
    assert database.version() == [(2, True)]


def test_the_journal_of_an_earlier_aweigh_tells_less(aweigh, database, left_dirty, words):
    """It did not note the statement: a file of one statement is judged as ever, and no other."""
    directory = left_dirty("CREATE TABLE a ();\nVACUUM base;\n")
    database.query(f"ALTER TABLE {JOURNAL} DROP COLUMN reached, DROP COLUMN alone")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65, result
    assert "2_it.up.sql has not finished; see" in result.stderr


def test_the_journal_is_not_believed_of_what_golang_migrate_has_left_since(
    aweigh, database, left_dirty, words
):
    """It has run the same version again, and another transaction has written that."""
    directory = left_dirty()
    database.query("TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES (2, true)")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65, result
    assert database.version() == [(2, True)]


def test_without_the_privilege_to_create_it_there_is_no_journal(
    aweigh, database, migrations, words
):
    """golang-migrate needs none once its table is there."""
    database.set_version(1)
    database.query("CREATE SCHEMA own AUTHORIZATION app")
    database.close_public()
    directory = migrations({**FILES, "2_it.up.sql": "CREATE TABLE own.a ();"})
    directory.add("3_own.up.sql", "BEGIN;\nCREATE TABLE own.b ();\nCOMMIT;\n")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 0, result
    assert "permission denied" in result.events("no_journal")[0]["msg"]
    assert database.version() == [(3, False)]
    assert database.query(f"SELECT to_regclass('public.{JOURNAL}')") == [(None,)]


def test_a_process_killed_in_a_concurrent_build_lets_the_next_one_finish(
    aweigh, database, migrations, words
):
    """The build waits for a transaction that writes; what it leaves is invalid.
    Different from golang-migrate."""
    directory = migrations({"1_base.up.sql": FILES["1_base.up.sql"]})
    assert aweigh.run(*words(directory), "true").code == 0
    directory.add("2_it.up.sql", INDEX)
    with closing(database.connect()) as writer:
        writer.cursor().execute("BEGIN; INSERT INTO base VALUES (1)")
        running = aweigh.start(*words(directory), "true")
        invalid = "SELECT 1 FROM pg_index WHERE NOT indisvalid"
        eventually(lambda: database.query(invalid), "the build has begun")
        running.signal(signal.SIGKILL)
        if server_version() < 14:  # it does not look whether its client is there
            database.query(f"SELECT pg_terminate_backend({_sessions(database)[0][0]})")
        eventually(lambda: not _sessions(database), "the server has let go of it")
        assert database.version() == [(2, True)]
    result = aweigh.run(*words(directory), "true")
    assert result.code == 0, result
    assert "dropped the invalid index public.name" in result.stderr
    assert database.version() == [(2, False)]


def _sessions(database):
    return database.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app'"
    )


def test_a_killed_process_frees_its_lock_and_its_statement_within_two_seconds(
    aweigh, database, migrations, words
):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        running.signal(signal.SIGKILL)
        if server_version() >= 14:
            eventually(lambda: not _sessions(database), "statement and lock are free", within=2)
    eventually(lambda: not _sessions(database), "they are free when the statement has ended")


REPEATABLE_NOW = {
    "an index of another name": INDEX.replace("name", "renamed"),
    "one that may be run twice": "VACUUM base;\n",
}


@pytest.mark.parametrize("sql", REPEATABLE_NOW.values(), ids=REPEATABLE_NOW)
def test_a_file_that_was_changed_since_it_was_interrupted_waits_for_a_person(
    aweigh, database, left_dirty, words, sql
):
    """What a run has left is to be judged by the text that it ran."""
    directory = left_dirty("BEGIN READ WRITE;\nCREATE TABLE a ();\nCOMMIT;\n")
    directory.add("2_it.up.sql", sql)
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65, result
    assert "2_it.up.sql was changed after" in result.events("file_changed")[0]["msg"]
    assert "Dirty database version 2." in result.stderr
    assert database.version() == [(2, True)]


def test_a_file_that_was_applied_and_then_changed_is_marked_clean(
    aweigh, database, left_dirty, words
):
    directory = left_dirty()
    database.query(f"UPDATE {JOURNAL} SET applied_at = now() WHERE version = 2")
    directory.add("2_it.up.sql", INDEX + "-- as everybody knows\n")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 0, result
    assert database.version() == [(2, False)]
