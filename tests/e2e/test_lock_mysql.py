"""What `aweigh lock` does on MySQL and MariaDB alone."""

import signal
import time

import pytest
from support.fake_mysql import Mysql8
from support.lockable import LockableMysql
from support.mysql import IN_URL, PASSWORD
from support.waiting import eventually

LONG = "a_name_of_64_characters_which_is_the_most_that_a_database_may_ha"


@pytest.fixture
def database(mariadb):
    """A fresh one."""
    database = LockableMysql.fresh(mariadb)
    yield database
    database.drop()


def holds(server, name):
    """Whether a session has the lock of this name; `name` is SQL."""
    return server.query(f"SELECT IS_USED_LOCK({name}) IS NOT NULL") == [["1"]]


@pytest.mark.parametrize("path, name", [
    ("app", "'aweigh:app'"),
    ("", "'aweigh:'"),
    (LONG, f"CONCAT('aweigh:', SHA1('{LONG}'))"),
    (LONG[:57], f"'aweigh:{LONG[:57]}'"),
    (LONG[:58], f"CONCAT('aweigh:', SHA1('{LONG[:58]}'))"),
])  # fmt: skip
def test_its_name_is_for_other_tools_to_take(aweigh, mariadb, path, name):
    if path:
        mariadb.query(f"CREATE DATABASE IF NOT EXISTS {path}; GRANT ALL ON {path}.* TO app")
    url = f"mysql://app:{IN_URL}@{mariadb.address}/{path}"
    running = aweigh.start("lock", "--database", url, "sh", "-c", "echo it holds; exec sleep 60")
    running.until_stderr("it holds")
    assert holds(mariadb, name)
    running.signal(signal.SIGTERM)
    assert running.finish().code == 143


def test_the_locks_of_two_databases_are_two(aweigh, mariadb, database):
    with LockableMysql(mariadb).held():
        assert aweigh.run("lock", "--lock-timeout=0", "--database", database.url, "true").code == 0


def test_a_holder_that_is_hidden_is_named_by_its_number(aweigh, database):
    """`app` may not see the sessions of other users."""
    with database.held():
        number = database.holder()
        result = aweigh.run("lock", "--lock-timeout=0", "--database", database.url, "true")
    assert result.code == 75, result
    assert f"held by connection {number} (exit code" in result.stderr


def test_mariadb_is_a_word_for_it_too(aweigh, database):
    url = database.url.replace("mysql:", "mariadb:")
    assert aweigh.run("lock", "true", env={"DATABASE_URL": url}).code == 0


def test_a_session_that_ends_well_says_goodbye(aweigh, mariadb, database):
    before = mariadb.count("Aborted_clients")
    for words in ("lock true", "lock --unless true false", "lock false",
                  "--migrate-command true true", "--migrate-command false true"):  # fmt: skip
        aweigh.run(*words.split(), env={"DATABASE_URL": database.url})
    eventually(lambda: database.sessions() == 0, "the sessions are closed")
    assert mariadb.count("Aborted_clients") == before


@pytest.mark.parametrize("tls", [False, True])
def test_a_session_may_be_idle_for_longer_than_the_server_lets_it(aweigh, new_mysql, ca, tls):
    """It is asked every three seconds, and what is asked is not idle."""
    server = new_mysql(wait_timeout=1)
    if tls:
        server.use_tls(*ca.certificate("localhost", "127.0.0.1"), ca.file)
    server.start_and_wait()
    url = server.target + (f"#ca={ca.file}" if tls else "")
    running = aweigh.start("lock", "--database", url, "sh", "-c", "echo it runs; sleep 7")
    running.until_stderr("it runs")
    before = server.count("Questions")
    assert running.finish(15).code == 0
    assert server.count("Questions") - before >= 2, "it was asked"


def test_a_server_that_says_no_more_is_given_up(aweigh, new_mysql, marker):
    server = new_mysql().start_and_wait()
    script = f"echo it runs; exec sleep {marker}"
    running = aweigh.start("lock", "-t", "5s", "--database", server.target, "sh", "-c", script)
    running.until_stderr("it runs")
    server.signal(signal.SIGSTOP)
    result = running.finish(20)
    server.signal(signal.SIGCONT)
    assert result.code == 65, result
    assert "is lost with its session: the server has stopped answering" in result.stderr


def test_a_replica_is_refused(aweigh, new_mysql):
    """GET_LOCK is each server's own: who locks a replica keeps nobody from the primary."""
    server = new_mysql(read_only=1).start_and_wait()
    result = aweigh.run("lock", "--database", server.target, "echo", "it ran")
    assert result.code == 65, result
    assert "is read-only, as a replica is" in result.stderr and "it ran" not in result.stderr


REFUSED = {
    "a limit of statements": (["lock", "--statement-timeout=1m", "true"], "PGOPTIONS"),
    "a limit of locks": (["lock", "--ddl-lock-timeout=1m", "true"], "PGOPTIONS"),
    "a limit for the program": (
        ["--migrate-command", "true", "--ddl-lock-timeout=1m", "true"], "PGOPTIONS"),
    "the database itself": (["lock", "--create-database", "true"], "--create-database"),
    "the database alone": (["--create-database", "true"], "only PostgreSQL is migrated"),
    "files": (["-m", ".", "true"], "--migrate-command 'PROG ARG…'"),
    "a command of migrate": (["migrate", "-m", ".", "up"], "only PostgreSQL is migrated"),
}  # fmt: skip


@pytest.mark.parametrize("words, message", REFUSED.values(), ids=REFUSED)
def test_what_is_postgres_alone_is_refused(aweigh, words, message):
    env = {"DATABASE_URL": f"mysql://app:{IN_URL}@db/app"}
    result = aweigh.run(*words, env=env)
    assert result.code == 64, result
    assert message in result.stderr and "mysql://db:3306/app" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_user_is_needed(aweigh):
    result = aweigh.run("lock", "--database", "mysql://db/app", "true")
    assert result.code == 64, result
    assert "needs a user: mysql://user:password@" in result.stderr


def answers(is_ours):
    """Of a server that gives the lock to whoever asks for it."""

    def answer(sql):
        if sql.startswith("SELECT"):
            return is_ours if "CONNECTION_ID" in sql else "0" if "read_only" in sql else "1"
        return None

    return answer


def test_mysql_8_as_far_as_a_fake_goes(aweigh, new_fake):
    """Its login, and its answers."""
    server = Mysql8(PASSWORD, cached=True, answer=answers(is_ours="1"))
    url = f"mysql://app:{IN_URL}@{new_fake(server).start().address}/app"
    assert aweigh.run("lock", "--database", url, "sleep", "4", within=15).code == 0
    eventually(lambda: server.seen[-1] == "goodbye", "it is told that this was all")
    assert server.seen[-2] == "SELECT IS_USED_LOCK"


def test_an_answer_that_comes_when_its_program_has_ended_is_none_to_the_next_question(
    aweigh, new_fake
):
    asked = []

    def answer(sql):
        if "CONNECTION_ID" in sql:
            asked.append(sql)
            time.sleep(2 if len(asked) == 1 else 0)  # the first answer is that late
        return answers(is_ours="1")(sql)

    server = Mysql8(PASSWORD, cached=True, answer=answer)
    url = f"mysql://app:{IN_URL}@{new_fake(server).start().address}/app"
    unless = "sh -c 'sleep 4; exit 1'"
    result = aweigh.run("lock", "--unless", unless, "--database", url, "sleep", "5", within=30)
    assert result.code == 0, result
    assert len(asked) > 1


def test_a_lock_that_another_session_has_by_now_is_lost(aweigh, new_fake, marker):
    """Something in between that gives a session's statements to several sessions does that."""
    server = Mysql8(PASSWORD, cached=True, answer=answers(is_ours="0"))
    url = f"mysql://app:{IN_URL}@{new_fake(server).start().address}/app"
    result = aweigh.run("lock", "--database", url, "sleep", marker, within=15)
    assert result.code == 65, result
    assert "the server says that it does not hold it" in result.stderr
