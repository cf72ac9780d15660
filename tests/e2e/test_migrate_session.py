"""The session that migrates: its settings, and what it must not be."""

import pytest
from support.migrations import golang_migrate_lock, held_advisory_lock, table_per_version
from support.postgres import server_version


@pytest.fixture
def words(database):
    return lambda directory: ["-m", str(directory), "--database", database.url, "--log-format=json"]


SETTINGS = {
    "DateStyle": "ISO, MDY",
    "extra_float_digits": "2",
    "client_encoding": "UTF8",
    "application_name": "aweigh",
    "client_connection_check_interval": "1s",  # since PostgreSQL 14
    "statement_timeout": "7s",
    "lock_timeout": "3s",
}


def test_literals_mean_what_they_mean_to_golang_migrate(aweigh, database, migrations, words):
    """Whatever the database is set to."""
    for setting in ["DateStyle = 'German, DMY'", "extra_float_digits = 0"]:
        database.query(f'ALTER DATABASE "{database.name}" SET {setting}')
    names = ", ".join(f"('{name}')" for name in SETTINGS)
    sql = f"CREATE TABLE seen AS SELECT n, current_setting(n, true) FROM (VALUES {names}) v (n);\n"
    directory = migrations({"1_seen.up.sql": sql})
    limits = ["--statement-timeout=7s", "--ddl-lock-timeout=3s"]
    assert aweigh.run(*words(directory), *limits, "true").code == 0
    unknown = {"client_connection_check_interval": None} if server_version() < 14 else {}
    assert dict(database.query("SELECT * FROM seen")) == SETTINGS | unknown


def test_a_statement_that_takes_too_long_is_ended(aweigh, database, migrations, words):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();\nSELECT pg_sleep(60);\n"})
    result = aweigh.run(*words(directory), "--statement-timeout=300ms", "true", within=10)
    assert result.code == 65, result
    assert "statement timeout" in result.stderr
    assert database.tables() == set()


def test_nothing_to_do_takes_no_lock(aweigh, database, migrations, words):
    directory = migrations(table_per_version(2))
    assert aweigh.run(*words(directory), "true").code == 0
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        result = aweigh.run(*words(directory), "--lock-timeout=0", "true")
        assert result.code == 0, result
        assert result.events("migrations_current")
        directory.add("3_c.up.sql", "CREATE TABLE c ();")
        assert aweigh.run(*words(directory), "--lock-timeout=0", "true").code == 75


def test_what_a_file_sets_stays_set(aweigh, database, migrations, words):
    """As under golang-migrate, all files share one session."""
    directory = migrations({"1_a.up.sql": "CREATE SCHEMA s;\nSET search_path = s;\n"})
    directory.add("2_b.up.sql", "CREATE TABLE b ();\n")
    assert aweigh.run(*words(directory), "true").code == 0
    assert database.query("SELECT to_regclass('s.b')::text") == [("s.b",)]
    assert database.version() == [(2, False)]
