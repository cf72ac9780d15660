"""A session that lives on without its lock: no file is applied twice, and the limits hold."""

import pytest
from support.migrations import AT_THE_GATE, gate_closed, wait_until_at_gate
from support.waiting import eventually

BASE = "CREATE TABLE base (id int);\n"
INSERT = f"{AT_THE_GATE}INSERT INTO base VALUES (1);\n"
UNLOCK = "SELECT pg_advisory_unlock_all();\n"


@pytest.fixture
def words(database):
    return lambda directory: ["-m", str(directory), "--database", database.url, "--log-format=json"]


def blocked(database):
    return database.query(
        "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'relation' "
        "AND relation = 'schema_migrations'::regclass"
    )


def test_the_lock_that_a_file_frees_is_taken_again(aweigh, database, migrations, words):
    directory = migrations({"1_base.up.sql": BASE, "2_x.up.sql": "DISCARD ALL;\n"})
    directory.add("3_insert.up.sql", INSERT)
    with gate_closed(database):
        first = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        second = aweigh.run(*words(directory), "--lock-timeout=0", "true")
        assert second.code == 75, second
    assert first.finish().code == 0
    assert database.query("SELECT count(*) FROM base") == [(1,)]


def test_a_transaction_without_the_lock_keeps_others_out(aweigh, database, migrations, words):
    """The second run gets the lock, and finds the version changed when it gets to the table."""
    directory = migrations({"1_base.up.sql": BASE + UNLOCK, "2_insert.up.sql": INSERT})
    with gate_closed(database):
        first = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        second = aweigh.start(*words(directory), "true")
        eventually(lambda: blocked(database), "the second run stands at the version table")
    assert first.finish().code == 0
    result = second.finish()
    assert result.code == 65, result
    assert "the migration lock was lost" in result.stderr
    assert database.query("SELECT count(*) FROM base") == [(1,)]
    assert database.version() == [(2, False)]


TAKERS = {
    "the version": "UPDATE schema_migrations SET version = 7",
    "a dirty mark": "UPDATE schema_migrations SET dirty = true",
    "no version": "DELETE FROM schema_migrations",
}
ALONE = "BEGIN;\nINSERT INTO base VALUES (1);\nCOMMIT;\nBEGIN;\nCOMMIT;\n"


@pytest.mark.parametrize("sql", TAKERS.values(), ids=TAKERS)
@pytest.mark.parametrize("last", [INSERT.replace(AT_THE_GATE, ""), ALONE], ids=["atomic", "alone"])
def test_a_version_that_another_has_changed_ends_the_run(
    aweigh, database, migrations, words, sql, last
):
    """Another tool, under another lock, just before the last file."""
    change = f"BEGIN READ WRITE;\n{BASE}{AT_THE_GATE}COMMIT;\n"
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();", "2_gate.up.sql": change})
    directory.add("3_last.up.sql", last)
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        database.query(
            "CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF NOT NEW.dirty THEN {sql}; END IF; RETURN NULL; END $$;"
            "ALTER FUNCTION change() OWNER TO app;"
            "CREATE TRIGGER change AFTER INSERT ON schema_migrations"
            " FOR EACH ROW WHEN (NEW.version = 2) EXECUTE FUNCTION change()"
        )
    result = running.finish()
    assert result.code == 65, result
    assert "another run has changed the version" in result.stderr
    assert database.query("SELECT count(*) FROM base") == [(0,)]


def test_settings_and_limits_hold_for_each_file(aweigh, database, migrations, words):
    database.query(f"ALTER DATABASE \"{database.name}\" SET DateStyle = 'German, DMY'")
    seen = "INSERT INTO seen SELECT current_setting('DateStyle'), current_setting(n) FROM"
    seen += " (VALUES ('statement_timeout')) v (n);\n"
    alone = f"BEGIN READ WRITE;\n{seen}COMMIT;\n"
    directory = migrations({
        "1_a.up.sql": "CREATE TABLE seen (style text, timeout text);\n",
        "2_x.up.sql": "DISCARD ALL;\n",
        "3_atomic.up.sql": seen + "SET statement_timeout = 0;\n",
        "4_atomic.up.sql": seen + "SET statement_timeout = 0;\n",
        "5_alone.up.sql": alone,
    })  # fmt: skip
    assert aweigh.run(*words(directory), "--statement-timeout=7s", "true").code == 0
    assert database.query("SELECT * FROM seen") == [("ISO, MDY", "7s")] * 3
