"""PostgreSQL servers, and what is in their place, that log one in and then answer what no server
does."""

import pytest
from support.fake_postgres import FakePostgres, rows
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
