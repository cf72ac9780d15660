"""Waiting for somebody else's migrations: workers, and services that read from a standby."""

import signal

import pytest
from support.migrations import golang_migrate_lock, held_advisory_lock
from support.postgres import Database


SERVICE = (["--migrate-wait"], ["echo", "the service"], "the service\n")
FORMS = {
    "in front of a service": ("aweigh", *SERVICE),
    "in front of a service, as PID 1": ("pid1", *SERVICE),
    "as a command": ("aweigh", ["migrate", "wait"], [], ""),
}


@pytest.fixture(params=FORMS.values(), ids=FORMS)
def start(request, database, directory):
    """`start(*options)`; all forms do the same."""
    program, first, last, stdout = request.param
    program = request.getfixturevalue(program)

    def begin(*options, url=database.url):
        own = ["-m", str(directory), "--database", url, *options]
        running = program.start(*first, *own, *last)
        running.expected = stdout
        return running

    return begin


def assert_done(running):
    result = running.finish(10)
    assert (result.code, result.stdout) == (0, running.expected), result


def assert_failed(running, code, words):
    result = running.finish(10)
    assert (result.code, result.stdout) == (code, ""), result
    assert words in result.stderr
    return result


def test_it_ends_with_the_migration_and_does_nothing_itself(start, aweigh, database, directory):
    waiting = start()
    waiting.until_stderr("nothing was migrated yet; waiting for version 3")
    assert database.version() is None
    migrate = ["migrate", "-m", str(directory), "--database", database.url, "up"]
    assert aweigh.run(*migrate, "2").code == 0
    waiting.until_stderr("the schema is at version 2, not yet at 3")
    assert aweigh.run(*migrate).code == 0
    assert_done(waiting)


def test_it_takes_no_lock_and_creates_no_table(start, database):
    database.set_version(3)
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        assert_done(start("-t", "5s"))
    assert database.query("SELECT to_regclass('aweigh_schema_migrations')") == [(None,)]


@pytest.mark.parametrize(
    "version, dirty, words",
    [(2, False, "the schema is at version 2, not yet at 3"),
     (3, True, "the schema is at version 3, which has not been finished (dirty)")],
)  # fmt: skip
def test_its_time_is_that_of_the_whole_wait(start, database, version, dirty, words):
    database.set_version(version, dirty)
    assert assert_failed(start("-t", "500ms"), 124, words).seconds < 5
    assert database.version() == [(version, dirty)]


def test_a_database_that_is_ahead_is_an_error_unless_it_is_ok(start, database):
    database.set_version(9)
    assert_failed(start(), 65, "this image is older than the database; if it can live with that "
                               "schema: --if-ahead ok")  # fmt: skip
    waiting = start("--if-ahead=ok")
    waiting.until_stderr("version 9, newer than all migrations here")
    assert_done(waiting)


def test_a_directory_without_migrations_is_an_error_at_once(aweigh, migrations, tmp_path):
    nobody = ["--database", "postgres://app@127.0.0.1:1/app"]
    for path in (tmp_path / "nowhere", migrations(name="empty")):
        for words in (["--migrate-wait", "-m", str(path), *nobody, "true"],
                      ["migrate", "wait", "-m", str(path), *nobody]):  # fmt: skip
            result = aweigh.run(*words)
            assert (result.code, result.stderr.count("waiting for")) == (66, 0), result


def test_a_signal_ends_it(start):
    waiting = start()
    waiting.until_stderr("nothing was migrated yet")
    waiting.signal(signal.SIGTERM)
    assert_failed(waiting, 143, "TERM ended the wait")


def test_a_standby_will_do(start, new_postgres):
    server = new_postgres().start_and_wait()
    Database(server).set_version(3)
    server.stop(signal.SIGINT)
    server.become_standby(takes_queries=True)
    server.start_and_wait()
    assert_done(start(url=Database(server).url))


def test_a_pooler_will_do(start, database, pgbouncer):
    """Its sessions belong to others: nothing is set in them."""
    database.set_version(3)
    url = pgbouncer.url(database.name)
    database.query(f'ALTER DATABASE "{database.name}" SET extra_float_digits = 0')
    assert_done(start(url=url))
    with pgbouncer.connect(database.name) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('extra_float_digits')")
        assert cursor.fetchone() == ("0",)


def test_a_failed_wait_can_be_passed_over_but_not_the_schema(aweigh, database, directory):
    database.set_version(2)
    own = ["-m", str(directory), "--database", database.url, "-t", "300ms", "--start-anyway"]
    result = aweigh.run(*own, "echo", "the service", env={"AWEIGH_MIGRATE_WAIT": "true"})
    assert (result.code, result.stdout) == (124, ""), result
    assert "the schema is at version 2, not yet at 3" in result.stderr.splitlines()[-1]
