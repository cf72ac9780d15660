"""Signals that come before the service runs."""

import os
import random
import signal
import time
from contextlib import closing

import pytest
from support import fakes
from support.migrations import AT_THE_GATE, gate_closed, table_per_version, wait_until_at_gate
from support.namespaces import BLACK_HOLE, BLACK_HOLE_ADDRESS, PID1
from support.waiting import eventually, scaled

ENDING = [signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP]


@pytest.fixture
def silent(new_fake):
    return new_fake(fakes.silence).start()


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_the_wait_at_once(anywhere, silent, tmp_path, number):
    started = tmp_path / "started"
    running = anywhere.start("-w", f"redis://{silent.address}", "touch", started)
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(number)
    assert running.finish(3).code == 128 + number
    assert not started.exists()


@pytest.mark.parametrize("words", [["wait"], ["check"], ["--init=always", "-w"]], ids=" ".join)
def test_a_signal_ends_every_kind_of_wait(anywhere, silent, words):
    command = ["true"] if words[-1] == "-w" else []
    running = anywhere.start(*words, f"redis://{silent.address}", *command)
    eventually(lambda: silent.connected_at, "it waits")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


def test_a_signal_ends_a_wait_that_sleeps_between_two_attempts(anywhere, new_fake):
    fake = new_fake(fakes.early_close).start()
    running = anywhere.start(
        "wait", "--interval=1h", "--max-interval=1h", f"redis://{fake.address}"
    )
    running.until_stderr("redis://")
    running.signal(signal.SIGTERM)
    assert running.finish(3).code == 143


def test_a_signal_ends_a_wait_for_a_host_that_swallows_packets(aweigh):
    words = ["wait", "--log-level=trace", f"tcp://{BLACK_HOLE_ADDRESS}:80"]
    running = aweigh.within(BLACK_HOLE).start(*words)
    eventually(lambda: os.path.samefile(f"/proc/{running.pid}/exe", aweigh.binary), "it runs")
    eventually(lambda: int(running.status("SigBlk"), 16), "signals are blocked")
    running.signal(signal.SIGTERM)
    result = running.finish(3)
    assert result.code == 143
    assert f"tcp://{BLACK_HOLE_ADDRESS}:80: no answer yet\n" in result.stderr, "that is no answer"
    assert "aweigh: error: TERM ended the wait after " in result.stderr


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("prefix", [[], PID1], ids=["an ordinary process", "PID 1"])
def test_a_signal_that_is_inherited_as_ignored_is_ignored(aweigh, silent, prefix, number):
    """nohup, and the shell's background jobs."""
    nohup = [*prefix, "env", f"--ignore-signal={number.name[3:]}"]
    running = aweigh.within(nohup).start("wait", "-t", "1s", f"redis://{silent.address}")
    eventually(lambda: silent.connected_at, "it waits")
    os.kill(running.pid, number)
    assert running.finish().code == 124


@pytest.mark.parametrize("number", [signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM])
def test_other_signals_end_neither_the_wait_nor_the_service(anywhere, new_fake, later, number):
    """See test_early_signals.py."""
    fake = new_fake()
    running = anywhere.start("-w", f"tcp://{fake.address}", "sh", "-c", "exit 3")
    eventually(lambda: int(running.status("SigBlk"), 16), "signals are blocked")
    os.kill(running.pid, number)
    later(0.3, fake.start)
    assert running.finish(10).code == 3


@pytest.fixture
def stuck(database, migrations):
    """Words that make the second of two migrations stop at the gate."""
    directory = migrations(
        {
            "1_first.up.sql": "CREATE TABLE first ();",
            "2_second.up.sql": f"CREATE TABLE second ();\n{AT_THE_GATE}CREATE TABLE third ();\n",
        }
    )
    return ["-m", str(directory), "--database", database.url]


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_ends_a_migration_and_nothing_of_it_stays(
    anywhere, database, stuck, tmp_path, number
):
    """Different from golang-migrate."""
    started = tmp_path / "started"
    with gate_closed(database):
        running = anywhere.start(*stuck, "touch", started)
        wait_until_at_gate(database)
        running.signal(number)
        assert running.finish(5).code == 128 + number
        assert database.version() == [(1, False)]
        assert database.tables() == {"first"}
        eventually(lambda: not _sessions(database), "the server has let go of it")
    assert not started.exists()

    assert anywhere.run(*stuck, "touch", started).code == 0
    assert database.version() == [(2, False)]
    assert database.tables() == {"first", "second", "third"}


def _sessions(database):
    return database.query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = 'app'"
    )


def test_a_signal_is_not_lost_in_a_last_migration_that_goes_through(
    anywhere, database, migrations, tmp_path
):
    """It swallows the cancellation, as if that had come too late. Where the request is repeated before
    the end, the migration is taken back as a whole."""
    started = tmp_path / "started"
    wait = AT_THE_GATE.replace("SELECT", "PERFORM")
    sql = f"DO $$ BEGIN {wait} EXCEPTION WHEN query_canceled THEN END $$;\nCREATE TABLE a ();\n"
    directory = migrations({"1_a.up.sql": sql})
    words = ["-m", str(directory), "--database", database.url]
    with gate_closed(database):
        running = anywhere.start(*words, "touch", started)
        wait_until_at_gate(database)
        running.signal(signal.SIGTERM)
        assert running.finish(5).code == 143
    assert not started.exists()
    applied, taken_back = ([(1, False)], {"a"}), ([], set())
    assert (database.version(), database.tables()) in (applied, taken_back)


def test_a_signal_leaves_the_version_of_a_finished_file_to_be_written(
    anywhere, database, migrations, later
):
    """A file with a transaction of its own is followed by its version, here held up by a lock."""
    sql = f"BEGIN READ WRITE;\n{AT_THE_GATE}CREATE TABLE a ();\nCOMMIT;\n"
    words = ["-m", str(migrations({"1_a.up.sql": sql})), "--database", database.url]
    with closing(database.connect()) as locker:
        with gate_closed(database):
            running = anywhere.start(*words, "true")
            wait_until_at_gate(database)
            locker.cursor().execute("BEGIN; LOCK TABLE schema_migrations")
        eventually(lambda: _blocked_by(database, "schema_migrations"), "the version is held up")
        running.signal(signal.SIGTERM)
        later(0.5, locker.close)
        assert running.finish(5).code == 143
    assert (database.version(), database.tables()) == ([(1, False)], {"a"})


def _blocked_by(database, table):
    return database.query(
        f"SELECT pid FROM pg_locks WHERE relation = '{table}'::regclass AND NOT granted"
    )


def test_a_signal_to_the_whole_process_group_ends_a_migration_in_order(aweigh, database, stuck):
    """A supervisor forwards what its child has already got: that is no second signal."""
    with gate_closed(database):
        running = aweigh.start("--init=always", *stuck, "true")
        wait_until_at_gate(database)
        os.killpg(running.pid, signal.SIGTERM)
        result = running.finish(5)
    assert result.code == 143, result
    assert "in the middle of 2_second.up.sql; nothing of this file was applied" in result.stderr
    assert database.version() == [(1, False)]


def test_a_signal_ends_the_preflight_at_any_moment(pid1, redis, database, migrations):
    """Waiting, connecting, locking, migrating, on the way to the service or in it."""
    directory = migrations(table_per_version(20))
    words = ["-w", redis.target, "-m", str(directory), "--database", database.url]
    moments = random.Random(1)
    for _ in range(scaled(20, 500)):
        running = pid1.start(*words, "sleep", "60")
        eventually(lambda: int(running.status("SigBlk"), 16), "signals are blocked")
        moment = time.monotonic() + moments.uniform(0, 0.12)
        eventually(lambda: time.monotonic() > moment, "the moment has come")
        os.kill(running.pid, signal.SIGTERM)
        assert running.finish(10).code == 143
        version = database.version() or [(0, False)]
        assert version == [(len(database.tables()), False)], "whole files, and clean"
        database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")


def test_a_second_signal_ends_a_migration_that_cannot_be_cancelled(anywhere, database, stuck):
    """The server's process is stopped: no cancellation reaches it."""
    with gate_closed(database):
        running = anywhere.start(*stuck, "true")
        server_process = wait_until_at_gate(database)
        os.kill(server_process, signal.SIGSTOP)
        try:
            # again and again: two signals that are pending at the same time are one
            eventually(lambda: running.signal(signal.SIGTERM) or running.ended(), "it ends", 5)
            assert running.finish().code == 143
        finally:
            os.kill(server_process, signal.SIGCONT)
        eventually(lambda: not _sessions(database), "the server has let go of it")
        assert database.version() == [(1, False)]


def test_a_signal_ends_the_wait_for_the_migration_lock(anywhere, database, stuck):
    with gate_closed(database):
        holder = anywhere.start(*stuck, "true")
        wait_until_at_gate(database)
        second = anywhere.start(*stuck, "true")
        second.until_stderr("lock")
        second.signal(signal.SIGTERM)
        assert second.finish(3).code == 143
    assert holder.finish().code == 0
