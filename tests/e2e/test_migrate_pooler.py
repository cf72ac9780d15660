"""Migrations through a real PgBouncer, which gives each transaction any session of the server."""

import signal
from contextlib import closing

import pytest
from support.migrations import (
    AT_THE_GATE,
    gate_closed,
    table_per_version,
    table_per_version_and_back,
    wait_until_at_gate,
)
from support.postgres import server_version
from support.waiting import eventually


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


def advisory_locks(database):
    return database.query(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )


def test_a_walk_through_the_commands(migrate, database):
    for command, row in [
        ("up 2", [(2, False)]),
        ("up", [(3, False)]),
        ("up", [(3, False)]),
        ("down 1", [(2, False)]),
        ("goto 1", [(1, False)]),
        ("goto 3", [(3, False)]),
        ("down --all", []),
    ]:
        result = migrate(*command.split())
        assert (result.code, database.version()) == (0, row), (command, result)
        tables = 0 if not row else row[0][0]
        assert database.tables() == {f"t{n}" for n in range(1, tables + 1)}, command
    assert not advisory_locks(database)


def test_a_file_is_run_with_the_settings_of_a_session(aweigh, database, migrations, words):
    names = ["DateStyle", "extra_float_digits", "client_connection_check_interval",
             "statement_timeout", "lock_timeout"]  # fmt: skip
    values = ", ".join(f"('{name}')" for name in names)
    sql = f"CREATE TABLE seen AS SELECT n, current_setting(n, true) FROM (VALUES {values}) v (n);\n"
    database.query(f"ALTER DATABASE \"{database.name}\" SET DateStyle = 'German, DMY'")
    limits = ["--statement-timeout=7s", "--ddl-lock-timeout=3s"]
    assert aweigh.run(*words(migrations({"1_a.up.sql": sql})), *limits, "true").code == 0
    seen = dict(database.query("SELECT * FROM seen"))
    watched = "1s" if server_version() >= 14 else None
    assert [seen[name] for name in names] == ["ISO, MDY", "2", watched, "7s", "3s"]


SESSION = "SELECT current_user, current_schemas(false), current_setting('statement_timeout'), "
SESSION += "current_setting('DateStyle'), current_setting('client_encoding'), pg_backend_pid()"


@pytest.mark.parametrize("end", ["", "SELECT 1 / 0;\n"], ids=["applied", "failed"])
def test_what_a_file_sets_no_other_client_sees(
    aweigh, database, migrations, words, pgbouncer, end
):
    """Nor is what they have set lost to them: both have the same session of the server."""
    role = f"leaked_{database.name}"
    database.query(f"CREATE ROLE {role}; GRANT {role} TO app; GRANT ALL ON SCHEMA public TO {role}")
    sql = (
        f"CREATE SCHEMA app_s; SET search_path = app_s; SET ROLE {role};\n"
        "SET statement_timeout = '50s'; SET DateStyle = 'SQL, DMY'; RESET ROLE;\n"
        "SELECT pg_catalog.set_config('search_path', '', false);\n"
        f"CREATE TEMP TABLE leaked (); DECLARE c CURSOR WITH HOLD FOR SELECT 1;\n{end}"
    )
    if not end:
        sql += f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}; SET ROLE {role};\n"
    try:
        with closing(pgbouncer.connect(database.name)) as other, other.cursor() as cursor:
            cursor.execute("SET statement_timeout = '77s'")
            cursor.execute(SESSION)
            before = cursor.fetchone()
            assert before[2] == "77s"
            result = aweigh.run(*words(migrations({"1_a.up.sql": sql})), "true")
            assert result.code == (65 if end else 0), result
            cursor.execute(SESSION)
            assert cursor.fetchone() == before
            cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'leaked'")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(*) FROM pg_cursors WHERE name = 'c'")
            assert cursor.fetchone() == (0,)
    finally:
        database.query(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


def test_no_file_sees_what_other_clients_have_set(aweigh, database, migrations, words, pgbouncer):
    """While the session has it, or once the pooler has given us another one."""
    directory = migrations({"1_a.up.sql": f"{AT_THE_GATE}CREATE TABLE a ();\n"})
    directory.add("2_b.up.sql", "CREATE TABLE b ();\n")
    database.query("CREATE SCHEMA elsewhere AUTHORIZATION app")
    with closing(pgbouncer.connect(database.name)) as other, other.cursor() as cursor:
        with gate_closed(database):
            running = aweigh.start(*words(directory), "true")
            wait_until_at_gate(database)
            cursor.execute("SET search_path = elsewhere")  # on the second of two sessions
            cursor.execute("BEGIN; SELECT 1")
        eventually(lambda: database.version() == [(2, False)], "both files are applied")
    assert running.finish().code == 0
    assert database.tables() == {"a", "b"}


def test_a_killed_run_leaves_nothing_half_done(aweigh, database, migrations, words):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    directory.add("2_b.up.sql", f"CREATE TABLE b ();\n{AT_THE_GATE}CREATE TABLE c ();\n")
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        process = wait_until_at_gate(database)
        running.kill()
        if server_version() < 14:  # it does not look whether its client is there
            database.query(f"SELECT pg_terminate_backend({process})")
        at_work = f"SELECT 1 FROM pg_locks WHERE pid = {process}"
        eventually(lambda: not database.query(at_work), "the lock is free", within=3)
        assert (database.version(), database.tables()) == ([(1, False)], {"a"})
    assert aweigh.run(*words(directory), "true").code == 0
    assert (database.version(), database.tables()) == ([(2, False)], {"a", "b", "c"})


def test_a_stopped_run_is_rolled_back(aweigh, database, migrations, words):
    directory = migrations({"1_a.up.sql": f"CREATE TABLE a ();\n{AT_THE_GATE}"})
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        running.signal(signal.SIGTERM)
        result = running.finish(10)
    assert result.code == 143, result
    assert (database.version(), database.tables()) == ([], set())


def test_a_pooler_that_is_killed_is_come_back_to(aweigh, database, migrations, words, pgbouncer):
    directory = migrations(table_per_version(1))
    directory.add("2_b.up.sql", f"CREATE TABLE b ();\n{AT_THE_GATE}")
    directory.add("3_c.up.sql", "CREATE TABLE c ();\n")
    with gate_closed(database):
        running = aweigh.start(*words(directory), "true")
        wait_until_at_gate(database)
        pgbouncer.stop(signal.SIGKILL)
        running.until_stderr("connection_lost")
        pgbouncer.start_and_wait()
    result = running.finish(30)
    assert result.code == 0, result
    assert (database.version(), database.tables()) == ([(3, False)], {"t1", "b", "c"})


def test_a_table_that_is_locked_is_waited_for(aweigh, database, migrations, words):
    """In transactions that are rolled back and tried again."""
    directory = migrations(table_per_version(1))
    assert aweigh.run(*words(directory), "true").code == 0
    directory.add("2_b.up.sql", "ALTER TABLE t1 ADD more text;\n")
    with closing(database.connect()) as other, other.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE t1")
        running = aweigh.start(*words(directory), "--ddl-lock-timeout=100ms", "true")
        running.until_stderr("migration_blocked")
        cursor.execute("ROLLBACK")
    assert running.finish().code == 0
    assert database.version() == [(2, False)]


def test_a_role_without_the_right_to_make_tables_goes_on_without_a_journal(
    aweigh, database, migrations, words
):
    database.query(
        "CREATE TABLE schema_migrations (version bigint primary key, dirty boolean not null);"
        "CREATE TABLE a (); ALTER TABLE a OWNER TO app; ALTER SCHEMA public OWNER TO postgres;"
        "REVOKE CREATE ON SCHEMA public FROM app, PUBLIC;"
        "GRANT ALL ON schema_migrations TO app; GRANT USAGE ON SCHEMA public TO app"
    )
    result = aweigh.run(*words(migrations({"1_a.up.sql": "ALTER TABLE a ADD b int;"})), "true")
    assert result.code == 0, result
    assert result.events("no_journal")
    assert database.version() == [(1, False)]


def test_several_directories(aweigh, database, migrations, words):
    core = migrations(table_per_version(2))
    plugin = migrations({"1_p.up.sql": "SET search_path = nowhere;\n"}, name="plugin")
    result = aweigh.run(*words(f"{plugin}#table=plugin"), "-m", str(core), "true")
    assert result.code == 0, result
    assert database.version() == [(2, False)]
    assert database.tables() == {"t1", "t2", "plugin", "aweigh_plugin"}
