"""`aweigh migrate`: golang-migrate's commands, in our spelling and in its own."""

from contextlib import closing

import pytest
from support.migrations import table_per_version


def test_a_walk_through_the_commands(migrate, database):
    """Each command, its exit code, and the row that it leaves."""
    for words, code, row in [
        ("up 0", 0, []),
        ("up 2", 0, [(2, False)]),
        ("up", 0, [(3, False)]),
        ("up", 0, [(3, False)]),
        ("down 1", 0, [(2, False)]),
        ("goto 1", 0, [(1, False)]),
        ("goto 3", 0, [(3, False)]),
        ("goto 3", 0, [(3, False)]),
        ("goto 7", 65, [(3, False)]),
        ("force 2", 0, [(2, False)]),
        ("force 3", 0, [(3, False)]),
        ("down --all", 0, []),
        ("down -all", 0, []),
        ("down 1", 65, []),
        ("force 3", 0, [(3, False)]),
        ("force -1", 0, []),
    ]:
        words = words.split()
        result = migrate(*words)
        assert (result.code, database.version()) == (code, row), (words, result)
        tables = 0 if not row else row[0][0]
        if words[0] != "force":
            assert database.tables() == {f"t{n}" for n in range(1, tables + 1)}, words


def test_the_journal_knows_what_is_applied_and_forgets_what_is_taken_back(migrate, database):
    def journal():
        return [row[0] for row in database.query(
            "SELECT version FROM aweigh_schema_migrations WHERE applied_at IS NOT NULL ORDER BY 1")]  # fmt: skip

    assert migrate("up").code == 0
    assert journal() == [1, 2, 3]
    assert migrate("down", "2").code == 0
    assert journal() == [1]
    assert migrate("goto", "2").code == 0
    assert journal() == [1, 2]


def test_the_limits_of_a_file_hold_for_the_commands_too(migrate, database):
    with closing(database.connect()) as other, other.cursor() as cursor:
        assert migrate("up", "1").code == 0
        cursor.execute("BEGIN; LOCK TABLE t1")
        result = migrate("down", "1", "--ddl-lock-timeout=100ms", "--migrate-timeout=1s")
    assert result.code == 65, result
    assert "did not get its locks" in result.stderr
    assert "cannot finish the migrations within 1.00 s" in result.stderr
    assert database.version() == [(1, False)]


def test_force_takes_minus_one_behind_two_dashes(aweigh, database):
    database.set_version(3, dirty=True)
    result = aweigh.run("migrate", "--database", database.url, "force", "--", "-1")
    assert (result.code, database.version()) == (0, []), result


def test_nothing_to_do_says_so(migrate):
    migrate("up")
    for words in (["up"], ["up", "0"], ["goto", "3"]):
        result = migrate(*words)
        assert result.code == 0
        assert "no change" in result.stderr


def test_more_than_there_is_goes_to_the_end_and_fails(migrate, database):
    result = migrate("up", "5")
    assert (result.code, database.version()) == (65, [(3, False)]), result
    assert "limit 2 short" in result.stderr
    result = migrate("up", "1")
    assert result.code == 65
    assert "file does not exist" in result.stderr
    result = migrate("down", "4")
    assert (result.code, database.version()) == (65, []), result
    assert "limit 1 short" in result.stderr


SPELLINGS = [
    "-path {dir} -database {url} up 2",
    "-path={dir} -database={url} -verbose -prefetch 5 -lock-timeout 15 up 2",
    "--path {dir} --database={url} up 2",
    "-source file://{dir} -database {pgx} up 2",
    "up 2 -m {dir} --database {url} --lock-timeout 15s",
    "--migrate={dir} --database {url} up 2 -t 5s",
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_golang_migrate_s_spelling(aweigh, database, directory, spelling):
    values = {"dir": directory, "url": database.url}
    values["pgx"] = database.url.replace("postgres://", "pgx5://")
    words = [word.format(**values) for word in spelling.split()]
    result = aweigh.run("migrate", *words)
    assert (result.code, database.version()) == (0, [(2, False)]), result
    assert "000002_t2.up.sql" in result.stderr


def test_the_database_is_waited_for(aweigh, late_database, directory, later):
    later(0.7, late_database.server.start)
    words = ["up", "-m", str(directory), "--database", late_database.url]
    assert aweigh.run("migrate", *words).code == 0
    assert late_database.version() == [(3, False)]


def test_a_database_that_does_not_come_is_124(aweigh, directory):
    words = ["-t", "300ms", "-path", str(directory), "-database", "postgres://127.0.0.1:1/x", "up"]
    assert aweigh.run("migrate", *words).code == 124


def test_a_dry_run_tells_and_changes_nothing(migrate, database):
    result = migrate("up", "2", "--dry-run")
    assert (result.code, result.stdout) == (0, "000001_t1.up.sql\n000002_t2.up.sql\n"), result
    assert database.version() is None
    migrate("up")
    assert migrate("goto", "1", "--dry-run").stdout == "000003_t3.down.sql\n000002_t2.down.sql\n"
    assert migrate("down", "--dry-run").stdout.count("down.sql") == 3
    assert database.version() == [(3, False)]


@pytest.mark.parametrize("answer, code, row", [("y\n", 0, []), ("n\n", 64, 3), ("", 64, 3)])
def test_all_the_way_down_is_asked_for(migrate, database, tmp_path, answer, code, row):
    migrate("up")
    (tmp_path / "answer").write_text(answer)
    with open(tmp_path / "answer") as stdin:
        result = migrate("down", stdin=stdin)
    assert "apply all down migrations? [y/N]" in result.stderr
    assert (result.code, database.version()) == (code, [(3, False)] if row else []), result


def test_drop_asks_and_leaves_no_table(migrate, database):
    migrate("up")
    database.query("CREATE VIEW v AS SELECT * FROM t1; CREATE TYPE mood AS ENUM ('fine')")
    database.query('CREATE TABLE "odd "" name" (); ALTER TABLE "odd "" name" OWNER TO app')
    assert migrate("drop").code == 64
    assert database.version() == [(3, False)]
    database.query("UPDATE schema_migrations SET dirty = true")
    result = migrate("drop", "-f")
    assert (result.code, database.version(), database.tables()) == (0, None, set()), result
    assert database.query("SELECT 'fine'::mood") == [("fine",)], "types stay"


def test_drop_leaves_all_tables_where_one_cannot_be_dropped(migrate, database):
    """Different from golang-migrate, which drops them one by one."""
    assert migrate("up").code == 0
    database.query(f'ALTER DATABASE "{database.name}" SET lock_timeout = 100')
    with closing(database.connect()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE t3")
        result = migrate("drop", "-f")
    assert result.code == 65, result
    assert "cannot drop the tables" in result.stderr
    assert database.tables() == {"t1", "t2", "t3"}


def test_a_dirty_database_is_golang_migrate_s_words(migrate, database):
    database.set_version(2, dirty=True)
    for words in (["up"], ["down", "1"], ["goto", "1"], ["up", "--dry-run"]):
        result = migrate(*words)
        assert result.code == 65
        assert "Dirty database version 2. Fix and force version." in result.stderr
    assert migrate("force", "0").code == 0
    assert database.version() == [(0, False)]


def test_a_failed_down_is_rolled_back(migrate, directory, database):
    directory.add("000003_t3.down.sql", "DROP TABLE t3; SELECT 1/0;")
    migrate("up")
    result = migrate("down", "2")
    assert (result.code, database.version()) == (65, [(3, False)]), result
    assert "000003_t3.down.sql" in result.stderr
    assert "t3" in database.tables()


def test_a_failed_down_that_rules_its_transactions_is_dirty_at_its_target(
    migrate, directory, database
):
    """As golang-migrate leaves it: (-1, true) for the first."""
    directory.add("000001_t1.down.sql", "BEGIN; DROP TABLE t1; COMMIT; SELECT 1/0;")
    migrate("up", "1")
    result = migrate("down", "1")
    assert (result.code, database.version()) == (65, [(-1, True)]), result
    assert "force -1" in result.stderr
    assert migrate("version").code == 65
    assert "Dirty database version -1" in migrate("up").stderr


def test_a_missing_down_file_is_no_silent_success(migrate, directory, database):
    """Different from golang-migrate."""
    (directory.path / "000002_t2.down.sql").unlink()
    migrate("up")
    result = migrate("down", "2")
    assert (result.code, database.version()) == (65, [(3, False)]), result
    assert "there is no down file for version 2" in result.stderr
    assert migrate("down", "1").code == 0


def test_a_database_ahead_of_the_files(aweigh, migrate, directory, database):
    database.set_version(9)
    assert migrate("up").code == 65
    assert migrate("up", "--if-ahead=fail").code == 65
    result = migrate("up", "--if-ahead=ok")
    assert (result.code, database.version()) == (0, [(9, False)]), result
    words = ["-m", str(directory), "--database", database.url, "--if-ahead", "ok"]
    result = aweigh.run(*words, "echo", "the service")
    assert (result.code, result.stdout) == (0, "the service\n"), result
    assert "newer than all migrations" in result.stderr


def test_other_tables_of_the_url_are_used(aweigh, directory, database):
    url = database.url + "?x-migrations-table=mine"
    for command in (["up"], ["down", "1"]):
        result = aweigh.run("migrate", "-path", str(directory), "-database", url, *command)
        assert result.code == 0, result
    assert database.query("SELECT version, dirty FROM mine") == [(2, False)]
    assert database.version() is None


def test_a_read_only_database_may_be_looked_at_but_not_migrated(aweigh, database, migrations):
    directory = migrations(table_per_version(1), name="read_only")
    database.query(f"ALTER DATABASE {database.name} SET default_transaction_read_only = on")
    words = ["-path", str(directory), "-database", database.url]
    assert aweigh.run("migrate", *words, "status").code == 0
    result = aweigh.run("migrate", *words, "force", "1")
    assert result.code == 65
    assert "read-only" in result.stderr
