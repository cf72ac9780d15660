"""postgres:// beyond the login: `query`, `role` and `schema-version`."""

import struct
from contextlib import closing
from urllib.parse import quote

import pytest
from support import limits
from support.fakes import postgres_message as message
from support.postgres import Database
from support.waiting import eventually


def unready(result, code=124):
    """What is said of the only target of a wait with --log-format=json."""
    assert result.code == code, result
    (event,) = result.events("target_unready")
    return event


def query_of(database, sql):
    return f"{database.url}#query={quote(sql)}"


READY = [
    "select 1",
    "select true, false",
    "select 'any text'",
    "select '-0.5'::numeric",
    "table present",
    "select from present",
    "set search_path to public",
    "create temporary table t (id int)",
    "",
    "select 1;",
    "select 1 where 'a b&c=d#e%' = 'a b&c=d#e%'",
]


@pytest.mark.parametrize("sql", READY)
def test_a_query_that_gives_something_is_ready(aweigh, database, sql):
    database.query("CREATE TABLE present AS SELECT 1 AS id; ALTER TABLE present OWNER TO app")
    target = query_of(database, sql) if sql else database.url
    result = aweigh.run("wait", "-t", "0", target)
    assert result.code == 0, result


PENDING = {
    "select 1 where false": "the query gives no row",
    "select null": "the query gives NULL",
    "select false": "the query gives f",
    "select 0": "the query gives 0",
    "select count(*) from pg_class where relname = 'missing'": "the query gives 0",
    "select 1 from missing": 'relation "missing" does not exist',
    "select missing from pg_class": 'column "missing" does not exist',
    "select 1 from missing.missing": 'relation "missing.missing" does not exist',
    "create table missing.t ()": 'schema "missing" does not exist',
    "select missing()": "function missing() does not exist",
    "select 1/0": "division by zero",
}


@pytest.mark.parametrize("sql, words", PENDING.items(), ids=PENDING)
def test_what_may_yet_come_is_pending(aweigh, database, sql, words):
    words_of_ours = ["-t", "1s", "--log-format=json"]
    event = unready(aweigh.run("wait", *words_of_ours, query_of(database, sql)))
    assert (event["error"], event["stage"]) == (words, "query")


REJECTED = {
    "select 1 form present": "syntax error",
    "select 1; select 2": "cannot insert multiple commands",
    "copy pg_class to stdout": "COPY from or to the client is not possible here",
    "table pg_authid": "permission denied for table pg_authid; grant the user what",
}


@pytest.mark.parametrize("sql, words", REJECTED.items(), ids=REJECTED)
def test_what_will_not_go_away_is_rejected(aweigh, database, sql, words):
    result = aweigh.run("wait", "--fail-fast", query_of(database, sql))
    assert result.code == 69, result
    assert words in result.stderr.replace(" (query)", "")


def test_a_query_waits_for_what_another_creates(aweigh, database, later):
    later(0.5, lambda: database.query("CREATE TABLE jobs (id int); GRANT ALL ON jobs TO app"))
    later(1.0, lambda: database.query("INSERT INTO jobs VALUES (1)"))
    result = aweigh.run("wait", query_of(database, "select 1 from jobs"))
    assert result.code == 0, result
    assert result.seconds >= 1


def test_an_inverted_query_waits_until_it_gives_nothing(aweigh, database, later):
    database.query("CREATE TABLE jobs AS SELECT 1; GRANT ALL ON jobs TO app")
    later(0.5, lambda: database.query("DELETE FROM jobs"))
    result = aweigh.run("wait", "!" + query_of(database, "table jobs"))
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_a_result_of_any_size_takes_little_memory(aweigh, database):
    small = aweigh.within(limits.address_space(24 << 20))
    sql = "select repeat('x', 200) from generate_series(1, 200000)"
    result = small.run("wait", "-t", "0", query_of(database, sql))
    assert result.code == 0, result


def test_queries_that_hang_do_not_pile_up_in_the_server(aweigh, database):
    """Each attempt's statement waits for a lock: without a cancel its session would wait on after
    us, as long as the lock is held, until no connection is left for anybody."""
    database.query("CREATE TABLE jobs AS SELECT 1; GRANT ALL ON jobs TO app")
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'aweigh'"
    target = query_of(database, "table jobs") + "&attempt-timeout=200ms"
    with closing(database.connect()) as connection:
        connection.autocommit = False
        connection.cursor().execute("LOCK TABLE jobs")
        running = aweigh.start("wait", "--log-format=json", "-t", "none", target)
        running.until_stderr("no answer within 200 ms")
        eventually(lambda: database.query(sessions) == [(1,)], "an attempt is under way")
        most = 0
        while running.seconds() < 3:
            most = max(most, database.query(sessions)[0][0])
    assert running.finish().code == 0
    assert most <= 3, "of a dozen attempts"


@pytest.fixture
def standby(new_postgres):
    server = new_postgres()
    server.become_standby(takes_queries=True)
    return Database(server.start_and_wait())


def test_a_role_is_waited_for(aweigh, database, standby, later):
    assert aweigh.run("wait", "-t", "0", f"{database.url}#role=primary").code == 0
    assert aweigh.run("wait", "-t", "0", f"{standby.url}#role=standby").code == 0
    words = ["-t", "1s", "--log-format=json"]
    event = unready(aweigh.run("wait", *words, f"{standby.url}#role=primary"))
    assert event["error"] == "server is in hot standby mode"
    event = unready(aweigh.run("wait", *words, f"{database.url}#role=standby"))
    assert event["error"] == "server is not in hot standby mode"
    later(0.5, standby.server.promote)
    results = [
        aweigh.start("wait", target)
        for target in [f"{standby.url}#role=primary", f"!{standby.url}#role=standby"]
    ]
    assert [running.finish().code for running in results] == [0, 0]


def test_a_role_is_looked_for_among_all_hosts(aweigh, postgres, standby):
    """By target_session_attrs; where the user says which host is wanted, of that host."""
    both = f"127.0.0.1:{standby.server.port},127.0.0.1:{postgres.port}"
    target = standby.url.replace(standby.address, both)
    for role in ["primary", "standby"]:
        assert aweigh.run("wait", "-t", "0", f"{target}#role={role}").code == 0
    any_host = f"{target}?target_session_attrs=any#role=primary"
    event = unready(aweigh.run("wait", "-t", "1s", "--log-format=json", any_host))
    assert event["error"] == "the server is a standby"


def other_tool(database):
    database.query("CREATE TABLE schema_migrations (version varchar PRIMARY KEY)")


def version(number, dirty=False):
    return lambda database: database.set_version(number, dirty)


def empty(database):
    database.set_version(1)
    database.query("DELETE FROM schema_migrations")


VERSIONS = {
    "no table": (lambda database: None, 124, "nothing was migrated yet; waiting for version 5"),
    "no version": (empty, 124, "the schema is at no version, not yet at 5"),
    "an older one": (version(4), 124, "the schema is at version 4, not yet at 5"),
    "the wanted one": (version(5), 0, None),
    "a newer one": (version(6), 0, None),
    "a dirty one": (version(5, dirty=True), 124,
                    "the schema is at version 5, which has not been finished (dirty)"),
    "another tool's": (other_tool, 69, 'column "dirty" does not exist'),
    "one that we may not read": (
        lambda d: (d.set_version(5), d.query("ALTER TABLE schema_migrations OWNER TO postgres")),
        69, "permission denied for table schema_migrations"),
}  # fmt: skip


@pytest.mark.parametrize("make, code, words", VERSIONS.values(), ids=VERSIONS)
def test_the_schema_s_version(aweigh, database, make, code, words):
    make(database)
    target = f"{database.url}#schema-version=5"
    result = aweigh.run("wait", "--fail-fast", "-t", "1s", "--log-format=json", target)
    assert result.code == code, result
    if words:
        assert unready(result, code)["error"] == words


def test_the_version_table_may_have_another_name(aweigh, database):
    database.query(
        'CREATE SCHEMA s; CREATE TABLE s."my table" AS SELECT 7::bigint AS version, false AS dirty'
    )
    database.query('GRANT USAGE ON SCHEMA s TO app; GRANT SELECT ON s."my table" TO app')
    name = quote('"s"."my table"')
    parameters = f"x-migrations-table={name}&x-migrations-table-quoted=true"
    target = f"{database.url}?{parameters}#schema-version=7"
    result = aweigh.run("wait", "-t", "0", target)
    assert result.code == 0, result


def test_a_service_waits_for_the_migration_of_another(aweigh, database, migrations, later):
    directory = migrations({"1_a.up.sql": "SELECT 1;", "2_b.up.sql": "CREATE TABLE b ();"})
    later(0.5, lambda: aweigh.run("-m", str(directory), "--database", database.url, "--", "true"))
    result = aweigh.run(
        "wait", f"{database.url}#schema-version=2&query=select count(b) + 1 from b b"
    )
    assert result.code == 0, result
    assert result.seconds >= 0.5


def test_a_server_may_be_ready_before_its_database(aweigh, database):
    missing = f"{database.url}_of_tomorrow"
    assert aweigh.run("check", missing).code == 1
    assert aweigh.run("check", f"{missing}#missing-database=ok").code == 0
    wrong = f"postgres://app:wrong@{database.address}/app_of_tomorrow#missing-database=ok"
    result = aweigh.run("check", wrong)
    assert result.code == 1 and "password authentication failed" in result.stdout, result


@pytest.mark.parametrize("option", ["query=select 1", "role=primary", "schema-version=1"])
def test_the_options_need_a_user(aweigh, postgres, option):
    target = f"postgres://127.0.0.1:{postgres.port}/app#{option}"
    result = aweigh.run("wait", target)
    assert result.code == 64, result
    assert "need a user" in result.stderr


def test_a_row_without_an_end_does_not_fill_the_memory(aweigh, new_fake):
    """libpq would keep up to 1 GB of it."""

    def flood(connection):
        connection.recv(1 << 16)
        connection.sendall(message(b"R", bytes(4)) + message(b"Z", b"I"))
        connection.recv(1 << 16)
        column = b"x\0" + struct.pack("!IHIHIH", 0, 0, 25, 65535, 0, 0)
        connection.sendall(message(b"1", b"") + message(b"2", b""))
        connection.sendall(message(b"T", struct.pack("!H", 1) + column))
        connection.sendall(b"D" + struct.pack("!IHI", 1 << 29, 1, (1 << 29) - 10))
        while connection.send(bytes(1 << 20)):
            pass

    fake = new_fake(flood).start()
    target = f"postgres://app:x@{fake.address}/app?sslmode=disable"
    result = aweigh.run("check", "--attempt-timeout=20s", target)
    assert result.code == 1, result
    assert "more than 8 MB for one row" in result.stdout


def test_many_rows_are_no_flood(aweigh, database):
    rows = "SELECT repeat('x', 1000000) FROM generate_series(1, 60)"
    result = aweigh.run("check", "--attempt-timeout=20s", f"{database.url}#query={quote(rows)}")
    assert result.code == 0, result
