"""Migrations that cannot be applied; the service is never started then."""

import pytest
from support.migrations import table_per_version
from support.postgres import Database
from support.secret import CANARY


@pytest.fixture
def migrate(anywhere, database, tmp_path):
    """Runs a service behind the migrations of a directory, and checks that it was not started."""

    def run(directory, *words, url=database.url):
        started = tmp_path / "started"
        words = ["-m", str(directory), "--database", url, *words]
        result = anywhere.run(*words, "touch", started)
        assert not started.exists()
        return result

    return run


FAILING = """\
-- the second table is misspelt
CREATE TABLE good (id int);

CREATE TABLE other (
  id int,
  nmae no_such_type
);
CREATE TABLE more (id int);
"""

# name: the file, where in it the server sees the error, the server's words
ERRORS = {
    "unknown type": (FAILING, "6:8", 'type "no_such_type" does not exist'),
    "syntax": ("SELECT 1;\nSELEC 2;\n", "2:1", 'syntax error at or near "SELEC"'),
    "first byte": ("x", "1:1", "syntax error"),
    "after letters of two bytes": ("SELECT 'ü';\nSELECT 'üü', x;\n", "2:14", 'column "x"'),
    "line ends of Windows": ("SELECT 1;\r\nSELECT\r\n  x;\r\n", "3:3", 'column "x"'),
    "in a transaction of its own": (
        "BEGIN;\nCREATE TABLE a ();\nSELECT 'ü', 1 / 0;\nCOMMIT;\n",
        "3:1",
        "division by zero",
    ),
    "unfinished": ("SELECT (1;\n", "1:10", "syntax error"),
}


@pytest.mark.parametrize("sql, place, says", ERRORS.values(), ids=ERRORS)
def test_an_error_is_shown_where_it_is(migrate, migrations, database, sql, place, says):
    directory = migrations({"1_base.up.sql": "CREATE TABLE base ();", "2_broken.up.sql": sql})
    result = migrate(directory)
    assert result.code == 65, result
    assert f"2_broken.up.sql:{place}" in result.stderr
    assert says in result.stderr
    assert database.version() == [(1, False)], "the last good version, and clean"
    assert database.tables() == {"base"}, "nothing of the broken file"


def test_the_lines_around_an_error_are_shown(migrate, migrations):
    result = migrate(migrations({"1_broken.up.sql": FAILING}))
    for line in ["id int,", "nmae no_such_type", ");"]:
        assert any(line in shown for shown in result.stderr.splitlines()), result
    assert "CREATE TABLE good" not in result.stderr, "the file itself may hold secrets"


def test_a_password_in_the_lines_around_an_error_is_masked(migrate, migrations):
    statement = f"CREATE ROLE app PASSWORD '{CANARY}'"
    files = {
        "near": f"{statement} NOSUCHOPTION;",
        "at": f"ALTER ROLE app SET PASSWORD '{CANARY}';",
        "at a dollar": f"ALTER ROLE app SET PASSWORD $${CANARY}$$;",
        "context": f"DO $$ BEGIN EXECUTE 'CREATE ROLE x PASSWORD ''{CANARY}'' NOSUCH'; END $$;",
    }
    for name, sql in files.items():
        result = migrate(migrations({"1_role.up.sql": sql}, name=name))
        assert result.code == 65, result
        assert "PASSWORD" in result.stderr, result


# errors that have no place in the file
RUN_TIME_ERRORS = {
    "division by zero": ("CREATE TABLE a ();\nSELECT 1 / 0;\n", "division by zero"),
    "unique": (
        "CREATE TABLE a (id int PRIMARY KEY);\nINSERT INTO a VALUES (1), (1);\n",
        "(id)=(1) already exists",
    ),
    "after a savepoint": (
        "CREATE TABLE a ();\nSAVEPOINT s;\nRELEASE s;\nSELECT 1 / 0;\n",
        "division by zero",
    ),
    "raised": ("CREATE TABLE a ();\nDO $$ BEGIN RAISE 'no such luck'; END $$;\n", "no such luck"),
    "deferred": (
        "CREATE TABLE a (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED);\n"
        "INSERT INTO a VALUES (1), (1);\n",
        "already exists",
    ),
    "copy from standard input": ("CREATE TABLE a (id int);\nCOPY a FROM STDIN;\n1\n\\.\n", ""),
    "copy without data": ("CREATE TABLE a (id int);\nCOPY a FROM STDIN;\n", "COPY"),
    "null byte": ("CREATE TABLE a ();\0CREATE TABLE b ();\n", ""),
    "not UTF-8": (b"CREATE TABLE a ();\nSELECT '\xff';\n", "UTF-8"),
    "psql's own commands": ("CREATE TABLE a ();\n\\set x 1\n", "psql"),
    "vacuum in a transaction of the file": (
        "CREATE TABLE a (id int);\nBEGIN;\nVACUUM a;\nCOMMIT;\n",
        "between BEGIN and COMMIT",
    ),
}


@pytest.mark.parametrize("sql, says", RUN_TIME_ERRORS.values(), ids=RUN_TIME_ERRORS)
def test_nothing_of_a_failing_file_is_applied(migrate, migrations, database, sql, says):
    """Different from golang-migrate."""
    result = migrate(migrations({"1_base.up.sql": "CREATE TABLE base ();", "2_it.up.sql": sql}))
    assert result.code == 65, result
    assert "2_it.up.sql" in result.stderr
    assert says in result.stderr
    assert database.tables() <= {"base"}, "nothing was begun, or the file before it was applied"


def test_a_file_that_cannot_be_rolled_back_leaves_the_database_dirty(migrate, migrations, database):
    """A concurrent index is built outside of any transaction."""
    directory = migrations({"1_a.up.sql": "CREATE TABLE a (i int); INSERT INTO a VALUES (1), (1);"})
    directory.add("2_unique.up.sql", "CREATE UNIQUE INDEX CONCURRENTLY u ON a (i);")
    first = migrate(directory)
    assert first.code == 65
    assert "could not create unique index" in first.stderr
    assert database.version() == [(2, True)]
    second = migrate(directory)
    for result in (first, second):
        assert result.code == 65, result
        assert "dirty at version 2" in result.stderr
        assert "schema_migrations" in result.stderr, "what to do about it"


def test_after_the_repair_it_goes_on(aweigh, migrate, migrations, database):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();", "2_b.up.sql": "CREATE TABEL b ();"})
    directory.add("3_c.up.sql", "CREATE TABLE c ();")
    assert migrate(directory).code == 65
    directory.add("2_b.up.sql", "CREATE TABLE b ();")
    assert aweigh.run("-m", str(directory), "--database", database.url, "true").code == 0
    assert database.version() == [(3, False)]
    assert database.tables() == {"a", "b", "c"}


def test_a_missing_directory(migrate, tmp_path):
    result = migrate(tmp_path / "forgotten")
    assert result.code == 66, result
    assert str(tmp_path / "forgotten") in result.stderr
    assert "COPY" in result.stderr, "what to do about it"


def test_an_empty_directory(migrate, migrations):
    result = migrate(migrations())
    assert result.code == 66, result
    assert "COPY" in result.stderr


def test_a_directory_without_migrations(migrate, migrations):
    assert migrate(migrations({"README.md": "", "1_a.sql": ""})).code == 66


def test_a_down_file_without_its_up_file(migrate, migrations, database):
    """A typing error in a name, most likely: it is not passed over in silence."""
    result = migrate(migrations({"1_a.up.sql": "SELECT 1", "2_b.down.sql": "SELECT 1"}))
    assert result.code == 65, result
    assert "2_b.down.sql" in result.stderr
    assert database.version() == [], "nothing was applied"


def test_a_file_in_place_of_the_directory(migrate, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1"})
    assert migrate(directory.path / "1_a.up.sql").code == 66


def test_two_files_of_one_version(migrate, migrations, database):
    result = migrate(migrations({"1_a.up.sql": "SELECT 1", "01_b.up.sql": "SELECT 1"}))
    assert result.code == 65, result
    assert "1_a.up.sql" in result.stderr and "01_b.up.sql" in result.stderr
    assert database.version() is None, "nothing was begun"


def test_a_version_beyond_all_numbers(migrate, migrations):
    result = migrate(migrations({"9223372036854775808_a.up.sql": "SELECT 1"}))
    assert result.code == 65, result
    assert "9223372036854775808" in result.stderr


@pytest.mark.parametrize("version", [1, 2])
def test_a_dirty_database_needs_a_person(migrate, migrations, database, version):
    database.set_version(version, dirty=True)
    result = migrate(migrations(table_per_version(2)))
    assert result.code == 65, result
    assert "dirty" in result.stderr.lower() and f"version {version}" in result.stderr
    assert "schema_migrations" in result.stderr, "what to do about it"
    assert database.version() == [(version, True)]
    assert database.tables() == set()


@pytest.mark.parametrize("version", [3, 99])
def test_a_database_ahead_of_the_image(migrate, migrations, database, version):
    database.set_version(version)
    result = migrate(migrations(table_per_version(2)))
    assert result.code == 65, result
    assert f"version {version}" in result.stderr and "version 2" in result.stderr
    assert database.version() == [(version, False)]


def test_a_read_only_database(migrate, migrations, database):
    database.query(f'ALTER DATABASE "{database.name}" SET default_transaction_read_only = on')
    result = migrate(migrations(table_per_version(1)))
    assert result.code == 65, result
    assert "read-only" in result.stderr


def test_a_rejected_login(migrate, migrations, database):
    url = f"postgres://app:wrong@{database.address}/{database.name}"
    result = migrate(migrations(table_per_version(1)), "--fail-fast", url=url)
    assert result.code == 69, result
    assert "password authentication failed" in result.stderr


def test_a_missing_database(migrate, migrations, postgres):
    url = Database(postgres, "missing").url
    result = migrate(migrations(table_per_version(1)), "--fail-fast", url=url)
    assert result.code == 69, result


def test_a_server_that_never_comes(migrate, migrations, new_fake):
    url = f"postgres://app@{new_fake().address}/app"
    result = migrate(migrations(table_per_version(1)), "-t", "300ms", url=url)
    assert result.code == 124, result


def test_a_missing_privilege(migrate, migrations, database):
    database.close_public()
    result = migrate(migrations(table_per_version(1)))
    assert result.code == 65, result
    assert "permission denied" in result.stderr


def test_a_file_that_cannot_be_read_to_its_end_is_not_applied(aweigh, database, migrations):
    """A regular file, which can be opened, and whose first read fails."""
    directory = migrations(table_per_version(1))
    (directory.path / "2_b.up.sql").symlink_to("/proc/self/mem")
    result = aweigh.run("-m", str(directory), "--database", database.url, "true")
    assert result.code == 65, result
    assert "cannot read 2_b.up.sql: " in result.stderr
    assert database.version() == []


@pytest.mark.parametrize("sql", ["('a\\'); COMMIT; --')", "('\\'')"])
def test_a_backslash_that_may_escape_is_refused(migrate, migrations, database, sql):
    """It would hide a COMMIT from us: the file would not be atomic."""
    database.query(f'ALTER DATABASE "{database.name}" SET standard_conforming_strings = off')
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a (t text);\nINSERT INTO a VALUES {sql};\n"})
    result = migrate(directory)
    assert result.code == 65, result
    assert "standard_conforming_strings is off" in result.stderr
    assert "1_a.up.sql:2:" in result.stderr
    assert database.tables() == set()


def test_a_backslash_that_surely_escapes_is_not(aweigh, migrations, database):
    database.query(f'ALTER DATABASE "{database.name}" SET standard_conforming_strings = off')
    directory = migrations({"1_a.up.sql": "CREATE TABLE a AS SELECT E'\\'' AS t, $$\\$$ AS u;\n"})
    result = aweigh.run("-m", str(directory), "--database", database.url, "true")
    assert result.code == 0, result
    assert database.query("SELECT * FROM a") == [("'", "\\")]
