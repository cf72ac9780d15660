"""Killed at any moment, runner or server: the next run goes to the end, as if nothing had been."""

import random
import signal
import time

import pytest
from support.migrations import Directory
from support.postgres import Database
from support.waiting import eventually, scaled

# All that a file can be, but for a transaction with words of its own, which nobody can look into.
FILES = {
    "01_a.up.sql": "CREATE TABLE a (id int);\nINSERT INTO a SELECT generate_series(1, 20000);\n",
    "02_index.up.sql": "CREATE INDEX CONCURRENTLY a_id ON a (id);\n",
    "03_b.up.sql": "CREATE TABLE b (id int PRIMARY KEY);\nSELECT pg_sleep(0.02);\n",
    "04_vacuum.up.sql": "VACUUM a;\n",
    "05_unique.up.sql": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_once ON public.a (id);\n",
    "06_column.up.sql": "ALTER TABLE a ADD more text;\nUPDATE a SET more = 'x';\n",
    "07_index.up.sql": 'CREATE INDEX CONCURRENTLY "More" ON a (more);\n',
    "08_c.up.sql": "CREATE TABLE c (id int REFERENCES b);\nINSERT INTO b VALUES (1);\n",
    "09_own.up.sql": "BEGIN;\nCREATE TABLE d ();\nSELECT pg_sleep(0.02);\nDROP TABLE c;\nCOMMIT;\n",
    "10_steps.up.sql": "CREATE TABLE e (id int);\nCREATE INDEX CONCURRENTLY a_twice ON a (id);\n"
    "BEGIN;\nINSERT INTO e VALUES (1);\nCOMMIT;\nVACUUM e;\nINSERT INTO e VALUES (2);\n"
    "DROP INDEX CONCURRENTLY a_once;\nINSERT INTO e VALUES (3);\n",
}
SECONDS = 0.4  # about how long a run of all of them takes


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return Directory(tmp_path_factory.mktemp("killed") / "migrations", FILES)


def words_of(directory, database):
    return ["-m", str(directory), "--database", database.url, "--log-format=json", "true"]


@pytest.fixture
def undisturbed(aweigh, directory, postgres):
    database = postgres.create_database()
    begin_again(database)
    assert aweigh.run(*words_of(directory, database)).code == 0
    yield database.schema()
    postgres.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')


def begin_again(database):
    database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")


def at_some_moment(moments):
    moment = time.monotonic() + moments.uniform(0, SECONDS)
    eventually(lambda: time.monotonic() > moment, "the moment has come")


def assert_complete(database, undisturbed):
    assert database.version() == [(len(FILES), False)]
    assert database.schema() == undisturbed
    assert database.query("SELECT count(*), count(more) FROM a") == [(20000, 20000)]
    assert database.query("SELECT id FROM e ORDER BY id") == [(1,), (2,), (3,)]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_runner_killed_at_any_moment(aweigh, database, directory, undisturbed, number):
    moments = random.Random(number)
    for _ in range(scaled(8, 200)):
        begin_again(database)
        running = aweigh.start(*words_of(directory, database))
        at_some_moment(moments)
        running.signal(number)
        running.finish(10)
        result = aweigh.run(*words_of(directory, database))
        assert result.code == 0, result
        assert_complete(database, undisturbed)


def test_a_server_killed_at_any_moment(aweigh, new_postgres, directory, undisturbed):
    """The run itself comes back and goes to the end."""
    server = new_postgres().start_and_wait()
    database = Database(server)
    moments = random.Random(1)
    for _ in range(scaled(5, 200)):
        begin_again(database)
        running = aweigh.start(*words_of(directory, database))
        at_some_moment(moments)
        server.stop(signal.SIGQUIT)
        server.start_and_wait()
        result = running.finish(30)
        assert result.code == 0, result
        assert_complete(database, undisturbed)


def test_a_server_that_stays_away_is_told_every_five_seconds(aweigh, new_postgres, migrations):
    server = new_postgres().start_and_wait()
    database = Database(server)
    slow = migrations({"1_slow.up.sql": "SELECT pg_sleep(300);\n"})
    words = ["-m", str(slow), "--database", database.url, "true"]
    running = aweigh.start(*words)
    name = f"postgres://127.0.0.1:{server.port}/app"
    sleeps = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    eventually(lambda: database.query(sleeps), "the file runs")
    server.stop(signal.SIGQUIT)
    running.until_stderr("; trying again for up to 60 s (--timeout)\n")
    still = f"aweigh: warning: still trying to reach {name}: Connection refused (connect), for "
    running.until_stderr(still, 20)
    running.until_stderr(" s of 60 s\n")
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143


def test_a_server_killed_on_a_walk_of_so_many_steps(aweigh, new_postgres, migrations):
    """The steps before the loss count: it ends where it would have ended undisturbed."""
    server = new_postgres().start_and_wait()
    database = Database(server)
    files = {f"{n}_t.up.sql": f"SELECT pg_sleep(0.05);\nCREATE TABLE t{n} ();" for n in range(1, 10)}
    backwards = {f"{n}_t.down.sql": f"SELECT pg_sleep(0.05);\nDROP TABLE t{n};" for n in range(1, 10)}
    own = ["-m", str(migrations({**files, **backwards})), "--database", database.url]
    moments = random.Random(2)
    for _ in range(scaled(2, 50)):
        begin_again(database)
        for command, version in [("up", 7), ("down", 2)]:
            steps = {"up": "7", "down": "5"}[command]
            running = aweigh.start("migrate", command, steps, *own)
            at_some_moment(moments)
            server.stop(signal.SIGQUIT)
            server.start_and_wait()
            result = running.finish(30)
            assert result.code == 0, result
            assert database.version() == [(version, False)], result


def test_many_at_once(aweigh, new_postgres, directory, undisturbed):
    """With concurrent builds, which wait for every old snapshot of the database."""
    processes = scaled(12, 30)
    server = new_postgres(max_connections=100).start_and_wait()
    database = Database(server)
    for _ in range(scaled(1, 20)):
        begin_again(database)
        started = [aweigh.start(*words_of(directory, database)) for _ in range(processes)]
        results = [running.finish(60) for running in started]
        assert [result.code for result in results] == [0] * processes, results
        applied = [line for result in results for line in result.events("migration_applied")]
        assert sorted(line["version"] for line in applied) == list(range(1, len(FILES) + 1))
        assert_complete(database, undisturbed)
