"""A golang-migrate that waits for the lock while a file of ours builds an index concurrently. The
waiter holds a snapshot, for whose end the build waits in turn: a deadlock."""

import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from support.golang_migrate import GolangMigrate
from support.migrations import AT_THE_GATE, gate_closed, golang_migrate_lock, wait_until_at_gate
from support.waiting import eventually

TABLE = "CREATE TABLE t (id int);\n"
INDEX = "CREATE INDEX CONCURRENTLY i ON t (id);\n"


@pytest.fixture
def pool():
    with ThreadPoolExecutor() as pool:
        yield pool


@pytest.fixture
def directory(migrations):
    return migrations({"000001_t.up.sql": TABLE})


@pytest.fixture
def words(directory, database):
    return ["-m", str(directory), "--database", database.url, "--log-format=json"]


@pytest.fixture
def other(database, directory):
    return GolangMigrate(database, directory)


def index_is_valid(database):
    """Nothing where there is no index."""
    sql = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('i')"
    return [valid for (valid,) in database.query(sql)]


def waiters(database):
    lock = golang_migrate_lock("/" + database.name)
    return database.query(f"SELECT pid FROM pg_locks WHERE objid = {lock} AND NOT granted")


@pytest.fixture
def victims_are_ours(database):
    """The server ends a deadlock at the expense of the first that looks for one."""
    others = f'ALTER ROLE postgres IN DATABASE "{database.name}"'
    database.query(f"{others} SET deadlock_timeout = '1h'")


@pytest.fixture
def builds_are_unseen(database):
    database.query("REVOKE SELECT ON pg_stat_progress_create_index FROM PUBLIC")


# What holds up a build, and where.
WRITER = ("BEGIN; INSERT INTO t VALUES (1)", "waiting for writers before build")
READER = ("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT", "waiting for old snapshots")


@contextmanager
def held_up_build(aweigh, database, words, held_up_by=WRITER):
    """Of the table's index. It goes on with the end of the context."""
    statements, phase = held_up_by
    with closing(database.connect()) as other:
        other.cursor().execute(statements)
        running = aweigh.start(*words, "true")
        building = f"SELECT 1 FROM pg_stat_progress_create_index WHERE phase = '{phase}'"
        eventually(lambda: database.query(building), "the build has begun")
        yield running


def assert_yielded(running, applied, database, waiter, cannot):
    """To `waiter`, which has built the index of the second file."""
    result = running.finish(20)
    assert result.code == 0, result
    assert applied.result(20) == [2]
    (line,) = result.events("lock_yielded")
    assert f"{cannot} 000002_i.up.sql: it would wait for sessions that wait" in line["msg"]
    assert f"the migration lock: pid {waiter}; letting go of the lock" in line["msg"]
    assert database.version() == [(2, False)]
    assert index_is_valid(database) == [True]


@pytest.mark.parametrize("before", ["", "CREATE TABLE u ();\n"], ids=["first", "second"])
def test_who_waits_before_the_file_is_begun_goes_first(
    aweigh, database, directory, words, other, pool, before
):
    directory.add("000001_t.up.sql", TABLE + AT_THE_GATE)
    directory.add("000002_i.up.sql", before + INDEX)
    with gate_closed(database):
        running = aweigh.start(*words, "true")
        wait_until_at_gate(database)
        directory.add("000002_i.up.sql", INDEX)  # golang-migrate runs no file of two statements
        applied = pool.submit(other.up)
        ((waiter,),) = eventually(lambda: waiters(database), "it waits for the lock")
    assert_yielded(running, applied, database, waiter, "cannot begin")


def test_a_file_that_nobody_would_deadlock_with_is_applied_first(
    aweigh, database, directory, words, other, pool
):
    directory.add("000001_t.up.sql", TABLE + AT_THE_GATE)
    directory.add("000002_i.up.sql", INDEX.replace("CONCURRENTLY ", ""))
    with gate_closed(database):
        running = aweigh.start(*words, "true")
        wait_until_at_gate(database)
        applied = pool.submit(other.up)
        eventually(lambda: waiters(database), "it waits for the lock")
    result = running.finish(20)
    assert result.code == 0, result
    assert applied.result(20) == []
    assert not result.events("lock_yielded")


def test_the_build_ends_before_the_server_looks_for_deadlocks(
    aweigh, database, directory, words, other, pool
):
    """Otherwise the server would end the other one, a second after that has begun to wait."""
    assert aweigh.run(*words, "true").code == 0
    directory.add("000002_i.up.sql", INDEX)
    with held_up_build(aweigh, database, words) as running:
        applied = pool.submit(other.up)
        ((waiter,),) = eventually(lambda: waiters(database), "it waits for the lock")
    assert_yielded(running, applied, database, waiter, "cannot finish")


def test_who_comes_when_the_build_waits_for_others_already_is_not_in_its_way(
    aweigh, database, directory, words, other, pool
):
    assert aweigh.run(*words, "true").code == 0
    directory.add("000002_i.up.sql", INDEX)
    with held_up_build(aweigh, database, words, READER) as running:
        applied = pool.submit(other.up)
        eventually(lambda: waiters(database), "it waits for the lock")
    result = running.finish(20)
    assert result.code == 0, result
    assert applied.result(20) == []
    assert not result.events("lock_yielded")


@pytest.mark.usefixtures("victims_are_ours", "builds_are_unseen")
def test_who_comes_during_the_build_finds_nothing_of_it(
    aweigh, database, directory, words, other, pool
):
    assert aweigh.run(*words, "true").code == 0
    directory.add("000002_i.up.sql", INDEX)
    with held_up_build(aweigh, database, words) as running:
        applied = pool.submit(other.up)
        eventually(lambda: waiters(database), "it waits for the lock")
    result = running.finish(20)
    assert result.code == 0, result
    assert applied.result(20) == [2], "it found version 1, clean, and no index"
    (line,) = result.events("lock_yielded")
    assert "deadlock detected" in line["msg"]
    assert "dropped the invalid index public.i" in result.stderr
    assert not result.events("migration_applied")
    assert database.version() == [(2, False)]
    assert index_is_valid(database) == [True]
    assert database.query("SELECT version FROM aweigh_schema_migrations") == [(1,)]


@pytest.mark.usefixtures("victims_are_ours")
def test_who_comes_in_the_middle_of_a_file_finds_it_dirty(
    aweigh, database, directory, words, other, pool
):
    """What is committed cannot be taken back; we go on with it afterwards."""
    assert aweigh.run(*words, "true").code == 0
    directory.add("000002_i.up.sql", "CREATE TABLE u ();\n" + INDEX)
    with held_up_build(aweigh, database, words) as running:
        applied = pool.submit(other.up)
        eventually(lambda: waiters(database), "it waits for the lock")
    result = running.finish(20)
    assert result.code == 0, result
    with pytest.raises(AssertionError, match="Dirty database version 2"):
        applied.result(20)
    assert len(result.events("lock_yielded")) == 1
    assert database.version() == [(2, False)]
    assert index_is_valid(database) == [True]


@pytest.mark.usefixtures("victims_are_ours")
def test_the_drop_of_what_is_left_is_stopped(aweigh, database, directory, words, other, pool):
    """A reader of the table does not hold up the build, but the drop."""
    assert aweigh.run(*words, "true").code == 0
    directory.add("000002_i.up.sql", INDEX)
    with closing(database.connect()) as reader:
        reader.cursor().execute("BEGIN; SELECT FROM t")
        with held_up_build(aweigh, database, words) as running:
            applied = pool.submit(other.up)
            eventually(lambda: waiters(database), "it waits for the lock")
        dropping = (
            "SELECT 1 FROM pg_stat_activity "
            "WHERE query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock'"
        )
        eventually(lambda: database.query(dropping), "it drops the index", 20)
        running.signal(signal.SIGTERM)
        assert running.finish(10).code == 143
        with pytest.raises(AssertionError, match="Dirty database version 2"):
            applied.result(20)
    assert aweigh.run(*words, "true").code == 0
    assert index_is_valid(database) == [True]
