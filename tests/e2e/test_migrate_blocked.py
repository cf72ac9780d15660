"""Files whose locks others hold, and the traffic behind them."""

import threading
import time
from contextlib import closing

import psycopg2
import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    wait_until_at_gate,
)
from support.waiting import eventually

HOT = "CREATE TABLE hot (id int);\n"


@pytest.fixture
def words(aweigh, database, migrations):
    """Of a run that is to alter the table `hot`, which is there already."""
    directory = migrations({"1_hot.up.sql": HOT})
    words = ["-m", str(directory), "--database", database.url, "--log-format=json"]
    assert aweigh.run(*words, "true").code == 0
    directory.add("2_alter.up.sql", "CREATE TABLE a ();\nALTER TABLE hot ADD more int;\n")
    return words


@pytest.fixture
def reader(database):
    """A long transaction of the service, which has read the table."""
    connection = psycopg2.connect(database.url, application_name="report")
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT 'secret' FROM hot")
        yield connection


class Traffic:
    """Reads the table all the time, on a connection of its own."""

    def __init__(self, database):
        self.longest = 0.0
        self._connection = database.connect()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self):
        with self._connection.cursor() as cursor:
            while not self._ended.is_set():
                begin = time.monotonic()
                cursor.execute("SELECT count(*) FROM hot")
                self.longest = max(self.longest, time.monotonic() - begin)
                time.sleep(0.005)

    def end(self):
        self._ended.set()
        self._thread.join()
        self._connection.close()


def test_traffic_flows_while_a_file_waits_for_its_lock(aweigh, database, words, reader):
    traffic = Traffic(database)
    try:
        running = aweigh.start(*words, "--ddl-lock-timeout=200ms", "true")
        eventually(lambda: running.stderr.count("migration_blocked") >= 4, "it tries again", 20)
        assert database.version() == [(1, False)]
        reader.commit()
        result = running.finish(10)
    finally:
        traffic.end()
    print(f"longest stall of a reader: {traffic.longest:.3f} s")
    assert result.code == 0, result
    assert database.version() == [(2, False)]
    assert traffic.longest < 1, "200 ms, and what a busy machine adds"
    seen = [line["msg"] for line in result.events("migration_blocked")]
    pid = reader.info.backend_pid
    assert any(f"from pid {pid} (report, 127.0.0.1, idle in transaction for" in line for line in seen), seen
    assert "secret" not in result.stderr


def test_the_time_for_all_files_ends_the_tries(aweigh, database, words, reader):
    limits = ["--ddl-lock-timeout=100ms", "--migrate-timeout=1s"]
    result = aweigh.run(*words, *limits, "true", within=10)
    assert result.code == 65, result
    assert "cannot finish the migrations within 1" in result.stderr
    assert 1 <= result.seconds < 5
    assert (database.version(), database.tables()) == ([(1, False)], {"hot"})


def test_the_time_for_all_files_ends_a_running_one(aweigh, database, words, reader):
    result = aweigh.run(*words, "--migrate-timeout=500ms", "true", within=10)
    assert result.code == 65, result
    assert "in the middle of 2_alter.up.sql; nothing of this file was applied" in result.stderr
    assert (database.version(), database.tables()) == ([(1, False)], {"hot"})


def test_a_lock_that_a_file_gives_up_by_itself_is_its_failure(aweigh, words, reader):
    """It has said how long it wants to wait; nobody else has."""
    environment = {"PGOPTIONS": "-c lock_timeout=100"}
    result = aweigh.run(*words, "true", env=environment, within=10)
    assert result.code == 65, result
    assert "lock timeout" in result.stderr


def test_the_victim_of_a_deadlock_tries_again(aweigh, database, migrations, later):
    directory = migrations({"1_both.up.sql": "CREATE TABLE one ();\nCREATE TABLE two ();\n"})
    words = ["-m", str(directory), "--database", database.url, "--log-format=json"]
    assert aweigh.run(*words, "true").code == 0
    directory.add("2_lock.up.sql", f"LOCK TABLE one;\n{AT_THE_GATE}LOCK TABLE two;\n")
    with closing(database.connect()) as other, other.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE two")
        with gate_closed(database):
            running = aweigh.start(*words, "true")
            wait_until_at_gate(database)
            later(0, lambda: cursor.execute("LOCK TABLE one; COMMIT"))
            blocked = "SELECT 1 FROM pg_locks WHERE relation = 'one'::regclass AND NOT granted"
            eventually(lambda: database.query(blocked), "it waits for the file")
        result = running.finish(20)
    assert result.code == 0, result
    assert result.events("migration_blocked")
    assert database.version() == [(2, False)]


def test_a_long_file_says_where_it_is_and_whom_it_waits_for(aweigh, database, words, reader):
    running = aweigh.start(*words, "true")
    running.until_stderr("migration_running", within=15)
    reader.commit()
    (line, *_) = running.finish(10).events("migration_running")
    assert "2_alter.up.sql (file 1 of 1), for 5" in line["msg"]
    assert f"it waits for pid {reader.info.backend_pid} (report" in line["msg"]
