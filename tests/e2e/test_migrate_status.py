"""`aweigh migrate version` and `status`: what the database is at, and nothing changed."""

import json
import re

from support.golang_migrate import GolangMigrate
from support.migrations import golang_migrate_lock, held_advisory_lock


def test_version_is_one_line_on_stdout(migrate, database):
    """Different from golang-migrate: its exit code, where it is printed, and no table is created."""
    result = migrate("version")
    assert (result.code, result.stdout) == (65, ""), result
    assert "no migration" in result.stderr
    assert database.version() is None, "to look creates nothing"
    migrate("up")
    assert migrate("version").stdout == "3\n"
    assert json.loads(migrate("version", "--output=json").stdout) == {"version": 3, "dirty": False}
    migrate("force", "1")
    database.query("UPDATE schema_migrations SET dirty = true")
    result = migrate("version")
    assert (result.code, result.stdout) == (0, "1 (dirty)\n")


def test_status_is_a_table_or_json(migrate, database):
    result = migrate("status")
    assert (result.code, result.stdout.count("pending")) == (0, 3), result
    assert database.version() is None, "to look creates nothing"
    migrate("up", "2")
    rows = [line.split() for line in migrate("status").stdout.splitlines()]
    assert rows == [
        ["version", "state", "title"],
        ["1", "applied", "t1"],
        ["2", "applied", "t2"],
        ["3", "pending", "t3"],
    ]
    told = json.loads(migrate("status", "--output", "json").stdout)
    assert (told["version"], told["dirty"]) == (2, False)
    assert [each["state"] for each in told["migrations"]] == ["applied", "applied", "pending"]
    migrate("force", "9")
    assert re.search("^9 +missing$", migrate("status").stdout, re.MULTILINE)


def test_status_lists_all_that_was_applied_and_has_no_file(migrate, directory, database):
    assert migrate("up").code == 0
    for version in (1, 3):
        (directory.path / f"{version:06}_t{version}.up.sql").unlink()
    result = migrate("status")
    states = [line.split()[:2] for line in result.stdout.splitlines()[1:]]
    assert (result.code, states) == (0, [["1", "missing"], ["2", "applied"], ["3", "missing"]])
    told = json.loads(migrate("status", "--output=json").stdout)
    assert told["missing"] == 2
    assert [each["state"] for each in told["migrations"]] == ["missing", "applied", "missing"]
    GolangMigrate(database, directory).force(3)
    assert migrate("status").stdout.count("missing") == 1, "nobody can tell any more"


def test_status_tells_which_applied_files_were_changed(migrate, directory, database):
    """As far as the journal goes: golang-migrate keeps no records."""
    GolangMigrate(database, directory).up()
    directory.add("000004_t4.up.sql", "CREATE TABLE t4 ();")
    directory.add("000005_t5.up.sql", "CREATE TABLE t5 ();")
    assert "changed" not in migrate("up").stderr
    directory.add("000005_t5.up.sql", "CREATE TABLE t5 (); -- or so")
    directory.add("000006_t6.up.sql", "CREATE TABLE t6 ();")
    rows = [re.split(" {2,}", line) for line in migrate("status").stdout.splitlines()]
    states = [row[1] for row in rows[3:]]
    assert states == ["applied, no record", "applied", "applied, changed since", "pending"]
    told = json.loads(migrate("status", "--output=json").stdout)["migrations"]
    assert [each["changed"] for each in told] == [None, None, None, False, True, None]
    for _ in ("with a file to apply", "with none"):
        result = migrate("up")
        assert result.code == 0
        assert "000005_t5.up.sql was changed after it was applied" in result.stderr, result


def test_status_does_without_a_journal_that_it_may_not_read(migrate, database):
    assert migrate("up").code == 0
    database.query("ALTER TABLE aweigh_schema_migrations OWNER TO postgres")
    result = migrate("status")
    assert (result.code, result.stdout.count("applied, no record")) == (0, 3), result


def test_who_looks_does_not_wait_for_the_lock(migrate, database):
    migrate("up")
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        assert migrate("version", within=5).stdout == "3\n"
        assert migrate("status", within=5).code == 0
        assert migrate("force", "1", "--lock-timeout=0").code == 75
        assert migrate("drop", "-f", "--lock-timeout=0").code == 75
