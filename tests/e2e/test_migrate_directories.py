"""Several directories of migrations in one start, each with a version table of its own."""

import json

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    golang_migrate_lock,
    held_advisory_lock,
    table_per_version,
    wait_until_at_gate,
)
from support.waiting import scaled


@pytest.fixture
def core(migrations):
    return migrations(table_per_version(2), name="core")


@pytest.fixture
def plugin(migrations):
    return migrations({"1_p.up.sql": "CREATE TABLE p ();"}, name="plugin")


@pytest.fixture
def words(core, plugin, database):
    return [
        "-m", str(core), "-m", f"{plugin}#table=plugin_migrations",
        "--database", database.url, "--log-format=json",
    ]  # fmt: skip


def plugin_version(database):
    return database.query("SELECT version, dirty FROM plugin_migrations")


def test_each_is_applied_with_a_table_of_its_own(anywhere, database, core, plugin, words):
    result = anywhere.run(*words, "true")
    assert result.code == 0, result
    assert database.version() == [(2, False)]
    assert plugin_version(database) == [(1, False)]
    tables = {"t1", "t2", "p", "plugin_migrations", "aweigh_plugin_migrations"}
    assert database.tables() == tables
    told = [(line["directory"], line["file"]) for line in result.events("migration_applied")]
    assert told == [
        (str(core), f"{core}/000001_t1.up.sql"),
        (str(core), f"{core}/000002_t2.up.sql"),
        (str(plugin), f"{plugin}/1_p.up.sql"),
    ]
    [summed] = result.events("migrations_applied")
    versions = [{"directory": str(core), "version": 2}, {"directory": str(plugin), "version": 1}]
    assert summed["applied"] == 3 and "version" not in summed
    assert summed["directories"] == versions == result.events("summary")[0]["directories"]
    assert summed["msg"].endswith(f"; {core} is at version 2, {plugin} at version 1")
    again = anywhere.run(*words, "true")
    current = again.events("migrations_current")
    assert [line["directory"] for line in current] == [str(core), str(plugin)]
    assert f"schema of {plugin} is at version 1" in current[1]["msg"]


def test_the_report_tells_the_version_of_each(aweigh, core, plugin, words, tmp_path):
    report = tmp_path / "report.json"
    assert aweigh.run(*words, "--report", str(report), "true").code == 0
    told = json.loads(report.read_text())["directories"]
    assert [list(each.values()) for each in told] == [[str(core), 2], [str(plugin), 1]]


def test_the_targets_of_a_wait_tell_the_directory(aweigh, core, plugin, database, words):
    assert aweigh.run(*words, "true").code == 0
    database.query("UPDATE plugin_migrations SET version = 0")
    result = aweigh.run(*words, "--migrate-wait", "-t", "300ms", "true")
    assert result.code == 124, result
    targets = {line["target"] for line in result.events("summary")[0]["targets"]}
    assert targets == {f"{database.printed} ({each})" for each in (core, plugin)}
    assert result.events("failed")[0]["target"] == f"{database.printed} ({plugin})"


def test_the_variable_is_a_list(aweigh, database, core, plugin):
    variables = {"AWEIGH_MIGRATE": f"{core} '{plugin}#table=public.plugin_migrations'"}
    result = aweigh.run("--database", database.url, "true", env=variables)
    assert result.code == 0, result
    assert plugin_version(database) == [(1, False)]


@pytest.mark.parametrize("processes", [4])
def test_replicas_that_name_them_in_another_order_take_turns(
    aweigh, database, migrations, processes
):
    core = migrations(table_per_version(5), name="core")
    other = {f"{n}_p{n}.up.sql": f"CREATE TABLE p{n} ();" for n in range(1, 6)}
    other["6_p6.up.sql"] = "CREATE TABLE p6 (a int);"
    other["7_index.up.sql"] = "CREATE INDEX CONCURRENTLY i ON p6 (a);"
    plugin = f"{migrations(other, name='plugin')}#table=plugin_migrations"
    for _ in range(scaled(1, 20)):
        database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION app")
        started = []
        for number in range(processes):
            pair = [str(core), plugin] if number % 2 else [plugin, str(core)]
            pair = ["-m", pair[0], "-m", pair[1]]
            started.append(
                aweigh.start(*pair, "--database", database.url, "--log-format=json", "true")
            )
        results = [running.finish() for running in started]
        assert [result.code for result in results] == [0] * processes, results
        applied = [
            line["file"] for result in results for line in result.events("migration_applied")
        ]
        assert len(applied) == len(set(applied)) == 12
        assert database.version() == [(5, False)]
        assert plugin_version(database) == [(7, False)]


def test_the_locks_of_all_tables_are_held_from_the_first_file_on(
    aweigh, database, core, plugin, words
):
    """golang-migrate's for either table, of its command and of its library."""
    core.add("000001_t1.up.sql", AT_THE_GATE + "CREATE TABLE t1 ();")
    with gate_closed(database):
        running = aweigh.start(*words, "true")
        wait_until_at_gate(database)
        locks = {
            golang_migrate_lock(name, table)
            for name in (database.name, f"/{database.name}")
            for table in ("schema_migrations", "plugin_migrations")
        }
        held = database.query(
            "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks"
            " WHERE locktype = 'advisory' AND granted AND database ="
            " (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        assert locks <= {row[0] for row in held}
    assert running.finish().code == 0


def test_a_lock_of_the_second_is_waited_for_before_the_first_is_begun(aweigh, database, words):
    with held_advisory_lock(database, golang_migrate_lock(database.name, "plugin_migrations")):
        result = aweigh.run(*words, "--lock-timeout=200ms", "true")
    assert result.code == 75, result
    assert database.tables() == set()


def test_what_came_before_a_failure_stays(aweigh, database, plugin, words):
    plugin.add("2_broken.up.sql", "CREATE TABLE q (); SELECT 1/0;")
    result = aweigh.run(*words, "echo", "started")
    assert (result.code, result.stdout) == (65, ""), result
    assert database.version() == [(2, False)]
    assert plugin_version(database) == [(1, False)]
    [failed] = result.events("failed")
    assert failed["directory"] == str(plugin)
    assert failed["file"] == f"{plugin}/2_broken.up.sql"


def test_nothing_of_a_directory_with_a_file_that_cannot_be_sent(aweigh, database, plugin, words):
    plugin.add("2_bad.up.sql", b"\xff")
    result = aweigh.run(*words, "true")
    assert result.code == 65, result
    assert database.version() == [(2, False)]
    assert "p" not in database.tables()
    assert f"{plugin}/2_bad.up.sql:1:1" in result.events("failed")[0]["msg"]


def test_an_error_without_a_file_names_the_directory(aweigh, database, plugin, words):
    assert aweigh.run(*words, "true").code == 0
    database.query("UPDATE plugin_migrations SET version = 9")
    [failed] = aweigh.run(*words, "true").events("failed")
    assert failed["msg"].startswith(f"{plugin}: cannot migrate: ")
    assert (failed["directory"], failed["reason"]) == (str(plugin), "database_ahead")


def test_killed_between_the_two_the_next_start_goes_on(aweigh, database, plugin, words):
    plugin.add("1_p.up.sql", AT_THE_GATE + "CREATE TABLE p ();")
    with gate_closed(database):
        running = aweigh.start(*words, "true")
        wait_until_at_gate(database)
        running.kill()
        assert database.version() == [(2, False)]
        assert plugin_version(database) == []
    result = aweigh.run(*words, "true")
    assert result.code == 0, result
    assert (database.version(), plugin_version(database)) == ([(2, False)], [(1, False)])


def test_a_connection_lost_in_the_second_is_made_anew(aweigh, database, plugin, words):
    plugin.add("1_p.up.sql", AT_THE_GATE + "CREATE TABLE p ();")
    with gate_closed(database):
        running = aweigh.start(*words, "true")
        pid = wait_until_at_gate(database)
        database.query(f"SELECT pg_terminate_backend({pid})")
    result = running.finish()
    assert result.code == 0, result
    assert result.events("connection_lost")[0]["directory"] == str(plugin)
    assert (database.version(), plugin_version(database)) == ([(2, False)], [(1, False)])


def test_what_a_file_sets_ends_with_its_directory(aweigh, database, core, plugin, words):
    database.query("CREATE SCHEMA other AUTHORIZATION app")
    core.add("000002_t2.up.sql", "CREATE TEMP TABLE p (); SET search_path = other;")
    plugin.add("1_p.up.sql", "CREATE TABLE p ();")
    assert aweigh.run(*words, "true").code == 0
    assert "p" in database.tables()


def test_two_with_one_table_are_refused(aweigh, database, core, plugin):
    for second, code in [
        (str(plugin), 64),
        (f"{plugin}#table=schema_migrations", 64),
        (f"{plugin}#table=public.schema_migrations", 64),
    ]:
        words = ["-m", str(core), "-m", second, "--database", database.url]
        result = aweigh.run(*words, "true")
        assert result.code == code, result
        assert "version table" in result.stderr and "#table=NAME" in result.stderr
        assert database.tables() == set()


@pytest.mark.parametrize("name", ["", ".x", "a.", "a.b.c", 'a"b'])
def test_a_name_that_is_none_is_refused(aweigh, database, core, name):
    result = aweigh.run("-m", f"{core}#table={name}", "--database", database.url, "true")
    assert result.code == 64, result
    assert "SCHEMA.NAME" in result.stderr


def test_a_hash_in_a_path_is_part_of_it(aweigh, database, migrations):
    directory = migrations(table_per_version(1), name="a#b")
    result = aweigh.run("-m", f"{directory}#table=x", "--database", database.url, "true")
    assert result.code == 0, result
    assert database.query("SELECT version FROM x") == [(1,)]


def test_a_missing_second_directory_stops_all(aweigh, database, core):
    words = ["-m", str(core), "-m", "/nowhere#table=x", "--database", database.url, "true"]
    assert aweigh.run(*words).code == 66
    assert database.tables() == set()


def test_commands_of_all(aweigh, database, core, plugin, words):
    def migrate(*command, **options):
        return aweigh.run("migrate", *command, *words, **options)

    assert migrate("validate").code == 0
    assert migrate("up", "--dry-run").stdout.splitlines() == [
        f"{core}/000001_t1.up.sql", f"{core}/000002_t2.up.sql", f"{plugin}/1_p.up.sql",
    ]  # fmt: skip
    assert migrate("wait", "-t", "300ms").code == 124
    assert migrate("up", "1").code == 0
    assert (database.version(), plugin_version(database)) == ([(1, False)], [(1, False)])
    assert migrate("wait", "-t", "300ms").code == 124
    text = migrate("status").stdout
    assert text == (
        f"{core}:\nversion  state    title\n1        applied  t1\n2        pending  t2\n\n"
        f"{plugin}:\nversion  state    title\n1        applied  p\n"
    )
    told = json.loads(migrate("status", "--output=json").stdout)
    assert [(each["directory"], each["version"]) for each in told] == [
        (str(core), 1), (str(plugin), 1),
    ]  # fmt: skip
    assert migrate("up").code == 0
    assert migrate("wait").code == 0
    assert aweigh.run(*words, "--migrate-wait", "echo", "up").stdout == "up\n"


def test_validate_tells_what_is_wrong_in_each(aweigh, core, plugin):
    core.add("3_c.up.sql", b"\xff")
    plugin.add("2_b.sql", "")
    result = aweigh.run("migrate", "validate", "-m", str(core), "-m", str(plugin))
    assert result.code == 65, result
    assert f"{core}/3_c.up.sql:1:1" in result.stderr and f"{plugin}/2_b.sql" in result.stderr


@pytest.mark.parametrize("command", ["down 1", "goto 1", "force 1", "version", "drop -f"])
def test_the_other_commands_want_one(aweigh, database, plugin, words, command):
    assert aweigh.run(*words, "true").code == 0
    tables = database.tables()
    result = aweigh.run("migrate", *command.split(), *words)
    assert result.code == 64, result
    assert "takes one directory, not 2" in result.stderr
    assert database.tables() == tables


def test_one_of_several_by_its_name(aweigh, database, plugin, words):
    assert aweigh.run(*words, "true").code == 0
    one = ["-m", f"{plugin}#table=plugin_migrations", "--database", database.url]
    plugin.add("1_p.down.sql", "DROP TABLE p;")
    assert aweigh.run("migrate", *one, "version").stdout == "1\n"
    assert aweigh.run("migrate", *one, "down", "1").code == 0
    assert (database.version(), plugin_version(database)) == ([(2, False)], [])
    assert aweigh.run("migrate", *one, "force", "1").code == 0
    assert plugin_version(database) == [(1, False)]


def test_explain_shows_them_all(aweigh, database, core, plugin, words):
    result = aweigh.run("--explain", *words[:4], "--database", database.url, "true")
    assert result.code == 0, result
    told = " ".join(result.stdout.split())
    assert f"the 2 files of {core}, the newest of version 2; then the 1 file of {plugin}" in told
    assert "in the version table plugin_migrations" in told
    assert database.tables() == set()
