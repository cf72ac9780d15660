"""The third kind of answer: the other side understood, and said no."""

import pytest
from support import fakes
from support.postgres import Database

# name: how to make the target, and what the server says
REJECTIONS = {}


def rejection(words):
    def register(make):
        REJECTIONS[make.__name__.strip("_").replace("_", " ")] = (make, words)
        return make

    return register


@rejection("password authentication failed")
def _postgres_wrong_password(request):
    address = request.getfixturevalue("database").address
    return f"postgres://app:wrong@{address}/app"


@rejection("password authentication failed")
def _postgres_unknown_role(request):
    address = request.getfixturevalue("database").address
    return f"postgres://nobody:wrong@{address}/app"


@rejection("password")
def _postgres_no_password(request):
    address = request.getfixturevalue("database").address
    return f"postgres://app@{address}/app"


@rejection('database "missing" does not exist')
def _postgres_no_such_database(request):
    return Database(request.getfixturevalue("postgres"), "missing").url


@rejection("permission denied for database")
def _postgres_no_privilege(request):
    database = request.getfixturevalue("database")
    database.query(f'REVOKE ALL ON DATABASE "{database.name}" FROM PUBLIC')
    database.query(f'ALTER DATABASE "{database.name}" OWNER TO postgres')
    return database.url


@rejection("does not support SSL")
def _postgres_without_tls(request):
    return request.getfixturevalue("database").url + "?sslmode=require"


@rejection("NOAUTH")
def _redis_no_password(request):
    return request.getfixturevalue("locked_redis").target


@rejection("WRONGPASS")
def _redis_wrong_password(request):
    return f"redis://:wrong@127.0.0.1:{request.getfixturevalue('locked_redis').port}"


@rejection("WRONGPASS")
def _redis_unknown_user(request):
    return f"redis://nobody:wrong@127.0.0.1:{request.getfixturevalue('locked_redis').port}"


@rejection("without any password configured")
def _redis_password_where_none_is_wanted(request):
    return request.getfixturevalue("redis").target_with_password


@rejection("DB index is out of range")
def _redis_no_such_database(request):
    return request.getfixturevalue("redis").target + "/999"


@rejection("")
def _redis_speaks_another_protocol(request):
    return f"redis://{request.getfixturevalue('new_fake')(fakes.garbage).start().address}"


@rejection("")
def _postgres_speaks_another_protocol(request):
    return f"postgres://app@{request.getfixturevalue('new_fake')(fakes.garbage).start().address}"


@pytest.fixture(params=REJECTIONS.values(), ids=REJECTIONS)
def rejected(request):
    make, words = request.param
    return make(request), words


def test_fail_fast_ends_the_wait_at_once_with_the_server_s_words(anywhere, rejected):
    target, words = rejected
    result = anywhere.run("wait", "--fail-fast", target)
    assert result.code == 69, result
    assert result.seconds < 3  # the default grace is 10 s
    assert words in result.stderr


def test_a_rejection_is_final_after_the_grace(aweigh, rejected):
    target, words = rejected
    result = aweigh.run("wait", "--log-format=json", "--rejection-grace=700ms", target)
    assert result.code == 69, result
    assert 0.7 <= result.seconds < 0.7 + 3
    assert words in result.stderr.replace('\\"', '"')
    attempts = [line["attempts"] for line in result.events() if "attempts" in line]
    assert max(attempts) > 1


def test_a_wait_that_times_out_within_the_grace_was_rejected_too(aweigh, rejected):
    target, words = rejected
    result = aweigh.run("wait", "-t", "300ms", target)
    assert result.code == 69, result
    assert words in result.stderr


def test_check_reports_a_rejection_at_once(aweigh, rejected):
    target, words = rejected
    result = aweigh.run("check", target)
    assert result.code == 1, result
    assert result.seconds < 3
    assert words in result.stdout


@pytest.mark.parametrize("name", ["postgres wrong password", "redis wrong password"])
def test_a_refused_password_is_blamed_on_the_stage_auth(aweigh, request, name):
    make, _ = REJECTIONS[name]
    result = aweigh.run("wait", "--fail-fast", "--log-format=json", make(request))
    assert {line["stage"] for line in result.events() if "stage" in line} == {"auth"}, result


def test_a_grace_of_none_leaves_it_to_the_timeout(aweigh, locked_redis):
    words = ["--rejection-grace=none", "-t", "1s"]
    result = aweigh.run("wait", *words, locked_redis.target)
    assert result.code == 69
    assert result.seconds >= 1


def test_what_is_put_right_within_the_grace_is_ready(aweigh, postgres, new_redis, later):
    """A database and a role that are created by somebody else's start-up, a password set late."""
    redis = new_redis().start_and_wait()
    name = "made_late"
    later(0.8, lambda: postgres.create_database(name))
    later(0.4, lambda: postgres.query("CREATE ROLE late LOGIN PASSWORD 'late'"))
    later(0.6, lambda: redis.cli("CONFIG", "SET", "requirepass", "late"))
    try:
        result = aweigh.run(
            "wait",
            f"postgres://late:late@127.0.0.1:{postgres.port}/{name}",
            f"redis://:late@127.0.0.1:{redis.port}",
        )
        assert result.code == 0, result
        assert result.seconds >= 0.8
    finally:
        postgres.query(f"DROP DATABASE IF EXISTS {name}")
        postgres.query("DROP ROLE IF EXISTS late")


def test_one_rejection_ends_the_wait_for_the_others(aweigh, locked_redis, new_fake):
    targets = [locked_redis.target, f"tcp://{new_fake().address}"]
    result = aweigh.run("wait", "--fail-fast", *targets)
    assert result.code == 69
    assert result.seconds < 3


def test_the_service_is_not_started_after_a_rejection(anywhere, locked_redis, tmp_path):
    started = tmp_path / "started"
    result = anywhere.run("--fail-fast", "-w", locked_redis.target, "touch", started)
    assert result.code == 69
    assert not started.exists()
