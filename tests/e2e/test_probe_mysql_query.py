"""The option query of mysql: targets."""

from urllib.parse import quote

import pytest
from support.mysql import Mysql
from support.ports import free_port
from support.secret import CANARY
from support.waiting import eventually


@pytest.fixture(scope="module")
def mysql(scratch, mysql_template):
    server = Mysql(scratch(), free_port(), mysql_template).start_and_wait()
    server.query(
        "CREATE TABLE app.empty (a INT); CREATE TABLE app.one (a INT, b TEXT);"
        "INSERT INTO app.one VALUES (7, REPEAT('x', 300));"
        "CREATE DATABASE other; CREATE TABLE other.secret (a INT, b INT);"
        "GRANT SELECT (a) ON other.secret TO app"
    )
    yield server
    server.stop()


READY = {
    "a row": "SELECT * FROM one",
    "a text": "SELECT 'no'",
    "an empty text": "SELECT ''",
    "a number": "SELECT COUNT(*) + 1 FROM empty",
    "a comparison": "SELECT COUNT(*) >= 1 FROM one",
    "no rows at all": "DO 1",
    "a long value": "SELECT REPEAT('x', 60000)",
    "many rows": "SELECT seq FROM seq_1_to_10000",
    "many columns": "SELECT * FROM information_schema.columns WHERE table_name = 'one'",
    "a list of tables": "SHOW TABLES LIKE 'one'",
}

PENDING = {
    "no row": ("SELECT 1 FROM empty", "the query gives no row"),
    "false": ("SELECT FALSE", "the query gives 0"),
    "NULL": ("SELECT MAX(a) FROM empty", "the query gives NULL"),
    "no such table": ("SELECT 1 FROM missing", "Table 'app.missing' doesn't exist"),
    "no such column": ("SELECT c FROM one", "Unknown column 'c'"),
}

REJECTED = {
    "no SQL": ("SELEKT 1", "error in your SQL syntax", "check the SQL"),
    "not allowed": ("DROP TABLE other.secret", "DROP command denied", "grant the user"),
    "a column that is not": ("SELECT b FROM other.secret", "SELECT command denied", "grant the"),
    "a row that is too long": ("SELECT REPEAT('x', 70000)", "more than 64 kB", "ask for less"),
}


@pytest.mark.parametrize("sql", READY.values(), ids=READY)
def test_a_query_that_is_ready(aweigh, mysql, sql):
    result = aweigh.run("wait", "-t", "0", f"{mysql.target}#query={quote(sql)}")
    assert result.code == 0, result


@pytest.mark.parametrize("sql, words", PENDING.values(), ids=PENDING)
def test_a_query_that_is_pending(aweigh, mysql, sql, words):
    target = f"{mysql.target}#query={quote(sql)}"
    result = aweigh.run("wait", "-t", "300ms", target)
    assert result.code == 124, result
    assert words in result.stderr
    assert aweigh.run("wait", "-t", "0", f"!{target}").code == 0


@pytest.mark.parametrize("sql, words, advice", REJECTED.values(), ids=REJECTED)
def test_a_query_that_is_rejected(aweigh, mysql, sql, words, advice):
    result = aweigh.run("wait", "--fail-fast", f"{mysql.target}#query={quote(sql)}")
    assert result.code == 69, result
    assert words in result.stderr and advice in result.stderr


def test_a_table_of_no_database_is_rejected(aweigh, mysql):
    target = mysql.target.removesuffix("/app") + "#query=SELECT 1 FROM one"
    result = aweigh.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert "No database selected" in result.stderr and "name the database" in result.stderr


def test_a_row_that_comes_later(aweigh, mysql, later):
    mysql.query("CREATE OR REPLACE TABLE app.jobs (name TEXT)")
    later(0.5, lambda: mysql.query(f"INSERT INTO app.jobs VALUES ('{CANARY}')"))
    sql = f"SELECT 1 FROM jobs WHERE name = '{CANARY}'"
    result = aweigh.run("wait", f"{mysql.target}#query={quote(sql)}")
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_the_server_counts_no_aborted_client(aweigh, mysql):
    before = mysql.count("Aborted_clients")
    for sql in ["SELECT 1", "SELECT 0", "SELECT 1 FROM missing", "SELECT seq FROM seq_1_to_9"]:
        aweigh.run("check", f"{mysql.target}#query={quote(sql)}")
    eventually(lambda: mysql.count("Threads_connected") == 1, "the last client is gone")
    assert mysql.count("Aborted_clients") == before


def test_a_query_needs_a_user(aweigh, mysql):
    result = aweigh.run("wait", f"{mysql.target_without_user}#query=SELECT 1")
    assert result.code == 64, result
    assert "its option query needs a user" in result.stderr
