"""PostgreSQL servers, and what is in their place, that log one in and then answer what no server
does."""

import time

import pytest
from support.fake_postgres import FakePostgres, copy_both, endless_scram, rows
from support.migrations import table_per_version


@pytest.fixture
def url(new_fake):
    """Of a server that gives `answer(sql)`."""

    def start(answer):
        fake = new_fake(FakePostgres(answer)).start()
        return f"postgres://u:p@{fake.address}/app?sslmode=disable"

    return start


FACTS = ["app", "public", "f", "off", "4711"]


def answers(facts=None, lock=None, rest=None):
    """The answers of a server to a run of migrations, until one is given here."""

    def answer(sql):
        if sql == "SELECT 1":
            return rows(["1"])
        if "pg_backend_pid" in sql:
            return facts or rows(FACTS)
        if "set_config('DateStyle'" in sql:
            return rows(["ISO, MDY", "2"])
        if "pg_try_advisory_lock" in sql:
            return lock or rows(["t"])
        if "relkind" in sql:
            return rest
        return rows(["1"])

    return answer


SHAPES = {
    "no facts": answers(facts=rows()),
    "two rows of facts": answers(facts=rows(FACTS, FACTS)),
    "a column of facts": answers(facts=rows(["app"])),
    "no lock": answers(lock=rows(), rest=rows()),
    "a table of one column": answers(rest=rows(["t"])),
    "a table of no column": answers(rest=rows([])),
}


@pytest.mark.parametrize("answer", SHAPES.values(), ids=SHAPES)
def test_rows_of_the_wrong_shape_are_one_error(aweigh, url, migrations, answer):
    directory = migrations(table_per_version(1))
    result = aweigh.run("-t5s", "-m", str(directory), "--database", url(answer), "true")
    assert result.code == 65, result
    assert "another shape" in result.stderr


@pytest.mark.parametrize("command", ["up", "status"])
def test_a_server_that_stops_answering_is_given_up(aweigh, url, migrations, command):
    """It has answered the wait, and the connection stands."""
    directory = migrations(table_per_version(1))

    def answer(sql):
        return rows(["1"]) if sql == "SELECT 1" else None

    words = ["migrate", command, "-t1s", "-m", str(directory), "--database", url(answer)]
    result = aweigh.run(*words, within=120)
    assert result.code == 124, result
    assert "no answer within" in result.stderr


def test_copy_both_ends_the_session(aweigh, url):
    """libpq would give that answer again and again."""
    target = url(lambda sql: copy_both())
    result = aweigh.run("-t2s", "--attempt-timeout=1s", "-w", target, "true", within=60)
    assert result.code == 69, result
    running = aweigh.start("-t60s", "-w", target, "true")
    running.until_stderr("replication")
    running.signal(15)
    assert running.finish().code == 143


def test_copy_both_in_the_middle_of_a_migration(aweigh, url, migrations):
    directory = migrations(table_per_version(1))
    answer = answers(facts=copy_both())
    begin = time.monotonic()
    result = aweigh.run("-t2s", "-m", str(directory), "--database", url(answer), "true", within=60)
    assert result.code == 124, result
    assert time.monotonic() - begin < 50


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_server_that_wants_endless_hashing_does_not_keep_us(aweigh, new_fake, format):
    """All of it is done in one call of libpq, in which no timer and no signal is seen. The loop is
    given up after five seconds of processor time."""
    fake = new_fake(endless_scram).start()
    target = f"postgres://u:p@{fake.address}/app?sslmode=disable"
    words = ["-t2s", f"--log-format={format}", "-w", target, "true"]
    result = aweigh.run(*words, within=180)
    assert result.code == 70, result
    assert "kept a library busy" in result.stderr


def test_the_service_gets_no_timer_and_no_handler(anywhere):
    """ITIMER_PROF would outlive the exec."""
    show = "import signal; print(signal.getitimer(signal.ITIMER_PROF), int(signal.getsignal(27)))"
    show += "; print(signal.pthread_sigmask(0, []), signal.sigpending())"
    result = anywhere.run("-t5s", "-w", "file:/", "/usr/bin/python3", "-c", show)
    assert result.code == 0, result
    assert result.stdout == "(0.0, 0.0) 0\nset() set()\n"
