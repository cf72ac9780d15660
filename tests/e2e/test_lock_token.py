"""AWEIGH_LOCK_TOKEN: a number that tells a holder of the lock from those before it."""

import os
import re
import signal

from support.lockable import LockableMysql
from support.postgres import Database
from support.waiting import eventually

SHOW = 'echo "token <$AWEIGH_LOCK_TOKEN>"'


def tokens_of(result):
    return [line.split("<")[1].rstrip(">") for line in result.stderr.splitlines() if "<" in line]


def lock(database, *command, options=()):
    return ["lock", "--database", database.url, *options, "--", *command]


def token(aweigh, database):
    result = aweigh.run(*lock(database, "sh", "-c", SHOW))
    (found,) = tokens_of(result)
    return int(found)


def test_each_holder_has_a_greater_one(aweigh, database):
    found = [token(aweigh, database) for _ in range(3)]
    assert found == sorted(set(found))


def test_those_that_race_have_different_ones_in_the_order_of_the_lock(aweigh, database, tmp_path):
    record = f"echo $AWEIGH_LOCK_TOKEN >>{tmp_path / 'tokens'}"
    started = [aweigh.start(*lock(database, "sh", "-c", record)) for _ in range(8)]
    assert [running.finish().code for running in started] == [0] * 8
    found = [int(line) for line in (tmp_path / "tokens").read_text().split()]
    assert len(found) == 8
    assert found == sorted(set(found))


def test_it_grows_over_a_crash_of_the_server(aweigh, new_postgres):
    server = new_postgres(synchronous_commit="on").start_and_wait()
    before = [token(aweigh, Database(server)) for _ in range(3)]
    server.stop(signal.SIGQUIT)
    server.start_and_wait()
    assert token(aweigh, Database(server)) > before[-1]


def test_it_grows_over_a_failover_to_a_standby(aweigh, new_postgres):
    primary, standby = new_postgres().start_and_wait(), new_postgres()
    standby.follow(primary)
    standby.start_and_wait()
    before = [token(aweigh, Database(primary)) for _ in range(3)]
    [[written]] = primary.query("SELECT pg_current_wal_lsn()")
    replayed = f"SELECT pg_last_wal_replay_lsn() >= '{written}'"
    eventually(lambda: standby.query(replayed) == [(True,)], "the standby has followed")
    primary.stop(signal.SIGQUIT)
    standby.promote()
    eventually(lambda: standby.query("SELECT pg_is_in_recovery()") == [(False,)], "it is primary")
    assert token(aweigh, Database(standby)) > before[-1]


def test_a_holder_that_stood_still_has_the_lesser_one(aweigh, database, marker):
    """It may go on for a moment after another has got the lock: by the number, what both write to
    can tell."""
    paused = aweigh.start(*lock(database, "sh", "-c", f"{SHOW}; sleep {marker}"))
    paused.until_stderr(">\n")
    old = int(re.search(r"token <(\d+)>", paused.stderr)[1])
    os.killpg(paused.pid, signal.SIGSTOP)
    database.query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    assert token(aweigh, database) > old
    os.killpg(paused.pid, signal.SIGCONT)
    assert paused.finish().code == 65


def test_unless_and_the_command_have_the_same(aweigh, database):
    unless = f"sh -c '{SHOW}; exit 1'"
    result = aweigh.run(*lock(database, "sh", "-c", SHOW, options=["--unless", unless]))
    first, second = tokens_of(result)
    assert first == second != ""


def test_a_migrate_command_has_one_and_the_service_has_none(aweigh, database):
    words = ["--database", database.url, "--migrate-command", f"sh -c '{SHOW}'"]
    result = aweigh.run(*words, "--", "sh", "-c", f"{SHOW} >&2")
    of_command, of_service = tokens_of(result)
    assert int(of_command) > 0
    assert of_service == ""


def test_an_aweigh_in_between_hands_it_on_and_knows_it(aweigh, database):
    inner = [aweigh.binary, "--", "sh", "-c", SHOW]
    result = aweigh.run(*lock(database, *inner))
    (found,) = tokens_of(result)
    assert int(found) > 0
    assert "unknown variable" not in result.stderr


def test_mysql_has_none(aweigh, mariadb):
    result = aweigh.run(*lock(LockableMysql(mariadb), "sh", "-c", SHOW))
    assert tokens_of(result) == [""]
    assert result.code == 0
