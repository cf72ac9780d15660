"""What `aweigh lock` does on PostgreSQL alone."""

import re
import signal
import subprocess

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    table_per_version,
    wait_until_at_gate,
)
from support.postgres import Database, server_version
from support.secret import IN_URL
from support.waiting import eventually


@pytest.fixture
def lock(database):
    """The words before COMMAND."""
    return ["lock", "--database", database.url, "--log-format=json"]


# Who is to wait for whom: the lock is the one of the migrations, golang-migrate's included.
def test_migrations_wait_for_it(aweigh, lock, database, migrations, tmp_path):
    directory, gate = migrations(table_per_version(2)), tmp_path / "gate"
    wait_at_gate = f"until test -e {gate}; do sleep 0.02; done"
    holder = aweigh.start(*lock, "sh", "-c", f"echo it holds; {wait_at_gate}")
    holder.until_stderr("it holds")
    form = ["--database", database.url, "--log-format=json"]
    waiters = [
        aweigh.start("migrate", "-m", str(directory), *form, "up"),
        aweigh.start("-m", str(directory), *form, "true"),
    ]
    for waiter in waiters:
        waiter.until_stderr("lock_waiting")
    assert database.version() is None
    gate.touch()
    assert [each.finish().code for each in [holder, *waiters]] == [0, 0, 0]
    assert database.version() == [(2, False)]


def test_it_waits_for_migrations(aweigh, lock, database, migrations):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        migrating = aweigh.start("-m", str(directory), "--database", database.url, "true")
        wait_until_at_gate(database)
        running = aweigh.start(*lock, "echo", "it ran")
        running.until_stderr("lock_waiting")
        assert "it ran" not in running.stderr
    assert migrating.finish().code == 0
    assert running.finish().code == 0


def test_both_locks_are_held_on_an_idle_session(aweigh, lock, database):
    """A snapshot would keep a concurrent index build of the command from ending."""
    running = aweigh.start(*lock, "sh", "-c", "echo it holds; exec sleep 60")
    running.until_stderr("it holds")
    rows = database.query(
        "SELECT objid::bigint, state, backend_xmin FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'advisory' AND classid = 0 AND granted"
    )
    ids = {golang_migrate_lock(name) for name in (database.name, f"/{database.name}")}
    assert {row[0] for row in rows} == ids
    assert {row[1:] for row in rows} == {("idle", None)}


def test_an_idle_session_may_be_idle(aweigh, lock, database):
    if server_version() >= 14:  # older ones end none
        database.query(f"ALTER DATABASE \"{database.name}\" SET idle_session_timeout = '300ms'")
    assert aweigh.run(*lock, "sleep", "1").code == 0


def test_a_pooler_is_refused(aweigh, database, pgbouncer):
    result = aweigh.run("lock", "--database", pgbouncer.url(database.name), "echo", "it ran")
    assert result.code == 65, result
    assert "pooler" in result.stderr and "it ran" not in result.stderr


def test_a_standby_is_refused(aweigh, new_postgres):
    standby = new_postgres()
    standby.become_standby(takes_queries=True)
    standby.start_and_wait()
    url = f"postgres://app:{IN_URL}@127.0.0.1:{standby.port}/app"
    result = aweigh.run("lock", "--database", url, "echo", "it ran")
    assert result.code == 65, result
    assert "standby" in result.stderr and "it ran" not in result.stderr


def test_the_command_may_build_an_index_concurrently(aweigh, database):
    """While others wait for the lock, none of them is in its way."""
    database.query("CREATE TABLE t (id int); ALTER TABLE t OWNER TO app")
    build = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_id ON t (id)"
    words = ["lock", "psql", "-X", database.url, "-c", build]
    started = [aweigh.start(*words, env={"DATABASE_URL": database.url}) for _ in range(3)]
    results = [running.finish(20) for running in started]
    assert [result.code for result in results] == [0, 0, 0], results
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_id'::regclass"
    assert database.query(valid) == [(True,)]


def test_a_server_that_vanishes_without_a_word_is_asked_for(aweigh, new_postgres, marker):
    """By TCP itself, within seconds: the system's own values are hours."""
    database = Database(new_postgres().start_and_wait())
    words = ["lock", "--database", database.url, "sh", "-c", f"echo it runs; sleep {marker}"]
    running = aweigh.start(*words)
    running.until_stderr("it runs")
    command = ["ss", "-Htno", "state", "established", f"dport = :{database.server.port}"]

    def timers():
        """Whole seconds of `10sec` or `9.988ms`, which is more than nine seconds; for a moment it
        may be another timer that runs."""
        shown = subprocess.check_output(command, text=True)
        return re.findall(r"keepalive,(\d+)(?:sec|\.\d+ms)", shown)

    (seconds,) = eventually(timers, "the session is kept alive")
    assert int(seconds) <= 10
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143
