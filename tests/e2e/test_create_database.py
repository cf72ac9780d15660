"""--create-database: the database that is to be migrated is made where it is missing."""

import signal
from urllib.parse import quote

import pytest
from support.postgres import Database
from support.secret import IN_URL
from support.waiting import eventually

FILES = {"1_a.up.sql": "CREATE TABLE a ();", "2_b.up.sql": "CREATE TABLE b ();"}


@pytest.fixture
def missing(new_postgres):
    """A database that nobody has made yet, of a role that may make it."""
    server = new_postgres().start_and_wait()
    server.query("ALTER ROLE app CREATEDB")
    return Database(server, "shop")


def is_there(database):
    return bool(database.server.query(f"SELECT 1 FROM pg_database WHERE datname = '{database.name}'"))


def owner_of(database):
    sql = f"SELECT datdba::regrole::text FROM pg_database WHERE datname = '{database.name}'"
    return database.server.query(sql)[0][0]


def test_it_is_made_and_migrated(anywhere, missing, migrations):
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url]
    result = anywhere.run(*words, "--log-format=json", "true")
    assert result.code == 0, result
    (created,) = result.events("database_created")
    assert created["target"] == missing.printed and created["owner"] == "app"
    assert created["encoding"] == "UTF8"
    assert missing.tables() == {"a", "b"} and owner_of(missing) == "app"
    again = anywhere.run(*words, "--log-format=json", "true")
    assert again.code == 0 and not again.events("database_created")


def test_without_it_a_missing_database_is_a_rejection(aweigh, missing, migrations):
    words = ["-m", str(migrations(FILES)), "--database", missing.url, "--rejection-grace=100ms"]
    result = aweigh.run(*words, "true")
    assert result.code == 69 and "--create-database" in result.stderr, result
    assert not is_there(missing)


def test_of_replicas_one_makes_it(aweigh, missing, migrations):
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url]
    started = [aweigh.start(*words, "--log-format=json", "true") for _ in range(8)]
    results = [running.finish() for running in started]
    assert [result.code for result in results] == [0] * 8, results
    assert sum(len(result.events("database_created")) for result in results) == 1
    assert missing.tables() == {"a", "b"}


def test_the_server_may_be_late(aweigh, new_postgres, migrations):
    server = new_postgres().start_and_wait()
    server.query("ALTER ROLE app CREATEDB")
    server.stop(signal.SIGINT)
    database = Database(server, "shop")
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", database.url, "true"]
    running = aweigh.start(*words)
    running.until_stderr("waiting for")
    server.start_and_wait()
    assert running.finish().code == 0
    assert database.tables() == {"a", "b"}


def test_without_the_right_to_there_is_one_error(aweigh, new_postgres, migrations):
    database = Database(new_postgres().start_and_wait(), "shop")
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", database.url, "true"]
    result = aweigh.run(*words)
    assert result.code == 65, result
    errors = [line for line in result.stderr.splitlines() if "error" in line]
    assert len(errors) == 1 and "permission denied to create database" in errors[0], result
    assert 'CREATE DATABASE "shop" OWNER' in errors[0]
    assert not is_there(database)


def test_a_wrong_password_is_a_rejection(aweigh, missing, migrations):
    url = f"postgres://app:wrong@{missing.address}/shop"
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", url]
    result = aweigh.run(*words, "--rejection-grace=100ms", "true")
    assert result.code == 69 and "password authentication failed" in result.stderr, result
    assert not is_there(missing)


@pytest.mark.parametrize("words", [["migrate", "up"], ["migrate", "goto", "2"]], ids=lambda w: w[1])
def test_the_commands_that_apply_have_it(aweigh, missing, migrations, words):
    options = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url]
    result = aweigh.run(*words, *options)
    assert result.code == 0, result
    assert missing.tables() == {"a", "b"}


@pytest.mark.parametrize(
    "words",
    [
        ["lock", "--", "touch", "{ran}"],
        ["--migrate-command", "touch {ran}", "true"],
        ["touch", "{ran}"],
    ],
    ids=["lock", "--migrate-command", "a service that migrates by itself"],
)
def test_programs_find_it_made(aweigh, missing, words, tmp_path):
    env = {"AWEIGH_CREATE_DATABASE": "true", "DATABASE_URL": missing.url}
    ran = tmp_path / "ran"
    result = aweigh.run(*(word.format(ran=ran) for word in words), env=env)
    assert result.code == 0, result
    assert is_there(missing) and ran.exists()


@pytest.mark.parametrize(
    "words", [["--dry-run", "true"], ["--migrate-wait", "true"]], ids=lambda w: w[0]
)
def test_what_changes_nothing_makes_nothing(aweigh, missing, migrations, words):
    options = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url]
    result = aweigh.run(*options, "--rejection-grace=100ms", *words)
    assert result.code == 69, result
    assert not is_there(missing)


def test_names_are_taken_as_they_are(aweigh, new_postgres, migrations):
    server = new_postgres().start_and_wait()
    server.query("ALTER ROLE app CREATEDB")
    database = Database(server, 'a "b"; DROP ROLE app; --')
    url = f"postgres://app:{IN_URL}@{database.address}/{quote(database.name)}"
    result = aweigh.run("--create-database", "-m", str(migrations(FILES)), "--database", url, "true")
    assert result.code == 0, result
    assert database.tables() == {"a", "b"}


def test_a_server_without_the_database_postgres_has_template1(aweigh, missing, migrations):
    missing.server.query("DROP DATABASE postgres", "template1")
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url, "true"]
    assert aweigh.run(*words).code == 0
    assert missing.tables() == {"a", "b"}


def test_a_session_on_the_template_is_waited_for(aweigh, missing, migrations):
    """The server itself waits 5 s for such a session to leave."""
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url, "true"]
    with_template = missing.server.connect("template1")
    running = aweigh.start(*words)
    creating = "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE%'"
    eventually(lambda: missing.server.query(creating), "it is being made")
    with_template.close()
    assert running.finish().code == 0
    assert missing.tables() == {"a", "b"}


def test_what_it_would_do_is_explained(aweigh, missing, migrations):
    words = ["--create-database", "-m", str(migrations(FILES)), "--database", missing.url, "true"]
    told = aweigh.run("--explain", *words).stdout
    assert f"{missing.printed}, where it is missing" in told
    assert not is_there(missing)
