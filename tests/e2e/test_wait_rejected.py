"""The third kind of answer: the other side understood, and said no."""

import pytest
from support import fakes
from support.postgres import Database


def _without_privilege(database):
    database.query(f'REVOKE ALL ON DATABASE "{database.name}" FROM PUBLIC')
    database.query(f'ALTER DATABASE "{database.name}" OWNER TO postgres')
    return database.url


WRONG_PASSWORD = "password authentication failed"

# name: a fixture, the target it makes, the server's words
REJECTIONS = {
    "postgres: wrong password": (
        "database", lambda d: f"postgres://app:wrong@{d.address}/app", WRONG_PASSWORD,
    ),
    "postgres: unknown role": (
        "database", lambda d: f"postgres://nobody:wrong@{d.address}/app", WRONG_PASSWORD,
    ),
    "postgres: no password": (
        "database", lambda d: f"postgres://app@{d.address}/app", "password",
    ),
    "postgres: no such database": (
        "postgres", lambda p: Database(p, "missing").url, 'database "missing" does not exist',
    ),
    "postgres: no privilege": (
        "database", _without_privilege, "permission denied for database",
    ),
    "postgres: no TLS": (
        "database", lambda d: d.url + "?sslmode=require", "does not support SSL",
    ),
    "postgres: misspelt setting": (
        "database", lambda d: d.url + "?connect_timout=5",
        'unrecognized configuration parameter "connect_timout"',
    ),
    "postgres: another protocol": (
        "new_fake", lambda new: f"postgres://app@{new(fakes.garbage).start().address}", "",
    ),
    "redis: no password": (
        "locked_redis", lambda r: r.target, "NOAUTH",
    ),
    "redis: wrong password": (
        "locked_redis", lambda r: f"redis://:wrong@127.0.0.1:{r.port}", "WRONGPASS",
    ),
    "redis: unknown user": (
        "locked_redis", lambda r: f"redis://nobody:wrong@127.0.0.1:{r.port}", "WRONGPASS",
    ),
    "redis: a password where none is wanted": (
        "redis", lambda r: r.target_with_password, "without any password configured",
    ),
    "redis: no such database": (
        "redis", lambda r: f"{r.target}/999", "DB index is out of range",
    ),
    "redis: another protocol": (
        "new_fake", lambda new: f"redis://{new(fakes.garbage).start().address}", "",
    ),
}  # fmt: skip


@pytest.fixture(params=REJECTIONS.values(), ids=REJECTIONS)
def rejected(request):
    """A target, and what its server says."""
    fixture, target, words = request.param
    return target(request.getfixturevalue(fixture)), words


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


def test_the_first_warning_says_when_the_wait_gives_up(aweigh, locked_redis):
    words = ["wait", "--rejection-grace=700ms", locked_redis.target]
    first, *others = aweigh.run(*words).stderr.splitlines()[1:]
    end = "; giving up in 700 ms unless that changes (--rejection-grace)"
    assert first.startswith("aweigh: warning: waiting for redis://") and first.endswith(end)
    assert not [line for line in others if "giving up" in line]


@pytest.mark.parametrize("words", [["--fail-fast"], ["--rejection-grace=none", "-t", "300ms"]])
def test_what_does_not_end_with_the_grace_does_not_say_so(aweigh, locked_redis, words):
    assert "giving up" not in aweigh.run("wait", *words, locked_redis.target).stderr


def test_what_is_still_rejected_counts_to_the_grace(aweigh, locked_redis):
    running = aweigh.start("wait", "--rejection-grace=30s", locked_redis.target)
    name = f"redis://127.0.0.1:{locked_redis.port}"
    running.until_stderr(f"still waiting for {name}, rejected for 10 s of 30 s: NOAUTH", 25)


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


@pytest.mark.parametrize("name", ["postgres: wrong password", "redis: wrong password"])
def test_a_refused_password_is_blamed_on_the_stage_auth(aweigh, request, name):
    fixture, target, _ = REJECTIONS[name]
    target = target(request.getfixturevalue(fixture))
    result = aweigh.run("wait", "--fail-fast", "--log-format=json", target)
    assert {line["stage"] for line in result.events() if "stage" in line} == {"auth"}, result


OTHER_SERVERS = {
    "SSH": fakes.greeting(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
    "HTTP": fakes.saying(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("behaviour", OTHER_SERVERS.values(), ids=OTHER_SERVERS)
@pytest.mark.parametrize("query", ["", "?sslmode=disable"])
def test_another_server_is_no_postgres_though_no_user_is_named(aweigh, new_fake, behaviour, query):
    """Where any answer of a PostgreSQL would do."""
    fake = new_fake(behaviour).start()
    result = aweigh.run("wait", "--fail-fast", f"postgres://{fake.address}/{query}")
    assert result.code == 69, result


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
