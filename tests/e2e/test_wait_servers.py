"""What is particular to PostgreSQL, and to servers that do not answer."""

import signal
from contextlib import closing, suppress

import psycopg2
import pytest
from support import fakes
from support.postgres import Database
from support.secret import IN_KEY_VALUE, IN_URL, PASSWORD
from support.waiting import eventually


def with_user(database):
    return database.url


def without_user(database):
    return database.printed


@pytest.mark.parametrize("target", [with_user, without_user])
def test_postgres_that_is_not_accepting_connections_is_pending(
    aweigh, late_database, later, target
):
    """57P03, here from a standby that takes no queries until it is promoted."""
    server = late_database.server
    server.become_standby()
    server.start()
    result = aweigh.run("wait", "-t", "1s", target(late_database))
    assert result.code == 124, result
    assert "not accepting connections" in result.stderr
    later(0.5, server.promote)
    assert aweigh.run("wait", target(late_database)).code == 0


@pytest.mark.parametrize("target", [with_user, without_user])
def test_postgres_without_a_free_connection_is_pending(aweigh, new_postgres, later, target):
    """53300, which pg_isready takes for ready."""
    server = new_postgres(max_connections=2, superuser_reserved_connections=0).start_and_wait()
    database = Database(server)

    def connect():
        with suppress(psycopg2.OperationalError):  # the one before may not have gone yet
            return server.connect()

    first, second = (eventually(connect, "a free connection") for _ in range(2))
    with closing(first), closing(second):
        result = aweigh.run("wait", "-t", "500ms", target(database))
        assert result.code == 124, result
        assert "too many clients" in result.stderr
        later(0.5, second.close)
        assert aweigh.run("wait", target(database)).code == 0


def test_postgres_that_restarts_again_and_again(aweigh, late_database, later):
    """As an image's first start does: up, down, up."""
    server = late_database.server
    server.start_and_wait()
    server.stop()
    later(0.5, server.start)
    assert aweigh.run("wait", late_database.url).code == 0


def test_postgres_accepts_without_a_user_even_if_it_wants_a_password(aweigh, postgres):
    for path in ["", "/", "/app", "/missing"]:
        assert (
            aweigh.run("wait", "-t", "0", f"postgres://127.0.0.1:{postgres.port}{path}").code == 0
        )


def test_postgres_takes_user_password_and_database_from_libpq_s_variables(aweigh, database):
    env = {"PGUSER": "app", "PGPASSWORD": PASSWORD, "PGDATABASE": database.name}
    target = f"postgres://{database.address}"
    assert aweigh.run("wait", "-t", "0", target, env=env).code == 0
    wrong = aweigh.run("wait", "--fail-fast", target, env={**env, "PGPASSWORD": "wrong"})
    assert wrong.code == 69, wrong


def test_postgres_takes_the_password_from_the_password_file(aweigh, postgres, tmp_path):
    escaped = PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    file = tmp_path / ".pgpass"  # $HOME is this directory
    file.write_text(f"127.0.0.1:{postgres.port}:app:app:{escaped}\n")
    file.chmod(0o600)
    target = f"postgres://app@127.0.0.1:{postgres.port}/app"
    assert aweigh.run("wait", "-t", "0", target).code == 0


KEY_VALUES = [
    "host=127.0.0.1 port={port} user=app password={password} dbname=app",
    "  host = 127.0.0.1   port='{port}' user='app' password={password} dbname=app sslmode=disable ",
    "hostaddr=127.0.0.1 port={port} user=app password={password} dbname=app",
    "host=127.0.0.1 port={port}",
    "host=127.0.0.77,127.0.0.1 port=,{port}",
    "hostaddr=127.0.0.77,127.0.0.1 port=1,{port}",
]


@pytest.mark.parametrize("text", KEY_VALUES)
def test_postgres_key_values(aweigh, postgres, text):
    text = text.format(port=postgres.port, password=IN_KEY_VALUE)
    assert aweigh.run("wait", "-t", "0", f"postgres:{text}").code == 0


URLS = [
    "postgres://app:{password}@127.0.0.1:{port}/app?sslmode=disable",
    "postgres://app:{password}@127.0.0.1:{port}/app?connect_timeout=3&application_name=x",
    "postgres:///app?host=127.0.0.1&port={port}&user=app&password={password}",
    "postgres://127.0.0.1/app?port={port}",
    "postgres://app@:{port}/app?host={directory}",
    "postgres://app:{password}@127.0.0.1:1,127.0.0.1:{port}/app",
    "postgres://app:{password}@localhost:{port}/app",
]


@pytest.mark.parametrize("url", URLS)
def test_postgres_urls(aweigh, postgres, url):
    url = url.format(port=postgres.port, password=IN_URL, directory=postgres.directory)
    result = aweigh.run("wait", "-t", "0", url)
    assert result.code == 0, result


def test_postgres_on_a_unix_socket(aweigh, postgres):
    """Local connections are trusted here."""
    target = f"postgres:host={postgres.directory} port={postgres.port} user=app dbname=app"
    assert aweigh.run("wait", "-t", "0", target).code == 0


def test_a_probe_leaves_no_connection_behind_and_no_complaint(aweigh, new_postgres):
    server = new_postgres(log_min_messages="warning").start_and_wait()
    database = Database(server)
    aweigh.run("wait", database.url)
    aweigh.run("wait", database.printed)
    server.stop(signal.SIGTERM)  # once all sessions have ended
    log = (server.directory / "log").read_text()
    assert "lost connection" not in log
    assert "unexpected EOF" not in log
    assert "reset by peer" not in log


STALLED = {
    "redis": ("redis://{}", {"query"}),
    "redis with password": ("redis://:wrong@{}", {"auth"}),
    "postgres": ("postgres://app@{}/app", {"tls", "auth"}),
    "postgres without user": ("postgres://{}", {"tls", "auth"}),
}


@pytest.mark.parametrize("target, stages", STALLED.values(), ids=STALLED)
def test_a_server_that_stalls_is_cut_off_and_its_stage_named(aweigh, new_fake, target, stages):
    fake = new_fake(fakes.silence).start()
    words = ["--attempt-timeout", "200ms", "-t", "1s", "--log-format=json"]
    result = aweigh.run("wait", *words, target.format(fake.address))
    assert result.code == 124, result
    assert 1 <= result.seconds < 3
    assert len(fake.connections()) >= 2, "it is tried again"
    blamed = {line["stage"] for line in result.events() if "stage" in line}
    assert blamed and blamed <= stages, result


@pytest.mark.parametrize("target", ["redis://{}", "postgres://app@{}/app", "postgres://{}"])
def test_a_server_that_hangs_up_is_pending(aweigh, new_fake, target):
    """So does a proxy whose backend is not there yet."""
    fake = new_fake(fakes.early_close).start()
    result = aweigh.run("wait", "-t", "300ms", target.format(fake.address))
    assert result.code == 124, result


def test_the_overall_timeout_cuts_an_attempt_short(aweigh, new_fake):
    fake = new_fake(fakes.silence).start()
    result = aweigh.run("wait", "-t", "300ms", "--attempt-timeout=1h", f"redis://{fake.address}")
    assert result.code == 124
    assert result.seconds < 3


def test_a_connect_that_meets_silence_is_started_afresh(aweigh, new_fake, later):
    """The kernel repeats a lost SYN after 1, 3 and 7 s; we do not wait for the last of them."""
    fake = new_fake()
    with fakes.full_backlog(fake.port) as make_room:
        later(3.3, make_room)
        result = aweigh.run("wait", "--attempt-timeout=none", f"tcp://{fake.address}")
    assert result.code == 0
    assert 3.3 <= result.seconds < 5.5
