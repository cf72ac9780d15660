"""Files that run statement by statement, killed: the next run goes on at the right statement."""

from contextlib import closing

import pytest
from support.cut_wire import CutWire
from support.migrations import AT_THE_GATE, gate_closed, wait_until_at_gate
from support.stepwise import ALL_KINDS, BASE, JOURNAL, indexes, logged
from support.waiting import eventually


@pytest.fixture
def words(database):
    """Of a run, with `port` over a wire in plain text."""

    def make(directory, port=None):
        url = database.url.replace(f":{database.server.port}/", f":{port or database.server.port}/")
        own = ["-m", str(directory), "--database", url + "?sslmode=disable", "--log-format=json"]
        return ["migrate", "up", *own]

    return make


def assert_complete(database, lines):
    assert logged(database) == lines
    assert all(indexes(database).values())
    assert database.version() == [(2, False)]
    journal = f"SELECT count(*) FROM {JOURNAL} WHERE applied_at IS NOT NULL"
    assert database.query(journal) == [(2,)]


def begin_again(database):
    database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")


@pytest.fixture
def cut_at(aweigh, database, words):
    """A run that is killed at one of its queries, by number."""

    def run(directory, at, behind):
        running = []
        wire = CutWire(database.server.port, at, behind, lambda: running[0].process.kill())
        with closing(wire):
            running.append(aweigh.start(*words(directory, wire.port)))
            assert running[0].finish().code == 137

    return run


@pytest.fixture
def queries_of(aweigh, database, words):
    """The queries of a run that nothing disturbs."""

    def run(directory):
        with closing(CutWire(database.server.port)) as wire:
            result = aweigh.run(*words(directory, wire.port))
            assert result.code == 0, result
        return wire.queries

    return run


NEW_VALUE = """INSERT INTO log VALUES ('1');
ALTER TYPE size ADD VALUE 'm';
INSERT INTO log VALUES ('m'::size);
"""

KILLED = {
    "all kinds": (ALL_KINDS, ["1", "2", "3", "4", "5"], ['"More"', "more_id"]),
    "divided by the server": (NEW_VALUE, ["1", "m"], ["old"]),
}


@pytest.mark.parametrize("behind", [False, True], ids=["before it arrives", "before its answer"])
@pytest.mark.parametrize("sql, lines, built", KILLED.values(), ids=KILLED)
def test_killed_at_every_statement_each_is_run_once(
    aweigh, database, migrations, words, queries_of, cut_at, sql, lines, built, behind
):
    directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
    queries = queries_of(directory)
    assert_complete(database, lines)
    first = next(at for at, query in enumerate(queries) if "(2, true)" in query)
    for at in range(first, len(queries)):
        begin_again(database)
        cut_at(directory, at, behind)
        result = aweigh.run(*words(directory))
        assert result.code == 0, (queries[at], result)
        assert_complete(database, lines)
        assert sorted(indexes(database)) == built, queries[at]


def test_a_lost_connection_is_no_reason_to_begin_again(aweigh, database, migrations, words):
    """The run connects anew, and goes on where it was."""
    sql = f"INSERT INTO log VALUES ('1');\nVACUUM base;\n{AT_THE_GATE}INSERT INTO log VALUES ('2');\n"
    directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
    with gate_closed(database):
        running = aweigh.start(*words(directory))
        pid = wait_until_at_gate(database)
        database.query(f"SELECT pg_terminate_backend({pid})")
        eventually(lambda: wait_until_at_gate(database) != pid, "it is back")
    result = running.finish()
    assert result.code == 0, result
    (recovered,) = result.events("migration_recovered")
    assert "it is to go on at 2_it.up.sql:3:1" in recovered["msg"]
    assert logged(database) == ["1", "2"]


def test_a_statement_that_may_be_applied_or_not_is_named(
    aweigh, database, migrations, words, queries_of, cut_at
):
    sql = "VACUUM base;\nREINDEX TABLE CONCURRENTLY base;\nINSERT INTO log VALUES ('1');\n"
    directory = migrations({"1_base.up.sql": BASE, "2_it.up.sql": sql})
    queries = queries_of(directory)
    begin_again(database)
    cut_at(directory, next(at for at, sent in enumerate(queries) if "REINDEX" in sent), behind=True)
    result = aweigh.run(*words(directory))
    assert result.code == 65, result
    assert "it came to 2_it.up.sql:2:1, and what stands before that" in result.stderr
    assert database.version() == [(2, True)]
