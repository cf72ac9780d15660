"""examples/go-api, brought up as its README says."""

import time

BOTH = ["000001_create_users.up.sql", "000002_add_email.up.sql"]
ADA = {"name": "Ada", "email": "ada@example.com"}


def test_it_works_at_the_first_try(go_api):
    go_api.project("up", "-d")
    go_api.until_answers()
    assert go_api.get("/users") == []
    assert go_api.post("/users", ADA) == {"id": 1, **ADA}
    assert go_api.get("/users") == [{"id": 1, **ADA}]
    assert [go_api.post("/visits")["visit"] for _ in range(2)] == [1, 2]
    assert go_api.applied() == BOTH
    assert (go_api.starts(), go_api.container.restarts()) == (1, 0)
    assert "secret" not in go_api.log()


def test_words_of_aweigh_s_ask_for_the_schema_and_leave_it_as_it_is(go_api):
    ask = ["run", "--rm", "api", "migrate"]
    go_api.project("build")
    for _ in range(2):  # the first has not migrated in passing
        assert "pending" in go_api.project(*ask, "status")
        assert go_api.project.run(*ask, "version").returncode == 65
    go_api.project("up", "-d")
    go_api.until_answers()
    assert "pending" not in go_api.project(*ask, "status")
    assert go_api.project(*ask, "version") == "2"


def test_a_later_start_applies_only_what_is_new(go_api):
    go_api.project("up", "-d")
    go_api.until_answers()
    go_api.post("/users", ADA)

    go_api.project("down")
    go_api.project("up", "-d")
    go_api.until_answers()
    assert go_api.get("/users") == [{"id": 1, **ADA}]
    assert go_api.applied() == []

    third = go_api.migrations / "000003_no_address.up.sql"
    third.write_text("UPDATE users SET email = '';")
    go_api.project("up", "-d", "--build")
    go_api.until_answers()
    assert go_api.get("/users") == [{"id": 1, "name": "Ada"}]
    assert go_api.applied() == [third.name]


def test_redis_comes_ten_seconds_late(go_api):
    go_api.project("up", "-d", "--no-deps", "db", "api")
    go_api.container.until_log("redis://cache:6379")
    time.sleep(10)  # that late, and not a moment less
    assert go_api.starts() == 0
    go_api.project("up", "-d", "cache")
    go_api.until_answers()
    assert (go_api.starts(), go_api.container.restarts()) == (1, 0)


def test_postgres_is_restarted_during_the_wait(go_api):
    go_api.project("up", "-d", "--no-deps", "db", "api")
    go_api.container.until_log("postgres://db:5432/app is ready")
    go_api.project("restart", "db")
    go_api.project("up", "-d", "cache")
    go_api.until_answers()
    assert go_api.applied() == BOTH
    assert (go_api.starts(), go_api.container.restarts()) == (1, 0)


def test_the_daemon_is_restarted(go_api, daemon):
    """It starts all containers at once; no condition of a compose file would hold one back."""
    go_api.project("up", "-d")
    go_api.until_answers()
    go_api.post("/users", ADA)
    daemon.restart()
    go_api.until_answers()
    assert go_api.get("/users") == [{"id": 1, **ADA}]
    assert go_api.starts() == 2
    assert go_api.log().count("aweigh: postgres://db:5432/app is ready") == 2


def test_the_migrations_were_left_out_of_the_image(go_api):
    dockerfile = go_api.directory / "Dockerfile"
    lines = dockerfile.read_text().splitlines(keepends=True)
    dockerfile.write_text("".join(line for line in lines if "migrations/ /" not in line))
    go_api.override(restart="no")
    go_api.project("up", "-d")
    assert go_api.container.until_ended() == 66
    assert "COPY migrations/ /migrations" in go_api.log()
    assert go_api.starts() == 0


def test_the_database_as_keywords_and_values(go_api):
    words = "host=db user=app password=secret dbname=app sslmode=disable"
    go_api.override(environment={"DATABASE_URL": words})
    go_api.project("up", "-d")
    go_api.until_answers()
    assert go_api.applied() == BOTH


def test_as_little_as_possible_is_allowed_and_enough(go_api):
    go_api.override(
        read_only=True,
        user="65534:65534",
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        mem_limit="16m",
        pids_limit=12,
    )
    go_api.project("up", "-d")
    go_api.until_answers()
    go_api.post("/users", ADA)
    assert (go_api.starts(), go_api.container.restarts()) == (1, 0)
    assert go_api.container.inspect("{{.State.OOMKilled}}") == "false"


def test_without_aweigh_it_crashes(go_api):
    go_api.override(entrypoint=["/api"])
    assert go_api.crashes_of_a_first_start() > 0
