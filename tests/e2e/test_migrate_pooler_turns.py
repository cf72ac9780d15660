"""Runs through a pooler take turns, also with those that have a session of their own."""

from contextlib import closing

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    held_advisory_lock,
    table_per_version,
    wait_until_at_gate,
)
from support.waiting import eventually


@pytest.fixture
def words(database, pgbouncer):
    """Of a run through it."""
    url = pgbouncer.url(database.name)
    return lambda directory: ["-m", str(directory), "--database", url, "--log-format=json"]


def applied_by(results):
    return sorted(
        line["version"] for result in results for line in result.events("migration_applied")
    )


@pytest.mark.parametrize("direct", [0, 1], ids=["all pooled", "one direct"])
def test_each_file_is_applied_once(aweigh, database, migrations, words, direct):
    directory = migrations(table_per_version(8))
    own = ["-m", str(directory), "--database", database.url, "--log-format=json", "true"]
    started = [aweigh.start(*own) for _ in range(direct)]
    started += [aweigh.start(*words(directory), "true") for _ in range(5)]
    results = [running.finish(30) for running in started]
    assert [result.code for result in results] == [0] * len(started), results
    assert applied_by(results) == list(range(1, 9))
    assert database.version() == [(8, False)]


def test_a_run_that_is_overtaken_plans_anew(aweigh, database, migrations, words):
    """It stands at its guard while another one applies its first file; what it was asked for stays."""
    directory = migrations(table_per_version(4))
    assert aweigh.run("migrate", *words(directory), "up", "1").code == 0
    with closing(database.connect()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE schema_migrations IN SHARE ROW EXCLUSIVE MODE")
        running = aweigh.start("migrate", *words(directory), "up", "2")
        waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
        eventually(lambda: database.query(waiting), "it stands at its guard")
        cursor.execute("CREATE TABLE t2 (); UPDATE schema_migrations SET version = 2; COMMIT")
    result = running.finish()
    assert result.code == 0, result
    assert applied_by([result]) == [3]
    assert (database.version(), database.tables()) == ([(3, False)], {"t1", "t2", "t3"})


def test_a_version_that_is_dirty_because_its_file_runs_is_waited_for(
    aweigh, database, migrations, words
):
    """A direct run is in the middle of a file that is no transaction."""
    directory = migrations(table_per_version(1))
    directory.add("2_b.up.sql", f"CREATE INDEX CONCURRENTLY name ON t1 (id);\n{AT_THE_GATE}")
    directory.add("3_c.up.sql", "CREATE TABLE c ();\n")
    own = ["-m", str(directory), "--database", database.url, "true"]
    with gate_closed(database):
        direct = aweigh.start(*own)
        wait_until_at_gate(database)
        assert database.version() == [(2, True)]
        pooled = aweigh.start(*words(directory), "true")
        pooled.until_stderr("lock_waiting")
    results = [direct.finish(), pooled.finish()]
    assert [result.code for result in results] == [0, 0], results
    assert database.version() == [(3, False)]


# golang-migrate's command line tool and its library lock by different names
@pytest.fixture(params=["{}", "/{}"], ids=["library", "command line tool"])
def lock_id(request, database):
    return golang_migrate_lock(request.param.format(database.name))


def test_a_session_that_has_the_lock_is_waited_for(aweigh, database, migrations, words, lock_id):
    directory = migrations(table_per_version(2))
    with held_advisory_lock(database, lock_id):
        running = aweigh.start(*words(directory), "true")
        running.until_stderr("lock_waiting")
        assert database.version() is None, "nothing was made"
    result = running.finish()
    assert result.code == 0, result
    assert result.events("lock_waiting")[0]["holder"].startswith("pid ")
    assert database.version() == [(2, False)]


def test_but_no_longer_than_the_lock_timeout(aweigh, database, migrations, words, lock_id):
    directory = migrations(table_per_version(2))
    with held_advisory_lock(database, lock_id):
        result = aweigh.run(*words(directory), "--lock-timeout=700ms", "true")
    assert result.code == 75, result
    assert "held by pid" in result.stderr
    assert database.version() is None


def test_a_transaction_holds_both_locks(aweigh, database, migrations, words):
    with gate_closed(database):
        running = aweigh.start(*words(migrations({"1_a.up.sql": AT_THE_GATE})), "true")
        process = wait_until_at_gate(database)
        rows = database.query(
            f"SELECT objid::bigint FROM pg_locks WHERE pid = {process} AND locktype = 'advisory'"
        )
        ids = {golang_migrate_lock(name) for name in (database.name, f"/{database.name}")}
        assert ids <= {number for (number,) in rows}
    assert running.finish().code == 0
