"""Migrations before the service starts."""

import pytest
from support.migrations import CREATE_USERS, CREATE_VISITS, table_per_version
from support.postgres import Database
from support.secret import IN_URL, PASSWORD


@pytest.fixture
def migrate(aweigh, database):
    """Runs a service behind the migrations of a directory; log lines are JSON."""

    def run(directory, *words, **options):
        words = ["--log-format=json", "-m", str(directory), "--database", database.url, *words]
        return aweigh.run(*words, "echo", "the service", **options)

    return run


def applied(result):
    return [line["version"] for line in result.events("migration_applied")]


def test_a_fresh_database_gets_everything_in_order(migrate, migrations, database):
    directory = migrations(table_per_version(12))
    result = migrate(directory)
    assert (result.code, result.stdout) == (0, "the service\n"), result
    assert applied(result) == list(range(1, 13))
    assert database.version() == [(12, False)]
    assert database.tables() == {f"t{n}" for n in range(1, 13)}


def test_nothing_is_applied_twice(migrate, migrations, database):
    directory = migrations(table_per_version(3))
    migrate(directory)
    result = migrate(directory)
    assert (result.code, applied(result)) == (0, []), result
    assert database.version() == [(3, False)]


def test_only_what_was_added_is_applied(migrate, migrations, database):
    directory = migrations({"1_users.up.sql": CREATE_USERS})
    migrate(directory)
    directory.add("2_visits.up.sql", CREATE_VISITS)
    assert applied(migrate(directory)) == [2]
    assert database.version() == [(2, False)]


def test_the_table_is_golang_migrate_s(migrate, migrations, database):
    migrate(migrations({"1_users.up.sql": CREATE_USERS}))
    columns = database.query(
        "SELECT attname, format_type(atttypid, NULL), attnotnull FROM pg_attribute "
        "WHERE attrelid = 'public.schema_migrations'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert columns == [("version", "bigint", True), ("dirty", "boolean", True)]


def test_what_golang_migrate_has_done_is_kept(migrate, migrations, database):
    database.set_version(2)
    assert applied(migrate(migrations(table_per_version(3)))) == [3]
    assert database.tables() == {"t3"}


def test_files_are_ordered_by_number(migrate, migrations, database):
    log = "INSERT INTO applied SELECT count(*) + 1, {} FROM applied;"
    directory = migrations({"1_log.up.sql": "CREATE TABLE applied (nth int, version bigint);"})
    for name, version in [
        ("0002_b", 2),
        ("10_c", 10),
        ("9_d", 9),
        ("20240131235959_e", 20240131235959),
    ]:
        directory.add(f"{name}.up.sql", log.format(version))
    assert migrate(directory).code == 0
    rows = database.query("SELECT version FROM applied ORDER BY nth")
    assert [version for (version,) in rows] == [2, 9, 10, 20240131235959]


OTHER_FILES = ["2_other.down.sql", "7-x.up.sql", "_8.up.sql", "20_q.UP.sql", "1.up.sql", "1_x.sql"]
OTHER_FILES += ["1_x.up", "README.md", ".hidden", ".11_x.up.sql"]


def test_other_files_and_directories_are_passed_over(migrate, migrations, database):
    directory = migrations({name: "this is no SQL" for name in OTHER_FILES})
    (directory.path / "3_directory.up.sql").mkdir()
    directory.add("2_sp ace.é.up.sql", "CREATE TABLE a ();")
    assert applied(migrate(directory)) == [2]


def test_a_directory_of_symbolic_links(migrate, migrations):
    """A Kubernetes ConfigMap looks like this."""
    real = migrations({"1_a.up.sql": "CREATE TABLE a ();"}, name="real")
    directory = migrations()
    (directory.path / "..data").symlink_to(real.path)
    (directory.path / "1_a.up.sql").symlink_to("..data/1_a.up.sql")
    assert applied(migrate(directory)) == [1]


CONTENTS = {
    "empty": "",
    "blank": " \n\t\n",
    "only a comment": "-- nothing to do\n",
    "line ends of Windows": "CREATE TABLE a (id int);\r\nINSERT INTO a VALUES (1);\r\n",
    "a body in dollar quotes": "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\n"
    "BEGIN\n  RETURN 1; -- COMMIT;\nEND;\n$$;\nSELECT f();\n",
    "its own transaction": "BEGIN;\nCREATE TABLE a ();\nCOMMIT;\n",
    "rows that nobody reads": "SELECT generate_series(1, 100000);\n",
    "a notice": "DO $$ BEGIN RAISE NOTICE 'hello'; END $$;\n",
    "no semicolon at the end": "CREATE TABLE a ()",
    "text in UTF-8": "CREATE TABLE a (t text); INSERT INTO a VALUES ('grüße ☃');\n",
    "a concurrent index": "CREATE INDEX CONCURRENTLY name ON base (id);\n",
    "a concurrent index and a comment": "-- slow\nCREATE INDEX CONCURRENTLY name ON base (id);\n",
    "vacuum": "VACUUM base;\n",
    "savepoints": "SAVEPOINT a;\nCREATE TABLE a ();\nROLLBACK TO a;\nRELEASE a;\n",
    "many statements": "INSERT INTO base VALUES (1);\n" * 2000,
}


@pytest.mark.parametrize("sql", CONTENTS.values(), ids=CONTENTS)
def test_contents_that_work(migrate, migrations, database, sql):
    directory = migrations({"1_base.up.sql": "CREATE TABLE base (id int);", "2_it.up.sql": sql})
    directory.add("3_after.up.sql", "CREATE TABLE after ();")
    result = migrate(directory)
    assert (result.code, applied(result)) == (0, [1, 2, 3]), result
    assert database.version() == [(3, False)]


def test_settings_of_one_file_do_not_break_the_bookkeeping(migrate, migrations, database):
    """pg_dump writes such a line."""
    dump = "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a ();\n"
    result = migrate(migrations({"1_dump.up.sql": dump}))
    assert result.code == 0, result
    assert database.version() == [(1, False)]


def spelling_url(database):
    return {}, ["--database", database.url]


def spelling_key_values(database):
    return {}, ["--database", database.key_values]


def spelling_default(database):
    return {"DATABASE_URL": database.url}, []


def spelling_libpq(database):
    host, port = database.address.split(":")
    env = {"PGHOST": host, "PGPORT": port, "PGUSER": "app", "PGPASSWORD": PASSWORD}
    return {**env, "PGDATABASE": database.name}, []


def spelling_variable(database):
    return {"AWEIGH_DATABASE": database.url, "DATABASE_URL": "postgres://no:such@127.0.0.1:1/"}, []


SPELLINGS = [spelling_url, spelling_key_values, spelling_default, spelling_libpq, spelling_variable]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_ways_to_name_the_database(aweigh, database, migrations, spelling):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    env, words = spelling(database)
    result = aweigh.run("-m", str(directory), *words, "true", env=env)
    assert result.code == 0, result
    assert database.printed in result.stderr
    assert database.tables() == {"a"}


def test_a_database_with_an_odd_name(aweigh, postgres, migrations):
    database = postgres.create_database("odd %/name")
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    url = f"postgres://app:{IN_URL}@{database.address}/odd%20%25%2Fname"
    try:
        assert aweigh.run("-m", str(directory), "--database", url, "true").code == 0
        assert database.tables() == {"a"}
    finally:
        postgres.query(f'DROP DATABASE "{database.name}" WITH (FORCE)')


def test_without_migrations_the_url_of_the_database_is_the_service_s_own(aweigh):
    env = {"DATABASE_URL": "none of our business"}
    result = aweigh.run("sh", "-c", 'echo "$DATABASE_URL"', env=env)
    assert (result.code, result.stdout) == (0, "none of our business\n")


def test_the_service_keeps_the_url_of_the_database(aweigh, migrations, new_postgres):
    server = new_postgres().start_and_wait()
    server.query("CREATE ROLE plain LOGIN SUPERUSER PASSWORD 'plain'")
    url = f"postgres://plain:plain@127.0.0.1:{server.port}/app"
    directory = migrations({"1_a.up.sql": "SELECT 1"})
    words = ["-m", str(directory), "sh", "-c", 'echo "$DATABASE_URL"']
    assert aweigh.run(*words, env={"DATABASE_URL": url}).stdout == f"{url}\n"


def test_the_database_is_waited_for_by_itself(anywhere, late_database, migrations, later):
    directory = migrations({"1_a.up.sql": "CREATE TABLE a ();"})
    later(0.7, late_database.server.start)
    words = ["-m", str(directory), "--database", late_database.url]
    assert anywhere.run(*words, "sh", "-c", "exit 3").code == 3
    assert late_database.tables() == {"a"}


def test_the_main_job(pid1, late_database, new_redis, migrations, later):
    """Everything late, then the migrations, then a service that uses all of it."""
    redis = new_redis()
    later(0.8, redis.start)
    later(1.2, late_database.server.start)
    directory = migrations(
        {"1_visits.up.sql": CREATE_VISITS, "2_one.up.sql": "INSERT INTO visits DEFAULT VALUES;"}
    )
    service = (
        f"redis-cli -p {redis.port} INCR visits; psql -Atc 'SELECT count(*) FROM visits'; exit 9"
    )
    env = {"PGHOST": "127.0.0.1", "PGPORT": str(late_database.server.port), "PGUSER": "app"}
    env |= {"PGPASSWORD": PASSWORD, "PGDATABASE": "app", "DATABASE_URL": late_database.url}
    result = pid1.run("-w", redis.target, "-m", str(directory), "sh", "-c", service, env=env)
    assert (result.code, result.stdout) == (9, "1\n1\n"), result


def test_two_databases_of_one_server_are_apart(aweigh, postgres, database, migrations):
    directory = migrations(table_per_version(1))
    other = postgres.create_database()
    for one in (database, other):
        assert aweigh.run("-m", str(directory), "--database", one.url, "true").code == 0
        assert Database(postgres, one.name).tables() == {"t1"}


def test_a_dry_run_prints_and_starts_nothing(anywhere, migrations, database):
    directory = migrations(table_per_version(3))
    words = ["-m", str(directory), "--database", database.url, "echo", "the service"]
    result = anywhere.run("--dry-run", *words)
    files = [f"00000{n}_t{n}.up.sql" for n in (1, 2, 3)]
    assert (result.code, result.stdout.splitlines()) == (0, files), result
    assert database.version() is None
    assert anywhere.run(*words).stdout == "the service\n"
    result = anywhere.run(*words, env={"AWEIGH_DRY_RUN": "true"})
    assert (result.code, result.stdout) == (0, ""), result


def test_a_dry_run_finds_what_cannot_work(migrate, migrations, database):
    result = migrate(migrations({"1_a.up.sql": "\\d\n"}), "--dry-run")
    assert (result.code, result.stdout) == (65, ""), result
    assert "1_a.up.sql:1:1" in result.stderr


def test_files_that_nothing_will_run_are_named(migrate, aweigh, migrations, database):
    """As many as can be read; the service starts."""
    directory = migrations(table_per_version(1))
    names = "2_b.up.SQL 3_c.sql d.up.sql 5-e.up.sql 6_f.up 7_g.UP.sql V8__h.sql seed.sql README.md"
    for name in names.split():
        directory.add(name, "SELECT 1;")
    result = migrate(directory)
    assert (result.code, result.stdout) == (0, "the service\n"), result
    (told,) = result.events("file_passed_over")
    few = "3_c.sql, 5-e.up.sql, 6_f.up, 7_g.UP.sql, V8__h.sql and 1 more are passed over: "
    assert told["msg"].startswith(few)
    assert (told["level"], told["file"]) == ("warn", "3_c.sql")
    assert database.version() == [(2, False)], "the extension may be anything"
    result = aweigh.run("migrate", "up", "-m", str(directory), "--database", database.url)
    assert result.stderr.count("passed over") == 1


def test_sql_without_a_number_may_be_something_else(migrate, aweigh, migrations):
    directory = migrations({**table_per_version(1), "users.sql": "", "schema.sql": ""})
    (told,) = migrate(directory).events("file_passed_over")
    assert told["msg"].startswith("users.sql is passed over: a migration is named")
    assert told["level"] == "info"
    result = aweigh.run("migrate", "validate", "-m", str(directory))
    assert result.code == 0, result
    assert "users.sql is passed over" in result.stderr and "schema" not in result.stderr
