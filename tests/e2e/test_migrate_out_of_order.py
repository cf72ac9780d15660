"""A file that was merged late, below the schema's version, is never lost in silence.

Where nothing proves that it was skipped, it counts as applied, as golang-migrate has it."""

import json

import pytest
from support.golang_migrate import GolangMigrate
from support.migrations import (
    AT_THE_GATE,
    Directory,
    gate_closed,
    table_per_version_and_back,
    wait_until_at_gate,
)
from support.postgres import Database

JSON = "--log-format=json"
APPLY = "--out-of-order=apply"


def add(directory, *versions):
    for name, sql in table_per_version_and_back(max(versions)).items():
        if int(name.split("_")[0]) in versions:
            directory.add(name, sql)


@pytest.fixture
def directory(tmp_path):
    """1 and 3: in each test 2 comes late."""
    directory = Directory(tmp_path / "migrations")
    add(directory, 1, 3)
    return directory


@pytest.fixture
def skipping(migrate, directory):
    """The directory, when the schema has gone past 2."""
    assert migrate("up").code == 0
    add(directory, 2)
    return directory


@pytest.fixture
def states(migrate):
    """By version."""

    def read():
        told = json.loads(migrate("status", "--output=json").stdout)["migrations"]
        return {each["version"]: each["state"] for each in told}

    return read


def skipped(result):
    """The versions that the log names."""
    return [line.get("version") for line in result.events("migration_skipped")]


def unrecorded(migrate):
    told = json.loads(migrate("status", "--output=json").stdout)["migrations"]
    return [each["version"] for each in told if not each["recorded"]]


def test_status_tells_skipped_from_applied(migrate, skipping, states):
    assert states() == {1: "applied", 2: "skipped", 3: "applied"}
    assert "2        skipped  t2\n" in migrate("status").stdout
    assert unrecorded(migrate) == [2]


def test_each_start_warns_also_where_there_is_nothing_to_do(aweigh, database, migrate, skipping):
    words = ["-m", str(skipping), "--database", database.url, JSON, "true"]
    result = aweigh.run(*words)
    assert (result.code, skipped(result)) == (0, [2]), result
    (line,) = result.events("migration_skipped")
    assert line["file"] == "000002_t2.up.sql" and "--out-of-order apply" in line["msg"]
    add(skipping, 4)
    result = migrate("up", JSON)
    assert (result.code, skipped(result)) == (0, [2]), result
    assert [line["version"] for line in result.events("migration_applied")] == [4]
    assert skipped(migrate("up", JSON, "--dry-run")) == [2]
    assert database.tables() == {"t1", "t3", "t4"}


def test_many_warnings_are_cut_short(migrate, directory):
    add(directory, 20)
    assert migrate("up").code == 0
    add(directory, *range(1, 21))
    result = migrate("up", JSON)
    assert skipped(result) == [2, 4, 5, 6, 7, None], result
    assert "and 12 more" in result.events("migration_skipped")[-1]["msg"]


def test_a_start_may_refuse_them(aweigh, database, skipping):
    add(skipping, 4)
    words = ["-m", str(skipping), "--database", database.url, JSON]
    result = aweigh.run(*words, "--out-of-order", "fail", "true")
    assert result.code == 65, result
    (failed,) = result.events("failed")
    assert (failed["reason"], failed["version"]) == ("out_of_order", 2)
    assert "000002_t2.up.sql; give them numbers above 3" in failed["msg"]
    assert database.tables() == {"t1", "t3"}
    result = aweigh.run(*words, "true", env={"AWEIGH_OUT_OF_ORDER": "fail"})
    assert result.code == 65, result


def test_a_person_vouches_with_force(migrate, skipping, states):
    """Who has applied the file by hand says so."""
    assert migrate("up", "--out-of-order=fail").code == 65
    assert migrate("force", "3").code == 0
    assert states() == {1: "applied", 2: "applied", 3: "applied"}
    assert migrate("up", "--out-of-order=fail").code == 0
    add(skipping, 4)
    assert migrate("up", "--out-of-order=fail").code == 0
    assert unrecorded(migrate) == [2]


def test_they_may_be_applied_in_front_of_the_others(migrate, database, skipping, states):
    add(skipping, 4, 5)
    names = migrate("up", "1", APPLY, "--dry-run").stdout.splitlines()
    assert names == ["000002_t2.up.sql", "000004_t4.up.sql"]
    result = migrate("up", "1", APPLY, JSON)
    assert [line["version"] for line in result.events("migration_applied")] == [2, 4], result
    assert not skipped(result)
    assert database.version() == [(4, False)]
    assert states() == {1: "applied", 2: "applied", 3: "applied", 4: "applied", 5: "pending"}
    result = migrate("up", APPLY, JSON)
    assert [line["version"] for line in result.events("migration_applied")] == [5], result


def test_a_late_file_that_is_applied_leaves_the_version(migrate, database, skipping, states):
    result = migrate("up", APPLY)
    assert result.code == 0, result
    assert database.version() == [(3, False)]
    assert database.tables() == {"t1", "t2", "t3"}
    add(skipping, 5)
    assert migrate("up").code == 0
    add(skipping, 4)
    assert states() == {1: "applied", 2: "applied", 3: "applied", 4: "skipped", 5: "applied"}
    assert migrate("up", APPLY).code == 0
    assert migrate("down", "--all").code == 0
    assert (database.tables(), database.version()) == (set(), [])


def test_a_late_file_that_fails_changes_nothing(migrate, database, skipping, states):
    skipping.add("000002_t2.up.sql", "CREATE TABLE t2 (); CREATE TABLE t1 ();")
    result = migrate("up", APPLY)
    assert result.code == 65 and "the schema is at version 3" in result.stderr, result
    assert (database.tables(), database.version()) == ({"t1", "t3"}, [(3, False)])
    assert states()[2] == "skipped"


@pytest.mark.parametrize("sql", ["VACUUM t1;", "DO $$ BEGIN COMMIT; END $$;"])
def test_a_late_file_that_needs_to_be_alone_is_refused(migrate, database, skipping, states, sql):
    """The first is known beforehand, the second by the server."""
    skipping.add("000002_t2.up.sql", sql)
    result = migrate("up", APPLY)
    assert result.code == 65 and "000002_t2.up.sql" in result.stderr, result
    assert database.version() == [(3, False)]
    assert states()[2] == "skipped"


def test_a_late_file_that_is_killed_is_applied_by_the_next(aweigh, database, migrate, skipping):
    skipping.add("000002_t2.up.sql", f"CREATE TABLE t2 ();\n{AT_THE_GATE}")
    words = ["-m", str(skipping), "--database", database.url, APPLY, "true"]
    with gate_closed(database):
        running = aweigh.start(*words)
        wait_until_at_gate(database)
        running.kill()
        assert (database.tables(), database.version()) == ({"t1", "t3"}, [(3, False)])
    result = aweigh.run(*words)
    assert result.code == 0, result
    assert database.tables() == {"t1", "t2", "t3"}


def test_replicas_apply_a_late_file_once(aweigh, database, skipping):
    add(skipping, 4)
    words = ["-m", str(skipping), "--database", database.url, APPLY, JSON, "true"]
    results = [running.finish() for running in [aweigh.start(*words) for _ in range(5)]]
    assert [result.code for result in results] == [0] * 5, results
    applied = [line for result in results for line in result.events("migration_applied")]
    assert [line["version"] for line in applied] == [2, 4]


def test_a_version_that_never_ran_is_not_taken_back(migrate, database, skipping):
    """golang-migrate would run its down file, which would fail or destroy."""
    result = migrate("down", "1", JSON)
    assert (result.code, skipped(result)) == (0, [2]), result
    assert database.version() == [(1, False)]
    assert migrate("up").code == 0
    assert database.tables() == {"t1", "t2", "t3"}


def test_goto_a_version_that_was_skipped_applies_it(migrate, database, skipping):
    result = migrate("goto", "2")
    assert result.code == 0 and "1 taken back, 1 applied in" in result.stderr, result
    assert (database.tables(), database.version()) == ({"t1", "t2"}, [(2, False)])


def test_golang_migrate_may_have_gone_back_and_taken_the_file(migrate, database, skipping, states):
    golang_migrate = GolangMigrate(database, skipping)
    (skipping.path / "000002_t2.up.sql").rename(skipping.path / "later")
    golang_migrate.down(1)
    (skipping.path / "later").rename(skipping.path / "000002_t2.up.sql")
    assert golang_migrate.up() == [2, 3]
    assert states()[2] == "applied" and unrecorded(migrate) == [2]
    assert "2        applied, no record  t2\n" in migrate("status").stdout
    assert migrate("up", "--out-of-order=fail").code == 0
    add(skipping, 4)
    assert migrate("up", APPLY).code == 0, "not a second time"
    assert states()[2] == "applied"
    add(skipping, 6)
    assert migrate("up").code == 0
    add(skipping, 5)
    assert states()[2] == "applied"
    assert states()[5] == "skipped", "what came after is known again"


def test_a_version_written_by_hand_proves_nothing(migrate, database, skipping, states):
    database.query("UPDATE schema_migrations SET dirty = false")
    assert states()[2] == "applied" and unrecorded(migrate) == [2]


def test_what_golang_migrate_has_applied_proves_nothing(migrate, database, directory, states):
    assert GolangMigrate(database, directory).up() == [1, 3]
    add(directory, 2, 5)
    assert migrate("up").code == 0
    add(directory, 4)
    assert states() == {1: "applied", 2: "applied", 3: "applied", 4: "skipped", 5: "applied"}


def test_a_file_that_ran_alone_is_a_step_like_any_other(migrate, directory, states):
    directory.add("000003_t3.up.sql", "VACUUM t1;")
    directory.add("000005_t5.up.sql", "CREATE TABLE t5 ();")
    assert migrate("up").code == 0
    add(directory, 2, 4)
    assert states() == {1: "applied", 2: "skipped", 3: "applied", 4: "skipped", 5: "applied"}


@pytest.mark.parametrize("applied_at", ["NULL", "now()"], ids=["run again", "marked clean"])
def test_a_recovered_file_came_from_where_it_had_begun(
    migrate, database, directory, states, applied_at
):
    """A killed process has left it, in a directory without 2."""
    directory.add("000003_t3.up.sql", "VACUUM t1;")
    assert migrate("up").code == 0
    database.query(
        "BEGIN; DELETE FROM schema_migrations; INSERT INTO schema_migrations VALUES (3, true);"
        f"UPDATE aweigh_schema_migrations SET applied_at = {applied_at}, begun_in = txid_current()"
        " WHERE version = 3; COMMIT"
    )
    add(directory, 2)
    result = migrate("up", JSON)
    assert result.code == 0 and result.events("migration_recovered"), result
    assert states() == {1: "applied", 2: "skipped", 3: "applied"}


def test_a_step_back_of_ours_keeps_what_is_known(migrate, directory, states):
    add(directory, 4, 5)
    assert migrate("up").code == 0
    add(directory, 2)
    directory.add("000005_t5.down.sql", "VACUUM t1;")
    assert migrate("down", "1").code == 0
    assert migrate("down", "1").code == 0
    assert states() == {1: "applied", 2: "skipped", 3: "applied", 4: "pending", 5: "pending"}


def test_a_journal_of_an_earlier_aweigh_is_extended(migrate, database, skipping, states):
    database.query("ALTER TABLE aweigh_schema_migrations DROP COLUMN came_from")
    assert states()[2] == "applied", "nobody knows"
    assert not skipped(migrate("up", JSON))
    add(skipping, 5)
    assert migrate("up").code == 0
    add(skipping, 4)
    assert states() == {1: "applied", 2: "applied", 3: "applied", 4: "skipped", 5: "applied"}


def test_a_role_without_a_journal_is_told_nothing_wrong(migrate, database, skipping, states):
    database.query("ALTER TABLE aweigh_schema_migrations OWNER TO postgres")
    assert states()[2] == "applied" and unrecorded(migrate) == [1, 2, 3]
    result = migrate("up", APPLY, JSON)
    assert result.code == 0 and not skipped(result), result
    assert database.tables() == {"t1", "t3"}


def test_the_journal_is_one_query_for_a_thousand_files(aweigh, new_postgres, migrations):
    server = new_postgres(log_statement="all").start_and_wait()
    files = {f"{n}_t.up.sql": "SELECT 1;" for n in range(1, 1001) if n != 500}
    directory = migrations(files)
    words = ["migrate", "up", "-m", str(directory), "--database", Database(server).url, JSON]
    assert aweigh.run(*words).code == 0
    directory.add("500_t.up.sql", "SELECT 1;")
    log = server.directory / "log"
    seen = len(log.read_text())
    result = aweigh.run(*words)
    assert (result.code, skipped(result)) == (0, [500]), result
    statements = [line for line in log.read_text()[seen:].splitlines() if "SELECT" in line]
    assert sum("came_from" in line for line in statements) == 1, statements
    assert len(statements) < 12, statements
