"""Files whose statements cannot share a transaction: statement by statement, in our own order of
transactions, and healed at the right one."""

from contextlib import closing

import pytest
from support.postgres import server_version
from support.stepwise import BASE, JOURNAL, indexes, logged


@pytest.fixture
def words(database):
    """Of a run; `parameters` are added to the URL."""

    def make(directory, parameters=""):
        own = ["-m", str(directory), "--database", database.url + parameters, "--log-format=json"]
        return ["migrate", "up", *own]

    return make


@pytest.fixture
def apply(aweigh, migrations, words):
    """Applies BASE and a second file."""

    def run(sql, *options, parameters=""):
        directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
        return aweigh.run(*words(directory, parameters), *options)

    return run


WRITTEN = {
    "two indexes": "CREATE INDEX CONCURRENTLY a ON base (id);\n"
    "CREATE INDEX CONCURRENTLY b ON base (id);\n",
    "a table and its index": "CREATE TABLE more (id int);\nCREATE INDEX CONCURRENTLY a ON more (id);\n",
    "two vacuums": "VACUUM base; VACUUM log;\n",
    "a value and its use": "CREATE TYPE e AS ENUM ('a');\nCREATE TABLE u (e e);\n"
    "ALTER TYPE e ADD VALUE 'b';\nINSERT INTO u VALUES ('b');\n",
}


@pytest.mark.parametrize("parameters", ["", "?x-multi-statement=true&x-multi-statement-max-size=9"])
@pytest.mark.parametrize("sql", WRITTEN.values(), ids=WRITTEN)
def test_what_golang_migrate_needs_a_parameter_for(apply, database, sql, parameters):
    result = apply(sql, parameters=parameters)
    assert result.code == 0, result
    assert database.version() == [(2, False)]
    assert all(indexes(database).values())


NEW_VALUE = """INSERT INTO log VALUES ('1');
ALTER TYPE size ADD VALUE 'm';
INSERT INTO log VALUES ('m'::size);
"""


def test_a_value_is_used_in_the_file_that_adds_it_to_an_older_type(apply, database):
    """The server wants an end of the transaction between the two; the file says nothing of it."""
    result = apply(NEW_VALUE)
    assert result.code == 0, result
    assert logged(database) == ["1", "m"]
    (divided,) = result.events("migration_divided")
    assert divided["sqlstate"] == "55P04"
    assert divided["msg"].startswith("2_it.up.sql:3:1 ")
    assert database.version() == [(2, False)]


NOT_IN_A_TRANSACTION = {
    "a partitioned table": "REINDEX TABLE parts;\n",
    "a procedure that commits": "CALL commits();\n",
    "two of them": "REINDEX TABLE parts;\nSELECT 1;\nCALL commits();\n",
}


@pytest.mark.parametrize("sql", NOT_IN_A_TRANSACTION.values(), ids=NOT_IN_A_TRANSACTION)
def test_what_no_rule_knows_is_set_apart_when_the_server_says_so(apply, database, sql):
    before = (
        "CREATE TABLE parts (id int) PARTITION BY RANGE (id);\n"
        "CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';\n"
    )
    result = apply(f"{before}{sql}INSERT INTO log VALUES ('end');\n")
    assert result.code == 0, result
    divided = "CALL" in sql or server_version() > 13  # which passes over a partitioned table
    assert len(result.events("migration_divided")) == divided
    assert logged(database) == ["end"]
    assert database.version() == [(2, False)]


def test_a_transaction_of_the_file_is_not_divided(apply, database):
    result = apply(f"BEGIN;\n{NEW_VALUE}COMMIT;\n")
    assert result.code == 65, result
    assert "2_it.up.sql:4:" in result.stderr and "55P04" in result.stderr
    assert database.version() == [(1, False)]


def test_a_transaction_with_words_of_its_own_keeps_them(apply, database):
    sql = (
        "VACUUM base;\n"
        "BEGIN;\nSET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n"
        "INSERT INTO log VALUES (current_setting('transaction_isolation'));\nCOMMIT;\n"
        "INSERT INTO log VALUES (current_setting('transaction_isolation'));\n"
    )
    result = apply(sql)
    assert result.code == 0, result
    assert logged(database) == ["read committed", "serializable"]


def test_a_failure_in_the_middle_is_shown_where_it_is_and_the_next_run_goes_on_there(
    aweigh, database, migrations, words
):
    sql = "INSERT INTO log VALUES ('é');\nVACUUM base;\nSELECT 'é',\n  later FROM later;\n"
    directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
    result = aweigh.run(*words(directory))
    assert result.code == 65, result
    failed = result.events("failed")[0]
    assert (failed["line"], failed["column"], failed["reason"]) == (4, 14, "dirty")
    assert "it came to 2_it.up.sql:3:1, and what stands before that is applied" in failed["msg"]
    database.query("CREATE TABLE later (later int); GRANT SELECT ON later TO app")
    result = aweigh.run(*words(directory))
    assert result.code == 0, result
    assert logged(database) == ["é"]
    assert database.version() == [(2, False)]


def test_a_file_of_which_a_part_is_applied_is_finished_before_anything_else(
    aweigh, database, migrations, words
):
    sql = "INSERT INTO log VALUES ('1');\nVACUUM base;\nSELECT later FROM later;\n"
    directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
    directory.add("1_base.down.sql", "DROP TABLE base, log;\n")
    assert aweigh.run(*words(directory)).code == 65
    own = ["-m", str(directory), "--database", database.url]
    for command in (["down", "1"], ["goto", "1"]):
        result = aweigh.run("migrate", *command, *own)
        assert result.code == 65, result
        assert "Dirty database version 2." in result.stderr
    assert database.version() == [(2, True)]


def test_a_transaction_of_it_is_tried_again_when_it_does_not_get_its_locks(
    aweigh, database, migrations, words
):
    """What was applied before is not."""
    sql = "INSERT INTO log VALUES ('1');\nVACUUM base;\nALTER TABLE base ADD more text;\n"
    directory = migrations({"1_base.up.sql": BASE})
    assert aweigh.run(*words(directory)).code == 0
    directory.add("2_it.up.sql", sql)
    with closing(database.connect()) as reader:
        reader.cursor().execute("BEGIN; SELECT * FROM base")
        running = aweigh.start(*words(directory), "--ddl-lock-timeout=0.1s")
        running.until_stderr("migration_blocked")
    result = running.finish()
    assert result.code == 0, result
    assert logged(database) == ["1"]


def test_a_file_that_gives_the_lock_away_takes_it_again(apply, database):
    result = apply("INSERT INTO log VALUES ('1');\nDISCARD ALL;\nVACUUM base;\nSELECT 1;\n")
    assert result.code == 0, result
    assert database.version() == [(2, False)]


def test_down_files_run_statement_by_statement_too(aweigh, database, migrations, words):
    directory = migrations({"1_base.up.sql": BASE})
    directory.add("1_base.down.sql", "DROP INDEX CONCURRENTLY old;\nDROP TABLE base, log;\n")
    assert aweigh.run(*words(directory)).code == 0
    own = ["-m", str(directory), "--database", database.url]
    result = aweigh.run("migrate", "down", "1", *own)
    assert result.code == 0, result
    assert database.version() == []
    assert database.query(f"SELECT count(*) FROM {JOURNAL}") == [(0,)]


MODES = {
    "CREATE TABLE a ();": ("transaction", None),
    "SELECT 1;\nVACUUM base;": ("statements", "VACUUM at 2_it.up.sql:2:1"),
    "BEGIN; SELECT 1;\nCOMMIT; SELECT 2;": ("own_transactions", "COMMIT at 2_it.up.sql:2:1"),
}


@pytest.mark.parametrize("sql", MODES)
def test_a_dry_run_tells_how_each_file_would_run_and_why(apply, sql):
    mode, why = MODES[sql]
    result = apply(sql, "--dry-run")
    assert result.stdout == "1_base.up.sql\n2_it.up.sql\n"
    first, second = result.events("migration_planned")
    assert (first["mode"], second["mode"]) == ("transaction", mode)
    assert "decided_by" not in first
    if why:
        assert second["msg"].endswith(f"because of {why}")
        assert why.endswith(second["decided_by"])


def test_what_cannot_run_in_a_transaction_of_the_file_is_found_before_anything_runs(apply, database):
    result = apply("BEGIN;\nVACUUM base;\nCOMMIT;\n")
    assert result.code == 65, result
    assert "VACUUM cannot run between BEGIN and COMMIT" in result.stderr
    assert database.version() in ([], None)
