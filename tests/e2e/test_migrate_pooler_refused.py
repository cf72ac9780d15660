"""What takes a session, or a schema that is known, is not done through a pooler."""

from contextlib import closing

import pytest
from support.migrations import table_per_version, table_per_version_and_back


@pytest.fixture
def words(database, pgbouncer):
    """Of a run through it."""
    url = pgbouncer.url(database.name)
    return lambda directory: ["-m", str(directory), "--database", url, "--log-format=json"]


@pytest.fixture
def migrate(aweigh, words, migrations):
    """`aweigh migrate WORDS` on a directory of three versions."""
    directory = migrations(table_per_version_and_back(3))
    return lambda *command: aweigh.run("migrate", *words(directory), *command)


@pytest.mark.parametrize("command", [["force", "1"], ["drop", "-f"]])
def test_what_is_no_transaction_of_a_file_is_refused(migrate, database, command):
    result = migrate(*command)
    assert result.code == 65, result
    assert "a connection pooler is in between" in result.stderr and "--database" in result.stderr
    assert database.version() is None


def test_a_search_path_of_another_client_is_not_taken(aweigh, database, migrations, words, pgbouncer):
    """Files would go into its schema."""
    database.query("CREATE SCHEMA elsewhere AUTHORIZATION app")
    directory = migrations(table_per_version(1))
    with closing(pgbouncer.connect(database.name)) as other, other.cursor() as cursor:
        cursor.execute("SET search_path = elsewhere")
        result = aweigh.run(*words(directory), "true")
        assert result.code == 65, result
        assert "elsewhere" in result.stderr and "--database" in result.stderr
        cursor.execute("RESET search_path")
    assert aweigh.run(*words(directory), "true").code == 0
    assert database.tables() == {"t1"}


OUTSIDE = "CREATE INDEX CONCURRENTLY name ON t1 (id);\n"


def test_a_file_that_needs_a_session_is_refused_before_anything_runs(
    aweigh, database, migrations, words
):
    directory = migrations(table_per_version(2))
    directory.add("3_index.up.sql", f"CREATE TABLE x ();\n{OUTSIDE}")
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65, result
    for part in ["through a connection pooler", "3_index.up.sql:2:1", "CONCURRENTLY", "--database"]:
        assert part in result.stderr, part
    assert (database.version(), database.tables()) == ([], set())


CALL = "CREATE PROCEDURE p() LANGUAGE plpgsql AS $$BEGIN COMMIT; END$$;\nCALL p();\n"
ENUM = "CREATE TYPE e AS ENUM ('a');\n", "ALTER TYPE e ADD VALUE 'b';\nSELECT 'b'::e;\n"


@pytest.mark.parametrize(
    "first, second, place",
    [("SELECT 1;\n", CALL, "2_b.up.sql:2:1"), (*ENUM, "2_b.up.sql:2:1")],
    ids=["a procedure that commits", "a new value"],
)
def test_so_is_one_of_which_only_the_server_tells(
    aweigh, database, migrations, words, first, second, place
):
    """But for the files in front of it."""
    directory = migrations({"1_a.up.sql": first, "2_b.up.sql": second})
    result = aweigh.run(*words(directory), "true")
    assert result.code == 65, result
    for part in ["through a connection pooler", place, "--database", "nothing of this file"]:
        assert part in result.stderr, part
    assert database.version() == [(1, False)]


def test_a_dirty_version_needs_a_session(migrate, database):
    assert migrate("up", "1").code == 0
    database.query("UPDATE schema_migrations SET dirty = true")
    result = migrate("up")
    assert result.code == 65, result
    assert "Dirty database version 1" in result.stderr and "--database" in result.stderr
    assert database.version() == [(1, True)]
